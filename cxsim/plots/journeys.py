"""The journey map: what each touchpoint is like, and how far it is from what it should be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from cxsim.errors import CxsimError
from cxsim.plots import inputs
from cxsim.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    SKY,
    VERMILION,
    in_words,
    new_figure,
    shortened,
    styled,
)  # fmt: skip

if TYPE_CHECKING:
    import pandas as pd

_TITLES = {
    "contacts": "contacts",
    "reach": "reach\n(% of needs)",
    "customer_reach": "reach\n(% of customers)",
    "importance": "importance\n(weight)",
    "satisfaction": "satisfaction\n(0 = neutral)",
    "disconfirmation": "against\nexpectations (points)",
    "effort": "effort\n(1 = easy, 7 = hard)",
    "wait_minutes": "wait\n(minutes)",
    "abandonment": "gave up\n(% of queued)",
    "first_resolution": "resolved by the\nfirst contact (%)",
    "remembered": "remembered\n(0 = neutral)",
    "shortfall": "shortfall\n(points)",
    "pain": "pain (reach ×\nimportance × shortfall)",
    "pain_measured": "pain as\nsurveys show it",
}
_PERCENT = ("reach", "customer_reach", "abandonment", "first_resolution")
_STARTS = {"effort": 1.0}  # where a bar begins, if not at 0
_USUAL = ("reach", "satisfaction", "effort", "wait_minutes", "pain")


def journey_map(
    table: pd.DataFrame,
    measures: Sequence[str] = _USUAL,
    figure: Figure | SubFigure | None = None,
) -> Figure | SubFigure:
    """Draw a journey map: one row a touchpoint, one panel a measure.

    Parameters
    ----------
    table : DataFrame
        The table of ``run.journey_map()``: the as-is map. With the columns of
        ``run.journey_map(to_be=...)`` the picture shows the to-be map and the difference, too.
    measures : sequence of str
        Which columns to draw.
    figure : Figure or SubFigure, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Figure or SubFigure
        Bars and numbers: as is. Diamonds: to be. The number behind an arrow is the difference,
        to-be minus as-is. The row with most pain is marked.
    """
    chosen = [measures] if isinstance(measures, str) else list(measures)
    if not chosen:
        raise CxsimError("measures must name at least one column of the journey map.")
    found = inputs.table(table, ("touchpoint",), "run.journey_map()")
    valid = [str(name) for name in found.select_dtypes("number").columns]
    for name in chosen:
        inputs.choice("measure of the journey map", name, valid)
    rows = _row_names(found)
    width = 2.5 if any(f"{name}_to_be" in found.columns for name in chosen) else 1.85
    drawn = figure or new_figure(1.4 + width * len(chosen), 1.5 + 0.36 * max(len(rows), 3))
    with styled():
        drawn.clear()
        panels = drawn.subplots(1, len(chosen), sharey=True, squeeze=False)[0]
        for ax, measure in zip(panels, chosen, strict=True):
            _panel(ax, found, measure)
        panels[0].set_yticks(range(len(rows)), rows)
        panels[0].set_ylim(len(rows) - 0.4, -0.6)
        _mark_worst(panels[0], found)
        _legend(drawn, found, chosen)
    return drawn


def _panel(ax: Axes, table: pd.DataFrame, measure: str) -> None:
    factor = 100.0 if measure in _PERCENT else 1.0
    start = _STARTS.get(measure, 0.0)
    now = factor * table[measure].to_numpy(dtype=float)
    then = _column(table, f"{measure}_to_be", factor)
    colours = _colours(table) if measure == "pain" else [SKY] * len(now)
    for row, value in enumerate(now):
        if np.isnan(value):
            _words(ax, row, start, "none", True, GREY)
            continue
        ax.barh(row, value - start, 0.62, start, color=colours[row], gid=f"{measure} {row}")
        if np.isnan(then[row]):
            _words(ax, row, value, _number(value), value >= start)
        else:
            _target(ax, row, value, then[row], measure, start)
    ax.axvline(start, color=BLACK, linewidth=0.8)
    ax.set_title(_TITLES.get(measure, in_words(measure)), loc="left", fontweight="normal")
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    _room_for_numbers(ax, now, then, start)


def _target(ax: Axes, row: int, now: float, then: float, measure: str, start: float) -> None:
    """The to-be value, an arrow that leads there, and how far that is."""
    ax.plot(
        [then], [row], marker="D", markersize=6, color=GREEN, linestyle="", zorder=3,
        gid=f"{measure} {row} to be",
    )  # fmt: skip
    ax.annotate(
        "", (then, row), (now, row), zorder=2,
        arrowprops={"arrowstyle": "->", "color": BLACK, "shrinkA": 0, "shrinkB": 3},
    )  # fmt: skip
    outermost = max(now, then) if max(now, then) > start else min(now, then)
    _words(
        ax, row, outermost, f"{_number(now)} → {_number(then)} ({_number(then - now, sign=True)})",
        outermost >= start,
    )  # fmt: skip


def _words(
    ax: Axes, row: int, x: float, text: str, to_the_right: bool, colour: str = BLACK
) -> None:
    ax.annotate(
        text, (x, row), (8 if to_the_right else -8, 0), textcoords="offset points", va="center",
        ha="left" if to_the_right else "right", fontsize="small", color=colour, linespacing=0.9,
    )  # fmt: skip


def _room_for_numbers(ax: Axes, now: np.ndarray, then: np.ndarray, start: float) -> None:
    """Leave about a third of the panel for the numbers behind the bars, more for three numbers."""
    values, compared = np.concatenate([now, then]), bool(np.isfinite(then).any())
    known = np.append(values[np.isfinite(values)], start)
    low, high = float(known.min()), float(known.max())
    width = (high - low) or 1.0
    ax.set_xlim(
        low - (0.75 * width if low < start else 0.03 * width),
        high
        + ((2.6 if compared else 0.75) * width if high > start or low == start else 0.1 * width),
    )
    ax.set_xticks([])


def _row_names(table: pd.DataFrame) -> list[str]:
    keys = [name for name in ("stage", "need", "touchpoint") if name in table.columns]
    names = table[keys].astype(object)
    return ["\n".join(_lines(row)) for row in names.itertuples(index=False, name=None)]


def _lines(row: tuple[Any, ...]) -> list[str]:
    """Stage and need in a line above the touchpoint."""
    above = ", ".join(shortened(part, 18) for part in row[:-1])
    return [*([above] if above else []), shortened(row[-1], 26)]


def _worst(table: pd.DataFrame) -> int | None:
    """The row with most pain, where there is pain at all."""
    if "pain" not in table.columns or not (table["pain"] > 0).any():
        return None
    return int(np.nanargmax(table["pain"].to_numpy(dtype=float)))


def _colours(table: pd.DataFrame) -> list[str]:
    worst = _worst(table)
    return [VERMILION if row == worst else SKY for row in range(len(table))]


def _mark_worst(ax: Axes, table: pd.DataFrame) -> None:
    worst = _worst(table)
    if worst is not None and len(table) > 1:
        label = ax.get_yticklabels()[worst]
        label.set(fontweight="bold", color=VERMILION)


def _legend(figure: Figure | SubFigure, table: pd.DataFrame, measures: list[str]) -> None:
    words = ["bar: as is"]
    if any(f"{name}_to_be" in table.columns for name in measures):
        words.append("diamond: to be (difference in brackets)")
    if _worst(table) is not None and len(table) > 1:
        words.append("bold: most pain")
    figure.supxlabel("; ".join(words), fontsize="medium", color=BLUE, x=0.01, ha="left")


def _column(table: pd.DataFrame, name: str, factor: float) -> np.ndarray:
    if name not in table.columns:
        return np.full(len(table), np.nan)
    return factor * table[name].to_numpy(dtype=float)


def _number(value: float, sign: bool = False) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
    return "0" if float(text) == 0 else text
