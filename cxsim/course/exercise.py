"""What an exercise is: a number, a choice, or a conclusion that must hold in new runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

EMPTY = "Write your answer in place of the three dots."
_ROUNDING = 1e-9  # a number that was typed with all its digits is never outside by rounding


@dataclass(frozen=True)
class Feedback:
    """What a check says.

    Attributes
    ----------
    exercise : str
        Id of the exercise.
    right : bool
        Whether the answer is right.
    words : str
        Why it is right, or a hint.
    """

    exercise: str
    right: bool
    words: str

    def __repr__(self) -> str:
        return f"{'Right.' if self.right else 'Not yet.'} {self.words}"


class Verdict(NamedTuple):
    """Whether an answer is right, and what to say."""

    right: bool
    words: str


class Hint(NamedTuple):
    """A wrong answer that a likely misconception leads to, and what to say about it."""

    value: float
    words: str


@dataclass(frozen=True)
class Number:
    """A question whose answer is a number.

    Attributes
    ----------
    question : str
        What is asked, with the unit.
    answer : callable
        Computes the right answer.
    tolerance : float
        How far from it an answer may lie: the rounding that the question allows.
    because : str
        What to say to a right answer.
    otherwise : str
        What to say to an answer that no hint explains.
    hints : callable
        Computes the answers of likely misconceptions.
    percent : bool
        Whether the answer is in percent, so that a share is a likely slip.
    """

    kind: ClassVar[str] = "number"
    question: str
    answer: Callable[[], float]
    tolerance: float
    because: str
    otherwise: str
    hints: Callable[[], Sequence[Hint]] = tuple
    percent: bool = False

    def judge(self, given: Any) -> Verdict:
        """Judge an answer."""
        value = number_in(given)
        if value is None:
            return Verdict(False, _how_to_answer(given, "a number, for example 12.5"))
        right = self.answer()
        if _near(value, right, self.tolerance):
            return Verdict(True, self.because)
        for hint in self.hints():
            if _near(value, hint.value, self.tolerance):
                return Verdict(False, hint.words)
        if _near(value, -right, self.tolerance):
            return Verdict(False, "The size is right, but the sign is not.")
        if self.percent and _near(100 * value, right, 10 * self.tolerance):
            return Verdict(False, "This looks like a share. The question asks for percent.")
        if not self.percent and abs(right) < 1.0 and _near(value / 100, right, self.tolerance):
            return Verdict(False, "This looks like percent. Write it as a number below 1.")
        if _is_cut_short(value, right):
            return Verdict(False, "Right as far as it goes. The question asks for more decimals.")
        return Verdict(False, f"{'Too small' if value < right else 'Too large'}. {self.otherwise}")


@dataclass(frozen=True)
class MultipleChoice:
    """A question with given answers.

    Attributes
    ----------
    question : str
        What is asked.
    options : mapping of str to str
        The answers by their letters.
    answer : str
        The letter of the right one.
    because : str
        What to say to it.
    hints : mapping of str to str
        What to say to each other one.
    """

    kind: ClassVar[str] = "choice"
    question: str
    options: Mapping[str, str]
    answer: str
    because: str
    hints: Mapping[str, str]

    def judge(self, given: Any) -> Verdict:
        """Judge an answer."""
        letter = given.strip().lower() if isinstance(given, str) else given
        if letter == self.answer:
            return Verdict(True, self.because)
        if isinstance(letter, str) and letter in self.hints:
            return Verdict(False, self.hints[letter])
        letters = ", ".join(f'"{one}"' for one in self.options)
        return Verdict(False, _how_to_answer(given, f"one of the letters {letters}"))


@dataclass(frozen=True)
class Conclusion:
    """A decision whose promise must hold in runs that the student has not seen.

    Attributes
    ----------
    question : str
        What is asked.
    low, high : float
        Decisions that make sense here.
    verify : callable
        Tries the decision in the model and tells what came out.
    whole : bool
        Whether the decision is a whole number.
    """

    kind: ClassVar[str] = "conclusion"
    question: str
    low: float
    high: float
    verify: Callable[[float], Verdict]
    whole: bool = False

    def judge(self, given: Any) -> Verdict:
        """Judge an answer."""
        value = number_in(given)
        what = f"a {'whole ' if self.whole else ''}number from {self.low:g} to {self.high:g}"
        if value is None or not self.low <= value <= self.high:
            return Verdict(False, _how_to_answer(given, what))
        if self.whole and value != round(value):
            return Verdict(False, _how_to_answer(given, what))
        return self.verify(value)


Exercise = Number | MultipleChoice | Conclusion


def number_in(given: Any) -> float | None:
    """Read a number as students write it: 51, "51", "5,5" or "51 %"; None where there is none."""
    if isinstance(given, str):
        given = given.replace("−", "-").replace(",", ".").strip().removesuffix("%")
    if isinstance(given, bool) or given is None or given is ...:
        return None
    try:
        value = float(given)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def _near(value: float, wanted: float, tolerance: float) -> bool:
    return abs(value - wanted) <= tolerance + _ROUNDING * max(1.0, abs(wanted))


def _is_cut_short(value: float, right: float) -> bool:
    """Tell the right answer with too few decimals; a small number is more than its whole part."""
    fewest = 1 if abs(right) < 2.0 else 0
    return any(value == round(right, digits) != 0 for digits in range(fewest, 4))


def _how_to_answer(given: Any, what: str) -> str:
    return EMPTY if given is ... else f"Write {what}."
