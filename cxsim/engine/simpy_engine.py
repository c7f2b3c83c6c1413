"""The readable engine: a customer's story, told with SimPy.

A process for each kind of need of a customer, a process for each open need, and one `Desk` for
each staffed touchpoint. What people feel and decide stands in `steps`; here stands only the flow:
who waits for what.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import numpy as np
import simpy

from cxsim.engine import state, steps
from cxsim.engine.log import Log
from cxsim.engine.population import Market
from cxsim.engine.state import TICKET, World

Process = Generator[simpy.Event, Any, Any]


class Desk:
    """Agents who serve a queue, first come, first served. Their number can change at any time."""

    def __init__(self, engine: SimpyEngine, touchpoint: int, agents: int) -> None:
        self.engine = engine
        self.touchpoint = touchpoint
        self.agents = agents
        self.busy = 0
        self.queue: dict[int, simpy.Event] = {}  # open need -> event, in order of arrival

    def request(self, slot: int) -> simpy.Event:
        """Join the queue; the event succeeds with True when an agent is free."""
        granted = self.engine.environment.event()
        self.queue[slot] = granted
        self._count(waiting=1)
        self.assign()
        return granted

    def give_up(self, slot: int) -> None:
        """Leave the queue."""
        self._count(waiting=-1)
        self.queue.pop(slot).succeed(False)

    def release(self) -> None:
        """Let an agent go on to the next customer in the queue."""
        self.busy -= 1
        self._count(busy=-1)
        self.assign()

    def assign(self) -> None:
        """Let free agents take the first in the queue."""
        while self.queue and self.busy < self.agents:
            self.busy += 1
            self._count(busy=1, waiting=-1)
            self.queue.pop(next(iter(self.queue))).succeed(True)

    def _count(self, busy: int = 0, waiting: int = 0) -> None:
        world, now = self.engine.world, self.engine.environment.now
        steps.settle_desk(world, self.touchpoint, now)
        world.desks[self.touchpoint]["busy"] += busy
        world.desks[self.touchpoint]["waiting"] += waiting


class SimpyEngine:
    """Moves the customers of a world from one boundary to the next."""

    def __init__(self, world: World, log: Log, market: Market) -> None:
        self.environment = simpy.Environment()
        self.world = world
        self.log = log
        self.market = market
        self._free = list(range(len(world.tickets)))
        self.desks = [Desk(self, k, int(desk["agents"])) for k, desk in enumerate(world.desks)]
        for customer in np.flatnonzero(world.people["status"] == state.ACTIVE).tolist():
            self._start_needs(customer)

    # -- what the boundary asks for ------------------------------------------------------------

    def advance(self, until: float) -> None:
        """Let customers act until a boundary; what happens at that instant comes after it."""
        if until > self.environment.now:
            self.environment.run(until=until)

    def regroup(self) -> None:
        """Serve all queues by the desks, and with the agents, that hold from now on.

        A service under way is always finished; the waiting line up in order of their arrival.
        """
        events = {slot: event for desk in self.desks for slot, event in desk.queue.items()}
        waiting = steps.count_afresh(self.world)
        for desk, row in zip(self.desks, self.world.desks, strict=True):
            desk.agents, desk.busy = int(row["agents"]), int(row["busy"])
            desk.queue = {}
        for slot in waiting:
            self._desk_of(slot).queue[slot] = events[slot]
        for desk in self.desks:
            desk.assign()

    def _desk_of(self, slot: int) -> Desk:
        touchpoint = self.world.tickets[slot]["touchpoint"]
        return self.desks[self.world.desks[touchpoint]["serves"]]

    def join_at(self, day: float, customer: int, source: int) -> None:
        """Let a prospect become a customer on a day to come."""
        delay = day - self.environment.now
        self.environment.process(self._new_customer(delay, customer, source, state.NOBODY))

    # -- the story of a customer ---------------------------------------------------------------

    def _new_customer(self, delay: float, customer: int, source: int, referrer: int) -> Process:
        yield self.environment.timeout(delay)
        self.market.introduce(np.array([customer]))
        if not steps.join(self.world, customer, self.environment.now, source, referrer):
            return
        purchase = int(self.world.parameters[0]["purchase_need"])
        self._start_needs(customer)
        if purchase >= 0:
            self._need_arises(customer, purchase, 0)

    def _start_needs(self, customer: int) -> None:
        for need in range(len(self.world.needs)):
            days = steps.days_to_candidate(self.world, customer, need, 1, self.environment.now)
            if days < math.inf:
                self.environment.process(self._needs_of_a_kind(customer, need, days))

    def _needs_of_a_kind(self, customer: int, need: int, days: float) -> Process:
        """Needs come at random times, for as long as the customer stays."""
        candidate = 1
        upcoming = self.environment.timeout(days)
        while True:
            yield upcoming
            if self.world.people[customer]["status"] != state.ACTIVE:
                return
            upcoming = self.environment.timeout(
                steps.days_to_candidate(
                    self.world, customer, need, candidate + 1, self.environment.now
                )
            )
            if steps.need_is_real(self.world, customer, need, candidate):
                self._need_arises(customer, need, candidate)
            candidate += 1

    def _need_arises(self, customer: int, need: int, candidate: int) -> None:
        now = self.environment.now
        spend = 0.0
        if self.world.needs[need]["purchase"] == 1:
            spend = steps.buy(self.world, customer, need, candidate, now, candidate > 0)
        slot = self._take_slot()
        steps.open_episode(self.world, slot, customer, need, candidate, now, spend)
        self.environment.process(self._episode(slot))

    def _episode(self, slot: int) -> Process:
        """Contact after contact, until the need is met or the matter is dropped."""
        while True:
            touchpoint = steps.choose_touchpoint(self.world, slot, self.environment.now)
            yield from self._contact(slot, touchpoint)
            days = steps.days_until_return(self.world, slot)
            if days == math.inf:
                break
            yield self.environment.timeout(days)
            if not steps.still_wants_help(self.world, slot):
                break
        self.log.make_room()
        steps.close_episode(self.world, slot, self.environment.now)
        self._pass_on(slot)
        self._free.append(slot)

    def _pass_on(self, slot: int) -> None:
        """Somebody who heard about it may join."""
        ticket = self.world.tickets[slot]
        listener, delay = int(ticket["referred"]), float(ticket["referral_days"])
        if listener != state.NOBODY:
            source, referrer = state.REFERRAL, int(ticket["customer"])
            self.environment.process(self._new_customer(delay, listener, source, referrer))

    def _contact(self, slot: int, touchpoint: int) -> Process:
        """Wait for an agent where there are any, be served, and feel something about it."""
        if self.world.touchpoints[touchpoint]["agents"] == 0:
            yield self.environment.timeout(
                steps.start_service(self.world, slot, self.environment.now)
            )
        else:
            served = yield from self._wait(slot)
            if not served:
                self.log.make_room()
                steps.give_up(self.world, slot, self.environment.now)
                return
            yield self.environment.timeout(
                steps.start_service(self.world, slot, self.environment.now)
            )
            self._desk_of(slot).release()
        self.log.make_room()
        steps.finish_service(self.world, slot, self.environment.now)

    def _wait(self, slot: int) -> Process:
        self.world.tickets[slot]["state"] = state.WAITING
        granted = self._desk_of(slot).request(slot)
        if not granted.triggered:
            patience = steps.patience_days(self.world, slot)
            if patience < math.inf:
                timer = self.environment.timeout(patience)
                timer.callbacks.append(lambda _: self._patience_ends(slot, granted))
        return (yield granted)

    def _patience_ends(self, slot: int, granted: simpy.Event) -> None:
        """Give up, unless an agent has just become free."""
        if not granted.triggered:
            self._desk_of(slot).give_up(slot)

    # -- slots for open needs --------------------------------------------------------------------

    def _take_slot(self) -> int:
        if not self._free:
            size = len(self.world.tickets)
            bigger = np.zeros(2 * size, dtype=TICKET)
            bigger[:size] = self.world.tickets
            self.world = self.world._replace(tickets=bigger)
            self._free = list(range(size, 2 * size))
        return self._free.pop()
