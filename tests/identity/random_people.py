"""Random markets and random people: needs, segments, rivals and every behavioural mechanism."""

from __future__ import annotations

from dice import Data, Dice


def need(dice: Dice, touchpoints: Data, purchase: bool) -> Data:
    """A kind of need: one touchpoint can meet it for certain, the others perhaps."""
    places = list(touchpoints)
    certain = dice.choice(places)
    people = [name for name, place in touchpoints.items() if not place["bot"]]
    steps = dice.randint(2, 5) if people and dice.random() < 0.3 else 0
    return {
        "per_month": dice.number_or_null(0.3, 6.0),
        "purchase": purchase,
        "preventable": dice.random() < 0.5,
        "major_factor": dice.number_or_null(0.3, 2.0),
        "path": [dice.choice(people) for _ in range(steps)],
        "moment_of_truth": dice.number_or_null(0.1, 3.0),
        "handling_factor": dice.number(0.3, 3.0),
        "difficulty": dice.number(-1.0, 2.0),
        "revenue": dice.number_or_null(1.0, 30.0),
        "tolerated_days": dice.number_or_null(0.1, 3.0),
        "reopens": dice.number_or_null(0.2, 1.0),
        "reopen_days": dice.number(0.5, 20.0),
        "fit": {
            place: dice.number(-1.0, 1.0) if place == certain or dice.random() < 0.7 else None
            for place in places
        },
    }


def market(dice: Dice) -> Data:
    """Segments, prospects, the economy and the competitor."""
    parts = [dice.randint(1, 9) for _ in range(dice.randint(1, 3))]
    return {
        "segments": {
            f"segment_{index}": segment(dice, part / sum(parts)) for index, part in enumerate(parts)
        },
        "rhythm": {
            "day": dice.rarely([], [dice.number_or_null(0.1, 3.0) for _ in range(4)] + [1.0]),
            "week": dice.rarely([], [1.0, *(dice.number_or_null(0.1, 3.0) for _ in range(6))]),
        },
        "acquisition": {
            "prospects": dice.rarely(0, dice.randint(1, 150)),
            "advertising_per_year": dice.number_or_null(0.1, 5.0),
            "word_of_mouth_per_year": dice.number_or_null(0.3, 9.0),
            "usual_talks_per_year": dice.number(1.0, 20.0),
            "referral_days": dice.number(0.1, 20.0),
            "referral_margin": dice.number_or_null(0.05, 0.5),
            "referral_reward": dice.number_or_null(1.0, 20.0),
        },
        "macro": {
            "persistence": dice.number(-0.9, 0.9),
            "sd": dice.number_or_null(0.05, 0.5),
            "shift": dice.number_or_null(-0.5, 0.5),
            "demand_effect": dice.number_or_null(0.1, 2.0),
        },
        "competitor": {
            "pull": dice.number_or_null(-1.0, 1.0),
            "sd": dice.number_or_null(0.1, 1.0),
            "persistence": dice.number(-0.9, 0.9),
            "expectation_rise": dice.number_or_null(0.01, 0.2),
            "usual_pull": dice.number_or_null(-1.0, 1.0),
            "price": dice.rarely(1.0, dice.number(0.8, 1.3)),
            "quality": dice.number(4.0, 6.0),
            "stars": dice.number(2.0, 4.5),
            "reaction": dice.number_or_null(0.1, 1.0),
        },
    }


def segment(dice: Dice, share: float) -> Data:
    """A group of customers."""
    factors = ("need_factor", "purchase_factor", "hazard_factor", "value_factor")
    return {
        "share": share,
        "expectation_shift": dice.number(-0.5, 0.5),
        "digital_preference": dice.number(-1.0, 1.0),
        "scale_use": dice.number_or_null(-1.0, 1.0),
        "young": dice.random() < 0.5,
        **{name: dice.number_or_null(0.3, 2.0) for name in factors},
    }


