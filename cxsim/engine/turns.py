"""The turns of a customer's story, shared by both engines: what happens, and in which order.

Each turn takes the records that it needs out of the world and hands them to the ideas of the model.
Engines decide only *when* a turn comes and *who waits for what*.
"""

from __future__ import annotations

import math

import numpy as np

from cxsim.compilation import compiled, rule
from cxsim.engine.log import log_contact, log_matter
from cxsim.engine.parameters import Parameters
from cxsim.engine.state import Person, Ticket, Totals, World
from cxsim.model.choice import begin_contact, most_attractive, planned_touchpoint
from cxsim.model.churn import (
    ACTIVE,
    AFTER_FAILURE,
    INVOLUNTARY,
    NOT_YET,
    hazard,
    leave,
    reach,
    reason_to_leave,
    risk_now,
)
from cxsim.model.contact import (
    ABANDONED,
    CLOSED_FALSELY,
    ESCALATED,
    FAILED,
    FALSELY_CLOSED,
    FREE,
    HANDED_OVER,
    IN_SERVICE,
    MISROUTED,
    NO_TRANSFER,
    NOBODY,
    RESOLVED,
    SENT_ON,
    UNRESOLVED,
    count_abandonment,
    count_service,
    end_contact,
    handling_minutes,
    nothing_was_delivered,
    passed_on,
    patience_minutes,
    tell_again_or_not,
    transfer_minutes,
)
from cxsim.model.effort import feel_effort
from cxsim.model.expectation import learned_will, nothing_perceived, perceive_and_learn
from cxsim.model.failure import (
    EXIT,
    NONE,
    felt_failure,
    nothing_fails,
    respond,
    severity_of_failure,
)
from cxsim.model.gaps import gap_three
from cxsim.model.hooks import (
    after_contact,
    before_contact,
    episode_closes,
    joining,
    leaving,
    need_arises,
)
from cxsim.model.loyalty import move_attitude
from cxsim.model.memory import recall, remember_contact
from cxsim.model.messages import personal_worth
from cxsim.model.need import Need
from cxsim.model.need import days_to_candidate as days_to_next
from cxsim.model.outreach import is_averted, is_prevented
from cxsim.model.purchase import earn, own_rate, pay, wants_it_now
from cxsim.model.quality import deliver, nothing_felt
from cxsim.model.resolution import (
    answer_by_bot,
    count_matter,
    days_to_retry,
    goes_on_as_planned,
    resolve,
    tries_again,
)
from cxsim.model.satisfaction import feel, feel_abandoned
from cxsim.model.streams import INVOLUNTARY as INVOLUNTARY_LUCK
from cxsim.model.streams import NEED, PURCHASE, block, draw
from cxsim.model.survey import answers_survey, is_not_asked, tick_boxes
from cxsim.model.talk import listener, may_talk, publish, rate_in_silence, refer
from cxsim.model.touchpoint import Desk, Touchpoint

# -- needs ----------------------------------------------------------------------------------------


@compiled
def days_to_candidate(world: World, customer: int, need: int, candidate: int, now: float) -> float:
    """Days from one candidate need of a kind to the next: depends on nothing the firm does."""
    p, person = world.parameters[0], world.people[customer]
    rate = own_rate(person, world.needs[need].purchase, p.purchase)
    return days_to_next(
        p.seed, customer, need, candidate, now, rate, world.rates, world.period_ends, world.rhythm
    )


@compiled
def need_is_real(world: World, customer: int, need: int, candidate: int) -> bool:
    """Tell whether a candidate becomes a need: wanted now, and not foreseen and solved."""
    p, person, kind = world.parameters[0], world.people[customer], world.needs[need]
    if kind.purchase and p.purchase.ceiling > 1.0:
        shift = (
            p.purchase.attitude_effect * person.attitude
            + p.purchase.message_effect * personal_worth(person, p.personalisation, p.messages)
            + p.purchase.promotion_effect * p.offer.promotion
        )
        if person.watched < p.outreach.reach:
            shift = shift + p.now.reminder_shift
        _, luck = draw(p.seed, customer, block(NEED, need), candidate)
        if not wants_it_now(luck, shift, p.purchase):
            return False
    return not (
        kind.preventable
        and p.outreach.reach > 0.0
        and is_prevented(
            p.seed, customer, person, world.totals[0], need, candidate, p.outreach,
            p.attitude.smallest_step,
        )
    )  # fmt: skip


