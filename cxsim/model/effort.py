"""Customer effort: what it costs a customer to get a need met (1 = effortless, 7 = very hard)."""

from __future__ import annotations

import math

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.contact import Matter, Service, unplanned_contacts
from cxsim.model.records import Record
from cxsim.model.touchpoint import Touchpoint

# fmt: off


class Effort(Model):
    """Customer effort on the 1-7 scale, 1 = effortless."""

    base: float = parameter(1.5, "Effort of a smooth contact (e₀)", "effort points", (1.0, 7.0))
    usual: float = parameter(
        2.5, "Effort that people take as normal (e_ref)", "effort points", (1.0, 7.0))
    wait: float = parameter(
        0.9, "Effort per log unit of felt wait (c_w)", "effort points", (0.0, 5.0), (0.45, 1.35))
    unoccupied: float = parameter(
        0.1, "How much longer an empty wait feels", "share", (0.0, 2.0), (0.0, 0.5),
        source="published✓ direction: Maister 1985; value: assumption")
    unexplained: float = parameter(
        0.1, "How much longer an unexplained wait feels (halved when it is announced)", "share",
        (0.0, 2.0), (0.0, 0.5), source="published✓ direction: Maister 1985; value: assumption")
    unfair: float = parameter(
        0.0, "How much longer an unfair wait feels", "share", (0.0, 2.0), (0.0, 0.5),
        source="published✓ direction: Maister 1985; value: assumption")
    anxious: float = parameter(
        0.1, "How much longer an anxious wait feels", "share", (0.0, 2.0), (0.0, 0.5),
        source="published✓ direction: Maister 1985; value: assumption")
    transfer: float = parameter(
        0.6, "Effort of each transfer (c_t)", "effort points", (0.0, 5.0), (0.3, 0.9))
    taking_part: float = parameter(
        0.6, "Effort of taking part for those who do not want to", "effort points", (0.0, 5.0),
        (0.3, 0.9))
    unwilling_share: float = parameter(
        0.4, "Share of customers who do not want to take part", "share", SHARE, (0.2, 0.6))
    repeat: float = parameter(
        0.8, "Effort of telling the story again (c_r)", "effort points", (0.0, 5.0), (0.4, 1.2))
    switch: float = parameter(
        0.8, "Effort of each change of touchpoint (c_s)", "effort points", (0.0, 5.0), (0.4, 1.2))
    recontact: float = parameter(
        1.2, "Effort of each further contact (c_c)", "effort points", (0.0, 5.0), (0.6, 1.8))
    giving_up: float = parameter(
        1.2, "Effort of giving up on a matter (help is sought elsewhere)", "effort points",
        (0.0, 5.0), (0.6, 1.8), source="assumption: as much as a further contact")
# fmt: on


class Strained(Matter):
    """Effort of the present contact, and what the matter has asked for until now."""

    effort: float
    own_effort: float  # of the contact alone: the detours of a matter are felt when it ends


class Participant(Record):
    """Whether a person likes to take part in the service."""

    unwilling: int


class EffortTotals(Record):
    """Sum of effort over contacts."""

    effort: float


@rule
def felt_wait(wait_minutes: float, extra: float) -> float:
    """How long a wait feels, in minutes (Maister 1985): w̃ = w (1 + a)."""
    return wait_minutes * (1.0 + extra)


@rule
def effort_of_wait(felt_minutes: float, usual_minutes: float, weight: float) -> float:
    """Effort of waiting, in effort points: c_w ln(1 + w̃ / w0)."""
    return weight * math.log(1.0 + felt_minutes / usual_minutes)


@rule
def total_effort(
    base: float, waiting: float, repeating: float, switching: float, transfers: float,
    recontacting: float, taking_part: float,
) -> float:  # fmt: skip
    """Effort index e: base effort and what was added, held within 1 to 7.

    Motivated by Dixon, Freeman and Toman 2010, HBR 88(7/8):116-122; weights are assumptions.
    """
    added = waiting + repeating + switching + transfers + recontacting + taking_part
    return min(7.0, max(1.0, base + added))


@rule
def stretch_of_wait(effort: Effort, announced: bool) -> float:
    """How much longer a wait feels: a = a₁ + … + a₄; an announced one is half explained."""
    unexplained = effort.unexplained
    if announced:
        unexplained = 0.5 * unexplained
    return effort.unoccupied + unexplained + effort.unfair + effort.anxious


@rule
def unplanned_switches(matter: Matter) -> int:
    """Changes of touchpoint that no plan asked for: each step of a path may need one."""
    return max(0, matter.switches - matter.stage)


@rule
def feel_effort(
    matter: Strained, person: Participant, place: Touchpoint, effort: Effort, service: Service
) -> None:
    """Effort of the contact: its wait, and what the matter has asked for until now."""
    matter.effort = effort_index(matter, person, place, effort, service, 1.0)
    matter.own_effort = effort_index(matter, person, place, effort, service, 0.0)


@rule
def effort_index(
    matter: Strained, person: Participant, place: Touchpoint, effort: Effort, service: Service,
    detours: float,
) -> float:  # fmt: skip
    """Effort with the detours of the matter so far (``detours`` 1), or of the contact alone (0)."""
    felt = felt_wait(matter.wait_minutes, stretch_of_wait(effort, service.announced_waits))
    return total_effort(
        effort.base,
        effort_of_wait(felt, place.usual_wait_minutes, effort.wait),
        effort.repeat if matter.context_kept == 0 else 0.0,
        detours * effort.switch * unplanned_switches(matter),
        detours * effort.transfer * matter.transfers,
        detours * effort.recontact * unplanned_contacts(matter),
        effort.taking_part * (service.co_creation * person.unwilling),
    )
