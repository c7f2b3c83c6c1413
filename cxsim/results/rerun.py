"""A stored run made again from its file alone, and compared with what the file holds."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cxsim import __version__
from cxsim.errors import CxsimError
from cxsim.results import parquet, xes
from cxsim.results.facts import Facts
from cxsim.results.kpis import SHIPPED
from cxsim.results.run import Run, simulate
from cxsim.results.tables import TABLES, to_csv
from cxsim.scenario.files import load
from cxsim.scenario.yaml_text import read_yaml

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE = 1e-9  # relative above 1, absolute below: another machine may round a last digit


class Rerun(NamedTuple):
    """A run made again: its tables, what the file said, and the first difference (or '')."""

    run: Run
    facts: Facts
    compared: tuple[str, ...]
    difference: str


def rerun(path: str | Path) -> Rerun:
    """Run a stored run again and compare.

    Parameters
    ----------
    path
        A folder that ``Run.to_parquet``, ``simulate(..., log=folder)`` or ``cxsim run --out``
        wrote, one Parquet file of it, or an event log that ``Run.to_xes`` wrote.

    Returns
    -------
    Rerun
        The new run, the old one's facts, the names of what was compared, and one sentence on the
        first difference, empty where all is the same.

    Raises
    ------
    CxsimError
        Where the path holds no run of cxsim.
    """
    place = Path(path)
    if not place.exists():
        raise CxsimError(f"There is no file or folder '{path}'.")
    if place.suffix == ".xes":
        return _rerun_event_log(place)
    facts, stored = _stored(place)
    run = simulate(facts.scenario, facts.seed)
    as_text = (place / "run.yaml").exists()
    differences = (
        _difference(name, frame, _through_csv(run.table(name)) if as_text else run.table(name))
        for name, frame in stored.items()
    )
    return Rerun(run, facts, tuple(stored), _first(differences, facts))


def _stored(place: Path) -> tuple[Facts, Mapping[str, pd.DataFrame]]:
    if place.is_dir() and (place / "run.yaml").exists():
        return _csv_folder(place)
    folder = place if place.is_dir() else place.parent
    names = parquet.stored_tables(folder) if place.is_dir() else (place.stem,)
    if not names or names[0] not in TABLES:
        raise CxsimError(f"'{place}' is no stored run: it holds no table of a run.")
    # The facts first: a file of something else is refused before its rows are read.
    facts = parquet.read_facts(folder / f"{names[0]}.parquet" if place.is_dir() else place)
    return facts, {name: parquet.read_table(folder, name) for name in names}


def _csv_folder(folder: Path) -> tuple[Facts, Mapping[str, pd.DataFrame]]:
    about = read_yaml(folder / "run.yaml")
    version, scenario = str(about.get("cxsim")), load(folder / "scenario.yaml")
    try:
        facts = Facts(scenario, int(about["seed"]), str(about["engine"]), version)
    except (KeyError, ValueError, TypeError):
        raise CxsimError(f"'{folder / 'run.yaml'}' does not say the run's seed.") from None
    names = [name for name in TABLES if (folder / f"{name}.csv").exists()]
    if not names:
        raise CxsimError(f"'{folder}' holds no table of its run.")
    tables = {name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in names}
    return facts, {name: _from_csv(text) for name, text in tables.items()}


def _rerun_event_log(path: Path) -> Rerun:
    facts, start = xes.read_facts(path)
    run = simulate(facts.scenario, facts.seed)
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / "again.xes"
        # The file's own version and engine: only what the run did is compared.
        xes.write_xes(again, run.encounters, run.episodes, facts, start)
        with path.open(encoding="utf-8") as old, again.open(encoding="utf-8") as new:
            differences = (
                f"line {number} of the event log differs"
                for number, (one, other) in enumerate(zip_longest(old, new), 1)
                if one != other
            )
            return Rerun(run, facts, ("event log",), _first(differences, facts))


def _first(differences: Iterator[str], facts: Facts) -> str:
    found = next((difference for difference in differences if difference), "")
    if not found:
        return ""
    if facts.scenario.mechanisms:
        found += f" (with mechanisms of one's own: {', '.join(facts.scenario.mechanisms)})"
    if facts.version == __version__:
        return f"The run differs from its file: {found}."
    return (
        f"The run differs from its file, which cxsim {facts.version} wrote "
        f"(this is {__version__}): {found}."
    )


def _difference(name: str, old: pd.DataFrame, new: pd.DataFrame) -> str:
    """Tell the first cell in which two tables differ; empty where they are the same."""
    old, new = (t.reset_index() if t.index.name else t for t in (old, new))
    if name == "kpis":  # a file does not hold the formulas of somebody's own KPIs
        old, new = (t[t["kpi"].isin(list(SHIPPED))] for t in (old, new))
    if list(old.columns) != list(new.columns):
        columns = sorted(set(old.columns) ^ set(new.columns))
        return f"table {name} has other columns ({', '.join(map(str, columns)) or 'their order'})"
    if len(old) != len(new):
        return f"table {name} has {len(old)} rows in the file and {len(new)} now"
    for column in old:
        rows = np.flatnonzero(_differs(old[column], new[column]))
        if len(rows):
            row = int(rows[0])
            values = f"{old[column].iloc[row]} in the file, {new[column].iloc[row]} now"
            return f"table {name}, row {row + 1}, column {column}: {values}"
    return ""


def _differs(old: pd.Series, new: pd.Series) -> np.ndarray:
    import pandas as pd

    if all(pd.api.types.is_float_dtype(column.dtype) for column in (old, new)):
        close = np.isclose(old, new, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
        return np.asarray(~close)
    one, other = (column.astype(object).to_numpy() for column in (old, new))
    missing = pd.isna(one) & pd.isna(other)
    return np.asarray(~missing & (pd.isna(one) | pd.isna(other) | (_words(one) != _words(other))))


def _words(cells: np.ndarray) -> np.ndarray:
    return np.array([str(cell) for cell in cells], dtype=object)


def _through_csv(table: pd.DataFrame) -> pd.DataFrame:
    return _from_csv(to_csv(table) or "")


def _from_csv(text: str) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(io.StringIO(text), float_precision="round_trip")
