"""Experience against expectations: lying bars of the shares that exceed, meet and lag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cxsim.plots import marks
from cxsim.plots.numbers import ANSWERS, ContactShares, Runs, contact_shares
from cxsim.plots.style import COLOURS, axes_or_new, styled

_LABELS = {
    "exceeds": "exceeds",
    "meets": "meets",
    "lags": "lags",
    "other": "not told",
}
_TEXT = {"exceeds": "white", "meets": "black", "lags": "white", "other": "black"}
_NARROWEST = 4.5  # percent: a number in a narrower piece would not fit


def survey_shares(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how firms rate their experience against what customers expect.

    Parameters
    ----------
    table : DataFrame
        Columns ``exceeds_pct``, ``meets_pct``, ``lags_pct`` and ``other_pct`` (%), and ``year``
        and ``group`` for the labels: the data set ``adobe_cx_vs_expectations``.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    groups = {"all": "all firms"}
    labels = [
        f"{groups.get(group, group)}, {year}"
        for group, year in zip(table["group"], table["year"], strict=True)
    ]
    rows = dict(zip(labels, _percent(table), strict=True))
    return stacked(rows, axes_or_new(ax, height=2.6), "share of managers asked (%)")


def experience_shares(runs: Runs, ax: Axes | None = None) -> Axes:
    """Draw how simulated contacts compare with what their customers expected.

    Parameters
    ----------
    runs : Run or list of Run
        One run, or runs of one scenario with several seeds (then the mean).
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    name = runs.scenario.name if hasattr(runs, "scenario") else runs[0].scenario.name
    rows = {f"{name},\nsimulated": _percent(contact_shares(runs).loc[["share"]])[0]}
    return contact_bars(rows, axes_or_new(ax, height=1.8))


def contact_bars(rows: Mapping[str, np.ndarray | ContactShares], ax: Axes) -> Axes:
    """Draw or move one bar for each entry: shares of contacts in %, by label."""
    percent = {
        label: row.percent if isinstance(row, ContactShares) else row for label, row in rows.items()
    }
    return stacked(percent, ax, "share of contacts (%)", other="gave up")


def stacked(
    rows: dict[str, np.ndarray], ax: Axes, unit: str, other: str = _LABELS["other"]
) -> Axes:
    """Draw or move lying stacked bars of the four answers, the first row on top."""
    with styled():
        marks.hide(ax, "bar")
        for row, shares in enumerate(rows.values()):
            _stack(ax, row, np.asarray(shares, dtype=float), {**_LABELS, "other": other})
        ax.set(xlim=(0, 100), ylim=(max(len(rows), 2) - 0.5, -0.5), xlabel=unit)
        ax.set_yticks(range(len(rows)), list(rows))
        ax.grid(visible=False)
        marks.legend(
            ax, loc="lower left", bbox_to_anchor=(-0.03, 1),
            ncols=4, columnspacing=0.9, handlelength=1, handletextpad=0.5,
        )  # fmt: skip
    return ax


def _stack(ax: Axes, row: int, shares: np.ndarray, labels: dict[str, str]) -> None:
    left = 0.0
    for answer, share in zip(ANSWERS, shares, strict=True):
        name = f"bar {row} {answer}"
        look: dict[str, Any] = {
            "facecolor": COLOURS[answer],
            "label": labels[answer] if row == 0 else "_",
        }
        if answer == "other":
            look |= {"hatch": "////", "edgecolor": "white", "linewidth": 0}
        marks.told_bar(ax, name, left, share, row, 0.62, _TEXT[answer], _NARROWEST, **look)
        left += share


def _percent(table: pd.DataFrame) -> np.ndarray:
    return table[[f"{answer}_pct" for answer in ANSWERS]].to_numpy(dtype=float)
