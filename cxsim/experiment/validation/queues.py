"""T-01 to T-05: a simulated contact centre is the queue of the textbooks."""

from __future__ import annotations

import math

import numpy as np

from cxsim import theory
from cxsim.errors import CxsimError
from cxsim.experiment.validation.figures import Figure, estimated, exact, sampled, true
from cxsim.experiment.validation.scenarios import LINE, centre
from cxsim.experiment.validation.targets import Simulate, Target, replications
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

_ERLANG_C = "Erlang 1917; pyworkforce gives the same figures [computed, 2 implementations]"
_ERLANG_A = (
    "Garnett, Mandelbaum & Reiman 2002; Gans, Koole & Mandelbaum 2003 [scenario published✓ "
    "secondary; the printed 3.1 %, 3.7 s and 20.8 s published~]"
)


def _erlang_c(run: Simulate) -> list[Figure]:
    figures = []
    for agents, arrivals, hours, runs, published in (
        (5, 4.0, 60, 20, 0.554113),
        (10, 9.0, 40, 12, 0.668732),
        (3, 2.0, 100, 12, 4 / 9),
        (1, 0.8, 200, 12, 0.8),
    ):
        queue = theory.erlang_c(arrivals, 1, agents)
        found = [
            _waits(run, centre(agents, arrivals, None, hours, 5), seed) for seed in range(runs)
        ]
        waits, waiting, busy, lost = np.transpose(found)
        name = f"{agents} agents, {arrivals:g} calls/min"
        # 12 to 20 runs of 9 600 to 21 600 calls; standard errors relative to the mean wait
        figures += [
            sampled(f"P(wait), {name}", waiting, queue.probability_of_waiting, 0.01, published),
            sampled(f"mean wait, {name} (min)", waits, queue.mean_wait, 0.06 * queue.mean_wait),
            sampled(f"occupancy, {name}", busy, queue.occupancy, 0.006),
            true(f"nobody hangs up, {name}", (lost == 0).all()),
            exact(f"P(wait) by formula, {name}", queue.probability_of_waiting, published, 1e-6),
        ]
    large = theory.erlang_c(48, 1, 50)
    return [
        *figures,
        exact("P(wait), 50 agents, 48 calls/min", large.probability_of_waiting, 0.694456, 1e-6),
        exact("mean wait, 50 agents (s)", 60 * large.mean_wait, 20.834, 1e-3),
        exact("mean queue, 50 agents", large.mean_queue, 16.667, 1e-3),
        exact("served within 20 s, 50 agents", float(large.service_level(1 / 3)), 0.643455, 1e-6),
    ]


def _waits(run: Simulate, scenario: Scenario, seed: int) -> tuple[float, ...]:
    """Mean wait and share who wait, of all answered calls; occupancy and share who hang up."""
    result = run(scenario, seed=seed)
    calls = result.encounters.query(f"arrived >= {scenario.warm_up_days}")
    waits = calls.dropna(subset="started").wait_minutes
    busy, lost = result.kpis.value[["occupancy", "abandonment"]]
    return float(waits.mean()), float((waits > 0).mean()), float(busy), float(lost)


def _erlang_a(run: Simulate) -> list[Figure]:
    figures = []
    rows: tuple[tuple[int, float, float, Scenario, float, tuple[float, ...]], ...] = (
        # The preset is the published scenario: 15 runs of 57 600 calls
        (50, 48.0, 0.5, load("contact_centre"), 0.030912, (0.001, 0.002, 0.002)),
        (5, 4.0, 1.0, centre(5, 4.0, 1.0, 100), 0.102576, (0.002, 0.02, 0.002)),
        (10, 12.0, 0.5, centre(10, 12.0, 2.0, 60), 0.195656, (0.002, 0.02, 0.002)),
        (1, 0.8, 0.2, centre(1, 0.8, 5.0, 400), 0.181060, (0.002, 0.02, 0.002)),
    )
    for agents, arrivals, impatience, scenario, published, (lost, wait, busy) in rows:
        queue = theory.erlang_a(arrivals, 1, impatience, agents)
        found = replications(run, scenario, ("abandonment", "wait_minutes", "occupancy"), 15)
        # 15 runs of 20 000 to 57 600 calls: standard errors below .0015, .01 and .0015
        figures += [
            sampled(f"hang up, {agents} agents", found[:, 0], queue.abandonment, lost, published),
            sampled(f"mean wait, {agents} agents (min)", found[:, 1], queue.mean_wait, wait),
            sampled(f"occupancy, {agents} agents", found[:, 2], queue.occupancy, busy),
            exact(f"hang up by formula, {agents} agents", queue.abandonment, published, 1e-6),
        ]
    large = theory.erlang_a(48, 1, 0.5, 50)
    figures.append(exact("mean wait by formula, 50 agents (s)", 60 * large.mean_wait, 3.709, 1e-3))
    staff = theory.servers_needed(48, 1, abandonment_rate=0.5, max_abandonment=0.03)
    return [*figures, exact("agents for 3 % who hang up", staff, 51, 0)]


