"""The queue at each staffed touchpoint, month by month."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from cxsim.errors import CxsimError
from cxsim.plots import inputs
from cxsim.plots.numbers import Array, Trace
from cxsim.plots.style import axes_or_new, cleared, styled
from cxsim.plots.traces import legend_beside, month_axis, month_line
from cxsim.results.run import Run
from cxsim.units import MONTH_DAYS

_QUEUES = {
    "wait_minutes": "mean wait (minutes)",
    "waiting": "customers who wait (mean number)",
    "occupancy": "occupancy of the agents (%)",
    "abandonment": "queued customers who give up (%)",
}


def queue_trace(run: Run, measure: str = "wait_minutes", ax: Axes | None = None) -> Axes:
    """Draw the queue at each staffed touchpoint, month by month.

    Parameters
    ----------
    run : Run
        One run.
    measure : {"wait_minutes", "waiting", "occupancy", "abandonment"}
        Mean wait; mean number of customers who wait at an open moment; share of paid time that
        agents serve; share of the queued who give up.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on: one line a touchpoint.
    """
    inputs.choice("measure", measure, _QUEUES)
    table = inputs.one_run(run).queues
    if not len(table):
        raise CxsimError("Nobody waits in this run: none of its touchpoints has agents.")
    values = queue_values(run, measure)
    ends = run.timeline.set_index("month")["day"] / MONTH_DAYS
    ax = cleared(axes_or_new(ax))
    with styled():
        for number, name in enumerate(dict.fromkeys(table["touchpoint"])):
            here = (table["touchpoint"] == name).to_numpy()
            month = ends.loc[table["month"][here]].to_numpy()
            month_line(ax, number, name, Trace(month, values[here], np.full(here.sum(), np.nan)))
        month_axis(ax, run.scenario.days)
        ax.set(ylabel=_QUEUES[measure])
        most = max(np.nanmax(values, initial=0.0), 0.1)
        ax.set_ylim(-0.03 * most, 1.08 * most)  # below 0, so that markers at 0 are whole
        legend_beside(ax)
    return ax


def queue_values(run: Run, measure: str) -> Array:
    """One number for each row of ``run.queues``; missing where nobody came."""
    table = run.queues
    gone = (table["served"] + table["abandoned"]).to_numpy(dtype=float)
    if measure == "abandonment":
        given_up = table["abandoned"].to_numpy(dtype=float)
        return 100 * np.divide(given_up, gone, out=np.full(len(gone), np.nan), where=gone > 0)
    if measure == "occupancy":
        return 100 * table["occupancy"].to_numpy(dtype=float)
    wait = table["wait_minutes"].to_numpy(dtype=float)
    if measure == "wait_minutes":
        return wait
    # Little's law: the mean number that waits is the time that all waited, over the open time.
    length = run.timeline.set_index("month")["length_months"].loc[table["month"]].to_numpy()
    return np.nan_to_num(gone * wait) / (length * MONTH_DAYS * run.scenario.minutes_per_day)
