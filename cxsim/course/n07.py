"""N07 Failure, complaint, recovery: whether complainers are bad news."""

from __future__ import annotations

import math

from cxsim import theory
from cxsim.company.measurement import complaint_share
from cxsim.course import held_out
from cxsim.course.exercise import Conclusion, Exercise, Hint, MultipleChoice, Number, Verdict
from cxsim.results.run import simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

_FAILURES = {"minor": 700, "major": 300}
_VOICED = {"minor": 0.04, "major": 0.35}
_COMPLAINTS, _CUSTOMERS, _GONE = 100, 2000, 400
_SILENT, _QUICK = 0.09, 0.82  # TARP, major loss: who would buy again
_MINOR = 0.95, 0.37  # the same for a minor loss, quick and silent
_WANTED, _STEP = 0.1, 0.1  # points of satisfaction; justice

_FAILS, _JUSTICE = "company.recovery.failure_probability", "company.recovery.justice"
_KEY = ["customer", "episode"]


def _complaints() -> float:
    return sum(count * _VOICED[severity] for severity, count in _FAILURES.items())


def _all_failures() -> int:
    return sum(_FAILURES.values())


def _bank() -> Scenario:
    return load("bank").replace({_FAILS: 0.12}, customers=300, days=240)


def _paradox(justice: float, seed: int) -> tuple[float, float]:
    """How much better memory and attitude are after a complaint than without the failure."""
    calm = simulate(_bank().replace({_FAILS: 0.0}), seed).episodes.set_index(_KEY)
    failures = simulate(_bank().replace({_JUSTICE: justice}), seed).failures
    told = failures.query("response == 'complaint' and nth == 1 and failures == 1")
    pairs = told.join(calm, rsuffix="_calm", how="inner")
    remembered, attitude = (
        (pairs[name] - pairs[f"{name}_calm"]).mean() for name in ("remembered", "attitude")
    )
    return float(remembered), float(attitude)


def _just_enough(justice: float) -> Verdict:
    found = [_paradox(justice, seed) for seed in held_out.SEEDS]
    memory, attitude = (held_out.mean_of(list(values)) for values in zip(*found, strict=True))
    told = (
        f"In {held_out.RUNS} new runs memory differs from that without the failure by "
        f"{memory.mean:+.2f} points (95 % interval {memory.low:+.2f} to {memory.high:+.2f})."
    )
    if memory.low < _WANTED:
        return Verdict(False, f"{told} The whole interval should lie above {_WANTED}.")
    less = [_paradox(max(0.0, justice - _STEP), seed)[0] for seed in held_out.SEEDS]
    if held_out.mean_of(less).mean > _WANTED:
        return Verdict(False, f"{told} But {_STEP} less would do, too.")
    return Verdict(
        True,
        f"{told} The attitude differs by {attitude.low:+.2f} to {attitude.high:+.2f}: a good "
        "memory, and nobody is more loyal.",
    )


EXERCISES: dict[str, Exercise] = {
    "behind": Number(
        question="Of 1,000 failures 700 are minor and 300 are major. 4 % of the minor and 35 % of "
        "the major ones are complained about. How many failures stand behind each complaint, the "
        "one complained about included? One decimal.",
        answer=lambda: _all_failures() / _complaints(),
        tolerance=0.06,
        because="28 + 105 = 133 complaints, and 1,000 / 133 = 7.5. The bank hears of one in eight.",
        otherwise="Count the complaints first, minor and major ones.",
        hints=lambda: [
            Hint(
                1 / (sum(_VOICED.values()) / 2),
                "You took the plain mean of 4 % and 35 %. There are more minor failures.",
            ),
            Hint(_all_failures() / _complaints() - 1, "Count the failure itself, too."),
            Hint(1 / 0.04, "4 % (the slogan) holds for the minor failures only."),
            Hint(_complaints(), "This is the number of complaints."),
        ],
    ),
    "kpi": Number(
        question="Last year К = 2,000 customers made КОж = 100 complaints. Then 400 customers "
        "left without a word. This year the others make 100 complaints again. How large is the "
        "complaint share ДОж = КОж / К this year, in percent? Two decimals.",
        answer=lambda: 100 * complaint_share(_COMPLAINTS, _CUSTOMERS - _GONE),
        tolerance=0.006,
        because="100 / 1,600 = 6.25 %. It was 5 %: the share rose, because К fell.",
        otherwise="Divide this year's complaints by this year's customers.",
        percent=True,
        hints=lambda: [
            Hint(
                100 * complaint_share(_COMPLAINTS, _CUSTOMERS),
                "The complaints are the same, but К is not.",
            ),
            Hint(6.0, "К fell by a fifth. The share then rises by a quarter: 1 / 0.8 = 1.25."),
            Hint(
                100 * complaint_share(_COMPLAINTS, _CUSTOMERS + _GONE),
                "The 400 customers left. They did not join.",
            ),
        ],
    ),
    "hidden": MultipleChoice(
        question="The bank hides its complaint form. The complaint share falls from 5 % to 3 %. "
        "What does the bank know now?",
        options={
            "a": "Fewer things go wrong",
            "b": "Customers are more patient",
            "c": "Nothing new about failures: it hears of fewer of them",
        },
        answer="c",
        because="The share counts voices, not failures. Here the failures stayed and the voices "
        "went.",
        hints={
            "a": "What did the bank change: the service, or the way to speak about it?",
            "b": "Who does not speak may be silent, may leave, or may tell others.",
        },
    ),
    "offset": Number(
        question="After a major loss 9 % of those who did not complain would buy again, and 82 % "
        "of those whose complaint was resolved quickly. How large is the difference of the "
        "log-odds? Two decimals.",
        answer=lambda: float(theory.complaints.log_odds_offset(_QUICK, _SILENT)),
        tolerance=0.006,
        because="ln(0.82 / 0.18) − ln(0.09 / 0.91) = 1.52 + 2.31 = 3.83. Of intentions.",
        otherwise="The log-odds of a share s are ln(s / (1 − s)).",
        hints=lambda: [
            Hint(_QUICK - _SILENT, "This is the difference of the shares."),
            Hint(math.log(_QUICK / _SILENT), "You took ln(s). Log-odds are ln(s / (1 − s))."),
            Hint(
                math.exp(theory.complaints.log_odds_offset(_QUICK, _SILENT)),
                "This is the ratio of the odds. Take its logarithm.",
            ),
            Hint(
                float(theory.complaints.log_odds_offset(*_MINOR)),
                "These are the shares of a minor loss.",
            ),
        ],
    ),
    "justice": Conclusion(
        question="Choose the justice of recovery (0 to 1), so that customers of this bank who "
        "complained remember the matter as at least 0.1 points better than they would without the "
        "failure. 0.1 less justice should not be enough. It is checked in 12 runs that you have "
        "not seen.",
        low=0.0,
        high=1.0,
        verify=_just_enough,
    ),
}
