"""``loyalty``: who stays and what it is worth, when customers differ and when all are alike."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxsim import theory
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Curve, Dots, Kept, Points, percent
from cxsim.explorers.wording import Figures, shown
from cxsim.plots.numbers import stayed
from cxsim.results.run import simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

CUSTOMERS = 2000
"""Simulated customers: more make the intervals narrower."""

YEARS = 12
_T = np.arange(YEARS + 1)
_Marks = list[Curve | Dots | Kept]


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
        discount=scenario.company.costs.discount_per_year,
        there=np.array([int(stayed(run, day).sum()) for day in days]),
    )


def _staying(result: Staying) -> _Marks:
    differ, alike = 100 * result.survival, 100 * result.alike
    return [
        *_curves(differ, alike, "customers differ (sBG)", "all alike"),
        Dots("simulated", _points(result.there, result.there[0]), "simulated"),
        Kept(_T, differ),
    ]


def _retention(result: Staying) -> _Marks:
    differ, alike = (100 * of[1:] / of[:-1] for of in (result.survival, result.alike))
    points = _points(result.there[1:], result.there[:-1])
    return [*_curves(differ, alike), Dots("simulated", points), Kept(_T[1:], differ)]


def _value(result: Staying) -> _Marks:
    differ, alike = result.value(result.survival), result.value(result.alike)
    return [*_curves(differ, alike), Kept(_T[1:], differ)]


def _curves(differ: np.ndarray, alike: np.ndarray, name: str = "_", other: str = "_") -> _Marks:
    years = _T[-len(differ) :]
    return [
        Curve("theory", years, differ, name),
        Curve("second theory", years, alike, other, "--", counts=False),
    ]


def _points(part: np.ndarray, whole: np.ndarray) -> Points:
    return Points(_T[-len(part) :].astype(float), *percent(part, whole))


def _figures(result: Staying) -> Figures:
    share, margin = percent(result.there[YEARS:], result.there[:1])
    first, last = 100 * result.survival[1], 100 * result.survival[-1] / result.survival[-2]
    course = "rises" if last > first + 0.05 else "falls" if last < first - 0.05 else "stays"
    why = "own risk falls" if result.shape < 1 else "nobody more loyal"
    forever = "without end"
    if result.discount > 0 or result.survival[1] < 1:
        formula = theory.clv.lifetime_value(1, result.survival[1], result.discount)
        forever = shown(float(formula), 2)
    return {
        "customers": result.there[0],
        "there": (share[0], margin[0]),
        "curve": 100 * result.survival[-1],
        "course": course,
        "first": first,
        "last": last,
        "why": why if course == "rises" else "",
        "value": result.value(result.survival)[-1],
        "alike": result.value(result.alike)[-1],
        "discount": 100 * result.discount,
        "forever": forever,
    }


DESCRIPTION = Description.of("loyalty", _base, _measure, (_staying, _retention, _value), _figures)
