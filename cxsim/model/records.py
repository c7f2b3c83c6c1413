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
from typing import Any, TypeVar, get_args, get_type_hints

import numpy as np

from cxsim.fields import Model

Kind = TypeVar("Kind", bound="Record")


class Record(np.void):
    """A row with named fields: whole numbers, numbers, and records within it."""

    __slots__ = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in cls.__dict__.get("__annotations__", {}):
            setattr(cls, name, _Column(name, cls.__dict__.get(name)))


class derived(property):  # noqa: N801  read like `property`
    """A number of a block that follows from its other numbers; a record stores it."""


class _Column(property):
    """Reads and writes one field of a record; knows the value that a blank record has there."""

    def __init__(self, name: str, blank: Any) -> None:
        def write(record: Any, value: Any) -> None:
            record[name] = value

        super().__init__(operator.itemgetter(name), write)
        self.blank = blank


@cache
def layout(kind: type) -> np.dtype[Any]:
    """Return the NumPy type of a record class, or of the numbers of a scenario's block."""
    if issubclass(kind, Model):
        return _layout_of_block(kind)
    fields: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        hints = get_type_hints(base) if issubclass(base, Record) else {}
        fields |= {name: hints[name] for name in base.__dict__.get("__annotations__", {})}
    return np.dtype((kind, [(name, _number(hint)) for name, hint in fields.items()]))


def _layout_of_block(block: type[Model]) -> np.dtype[Any]:
    """Whole numbers and switches become int64, other numbers float64; words are left out."""
    hints: dict[str, Any] = {
        name: _number_of_field(field.annotation) for name, field in block.model_fields.items()
    }
    hints |= {
        name: np.int64 if get_type_hints(member.fget)["return"] is int else np.float64
        for name, member in vars(block).items()
        if isinstance(member, derived)
    }
    numbers = [(name, hint) for name, hint in hints.items() if hint is not None]
    kind = type(block.__name__, (Record,), {"__annotations__": dict.fromkeys(n for n, _ in numbers)})
    return np.dtype((kind, numbers))


def _number(hint: Any) -> Any:
    if hint in (int, bool):
        return np.int64
    return np.float64 if hint is float else layout(hint)


def _number_of_field(annotation: Any) -> Any:
    """Type of a number in a record; None for what is no number."""
    kinds = (annotation, *get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return layout(annotation)
    if float in kinds:
        return np.float64
    return np.int64 if int in kinds or bool in kinds else None


def blank(kind: type[Kind]) -> Any:
    """Return an array of one record in which every field has its blank value (0 where none)."""
    array = np.zeros(1, dtype=layout(kind))
    for base in kind.__mro__:
        for name, column in vars(base).items():
            if isinstance(column, _Column) and column.blank is not None:
                array[name] = column.blank
    return array


def fill(record: Any, block: Model) -> None:
    """Write the numbers of a block into its record; no value (endless patience) is infinity."""
    for name in record.dtype.names:
        value = getattr(block, name)
        if isinstance(value, Model):
            fill(record[name], value)
        else:
            record[name] = math.inf if value is None else value


def refresh(record: Any, block: type[Model]) -> None:
    """Compute anew what is derived from a block's other numbers (by a record's own numbers)."""
    for name, member in vars(block).items():
        if isinstance(member, derived):
            formula: Callable[[Any], Any] = member.fget  # type: ignore[assignment]
            record[name] = formula(record)
