"""What steering by the last deviation does to a process that only shows noise."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxsim.theory._arguments import (
    COUNT,
    NOT_NEGATIVE,
    REAL,
    Domain,
    FloatArray,
    column,
    number,
    numbers,
    plain,
)

_GAIN = Domain("a number from 0 to below 2", lambda x: (x >= 0) & (x < 2))


class Steering(NamedTuple):
    """A steered process, period by period."""

    setting: FloatArray
    """What the manager has set, u."""
    shown: FloatArray
    """What the dashboard shows, y = u + ε."""


def variance_factor(gain: ArrayLike) -> FloatArray:
    """By how much corrections multiply the variance of pure noise, 2 / (2 − K).

    Each period shows y = u + ε, where ε is noise with variance σ², and the manager moves the
    setting u by −K y. Then u ← (1 − K) u − K ε, whose steady variance is K σ² / (2 − K), so that
    Var(y) = σ² + K σ² / (2 − K) = 2 σ² / (2 − K). Doing nothing (K = 0) is best; full correction (K
    = 1, rule 2 of Deming's funnel) doubles the variance.

    Parameters
    ----------
    gain : array_like
        K in [0, 2), share of the last deviation that is corrected. From 2 on the setting runs away.

    Returns
    -------
    ndarray
        Factor of 1 or more, in the shape of `gain`; a plain number for a number.

    Raises
    ------
    CxsimError
        If `gain` lies outside its range.

    References
    ----------
    Deming, W. E. (1986). Out of the Crisis, chapter 11 (the funnel); the form for any K is derived
    above.

    Examples
    --------
    >>> float(variance_factor(1)), round(float(variance_factor(0.5)), 4)
    (2.0, 1.3333)
    """
    return plain(2 / (2 - numbers("gain", gain, _GAIN)))


def path(noise: ArrayLike, gain: float, delay: int = 0) -> Steering:
    """Follow a process that a manager steers by its deviations.

    Period t shows y(t) = u(t) + ε(t). The manager knows it `delay` periods later and moves the
    setting by a share K of it: u(t + 1) = u(t) − K y(t − delay). At the start nothing is set and
    nothing is known.

    Parameters
    ----------
    noise : array_like
        ε, the deviations from the target that would come without any correction.
    gain : float
        K, share of a deviation that is corrected, 0 or more.
    delay : int
        Periods until a deviation is known.

    Returns
    -------
    Steering
        Settings and what is shown, one number a period.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Deming, W. E. (1986). Out of the Crisis, chapter 11 (the funnel, rule 2, for K = 1 and no
    delay).

    Examples
    --------
    >>> path([1, 0, 0, 0], gain=0.5).shown
    array([ 1.   , -0.5  , -0.25 , -0.125])
    """
    shocks = column("noise", noise, REAL)
    share, late = number("gain", gain, NOT_NEGATIVE), int(number("delay", delay, COUNT))
    setting, shown = np.zeros(len(shocks)), np.empty(len(shocks))
    for period, shock in enumerate(shocks):
        shown[period] = setting[period] + shock
        known = shown[period - late] if period >= late else 0.0
        if period + 1 < len(shocks):
            setting[period + 1] = setting[period] - share * known
    return Steering(setting, shown)


def largest_gain(delay: ArrayLike) -> FloatArray:
    """Gain at which corrections begin to swing ever wider, 2 sin(π / (4 d + 2)).

    A correction of u(t + 1) = u(t) − K y(t − d) dies away only if K lies below it: 2 without a
    delay, 1 with one period, 0.62 with two.

    Parameters
    ----------
    delay : array_like
        d, periods until a deviation is known: 0, 1, 2, ...

    Returns
    -------
    ndarray
        Limits in the shape of `delay`; a plain number for a number.

    Raises
    ------
    CxsimError
        If `delay` is no whole number of 0 or more.

    References
    ----------
    Levin, S. A. and May, R. M. (1976). A note on difference-delay equations. Theoretical
    Population Biology 9(2), 178-187.

    Examples
    --------
    >>> largest_gain([0, 1, 2]).round(3)
    array([2.   , 1.   , 0.618])
    """
    return plain(2 * np.sin(np.pi / (4 * numbers("delay", delay, COUNT) + 2)))
