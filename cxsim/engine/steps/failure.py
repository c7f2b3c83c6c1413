"""A failure, and what the customer does about it: exit, voice, public voice or silence."""

from __future__ import annotations

from cxsim.behaviour.chance import normal
from cxsim.behaviour.failure import (
    EXIT,
    PUBLIC,
    SILENT,
    VOICE,
    failure_probability,
    log_odds_of_exit,
    log_odds_of_voice,
    recovery_gain,
    response_to_failure,
)
from cxsim.behaviour.programmes import raises_alarm
from cxsim.compilation import codes, inlined, rule
from cxsim.engine.state import ACTIVE, AFTER_FAILURE, NO_TRANSFER, World
from cxsim.engine.steps.membership import leave
from cxsim.engine.steps.programmes import call
from cxsim.engine.streams import FAILURE, OUTREACH, RESPONSE, block, draw

NONE, MINOR, MAJOR = codes(3)


@inlined
def may_fail(world: World, slot: int) -> None:
    """See whether the contact fails, and choose the response.

    A major failure that nobody tells the firm leaves the need unresolved.
    """
    parameters, ticket = world.parameters[0], world.tickets[slot]
    ticket["failure"] = NONE
    ticket["response"] = SILENT
    base = parameters["recovery.failure_probability"]
    if base <= 0.0 or ticket["transfer"] != NO_TRANSFER:
        return
    seed, customer, need = parameters["seed"], ticket["customer"], ticket["need"]
    n = 8 * ticket["candidate"] + ticket["step"]
    chance = failure_probability(
        base,
        world.touchpoints[ticket["touchpoint"]]["delivery_gap"],
        parameters["failure.gap_effect"],
        parameters["failure.usual_gap"],
    )
    u_fails, u_major = draw(seed, customer, block(FAILURE, need), n)
    if u_fails >= chance or is_averted(world, slot):
        return
    share = parameters["failure.major_share"] * world.needs[need]["major_factor"]
    ticket["failure"] = MAJOR if u_major < share else MINOR
    ticket["failures"] += 1
    world.totals[0]["failures"] += 1
    choose_response(world, slot)
    if ticket["failure"] == MAJOR and ticket["response"] != VOICE:
        ticket["resolved"] = 0


@rule
def is_averted(world: World, slot: int) -> bool:
    """Tell whether proactive service sees the failure coming and steps in."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    person = world.people[ticket["customer"]]
    if person["watched"] >= parameters["outreach.reach"]:
        return False
    luck, _ = draw(
        parameters["seed"],
        ticket["customer"],
        block(OUTREACH, ticket["need"], 1),
        8 * ticket["candidate"] + ticket["step"],
    )
    if not raises_alarm(
        normal(luck), parameters["outreach.sensitivity"], parameters["outreach.threshold"]
    ):
        return False
    call(world, ticket["customer"])
    world.totals[0]["prevented"] += 1
    ticket["mood"] += parameters["outreach.relief"]
    return True


@rule
def choose_response(world: World, slot: int) -> None:
    """Exit, voice, public voice or silence: loyal customers speak, others go (Hirschman)."""
    parameters, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    severity = 1.0 if ticket["failure"] == MAJOR else 0.0
    loyalty = world.people[ticket["customer"]]["loyalty"]
    luck, _ = draw(
        parameters["seed"],
        ticket["customer"],
        block(RESPONSE, ticket["need"]),
        8 * ticket["candidate"] + ticket["step"],
    )
    ticket["response"] = response_to_failure(
        luck,
        log_odds_of_exit(
            parameters["voice.exit"],
            parameters["voice.exit_severity"] * severity,
            parameters["voice.exit_loyalty"] * loyalty,
            parameters["voice.exit_switching"] * parameters["churn.switching_cost"],
            parameters["voice.exit_competitor"] * parameters["competitor_pull"],
        ),
        log_odds_of_voice(
            parameters["voice.voice"],
            parameters["voice.voice_severity"] * severity,
            parameters["voice.voice_loyalty"] * loyalty,
            parameters["voice.complaint_cost"] * parameters["recovery.complaint_cost"],
        ),
        parameters["voice.public"] + parameters["voice.public_severity"] * severity,
    )
    if ticket["response"] == VOICE:
        ticket["complained"] = 1
        totals["complaints"] += 1
    elif ticket["response"] == PUBLIC:
        ticket["reviewed"] = 1


@rule
def felt_failure(world: World, slot: int) -> float:
    """Satisfaction lost by a failure, and given back by a recovery of the first one."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    if ticket["failure"] == NONE:
        return 0.0
    loss = parameters["failure.minor_loss"]
    if ticket["failure"] == MAJOR:
        loss = parameters["failure.major_loss"]
    if ticket["response"] != VOICE or ticket["failures"] > 1:
        return -loss
    return -loss + recovery_gain(
        parameters["recovery.justice"],
        parameters["failure.fair"],
        parameters["failure.recovery_strength"],
        loss,
    )


@rule
def may_walk_out(world: World, slot: int, now: float) -> None:
    """Leave for good, if that was the response."""
    ticket = world.tickets[slot]
    active = world.people[ticket["customer"]]["status"] == ACTIVE
    if ticket["failure"] != NONE and ticket["response"] == EXIT and active:
        leave(world, ticket["customer"], now, AFTER_FAILURE)
