"""One run: a scenario and a seed become people, events and books."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cxsim.arguments import check_seed
from cxsim.compilation import announce_compiling, compiles, note_compiled, say_once
from cxsim.engine.books import Books
from cxsim.engine.economy import Weather, need_rates, rhythm, weather
from cxsim.engine.log import Log
from cxsim.engine.months import Calendar, Engine, Progress
from cxsim.engine.parameters import Parameters, flatten, prospects
from cxsim.engine.population import (
    Market,
    draw_touchpoint_tastes,
    initial_customers,
    write,
)
from cxsim.engine.state import DESK, TOTALS, Desk, Encounter, Person, Ticket, Totals, World
from cxsim.errors import CxsimError, unknown
from cxsim.fields import Model
from cxsim.model.hooks import Layouts, callable_forms, why_not_compiled
from cxsim.model.mechanism import Mechanism, own_states, with_own
from cxsim.model.need import Need
from cxsim.model.records import Record, blank, layout
from cxsim.model.touchpoint import Place
from cxsim.scenario.scenario import Scenario

ENGINES = ("auto", "compiled", "simpy")


class Outcome(NamedTuple):
    """What a run leaves behind, as plain arrays."""

    ids: np.ndarray  # of everybody who is or was a customer
    people: np.ndarray
    log: Log
    books: Books
    engine: str


def execute(
    scenario: Scenario, seed: int, engine: str, log: Log, progress: Progress | None = None
) -> Outcome:
    """Run a scenario once."""
    check_seed(seed)
    seed = int(seed)  # a NumPy number would end up as a float in the flat arrays
    chosen = engine_for(scenario, engine)
    announce_compiling(chosen, scenario.mechanisms)
    indices = weather(scenario, seed)
    if scenario.mechanisms:
        log = Log(log.keep, log.sink, encounter_layout(scenario))
    world = make_world(scenario, seed, log, indices, compiled=chosen == "compiled")
    market = Market(scenario, seed, world)
    mover = _start(chosen, world, log, market)
    calendar = Calendar(scenario, seed, mover, indices, market)
    books = calendar.run(progress)
    log.close(mover.world, float(scenario.days))
    ids = calendar.members
    note_compiled(chosen)
    return Outcome(ids, mover.world.people[ids], log, books, chosen)


def choose_engine(engine: str) -> str:
    """Return the engine that serves: ``auto`` is the compiled one where Numba can run."""
    if engine not in ENGINES:
        raise unknown("engine", str(engine), ENGINES)
    if engine == "compiled" and not compiles():
        raise CxsimError("engine 'compiled' needs Numba, which cannot run here: use 'simpy'.")
    if engine == "auto":
        return "compiled" if compiles() else "simpy"
    return engine


def engine_for(scenario: Scenario, engine: str) -> str:
    """Return the engine that serves a scenario: not all mechanisms of one's own can be compiled."""
    chosen = choose_engine(engine)
    if chosen == "simpy" or not scenario.mechanisms:
        return chosen
    own = own_of(scenario)
    person, ticket = with_own(Person, own, "person"), with_own(Ticket, own, "ticket")
    kinds: tuple[type[Record] | type[Model], ...]
    kinds = (Parameters, person, ticket, Place, Need, Desk, Totals)
    layouts = Layouts(*[layout(kind) for kind in kinds])
    for mechanism in own:
        reason = why_not_compiled(type(mechanism), layouts)
        if reason and engine == "compiled":
            raise CxsimError(
                f"mechanisms.{mechanism.name} cannot be compiled, use engine='simpy': {reason}."
            )
        if reason:
            name = mechanism.name
            say_once(f"cxsim runs {name} as plain Python, with SimPy: {reason}.", type(mechanism))
            return "simpy"
    return chosen


def _start(engine: str, world: World, log: Log, market: Market) -> Engine:
    if engine == "compiled":
        from cxsim.engine.compiled_engine import CompiledEngine

        return CompiledEngine(world, log, market)
    from cxsim.engine.simpy_engine import SimpyEngine

    return SimpyEngine(world, log, market)


def encounter_layout(scenario: Scenario) -> np.dtype[Any]:
    """Layout of a row of encounters, with the columns of mechanisms of one's own."""
    return layout(with_own(Encounter, own_of(scenario), "ticket"))


def own_of(scenario: Scenario) -> list[Mechanism]:
    """Return the mechanisms of one's own that a scenario has."""
    return list(scenario.mechanisms.values())


def make_world(
    scenario: Scenario, seed: int, log: Log, indices: Weather, compiled: bool = False
) -> World:
    """Build all arrays of a run as they stand on day 0."""
    flat = flatten(scenario.stages[0][1], seed)
    rates = need_rates(scenario, indices)
    flat.parameters["logging"] = int(log.keep)
    size = scenario.customers + prospects(scenario)
    ids = np.arange(scenario.customers)
    own = own_of(scenario)
    people = np.zeros(size, dtype=layout(with_own(Person, own, "person")))
    for name, state in own_states(own, "person").items():
        people[name] = state.start
    write(people, ids, initial_customers(scenario, seed))  # prospects stay empty until they join
    ticket = with_own(Ticket, own, "ticket")
    taste = np.zeros((size, len(flat.touchpoints)))
    taste[: len(ids)] = draw_touchpoint_tastes(scenario, seed, ids)
    desks = np.zeros(len(flat.touchpoints), dtype=DESK)
    desks["serves"] = flat.touchpoints["desk"]
    np.add.at(desks["agents"], desks["serves"], flat.touchpoints["agents"])
    return World(
        *flat,
        *rates,
        rhythm=rhythm(scenario),
        people=people,
        taste=taste,
        desks=desks,
        totals=np.zeros(1, dtype=TOTALS),
        tickets=np.zeros(256, dtype=layout(ticket)),
        blank=blank(ticket),
        mechanisms=callable_forms(own, compiled),
        encounters=log.encounters,
        episodes=log.episodes,
        cursors=log.cursors,
    )
