"""N05 The journey: which moment matters."""

from __future__ import annotations

from collections.abc import Sequence

from cxsim import theory
from cxsim.course.exercise import Exercise, Hint, MultipleChoice, Number

_MOMENTS = (1.0, -2.5, 2.0)
_WEIGHED = (1.0, -1.2, 2.0)
_TRUTH = (1.0, 3.0, 1.0)  # weights of the moments: the second is a moment of truth


def _kept(moments: Sequence[float], importance: Sequence[float] | None = None) -> float:
    return theory.memory.journey(moments, importance).remembered


EXERCISES: dict[str, Exercise] = {
    "mean": Number(
        question="Three moments of a journey: +1, −2.5, +2. How large is their mean? Three "
        "decimals.",
        answer=lambda: sum(_MOMENTS) / len(_MOMENTS),
        tolerance=0.0006,
        because="0.167: on the average, a journey a little above neutral.",
        otherwise="Add the three numbers and divide by three.",
        hints=lambda: [Hint(sum(_MOMENTS), "This is the sum. Divide it by three.")],
    ),
    "peak_end": Number(
        question="The same moments. What is remembered, with the weights 0.35 for the peak, 0.35 "
        "for the end and 0.30 for the mean? Three decimals.",
        answer=lambda: _kept(_MOMENTS),
        tolerance=0.0006,
        because="0.35 · (−2.5) + 0.35 · 2 + 0.30 · 0.167 = −0.125. One bad moment outweighs a good "
        "average.",
        otherwise="The peak is the moment with the largest size, whatever its sign.",
        hints=lambda: [
            Hint(
                0.35 * 2 + 0.35 * 2 + 0.30 / 6,
                "You took +2 as the peak. The strongest moment is −2.5: a peak can be a valley.",
            ),
            Hint(
                (_MOMENTS[1] + _MOMENTS[2]) / 2,
                "This is the mean of peak and end. Use the three weights.",
            ),
            Hint(sum(_MOMENTS) / 3, "This is the mean. Memory gives it a weight of 0.30 only."),
        ],
    ),
    "order": Number(
        question="The same three moments in another order: +1, +2, −2.5. What is remembered now? "
        "Three decimals.",
        answer=lambda: _kept((1.0, 2.0, -2.5)),
        tolerance=0.0006,
        because="0.35 · (−2.5) twice, plus 0.05: −1.7. The same moments, a much worse memory.",
        otherwise="Peak and end are now the same moment.",
        hints=lambda: [
            Hint(_kept(_MOMENTS), "The end has changed: the last moment is −2.5 now."),
            Hint(sum(_MOMENTS) / 3, "The mean does not change, but memory is not the mean."),
        ],
    ),
    "truth": Number(
        question="The moments +1, −1.2, +2; the second is a moment of truth with weight 3, the "
        "others weigh 1. What is remembered? Three decimals.",
        answer=lambda: _kept(_WEIGHED, _TRUTH),
        tolerance=0.0006,
        because="The peak is −1.2, because 3 · 1.2 is more than 2; the mean is weighted, too.",
        otherwise="The peak has the largest weight times size. The mean is weighted by the same "
        "weights.",
        hints=lambda: [
            Hint(
                _kept(_WEIGHED),
                "This is the memory without moments of truth. The second moment weighs 3 times.",
            ),
            Hint(
                0.35 * -1.2 + 0.35 * 2 + 0.30 * sum(_WEIGHED) / 3,
                "The peak is right. Weigh the moments in the mean, too.",
            ),
            Hint(
                0.35 * -3.6 + 0.35 * 2 + 0.30 * -0.12,
                "The weight chooses the peak, but what is remembered of it is −1.2.",
            ),
        ],
    ),
    "fix": MultipleChoice(
        question="Pain = reach × importance × shortfall. Branch: touched by 20 % of the matters, "
        "importance 1.5, shortfall 0.9. Call centre: 45 %, 1.0, 0.5. App: 80 %, 1.0, 0.4. There "
        "is money to mend one. Which?",
        options={"a": "the branch", "b": "the call centre", "c": "the app"},
        answer="c",
        because="App 0.32, branch 0.27, call centre 0.225: a small shortfall in many matters hurts "
        "most.",
        hints={
            "a": "Its shortfall is the largest, but only one matter in five touches it.",
            "b": "0.45 · 1.0 · 0.5 = 0.225. Compute the others, too.",
        },
    ),
}