@compiled
def buy(world: World, customer: int, need: int, candidate: int, now: float, coin: bool) -> float:
    """A purchase: money changes hands, and the customer may be gone for good. Returns the spend.

    The coin is thrown after a repeat purchase only (BG/NBD).
    """
    p, person, totals = world.parameters[0], world.people[customer], world.totals[0]
    spend = pay(
        p.seed, customer, person, totals, need, candidate, p.purchase, p.offer,
        p.satisfaction.neutral_quality, p.acquisition.referral_margin, now, p.horizon,
    )  # fmt: skip
    if not coin:
        return spend
    totals.repeat_purchases += 1
    leaving(world, customer, now, 64 * candidate + need)
    _, luck = draw(p.seed, customer, block(PURCHASE, need), candidate)
    if luck < hazard(person.dropout, risk_now(person, world.people, p.churn, p.now), 1.0):
        reason = reason_to_leave(person, world.people, p.churn, p.now, luck, 1.0)
        leave(person, totals, now, reason)
    elif p.churn.involuntary_hazard > 0.0:
        chance, _ = draw(p.seed, customer, block(INVOLUNTARY_LUCK, need), candidate)
        if chance < p.churn.involuntary_hazard:
            leave(person, totals, now, INVOLUNTARY)
    return spend


@compiled
def open_matter(
    world: World, slot: int, customer: int, need: int, candidate: int, now: float, spend: float
) -> None:
    """A need becomes an open matter."""
    person = world.people[customer]
    world.tickets[slot] = world.blank[0]
    ticket = world.tickets[slot]
    ticket.customer = customer
    ticket.episode = person.episodes
    ticket.need = need
    ticket.candidate = candidate
    ticket.opened = now
    ticket.spend = spend
    person.episodes += 1
    need_arises(world, slot, now)


# -- a contact until service ends -----------------------------------------------------------------


@compiled
def choose_touchpoint(world: World, slot: int, now: float) -> int:
    """Turn to the touchpoint that the plan says, or to the most attractive one."""
    p, ticket = world.parameters[0], world.tickets[slot]
    person, steps = world.people[ticket.customer], world.needs[ticket.need].steps
    ticket.step += 1
    touchpoint = planned_touchpoint(ticket, steps, world.touchpoints, world.paths, world.fit)
    if touchpoint < 0:
        touchpoint = most_attractive(
            p.seed, ticket, person, p.choice, world.touchpoints, world.desks, world.fit, world.taste
        )
    begin_contact(ticket, person, touchpoint, now)
    world.desks[touchpoint].arrivals += 1
    if ticket.previous >= 0:
        tell_again_or_not(p.seed, ticket, world.links[ticket.previous, touchpoint], p.context)
    before_contact(world, slot, now)
    return touchpoint


@compiled
def patience_days(world: World, slot: int) -> float:
    """Days until the waiting customer would give up."""
    p, ticket = world.parameters[0], world.tickets[slot]
    place = world.touchpoints[ticket.touchpoint]
    return patience_minutes(p.seed, ticket, place) / p.minutes_per_day


@compiled
def start_service(world: World, slot: int, now: float) -> float:
    """Service begins; return how long it takes, in days."""
    p, ticket = world.parameters[0], world.tickets[slot]
    place, kind = world.touchpoints[ticket.touchpoint], world.needs[ticket.need]
    ticket.state = IN_SERVICE
    ticket.started = now
    minutes = handling_minutes(p.seed, ticket, place, kind, p.context, p.service)
    ticket.handling = minutes / p.minutes_per_day
    return ticket.handling


# -- what it feels like ---------------------------------------------------------------------------


