"""``calibrate``: find parameters with which a scenario gives the KPIs that were seen.

The same CSAT may come from poor delivery, high expectations or stern ticking (equifinality): data
that fit do not prove the parameters. So the result says which parameters the targets determine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.arguments import check_level, check_seed, is_number
from cxsim.errors import CxsimError
from cxsim.experiment.checks import known_kpi, many, scenario_of
from cxsim.experiment.jobs import Job
from cxsim.experiment.places import Workers
from cxsim.experiment.runner import run_jobs
from cxsim.experiment.search import REACHED, Search
from cxsim.experiment.space import Axis, Free, axes_of, changed, point
from cxsim.intervals import mean_and_error, z_quantile
from cxsim.pictures import picture
from cxsim.progress import Progress
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_VAGUE = 0.25  # of a range: a standard error above it is about that of knowing nothing (1/√12)
_WEAKEST = 1e-3  # slopes below it count as none


@dataclass(frozen=True, repr=False)
class Calibration:
    """Parameters that give the targets, and how well the targets determine them.

    Attributes
    ----------
    scenario : Scenario
        The scenario with the parameters found.
    targets : DataFrame
        Indexed by kpi: ``target``, ``mean`` (of the calibrated scenario), ``error`` (standard
        error of a mean, of which target and mean may be several apart by luck), ``reached``.
    parameters : DataFrame
        Indexed by path: ``value``, ``ci_low``, ``ci_high`` (what the luck of the runs leaves
        open, within the range searched; targets count as exact), ``low``,
        ``high`` (the range), ``determined`` (False where the targets leave it open) and
        ``confused_with`` (the parameters that can make up for it).
    tried : DataFrame
        Every point looked at: the parameters, the KPIs, and ``misfit`` (root mean square of the
        distances to the targets in standard errors); the best first.
    level : float
        Confidence of the intervals.
    """

    scenario: Scenario
    targets: pd.DataFrame
    parameters: pd.DataFrame
    tried: pd.DataFrame
    level: float

    def __repr__(self) -> str:
        reached, known = self.targets["reached"], self.parameters["determined"]
        return (
            f"<Calibration: {reached.sum()} of {len(reached)} targets reached, "
            f"{known.sum()} of {len(known)} parameters determined>"
        )

    def plot(self, x: str | None = None, y: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw what the targets leave open, see `cxsim.plots.identifiability`."""
        return picture("cxsim.plots.experiments:identifiability")(self, x, y, ax)


