"""Tables and numbers as plain text."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Collection, Sequence

MISSING = "–"
_NARROWEST = 24  # characters that a wrapped column keeps on a very narrow screen


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
    table = [headers, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(headers))]
    indent = sum(widths[:-1]) + 2 * len(widths[:-1])
    if width is not None:
        widths[-1] = min(widths[-1], max(_NARROWEST, width - indent))
    lines = [_line(headers, headers, widths, numbers), "  ".join("-" * wide for wide in widths)]
    for row in rows:
        first, *more = textwrap.wrap(row[-1], widths[-1]) or [""]
        lines.append(_line([*row[:-1], first], headers, widths, numbers))
        lines += [" " * indent + part for part in more]
    return "\n".join(lines)


def _line(
    cells: Sequence[str], headers: Sequence[str], widths: Sequence[int], numbers: Collection[str]
) -> str:
    placed = [
        cell.rjust(wide) if header in numbers else cell.ljust(wide)
        for cell, header, wide in zip(cells, headers, widths, strict=True)
    ]
    return "  ".join(placed).rstrip()


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
