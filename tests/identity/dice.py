"""Dice that draw the numbers of random firms."""

from __future__ import annotations

from random import Random
from typing import Any

Data = dict[str, Any]


class Dice(Random):
    """Draws numbers that are short enough to read in a failing case."""

    def number(self, low: float, high: float) -> float:
        """A number between two bounds."""
        return round(self.uniform(low, high), 3)

    def number_or_null(self, low: float, high: float) -> float:
        """A number between two bounds, or now and then 0, which removes a mechanism."""
        return self.rarely(0.0, self.number(low, high))

    def rarely(self, special: Any, usual: Any) -> Any:
        """The usual, or a special value in a fifth of the cases."""
        return special if self.random() < 0.2 else usual
