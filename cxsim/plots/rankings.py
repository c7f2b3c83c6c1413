"""Which scenario is ahead: distances to the best one, and gains over doing nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cxsim.experiment.comparison import Comparison
from cxsim.plots import marks
from cxsim.plots.comparisons import VERDICTS
from cxsim.plots.style import BLACK, BLUE, COLOURS, axes_or_new, in_words, styled
from cxsim.results.kpis import KPIS

_ASIDE = 0.25  # rows between a pinned interval and the present one
_TOLD = {"better": "better", "worse": "worse", "differs": "differs", "open": "not clear"}


def contenders(comparison: Comparison, kpi: str = "profit", ax: Axes | None = None) -> Axes:
    """Draw how far each scenario lies from the best one, best first.

    Parameters
    ----------
    comparison : Comparison
        What `cxsim.compare` returns.
    kpi : str
        The KPI that ranks them.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on. The intervals hold all at once (Bonferroni).
    """
    table = comparison.ranking(kpi)
    places = np.arange(len(table))
    ax = axes_or_new(ax, height=1.3 + 0.35 * len(table))
    with styled():
        marks.clear(ax)
        marks.line(ax, "zero", [0, 0], [-0.5, len(table) - 0.5], color=BLACK, linewidth=0.8)
        marks.lying_intervals(ax, "intervals", places, table["ci_low"], table["ci_high"], BLUE)
        marks.line(
            ax, "means", table["to_best"], places, marker="o", linestyle="", color=BLUE, zorder=3
        )
        chances = [f"{100 * chance:.0f} %" for chance in table["probability_best"]]
        labels = [
            f"{name}\nbest: {chance}" for name, chance in zip(table.index, chances, strict=True)
        ]
        ax.set_yticks(places, labels)
        ax.set_ylim(len(table) - 0.5, -0.5)
        unit = KPIS[kpi].unit
        ax.set_xlabel(
            f"{kpi}: difference to {table.index[0]} ({unit}), "
            f"{100 * comparison.level:g} % for all intervals at once"
        )
        ax.margins(x=0.08)
        ax.relim()
        ax.autoscale_view(scaley=False)
    return ax


def gains(table: pd.DataFrame, pinned: pd.DataFrame | None = None, ax: Axes | None = None) -> Axes:
    """Draw what each scenario gains over the same reference, best first.

    Parameters
    ----------
    table : DataFrame
        What `Comparison.gains` returns.
    pinned : DataFrame, optional
        An earlier table, drawn in grey beside it.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on. The intervals hold all at once (Bonferroni).
    """
    names = list(table.index)
    ax = axes_or_new(ax, height=1.5 + 0.35 * len(names))
    with styled():
        marks.clear(ax)
        marks.line(ax, "zero", [0, 0], [-0.5, len(names) - 0.5], color=BLACK, linewidth=0.8)
        if pinned is not None:
            _draw_pinned(ax, pinned, names)
        for verdict in VERDICTS:
            _draw_gains(ax, table[table["verdict"] == verdict], verdict, names)
        told = table.attrs
        ax.set_yticks(range(len(names)), [in_words(name) for name in names])
        ax.set_ylim(len(names) - 0.5, -0.5)
        ax.set_xlabel(
            f"{told['kpi']}: difference to {told['reference']} ({told['unit']}), "
            f"{100 * told['level']:g} % for all at once"
        )
        ax.margins(x=0.08)
        ax.relim(visible_only=True)
        ax.autoscale_view(scaley=False)
        marks.legend(ax, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4)
    return ax


def _draw_pinned(ax: Axes, table: pd.DataFrame, names: list[str]) -> None:
    """Draw an earlier table a little below the rows of the present one."""
    places, colour = [names.index(name) + _ASIDE for name in table.index], COLOURS["pinned"]
    marks.lying_intervals(
        ax, "pinned", places, table["ci_low"], table["ci_high"], colour, width=1.0
    )
    marks.line(
        ax, "pinned means", table["mean"], places,
        marker="s", markersize=4, linestyle="", color=colour, label="pinned run",
    )  # fmt: skip


def _draw_gains(ax: Axes, rows: pd.DataFrame, verdict: str, names: list[str]) -> None:
    """Draw all gains of one verdict in its colour and marker."""
    if rows.empty:
        return
    colour, marker = VERDICTS[verdict]
    places = [names.index(name) for name in rows.index]
    marks.lying_intervals(
        ax, f"intervals {verdict}", places, rows["ci_low"], rows["ci_high"], colour
    )
    marks.line(
        ax, f"means {verdict}", rows["mean"], places,
        marker=marker, linestyle="", color=colour, zorder=3, label=_TOLD[verdict],
    )  # fmt: skip
