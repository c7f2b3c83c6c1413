"""Scenarios side by side: paired differences with their intervals, and what happens by month."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cxsim.errors import CxsimError, unknown
from cxsim.experiment.checks import known_kpi
from cxsim.experiment.comparison import Comparison
from cxsim.experiment.warm_up import WarmUp
from cxsim.intervals import INTERVAL, Interval
from cxsim.plots import marks
from cxsim.plots.style import BLACK, BLUE, GREEN, GREY, ORANGE, SKY, VERMILION, axes_or_new, styled
from cxsim.results.kpis import KPIS

_COLOURS = (BLUE, VERMILION, GREEN, ORANGE, SKY, BLACK)
_DASHES = ("-", "--", "-.", ":")
VERDICTS = {  # colour and marker, so that the picture reads without colour, too
    "better": (BLUE, "^"),
    "worse": (VERMILION, "v"),
    "differs": (BLACK, "D"),
    "open": (GREY, "o"),
}
_BANDS = {
    "confidence": "band: {level:g} % interval of the mean",
    "spread": "band: one standard deviation of single runs to each side",
}


def differences(
    comparison: Comparison,
    scenario: str | None = None,
    reference: str | None = None,
    kpis: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the paired differences of two scenarios with their intervals (a forest plot).

    Each KPI has its own scale, because their units differ; the words at the right tell the size.
    An interval that contains zero leaves it open which scenario is better.

    Parameters
    ----------
    comparison : Comparison
        What `cxsim.compare` returns.
    scenario, reference : str, optional
        Scenario minus reference is drawn; without them, the second minus the first.
    kpis : sequence of str, optional
        The KPIs to draw, from top to bottom; without it, all that both scenarios have.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    names = list(comparison.scenarios)
    reference = names[0] if reference is None else reference
    scenario = next(name for name in names if name != reference) if scenario is None else scenario
    table = comparison.difference(scenario, reference)
    if kpis:
        table = table.loc[[known_kpi(kpi, table.index) for kpi in kpis]]
    table = table[list(INTERVAL)].dropna()
    rows = {
        str(kpi): Interval(*values)
        for kpi, *values in table[["mean", "ci_low", "ci_high"]].itertuples()
    }
    if not rows:
        raise CxsimError("kpis: no KPI to draw has a value in both scenarios.")
    ax = axes_or_new(ax, width=8.5, height=1.3 + 0.27 * len(rows))
    with styled():
        marks.clear(ax)
        marks.line(ax, "zero", [0, 0], [-0.5, len(rows) - 0.5], color=BLACK, linewidth=0.8)
        _draw_rows(ax, rows)
        ax.set_yticks(range(len(rows)), list(rows))
        ax.set_xticks([0.0], ["no difference"])
        ax.set(xlim=(-1.1, 3.6), ylim=(len(rows) - 0.5, -0.5))
        ax.grid(visible=False)  # it would strike through the words
        ax.set_xlabel(
            f"{scenario} minus {reference}\neach KPI on its own scale; "
            f"paired {100 * comparison.level:g} % intervals"
        )
        marks.legend(ax, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4)
    return ax


def comparison_timeline(
    comparison: Comparison, kpi: str = "nps", band: str = "confidence", ax: Axes | None = None
) -> Axes:
    """Draw a KPI month by month, a line and a band for each scenario.

    Parameters
    ----------
    comparison : Comparison
        Made with ``timeline=True``.
    kpi : str
        A column of a run's timeline.
    band : {"confidence", "spread"}
        The interval of the mean, or one standard deviation of single runs to each side.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    if band not in _BANDS:
        raise unknown("band", str(band), _BANDS)
    table = comparison.timeline
    known_kpi(kpi, table.index.unique("kpi"))
    ax = axes_or_new(ax)
    with styled():
        marks.clear(ax)
        for place, name in enumerate(comparison.scenarios):
            look = {"color": _COLOURS[place % len(_COLOURS)]}
            rows: pd.DataFrame = table.xs((name, kpi))  # type: ignore[assignment]
            low, high = _band_of(rows, band)
            marks.band(ax, f"band {name}", rows.index, low, high, alpha=0.2, zorder=1, **look)
            marks.line(
                ax, f"line {name}", rows.index, rows["mean"],
                linestyle=_DASHES[place % len(_DASHES)], linewidth=2, label=name, **look,
            )  # fmt: skip
        unit = KPIS[kpi].unit if kpi in KPIS else ""
        ax.set(xlabel="month", ylabel=f"{kpi} ({unit})" if unit else kpi)
        ax.set_title(_BANDS[band].format(level=100 * comparison.level), fontweight="normal")
        ax.relim()
        ax.autoscale_view()
        marks.legend(ax, loc="best")
    return ax


