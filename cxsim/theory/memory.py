"""What is remembered of a journey: the peak-end rule with moments of truth."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxsim.errors import CxsimError
from cxsim.theory._arguments import POSITIVE, REAL, SHARE, column, equally_long, number


class Memory(NamedTuple):
    """A journey in hindsight, in the unit of its moments."""

    peak: float
    end: float
    mean: float
    remembered: float


def journey(
    moments: ArrayLike,
    importance: ArrayLike | None = None,
    *,
    peak: float = 0.35,
    end: float = 0.35,
) -> Memory:
    """What is remembered of some moments, w_p S_peak + w_e S_end + w_a (Σ μ S / Σ μ).

    The peak is the moment with the largest μ |S|, whatever its sign; a tie goes to the earlier
    one. The mean has the weight that peak and end leave, w_a = 1 − w_p − w_e.

    Parameters
    ----------
    moments : array_like
        Satisfaction S with each moment, in order; 0 is neutral.
    importance : array_like, optional
        μ, weight of each moment, above 0; a moment of truth weighs more. Without it, all weigh 1.
    peak, end : float, optional
        w_p and w_e in [0, 1], together at most 1. The starting values are assumptions.

    Returns
    -------
    Memory
        ``peak``, ``end``, ``mean`` and ``remembered``.

    Raises
    ------
    CxsimError
        If an argument lies outside its range, or if the columns differ in length.

    References
    ----------
    Kahneman, D., Fredrickson, B. L., Schreiber, C. A. & Redelmeier, D. A. (1993). When more pain
    is preferred to less. Psychological Science 4(6), 401-405. Moments of truth: Carlzon, J. (1987).
    Moments of Truth.

    Examples
    --------
    >>> found = journey([1, -2.5, 2])
    >>> round(found.mean, 3), round(found.remembered, 3)
    (0.167, -0.125)
    """
    felt = column("moments", moments, REAL)
    weights = np.ones(len(felt)) if importance is None else importance
    weights = column("importance", weights, POSITIVE)
    equally_long(moments=felt, importance=weights)
    w_peak, w_end = number("peak", peak, SHARE), number("end", end, SHARE)
    if w_peak + w_end > 1:
        raise CxsimError(f"peak and end must sum to at most 1, not {w_peak + w_end:g}.")
    top = float(felt[np.argmax(weights * abs(felt))])
    last, mean = float(felt[-1]), float(weights @ felt / weights.sum())
    kept = w_peak * top + w_end * last + (1 - w_peak - w_end) * mean
    return Memory(top, last, mean, kept)
