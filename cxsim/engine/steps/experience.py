"""What a contact feels like: delivery, perception, resolution, effort, satisfaction, memory.

The findings of the contact stand in the ticket until the next contact; the log reads them there.
"""

from __future__ import annotations

import math
from typing import Any

from cxsim.behaviour.chance import normal
from cxsim.behaviour.choice import resolution_probability
from cxsim.behaviour.effort import effort_of_wait, felt_wait, total_effort
from cxsim.behaviour.expectation import (
    blend,
    comparison_standard,
    delivered,
    kano,
    learned_will,
    next_uncertainty,
    perceived,
    ratcheted_should,
    share_learned,
)
from cxsim.behaviour.satisfaction import (
    asymmetric_disconfirmation,
    effort_effect,
    quality_level,
)
from cxsim.compilation import inlined, rule
from cxsim.engine.state import (
    ABANDONED,
    BETWEEN,
    CLOSED_FALSELY,
    ESCALATED,
    FAILED,
    FALSELY_CLOSED,
    HANDED_OVER,
    MISROUTED,
    NO_TRANSFER,
    RESOLVED,
    SENT_ON,
    UNRESOLVED,
    World,
)
from cxsim.engine.steps.bot import answer_by_bot
from cxsim.engine.steps.failure import felt_failure, may_fail, may_walk_out
from cxsim.engine.steps.luck import normal_pair
from cxsim.engine.steps.programmes import personal_worth
from cxsim.engine.streams import COMPONENTS, HANDS, OCCASION, block, draw

_PLANNED_FIT = 2.0  # of a touchpoint that could not meet the whole need, but this step of it


@inlined
def finish_service(world: World, slot: int, now: float) -> None:
    """Perceive, learn, see whether the need is met, feel and remember; the contact is logged."""
    ticket = world.tickets[slot]
    deliver(world, slot)
    if world.touchpoints[ticket["touchpoint"]]["bot.understands"] > 0.0:
        answer_by_bot(world, slot)
    perceive_and_learn(world, slot)
    may_fail(world, slot)
    ticket["wait_minutes"] = minutes_since_arrival(world, slot, ticket["started"])
    feel(world, slot)
    count_service(world, slot)
    remember_contact(world, slot)
    log_contact(world, slot, now, outcome_of(ticket))
    may_walk_out(world, slot, now)


@rule
def outcome_of(ticket: Any) -> int:
    """Name of what happened in a contact."""
    if ticket["failure"] > 0:
        return FAILED
    if ticket["transfer"] == HANDED_OVER:
        return ESCALATED
    if ticket["transfer"] == SENT_ON:
        return MISROUTED
    if ticket["transfer"] == CLOSED_FALSELY:
        return FALSELY_CLOSED
    return RESOLVED if ticket["resolved"] == 1 else UNRESOLVED


@inlined
def give_up(world: World, slot: int, now: float) -> None:
    """The customer has had enough of waiting; nothing was delivered, much was felt."""
    ticket = world.tickets[slot]
    nothing = math.nan
    ticket["performance"] = ticket["standard"] = nothing
    ticket["heart"] = ticket["mind"] = ticket["hands"] = nothing
    ticket["handling"] = nothing
    ticket["transfer"] = NO_TRANSFER
    ticket["sent_on"] = 0
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


@inlined
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
    heart = delivered(design, place["heart"], gap, common + luck_heart)
    hands = delivered(design, place["hands"], gap, common + spread * normal(u_hands))
    neutral = parameters["satisfaction.neutral_quality"]
    ticket["heart"] = kano(heart, neutral, parameters["kano_heart"])
    ticket["mind"] = delivered(design, place["mind"], gap, common + luck_mind)
    ticket["hands"] = kano(hands, neutral, -parameters["kano.must_be"])
    ticket["mood"] = mood
    chance = resolution_probability(
        place["resolution_log_odds"],
        parameters["resolution.fit"] * fit_here(world, slot),
        world.needs[need]["difficulty"],
        parameters["resolution.known_context"] if ticket["context_kept"] == 1 else 0.0,
    )
    ticket["resolved"] = 1 if u_resolved < chance and ticket["transfer"] == NO_TRANSFER else 0


