"""Waiting and hanging up against the number of agents: Erlang's formulas and a simulated point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cxsim import theory
from cxsim.errors import unknown
from cxsim.plots import marks
from cxsim.plots.style import COLOURS, axes_or_new, outward, styled

Measure = Literal["abandonment", "wait"]
_UNITS = {"abandonment": "callers who hang up (%)", "wait": "mean wait (seconds)"}


class Station(NamedTuple):
    """A staffed queue in the terms of Erlang's formulas; rates are per minute."""

    arrival_rate: float
    service_rate: float
    abandonment_rate: float

    @property
    def load(self) -> float:
        """Work that arrives, in agents."""
        return self.arrival_rate / self.service_rate

    def erlang_a(self, agents: int) -> theory.erlang.Queue:
        """Queue in which callers hang up."""
        return theory.erlang_a(*self, servers=agents)

    def erlang_c(self, agents: int) -> theory.erlang.Queue | None:
        """Queue in which nobody hangs up; None where it would grow without end."""
        if agents <= self.load:
            return None
        return theory.erlang_c(self.arrival_rate, self.service_rate, agents)


class Point(NamedTuple):
    """A simulated number with its 95 % interval."""

    agents: int
    value: float
    low: float
    high: float


def erlang(
    arrival_rate: float,
    service_rate: float,
    abandonment_rate: float,
    agents: Sequence[int],
    measure: Measure = "abandonment",
    simulated: Point | None = None,
    ax: Axes | None = None,
    pinned: Point | None = None,
) -> Axes:
    """Draw what Erlang's formulas say for each number of agents, and a simulated point on it.

    Parameters
    ----------
    arrival_rate, service_rate, abandonment_rate : float
        Calls, calls that one agent can serve, and 1 / mean patience; all per minute.
    agents : sequence of int
        The numbers of agents to draw.
    measure : {"abandonment", "wait"}
        Share of callers who hang up (%), or mean wait of all callers (seconds).
    simulated : Point, optional
        A simulated number with its interval, in the unit of the measure.
    ax : Axes, optional
        Where to draw; without it, a new figure.
    pinned : Point, optional
        Another simulated number to compare with.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    if measure not in _UNITS:
        raise unknown("measure", str(measure), _UNITS)
    station = Station(arrival_rate, service_rate, abandonment_rate)
    staffing = np.asarray(agents, dtype=int)
    curve = np.array([value_of(station.erlang_a(int(count)), measure) for count in staffing])
    ax = axes_or_new(ax)
    with styled():
        marks.line(
            ax, "theory", staffing, curve,
            color=COLOURS["theory"], linewidth=1.8, label="Erlang A: callers hang up",
        )  # fmt: skip
        if measure == "wait":
            _draw_erlang_c(ax, station, staffing)
        _overload(ax, station.load, staffing)
        _draw_point(ax, "simulated", simulated, "simulated (95 % interval)", "o")
        _draw_point(ax, "pinned", pinned, "pinned run", "s")
        highest = max(curve.max(), *(point.high for point in (simulated, pinned) if point), 1.0)
        step = 10.0 ** math.floor(math.log10(highest)) / 2
        ax.set(xlabel="agents at work", ylabel=_UNITS[measure])
        ax.set_ylim(outward(0, 1.1 * highest, step))
        ax.set_xlim(staffing.min() - 0.5, staffing.max() + 0.5)
        marks.legend(ax, loc="upper right", frameon=True, edgecolor="none")
    return ax


def value_of(queue: theory.erlang.Queue, measure: Measure) -> float:
    """Return the measure in its unit, % or seconds."""
    return 100 * queue.abandonment if measure == "abandonment" else 60 * queue.mean_wait


def _draw_erlang_c(ax: Axes, station: Station, staffing: np.ndarray) -> None:
    queues = {int(count): station.erlang_c(int(count)) for count in staffing}
    known = {count: 60 * queue.mean_wait for count, queue in queues.items() if queue}
    marks.line(
        ax, "second theory", list(known), list(known.values()),
        color=COLOURS["second theory"], linestyle="--", linewidth=1.8,
        label="Erlang C: nobody hangs up",
    )  # fmt: skip


def _overload(ax: Axes, load: float, staffing: np.ndarray) -> None:
    """Shade the numbers of agents that are too few for the work."""
    left, right = float(staffing.min()) - 0.5, min(load, float(staffing.max()) + 0.5)
    if right <= left:
        marks.hide(ax, "overload")
        return
    marks.bar(
        ax, "overload", left, right - left, 0.5, 1.0,
        facecolor=COLOURS["other"], alpha=0.5, zorder=0, transform=ax.get_xaxis_transform(),
        label="too few agents for the work",
    )  # fmt: skip


def _draw_point(ax: Axes, name: str, point: Point | None, label: str, marker: str) -> None:
    if point is None:
        marks.hide(ax, name)
        return
    look = {"color": COLOURS[name], "zorder": 3 if name == "pinned" else 4}
    marks.line(
        ax, name, [point.agents], [point.value],
        marker=marker, markersize=7, linestyle="", label=label, **look,
    )  # fmt: skip
    marks.whiskers(
        ax, f"{name} interval", [point.agents], [point.low], [point.high], linewidth=2, **look
    )
