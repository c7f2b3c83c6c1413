"""``dashboard``: a manager who steers by surveys, with the truth beside what they say."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cxsim import theory
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Curve, Kept, Own
from cxsim.explorers.wording import Figures
from cxsim.plots import months, numbers
from cxsim.plots.ratings import Stars, stars, stars_of
from cxsim.results.run import Run, simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

CUSTOMERS = 400
"""Simulated customers, of whom some answer: more would make surveys more exact."""

_MONTHS, _SETTLED = 48, 12  # shown; left out of the figures, as customers still settle in
_WHEN = "in the same quarter", "a quarter late", "2 quarters late"
_TARGET = 10.0  # NPS points, above the bank's level, so that there is something to correct
_MANAGEMENT = "company.management"
_GAIN, _LAG = f"{_MANAGEMENT}.control.gain", f"{_MANAGEMENT}.analysis.survey_lag_quarters"
# Nothing but corrections: no studies, no initiatives, no programmes; and a correction is free and
# lasts, so that only its rule is seen.
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


def _draw_nps(ax: Axes, result: Steered, pinned: Steered | None) -> None:
    months.nps(result.nps, ax, pinned.nps if pinned else None, span=(-60.0, 70.0))


def _draw_stars(ax: Axes, result: Steered, pinned: Steered | None) -> None:
    stars(result.stars, ax, pinned.stars if pinned else None)


def _service_moved(result: Steered) -> list[Curve | Kept]:
    month, service, _ = result.service
    return [Curve("#333333", month, service, steps=True), Kept(month, service)]


def _figures(result: Steered) -> Figures:
    return {
        "response": 100 * result.response,
        "error": numbers.error_of(result.nps),
        "csat": result.csat[0],
        "told": result.csat[1],
        "level": result.settled.mean(),
        "width": np.ptp(result.settled),
        "least": result.settled.min(),
        "most": result.settled.max(),
        "target": _TARGET,
        "corrections": "corrects" if result.gain else "only looks",
        "when": _WHEN[result.lag],
        "gain": 100 * result.gain,
        "shift": result.shift,
        "limit": 100 * float(theory.control.largest_gain(result.lag)),
    }


_PANELS = (Own(_draw_nps), Own(_draw_stars), _service_moved)
DESCRIPTION = Description.of("dashboard", _base, _measure, _PANELS, _figures)
