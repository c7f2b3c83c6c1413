"""``gaps``: a ledger in which the four gaps of the firm add up to the gap that customers feel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cxsim import theory
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Curve, Kept, Own
from cxsim.explorers.wording import Figures, shown
from cxsim.plots import marks
from cxsim.plots.style import COLOURS, outward
from cxsim.results.run import simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

NEWCOMERS = 600
"""Customers who join in the first month: so nobody has unlearned the promise yet."""

_PROMISE = "company.gaps.communication"
_SCALE = 50  # real customers behind a simulated one


class Ledger(NamedTuple):
    """The gaps of a firm whose customers are all new, month by month (points of the 1-7 scale)."""

    gaps: tuple[float, float, float, float]
    months: np.ndarray
    felt: np.ndarray
    felt_without_promise: np.ndarray  # the same customers and luck, but gap 4 is 0
    believed: np.ndarray  # gap 4 as far as still believed, by the rule without luck

    @property
    def promise(self) -> np.ndarray:
        """What the promise adds to the gap that customers feel."""
        return self.felt - self.felt_without_promise

    def entries(self, month: int) -> list[float]:
        """Entries of the ledger in one month, which sum to gap 5."""
        promise = float(self.promise[month])
        rest = float(self.felt[month]) - sum(self.gaps[:3]) - promise
        return [*self.gaps[:3], promise, rest]


def _base() -> Scenario:
    """A firm that nobody knows: its promise is all that people have heard, once, of its quality."""
    changes = {
        "market.acquisition.prospects": NEWCOMERS * _SCALE,
        "market.acquisition.advertising_per_year": 50.0,
        "behaviour.demand.promise_weight": 1.0,
        "behaviour.expectation.advertising": 0.0,
        "behaviour.expectation.promise": 0.0,
        _PROMISE: 0.8,
    }
    start = load("bank").replace(customers=20, represents=20 * _SCALE)
    return start.replace(changes, days=366, warm_up_days=0)


def _measure(scenario: Scenario) -> Ledger:
    run = simulate(scenario, seed=1, log=False)
    modest = simulate(scenario.replace({_PROMISE: 0.0}), seed=1, log=False)
    gaps, learning = scenario.company.gaps, scenario.behaviour.expectation
    months = run.timeline["month"].to_numpy(dtype=float)[:12]
    contacts = float(run.kpis["value"]["contacts"]) / 12  # a month
    # Contacts come at random: after each, the share 1 − κ (1 − a_w) of the promise is left.
    learned = contacts * learning.learning * (1 - learning.assimilation)
    felt_at_first = (1 - learning.assimilation) * gaps.communication
    return Ledger(
        gaps=(gaps.knowledge, gaps.design, gaps.delivery, gaps.communication),
        months=months,
        felt=run.timeline["gap_5"].to_numpy()[:12],
        felt_without_promise=modest.timeline["gap_5"].to_numpy()[:12],
        believed=felt_at_first * np.exp(-learned * (months - 0.5)),
    )


def _draw_ledger(ax: Axes, result: Ledger, pinned: Ledger | None) -> None:
    entries = result.entries(0)
    total = sum(entries)
    start = np.concatenate([[0.0], np.cumsum(entries)[:-1], [0.0]])
    for row, (left, width) in enumerate(zip(start, [*entries, total], strict=True)):
        colour = COLOURS["truth"] if row == len(entries) else COLOURS["measured"]
        low, high = sorted((left, left + width))
        marks.bar(ax, f"row {row}", low, high - low, row, 0.6, facecolor=colour)
        marks.words(ax, f"number {row}", high + 0.03, row, shown(width, 2), va="center")
    if pinned:
        Kept([sum(pinned.entries(0))] * 2, [4.6, 5.4]).draw(ax, linewidth=2)
    low, high = outward(min(0.0, *start, total), max(1.6, *start, total) * 1.15, 0.2)
    ax.set_xlim(low - 0.02, high)


def _months(result: Ledger) -> list[Curve | Kept]:
    modest = result.felt_without_promise
    return [
        Curve("truth", result.months, result.felt, "felt by customers"),
        Curve("second theory", result.months, modest, "without the promise", "--", counts=False),
        Kept(result.months, result.felt),
    ]


def _figures(result: Ledger) -> Figures:
    return {
        "sum": theory.gaps.customer_gap(*result.gaps),
        "rest": result.entries(0)[-1],
        "felt": result.felt[0],
        "felt_in_the_end": result.felt[-1],
        "promise": result.promise[0],
        "promise_in_the_end": result.promise[-1],
        "rule": result.believed[0],
        "rule_in_the_end": result.believed[-1],
    }


DESCRIPTION = Description.of("gaps", _base, _measure, (Own(_draw_ledger), _months), _figures)
