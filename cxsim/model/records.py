"""Records: rows of NumPy arrays with named fields, as plain as a class with attributes.

A record class lists its fields with their types; a class that inherits from several others has all
their fields. So each idea declares what it adds to a person or a matter, and the engine puts them
together. The same attribute access works in plain Python and in compiled code, and a block of the
scenario becomes a record with the same names: a rule takes either.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import cache
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, cast, get_args, get_type_hints

import numpy as np

from cxsim.fields import Model

if TYPE_CHECKING:

    class _Row:  # NumPy says that nobody inherits from its rows; it works, and is documented
        dtype: np.dtype[Any]

        def __getitem__(self, name: str) -> Any: ...
        def __setitem__(self, name: str, value: Any) -> None: ...
else:
    _Row = np.void


class _Closed(type):
    """Gives records no room beside their fields: a misspelt field is refused, not kept aside."""

    def __new__(cls, name: str, bases: Any, space: dict[str, Any], **options: Any) -> Any:
        return super().__new__(cls, name, bases, {**space, "__slots__": ()}, **options)


class Record(_Row, metaclass=_Closed):
    """A row with named fields: whole numbers, numbers, and records within it."""

    blocks: tuple[type[Model], ...] = ()

    def __init_subclass__(cls, of: tuple[type[Model], ...] = (), **options: Any) -> None:
        """``of`` names blocks of the scenario whose numbers the record holds, too."""
        super().__init_subclass__(**options)
        cls.blocks = of or cls.blocks
        for name in (*get_annotations(cls), *_numbers_of_all(of)):
            setattr(cls, name, _Column(name, vars(cls).get(name)))


class derived(property):  # noqa: N801  read like `property`
    """A number of a block that follows from its other numbers; a record stores it."""


class _Column(property):
    """Reads and writes one field of a record; knows the value that a blank record has there."""

    def __init__(self, name: str, blank: Any) -> None:
        def write(record: Any, value: Any) -> None:
            record[name] = value

        super().__init__(operator.itemgetter(name), write)
        self.blank = blank


def layout(kind: type[Record] | type[Model]) -> np.dtype[Any]:
    """Return the NumPy type of a record class, or of the numbers of a scenario's block."""
    return _layout(cast("Any", kind))


@cache
def _layout(kind: Any) -> np.dtype[Any]:
    if issubclass(kind, Model):
        return _layout_of_block(kind)
    numbers = _numbers_of_all(kind.blocks)
    for base in reversed(kind.__mro__):
        if issubclass(base, Record) and base is not Record:
            hints = get_type_hints(base)
            numbers |= {name: _number(hints[name]) for name in get_annotations(base)}
    return np.dtype((kind, list(numbers.items())))


def _layout_of_block(block: type[Model]) -> np.dtype[Any]:
    numbers = _numbers_of(block)
    kind = type(block.__name__, (Record,), {"__annotations__": dict.fromkeys(numbers)})
    return np.dtype((kind, list(numbers.items())))


def _numbers_of_all(blocks: tuple[type[Model], ...]) -> dict[str, Any]:
    return {name: number for block in blocks for name, number in _numbers_of(block).items()}


def _numbers_of(block: type[Model]) -> dict[str, Any]:
    """Whole numbers and switches become int64, other numbers float64; words are left out."""
    numbers = {name: _number(field.annotation) for name, field in block.model_fields.items()}
    for name, formula in _derived_of(block).items():
        numbers[name] = _number(get_type_hints(formula)["return"])
    return {name: number for name, number in numbers.items() if number is not None}


def _derived_of(block: type[Model]) -> dict[str, Callable[[Any], Any]]:
    members = vars(block).items()
    return {name: member.fget for name, member in members if isinstance(member, derived)}  # type: ignore[misc]


def _number(hint: Any) -> Any:
    """Type of a number in a record; None for what is no number."""
    if isinstance(hint, type) and issubclass(hint, Model | Record):
        return layout(hint)
    kinds = (hint, *get_args(hint))
    if float in kinds:
        return np.float64
    return np.int64 if int in kinds or bool in kinds else None


def blank(kind: Any) -> Any:
    """Return an array of one record in which every field has its blank value (0 where none)."""
    array = np.zeros(1, dtype=layout(kind))
    for base in kind.__mro__:
        for name, column in vars(base).items():
            if isinstance(column, _Column) and column.blank is not None:
                array[name] = column.blank
    return array


def fill(record: Any, block: Model) -> None:
    """Write the numbers of a block into its record; no value (endless patience) is infinity."""
    for name in _numbers_of(type(block)):
        value = getattr(block, name)
        if isinstance(value, Model):
            fill(record[name], value)
        else:
            record[name] = math.inf if value is None else value


def refresh(record: Any, block: type[Model]) -> None:
    """Compute anew what is derived from a block's numbers, by the numbers of a record.

    What is derived from words (whole numbers) stays: words do not move.
    """
    for name, formula in _derived_of(block).items():
        if record.dtype[name] == np.float64:
            record[name] = formula(record)
