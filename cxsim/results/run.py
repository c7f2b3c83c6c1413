"""``simulate`` and ``Run``: one run of a scenario, and what can be read from it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.engine.log import Log
from cxsim.engine.months import Progress
from cxsim.engine.run import Outcome, check_seed, choose_engine, execute
from cxsim.errors import CxsimError
from cxsim.results import tables
from cxsim.results.gaps import COLUMNS as GAP_COLUMNS
from cxsim.results.gaps import gap_ledger
from cxsim.results.journey import KEYS, against, as_is_map
from cxsim.results.kpis import KPIS, key_figures
from cxsim.results.parquet import ParquetLog, read_table
from cxsim.results.story import Story, find, tell
from cxsim.results.subsystems import scorecard_table, subsystem_table
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def simulate(
    scenario: Scenario | str,
    seed: int = 1,
    engine: str = "auto",
    log: bool | str | Path = True,
    progress: Progress | None = None,
) -> Run:
    """Run a scenario once.

    Parameters
    ----------
    scenario
        A scenario, or the name of a preset.
    seed
        A whole number; the same seed gives the same run, with either engine.
    engine
        ``"simpy"`` (readable), ``"compiled"`` (fast, needs Numba) or ``"auto"``.
    log
        False keeps no table of encounters and episodes; KPIs and timeline are the same. The path
        of a folder streams the two tables there as Parquet, in bounded memory.
    progress
        Called with (day, days) at each month's end.

    Returns
    -------
    Run
        Tables, KPIs and the scenario itself.

    Raises
    ------
    CxsimError
        For a seed, an engine or a scenario that cannot run.
    """
    if isinstance(scenario, str):
        scenario = load(scenario)
    check_seed(seed)
    if isinstance(log, bool):
        outcome = execute(scenario, seed, engine, Log(keep=log), progress)
        return Run(scenario, int(seed), outcome, log)
    choose_engine(engine)
    stream = ParquetLog(log, scenario, int(seed))
    try:
        outcome = execute(scenario, seed, engine, Log(keep=True, sink=stream), progress)
    finally:
        stream.close()
    return Run(scenario, int(seed), outcome, stream.folder)


class Run:
    """One finished run. Tables are built on first access."""

    def __init__(self, scenario: Scenario, seed: int, outcome: Outcome, log: bool | Path) -> None:
        self.scenario = scenario
        self.seed = seed
        self.engine = outcome.engine
        self._outcome = outcome
        self._log = log

    def __repr__(self) -> str:
        return f"<Run of {self.scenario.name!r}, seed {self.seed}, {self.scenario.days} days>"

    @cached_property
    def encounters(self) -> pd.DataFrame:
        """One row a contact."""
        if isinstance(self._log, Path):
            return read_table(self._log, "encounters")
        self._need_log()
        return tables.encounters(self._outcome.log.rows("encounters"), self.scenario)

    @cached_property
    def episodes(self) -> pd.DataFrame:
        """One row a need, with the survey as the firm saw it."""
        if isinstance(self._log, Path):
            return read_table(self._log, "episodes")
        self._need_log()
        return tables.episodes(self._outcome.log.rows("episodes"), self.scenario)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row a person who is or was a customer."""
        return tables.customers(self._outcome.ids, self._outcome.people, self.scenario)

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """One row a month: customers, truth and measurement, gaps, money."""
        return tables.from_rows("timeline", self._outcome.books.timeline)

    @cached_property
    def queues(self) -> pd.DataFrame:
        """One row a month and staffed touchpoint."""
        return tables.from_rows("queues", self._outcome.books.queues)

    @cached_property
    def management(self) -> pd.DataFrame:
        """One row a quarter: what was true, what was measured, what was done."""
        return tables.from_rows("management", self._outcome.books.management)

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """KPIs of the time after the warm-up, indexed by name.

        ``value`` is the truth, ``measured`` what the firm can see (missing where it cannot).
        """
        import pandas as pd

        figures = key_figures(self.scenario, self._outcome.people, self._outcome.books)
        table = pd.DataFrame(
            [
                (name, value, measured, kpi.unit, kpi.better, kpi.meaning)
                for name, kpi in KPIS.items()
                for value, measured in [figures[name]]
            ],
            columns=["kpi", "value", "measured", "unit", "better", "meaning"],
        )
        return table.set_index("kpi")

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """The ledger of the five gaps, one row a quarter of the time after the warm-up.

        ``gap_1`` to ``gap_4`` act, ``gaps`` is their sum. ``gap_5`` is what customers feel,
        E - P with E = Z + (W - mean delivery), in points of the 1-7 scale. Exactly:
        gaps + promise_unlearned + raised_expectations = explained, and
        explained + unexplained = gap_5. ``gap_5_measured`` counts only those who answered a
        survey; ``gap_5_believed`` leaves out gap 1, which management does not know. SERVQUAL's
        dimensions are a read-out of the touchpoints' profiles (an assumption); gap_5_weighted
        weighs them 32/22/19/16/11, and the SERVQUAL score is its negative.
        """
        import pandas as pd

        rows = gap_ledger(self.scenario, self._outcome.books.stretches)
        return pd.DataFrame(rows, columns=list(GAP_COLUMNS))

    def journey_map(self, by: str = "touchpoint", to_be: Any = None) -> pd.DataFrame:
        """Where contacts happen, what they are like and where they hurt, after the warm-up.

        Parameters
        ----------
        by
            ``"touchpoint"``, ``"need"`` (need × touchpoint) or ``"stage"`` (stage of the journey
            × touchpoint).
        to_be
            A target to compare with: ``{touchpoint: {measure: value}}``, another map, another
            run, or a scenario, which is run with the same seed. It adds ``<measure>_to_be`` and
            ``<measure>_difference`` (to-be - as-is).

        Returns
        -------
        DataFrame
            One row a touchpoint. ``reach`` is the share of journeys (episodes) that touch it,
            ``customer_reach`` that of customers; ``importance`` the moment-of-truth weight (by
            need: times the need's); ``shortfall`` max(0, -mean disconfirmation); ``pain`` =
            reach × importance × shortfall; ``rank`` 1 hurts most. ``remembered`` is the truth
            about episodes that end there, and the ``measured`` columns what surveys say of them:
            ``shortfall_measured`` is how far CSAT is below 4 ("satisfied").

        Raises
        ------
        CxsimError
            For an unknown ``by``, touchpoint or measure, and for a run without a log.
        """
        table = as_is_map(self.encounters, self.episodes, self.customers, self.scenario, by)
        if to_be is None:
            return table
        if isinstance(to_be, Scenario):
            to_be = simulate(to_be, self.seed, self.engine)
        if isinstance(to_be, Run):
            to_be = to_be.journey_map(by)
        return against(table, to_be, KEYS[by])

    @cached_property
    def subsystems(self) -> pd.DataFrame:
        """KPIs of the eight subsystems of relationship management, and how each is computed.

        ``value`` is the truth, ``measured`` what the firm can see, as in `kpis`. Both are missing
        where the model has no such thing; ``how`` says so.
        """
        return subsystem_table(self.kpis)

    @cached_property
    def scorecard(self) -> pd.DataFrame:
        """The goals of experience management: loyalty, churn, cost, awareness, reputation.

        The last row is the customers' side: the satisfaction that the relationship gives them.
        """
        return scorecard_table(self.kpis)

    def explain(self, customer: int) -> Story:
        """Tell one customer's story in words and times, from the log.

        Parameters
        ----------
        customer
            A number of `customers`.

        Returns
        -------
        Story
            Print it, or show it in a notebook.

        Raises
        ------
        CxsimError
            For somebody who was never a customer, and for a run without a log.
        """
        place = find(customer, self._outcome.ids)
        return tell(self, int(customer), self._outcome.people[place])

    def _need_log(self) -> None:
        if not self._log:
            raise CxsimError("This run kept no log: use simulate(..., log=True).")
