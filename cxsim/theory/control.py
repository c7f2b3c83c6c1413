"""What steering by the last deviation does to a process that only shows noise."""

from numpy.typing import ArrayLike

from cxsim.theory._arguments import Domain, FloatArray, numbers, plain

_GAIN = Domain("a number from 0 to below 2", lambda x: (x >= 0) & (x < 2))


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
