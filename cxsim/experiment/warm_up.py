"""How long a run needs until its start no longer shows: MSER-5, and the data of Welch's plot.

K. P. White (1997), "An effective truncation heuristic for bias reduction in simulation output",
*Simulation* 69, 323-334, and K. P. White, M. J. Cobb and S. C. Spratt (2000), Winter Simulation
Conference: MSER-5. P. D. Welch (1983) in Lavenberg (ed.), *The Computer Performance Modeling
Handbook*: the plot. Applied to the mean of several replications, as in Hoad, Robinson and Davies
(2010), *Journal of the Operational Research Society* 61.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxsim.arguments import check_seed, whole_number
from cxsim.errors import CxsimError, unknown
from cxsim.experiment.checks import scenario_of
from cxsim.experiment.jobs import Job
from cxsim.experiment.places import Workers
from cxsim.experiment.runner import run_jobs
from cxsim.pictures import picture
from cxsim.progress import Progress
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

BATCH = 5
_FEWEST_BATCHES = 4
_LONGEST = 1200  # months


@dataclass(frozen=True, eq=False)
class WarmUp:
    """What the start of a run does to a KPI, month by month.

    Attributes
    ----------
    kpi : str
        The column of the timeline that was looked at.
    months : int or None
        Months to leave out (MSER-5); None where the KPI does not settle within the first half.
    welch : DataFrame
        Indexed by month: ``mean`` over the replications, and ``smoothed``, its moving average.
    replications : int
        Runs behind the means.
    """

    kpi: str
    months: int | None
    welch: pd.DataFrame
    replications: int

    @property
    def days(self) -> int | None:
        """Days to leave out: a value for ``warm_up_days``; None where nothing settles."""
        return None if self.months is None else math.ceil(self.months * MONTH_DAYS)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw Welch's plot, see `cxsim.plots.welch`."""
        return picture("cxsim.plots.comparisons:welch")(self, ax)


def warm_up(
    scenario: Scenario | str,
    kpi: str = "nps",
    replications: int = 10,
    seed: int = 1,
    workers: Workers = None,
    *,
    months: int = 120,
    window: int = 5,
    engine: str = "auto",
    progress: Progress = True,
) -> WarmUp:
    """Find the warm-up of a scenario by MSER-5, with the data of Welch's plot.

    Parameters
    ----------
    scenario : Scenario or str
        The scenario, or a preset's name. Its own ``days`` and ``warm_up_days`` do not matter here.
    kpi : str
        A column of `Run.timeline`, for example ``"nps"`` or ``"active"``.
    replications : int
        Runs to average before anything else; single runs are too noisy to judge.
    seed : int
        Replication k has the seed ``seed + k``.
    workers : int, Client or Executor, optional
        Where it runs, see `cxsim.experiment.runner.run_jobs`.
    months : int
        Length of the runs: the time after the warm-up must be long beside it. 20 or more.
    window : int
        Months on either side that the moving average takes in.
    engine, progress
        As for `cxsim.compare`.

    Returns
    -------
    WarmUp
        The months to leave out, and what Welch's plot shows.

    Raises
    ------
    CxsimError
        For an unknown KPI, one that is missing in some month, or a run that fails.
    """
    firm = scenario_of("scenario", scenario)
    check_seed(seed)
    whole_number("replications", replications, 1, 100_000)
    whole_number("months", months, BATCH * _FEWEST_BATCHES, _LONGEST)
    whole_number("window", window, 0, months // 2)
    long_run = firm.replace(days=math.ceil(months * MONTH_DAYS), warm_up_days=0)
    jobs = [Job(long_run, int(seed) + k, firm.name) for k in range(replications)]
    results = run_jobs(jobs, workers, engine, timeline=True, progress=progress)
    for job, result in zip(jobs, results, strict=True):
        if result.error:
            raise CxsimError(f"{job.label!r} failed with seed {job.seed}: {result.error}")
    traces = [result.timeline or {} for result in results]
    if kpi not in traces[0]:
        raise unknown("kpi", str(kpi), traces[0])
    mean = np.mean([trace[kpi][:months] for trace in traces], axis=0)
    if not np.isfinite(mean).all():
        raise CxsimError(f"kpi: {kpi} is missing in some months of {firm.name!r}.")
    return WarmUp(kpi, mser(mean), _welch(mean, window), replications)


def mser(series: Sequence[float] | np.ndarray, batch: int = BATCH) -> int | None:
    """Return how many first values to leave out, by the marginal standard error rule.

    The values are averaged in batches. Of all truncations in the first half, the one is taken
    whose remaining batches have the smallest variance over squared number: leaving out more would
    cost more in data than it gains in bias.

    Parameters
    ----------
    series : sequence of float
        Values in order of time; best the mean of several replications. What is left over behind
        the last full batch does not count.
    batch : int
        Values in a batch: 5 for MSER-5.

    Returns
    -------
    int or None
        Number of values, a multiple of the batch. None where the smallest lies at the end of the
        first half: the series has not settled, or is too short to tell.

    Raises
    ------
    CxsimError
        For less than four batches, or missing values.
    """
    whole_number("batch", batch, 1, 1000)
    values = np.asarray(series, dtype=float)
    count = len(values) // batch
    if count < _FEWEST_BATCHES:
        raise CxsimError(
            f"series must have {_FEWEST_BATCHES * batch} values or more, not {len(values)}."
        )
    if not np.isfinite(values).all():
        raise CxsimError("series must have no missing values.")
    # From the first value on: a series that never moves then has no variance at all.
    means = (values - values[0])[: count * batch].reshape(count, batch).mean(axis=1)
    latest = count // 2
    errors = [np.var(means[cut:]) / (count - cut) for cut in range(latest + 1)]
    best = int(np.argmin(errors))
    return None if best == latest else best * batch


def _welch(mean: np.ndarray, window: int) -> pd.DataFrame:
    """Moving average whose window shrinks towards the start, and stops short of the end."""
    import pandas as pd

    smoothed = np.full(len(mean), np.nan)
    for place in range(len(mean) - window):
        reach = min(place, window)
        smoothed[place] = mean[place - reach : place + reach + 1].mean()
    month = pd.RangeIndex(1, len(mean) + 1, name="month")
    return pd.DataFrame({"mean": mean, "smoothed": smoothed}, index=month)
