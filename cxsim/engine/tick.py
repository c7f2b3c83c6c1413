"""The customers' monthly tick, in id order: one function that both engines share.

``members`` are the ids of all who are or were customers, sorted.
"""

from __future__ import annotations

import math

import numpy as np

from cxsim.behaviour.expectation import pulled_will, raised_should
from cxsim.behaviour.relationship import (
    hazard,
    loyalty_target,
    moved,
    share_of_step,
    tenure_exposure,
)
from cxsim.behaviour.survey import recommendation, share_above
from cxsim.compilation import rule
from cxsim.engine import state, steps, streams
from cxsim.engine.state import World
from cxsim.engine.steps import leave, risk_now
from cxsim.engine.streams import draw
from cxsim.units import MONTH_DAYS

ACTIVE, INVOLUNTARY = state.ACTIVE, state.INVOLUNTARY
_REMEMBERED = 0.5  # of the surveys of late, after a month
MONTH = streams.MONTH


@rule
def accrue(world: World, members: np.ndarray, before: float, now: float) -> None:
    """Count the days of every active customer and collect the fees of a contract."""
    parameters, totals = world.parameters[0], world.totals[0]
    fee = parameters["offer.fee_per_month"] / MONTH_DAYS
    for customer in members:
        person = world.people[customer]
        if math.isnan(person["joined"]) or person["left"] <= before:
            continue
        end = now if math.isnan(person["left"]) else min(now, person["left"])
        days = max(0.0, end - max(before, person["joined"]))
        totals["customer_days"] += days
        if parameters["contractual"] == 1:
            usual = fee * person["value_factor"] * days
            paid = usual * parameters["offer.price_factor"]
            person["spend"] += paid
            totals["revenue"] += paid
            totals["gross_profit"] += usual * steps.margin(world, customer, end - 0.5 * days)


@rule
def tick(world: World, members: np.ndarray, before: float, now: float, month: int) -> None:
    """Loyalty moves, competitors raise what ought to be, and contracts may end."""
    parameters = world.parameters[0]
    for customer in members:
        person = world.people[customer]
        if person["status"] != ACTIVE:
            continue
        months = (now - max(before, person["joined"])) / MONTH_DAYS
        person["loyalty"] = moved(
            person["loyalty"],
            loyalty_target(
                person["attitude"],
                person["heart"],
                parameters["satisfaction.neutral_quality"],
                parameters["attitude.heart_bond"],
                parameters["programme"],
            ),
            share_of_step(parameters["attitude.loyalty_step"], months),
        )
        person["should"] = raised_should(
            person["should"],
            parameters["competitor.expectation_rise"] + parameters["offer.expectation_rise"],
            months,
        )
        hear(world, customer, months)
        if parameters["survey.fatigue"] > 0.0:
            person["asked"] *= _REMEMBERED**months
        if parameters["outreach.reach"] > 0.0:
            steps.may_call_about_nothing(world, customer, month, months)
        breach = parameters["privacy.breach_per_month"]
        if breach > 0.0 and steps.trust_is_breached(
            world, customer, now, share_of_step(breach, months), month
        ):
            continue
        if parameters["contractual"] == 1:
            may_end_contract(world, customer, before, now, month)


@rule
def hear(world: World, customer: int, months: float) -> None:
    """Advertisements and other customers' talk move what a customer expects (indirect contact)."""
    parameters, person = world.parameters[0], world.people[customer]
    if parameters["expectation.advertising"] > 0.0:
        person["will"] = pulled_will(
            person["will"],
            parameters["promise_level"],
            parameters["expectation.advertising"],
            parameters["offer.advertisements_per_month"] * months,
        )
    if parameters["expectation.hearsay"] > 0.0 and parameters["talks_per_month"] > 0.0:
        person["will"] = pulled_will(
            person["will"],
            parameters["said"],
            parameters["expectation.hearsay"],
            parameters["talks_per_month"] * months,
        )


@rule
def may_end_contract(world: World, customer: int, before: float, now: float, month: int) -> None:
    """One look a month: the relationship may fail, or life may end it (one reason each)."""
    parameters, person = world.parameters[0], world.people[customer]
    start = max(before, person["joined"])
    tenure = person["tenure"] + (start - person["joined"]) / MONTH_DAYS
    months = (now - start) / MONTH_DAYS
    exposure = tenure_exposure(tenure, tenure + months, parameters["churn.duration_shape"])
    luck, fate = draw(parameters["seed"], customer, MONTH, month)
    if luck < hazard(person["dropout"], risk_now(world, customer), exposure):
        leave(world, customer, now, steps.reason_to_leave(world, customer, luck, exposure))
    elif fate < share_of_step(parameters["involuntary_hazard"], months):
        leave(world, customer, now, INVOLUNTARY)


@rule
def take_stock(world: World, members: np.ndarray) -> None:
    """Read the state of mind of all active customers: the truth that no survey sees.

    NPS is the share of promoters minus detractors if every customer answered once; the noise of
    the answer is averaged out exactly.
    """
    parameters, totals = world.parameters[0], world.totals[0]
    noise = parameters["survey.nps_noise"]
    for customer in members:
        person = world.people[customer]
        if person["status"] != ACTIVE:
            continue
        latent = recommendation(
            person["loyalty"],
            person["attitude"],
            parameters["survey.nps_base"],
            parameters["survey.nps_slope"],
            parameters["survey.nps_attitude"],
        )
        promoter = share_above(latent, 8.5, noise)
        detractor = 1.0 - share_above(latent, 6.5, noise)
        totals["active"] += 1
        totals["nps"] += 100.0 * (promoter - detractor)
        totals["satisfied"] += 1 if person["attitude"] > 0.0 else 0
        totals["attitude"] += person["attitude"]
        totals["loyalty"] += person["loyalty"]
        totals["will"] += person["will"]
        totals["should"] += person["should"]


@rule
def residual_months(
    world: World, members: np.ndarray, now: float, discount_per_month: float
) -> float:
    """Sum over active customers of the discounted months that they are still expected to pay.

    A customer of value factor v and monthly hazard h counts v (1 - h) / (i + h): the annuity of a
    constant-retention customer, as in Gupta, Lehmann and Stuart 2004, at today's state of mind.
    """
    parameters = world.parameters[0]
    total = 0.0
    for customer in members:
        person = world.people[customer]
        if person["status"] != ACTIVE:
            continue
        exposure = 1.0
        if parameters["contractual"] == 1:
            tenure = person["tenure"] + (now - person["joined"]) / MONTH_DAYS
            exposure = tenure_exposure(tenure, tenure + 1.0, parameters["churn.duration_shape"])
        risk = hazard(person["dropout"], risk_now(world, customer), exposure)
        stays = (1.0 - risk) * (1.0 - parameters["involuntary_hazard"])
        if parameters["contractual"] == 0:
            purchases = person["purchases_per_day"] * MONTH_DAYS
            stays = math.exp(-purchases * (1.0 - stays))
        if stays >= 1.0 + discount_per_month:
            return math.nan  # nobody leaves and nothing is discounted: there is no such sum
        total += person["value_factor"] * stays / (1.0 + discount_per_month - stays)
    return total
