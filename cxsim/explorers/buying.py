"""``buying``: buyers without a contract, by the BG/NBD formulas and by simulation."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import special

from cxsim import theory
from cxsim.explorers import panels
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.panels import Points
from cxsim.explorers.wording import around, change, paragraphs, shown
from cxsim.intervals import wilson
from cxsim.plots import marks
from cxsim.plots.numbers import mean_and_margin
from cxsim.plots.style import COLOURS
from cxsim.results.run import Run, simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

CUSTOMERS = 4000
"""Simulated customers: more make the intervals narrower."""

TODAY, END = 39, 78
"""Weeks: histories are known up to today, and purchases are counted up to the end."""

# The formula's r, alpha, a and b: those of the preset, rounded to a step of the sliders.
_MODEL = {
    "behaviour.purchase.r": 0.24,
    "behaviour.purchase.alpha_weeks": 4.4,
    "behaviour.churn.a": 0.8,
    "behaviour.churn.b": 2.4,
}
_COMPETITOR, _PULL = "behaviour.churn.competitor", "market.competitor.pull"
_STEP = 13
_WEEKS = np.arange(0, END + 1, _STEP)
_LINE, _LAST = np.linspace(0, END, 40), np.linspace(0, TODAY, 40)
_MOST = 4  # repeat purchases: this and more are one group
_BINS = np.array([13, 20, 26, 33])  # weeks of the last purchase: borders between groups
_FEWEST = 10  # customers of whom a share is shown
_DASH: dict[str, Any] = {"marker": "_", "markersize": 26, "markeredgewidth": 2, "linestyle": ""}
_DOTS: dict[str, Any] = {"markersize": 5, "linestyle": "", "label": "_"}


class Group(NamedTuple):
    """Customers with nearly the same number of repeat purchases up to today."""

    words: str
    usual: int  # what the curve is drawn for
    counted: tuple[int, int]  # from, to
    look: tuple[str, str, str]  # colour, line, marker


_GROUPS = (
    Group("2 purchases", 2, (2, 2), (COLOURS["truth"], "-", "o")),
    Group("7 purchases (dots: 6 to 8)", 7, (6, 8), (COLOURS["measured"], "--", "s")),
)


class Buying(NamedTuple):
    """What buyers do in a run. One row of ``bought``, ``last`` and ``alive`` is a customer."""

    model: dict[str, float]  # r, alpha, a and b
    risk: float  # factor of the competitor on the risk to leave; the formula knows of 1 only
    courses: np.ndarray  # repeat purchases up to each of _WEEKS, by customer
    last: np.ndarray  # week of the last one up to today; 0 where there is none
    alive: np.ndarray  # in truth, today

    @property
    def bought(self) -> np.ndarray:
        """Repeat purchases of each customer up to today."""
        return np.asarray(self.courses[:, TODAY // _STEP])

    @property
    def counts(self) -> np.ndarray:
        """Customers with 0, 1, 2, ... repeat purchases up to today."""
        return np.bincount(np.minimum(self.bought, _MOST), minlength=_MOST + 1)

    @property
    def formula(self) -> np.ndarray:
        """The shares of these groups by the formula."""
        shares = theory.bgnbd.pmf(np.arange(_MOST), TODAY, **self.model)
        return np.append(shares, 1 - shares.sum())

    @property
    def first_coin(self) -> float:
        """Share of customers who leave after their first repeat purchase: E[1 − (1 − p)^risk]."""
        a, b = self.model["a"], self.model["b"]
        return float(1 - np.exp(special.betaln(a, b + self.risk) - special.betaln(a, b)))

    def expected(self, weeks: np.ndarray) -> np.ndarray:
        """Repeat purchases by the formula."""
        return np.asarray(theory.bgnbd.expected_purchases(weeks, **self.model))

    def alive_after(self, bought: int, last: np.ndarray) -> np.ndarray:
        """Probability to be alive today by the formula."""
        return np.asarray(theory.bgnbd.probability_alive(bought, last, TODAY, **self.model))


def _base() -> Scenario:
    """Return the preset. A competitor without pull changes nothing, so this is still BG/NBD."""
    return load("cdnow").replace({**_MODEL, _COMPETITOR: 0.3}, customers=CUSTOMERS)


def _measure(scenario: Scenario) -> Buying:
    run = simulate(scenario, seed=1)
    courses, last = _histories(run)
    numbers = map(scenario.value, _MODEL)
    return Buying(
        model=dict(zip(("r", "alpha", "a", "b"), numbers, strict=True)),
        risk=float(np.exp(scenario.value(_COMPETITOR) * scenario.value(_PULL))),
        courses=courses,
        last=last,
        alive=~(run.customers["left"].to_numpy() < 7 * TODAY),
    )


def _histories(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Purchases of each customer up to each of the weeks, and the week of the last one today."""
    week = run.episodes["opened"].to_numpy() / 7
    customer = run.episodes["customer"].to_numpy()
    courses = [np.bincount(customer[week < end], minlength=CUSTOMERS) for end in _WEEKS]
    last, past = np.zeros(CUSTOMERS), week < TODAY
    np.maximum.at(last, customer[past], week[past])
    return np.column_stack(courses), last


