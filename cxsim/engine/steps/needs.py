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
def days_to_candidate(world: World, customer: int, need: int, candidate: int, now: float) -> float:
    """Days from one candidate need of a kind to the next: depends on nothing the firm does.

    The candidate comes when the integrated rate has grown by an Exp(1) amount.
    """
    person, kind = world.people[customer], world.needs[need]
    own = person["purchases_per_day"] if kind["purchase"] == 1 else person["need_factor"]
    own = own * kind["ceiling"]
    if own <= 0.0:
        return math.inf
    luck, _ = draw(world.parameters[0]["seed"], customer, block(NEED, need), candidate)
    return days_until_due(world, need, exponential(luck, 1.0 / own), now)


@rule
def days_until_due(world: World, need: int, amount: float, now: float) -> float:
    """Days until the integrated rate of a need has grown by an amount."""
    passed = 0.0
    for period in range(len(world.period_ends)):
        days = world.period_ends[period] - now
        if days <= passed:
            continue
        rate = world.rates[need, period]
        if rate > 0.0:
            if rate * (days - passed) >= amount:
                return passed + amount / rate
            amount = amount - rate * (days - passed)
        passed = days
    return math.inf


@rule
def need_is_real(world: World, customer: int, need: int, candidate: int) -> bool:
    """Thinning: a candidate becomes a need with probability (rate now) / (ceiling)."""
    kind = world.needs[need]
    if kind["ceiling"] == 1.0:
        return True
    parameters = world.parameters[0]
    attitude = world.people[customer]["attitude"]
    rate = math.exp(parameters["purchase.attitude_effect"] * attitude)
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
