"""A run as Parquet files: one a table, each with the scenario, the seed and the version inside.

The log of encounters and episodes can also be written piece by piece while a run goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.engine.run import encounter_layout
from cxsim.engine.state import EPISODE
from cxsim.errors import CxsimError
from cxsim.results import tables
from cxsim.results.facts import Facts
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

_BUILD: dict[str, Callable[[np.ndarray, Scenario], Any]] = {
    "encounters": tables.encounters,
    "episodes": tables.episodes,
}
_KEYS = {"encounters": ["customer", "episode", "step"], "episodes": ["customer", "episode"]}
_INDEX = {"kpis": "kpi"}


class ParquetLog:
    """Writes the rows of a run into a folder as they come; memory stays bounded.

    Parameters
    ----------
    folder
        Where ``encounters.parquet`` and ``episodes.parquet`` go; made if it does not exist. A
        folder that already holds a run is refused.
    facts
        Stored inside the files, so that a log can be traced to its run.
    """

    def __init__(self, folder: str | Path, facts: Facts) -> None:
        self.folder = Path(folder)
        self.scenario = facts.scenario
        self._about = _about(facts)
        self._writers: dict[str, Any] = {}
        _pyarrow()
        make_folder(self.folder)
        for table, build in _BUILD.items():  # an empty table has its columns, too
            self._write(table, build(_no_rows(table, self.scenario), self.scenario))

    def __call__(self, table: str, rows: np.ndarray) -> None:
        """Append rows to a table."""
        self._write(table, _BUILD[table](rows, self.scenario))

    def close(self) -> None:
        """Finish the files."""
        for writer in self._writers.values():
            writer.close()

    def _write(self, table: str, frame: pd.DataFrame) -> None:
        arrow, parquet = _pyarrow()
        piece = arrow.Table.from_pandas(frame, preserve_index=False)
        if table not in self._writers:
            schema = piece.schema.with_metadata({**(piece.schema.metadata or {}), **self._about})
            self._writers[table] = parquet.ParquetWriter(_file(self.folder, table), schema)
        writer = self._writers[table]
        writer.write_table(piece.cast(writer.schema))


def make_folder(folder: Path) -> None:
    """Make the folder for a run's files; one that holds a run already is refused."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_use(folder, error) from None
    if any(_file(folder, table).exists() for table in tables.TABLES):
        raise CxsimError(f"The folder '{folder}' already holds a run: choose another one.")


def write_tables(folder: Path, frames: dict[str, pd.DataFrame], facts: Facts) -> None:
    """Write tables by name into a folder, one file each."""
    arrow, parquet = _pyarrow()
    for name, frame in frames.items():
        plain = frame.reset_index() if name in _INDEX else frame
        table = arrow.Table.from_pandas(plain, preserve_index=False)
        about = {**(table.schema.metadata or {}), **_about(facts)}
        try:
            parquet.write_table(table.replace_schema_metadata(about), _file(folder, name))
        except OSError as error:
            raise _cannot_use(folder, error) from None


def read_table(folder: str | Path, table: str) -> pd.DataFrame:
    """Read a table back from a folder, in order of its key."""
    import pandas as pd

    _pyarrow()
    path = _file(Path(folder), table)
    if not path.exists():
        raise CxsimError(f"'{folder}' holds no {path.name}: the run was stored without it.")
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise _cannot_read(path, error) from None
    if table in _INDEX:
        return frame.set_index(_INDEX[table])
    if table in _KEYS:
        frame = frame.sort_values(_KEYS[table], kind="stable", ignore_index=True)
    return frame


def stored_tables(folder: Path) -> tuple[str, ...]:
    """Return the names of the tables that a folder holds."""
    return tuple(name for name in tables.TABLES if _file(folder, name).exists())


def read_facts(path: Path) -> Facts:
    """Return the scenario, seed, engine and version inside a Parquet file."""
    _, parquet = _pyarrow()
    try:
        about = (parquet.read_schema(path).metadata or {}).get(b"cxsim")
    except (OSError, ValueError) as error:
        raise _cannot_read(path, error) from None
    if about is None:
        raise CxsimError(f"'{path}' is no table of a cxsim run: there is no scenario inside.")
    return Facts.from_data(json.loads(about), path)


def _file(folder: Path, table: str) -> Path:
    return folder / f"{table}.parquet"


def _no_rows(table: str, scenario: Scenario) -> np.ndarray:
    return np.zeros(0, dtype=encounter_layout(scenario) if table == "encounters" else EPISODE)


def _about(facts: Facts) -> dict[bytes, bytes]:
    return {b"cxsim": json.dumps(facts.to_data()).encode()}


def _cannot_use(folder: Path, error: OSError) -> CxsimError:
    reason = (error.strerror or "it cannot be written").lower()
    return CxsimError(f"The folder '{folder}' cannot be used: {reason}.")


def _cannot_read(path: Path, error: Exception) -> CxsimError:
    reason = (getattr(error, "strerror", None) or "").lower() or "it is no whole Parquet file"
    return CxsimError(f"Cannot read '{path}': {reason}.")


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise CxsimError(
            "Parquet files need pyarrow: pip install 'cxsim[research]' brings it."
        ) from None
    return pyarrow, pyarrow.parquet
