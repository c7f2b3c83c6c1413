"""``Comparison``: what runs of several scenarios with the same seeds say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cxsim import intervals
from cxsim.errors import CxsimError, unknown
from cxsim.experiment import ranking
from cxsim.experiment.checks import directed_kpi, known_kpi
from cxsim.pictures import picture
from cxsim.results.kpis import KPIS
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


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
            ``p_value`` is that of one KPI alone. ``clear`` counts that all are looked at (Holm):
            of so many intervals one in twenty leaves 0 out by luck.
        """
        if self._name(scenario) == self._name(reference):
            raise CxsimError(f"difference needs two scenarios, not {scenario!r} twice.")
        between = intervals.paired_difference if paired else intervals.unpaired_difference
        return between(self._runs_of(scenario), self._runs_of(reference), self.level)

    def differences(self, kpis: Sequence[str], reference: str | None = None) -> pd.DataFrame:
        """Tell by how much all scenarios exceed one of them, run by run.

        Parameters
        ----------
        kpis : sequence of str
            The KPIs to tell.
        reference : str, optional
            The scenario that the others are compared with; the first one if not given.

        Returns
        -------
        DataFrame
            Indexed by (scenario, kpi), with the columns of `difference`; ``clear`` counts all rows.
        """
        import pandas as pd

        base = next(iter(self.scenarios)) if reference is None else self._name(reference)
        names = [known_kpi(kpi, self.runs.columns) for kpi in kpis]
        others = (name for name in self.scenarios if name != base)
        parts = {name: self.difference(name, base).loc[names] for name in others}
        table = pd.concat(parts, names=["scenario", "kpi"])
        return table.assign(clear=intervals.holm(table.p_value, self.level))

    def ranking(self, kpi: str = "profit") -> pd.DataFrame:
        """Rank the scenarios by a KPI, best first; columns as in `cxsim.experiment.ranking`."""
        better = KPIS[directed_kpi(kpi)].better
        return ranking.ranking(self._by_scenario(kpi), better == "higher", self.level)

    def gains(
        self, kpi: str = "profit", reference: str | None = None, percent_of: str | None = None
    ) -> pd.DataFrame:
        """Tell what every other scenario gains over one of them, best first.

        Parameters
        ----------
        kpi : str
            The KPI that is compared.
        reference : str, optional
            The scenario that the others are compared with; the first one if not given.
        percent_of : str, optional
            A KPI, for example ``"revenue"``: the gain is told in percent of the reference's mean,
            which counts as known.

        Returns
        -------
        DataFrame
            Indexed by scenario: ``mean``, ``ci_low``, ``ci_high`` (paired intervals that hold all
            at once) and ``verdict``: better, worse, differs, or open where it contains 0.
        """
        base = self._name(next(iter(self.scenarios)) if reference is None else reference)
        better = KPIS[known_kpi(kpi)].better
        higher = better == "higher" if better else None
        table = ranking.gains(self._by_scenario(kpi), base, higher, self.level)
        unit = KPIS[kpi].unit
        if percent_of is not None:
            whole: Any = self.table.loc[(base, known_kpi(percent_of)), "mean"]
            table[intervals.INTERVAL] *= 100.0 / whole
            unit = f"% of {percent_of}"
        table.attrs.update(kpi=kpi, unit=unit, reference=base, level=self.level)
        return table

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
        drawn: Axes = picture("cxsim.plots.comparisons:differences")(
            self, scenario, reference, kpis, ax
        )
        return drawn

    def plot_timeline(
        self, kpi: str = "nps", band: str = "confidence", ax: Axes | None = None
    ) -> Axes:
        """Draw a KPI month by month, see `cxsim.plots.comparison_timeline`."""
        return picture("cxsim.plots.comparisons:comparison_timeline")(self, kpi, band, ax)

    def plot_ranking(self, kpi: str = "profit", ax: Axes | None = None) -> Axes:
        """Draw how far each scenario lies from the best one, see `cxsim.plots.contenders`."""
        return picture("cxsim.plots.rankings:contenders")(self, kpi, ax)

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
        wide = self.runs[known_kpi(kpi, self.runs.columns)].unstack("scenario")[
            list(self.scenarios)
        ]
        return ranking.complete(wide, kpi)
