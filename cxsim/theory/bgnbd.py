"""Customers without a contract: buy till you die, the BG/NBD model.

While alive, a customer buys at random with an own rate λ ~ Gamma(r, rate α); after each purchase
but the first, the customer leaves for good with an own probability p ~ Beta(a, b). The firm sees of
each customer only x repeat purchases, the time t_x of the last one, and the age T, both counted
from the first purchase.

Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting your customers" the easy way: an
alternative to the Pareto/NBD model. Marketing Science 24(2), 275-284.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from cxsim.errors import CxsimError
from cxsim.theory._arguments import (
    COUNT,
    NOT_NEGATIVE,
    POSITIVE,
    FloatArray,
    column,
    equally_long,
    number,
    numbers,
    plain,
)
from cxsim.theory._fit import Fit, maximise

_NUDGE = 1e-4  # how far _expected_while steps aside where its formula is 0 · ∞


def expected_purchases(t: ArrayLike, r: float, alpha: float, a: float, b: float) -> FloatArray:
    """Repeat purchases expected of a random customer in the time t after the first.

    E[X(t)] = (a+b−1)/(a−1) · [1 − (α/(α+t))^r ₂F₁(r, b; a+b−1; t/(α+t))].

    Parameters
    ----------
    t : array_like
        Time since the first purchase, 0 or more, in the unit of `alpha`.
    r, alpha : float
        r > 0 and α > 0 of the Gamma distribution of purchase rates; its mean is r/α per unit of
        time.
    a, b : float
        Parameters above 0 of the Beta distribution of the dropout probability; its mean is a/(a+b).

    Returns
    -------
    ndarray
        Purchases, in the shape of `t`; a plain number for a number.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Fader, Hardie & Lee (2005).

    Examples
    --------
    >>> round(float(expected_purchases(52, r=0.242593, alpha=4.413532, a=0.792886, b=2.425752)), 4)
    1.444
    """
    horizon = numbers("t", t, NOT_NEGATIVE)
    zero = np.zeros_like(horizon)
    return plain(_expected_while(horizon, zero, zero, *_parameters(r, alpha, a, b)))


def pmf(x: ArrayLike, t: ArrayLike, r: float, alpha: float, a: float, b: float) -> FloatArray:
    """Probability that a random customer makes x repeat purchases in the time t.

    P(X(t) = x) = B(a, b+x)/B(a, b) · NB(x) + [x > 0] · B(a+1, b+x−1)/B(a, b) · (1 − Σ_{j<x} NB(j)),
    where NB(j) = Γ(r+j)/(Γ(r) j!) · (α/(α+t))^r · (t/(α+t))^j is the negative binomial.

    Parameters
    ----------
    x : array_like
        Repeat purchases, whole numbers of 0 or more.
    t : array_like
        Time since the first purchase, above 0, in the unit of `alpha`.
    r, alpha, a, b : float
        As in `expected_purchases`.

    Returns
    -------
    ndarray
        Probability, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Fader, Hardie & Lee (2005).
    """
    count, time = numbers("x", x, COUNT), numbers("t", t, POSITIVE)
    r, alpha, a, b = _parameters(r, alpha, a, b)
    quiet = alpha / (alpha + time)
    alive = _beta_ratio(a, b, count) * stats.nbinom.pmf(count, r, quiet)
    gone = _dropout_ratio(a, b, count) * stats.nbinom.sf(count - 1, r, quiet)
    return plain(alive + np.where(count > 0, gone, 0))


def probability_alive(
    frequency: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    r: float,
    alpha: float,
    a: float,
    b: float,
) -> FloatArray:
    """Probability that a customer with this history has not left yet.

    P(alive) = 1 / (1 + [x > 0] · a/(b+x−1) · ((α+T)/(α+t_x))^(r+x)). It is 1 for x = 0, because
    nobody leaves before the first repeat purchase.

    Parameters
    ----------
    frequency : array_like
        x, repeat purchases, whole numbers of 0 or more.
    recency : array_like
        t_x, time from the first to the last purchase; 0 where x = 0.
    age : array_like
        T, time from the first purchase to now, at least t_x.
    r, alpha, a, b : float
        As in `expected_purchases`.

    Returns
    -------
    ndarray
        Probability, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2008). Computing P(alive) using the BG/NBD model.
    Note.
    """
    x, t_x, now = _history(frequency, recency, age)
    return plain(special.expit(-_log_odds_gone(x, t_x, now, *_parameters(r, alpha, a, b))))


def conditional_expected_purchases(
    t: ArrayLike,
    frequency: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    r: float,
    alpha: float,
    a: float,
    b: float,
) -> FloatArray:
    """Purchases expected of a customer with this history in the next t units of time.

    E[Y(t) | x, t_x, T] = P(alive) · (a+b+x−1)/(a−1)
    · [1 − ((α+T)/(α+T+t))^(r+x) ₂F₁(r+x, b+x; a+b+x−1; t/(α+T+t))].

    Parameters
    ----------
    t : array_like
        Length of the future looked at, 0 or more, in the unit of `alpha`.
    frequency, recency, age : array_like
        x, t_x and T, as in `probability_alive`.
    r, alpha, a, b : float
        As in `expected_purchases`.

    Returns
    -------
    ndarray
        Purchases, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Fader, Hardie & Lee (2005).
    """
    horizon = numbers("t", t, NOT_NEGATIVE)
    x, t_x, now = _history(frequency, recency, age)
    parameters = _parameters(r, alpha, a, b)
    alive = special.expit(-_log_odds_gone(x, t_x, now, *parameters))
    return plain(alive * _expected_while(horizon, x, now, *parameters))


def log_likelihood(
    frequency: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    r: float,
    alpha: float,
    a: float,
    b: float,
) -> float:
    """Log likelihood of the customers' histories.

    A customer contributes ln of Γ(r+x) α^r / Γ(r) · { B(a, b+x)/B(a, b) · (α+T)^−(r+x)
    + [x > 0] · B(a+1, b+x−1)/B(a, b) · (α+t_x)^−(r+x) }.

    Parameters
    ----------
    frequency, recency, age : array_like
        x, t_x and T, one entry per customer, as in `probability_alive`.
    r, alpha, a, b : float
        As in `expected_purchases`.

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
    Fader, Hardie & Lee (2005).
    """
    history = _history(*_columns(frequency, recency, age))
    return _log_likelihood(*history, *_parameters(r, alpha, a, b))


def fit(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Fit:
    """Fit r, alpha, a and b to the customers' histories by maximum likelihood.

    Parameters
    ----------
    frequency, recency, age : array_like
        x, t_x and T, one entry per customer, as in `probability_alive`.

    Returns
    -------
    Fit
        Estimates, standard errors and log likelihood. The estimates of a and b are strongly
        correlated: compare a/(a+b) rather than each.

    Raises
    ------
    CxsimError
        If a column lies outside its range or the data do not determine the parameters.

    References
    ----------
    Fader, Hardie & Lee (2005).
    """
    history = _history(*_columns(frequency, recency, age))
    return maximise(
        lambda parameters: _log_likelihood(*history, *parameters),
        ("r", "alpha", "a", "b"),
        (1.0, float(history[2].mean()) or 1.0, 1.0, 1.0),
        len(history[0]),
    )


def _log_likelihood(
    x: FloatArray, t_x: FloatArray, now: FloatArray, r: float, alpha: float, a: float, b: float
) -> float:
    """Sum up `log_likelihood`, factored as (still alive) · (1 + odds of having left)."""
    alive = special.betaln(a, b + x) - special.betaln(a, b) - (r + x) * np.log(alpha + now)
    buying = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
    gone = np.logaddexp(0, _log_odds_gone(x, t_x, now, r, alpha, a, b))
    return float(np.sum(buying + alive + gone))


def _log_odds_gone(
    x: FloatArray, t_x: FloatArray, now: FloatArray, r: float, alpha: float, a: float, b: float
) -> FloatArray:
    """Logarithm of (1 − P(alive)) / P(alive); minus infinity without a repeat purchase."""
    last_coin = np.log(a / (b + np.maximum(x, 1) - 1))
    silence = (r + x) * np.log((alpha + now) / (alpha + t_x))
    return np.where(x > 0, last_coin + silence, -np.inf)


def _expected_while(
    t: FloatArray, x: FloatArray, now: FloatArray, r: float, alpha: float, a: float, b: float
) -> FloatArray:
    """Purchases expected in the next t of somebody alive after x purchases at age T.

    Euler's transformation turns (1−z)^(r+x) ₂F₁(r+x, b+x; a+b+x−1; z) into the form below, with
    z = t/(α+T+t), which neither overflows nor underflows for frequent buyers. At a = 1 and, for
    x = 0, at a + b = 1 the formula is 0 · ∞ although its value is smooth: there the mean of both
    sides is taken, which is exact to the square of the distance.
    """
    z = t / (alpha + now + t)

    def formula(a: float) -> FloatArray:
        total = a + b + x - 1
        never = (1 - z) ** (a - 1) * special.hyp2f1(a + b - 1 - r, a - 1, total, z)
        expected: FloatArray = total / (a - 1) * (1 - never)
        return expected

    if min(abs(a - 1), abs(a + b - 1)) < _NUDGE / 2:
        return (formula(a - _NUDGE) + formula(a + _NUDGE)) / 2
    return formula(a)


def _beta_ratio(a: float, b: float, x: FloatArray) -> FloatArray:
    """B(a, b + x) / B(a, b): the chance to survive x coins."""
    logarithm: FloatArray = special.betaln(a, b + x) - special.betaln(a, b)
    return np.exp(logarithm)


def _dropout_ratio(a: float, b: float, x: FloatArray) -> FloatArray:
    """B(a + 1, b + x − 1) / B(a, b): the chance to be lost by coin x (x ≥ 1)."""
    coins = np.maximum(x, 1)  # x = 0 is not used
    logarithm: FloatArray = special.betaln(a + 1, b + coins - 1) - special.betaln(a, b)
    return np.exp(logarithm)


def _parameters(r: float, alpha: float, a: float, b: float) -> tuple[float, float, float, float]:
    return (
        number("r", r, POSITIVE),
        number("alpha", alpha, POSITIVE),
        number("a", a, POSITIVE),
        number("b", b, POSITIVE),
    )


def _columns(
    frequency: ArrayLike, recency: ArrayLike, age: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Check the three columns of a table, which must be equally long."""
    x = column("frequency", frequency, COUNT)
    t_x = column("recency", recency, NOT_NEGATIVE)
    now = column("age", age, NOT_NEGATIVE)
    equally_long(frequency=x, recency=t_x, age=now)
    return x, t_x, now


def _history(
    frequency: ArrayLike, recency: ArrayLike, age: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Check what a customer's history must fulfil."""
    x = numbers("frequency", frequency, COUNT)
    t_x = numbers("recency", recency, NOT_NEGATIVE)
    now = numbers("age", age, NOT_NEGATIVE)
    if (t_x > now).any():
        raise CxsimError("recency must not exceed age: the last purchase lies before now.")
    if ((x == 0) & (t_x > 0)).any():
        raise CxsimError("recency must be 0 where frequency is 0.")
    return x, t_x, now
