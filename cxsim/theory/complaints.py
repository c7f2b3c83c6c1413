"""What customers do after a failure, and what a recovery gives back.

Exit, voice and loyalty: Hirschman, A. O. (1970). Exit, Voice, and Loyalty. The shares are a
multinomial logit with silence as reference: odds of 1 against odds of e^v, e^p and e^x.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxsim.theory._arguments import (
    INNER_SHARE,
    NOT_NEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    FloatArray,
    numbers,
    plain,
)


class Responses(NamedTuple):
    """Shares of what customers do after a failure; they sum to 1."""

    silence: FloatArray
    complaint: FloatArray
    public: FloatArray
    exit: FloatArray


def responses(complaint: ArrayLike, public: ArrayLike, exit: ArrayLike) -> Responses:
    """Shares of customers who keep silent, complain, speak in public or leave.

    The share of a response is e^u / (1 + e^v + e^p + e^x), where u is its log-odds against
    silence.

    Parameters
    ----------
    complaint : array_like
        v, log-odds of a complaint to the firm, against silence.
    public : array_like
        p, log-odds of a public complaint, such as a review.
    exit : array_like
        x, log-odds of leaving at once.

    Returns
    -------
    Responses
        ``silence``, ``complaint``, ``public`` and ``exit``, in the broadcast shape; plain numbers
        for numbers.

    Raises
    ------
    CxsimError
        If an argument is not a finite number.

    References
    ----------
    Hirschman (1970) for the responses. McFadden, D. (1974). Conditional logit analysis of
    qualitative choice behavior. In: Frontiers in Econometrics, 105-142, for the shares.

    Examples
    --------
    >>> round(float(responses(complaint=-3.16, public=-4.54, exit=-4.54).complaint), 3)
    0.04
    """
    utilities = np.broadcast_arrays(
        0.0,
        numbers("complaint", complaint, REAL),
        numbers("public", public, REAL),
        numbers("exit", exit, REAL),
    )
    weights = np.exp(np.array(utilities) - np.max(utilities, axis=0))  # e^u would overflow
    return Responses(*(plain(share) for share in weights / weights.sum(axis=0)))


def log_odds_offset(share: ArrayLike, reference: ArrayLike) -> FloatArray:
    """By how much the log-odds of one share exceed those of another, logit(s) − logit(r).

    Parameters
    ----------
    share : array_like
        s, a share above 0 and below 1.
    reference : array_like
        r, the share to compare with, above 0 and below 1.

    Returns
    -------
    ndarray
        Difference of log-odds, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    The logarithm of the odds ratio; the coefficient of a group in a logistic regression.

    Examples
    --------
    >>> round(float(log_odds_offset(0.95, 0.37)), 2)
    3.48
    """
    odds = [
        value / (1 - value)
        for value in (
            numbers("share", share, INNER_SHARE),
            numbers("reference", reference, INNER_SHARE),
        )
    ]
    return plain(np.log(odds[0] / odds[1]))


def after_recovery(
    loss: ArrayLike, justice: ArrayLike, strength: ArrayLike = 2.0, fair: ArrayLike = 0.3
) -> FloatArray:
    """Satisfaction after a failure and its recovery, against none of both, −loss (1 − ρ (j − j₀)).

    Above 0 the customer is more satisfied than without the failure: the recovery paradox.

    Parameters
    ----------
    loss : array_like
        Satisfaction that the failure takes away, 0 or more.
    justice : array_like
        j in [0, 1], how just the recovery is: its result, its procedure and its manner.
    strength : array_like, optional
        ρ ≥ 0, share of the loss that a unit of justice gives back (an assumption).
    fair : array_like, optional
        j₀ in [0, 1], justice that people take for granted (an assumption); a recovery below it
        makes things worse.

    Returns
    -------
    ndarray
        Points of satisfaction, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    This package's own form. The paradox in satisfaction, and none in loyalty: de Matos, C. A.,
    Henrique, J. L. & Rossi, C. A. V. (2007). Service recovery paradox: a meta-analysis. Journal of
    Service Research 10(1), 60-77.

    Examples
    --------
    >>> after_recovery(1.8, [0.3, 0.8, 1.0]).round(2).tolist()
    [-1.8, 0.0, 0.72]
    """
    given_back = numbers("strength", strength, NOT_NEGATIVE) * (
        numbers("justice", justice, SHARE) - numbers("fair", fair, SHARE)
    )
    return plain(numbers("loss", loss, NOT_NEGATIVE) * (given_back - 1) + 0.0)


def full_recovery(strength: ArrayLike = 2.0, fair: ArrayLike = 0.3) -> FloatArray:
    """Justice at which a recovery gives back all that the failure took, j₀ + 1 / ρ.

    Parameters
    ----------
    strength : array_like, optional
        ρ > 0, as in `after_recovery`.
    fair : array_like, optional
        j₀ in [0, 1], as in `after_recovery`.

    Returns
    -------
    ndarray
        Justice, in the broadcast shape; a plain number for numbers. Above 1 no recovery is just
        enough.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Zero of `after_recovery`.

    Examples
    --------
    >>> full_recovery()
    0.8
    """
    return plain(numbers("fair", fair, SHARE) + 1 / numbers("strength", strength, POSITIVE))
