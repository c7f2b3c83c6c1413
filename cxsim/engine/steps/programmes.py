"""What the firm does to customers beyond serving them: messages, calls, and breaches of trust."""

from __future__ import annotations

from cxsim.behaviour.chance import normal
from cxsim.behaviour.programmes import raises_alarm, woken, worth_of_messages
from cxsim.behaviour.relationship import experience_weight
from cxsim.compilation import rule
from cxsim.engine.state import TRUST_BREACHED, World
from cxsim.engine.steps.membership import leave
from cxsim.engine.streams import BREACH, OUTREACH, block, draw


@rule
def personal_worth(world: World, customer: int) -> float:
    """Worth u(x) of personal messages to a customer; 0 where there are none."""
    parameters = world.parameters[0]
    depth = parameters["personalisation.depth"]
    messages = parameters["personalisation.messages_per_week"]
    if depth == 0.0 and messages == 0.0:
        return 0.0
    return worth_of_messages(
        parameters["messages.benefit"],
        parameters["messages_relevance"],
        depth,
        world.people[customer]["concern"],
        parameters["personalisation.control"],
        messages,
        parameters["messages.fatigue"],
        parameters["messages.welcome"],
    )


@rule
def is_prevented(world: World, customer: int, need: int, candidate: int) -> bool:
    """Tell whether the firm foresees a problem and solves it before it is felt."""
    parameters, person = world.parameters[0], world.people[customer]
    if world.needs[need]["preventable"] == 0 or person["watched"] >= parameters["outreach.reach"]:
        return False
    person["foreseeable"] = 1
    u_score, u_fixed = draw(parameters["seed"], customer, block(OUTREACH, need), candidate)
    if not raises_alarm(
        normal(u_score), parameters["outreach.sensitivity"], parameters["outreach.threshold"]
    ):
        return False
    call(world, customer)
    if u_fixed >= parameters["outreach.fixes"]:
        return False
    world.totals[0]["prevented"] += 1
    step = experience_weight(person["experiences"], parameters["attitude.smallest_step"], 1.0)
    person["attitude"] += step * parameters["outreach.relief"]
    return True


@rule
def may_call_about_nothing(world: World, customer: int, month: int, months: float) -> None:
    """At a month's end: a customer without a problem may have been called all the same.

    In a part of a month, as large a part of the calls is made.
    """
    parameters, person = world.parameters[0], world.people[customer]
    if person["watched"] >= parameters["outreach.reach"]:
        return
    had_a_problem = person["foreseeable"] == 1
    person["foreseeable"] = 0
    if had_a_problem:
        return
    luck, called_yet = draw(parameters["seed"], customer, block(OUTREACH, 0, 2), month)
    alarm = raises_alarm(normal(luck), 0.0, parameters["outreach.threshold"])
    if alarm and called_yet < months:
        call(world, customer)
        world.totals[0]["false_alarms"] += 1
        person["attitude"] -= parameters["outreach.annoyance"]


@rule
def call(world: World, customer: int) -> None:
    """A call costs money and wakes who was asleep."""
    parameters, person, totals = world.parameters[0], world.people[customer], world.totals[0]
    person["inertia"] = woken(person["inertia"], parameters["outreach.wakes"])
    person["cost_to_serve"] += parameters["call_cost"]
    totals["outreach_cost"] += parameters["call_cost"]
    totals["calls"] += 1


@rule
def trust_is_breached(world: World, customer: int, now: float, share: float, month: int) -> bool:
    """Customers' data leak: some leave for good, the others trust less. True for who left."""
    parameters, person = world.parameters[0], world.people[customer]
    luck, fate = draw(parameters["seed"], customer, BREACH, month)
    if luck >= share:
        return False
    world.totals[0]["breaches"] += 1
    leaves = parameters["trust.exit_young"] if person["young"] == 1 else parameters["trust.exit"]
    if fate < leaves:
        leave(world, customer, now, TRUST_BREACHED)
        return True
    person["attitude"] -= parameters["trust.loss"]
    return False
