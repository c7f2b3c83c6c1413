"""How many replications are enough: the algorithm of Hoad, Robinson and Davies.

K. Hoad, S. Robinson and R. Davies (2010), "Automated selection of the number of replications for a
discrete-event simulation", *Journal of the Operational Research Society* 61, 1632-1644.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cxsim.arguments import check_share, is_number, is_whole, whole_number
from cxsim.errors import CxsimError
from cxsim.intervals import t_quantile

FEWEST = 3
LOOK_AHEAD = 5


class Enough(NamedTuple):
    """When to stop: the half-width of the mean's interval, relative to the mean.

    Attributes
    ----------
    kpi : str
        The KPI whose mean must be known well.
    precision : float
        Largest half-width as a share of the mean, for example 0.05.
    maximum : int
        Replications that are never exceeded.
    level : float
        Confidence of the interval.
    absolute : float, optional
        Largest half-width in the unit of the KPI, instead of ``precision``: for KPIs near 0.
    """

    kpi: str = "profit"
    precision: float = 0.05
    maximum: int = 100
    level: float = 0.95
    absolute: float | None = None

    def told(self) -> str:
        """The precision in words."""
        if self.absolute is None:
            return f"{self.precision:.3g} of its mean"
        return f"{self.absolute:.3g}"

    def check(self) -> None:
        """Refuse a precision or a maximum that makes no sense."""
        check_share("precision", self.precision, 0.05)
        if self.absolute is not None and not (
            is_number(self.absolute) and 0.0 < self.absolute < np.inf
        ):
            raise CxsimError(f"absolute must be a number above 0, not {self.absolute!r}.")
        if is_whole(self.maximum) and self.maximum < FEWEST:
            raise CxsimError(f"maximum must be {FEWEST} or more, not {self.maximum}.")
        whole_number("maximum", self.maximum, FEWEST, 1_000_000)


def half_widths(values: Sequence[float] | np.ndarray, level: float = 0.95) -> np.ndarray:
    """Half-width of the mean's interval of the first 1, 2, ... values; NaN for the first."""
    series = np.asarray(values, dtype=float)
    count = np.arange(1, len(series) + 1)
    # Shifted by the first value, so that large means lose no digits of a small spread.
    shifted = series - series[:1]
    squares = np.cumsum(shifted**2) - count * (np.cumsum(shifted) / count) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.maximum(squares, 0.0) / (count - 1))
        return np.asarray(t_quantile(level, count - 1) * spread / np.sqrt(count))


def relative_half_widths(values: Sequence[float] | np.ndarray, level: float = 0.95) -> np.ndarray:
    """Half-width over mean of the first 1, 2, ... values; NaN for the first, inf at mean 0."""
    series = np.asarray(values, dtype=float)
    mean = np.cumsum(series) / np.arange(1, len(series) + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(half_widths(series, level) / np.abs(mean))


def look_ahead(count: int) -> int:
    """Return how many further replications must hold the precision: 5, and more above 100."""
    return LOOK_AHEAD * max(count, 100) // 100


def replications_needed(
    values: Sequence[float] | np.ndarray, enough: Enough
) -> tuple[int, int | None]:
    """Tell how many replications the algorithm certainly needs, as far as it can see.

    Precision must be met at some number of replications and stay met during the look-ahead.

    Parameters
    ----------
    values : sequence of float
        The KPI of the replications so far.
    enough : Enough
        The precision asked for.

    Returns
    -------
    tuple
        Replications needed in all, the look-ahead included; and the number at which precision was
        met first, or None where that is not settled yet.
    """
    if enough.absolute is None:
        met = relative_half_widths(values, enough.level) <= enough.precision
    else:
        met = half_widths(values, enough.level) <= enough.absolute
    start = FEWEST
    while True:
        end = start + look_ahead(start)
        missed = np.flatnonzero(~met[start - 1 : end])
        if not len(missed):
            return end, start if end <= len(values) else None
        start += int(missed[-1]) + 1
