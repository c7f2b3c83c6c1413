"""Lines over the months: any column of the timeline, expectations, satisfaction.

Several runs give two bands, and the words keep them apart: the *confidence* band says where the
mean lies (it shrinks with more runs), the *spread* says where single runs lie (it does not).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cxsim.errors import CxsimError
from cxsim.intervals import margin_of, mean_and_margin
from cxsim.plots import inputs, marks
from cxsim.plots.numbers import Array, Runs, Trace
from cxsim.plots.style import (
    CYCLE,
    DASHES,
    GREY,
    MARKERS,
    PALE,
    axes_or_new,
    cleared,
    in_words,
    shortened,
    styled,
)  # fmt: skip
from cxsim.results.run import Run
from cxsim.units import MONTH_DAYS

_UNITS = {
    "active": "customers",
    "joined": "customers a month",
    "left": "customers a month",
    "retention": "share a month",
    "churn": "share a month",
    "nps": "points",
    "csat": "1-5",
    "ces": "1-7, 7 = easy",
    "attitude": "0 = neutral",
    "loyalty": "0 = neutral",
    "motivation": "0-1",
    "revenue": "money a month",
    "cost": "money a month",
    "profit": "money a month",
    "gap": "points of the 1-7 scale",
}


class Band(NamedTuple):
    """Mean over runs at each month's end, ends of its 95 % interval, and of all runs."""

    month: Array
    mean: Array
    low: Array
    high: Array
    lowest: Array
    highest: Array


def timeline(runs: Runs | Mapping[str, Runs], column: str = "nps", ax: Axes | None = None) -> Axes:
    """Draw a column of the timeline, for one or several groups of runs.

    Parameters
    ----------
    runs : Run, list of Run, or mapping of names to these
        One run is a line. Several runs of one scenario, with several seeds, are their mean.
    column : str
        A column of ``run.timeline``.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on. Dark band: 95 % confidence interval of the mean (Student's t). Pale
        band: the spread, from the lowest to the highest single run.
    """
    groups = inputs.named_runs(runs)
    first = next(iter(groups.values()))[0].timeline
    numeric = [str(name) for name in first.select_dtypes("number").columns]
    valid = [name for name in numeric if name not in ("month", "day")]
    inputs.choice("column of the timeline", column, valid)
    ax = cleared(axes_or_new(ax))
    with styled():
        for number, (name, several) in enumerate(groups.items()):
            _band(ax, number, name, band_of(several, column), len(several))
        month_axis(ax, max(run.scenario.days for several in groups.values() for run in several))
        ax.set_ylabel(_label(column))
        marks.legend(ax, loc="best")
    return ax


def band_of(runs: list[Run], column: str) -> Band:
    """Mean, confidence interval and spread of a column of the timeline."""
    values = [run.timeline[column].to_numpy(dtype=float) for run in runs]
    months = min(map(len, values))
    table = np.array([value[:months] for value in values])
    mean, margin = mean_and_margin(table)
    month = runs[0].timeline["day"].to_numpy()[:months] / MONTH_DAYS
    return Band(month, mean, mean - margin, mean + margin, table.min(axis=0), table.max(axis=0))


def expectation_trace(run: Run, ax: Axes | None = None) -> Axes:
    """Draw what customers expect of a contact and what they perceive, month by month.

    Parameters
    ----------
    run : Run
        One run, with its log.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on: means over the contacts of a month on the 1-7 scale, with 95 %
        confidence bands.
    """
    traces = {
        "expected": monthly(inputs.one_run(run), "expectation"),
        "perceived": monthly(run, "performance"),
    }
    return _traces(run, traces, "quality of a contact (1-7)", ax)