def welch(found: WarmUp, ax: Axes | None = None) -> Axes:
    """Draw Welch's plot: the mean of the replications, smoothed, and where the warm-up ends.

    Parameters
    ----------
    found : WarmUp
        What `cxsim.warm_up` returns.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    months = found.welch.index
    ax = axes_or_new(ax)
    with styled():
        marks.clear(ax)
        mean, smoothed = found.welch["mean"], found.welch["smoothed"]
        label = f"mean of {found.replications} runs"
        marks.line(ax, "mean", months, mean, color=GREY, linewidth=1, label=label)
        marks.line(
            ax, "smoothed", months, smoothed, color=BLUE, linewidth=2, label="moving average"
        )
        told = "MSER-5: does not settle" if found.months is None else "MSER-5: end of the warm-up"
        at = [] if found.months is None else [found.months + 0.5] * 2
        ends = [] if found.months is None else [mean.min(), mean.max()]
        marks.line(ax, "end", at, ends, color=VERMILION, linestyle="--", label=told)
        ax.set(xlabel="month", ylabel=found.kpi)
        ax.relim()
        ax.autoscale_view()
        marks.legend(ax, loc="best")
    return ax


def _draw_rows(ax: Axes, rows: dict[str, Interval]) -> None:
    verdicts = {kpi: _verdict(kpi, interval) for kpi, interval in rows.items()}
    for verdict, (colour, marker) in VERDICTS.items():
        places = [place for place, kpi in enumerate(rows) if verdicts[kpi] == verdict]
        drawn = [_scaled(rows[kpi]) for kpi in rows if verdicts[kpi] == verdict]
        if not drawn:
            continue
        mean, low, high = np.array(drawn).T
        marks.lying_intervals(ax, f"intervals {verdict}", places, low, high, colour)
        marks.line(
            ax, f"means {verdict}", mean, places,
            marker=marker, linestyle="", color=colour, zorder=3, label=verdict,
        )  # fmt: skip
    for place, (kpi, interval) in enumerate(rows.items()):
        told = _in_words(kpi, interval)
        marks.words(ax, f"words {place}", 1.2, place, told, va="center")


def _verdict(kpi: str, interval: Interval) -> str:
    if interval.low <= 0.0 <= interval.high:
        return "open"
    better = KPIS[kpi].better if kpi in KPIS else ""
    if not better:
        return "differs"
    return "better" if (interval.mean > 0.0) == (better == "higher") else "worse"


def _scaled(interval: Interval) -> Interval:
    """Make the far end of the interval 1 or -1."""
    far = max(abs(interval.low), abs(interval.high))
    return Interval(*(end / far if far else 0.0 for end in interval))


def _in_words(kpi: str, interval: Interval) -> str:
    """Write a mean and its interval with three digits that matter, and the unit."""
    far = max(abs(interval.low), abs(interval.high))
    if not far:
        return "no difference in any run"
    decimals = max(0, 2 - math.floor(math.log10(far)))
    mean, low, high = (f"{end:+,.{decimals}f}" for end in interval)
    unit = KPIS[kpi].unit if kpi in KPIS else ""
    return f"{mean} [{low}, {high}] {unit}"


def _band_of(rows: pd.DataFrame, band: str) -> tuple[pd.Series, pd.Series]:
    if band == "confidence":
        return rows["ci_low"], rows["ci_high"]
    return rows["mean"] - rows["spread_sd"], rows["mean"] + rows["spread_sd"]
