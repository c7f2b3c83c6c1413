"""A matter and its contacts: waiting, being served, telling the story again."""

from __future__ import annotations

import math
from typing import Any

from pydantic import Field

from cxsim.compilation import codes, rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.chance import exponential, lognormal, normal, weibull
from cxsim.model.data import Data
from cxsim.model.need import Need
from cxsim.model.purchase import Costs
from cxsim.model.records import Record
from cxsim.model.streams import RETURN, TRANSFER, WAITING, block, draw
from cxsim.model.touchpoint import Desk, Touchpoint

FREE, QUEUING, IN_SERVICE, BETWEEN = codes(4)
NO_TRANSFER, HANDED_OVER, SENT_ON, CLOSED_FALSELY = codes(4)
OUTCOMES = (
    "resolved", "unresolved", "failed", "abandoned", "escalated", "misrouted", "falsely_closed",
)  # fmt: skip
RESOLVED, UNRESOLVED, FAILED, ABANDONED, ESCALATED, MISROUTED, FALSELY_CLOSED = codes(7)
IN_PROGRESS = -1
NOBODY: Any = codes(1)[0] - 1
_GLANCE = 0.25  # of the handling time, until an agent knows that somebody else must help

# fmt: off


class Context(Model):
    """The chance that the story told in one contact is known in the next (matrix T)."""

    same_touchpoint: float = parameter(
        0.5, "Context survives a return to the same touchpoint", "probability", SHARE, (0.3, 0.7))
    other_touchpoint: float = parameter(
        0.0, "Context survives a change of touchpoint", "probability", SHARE, (0.0, 0.1),
        source="seed: 003 (multichannel = isolated channels)")
    linked: float = parameter(
        0.0, "Context survives a change between linked touchpoints", "probability", SHARE,
        (0.8, 1.0), source="seed: 003 (cross-channel = some channels connected); value: assumption")
    extra_handling: float = parameter(
        0.3, "Extra handling time when context is lost", "share", (0.0, 2.0), (0.1, 0.6))


class Service(Model):
    """How contacts are received: routing to the right agent, and news about the wait."""

    routing_accuracy: float = parameter(
        1.0, "Contacts that reach the right agent at once", "share", SHARE, (0.85, 1.0))
    transfer_minutes: float = parameter(
        1.0, "Mean time until a transferred customer is in the next queue", "minutes",
        (0.01, 1_440.0))
    co_creation: float = parameter(
        0.0, "How far customers have to take part in the service", "0-1", SHARE)
    announced_waits: bool = Field(False, title="Customers are told how long they will wait")
# fmt: on


class Matter(Record):
    """A need that a customer brings to the firm, and its present contact."""

    state: int = BETWEEN
    customer: int
    episode: int
    need: int
    candidate: int  # k, the number of the need among its kind
    step: int = -1  # number of the contact, from 0
    opened: float
    touchpoint: int = -1
    previous: int = -1
    arrived: float
    started: float
    handling: float  # days
    wait_minutes: float
    context_kept: int  # 1, 0, or -1 where there was nothing to keep
    transfer: int  # how the present contact passed the customer on
    sent_on: int  # the last contact was misrouted
    resolved: int
    # so far
    contacts: int
    served: int
    switches: int
    transfers: int
    stage: int  # step of a planned path, from 0
    spend: float


class ContactTotals(Record):
    """What is counted about contacts."""

    contacts: float
    served: float
    abandoned: float
    queued: float  # contacts at staffed touchpoints
    wait_minutes: float
    handling_minutes: float  # at staffed touchpoints
    automatic_cost: float  # of contacts that nobody had to serve
    contact_cost: float
    further_contacts: float
    contexts_kept: float
    misrouted: float  # served by the wrong agent, who sent them on


class Served(Record):
    """What serving a customer has cost."""

    cost_to_serve: float


# -- the luck of a contact ----------------------------------------------------------------------


@rule
def contact_luck(seed: int, matter: Matter, purpose: int, pair: int = 0) -> tuple[float, float]:
    """Two uniform numbers of the present contact."""
    n = 8 * matter.candidate + matter.step
    return draw(seed, matter.customer, block(purpose, matter.need, pair), n)


@rule
def matter_luck(seed: int, matter: Matter, purpose: int) -> tuple[float, float]:
    """Two uniform numbers of the whole matter."""
    return draw(seed, matter.customer, block(purpose, matter.need), 8 * matter.candidate)


@rule
def contact_normals(
    seed: int, matter: Matter, purpose: int, first_sd: float, second_sd: float
) -> tuple[float, float]:
    """Two normal values of the contact with mean 0; luck that has no spread is not drawn."""
    if first_sd == 0.0 and second_sd == 0.0:
        return 0.0, 0.0
    first, second = contact_luck(seed, matter, purpose)
    return first_sd * normal(first), second_sd * normal(second)


# -- steps --------------------------------------------------------------------------------------


