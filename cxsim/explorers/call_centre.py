"""``call_centre``: how long callers wait and how many hang up, by formula and by simulation."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Own
from cxsim.explorers.wording import Figures
from cxsim.intervals import mean_and_margin
from cxsim.plots import queues
from cxsim.plots.queues import Measure, Point, Station
from cxsim.results.run import simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

STRETCHES = 30
"""Stretches of time that are simulated and compared: more make the interval narrower."""

_MINUTES = 20.0  # of a stretch: long enough that one knows little of the one before
_PLACE = "company.touchpoints.call_centre"
_RATE = "market.needs.call.per_month"
_AGENTS = range(40, 65)
_CUSTOMERS, _CALLS = 2000, 48  # as the preset: 48 calls a minute altogether
_PER_MINUTE = MONTH_DAYS * _MINUTES / _CUSTOMERS
"""A customer's calls in a month that make one call a minute altogether."""


class Service(NamedTuple):
    """What a run of the call centre shows, beside what it was fed with."""

    station: Station
    agents: int
    spread: float  # of handling time, sd / mean
    calls: int
    abandonment: Point
    wait: Point


def _base() -> Scenario:
    """Return the preset with a stretch as its day; handling times are lognormal, as in life."""
    return load("contact_centre").replace(
        {_RATE: _CALLS * _PER_MINUTE, f"{_PLACE}.handling_distribution": "lognormal"},
        customers=_CUSTOMERS,
        hours_per_day=_MINUTES / 60,
        days=STRETCHES + 1,
        warm_up_days=1,
    )


def _measure(scenario: Scenario) -> Service:
    table = simulate(scenario, seed=1).encounters
    outcome = table["outcome"]
    begun = (outcome.notna() | table["started"].notna()).to_numpy()
    stretch = table["arrived"].to_numpy().astype(int) - scenario.warm_up_days
    counted = begun & (stretch >= 0)
    place = scenario.company.touchpoints["call_centre"]
    given_up = 100.0 * (outcome == "abandoned").to_numpy()
    seconds = 60.0 * table["wait_minutes"].to_numpy()
    return Service(
        station=Station(
            arrival_rate=scenario.value(_RATE) / _PER_MINUTE,
            service_rate=1 / place.handling_minutes,
            abandonment_rate=1 / place.patience_minutes if place.patience_minutes else 0.0,
        ),
        agents=place.agents,
        spread=place.handling_cv,
        calls=int(counted.sum()),
        abandonment=_batch_mean(place.agents, given_up[counted], stretch[counted]),
        wait=_batch_mean(place.agents, seconds[counted], stretch[counted]),
    )


def _batch_mean(agents: int, values: np.ndarray, batch: np.ndarray) -> Point:
    """Mean of the batches' means, and its 95 % interval by Student's t.

    Calls of one moment wait in one queue and are no independent numbers; means of long stretches
    nearly are.
    """
    means = np.bincount(batch, weights=values) / np.bincount(batch)
    mean, margin = mean_and_margin(means)
    return Point(agents, float(mean), float(max(0.0, mean - margin)), float(mean + margin))


def _draw(measure: Measure) -> Callable[[Axes, Service, Service | None], None]:
    def draw(ax: Axes, result: Service, pinned: Service | None) -> None:
        ax.yaxis.labelpad = 10  # room for waits of hundreds of seconds
        queues.erlang(
            *result.station,
            agents=_AGENTS,
            measure=measure,
            simulated=getattr(result, measure),
            pinned=getattr(pinned, measure) if pinned else None,
            ax=ax,
        )

    return draw


def _figures(result: Service) -> Figures:
    with_patience = result.station.erlang_a(result.agents)
    without = result.station.erlang_c(result.agents)
    return {
        "calls": result.station.arrival_rate,
        "minutes": 1 / result.station.service_rate,
        "load": result.station.load,
        "agents": result.agents,
        "verdict": "enough" if result.station.load < result.agents else "too few",
        "counted": result.calls,
        "hang_up": result.abandonment.value,
        "hang_up_low": result.abandonment.low,
        "hang_up_high": result.abandonment.high,
        "wait": result.wait.value,
        "wait_low": result.wait.low,
        "wait_high": result.wait.high,
        "patient_hang_up": queues.value_of(with_patience, "abandonment"),
        "patient_wait": queues.value_of(with_patience, "wait"),
        "without_end": "without end" if without is None else "nobody hangs up",
        "endless_wait": np.nan if without is None else queues.value_of(without, "wait"),
        "spread": result.spread,
    }


_PANELS = Own(_draw("abandonment")), Own(_draw("wait"))
DESCRIPTION = Description.of("call_centre", _base, _measure, _PANELS, _figures)
