"""``proactive``: whom a bank calls before they ask, what it is worth, and who leaves for it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cxsim.explorers.calls import Calls, firm, gone, measure
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Dots, Kept, Own, Points
from cxsim.explorers.wording import Figures, shown
from cxsim.intervals import share_margin
from cxsim.plots import marks, outreach
from cxsim.plots.style import BLUE, GREEN, VERMILION
from cxsim.theory import proactive

_ROWS = {"hits": VERMILION, "solved": GREEN, "false_alarms": BLUE}


def _draw_scores(ax: Axes, result: Calls, _: Calls | None) -> None:
    outreach.alarm_scores(
        result.threshold, result.stakes.detectability, result.stakes.need_share, ax
    )


def _draw_counts(ax: Axes, result: Calls, pinned: Calls | None) -> None:
    counts = _a_year(result)
    before = _a_year(pinned) if pinned else []
    longest = max(120.0, *counts, *before)
    for row, ((name, colour), count) in enumerate(zip(_ROWS.items(), counts, strict=True)):
        marks.bar(ax, name, 0.0, count, row, 0.6, facecolor=colour, alpha=0.8)
        marks.words(ax, f"{name} number", count + longest / 60, row, shown(count), va="center")
    if pinned:
        Kept(before, range(3), marker="|").draw(ax, markersize=16, markeredgewidth=2.5, zorder=2)
    ax.set_xlim(0, 1.15 * longest)


def _a_year(result: Calls) -> list[float]:
    return [float(1200 * getattr(result, name) / result.months) for name in _ROWS]


def _draw_worth(ax: Axes, result: Calls, pinned: Calls | None) -> None:
    outreach.call_value(*result.stakes, customers=100 * result.cases, ax=ax)
    (worth, margin), before = result.worth, [pinned.worth[0]] if pinned else []
    drawn = [*ax.get_ylim(), worth - margin, worth + margin, *before]
    room = 0.04 * (max(drawn) - min(drawn))
    ax.set_ylim(min(drawn) - room, max(drawn) + room)


def _worth(result: Calls) -> list[Dots | Kept]:
    at = np.array([result.threshold])
    return [
        Dots("simulated", Points(at, *(np.array([one]) for one in result.worth)), "simulated"),
        Kept(at, [result.worth[0]], marker="s"),
    ]


def _draw_leaving(ax: Axes, *_: Any) -> None:
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))


def _leaving(result: Calls) -> list[Dots | Kept]:
    points = result.more_leave
    return [
        Dots("simulated", points, "simulated", ends_count=True),
        Kept(points.x, points.mean),
    ]


def _figures(result: Calls) -> Figures:
    share = result.hits / result.calls if result.calls else np.nan
    best = "threshold"
    if np.isinf(result.best):
        best = "nobody" if result.best > 0 else "everybody"
    return {
        "need": 100 * result.stakes.need_share,
        "threshold": result.threshold,
        "found": 100 * proactive.true_positive_rate(result.threshold, result.stakes[0]),
        "bothered": 100 * proactive.false_positive_rate(result.threshold),
        "called": "hardly anybody" if result.calls < 2 else "called",
        "calls": result.calls,
        "a_year": 1200 * result.calls / result.months,
        "about": (100 * share, 100 * share_margin(share, result.calls)),
        "solved": result.solved,
        "price": result.stakes.value,
        "annoyance": result.stakes.annoyance,
        "cost": result.stakes.contact_cost,
        "worth": result.worth,
        "formula": result.expected_worth,
        "best": best,
        "best_threshold": result.best,
        "habit": "asleep" if result.asleep else "awake",
        "asleep": 100 * result.asleep,
        "left": 100 * gone(result.left).mean(),
        "without": 100 * gone(result.left_without).mean(),
        "more_left": result.more_leave.at(-1),
    }


_PANELS = (
    Own(_draw_scores), Own(_draw_counts), Own(_draw_worth, _worth), Own(_draw_leaving, _leaving),
)  # fmt: skip
DESCRIPTION = Description.of("proactive", firm, measure, _PANELS, _figures)
