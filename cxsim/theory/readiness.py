"""What readiness gives: the weakest link, what an initiative brings and when, and where it settles.

Readiness R has five elements from 0 to 1. The forms and numbers are assumptions: no effect sizes
were found in the literature. What they say together is worked out here.
"""

import numpy as np
from numpy.typing import ArrayLike

from cxsim.errors import CxsimError
from cxsim.theory._arguments import (
    COUNT,
    NOT_NEGATIVE,
    SHARE,
    Domain,
    FloatArray,
    column,
    number,
    numbers,
    plain,
)

_WEAK_LINK = Domain("a finite number of 1 or less", lambda x: (x <= 1) & np.isfinite(x))
_GEOMETRIC = 1e-6  # nearer to 0, the power mean cannot be told from the geometric mean
_STAGES = 3  # of an initiative, one after the other, equally long on average


def effectiveness(levels: ArrayLike, weak_link: float = -2.0) -> float:
    """Effectiveness of a firm's initiatives, e = (mean of R^ρ)^(1/ρ).

    Parameters
    ----------
    levels : array_like
        R of each element, from 0 to 1; all count the same.
    weak_link : float
        ρ, 1 at most. 1 is the plain mean, 0 the geometric mean; far below 0 the smallest element
        decides alone.

    Returns
    -------
    float
        From the smallest element to the plain mean. For ρ ≤ 0, one element at 0 makes e = 0.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Hardy, G. H., Littlewood, J. E. & Pólya, G. (1934). Inequalities, chapter 2 (power means). That
    readiness works like one is an assumption.

    Examples
    --------
    >>> round(effectiveness([0.9, 0.9, 0.9, 0.9, 0.3]), 3)
    0.557
    """
    known = column("levels", levels, SHARE)
    power = number("weak_link", weak_link, _WEAK_LINK)
    low = known.min()
    if low == known.max() or (low == 0 and power < _GEOMETRIC):
        return float(low)
    if abs(power) < _GEOMETRIC:
        return float(np.exp(np.log(known).mean()))
    unit = low if power < 0 else known.max()  # powers of ratios cannot overflow then
    return float(max(low, unit * np.mean((known / unit) ** power) ** (1 / power)))


def benefit_share(effective: ArrayLike) -> FloatArray:
    """Share of the planned benefit to be expected, e (1 + e) / 2.

    An initiative that succeeds gives the share e of what was planned, and it succeeds with
    probability 1 − (1 − e) / 2 = (1 + e) / 2.

    Parameters
    ----------
    effective : array_like
        Effectiveness e, from 0 to 1.

    Returns
    -------
    ndarray
        From 0 to 1, in the shape of `effective`; a plain number for a number.

    Raises
    ------
    CxsimError
        If `effective` lies outside 0 to 1.

    References
    ----------
    Derived above from two assumptions of the kit (`docs/model.md`, readiness).

    Examples
    --------
    >>> float(benefit_share(0.5))
    0.375
    """
    e = numbers("effective", effective, SHARE)
    return plain(e * (1 + e) / 2)


def mean_delay(effective: ArrayLike, delay: float = 1.5) -> FloatArray:
    """Mean time until an initiative shows, d₀ (2 − e), in the unit of d₀.

    Parameters
    ----------
    effective : array_like
        Effectiveness e, from 0 to 1.
    delay : float
        d₀, mean delay of a fully ready firm, here in quarters.

    Returns
    -------
    ndarray
        From d₀ to 2 d₀, in the shape of `effective`; a plain number for a number.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    An assumption of the kit (`docs/model.md`, readiness).

    Examples
    --------
    >>> float(mean_delay(0.5))
    2.25
    """
    e = numbers("effective", effective, SHARE)
    return plain(number("delay", delay, NOT_NEGATIVE) * (2 - e))


def at_work(quarters: ArrayLike, effective: float, delay: float = 1.5) -> FloatArray:
    """Share of the planned benefit that is at work after a time, e (1 + e) / 2 · P(delay ≤ t).

    The delay is the sum of three equal steps, each exponential: Gamma with shape 3.

    Parameters
    ----------
    quarters : array_like
        Time since the initiative began, 0 or more.
    effective, delay : float
        As for `mean_delay`.

    Returns
    -------
    ndarray
        The expected share, failures counted, in the shape of `quarters`.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Erlang's distribution of a sum of equal exponential steps; the kit assumes three.

    Examples
    --------
    >>> round(float(at_work(4, 0.5)), 3)
    0.337
    """
    from scipy.special import gammainc

    t = numbers("quarters", quarters, NOT_NEGATIVE)
    share = float(benefit_share(number("effective", effective, SHARE)))
    mean = float(mean_delay(effective, delay))
    come = gammainc(_STAGES, _STAGES * t / mean) if mean > 0 else np.ones_like(t)
    return plain(share * np.asarray(come))


def course(
    levels: ArrayLike,
    quarters: int,
    weak_link: float = -2.0,
    *,
    at_rest: bool = False,
    growth: float = 0.1,
    decay: float = 0.03,
    training: float = 0.0,
) -> FloatArray:
    """Readiness quarter by quarter, R' = R + γ s (1 − R) − δ R + training.

    Success makes a firm more ready, and a more ready firm succeeds more often (two-way link).

    Parameters
    ----------
    levels : array_like
        R of each element at the start.
    quarters : int
        How many quarters to follow.
    weak_link : float
        ρ, see `effectiveness`.
    at_rest : bool
        False: initiatives end in every quarter, and the expected share s = (1 + e) / 2 of them
        succeeds. True: nothing is undertaken, s = 0.
    growth, decay : float
        γ and δ, shares a quarter.
    training : float
        What training adds in a quarter.

    Returns
    -------
    ndarray
        A row for each quarter from 0 on, a column for each element.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Klintsevich, Ya. V. (2023), for the two-way link; its form and rates are assumptions.

    Examples
    --------
    >>> course([0.5, 0.5], 1).round(4).tolist()
    [[0.5, 0.5], [0.5225, 0.5225]]
    """
    rise, fall, more = _rates(growth, decay, training)
    rows = [column("levels", levels, SHARE)]
    for _ in range(int(number("quarters", quarters, COUNT))):
        before = rows[-1]
        success = 0.0 if at_rest else (1 + effectiveness(before, weak_link)) / 2
        after = before + rise * success * (1 - before) - fall * before + more
        rows.append(np.clip(after, 0, 1))
    return np.array(rows)


def settles_at(growth: float = 0.1, decay: float = 0.03, training: float = 0.0) -> float:
    """Readiness at which `course` comes to rest, if initiatives end in every quarter.

    Every element moves to the same value, because the differences between them shrink by the factor
    1 − γ s − δ each quarter. For equal elements e = R, and γ (1 + R) (1 − R) / 2 − δ R + training =
    0 has the solution R = (−δ + √(δ² + γ² + 2 γ training)) / γ.

    Parameters
    ----------
    growth, decay, training : float
        As for `course`; growth above 0.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Derived above.

    Examples
    --------
    >>> round(settles_at(), 3)
    0.744
    """
    rise, fall, more = _rates(growth, decay, training)
    if rise == 0:
        raise CxsimError("growth must be above 0, else success changes nothing.")
    return min(1.0, float((-fall + np.sqrt(fall**2 + rise**2 + 2 * rise * more)) / rise))


def _rates(growth: float, decay: float, training: float) -> tuple[float, float, float]:
    given = {"growth": growth, "decay": decay, "training": training}
    rise, fall, more = (number(name, value, SHARE) for name, value in given.items())
    return rise, fall, more
