"""What happens over the months: who stays, and what is true beside what surveys say."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from cxsim.plots import marks
from cxsim.plots.numbers import Beside, Runs, Trace, listed
from cxsim.plots.numbers import nps as nps_of
from cxsim.plots.numbers import staying as staying_of
from cxsim.plots.style import COLOURS, axes_or_new, outward, styled

_LEGEND = 0.4  # room above the numbers for a legend, in shares of their range


def nps(
    runs: Runs | Beside,
    ax: Axes | None = None,
    pinned: Beside | None = None,
    span: tuple[float, float] | None = None,
) -> Axes:
    """Draw the true net promoter score beside what the firm's surveys say.

    Parameters
    ----------
    runs : Run or list of Run
        One run, or runs of one scenario with several seeds (then means with 95 % intervals).
    ax : Axes, optional
        Where to draw; without it, a new figure.
    pinned : Beside, optional
        Another truth to compare with, as `cxsim.plots.numbers.nps` returns it.
    span : tuple of float, optional
        Range of points to show, so that movement shows; it grows where the numbers need more.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    found = runs if isinstance(runs, Beside) else nps_of(runs)
    ax = axes_or_new(ax)
    with styled():
        _curve(ax, "truth", found.truth, "truth: all customers")
        answered, colour = found.measured, COLOURS["measured"]
        label = "surveys: those who answered"
        ends = _ends(answered)
        marks.dots(ax, "measured", answered.month, answered.mean, *ends, colour, label)
        _pinned_line(ax, pinned.truth if pinned else None)
        drawn = [found.truth.mean, *ends, *([pinned.truth.mean] if pinned else [])]
        ax.set(xlabel="month", ylabel="NPS (points)", ylim=_roomy(span, *drawn))
        _months(ax, found.truth)
        marks.legend(ax, loc="upper right", frameon=True, edgecolor="none")
    return ax


def staying(runs: Runs | Trace, ax: Axes | None = None, pinned: Trace | None = None) -> Axes:
    """Draw the share of the first customers who are still there.

    Parameters
    ----------
    runs : Run or list of Run
        One run, or runs of one scenario with several seeds (then means with 95 % intervals).
    ax : Axes, optional
        Where to draw; without it, a new figure.
    pinned : Trace, optional
        Another curve to compare with, as `cxsim.plots.numbers.staying` returns it.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    found = runs if isinstance(runs, Trace) else staying_of(runs)
    ax = axes_or_new(ax)
    with styled():
        _curve(ax, "truth", found, "customers of day 0")
        _pinned_line(ax, pinned)
        ax.set(xlabel="month", ylabel="still customers (%)", ylim=(0, 105))
        _months(ax, found)
        marks.legend(ax, loc="lower left")
    return ax


def satisfaction(runs: Runs, ax: Axes | None = None) -> Axes:
    """Draw the satisfaction with all episodes beside that of the episodes with an answer.

    Parameters
    ----------
    runs : Run or list of Run
        One run, or runs of one scenario with several seeds (then taken together).
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    several = listed(runs)
    remembered = np.concatenate([run.episodes["remembered"].to_numpy() for run in several])
    score = np.concatenate([run.episodes["csat_score"].to_numpy() for run in several])
    known = ~np.isnan(remembered)
    edges = np.linspace(-4, 4, 33)
    ax = axes_or_new(ax)
    groups = {
        "truth": ("truth: all episodes", known),
        "measured": ("surveys: answered episodes", known & ~np.isnan(score)),
    }
    with styled():
        for name, (label, chosen) in groups.items():
            inside = np.clip(remembered[chosen], edges[0], edges[-1])
            density, _ = np.histogram(inside, bins=edges)
            share = 100 * density / max(1, len(inside))
            ax.stairs(
                share, edges, label=label, color=COLOURS[name], linewidth=2,
                linestyle="-" if name == "truth" else "--",
            )  # fmt: skip
        ax.set(xlabel="satisfaction (0 = neutral; 1 = about one point of a 1-5 scale)")
        ax.set(ylabel="share of episodes (%)", xlim=(edges[0], edges[-1]))
        marks.legend(ax, loc="upper left")
    return ax


def _curve(ax: Axes, name: str, trace: Trace, label: str) -> None:
    marks.line(ax, name, trace.month, trace.mean, color=COLOURS[name], linewidth=2, label=label)
    if np.isfinite(trace.margin).any():
        low, high = _ends(trace)
        marks.band(
            ax, f"{name} band", trace.month, low, high, color=COLOURS[name], alpha=0.2, zorder=1
        )


def _pinned_line(ax: Axes, trace: Trace | None) -> None:
    if trace is None:
        marks.hide(ax, "pinned")
        return
    look = {"color": COLOURS["pinned"], "linestyle": "--", "linewidth": 1.8, "zorder": 1.5}
    marks.line(ax, "pinned", trace.month, trace.mean, label="pinned run", **look)


def _ends(trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    margin = np.nan_to_num(trace.margin)
    return trace.mean - margin, trace.mean + margin


def _roomy(span: tuple[float, float] | None, *drawn: np.ndarray) -> tuple[float, float]:
    """Return a range with some room around what is drawn, and for a legend; at least ``span``."""
    values = np.concatenate([np.asarray(part, dtype=float) for part in drawn])
    values = values[np.isfinite(values)]
    if not len(values):
        return span or (-100.0, 100.0)
    low, high = values.min() - 8.0, values.max() + 8.0
    ends = [*(span or ()), low, high + _LEGEND * (high - low)]
    return outward(min(ends), max(ends), 10.0)


def _months(ax: Axes, trace: Trace) -> None:
    last = max(1.0, float(trace.month[-1])) if len(trace.month) else 1.0
    ax.set_xlim(0, last * 1.01)
    step = max(1, round(last / 8 / 3) * 3)
    ax.set_xticks(np.arange(0, last + 0.5, step))