@compiled
def finish_service(world: World, slot: int, now: float) -> None:
    """Perceive, learn, see whether the need is met, feel and remember; the contact is logged.

    The findings of the contact stand in the ticket until the next contact.
    """
    p, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    person, kind = world.people[ticket.customer], world.needs[ticket.need]
    place, desk = world.touchpoints[ticket.touchpoint], world.desks[ticket.touchpoint]
    luck = deliver(
        p.seed, ticket, person, place, p.now, p.quality, p.gaps, p.kano.must_be,
        p.satisfaction.neutral_quality, p.satisfaction.noise_sd,
    )  # fmt: skip
    resolve(ticket, place, kind, world.fit[ticket.need, ticket.touchpoint], luck, p.resolution)
    if place.bot.understands > 0.0:
        sale = answer_by_bot(p.seed, ticket, place.bot, p.messages.disclosure_loss, totals)
        if sale > 0.0:
            ticket.spend += sale
            earn(person, totals, sale)
    perceive_and_learn(ticket, person, totals, p.now, p.quality, p.weights, p.expectation)
    nothing_fails(ticket)
    if p.recovery.failure_probability > 0.0 and ticket.transfer == NO_TRANSFER:
        may_fail(p, ticket, person, place, kind, totals)
    ticket.wait_minutes = (ticket.started - ticket.arrived) * p.minutes_per_day
    feel_effort(ticket, person, place, p.effort, p.service)
    worth = 0.0
    if place.digital > 0.0:
        worth = personal_worth(person, p.personalisation, p.messages)
    feel(ticket, person, place, worth, p.service.announced_waits, p.satisfaction, p.effort)
    ticket.satisfaction = ticket.calm + felt_failure(ticket, p.recovery.justice, p.failure)
    hours = ticket.handling * p.minutes_per_day / 60.0
    count_service(ticket, person, place, desk, totals, hours, p.costs.wage_per_hour)
    after_contact(world, slot, now)
    remember_contact(ticket, place.moment_of_truth)
    count_contact(ticket, totals)
    if p.logging == 1:
        log_contact(
            world.encounters, world.cursors, ticket, now, outcome_of(ticket), p.minutes_per_day
        )
    if ticket.failure != NONE and ticket.response == EXIT and person.status == ACTIVE:
        leave(person, totals, now, AFTER_FAILURE)


@rule
def may_fail(
    p: Parameters, ticket: Ticket, person: Person, place: Touchpoint, kind: Need, totals: Totals
) -> None:
    """See whether the contact fails, unless that is foreseen; the customer chooses a response."""
    gap = gap_three(p.gaps.delivery, place.delivery_gap_offset, p.now.gap_factor)
    base = p.recovery.failure_probability
    severity = severity_of_failure(p.seed, ticket, base, gap, kind.major_factor, p.failure)
    if severity == NONE:
        return
    if is_averted(p.seed, ticket, person, totals, p.outreach):
        ticket.mood += p.outreach.relief
        return
    respond(
        p.seed, ticket, severity, person.loyalty, totals, p.voice, p.churn.switching_cost,
        p.now.competitor_pull, p.recovery.complaint_cost,
    )  # fmt: skip


@rule
def outcome_of(ticket: Ticket) -> int:
    """Name of what happened in a contact."""
    if ticket.failure != NONE:
        return FAILED
    if ticket.transfer == HANDED_OVER:
        return ESCALATED
    if ticket.transfer == SENT_ON:
        return MISROUTED
    if ticket.transfer == CLOSED_FALSELY:
        return FALSELY_CLOSED
    return RESOLVED if ticket.resolved == 1 else UNRESOLVED


@compiled
def give_up(world: World, slot: int, now: float) -> None:
    """The customer has had enough of waiting; nothing was delivered, much was felt."""
    p, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    place, person = world.touchpoints[ticket.touchpoint], world.people[ticket.customer]
    nothing_was_delivered(ticket)
    nothing_felt(ticket)
    nothing_perceived(ticket)
    ticket.wait_minutes = (now - ticket.arrived) * p.minutes_per_day
    feel_effort(ticket, person, place, p.effort, p.service)
    feel_abandoned(
        p.seed, ticket, person, place, p.service.announced_waits, p.satisfaction, p.effort
    )
    count_abandonment(ticket, world.desks[ticket.touchpoint], totals)
    after_contact(world, slot, now)
    remember_contact(ticket, place.moment_of_truth)
    count_contact(ticket, totals)
    if p.logging == 1:
        log_contact(world.encounters, world.cursors, ticket, now, ABANDONED, p.minutes_per_day)


@rule
def count_contact(ticket: Ticket, totals: Totals) -> None:
    """The contact is over, and counts."""
    end_contact(ticket, totals)
    totals.effort += ticket.effort
    totals.satisfaction += ticket.satisfaction


# -- the matter goes on, or ends ------------------------------------------------------------------


