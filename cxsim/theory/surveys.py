"""How exact a net promoter score is, and how many answers it takes.

NPS = 100 (p − d), with p the share of promoters (9 and 10) and d that of detractors (0 to 6). One
answer counts +1, 0 or −1. Its variance is p + d − (p − d)².
"""

import numpy as np
from numpy.typing import ArrayLike

from cxsim.errors import CxsimError
from cxsim.theory._arguments import POSITIVE, SHARE, FloatArray, numbers, plain


def nps_standard_error(
    promoters: ArrayLike, detractors: ArrayLike, answers: ArrayLike
) -> FloatArray:
    """Standard error of a net promoter score in points, 100 √((p + d − (p − d)²) / n).

    It holds for answers of a random sample. It says nothing of those who do not answer.

    Parameters
    ----------
    promoters, detractors : array_like
        Shares p and d, from 0 to 1; together 1 at most.
    answers : array_like
        Number of answers n.

    Returns
    -------
    ndarray
        Standard errors in points; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Reichheld, F. F. (2003). The one number you need to grow. Harvard Business Review 81(12), 46-54
    (the score); the variance follows from its definition.

    Examples
    --------
    >>> round(float(nps_standard_error(0.4, 0.2, 400)), 2)
    3.74
    """
    variance = _variance(promoters, detractors)
    return plain(100 * np.sqrt(variance / numbers("answers", answers, POSITIVE)))


def answers_needed(
    promoters: ArrayLike, detractors: ArrayLike, standard_error: ArrayLike
) -> FloatArray:
    """Answers after which the standard error of a net promoter score is small enough.

    For a 95 % interval of ± m points ask for a standard error of m / 1.96.

    Parameters
    ----------
    promoters, detractors : array_like
        Shares p and d, from 0 to 1; together 1 at most.
    standard_error : array_like
        Standard error in points.

    Returns
    -------
    ndarray
        Smallest whole numbers n = (p + d − (p − d)²) (100 / SE)²; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Reichheld (2003), as for `nps_standard_error`, solved for n.

    Examples
    --------
    >>> int(answers_needed(0.4, 0.2, 3)), int(answers_needed(0.4, 0.2, 3 / 1.96))
    (623, 2391)
    """
    error = numbers("standard_error", standard_error, POSITIVE) / 100
    exact = _variance(promoters, detractors) / error**2
    return plain(np.ceil(exact - 1e-9))


def _variance(promoters: ArrayLike, detractors: ArrayLike) -> FloatArray:
    """Variance of one answer that counts +1, 0 or −1."""
    above = numbers("promoters", promoters, SHARE)
    below = numbers("detractors", detractors, SHARE)
    if (above + below > 1 + 1e-12).any():
        raise CxsimError("promoters and detractors must together be 1 at most.")
    return np.maximum(0.0, above + below - (above - below) ** 2)