def _identities(run: Simulate) -> list[Figure]:
    figures = []
    for handling, cv in (("exponential", 1.0), ("lognormal", 1.5)):
        scenario = centre(5, 4.5, 2.0, hours=12, handling=handling)
        scenario = scenario.replace({f"{LINE}.handling_cv": cv})
        rows = np.array([_balance(run, scenario, seed) for seed in range(10)])
        # 10 runs of 3 240 calls. Differences of two estimates of the same run: the truth is 0.
        names = ("P_ab − θ E[W]", "λ P_ab − θ E[Q]", "E[Q] − λ E[W]", "λ (1 − P_ab) − μ busy")
        for name, column, coarsest in zip(names, rows.T, (0.005, 0.02, 1e-9, 0.05), strict=True):
            value, spread = column.mean(), column.std(ddof=1) / math.sqrt(len(column))
            error = max(spread, 1e-10)  # Little's law holds without luck, up to rounding
            figures.append(
                estimated(f"{name}, {handling}", value, error, 0.0, coarsest, 0.0, len(column))
            )
    return figures


def _balance(run: Simulate, scenario: Scenario, seed: int) -> tuple[float, ...]:
    """Left sides minus right sides of four identities, rates per minute."""
    first, impatience = scenario.warm_up_days, 0.5
    minutes = 60 * (scenario.days - first)
    result = run(scenario, seed=seed)
    calls = result.encounters.query(f"arrived >= {first}").dropna(subset="ended")
    lost = (calls.outcome == "abandoned").mean()
    arrivals, wait = len(calls) / minutes, calls.wait_minutes.mean()
    queue = 60 * (calls.started.fillna(calls.ended) - calls.arrived).sum() / minutes
    busy = result.kpis.value["occupancy"] * 5
    return (
        lost - impatience * wait,
        arrivals * lost - impatience * queue,
        queue - arrivals * wait,
        arrivals * (1 - lost) - busy,
    )


def _stability(run: Simulate) -> list[Figure]:
    queue = theory.erlang_a(10, 1, 0.5, 5)
    found = replications(run, centre(5, 10.0, 2.0, 40), ("wait_minutes", "abandonment"), 10)
    # Without patience the line grows: at the end of 6 hours its head has waited half of them.
    calls = run(centre(5, 10.0, None, 6, 0), seed=1).encounters.dropna(subset="ended")
    return [
        sampled("wait at double load, with patience (min)", found[:, 0], queue.mean_wait, 0.01),
        sampled("hang up at double load", found[:, 1], queue.abandonment, 0.003),
        true("Erlang C refuses as many calls as agents can serve", _refused(5, 5)),
        true("Erlang C refuses double load", _refused(10, 5)),
        estimated(
            "longest wait after 6 h at double load, endless patience (min)",
            calls.wait_minutes.max(),
            4.0,
            180.0,
            5.0,
        ),
    ]


def _refused(arrivals: float, agents: int) -> bool:
    try:
        theory.erlang_c(arrivals, 1, agents)
    except CxsimError:
        return True
    return False


def _pooling(run: Simulate) -> list[Figure]:
    """Two lines of five agents, and the same agents behind one queue; without patience, and with.

    12 runs of 72 000 and 38 400 calls: standard errors within the 3 % of the target.
    """
    endless = theory.staffing.pooling(4, 1, 5)
    patient = theory.staffing.pooling(4, 1, 5, abandonment_rate=0.5)
    return [
        _line(
            "mean wait, one queue (min)",
            run,
            _two_lines(None, "agents", 150),
            "wait_minutes",
            endless.pooled.mean_wait,
            0.204590,
        ),
        _line(
            "mean wait, two queues (min)",
            run,
            _two_lines(None, "", 150),
            "wait_minutes",
            endless.separate.mean_wait,
            0.554113,
        ),
        _line(
            "hang up, one queue",
            run,
            _two_lines(2.0, "agents", 80),
            "abandonment",
            patient.pooled.abandonment,
            0.0388,
        ),
        _line(
            "hang up, two queues",
            run,
            _two_lines(2.0, "", 80),
            "abandonment",
            patient.separate.abandonment,
            0.0780,
        ),
        exact("change of the mean wait by pooling", endless.wait_change, -0.63, 0.005),
    ]


def _line(
    name: str, run: Simulate, scenario: Scenario, kpi: str, expected: float, published: float
) -> Figure:
    found = replications(run, scenario, (kpi,), 12)[:, 0]
    return sampled(name, found, expected, 0.03 * expected, published)


def _two_lines(patience: float | None, pool: str, hours: int) -> Scenario:
    """Two telephone lines of five agents, each with half of the calls; perhaps one queue."""
    line = centre(5, 8.0, patience, hours).company.touchpoints["call_centre"].model_dump()
    if pool:
        line["pool"] = pool
    scenario = load("contact_centre").model_dump()
    scenario["company"]["touchpoints"] = {"first": line, "second": line}
    need = {"per_month": 4.0 * 60 * MONTH_DAYS / 250}
    scenario["market"]["needs"] = {
        "one": need | {"fit": {"first": 0.0, "second": None}},
        "other": need | {"fit": {"first": None, "second": 0.0}},
    }
    return Scenario.from_data(scenario).replace(customers=250, days=hours + 2, warm_up_days=2)


TARGETS = (
    Target("T-01", "Erlang C: a queue in which nobody hangs up", _ERLANG_C, _erlang_c, slow=True),
    Target("T-02", "Erlang A: a queue in which callers hang up", _ERLANG_A, _erlang_a, slow=True),
    Target(
        "T-03",
        "identities of every queue, Little's law among them",
        "Little 1961; queueing theory",
        _identities,
    ),
    Target(
        "T-04",
        "overload: endless without patience, finite with it",
        "Garnett, Mandelbaum & Reiman 2002 [computed]",
        _stability,
    ),
    Target(
        "T-05",
        "pooling: one queue instead of two",
        "Smith & Whitt 1981 [computed]",
        _pooling,
        slow=True,
    ),
)
