"""The same call centre in bare SimPy and in Ciw: 50 agents, 48 calls a minute, and callers who
give up. Both do nothing but the queue: no customers, no feelings, and SimPy keeps no log.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import ciw
import simpy

AGENTS = 50
CALLS_PER_MINUTE = 48.0
MEAN_HANDLING = 1.0
MEAN_PATIENCE = 2.0


def calls_with_simpy(minutes: float) -> int:
    """Simulate the queue as the SimPy handbook would; return the number of calls."""
    environment = simpy.Environment()
    desk = simpy.Resource(environment, capacity=AGENTS)
    luck = Random(1)
    calls = 0

    def call() -> Iterator[simpy.Event]:
        with desk.request() as request:
            patience = environment.timeout(luck.expovariate(1.0 / MEAN_PATIENCE))
            happened = yield request | patience
            if request in happened:
                yield environment.timeout(luck.expovariate(1.0 / MEAN_HANDLING))

    def arrivals() -> Iterator[simpy.Event]:
        nonlocal calls
        while True:
            yield environment.timeout(luck.expovariate(CALLS_PER_MINUTE))
            calls += 1
            environment.process(call())

    environment.process(arrivals())
    environment.run(until=minutes)
    return calls


def calls_with_ciw(minutes: float) -> int:
    """Simulate the same queue with Ciw; return the number of calls that ended."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(CALLS_PER_MINUTE)],
        service_distributions=[ciw.dists.Exponential(1.0 / MEAN_HANDLING)],
        reneging_time_distributions=[ciw.dists.Exponential(1.0 / MEAN_PATIENCE)],
        number_of_servers=[AGENTS],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(minutes)
    return len(simulation.get_all_records())