@rule
def fit_here(world: World, slot: int) -> float:
    """Fit of the touchpoint to the need; a step is planned where it fits well."""
    ticket = world.tickets[slot]
    fit = world.fit[ticket["need"], ticket["touchpoint"]]
    return _PLANNED_FIT if math.isnan(fit) else fit


@rule
def perceive_and_learn(world: World, slot: int) -> None:
    """Perceive against expectation; then expectation moves."""
    parameters, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    person = world.people[ticket["customer"]]
    quality = blend(
        ticket["heart"], ticket["mind"], ticket["hands"],
        person["heart_weight"], person["mind_weight"], person["hands_weight"],
        parameters["weights.blend"],
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
    learned = share_learned(
        parameters["expectation.learning"], parameters["expectation.start_sd"],
        person["uncertainty"], parameters["quality.occasion_sd"] ** 2,
    )  # fmt: skip
    person["uncertainty"] = next_uncertainty(
        person["uncertainty"], learned, parameters["expectation.drift_sd"] ** 2
    )
    person["will"] = learned_will(person["will"], performance, learned)
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
        + felt_messages(world, slot)
        + world.people[ticket["customer"]]["trait"]
        + ticket["mood"]
    )
    if parameters["satisfaction.wait_loss"] > 0.0:
        satisfaction = satisfaction - felt_loss_of_wait(world, slot)
    if ticket["resolved"] == 0 and not passed_on(ticket):
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
    if parameters["satisfaction.wait_loss"] > 0.0:
        ticket["satisfaction"] -= felt_loss_of_wait(world, slot)
    ticket["calm"] = ticket["satisfaction"]


@rule
def effort_so_far(world: World, slot: int) -> float:
    """Effort of the contact: its wait, and what the episode has asked for until now."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    place = world.touchpoints[ticket["touchpoint"]]
    return total_effort(
        parameters["effort.base"],
        effort_of_wait(
            felt_wait(ticket["wait_minutes"], parameters["felt_wait"]),
            place["usual_wait_minutes"],
            parameters["effort.wait"],
        ),
        parameters["effort.repeat"] if ticket["context_kept"] == 0 else 0.0,
        parameters["effort.switch"] * ticket["switches"],
        parameters["effort.transfer"] * ticket["transfers"],
        parameters["effort.recontact"] * unplanned_contacts(ticket),
        parameters["effort.taking_part"] * unwilling_part(world, ticket["customer"]),
    )


@rule
def unplanned_contacts(ticket: Any) -> int:
    """Contacts of the episode that neither a plan nor a transfer asked for."""
    return ticket["step"] - ticket["stage"] - ticket["transfers"]


@rule
def unwilling_part(world: World, customer: int) -> float:
    """How far a customer takes part in the service against their will."""
    return world.parameters[0]["service.co_creation"] * world.people[customer]["unwilling"]


@rule
def passed_on(ticket: Any) -> bool:
    """Tell whether somebody else takes over within the same matter."""
    return ticket["transfer"] == HANDED_OVER or ticket["transfer"] == SENT_ON


@rule
def felt_loss_of_wait(world: World, slot: int) -> float:
    """Direct loss of satisfaction by waiting: β_w ln(1 + w̃ / w0)."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    return effort_of_wait(
        felt_wait(ticket["wait_minutes"], parameters["felt_wait"]),
        world.touchpoints[ticket["touchpoint"]]["usual_wait_minutes"],
        parameters["satisfaction.wait_loss"],
    )


@rule
def felt_messages(world: World, slot: int) -> float:
    """Satisfaction from personal messages: felt where the contact is digital."""
    ticket = world.tickets[slot]
    if world.touchpoints[ticket["touchpoint"]]["digital"] <= 0.0:
        return 0.0
    return personal_worth(world, ticket["customer"])


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
