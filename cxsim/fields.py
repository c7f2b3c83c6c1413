"""What every scenario field carries: value, bounds, unit, title and provenance tag."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from cxsim.errors import CxsimError

Key = TypeVar("Key")
Value = TypeVar("Value")

SHARE = (0.0, 1.0)
POINTS = "points (1-7)"


class Model(BaseModel):
    """Frozen, strict data: unknown names, wrong types, NaN and infinity are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=True
    )

    def entries(self) -> Iterable[tuple[str, Any]]:
        """Return (name, field information) of what a reader of this block meets."""
        return type(self).model_fields.items()


class FrozenDict(dict[Key, Value]):
    """A dictionary that nobody can change, so that a scenario stays frozen all the way down."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("A scenario is frozen: use scenario.replace(...) to get a changed copy.")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)


def parameter(
    default: Any,
    title: str,
    unit: str = "",
    bounds: tuple[float | None, float | None] = (None, None),
    likely: tuple[float, float] | None = None,
    source: str = "assumption",
) -> Any:
    """Declare a scenario field.

    Parameters
    ----------
    default
        The default value; ``...`` where a scenario must give one.
    title
        What the number means, in one short line (a slider's label).
    unit
        The unit; none for a pure number.
    bounds
        The smallest and the largest value that make sense (both included).
    likely
        The plausible range of an assumption; sweeps and sensitivity studies use it. Without it,
        ±50 % of the value.
    source
        Provenance tag: ``assumption``, ``seed: 00x``, ``published✓: …``, ``published~: …`` or
        ``computed``.

    Examples
    --------
    >>> import cxsim as cx
    >>> class Weather(cx.Mechanism):
    ...     rain = cx.parameter(0.3, "Share of rainy days", unit="share", likely=(0.1, 0.5))
    >>> cx.load("bank").having(Weather()).describe("mechanisms").range.iloc[0]
    (0.1, 0.5)
    """
    low, high = bounds
    if likely is not None and not likely[0] <= likely[1]:
        raise CxsimError(f"{title}: likely must go from low to high, not {likely!r}.")
    extra: dict[str, Any] = {"unit": unit, "source": source}
    if likely is not None:
        extra["likely"] = list(likely)
    return Field(default, ge=low, le=high, title=title, json_schema_extra=extra)


def parameters_of(node: Any, prefix: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield (path, value, field information) of every number and word below ``node``."""
    for name, field in node.entries():
        value = getattr(node, name)
        yield from _walk(f"{prefix}{name}", value, field)


def _walk(path: str, value: Any, field: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(value, Model):
        yield from parameters_of(value, f"{path}.")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(f"{path}.{key}", item, field)
    elif not isinstance(value, tuple):
        yield path, value, field


def bounds_of(field: Any) -> tuple[float, float]:
    """Smallest and largest value that a field takes; infinite where it has no bound."""
    low, high = -math.inf, math.inf
    for rule in field.metadata:
        low = getattr(rule, "ge", low)
        high = getattr(rule, "le", high)
    return low, high
