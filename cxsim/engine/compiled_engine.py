"""The fast engine: the same story as `simpy_engine`, as one compiled event loop.

The steps and rules are the same functions; here stands only the flow. Events wait in a heap,
ordered by (time, order of scheduling); the people in a queue form a doubly linked list of open
needs. The loop lets go of Python's lock, so that runs can share a machine in threads.

The loop comes back to Python when a boundary is reached, an array is full, or somebody joins who
has no traits yet; Python helps and calls it again. So nothing grows inside compiled code.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from cxsim.compilation import codes, compiled, rule
from cxsim.engine.desks import count_afresh
from cxsim.engine.log import Log
from cxsim.engine.population import Market
from cxsim.engine.state import World
from cxsim.engine.turns import (
    buy,
    choose_touchpoint,
    close_matter,
    days_to_candidate,
    days_until_return,
    finish_service,
    give_up,
    join,
    matter_comes_again,
    need_is_real,
    open_matter,
    patience_days,
    start_service,
    still_wants_help,
)
from cxsim.model.churn import ACTIVE, REFERRAL
from cxsim.model.contact import NOBODY, QUEUING
from cxsim.model.reopening import AGAIN
from cxsim.model.touchpoint import settle_desk

# Kinds of events
NEED_ARISES, SERVICE_ENDS, PATIENCE_ENDS, COMES_BACK, JOINS, OPEN_NO_MORE = codes(6)

# Why the loop came back
REACHED, LOG_FULL, TICKETS_FULL, AGENDA_FULL, STRANGER_JOINS = 0, 1, 2, 3, 4

_ROOM = 4  # events that one event can schedule, beside one for each kind of need
_KINDS = 64  # needs have numbers below this
_SOURCES = 4  # sources of customers have numbers below this
_NOTHING, _ONE = codes(2)


class Agenda(NamedTuple):
    """A binary heap of events, and the next order of scheduling."""

    time: np.ndarray
    order: np.ndarray
    kind: np.ndarray
    who: np.ndarray  # a customer or an open need
    what: np.ndarray  # kind of need and number of the candidate; a stamp; source and referrer
    size: np.ndarray  # events in the heap, events scheduled so far
    horizon: np.ndarray  # events at this day or later are left out


class Lines(NamedTuple):
    """Queues as linked lists of open needs, and the open needs that are free to use."""

    first: np.ndarray  # by touchpoint
    last: np.ndarray
    before: np.ndarray  # by open need
    behind: np.ndarray
    stamp: np.ndarray  # counts the waits of an open need: an old timer does not fit any more
    free: np.ndarray
    free_count: np.ndarray


# -- agenda -----------------------------------------------------------------------------------


@compiled
def schedule(agenda: Agenda, time: float, kind: int, who: int, what: int) -> None:
    """Put an event on the agenda; events that will not come before the horizon are left out."""
    if time >= agenda.horizon[0]:
        return
    here = agenda.size[0]
    order = agenda.size[1]
    agenda.size[0] += 1
    agenda.size[1] += 1
    while here > 0:
        parent = (here - 1) >> 1
        if agenda.time[parent] <= time:  # of equal times, the one scheduled first stays first
            break
        move(agenda, parent, here)
        here = parent
    agenda.time[here] = time
    agenda.order[here] = order
    agenda.kind[here] = kind
    agenda.who[here] = who
    agenda.what[here] = what


@rule
def move(agenda: Agenda, source: int, target: int) -> None:
    """Move an event to another place of the heap."""
    agenda.time[target] = agenda.time[source]
    agenda.order[target] = agenda.order[source]
    agenda.kind[target] = agenda.kind[source]
    agenda.who[target] = agenda.who[source]
    agenda.what[target] = agenda.what[source]


@rule
def earlier(agenda: Agenda, one: int, other: int) -> bool:
    """Tell which of two places of the heap comes first."""
    if agenda.time[one] != agenda.time[other]:
        return agenda.time[one] < agenda.time[other]
    return agenda.order[one] < agenda.order[other]


@rule
def remove_first(agenda: Agenda) -> None:
    """Take the first event off the agenda."""
    agenda.size[0] -= 1
    size = agenda.size[0]
    here = 0
    while True:
        child = 2 * here + 1
        if child >= size:
            break
        if child + 1 < size and earlier(agenda, child + 1, child):
            child += 1
        if not earlier(agenda, child, size):
            break
        move(agenda, child, here)
        here = child
    move(agenda, size, here)


# -- queues -----------------------------------------------------------------------------------


@compiled
def enqueue(lines: Lines, touchpoint: int, slot: int) -> None:
    """Join the end of a queue."""
    last = lines.last[touchpoint]
    lines.before[slot] = last
    lines.behind[slot] = NOBODY
    lines.last[touchpoint] = slot
    if last == NOBODY:
        lines.first[touchpoint] = slot
    else:
        lines.behind[last] = slot


@rule
def dequeue(lines: Lines, touchpoint: int, slot: int) -> None:
    """Leave a queue from any place."""
    before, behind = lines.before[slot], lines.behind[slot]
    if before == NOBODY:
        lines.first[touchpoint] = behind
    else:
        lines.behind[before] = behind
    if behind == NOBODY:
        lines.last[touchpoint] = before
    else:
        lines.before[behind] = before


@rule
def assign(world: World, lines: Lines, touchpoint: int, now: float) -> int:
    """Give a free agent to the head of the queue; return who that is, or `NOBODY`."""
    desk = world.desks[touchpoint]
    slot = lines.first[touchpoint]
    if slot == NOBODY or desk.busy >= desk.agents:
        return NOBODY
    dequeue(lines, touchpoint, slot)
    settle_desk(desk, now)
    desk.busy += 1
    desk.waiting -= 1
    return slot


# -- the story of a customer ------------------------------------------------------------------


@rule
def start_needs(world: World, agenda: Agenda, customer: int, now: float) -> None:
    """Schedule the first candidate need of each kind."""
    for need in range(len(world.needs)):
        days = days_to_candidate(world, customer, need, _ONE, now)
        schedule(agenda, now + days, NEED_ARISES, customer, need + _KINDS)


@rule
def candidate_comes(
    world: World, agenda: Agenda, lines: Lines, customer: int, what: int, now: float
) -> None:
    """A candidate need comes; the next one of its kind is scheduled before its story starts."""
    if world.people[customer].status != ACTIVE:
        return
    need, candidate = what % _KINDS, what // _KINDS
    days = days_to_candidate(world, customer, need, candidate + 1, now)
    schedule(agenda, now + days, NEED_ARISES, customer, need + _KINDS * (candidate + 1))
    if need_is_real(world, customer, need, candidate):
        need_arises(world, agenda, lines, customer, need, candidate, now)


@rule
def need_arises(
    world: World, agenda: Agenda, lines: Lines, customer: int, need: int, candidate: int, now: float
) -> None:
    """A need becomes a purchase, if it is one, and an episode."""
    spend = 0.0
    if world.needs[need].purchase == 1:
        spend = buy(world, customer, need, candidate, now, candidate > 0)
    matter_begins(world, agenda, lines, customer, need, candidate, now, spend)


@rule
def matter_begins(
    world: World, agenda: Agenda, lines: Lines, customer: int, need: int, candidate: int,
    now: float, spend: float,
) -> None:  # fmt: skip
    """An episode starts with its first contact."""
    lines.free_count[0] -= 1
    slot = lines.free[lines.free_count[0]]
    open_matter(world, slot, customer, need, candidate, now, spend)
    contact_begins(world, agenda, lines, slot, now)


@rule
def contact_begins(world: World, agenda: Agenda, lines: Lines, slot: int, now: float) -> None:
    """Choose a touchpoint; be served at once, or wait."""
    touchpoint = choose_touchpoint(world, slot, now)
    if world.touchpoints[touchpoint].agents == 0:
        service_begins(world, agenda, slot, now)
        return
    serving = world.desks[touchpoint].serves
    desk = world.desks[serving]
    world.tickets[slot].state = QUEUING
    if desk.busy < desk.agents:
        settle_desk(desk, now)
        desk.busy += 1
        service_begins(world, agenda, slot, now)
        return
    enqueue(lines, serving, slot)
    settle_desk(desk, now)
    desk.waiting += 1
    lines.stamp[slot] += 1
    patience = patience_days(world, slot)
    schedule(agenda, now + patience, PATIENCE_ENDS, slot, lines.stamp[slot])


@rule
def service_begins(world: World, agenda: Agenda, slot: int, now: float) -> None:
    """Service starts now and ends when its handling time is over."""
    schedule(agenda, now + start_service(world, slot, now), SERVICE_ENDS, slot, _NOTHING)


@rule
def service_ends(world: World, agenda: Agenda, lines: Lines, slot: int, now: float) -> None:
    """The desk takes the next in line; the one who was served feels, decides and goes on."""
    touchpoint = world.tickets[slot].touchpoint
    upcoming = NOBODY
    if world.touchpoints[touchpoint].agents > 0:
        serving = world.desks[touchpoint].serves
        settle_desk(world.desks[serving], now)
        world.desks[serving].busy -= 1
        upcoming = assign(world, lines, serving, now)
    finish_service(world, slot, now)
    contact_is_over(world, agenda, lines, slot, now)
    if upcoming != NOBODY:
        service_begins(world, agenda, upcoming, now)


@rule
def patience_ends(
    world: World, agenda: Agenda, lines: Lines, slot: int, stamp: int, now: float
) -> None:
    """Give up, unless service has started in the meantime."""
    ticket = world.tickets[slot]
    if lines.stamp[slot] != stamp or ticket.state != QUEUING:
        return
    serving = world.desks[ticket.touchpoint].serves
    dequeue(lines, serving, slot)
    settle_desk(world.desks[serving], now)
    world.desks[serving].waiting -= 1
    give_up(world, slot, now)
    contact_is_over(world, agenda, lines, slot, now)


@rule
def contact_is_over(world: World, agenda: Agenda, lines: Lines, slot: int, now: float) -> None:
    """Come back later, or let the episode become a memory."""
    days = days_until_return(world, slot)
    if days == math.inf:
        episode_ends(world, agenda, lines, slot, now)
    else:
        schedule(agenda, now + days, COMES_BACK, slot, _NOTHING)


@rule
def episode_ends(world: World, agenda: Agenda, lines: Lines, slot: int, now: float) -> None:
    """Close the episode and free its slot; somebody who heard about it may join."""
    close_matter(world, slot, now)
    ticket = world.tickets[slot]
    if ticket.referred != NOBODY:
        source = REFERRAL + _SOURCES * (ticket.customer + 1)
        schedule(agenda, now + ticket.referral_days, JOINS, ticket.referred, source)
    if ticket.open_days < math.inf:
        again = ticket.comes_again * (AGAIN + ticket.candidate)
        what = ticket.need + _KINDS * again
        schedule(agenda, now + ticket.open_days, OPEN_NO_MORE, ticket.customer, what)
    lines.stamp[slot] += 1
    lines.free[lines.free_count[0]] = slot
    lines.free_count[0] += 1


@rule
def comes_back(world: World, agenda: Agenda, lines: Lines, slot: int, now: float) -> None:
    """Take up an open matter again."""
    if still_wants_help(world, slot):
        contact_begins(world, agenda, lines, slot, now)
    else:
        episode_ends(world, agenda, lines, slot, now)


@rule
def open_no_more(
    world: World, agenda: Agenda, lines: Lines, customer: int, what: int, now: float
) -> None:
    """A matter that was dropped unsolved comes up again, or is settled without the firm."""
    need, candidate = what % _KINDS, what // _KINDS
    if matter_comes_again(world, customer, candidate):
        matter_begins(world, agenda, lines, customer, need, candidate, now, 0.0)


@rule
def joins(world: World, agenda: Agenda, lines: Lines, customer: int, what: int, now: float) -> None:
    """A prospect becomes a customer; a first purchase opens an episode at once."""
    if not join(world, customer, now, what % _SOURCES, what // _SOURCES - 1):
        return
    start_needs(world, agenda, customer, now)
    purchase = world.parameters[0].purchase_need
    if purchase >= 0:
        need_arises(world, agenda, lines, customer, purchase, _NOTHING, now)


# -- the loop ---------------------------------------------------------------------------------


@compiled
def start_everybody(world: World, agenda: Agenda) -> None:
    """Schedule the needs of the initial customers, by id."""
    for customer in range(world.parameters[0].initial_customers):
        start_needs(world, agenda, customer, 0.0)


@compiled
def run_until(  # noqa: C901  one branch for each kind of event
    world: World, agenda: Agenda, lines: Lines, until: float
) -> int:
    """Work off the agenda up to a day; return `REACHED`, or what is missing to go on."""
    room = len(agenda.time) - len(world.needs) - _ROOM
    rows = min(len(world.encounters), len(world.episodes)) - 2
    logging = world.parameters[0].logging == 1
    while agenda.size[0] > 0 and agenda.time[0] < until:
        if logging and (world.cursors[0] > rows or world.cursors[1] > rows):
            return LOG_FULL
        if lines.free_count[0] == 0:
            return TICKETS_FULL
        if agenda.size[0] > room:
            return AGENDA_FULL
        now, kind = agenda.time[0], agenda.kind[0]
        who, what = agenda.who[0], agenda.what[0]
        if kind == JOINS and world.people[who].drawn == 0:
            return STRANGER_JOINS
        remove_first(agenda)
        if kind == NEED_ARISES:
            candidate_comes(world, agenda, lines, who, what, now)
        elif kind == SERVICE_ENDS:
            service_ends(world, agenda, lines, who, now)
        elif kind == PATIENCE_ENDS:
            patience_ends(world, agenda, lines, who, what, now)
        elif kind == COMES_BACK:
            comes_back(world, agenda, lines, who, now)
        elif kind == OPEN_NO_MORE:
            open_no_more(world, agenda, lines, who, what, now)
        else:
            joins(world, agenda, lines, who, what, now)
    return REACHED


@compiled
def staff(world: World, agenda: Agenda, lines: Lines, desk: int, now: float) -> None:
    """Let new agents take people from the queue."""
    slot = assign(world, lines, desk, now)
    while slot != NOBODY:
        service_begins(world, agenda, slot, now)
        slot = assign(world, lines, desk, now)


class CompiledEngine:
    """Moves the customers of a world from one boundary to the next."""

    def __init__(self, world: World, log: Log, market: Market) -> None:
        self.world = world
        self.log = log
        self.market = market
        self._now = 0.0
        customers = int(world.parameters[0].initial_customers)
        needs = max(1, len(world.needs))
        places = customers * needs + 4 * len(world.tickets) + needs + _ROOM
        self._agenda = _agenda(places, float(world.parameters[0].horizon))
        self._lines = _lines(len(world.desks), len(world.tickets))
        start_everybody(world, self._agenda)

    def advance(self, until: float) -> None:
        """Let customers act until a boundary; what happens at that instant comes after it."""
        while True:
            reason = run_until(self.world, self._agenda, self._lines, until)
            if reason == REACHED:
                break
            if reason == LOG_FULL:
                self.log.flush()
            elif reason == TICKETS_FULL:
                self._grow_tickets()
            elif reason == STRANGER_JOINS:
                self._introduce_strangers()
            else:
                self._grow_agenda()
        self._now = until

    def regroup(self) -> None:
        """Serve all queues by the desks, and with the agents, that hold from now on.

        A service under way is always finished; the waiting line up in order of their arrival.
        """
        waiting, lines = count_afresh(self.world), self._lines
        self._need_room(len(waiting))
        lines.first[:] = lines.last[:] = NOBODY
        for slot in waiting:
            touchpoint = self.world.tickets[slot].touchpoint
            enqueue(lines, self.world.desks[touchpoint].serves, slot)
        for desk in range(len(self.world.desks)):
            staff(self.world, self._agenda, lines, desk, self._now)

    def join_at(self, day: float, customer: int, source: int) -> None:
        """Let a prospect become a customer on a day to come."""
        self._need_room(1)
        schedule(self._agenda, self._now + (day - self._now), JOINS, customer, source)

    def _introduce_strangers(self) -> None:
        """Give traits to everybody who is on the agenda to join."""
        size = self._agenda.size[0]
        joining = self._agenda.kind[:size] == JOINS
        self.market.introduce(self._agenda.who[:size][joining])

    def _need_room(self, events: int) -> None:
        while self._agenda.size[0] + events + _ROOM > len(self._agenda.time):
            self._grow_agenda()

    def _grow_agenda(self) -> None:
        old = self._agenda
        bigger = _agenda(2 * len(old.time), old.horizon[0])
        for source, target in zip(old[:5], bigger[:5], strict=True):
            target[: len(source)] = source
        bigger.size[:] = old.size
        self._agenda = bigger

    def _grow_tickets(self) -> None:
        old, size = self._lines, len(self.world.tickets)
        tickets = np.zeros(2 * size, dtype=self.world.tickets.dtype)
        tickets[:size] = self.world.tickets
        self.world = self.world._replace(tickets=tickets)
        bigger = _lines(len(old.first), 2 * size)
        for name in ("first", "last"):
            getattr(bigger, name)[:] = getattr(old, name)
        for name in ("before", "behind", "stamp"):
            getattr(bigger, name)[:size] = getattr(old, name)
        bigger.free[:size] = np.arange(size, 2 * size)
        bigger.free_count[0] = size
        self._lines = bigger


def _agenda(places: int, horizon: float) -> Agenda:
    return Agenda(
        time=np.zeros(places),
        order=np.zeros(places, dtype=np.int64),
        kind=np.zeros(places, dtype=np.int64),
        who=np.zeros(places, dtype=np.int64),
        what=np.zeros(places, dtype=np.int64),
        size=np.zeros(2, dtype=np.int64),
        horizon=np.array([horizon]),
    )


def _lines(touchpoints: int, slots: int) -> Lines:
    return Lines(
        first=np.full(touchpoints, NOBODY, dtype=np.int64),
        last=np.full(touchpoints, NOBODY, dtype=np.int64),
        before=np.full(slots, NOBODY, dtype=np.int64),
        behind=np.full(slots, NOBODY, dtype=np.int64),
        stamp=np.zeros(slots, dtype=np.int64),
        free=np.arange(slots - 1, -1, -1, dtype=np.int64),
        free_count=np.array([slots], dtype=np.int64),
    )
