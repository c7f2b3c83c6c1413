"""Month by month: what happens at a boundary, the same for both engines.

A boundary is a month's end, the end of the warm-up, a dated change or the horizon. Between
boundaries an engine moves the customers; at a boundary the calendar turns: fees and wages are
counted, customers think again about their contract, the firm's books are written, plans take
effect and advertising brings new customers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from cxsim.company.measurement import retention
from cxsim.company.staffing import cost_of_offices
from cxsim.engine import population, tick, turns
from cxsim.engine.books import (
    DESK_SUMS,
    Books,
    Row,
    Stretch,
    add,
    add_desks,
    measurements,
    money,
    queue_row,
    ratio,
    set_stock,
)
from cxsim.engine.economy import Weather
from cxsim.engine.firm import FirmAtWork
from cxsim.engine.readings import read_quarter
from cxsim.engine.state import TOTALS, World
from cxsim.model import hooks
from cxsim.model.churn import ADVERTISING
from cxsim.model.motivation import gap_factor
from cxsim.model.touchpoint import settle_desk
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS, QUARTER_DAYS, YEAR_DAYS

Progress = Callable[[float, float], None]


class Engine(Protocol):
    """What a boundary asks of an engine."""

    world: World

    def advance(self, until: float) -> None:
        """Move the customers up to a day."""

    def regroup(self) -> None:
        """Serve all queues by the desks, and with the agents, that hold from now on."""

    def join_at(self, day: float, customer: int, source: int) -> None:
        """Let a prospect join on a day to come."""


def boundaries(scenario: Scenario) -> list[float]:
    """Return all boundaries in order; month k ends at k × 30.4375 days, never at a sum."""
    days = {float(scenario.days), float(scenario.warm_up_days)}
    days |= {float(change.day) for change in scenario.schedule}
    days |= set(month_ends(scenario))
    return sorted(day for day in days if 0.0 < day <= scenario.days)


def month_ends(scenario: Scenario) -> list[float]:
    """Return the ends of the months; the last month ends at the horizon."""
    full = [k * MONTH_DAYS for k in range(1, math.ceil(scenario.days / MONTH_DAYS) + 1)]
    return [day for day in full if day < scenario.days] + [float(scenario.days)]


class Calendar:
    """Turns the pages: runs an engine from boundary to boundary and keeps the books."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        engine: Engine,
        indices: Weather,
        market: population.Market,
    ) -> None:
        self.scenario = scenario
        self.engine = engine
        self.market = market
        self.members = market.members()  # ids of all who are or were customers
        self.today = 0.0
        self.month = 0
        self._month_ends = set(month_ends(scenario))
        self._last_tick = self._last_quarter = 0.0
        self._active = scenario.customers
        self._month_totals = np.zeros(1, dtype=TOTALS)
        self._quarter_totals = np.zeros(1, dtype=TOTALS)
        self._month_desks = np.zeros_like(engine.world.desks)
        self._quarter_desks = np.zeros_like(engine.world.desks)
        self.firm = FirmAtWork(scenario, seed, engine, indices)
        reach = population.advertising_reach(scenario, seed)
        self._line = np.argsort(reach, kind="stable")  # prospects in the order they are reached
        self._reach = reach[self._line]
        self._advertised = 0.0
        self.books = Books.empty(engine.world.desks)

    def run(self, progress: Progress | None = None) -> Books:
        """Run to the horizon."""
        days = boundaries(self.scenario)
        self.firm.put_into_force(0.0)
        if self.scenario.mechanisms:
            self._form(turns.greet)(self.engine.world, self.scenario.customers)
        if self.scenario.warm_up_days == 0:
            self._value_customers(0.0)
        for until in days:
            self._advertise(until)
            self.engine.advance(until)
            self._turn(until)
            if progress is not None:
                progress(until, days[-1])
        return self.books

    # -- at a boundary -------------------------------------------------------------------------

    def _turn(self, now: float) -> None:
        world = self.engine.world
        for desk in world.desks:
            settle_desk(desk, now)
        self.members = self.market.members()
        self._form(tick.accrue)(world, self.members, self.today, now)
        self._pay(world, now)
        month_is_over = now in self._month_ends
        contracts_ended = 0.0
        if month_is_over:
            self._pass_on_talk(world)
            stayed_until_now = float(world.totals[0]["left"])
            self._form(tick.tick)(world, self.members, self._last_tick, now, self.month)
            contracts_ended = float(world.totals[0]["left"]) - stayed_until_now
            self._form(tick.take_stock)(world, self.members)
        self._note_stretch(world, now)
        self._post(world, contracts_ended * self._share_in_warm_up(now))
        if month_is_over:
            self._close_month(world, now)
        if now in (self.scenario.warm_up_days, self.scenario.days):
            self._value_customers(now)
        self.today = now
        if now < self.scenario.days:  # nobody is served by what would begin at the horizon
            self.firm.put_into_force(now)

    def _form(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return hooks.form_for(function, self.engine.world.mechanisms)

    def _pass_on_talk(self, world: World) -> None:
        """What a customer hears from others in a month: how often, and what they expect."""
        heard, lately, before = world.parameters[0].now, world.totals[0], self._month_totals[0]
        talks = before.talks + lately.talks
        months = (before.customer_days + lately.customer_days) / MONTH_DAYS
        heard.talks_per_month = talks / months if months > 0.0 else 0.0
        heard.said = (before.said + lately.said) / talks if talks > 0.0 else 0.0

    def _note_stretch(self, world: World, now: float) -> None:
        """Keep the totals since the last boundary for read-outs by any longer time."""
        totals = world.totals[0].copy()
        served = world.desks["served"].copy()
        gaps, stage = self._gaps(totals), self.firm.stage
        self.books.stretches.append(Stretch(self.today, now, gaps, totals, served, stage))

    def _value_customers(self, now: float) -> None:
        yearly = self.engine.world.parameters[0].costs.discount_per_year
        monthly = (1.0 + yearly) ** (1.0 / 12.0) - 1.0
        self.books.residual_months.append(
            self._form(tick.residual_months)(self.engine.world, self.members, now, monthly)
        )

    def _pay(self, world: World, now: float) -> None:
        """Wages for paid time, whether busy or not, fixed cost, and what the levers cost."""
        p, totals = world.parameters[0], world.totals[0]
        hours = p.minutes_per_day / 60.0
        agent_days = float(world.desks["agent_days"].sum())
        totals.wages += agent_days * hours * p.costs.wage_per_hour
        offices = cost_of_offices(
            p.costs.fixed_per_month, p.costs.remote_share, p.costs.remote_saving
        )
        fixed = offices * p.sample_share / MONTH_DAYS
        totals.fixed_cost += (now - self.today) * fixed
        totals.programme_cost += totals.revenue * self.firm.cost_share()

    def _share_in_warm_up(self, now: float) -> float:
        """Share of the month up to now that lies in the warm-up.

        Contracts end at a month's end, for all of the month: of those that end in the month in
        which the warm-up ends, the window counts the share of its own days.
        """
        warm_up = self.scenario.warm_up_days - self._last_tick
        return min(1.0, max(0.0, warm_up / (now - self._last_tick)))

    def _post(self, world: World, left_in_warm_up: float) -> None:
        """Add the totals since the last boundary to those of the month and of the window."""
        counts = self.today >= self.scenario.warm_up_days
        add(self._month_totals, world.totals)
        add_desks(self._month_desks, world.desks)
        if counts:
            add(self.books.window, world.totals)
            self.books.window["left"] -= left_in_warm_up
            add_desks(self.books.window_desks, world.desks)
        world.totals[:] = np.zeros(1, dtype=TOTALS)
        for name in DESK_SUMS:
            world.desks[name] = 0

    def _close_month(self, world: World, now: float) -> None:
        self.month += 1
        totals, length = self._month_totals[0], (now - self._last_tick) / MONTH_DAYS
        row = {
            "month": self.month,
            "day": now,
            "length_months": length,
            "active": int(totals["active"]),
            "joined": int(totals["joined"]),
            "left": int(totals["left"]),
            "retention": retention(self._active, int(totals["joined"]), int(totals["active"])),
            "churn": ratio(totals["left"], totals["customer_days"] / MONTH_DAYS),
            **measurements(totals),
            **self._gaps(totals),
            "motivation": float(world.parameters[0].now.motivation),
            **money(totals),
        }
        self.books.timeline.append(row)
        desks = self._month_desks
        occupancy = ratio(desks["busy_days"].sum(), desks["agent_days"].sum())
        self.firm.move_motivation(0.0 if math.isnan(occupancy) else occupancy, length)
        add_desks(self._quarter_desks, desks)
        self._close_queues(world)
        add(self._quarter_totals, self._month_totals)
        set_stock(self._quarter_totals, self._month_totals)
        self._active = int(totals["active"])
        self._month_totals[:] = np.zeros(1, dtype=TOTALS)
        at_horizon = now >= self.scenario.days
        full_quarter = self.month % 3 == 0 and not at_horizon
        if full_quarter or (at_horizon and self._half_a_quarter(now)):
            self._close_quarter(now)
        self._last_tick = now

    def _half_a_quarter(self, now: float) -> bool:
        """At the horizon a quarter is closed if at least half of it has passed."""
        start = len(self.books.management) * QUARTER_DAYS
        return now - start >= 0.5 * QUARTER_DAYS

    def _gaps(self, totals: Any) -> Row:
        """Gaps 1 to 4 as they act, gap 5 as customers feel it (expectation - perception)."""
        p = self.engine.world.parameters[0]
        return {
            "gap_1": float(p.gaps.knowledge),
            "gap_2": float(p.gaps.design),
            "gap_3": gap_factor(float(p.now.motivation)) * float(p.gaps.delivery),
            "gap_4": float(p.gaps.communication),
            "gap_5": ratio(totals["perceived_gap"], totals["perceptions"]),
        }

    def _close_queues(self, world: World) -> None:
        names, month = list(self.scenario.company.touchpoints), self._month_desks
        for index, contacts in enumerate(month):
            world.desks[index]["usual_wait"] = contacts["wait_minutes"] / max(
                1, contacts["served"] + contacts["abandoned"]
            )
            desk = world.desks[index]["serves"]
            if world.touchpoints[index]["agents"] > 0:
                self.books.queues.append(
                    {
                        "month": self.month,
                        "touchpoint": names[index],
                        "agents": int(world.desks[desk]["agents"]),
                        **queue_row(contacts, month[desk]),
                    }
                )
        self._month_desks[:] = np.zeros_like(self._month_desks)

    def _close_quarter(self, now: float) -> None:
        totals, number = self._quarter_totals[0], len(self.books.management) + 1
        reading = read_quarter(self.firm.stage, number, totals, self._quarter_desks)
        managed = self.firm.manage(reading, last=now >= self.scenario.days)
        self.books.management.append(
            {
                "quarter": number,
                "day": now,
                "answers": int(totals["answers"]),
                "response_rate": ratio(totals["answers"], totals["surveys"]),
                **measurements(totals),
                **managed.as_dict(),
            }
        )
        own = self.firm.stage.mechanisms.values()
        hooks.quarter(self.engine.world, own, totals, now, number)
        self.firm.plan_staff(self._quarter_desks["busy_days"], now - self._last_quarter)
        self._last_quarter = now
        self._quarter_totals[:] = np.zeros(1, dtype=TOTALS)
        self._quarter_desks[:] = np.zeros_like(self._quarter_desks)

    # -- what changes from outside ---------------------------------------------------------------

    def _advertise(self, until: float) -> None:
        """Tell the engine which prospects advertising brings before the next boundary.

        Every prospect has a reach, Exp(1), and joins when the sum of all advertising gets there:
        the same people come first under every strategy.
        """
        rate = float(self.engine.world.parameters[0].acquisition.advertising_per_year) / YEAR_DAYS
        reach = self._advertised + rate * (until - self.today)
        first, last = np.searchsorted(self._reach, [self._advertised, reach])
        if last > first:
            days = self.today + (self._reach[first:last] - self._advertised) / rate
            inside = (days > self.today) & (days < until)
            ids = (self.scenario.customers + self._line[first:last])[inside]
            self._let_join(ids, days[inside])
        self._advertised = reach

    def _let_join(self, ids: np.ndarray, days: np.ndarray) -> None:
        """Give prospects their traits and tell the engine when they join."""
        self.market.introduce(ids)
        for customer, day in zip(ids.tolist(), days.tolist(), strict=True):
            self.engine.join_at(day, customer, ADVERTISING)
