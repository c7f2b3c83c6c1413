"""``compare``: the same customers, with the same luck, under several scenarios."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.engine.run import check_seed
from cxsim.errors import CxsimError, unknown
from cxsim.experiment import intervals, ranking
from cxsim.experiment.jobs import Job, Result, failures, kpi_table
from cxsim.experiment.places import Workers
from cxsim.experiment.replications import FEWEST, LOOK_AHEAD, Enough, replications_needed
from cxsim.experiment.runner import run_jobs
from cxsim.results.kpis import KPIS
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


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
    maximum: int = 100,
    timeline: bool = False,
    store: str | Path | None = None,
    progress: bool = True,
) -> Comparison:
    """Run several scenarios with the same seeds and compare them run by run.

    Random numbers belong to the seed, the customer and the purpose. So replication k of every
    scenario has the same customers with the same luck, and differences are much surer than means.

    Parameters
    ----------
    scenarios : mapping
        Name -> scenario (or a preset's name), two or more. The first is the one that pictures
        compare the others with.
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
    timeline : bool
        Keep what happens month by month, for `Comparison.timeline`.
    store : str or Path, optional
        Folder for results as they come, so that an interrupted comparison goes on.
    progress : bool
        Show a progress bar.

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
    intervals.check_level(level)
    check_seed(seed)
    enough = Enough(_known(kpi, KPIS), precision, maximum, level)
    enough.check()
    target = _first_target(replications)
    jobs: list[Job] = []
    results: list[Result] = []
    settled: int | None = None
    while len(jobs) < target * len(firms):
        new = _jobs(firms, int(seed), len(jobs) // len(firms), target)
        jobs += new
        results += run_jobs(new, workers, engine, timeline, store, progress)
        _refuse_failed(firms, jobs, results)
        if replications == "auto":
            target, settled = _next_target(kpi_table(jobs, results), firms, enough)
    lost = failures(jobs, results)
    for name, rows in lost.groupby("scenario", sort=False):
        warnings.warn(_told(str(name), rows, target), stacklevel=2)
    if replications == "auto" and settled is None:
        warnings.warn(
            f"{kpi} is not known to {precision:.3g} of its mean "
            f"after {maximum} replications, the maximum.",
            stacklevel=2,
        )
    return Comparison(
        firms,
        _sorted(kpi_table(jobs, results), firms),
        _sorted(kpi_table(jobs, results, measured=True), firms),
        level,
        lost,
        _months(jobs, results) if timeline else None,
        settled,
    )


@dataclass(frozen=True, repr=False, eq=False)
class Comparison:
    """Several scenarios, run with the same seeds.

    Attributes
    ----------
    scenarios : mapping
        Name -> scenario, as given; the first is the reference of pictures.
    runs : DataFrame
        The true KPIs of every run: a row a (scenario, seed), a column a KPI.
    measured_runs : DataFrame
        What the firm can see of them, in the same form.
    level : float
        Confidence of all intervals.
    failures : DataFrame
        Runs that failed: scenario, seed, error. They are missing in everything else.
    months : DataFrame or None
        The timeline of every run, indexed by (scenario, seed, month), where it was kept.
    precise_after : int or None
        With ``replications="auto"``: the replications after which precision was met; None where
        it was not met, or not asked for.
    """

    scenarios: Mapping[str, Scenario]
    runs: pd.DataFrame
    measured_runs: pd.DataFrame
    level: float
    failures: pd.DataFrame
    months: pd.DataFrame | None = None
    precise_after: int | None = None

    def __repr__(self) -> str:
        names = ", ".join(map(repr, self.scenarios))
        return f"<Comparison of {names}, {self.replications} replications>"

    @property
    def replications(self) -> int:
        """Number of runs made of each scenario, failed ones included."""
        return len(self.runs) // len(self.scenarios)

    @property
    def measured(self) -> Comparison:
        """The same comparison as the firm itself would see it."""
        return replace(self, runs=self.measured_runs)

    @property
    def table(self) -> pd.DataFrame:
        """Every scenario by itself.

        Indexed by (scenario, kpi): ``mean``, ``ci_low`` and ``ci_high`` (how well the mean is
        known), ``spread_sd`` (how far single runs lie apart) and ``runs`` (how many have the KPI).
        """
        import pandas as pd

        parts = {
            name: intervals.summary(self._runs_of(name), self.level) for name in self.scenarios
        }
        return pd.concat(parts, names=["scenario", "kpi"])

    def difference(self, scenario: str, reference: str, paired: bool = True) -> pd.DataFrame:
        """Tell by how much one scenario exceeds another.

        Parameters
        ----------
        scenario, reference : str
            The difference is the first minus the second.
        paired : bool
            False forgets that both met the same customers; it shows what common random numbers
            are worth.

        Returns
        -------
        DataFrame
            Indexed by kpi: ``mean``, ``ci_low``, ``ci_high``; missing where either has no such KPI.
        """
        if self._name(scenario) == self._name(reference):
            raise CxsimError(f"difference needs two scenarios, not {scenario!r} twice.")
        between = intervals.paired_difference if paired else intervals.unpaired_difference
        return between(self._runs_of(scenario), self._runs_of(reference), self.level)

    def ranking(self, kpi: str = "profit") -> pd.DataFrame:
        """Rank the scenarios by a KPI, best first; columns as in `cxsim.experiment.ranking`."""
        better = KPIS[_known(kpi, KPIS)].better
        if not better:
            raise CxsimError(f"{kpi} has no better direction: scenarios cannot be ranked by it.")
        return ranking.ranking(self._by_scenario(kpi), better == "higher", self.level)

    def pairs(self, kpi: str = "profit") -> pd.DataFrame:
        """Differences of all pairs, whose intervals hold all at once (Bonferroni).

        Indexed by (scenario, other): ``mean``, ``ci_low``, ``ci_high`` of scenario minus other.
        """
        return ranking.pairs(self._by_scenario(kpi), self.level)

    @property
    def timeline(self) -> pd.DataFrame:
        """Month by month, for comparisons made with ``timeline=True``.

        Indexed by (scenario, kpi, month), with the columns of `table`; kpi is a column of a run's
        timeline.
        """
        import pandas as pd

        if self.months is None:
            raise CxsimError("The timeline was not kept: compare(..., timeline=True) keeps it.")
        parts = {}
        for name in self.scenarios:
            runs: Any = self.months.xs(name, level="scenario").unstack("month")
            parts[name] = intervals.summary(runs, self.level)
        return pd.concat(parts, names=["scenario", "kpi", "month"])

    def plot(
        self,
        scenario: str | None = None,
        reference: str | None = None,
        kpis: Sequence[str] | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw paired differences and their intervals, see `cxsim.plots.differences`."""
        from cxsim.plots.comparisons import differences

        return differences(self, scenario, reference, kpis, ax)

    def plot_timeline(
        self, kpi: str = "nps", band: str = "confidence", ax: Axes | None = None
    ) -> Axes:
        """Draw a KPI month by month, see `cxsim.plots.comparison_timeline`."""
        from cxsim.plots.comparisons import comparison_timeline

        return comparison_timeline(self, kpi, band, ax)

    def plot_ranking(self, kpi: str = "profit", ax: Axes | None = None) -> Axes:
        """Draw how far each scenario lies from the best one, see `cxsim.plots.contenders`."""
        from cxsim.plots.comparisons import contenders

        return contenders(self, kpi, ax)

    def _name(self, name: str) -> str:
        if name not in self.scenarios:
            raise unknown("scenario", str(name), self.scenarios)
        return name

    def _runs_of(self, name: str) -> pd.DataFrame:
        """Values of a scenario: a row a seed, a column a KPI."""
        runs: Any = self.runs.xs(name, level="scenario")
        return runs

    def _by_scenario(self, kpi: str) -> pd.DataFrame:
        """Values of a KPI: a row a seed, a column a scenario; complete rows only."""
        wide = self.runs[_known(kpi, self.runs.columns)].unstack("scenario")[list(self.scenarios)]
        return ranking.complete(wide, kpi)


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


def _known(kpi: str, kpis: Iterable[str]) -> str:
    """Return the name of a KPI, if there is one of this name."""
    names = list(kpis)
    if kpi not in names:
        raise unknown("kpi", str(kpi), names)
    return kpi


def _first_target(replications: int | str) -> int:
    """Return how many replications to make, at first."""
    if replications == "auto":
        return FEWEST + LOOK_AHEAD
    if isinstance(replications, bool) or not isinstance(replications, int | np.integer):
        raise CxsimError(f"replications must be a whole number or 'auto', not {replications!r}.")
    if replications < 2:
        raise CxsimError(
            f"replications must be 2 or more, not {replications}: "
            "an interval needs runs that differ."
        )
    return int(replications)


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
