"""The readable engine: a customer's story, told with SimPy.

A process for each kind of need of a customer, a process for each open matter, and one `Desk` for
each team of agents. What people feel and decide stands in `cxsim.model`; what a turn of the story
does, in `turns`. Here stands only the flow: who waits for what.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import numpy as np
import simpy

from cxsim.engine import turns as all_turns
from cxsim.engine.desks import count_afresh
from cxsim.engine.log import Log
from cxsim.engine.population import Market
from cxsim.engine.state import World
from cxsim.model.churn import ACTIVE, REFERRAL
from cxsim.model.contact import NOBODY, QUEUING
from cxsim.model.hooks import form_for
from cxsim.model.touchpoint import settle_desk

Process = Generator[simpy.Event, Any, Any]


class Desk:
    """Agents who serve a queue, first come, first served.

    It is a `simpy.Resource` whose number of agents can change at any time, and that keeps books.
    """

    def __init__(self, engine: SimpyEngine, number: int) -> None:
        self.engine = engine
        self.number = number
        self.queue: dict[int, simpy.Event] = {}  # matter -> its turn, in order of arrival

    def request(self, matter: int) -> simpy.Event:
        """Join the queue; the event succeeds with True when an agent is free."""
        turn = self.engine.env.event()
        self.queue[matter] = turn
        self._count(waiting=1)
        self.assign()
        return turn

    def give_up(self, matter: int) -> None:
        """Leave the queue, unless an agent has just become free."""
        if matter in self.queue:
            self._count(waiting=-1)
            self.queue.pop(matter).succeed(False)

    def release(self) -> None:
        """Let an agent go on to the next customer in the queue."""
        self._count(busy=-1)
        self.assign()

    def assign(self) -> None:
        """Let free agents take the first in the queue."""
        books = self.engine.world.desks[self.number]
        while self.queue and books.busy < books.agents:
            self._count(busy=1, waiting=-1)
            self.queue.pop(next(iter(self.queue))).succeed(True)

    def _count(self, busy: int = 0, waiting: int = 0) -> None:
        books = self.engine.world.desks[self.number]
        settle_desk(books, self.engine.env.now)
        books.busy += busy
        books.waiting += waiting


class SimpyEngine:
    """Moves the customers of a world from one boundary to the next."""

    def __init__(self, world: World, log: Log, market: Market) -> None:
        self.env = simpy.Environment()
        self.world = world
        self.log = log
        self.market = market
        self.turns = _turns(world)
        self.desks = [Desk(self, number) for number in range(len(world.desks))]
        self._free = list(range(len(world.tickets)))
        for customer in np.flatnonzero(world.people["status"] == ACTIVE).tolist():
            self._start_needs(customer)

    # -- the story of a customer ---------------------------------------------------------------

    def new_customer(self, days: float, customer: int, source: int, referrer: int) -> Process:
        """A prospect becomes a customer after some days; a first purchase is a need at once."""
        yield self.env.timeout(days)
        self.market.introduce(np.array([customer]))
        if self.turns.join(self.world, customer, self.env.now, source, referrer):
            self._start_needs(customer)
            purchase = int(self.world.parameters[0].purchase_need)
            if purchase >= 0:
                self._need_arises(customer, purchase, 0)

    def needs(self, customer: int, need: int, days: float) -> Process:
        """Needs of a kind come at random times, for as long as the customer stays."""
        candidate = 1
        upcoming = self.env.timeout(days)
        while True:
            yield upcoming
            if self.world.people[customer].status != ACTIVE:
                return
            upcoming = self.env.timeout(self._days_to(customer, need, candidate + 1))
            if self.turns.need_is_real(self.world, customer, need, candidate):
                self._need_arises(customer, need, candidate)
            candidate += 1

    def matter(self, matter: int) -> Process:
        """Contact after contact, until the need is met or the matter is dropped."""
        while True:
            yield from self.contact(matter)
            days = self.turns.days_until_return(self.world, matter)
            if days == math.inf:
                break
            yield self.env.timeout(days)
            if not self.turns.still_wants_help(self.world, matter):
                break
        self.turns.close_matter(self.world, matter, self.env.now)
        self._pass_on(matter)
        self._free.append(matter)

    def contact(self, matter: int) -> Process:
        """Wait for an agent where there are any, be served, and feel something about it."""
        place = self.turns.choose_touchpoint(self.world, matter, self.env.now)
        staffed = self.world.touchpoints[place].agents > 0
        if staffed:
            served = yield from self.wait(matter)
            if not served:
                self.turns.give_up(self.world, matter, self.env.now)
                return
        yield self.env.timeout(self.turns.start_service(self.world, matter, self.env.now))
        if staffed:
            self._desk_of(matter).release()
        self.turns.finish_service(self.world, matter, self.env.now)

    def wait(self, matter: int) -> Process:
        """Stand in the queue, as long as patience lasts; True for who is served."""
        self.world.tickets[matter].state = QUEUING
        turn = self._desk_of(matter).request(matter)
        if not turn.triggered:
            patience = self.turns.patience_days(self.world, matter)
            if patience < math.inf:
                timer = self.env.timeout(patience)
                timer.callbacks.append(lambda _: self._patience_ends(matter, turn))
        return (yield turn)

    # -- parts of the story ----------------------------------------------------------------------

    def _start_needs(self, customer: int) -> None:
        for need in range(len(self.world.needs)):
            days = self._days_to(customer, need, 1)
            if days < math.inf:
                self.env.process(self.needs(customer, need, days))

    def _days_to(self, customer: int, need: int, candidate: int) -> float:
        return self.turns.days_to_candidate(self.world, customer, need, candidate, self.env.now)

    def _need_arises(self, customer: int, need: int, candidate: int) -> None:
        now, spend = self.env.now, 0.0
        if self.world.needs[need].purchase:
            spend = self.turns.buy(self.world, customer, need, candidate, now, candidate > 0)
        matter = self._free_ticket()
        self.turns.open_matter(self.world, matter, customer, need, candidate, now, spend)
        self.env.process(self.matter(matter))

    def _pass_on(self, matter: int) -> None:
        """Somebody who heard about it may join."""
        ticket = self.world.tickets[matter]
        if ticket.referred != NOBODY:
            days, who, referrer = ticket.referral_days, ticket.referred, ticket.customer
            newcomer = self.new_customer(float(days), int(who), REFERRAL, int(referrer))
            self.env.process(newcomer)

    def _patience_ends(self, matter: int, turn: simpy.Event) -> None:
        if not turn.triggered:  # the same matter may stand in the queue a second time by now
            self._desk_of(matter).give_up(matter)

    def _desk_of(self, matter: int) -> Desk:
        touchpoint = self.world.tickets[matter].touchpoint
        return self.desks[self.world.desks[touchpoint].serves]

    def _free_ticket(self) -> int:
        """Room for one more open matter."""
        if not self._free:
            size = len(self.world.tickets)
            bigger = np.zeros(2 * size, dtype=self.world.tickets.dtype)
            bigger[:size] = self.world.tickets
            self.world = self.world._replace(tickets=bigger)
            self._free = list(range(size, 2 * size))
        return self._free.pop()

    # -- what the boundary asks for ------------------------------------------------------------

    def advance(self, until: float) -> None:
        """Let customers act until a boundary; what happens at that instant comes after it."""
        while self.env.peek() < until:
            self.log.make_room()
            try:
                self.env.step()
            except Exception as error:  # SimPy tells of a copy; the cause knows the line
                raise error.__cause__ or error from None
        if until > self.env.now:
            self.env.run(until=until)

    def regroup(self) -> None:
        """Serve all queues by the desks, and with the agents, that hold from now on.

        A service under way is always finished; the waiting line up in order of their arrival.
        """
        turn = {matter: event for desk in self.desks for matter, event in desk.queue.items()}
        waiting = count_afresh(self.world)
        for desk in self.desks:
            desk.queue = {}
        for matter in waiting:
            self._desk_of(matter).queue[matter] = turn[matter]
        for desk in self.desks:
            desk.assign()

    def join_at(self, day: float, customer: int, source: int) -> None:
        """Let a prospect become a customer on a day to come."""
        self.env.process(self.new_customer(day - self.env.now, customer, source, NOBODY))


def _turns(world: World) -> Any:
    """The turns of the story: compiled, or in plain Python where mechanisms of one's own are."""
    names = [name for name in vars(all_turns) if not name.startswith("_")]
    return SimpleNamespace(
        **{name: form_for(getattr(all_turns, name), world.mechanisms) for name in names}
    )
