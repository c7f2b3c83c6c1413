"""Whom to contact before they call: the optimal threshold on a noisy score.

A share π of customers has a need. A score says so with noise: it is ~ N(d′, 1) with a need and ~
N(0, 1) without. The firm contacts everybody whose score lies above θ. A hit solves the need with
probability φ and is then worth V; a contact without a need annoys and costs a; every contact costs
c.

The score is the equal-variance signal detection model: Green, D. M. & Swets, J. A. (1966). Signal
Detection Theory and Psychophysics. The money is this package's own sum.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cxsim.theory._arguments import (
    NOT_NAN,
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    FloatArray,
    numbers,
    plain,
)


def true_positive_rate(threshold: ArrayLike, detectability: ArrayLike) -> FloatArray:
    """Share contacted among those with a need, TPR = Φ(d′ − θ).

    Parameters
    ----------
    threshold : array_like
        θ, the score above which somebody is contacted; may be infinite.
    detectability : array_like
        d′ > 0, how far a need lifts the score, in standard deviations.

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
    Green & Swets (1966).
    """
    lift = numbers("detectability", detectability, POSITIVE)
    return plain(special.ndtr(lift - _score(threshold)))


def false_positive_rate(threshold: ArrayLike) -> FloatArray:
    """Share contacted among those without a need, FPR = Φ(−θ).

    Parameters
    ----------
    threshold : array_like
        θ, as in `true_positive_rate`.

    Returns
    -------
    ndarray
        Share in [0, 1], in the shape of `threshold`; a plain number for a number.

    Raises
    ------
    CxsimError
        If `threshold` is not a number.

    References
    ----------
    Green & Swets (1966).
    """
    return plain(special.ndtr(-_score(threshold)))


def reach(threshold: ArrayLike, detectability: ArrayLike, need_share: ArrayLike) -> FloatArray:
    """Share of all customers who are contacted, π TPR + (1 − π) FPR.

    Parameters
    ----------
    threshold, detectability : array_like
        θ and d′, as in `true_positive_rate`.
    need_share : array_like
        π, share of customers with a need, in [0, 1].

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
    Green & Swets (1966).
    """
    share = numbers("need_share", need_share, SHARE)
    hits = true_positive_rate(threshold, detectability)
    return plain(share * hits + (1 - share) * false_positive_rate(threshold))


def expected_value(
    threshold: ArrayLike,
    detectability: ArrayLike,
    need_share: ArrayLike,
    value: ArrayLike,
    annoyance: ArrayLike,
    effectiveness: ArrayLike,
    contact_cost: ArrayLike,
) -> FloatArray:
    """Money gained per customer, EV(θ) = π TPR (φ V − c) − (1 − π) FPR (a + c).

    Parameters
    ----------
    threshold, detectability, need_share : array_like
        θ, d′ and π, as in `reach`.
    value : array_like
        V ≥ 0, money gained by a need that is solved early.
    annoyance : array_like
        a ≥ 0, money lost by a contact without a need.
    effectiveness : array_like
        φ in [0, 1], probability that a contact solves the need.
    contact_cost : array_like
        c ≥ 0, money per contact.

    Returns
    -------
    ndarray
        Money per customer, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    This package's own sum over the outcomes of signal detection.
    """
    share = numbers("need_share", need_share, SHARE)
    gain, loss = _stakes(value, annoyance, effectiveness, contact_cost)
    hits = share * true_positive_rate(threshold, detectability)
    false_alarms = (1 - share) * false_positive_rate(threshold)
    return plain(hits * gain - false_alarms * loss)


def optimal_threshold(
    detectability: ArrayLike,
    need_share: ArrayLike,
    value: ArrayLike,
    annoyance: ArrayLike,
    effectiveness: ArrayLike,
    contact_cost: ArrayLike,
) -> FloatArray:
    """Threshold with the largest expected value.

    θ* = [ ln( (1 − π)(a + c) / (π (φV − c)) ) + d′²/2 ] / d′.

    Parameters
    ----------
    detectability, need_share, value, annoyance, effectiveness, contact_cost : array_like
        d′, π, V, a, φ and c, as in `expected_value`.

    Returns
    -------
    ndarray
        θ*, in the broadcast shape; a plain number for numbers. It is ∞ (contact nobody) where φV ≤
        c or π = 0, and −∞ (contact everybody) where a contact can do no harm (a + c = 0 or π = 1).

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Green & Swets (1966): the likelihood ratio e^(d′θ − d′²/2) at θ* equals the ratio of the stakes.

    Examples
    --------
    >>> stakes = {"value": 40, "annoyance": 4, "effectiveness": 0.6, "contact_cost": 0.5}
    >>> round(float(optimal_threshold(detectability=1.5, need_share=0.1, **stakes)), 5)
    1.11287
    """
    lift = numbers("detectability", detectability, POSITIVE)
    share = numbers("need_share", need_share, SHARE)
    gain, loss = _stakes(value, annoyance, effectiveness, contact_cost)
    worth, harm = share * np.maximum(gain, 0), (1 - share) * loss
    with np.errstate(divide="ignore", invalid="ignore"):  # the infinite cases are meant
        log_ratio = np.where(worth > 0, np.log(harm) - np.log(worth), np.inf)
    return plain((log_ratio + lift**2 / 2) / lift)


def _score(threshold: ArrayLike) -> FloatArray:
    return numbers("threshold", threshold, NOT_NAN)


def _stakes(
    value: ArrayLike, annoyance: ArrayLike, effectiveness: ArrayLike, contact_cost: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Money gained by contacting somebody with a need, φV − c, and lost without one, a + c."""
    cost = numbers("contact_cost", contact_cost, NOT_NEGATIVE)
    solved = numbers("effectiveness", effectiveness, SHARE) * numbers("value", value, NOT_NEGATIVE)
    return solved - cost, numbers("annoyance", annoyance, NOT_NEGATIVE) + cost