def behaviour(dice: Dice) -> Data:
    """The people: mechanisms at their null values or at work."""
    null_or = dice.number_or_null
    heart, mind = dice.number(0.05, 0.45), dice.number(0.05, 0.45)
    peak, end = null_or(0.05, 0.45), null_or(0.05, 0.45)
    return {
        "demand": {
            "price": null_or(0.5, 4.0),
            "quality": null_or(0.1, 1.0),
            "reputation": null_or(0.05, 1.0),
            "competitor": null_or(0.1, 1.0),
            "leaving": null_or(0.1, 2.0),
            "buying": null_or(0.1, 1.0),
            "promise_weight": null_or(0.1, 1.0),
            "doubt": null_or(0.1, 2.0),
            "newcomers_hear": null_or(0.1, 1.0),
            "advertising": null_or(0.1, 1.0),
            "reputation_months": dice.number(0.5, 12.0),
        },
        "weights": {
            "heart": heart,
            "mind": mind,
            "hands": 1.0 - heart - mind,
            "concentration": dice.number(0.2, 50.0),
            "blend": dice.choice([1.0, 1.0, 0.0, dice.number(-4.0, 0.9)]),
        },
        "kano": {name: null_or(0.1, 1.0) for name in ("must_be", "attractive", "drift")},
        "memory": {"peak": peak, "end": end, "average": 1.0 - peak - end},
        "quality": {"ideal_sd": null_or(0.1, 1.0), "occasion_sd": null_or(0.1, 1.5)},
        "expectation": {
            "learning": null_or(0.1, 1.0),
            "ratchet": null_or(0.01, 0.3),
            "start_sd": null_or(0.1, 2.0),
            "drift_sd": null_or(0.1, 1.0),
            "advertising": null_or(0.05, 0.5),
            "hearsay": null_or(0.05, 0.5),
            "promise": null_or(0.1, 1.0),
        },
        "satisfaction": {
            "wait_loss": null_or(0.1, 1.0),
            "unresolved_loss": null_or(0.1, 1.0),
            "unsolved_loss": null_or(0.3, 3.0),
            "late_loss": null_or(0.1, 1.0),
        },
        "effort": {
            name: null_or(0.2, 3.0)
            for name in (
                "wait",
                "recontact",
                "transfer",
                "taking_part",
                "repeat",
                "switch",
                "giving_up",
            )
        },
        "choice": {"taste_sd": null_or(0.1, 1.0), "wait": null_or(0.1, 2.0)},
        "resolution": {
            "retry": null_or(0.3, 1.0),
            "retry_days": dice.number(0.01, 5.0),
            "max_contacts": dice.randint(1, 6),
            "known_context": null_or(0.1, 2.0),
        },
        "failure": {
            "major_share": null_or(0.1, 1.0),
            "recovery_strength": null_or(0.5, 4.0),
            "loyalty_cap": dice.random() < 0.5,
        },
        "voice": {name: dice.number(-5.0, 2.0) for name in ("voice", "exit", "public")},
        "talk": {
            "rate": null_or(0.1, 0.8),
            "effect": null_or(0.2, 2.0),
            "negative_strength": null_or(0.5, 2.0),
            "contagion": null_or(0.05, 0.5),
            "review": dice.rarely(-20.0, dice.number(-4.0, 1.0)),
        },
        "trust": {name: null_or(0.1, 1.0) for name in ("exit", "exit_young", "loss")},
        "messages": {"concern": null_or(0.1, 1.0), "fatigue": null_or(0.05, 0.3)},
        "hierarchy": {"gate": null_or(0.2, 2.0), "strength": null_or(0.2, 2.0)},
        "attitude": {"loyalty_step": null_or(0.05, 1.0), "start_sd": null_or(0.1, 1.0)},
        "churn": {
            "a": null_or(0.3, 6.0),
            "b": dice.number(5.0, 300.0),
            "open_matter": null_or(0.2, 2.0),
            "duration_shape": dice.rarely(1.0, dice.number(0.5, 2.0)),
            "attitude": null_or(0.1, 2.0),
            "loyalty": null_or(0.1, 2.0),
            "macro": null_or(0.1, 2.0),
            "dormant_share": null_or(0.1, 1.0),
            "switching_cost": null_or(0.1, 1.0),
            "competitor": null_or(0.1, 1.0),
            "referral_bond": null_or(0.1, 1.0),
            "involuntary": null_or(0.1, 2.0),
            "start_tenure_months": null_or(1.0, 40.0),
        },
        "purchase": {
            "r": dice.number(0.3, 5.0),
            "alpha_weeks": dice.number(0.3, 10.0),
            "ceiling": dice.rarely(1.0, dice.number(1.5, 4.0)),
            "attitude_effect": null_or(0.05, 1.0),
            "basket_heart": null_or(0.05, 0.5),
            "promotion_effect": null_or(0.1, 1.0),
            "message_effect": null_or(0.1, 1.0),
            "spend_cv": null_or(0.2, 2.0),
        },
        "survey": {
            "enabled": dice.rarely(False, True),
            "base": dice.number(-2.0, 2.0),
            "incentive_bias": null_or(0.1, 1.0),
            "fatigue": null_or(0.1, 1.0),
            "mere_measurement": null_or(-0.1, 0.1),
        },
    }
