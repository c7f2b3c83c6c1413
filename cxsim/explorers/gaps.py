"""``gaps``: a ledger in which the four gaps of the firm add up to the gap that customers feel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim import theory
from cxsim.explorers import panels
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.wording import apart, paragraphs, shown
from cxsim.plots import marks
from cxsim.plots.style import COLOURS, outward
from cxsim.results.run import simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

NEWCOMERS = 600
"""Customers who join in the first month: so nobody has unlearned the promise yet."""

_PROMISE = "company.gaps.communication"
_SCALE = 50  # real customers behind a simulated one
_ROWS = (
    "Gap 1: knowledge",
    "Gap 2: design",
    "Gap 3: delivery",
    "Gap 4: promise,\nas far as believed",
    "what touchpoints\nand chance add",
    "Gap 5: felt",
)


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
    bank = load("bank")
    changes = {
        "market.acquisition.prospects": NEWCOMERS * _SCALE,
        "market.acquisition.advertising_per_year": 50.0,
        _PROMISE: 0.4,
        # Newcomers believe the promise, and only their own contacts change their mind
        "behaviour.demand.promise_weight": 1.0,
        "behaviour.demand.doubt": 0.0,
        "behaviour.demand.newcomers_hear": 0.0,
        "behaviour.expectation.promise": 0.0,
        "behaviour.expectation.advertising": 0.0,
        "behaviour.talk.contagion": 0.0,
        **{f"market.needs.{need}.reopens": 0.0 for need in bank.market.needs},
    }
    start = bank.replace(customers=20, represents=20 * _SCALE)
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


# -- the picture -----------------------------------------------------------------------------------


def _draw(figure: Figure, result: Ledger, pinned: Ledger | None) -> None:
    if not figure.axes:
        ledger, months = figure.subplots(1, 2, width_ratios=(1.35, 1))
        ledger.set_title("The ledger in the first month")
        months.set_title("Gap 5, month by month")
    _draw_ledger(figure.axes[0], result, pinned)
    _draw_months(figure.axes[1], result, pinned)


def _draw_ledger(ax: Axes, result: Ledger, pinned: Ledger | None) -> None:
    entries = result.entries(0)
    start = np.concatenate([[0.0], np.cumsum(entries)[:-1], [0.0]])
    total = sum(entries)
    for row, (left, width) in enumerate(zip(start, [*entries, total], strict=True)):
        colour = COLOURS["truth"] if row == len(entries) else COLOURS["measured"]
        left, width = (left, width) if width >= 0 else (left + width, -width)
        marks.bar(ax, f"row {row}", left, width, row, 0.6, facecolor=colour)
        number = shown([*entries, total][row], 2)
        marks.words(ax, f"number {row}", left + width + 0.03, row, number, va="center")
    if pinned is None:
        marks.hide(ax, "pinned")
    else:
        look = {"color": COLOURS["pinned"], "linewidth": 2, "linestyle": "--"}
        at = sum(pinned.entries(0))
        marks.line(ax, "pinned", [at, at], [4.6, 5.4], label="pinned run", **look)
    ax.set_yticks(range(len(_ROWS)), _ROWS)
    ax.set(xlabel="points of the 1-7 scale", ylim=(len(_ROWS) - 0.5, -0.5))
    low, high = outward(min(0.0, *start, total), max(1.6, *start, total) * 1.15, 0.2)
    ax.set_xlim(low - 0.02, high)


def _draw_months(ax: Axes, result: Ledger, pinned: Ledger | None) -> None:
    panels.curve(ax, "truth", result.months, result.felt, "felt by customers")
    panels.curve(ax, "second theory", result.months, result.felt_without_promise,
                 "without the promise", "--")  # fmt: skip
    panels.pinned(ax, *((pinned.months, pinned.felt) if pinned else (None, None)))
    panels.height(ax, 0.0, 1.6, result.felt, pinned.felt if pinned else [])
    ax.set(xlabel="month", ylabel="gap 5 (points)", xlim=(0.5, 12.5), xticks=range(1, 13, 2))
    marks.legend(ax, loc="upper right")


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Ledger, pinned: Ledger | None) -> str:
    return paragraphs(
        _read_sum(result),
        _read_promise(result),
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_sum(result: Ledger) -> str:
    *_, rest = result.entries(0)
    sum_of_gaps = float(theory.gaps.customer_gap(*result.gaps))
    return (
        f"<b>Sum.</b> The four gaps sum to {shown(sum_of_gaps, 2)} points. In the first month new "
        f"customers feel a gap 5 of {shown(result.felt[0], 2)}. The difference: not all of the "
        f"promise works, because what we expect colours what we perceive, and touchpoints and "
        f"chance add {shown(rest, 2)}."
    )


def _read_promise(result: Ledger) -> str:
    first, last = result.promise[0], result.promise[-1]
    return (
        f"<b>Promise.</b> Gap 4 adds {shown(first, 2)} points in the first month and "
        f"{shown(last, 2)} in the twelfth (the rule without chance says "
        f"{shown(result.believed[0], 2)} and {shown(result.believed[-1], 2)}). Customers unlearn "
        "promises. Gaps 1 to 3 stay."
    )


def _read_pinned(result: Ledger, pinned: Ledger) -> str:
    first, last = result.felt[0] - pinned.felt[0], result.felt[-1] - pinned.felt[-1]
    return (
        "<b>Against the pinned run</b> (the same customers with the same luck): gap 5 is "
        f"{apart(first, 'points', 'larger', 'smaller', 2)} in the first month and "
        f"{apart(last, 'points', 'larger', 'smaller', 2)} in the twelfth."
    )


def _gap(name: str) -> SliderSettings:
    return SliderSettings(f"company.gaps.{name}", low=0.0, high=0.8, step=0.05, unit="points")


DESCRIPTION = Description(
    name="gaps",
    title="Five gaps",
    question="Where does dissatisfaction come from?",
    base=_base,
    controls=(
        _gap("knowledge"),
        _gap("design"),
        _gap("delivery"),
        _gap("communication"),
        SliderSettings("behaviour.expectation.learning", low=0.05, high=0.5, step=0.05),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
)
