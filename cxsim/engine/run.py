"""One run: a scenario and a seed become people, events and books."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxsim.arguments import check_seed
from cxsim.compilation import announce_compiling, compiles, note_compiled
from cxsim.engine.books import Books
from cxsim.engine.economy import Weather, need_rates, rhythm, weather
from cxsim.engine.log import Log
from cxsim.engine.months import Calendar, Engine, Progress
from cxsim.engine.parameters import flatten, prospects
from cxsim.engine.population import Market, draw_touchpoint_tastes, initial_customers
from cxsim.engine.state import DESK, PERSON, TICKET, TOTALS, Ticket, World
from cxsim.errors import CxsimError, unknown
from cxsim.model.records import blank
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
    chosen = choose_engine(engine)
    announce_compiling(chosen)
    indices = weather(scenario, seed)
    world = make_world(scenario, seed, log, indices)
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


def _start(engine: str, world: World, log: Log, market: Market) -> Engine:
    if engine == "compiled":
        from cxsim.engine.compiled_engine import CompiledEngine

        return CompiledEngine(world, log, market)
    from cxsim.engine.simpy_engine import SimpyEngine

    return SimpyEngine(world, log, market)


def make_world(scenario: Scenario, seed: int, log: Log, indices: Weather) -> World:
    """Build all arrays of a run as they stand on day 0."""
    flat = flatten(scenario.stages[0][1], seed)
    rates = need_rates(scenario, indices)
    flat.parameters["logging"] = int(log.keep)
    size = scenario.customers + prospects(scenario)
    ids = np.arange(scenario.customers)
    people = np.zeros(size, dtype=PERSON)  # prospects stay empty until they join
    people[: len(ids)] = initial_customers(scenario, seed)
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
        tickets=np.zeros(256, dtype=TICKET),
        blank=blank(Ticket),
        encounters=log.encounters,
        episodes=log.episodes,
        cursors=log.cursors,
    )
