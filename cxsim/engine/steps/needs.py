"""Needs and purchases: when they come, and whether a purchase is the last one."""

from __future__ import annotations

import math

from cxsim.behaviour.chance import exponential, lognormal
from cxsim.behaviour.relationship import hazard
from cxsim.compilation import rule
from cxsim.engine.state import DROPOUT, INVOLUNTARY, World
from cxsim.engine.steps.membership import leave, risk_now
from cxsim.engine.streams import INVOLUNTARY as INVOLUNTARY_LUCK
from cxsim.engine.streams import NEED, PURCHASE, block, draw

YEAR = 365.25


@rule
def days_to_candidate(world: World, customer: int, need: int, candidate: int) -> float:
    """Days from one candidate need of a kind to the next: depends on nothing that can change."""
    person, kind = world.people[customer], world.needs[need]
    own = person["purchases_per_day"] if kind["purchase"] == 1 else person["need_factor"]
    if kind["purchase"] == 0:
        own = own * kind["base_per_day"]
    rate = own * kind["ceiling"]
    if rate <= 0.0:
        return math.inf
    luck, _ = draw(world.parameters[0]["seed"], customer, block(NEED, need), candidate)
    return exponential(luck, 1.0 / rate)


@rule
def need_is_real(world: World, customer: int, need: int, candidate: int) -> bool:
    """Thinning: a candidate becomes a need with probability (rate now) / (ceiling)."""
    kind = world.needs[need]
    if kind["ceiling"] == 1.0:
        return True
    parameters = world.parameters[0]
    rate = kind["ratio"]
    if kind["purchase"] == 1:
        attitude = world.people[customer]["attitude"]
        rate = rate * math.exp(parameters["purchase.attitude_effect"] * attitude)
    if kind["follows_demand"] == 1:
        rate = rate * parameters["demand"]
    _, luck = draw(parameters["seed"], customer, block(NEED, need), candidate)
    return luck * kind["ceiling"] < rate


@rule
def buy(world: World, customer: int, need: int, candidate: int, now: float, coin: bool) -> float:
    """A purchase: money changes hands, and the customer may be gone for good. Returns the spend.

    The coin is thrown after a repeat purchase only (BG/NBD).
    """
    parameters, person, totals = world.parameters[0], world.people[customer], world.totals[0]
    luck, dropout_luck = draw(parameters["seed"], customer, block(PURCHASE, need), candidate)
    spend = (
        parameters["offer.basket"]
        * person["value_factor"]
        * lognormal(luck, 1.0, parameters["offer.basket_cv"])
    )
    person["purchases"] += 1
    person["spend"] += spend
    totals["purchases"] += 1
    totals["purchase_revenue"] += spend
    totals["revenue"] += spend
    totals["gross_profit"] += spend * parameters["offer.gross_margin"]
    days_left = parameters["horizon"] - now
    if days_left <= YEAR:
        person["bought_lately"] += 1
    elif days_left <= 2.0 * YEAR:
        person["bought_before"] += 1
    if coin:
        totals["repeat_purchases"] += 1
        if dropout_luck < hazard(person["dropout"], risk_now(world, customer), 1.0):
            leave(world, customer, now, DROPOUT)
        elif parameters["involuntary_hazard"] > 0.0:
            chance, _ = draw(parameters["seed"], customer, block(INVOLUNTARY_LUCK, need), candidate)
            if chance < parameters["involuntary_hazard"]:
                leave(world, customer, now, INVOLUNTARY)
    return spend
