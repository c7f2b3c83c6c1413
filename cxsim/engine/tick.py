"""The customers' month: one function that both engines share, in id order.

``members`` are the ids of all who are or were customers, sorted.
"""

from __future__ import annotations

import math

import numpy as np

from cxsim.compilation import compiled
from cxsim.engine.state import World
from cxsim.model.churn import ACTIVE, may_end_contract, still_there_in_a_month
from cxsim.model.expectation import hear, raised_should
from cxsim.model.hooks import leaving
from cxsim.model.hooks import month as month_is_over
from cxsim.model.loyalty import move_loyalty, share_of_step
from cxsim.model.messages import trust_is_breached
from cxsim.model.outreach import may_call_about_nothing
from cxsim.model.purchase import collect_fee
from cxsim.model.survey import latent_recommendation, share_of_promoters
from cxsim.units import MONTH_DAYS

_REMEMBERED = 0.5  # of the surveys of late, after a month


@compiled
def accrue(world: World, members: np.ndarray, before: float, now: float) -> None:
    """Count the days of every active customer and collect the fees of a contract."""
    p, totals = world.parameters[0], world.totals[0]
    for customer in members:
        person = world.people[customer]
        if math.isnan(person.joined) or person.left <= before:
            continue
        end = now if math.isnan(person.left) else min(now, person.left)
        days = max(0.0, end - max(before, person.joined))
        totals.customer_days += days
        if p.contractual == 1:
            collect_fee(person, totals, p.offer, p.acquisition.referral_margin, days, end)


@compiled
def tick(world: World, members: np.ndarray, before: float, now: float, month: int) -> None:
    """Loyalty moves, competitors raise what ought to be, and contracts may end."""
    p, totals = world.parameters[0], world.totals[0]
    neutral, advertisements = p.satisfaction.neutral_quality, p.offer.advertisements_per_month
    rise = p.competitor.expectation_rise + p.offer.expectation_rise
    for customer in members:
        person = world.people[customer]
        if person.status != ACTIVE:
            continue
        months = (now - max(before, person.joined)) / MONTH_DAYS
        month_is_over(world, customer, now, month)
        move_loyalty(person, p.attitude, neutral, p.now.programme, months)
        person.should = raised_should(person.should, rise, months)
        hear(person, p.now, p.now.promise_level, advertisements, p.expectation, months)
        if p.survey.fatigue > 0.0:
            person.asked *= _REMEMBERED**months
        if p.outreach.reach > 0.0:
            may_call_about_nothing(p.seed, customer, person, totals, p.outreach, month, months)
        if p.privacy.breach_per_month > 0.0:
            share = share_of_step(p.privacy.breach_per_month, months)
            if trust_is_breached(p.seed, customer, person, totals, p.trust, now, share, month):
                continue
        if p.contractual == 1:
            leaving(world, customer, now, month)
            may_end_contract(
                p.seed, customer, person, world.people, totals, p.churn, p.now, before, now, month
            )


@compiled
def take_stock(world: World, members: np.ndarray) -> None:
    """Read the state of mind of all active customers: the truth that no survey sees.

    NPS is the share of promoters minus detractors if every customer answered once; the noise of
    the answer is averaged out exactly.
    """
    p, totals = world.parameters[0], world.totals[0]
    for customer in members:
        person = world.people[customer]
        if person.status != ACTIVE:
            continue
        latent = latent_recommendation(person, p.survey)
        totals.active += 1
        totals.nps += share_of_promoters(latent, p.survey.nps_noise)
        totals.satisfied += 1 if person.attitude > 0.0 else 0
        totals.attitude += person.attitude
        totals.loyalty += person.loyalty
        totals.will += person.will
        totals.should += person.should


@compiled
def residual_months(
    world: World, members: np.ndarray, now: float, discount_per_month: float
) -> float:
    """Sum over active customers of the discounted months that they are still expected to pay.

    A customer of value factor v and monthly hazard h counts v (1 - h) / (i + h): the annuity of a
    constant-retention customer, as in Gupta, Lehmann and Stuart 2004, at today's state of mind.
    """
    p = world.parameters[0]
    total = 0.0
    for customer in members:
        person = world.people[customer]
        if person.status != ACTIVE:
            continue
        stays = still_there_in_a_month(
            person, world.people, p.churn, p.now, p.contractual, now, person.purchases_per_day
        )
        if stays >= 1.0 + discount_per_month:
            return math.nan  # nobody leaves and nothing is discounted: there is no such sum
        total += person.value_factor * stays / (1.0 + discount_per_month - stays)
    return total
