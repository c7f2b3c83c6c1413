"""N02 Five gaps: where dissatisfaction comes from."""

from __future__ import annotations

from cxsim import theory
from cxsim.course import held_out
from cxsim.course.exercise import Conclusion, Exercise, Hint, MultipleChoice, Number, Verdict
from cxsim.scenario.files import load

_GAPS = (0.4, 0.3, 0.5, -0.2)
_SCORES = {
    "tangibles": 0.2,
    "reliability": 1.1,
    "responsiveness": 0.8,
    "assurance": 0.5,
    "empathy": 0.4,
}
_DELIVERY = "company.gaps.delivery"
_WANTED, _TOO_MUCH = 10.0, 20.0  # points of NPS


def _promise_left(promise: float, contacts: int, assimilation: float = 0.15) -> float:
    return promise * theory.expectations.share_left(0.25, assimilation) ** contacts


def _more_promoters(gap: float) -> Verdict:
    """Whether a smaller gap 3 brings the bank ten points of NPS, without waste."""
    bank = load("bank").replace(customers=300, days=365)
    found = held_out.trial({"yours": bank.replace({_DELIVERY: gap}), "bank": bank})
    mean, low, high = held_out.interval(found.difference("yours", "bank").loc["nps"])
    told = (
        f"In {held_out.RUNS} new runs the true NPS changes by {mean:.1f} points (95 % interval "
        f"{low:.1f} to {high:.1f})."
    )
    if low < _WANTED:
        return Verdict(False, f"{told} The whole interval should lie above {_WANTED:.0f}.")
    if mean > _TOO_MUCH:
        return Verdict(False, f"{told} That is more than needed, and quality costs money.")
    return Verdict(True, told)


EXERCISES: dict[str, Exercise] = {
    "gap5": Number(
        question="Gap 1 is 0.4, gap 2 is 0.3, gap 3 is 0.5, and gap 4 is −0.2: the firm promises "
        "less than it delivers. How large is gap 5 for a new customer, in points?",
        answer=lambda: float(theory.gaps.customer_gap(*_GAPS)),
        tolerance=0.005,
        because="0.4 + 0.3 + 0.5 − 0.2 = 1.0. A modest promise makes gap 5 smaller, for a while.",
        otherwise="Add the four gaps, each with its sign.",
        hints=lambda: [
            Hint(sum(map(abs, _GAPS)), "Gap 4 is negative here. Subtract it."),
            Hint(sum(_GAPS[:3]), "You left out gap 4, the promise."),
        ],
    ),
    "overall": Number(
        question="Gap 5 is 0.2 for tangibles, 1.1 for reliability, 0.8 for responsiveness, 0.5 for "
        "assurance and 0.4 for empathy. How large is it overall, with the weights 11, 32, 22, 19 "
        "and 16 of 100? Two decimals.",
        answer=lambda: theory.gaps.overall(_SCORES),
        tolerance=0.006,
        because="0.71: more than the plain mean of 0.60, because reliability weighs most.",
        otherwise="Multiply each gap by its weight, add, and divide by 100.",
        hints=lambda: [
            Hint(
                sum(_SCORES.values()) / 5,
                "This is the plain mean. Customers do not weigh the five dimensions equally.",
            ),
            Hint(100 * theory.gaps.overall(_SCORES), "Divide by the sum of the weights, 100."),
        ],
    ),
    "promise": Number(
        question="A new customer was promised 0.5 points more than the firm delivers (gap 4). "
        "After 6 contacts, with learning κ = 0.25 and assimilation 0.15, how much of this "
        "promise is still expected? In points, two decimals.",
        answer=lambda: _promise_left(0.5, 6),
        tolerance=0.006,
        because="0.5 · 0.7875⁶ = 0.12. Promises are unlearned, so gap 4 hurts new customers.",
        otherwise="Each contact leaves the share 1 − κ (1 − assimilation) of the promise.",
        hints=lambda: [
            Hint(
                _promise_left(0.5, 6, assimilation=0.0),
                "You left out assimilation: what we expect colours what we perceive, so we learn "
                "more slowly.",
            ),
            Hint(0.5, "Customers do not keep believing a promise that every contact breaks."),
            Hint(
                _promise_left(1.0, 6),
                "This is the share that is left. The question asks for points.",
            ),
        ],
    ),
    "whom": MultipleChoice(
        question="A firm with many old customers stops promising too much: gap 4 falls from 0.5 "
        "to 0. Whose gap 5 falls most in the first months?",
        options={
            "a": "that of old customers",
            "b": "that of new customers",
            "c": "that of all customers alike",
        },
        answer="b",
        because="Old customers have unlearned the promise long ago.",
        hints={
            "a": "Old customers know from experience what the firm delivers.",
            "c": "Customers differ in how many contacts have taught them what is delivered.",
        },
    ),
    "delivery": Conclusion(
        question="The bank's gap 3 is 0.30. Choose a gap 3 that raises the bank's true NPS by at "
        "least 10 points, but by no more than 20. It is checked in 12 runs that you have not seen.",
        low=0.0,
        high=0.8,
        verify=_more_promoters,
    ),
}
