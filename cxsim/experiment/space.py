"""The space of assumptions: which parameters may move, between which bounds, and points in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from cxsim.arguments import is_number
from cxsim.errors import CxsimError
from cxsim.fields import parameters_of
from cxsim.scenario.scenario import Scenario, fields_of, lever_of, likely_range

Free: TypeAlias = "Sequence[str] | Mapping[str, tuple[float, float]] | None"

# Values that must sum to 1: when some move, the others take what is left in their old proportions.
_SHARES = (
    ("behaviour.weights", ("heart", "mind", "hands")),
    ("behaviour.memory", ("peak", "end", "average")),
)


class Axis(NamedTuple):
    """A parameter that moves between two bounds."""

    path: str
    low: float
    high: float
    whole: bool = False


def axes_of(
    scenario: Scenario, free: Free = None, levers: frozenset[str] | None = None
) -> list[Axis]:
    """Return the parameters that move.

    Parameters
    ----------
    scenario
        Gives the plausible ranges.
    free
        Paths, which move over their plausible ranges (`Scenario.describe`); or a mapping from
        path to (low, high). None takes every parameter whose plausible range is documented and
        holds its value: a value outside, such as the null value of a mechanism that a preset
        switches off, was chosen on purpose and stays. Of a lever that is never pulled no number
        is drawn: it changes nothing.
    levers
        Names of the levers whose numbers are drawn, if not those that the scenario pulls.

    Raises
    ------
    CxsimError
        For an unknown path, or one that is no number or has no range.
    """
    if free is None:
        return _documented(scenario, scenario.levers_in_use if levers is None else levers)
    if isinstance(free, str) or not isinstance(free, Mapping | Sequence):
        raise CxsimError(f"free must be a list of paths, or map paths to ranges, not {free!r}.")
    if not free:
        raise CxsimError("free names no parameter: nothing can move.")
    if len(set(free)) < len(free):
        raise CxsimError("free names a parameter twice.")
    ranges = free if isinstance(free, Mapping) else dict.fromkeys(free)
    fields = {path: field for path, (_, field) in fields_of(scenario).items()}
    return [_axis(scenario, path, fields, bounds) for path, bounds in ranges.items()]


def changed(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return the scenario at a point of the space; shares are kept to a sum of 1."""
    exact = dict(values)
    for block, names in _SHARES:
        moved = {name: exact[f"{block}.{name}"] for name in names if f"{block}.{name}" in exact}
        if moved:
            old = {name: scenario.value(f"{block}.{name}") for name in names}
            exact.update({f"{block}.{n}": v for n, v in _summing_to_one(old, moved).items()})
    return scenario.replace(exact)


def with_the_same_levers(one: Scenario, other: Scenario) -> tuple[Scenario, Scenario]:
    """Give each scenario the levers that only the other one has, not pulled."""
    return _with_levers_of(one, other), _with_levers_of(other, one)


def _with_levers_of(scenario: Scenario, other: Scenario) -> Scenario:
    new = {
        name: lever.model_copy(update={"strength": 0.0})
        for name, lever in other.levers.items()
        if name not in scenario.levers
    }
    return scenario.replace(levers={**scenario.levers, **new}) if new else scenario


def latin_hypercube(size: int, points: int, seed: int) -> np.ndarray:
    """Return points in [0, 1]: one row a point, one column a dimension (McKay et al. 1979)."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(size, rng=np.random.default_rng(seed)).random(points))


def point(axes: Sequence[Axis], unit: Sequence[float] | np.ndarray) -> dict[str, Any]:
    """Return the values of a point whose coordinates lie in [0, 1]."""
    values: dict[str, Any] = {}
    for axis, share in zip(axes, unit, strict=True):
        value = axis.low + (axis.high - axis.low) * float(share)
        values[axis.path] = round(value) if axis.whole else value
    return values


def _documented(scenario: Scenario, levers: frozenset[str]) -> list[Axis]:
    axes = []
    for path, value, field in parameters_of(scenario):
        if lever_of(path) not in {"", *levers}:
            continue
        if "likely" not in (field.json_schema_extra or {}) or not is_number(value):
            continue
        low, high = likely_range(value, field) or (value, value)
        if low <= value <= high and low < high:
            axes.append(Axis(path, low, high, isinstance(value, int)))
    return axes


def _axis(scenario: Scenario, path: str, fields: Mapping[str, Any], bounds: Any) -> Axis:
    value = scenario.value(path)
    if not is_number(value) or path not in fields:
        raise CxsimError(f"free: {path} is no number, so it has no range.")
    low, high = _pair(path, likely_range(value, fields[path]) if bounds is None else bounds)
    if bounds is not None:
        for end in (low, high):
            scenario.replace({path: round(end) if isinstance(value, int) else end})
    return Axis(path, low, high, isinstance(value, int))


def _pair(path: str, bounds: Any) -> tuple[float, float]:
    try:
        low, high = (float(bound) for bound in bounds)
    except (TypeError, ValueError):
        raise CxsimError(f"free: {path} needs a range (low, high), not {bounds!r}.") from None
    if not low < high:
        raise CxsimError(f"free: the range of {path} is empty: {low:g} to {high:g}.")
    return low, high


def _summing_to_one(old: Mapping[str, float], moved: Mapping[str, float]) -> dict[str, float]:
    """Let the values that did not move share what is left of 1; moved ones shrink if they must."""
    total = sum(moved.values())
    kept = {name: value for name, value in old.items() if name not in moved}
    if not kept or total > 1.0:
        return {name: moved.get(name, 0.0) / total for name in old}
    kept_total = sum(kept.values())
    shares = {n: v / kept_total if kept_total else 1.0 / len(kept) for n, v in kept.items()}
    return {**moved, **{name: share * (1.0 - total) for name, share in shares.items()}}