# -- the picture -----------------------------------------------------------------------------------


def _draw(figure: Figure, result: Buying, pinned: Buying | None) -> None:
    if not figure.axes:
        titles = ("Coming back", f"Up to week {TODAY}", f"Still alive in week {TODAY}?")
        for ax, title in zip(figure.subplots(1, 3), titles, strict=True):
            ax.set_title(title)
    coming_back, counts, alive = figure.axes
    _draw_coming_back(coming_back, result, pinned)
    _draw_counts(counts, result, pinned)
    _draw_alive(alive, result, pinned)


def _draw_coming_back(ax: Axes, result: Buying, pinned: Buying | None) -> None:
    expected, rate = result.expected(_LINE), result.model["r"] / result.model["alpha"]
    points = panels.points_of(_WEEKS[1:], list(result.courses.T[1:].astype(float)))
    before = pinned.courses.mean(axis=0) if pinned else None
    panels.curve(ax, "second theory", _LINE, rate * _LINE, "if nobody left", "--")
    panels.curve(ax, "theory", _LINE, expected, "formula (BG/NBD)")
    panels.dots(ax, "simulated", points, "simulated")
    panels.pinned(ax, _WEEKS, before)
    panels.height(ax, 0.0, 5.0, expected, points.mean, [] if before is None else before)
    ax.set(xlabel="weeks since the first purchase", xlim=(0, END + 2), xticks=_WEEKS[::2])
    ax.set(ylabel="repeat purchases of a customer, mean", ylim=(0, None))
    marks.legend(ax, loc="upper left")


def _draw_counts(ax: Axes, result: Buying, pinned: Buying | None) -> None:
    places, shares = np.arange(_MOST + 1), panels.percent(result.counts, CUSTOMERS)
    marks.line(ax, "theory", places, 100 * result.formula, color=COLOURS["theory"], **_DASH)
    panels.dots(ax, "simulated", Points(places, *shares), "_")
    marks.hide(ax, "pinned")
    if pinned:
        before = panels.percent(pinned.counts, CUSTOMERS)[0]
        marks.line(ax, "pinned", places, before, color=COLOURS["pinned"], zorder=1.5, **_DASH)
    ax.set_xticks(places, [*map(str, places[:-1]), f"{_MOST}+"])
    ax.set(xlabel="repeat purchases", xlim=(-0.5, _MOST + 0.5), ylim=(0, 100))
    ax.set_ylabel("customers (%)")


def _draw_alive(ax: Axes, result: Buying, pinned: Buying | None) -> None:
    marks.hide(ax, "pinned")
    for group in _GROUPS:
        name, (colour, line, marker) = f"of {group.usual}", group.look
        curve: dict[str, Any] = {"linestyle": line, "linewidth": 1.8}
        look: dict[str, Any] = {"color": colour, "zorder": 3}
        if pinned:
            past = 100 * pinned.alive_after(group.usual, _LAST)
            grey: dict[str, Any] = {"color": COLOURS["pinned"], "zorder": 1.5}
            marks.line(ax, f"pinned {name}", _LAST, past, label="pinned run", **curve, **grey)
        formula = 100 * result.alive_after(group.usual, _LAST)
        marks.line(ax, f"curve {name}", _LAST, formula, label=group.words, **curve, **look)
        week, share, low, high = _found_alive(result, group)
        marks.line(ax, f"dots {name}", week, share, marker=marker, **_DOTS, **look)
        marks.whiskers(ax, f"interval {name}", week, low, high, linewidth=1.5, **look)
    ax.set(xlabel="week of the last purchase", xlim=(0, TODAY + 1), xticks=range(0, TODAY + 1, 13))
    ax.set(ylabel="still alive (%)", ylim=(0, 130), yticks=range(0, 101, 20))
    marks.legend(ax, loc="upper left")


