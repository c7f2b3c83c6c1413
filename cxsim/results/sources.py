"""Where a run's tables come from: what the engine left behind, arranged when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.engine.run import Outcome
from cxsim.errors import CxsimError
from cxsim.results import tables
from cxsim.results.gaps import COLUMNS as GAP_COLUMNS
from cxsim.results.gaps import gap_ledger
from cxsim.results.kpis import kpi_table
from cxsim.results.parquet import read_table
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

LOG = {"encounters": tables.encounters, "episodes": tables.episodes}


def build_table(scenario: Scenario, outcome: Outcome, log: bool | Path, name: str) -> pd.DataFrame:
    """Arrange what a run left behind as the table of this name.

    ``log`` tells whether the run kept its log, or in which folder it lies.
    """
    if name in LOG:
        return _log_table(scenario, outcome, log, name)
    if name == "customers":
        return tables.customers(outcome.ids, outcome.people, scenario)
    if name == "kpis":
        return kpi_table(scenario, outcome.people, outcome.books)
    if name == "gaps":
        return _gaps(scenario, outcome)
    return tables.from_rows(name, getattr(outcome.books, name))


def _log_table(scenario: Scenario, outcome: Outcome, log: bool | Path, name: str) -> pd.DataFrame:
    if isinstance(log, Path):
        return read_table(log, name)
    if not log:
        raise CxsimError("This run kept no log: use simulate(..., log=True).")
    return LOG[name](outcome.log.rows(name), scenario)


def _gaps(scenario: Scenario, outcome: Outcome) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(gap_ledger(scenario, outcome.books.stretches), columns=list(GAP_COLUMNS))
