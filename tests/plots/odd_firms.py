"""Firms at the edges of what a picture must be able to show."""

from __future__ import annotations

import cxsim as cx
from cxsim import Scenario


def small(preset: str) -> Scenario:
    """A preset with few customers and half a year."""
    return cx.load(preset).replace(customers=200, days=200)


def crowded(touchpoints: int = 12) -> Scenario:
    """A bank with many touchpoints, long names, and letters that mean something in HTML."""
    data = cx.load("bank").model_dump(mode="json")
    one = data["company"]["touchpoints"]["chat"]
    data["company"]["touchpoints"] = {
        f"a_touchpoint_with_a_very_long_name_number_{k + 1}": {**one, "agents": k % 3}
        for k in range(touchpoints)
    }
    for need in data["market"]["needs"].values():
        need["fit"], need["path"] = {}, []
    data["title"] = 'A firm & its "many" <b>touchpoints</b> </script> {{data}}'
    return Scenario.model_validate(data).replace(customers=80, days=120)


def silent() -> Scenario:
    """Nobody ever needs anything."""
    bank = small("bank")
    return bank.replace({f"market.needs.{name}.per_month": 0.0 for name in bank.market.needs})


def deserted() -> Scenario:
    """Everybody leaves after the first month."""
    leaving = {"behaviour.churn.a": 1e4, "behaviour.churn.b": 1e-4}
    return cx.load("subscription").replace(leaving, customers=50, days=200)


ODD = {
    "12 touchpoints": crowded,
    "15 touchpoints": lambda: crowded(15),
    "no contacts": silent,
    "one month": lambda: small("bank").replace(days=30, warm_up_days=0),
    "some days": lambda: small("bank").replace(days=5, warm_up_days=0),
    "one touchpoint": lambda: cx.load("contact_centre").replace(customers=50, days=10),
    "one customer": lambda: small("bank").replace(customers=1),
    "nobody waits": lambda: cx.load("cdnow").replace(customers=200, days=200),
    "nobody left": deserted,
}
