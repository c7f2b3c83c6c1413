"""Words for numbers: how readings write intervals, differences and paragraphs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from cxsim.intervals import mean_and_margin

Figures: TypeAlias = Mapping[str, Any]
_UNKNOWN = "not known"


def shown(value: float, digits: int = 0) -> str:
    """Write a number."""
    if not math.isfinite(value):
        return _UNKNOWN
    rounded = round(value, digits) + 0.0  # no minus before a zero
    return f"{rounded:.{digits}f}".replace("-", "−")


def between(value: float, margin: float, digits: int = 0) -> str:
    """Write the 95 % interval around a number: 'between 3 and 5'."""
    return f"between {shown(value - margin, digits)} and {shown(value + margin, digits)}"


def around(value: float, margin: float, unit: str = "", digits: int = 0) -> str:
    """Write a number with its 95 % interval: '4 % (between 3 and 5)'.

    An interval narrower than the rounding says nothing, so it is left out.
    """
    number = f"{shown(value, digits)} {unit}".strip()
    ends = {shown(value + side * margin, digits) for side in (-1, 0, 1)}
    is_told = math.isfinite(margin) and len(ends) > 1
    return f"{number} ({between(value, margin, digits)})" if is_told else number


def change(value: float, margin: float, unit: str, more: str, less: str, digits: int = 1) -> str:
    """Write a difference: how large it is, or that luck alone may explain it."""
    if not math.isfinite(value + margin):
        return _UNKNOWN
    if value == margin == 0:
        return "exactly the same"
    ends = between(value, margin, digits)
    if abs(value) <= margin:
        return f"neither clearly {more} nor {less} (difference {f'{ends} {unit}'.strip()})"
    return f"{apart(value, unit, more, less, digits)} (difference {ends})"


def apart(value: float, unit: str, more: str, less: str, digits: int = 1) -> str:
    """Write a difference: '3.2 points more'."""
    return " ".join(filter(None, (shown(abs(value), digits), unit, more if value >= 0 else less)))


def paragraphs(*texts: str) -> str:
    """Join texts to paragraphs of a page, without the empty ones."""
    return "".join(f"<p style='margin:4px 0'>{text}</p>" for text in texts if text)


@dataclass(frozen=True)
class Texts:
    """What an explorer says: texts with places for figures.

    A place is ``{name:digits unit}`` for a number, a mean with its margin or a number for each
    customer, and ``{name:digits unit|more|less}`` for a difference; a third word stands where it
    is 0. ``{name:,}`` groups thousands. A figure that is the name of a phrase stands for it.

    Attributes
    ----------
    says : tuple of str
        Paragraphs on a result; an empty one is left out.
    against : str
        The paragraph on the differences between a result and the pinned one.
    note : str
        A last paragraph that is always the same.
    phrases : dict
        Parts of paragraphs that a result chooses.
    """

    says: Sequence[str]
    against: str = ""
    note: str = ""
    phrases: Mapping[str, str] = field(default_factory=dict)

    def read(self, now: Figures) -> list[str]:
        """Fill the paragraphs on a result."""
        figures = {name: _Told(self._phrase(value, now)) for name, value in now.items()}
        return [text.format_map(figures) for text in self.says]

    def compare(self, now: Figures, then: Figures, moves: Figures) -> str:
        """Fill the paragraph on the pinned result; ``moves`` are differences known already."""
        figures = _Differences(now, then, moves)
        return self.against.format_map(figures)

    def _phrase(self, value: Any, figures: Figures) -> Any:
        """Return a figure, or the phrase that it stands for."""
        if not isinstance(value, str) or value not in self.phrases:
            return value
        return self.phrases[value].format_map({name: _Told(one) for name, one in figures.items()})


class _Told:
    """A figure that a text can hold."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __format__(self, how: str) -> str:
        return _told(self._value, how)


class _Differences(dict[str, Any]):
    """Differences between the figures of two results; ``then`` has those of the earlier one."""

    def __init__(self, now: Figures, then: Figures, moves: Figures) -> None:
        super().__init__({name: _Told(value) for name, value in moves.items()})
        self["then"] = {name: _Told(value) for name, value in then.items()}
        self._now, self._then = now, then

    def __missing__(self, name: str) -> _Told:
        now, then = self._now[name], self._then[name]
        if isinstance(now, tuple):  # the margin is not that of the difference
            now, then = now[0], then[0]
        return _Told(np.subtract(now, then, dtype=float))


def _told(value: Any, how: str) -> str:
    """Write a figure as the place of a text asks for it."""
    if isinstance(value, str):
        return value
    if how == ",":
        return f"{value:,.0f}"
    number, *words = how.split("|")
    digits, _, unit = number.partition(" ")
    places = int(digits or 0)
    if np.ndim(value) and not isinstance(value, tuple):  # of customers
        value = mean_and_margin(np.asarray(value, dtype=float))
    if isinstance(value, tuple):
        mean, margin = map(float, value)
        if words:
            return change(mean, margin, unit, words[0], words[1], places)
        return around(mean, margin, unit, places)
    if not words:
        return f"{shown(value, places)} {unit}".strip()
    more, less, *same = words
    is_same = bool(same) and abs(value) < 0.5 * 10**-places
    return same[0] if is_same else apart(value, unit, more, less, places)
