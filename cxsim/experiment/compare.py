"""``compare``: the same customers, with the same luck, under several scenarios."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.arguments import check_level, check_seed, is_whole, whole_number
from cxsim.errors import CxsimError
from cxsim.experiment.checks import known_kpi
from cxsim.experiment.comparison import Comparison
from cxsim.experiment.jobs import Job, Result, failures, table_of_runs
from cxsim.experiment.places import Workers
from cxsim.experiment.replications import FEWEST, LOOK_AHEAD, Enough, replications_needed
from cxsim.experiment.runner import run_jobs
from cxsim.progress import Progress
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def compare(
    scenarios: Mapping[str, Scenario | str],
    replications: int | str = 20,
    seed: int = 1,
    workers: Workers = None,
    *,
    engine: str = "auto",
    level: float = 0.95,
    kpi: str = "profit",
    precision: float = 0.05,
    absolute: float | None = None,
    maximum: int = 100,
    timeline: bool = False,
    store: str | Path | None = None,
    progress: Progress = True,
) -> Comparison:
    """Run several scenarios with the same seeds and compare them run by run.

    Random numbers belong to the seed, the customer and the purpose. So replication k of every
    scenario has the same customers with the same luck, and differences are much surer than means.

    Parameters
    ----------
    scenarios : mapping
        Name -> scenario (or a preset's name), two or more. The first is the one that pictures
        compare the others with. Money adds up over a run, so give all of them the same ``days``.
    replications : int or "auto"
        Runs of each scenario, 2 or more. ``"auto"`` runs until the mean of ``kpi`` is known to
        ``precision`` in every scenario, and stays so for 5 more runs (Hoad, Robinson and Davies
        2010). All runs count in the results.
    seed : int
        Replication k has the seed ``seed + k``, k from 0.
    workers : int, Client or Executor, optional
        Where it runs, see `cxsim.experiment.runner.run_jobs`; the figures are the same.
    engine : str
        As for `cxsim.simulate`.
    level : float
        Confidence of the intervals.
    kpi, precision, maximum
        For ``"auto"``: the KPI, the largest half-width as a share of its mean, and the number of
        replications that is never exceeded.
    absolute
        For ``"auto"``: the largest half-width in the KPI's own unit, instead of ``precision``. A
        score near 0, such as an NPS, has no useful relative precision.
    timeline : bool
        Keep what happens month by month, for `Comparison.timeline`.
    store : str or Path, optional
        Folder for results as they come, so that an interrupted comparison goes on.
    progress : bool or callable
        True shows a bar, in a notebook or to a person at a terminal. A function is called with
        (done, total), the number of runs, after each of them.

    Returns
    -------
    Comparison
        Tables, differences, ranking and pictures.

    Raises
    ------
    CxsimError
        For less than two scenarios or replications, an unknown KPI, or a scenario whose runs fail.

    Warns
    -----
    UserWarning
        Where single runs failed, or ``maximum`` came before ``precision``.
    """
    firms = _checked_scenarios(scenarios)
    check_level(level)
    check_seed(seed)
    enough = Enough(known_kpi(kpi), precision, maximum, level, absolute)
    enough.check()
    target = _first_target(replications, maximum)
    jobs: list[Job] = []
    results: list[Result] = []
    settled: int | None = None
    while len(jobs) < target * len(firms):
        new = _jobs(firms, int(seed), len(jobs) // len(firms), target)
        jobs += new
        results += run_jobs(new, workers, engine, timeline, store, progress)
        _refuse_failed(firms, jobs, results)
        if replications == "auto":
            target, settled = _next_target(table_of_runs(jobs, results), firms, enough)
    lost = failures(jobs, results)
    for name, rows in lost.groupby("scenario", sort=False):
        warnings.warn(_told(str(name), rows, target), stacklevel=2)
    if replications == "auto" and settled is None:
        warnings.warn(
            f"the interval of {kpi} did not settle within {enough.told()} "
            f"in {maximum} replications, the maximum.",
            stacklevel=2,
        )
    return Comparison(
        firms,
        _sorted(table_of_runs(jobs, results), firms),
        _sorted(table_of_runs(jobs, results, measured=True), firms),
        level,
        lost,
        _months(jobs, results) if timeline else None,
        settled,
    )


def _checked_scenarios(scenarios: Any) -> dict[str, Scenario]:
    if not isinstance(scenarios, Mapping):
        raise CxsimError('scenarios must map names to scenarios, as in {"CRM": a, "CEM": b}.')
    if len(scenarios) < 2:
        raise CxsimError(f"compare needs two scenarios or more, not {len(scenarios)}.")
    firms = {}
    for name, given in scenarios.items():
        scenario = load(given) if isinstance(given, str) else given
        if not isinstance(scenario, Scenario):
            raise CxsimError(f"scenarios: {name!r} is no scenario but {type(given).__name__}.")
        firms[str(name)] = scenario
    return firms


def _first_target(replications: int | str, maximum: int) -> int:
    """Return how many replications to make, at first."""
    if replications == "auto":
        return min(FEWEST + LOOK_AHEAD, maximum)
    if is_whole(replications) and replications < 2:
        raise CxsimError(
            f"replications must be 2 or more, not {replications}: "
            "an interval needs runs that differ."
        )
    return whole_number("replications", replications, 2, 1_000_000, otherwise=" or 'auto'")


def _jobs(firms: Mapping[str, Scenario], seed: int, first: int, end: int) -> list[Job]:
    return [Job(firm, seed + k, name) for k in range(first, end) for name, firm in firms.items()]


def _next_target(
    runs: pd.DataFrame, names: Iterable[str], enough: Enough
) -> tuple[int, int | None]:
    """Return the replications that every scenario needs, and when precision was met in all."""
    targets, settled = [], []
    for name in names:
        made = runs.xs(name, level="scenario")[enough.kpi]
        values = made.dropna().to_numpy()
        if not len(values):
            raise CxsimError(f"{enough.kpi} is missing in {name!r}: choose another kpi.")
        needed, first = replications_needed(values, enough)
        targets.append(needed + len(made) - len(values))
        settled.append(first)
    known = [first for first in settled if first is not None]
    return min(max(targets), enough.maximum), max(known) if len(known) == len(settled) else None


def _refuse_failed(
    firms: Mapping[str, Scenario], jobs: Sequence[Job], results: Sequence[Result]
) -> None:
    """Refuse where less than two runs of a scenario are left."""
    made = len(jobs) // len(firms)
    for name, rows in failures(jobs, results).groupby("scenario", sort=False):
        if made - len(rows) < 2:
            raise CxsimError(_told(str(name), rows, made))


def _told(name: str, lost: pd.DataFrame, made: int) -> str:
    first = lost.iloc[0]
    return (
        f"{len(lost)} of {made} runs of {name!r} failed, the first with seed {first['seed']}: "
        f"{first['error']}"
    )


def _sorted(runs: pd.DataFrame, firms: Mapping[str, Scenario]) -> pd.DataFrame:
    """Put the runs of each scenario together."""
    import pandas as pd

    return pd.concat({name: runs.loc[name] for name in firms}, names=["scenario", "seed"])


def _months(jobs: Sequence[Job], results: Sequence[Result]) -> pd.DataFrame:
    import pandas as pd

    parts = {
        (job.label, job.seed): pd.DataFrame(result.timeline).astype({"month": int})
        for job, result in zip(jobs, results, strict=True)
        if result.timeline is not None
    }
    months = pd.concat(parts, names=["scenario", "seed", "row"]).droplevel("row")
    return months.set_index("month", append=True)
