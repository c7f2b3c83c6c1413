"""Where a run's tables come from: what the engine left behind, arranged when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.engine.log import Log
from cxsim.errors import CxsimError
from cxsim.results import tables
from cxsim.results.gaps import COLUMNS as GAP_COLUMNS
from cxsim.results.gaps import gap_ledger
from cxsim.results.kpis import kpi_table
from cxsim.results.parquet import read_table
from cxsim.results.window import Window

if TYPE_CHECKING:
    import pandas as pd

LOG = {"encounters": tables.encounters, "episodes": tables.episodes}


def build_table(window: Window, rows: Log, log: bool | Path, name: str) -> pd.DataFrame:
    """Arrange what a run left behind as the table of this name.

    ``log`` tells whether the run kept its log, or in which folder it lies.
    """
    if name in LOG:
        return _log_table(window, rows, log, name)
    if name == "customers":
        return tables.customers(window.ids, window.people, window.scenario)
    if name == "kpis":
        return kpi_table(window)
    if name == "gaps":
        return _gaps(window)
    return tables.from_rows(name, getattr(window.books, name))


def _log_table(window: Window, rows: Log, log: bool | Path, name: str) -> pd.DataFrame:
    if isinstance(log, Path):
        return read_table(log, name)
    if not log:
        raise CxsimError("This run kept no log: use simulate(..., log=True).")
    return LOG[name](rows.rows(name), window.scenario)


def _gaps(window: Window) -> pd.DataFrame:
    import pandas as pd

    ledger = gap_ledger(window.scenario, window.books.stretches)
    return pd.DataFrame(ledger, columns=list(GAP_COLUMNS))
