"""The log as Parquet files: written piece by piece while a run goes on, read back as tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.errors import CxsimError
from cxsim.results import tables
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

_BUILD: dict[str, Callable[[np.ndarray, Scenario], Any]] = {
    "encounters": tables.encounters,
    "episodes": tables.episodes,
}
_KEYS = {"encounters": ["customer", "episode", "step"], "episodes": ["customer", "episode"]}


class ParquetLog:
    """Writes the rows of a run into a folder as they come; memory stays bounded.

    Parameters
    ----------
    folder
        Where ``encounters.parquet`` and ``episodes.parquet`` go; made if it does not exist. A
        folder that already holds a log is refused.
    scenario, seed
        Stored inside the files, so that a log can be traced to its run.
    """

    def __init__(self, folder: str | Path, scenario: Scenario, seed: int) -> None:
        self.folder = Path(folder)
        self.scenario = scenario
        self._about = _about(scenario, seed)
        self._writers: dict[str, Any] = {}
        _pyarrow()
        self._make_folder()
        for table, build in _BUILD.items():  # an empty table has its columns, too
            self._write(table, build(_no_rows(table), scenario))

    def __call__(self, table: str, rows: np.ndarray) -> None:
        """Append rows to a table."""
        self._write(table, _BUILD[table](rows, self.scenario))

    def close(self) -> None:
        """Finish the files."""
        for writer in self._writers.values():
            writer.close()

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or "cannot be made").lower()
            raise CxsimError(f"log: the folder '{self.folder}' cannot be used: {reason}.") from None
        if any((self.folder / f"{table}.parquet").exists() for table in _BUILD):
            raise CxsimError(f"log: the folder '{self.folder}' already holds a log.")

    def _write(self, table: str, frame: pd.DataFrame) -> None:
        arrow, parquet = _pyarrow()
        piece = arrow.Table.from_pandas(frame, preserve_index=False)
        if table not in self._writers:
            schema = piece.schema.with_metadata({**(piece.schema.metadata or {}), **self._about})
            path = self.folder / f"{table}.parquet"
            self._writers[table] = parquet.ParquetWriter(path, schema)
        writer = self._writers[table]
        writer.write_table(piece.cast(writer.schema))


def read_table(folder: str | Path, table: str) -> pd.DataFrame:
    """Read a table back from a folder, in order of its key."""
    import pandas as pd

    _pyarrow()
    frame = pd.read_parquet(Path(folder) / f"{table}.parquet")
    return frame.sort_values(_KEYS[table], kind="stable", ignore_index=True)


def _no_rows(table: str) -> np.ndarray:
    from cxsim.engine.state import ENCOUNTER, EPISODE

    return np.zeros(0, dtype=ENCOUNTER if table == "encounters" else EPISODE)


def _about(scenario: Scenario, seed: int) -> dict[bytes, bytes]:
    from cxsim import __version__

    facts = {"version": __version__, "seed": seed, "scenario": scenario.to_yaml()}
    return {b"cxsim": json.dumps(facts).encode()}


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise CxsimError(
            "Parquet files need pyarrow: pip install 'cxsim[research]' brings it."
        ) from None
    return pyarrow, pyarrow.parquet
