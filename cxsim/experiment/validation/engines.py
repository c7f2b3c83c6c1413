"""T-06: two engines, one trajectory."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from cxsim.compilation import compiles
from cxsim.experiment.validation.figures import Figure, computed, true
from cxsim.experiment.validation.targets import Simulate, Target
from cxsim.results.run import simulate
from cxsim.scenario.files import load, presets
from cxsim.scenario.scenario import Scenario
from cxsim.scenario.strategy import strategies

_TABLES = ("encounters", "episodes", "customers", "timeline", "queues", "management")
_ORACLES = ("contact_centre", "subscription", "cdnow")
_ROUNDING = 1e-9


def _identity(run: Simulate) -> list[Figure]:
    """Every preset, and every strategy at some preset; both engines have the same luck."""
    if not compiles():
        return [true("the compiled engine needs Numba, which cannot run here", False)]
    figures = [
        computed(f"largest difference, {name}", _difference(_small(name), 1), 0.0, _ROUNDING)
        for name in presets().index
    ]
    firms = itertools.cycle(name for name in presets().index if name not in _ORACLES)
    for seed, (firm, strategy) in enumerate(zip(firms, strategies().index), start=2):  # noqa: B905
        found = _difference(_small(firm).under(strategy), seed)
        figures.append(
            computed(f"largest difference, {firm} under {strategy}", found, 0.0, _ROUNDING)
        )
    return figures


def _small(name: str) -> Scenario:
    """A preset with few customers, whose queues keep their load."""
    scenario = load(name)
    if name == "contact_centre":
        return scenario.replace(days=2)
    return scenario.replace(customers=80, days=150, warm_up_days=min(scenario.warm_up_days, 60))


def _difference(scenario: Scenario, seed: int) -> float:
    """Largest difference between the tables of both engines; infinite where they do not fit."""
    runs = [simulate(scenario, seed=seed, engine=engine) for engine in ("simpy", "compiled")]
    return max(_apart(*(getattr(one, name) for one in runs)) for name in _TABLES)


def _apart(one: pd.DataFrame, other: pd.DataFrame) -> float:
    if one.shape != other.shape or list(one.columns) != list(other.columns):
        return np.inf
    return max((_column_apart(one[name], other[name]) for name in one.columns), default=0.0)


def _column_apart(one: pd.Series, other: pd.Series) -> float:
    if not pd.api.types.is_float_dtype(one.dtype):
        return 0.0 if one.equals(other) else np.inf
    left, right = one.to_numpy(dtype=float), other.to_numpy(dtype=float)
    if not np.array_equal(np.isnan(left), np.isnan(right)):
        return np.inf
    return float(np.nanmax(np.abs(left - right), initial=0.0)) if len(left) else 0.0


TARGETS = (
    Target("T-06", "two engines, one trajectory", "design of this package", _identity, slow=True),
)
