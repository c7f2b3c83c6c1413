"""``proactive``: whom a bank calls before they ask, what it is worth, and who leaves because of it.

The bank foresees locked accounts, which its contacts seldom solve at once. Nothing else fails here,
so that calls about a problem, calls about nothing and their worth follow the closed form. That a
call wakes customers who stayed out of habit is not in the formula: the simulation shows it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim.engine.log import Log
from cxsim.engine.parameters import MONTH_DAYS
from cxsim.engine.run import Outcome, execute
from cxsim.explorers import panels
from cxsim.explorers.explorer import Control, Description
from cxsim.explorers.panels import Points
from cxsim.explorers.wording import apart, around, change, paragraphs, plain
from cxsim.plots import marks, outreach
from cxsim.plots.numbers import STANDARD_ERRORS
from cxsim.plots.style import BLUE, COLOURS, GREEN, VERMILION
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.theory import proactive

CUSTOMERS = 600
"""Simulated customers: more make the intervals narrower and the picture slower."""

SOLVED, GOODWILL = 15.0, 120.0
"""Prices in the formula: of a problem solved early (V), and of a point of attitude.

Assumptions, near what both do to the profit and the customer equity of this bank when nobody is
asleep.
"""

_MONTHS = 24
_ENDS = np.arange(3, _MONTHS + 1, 3)
_OUTREACH = "company.outreach"
_PROBLEMS = "market.needs.access_problem.per_month"
_ASLEEP = "behaviour.churn.dormant_share"


class Stakes(NamedTuple):
    """What the formula needs to know, in the order of its arguments."""

    detectability: float
    need_share: float
    value: float
    annoyance: float
    effectiveness: float
    contact_cost: float


class Calls(NamedTuple):
    """What a run with calls shows, beside the same customers and luck without."""

    threshold: float
    stakes: Stakes
    cases: float  # problems, and months without one, of a customer in a month
    asleep: float  # share of customers who stay out of habit
    months: float  # customer-months
    hits: float
    solved: float
    false_alarms: float
    left: np.ndarray  # day on which each customer of day 0 left, missing for who stayed
    left_without: np.ndarray

    @property
    def calls(self) -> float:
        """All calls."""
        return self.hits + self.false_alarms

    @property
    def worth(self) -> tuple[float, float]:
        """Money for 100 customers in a month at the formula's prices, and margin (Poisson)."""
        prices = np.array(
            [
                self.stakes.value - self.stakes.contact_cost,
                -self.stakes.contact_cost,
                -self.stakes.annoyance - self.stakes.contact_cost,
            ]
        )
        counts = np.array([self.solved, self.hits - self.solved, self.false_alarms])
        error = np.sqrt((prices**2 * counts).sum())
        scale = 100 / self.months
        return float(scale * (prices * counts).sum()), float(scale * STANDARD_ERRORS * error)

    @property
    def expected_worth(self) -> float:
        """The same by the formula."""
        value = proactive.expected_value(self.threshold, *self.stakes)
        return float(100 * self.cases * value)

    @property
    def best(self) -> float:
        """θ*, the best threshold by the formula; infinite where nobody should be called."""
        return float(proactive.optimal_threshold(*self.stakes))

    @property
    def more_leave(self) -> Points:
        """How many more have left than without calls (percentage points), by months."""
        pairs = [100.0 * (_gone(self.left, end) - _gone(self.left_without, end)) for end in _ENDS]
        return panels.points_of(_ENDS, pairs)


def _base() -> Scenario:
    return load("bank").replace(
        {
            "market.needs.access_problem.difficulty": 3.0,
            "company.recovery.failure_probability": 0.0,
            "behaviour.churn.inertia": 0.6,
            f"{_OUTREACH}.reach": 1.0,
            f"{_OUTREACH}.threshold": 1.4,
        },
        customers=CUSTOMERS,
        days=round(_MONTHS * MONTH_DAYS),
        warm_up_days=0,
    )


def _measure(scenario: Scenario) -> Calls:
    outcome = _run(scenario)
    totals = outcome.books.window[0]
    problems, quiet = _problems(scenario)
    firm = scenario.company.outreach
    return Calls(
        threshold=firm.threshold,
        stakes=Stakes(
            detectability=firm.sensitivity,
            need_share=problems / (problems + quiet),
            value=SOLVED,
            annoyance=GOODWILL * firm.annoyance,
            effectiveness=firm.fixes,
            contact_cost=firm.cost,
        ),
        cases=problems + quiet,
        asleep=scenario.behaviour.churn.dormant_share,
        months=float(totals["customer_days"]) / MONTH_DAYS,
        hits=float(totals["calls"] - totals["false_alarms"]),
        solved=float(totals["prevented"]),
        false_alarms=float(totals["false_alarms"]),
        left=_left(outcome),
        left_without=_left_without(scenario.value(_PROBLEMS), scenario.value(_ASLEEP)),
    )


def _run(scenario: Scenario) -> Outcome:
    return execute(scenario, 1, "auto", Log(keep=False))


def _left(outcome: Outcome) -> np.ndarray:
    return np.array(outcome.people["left"][outcome.ids < CUSTOMERS])


@lru_cache(maxsize=64)
def _left_without(problems: float, asleep: float) -> np.ndarray:
    """When customers leave if nobody is called: it hangs on two of the sliders only."""
    nobody = {f"{_OUTREACH}.reach": 0.0, _PROBLEMS: problems, _ASLEEP: asleep}
    return _left(_run(_base().replace(nobody)))


