"""The firm in time: dated changes, levers, motivation and staffing become numbers in force.

At each boundary the firm looks at what holds from now on and writes it into the flat arrays of
the run. Between boundaries nothing of the firm moves.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from cxsim.company import cycle
from cxsim.company.firm import Firm, QuarterRecord, Reading, Situation
from cxsim.company.levers import (
    Move,
    Pull,
    cost_share,
    moves_of,
    strength_at_work,
    switches_of,
)
from cxsim.company.readiness import ELEMENTS, effectiveness, mean_delay
from cxsim.company.staffing import next_agents
from cxsim.engine.economy import Weather
from cxsim.engine.parameters import Flat, flatten, put_into_force
from cxsim.engine.state import World
from cxsim.fields import bounds_of, parameters_of
from cxsim.model import streams
from cxsim.model.hooks import moved
from cxsim.model.motivation import motivation_target, next_motivation
from cxsim.model.pyramid import score_of
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS, QUARTER_DAYS

# What the firm reads from the stage and not from the flat arrays.
_READ_FROM_STAGE = (
    "company.management.", "company.staffing.", "company.readiness.",
    "company.offer.in_person_share",
)  # fmt: skip


class Desks(Protocol):
    """What the firm asks of an engine."""

    world: World

    def regroup(self) -> None:
        """Serve all queues by the desks, and with the agents, that hold from now on."""


class FirmAtWork:
    """Keeps what the firm has decided, and puts it into force.

    ``plan`` is the scenario as it is set from some day on, ``stage`` the same with all that levers
    have switched in it.
    """

    def __init__(self, scenario: Scenario, seed: int, engine: Desks, weather: Weather) -> None:
        self.scenario = scenario
        self.plan = self.stage = scenario.stages[0][1]
        self._switched: dict[str, Any] = {}
        self._seed = seed
        self._engine = engine
        self._weather = weather
        self._planned = Flat(*(array.copy() for array in self._running()))
        self._agents = self._planned.touchpoints["agents"].copy()
        self._history = _pulled(scenario)
        self._managed = Firm()
        self._in_force: Any = None
        engine.world.parameters[0].now.pyramid_at_start = score_of(
            self.stage.company.pyramid, self.stage.behaviour.hierarchy.gate
        )

    # -- what holds from now on ------------------------------------------------------------------

    def put_into_force(self, now: float) -> None:
        """Write what holds from now on into the run, unless nothing has changed."""
        self._enter_stage(now)
        p = self._engine.world.parameters[0]
        p.now.months = now / MONTH_DAYS
        p.now.macro_index, p.now.competitor_pull = self._weather.at(now)
        moves = self._moves(now)
        ageing = p.now.months if p.kano.drift > 0.0 else 0.0
        state = (id(self.stage), moves, float(p.now.motivation), float(ageing))
        if state != self._in_force:
            self._in_force = state
            put_into_force(self._running(), self._planned, self.stage, moves)
        self._staff_desks()

    def _running(self) -> Flat:
        """Arrays of the run, which the engine reads."""
        return Flat(*(getattr(self._engine.world, name) for name in Flat._fields))

    def _enter_stage(self, now: float) -> None:
        """Begin a stage; the agents that a dated change names are at work from then on."""
        due = [stage for day, stage in self.scenario.stages[1:] if day == now]
        if not due:
            return
        self.plan = due[-1]
        self._set_stage(self.plan.replace(self._switched) if self._switched else self.plan)

    def _set_stage(self, stage: Scenario) -> None:
        before = self._planned.touchpoints["agents"]
        self.stage = stage
        self._planned = flatten(stage, self._seed)
        world = self._engine.world
        if world.mechanisms:
            own = moved(world.mechanisms, stage.mechanisms)
            self._engine.world = world._replace(mechanisms=own)
        after = self._planned.touchpoints["agents"]
        self._agents = np.where(after != before, after, self._agents)

    def _moves(self, now: float) -> tuple[Move, ...]:
        """What levers and the firm's own work move; what levers switch begins a stage."""
        levers, pulls, ready = self.plan.levers, self.pulls(now), self.effectiveness
        motivation = float(self._engine.world.parameters[0].now.motivation)
        moves = moves_of(levers, pulls, ready, motivation, self.stage.value)
        switched = switches_of(levers, pulls, ready, self.plan.company.touchpoints)
        for move in moves:
            if move.path.startswith(_READ_FROM_STAGE):
                before = switched.get(move.path, self.plan.value(move.path))
                if before is not None:  # no target stays no target
                    switched[move.path] = move.moved(before)
        if switched != self._switched:
            self._switched = switched
            self._set_stage(self.plan.replace(switched) if switched else self.plan)
        in_arrays = tuple(move for move in moves if not move.path.startswith(_READ_FROM_STAGE))
        shifts = self._managed.effects()
        if not shifts:
            return in_arrays
        bounds = self._bounds
        return in_arrays + tuple(
            Move(path, plus=shift, at_least=bounds[path][0], at_most=bounds[path][1])
            for path, shift in shifts.items()
        )

    @cached_property
    def _bounds(self) -> dict[str, tuple[float, float]]:
        """Bounds of every number of the scenario, by path: the same in all stages."""
        return {path: bounds_of(field) for path, _, field in parameters_of(self.scenario)}

    def pulls(self, now: float) -> dict[str, Pull]:
        """Levers that show their effect on a day."""
        found = {}
        for name, history in self._history.items():
            delay = self._delay(name)
            strength = strength_at_work(history, now, delay)
            if strength > 0.0:
                days = now - delay - _begin(history, now - delay)
                found[name] = Pull(strength, days / MONTH_DAYS)
        return found

    def _delay(self, lever: str) -> float:
        """Days until a lever shows: the readiness that the scenario sets decides."""
        company = self.plan.company
        organisation = company.management.organisation
        levels = [float(getattr(company.readiness, element)) for element in ELEMENTS]
        ready = effectiveness(levels, organisation.weak_link)
        delay = mean_delay(ready, organisation.delay_quarters) * QUARTER_DAYS
        return self.plan.levers[lever].delay * delay

    @property
    def effectiveness(self) -> float:
        """Readiness of the firm as a whole, e, from 0 to 1."""
        levels = self._managed.levels_of_readiness(self._situation())
        return effectiveness(levels, self.stage.company.management.organisation.weak_link)

    def _situation(self) -> Situation:
        now = self._engine.world.parameters[0].now
        situation = Situation.of(self.stage, float(now.motivation))
        return replace(situation, competitor_pull=float(now.competitor_pull))

    def cost_share(self) -> float:
        """Share of revenue that the levers cost, from the day they are pulled."""
        return cost_share(self.plan.levers)

    # -- the quarter -------------------------------------------------------------------------------

    def manage(self, reading: Reading, last: bool) -> QuarterRecord:
        """Close a quarter: look, plan, organise, motivate, control. Return what was done."""
        settings = self.stage.company.management
        self._managed, row = cycle.quarter(
            self._managed, reading, settings, self._situation(), self._luck, last=last
        )
        self._engine.world.totals[0]["programme_cost"] += self._managed.spending
        return row

    def _luck(self, name: str, quarter: int) -> float:
        """Luck of the firm's work, by name and quarter."""
        coordinate = (zlib.crc32(name.encode()) << 16) + quarter
        return streams.draw(self._seed, streams.FIRM, streams.MANAGEMENT, coordinate)[0]

    # -- staff -------------------------------------------------------------------------------------

    def _staff_desks(self) -> None:
        """Put agents to desks; those of a pool or of a closed touchpoint work together."""
        world = self._engine.world
        agents = np.zeros(len(world.desks), dtype=np.int64)
        np.add.at(agents, world.touchpoints["desk"], self._agents)
        moved = bool((world.desks["agents"] != agents).any())
        if moved or bool((world.desks["serves"] != world.touchpoints["desk"]).any()):
            world.desks["agents"] = agents
            world.desks["serves"] = world.touchpoints["desk"]
            self._engine.regroup()

    def plan_staff(self, busy_days: np.ndarray, days: float) -> None:
        """Staff desks for the next quarter, where the firm aims at an occupancy."""
        staffing, world = self.stage.company.staffing, self._engine.world
        if staffing.rule == "fixed":
            return
        for desk in np.flatnonzero(world.desks["agents"] > 0).tolist():
            team = np.flatnonzero(world.touchpoints["desk"] == desk)
            wanted = next_agents(
                int(world.desks["agents"][desk]), float(busy_days[desk]), days, staffing
            )
            self._agents[team] = 0
            self._agents[desk] = wanted

    def move_motivation(self, occupancy: float, months: float) -> None:
        """A month of work moves the staff's motivation."""
        p = self._engine.world.parameters[0]
        staff = p.staff
        target = motivation_target(float(staff.know), float(staff.want), float(staff.can))
        target += staff.support
        p.now.motivation = next_motivation(
            float(p.now.motivation),
            min(1.0, max(0.0, float(target))),
            float(staff.adjustment),
            float(staff.strain),
            occupancy,
            float(staff.comfortable_occupancy),
            months,
        )


def _pulled(scenario: Scenario) -> dict[str, list[tuple[float, float]]]:
    """Levers that are pulled at any time: (day, strength from that day on)."""
    found = {
        name: [(day, stage.levers[name].strength) for day, stage in scenario.stages]
        for name in scenario.levers
    }
    return {name: steps for name, steps in found.items() if any(u > 0.0 for _, u in steps)}


def _begin(history: list[tuple[float, float]], day: float) -> float:
    """Day since which a lever that is pulled on some day has been pulled without a break."""
    began = 0.0
    for (_, before), (start, _) in pairwise(history):
        if start <= day and before == 0.0:
            began = start
    return began
