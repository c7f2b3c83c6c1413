"""Customers who all leave with the same probability p at the end of each period."""

import numpy as np
from numpy.typing import ArrayLike

from cxsim.theory._arguments import (
    COUNT,
    INNER_SHARE,
    NUMERAL,
    FloatArray,
    number,
    numbers,
    plain,
)


def survival(t: ArrayLike, p: ArrayLike) -> FloatArray:
    """Share of customers still there after t periods, S(t) = (1 − p)^t.

    Parameters
    ----------
    t : array_like
        Whole periods since the start, 0 or more.
    p : array_like
        Probability of leaving in a period, between 0 and 1.

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
    The geometric distribution; any text on probability.

    Examples
    --------
    >>> round(float(survival(5, 0.2)), 5)
    0.32768
    """
    periods = numbers("t", t, COUNT)
    return plain((1 - numbers("p", p, INNER_SHARE)) ** periods)


def churn(t: ArrayLike, p: ArrayLike) -> FloatArray:
    """Share of customers who leave in period t, P(T = t) = p (1 − p)^(t−1).

    Parameters
    ----------
    t : array_like
        Period, a whole number of 1 or more.
    p : array_like
        Probability of leaving in a period, between 0 and 1.

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
    The geometric distribution; any text on probability.
    """
    periods = numbers("t", t, NUMERAL)
    leaving = numbers("p", p, INNER_SHARE)
    return plain(leaving * (1 - leaving) ** (periods - 1))


def mean_lifetime(p: float) -> float:
    """Mean number of the period in which a customer leaves, E[T] = 1/p.

    Parameters
    ----------
    p : float
        Probability of leaving in a period, between 0 and 1.

    Returns
    -------
    float
        Periods.

    Raises
    ------
    CxsimError
        If `p` lies outside its range.

    References
    ----------
    The geometric distribution; any text on probability.
    """
    return 1 / number("p", p, INNER_SHARE)


def annual_from_monthly(p: ArrayLike) -> FloatArray:
    """Yearly probability of leaving from a monthly one, 1 − (1 − p)^12.

    Parameters
    ----------
    p : array_like
        Probability of leaving in a month, between 0 and 1.

    Returns
    -------
    ndarray
        Probability of leaving in a year; a plain number for a number.

    Raises
    ------
    CxsimError
        If `p` lies outside its range.

    References
    ----------
    The geometric distribution; any text on probability.
    """
    return plain(-np.expm1(12 * np.log1p(-numbers("p", p, INNER_SHARE))))
