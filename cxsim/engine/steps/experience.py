"""What a contact feels like: delivery, perception, resolution, effort, satisfaction, memory.

The findings of the contact stand in the ticket until the next contact; the log reads them there.
"""

from __future__ import annotations

import math

from cxsim.behaviour.chance import normal
from cxsim.behaviour.choice import resolution_probability
from cxsim.behaviour.effort import effort_of_wait, felt_wait, total_effort
from cxsim.behaviour.expectation import (
    blend,
    comparison_standard,
    delivered,
    learned_will,
    perceived,
    ratcheted_should,
)
from cxsim.behaviour.satisfaction import (
    asymmetric_disconfirmation,
    effort_effect,
    quality_level,
)
from cxsim.compilation import rule
from cxsim.engine.state import ABANDONED, BETWEEN, FAILED, RESOLVED, UNRESOLVED, World
from cxsim.engine.steps.failure import felt_failure, may_fail, may_walk_out
from cxsim.engine.steps.luck import normal_pair
from cxsim.engine.streams import COMPONENTS, HANDS, OCCASION, block, draw


@rule
def finish_service(world: World, slot: int, now: float) -> None:
    """Perceive, learn, see whether the need is met, feel and remember; the contact is logged."""
    ticket = world.tickets[slot]
    deliver(world, slot)
    perceive_and_learn(world, slot)
    may_fail(world, slot)
    ticket["wait_minutes"] = minutes_since_arrival(world, slot, ticket["started"])
    feel(world, slot)
    count_service(world, slot)
    remember_contact(world, slot)
    outcome = RESOLVED if ticket["resolved"] == 1 else UNRESOLVED
    log_contact(world, slot, now, FAILED if ticket["failure"] > 0 else outcome)
    may_walk_out(world, slot, now)


@rule
def give_up(world: World, slot: int, now: float) -> None:
    """The customer has had enough of waiting; nothing was delivered, much was felt."""
    ticket = world.tickets[slot]
    nothing = math.nan
    ticket["performance"] = ticket["standard"] = nothing
    ticket["heart"] = ticket["mind"] = ticket["hands"] = nothing
    ticket["handling"] = nothing
    ticket["resolved"] = 0
    ticket["wait_minutes"] = minutes_since_arrival(world, slot, now)
    feel_abandoned(world, slot)
    count_abandonment(world, slot)
    remember_contact(world, slot)
    log_contact(world, slot, now, ABANDONED)


@rule
def minutes_since_arrival(world: World, slot: int, now: float) -> float:
    """Operating minutes from arrival to a day."""
    return (now - world.tickets[slot]["arrived"]) * world.parameters[0]["minutes_per_day"]


