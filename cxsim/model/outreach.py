"""Proactive service: problems that are foreseen, calls, and calls about nothing."""

from __future__ import annotations

from pydantic import Field

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.chance import normal
from cxsim.model.contact import Matter, Served, contact_luck
from cxsim.model.data import Consenting
from cxsim.model.loyalty import Attached, experience_weight
from cxsim.model.records import Record, derived
from cxsim.model.streams import OUTREACH, block, draw
from cxsim.model.survey import share_above

# fmt: off


class Outreach(Model):
    """Proactive service: find those who will have a problem, and help before they ask.

    A score, N(d', 1) for those with a problem and N(0, 1) for the others, above the threshold
    θ makes the firm call. ``reach: 0`` means that nobody looks.
    """

    reach: float = parameter(0.0, "Share of customers who are watched", "share", SHARE)
    sensitivity: float = parameter(
        1.5, "Sensitivity of detection (d')", "sd", (0.0, 10.0), (0.3, 2.3))
    threshold: float = parameter(
        1.3, "Threshold of the score for a call (θ)", "sd", (-10.0, 10.0), (0.5, 2.0))
    fixes: float = parameter(
        0.6, "Share of foreseen problems solved before they are felt (φ)", "share", SHARE,
        (0.3, 0.9))
    relief: float = parameter(
        0.2, "Satisfaction from a problem that was foreseen and solved", "satisfaction", (0.0, 5.0),
        (0.0, 0.5))
    annoyance: float = parameter(
        0.03, "Attitude lost by a call about nothing", "satisfaction", (0.0, 5.0), (0.0, 0.1))
    wakes: float = parameter(
        0.5, "Share of inertia that a call takes away", "share", SHARE,
        source="assumption, direction published✓: Ascarza, Iyengar and Schleicher 2016")
    cost: float = parameter(0.5, "Cost of a call by staff", "money", (0.0, 1e4))
    robots: float = parameter(0.0, "Share of calls made by voice robots", "share", SHARE)
    disclosed: bool = Field(False, title="Robots say that they are robots")
    robot_cost: float = parameter(0.1, "Cost of a call by a voice robot", "money", (0.0, 1e4))
    purchase_lift: float = parameter(
        0.0, "Lift of the log purchase rate of watched customers by reminders that come in time "
        "(a share Φ(d' - θ) of them)",
        "log rate", SHARE, (0.0, 0.1))
    robot_annoyance: float = parameter(
        0.03, "Attitude lost by a call of a voice robot", "satisfaction", (0.0, 5.0), (0.01, 0.1))
# fmt: on

    @derived
    def call_cost(self) -> float:
        """Mean cost of a call, by staff or by a robot."""
        return (1.0 - self.robots) * self.cost + self.robots * self.robot_cost


class Watched(Attached, Served, Consenting):
    """Whom proactive service looks at."""

    watched: float  # place in the line of those who are watched
    foreseeable: int  # had a problem this month that data could foresee
    inertia: float  # ι, 0 where not dormant


class OutreachTotals(Record):
    """What is counted about proactive service."""

    calls: float
    false_alarms: float
    prevented: float
    outreach_cost: float


class OutreachNow(Record):
    """What foresight and reminders do at present."""

    reminder_shift: float
    detection: float  # d' that is left of the sensitivity with the data there are


@rule
def raises_alarm(luck: float, sensitivity: float, threshold: float) -> bool:
    """Tell whether a score lies above the threshold: N(d', 1) with a problem, N(0, 1) without.

    ``luck`` is a standard normal value; ``sensitivity`` is d', or 0 where there is no problem.
    """
    return luck + sensitivity > threshold


@rule
def woken(inertia: float, share: float) -> float:
    """Inertia ι after a call: what was asleep looks around (Ascarza, Iyengar, Schleicher 2016)."""
    return inertia * (1.0 - share)


def shift_by_reminders(outreach: Outreach, detection: float, disclosure_loss: float) -> float:
    """Lift of the log purchase rate of watched customers, by reminders that come in time."""
    heard = 1.0 - outreach.robots * disclosure_loss * outreach.disclosed
    in_time = share_above(float(detection), float(outreach.threshold), 1.0)
    return outreach.purchase_lift * heard * in_time


# -- steps --------------------------------------------------------------------------------------


@rule
def is_watched(person: Watched, outreach: Outreach) -> bool:
    """Tell whether proactive service watches a customer: not without consent."""
    return person.watched < outreach.reach and person.refuses == 0


@rule
def is_prevented(
    seed: int, customer: int, person: Watched, totals: OutreachTotals, need: int, candidate: int,
    outreach: Outreach, detection: float, smallest_step: float,
) -> bool:  # fmt: skip
    """Tell whether the firm foresees a preventable problem and solves it before it is felt."""
    if not is_watched(person, outreach):
        return False
    person.foreseeable = 1
    u_score, u_fixed = draw(seed, customer, block(OUTREACH, need), candidate)
    if not raises_alarm(normal(u_score), detection, outreach.threshold):
        return False
    call(person, totals, outreach)
    if u_fixed >= outreach.fixes:
        return False
    totals.prevented += 1
    step = experience_weight(person.experiences, smallest_step, 1.0)
    person.attitude += step * outreach.relief
    return True


@rule
def is_averted(
    seed: int, matter: Matter, person: Watched, totals: OutreachTotals, outreach: Outreach,
    detection: float,
) -> bool:  # fmt: skip
    """Tell whether proactive service sees a failure coming and steps in."""
    if not is_watched(person, outreach):
        return False
    luck, _ = contact_luck(seed, matter, OUTREACH, 1)
    if not raises_alarm(normal(luck), detection, outreach.threshold):
        return False
    call(person, totals, outreach)
    totals.prevented += 1
    return True


@rule
def may_call_about_nothing(
    seed: int, customer: int, person: Watched, totals: OutreachTotals, outreach: Outreach,
    month: int, months: float,
) -> None:  # fmt: skip
    """At a month's end: a customer without a problem may have been called all the same.

    In a part of a month, as large a part of the calls is made.
    """
    if not is_watched(person, outreach):
        return
    had_a_problem = person.foreseeable == 1
    person.foreseeable = 0
    if had_a_problem:
        return
    luck, called_yet = draw(seed, customer, block(OUTREACH, 0, 2), month)
    if raises_alarm(normal(luck), 0.0, outreach.threshold) and called_yet < months:
        call(person, totals, outreach)
        totals.false_alarms += 1
        person.attitude -= outreach.annoyance


@rule
def call(person: Watched, totals: OutreachTotals, outreach: Outreach) -> None:
    """A call costs money and wakes who was asleep."""
    person.inertia = woken(person.inertia, outreach.wakes)
    person.attitude -= outreach.robots * outreach.robot_annoyance
    person.cost_to_serve += outreach.call_cost
    totals.outreach_cost += outreach.call_cost
    totals.calls += 1
