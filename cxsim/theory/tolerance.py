"""Three boxes and the bell curve behind them: what a survey of exceeds, meets and lags says.

Whoever answers compares experience with expectation. Between −δ and δ lies the zone of tolerance,
in which experience meets expectation. The scale is that of the answers' own spread: a normal
distribution with standard deviation 1.
"""

from typing import NamedTuple

from numpy.typing import ArrayLike
from scipy import stats

from cxsim.errors import CxsimError
from cxsim.theory._arguments import POSITIVE, FloatArray, numbers, plain


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
    above = numbers("exceeds", exceeds, POSITIVE)
    within = numbers("meets", meets, POSITIVE)
    below = numbers("lags", lags, POSITIVE)
    try:
        total = above + within + below
    except ValueError:
        raise CxsimError("exceeds, meets and lags must have the same number of rows.") from None
    upper = stats.norm.isf(above / total)
    lower = stats.norm.ppf(below / total)
    return Zone(mean=plain(-(upper + lower) / 2), half_width=plain((upper - lower) / 2))
