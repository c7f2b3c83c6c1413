"""Joining and leaving the firm."""

from __future__ import annotations

import math

from cxsim.behaviour.expectation import learned_will
from cxsim.behaviour.relationship import log_risk
from cxsim.compilation import rule
from cxsim.engine.state import ACTIVE, LEFT, NOT_YET, World


@rule
def join(world: World, customer: int, now: float, source: int, referrer: int) -> bool:
    """A prospect becomes a customer, with the firm's promise in mind (gap 4).

    Who was referred has also heard what the referrer expects. Somebody who has joined in the
    meantime does not join again.
    """
    parameters, person, totals = world.parameters[0], world.people[customer], world.totals[0]
    if person["status"] != NOT_YET:
        return False
    person["status"] = ACTIVE
    person["source"] = source
    person["joined"] = now
    person["tenure"] = 0.0
    person["will"] = parameters["promise_level"]
    person["heart"] = parameters["satisfaction.neutral_quality"]
    totals["joined"] += 1
    reach(world, customer)
    cost = parameters["costs.acquisition"]
    if referrer >= 0:
        friend = world.people[referrer]
        friend["referrals"] += 1
        person["referrer"] = referrer
        person["will"] = learned_will(
            person["will"], friend["will"], parameters["expectation.learning"]
        )
        totals["referrals"] += 1
        cost = parameters["acquisition.referral_reward"]
    totals["acquisition_cost"] += cost
    person["cost_to_serve"] += cost
    return True


@rule
def reach(world: World, prospect: int) -> None:
    """A prospect hears of the firm; only the first time counts for awareness."""
    person = world.people[prospect]
    if person["reached"] == 0:
        person["reached"] = 1
        world.totals[0]["reached"] += 1


@rule
def leave(world: World, customer: int, now: float, reason: int) -> None:
    """The customer is gone: no new need, no return; a contact under way is finished."""
    person = world.people[customer]
    person["status"] = LEFT
    person["left"] = now
    person["reason"] = reason
    world.totals[0]["left"] += 1


@rule
def risk_now(world: World, customer: int) -> float:
    """Relative risk of leaving, exp(η), times the segment's factor."""
    parameters, person = world.parameters[0], world.people[customer]
    shift = log_risk(
        parameters["churn.attitude"] * person["attitude"],
        parameters["churn.loyalty"] * person["loyalty"],
        parameters["churn.switching"] * parameters["churn.switching_cost"],
        parameters["churn.competitor"] * parameters["competitor_pull"],
        parameters["churn.macro"] * parameters["macro_index"],
        person["inertia"] + bond(world, customer),
    )
    return person["hazard_factor"] * math.exp(shift)


@rule
def bond(world: World, customer: int) -> float:
    """Fall of log risk of a referred customer, as long as the referrer stays."""
    referrer = world.people[customer]["referrer"]
    if referrer < 0 or world.people[referrer]["status"] != ACTIVE:
        return 0.0
    return world.parameters[0]["churn.referral_bond"]
