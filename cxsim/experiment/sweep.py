"""``sweep``: a scenario at many values of some parameters, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.arguments import check_level, check_seed
from cxsim.errors import CxsimError, unknown
from cxsim.experiment.checks import known_kpi, many, scenario_of
from cxsim.experiment.jobs import Job, failures, table_of_runs
from cxsim.experiment.places import Workers
from cxsim.experiment.runner import run_jobs
from cxsim.experiment.space import axes_of, latin_hypercube, point
from cxsim.intervals import summary
from cxsim.progress import Progress
from cxsim.results.kpis import KPIS
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

DESIGNS = ("factorial", "latin")
_POINTS_PER_AXIS = 10
_MOST_RUNS = 1_000_000


def sweep(
    scenario: Scenario | str,
    values: Mapping[str, Any],
    replications: int = 10,
    seed: int = 1,
    workers: Workers = None,
    *,
    design: str = "factorial",
    points: int | None = None,
    kpis: str | Sequence[str] | None = None,
    level: float = 0.95,
    engine: str = "auto",
    store: str | Path | None = None,
    progress: Progress = True,
) -> pd.DataFrame:
    """Run a scenario at every point of a design; all points meet the same customers and luck.

    Parameters
    ----------
    scenario : Scenario or str
        What is changed; a preset's name will do.
    values : mapping
        Dotted path -> the values to try; with ``design="latin"`` path -> (low, high).
    replications : int
        Runs of each point; replication k has the seed ``seed + k``.
    seed, workers, engine, store, progress
        As for `cxsim.compare`.
    design : str
        ``"factorial"`` tries every combination; ``"latin"`` spreads ``points`` points evenly
        over the ranges (Latin hypercube, McKay, Beckman and Conover 1979).
    points : int, optional
        Points of a Latin hypercube; 10 a parameter if not given.
    kpis : str or sequence of str, optional
        The KPIs to report; all if not given.
    level : float
        Confidence of the intervals.

    Returns
    -------
    DataFrame
        Tidy: one row a point and KPI. A column for each path, then ``kpi``, ``mean``, ``ci_low``,
        ``ci_high`` (missing with one replication), ``spread_sd`` and ``runs``.

    Raises
    ------
    CxsimError
        For an empty sweep, an unknown path, KPI or design, a value that a field does not take, or
        a run that fails.
    """
    import pandas as pd

    base = scenario_of("scenario", scenario)
    many("replications", replications, 1)
    check_seed(seed)
    check_level(level)
    wanted = _wanted(kpis)
    design_points = _points(base, values, design, points, seed)
    if len(design_points) * replications > _MOST_RUNS:
        raise CxsimError(f"The sweep needs more than {_MOST_RUNS:,} runs: try fewer values.")
    firms = [base.replace(changes) for changes in design_points]
    jobs = [
        Job(firm, int(seed) + k, str(number))
        for number, firm in enumerate(firms)
        for k in range(replications)
    ]
    results = run_jobs(jobs, workers, engine, False, store, progress)
    lost = failures(jobs, results)
    if len(lost):
        first = lost.iloc[0]
        where = design_points[int(first["scenario"])]
        raise CxsimError(
            f"{len(lost)} runs of the sweep failed, first {where} with seed {first['seed']}: "
            f"{first['error']}"
        )
    runs = table_of_runs(jobs, results)[wanted]
    by_point = {str(label): part for label, part in runs.groupby(level="scenario")}
    parts = [
        summary(by_point[str(number)], level).reset_index().assign(**{"": number})
        for number in range(len(design_points))
    ]
    table = pd.concat(parts, ignore_index=True)
    changes = pd.DataFrame(design_points).iloc[table.pop("")].reset_index(drop=True)
    return pd.concat([changes, table], axis="columns")


def _wanted(kpis: str | Sequence[str] | None) -> list[str]:
    if kpis is None:
        return list(KPIS)
    names = [kpis] if isinstance(kpis, str) else list(kpis)
    if not names:
        raise CxsimError("kpis names no KPI.")
    return [known_kpi(name) for name in names]


def _points(
    scenario: Scenario, values: Any, design: str, points: int | None, seed: int
) -> list[dict[str, Any]]:
    """Return the points of the design, each a mapping from path to value."""
    if not isinstance(values, Mapping):
        raise CxsimError("values must map paths to the values to try.")
    if not values:
        raise CxsimError("The sweep is empty: name at least one parameter and its values.")
    if design not in DESIGNS:
        raise unknown("design", str(design), DESIGNS)
    if design == "latin":
        axes = axes_of(scenario, values)
        count = _POINTS_PER_AXIS * len(axes) if points is None else points
        many("points", count, 1)
        return [point(axes, unit) for unit in latin_hypercube(len(axes), count, seed)]
    if points is not None:
        raise CxsimError("points belongs to design='latin'; a factorial design has all its points.")
    lists = [_listed(scenario, path, given) for path, given in values.items()]
    return [dict(zip(values, combination, strict=True)) for combination in product(*lists)]


def _listed(scenario: Scenario, path: str, given: Any) -> list[Any]:
    scenario.value(path)
    if isinstance(given, str | Mapping) or not hasattr(given, "__iter__"):
        raise CxsimError(f"values: {path} needs a list of values to try, not {given!r}.")
    listed = list(given)
    if not listed:
        raise CxsimError(f"The sweep is empty: {path} has no values to try.")
    return listed