@compiled
def days_until_return(world: World, slot: int) -> float:
    """Come back with an open matter, after some days; infinite where the matter ends here."""
    p, ticket = world.parameters[0], world.tickets[slot]
    planned = goes_on_as_planned(ticket, world.needs[ticket.need].steps)
    if (
        ticket.resolved == 1
        or ticket.contacts >= p.resolution.max_contacts
        or world.people[ticket.customer].status != ACTIVE
    ):
        return math.inf
    if passed_on(ticket):
        return transfer_minutes(p.seed, ticket, p.service) / p.minutes_per_day
    bot = world.touchpoints[ticket.touchpoint].bot
    if not planned and not tries_again(p.seed, ticket, bot, p.resolution):
        return math.inf
    return days_to_retry(p.seed, ticket, p.resolution)


@compiled
def still_wants_help(world: World, slot: int) -> bool:
    """Tell whether the customer who meant to come back is still a customer."""
    return world.people[world.tickets[slot].customer].status == ACTIVE


@compiled
def close_matter(world: World, slot: int, now: float) -> None:
    """The matter becomes a memory, the memory an attitude; a survey may ask about it."""
    p, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    person, kind = world.people[ticket.customer], world.needs[ticket.need]
    lasting = recall(ticket, p.memory, ticket.failures > 0 and p.failure.loyalty_cap)
    heart = ticket.heart_sum / ticket.served if ticket.served > 0 else math.nan
    move_attitude(person, lasting, heart, kind.moment_of_truth, p.attitude)
    episode_closes(world, slot, now)
    if ticket.resolved == 1 and kind.revenue > 0.0:
        ticket.spend += kind.revenue
        earn(person, totals, kind.revenue)
    count_matter(ticket, kind.steps, totals)
    tick_boxes(p.seed, ticket, person, totals, p.survey, p.feedback)
    ask(p, ticket, person, world.desks[ticket.touchpoint], totals, now)
    stars = rate_in_silence(ticket, totals, p.survey)
    if person.status == ACTIVE:
        speak(p, ticket, person, world.people, totals)
    publish(ticket, totals, stars)
    if p.logging == 1:
        log_matter(world.episodes, world.cursors, ticket, person, now)
    ticket.state = FREE


@rule
def ask(
    p: Parameters, ticket: Ticket, person: Person, desk: Desk, totals: Totals, now: float
) -> None:
    """The firm asks; an answer says how far the last contact fell short, and where that was."""
    is_not_asked(ticket)
    if not p.survey.enabled or person.status != ACTIVE:
        return
    if not answers_survey(p.seed, ticket, person, totals, p.survey, p.feedback, now):
        return
    if math.isnan(ticket.performance):
        return
    desk.told_shortfall += ticket.standard - ticket.performance
    desk.told_perceptions += 1.0
    totals.told_shortfall += person.should - ticket.performance
    totals.told_perceptions += 1.0


@rule
def speak(
    p: Parameters, ticket: Ticket, person: Person, people: np.ndarray, totals: Totals
) -> None:
    """Talk, review, and perhaps win a prospect."""
    may_talk(p.seed, ticket, p.talk, p.survey)
    if ticket.talked == 1:
        totals.talks += 1
        totals.said += person.will
        who = listener(p.seed, ticket, p.acquisition, p.initial_customers, len(people))
        if who != NOBODY and people[who].status == NOT_YET:
            reach(people[who], totals)
            refer(p.seed, ticket, who, p.talk, p.acquisition)


# -- joining --------------------------------------------------------------------------------------


@compiled
def join(world: World, customer: int, now: float, source: int, referrer: int) -> bool:
    """A prospect becomes a customer, with the firm's promise in mind (gap 4).

    Who was referred has also heard what the referrer expects. Somebody who has joined in the
    meantime does not join again.
    """
    p, person, totals = world.parameters[0], world.people[customer], world.totals[0]
    if person.status != NOT_YET:
        return False
    person.status = ACTIVE
    person.source = source
    person.joined = now
    person.tenure = 0.0
    person.will = p.now.promise_level
    person.heart = p.satisfaction.neutral_quality
    totals.joined += 1
    reach(person, totals)
    cost = p.costs.acquisition
    if referrer >= 0:
        friend = world.people[referrer]
        friend.referrals += 1
        person.referrer = referrer
        person.will = learned_will(person.will, friend.will, p.expectation.learning)
        totals.referrals += 1
        cost = p.acquisition.referral_reward
    totals.acquisition_cost += cost
    person.cost_to_serve += cost
    joining(world, customer, now, 0)
    return True


@compiled
def greet(world: World, customers: int) -> None:
    """Let mechanisms of one's own see the initial customers."""
    for customer in range(customers):
        joining(world, customer, 0.0, 0)
