"""Whom a score picks for a call, and what calling is worth: the threshold of proactive service."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from cxsim.plots import marks
from cxsim.plots.style import BLUE, COLOURS, VERMILION, axes_or_new, styled
from cxsim.theory import proactive

THRESHOLDS = np.linspace(-1.0, 4.0, 201)
"""Thresholds that pictures show."""

_SCORES = np.linspace(-4.0, 6.0, 401)
_LOOKS = {"no problem ahead": (BLUE, "-"), "problem ahead": (VERMILION, "--")}


def alarm_scores(
    threshold: float, detectability: float, need_share: float, ax: Axes | None = None
) -> Axes:
    """Draw the scores of customers with and without a problem ahead; who is called is shaded.

    Each bell is as large as its group, so that the shaded areas are shares of all customers.

    Parameters
    ----------
    threshold : float
        θ, the score above which a customer is called.
    detectability : float
        d′, how far a problem lifts the score, in standard deviations.
    need_share : float
        π, share of customers with a problem ahead.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    groups = {
        "no problem ahead": (0.0, 1 - need_share),
        "problem ahead": (detectability, need_share),
    }
    called = np.linspace(min(threshold, _SCORES[-1]), _SCORES[-1], 200)
    ax = axes_or_new(ax)
    with styled():
        for name, (centre, share) in groups.items():
            colour, dash = _LOOKS[name]
            bell = 100 * share * _bell(_SCORES - centre)
            marks.line(
                ax, name, _SCORES, bell, color=colour, linestyle=dash, linewidth=1.8, label=name
            )
            tail = 100 * share * _bell(called - centre)
            marks.band(ax, f"{name}, called", called, 0 * called, tail, color=colour, alpha=0.3)
        look = {"color": COLOURS["theory"], "linestyle": ":", "linewidth": 1.8}
        marks.line(ax, "threshold", [threshold] * 2, [0, 50], label="threshold θ", **look)
        ax.set(xlabel="score (standard deviations)", ylabel="customers (% per unit)")
        ax.set(xlim=(_SCORES[0], _SCORES[-1]), ylim=(0, 42))
        marks.legend(ax, loc="upper right", frameon=True, edgecolor="none")
    return ax


def call_value(
    detectability: float,
    need_share: float,
    value: float,
    annoyance: float,
    effectiveness: float,
    contact_cost: float,
    customers: float = 100.0,
    ax: Axes | None = None,
) -> Axes:
    """Draw what calling is worth against the threshold, and the best threshold where there is one.

    Parameters
    ----------
    detectability, need_share, value, annoyance, effectiveness, contact_cost : float
        d′, π, V, a, φ and c, as in `cxsim.theory.proactive.expected_value`.
    customers : float
        For how many customers the money is added up.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    stakes = (detectability, need_share, value, annoyance, effectiveness, contact_cost)
    curve = customers * np.asarray(proactive.expected_value(THRESHOLDS, *stakes))
    best = float(proactive.optimal_threshold(*stakes))
    ax = axes_or_new(ax)
    with styled():
        look = {"color": COLOURS["theory"], "linewidth": 1.8}
        marks.line(ax, "theory", THRESHOLDS, curve, label="formula", **look)
        marks.line(
            ax, "zero", THRESHOLDS[[0, -1]], [0, 0], color="#999999", linewidth=0.8, zorder=1
        )
        if THRESHOLDS[0] <= best <= THRESHOLDS[-1]:
            look = {"color": COLOURS["second theory"], "linestyle": ":", "linewidth": 1.8}
            marks.line(ax, "best", [best] * 2, [-1e4, 1e4], label="best threshold θ*", **look)
        else:
            marks.hide(ax, "best")
        top = max(curve.max(), 0.05 * customers)
        ax.set(
            xlabel="threshold θ (standard deviations)",
            ylabel=f"money for {customers:.0f} customers",
        )
        ax.set(xlim=(-1.1, 4.1), ylim=(-1.5 * top, 1.35 * top))
        marks.legend(ax, loc="lower right", frameon=True, edgecolor="none")
    return ax


def _bell(distance: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(-(distance**2) / 2) / np.sqrt(2 * np.pi))
