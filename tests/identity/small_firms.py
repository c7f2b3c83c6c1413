"""Every preset as a small, crowded firm, and the dated changes that it meets."""

from __future__ import annotations

import math

import cxsim as cx
from cxsim import Run, Scenario
from cxsim.units import MONTH_DAYS

PRESETS = list(cx.presets().index)
SEEDS = (1, 2, 3)
DAYS, WARM_UP = 130, 40

# 2,000 people would call a thousand times a day: few people, and hours to match.
_OWN = {"contact_centre": {"market.needs.call.per_month": 6.0, "hours_per_day": 0.125}}


def small(preset: str) -> Scenario:
    """A preset with few customers and half of its staff (``represents`` keeps the load)."""
    scenario = cx.load(preset)
    changes = dict(_OWN.get(preset, {}))
    for name, agents in staff(scenario).items():
        share = 0.5 if scenario.represents else 0.5 * 120 / scenario.customers
        changes[f"company.touchpoints.{name}.agents"] = max(1, round(share * agents))
    return scenario.replace(changes, customers=120, days=DAYS, warm_up_days=WARM_UP)


def staff(scenario: Scenario) -> dict[str, int]:
    """Agents of each staffed touchpoint."""
    places = scenario.company.touchpoints.items()
    return {name: place.agents for name, place in places if place.agents > 0}


def with_dated_changes(scenario: Scenario) -> Scenario:
    """The scenario with changes on the first day, at a month's end and two on one day."""
    macro = {"market.macro.sd": 0.2, "market.macro.demand_effect": 0.5}
    scenario = scenario.replace(macro)
    rates = {
        f"market.needs.{name}.per_month": round(1.8 * need.per_month, 4)
        for name, need in scenario.market.needs.items()
        if not need.purchase
    }
    desks = [f"company.touchpoints.{name}.agents" for name in staff(scenario)]

    def agents(number: int) -> dict[str, int]:
        return dict.fromkeys(desks[:2], number)

    advertising = scenario.market.acquisition.advertising_per_year
    first_half = scenario.at(0, {"company.gaps.communication": 0.4}).at(20, agents(4))
    return (
        first_half.at(WARM_UP, rates)
        .at(2 * MONTH_DAYS, {"company.gaps.delivery": 0.9, **agents(1)})
        .at(2 * MONTH_DAYS, {"market.acquisition.advertising_per_year": 8 * advertising})
        .at(75, {"market.macro.shift": -0.5, "market.competitor.pull": 0.4, **agents(2)})
        .at(75, {"company.gaps.delivery": 0.1, **agents(3)})
        .at(100.5, {"market.competitor.expectation_rise": 0.05, **agents(1)})
    )


def strategies() -> list[str]:
    """All shipped strategies, and a bundle of three."""
    return [*cx.strategies().index, "cem+omnichannel+proactive"]


def assert_people_queue_and_give_up(run: Run) -> None:
    """Where agents serve, several people waited and several gave up."""
    if not staff(run.scenario):
        return
    waited = int((run.encounters.wait_minutes > 0).sum())
    gave_up = int((run.encounters.outcome == "abandoned").sum())
    assert waited >= 10 and gave_up >= 5, f"only {waited} waited and {gave_up} gave up"
    assert math.isclose(run.queues.abandoned.sum(), gave_up)
