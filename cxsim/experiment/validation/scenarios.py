"""The firms that targets are asked of: small, with most mechanisms at their null value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

LINE = "company.touchpoints.call_centre"

# No luck, no learning and no effort: only gaps and expectations are left.
_QUIET = {
    "behaviour.quality.occasion_sd": 0.0,
    "behaviour.quality.component_sd": 0.0,
    "behaviour.quality.fit_sd": 0.0,
    "behaviour.satisfaction.trait_sd": 0.0,
    "behaviour.satisfaction.noise_sd": 0.0,
    "behaviour.effort.usual": 1.5,
    "behaviour.expectation.learning": 0.0,
    "behaviour.expectation.assimilation": 0.0,
    "behaviour.expectation.ratchet": 0.0,
}
# Nothing fails and nobody talks.
CALM = {
    "company.recovery.failure_probability": 0.0,
    "behaviour.talk.rate": 0.0,
    "behaviour.talk.review": -20.0,
}
# A matter is its contacts alone: no detours, and nothing for how it ended.
CONTACTS_ALONE = {
    "behaviour.effort.switch": 0.0,
    "behaviour.effort.transfer": 0.0,
    "behaviour.effort.recontact": 0.0,
    "behaviour.effort.giving_up": 0.0,
    "behaviour.satisfaction.unsolved_loss": 0.0,
    "behaviour.satisfaction.late_loss": 0.0,
}
FAITHFUL = {"behaviour.churn.a": 0.0, "behaviour.churn.involuntary": 0.0}


def centre(
    agents: int,
    per_minute: float,
    patience: float | None,
    hours: int,
    warm_up: int = 2,
    handling: str = "exponential",
) -> Scenario:
    """One telephone line: an operating day is one hour, and a call lasts a minute on average."""
    customers = 250
    return load("contact_centre").replace(
        {
            f"{LINE}.agents": agents,
            f"{LINE}.patience_minutes": patience,
            f"{LINE}.handling_distribution": handling,
            "market.needs.call.per_month": per_minute * 60 * MONTH_DAYS / customers,
        },
        customers=customers,
        days=hours + warm_up,
        warm_up_days=warm_up,
    )


def quiet_firm(
    gaps: Mapping[str, float], changes: Mapping[str, Any] | None = None, **fields: Any
) -> Scenario:
    """A firm with an app that always helps, and loyal customers without any luck."""
    scenario = Scenario.from_data(
        {
            "name": "quiet_firm",
            "customers": 50,
            "days": 120,
            "warm_up_days": 0,
            "company": {
                "touchpoints": {"app": {"channel": "app", "resolution": 1.0}},
                "gaps": {**gaps, "underrated": {"heart": 0.0, "hands": 0.0}},
            },
            "market": {"needs": {"query": {"per_month": 4.0}}},
        }
    )
    return scenario.replace({**_QUIET, **FAITHFUL, **CALM, **(changes or {})}, **fields)


def unstaffed(name: str, changes: Mapping[str, Any] | None = None, **fields: Any) -> Scenario:
    """An industry without queues and without new customers, where nothing fails."""
    scenario = load(name)
    places = [f"company.touchpoints.{place}" for place in scenario.company.touchpoints]
    alone: dict[str, Any] = dict.fromkeys([f"{place}.agents" for place in places], 0)
    alone |= dict.fromkeys([f"{place}.open" for place in places], True)
    alone["market.acquisition.prospects"] = 0
    return scenario.replace({**alone, **CALM, **(changes or {})}, represents=None, **fields)


def bass_market(advertising: float, word_of_mouth: float, prospects: int) -> Scenario:
    """Everybody talks alike, nobody leaves: adoption is advertising and word of mouth."""
    return Scenario.from_data(
        {
            "name": "bass",
            "customers": 1,
            "days": 5_479,
            "warm_up_days": 0,
            "company": {
                "touchpoints": {"app": {"channel": "app", "handling_minutes": 0, "resolution": 1.0}}
            },
            "market": {
                "needs": {"use": {"per_month": 0.5}},
                "acquisition": {
                    "prospects": prospects,
                    "advertising_per_year": advertising,
                    "word_of_mouth_per_year": word_of_mouth,
                    "usual_talks_per_year": 6.0,
                    "referral_days": 0.01,
                },
            },
            "behaviour": {
                "churn": {"a": 0, "involuntary": 0.0},
                "talk": {"rate": 1.0, "effect": 0.0, "positive_gain": 0, "negative_gain": 0},
                "survey": {"enabled": False},
            },
        }
    )