def _found_alive(result: Buying, group: Group) -> np.ndarray:
    """Mean week of the last purchase, share alive (%) and its interval, bin by bin."""
    least, most = group.counted
    chosen = (result.bought >= least) & (result.bought <= most)
    bins = np.digitize(result.last[chosen], _BINS)
    found = []
    for number in range(len(_BINS) + 1):
        last, alive = (values[chosen][bins == number] for values in (result.last, result.alive))
        if len(alive) >= _FEWEST:
            low, high = wilson(alive.sum(), len(alive))
            found.append([last.mean(), 100 * alive.mean(), 100 * low, 100 * high])
    return np.array(found).reshape(-1, 4).T


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Buying, pinned: Buying | None) -> str:
    return paragraphs(
        _read_coming_back(result),
        _read_alive(result),
        _read_competitor(result) if result.risk != 1 else "",
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_coming_back(result: Buying) -> str:
    share, margin = panels.percent(result.counts, CUSTOMERS)
    often = result.bought >= _MOST
    part = 100 * result.bought[often].sum() / max(result.bought.sum(), 1)
    return (
        f"<b>Coming back.</b> In {END} weeks a customer comes back {_mean(result.courses[:, -1])} "
        f"times on average; the formula says {shown(result.expected(np.array([END]))[0], 2)}. Up "
        f"to week {TODAY}, {around(float(share[0]), float(margin[0]), '%', 1)} never come back "
        f"(formula: {shown(100 * result.formula[0], 1)} %). Those {shown(share[-1], 1)} % who come "
        f"{_MOST} times or more make {shown(part)} % of all repeat purchases."
    )


def _read_alive(result: Buying) -> str:
    last = TODAY - 10
    few, many = (100 * float(result.alive_after(g.usual, np.array([last]))[0]) for g in _GROUPS)
    returned = result.bought > 0
    guess = theory.bgnbd.probability_alive(
        result.bought[returned], result.last[returned], TODAY, **result.model
    )
    return (
        f"<b>Silent for ten weeks.</b> Somebody who bought last in week {last} is still alive with "
        f"probability {shown(few)} % after {_GROUPS[0].usual} repeat purchases, and {shown(many)} "
        f"% after {_GROUPS[1].usual}. A shop can only guess. The simulation knows: of the "
        f"{returned.sum():,} customers who came back at all, "
        f"{_mean(100.0 * result.alive[returned], '%', 1)} are alive; the formula guesses "
        f"{shown(100 * float(np.mean(guess)), 1)} %."
    )


def _read_competitor(result: Buying) -> str:
    thought = result.model["a"] / (result.model["a"] + result.model["b"])
    return (
        f"<b>Competitor.</b> After their first repeat purchase {shown(100 * result.first_coin)} % "
        f"of the customers leave. The formula has no place for a competitor and thinks "
        f"{shown(100 * thought)} %."
    )


def _read_pinned(result: Buying, pinned: Buying) -> str:
    """Compare customer by customer: they are the same, with the same luck."""
    bought, never, alive = (
        _numbers(factor * (now.astype(float) - then))
        for now, then, factor in (
            (result.courses[:, -1], pinned.courses[:, -1], 1.0),
            (result.bought == 0, pinned.bought == 0, 100.0),
            (result.alive, pinned.alive, 100.0),
        )
    )
    return (
        f"<b>Against the pinned run</b> (the same customers with the same luck): the mean number "
        f"of repeat purchases in {END} weeks is {change(*bought, '', 'higher', 'lower', 2)}; the "
        f"share who never come back up to week {TODAY} is "
        f"{change(*never, 'points', 'higher', 'lower')}; of all customers, with those "
        f"who never come back, the share alive in that week is "
        f"{change(*alive, 'points', 'higher', 'lower')}."
    )


def _mean(values: np.ndarray, unit: str = "", digits: int = 2) -> str:
    return around(*_numbers(values), unit, digits)


def _numbers(values: np.ndarray) -> tuple[float, float]:
    mean, margin = mean_and_margin(values)
    return float(mean), float(margin)


DESCRIPTION = Description(
    name="buying",
    title="Buy till you die",
    question="Who is silent, and who is gone?",
    base=_base,
    controls=(
        SliderSettings("behaviour.purchase.r", low=0.1, high=1.0, step=0.02),
        SliderSettings("behaviour.purchase.alpha_weeks", low=1.0, high=15.0, step=0.2),
        SliderSettings("behaviour.churn.a", low=0.1, high=3.0, step=0.1),
        SliderSettings("behaviour.churn.b", low=0.4, high=8.0, step=0.2),
        SliderSettings(_PULL, low=0.0, high=5.0, step=0.5),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
    size=(8.8, 4.0),
)
