"""``cxsim list``: what there is to simulate, to load and to play with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cxsim.commands.text_tables import text_table
from cxsim.errors import CxsimError, unknown

if TYPE_CHECKING:
    import pandas as pd


def overview(group: str | None, width: int) -> str:
    """Write what there is as text.

    Parameters
    ----------
    group : str, optional
        ``"presets"``, ``"strategies"``, ``"datasets"`` or ``"explorers"``, told in detail; None
        shows all of them in short.
    width : int
        Characters of a line.

    Returns
    -------
    str
        One table a group.

    Raises
    ------
    CxsimError
        If there is no such group.
    """
    if group is None:
        return "\n\n".join(write(False, width) for write in _GROUPS.values())
    if group not in _GROUPS:
        raise unknown("group", group, _GROUPS)
    return _GROUPS[group](True, width)


def _presets(details: bool, width: int) -> str:
    from cxsim.scenario.files import presets

    columns = ("title", "touchpoints") if details else ("title",)
    return _group("Presets", "cxsim run NAME", presets(), columns, width)


def _strategies(details: bool, width: int) -> str:
    from cxsim.scenario.strategy import strategies

    columns = ("title", "description") if details else ("title",)
    return _group("Strategies", "cxsim run bank --strategy NAME", strategies(), columns, width)


def _datasets(_: bool, width: int) -> str:
    from cxsim import datasets

    columns = ("rows", "title")
    return _group("Data sets", 'cx.datasets.load("NAME")', datasets.list(), columns, width)


def _explorers(details: bool, width: int) -> str:
    from cxsim.explorers import explore

    try:
        table = explore()
    except CxsimError as why_not:
        return f"Explorers: {why_not}"
    columns = ("title", "question") if details else ("title",)
    return _group("Explorers", 'cx.explore("NAME")', table, columns, width)


_GROUPS: dict[str, Callable[[bool, int], str]] = {
    "presets": _presets,
    "strategies": _strategies,
    "datasets": _datasets,
    "explorers": _explorers,
}


def _group(title: str, use: str, table: pd.DataFrame, columns: Sequence[str], width: int) -> str:
    """Write a table under its title, with the way to use one of its names."""
    cells = table[list(columns)].astype(str).itertuples(index=False)
    rows = [(str(name), *row) for name, row in zip(table.index, cells, strict=True)]
    return f"{title}: {use}\n\n" + text_table(("name", *columns), rows, ("rows",), width)
