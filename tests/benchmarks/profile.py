"""Say where the time of a run goes, with the log on and off.

Run it with ``python tests/benchmarks/profile.py``. It times the phases of one run of a bank with
20,000 customers over a year (best of five), and the pieces of work that a contact is made of.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import cxsim as cx
from cxsim.compilation import rule
from cxsim.engine import compiled_engine as engine
from cxsim.engine import months
from cxsim.engine.economy import weather
from cxsim.engine.log import Log
from cxsim.engine.population import Market
from cxsim.engine.run import make_world
from cxsim.model.chance import normal
from cxsim.model.streams import draw

ROUNDS = 5
REPEATS = 1_000_000


def phases(keep: bool) -> dict[str, float]:
    """Seconds of each phase of one run."""
    scenario = cx.load("bank").replace(customers=20_000, days=365)
    marks = [time.perf_counter()]
    log = Log(keep=keep)
    indices = weather(scenario, 1)
    world = make_world(scenario, 1, log, indices)
    market = Market(scenario, 1, world)
    marks.append(time.perf_counter())
    mover = engine.CompiledEngine(world, log, market)
    story = _timed(mover, "advance")
    months.Calendar(scenario, 1, mover, indices, market).run()
    log.close(mover.world, float(scenario.days))
    marks.append(time.perf_counter())
    contacts = len(log.rows("encounters")) if keep else 0
    log.rows("episodes")
    marks.append(time.perf_counter())
    return {
        "drawing customers": marks[1] - marks[0],
        "the customers' story": story[0],
        "month ends, newcomers, start": marks[2] - marks[1] - story[0],
        "sorting the log (at first access)": marks[3] - marks[2],
        "contacts": contacts,
    }


def _timed(thing: object, name: str) -> list[float]:
    """Replace a method by one that adds up its time."""
    method: Callable[[float], None] = getattr(thing, name)
    total = [0.0]

    def timed(until: float) -> None:
        began = time.perf_counter()
        method(until)
        total[0] += time.perf_counter() - began

    setattr(thing, name, timed)
    return total


@rule
def many_draws(times: int) -> float:
    """Random blocks, one after the other."""
    total = 0.0
    for n in range(times):
        first, _ = draw(1, 2, 3, n)
        total += first
    return total


@rule
def many_normals(times: int) -> float:
    """Normal values."""
    total = 0.0
    for n in range(times):
        total += normal((n + 0.5) / times)
    return total


def many_events(times: int) -> float:
    """Events through a heap of 50,000."""
    agenda = engine._agenda(50_010, np.inf)
    for n in range(50_000):
        engine.schedule(agenda, float(n * 7919 % 50_000), engine._NOTHING, n, n)
    began = time.perf_counter()
    churn(agenda, times)
    return time.perf_counter() - began


@rule
def churn(agenda: engine.Agenda, times: int) -> None:
    """Take the first event and schedule it again later."""
    for n in range(times):
        now, who = agenda.time[0], agenda.who[0]
        engine.remove_first(agenda)
        engine.schedule(agenda, now + 1.0 + (n * 7919 % 50_000), who, who, who)


def nanoseconds(work: Callable[[int], float]) -> float:
    """Nanoseconds of one piece of work."""
    work(10)
    began = time.perf_counter()
    work(REPEATS)
    return (time.perf_counter() - began) / REPEATS * 1e9


def main() -> None:
    """Print both profiles and the pieces."""
    for keep in (True, False):
        best: dict[str, float] = {}
        for _ in range(ROUNDS):
            one = phases(keep)
            best = {name: min(value, best.get(name, value)) for name, value in one.items()}
        contacts = best.pop("contacts")
        total = sum(best.values())
        print(f"log {'on' if keep else 'off'}: {total:.3f} s, {contacts:,.0f} contacts logged")
        for name, seconds in best.items():
            print(f"  {name:<36} {seconds:.3f} s  {100 * seconds / total:3.0f} %")
    many_events(10)
    print(f"two uniform numbers (Philox)  {nanoseconds(many_draws):5.1f} ns")
    print(f"a normal value (AS 241)       {nanoseconds(many_normals):5.1f} ns")
    print(f"an event through the heap     {many_events(REPEATS) / REPEATS * 1e9:5.1f} ns")


if __name__ == "__main__":
    main()
