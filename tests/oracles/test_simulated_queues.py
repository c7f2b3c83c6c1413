"""The simulated contact centre against queueing theory: Erlang A, Erlang C and the identities."""

import math

import numpy as np
import pytest
from scipy import stats

import cxsim as cx
from cxsim.theory import erlang_a, erlang_c

LINE = "company.touchpoints.call_centre"
CUSTOMERS = 250


def centre(agents, per_minute, patience, hours, warm_up=2, handling="exponential", cv=1.0):
    """One telephone line; an operating day is one hour, and calls last one minute on average."""
    return cx.load("contact_centre").replace(
        {
            f"{LINE}.agents": agents,
            f"{LINE}.patience_minutes": patience,
            f"{LINE}.handling_distribution": handling,
            f"{LINE}.handling_cv": cv,
            "market.needs.call.per_month": per_minute * 60 * (365.25 / 12) / CUSTOMERS,
        },
        customers=CUSTOMERS,
        days=hours + warm_up,
        warm_up_days=warm_up,
    )


def replications(simulate, scenario, count=15):
    """KPIs of independent runs: mean and standard error (sd of the runs / √count)."""
    values = np.array(
        [
            simulate(scenario, seed=100 + k, log=False).kpis.value[
                ["abandonment", "wait_minutes", "occupancy"]
            ]
            for k in range(count)
        ],
        dtype=float,
    )
    return values.mean(axis=0), values.std(axis=0, ddof=1) / math.sqrt(count)


def agree(found, errors, expected, count):
    """Is a mean of runs what theory expects? A right one is refused once in a thousand times.

    The standard error is estimated from few runs, so the bound is Student's t: 4.1 standard errors
    for 15 runs.
    """
    return np.all(np.abs(found - expected) < stats.t.ppf(0.9995, count - 1) * errors)


def expect_theory(replications, theory, largest_errors, count=15):
    """Agree with theory, and with standard errors that are small enough to tell something."""
    found, errors = replications
    assert np.all(errors < largest_errors), errors
    expected = np.array([theory.abandonment, theory.mean_wait, theory.occupancy])
    assert agree(found, errors, expected, count), (found - expected) / errors


# -- Erlang A ---------------------------------------------------------------------------------


@pytest.mark.target("T-02")
@pytest.mark.parametrize(
    ("agents", "per_minute", "impatience", "published", "hours", "errors"),
    [
        # 12 runs of 720 calls each; standard errors of P_ab, E[W] and occupancy
        (5, 4.0, 1.0, 0.102576, 3, (0.008, 0.008, 0.012)),
        (10, 12.0, 0.5, 0.195656, 1, (0.013, 0.030, 0.008)),
    ],
    ids=["small", "overloaded"],
)
def test_small_centres_match_erlang_a(
    simulate, agents, per_minute, impatience, published, hours, errors
):
    theory = erlang_a(per_minute, 1.0, impatience, agents)
    assert theory.abandonment == pytest.approx(published, abs=1e-6)
    scenario = centre(agents, per_minute, 1 / impatience, hours, warm_up=1)
    expect_theory(replications(simulate, scenario, 12), theory, errors, 12)


@pytest.mark.slow
@pytest.mark.target("T-02")
@pytest.mark.parametrize(
    ("agents", "per_minute", "impatience", "published", "hours"),
    [(5, 4.0, 1.0, 0.102576, 50), (10, 12.0, 0.5, 0.195656, 20), (1, 0.8, 0.2, 0.181060, 200)],
    ids=["small", "overloaded", "single"],
)
def test_centres_match_erlang_a(simulate, agents, per_minute, impatience, published, hours):
    # 15 runs of about 12 000, 14 000 and 10 000 calls
    theory = erlang_a(per_minute, 1.0, impatience, agents)
    assert theory.abandonment == pytest.approx(published, abs=1e-6)
    runs = replications(simulate, centre(agents, per_minute, 1 / impatience, hours))
    expect_theory(runs, theory, (0.004, 0.03, 0.005))


@pytest.mark.slow
@pytest.mark.target("T-02")
def test_the_preset_is_the_published_scenario(simulate):
    """50 agents, 2 880 calls an hour, one minute, patience two minutes: 3.1 % hang up."""
    found, errors = replications(simulate, cx.load("contact_centre"), count=10)
    # 10 runs of 57 600 calls: sd of P_ab is about .002, so the standard error is about .0007
    theory = erlang_a(48.0, 1.0, 0.5, 50)
    expect_theory((found, errors), theory, (0.001, 0.002, 0.002), count=10)
    assert found[0] == pytest.approx(0.030912, abs=0.003)


# -- Erlang C ---------------------------------------------------------------------------------