def satisfaction_trace(run: Run, by: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the mean satisfaction with a contact, month by month.

    Parameters
    ----------
    run : Run
        One run, with its log.
    by : {"touchpoint", "need"}, optional
        Draw one line for each.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on: 0 is neutral, 1 about one point of a 1-5 scale; 95 % confidence bands.
    """
    inputs.one_run(run)
    if by is None:
        traces = {"all contacts": monthly(run, "satisfaction")}
    else:
        inputs.choice("group", by, ("touchpoint", "need"))
        column = run.encounters[by]
        names = [name for name in column.cat.categories if (column == name).any()]
        traces = {name: monthly(run, "satisfaction", (column == name).to_numpy()) for name in names}
    return _traces(run, traces, "satisfaction (0 = neutral)", ax)


def monthly(run: Run, column: str, chosen: Array | None = None) -> Trace:
    """Mean of a column of the encounters in each month of arrival, and its margin.

    The contacts of one customer are alike, so the margin takes customers, not contacts, as
    independent. It is missing where fewer than two customers had a contact.
    """
    table = run.encounters
    value = table[column].to_numpy(dtype=float)
    known = ~np.isnan(value) if chosen is None else ~np.isnan(value) & chosen
    value, customer = value[known], table["customer"].to_numpy()[known]
    month = (table["arrived"].to_numpy()[known] / MONTH_DAYS).astype(int)
    count = int(np.ceil(run.scenario.days / MONTH_DAYS - 1e-9))
    found = [_mean_of(value[month == k], customer[month == k]) for k in range(count)]
    mean, margin = np.array(found).T
    return Trace(np.arange(count) + 0.5, mean, margin)


def _mean_of(value: Array, customer: Array) -> tuple[float, float]:
    """Mean, and its margin from the residuals of each customer."""
    if not len(value):
        return np.nan, np.nan
    mean = value.mean()
    _, who = np.unique(customer, return_inverse=True)
    residual = np.bincount(who, weights=value - mean) / len(value)
    people = len(residual)
    if people < 2:
        return float(mean), np.nan
    error = np.sqrt((residual**2).sum() * people / (people - 1))
    return float(mean), float(margin_of(error, people))


def _traces(run: Run, traces: dict[str, Trace], unit: str, ax: Axes | None) -> Axes:
    if all(np.isnan(trace.mean).all() for trace in traces.values()):
        raise CxsimError("This run has no contacts: make it longer.")
    ax = cleared(axes_or_new(ax))
    with styled():
        for number, (name, trace) in enumerate(traces.items()):
            # Many bands one over the other are paler.
            month_line(ax, number, name, trace, alpha=0.18 if len(traces) <= 2 else 0.08)
        month_axis(ax, run.scenario.days)
        _warm_up(ax, run)
        ax.set_ylabel(unit)
        legend_beside(ax)
    return ax


def month_line(ax: Axes, number: int, name: str, trace: Trace, alpha: float = 0.18) -> None:
    """A line with its own colour and marker, and its confidence band where it has one."""
    look: dict[str, Any] = {"color": CYCLE[number % len(CYCLE)]}
    marks.line(
        ax, str(name), trace.month, trace.mean, label=shortened(name), linewidth=1.6,
        marker=MARKERS[number % len(MARKERS)], markersize=4, **look,
    )  # fmt: skip
    known = np.isfinite(trace.margin)
    if known.any():
        low, high = (trace.mean + side * trace.margin for side in (-1, 1))
        # fill_between leaves a month without contacts open; a polygon would bridge it.
        ax.fill_between(trace.month, low, high, alpha=alpha, linewidth=0, zorder=1, **look)


def _band(ax: Axes, number: int, name: str, band: Band, runs: int) -> None:
    look: dict[str, Any] = {"color": CYCLE[number % len(CYCLE)]}
    label = shortened(name, 40) if runs == 1 else f"{shortened(name, 40)}: mean of {runs} runs"
    marks.line(
        ax, str(name), band.month, band.mean, label=label, linewidth=2,
        linestyle=DASHES[number % len(DASHES)], **look,
    )  # fmt: skip
    if runs == 1:
        return
    words = {0: ("spread: all single runs", "95 % confidence of the mean")}.get(number, ("_", "_"))
    ax.fill_between(
        band.month, band.lowest, band.highest, alpha=0.12, linewidth=0, label=words[0],
        gid=f"{name} spread", zorder=1, **look,
    )  # fmt: skip
    ax.fill_between(
        band.month, band.low, band.high, alpha=0.35, linewidth=0, label=words[1],
        gid=f"{name} confidence", zorder=1.5, **look,
    )  # fmt: skip


def month_axis(ax: Axes, days: float) -> None:
    """Show all months of a run."""
    last = max(days / MONTH_DAYS, 1.0)
    ax.set_xlim(0, last * 1.01)
    step = max(1, round(last / 8 / 3) * 3)
    ax.set_xticks(np.arange(0, last + 0.5, step))
    ax.set_xlabel("month")


def _warm_up(ax: Axes, run: Run) -> None:
    """Shade the first days, which no key figure counts."""
    if run.scenario.warm_up_days:
        ax.axvspan(
            0, run.scenario.warm_up_days / MONTH_DAYS, color=PALE, alpha=0.4, zorder=0,
            linewidth=0, label="warm-up",
        )  # fmt: skip


def legend_beside(ax: Axes) -> None:
    """A legend beside the axes, where it covers no line, however many there are."""
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.02), labelcolor="black", edgecolor=GREY)


def _label(column: str) -> str:
    """Name of a column with its unit, as far as we know it."""
    stem = column.removesuffix("_measured")
    unit = _UNITS.get(stem) or _UNITS.get(stem.partition("_")[0])
    name = in_words(stem).upper() if stem in ("nps", "csat", "ces") else in_words(stem)
    name += " in surveys" if stem != column else ""
    return f"{name} ({unit})" if unit else name
