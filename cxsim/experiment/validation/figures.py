"""A figure: one number of a target, from up to three sides, and whether they agree.

The simulator has luck, so its side of a figure is an estimate with a standard error. It agrees with
a number that lies no further off than a right simulator would be once in a thousand times. An
estimate that is too coarse to tell anything does not hold either.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

MISSING = math.nan
_SURE = 0.9995  # one side of the bound; both sides together are wrong once in a thousand times
_INTERVAL = 0.975  # one side of the interval that is shown (95 %)


@dataclass(frozen=True)
class Figure:
    """One number of a target.

    Attributes
    ----------
    name : str
        What the number is, with its unit.
    holds : bool
        Whether the sides agree.
    tolerance : str
        How near is near enough, in words.
    published, closed_form, simulated : float
        The number in the source, by formula, and in simulated runs; missing where there is none.
    low, high : float
        95 % interval of the simulated number; missing where nothing is left to luck.
    """

    name: str
    holds: bool
    tolerance: str
    published: float = MISSING
    closed_form: float = MISSING
    simulated: float = MISSING
    low: float = MISSING
    high: float = MISSING


def exact(name: str, closed_form: float, published: float, within: float) -> Figure:
    """Compare a formula with a published number."""
    agrees = abs(closed_form - published) <= within
    return Figure(name, bool(agrees), f"± {within:g}", published, float(closed_form))


def computed(
    name: str,
    simulated: float,
    closed_form: float,
    within: float,
    published: float = MISSING,
) -> Figure:
    """Compare a simulated number without luck with a formula."""
    agrees = abs(simulated - closed_form) <= within
    return Figure(
        name, bool(agrees), f"± {within:g}", published, float(closed_form), float(simulated)
    )


def estimated(
    name: str,
    value: float,
    error: float,
    closed_form: float,
    coarsest: float,
    published: float = MISSING,
    runs: int = 1_000,
    slack: float = 0.0,
) -> Figure:
    """Compare an estimate and its standard error with a formula.

    Parameters
    ----------
    name : str
        What the number is.
    value, error : float
        Estimate and standard error.
    closed_form : float
        What it should be.
    coarsest : float
        Largest standard error that still tells something.
    published : float, optional
        The number in the source.
    runs : int, optional
        How many independent values the standard error was estimated from (Student's t).
    slack : float, optional
        Known difference between formula and model, allowed on top.
    """
    bound = _quantile(_SURE, runs) * error + slack
    agrees = abs(value - closed_form) <= bound and error <= coarsest
    return Figure(
        name,
        bool(agrees),
        f"± {bound:.2g}: {_quantile(_SURE, runs):.1f} standard errors",
        published,
        float(closed_form),
        *_with_interval(value, error, runs),
    )


def sampled(
    name: str,
    values: ArrayLike,
    closed_form: float,
    coarsest: float,
    published: float = MISSING,
    slack: float = 0.0,
) -> Figure:
    """Compare the mean of independent runs with a formula; see `estimated`."""
    column = np.asarray(values, dtype=float)
    return estimated(
        name, *_mean_and_error(column), closed_form, coarsest, published, len(column), slack
    )


def above(name: str, values: ArrayLike, floor: float = 0.0, published: float = MISSING) -> Figure:
    """Ask whether the mean of independent values surely lies above a floor."""
    column = np.asarray(values, dtype=float)
    return estimated_above(name, *_mean_and_error(column), floor, published, len(column))


def estimated_above(
    name: str,
    value: float,
    error: float,
    floor: float = 0.0,
    published: float = MISSING,
    runs: int = 1_000,
) -> Figure:
    """Ask whether an estimate surely lies above a floor."""
    surely = value - _quantile(_SURE, runs) * error > floor
    words = f"surely above {floor:g}"
    return Figure(
        name, bool(surely), words, published, MISSING, *_with_interval(value, error, runs)
    )


def true(name: str, fact: bool | np.bool_, says: str = "always") -> Figure:
    """State a fact that has no number: 1 if it is true, 0 if it is not."""
    return Figure(name, bool(fact), says, simulated=float(fact))


def _mean_and_error(column: np.ndarray) -> tuple[float, float]:
    return float(column.mean()), float(column.std(ddof=1) / math.sqrt(len(column)))


def _with_interval(value: float, error: float, runs: int) -> tuple[float, float, float]:
    half = _quantile(_INTERVAL, runs) * error
    return float(value), float(value - half), float(value + half)


def _quantile(probability: float, runs: int) -> float:
    from scipy import stats

    return float(stats.t.ppf(probability, runs - 1))
