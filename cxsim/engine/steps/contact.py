"""A contact until service ends: choice of a touchpoint, waiting, being served."""

from __future__ import annotations

import math

from cxsim.behaviour.chance import exponential, gumbel, lognormal, weibull
from cxsim.behaviour.choice import attraction
from cxsim.compilation import inlined, rule
from cxsim.engine.state import HANDED_OVER, IN_SERVICE, NO_TRANSFER, NOBODY, SENT_ON, World
from cxsim.engine.streams import CHOICE, RETURN, TRANSFER, block, draw
from cxsim.engine.streams import WAITING as WAIT_LUCK

_GLANCE = 0.25  # of the handling time, until an agent knows that somebody else must help


@inlined
def choose_touchpoint(world: World, slot: int, now: float) -> int:
    """Turn to the most attractive touchpoint that can meet the need; the contact begins."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    customer, need = ticket["customer"], ticket["need"]
    person = world.people[customer]
    ticket["step"] += 1
    n = 8 * ticket["candidate"] + ticket["step"]
    choice = planned_touchpoint(world, slot)
    if choice < 0:
        best = -math.inf
        to_staff = ticket["transfer"] == HANDED_OVER and staff_can_help(world, need)
        even, odd = 0.5, 0.5
        for k in range(len(world.touchpoints)):
            if k % 2 == 0:
                even, odd = draw(parameters["seed"], customer, block(CHOICE, need, k // 2), n)
            fit = world.fit[need, k]
            place = world.touchpoints[k]
            if math.isnan(fit) or (to_staff and place["agents"] == 0):
                continue
            habit = parameters["choice.habit"] if person["last_touchpoint"] == k else 0.0
            usual = world.desks[k]["usual_wait"] / place["usual_wait_minutes"]
            value = attraction(
                place["preference"] + world.taste[customer, k],
                parameters["choice.fit"] * fit,
                habit,
                parameters["choice.wait"] * usual,
                parameters["choice.digital"] * person["digital"] * place["digital"],
                gumbel(even if k % 2 == 0 else odd),
            )
            if value > best:
                best, choice = value, k
    ticket["previous"] = ticket["touchpoint"]
    ticket["touchpoint"] = choice
    ticket["arrived"] = now
    ticket["started"] = math.nan
    if ticket["transfer"] == HANDED_OVER or ticket["transfer"] == SENT_ON:
        ticket["transfers"] += 1
    ticket["transfer"] = NO_TRANSFER
    ticket["context_kept"] = -1
    person["last_touchpoint"] = choice
    world.desks[choice]["arrivals"] += 1
    if ticket["previous"] >= 0:
        tell_again_or_not(world, slot)
    return choice


@rule
def planned_touchpoint(world: World, slot: int) -> int:
    """Return the touchpoint that leaves no choice, -1 where there is one.

    A misrouted customer stays where they are; a planned path says where to go; a need may have
    one touchpoint only.
    """
    ticket = world.tickets[slot]
    need = ticket["need"]
    if ticket["transfer"] == SENT_ON and world.touchpoints[ticket["touchpoint"]]["open"] == 1:
        return ticket["touchpoint"]
    if ticket["transfer"] == NO_TRANSFER and world.needs[need]["steps"] > 1:
        place = world.paths[need, ticket["stage"]]
        if world.touchpoints[place]["open"] == 1:
            return place
    if ticket["transfer"] == HANDED_OVER:
        return NOBODY
    return only_touchpoint(world, need)


@rule
def staff_can_help(world: World, need: int) -> bool:
    """Tell whether any touchpoint with agents can meet the need."""
    for k in range(len(world.touchpoints)):
        if world.touchpoints[k]["agents"] > 0 and not math.isnan(world.fit[need, k]):
            return True
    return False


@rule
def only_touchpoint(world: World, need: int) -> int:
    """Return the one touchpoint that can meet the need, -1 where there are several."""
    found = -1
    for k in range(len(world.touchpoints)):
        if not math.isnan(world.fit[need, k]):
            if found >= 0:
                return -1
            found = k
    return found


@rule
def tell_again_or_not(world: World, slot: int) -> None:
    """Decide whether the new contact knows what the last one knew (context transfer T)."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    same = ticket["previous"] == ticket["touchpoint"]
    ticket["switches"] += 0 if same else 1
    survives = parameters["context.other_touchpoint"]
    if world.links[ticket["previous"], ticket["touchpoint"]] == 1:
        survives = max(survives, parameters["context.linked"])
    if same:
        survives = parameters["context.same_touchpoint"]
    luck, _ = draw(
        parameters["seed"],
        ticket["customer"],
        block(RETURN, ticket["need"]),
        8 * ticket["candidate"] + ticket["step"],
    )
    ticket["context_kept"] = 1 if luck < survives else 0


@rule
def patience_days(world: World, slot: int) -> float:
    """Return the time until the waiting customer would give up."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    place = world.touchpoints[ticket["touchpoint"]]
    if math.isinf(place["patience_minutes"]):
        return math.inf
    luck, _ = draw(
        parameters["seed"],
        ticket["customer"],
        block(WAIT_LUCK, ticket["need"]),
        8 * ticket["candidate"] + ticket["step"],
    )
    minutes = weibull(luck, place["patience_minutes"], place["patience_shape"])
    return minutes / parameters["minutes_per_day"]


@rule
def start_service(world: World, slot: int, now: float) -> float:
    """Service begins; return how long it takes, in days."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    place, kind = world.touchpoints[ticket["touchpoint"]], world.needs[ticket["need"]]
    ticket["state"] = IN_SERVICE
    ticket["started"] = now
    mean = place["handling_minutes"] * kind["handling_factor"]
    if ticket["context_kept"] == 0:
        mean = mean * (1.0 + parameters["context.extra_handling"])
    if goes_to_the_wrong_agent(world, slot):
        ticket["transfer"] = SENT_ON
        mean = _GLANCE * mean
    if mean <= 0.0:
        ticket["handling"] = 0.0
        return 0.0
    _, luck = draw(
        parameters["seed"],
        ticket["customer"],
        block(WAIT_LUCK, ticket["need"]),
        8 * ticket["candidate"] + ticket["step"],
    )
    if place["exponential_handling"] == 1:
        minutes = exponential(luck, mean)
    else:
        minutes = lognormal(luck, mean, place["handling_cv"])
    ticket["handling"] = minutes / parameters["minutes_per_day"]
    return ticket["handling"]


@rule
def goes_to_the_wrong_agent(world: World, slot: int) -> bool:
    """Tell whether routing fails: never twice in a row."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    accuracy = parameters["service.routing_accuracy"]
    if accuracy >= 1.0 or world.touchpoints[ticket["touchpoint"]]["agents"] == 0:
        return False
    if ticket["sent_on"] == 1:
        ticket["sent_on"] = 0
        return False
    luck, _ = draw(
        parameters["seed"],
        ticket["customer"],
        block(TRANSFER, ticket["need"]),
        8 * ticket["candidate"] + ticket["step"],
    )
    if luck < accuracy:
        return False
    ticket["sent_on"] = 1
    return True
