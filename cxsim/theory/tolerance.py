"""Three boxes and the bell curve behind them: what a survey of exceeds, meets and lags says.

Whoever answers compares experience with expectation. Between −δ and δ lies the zone of tolerance,
in which experience meets expectation. The scale is that of the answers' own spread: a normal
distribution with standard deviation 1.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special, stats

from cxsim.errors import CxsimError
from cxsim.theory._arguments import POSITIVE, REAL, FloatArray, numbers, plain


class Zone(NamedTuple):
    """A normal distribution and the zone of tolerance around 0, in its standard deviations."""

    mean: FloatArray
    half_width: FloatArray


def zone(exceeds: ArrayLike, meets: ArrayLike, lags: ArrayLike) -> Zone:
    """Mean μ and zone ±δ whose shares above, within and below the zone are the given ones.

    With shares e and l of the three answers together, δ − μ = Φ⁻¹(1 − e) and −δ − μ = Φ⁻¹(l).

    Parameters
    ----------
    exceeds, meets, lags : array_like
        Three shares (or numbers of answers) above 0. They need not sum to 1 or 100: those who gave
        none of the three answers are left out.

    Returns
    -------
    Zone
        ``mean`` μ and ``half_width`` δ, in the broadcast shape; plain numbers for numbers.

    Raises
    ------
    CxsimError
        If a share is not above 0: no bell curve leaves a box empty.

    References
    ----------
    McKelvey, R. D. & Zavoina, W. (1975). A statistical model for the analysis of ordinal level
    dependent variables. Journal of Mathematical Sociology 4(1), 103-120.
    Zeithaml, V. A., Berry, L. L. & Parasuraman, A. (1993). The nature and determinants of customer
    expectations of service. Journal of the Academy of Marketing Science 21(1), 1-12.

    Examples
    --------
    >>> found = zone(exceeds=7, meets=32, lags=42)
    >>> round(float(found.mean), 3), round(float(found.half_width), 3)
    (-0.705, 0.658)
    """
    above, _, below = _boxes(exceeds, meets, lags)
    upper, lower = stats.norm.isf(above), stats.norm.ppf(below)
    return Zone(mean=plain(-(upper + lower) / 2), half_width=plain((upper - lower) / 2))


def common_zone(exceeds: ArrayLike, meets: ArrayLike, lags: ArrayLike) -> Zone:
    """Maximum likelihood zone ±δ that several groups share, with a mean μ for each of them.

    Two numbers a group (three shares that sum to 1) cannot all be met by one δ for all: the fit
    shows how far groups differ in their mean alone. Every group counts alike.

    Parameters
    ----------
    exceeds, meets, lags : array_like
        Shares (or numbers of answers) above 0, one a group. They need not sum to 1 or 100.

    Returns
    -------
    Zone
        ``mean`` μ, one a group, and ``half_width`` δ, one number for all.

    Raises
    ------
    CxsimError
        If a share is not above 0.

    References
    ----------
    McKelvey & Zavoina (1975), as in `zone`: an ordered probit with one constant a group.

    Examples
    --------
    >>> found = common_zone([7, 5, 14], [32, 20, 37], [42, 63, 36])
    >>> round(float(found.half_width), 4), found.mean.round(3).tolist()
    (0.5992, [-0.677, -1.136, -0.385])
    """
    boxes = [np.atleast_1d(box) for box in _boxes(exceeds, meets, lags)]
    exact = zone(*boxes)

    def loss(parameters: FloatArray) -> float:
        model = shares(parameters[1:], np.exp(parameters[0]))
        parts = [box @ np.log(share) for box, share in zip(boxes, model, strict=True)]
        return -float(sum(parts))

    start = np.concatenate([[np.log(exact.half_width.mean())], exact.mean])
    found = optimize.minimize(loss, start, method="BFGS", options={"gtol": 1e-9})
    return Zone(mean=found.x[1:], half_width=np.exp(found.x[0]))


class ToleranceShares(NamedTuple):
    """Shares of those above, within and below the zone of tolerance; they sum to 1."""

    exceeds: FloatArray
    meets: FloatArray
    lags: FloatArray


def shares(mean: ArrayLike, half_width: ArrayLike) -> ToleranceShares:
    """Shares above, within and below the zone ±δ of a normal distribution N(μ, 1).

    Φ(μ − δ) exceed, Φ(−μ − δ) lag, and the rest meet what was expected.

    Parameters
    ----------
    mean : array_like
        μ, in standard deviations.
    half_width : array_like
        δ above 0, in standard deviations.

    Returns
    -------
    ToleranceShares
        Three shares, in the broadcast shape; plain numbers for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    McKelvey & Zavoina (1975), as in `zone`, which is the inverse.
    """
    centre = numbers("mean", mean, REAL)
    width = numbers("half_width", half_width, POSITIVE)
    above, below = special.ndtr(centre - width), special.ndtr(-centre - width)
    return ToleranceShares(plain(above), plain(1 - above - below), plain(below))


def _boxes(
    exceeds: ArrayLike, meets: ArrayLike, lags: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Three shares of those who gave one of the three answers."""
    above = numbers("exceeds", exceeds, POSITIVE)
    within = numbers("meets", meets, POSITIVE)
    below = numbers("lags", lags, POSITIVE)
    try:
        total = above + within + below
    except ValueError:
        raise CxsimError("exceeds, meets and lags must have the same number of rows.") from None
    return above / total, within / total, below / total
