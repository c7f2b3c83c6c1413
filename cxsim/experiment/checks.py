"""Checks of arguments that the experiments have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from cxsim.arguments import whole_number
from cxsim.errors import CxsimError, unknown
from cxsim.experiment.jobs import Job, Result
from cxsim.results.kpis import KPIS
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario


def scenario_of(name: str, given: Any) -> Scenario:
    """Return a scenario, given as one or by a preset's name."""
    scenario = load(given) if isinstance(given, str) else given
    if not isinstance(scenario, Scenario):
        raise CxsimError(f"{name} must be a scenario or a preset's name, not {given!r}.")
    return scenario


def known_kpi(kpi: Any, kpis: Iterable[str] = KPIS) -> str:
    """Return a KPI's name, or refuse it with the nearest one of all KPIs, or of those given."""
    names = list(kpis)
    if kpi not in names:
        raise unknown("kpi", str(kpi), names)
    return str(kpi)


def directed_kpi(kpi: Any) -> str:
    """Return the name of a KPI that has a better direction."""
    if not KPIS[known_kpi(kpi)].better:
        raise CxsimError(f"{kpi} has no better direction: nothing can win by it.")
    return str(kpi)


def many(name: str, value: Any, least: int) -> int:
    """Return how many runs, points or draws to make, or refuse it."""
    return whole_number(name, value, least, 1_000_000, written="1,000,000")


def values_of(kpi: str, jobs: Sequence[Job], results: Sequence[Result]) -> np.ndarray:
    """Return one KPI of all runs; a run that failed or lacks it is refused with its reason."""
    for job, result in zip(jobs, results, strict=True):
        if result.error:
            raise CxsimError(f"The run {job.label or job.scenario.name} failed: {result.error}")
    values = np.array([result.kpis[kpi] for result in results])
    if np.isnan(values).any():
        raise CxsimError(f"{kpi} is missing in some runs: choose another kpi, or longer runs.")
    return values
