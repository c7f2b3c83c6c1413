"""Customers under contract whose leaving probabilities differ: the shifted-beta-geometric (sBG).

Each customer leaves at the end of a period with an own, constant probability θ, and θ ~ Beta(a, b)
over customers. The careless leave first, so the retention of those who stay rises although nobody
changes. With a shape c other than 1 a customer's own hazard falls (c < 1) or rises (c > 1) with
tenure: the beta-discrete-Weibull (BdW).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cxsim.errors import CxsimError
from cxsim.theory._arguments import (
    COUNT,
    NOT_NEGATIVE,
    NUMERAL,
    POSITIVE,
    FloatArray,
    column,
    number,
    numbers,
    plain,
)
from cxsim.theory._fit import Fit, maximise


def survival(t: ArrayLike, a: ArrayLike, b: ArrayLike, c: ArrayLike = 1.0) -> FloatArray:
    """Share of customers still there after t periods, S(t) = B(a, b + t^c) / B(a, b).

    B is the beta function. c = 1 is the shifted-beta-geometric; other c the beta-discrete-Weibull.

    Parameters
    ----------
    t : array_like
        Whole periods since the start, 0 or more.
    a, b : array_like
        Parameters of the Beta distribution of the leaving probability, above 0; its mean is
        a/(a+b).
    c : array_like, optional
        Shape, above 0: below 1 a customer's own hazard falls with tenure, above 1 it rises.

    Returns
    -------
    ndarray
        Share in [0, 1], in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2007). How to project customer retention. Journal of
    Interactive Marketing 21(1), 76-90.
    Fader, P. S., Hardie, B. G. S., Liu, Y., Davin, J. & Steenburgh, T. (2018). "How to project
    customer retention" revisited. Journal of Interactive Marketing 43, 1-16.

    Examples
    --------
    >>> round(float(survival(12, 0.66809, 3.80609)), 3)
    0.378
    """
    periods = numbers("t", t, COUNT) ** numbers("c", c, POSITIVE)
    return plain(np.exp(_log_beta_ratio(periods, a, b)))


def churn(t: ArrayLike, a: ArrayLike, b: ArrayLike, c: ArrayLike = 1.0) -> FloatArray:
    """Share of customers who leave in period t, P(T = t) = S(t − 1) − S(t).

    With c = 1 this is B(a + 1, b + t − 1) / B(a, b).

    Parameters
    ----------
    t : array_like
        Period, a whole number of 1 or more.
    a, b, c : array_like
        As in `survival`.

    Returns
    -------
    ndarray
        Share in [0, 1], in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Fader & Hardie (2007), as in `survival`.
    """
    periods = numbers("t", t, NUMERAL)
    return plain(survival(periods - 1, a, b, c) * (1 - retention_rate(periods, a, b, c)))


def retention_rate(t: ArrayLike, a: ArrayLike, b: ArrayLike, c: ArrayLike = 1.0) -> FloatArray:
    """Share of those there after t − 1 periods who stay through period t, r(t) = S(t) / S(t − 1).

    With c = 1 this is (b + t − 1) / (a + b + t − 1), which rises with t.

    Parameters
    ----------
    t : array_like
        Period, a whole number of 1 or more.
    a, b, c : array_like
        As in `survival`.

    Returns
    -------
    ndarray
        Share in [0, 1], in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Fader & Hardie (2007), as in `survival`.
    """
    periods, shape = numbers("t", t, NUMERAL), numbers("c", c, POSITIVE)
    now, before = periods**shape, (periods - 1) ** shape
    return plain(np.exp(_log_beta_ratio(now, a, b) - _log_beta_ratio(before, a, b)))


def mean_lifetime(a: float, b: float) -> float:
    """Mean number of the period in which a customer leaves, E[T] = (a + b − 1) / (a − 1).

    Parameters
    ----------
    a, b : float
        Parameters of the Beta distribution of the leaving probability, above 0.

    Returns
    -------
    float
        Periods; infinite for a ≤ 1, where too many customers hardly ever leave.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    E[1/θ] of a Beta distribution.
    """
    first, second = number("a", a, POSITIVE), number("b", b, POSITIVE)
    return (first + second - 1) / (first - 1) if first > 1 else float("inf")


def log_likelihood(survivors: ArrayLike, a: float, b: float, c: float = 1.0) -> float:
    """Log likelihood of a survival table.

    LL = Σ_t (n(t−1) − n(t)) ln P(T = t) + n(m) ln S(m), over the periods t = 1..m of the table.

    Parameters
    ----------
    survivors : array_like
        n(0), n(1), …, n(m): customers still there after 0, 1, …, m periods, never rising.
    a, b, c : float
        As in `survival`.

    Returns
    -------
    float
        Natural logarithm of the likelihood.

    Raises
    ------
    CxsimError
        If the table rises, is too short, or an argument lies outside its range.

    References
    ----------
    Fader & Hardie (2007), as in `survival`.
    """
    left = _table(survivors)
    periods = np.arange(1, len(left))
    with np.errstate(divide="ignore"):  # a period in which leaving has become impossible
        log_churn = np.log(churn(periods, a, b, c))
    log_stay = np.log(survival(periods[-1], a, b, c))
    return _weighted(-np.diff(left), log_churn) + float(left[-1] * log_stay)


def fit(survivors: ArrayLike) -> Fit:
    """Fit a and b (with c = 1) to a survival table by maximum likelihood.

    Parameters
    ----------
    survivors : array_like
        n(0), n(1), …, n(m): customers still there after 0, 1, …, m periods. Give counts, not
        shares: the standard errors depend on the number of customers.

    Returns
    -------
    Fit
        Estimates of `a` and `b`, standard errors and log likelihood.

    Raises
    ------
    CxsimError
        If the table rises or is too short, or if it shows no differences between customers
        (constant or falling retention), for which no finite a and b exist.

    References
    ----------
    Fader & Hardie (2007), as in `survival`.
    """
    left = _table(survivors)
    return maximise(
        lambda x: log_likelihood(left, x[0], x[1]), ("a", "b"), (1.0, 1.0), round(left[0])
    )


def _log_beta_ratio(periods: FloatArray, a: ArrayLike, b: ArrayLike) -> FloatArray:
    """Logarithm of B(a, b + t) / B(a, b)."""
    first, second = numbers("a", a, POSITIVE), numbers("b", b, POSITIVE)
    ratio: FloatArray = special.betaln(first, second + periods) - special.betaln(first, second)
    return ratio


def _weighted(weights: FloatArray, values: FloatArray) -> float:
    """Σ w x, where a weight of 0 silences an infinite value."""
    return float(weights[weights > 0] @ values[weights > 0])


def _table(survivors: ArrayLike) -> FloatArray:
    left = column("survivors", survivors, NOT_NEGATIVE)
    if len(left) < 3 or left[0] < 1 or (np.diff(left) > 0).any():
        raise CxsimError(
            "survivors must hold at least three counts, start at 1 or more and never rise from one "
            "to the next."
        )
    return left