def calibrate(
    scenario: Scenario | str,
    targets: Mapping[str, float],
    free: Free,
    replications: int = 5,
    seed: int = 1,
    workers: Workers = None,
    *,
    measured: bool = False,
    level: float = 0.95,
    engine: str = "auto",
    store: str | Path | None = None,
    progress: Progress = True,
) -> Calibration:
    """Find values of the free parameters with which the KPIs meet their targets.

    A Latin hypercube looks at the whole range; from its best points a least-squares search (scipy)
    goes on. Every point meets the same customers with the same luck.

    Parameters
    ----------
    scenario : Scenario or str
        What is calibrated; a preset's name will do.
    targets : mapping
        KPI -> the value that was seen.
    free
        Paths, which move over their plausible ranges, or a mapping from path to (low, high).
        Whole numbers, such as agents, cannot be calibrated: sweep them.
    replications : int
        Runs of each point, 2 or more; their spread is the yardstick of the fit.
    seed, workers, engine, store, progress
        As for `cxsim.compare`.
    measured : bool
        The targets are what the firm can see (surveys of those who answer), not the truth.
    level : float
        Confidence of the parameters' intervals.

    Returns
    -------
    Calibration
        The calibrated scenario, the fit, and which parameters the targets determine.

    Raises
    ------
    CxsimError
        For a target that the free parameters cannot reach (with the range they reach), an unknown
        KPI or path, nothing to fit, or a run that fails.
    """
    base = scenario_of("scenario", scenario)
    aims = _checked_targets(targets)
    axes = _checked_axes(base, free)
    many("replications", replications, 2)
    check_seed(seed)
    check_level(level)

    def means(units: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Run points of the unit cube; return means and standard errors of the targets' KPIs."""
        jobs = [
            Job(changed(base, point(axes, unit)), int(seed) + k)
            for unit in units
            for k in range(replications)
        ]
        results = run_jobs(jobs, workers, engine, False, store, progress)
        failed = next((result.error for result in results if result.error), "")
        if failed:
            raise CxsimError(f"A run of the calibration failed: {failed}")
        figures = np.array(
            [[(r.measured if measured else r.kpis)[kpi] for kpi in aims] for r in results]
        ).reshape(len(units), replications, len(aims))
        for number, kpi in enumerate(aims):
            if np.isnan(figures[:, :, number]).any():
                raise CxsimError(f"targets: {kpi} is missing in some runs, so it cannot be fitted.")
        return mean_and_error(figures, axis=1)

    search = Search(means, np.array(list(aims.values())), len(axes))
    search.scan(int(seed))
    search.extremes()
    best, slopes = search.descend()
    search.walk(best, slopes)
    search.check_reached(list(aims))
    return _result(base, axes, aims, search, best, slopes, level)


def _result(
    base: Scenario,
    axes: Sequence[Axis],
    aims: Mapping[str, float],
    search: Search,
    best: np.ndarray,
    slopes: np.ndarray,
    level: float,
) -> Calibration:
    import pandas as pd

    order = np.argsort(search.misfits, kind="stable")
    tried = pd.DataFrame([point(axes, unit) for unit in search.units[order]])
    tried[list(aims)] = search.values[order]
    tried["misfit"] = search.misfits[order]
    table = pd.DataFrame(
        {
            "target": aims,
            "mean": dict(zip(aims, search.values[order[0]], strict=True)),
            "error": dict(zip(aims, search.yardstick, strict=True)),
        }
    ).rename_axis("kpi")
    table["reached"] = (table["mean"] - table["target"]).abs() <= REACHED * table["error"]
    found = changed(base, point(axes, best))
    return Calibration(found, table, _parameters(axes, best, slopes, level), tried, level)


def _parameters(
    axes: Sequence[Axis], best: np.ndarray, slopes: np.ndarray, level: float
) -> pd.DataFrame:
    """Return the parameters with intervals from the slopes (linear theory of least squares)."""
    import pandas as pd

    _, strength, directions = np.linalg.svd(slopes, full_matrices=True)
    strength = np.append(strength, np.zeros(len(axes) - len(strength)))
    spread = directions.T / np.maximum(strength, _WEAKEST)
    covariance = spread @ spread.T
    errors = np.sqrt(np.diag(covariance))
    together = covariance / np.outer(errors, errors)
    margin = z_quantile(level) * errors
    rows = []
    for number, axis in enumerate(axes):
        width = axis.high - axis.low
        low, high = np.clip([best[number] - margin[number], best[number] + margin[number]], 0, 1)
        rivals = [
            other.path
            for place, other in enumerate(axes)
            if place != number and errors[number] > _VAGUE and abs(together[number, place]) > 0.8
        ]
        rows.append(
            {
                "path": axis.path,
                "value": axis.low + width * best[number],
                "ci_low": axis.low + width * low,
                "ci_high": axis.low + width * high,
                "low": axis.low,
                "high": axis.high,
                "determined": bool(errors[number] <= _VAGUE),
                "confused_with": ", ".join(rivals),
            }
        )
    return pd.DataFrame(rows).set_index("path")


def _checked_targets(targets: Any) -> dict[str, float]:
    if not isinstance(targets, Mapping):
        raise CxsimError("targets must map KPIs to the values that were seen.")
    if not targets:
        raise CxsimError("targets names no KPI: there is nothing to fit.")
    aims = {}
    for kpi, value in targets.items():
        if not is_number(value) or not np.isfinite(value):
            raise CxsimError(f"targets: {kpi} must be a number, not {value!r}.")
        aims[known_kpi(kpi)] = float(value)
    return aims


def _checked_axes(scenario: Scenario, free: Free) -> list[Axis]:
    if free is None:
        raise CxsimError("free must name the parameters to calibrate.")
    axes = axes_of(scenario, free)
    for axis in axes:
        if axis.whole:
            raise CxsimError(f"free: {axis.path} is a whole number: use cx.sweep for it.")
    return axes
