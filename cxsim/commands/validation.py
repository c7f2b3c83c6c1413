"""``cxsim validate``: the known results as text, or as JSON for machines."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from cxsim.commands.text_tables import MISSING, text_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_HEADERS = ("target", "verdict", "published", "closed form", "simulated", "95 % interval", "what")
_LEGEND = """\
holds: simulated, closed form and published numbers agree within the target's tolerance
illustrates: the published number is an argument to follow, not a number to meet
–: there is no such number; without luck there is no interval"""


def failed(table: pd.DataFrame) -> bool:
    """Tell whether a verdict is ``fails``.

    Parameters
    ----------
    table : DataFrame
        From `cxsim.validate`.

    Returns
    -------
    bool
        True if one fails.
    """
    return bool((table["verdict"] == "fails").any())


def draw(table: pd.DataFrame, ax: Axes) -> None:
    """Draw the verdicts.

    Parameters
    ----------
    table : DataFrame
        From `cxsim.validate`.
    ax : Axes
        Where to draw.
    """
    from cxsim.plots.validation import verdicts

    verdicts(table, ax)


def report(table: pd.DataFrame, width: int) -> str:
    """Write verdicts as text.

    Parameters
    ----------
    table : DataFrame
        From `cxsim.validate`.
    width : int
        Characters of a line.

    Returns
    -------
    str
        A table, a count of the verdicts and a legend.
    """
    flat = table.reset_index()
    rows = [
        (
            row["target"],
            row["verdict"],
            _text(row["published"]),
            _text(row["closed_form"]),
            _text(row["simulated"]),
            _interval(row["ci_low"], row["ci_high"]),
            f"{row['title']}: {row['figure']}",
        )
        for row in flat.to_dict("records")
    ]
    counts = flat["verdict"].value_counts()
    summary = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    numbers = ("published", "closed form", "simulated")
    return f"{text_table(_HEADERS, rows, numbers, width)}\n\n{summary}\n\n{_LEGEND}"


def as_json(table: pd.DataFrame) -> str:
    """Write verdicts for machines; numbers that do not exist are null.

    Parameters
    ----------
    table : DataFrame
        From `cxsim.validate`.

    Returns
    -------
    str
        A list with an object a row.
    """
    rows = [
        {str(name): _for_json(value) for name, value in row.items()}
        for row in table.reset_index().to_dict("records")
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False)


def _for_json(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _interval(low: float, high: float) -> str:
    return MISSING if math.isnan(low) else f"{_text(low)} to {_text(high)}"


def _text(number: float) -> str:
    """Write a number with four digits that matter."""
    if math.isnan(number):
        return MISSING
    if abs(number) < 1e-8:
        return "0"
    return f"{number:,.4g}" if abs(number) < 1_000 else f"{number:,.0f}"
