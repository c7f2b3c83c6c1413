"""Tables and numbers as plain text."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from io import StringIO

from rich.box import Box
from rich.console import Console
from rich.table import Table

MISSING = "–"
_NARROWEST = 24  # characters that a wrapped column keeps on a very narrow screen
_WIDEST = 10_000  # of a table that nothing wraps
_LINES = Box("    \n    \n -  \n    \n    \n    \n    \n    \n", ascii=True)  # below the names only


def text_table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Collection[str] = (),
    width: int | None = None,
) -> str:
    """Arrange words in columns.

    Parameters
    ----------
    headers : sequence of str
        Names of the columns.
    rows : sequence of sequence of str
        The cells, one sequence a row.
    numbers : collection of str
        Names of the columns that stand to the right.
    width : int, optional
        The last column is wrapped to keep within so many characters. None wraps nothing.

    Returns
    -------
    str
        The table: a line of names, a line of dashes, the rows.
    """
    table = Table(box=_LINES, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for header in headers:
        table.add_column(header, justify="right" if header in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    page = StringIO()
    console = Console(
        file=page, width=_WIDEST, color_system=None, markup=False, emoji=False, highlight=False
    )
    if width is not None:
        last = max(len(row[-1]) for row in [headers, *rows])
        room = width - (console.measure(table).maximum - last)
        table.columns[-1].max_width = max(_NARROWEST, room)
    console.print(table)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())


def rounded(*numbers: float) -> list[str]:
    """Write numbers that stand in one row with three or four digits that matter.

    Parameters
    ----------
    *numbers : float
        Any numbers. The largest decides how many decimals all of them get.

    Returns
    -------
    list of str
        The numbers as text; a missing one is a dash.

    Examples
    --------
    >>> rounded(3.062, 10.93), rounded(595890.28), rounded(0.82881, float("nan"))
    (['3.1', '10.9'], ['595,890'], ['0.829', '–'])
    """
    size = max((abs(number) for number in numbers if not math.isnan(number)), default=0.0)
    decimals = 3 if size <= 1 else 2 if size < 10 else 1 if size < 1000 else 0
    return [_text(number, decimals) for number in numbers]


def _text(number: float, decimals: int) -> str:
    if math.isnan(number):
        return MISSING
    text = f"{number:,.{decimals}f}"
    # What rounds to nothing has no sign.
    return text if text.strip("-0.") else text.lstrip("-")
