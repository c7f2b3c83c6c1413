"""Joining and leaving the firm."""

from __future__ import annotations

import math

from cxsim.behaviour.relationship import log_risk
from cxsim.compilation import rule
from cxsim.engine.state import ACTIVE, LEFT, World


@rule
def join(world: World, customer: int, now: float, source: int) -> None:
    """A prospect becomes a customer, with the firm's promise in mind (gap 4)."""
    parameters, person, totals = world.parameters[0], world.people[customer], world.totals[0]
    person["status"] = ACTIVE
    person["source"] = source
    person["joined"] = now
    person["tenure"] = 0.0
    person["will"] = parameters["promise_level"]
    person["heart"] = parameters["satisfaction.neutral_quality"]
    totals["joined"] += 1
    totals["acquisition_cost"] += parameters["costs.acquisition"]
    person["cost_to_serve"] += parameters["costs.acquisition"]


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
        parameters["churn.competitor"] * parameters["competitor.pull"],
        -parameters["churn.macro"] * parameters["macro_index"],
        person["inertia"],
    )
    return person["hazard_factor"] * math.exp(shift)
