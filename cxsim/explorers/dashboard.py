"""``dashboard``: a manager who steers by surveys, with the truth beside what they say."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim import theory
from cxsim.company.readiness import ELEMENTS
from cxsim.explorers import panels
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.wording import apart, change, paragraphs, shown
from cxsim.plots import marks, months, numbers
from cxsim.plots.ratings import Stars, stars, stars_of
from cxsim.results.run import Run, simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

CUSTOMERS = 400
"""Simulated customers, of whom some answer: more would make surveys more exact."""

_MONTHS, _SETTLED = 48, 12  # shown; left out of the figures, as customers still settle in
_TARGET = 10.0  # NPS points, above the bank's level, so that there is something to correct
_MANAGEMENT = "company.management"
_GAIN, _LAG = f"{_MANAGEMENT}.control.gain", f"{_MANAGEMENT}.analysis.survey_lag_quarters"
# Nothing but corrections: no studies, no initiatives, no programmes; and a correction is free,
# lasts and comes in full, as readiness is 1, so that only its rule is seen.
_OFF = (
    "analysis.study_answers", "analysis.drift_per_month", "planning.message_effect",
    "organisation.work_in_progress", "organisation.decay", "organisation.training_cost",
    "motivation.financial_cost", "motivation.non_financial_cost",
    "control.band", "control.fading", "control.cost_per_point",
)  # fmt: skip
# What one point of service does to the NPS is known well: about 60 points.
_KNOWN = {"control.points_per_satisfaction": 1.0, "control.nps_per_satisfaction": 60.0}


class Steered(NamedTuple):
    """What a run of the steered bank shows."""

    nps: numbers.Beside
    stars: Stars
    service: numbers.Trace  # what corrections have added to the service, points (1-7)
    csat: tuple[float, float]  # truth, measured
    response: float  # share of surveys with an answer
    gain: float
    lag: int  # quarters until a survey is acted on
    shift: float  # how far a correction moves the service, mean size, points

    @property
    def settled(self) -> np.ndarray:
        """True NPS, month by month, once customers have settled in."""
        return self.nps.truth.mean[self.nps.truth.month > _SETTLED]


def _base() -> Scenario:
    changes = dict.fromkeys(_OFF, 0) | _KNOWN
    changes |= {"enabled": True, "control.gain": 1.0, "control.target": _TARGET}
    named = {f"{_MANAGEMENT}.{name}": value for name, value in changes.items()}
    named |= {f"company.readiness.{element}": 1.0 for element in ELEMENTS}
    return load("bank").replace(named, customers=CUSTOMERS, days=round(_MONTHS * MONTH_DAYS))


def _measure(scenario: Scenario) -> Steered:
    run = simulate(scenario, seed=1)
    kpis, quarters = run.kpis, run.management
    return Steered(
        nps=numbers.nps(run),
        stars=stars_of(run),
        service=_service(run),
        csat=(float(kpis["value"]["csat"]), float(kpis["measured"]["csat"])),
        response=float(quarters["response_rate"].mean()),
        gain=scenario.value(_GAIN),
        lag=int(scenario.value(_LAG)),
        shift=float(quarters["correction"][quarters["deviation"].notna()].abs()[:-1].mean()),
    )


def _service(run: Run) -> numbers.Trace:
    """Gap 2 of the scenario minus gap 2 as corrections have made it."""
    gap = run.timeline["gap_2"].to_numpy()
    month = run.timeline["day"].to_numpy() / MONTH_DAYS
    lift = run.scenario.company.gaps.design - gap
    return numbers.Trace(month, lift, np.full(len(gap), np.nan))


# -- the picture -----------------------------------------------------------------------------------


def _draw(figure: Figure, result: Steered, pinned: Steered | None) -> None:
    if not figure.axes:
        _lay_out(figure)
    nps, service, score = figure.axes
    months.nps(result.nps, nps, pinned.nps if pinned else None, span=(-60.0, 70.0))
    _draw_service(service, result, pinned)
    stars(result.stars, score, pinned.stars if pinned else None)


def _lay_out(figure: Figure) -> None:
    places = figure.add_gridspec(2, 2, width_ratios=(1.5, 1), height_ratios=(1.6, 1))
    titles = "NPS: truth and dashboard", "What the manager did", "Satisfaction: stars"
    for place, title in zip((places[0, 0], places[1, 0], places[:, 1]), titles, strict=True):
        figure.add_subplot(place).set_title(title)


def _draw_service(ax: Axes, result: Steered, pinned: Steered | None) -> None:
    trace = result.service
    look = {"color": "#333333", "linewidth": 1.8, "drawstyle": "steps-pre"}
    marks.line(ax, "service", trace.month, trace.mean, label="_", **look)
    panels.pinned(ax, *(pinned.service[:2] if pinned else (None, None)))
    panels.zero_line(ax)
    panels.height(ax, -1.0, 1.0, trace.mean, pinned.service.mean if pinned else [])
    ax.set(xlabel="month", ylabel="service (points)", xlim=(0, _MONTHS * 1.01))
    ax.set_xticks(range(0, _MONTHS + 1, 6))


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Steered, pinned: Steered | None) -> str:
    return paragraphs(
        _read_dashboard(result),
        _read_corrections(result),
        _read_pinned(result, pinned) if pinned else "",
        "<i>One bank, one luck: the intervals are those of the answers. Other seeds give other "
        "waves of the same kind.</i>",
    )


def _read_dashboard(result: Steered) -> str:
    error = change(*numbers.error_of(result.nps), "points", "higher", "lower")
    truth, told = result.csat
    return (
        f"<b>Dashboard.</b> {shown(100 * result.response)} % of the surveys are answered. Averaged "
        f"over the quarters, the surveyed NPS is {error} than the truth. A matter earns "
        f"{shown(truth, 2)} stars on average; the answers say {shown(told, 2)}."
    )


def _read_corrections(result: Steered) -> str:
    moves = (
        f"After the first year the true NPS lies between {shown(result.settled.min())} and "
        f"{shown(result.settled.max())}; the target is {shown(_TARGET)}."
    )
    late = ("in the same quarter", "a quarter late")
    when = late[result.lag] if result.lag < 2 else f"{result.lag} quarters late"
    if not result.gain:
        return f"<b>Corrections.</b> The manager only looks, {when}, and corrects nothing. {moves}"
    limit = float(theory.control.largest_gain(result.lag))
    return (
        f"<b>Corrections.</b> The manager corrects {shown(100 * result.gain)} % of each deviation, "
        f"{when}: by {shown(result.shift, 2)} points of service a quarter, on average. {moves} "
        "The textbook rule says that corrections with this delay swing ever wider from "
        f"{shown(100 * limit)} % on, even if the score answers at once. An NPS answers slowly."
    )


def _read_pinned(result: Steered, pinned: Steered) -> str:
    level = float(result.settled.mean() - pinned.settled.mean())
    width = float(np.ptp(result.settled) - np.ptp(pinned.settled))
    told = result.csat[1] - pinned.csat[1]
    answers = 100 * (result.response - pinned.response)
    return (
        "<b>Against the pinned run</b> (the same customers with the same luck): after the first "
        f"year the true NPS is {apart(level, 'points', 'higher', 'lower')} on average, and its "
        f"range is {apart(width, 'points', 'wider', 'narrower')}. Surveyed satisfaction is "
        f"{apart(told, 'stars', 'higher', 'lower', 2)}, and the share of answers "
        f"{apart(answers, 'points', 'higher', 'lower')}."
    )


DESCRIPTION = Description(
    name="dashboard",
    title="Steering by a dashboard",
    question="Can you steer by dashboards?",
    base=_base,
    controls=(
        SliderSettings(_GAIN, low=0.0, high=1.0, step=0.1),
        SliderSettings(_LAG, low=0, high=2),
        SliderSettings("behaviour.survey.base", low=-4.0, high=2.0, step=0.2),
        SliderSettings("behaviour.survey.extremity", low=0.0, high=2.0, step=0.1),
        SliderSettings("company.feedback.incentive", low=0.0, high=2.0, step=0.1),
        SliderSettings("company.feedback.gaming", low=0.0, high=1.0, step=0.05),
        SliderSettings("company.gaps.delivery", low=0.0, high=0.8, step=0.05, unit="points"),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
    size=(8.8, 4.8),
)
