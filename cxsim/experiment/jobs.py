"""A job is a scenario and a seed; its result is what is kept of the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cxsim.results.kpis import SHIPPED
from cxsim.results.run import simulate
from cxsim.results.window import Kpi
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


class Job(NamedTuple):
    """One run to make.

    Attributes
    ----------
    scenario : Scenario
        What to simulate.
    seed : int
        Replication k of seed s has the seed s + k.
    label : str
        What the scenario is called in tables and reports.
    """

    scenario: Scenario
    seed: int
    label: str = ""


class Result(NamedTuple):
    """What is kept of a run.

    Attributes
    ----------
    kpis, measured : dict
        KPI -> its true value, and what the firm can see of it (NaN where there is no such figure).
    timeline : dict or None
        Column of the timeline -> its values, one a month; None unless it was asked for.
    error : str
        Why the run failed; empty where all went well.
    """

    kpis: dict[str, float]
    measured: dict[str, float]
    timeline: dict[str, np.ndarray] | None = None
    error: str = ""


def run_job(
    job: Job, engine: str = "auto", timeline: bool = False, own: Sequence[Kpi] = ()
) -> Result:
    """Run a job once; a failure becomes a result that tells the reason.

    KPIs of one's own come along as ``own``: another process has not registered them.
    """
    try:
        run = simulate(job.scenario, job.seed, engine, log=False)
        kpis = {**SHIPPED, **{kpi.name: kpi for kpi in own}}
        figures = replace(run.window, kpis=kpis).figures()
        months = run.timeline.select_dtypes("number").astype(float) if timeline else None
    except Exception as error:
        return failed(error)
    return Result(
        {intern(name): value for name, (value, _) in figures.items()},
        {intern(name): seen for name, (_, seen) in figures.items()},
        None if months is None else {intern(str(name)): months[name].to_numpy() for name in months},
    )


def failed(error: BaseException) -> Result:
    """Make the result of a run that failed."""
    kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
    return Result({}, {}, error=" ".join(f"{kind}{error}".split()))


def table_of_runs(
    jobs: Sequence[Job], results: Sequence[Result], measured: bool = False
) -> pd.DataFrame:
    """Arrange figures as a table: a row a job, a column a KPI.

    Parameters
    ----------
    jobs, results : sequence
        What was run, and what came of it, in the same order.
    measured : bool
        What the firm can see, in place of the truth.

    Returns
    -------
    DataFrame
        Indexed by (scenario, seed): the job's label and seed. A failed run is a row of NaN.
    """
    import pandas as pd

    rows = [result.measured if measured else result.kpis for result in results]
    index = pd.MultiIndex.from_tuples(
        [(job.label, job.seed) for job in jobs], names=["scenario", "seed"]
    )
    return pd.DataFrame(rows, index=index, dtype=float).rename_axis(columns="kpi")


def failures(jobs: Sequence[Job], results: Sequence[Result]) -> pd.DataFrame:
    """List the runs that failed: scenario, seed and error, a row each."""
    import pandas as pd

    rows = [
        (job.label, job.seed, result.error)
        for job, result in zip(jobs, results, strict=True)
        if result.error
    ]
    return pd.DataFrame(rows, columns=["scenario", "seed", "error"])
