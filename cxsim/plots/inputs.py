"""What pictures are given: a run, a table, a name; each checked with one clear sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cxsim.arguments import is_whole
from cxsim.errors import CxsimError, unknown
from cxsim.plots.numbers import Runs, listed
from cxsim.results.run import Run

if TYPE_CHECKING:
    import pandas as pd


def one_run(run: Run) -> Run:
    """Return the run, or say that it is none."""
    if not isinstance(run, Run):
        raise CxsimError(f"Give one run, what cx.simulate(...) returns, not {_kind(run)}.")
    return run


def named_runs(runs: Runs | Mapping[str, Runs]) -> dict[str, list[Run]]:
    """Return groups of runs by name; runs without a name have that of their scenario."""
    if isinstance(runs, Mapping):
        if not runs:
            raise CxsimError("Give at least one name with its runs.")
        return {str(name): listed(group) for name, group in runs.items()}
    if not isinstance(runs, (Run, list, tuple)):
        raise CxsimError(
            "Give one run, a list of runs, or names with their runs; a run is what "
            f"cx.simulate(...) returns, not {_kind(runs)}."
        )
    found = listed(runs)
    return {found[0].scenario.title or found[0].scenario.name: found}


def table(given: pd.DataFrame, columns: Iterable[str], origin: str) -> pd.DataFrame:
    """Return the table, or say which column it lacks and where to get it (``origin``)."""
    import pandas as pd

    if not isinstance(given, pd.DataFrame):
        raise CxsimError(f"Give the table of {origin}, not {_kind(given)}.")
    missing = [name for name in columns if name not in given.columns]
    if missing:
        raise CxsimError(f"The table lacks the column {missing[0]!r}: give that of {origin}.")
    if not len(given):
        raise CxsimError(f"The table of {origin} is empty: make the run longer.")
    return given


def choice(kind: str, name: Any, names: Iterable[str]) -> str:
    """Return the name if it is one of ``names``."""
    valid = list(names)
    if name not in valid:
        raise unknown(kind, str(name), valid)
    return str(name)


def whole(name: str, value: Any, low: int, high: int) -> int:
    """Return a whole number within bounds."""
    if not is_whole(value) or not low <= value <= high:
        raise CxsimError(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def _kind(given: Any) -> str:
    if given is None:
        return "None"
    name = type(given).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
