"""N08 Reactive to proactive, and personal: when anticipation annoys."""

from __future__ import annotations

from cxsim import theory
from cxsim.course import held_out
from cxsim.course.exercise import Conclusion, Exercise, Hint, MultipleChoice, Number, Verdict
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

_DETECTABILITY, _NEED_SHARE = 1.5, 0.1
_VALUE, _ANNOYANCE, _EFFECTIVENESS, _COST = 40.0, 4.0, 0.6, 0.5
_BENEFIT, _RELEVANCE, _CONCERN, _CONTROL = 0.5, 0.8, 0.8, 0.4
_LEAST = 1.0  # points of NPS that calling should bring
_OUTREACH = "company.outreach"


def _best(
    value: float = _VALUE, annoyance: float = _ANNOYANCE, effectiveness: float = _EFFECTIVENESS
) -> float:
    stakes = (value, annoyance, effectiveness, _COST)
    return float(theory.proactive.optimal_threshold(_DETECTABILITY, _NEED_SHARE, *stakes))


def _found() -> float:
    """Percent of the problems that the best threshold finds."""
    return 100 * float(theory.proactive.true_positive_rate(_best(), _DETECTABILITY))


def _called() -> float:
    """Percent of all customers whom the best threshold calls."""
    return 100 * float(theory.proactive.reach(_best(), _DETECTABILITY, _NEED_SHARE))


def _depth(control: float = _CONTROL) -> float:
    return float(theory.personalisation.best_depth(_BENEFIT, _RELEVANCE, _CONCERN, control))


def dealer(threshold: float | None = None) -> Scenario:
    """Return the car dealer with 500 drivers, who calls nobody without a threshold."""
    firm = load("car_dealer").replace({f"{_OUTREACH}.sensitivity": 1.5}, customers=500)
    if threshold is None:
        return firm
    return firm.replace({f"{_OUTREACH}.reach": 1.0, f"{_OUTREACH}.threshold": float(threshold)})


def _worth_calling(threshold: float) -> Verdict:
    comparison = held_out.trial({"yours": dealer(threshold), "nobody": dealer()})
    gain = held_out.interval(comparison.difference("yours", "nobody").loc["nps"])
    told = (
        f"In {held_out.RUNS} new runs your calls move the true NPS by {gain.mean:+.1f} (95 % "
        f"interval {gain.low:+.1f} to {gain.high:+.1f})."
    )
    if gain.low > _LEAST:
        return Verdict(True, told)
    if threshold >= _best():
        why = "Hardly anybody is called: the annoyance is gone, but so is the help."
    elif gain.mean < 0:
        why = "So many drivers are called about nothing that it annoys more than it helps."
    else:
        why = "Many drivers are called about nothing, and their annoyance eats up much of the help."
    return Verdict(False, f"{told} The whole interval should lie above {_LEAST:.0f}. {why}")


EXERCISES: dict[str, Exercise] = {
    "threshold": Number(
        question="10 % of the customers have a problem ahead, and it lifts the score by 1.5. A "
        "solved problem is worth 40, a call solves 60 % of the problems, a call about nothing "
        "costs 4 in annoyance, and each call costs 0.5. Which threshold is best? Two decimals.",
        answer=_best,
        tolerance=0.006,
        because="[ln(0.9 · 4.5 / (0.1 · 23.5)) + 1.5²/2] / 1.5 = 1.11.",
        otherwise="Ask cx.theory.proactive.optimal_threshold.",
        hints=lambda: [
            Hint(
                _DETECTABILITY / 2,
                "This is the middle between the two groups. It would be best if both were equally "
                "large and both mistakes cost the same.",
            ),
            Hint(
                _best(annoyance=0.0),
                "Is the annoyance in it, and that nine of ten customers have no problem? Leave out "
                "one of them, and nearly everybody is called.",
            ),
            Hint(
                _best(effectiveness=1.0),
                "A call solves only 60 % of the problems: a hit is worth 0.6 · 40 − 0.5.",
            ),
        ],
    ),
    "about_nothing": Number(
        question="With this best threshold, how many percent of all calls reach somebody who has a "
        "problem ahead? One decimal.",
        answer=lambda: 100 * _NEED_SHARE * _found() / _called(),
        tolerance=0.06,
        because="0.1 · 65.1 % / 18.5 % = 35.2 %. Nearly two of three calls are about nothing, and "
        "yet it is the best threshold.",
        otherwise="Divide the called customers with a problem by all called customers.",
        hints=lambda: [
            Hint(
                _found(),
                "This is the share of the problems that are found. The question goes the other way "
                "round: which share of the calls is about a problem?",
            ),
            Hint(_called(), "This is the share of all customers who are called."),
            Hint(
                100 - 100 * _NEED_SHARE * _found() / _called(),
                "This is the share of calls about nothing.",
            ),
        ],
        percent=True,
    ),
    "nobody": MultipleChoice(
        question="When is it best to call nobody, however good the score is?",
        options={
            "a": "When most of the calls would be about nothing",
            "b": "When the call costs more than a solved problem is worth, times the chance that "
            "the call solves it",
            "c": "When calls about nothing annoy more than a solved problem pleases",
        },
        answer="b",
        because="φV ≤ c: then even a call about a real problem is a loss, and the best threshold "
        "is infinite.",
        hints={
            "a": "At the best threshold of exercise 1 most calls are about nothing, and calling "
            "pays. One hit is worth many false alarms.",
            "c": "Then call fewer: a higher threshold makes false alarms as rare as you like.",
        },
    ),
    "depth": Number(
        question="A relevant message is worth b = 0.5, relevance is ρ = 0.8, the concern for "
        "privacy is π = 0.8, and customers feel the control c = 0.4 over their data. Which depth "
        "x of personal messages is best? Three decimals.",
        answer=_depth,
        tolerance=0.0006,
        because="0.5 · 0.8 / (2 · 0.8 · 0.6) = 0.417. Deeper messages frighten more than they "
        "please.",
        otherwise="Ask cx.theory.personalisation.best_depth.",
        hints=lambda: [
            Hint(_depth(control=0.0), "This is the best depth for customers without any control."),
            Hint(
                _depth(control=1 - _CONTROL),
                "Concern weighs less with *more* control: its factor is 1 − c = 0.6.",
            ),
            Hint(
                2 * _depth(),
                "At this depth the message is worth 0: pleasure and concern are equal. The best "
                "one is half as deep.",
            ),
        ],
    ),
    "dealer": Conclusion(
        question="Corvane's score has the sensitivity 1.5. Choose a threshold from 0 to 4 with "
        "which the calls raise the true NPS by more than 1 point, against calling nobody. It is "
        "checked in 12 runs that you have not seen.",
        low=0,
        high=4,
        verify=_worth_calling,
    ),
}
