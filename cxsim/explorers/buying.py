"""``buying``: buyers without a contract, by the BG/NBD formulas and by simulation."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from scipy import special

from cxsim import theory
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Curve, Dots, Kept, Own, Points, percent, points_of
from cxsim.explorers.wording import Figures
from cxsim.intervals import wilson
from cxsim.plots import marks
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


def _coming_back(result: Buying) -> list[Curve | Dots | Kept]:
    rate = result.model["r"] / result.model["alpha"]
    points = points_of(_WEEKS[1:], list(result.courses.T[1:].astype(float)))
    return [
        Curve("second theory", _LINE, rate * _LINE, "if nobody left", "--", counts=False),
        Curve("theory", _LINE, result.expected(_LINE), "formula (BG/NBD)"),
        Dots("simulated", points, "simulated"),
        Kept(_WEEKS, result.courses.mean(axis=0)),
    ]


def _draw_counts(ax: Axes, result: Buying, pinned: Buying | None) -> None:
    places = np.arange(_MOST + 1)
    marks.line(ax, "theory", places, 100 * result.formula, color=COLOURS["theory"], **_DASH)
    if pinned:
        before = percent(pinned.counts, CUSTOMERS)[0]
        marks.line(ax, "pinned", places, before, color=COLOURS["pinned"], zorder=1.5, **_DASH)


def _counts(result: Buying) -> list[Dots]:
    shares = percent(result.counts, CUSTOMERS)
    return [Dots("simulated", Points(np.arange(_MOST + 1), *shares))]


def _draw_alive(ax: Axes, result: Buying, pinned: Buying | None) -> None:
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


def _figures(result: Buying) -> Figures:
    never, margin = percent(result.counts, CUSTOMERS)
    often = result.bought >= _MOST
    few, many = (result.alive_after(one.usual, np.array([TODAY - 10]))[0] for one in _GROUPS)
    returned = result.bought > 0
    guess = theory.bgnbd.probability_alive(
        result.bought[returned], result.last[returned], TODAY, **result.model
    )
    a, b = result.model["a"], result.model["b"]
    return {
        "bought": result.courses[:, -1],
        "formula": result.expected(np.array([END]))[0],
        "never": (never[0], margin[0]),
        "never_came": 100.0 * (result.bought == 0),
        "never_formula": 100 * result.formula[0],
        "often": never[-1],
        "part": 100 * result.bought[often].sum() / max(result.bought.sum(), 1),
        "few": 100 * few,
        "many": 100 * many,
        "returned": returned.sum(),
        "alive_returned": 100.0 * result.alive[returned],
        "alive": 100.0 * result.alive,
        "guess": 100 * float(np.mean(guess)),
        "competitor": "first coin" if result.risk != 1 else "",
        "first_coin": 100 * result.first_coin,
        "thought": 100 * a / (a + b),
    }


_PANELS = _coming_back, Own(_draw_counts, _counts), Own(_draw_alive)
DESCRIPTION = Description.of("buying", _base, _measure, _PANELS, _figures)
