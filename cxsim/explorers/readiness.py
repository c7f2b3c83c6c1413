"""``readiness``: how ready a firm is, what an initiative gives and when, where success leads."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim import theory
from cxsim.company.readiness import ELEMENTS, drawn_delay, failure_probability
from cxsim.explorers import panels
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.panels import Points
from cxsim.explorers.wording import apart, around, paragraphs, shown
from cxsim.plots import marks
from cxsim.plots.style import BLUE, ORANGE, VERMILION
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

INITIATIVES = 400
"""Drawn initiatives: more make the intervals narrower."""

QUARTERS, YEARS = 12, 5
_READINESS = "company.readiness"
_ORGANISATION = "company.management.organisation"
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
    return panels.points_of(_SHOWN, [given * (delays <= quarter) for quarter in _SHOWN])


# -- the picture -----------------------------------------------------------------------------------


def _draw(figure: Figure, result: Ready, pinned: Ready | None) -> None:
    if not figure.axes:
        titles = ("How ready the firm is", "What an initiative gives", "Success makes ready")
        for ax, title in zip(figure.subplots(1, 3), titles, strict=True):
            ax.set_title(title)
    ready, gives, later = figure.axes
    _draw_elements(ready, result, pinned)
    _draw_benefit(gives, result, pinned)
    _draw_course(later, result, pinned)


def _draw_elements(ax: Axes, result: Ready, pinned: Ready | None) -> None:
    weak = np.array([element in result.weakest for element in ELEMENTS])
    for name, chosen, colour in (("weakest", weak, VERMILION), ("other", ~weak, BLUE)):
        for row, level in enumerate(np.where(chosen, result.levels, 0.0)):
            marks.bar(ax, f"{name} {row}", 0.0, float(level), row, 0.6, color=colour, alpha=0.75)
    ends = [-0.5, len(ELEMENTS) - 0.5]
    mean = float(result.levels.mean())
    panels.curve(ax, "second theory", [mean, mean], ends, "plain mean", "--")
    panels.curve(ax, "theory", [result.effective] * 2, ends, "effectiveness e")
    panels.pinned(ax, [pinned.effective] * 2 if pinned else None, ends)
    ax.set_yticks(range(len(ELEMENTS)), list(ELEMENTS))
    ax.set(xlabel="readiness (0 to 1)", xlim=(0, 1.03), ylim=(len(ELEMENTS) - 0.5, -1.9))
    ax.grid(visible=False, axis="y")
    marks.legend(ax, loc="upper left", frameon=True, edgecolor="none")


def _draw_benefit(ax: Axes, result: Ready, pinned: Ready | None) -> None:
    marks.line(
        ax, "cost", [0, 0, QUARTERS], [0, 100, 100], color=ORANGE, linestyle="-.", label="paid for"
    )
    panels.curve(ax, "theory", _T, result.at_work, "expected benefit")
    panels.dots(ax, "simulated", result.drawn, f"{INITIATIVES} drawn initiatives")
    panels.pinned(ax, _T if pinned else None, pinned.at_work if pinned else None)
    ax.set(xlabel="quarters since the start", ylabel="share of the plan (%)")
    ax.set(xlim=(0, QUARTERS + 0.5), ylim=(0, 150), xticks=range(0, QUARTERS + 1, 2))
    ax.set_yticks(range(0, 101, 20))
    marks.legend(ax, loc="upper left", frameon=True, edgecolor="none")


def _draw_course(ax: Axes, result: Ready, pinned: Ready | None) -> None:
    panels.curve(ax, "theory", _YEARS, result.course(), "initiatives all the time")
    panels.curve(ax, "second theory", _YEARS, result.course(at_rest=True), "no initiatives", "--")
    panels.pinned(ax, _YEARS if pinned else None, pinned.course() if pinned else None)
    ax.set(xlabel="year", ylabel="mean readiness (0 to 1)", xlim=(0, YEARS), ylim=(0, 1.4))
    ax.set_yticks(np.arange(0, 1.01, 0.2))
    marks.legend(ax, loc="upper left", frameon=True, edgecolor="none")


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Ready, pinned: Ready | None) -> str:
    return paragraphs(
        _read_elements(result),
        _read_benefit(result),
        _read_course(result),
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_elements(result: Ready) -> str:
    text = (
        f"<b>Readiness.</b> The plain mean of the five elements is "
        f"{shown(result.levels.mean(), 2)}, effectiveness e is {shown(result.effective, 2)}. "
    )
    if not result.weakest:
        return text + "All elements are equal: none holds the others back."
    best = _best_to_raise(result)
    return text + (
        f"Weakest: {', '.join(result.weakest)}. Raising {best[0]} by 0.1 lifts e by "
        f"{shown(best[1], 3)}, raising {best[2]} by {shown(best[3], 3)}."
    )


def _best_to_raise(result: Ready) -> tuple[str, float, str, float]:
    """Return the elements whose rise by 0.1 lifts e most and least, each with its lift."""
    lifts = []
    for place in range(len(ELEMENTS)):
        raised = result.levels.copy()
        raised[place] = min(1.0, raised[place] + 0.1)
        lifts.append(theory.readiness.effectiveness(raised, result.weak_link) - result.effective)
    most, least = int(np.argmax(lifts)), int(np.argmin(lifts))
    return ELEMENTS[most], lifts[most], ELEMENTS[least], lifts[least]


def _read_benefit(result: Ready) -> str:
    fails = 100 * failure_probability(result.effective)
    last, margin = float(result.drawn.mean[-1]), float(result.drawn.margin[-1])
    return (
        f"<b>An initiative.</b> It fails in {shown(fails)} % of all cases, and if it succeeds, it "
        f"gives the share e of the plan. So {shown(result.benefit)} % of the planned benefit is to "
        f"be expected, half of it after {shown(result.half_time, 1)} quarters. It is paid in full, "
        f"from the first day. Of {INITIATIVES} drawn initiatives, the mean benefit after "
        f"{QUARTERS} quarters is {around(last, margin, '%', 1)}."
    )


def _read_course(result: Ready) -> str:
    busy, idle = result.course(), result.course(at_rest=True)
    return (
        f"<b>Two-way link.</b> In {YEARS} years mean readiness goes from {shown(busy[0], 2)} to "
        f"{shown(busy[-1], 2)} if an initiative ends in every quarter, and to {shown(idle[-1], 2)} "
        f"if nothing is undertaken. In the end it settles at "
        f"{shown(theory.readiness.settles_at(result.growth, result.decay), 2)}, wherever it starts."
    )


def _read_pinned(result: Ready, pinned: Ready) -> str:
    more = result.effective - pinned.effective
    return (
        f"<b>Against the pinned run</b>: effectiveness is {shown(abs(more), 2)} "
        f"{'higher' if more >= 0 else 'lower'}, and the expected benefit is "
        f"{apart(result.benefit - pinned.benefit, 'points', 'higher', 'lower')}."
    )


DESCRIPTION = Description(
    name="readiness",
    title="Readiness",
    question="What does an initiative give, and when?",
    base=lambda: load("bank"),
    controls=(
        *(
            SliderSettings(f"{_READINESS}.{element}", low=0.05, high=1.0, step=0.05)
            for element in ELEMENTS
        ),
        SliderSettings(f"{_ORGANISATION}.weak_link", low=-5.0, high=1.0, step=0.5),
        SliderSettings(f"{_ORGANISATION}.delay_quarters", low=0.5, high=3.0, step=0.25),
        SliderSettings(f"{_ORGANISATION}.decay", low=0.0, high=0.1, step=0.01),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
    size=(8.8, 4.0),
)