@pytest.mark.target("T-01")
def test_endless_patience_matches_erlang_c(simulate):
    """Nobody hangs up; c = 3, λ = 2: four callers of nine wait."""
    theory = erlang_c(2.0, 1.0, 3)
    found, errors = replications(simulate, centre(3, 2.0, None, hours=6, warm_up=1), 12)
    assert found[0] == 0.0
    # 12 runs of 720 calls
    assert np.all(errors[1:] < (0.08, 0.016))
    assert agree(found[1:], errors[1:], np.array([theory.mean_wait, theory.occupancy]), 12)


@pytest.mark.slow
@pytest.mark.target("T-01")
@pytest.mark.parametrize(
    ("agents", "per_minute", "hours"), [(5, 4.0, 60), (10, 9.0, 40), (1, 0.8, 200)]
)
def test_centres_match_erlang_c(simulate, agents, per_minute, hours):
    theory = erlang_c(per_minute, 1.0, agents)
    scenario = centre(agents, per_minute, None, hours, warm_up=5)
    rows = []
    for seed in range(12):
        calls = simulate(scenario, seed=seed).encounters.query("arrived >= 5")
        waits = calls.dropna(subset="started").wait_minutes
        rows.append((waits.mean(), (waits > 0).mean()))
    values, expected = np.array(rows), np.array([theory.mean_wait, theory.probability_of_waiting])
    errors = values.std(axis=0, ddof=1) / math.sqrt(len(values))
    assert np.all(errors < 0.12 * expected)
    assert agree(values.mean(axis=0), errors, expected, len(values))


# -- identities that hold whatever the service time ---------------------------------------------


@pytest.mark.target("T-03")
@pytest.mark.parametrize(("handling", "cv"), [("exponential", 1.0), ("lognormal", 1.5)])
def test_identities_of_every_queue(simulate, handling, cv):
    """P_ab = θ E[W], λ P_ab = θ E[Q], Little's law, and work in = work done."""
    hours, servers, impatience, warm_up = 5, 5, 0.5, 1
    scenario = centre(servers, 4.5, 1 / impatience, hours, warm_up, handling, cv)
    rows = []
    for seed in range(6):
        run = simulate(scenario, seed=seed)
        calls = run.encounters.query(f"arrived >= {warm_up}").dropna(subset="ended")
        lost = (calls.outcome == "abandoned").mean()
        arrivals = len(calls) / (60 * hours)  # per minute
        wait = calls.wait_minutes.mean()
        ends = calls.started.fillna(calls.ended)
        queue = 60 * (ends - calls.arrived).sum() / (60 * hours)  # mean number waiting
        busy = run.kpis.value["occupancy"] * servers
        rows.append(
            (
                lost - impatience * wait,
                arrivals * lost - impatience * queue,
                queue - arrivals * wait,
                arrivals * (1 - lost) - busy,
            )
        )
    values = np.array(rows)
    errors = values.std(axis=0, ddof=1) / math.sqrt(len(values))
    # 6 runs of 1 350 calls; P_ab = .14 and E[W] = .28 have standard errors of .008 and .019
    assert np.all(errors < (0.008, 0.035, 1e-12, 0.08)), errors
    assert agree(values.mean(axis=0), np.maximum(errors, 1e-9), 0.0, len(values)), values


@pytest.mark.target("T-03")
def test_queue_table_tells_the_same_story(simulate):
    """Counts, waits and occupancy of the queue table are those of the calls themselves."""
    run = simulate(centre(5, 1.0, 1.0, hours=33, warm_up=0))
    calls, rows = run.encounters, run.queues
    assert rows.arrivals.sum() == len(calls)
    assert rows.served.sum() == calls.ended.notna().sum() - (calls.outcome == "abandoned").sum()
    assert rows.abandoned.sum() == (calls.outcome == "abandoned").sum()
    gone = rows.served + rows.abandoned
    done = calls.dropna(subset="ended")
    assert (rows.wait_minutes * gone).sum() == pytest.approx(done.wait_minutes.sum())
    busy = (calls.ended.fillna(33.0) - calls.started).sum()  # agent-days up to the horizon
    days = rows.occupancy * rows.agents * np.diff([0.0, *run.timeline.day])
    assert days.sum() == pytest.approx(busy)


@pytest.mark.target("T-04")
def test_overload_is_finite_only_with_patience(simulate):
    """Twice as many calls as can be served: with patience the wait settles, without it grows."""
    patient = simulate(centre(5, 10.0, 2.0, hours=6, warm_up=1), log=False).kpis.value
    theory = erlang_a(10.0, 1.0, 0.5, 5)
    # One run of 3 600 calls: standard error of P_ab about .026, of E[W] about .05
    assert patient.abandonment == pytest.approx(theory.abandonment, abs=0.078)
    assert patient.wait_minutes == pytest.approx(theory.mean_wait, abs=0.15)

    endless = simulate(centre(5, 10.0, None, hours=6, warm_up=0)).encounters
    waits = endless.dropna(subset="ended").wait_minutes
    # Fluid limit: at the end of 6 hours the head of the queue has waited for half of them
    assert waits.max() == pytest.approx(180, rel=0.15)
