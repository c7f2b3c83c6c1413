"""``proactive``: whom a bank calls before they ask, what it is worth, and who leaves for it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cxsim.explorers import panels
from cxsim.explorers.calls import ASLEEP, MONTHS, OUTREACH, PROBLEMS, Calls, firm, gone, measure
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.panels import Points
from cxsim.explorers.wording import apart, around, change, paragraphs, shown
from cxsim.intervals import share_margin
from cxsim.plots import marks, outreach
from cxsim.plots.style import BLUE, COLOURS, GREEN, VERMILION
from cxsim.theory import proactive

# -- the picture -----------------------------------------------------------------------------------

_TITLES = (
    "Whom the score picks",
    "Calls and problems",
    "Worth for 100 customers a month (money)",
    "Who leaves because of it",
)
_ROWS = (
    ("calls about a problem", "hits", VERMILION),
    ("of these solved in time", "solved", GREEN),
    ("calls about nothing", "false_alarms", BLUE),
)


def _draw(figure: Figure, result: Calls, pinned: Calls | None) -> None:
    if not figure.axes:
        for ax, title in zip(figure.subplots(2, 2).flat, _TITLES, strict=True):
            ax.set_title(title)
    scores, counts, worth, leaving = figure.axes
    outreach.alarm_scores(
        result.threshold, result.stakes.detectability, result.stakes.need_share, scores
    )
    _draw_counts(counts, result, pinned)
    _draw_worth(worth, result, pinned)
    _draw_leaving(leaving, result, pinned)


def _draw_counts(ax: Axes, result: Calls, pinned: Calls | None) -> None:
    longest = max(
        120.0, *(_a_year(one, name) for _, name, _ in _ROWS for one in (result, pinned) if one)
    )
    for row, (_, name, colour) in enumerate(_ROWS):
        count = _a_year(result, name)
        marks.bar(ax, name, 0.0, count, row, 0.6, facecolor=colour, alpha=0.8)
        marks.words(ax, f"{name} number", count + longest / 60, row, shown(count), va="center")
    if pinned:
        lengths = [_a_year(pinned, name) for _, name, _ in _ROWS]
        look = {"color": COLOURS["pinned"], "marker": "|", "markersize": 16, "markeredgewidth": 2.5}
        marks.line(ax, "pinned", lengths, range(3), linestyle="", label="pinned run", **look)
    else:
        marks.hide(ax, "pinned")
    ax.set(xlim=(0, 1.15 * longest), ylim=(2.5, -0.5), yticks=range(3))
    ax.set_yticklabels([label for label, *_ in _ROWS])
    ax.set_xlabel("in a year, for 100 customers")


def _draw_worth(ax: Axes, result: Calls, pinned: Calls | None) -> None:
    outreach.call_value(*result.stakes, customers=100 * result.cases, ax=ax)
    point = Points(np.array([result.threshold]), *(np.array([one]) for one in result.worth))
    panels.dots(ax, "simulated", point, "simulated")
    before = [pinned.worth[0]] if pinned else []
    if pinned:
        look = {"color": COLOURS["pinned"], "marker": "s", "linestyle": "", "markersize": 6}
        marks.line(ax, "pinned", [pinned.threshold], before, label="pinned run", **look)
    else:
        marks.hide(ax, "pinned")
    low, high = ax.get_ylim()
    drawn = [low, high, *(point.mean - point.margin), *(point.mean + point.margin), *before]
    room = 0.04 * (max(drawn) - min(drawn))
    ax.set(ylim=(min(drawn) - room, max(drawn) + room), ylabel="")
    marks.legend(ax, loc="lower right", frameon=True, edgecolor="none")


def _draw_leaving(ax: Axes, result: Calls, pinned: Calls | None) -> None:
    points = result.more_leave
    panels.zero_line(ax)
    panels.dots(ax, "simulated", points, "simulated")
    panels.pinned(ax, points.x, pinned.more_leave.mean if pinned else None)
    ends = points.mean - points.margin, points.mean + points.margin
    panels.height(ax, -4.0, 10.0, *ends, pinned.more_leave.mean if pinned else [])
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set(xlabel="month", ylabel="more have left (points)", xlim=(0, MONTHS + 1))
    ax.set_xticks(range(0, MONTHS + 1, 6))
    marks.legend(ax, loc="upper left", frameon=True, edgecolor="none")


def _a_year(result: Calls, name: str) -> float:
    return float(1200 * getattr(result, name) / result.months)


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Calls, pinned: Calls | None) -> str:
    return paragraphs(
        _read_calls(result),
        _read_worth(result),
        _read_leaving(result),
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_calls(result: Calls) -> str:
    found = 100 * float(proactive.true_positive_rate(result.threshold, result.stakes[0]))
    bothered = 100 * float(proactive.false_positive_rate(result.threshold))
    text = (
        f"<b>Calls.</b> In a month about {shown(100 * result.stakes.need_share)} % of customers "
        f"have a problem ahead. A threshold of {shown(result.threshold, 1)} finds {shown(found)} % "
        f"of them, and calls {shown(bothered, 1)} % of those who have none. "
    )
    if result.calls < 2:
        return text + "Hardly anybody is called."
    share = result.hits / result.calls
    margin = float(share_margin(share, result.calls))
    return text + (
        f"Of {result.calls:,.0f} calls {around(100 * share, 100 * margin, '%')} are about a "
        f"problem, and {result.solved:,.0f} problems are solved before they are felt."
    )


def _read_worth(result: Calls) -> str:
    if np.isinf(result.best):
        best = "It is best to call nobody" if result.best > 0 else "It is best to call everybody"
    else:
        best = f"The best threshold is θ* = {shown(result.best, 2)}"
    prices = f"{shown(result.stakes.value)} for a problem solved in time"
    return (
        f"<b>Worth.</b> At a price of {prices}, {shown(result.stakes.annoyance, 1)} for the "
        f"annoyance and {shown(result.stakes.contact_cost, 1)} for the call, calling is worth "
        f"{around(*result.worth)} a month for 100 customers. The formula says "
        f"{shown(result.expected_worth)}. {best}. The prices are assumptions, and they do not know "
        "that some customers are asleep."
    )


def _read_leaving(result: Calls) -> str:
    without, with_calls = (100 * gone(left).mean() for left in (result.left_without, result.left))
    pairs = result.more_leave
    difference = change(float(pairs.mean[-1]), float(pairs.margin[-1]), "points", "more", "fewer")
    habit = (
        f"{shown(100 * result.asleep)} % of the customers stay out of habit, and each call takes "
        "part of it away"
        if result.asleep
        else "Nobody stays out of habit"
    )
    return (
        f"<b>Leaving.</b> {habit}. After two years {shown(with_calls, 1)} % of the first customers "
        f"have left; if nobody is called, {shown(without, 1)} %. That is {difference}, with the "
        "same customers and the same luck."
    )


def _read_pinned(result: Calls, pinned: Calls) -> str:
    calls = 1200 * (result.calls / result.months - pinned.calls / pinned.months)
    worth = result.worth[0] - pinned.worth[0]
    leaving = 100 * float(gone(result.left).mean() - gone(pinned.left).mean())
    return (
        f"<b>Against the pinned run</b>: {apart(calls, 'calls', 'more', 'fewer', 0)} a year for "
        f"100 customers; calling is worth {apart(worth, 'a month', 'more', 'less', 0)}; the share "
        f"of customers who have left is {apart(leaving, 'points', 'higher', 'lower')}."
    )


DESCRIPTION = Description(
    name="proactive",
    title="Calling before they ask",
    question="When does anticipation annoy?",
    base=firm,
    controls=(
        SliderSettings(
            f"{OUTREACH}.threshold", low=0.0, high=4.0, step=0.1, unit="standard deviations"
        ),
        SliderSettings(
            f"{OUTREACH}.sensitivity", low=0.5, high=3.0, step=0.1, unit="standard deviations"
        ),
        SliderSettings(
            PROBLEMS, low=0.05, high=0.4, step=0.05,
            title="Problems that may be foreseen", unit="per customer and month",
        ),
        SliderSettings(f"{OUTREACH}.fixes", low=0.0, high=1.0, step=0.1),
        SliderSettings(f"{OUTREACH}.annoyance", low=0.0, high=0.1, step=0.01, unit="points"),
        SliderSettings(
            ASLEEP, low=0.0, high=1.0, step=0.1, title="Customers who stay out of habit"
        ),
    ),
    measure=measure,
    draw=_draw,
    read=_read,
    size=(8.8, 5.6),
)  # fmt: skip