@rule
def deliver(world: World, slot: int) -> None:
    """The touchpoint delivers heart, mind and hands, and resolves the need or not."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    place, person = world.touchpoints[ticket["touchpoint"]], world.people[ticket["customer"]]
    seed, customer, need = parameters["seed"], ticket["customer"], ticket["need"]
    n = 8 * ticket["candidate"] + ticket["step"]
    spread = parameters["quality.component_sd"] * parameters["spread_factor"]
    occasion, mood = normal_pair(
        seed, customer, block(OCCASION, need), n,
        parameters["quality.occasion_sd"] * parameters["spread_factor"],
        parameters["satisfaction.noise_sd"],
    )  # fmt: skip
    luck_heart, luck_mind = normal_pair(seed, customer, block(COMPONENTS, need), n, spread, spread)
    u_hands, u_resolved = 0.5, 0.5
    if spread > 0.0 or place["resolution"] < 1.0:
        u_hands, u_resolved = draw(seed, customer, block(HANDS, need), n)
    common = occasion + person["fit"]
    design, gap = parameters["design_level"], place["delivery_gap"]
    ticket["heart"] = delivered(design, place["heart"], gap, common + luck_heart)
    ticket["mind"] = delivered(design, place["mind"], gap, common + luck_mind)
    ticket["hands"] = delivered(design, place["hands"], gap, common + spread * normal(u_hands))
    ticket["mood"] = mood
    chance = resolution_probability(
        place["resolution_log_odds"],
        parameters["resolution.fit"] * world.fit[need, ticket["touchpoint"]],
        world.needs[need]["difficulty"],
        parameters["resolution.known_context"] if ticket["context_kept"] == 1 else 0.0,
    )
    ticket["resolved"] = 1 if u_resolved < chance else 0


@rule
def perceive_and_learn(world: World, slot: int) -> None:
    """Perceive against expectation; then expectation moves."""
    parameters, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    person = world.people[ticket["customer"]]
    quality = blend(
        ticket["heart"], ticket["mind"], ticket["hands"],
        person["heart_weight"], person["mind_weight"], person["hands_weight"],
    )  # fmt: skip
    performance = perceived(quality, person["will"], parameters["expectation.assimilation"])
    ticket["performance"] = performance
    ticket["standard"] = comparison_standard(
        person["will"], person["should"], parameters["expectation.should_weight"]
    )
    gap = person["should"] + person["will"] - parameters["delivery_level"] - performance
    ticket["gap_sum"] += gap
    totals["perceived_gap"] += gap
    totals["perceptions"] += 1
    totals["met_will"] += person["will"]
    totals["met_should"] += person["should"]
    totals["met_performance"] += performance
    totals["met_heart"] += ticket["heart"]
    totals["met_mind"] += ticket["mind"]
    totals["met_hands"] += ticket["hands"]
    person["will"] = learned_will(person["will"], performance, parameters["expectation.learning"])
    person["should"] = ratcheted_should(
        person["should"], person["will"], parameters["expectation.ratchet"]
    )


@rule
def feel(world: World, slot: int) -> None:
    """Satisfaction with a contact that took place."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    ticket["effort"] = effort_so_far(world, slot)
    satisfaction = (
        quality_level(
            ticket["performance"],
            parameters["satisfaction.neutral_quality"],
            parameters["satisfaction.level_weight"],
        )
        + asymmetric_disconfirmation(
            ticket["performance"] - ticket["standard"],
            parameters["satisfaction.tolerance"],
            parameters["satisfaction.loss_aversion"],
            parameters["satisfaction.disconfirmation_weight"],
        )
        + felt_effort(world, ticket["effort"])
        + world.people[ticket["customer"]]["trait"]
        + ticket["mood"]
    )
    if ticket["resolved"] == 0:
        satisfaction = satisfaction - parameters["satisfaction.unresolved_loss"]
    ticket["calm"] = satisfaction
    ticket["satisfaction"] = satisfaction + felt_failure(world, slot)


@rule
def feel_abandoned(world: World, slot: int) -> None:
    """Satisfaction with a contact that was given up: no service, only waiting."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    _, mood = normal_pair(
        parameters["seed"], ticket["customer"], block(OCCASION, ticket["need"]),
        8 * ticket["candidate"] + ticket["step"],
        0.0, parameters["satisfaction.noise_sd"],
    )  # fmt: skip
    ticket["effort"] = effort_so_far(world, slot)
    ticket["satisfaction"] = (
        -parameters["satisfaction.abandonment_loss"]
        + felt_effort(world, ticket["effort"])
        + world.people[ticket["customer"]]["trait"]
        + mood
    )
    ticket["calm"] = ticket["satisfaction"]


@rule
def effort_so_far(world: World, slot: int) -> float:
    """Effort of the contact: its wait, and what the episode has asked for until now."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    place = world.touchpoints[ticket["touchpoint"]]
    return total_effort(
        parameters["effort.base"],
        effort_of_wait(
            felt_wait(ticket["wait_minutes"], parameters["effort.felt_wait"]),
            place["usual_wait_minutes"],
            parameters["effort.wait"],
        ),
        parameters["effort.repeat"] if ticket["context_kept"] == 0 else 0.0,
        parameters["effort.switch"] * ticket["switches"],
        parameters["effort.recontact"] * ticket["step"],
    )


@rule
def felt_effort(world: World, effort: float) -> float:
    """Satisfaction from effort, with the scenario's coefficients."""
    parameters = world.parameters[0]
    return effort_effect(
        effort,
        parameters["effort.usual"],
        parameters["satisfaction.effort_penalty"],
        parameters["satisfaction.ease_bonus"],
    )


