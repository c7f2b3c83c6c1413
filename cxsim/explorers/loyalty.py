"""``loyalty``: who stays and what it is worth, when customers differ and when all are alike."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim import theory
from cxsim.explorers import panels
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.panels import Points
from cxsim.explorers.wording import apart, around, paragraphs, shown
from cxsim.plots import marks
from cxsim.plots.numbers import stayed
from cxsim.results.run import simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

CUSTOMERS = 2000
"""Simulated customers: more make the intervals narrower."""

YEARS = 12
_DISCOUNT = "company.costs.discount_per_year"
_T = np.arange(YEARS + 1)


class Staying(NamedTuple):
    """Survivors of a cohort, and what curves say about them. One period is a year."""

    a: float
    b: float
    shape: float
    discount: float
    there: np.ndarray  # customers at the end of year 0, 1, ..., 12

    @property
    def survival(self) -> np.ndarray:
        """What the sBG curve says (share)."""
        return np.asarray(theory.sbg.survival(_T, self.a, self.b, self.shape))

    @property
    def alike(self) -> np.ndarray:
        """Survival, if everybody stayed with the mean probability of the first year (share)."""
        return np.asarray(self.survival[1] ** _T)

    def value(self, survival: np.ndarray) -> np.ndarray:
        """Discounted margins of a customer up to each year, at a margin of 1 a year."""
        return np.asarray(np.cumsum(survival[1:] / (1 + self.discount) ** _T[1:]))


def _base() -> Scenario:
    start = load("subscription").replace(customers=CUSTOMERS)
    # As published for "High End" customers (0.668 and 3.806), rounded to a step of the sliders.
    return start.replace({"behaviour.churn.a": 0.7, "behaviour.churn.b": 3.8})


def _measure(scenario: Scenario) -> Staying:
    run = simulate(scenario, seed=1)
    days = [0.0, *run.timeline["day"][:YEARS]]
    return Staying(
        a=scenario.behaviour.churn.a,
        b=scenario.behaviour.churn.b,
        shape=scenario.behaviour.churn.duration_shape,
        discount=scenario.value(_DISCOUNT),
        there=np.array([int(stayed(run, day).sum()) for day in days]),
    )


# -- the picture -----------------------------------------------------------------------------------


def _draw(figure: Figure, result: Staying, pinned: Staying | None) -> None:
    if not figure.axes:
        for ax, title in zip(
            figure.subplots(1, 3), ("Who is still there", "Retention", "Value"), strict=True
        ):
            ax.set_title(title)
    staying, retention, value = figure.axes
    _draw_staying(staying, result, pinned)
    _draw_retention(retention, result, pinned)
    _draw_value(value, result, pinned)
    for ax in figure.axes:
        ax.set(xlabel="year", xlim=(0, YEARS + 0.5), xticks=range(0, YEARS + 1, 3))


def _draw_staying(ax: Axes, result: Staying, pinned: Staying | None) -> None:
    panels.curve(ax, "theory", _T, 100 * result.survival, "customers differ (sBG)")
    panels.curve(ax, "second theory", _T, 100 * result.alike, "all alike", "--")
    points = Points(_T.astype(float), *panels.percent(result.there, result.there[0]))
    panels.dots(ax, "simulated", points, "simulated")
    panels.pinned(ax, _T, 100 * pinned.survival if pinned else None)
    ax.set(ylabel="still customers (%)", ylim=(0, 105))
    marks.legend(ax, loc="upper right", frameon=True, edgecolor="none")


def _draw_retention(ax: Axes, result: Staying, pinned: Staying | None) -> None:
    curves = {
        "theory": result.survival[1:] / result.survival[:-1],
        "second theory": result.alike[1:] / result.alike[:-1],
    }
    for name, curve in curves.items():
        panels.curve(ax, name, _T[1:], 100 * curve, "_", "-" if name == "theory" else "--")
    points = Points(_T[1:].astype(float), *panels.percent(result.there[1:], result.there[:-1]))
    panels.dots(ax, "simulated", points, "_")
    panels.pinned(ax, _T[1:], 100 * pinned.survival[1:] / pinned.survival[:-1] if pinned else None)
    panels.height(ax, 60.0, 100.0, 100 * curves["theory"], points.mean)
    ax.set(ylabel="stay through the year (%)")


def _draw_value(ax: Axes, result: Staying, pinned: Staying | None) -> None:
    panels.curve(ax, "theory", _T[1:], result.value(result.survival), "_")
    panels.curve(ax, "second theory", _T[1:], result.value(result.alike), "_", "--")
    panels.pinned(ax, _T[1:], pinned.value(pinned.survival) if pinned else None)
    panels.height(ax, 0.0, 5.0, result.value(result.survival))
    ax.set(ylabel="value of a customer (yearly margins)")


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Staying, pinned: Staying | None) -> str:
    return paragraphs(
        _read_staying(result),
        _read_value(result),
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_staying(result: Staying) -> str:
    share, margin = panels.percent(result.there[YEARS:], result.there[:1])
    first, last = 100 * result.survival[1], 100 * result.survival[-1] / result.survival[-2]
    course = "rises" if last > first + 0.05 else "falls" if last < first - 0.05 else "stays"
    why = ""
    if course == "rises":
        why = ": careless customers leave first"
        if result.shape < 1:
            why += ", and each customer's own risk falls"
        else:
            why += ". Nobody has become more loyal"
    return (
        f"<b>Who stays.</b> Of {result.there[0]:,} simulated customers "
        f"{around(float(share[0]), float(margin[0]), '%', 1)} are there after {YEARS} years; the "
        f"sBG curve says {shown(100 * result.survival[-1], 1)} %. Yearly retention {course} from "
        f"{shown(first, 1)} to {shown(last, 1)} %{why}."
    )


def _read_value(result: Staying) -> str:
    stay = result.survival[1]
    forever = "without end"
    if result.discount > 0 or stay < 1:
        forever = shown(float(theory.clv.lifetime_value(1, stay, result.discount)), 2)
    return (
        f"<b>Value.</b> In {YEARS} years a customer brings "
        f"{shown(result.value(result.survival)[-1], 2)} yearly margins, discounted at "
        f"{shown(100 * result.discount)} % a year. If all were alike, it would be "
        f"{shown(result.value(result.alike)[-1], 2)}; the textbook formula m r / (1 + i − r), "
        f"which never ends, says {forever}. It uses the retention of the first year for ever."
    )


def _read_pinned(result: Staying, pinned: Staying) -> str:
    there = 100 * (result.there[YEARS] / result.there[0] - pinned.there[YEARS] / pinned.there[0])
    value = result.value(result.survival)[-1] - pinned.value(pinned.survival)[-1]
    return (
        f"<b>Against the pinned run</b>: after {YEARS} years the share of customers still there is "
        f"{apart(there, 'points', 'higher', 'lower')}, and a customer's value is "
        f"{apart(value, 'margins', 'higher', 'lower', 2)}."
    )


DESCRIPTION = Description(
    name="loyalty",
    title="Loyalty, churn and value",
    question="Do customers become more loyal?",
    base=_base,
    controls=(
        SliderSettings(
            "behaviour.churn.a", low=0.1, high=3.0, step=0.1,
            title="First parameter of the sBG curve (a)",
        ),
        SliderSettings(
            "behaviour.churn.b", low=0.8, high=8.0, step=0.2,
            title="Second parameter of the sBG curve (b)",
        ),
        SliderSettings("behaviour.churn.duration_shape", low=0.7, high=1.3, step=0.05),
        SliderSettings(_DISCOUNT, low=0.0, high=0.3, step=0.02),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
    size=(8.8, 4.0),
)  # fmt: skip
