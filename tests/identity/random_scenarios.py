"""Random but valid scenarios: small firms in which people queue and give up.

Hypothesis draws the seed of each firm. Drawing every number by itself made most firms empty or
alike, because hypothesis looks for small examples and for variations of those it has seen.
"""

from __future__ import annotations

from dice import Data, Dice
from hypothesis import strategies as st
from own_mechanisms import Diary, Weather
from random_company import company, management, own_lever, programmes, touchpoint
from random_people import behaviour, market, need

from cxsim import Scenario
from cxsim.units import MONTH_DAYS


def scenarios(levers: list[str]) -> st.SearchStrategy[Scenario]:
    """Firms with their market, their people and up to four dated changes."""
    return st.integers(0, 2**63 - 1).map(lambda seed: random_scenario(Dice(seed), levers))


def random_scenario(dice: Dice, levers: list[str]) -> Scenario:
    """Make one firm."""
    customers, days = dice.randint(20, 60), dice.randint(32, 130)
    contractual = dice.random() < 0.5
    names = [f"place_{index}" for index in range(dice.randint(1, 4))]
    touchpoints = {
        name: touchpoint(dice, [other for other in names if other != name]) for name in names
    }
    needs = {
        f"need_{index}": need(dice, touchpoints, not contractual and index == 0)
        for index in range(dice.randint(1, 3))
    }
    sample = dice.choice([1, 1, 10, 50])  # real customers behind each simulated one
    scenario = Scenario.from_data(
        {
            "name": "random",
            "relationship": "contractual" if contractual else "noncontractual",
            "customers": customers,
            "represents": sample * customers if sample > 1 else None,
            "days": days,
            "warm_up_days": dice.rarely(0, dice.randint(1, days - 1)),
            "hours_per_day": sample * busy_hours(dice, customers, touchpoints, needs),
            "company": {
                "touchpoints": touchpoints,
                **company(dice),
                **programmes(dice),
                **management(dice),
            },
            "market": {"needs": needs, **market(dice)},
            "behaviour": behaviour(dice),
            "levers": {name: dice.number_or_null(0.0, 1.0) for name in levers}
            | {"own": own_lever(dice)},
        }
    )
    for _ in range(dice.randint(0, 4)):
        scenario = scenario.at(a_day(dice, scenario), change(dice, scenario))
    return with_own_mechanisms(dice, scenario) if dice.random() < 0.5 else scenario


def with_own_mechanisms(dice: Dice, scenario: Scenario) -> Scenario:
    """Two mechanisms of one's own that use every hook; always both, so that one compile serves."""
    weather = Weather(rain=dice.number_or_null(0.1, 1.0), gloom=dice.number_or_null(-1.0, 2.0))
    diary = Diary(grief=dice.number_or_null(-2.0, 4.0), gift=dice.number_or_null(-1.0, 1.0))
    own = scenario.having(weather, diary)
    return own.at(a_day(dice, own), {"mechanisms.weather.rain": dice.number(0.0, 1.0)})


def busy_hours(dice: Dice, customers: int, touchpoints: Data, needs: Data) -> float:
    """Opening hours that offer agents between half and three times the work that they can do."""
    agents = sum(place["agents"] for place in touchpoints.values())
    per_day = customers * sum(kind["per_month"] or 1.0 for kind in needs.values()) / MONTH_DAYS
    minutes = sum(place["handling_minutes"] for place in touchpoints.values()) / len(touchpoints)
    full = per_day * minutes / max(1, agents) / 60.0
    return min(0.48, max(0.01, full / dice.number(0.5, 3.0)))


def a_day(dice: Dice, scenario: Scenario) -> float:
    """A day of the run: often one on which something happens anyway."""
    special = {0.0, MONTH_DAYS, 2 * MONTH_DAYS, float(scenario.warm_up_days)}
    special |= {change.day for change in scenario.schedule}
    known = sorted(day for day in special if day < scenario.days)
    return dice.choice(known) if dice.random() < 0.5 else dice.number(0.0, scenario.days - 1.0)


def change(dice: Dice, scenario: Scenario) -> Data:
    """One to three values that move on a day."""
    values: Data = {
        "company.gaps.delivery": dice.number(-0.5, 2.0),
        "company.gaps.communication": dice.number(-0.5, 2.0),
        "company.offer.fee_per_month": dice.number(0.0, 40.0),
        "company.context.other_touchpoint": dice.number(0.0, 1.0),
        "market.acquisition.advertising_per_year": dice.number_or_null(0.1, 8.0),
        "market.macro.shift": dice.number(-1.0, 1.0),
        "market.competitor.pull": dice.number(-1.0, 1.0),
        "company.recovery.failure_probability": dice.number_or_null(0.05, 0.5),
        "company.personalisation.depth": dice.number_or_null(0.1, 1.0),
        "company.outreach.reach": dice.number_or_null(0.1, 1.0),
        "company.privacy.breach_per_month": dice.number_or_null(0.01, 0.5),
        "company.service.routing_accuracy": dice.rarely(1.0, dice.number(0.3, 1.0)),
        "company.management.enabled": dice.random() < 0.5,
        "levers.omnichannel": dice.number_or_null(0.0, 1.0),
        "levers.phone": dice.number_or_null(0.0, 1.0),
        "levers.own": dice.number_or_null(0.0, 1.0),
        "levers.cem": dice.number_or_null(0.0, 1.0),
    }
    for name, place in scenario.company.touchpoints.items():
        path = f"company.touchpoints.{name}"
        values[f"{path}.resolution"] = dice.number(0.1, 1.0)
        values[f"{path}.handling_minutes"] = dice.number(0.5, 30.0)
        values[f"{path}.patience_minutes"] = dice.rarely(None, dice.number(0.2, 60.0))
        values[f"{path}.open"] = dice.random() < 0.5
        if place.agents:
            values[f"{path}.agents"] = dice.randint(1, 6)
            values[f"{path}.pool"] = dice.choice(["", "window"])
    for name, kind in scenario.market.needs.items():
        values[f"market.needs.{name}.per_month"] = dice.number_or_null(0.3, 9.0)
        for place in kind.fit:
            values[f"market.needs.{name}.fit.{place}"] = dice.number(-1.0, 1.0)
    paths = dice.sample(sorted(values), dice.randint(1, 3))
    agents = [path for path in values if path.endswith(".agents")]
    return {path: values[path] for path in paths + dice.sample(agents, min(1, len(agents)))}
