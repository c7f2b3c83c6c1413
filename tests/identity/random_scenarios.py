"""Random but valid scenarios: small firms in which people queue and give up.

Hypothesis draws the seed of each firm. Drawing every number by itself made most firms empty or
alike, because hypothesis looks for small examples and for variations of those it has seen.
"""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from cxsim import Scenario
from cxsim.engine.parameters import MONTH_DAYS

Data = dict[str, Any]


class Dice(Random):
    """Draws numbers that are short enough to read in a failing case."""

    def number(self, low: float, high: float) -> float:
        """A number between two bounds."""
        return round(self.uniform(low, high), 3)

    def number_or_null(self, low: float, high: float) -> float:
        """A number between two bounds, or now and then 0, which removes a mechanism."""
        return self.rarely(0.0, self.number(low, high))

    def rarely(self, special: Any, usual: Any) -> Any:
        """The usual, or a special value in a fifth of the cases."""
        return special if self.random() < 0.2 else usual


def scenarios(levers: list[str]) -> st.SearchStrategy[Scenario]:
    """Firms with their market, their people and up to four dated changes."""
    return st.integers(0, 2**63 - 1).map(lambda seed: random_scenario(Dice(seed), levers))


def random_scenario(dice: Dice, levers: list[str]) -> Scenario:
    """Make one firm."""
    customers, days = dice.randint(20, 60), dice.randint(32, 130)
    contractual = dice.random() < 0.5
    touchpoints = {f"place_{index}": touchpoint(dice) for index in range(dice.randint(1, 4))}
    needs = {
        f"need_{index}": need(dice, list(touchpoints), not contractual and index == 0)
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
            "company": {"touchpoints": touchpoints, **company(dice)},
            "market": {"needs": needs, **market(dice)},
            "behaviour": behaviour(dice),
            "levers": {name: dice.number_or_null(0.1, 1.0) for name in levers},
        }
    )
    for _ in range(dice.randint(0, 4)):
        scenario = scenario.at(a_day(dice, scenario), change(dice, scenario))
    return scenario


def touchpoint(dice: Dice) -> Data:
    """A place with or without agents; waiting people are patient, impatient or endlessly so."""
    agents = dice.choice([0, 1, 1, 2, 3])
    minutes = dice.number(0.5, 30.0)
    return {
        "channel": dice.choice(["call_centre", "store", "app", "email"]),
        "agents": agents,
        "handling_minutes": minutes if agents else dice.rarely(0.0, minutes),
        "handling_cv": dice.number(0.01, 3.0),
        "handling_distribution": dice.choice(["lognormal", "exponential"]),
        "patience_minutes": dice.rarely(None, dice.number(0.2, 60.0)),
        "patience_shape": dice.rarely(1.0, dice.number(0.4, 3.0)),
        "usual_wait_minutes": dice.number(0.1, 10.0),
        "resolution": dice.rarely(1.0, dice.number(0.05, 0.95)),
        "variable_cost": dice.number_or_null(0.1, 5.0),
        "preference": dice.number(-1.0, 1.0),
        "digital": dice.number(-1.0, 1.0),
        "moment_of_truth": dice.number_or_null(0.1, 3.0),
        "delivery_gap_offset": dice.number(-1.0, 1.0),
        "profile": {level: dice.number(-0.5, 0.5) for level in ("rational", "emotional")},
    }


def need(dice: Dice, places: list[str], purchase: bool) -> Data:
    """A kind of need: one touchpoint can meet it for certain, the others perhaps."""
    certain = dice.choice(places)
    return {
        "per_month": dice.number_or_null(0.3, 6.0),
        "purchase": purchase,
        "moment_of_truth": dice.number_or_null(0.1, 3.0),
        "handling_factor": dice.number(0.3, 3.0),
        "difficulty": dice.number(-1.0, 2.0),
        "revenue": dice.number_or_null(1.0, 30.0),
        "fit": {
            place: dice.number(-1.0, 1.0) if place == certain or dice.random() < 0.7 else None
            for place in places
        },
    }


def busy_hours(dice: Dice, customers: int, touchpoints: Data, needs: Data) -> float:
    """Opening hours that offer agents between half and three times the work that they can do."""
    agents = sum(place["agents"] for place in touchpoints.values())
    per_day = customers * sum(kind["per_month"] or 1.0 for kind in needs.values()) / MONTH_DAYS
    minutes = sum(place["handling_minutes"] for place in touchpoints.values()) / len(touchpoints)
    full = per_day * minutes / max(1, agents) / 60.0
    return min(0.48, max(0.01, full / dice.number(0.5, 3.0)))


