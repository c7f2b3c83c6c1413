"""Random firms: touchpoints, bots, offer, staff, programmes and management."""

from __future__ import annotations

from dice import Data, Dice


def touchpoint(dice: Dice, others: list[str]) -> Data:
    """A place with or without agents; waiting people are patient, impatient or endlessly so."""
    agents = dice.choice([0, 1, 1, 2, 3])
    minutes = dice.number(0.5, 30.0)
    return {
        "channel": dice.choice(["call_centre", "chat", "social", "store", "app", "email"]),
        "open": dice.rarely(False, True),
        "pool": dice.choice(["", "window"]) if agents else "",
        "linked_to": dice.sample(others, dice.randint(0, len(others))),
        "bot": bot(dice) if not agents and dice.random() < 0.4 else {},
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


def bot(dice: Dice) -> Data:
    """A chatbot that may contain, hand over, close without an answer, and sell."""
    return {
        "understands": dice.number(0.1, 1.0),
        "resolves": dice.number_or_null(0.1, 1.0),
        "false_closure": dice.number_or_null(0.1, 1.0),
        "returns": dice.number_or_null(0.1, 1.0),
        "sells": dice.number_or_null(0.1, 1.0),
        "sale": dice.number(1.0, 20.0),
        "disclosed": dice.random() < 0.5,
    }


def company(dice: Dice) -> Data:
    """Gaps (over-delivery included), offer, costs, staff, and what survives between contacts."""
    names = ("knowledge", "design", "delivery", "communication")
    elements = ("strategy", "team", "motivation", "organisation", "technology")
    null_or = dice.number_or_null
    return {
        "gaps": {name: null_or(-0.5, 1.0) for name in names},
        "readiness": {name: null_or(0.1, 1.0) for name in elements},
        "staff": {
            "know": dice.number(0.2, 1.0),
            "support": null_or(-0.3, 0.3),
            "adjustment": null_or(0.1, 1.0),
            "strain": null_or(0.1, 3.0),
        },
        "offer": {
            "fee_per_month": null_or(1.0, 40.0),
            "basket": null_or(1.0, 80.0),
            "basket_cv": dice.number(0.01, 1.5),
            "price_factor": dice.rarely(1.0, dice.number(0.8, 1.3)),
            "promotion": null_or(0.1, 1.0),
            "advertising": null_or(0.2, 4.0),
            "expectation_rise": null_or(0.01, 0.2),
            "gross_margin": dice.number(0.0, 1.0),
        },
        "costs": {
            "fixed_per_month": 100.0,
            "acquisition": null_or(1.0, 90.0),
            "remote_share": null_or(0.1, 1.0),
            "remote_slowdown": null_or(-0.2, 0.5),
        },
        "recovery": {
            "failure_probability": null_or(0.05, 0.5),
            "justice": null_or(0.1, 1.0),
            "complaint_cost": null_or(0.1, 2.0),
        },
        "data": {
            "completeness": dice.rarely(1.0, dice.number(0.1, 1.0)),
            "age_days": null_or(1.0, 300.0),
            "integration": dice.rarely(1.0, dice.number(0.1, 1.0)),
            "refusal": null_or(0.1, 0.6),
        },
        "context": {
            "same_touchpoint": dice.number(0.0, 1.0),
            "other_touchpoint": dice.number(0.0, 1.0),
            "linked": null_or(0.1, 1.0),
            "extra_handling": null_or(0.1, 1.0),
        },
        "service": {
            "routing_accuracy": dice.rarely(1.0, dice.number(0.3, 1.0)),
            "transfer_minutes": dice.number(0.1, 5.0),
            "co_creation": null_or(0.1, 1.0),
            "announced_waits": dice.random() < 0.5,
        },
    }


def programmes(dice: Dice) -> Data:
    """Messages, outreach, breaches, the pyramid and the way of asking: off, or at work."""
    null_or = dice.number_or_null
    levels = ("communication", "responsive", "commitment", "proactive", "evolution")
    return {
        "personalisation": {
            "depth": null_or(0.1, 1.0),
            "relevance": null_or(0.1, 1.0),
            "timing": null_or(0.1, 1.0),
            "found": dice.rarely(1.0, dice.number(0.1, 1.0)),
            "segment": dice.rarely(1.0, dice.number(0.1, 1.0)),
            "control": null_or(0.1, 1.0),
            "messages_per_week": null_or(0.5, 8.0),
        },
        "privacy": {"breach_per_month": null_or(0.01, 0.3)},
        "outreach": {
            "reach": null_or(0.2, 1.0),
            "sensitivity": null_or(0.3, 3.0),
            "threshold": dice.number(-1.0, 2.0),
            "fixes": null_or(0.2, 1.0),
            "annoyance": null_or(0.01, 0.3),
            "robots": null_or(0.1, 1.0),
            "disclosed": dice.random() < 0.5,
            "purchase_lift": null_or(0.1, 0.8),
        },
        "pyramid": {name: null_or(0.1, 1.0) for name in levels},
        "feedback": {
            "incentive": null_or(0.2, 2.0),
            "cost": null_or(0.5, 5.0),
            "gaming": null_or(0.1, 1.0),
            "emotion_sensing": null_or(0.1, 1.0),
        },
    }


def management(dice: Dice) -> Data:
    """The firm's quarter, and the rule that staffs the desks."""
    return {
        "management": {
            "enabled": dice.random() < 0.5,
            "regime": dice.choice(["existing", "prospective"]),
            "information": dice.choice(["all", "transactions", "dashboard"]),
            "kpi_weight_customer": dice.number(0.0, 1.0),
            "chance": dice.random() < 0.8,
            "organisation": {
                "delay_quarters": dice.number_or_null(0.1, 1.0),
                "hiring_quarters": dice.number_or_null(0.1, 1.0),
            },
            "control": {"kpi": dice.choice(["nps", "csat"]), "gain": dice.number_or_null(0.1, 1.5)},
        },
        "staffing": {
            "rule": dice.choice(["fixed", "target_occupancy"]),
            "target_occupancy": dice.number(0.3, 1.0),
        },
    }


def own_lever(dice: Dice) -> Data:
    """A lever of one's own, with moves of every kind and switches of every type."""
    null_or, roles = dice.number_or_null, ["benefit", "setting", "side_effect"]
    effects: Data = {
        "factor": {"path": "company.touchpoints.*.handling_minutes", "times": dice.number(0.3, 2)},
        "shift": {"path": "company.gaps.delivery", "plus": dice.number(-1.0, 1.0)},
        "goal": {"path": "company.recovery.justice", "towards": dice.number(0.0, 1.0)},
        "patience": {"path": "company.touchpoints.*.patience_minutes", "times": dice.number(0, 2)},
        "readiness": {"path": "company.readiness.team", "plus": dice.number(-0.5, 0.5)},
        "training": {"path": "company.staff.know", "towards": 1.0, "by": dice.number(0.1, 0.9)},
        "budget": {"path": "company.management.planning.budget", "times": dice.number(0.0, 2.0)},
    }
    for effect in effects.values():
        effect |= {"role": dice.choice(roles), "fades": null_or(0.01, 0.3)}
        effect |= {"unready": dice.random() < 0.3}
    switches: Data = {
        "news_of_the_wait": {"path": "company.service.announced_waits", "set": dice.random() < 0.5},
        "projects": {"path": "company.management.organisation.work_in_progress", "set": 4},
        "staffing": {"path": "company.staffing.rule", "set": "target_occupancy"},
        "one_queue": {"path": "company.touchpoints.*.pool", "set": "own window"},
        "closed": {
            "path": "company.touchpoints.*.open",
            "set": False,
            "channels": ["web", "store"],
        },
    }
    for effect in switches.values():
        effect |= {
            "threshold": dice.number(0.0, 1.0),
            "above": dice.rarely(None, dice.number(0, 1)),
        }
        effect |= {"unless": dice.choice([[], ["cem"]])}
    kept = dice.sample(sorted(effects | switches), 4)
    return {
        "strength": null_or(0.0, 1.0),
        "cost": null_or(0.001, 0.1),
        "delay": null_or(0.1, 2.0),
        "gate": dice.random() < 0.5,
        "effects": {name: (effects | switches)[name] for name in kept},
    }
