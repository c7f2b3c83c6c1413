"""``readiness``: how ready a firm is, what an initiative gives and when, where success leads."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cxsim import theory
from cxsim.company.readiness import ELEMENTS, drawn_delay, failure_probability
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Curve, Dots, Kept, Own, Points, points_of
from cxsim.explorers.wording import Figures
from cxsim.plots import marks
from cxsim.plots.style import BLUE, ORANGE, VERMILION
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

INITIATIVES = 400
"""Drawn initiatives: more make the intervals narrower."""

QUARTERS, YEARS = 12, 5
_T = np.linspace(0.0, QUARTERS, 49)
_SHOWN = np.array([1, 2, 3, 4, 6, 8, 12])  # quarters at which drawn initiatives are counted
_YEARS = np.arange(4 * YEARS + 1) / 4


class Ready(NamedTuple):
    """How ready a firm is, and what follows from it."""

    levels: np.ndarray  # of the five elements
    weak_link: float
    delay: float  # of an initiative in a fully ready firm, in quarters
    growth: float
    decay: float
    drawn: Points  # what drawn initiatives give, in percent of the plan

    @property
    def effective(self) -> float:
        """Effectiveness e."""
        return theory.readiness.effectiveness(self.levels, self.weak_link)

    @property
    def weakest(self) -> tuple[str, ...]:
        """Names of the weakest elements; none where all are equal."""
        low = self.levels.min()
        rows = zip(ELEMENTS, self.levels, strict=True)
        return tuple(name for name, level in rows if level == low < self.levels.max())

    @property
    def benefit(self) -> float:
        """Expected benefit in the end (% of the plan)."""
        return 100 * float(theory.readiness.benefit_share(self.effective))

    @property
    def at_work(self) -> np.ndarray:
        """Expected benefit by quarter (% of the plan)."""
        return 100 * np.asarray(theory.readiness.at_work(_T, self.effective, self.delay))

    @property
    def half_time(self) -> float:
        """Quarters until half of the expected benefit is at work, on the curve."""
        return float(np.interp(0.5 * self.benefit, self.at_work, _T))

    def course(self, at_rest: bool = False) -> np.ndarray:
        """Mean readiness by quarter, with initiatives in every quarter or with none."""
        rates = {"growth": self.growth, "decay": self.decay}
        path = theory.readiness.course(
            self.levels, 4 * YEARS, self.weak_link, at_rest=at_rest, **rates
        )
        return np.asarray(path.mean(axis=1))


def _measure(scenario: Scenario) -> Ready:
    levels = np.array([getattr(scenario.company.readiness, element) for element in ELEMENTS])
    organisation = scenario.company.management.organisation
    effective = theory.readiness.effectiveness(levels, organisation.weak_link)
    return Ready(
        levels=levels,
        weak_link=organisation.weak_link,
        delay=organisation.delay_quarters,
        growth=organisation.growth,
        decay=organisation.decay,
        drawn=_drawn(effective, organisation.delay_quarters),
    )


def _drawn(effective: float, delay: float) -> Points:
    """Draw initiatives as the simulated firm does; the same luck whatever the sliders say."""
    luck = np.random.default_rng(1).random((INITIATIVES, 2))
    delays = np.array([drawn_delay(u, effective, delay) for u in luck[:, 0]])
    given = 100 * effective * (luck[:, 1] >= failure_probability(effective))
    return points_of(_SHOWN, [given * (delays <= quarter) for quarter in _SHOWN])


def _draw_elements(ax: Axes, result: Ready, _: Ready | None) -> None:
    weak = np.array([element in result.weakest for element in ELEMENTS])
    for name, chosen, colour in (("weakest", weak, VERMILION), ("other", ~weak, BLUE)):
        for row, level in enumerate(np.where(chosen, result.levels, 0.0)):
            marks.bar(ax, f"{name} {row}", 0.0, float(level), row, 0.6, color=colour, alpha=0.75)
    ax.grid(visible=False, axis="y")


def _elements(result: Ready) -> list[Curve | Kept]:
    ends, mean, effective = [-0.5, len(ELEMENTS) - 0.5], result.levels.mean(), result.effective
    return [
        Curve("second theory", [mean, mean], ends, "plain mean", "--"),
        Curve("theory", [effective, effective], ends, "effectiveness e"),
        Kept([effective, effective], ends),
    ]


def _draw_cost(ax: Axes, *_: Any) -> None:
    look = {"color": ORANGE, "linestyle": "-.", "label": "paid for"}
    marks.line(ax, "cost", [0, 0, QUARTERS], [0, 100, 100], **look)


def _benefit(result: Ready) -> list[Curve | Dots | Kept]:
    return [
        Curve("theory", _T, result.at_work, "expected benefit"),
        Dots("simulated", result.drawn, f"{INITIATIVES} drawn initiatives"),
        Kept(_T, result.at_work),
    ]


def _course(result: Ready) -> list[Curve | Kept]:
    busy = result.course()
    return [
        Curve("theory", _YEARS, busy, "initiatives all the time"),
        Curve("second theory", _YEARS, result.course(at_rest=True), "no initiatives", "--"),
        Kept(_YEARS, busy),
    ]


def _figures(result: Ready) -> Figures:
    busy, idle = result.course(), result.course(at_rest=True)
    most, lift, least, least_lift = _best_to_raise(result)
    return {
        "mean": result.levels.mean(),
        "effective": result.effective,
        "elements": "weak ones" if result.weakest else "all equal",
        "weakest": ", ".join(result.weakest),
        "most": most,
        "lift": lift,
        "least": least,
        "least_lift": least_lift,
        "fails": 100 * failure_probability(result.effective),
        "benefit": result.benefit,
        "half_time": result.half_time,
        "initiatives": INITIATIVES,
        "quarters": QUARTERS,
        "drawn": result.drawn.at(-1),
        "years": YEARS,
        "begins": busy[0],
        "busy": busy[-1],
        "idle": idle[-1],
        "settles": theory.readiness.settles_at(result.growth, result.decay),
    }


def _best_to_raise(result: Ready) -> tuple[str, float, str, float]:
    """Return the elements whose rise by 0.1 lifts e most and least, each with its lift."""
    lifts = []
    for place in range(len(ELEMENTS)):
        raised = result.levels.copy()
        raised[place] = min(1.0, raised[place] + 0.1)
        lifts.append(theory.readiness.effectiveness(raised, result.weak_link) - result.effective)
    most, least = int(np.argmax(lifts)), int(np.argmin(lifts))
    return ELEMENTS[most], lifts[most], ELEMENTS[least], lifts[least]


_PANELS = Own(_draw_elements, _elements), Own(_draw_cost, _benefit), _course
DESCRIPTION = Description.of("readiness", lambda: load("bank"), _measure, _PANELS, _figures)
