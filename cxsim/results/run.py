"""``simulate`` and ``Run``: one run of a scenario, and what can be read from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.arguments import check_seed
from cxsim.engine.log import Log
from cxsim.engine.run import Outcome, engine_for, execute
from cxsim.errors import CxsimError, unknown
from cxsim.model.mechanism import Mechanism
from cxsim.progress import Progress, reporting
from cxsim.results.facts import Facts
from cxsim.results.failures import failure_table
from cxsim.results.journey import KEYS, against, as_is_map
from cxsim.results.kpis import KPIS, Kpi, own_kpis
from cxsim.results.parquet import (
    ParquetLog,
    make_folder,
    read_facts,
    read_table,
    stored_tables,
    write_tables,
)
from cxsim.results.sources import LOG, build_table
from cxsim.results.story import Story, find, tell
from cxsim.results.subsystems import scorecard_table, subsystem_table
from cxsim.results.tables import TABLES
from cxsim.results.window import Window
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def simulate(
    scenario: Scenario | str,
    seed: int = 1,
    engine: str = "auto",
    log: bool | str | Path = True,
    progress: Progress = False,
    mechanisms: Iterable[Mechanism] = (),
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
        of a folder streams the two tables there as Parquet, in bounded memory, and writes the
        other tables there at the end, so that `Run.load` reads the run back.
    progress
        True shows a bar, in a notebook or to a person at a terminal. A function is called with
        (day, days) at each month's end.
    mechanisms
        Mechanisms of one's own, as with ``scenario.having(...)``.

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
    if not isinstance(scenario, Scenario):
        raise CxsimError(f"scenario must be a Scenario or the name of a preset, not {scenario!r}.")
    check_seed(seed)
    scenario = scenario.having(*mechanisms) if mechanisms else scenario
    if isinstance(log, bool):
        with reporting(progress, "day") as tell:
            outcome = execute(scenario, seed, engine, Log(keep=log), tell)
        return _finished(scenario, int(seed), outcome, log)
    facts = Facts(scenario, int(seed), engine_for(scenario, engine))
    stream = ParquetLog(log, facts)
    with closing(stream), reporting(progress, "day") as tell:
        outcome = execute(scenario, seed, engine, Log(keep=True, sink=stream), tell)
    run = _finished(scenario, int(seed), outcome, stream.folder)
    rest = {name: run.table(name) for name in TABLES if name not in LOG}
    write_tables(stream.folder, rest, facts)
    return run


class Run:
    """One finished run. Tables are built, or read from their files, on first access.

    ``simulate`` makes it and `Run.load` reads it back.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        engine: str,
        make_table: Callable[[str], pd.DataFrame],
        names: tuple[str, ...] = TABLES,
        window: Window | None = None,
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.engine = engine
        self.names = names
        self._make_table = make_table
        self._window = window
        self._kpi_tables: dict[tuple[Kpi, ...], pd.DataFrame] = {}

    def __repr__(self) -> str:
        return f"<Run of {self.scenario.name!r}, seed {self.seed}, {self.scenario.days} days>"

    @cached_property
    def encounters(self) -> pd.DataFrame:
        """One row a contact."""
        return self._make_table("encounters")

    @cached_property
    def episodes(self) -> pd.DataFrame:
        """One row a need, with the survey as the firm saw it."""
        return self._make_table("episodes")

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row a person who is or was a customer."""
        return self._make_table("customers")

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """One row a month: customers, truth and measurement, gaps, money."""
        return self._make_table("timeline")

    @cached_property
    def queues(self) -> pd.DataFrame:
        """One row a month and staffed touchpoint."""
        return self._make_table("queues")

    @cached_property
    def management(self) -> pd.DataFrame:
        """One row a quarter: what was true, what was measured, what was done."""
        return self._make_table("management")

    @property
    def kpis(self) -> pd.DataFrame:
        """KPIs of the time after the warm-up, indexed by name.

        ``value`` is the truth, ``measured`` what the firm can see (missing where it cannot). KPIs
        of one's own (`cxsim.kpi`) come last; a run from files has those that it was stored with.
        """
        own = own_kpis()
        if own not in self._kpi_tables:
            self._kpi_tables[own] = self._make_table("kpis")
        return self._kpi_tables[own]

    @property
    def window(self) -> Window:
        """The totals of the time after the warm-up: what formulas of KPIs see."""
        if self._window is None:
            raise CxsimError(
                "A run from files does not hold its people's traits and its totals: "
                "cx.simulate(run.scenario, run.seed) makes it again, with all of them."
            )
        return self._window

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
        return self._make_table("gaps")

    def table(self, name: str) -> pd.DataFrame:
        """Return one of the tables by its name."""
        if name not in TABLES:
            raise unknown("table", str(name), TABLES)
        frame: pd.DataFrame = getattr(self, name)
        return frame

    @property
    def facts(self) -> Facts:
        """What the run can be made from again: scenario, seed, engine."""
        return Facts(self.scenario, self.seed, self.engine)

    # -- read-outs ---------------------------------------------------------------------------

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
            need: times the need's); ``shortfall`` how far the mean satisfaction of the contacts,
            as a box of the item (1-5), is below ``company.management.planning.to_be_csat``;
            ``pain`` = reach × importance × shortfall; ``rank`` 1 hurts most. ``remembered`` is
            the truth about episodes that end there, and the ``measured`` columns what surveys say
            of them: ``shortfall_measured`` is how far their mean CSAT is below the same level.

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
    def failures(self) -> pd.DataFrame:
        """What failed and what customers did about it: one row a matter in which a contact failed.

        Indexed by customer and episode. ``nth`` 1 is a customer's first such matter; ``step``,
        ``day`` and ``satisfaction`` are those of its first failed contact, ``failures`` their
        number. ``response`` is ``"complaint"`` (to the firm), ``"exit"`` (at once) or
        ``"no complaint"`` (silence or public voice, which the log does not tell from other
        reviews). ``resolved``, ``remembered`` and ``attitude`` are those at the matter's end.
        """
        return failure_table(self.encounters, self.episodes, self.customers)

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
            For somebody who was never a customer, and for a run without a log or from files.
        """
        place = find(customer, self.window.ids)
        return tell(
            int(customer),
            self.window.people[place],
            self.encounters,
            self.episodes,
            self.customers,
            self.scenario,
        )

    # -- files -------------------------------------------------------------------------------

    def to_parquet(self, folder: str | Path) -> None:
        """Write all tables as Parquet files, with scenario, seed and version inside each.

        Parameters
        ----------
        folder
            Where the files go; made if it does not exist. A run without its log
            (``log=False``) leaves out encounters and episodes.

        Raises
        ------
        CxsimError
            Where the folder holds a run already or cannot be used, or pyarrow is missing.
        """
        make_folder(Path(folder))
        write_tables(Path(folder), {name: self.table(name) for name in self.names}, self.facts)

    def to_xes(self, path: str | Path, start: str = "2025-01-01") -> None:
        """Write the contacts as an event log for process mining (IEEE 1849-2016, XES).

        A case (trace) is an episode: one need from its first contact to its end; the trace names
        its customer. An activity is a touchpoint. A contact has two or three events: ``schedule``
        when the customer arrives, ``start`` and ``complete`` of the service, or ``withdraw`` when
        the customer gives up. What the horizon cut off ends without a ``complete``. The resource
        is the touchpoint's team (single agents are not told apart). The log carries scenario,
        seed, engine and version.

        Arrivals lie within the opening hours of their day; service starts and ends the minutes of
        waiting and handling later, also after closing time.

        Parameters
        ----------
        path
            The file to write; one that exists is refused.
        start
            The calendar date of day 0, as ``"2025-01-01"``. Times are UTC.

        Raises
        ------
        CxsimError
            Where the run kept no log, the date is none, or the file cannot be written.
        """
        from cxsim.results.xes import write_xes

        write_xes(Path(path), self.encounters, self.episodes, self.facts, start)

    @classmethod
    def load(cls, folder: str | Path) -> Run:
        """Read a run that `to_parquet`, or ``simulate(..., log=folder)``, wrote.

        Parameters
        ----------
        folder
            The folder with the files.

        Returns
        -------
        Run
            The run with its scenario and seed; each table is read when it is first asked for.

        Raises
        ------
        CxsimError
            Where the folder holds no run, or a file cannot be read.
        """
        place = Path(folder)
        names = stored_tables(place)
        if not names:
            raise CxsimError(f"'{folder}' holds no run: no file such as kpis.parquet is there.")
        facts = read_facts(place / f"{names[-1]}.parquet")
        make_table = partial(read_table, place)
        return cls(facts.scenario, facts.seed, facts.engine, make_table, names)


def _finished(scenario: Scenario, seed: int, outcome: Outcome, log: bool | Path) -> Run:
    names = tuple(name for name in TABLES if log or name not in LOG)
    window = Window(scenario, outcome.ids, outcome.people, outcome.books, KPIS)
    make_table = partial(build_table, window, outcome.log, log)
    return Run(scenario, seed, outcome.engine, make_table, names, window)
