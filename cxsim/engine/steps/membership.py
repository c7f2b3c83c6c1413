"""Joining and leaving the firm."""

from __future__ import annotations

import math

from cxsim.behaviour.expectation import learned_will
from cxsim.behaviour.relationship import hazard, log_risk
from cxsim.compilation import rule
from cxsim.engine.state import (
    ACTIVE,
    DISSATISFIED,
    DROPOUT,
    LEFT,
    NOT_YET,
    TO_COMPETITOR,
    World,
)
from cxsim.units import YEAR_DAYS


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
    return relative_risk(
        world, customer, person["attitude"], person["loyalty"], parameters["competitor_pull"]
    )


@rule
def relative_risk(
    world: World, customer: int, attitude: float, loyalty: float, pull: float
) -> float:
    """Relative risk of leaving that a customer would have with these feelings and this rival."""
    parameters, person = world.parameters[0], world.people[customer]
    shift = log_risk(
        parameters["churn.attitude"] * attitude,
        parameters["churn.loyalty"] * loyalty,
        parameters["churn.switching"] * parameters["churn.switching_cost"],
        parameters["churn.competitor"] * pull,
        parameters["churn.macro"] * parameters["macro_index"],
        person["inertia"] + bond(world, customer),
    )
    return person["hazard_factor"] * math.exp(shift)


@rule
def reason_to_leave(world: World, customer: int, luck: float, exposure: float) -> int:
    """Return why a customer leaves: what would have kept them, at the same luck.

    Who would have stayed with neutral feelings leaves because of dissatisfaction; who would have
    stayed without the competitor leaves for the competitor; for the others it was just time.
    """
    person, pull = world.people[customer], world.parameters[0]["competitor_pull"]
    attitude, loyalty = max(0.0, person["attitude"]), max(0.0, person["loyalty"])
    content = relative_risk(world, customer, attitude, loyalty, pull)
    if luck >= hazard(person["dropout"], content, exposure):
        return DISSATISFIED
    alone = relative_risk(world, customer, attitude, loyalty, min(0.0, pull))
    if luck >= hazard(person["dropout"], alone, exposure):
        return TO_COMPETITOR
    return DROPOUT


@rule
def margin(world: World, customer: int, now: float) -> float:
    """Gross margin of a sale at the usual price.

    A higher price is all margin. A referred customer brings more, half as much more each year.
    """
    parameters, person = world.parameters[0], world.people[customer]
    share = parameters["offer.gross_margin"] + (parameters["offer.price_factor"] - 1.0)
    bonus = parameters["acquisition.referral_margin"]
    if bonus > 0.0 and person["referrer"] >= 0:
        share = share + bonus * 0.5 ** ((now - person["joined"]) / YEAR_DAYS)
    return share


@rule
def bond(world: World, customer: int) -> float:
    """Fall of log risk of a referred customer, as long as the referrer stays."""
    referrer = world.people[customer]["referrer"]
    if referrer < 0 or world.people[referrer]["status"] != ACTIVE:
        return 0.0
    return world.parameters[0]["churn.referral_bond"]
