"""What customers spend per purchase: the Gamma-Gamma model.

A purchase of one customer costs Gamma(shape p, rate ν), and ν ~ Gamma(shape q, rate γ) over
customers. The mean z of x purchases of a customer is all that the data need to hold.

Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). RFM and CLV: using iso-value curves for customer
base analysis. Journal of Marketing Research 42(4), 415-430.
Fader, P. S. & Hardie, B. G. S. (2013). The Gamma-Gamma model of monetary value. Note.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cxsim.theory._arguments import (
    ABOVE_ONE,
    COUNT,
    NOT_NEGATIVE,
    NUMERAL,
    POSITIVE,
    FloatArray,
    column,
    equally_long,
    number,
    numbers,
    plain,
)
from cxsim.theory._fit import Fit, maximise


def mean_spend(p: float, q: float, gamma: float) -> float:
    """Mean spend per purchase of a random customer, E[Z] = p γ / (q − 1).

    Parameters
    ----------
    p : float
        Shape of one customer's spend, above 0.
    q : float
        Shape of the distribution over customers, above 1: below, the mean is infinite.
    gamma : float
        γ > 0, rate of the distribution over customers, in money.

    Returns
    -------
    float
        Money per purchase.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Fader, Hardie & Lee (2005); Fader & Hardie (2013).

    Examples
    --------
    >>> round(mean_spend(p=6.2488, q=3.7446, gamma=15.4477), 2)
    35.17
    """
    shape, scale = number("p", p, POSITIVE), number("gamma", gamma, POSITIVE)
    return shape * scale / (number("q", q, ABOVE_ONE) - 1)


def conditional_mean_spend(
    frequency: ArrayLike, spend: ArrayLike, p: float, q: float, gamma: float
) -> FloatArray:
    """Spend per purchase expected of a customer whose x purchases cost z on average.

    E[Z | z, x] = p (γ + x z) / (p x + q − 1): a mean of the customer's own z and the population's
    mean, the more the customer's own the larger x is.

    Parameters
    ----------
    frequency : array_like
        x, number of purchases averaged, 0 or more; 0 gives the population's mean.
    spend : array_like
        z, mean spend per purchase, 0 or more; of no effect where x = 0.
    p, q, gamma : float
        As in `mean_spend`.

    Returns
    -------
    ndarray
        Money per purchase, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Fader, Hardie & Lee (2005); Fader & Hardie (2013).
    """
    x, z = numbers("frequency", frequency, COUNT), numbers("spend", spend, NOT_NEGATIVE)
    shape, scale = number("p", p, POSITIVE), number("gamma", gamma, POSITIVE)
    return plain(shape * (scale + x * z) / (shape * x + number("q", q, ABOVE_ONE) - 1))


def log_likelihood(
    frequency: ArrayLike, spend: ArrayLike, p: float, q: float, gamma: float
) -> float:
    """Log likelihood of the customers' mean spends.

    A customer contributes ln of Γ(px+q) / (Γ(px) Γ(q)) · γ^q z^(px−1) x^(px) / (γ + x z)^(px+q).

    Parameters
    ----------
    frequency : array_like
        x, number of purchases averaged, 1 or more, one entry per customer.
    spend : array_like
        z, mean spend per purchase, above 0, one entry per customer.
    p, q, gamma : float
        All above 0, as in `mean_spend`; here q may be 1 or less.

    Returns
    -------
    float
        Natural logarithm of the likelihood, summed over customers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Fader & Hardie (2013).
    """
    parameters = [number(k, v, POSITIVE) for k, v in (("p", p), ("q", q), ("gamma", gamma))]
    return _log_likelihood(*_columns(frequency, spend), *parameters)


def fit(frequency: ArrayLike, spend: ArrayLike) -> Fit:
    """Fit p, q and gamma to the customers' mean spends by maximum likelihood.

    Parameters
    ----------
    frequency, spend : array_like
        x and z, one entry per customer, as in `log_likelihood`. Leave customers without purchases
        out.

    Returns
    -------
    Fit
        Estimates, standard errors and log likelihood.

    Raises
    ------
    CxsimError
        If a column lies outside its range or the data do not determine the parameters.

    References
    ----------
    Fader, Hardie & Lee (2005).
    """
    x, z = _columns(frequency, spend)
    return maximise(
        lambda parameters: _log_likelihood(x, z, *parameters),
        ("p", "q", "gamma"),
        (1.0, 2.0, float(z.mean())),
        len(x),
    )


def _log_likelihood(x: FloatArray, z: FloatArray, p: float, q: float, gamma: float) -> float:
    shapes = p * x
    each = (
        special.gammaln(shapes + q)
        - special.gammaln(shapes)
        - special.gammaln(q)
        + q * np.log(gamma)
        + (shapes - 1) * np.log(z)
        + shapes * np.log(x)
        - (shapes + q) * np.log(gamma + x * z)
    )
    return float(each.sum())


def _columns(frequency: ArrayLike, spend: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x, z = column("frequency", frequency, NUMERAL), column("spend", spend, POSITIVE)
    equally_long(frequency=x, spend=z)
    return x, z
