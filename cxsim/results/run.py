"""``simulate`` and ``Run``: one run of a scenario, and what can be read from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.engine.log import Log
from cxsim.engine.months import Progress
from cxsim.engine.run import Outcome, check_seed, choose_engine, execute
from cxsim.errors import CxsimError, unknown
from cxsim.results import tables
from cxsim.results.facts import Facts
from cxsim.results.kpis import kpi_table
from cxsim.results.parquet import (
    ParquetLog,
    make_folder,
    read_facts,
    read_table,
    stored_tables,
    write_tables,
)
from cxsim.results.tables import TABLES
from cxsim.results.xes import FIRST_DAY, write_xes
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

_LOG = {"encounters": tables.encounters, "episodes": tables.episodes}


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
        of a folder streams the two tables there as Parquet, in bounded memory, and writes the
        other tables there at the end, so that `Run.load` reads the run back.
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
        return _finished(scenario, int(seed), outcome, log)
    facts = Facts(scenario, int(seed), choose_engine(engine))
    stream = ParquetLog(log, facts)
    try:
        outcome = execute(scenario, seed, engine, Log(keep=True, sink=stream), progress)
    finally:
        stream.close()
    run = _finished(scenario, int(seed), outcome, stream.folder)
    rest = {name: run.table(name) for name in TABLES if name not in _LOG}
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
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.engine = engine
        self.names = names
        self._make_table = make_table

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

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """KPIs of the time after the warm-up, indexed by name.

        ``value`` is the truth, ``measured`` what the firm can see (missing where it cannot).
        """
        return self._make_table("kpis")

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

    def to_xes(self, path: str | Path, start: str = FIRST_DAY) -> None:
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
    names = tuple(name for name in TABLES if log or name not in _LOG)
    make_table = partial(_build_table, scenario, outcome, log)
    return Run(scenario, seed, outcome.engine, make_table, names)


def _build_table(scenario: Scenario, outcome: Outcome, log: bool | Path, name: str) -> pd.DataFrame:
    """Arrange what a run left behind as the table of this name."""
    if name in _LOG:
        if isinstance(log, Path):
            return read_table(log, name)
        if not log:
            raise CxsimError("This run kept no log: use simulate(..., log=True).")
        return _LOG[name](outcome.log.rows(name), scenario)
    if name == "customers":
        return tables.customers(outcome.ids, outcome.people, scenario)
    if name == "kpis":
        return kpi_table(scenario, outcome.people, outcome.books)
    return tables.from_rows(name, getattr(outcome.books, name))