def _problems(scenario: Scenario) -> tuple[float, float]:
    """Problems of a customer in a month, and share of months without any."""
    segments = scenario.market.segments.values()
    share = np.array([segment.share for segment in segments])
    rate = scenario.value(_PROBLEMS) * np.array([segment.need_factor for segment in segments])
    return float(share @ rate), float(share @ np.exp(-rate))


def _gone(left: np.ndarray, month: int = _MONTHS) -> np.ndarray:
    return np.asarray(left <= month * MONTH_DAYS, dtype=float)


# -- the picture -----------------------------------------------------------------------------------

_TITLES = (
    "Whom the score picks",
    "Calls and problems",
    "What calling is worth",
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
        marks.words(ax, f"{name} number", count + longest / 60, row, plain(count), va="center")
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
    panels.height(ax, *ax.get_ylim(), point.mean - point.margin, point.mean + point.margin, before)
    ax.set_ylabel("money a month, 100 customers")
    marks.legend(ax, loc="lower right", frameon=True, edgecolor="none")


def _draw_leaving(ax: Axes, result: Calls, pinned: Calls | None) -> None:
    points = result.more_leave
    panels.zero_line(ax)
    panels.dots(ax, "simulated", points, "simulated")
    panels.pinned(ax, points.x, pinned.more_leave.mean if pinned else None)
    ends = points.mean - points.margin, points.mean + points.margin
    panels.height(ax, -4.0, 8.0, *ends, pinned.more_leave.mean if pinned else [])
    ax.set(xlabel="month", ylabel="more have left (points)", xlim=(0, _MONTHS + 1))
    ax.set_xticks(range(0, _MONTHS + 1, 6))
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
    found = 100 * proactive.true_positive_rate(result.threshold, result.stakes.detectability)
    bothered = 100 * proactive.false_positive_rate(result.threshold)
    text = (
        f"<b>Calls.</b> In a month about {plain(100 * result.stakes.need_share)} % of customers "
        f"have a problem ahead. A threshold of {plain(result.threshold, 1)} finds {plain(found)} % "
        f"of them, and calls {plain(bothered, 1)} % of those who have none. "
    )
    if result.calls < 2:
        return text + "Hardly anybody is called."
    share = result.hits / result.calls
    margin = STANDARD_ERRORS * np.sqrt(share * (1 - share) / result.calls)
    return text + (
        f"Of {result.calls:,.0f} calls {around(100 * share, 100 * margin, '%')} are about a "
        f"problem, and {result.solved:,.0f} problems are solved before they are felt."
    )


def _read_worth(result: Calls) -> str:
    if np.isinf(result.best):
        best = "It is best to call nobody" if result.best > 0 else "It is best to call everybody"
    else:
        best = f"The best threshold is θ* = {plain(result.best, 2)}"
    prices = f"{plain(result.stakes.value)} for a problem solved in time"
    return (
        f"<b>Worth.</b> At a price of {prices}, {plain(result.stakes.annoyance, 1)} for the "
        f"annoyance and {plain(result.stakes.contact_cost, 1)} for the call, calling is worth "
        f"{around(*result.worth)} a month for 100 customers. The formula says "
        f"{plain(result.expected_worth)}. {best}. The prices are assumptions, and they do not know "
        "that some customers are asleep."
    )


def _read_leaving(result: Calls) -> str:
    without, with_calls = (100 * _gone(left).mean() for left in (result.left_without, result.left))
    pairs = result.more_leave
    difference = change(float(pairs.mean[-1]), float(pairs.margin[-1]), "points", "more", "fewer")
    return (
        f"<b>Leaving.</b> {plain(100 * result.asleep)} % of the customers stay out of habit, and "
        f"each call takes part of it away. After two years {plain(with_calls, 1)} % of the "
        f"first customers have left; if nobody is called, {plain(without, 1)} %. That is "
        f"{difference}, with the same customers and the same luck."
    )


def _read_pinned(result: Calls, pinned: Calls) -> str:
    calls = 1200 * (result.calls / result.months - pinned.calls / pinned.months)
    worth = result.worth[0] - pinned.worth[0]
    leaving = 100 * float(_gone(result.left).mean() - _gone(pinned.left).mean())
    return (
        f"<b>Against the pinned run</b>: {apart(calls, 'calls', 'more', 'fewer', 0)} a year for "
        f"100 customers; calling is worth {apart(worth, 'a month', 'more', 'less', 0)}; the share "
        f"of customers who have left is {apart(leaving, 'points', 'higher', 'lower')}."
    )


DESCRIPTION = Description(
    name="proactive",
    title="Calling before they ask",
    question="When does anticipation annoy?",
    base=_base,
    controls=(
        Control(f"{_OUTREACH}.threshold", low=0.0, high=4.0, step=0.1),
        Control(f"{_OUTREACH}.sensitivity", low=0.5, high=3.0, step=0.1),
        Control(
            _PROBLEMS, low=0.05, high=0.4, step=0.05,
            title="Problems that may be foreseen", unit="per customer and month",
        ),
        Control(f"{_OUTREACH}.fixes", low=0.0, high=1.0, step=0.1),
        Control(f"{_OUTREACH}.annoyance", low=0.0, high=0.1, step=0.01),
        Control(_ASLEEP, low=0.0, high=1.0, step=0.1, title="Customers who stay out of habit"),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
    size=(8.8, 5.6),
)  # fmt: skip
