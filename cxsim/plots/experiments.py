"""Many scenarios at once: sweeps, sensitivity, robustness, and what a calibration leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cxsim.errors import CxsimError, unknown
from cxsim.experiment.checks import known_kpi
from cxsim.plots.style import BLACK, BLUE, CYCLE, GREY, PALE, VERMILION, axes_or_new, styled
from cxsim.results.kpis import KPIS

if TYPE_CHECKING:
    from cxsim.experiment.calibrate import Calibration
    from cxsim.experiment.robustness import Robustness

_MARKERS = "os^Dvp*X"
_COLUMNS = ("kpi", "mean", "ci_low", "ci_high", "spread_sd", "runs")
_MOST_LINES = 8
_SIZES = {"morris": "mean size of the effect on {kpi} ({unit})", "sobol": "total share of variance"}


def swept(table: pd.DataFrame, kpi: str, ax: Axes | None = None) -> Axes:
    """Draw a KPI along the first parameter of a sweep, a line for each value of the others.

    Parameters
    ----------
    table : DataFrame
        What `cxsim.sweep` returns.
    kpi : str
        The KPI to draw, with its intervals.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    paths = [str(name) for name in table.columns if name not in _COLUMNS]
    known_kpi(kpi, table["kpi"].unique())
    rows = table[table["kpi"] == kpi]
    if not pd.api.types.is_numeric_dtype(rows[paths[0]]):
        raise CxsimError(f"{paths[0]} has no numbers to draw along: put another parameter first.")
    lines = _lines(rows, paths[1:])
    ax = axes_or_new(ax)
    with styled():
        ax.clear()
        for number, (label, line) in enumerate(lines.items()):
            ordered = line.sort_values(paths[0])
            x, mean = ordered[paths[0]].to_numpy(float), ordered["mean"].to_numpy(float)
            margin = np.nan_to_num(ordered["ci_high"].to_numpy(float) - mean)
            joined = "none" if ordered[paths[0]].duplicated().any() else "-"
            marker = _MARKERS[number]
            look: dict[str, Any] = {"color": CYCLE[number], "marker": marker, "linestyle": joined}
            ax.errorbar(x, mean, margin, capsize=3, label=label, **look)
        if len(lines) > 1:
            ax.legend()
        ax.set_xlabel(paths[0])
        ax.set_ylabel(f"{kpi} ({KPIS[kpi].unit})")
        ax.set_title(f"{kpi} with its interval")
    return ax


def influences(table: pd.DataFrame, most: int = 15, ax: Axes | None = None) -> Axes:
    """Draw how much each parameter moves a KPI, the strongest on top.

    Parameters
    ----------
    table : DataFrame
        What `cxsim.sensitivity` returns.
    most : int
        How many parameters to show at most.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    kpi, method = table.attrs["kpi"], table.attrs["method"]
    rows = table.head(most).iloc[::-1]
    size = rows.iloc[:, 0].to_numpy(float)
    margin = rows["ci_high"].to_numpy(float) - size
    ax = axes_or_new(ax, 7.0, 0.9 + 0.28 * len(rows))
    with styled():
        ax.clear()
        ax.barh([str(path) for path in rows.index], size, xerr=margin, color=BLUE, ecolor=GREY)
        ax.set_xlabel(_SIZES[method].format(kpi=kpi, unit=KPIS[kpi].unit))
        ax.set_title(f"What moves {kpi}")
        ax.grid(visible=False, axis="y")
    return ax


def assumption_draws(found: Robustness, path: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the difference of two scenarios in every draw, along one assumption.

    Parameters
    ----------
    found : Robustness
        What `cxsim.robustness` returns.
    path : str, optional
        The assumption; the most decisive one if not given.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    path = str(found.flips.index[0]) if path is None else path
    if path not in found.flips.index:
        raise unknown("assumption", path, map(str, found.flips.index))
    ax = axes_or_new(ax)
    with styled():
        ax.clear()
        for wins, colour, marker, name in (
            (True, BLUE, "^", "a wins"),
            (False, VERMILION, "v", "a does not win"),
        ):
            rows = found.draws[found.draws["a_wins"] == wins]
            label = f"{name}: {len(rows)} draws"
            _points(ax, rows[path], rows["difference"], 18, colour, marker, label)
        ax.axhline(0.0, color=BLACK, linewidth=0.8)
        ax.set_xlabel(path)
        ax.set_ylabel(f"{found.kpi}: a minus b ({KPIS[found.kpi].unit})")
        ax.set_title(
            f"a wins in {100 * found.share:.0f} % of the assumption space "
            f"({100 * found.ci_low:.0f} to {100 * found.ci_high:.0f} %)"
        )
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def identifiability(
    found: Calibration, x: str | None = None, y: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the points that a calibration tried, in the plane of two parameters.

    Full points fit the targets about as well as the best one does. Where they form a valley
    across the plane, the targets do not tell the two parameters apart.

    Parameters
    ----------
    found : Calibration
        What `cxsim.calibrate` returns.
    x, y : str, optional
        Paths of two free parameters; the least determined ones if not given.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    table = found.parameters
    vague = ((table["ci_high"] - table["ci_low"]) / (table["high"] - table["low"])).sort_values()
    widest = [str(path) for path in vague.index[::-1]]
    x = widest[0] if x is None else x
    others = [path for path in widest if path != x]
    if not others:
        raise CxsimError("One free parameter has no plane; its interval is in the table.")
    y = others[0] if y is None else y
    for path in (x, y):
        if path not in table.index:
            raise unknown("free parameter", path, widest)
    # As good as the best: what luck alone does to the distance to the targets.
    near = found.tried["misfit"] <= found.tried["misfit"].min() + 2.0
    ax = axes_or_new(ax, 5.5, 4.2)
    with styled():
        ax.clear()
        for rows, colour, marker, label in (
            (found.tried[~near], PALE, "o", "tried"),
            (found.tried[near], BLUE, "o", "fits about as well as the best"),
            (found.tried.head(1), VERMILION, "*", "best"),
        ):
            size = 120 if marker == "*" else 22
            _points(ax, rows[x], rows[y], size, colour, marker, label)
        low, high = table["low"].to_dict(), table["high"].to_dict()
        ax.set(xlim=(low[x], high[x]), ylim=(low[y], high[y]))
        ax.set_xlabel(x)
        ax.set_ylabel(y)
        known = "tell them apart" if table.loc[[x, y], "determined"].all() else "leave them open"
        ax.set_title(f"The targets {known}")
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def _points(
    ax: Axes, x: pd.Series, y: pd.Series, size: float, colour: str, marker: str, label: str
) -> None:
    ax.scatter(x, y, s=size, c=colour, marker=marker, edgecolors=GREY, linewidths=0.5, label=label)


def _lines(rows: pd.DataFrame, others: list[str]) -> dict[str, pd.DataFrame]:
    """Split the rows of a sweep by the values of all parameters but the first."""
    if not others or rows[others].drop_duplicates().shape[0] > _MOST_LINES:
        return {"": rows}  # a Latin hypercube, or a large design: points without lines
    names = [
        ", ".join(f"{_short(path)} = {value}" for path, value in zip(others, values, strict=True))
        for values in rows[others].to_numpy(dtype=object)
    ]
    return {str(name): part for name, part in rows.groupby(names, sort=False)}


def _short(path: str) -> str:
    return path.rpartition(".")[2]
