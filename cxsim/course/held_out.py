"""Runs with seeds that no notebook uses: a conclusion must hold there, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cxsim.experiment.compare import Comparison, compare
from cxsim.intervals import Interval, mean_and_margin
from cxsim.scenario.scenario import Scenario

RUNS = 12
_SEED = 9001  # far from the seeds of the notebooks, which count from 1
SEEDS = range(_SEED, _SEED + RUNS)


def trial(scenarios: dict[str, Scenario]) -> Comparison:
    """Run scenarios with the held-out seeds."""
    return compare(scenarios, replications=RUNS, seed=_SEED, progress=False)


def interval(row: Any, factor: float = 1.0) -> Interval:
    """Read a row of a comparison's table, in another unit if need be."""
    return Interval(*(factor * float(row[name]) for name in ("mean", "ci_low", "ci_high")))


def mean_of(values: Sequence[float]) -> Interval:
    """Mean of a figure that each held-out run gave once, with the ends of its 95 % interval."""
    mean, margin = mean_and_margin(np.asarray(values, dtype=float))
    return Interval(float(mean), float(mean - margin), float(mean + margin))
