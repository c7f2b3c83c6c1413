"""How a customer without luck comes to expect what is delivered: the treadmill of expectations."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxsim.theory._arguments import REAL, SHARE, FloatArray, column, number


class Path(NamedTuple):
    """A customer's contacts one by one, on the 1-7 scale; expectations are those before each."""

    will: FloatArray
    should: FloatArray
    performance: FloatArray
    disconfirmation: FloatArray


def share_left(learning: float = 0.25, assimilation: float = 0.15) -> float:
    """Share of a surprise that is left at the next contact, 1 − κ (1 − a_w).

    Parameters
    ----------
    learning : float, optional
        κ in [0, 1], share of a surprise that is learned.
    assimilation : float, optional
        a_w in [0, 1], pull of what was expected on what is perceived.

    Returns
    -------
    float
        Share in [0, 1]; after n contacts it is this share to the power of n.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Follows from the updating of will-expectations: Boulding, W., Kalra, A., Staelin, R. & Zeithaml,
    V. A. (1993). A dynamic process model of service quality. Journal of Marketing Research 30(1),
    7-27. The starting values are assumptions.

    Examples
    --------
    >>> round(share_left(0.25, 0.15), 4)
    0.7875
    """
    kappa, pull = number("learning", learning, SHARE), number("assimilation", assimilation, SHARE)
    return 1 - kappa * (1 - pull)


def path(
    quality: ArrayLike,
    will: float,
    should: float,
    *,
    learning: float = 0.25,
    assimilation: float = 0.15,
    ratchet: float = 0.02,
    should_weight: float = 0.5,
) -> Path:
    """Expectations and surprises of a customer without luck, contact by contact.

    P = (1 − a_w) Q + a_w W; the surprise is P − (1 − m) W − m Z; then W ← W + κ (P − W) and
    Z ← min(7, Z + κ_z max(0, W − Z)).

    Parameters
    ----------
    quality : array_like
        Q, quality delivered at each contact, 1-7.
    will, should : float
        W and Z before the first contact, 1-7.
    learning, assimilation, ratchet, should_weight : float, optional
        κ, a_w, κ_z and m, each in [0, 1]. The starting values are assumptions.

    Returns
    -------
    Path
        ``will``, ``should``, ``performance`` and ``disconfirmation``, one entry a contact.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Boulding et al. (1993), as in `share_left`; Rust, R. T., Inman, J. J., Jia, J. & Zahorik, A.
    (1999). What you don't know about customer-perceived quality. Marketing Science 18(1), 77-92.
    """
    delivered = column("quality", quality, REAL)
    w, z = number("will", will, REAL), number("should", should, REAL)
    kappa, pull = number("learning", learning, SHARE), number("assimilation", assimilation, SHARE)
    rise = number("ratchet", ratchet, SHARE)
    weight = number("should_weight", should_weight, SHARE)
    rows = []
    for given in delivered:
        performance = (1 - pull) * given + pull * w
        rows.append((w, z, performance, performance - (1 - weight) * w - weight * z))
        w += kappa * (performance - w)
        z = max(z, min(7.0, z + rise * max(0.0, w - z)))
    return Path(*np.array(rows).T)