@rule
def tell_again_or_not(seed: int, matter: Matter, linked: int, context: Context, data: Data) -> None:
    """Decide whether the new contact knows what the last one knew (context transfer T)."""
    same = matter.previous == matter.touchpoint
    matter.switches += 0 if same else 1
    survives = context.other_touchpoint
    if linked == 1:
        survives = max(survives, context.linked)
    survives = survives * data.integration
    if same:
        survives = context.same_touchpoint
    luck, _ = contact_luck(seed, matter, RETURN)
    matter.context_kept = 1 if luck < survives else 0


@rule
def patience_minutes(seed: int, matter: Matter, place: Touchpoint) -> float:
    """Operating minutes until the waiting customer would give up."""
    patience: Any = place.patience_minutes  # endless patience is infinity by now
    if math.isinf(patience):
        return math.inf
    luck, _ = contact_luck(seed, matter, WAITING)
    return weibull(luck, patience, place.patience_shape)


@rule
def handling_minutes(
    seed: int, matter: Matter, place: Touchpoint, kind: Need, wrong_handling: float,
    context: Context, service: Service, costs: Costs,
) -> float:  # fmt: skip
    """Operating minutes that the contact takes; an agent for another kind only has a glance."""
    factor = kind.handling_factor
    if goes_to_the_wrong_agent(seed, matter, place, kind.known, service):
        matter.transfer = SENT_ON
        factor = _GLANCE * wrong_handling
    pace = 1.0 + place.at_a_distance * costs.remote_share * costs.remote_slowdown
    mean = place.handling_minutes * factor * pace
    if matter.context_kept == 0:
        mean = mean * (1.0 + context.extra_handling)
    if mean <= 0.0:
        return 0.0
    _, luck = contact_luck(seed, matter, WAITING)
    if place.exponential_handling == 1:
        return exponential(luck, mean)
    return lognormal(luck, mean, place.handling_cv)


@rule
def goes_to_the_wrong_agent(
    seed: int, matter: Matter, place: Touchpoint, known: float, service: Service
) -> bool:
    """Tell whether routing fails: never twice in a row."""
    accuracy = service.routing_accuracy if math.isnan(known) else known
    if accuracy >= 1.0 or place.agents == 0:
        return False
    if matter.sent_on == 1:
        matter.sent_on = 0
        return False
    luck, _ = contact_luck(seed, matter, TRANSFER)
    if luck < accuracy:
        return False
    matter.sent_on = 1
    return True


@rule
def transfer_minutes(seed: int, matter: Matter, service: Service) -> float:
    """Operating minutes until a transferred customer is in the next queue."""
    _, delay = contact_luck(seed, matter, TRANSFER)
    return exponential(delay, service.transfer_minutes)


@rule
def passed_on(matter: Matter) -> bool:
    """Tell whether somebody else takes over within the same matter."""
    return matter.transfer == HANDED_OVER or matter.transfer == SENT_ON


@rule
def unplanned_contacts(matter: Matter) -> int:
    """Contacts of the matter that neither a plan nor a transfer asked for."""
    return matter.step - matter.stage - matter.transfers


@rule
def nothing_was_delivered(matter: Matter) -> None:
    """The customer gave up: there is no service, and nobody takes over."""
    matter.handling = math.nan
    matter.transfer = NO_TRANSFER
    matter.sent_on = 0
    matter.resolved = 0


# -- books --------------------------------------------------------------------------------------


@rule
def count_service(
    matter: Matter, person: Served, place: Touchpoint, desk: Desk, totals: ContactTotals,
    hours: float, wage_per_hour: float,
) -> None:  # fmt: skip
    """Count the service, its wait and its cost; ``hours`` is the paid time that it took."""
    if place.agents > 0:
        person.cost_to_serve += hours * wage_per_hour
        totals.queued += 1
        totals.wait_minutes += matter.wait_minutes
        totals.handling_minutes += 60.0 * hours
    else:
        totals.automatic_cost += place.variable_cost
    person.cost_to_serve += place.variable_cost
    totals.contact_cost += place.variable_cost
    totals.misrouted += 1 if matter.transfer == SENT_ON else 0
    totals.served += 1
    desk.served += 1
    desk.wait_minutes += matter.wait_minutes
    matter.served += 1


@rule
def count_abandonment(matter: Matter, desk: Desk, totals: ContactTotals) -> None:
    """Count a customer who gave up."""
    totals.queued += 1
    totals.wait_minutes += matter.wait_minutes
    totals.abandoned += 1
    desk.abandoned += 1
    desk.wait_minutes += matter.wait_minutes


@rule
def end_contact(matter: Matter, totals: ContactTotals) -> None:
    """The contact is over, and counts."""
    matter.contacts += 1
    matter.state = BETWEEN
    totals.contacts += 1
    if matter.context_kept >= 0:
        totals.further_contacts += 1
        totals.contexts_kept += matter.context_kept