def company(dice: Dice) -> Data:
    """Gaps (over-delivery included), offer, costs, and what survives between contacts."""
    names = ("knowledge", "design", "delivery", "communication")
    return {
        "gaps": {name: dice.number_or_null(-0.5, 1.0) for name in names},
        "offer": {
            "fee_per_month": dice.number_or_null(1.0, 40.0),
            "basket": dice.number_or_null(1.0, 80.0),
            "basket_cv": dice.number(0.01, 1.5),
            "gross_margin": dice.number(0.0, 1.0),
        },
        "costs": {"fixed_per_month": 100.0, "acquisition": dice.number_or_null(1.0, 90.0)},
        "context": {
            "same_touchpoint": dice.number(0.0, 1.0),
            "other_touchpoint": dice.number(0.0, 1.0),
            "extra_handling": dice.number_or_null(0.1, 1.0),
        },
    }


def market(dice: Dice) -> Data:
    """Segments, prospects, the economy and the competitor."""
    parts = [dice.randint(1, 9) for _ in range(dice.randint(1, 3))]
    return {
        "segments": {
            f"segment_{index}": segment(dice, part / sum(parts)) for index, part in enumerate(parts)
        },
        "acquisition": {
            "prospects": dice.rarely(0, dice.randint(1, 150)),
            "advertising_per_year": dice.number_or_null(0.1, 5.0),
        },
        "macro": {
            "sd": dice.number_or_null(0.05, 0.5),
            "shift": dice.number_or_null(-0.5, 0.5),
            "demand_effect": dice.number_or_null(0.1, 2.0),
        },
        "competitor": {
            "pull": dice.number_or_null(-1.0, 1.0),
            "expectation_rise": dice.number_or_null(0.01, 0.2),
        },
    }


def segment(dice: Dice, share: float) -> Data:
    """A group of customers."""
    factors = ("need_factor", "purchase_factor", "hazard_factor", "value_factor")
    return {
        "share": share,
        "expectation_shift": dice.number(-0.5, 0.5),
        "digital_preference": dice.number(-1.0, 1.0),
        **{name: dice.number_or_null(0.3, 2.0) for name in factors},
    }


def behaviour(dice: Dice) -> Data:
    """The people: mechanisms at their null values or at work."""
    null_or = dice.number_or_null
    heart, mind = dice.number(0.05, 0.45), dice.number(0.05, 0.45)
    peak, end = null_or(0.05, 0.45), null_or(0.05, 0.45)
    return {
        "weights": {
            "heart": heart,
            "mind": mind,
            "hands": 1.0 - heart - mind,
            "concentration": dice.number(0.2, 50.0),
        },
        "memory": {"peak": peak, "end": end, "average": 1.0 - peak - end},
        "quality": {"ideal_sd": null_or(0.1, 1.0), "occasion_sd": null_or(0.1, 1.5)},
        "expectation": {"learning": null_or(0.1, 1.0), "ratchet": null_or(0.01, 0.3)},
        "effort": {"wait": null_or(0.2, 3.0), "recontact": null_or(0.2, 2.0)},
        "choice": {"taste_sd": null_or(0.1, 1.0), "wait": null_or(0.1, 2.0)},
        "resolution": {
            "retry": null_or(0.3, 1.0),
            "retry_days": dice.number(0.01, 5.0),
            "max_contacts": dice.randint(1, 6),
        },
        "attitude": {"loyalty_step": null_or(0.05, 1.0), "start_sd": null_or(0.1, 1.0)},
        "churn": {
            "a": null_or(0.3, 6.0),
            "b": dice.number(5.0, 300.0),
            "duration_shape": dice.rarely(1.0, dice.number(0.5, 2.0)),
            "attitude": null_or(0.1, 2.0),
            "loyalty": null_or(0.1, 2.0),
            "macro": null_or(0.1, 2.0),
            "dormant_share": null_or(0.1, 1.0),
            "involuntary": null_or(0.1, 2.0),
            "start_tenure_months": null_or(1.0, 40.0),
        },
        "purchase": {
            "r": dice.number(0.3, 5.0),
            "alpha_weeks": dice.number(0.3, 10.0),
            "attitude_effect": null_or(0.05, 1.0),
        },
        "survey": {"enabled": dice.rarely(False, True), "base": dice.number(-2.0, 2.0)},
    }


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
    }
    for name, place in scenario.company.touchpoints.items():
        path = f"company.touchpoints.{name}"
        values[f"{path}.resolution"] = dice.number(0.1, 1.0)
        values[f"{path}.handling_minutes"] = dice.number(0.5, 30.0)
        values[f"{path}.patience_minutes"] = dice.rarely(None, dice.number(0.2, 60.0))
        if place.agents:
            values[f"{path}.agents"] = dice.randint(1, 6)
    for name, kind in scenario.market.needs.items():
        values[f"market.needs.{name}.per_month"] = dice.number_or_null(0.3, 9.0)
        for place in kind.fit:
            values[f"market.needs.{name}.fit.{place}"] = dice.number(-1.0, 1.0)
    paths = dice.sample(sorted(values), dice.randint(1, 3))
    agents = [path for path in values if path.endswith(".agents")]
    return {path: values[path] for path in paths + dice.sample(agents, min(1, len(agents)))}
