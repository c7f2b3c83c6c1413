"""Checks of arguments, for all floors: what does not serve is refused in one sentence.

Numbers of NumPy and pandas are numbers, its whole numbers are whole numbers; True and False are
neither. (Pydantic's ``validate_call`` takes True for 1 and "7" for 7, and reads annotations when a
function is made, which would load pandas and Matplotlib with the package.)
"""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, TypeGuard

from cxsim.errors import CxsimError

_LARGEST_SEED = 2**63 - 1


def is_number(value: object) -> TypeGuard[float]:
    """Tell a number."""
    return isinstance(value, Real) and not isinstance(value, bool)


def is_whole(value: object) -> TypeGuard[int]:
    """Tell a whole number."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def whole_number(
    name: str, value: Any, least: int, most: int, *, otherwise: str = "", written: str = ""
) -> int:
    """Return a whole number within bounds, or refuse it.

    Parameters
    ----------
    name : str
        Name of the argument.
    value
        What was given.
    least, most : int
        Bounds.
    otherwise : str
        What else serves, for the sentence: ``" or 'auto'"``.
    written : str
        How the upper bound is written, where its figures are hard to read.
    """
    if not is_whole(value):
        raise CxsimError(f"{name} must be a whole number{otherwise}, not {value!r}.")
    if not least <= value <= most:
        raise CxsimError(f"{name} must lie between {least} and {written or most}, not {value}.")
    return int(value)


def check_seed(seed: object) -> None:
    """Refuse anything but a whole number from 0 to 2^63 - 1."""
    whole_number("seed", seed, 0, _LARGEST_SEED, written="2^63 - 1")


def check_share(name: str, value: object, example: float) -> None:
    """Refuse anything but a number above 0 and below 1."""
    if not is_number(value) or not 0.0 < value < 1.0:
        raise CxsimError(f"{name} must lie between 0 and 1, for example {example}, not {value!r}.")


def check_level(level: object) -> None:
    """Refuse a level of confidence that is not a share between 0 and 1."""
    check_share("level", level, 0.95)
