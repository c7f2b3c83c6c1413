"""Runs with seeds that no notebook uses: a conclusion must hold there, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxsim.results.run import simulate

if TYPE_CHECKING:
    from cxsim.scenario.scenario import Scenario

SEEDS = range(9001, 9013)
"""Far from the seeds of the notebooks, which count from 1."""

_T = 2.201  # Student's t, 97.5 %, for 12 runs


def values(scenario: Scenario, kpi: str) -> np.ndarray:
    """Return a KPI's truth in each held-out run."""
    return np.array([simulate(scenario, seed, log=False).kpis["value"][kpi] for seed in SEEDS])


def interval(numbers: np.ndarray) -> tuple[float, float, float]:
    """Mean of the runs, and the ends of its 95 % interval."""
    mean = float(numbers.mean())
    margin = _T * float(numbers.std(ddof=1)) / len(numbers) ** 0.5
    return mean, mean - margin, mean + margin
