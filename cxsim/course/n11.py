"""N11 Readiness and a strategy tournament: which concept wins for your firm."""

from __future__ import annotations

from typing import Any

from cxsim import theory
from cxsim.company.readiness import ELEMENTS
from cxsim.course import held_out
from cxsim.course.exercise import Conclusion, Exercise, Hint, MultipleChoice, Number, Verdict
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

_READY, _WEAK = 0.85, 0.30
_LEVELS = (_READY, _READY, _WEAK, _READY, _READY)
_EFFECTIVE = 0.55
_SUCCESS, _GROWTH, _DECAY = 0.8, 0.1, 0.03
_STEP = 0.2  # as low as possible means: so much lower would be too low


def _settles(success: float) -> float:
    """Where R' = R + γ s (1 − R) − δ R comes to rest when the success s does not change."""
    return _GROWTH * success / (_GROWTH * success + _DECAY)


def ready_but_for_motivation(motivation: float) -> Scenario:
    """Return a bank whose elements of readiness are all .85, except the motivation of staff."""
    levels = dict.fromkeys(ELEMENTS, _READY) | {"motivation": motivation}
    return load("bank").replace({"company.readiness": levels}, customers=300)


def _pays_and_just_so(motivation: float) -> Verdict:
    lower = max(0.0, motivation - _STEP)
    scenarios = {"nothing": ready_but_for_motivation(motivation)}
    scenarios |= {
        name: ready_but_for_motivation(level).under("cem")
        for name, level in (("yours", motivation), ("lower", lower))
    }
    found = held_out.trial(scenarios)
    revenue: Any = found.table.loc[("nothing", "revenue"), "mean"]
    gain, less = (
        held_out.interval(found.difference(name, "nothing").loc["value"], 100 / revenue)
        for name in ("yours", "lower")
    )
    told = (
        f"In {held_out.RUNS} new runs CEM gains {gain.mean:.1f} % of revenue (95 % interval "
        f"{gain.low:.1f} to {gain.high:.1f})."
    )
    if gain.low <= 0.0:
        return Verdict(False, f"{told} The whole interval should lie above 0.")
    if less.low > 0.0:
        return Verdict(
            False, f"{told} But with a motivation of {lower:.2f} it still gains {less.mean:.1f} %."
        )
    return Verdict(
        True,
        f"{told} With a motivation of {lower:.2f} it would be {less.mean:.1f} % ({less.low:.1f} to "
        f"{less.high:.1f}), which is no clear gain.",
    )


EXERCISES: dict[str, Exercise] = {
    "effectiveness": Number(
        question="Four elements of a firm's readiness are 0.85, and the motivation of staff is "
        "0.30. How large is its effectiveness e, with ρ = −2? Two decimals.",
        answer=lambda: theory.readiness.effectiveness(_LEVELS),
        tolerance=0.006,
        because="0.55, far below the mean of 0.74: the weakest element counts most.",
        otherwise="Take the mean of 1/R², then one divided by its square root. Or ask "
        "cx.theory.readiness.effectiveness.",
        hints=lambda: [
            Hint(
                theory.readiness.effectiveness(_LEVELS, weak_link=1.0),
                "This is the plain mean. Four strong elements do not make up for a weak one.",
            ),
            Hint(_WEAK, "This is the weakest element. It counts most, but not alone (ρ is −2)."),
            Hint(
                theory.readiness.effectiveness(_LEVELS, weak_link=0.0),
                "This is the geometric mean (ρ = 0). With ρ = −2 the weakest counts more.",
            ),
        ],
    ),
    "share": Number(
        question="A firm's effectiveness is 0.55. How many percent of a planned benefit are to be "
        "expected, failures included? One decimal.",
        answer=lambda: 100 * float(theory.readiness.benefit_share(_EFFECTIVE)),
        tolerance=0.06,
        because="0.55 · 0.775 = 42.6 %. The costs come in full.",
        otherwise="An initiative succeeds with probability (1 + e) / 2, and then gives the share "
        "e of the plan.",
        hints=lambda: [
            Hint(
                100 * _EFFECTIVE, "This is what a success gives. But not all initiatives succeed."
            ),
            Hint(50 * (1 + _EFFECTIVE), "This is how often they succeed. A success gives only e."),
            Hint(50 * (1 - _EFFECTIVE), "This is how often they fail."),
            Hint(
                100
                * float(theory.readiness.benefit_share(theory.readiness.effectiveness(_LEVELS))),
                "This is for the e of exercise 1 with all its digits. Here e is 0.55.",
            ),
            Hint(
                100 * _EFFECTIVE**2,
                "A success gives e. But it is more frequent than e: (1 + e) / 2 of all cases.",
            ),
        ],
        percent=True,
    ),
    "settles": Number(
        question="Initiatives end in every quarter, and 80 % of them succeed. Success closes up to "
        "10 % of what is missing in readiness; 3 % of readiness is lost: R' = R + 0.1 · 0.8 · "
        "(1 − R) − 0.03 · R. At which R does this come to rest? Two decimals.",
        answer=lambda: _settles(_SUCCESS),
        tolerance=0.006,
        because="0.08 / (0.08 + 0.03) = 0.73, wherever the firm starts.",
        otherwise="At rest R' = R: what is gained is what is lost.",
        hints=lambda: [
            Hint(1.0, "You left out what is lost: 3 % of readiness in every quarter."),
            Hint(_settles(1.0), "This is with success in all cases. Here it is 80 %."),
            Hint(_SUCCESS, "This is the share that succeeds. Solve 0.08 · (1 − R) = 0.03 · R."),
        ],
    ),
    "overlap": MultipleChoice(
        question="In the same runs, concept A gains 5 ± 2 over doing nothing, and concept B gains "
        "3 ± 2. Run by run, A minus B is 2 ± 0.5. What do these runs say?",
        options={
            "a": "Nothing about A and B: their intervals overlap",
            "b": "In this model firm, A is better than B",
            "c": "A is the better concept",
        },
        answer="b",
        because="Good and bad luck hit A and B in the same runs, so it cancels in the difference. "
        "And the answer holds for this firm and these assumptions.",
        hints={
            "a": "To overlap is no test. Look at the interval of the difference itself.",
            "c": "For this firm, and with these assumed effects. Another firm has another winner.",
        },
    ),
    "motivation": Conclusion(
        question="Larkmoor Bank is ready (0.85) in everything but the motivation of its staff. How "
        "motivated must they be for CEM to pay? Choose a motivation from 0 to 1, as low as you "
        "can: the gain must be clear, and 0.2 less must be too little. It is checked in 12 runs "
        "that you have not seen.",
        low=0.0,
        high=1.0,
        verify=_pays_and_just_so,
    ),
}
