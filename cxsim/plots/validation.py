"""Simulation beside theory: a curve with simulated points, and all targets at one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from cxsim.errors import CxsimError
from cxsim.intervals import z_quantile
from cxsim.plots import marks
from cxsim.plots.style import COLOURS, axes_or_new, styled

if TYPE_CHECKING:
    import pandas as pd


def beside_theory(
    x: ArrayLike,
    closed_form: ArrayLike,
    simulated: ArrayLike,
    standard_error: ArrayLike | None = None,
    labels: tuple[str, str] = ("", ""),
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a closed form as a line, and simulated numbers with 95 % intervals beside it.

    Parameters
    ----------
    x : array_like
        Where the numbers belong.
    closed_form, simulated : array_like
        By formula, and from runs; one of each for every x.
    standard_error : array_like, optional
        Of the simulated numbers; without it, no intervals.
    labels : tuple of str, optional
        Of the horizontal and the vertical axis, with units.
    title : str, optional
        What is shown.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    CxsimError
        If the columns have different lengths.
    """
    columns = [np.asarray(values, dtype=float) for values in (x, closed_form, simulated)]
    if len({column.shape for column in columns}) > 1:
        raise CxsimError("x, closed_form and simulated must have the same number of entries.")
    place, formula, found = columns
    half = (
        np.zeros_like(found)
        if standard_error is None
        else z_quantile() * np.asarray(standard_error)
    )
    ax = axes_or_new(ax)
    with styled():
        marks.line(
            ax, "theory", place, formula,
            color=COLOURS["theory"], linewidth=1.6, label="closed form",
        )  # fmt: skip
        look = {"color": COLOURS["simulated"], "zorder": 3}
        marks.line(
            ax, "simulated", place, found,
            marker="o", markersize=5, linestyle="", label="simulated (95 % interval)", **look,
        )  # fmt: skip
        marks.whiskers(ax, "interval", place, found - half, found + half, linewidth=2, **look)
        edges = np.concatenate([formula, found - half, found + half])
        room = 0.05 * float(edges.max() - edges.min()) or 0.5
        ax.set(xlabel=labels[0], ylabel=labels[1], title=title)
        ax.set_ylim(edges.min() - room, edges.max() + room)
        marks.legend(ax, loc="best", frameon=True, edgecolor="none")
    return ax


def verdicts(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how far the simulated number of each target lies from its closed form, in per cent.

    Parameters
    ----------
    table : DataFrame
        From `cxsim.validate`. Targets without a simulated number and a closed form other than 0
        have no place in this picture.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    flat = table.reset_index()
    formula = flat["closed_form"]
    shown = flat[flat["simulated"].notna() & formula.notna() & (formula.abs() > 1e-9)].iloc[::-1]
    numbers = shown[["simulated", "ci_low", "ci_high"]]
    apart = 100 * (numbers.div(shown["closed_form"], axis=0) - 1)
    rows = np.arange(len(shown))
    ax = axes_or_new(ax, height=1.2 + 0.28 * len(shown))
    with styled():
        ax.axvline(0, color=COLOURS["theory"], linewidth=1.2)
        good = (shown["verdict"] != "fails").to_numpy()
        for holds, colour, marker in ((True, "truth", "o"), (False, "measured", "X")):
            which = good == holds
            part = apart[which]
            ax.hlines(rows[which], part["ci_low"], part["ci_high"], color=COLOURS[colour], lw=2)
            ax.plot(part["simulated"], rows[which], marker, color=COLOURS[colour], markersize=6)
        words = shown["target"] + "  " + shown["figure"]
        ax.set_yticks(rows, [text if len(text) < 60 else f"{text[:57]}…" for text in words])
        ax.set(xlabel="simulated minus closed form (%), with 95 % interval")
        ax.grid(axis="y", visible=False)
    return ax
