"""The five gaps of service quality, and SERVQUAL as a read-out of the five levels of experience.

Gaps are in points of a 1-7 scale; a positive gap is a shortfall (or, for gap 4, a promise too
high).

Parasuraman, A., Zeithaml, V. A. & Berry, L. L. (1985). A conceptual model of service quality and
its implications for future research. Journal of Marketing 49(4), 41-50.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from cxsim.errors import CxsimError, unknown
from cxsim.theory._arguments import NOT_NEGATIVE, REAL, FloatArray, number, numbers, plain

DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
"""SERVQUAL's five dimensions of quality."""

LEVELS = ("rational", "emotional", "sensorial", "physical", "spiritual")
"""The five levels of a touchpoint's profile."""

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "tangibles": 0.11,
        "reliability": 0.32,
        "responsiveness": 0.22,
        "assurance": 0.19,
        "empathy": 0.16,
    }
)
"""Importance of the dimensions (32, 22, 19, 16, 11 of 100 points, `published~`): Zeithaml, V. A.,
Parasuraman, A. & Berry, L. L. (1990). Delivering Quality Service. The order is confirmed, the
digits were not read again in the book."""

READ_OUT: FloatArray = np.array(
    [
        # rational, emotional, sensorial, physical, spiritual
        [0.0, 0.0, 0.6, 0.4, 0.0],  # tangibles
        [0.7, 0.0, 0.0, 0.3, 0.0],  # reliability
        [0.3, 0.2, 0.0, 0.5, 0.0],  # responsiveness
        [0.4, 0.4, 0.0, 0.0, 0.2],  # assurance
        [0.0, 0.7, 0.0, 0.0, 0.3],  # empathy
    ]
)
"""Λ, which turns levels (columns, as in `LEVELS`) into dimensions (rows, as in `DIMENSIONS`).
Rows sum to 1. An assumption: each entry ± 0.2, rows renormalised."""
READ_OUT.setflags(write=False)


def customer_gap(
    knowledge: ArrayLike, design: ArrayLike, delivery: ArrayLike, communication: ArrayLike
) -> FloatArray:
    """Gap 5, between expected and perceived quality, G5 = g1 + g2 + g3 + g4.

    That gap 5 is a function of gaps 1-4 is published; that it is their sum is an assumption.

    Parameters
    ----------
    knowledge : array_like
        g1, needs minus what management believes them to be.
    design : array_like
        g2, belief minus specification.
    delivery : array_like
        g3, specification minus delivery.
    communication : array_like
        g4, promise minus delivery.

    Returns
    -------
    ndarray
        Points of the 1-7 scale, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument is not a number.

    References
    ----------
    Parasuraman, Zeithaml & Berry (1985); Zeithaml, V. A., Berry, L. L. & Parasuraman, A. (1988).
    Communication and control processes in the delivery of service quality. Journal of Marketing
    52(2), 35-48.
    """
    return plain(
        numbers("knowledge", knowledge, REAL)
        + numbers("design", design, REAL)
        + numbers("delivery", delivery, REAL)
        + numbers("communication", communication, REAL)
    )


def overall(scores: Mapping[str, float], weights: Mapping[str, float] = WEIGHTS) -> float:
    """Weighted mean of a score (a gap or a quality) over the dimensions, Σ w_d x_d / Σ w_d.

    Parameters
    ----------
    scores : mapping of str to float
        x_d, one number for each of `DIMENSIONS`.
    weights : mapping of str to float, optional
        w_d ≥ 0, importance of each of `DIMENSIONS`; they need not sum to 1.

    Returns
    -------
    float
        Score in the unit of `scores`.

    Raises
    ------
    CxsimError
        If a dimension is missing or unknown, a number is refused, or all weights are 0.

    References
    ----------
    Zeithaml, Parasuraman & Berry (1990); see `WEIGHTS`.
    """
    _all_named("scores", scores, DIMENSIONS)
    _all_named("weights", weights, DIMENSIONS)
    values = [number(f"scores[{d!r}]", scores[d], REAL) for d in DIMENSIONS]
    shares = [number(f"weights[{d!r}]", weights[d], NOT_NEGATIVE) for d in DIMENSIONS]
    if sum(shares) == 0:
        raise CxsimError("weights must not all be 0.")
    return float(np.dot(shares, values) / sum(shares))


def read_out(levels: Mapping[str, float]) -> dict[str, float]:
    """Quality on SERVQUAL's dimensions of a profile of levels, Q_d = Σ_ℓ Λ_dℓ x_ℓ.

    Parameters
    ----------
    levels : mapping of str to float
        x_ℓ, one number for each of `LEVELS`.

    Returns
    -------
    dict of str to float
        Q_d, one number for each of `DIMENSIONS`, in the unit of `levels`.

    Raises
    ------
    CxsimError
        If a level is missing or unknown, or a number is refused.

    References
    ----------
    An assumption of this package; see `READ_OUT`.
    """
    _all_named("levels", levels, LEVELS)
    profile = [number(f"levels[{level!r}]", levels[level], REAL) for level in LEVELS]
    return dict(zip(DIMENSIONS, (READ_OUT @ profile).tolist(), strict=True))


def _all_named(argument: str, given: Mapping[str, float], names: tuple[str, ...]) -> None:
    for name in given:
        if name not in names:
            raise unknown(f"entry of {argument}", name, names)
    for name in names:
        if name not in given:
            raise CxsimError(f"{argument} must have an entry for '{name}'.")
