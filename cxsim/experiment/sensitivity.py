"""``sensitivity``: which parameters a KPI hangs on, over their plausible ranges (SALib)."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.arguments import check_level, check_seed
from cxsim.errors import CxsimError, unknown
from cxsim.experiment.checks import known_kpi, many, scenario_of, values_of
from cxsim.experiment.jobs import Job
from cxsim.experiment.places import Workers
from cxsim.experiment.runner import run_jobs
from cxsim.experiment.space import Free, axes_of, changed, point
from cxsim.progress import Progress
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

METHODS = {"morris": 10, "sobol": 64}  # and how many trajectories or base points each takes
_LEVELS = 4  # of the grid of Morris' method


def sensitivity(
    scenario: Scenario | str,
    method: str = "morris",
    kpi: str = "profit",
    free: Free = None,
    samples: int | None = None,
    replications: int = 1,
    seed: int = 1,
    workers: Workers = None,
    *,
    level: float = 0.95,
    engine: str = "auto",
    store: str | Path | None = None,
    progress: Progress = True,
) -> pd.DataFrame:
    """Tell how much a KPI moves with each parameter over its plausible range.

    Every point meets the same customers with the same luck. Where parameters must sum to 1 (heart,
    mind and hands; peak, end and average), a point's values are scaled to that.

    Parameters
    ----------
    scenario : Scenario or str
        What is examined; a preset's name will do.
    method : str
        ``"morris"`` screens many parameters with few runs, ``"sobol"`` splits the variance between
        a few parameters with many runs.
    kpi : str
        The KPI to explain.
    free
        Paths, which move over their plausible ranges, or a mapping from path to (low, high). All
        parameters with a documented range if not given.
    samples : int, optional
        Trajectories of Morris (10) or base points of Sobol (64, a power of 2). Morris needs
        samples × (parameters + 1) runs, Sobol samples × (parameters + 2), times replications.
    replications : int
        Runs whose mean is taken at each point.
    seed, workers, engine, store, progress
        As for `cxsim.compare`.
    level : float
        Confidence of the intervals.

    Returns
    -------
    DataFrame
        Indexed by path, the most influential first. Morris: ``mu_star`` (mean size of the effect
        of crossing the range, in the KPI's unit) with ``ci_low``, ``ci_high``; ``mu`` (with its
        sign) and ``sigma`` (large against mu_star: curved, or acting together with others).
        Sobol: ``total`` (share of the variance that would be left if all else were known) with
        ``ci_low``, ``ci_high``; ``first`` (share that the parameter explains alone) with
        ``first_ci_low``, ``first_ci_high``.

    Raises
    ------
    CxsimError
        For an unknown method, KPI or path, or a run that fails.

    References
    ----------
    Morris, M. D. (1991). Technometrics 33(2), 161-174. Saltelli, A. et al. (2010). Computer Physics
    Communications 181(2), 259-270.
    """
    import pandas as pd

    base = scenario_of("scenario", scenario)
    if method not in METHODS:
        raise unknown("method", str(method), METHODS)
    known_kpi(kpi)
    check_seed(seed)
    check_level(level)
    many("replications", replications, 1)
    count = many("samples", METHODS[method] if samples is None else samples, 2)
    if method == "sobol" and count & (count - 1):
        raise CxsimError(f"samples must be a power of 2 for Sobol's method, not {count}.")
    axes = axes_of(base, free)
    if not axes:
        raise CxsimError(
            f"'{base.name}' has no parameter with a plausible range: name some in free."
        )
    draw, analyse = _METHOD[method]
    # SALib sees the unit cube; `point` makes the ranges of it.
    problem = {
        "num_vars": len(axes),
        "names": [a.path for a in axes],
        "bounds": [[0, 1]] * len(axes),
    }
    sample = draw(problem, count, int(seed))

    def measure(points: np.ndarray) -> np.ndarray:
        jobs = [
            Job(changed(base, point(axes, unit)), int(seed) + k, f"point {number}")
            for number, unit in enumerate(points)
            for k in range(replications)
        ]
        values = values_of(kpi, jobs, run_jobs(jobs, workers, engine, False, store, progress))
        return np.asarray(values.reshape(len(points), replications).mean(axis=1))

    figures = measure(sample)
    if np.ptp(figures) == 0.0:
        raise CxsimError(f"{kpi} does not move with any of the free parameters.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SALib's, of a parameter without any effect
        columns = analyse(problem, sample, figures, level, int(seed))
    table = pd.DataFrame(columns, index=pd.Index([a.path for a in axes], name="path"))
    table.attrs.update(kpi=kpi, method=method, runs=len(sample) * replications)
    return table.sort_values(table.columns[0], ascending=False)


def _draw_morris(problem: dict[str, Any], count: int, seed: int) -> np.ndarray:
    morris = _salib("sample.morris")
    return np.asarray(morris.sample(problem, count, num_levels=_LEVELS, seed=seed))


def _analyse_morris(
    problem: dict[str, Any], sample: np.ndarray, figures: np.ndarray, level: float, seed: int
) -> dict[str, np.ndarray]:
    found = _salib("analyze.morris").analyze(
        problem, sample, figures, conf_level=level, num_levels=_LEVELS, seed=seed
    )
    size, margin = np.asarray(found["mu_star"]), np.asarray(found["mu_star_conf"])
    return {
        "mu_star": size,
        "ci_low": size - margin,
        "ci_high": size + margin,
        "mu": np.asarray(found["mu"]),
        "sigma": np.asarray(found["sigma"]),
    }


def _draw_sobol(problem: dict[str, Any], count: int, seed: int) -> np.ndarray:
    sobol = _salib("sample.sobol")
    return np.asarray(sobol.sample(problem, count, calc_second_order=False, seed=seed))


def _analyse_sobol(
    problem: dict[str, Any], sample: np.ndarray, figures: np.ndarray, level: float, seed: int
) -> dict[str, np.ndarray]:
    found = _salib("analyze.sobol").analyze(
        problem, figures, calc_second_order=False, conf_level=level, seed=seed
    )
    total, first = found["ST"], found["S1"]
    return {
        "total": total,
        "ci_low": total - found["ST_conf"],
        "ci_high": total + found["ST_conf"],
        "first": first,
        "first_ci_low": first - found["S1_conf"],
        "first_ci_high": first + found["S1_conf"],
    }


def _salib(module: str) -> Any:
    try:
        return import_module(f"SALib.{module}")
    except ImportError:
        raise CxsimError(
            "sensitivity needs SALib: pip install 'cxsim[research]' brings it."
        ) from None


_METHOD: dict[str, tuple[Callable[..., np.ndarray], Callable[..., dict[str, np.ndarray]]]] = {
    "morris": (_draw_morris, _analyse_morris),
    "sobol": (_draw_sobol, _analyse_sobol),
}
