"""Checks of arguments: what a formula cannot use is refused in one sentence that names it."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxsim.errors import CxsimError

FloatArray = NDArray[np.float64]


class Domain(NamedTuple):
    """The values an argument may take: in words and as a test."""

    words: str
    contains: Callable[[FloatArray], NDArray[np.bool_]]


REAL = Domain("a finite number", lambda x: np.isfinite(x))
NOT_NAN = Domain("a number, infinite at most", lambda x: ~np.isnan(x))
POSITIVE = Domain("a number above 0", lambda x: (x > 0) & np.isfinite(x))
NOT_NEGATIVE = Domain("a number of 0 or more", lambda x: (x >= 0) & np.isfinite(x))
ABOVE_ONE = Domain("a number above 1", lambda x: (x > 1) & np.isfinite(x))
SHARE = Domain("a number from 0 to 1", lambda x: (x >= 0) & (x <= 1))
INNER_SHARE = Domain("a number above 0 and below 1", lambda x: (x > 0) & (x < 1))
COUNT = Domain("a whole number of 0 or more", lambda x: (x >= 0) & (np.mod(x, 1) == 0))
NUMERAL = Domain("a whole number of 1 or more", lambda x: (x >= 1) & (np.mod(x, 1) == 0))


def numbers(name: str, value: ArrayLike, domain: Domain) -> FloatArray:
    """Return `value` as an array of floats, or refuse it; NaN lies in no domain."""
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise CxsimError(f"{name} must be {domain.words}, not {value!r}.") from None
    with np.errstate(invalid="ignore"):  # infinity has no remainder, which refuses it
        refused = ~domain.contains(array)
    if refused.any():
        culprit = value if value is None else f"{array[refused][0]:g}"
        raise CxsimError(f"{name} must be {domain.words}, not {culprit}.")
    return array


def number(name: str, value: Any, domain: Domain) -> float:
    """Return `value` as one float, or refuse it."""
    array = numbers(name, value, domain)
    if array.ndim:
        raise CxsimError(f"{name} must be {domain.words}, not a list of {array.size}.")
    return float(array)


def column(name: str, value: ArrayLike, domain: Domain) -> FloatArray:
    """Return `value` as a one-dimensional array with at least one entry, or refuse it."""
    array = np.atleast_1d(numbers(name, value, domain))
    if array.ndim != 1 or array.size == 0:
        raise CxsimError(f"{name} must be one column with at least one row.")
    return array


def equally_long(**columns: FloatArray) -> None:
    """Refuse columns of different lengths."""
    if len({len(values) for values in columns.values()}) > 1:
        lengths = ", ".join(f"{name} has {len(values)}" for name, values in columns.items())
        raise CxsimError(f"The columns must have the same number of rows, but {lengths}.")


def plain(values: FloatArray) -> FloatArray:
    """Turn an array without dimensions into a plain number; leave other arrays alone."""
    return values[()]