@rule
def count_service(world: World, slot: int) -> None:
    """Count the service, its wait and its cost."""
    parameters, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    place, person = world.touchpoints[ticket["touchpoint"]], world.people[ticket["customer"]]
    desk = world.desks[ticket["touchpoint"]]
    if place["agents"] > 0:
        hours = ticket["handling"] * parameters["minutes_per_day"] / 60.0
        person["cost_to_serve"] += hours * parameters["costs.wage_per_hour"]
        totals["queued"] += 1
        totals["wait_minutes"] += ticket["wait_minutes"]
        totals["handling_minutes"] += 60.0 * hours
    else:
        totals["automatic_cost"] += place["variable_cost"]
    person["cost_to_serve"] += place["variable_cost"]
    totals["contact_cost"] += place["variable_cost"]
    totals["served"] += 1
    desk["served"] += 1
    desk["wait_minutes"] += ticket["wait_minutes"]
    ticket["heart_sum"] += ticket["heart"]
    ticket["served"] += 1


@rule
def count_abandonment(world: World, slot: int) -> None:
    """Count a customer who gave up."""
    ticket, totals = world.tickets[slot], world.totals[0]
    desk = world.desks[ticket["touchpoint"]]
    totals["queued"] += 1
    totals["wait_minutes"] += ticket["wait_minutes"]
    totals["abandoned"] += 1
    desk["abandoned"] += 1
    desk["wait_minutes"] += ticket["wait_minutes"]


@rule
def remember_contact(world: World, slot: int) -> None:
    """Keep what the peak-end rule needs: the strongest moment, the last one and the mean."""
    ticket, totals = world.tickets[slot], world.totals[0]
    satisfaction = ticket["satisfaction"]
    importance = world.touchpoints[ticket["touchpoint"]]["moment_of_truth"]
    size = importance * abs(satisfaction)
    if size > ticket["peak_size"]:  # a tie goes to the earlier contact
        ticket["peak_size"] = size
        ticket["peak"] = satisfaction
    ticket["end"] = satisfaction
    ticket["sum"] += importance * satisfaction
    calm = ticket["calm"]
    if importance * abs(calm) > ticket["calm_size"]:
        ticket["calm_size"] = importance * abs(calm)
        ticket["calm_peak"] = calm
    ticket["calm_end"] = calm
    ticket["calm_sum"] += importance * calm
    ticket["weight"] += importance
    ticket["contacts"] += 1
    ticket["state"] = BETWEEN
    totals["contacts"] += 1
    if ticket["context_kept"] >= 0:
        totals["further_contacts"] += 1
        totals["contexts_kept"] += ticket["context_kept"]
    totals["effort"] += ticket["effort"]
    totals["satisfaction"] += satisfaction


@rule
def log_contact(world: World, slot: int, now: float, outcome: int) -> None:
    """Write one row of the table of encounters."""
    if world.parameters[0]["logging"] == 0:
        return
    ticket, row = world.tickets[slot], world.encounters[world.cursors[0]]
    world.cursors[0] += 1
    row["customer"] = ticket["customer"]
    row["episode"] = ticket["episode"]
    row["step"] = ticket["step"] + 1
    row["need"] = ticket["need"]
    row["touchpoint"] = ticket["touchpoint"]
    row["arrived"] = ticket["arrived"]
    row["started"] = ticket["started"]
    row["ended"] = now
    row["wait_minutes"] = ticket["wait_minutes"]
    row["handling_minutes"] = ticket["handling"] * world.parameters[0]["minutes_per_day"]
    row["outcome"] = outcome
    row["context_kept"] = ticket["context_kept"]
    row["performance"] = ticket["performance"]
    row["expectation"] = ticket["standard"]
    row["disconfirmation"] = ticket["performance"] - ticket["standard"]
    row["heart"] = ticket["heart"]
    row["mind"] = ticket["mind"]
    row["hands"] = ticket["hands"]
    row["effort"] = ticket["effort"]
    row["satisfaction"] = ticket["satisfaction"]
