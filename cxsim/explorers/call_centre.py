"""``call_centre``: how long callers wait and how many hang up, by formula and by simulation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.wording import apart, paragraphs, shown
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


# -- the picture -----------------------------------------------------------------------------------

_PANELS: tuple[tuple[Measure, str], ...] = (
    ("abandonment", "How many callers hang up"),
    ("wait", "How long callers wait"),
)


def _draw(figure: Figure, result: Service, pinned: Service | None) -> None:
    if not figure.axes:
        for ax, (_, title) in zip(figure.subplots(1, 2), _PANELS, strict=True):
            ax.set_title(title)
            ax.yaxis.labelpad = 10  # room for waits of hundreds of seconds
    for ax, (measure, _) in zip(figure.axes, _PANELS, strict=True):
        queues.erlang(
            *result.station,
            agents=_AGENTS,
            measure=measure,
            simulated=getattr(result, measure),
            pinned=getattr(pinned, measure) if pinned else None,
            ax=ax,
        )


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Service, pinned: Service | None) -> str:
    return paragraphs(
        _read_work(result),
        _read_simulation(result),
        _read_theory(result),
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_work(result: Service) -> str:
    calls, minutes = result.station.arrival_rate, 1 / result.station.service_rate
    load = result.station.load
    if load < result.agents:
        verdict = f"{result.agents} agents are enough for that, if calls came like clockwork"
    else:
        verdict = f"{result.agents} agents cannot do it all: some callers must hang up"
    return (
        f"<b>Work.</b> {shown(calls)} calls a minute of {shown(minutes, 2)} minutes are work for "
        f"{shown(load, 1)} agents. {verdict}."
    )


def _read_simulation(result: Service) -> str:
    return (
        f"<b>Simulation.</b> {_point(result.abandonment, '%')} of the callers hang up, and the "
        f"mean wait is {_point(result.wait, 'seconds')}. The 95 % intervals compare {STRETCHES} "
        f"stretches of {_MINUTES:.0f} minutes, {result.calls:,} calls together."
    )


def _read_theory(result: Service) -> str:
    with_patience = result.station.erlang_a(result.agents)
    without = result.station.erlang_c(result.agents)
    text = (
        f"<b>Formulas.</b> Erlang A, in which callers hang up, says "
        f"{shown(queues.value_of(with_patience, 'abandonment'), 1)} % and "
        f"{shown(queues.value_of(with_patience, 'wait'), 1)} seconds. "
    )
    if without is None:
        text += "Erlang C, in which nobody hangs up, has no answer: its queue grows without end. "
    else:
        seconds = shown(queues.value_of(without, "wait"), 1)
        text += f"Erlang C, in which nobody hangs up, says {seconds} seconds. "
    return text + (
        f"Both assume exponential handling times (spread 1); here they are lognormal with spread "
        f"{shown(result.spread, 2)}."
    )


def _read_pinned(result: Service, pinned: Service) -> str:
    hang_ups = result.abandonment.value - pinned.abandonment.value
    seconds = result.wait.value - pinned.wait.value
    return (
        f"<b>Against the pinned run</b> ({pinned.agents} agents): "
        f"{apart(hang_ups, 'points', 'more', 'fewer')} of the callers hang up, and the mean wait "
        f"is {apart(seconds, 'seconds', 'longer', 'shorter')}."
    )


def _point(point: Point, unit: str) -> str:
    ends = f"between {shown(point.low, 1)} and {shown(point.high, 1)}"
    return f"{shown(point.value, 1)} {unit} ({ends})"


DESCRIPTION = Description(
    name="call_centre",
    title="A call centre",
    question="How many agents does it take?",
    base=_base,
    controls=(
        SliderSettings(f"{_PLACE}.agents", low=_AGENTS[0], high=_AGENTS[-1]),
        SliderSettings(
            _RATE, low=40, high=56, step=1, title="Calls", unit="per minute", factor=_PER_MINUTE
        ),
        SliderSettings(f"{_PLACE}.handling_minutes", low=0.8, high=1.2, step=0.02),
        SliderSettings(f"{_PLACE}.handling_cv", low=0.2, high=2.5, step=0.1),
        SliderSettings(
            f"{_PLACE}.patience_minutes",
            low=0.5,
            high=10.0,
            step=0.5,
            title="Call centre: mean patience in the queue",
        ),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
)
