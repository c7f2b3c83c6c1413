"""Needs and purchases: when they come, and whether a purchase is the last one."""

from __future__ import annotations

import math

from cxsim.behaviour.chance import exponential, lognormal
from cxsim.behaviour.demand import day_of_needs, needs_until
from cxsim.behaviour.relationship import hazard
from cxsim.compilation import inlined, rule
from cxsim.engine.state import INVOLUNTARY, World
from cxsim.engine.steps.membership import leave, margin, reason_to_leave, risk_now
from cxsim.engine.steps.programmes import is_prevented, personal_worth
from cxsim.engine.streams import INVOLUNTARY as INVOLUNTARY_LUCK
from cxsim.engine.streams import NEED, PURCHASE, block, draw
from cxsim.units import YEAR_DAYS


@rule
def days_to_candidate(world: World, customer: int, need: int, candidate: int, now: float) -> float:
    """Days from one candidate need of a kind to the next: depends on nothing the firm does.

    The candidate comes when the integrated rate has grown by an Exp(1) amount.
    """
    person, kind = world.people[customer], world.needs[need]
    own = person["need_factor"]
    if kind["purchase"] == 1:
        own = person["purchases_per_day"] * world.parameters[0]["purchase.ceiling"]
    if own <= 0.0:
        return math.inf
    luck, _ = draw(world.parameters[0]["seed"], customer, block(NEED, need), candidate)
    return days_until_due(world, need, exponential(luck, 1.0 / own), now)


@rule
def days_until_due(world: World, need: int, amount: float, now: float) -> float:
    """Days until the integrated rate of a need has grown by an amount.

    The clock runs by the rhythm of the day and the week: fast when many needs arise.
    """
    start = needs_until(now, world.rhythm)
    passed = 0.0
    for period in range(len(world.period_ends)):
        days = needs_until(world.period_ends[period], world.rhythm) - start
        if days <= passed:
            continue
        rate = world.rates[need, period]
        if rate > 0.0:
            if rate * (days - passed) >= amount:
                return days_by_rhythm(world, now, start, passed + amount / rate)
            amount = amount - rate * (days - passed)
        passed = days
    return math.inf


@rule
def days_by_rhythm(world: World, now: float, start: float, passed: float) -> float:
    """Plain days from now until so many days' worth of needs have arisen since the start."""
    if len(world.rhythm) == 1:
        return passed
    return max(0.0, day_of_needs(start + passed, world.rhythm) - now)


@inlined
def need_is_real(world: World, customer: int, need: int, candidate: int) -> bool:
    """Thinning: a candidate becomes a need with probability (rate now) / (ceiling).

    A problem that was foreseen and solved never becomes one.
    """
    parameters = world.parameters[0]
    if world.needs[need]["purchase"] == 1 and parameters["purchase.ceiling"] > 1.0:
        shift = (
            parameters["purchase.attitude_effect"] * world.people[customer]["attitude"]
            + parameters["purchase.message_effect"] * personal_worth(world, customer)
            + parameters["purchase_shift"]
        )
        if world.people[customer]["watched"] < parameters["outreach.reach"]:
            shift = shift + parameters["reminder_shift"]
        _, luck = draw(parameters["seed"], customer, block(NEED, need), candidate)
        if luck * parameters["purchase.ceiling"] >= math.exp(shift):
            return False
    return parameters["outreach.reach"] == 0.0 or not is_prevented(world, customer, need, candidate)


@inlined
def buy(world: World, customer: int, need: int, candidate: int, now: float, coin: bool) -> float:
    """A purchase: money changes hands, and the customer may be gone for good. Returns the spend.

    The coin is thrown after a repeat purchase only (BG/NBD).
    """
    parameters, person, totals = world.parameters[0], world.people[customer], world.totals[0]
    luck, dropout_luck = draw(parameters["seed"], customer, block(PURCHASE, need), candidate)
    bond = parameters["purchase.basket_heart"]
    usual = (
        parameters["offer.basket"]
        * person["value_factor"]
        * lognormal(luck, 1.0, parameters["offer.basket_cv"])
        * math.exp(bond * (person["heart"] - parameters["satisfaction.neutral_quality"]))
    )
    spend = usual * parameters["offer.price_factor"]
    person["purchases"] += 1
    person["spend"] += spend
    totals["purchases"] += 1
    totals["purchase_revenue"] += spend
    totals["revenue"] += spend
    totals["gross_profit"] += usual * margin(world, customer, now)
    days_left = parameters["horizon"] - now
    if days_left <= YEAR_DAYS:
        person["bought_lately"] += 1
    elif days_left <= 2.0 * YEAR_DAYS:
        person["bought_before"] += 1
    if coin:
        totals["repeat_purchases"] += 1
        if dropout_luck < hazard(person["dropout"], risk_now(world, customer), 1.0):
            leave(world, customer, now, reason_to_leave(world, customer, dropout_luck, 1.0))
        elif parameters["involuntary_hazard"] > 0.0:
            chance, _ = draw(parameters["seed"], customer, block(INVOLUNTARY_LUCK, need), candidate)
            if chance < parameters["involuntary_hazard"]:
                leave(world, customer, now, INVOLUNTARY)
    return spend
