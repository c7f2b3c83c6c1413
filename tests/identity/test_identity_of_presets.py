"""The same scenario and seed give the same tables with both engines: every preset, crowded."""

from itertools import product

import pytest
from same_tables import assert_same, tables_of
from small_firms import (
    PRESETS,
    SEEDS,
    assert_people_queue_and_give_up,
    small,
    strategies,
    with_dated_changes,
)

import cxsim as cx
from cxsim.engine.economy import rhythm

STRATEGY_CASES = list(product(PRESETS, strategies(), SEEDS))
AT_ONCE = {"company.management.organisation.delay_quarters": 0.1}


def compare_engines(scenario, seed):
    """Run a scenario with both engines, compare all tables, return the SimPy engine's run."""
    readable = cx.simulate(scenario, seed=seed, engine="simpy")
    fast = cx.simulate(scenario, seed=seed, engine="compiled")
    assert (readable.engine, fast.engine) == ("simpy", "compiled")
    assert_same({"simpy": tables_of(readable), "compiled": tables_of(fast)}, scenario, seed)
    return readable


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_gives_the_same_tables(preset, seed):
    assert_people_queue_and_give_up(compare_engines(small(preset), seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_with_dated_changes_gives_the_same_tables(preset, seed):
    assert_people_queue_and_give_up(compare_engines(with_dated_changes(small(preset)), seed))


@pytest.mark.parametrize("strategy", strategies())
def test_a_strategy_gives_the_same_tables(strategy):
    compare_under("telecom", strategy, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize(("preset", "strategy", "seed"), STRATEGY_CASES)
def test_every_preset_and_strategy_give_the_same_tables(preset, strategy, seed):
    compare_under(preset, strategy, seed)


def compare_under(preset, strategy, seed):
    """Nobody promises a queue here: a strategy may shorten it. It shows after some days."""
    scenario = with_dated_changes(small(preset)).under(*strategy.split("+"))
    compare_engines(scenario.replace(AT_ONCE), seed)


@pytest.mark.parametrize("preset", ["bank", "retailer"])
def test_a_managed_firm_gives_the_same_tables(preset):
    managed = {"company.management.enabled": True, "company.staffing.rule": "target_occupancy"}
    compare_engines(small(preset).replace(managed, days=300).under("cem"), seed=1)


def test_staff_planned_at_the_horizon_serve_nobody():
    """The last quarter is closed there, but what it plans would begin when the run is over."""
    path = "company.staffing"
    generous = {f"{path}.rule": "target_occupancy", f"{path}.target_occupancy": 0.1}
    run = compare_engines(small("telecom").replace(generous, days=60, warm_up_days=20), seed=1)
    waiting = run.encounters.started.isna() & run.encounters.ended.isna()
    assert (run.encounters.started.dropna() < run.scenario.days).all() and waiting.any()


@pytest.mark.parametrize("preset", PRESETS)
def test_more_than_two_years_give_the_same_tables(preset):
    """What the firm sees of retention without contracts needs two years."""
    run = compare_engines(small(preset).replace(customers=60, days=760), seed=4)
    if run.scenario.relationship == "noncontractual":
        assert 0.0 <= run.kpis.measured["retention"] <= 1.0


@pytest.mark.parametrize("preset", ["retailer", "telecom"])
def test_rhythm_and_what_people_hear_give_the_same_tables(preset):
    """Rushes, closed days, promises repeated and talk, while prospects join."""
    changes = {
        "market.rhythm.day": [0.0, 0.3, 2.5, 1.2],
        "market.rhythm.week": [1.3, 1.0, 1.0, 1.0, 0.9, 0.5, 0.0],
        "behaviour.expectation.advertising": 0.2,
        "behaviour.expectation.hearsay": 0.3,
        "market.acquisition.word_of_mouth_per_year": 3.0,
    }
    scenario = with_dated_changes(small(preset)).replace(changes)
    once = {f"market.needs.{need}.reopens": 0.0 for need in scenario.market.needs}
    run = compare_engines(scenario.replace(once), seed=90_210)
    assert (run.customers.source == "referral").any()
    joined = run.customers.set_index("customer").joined[run.episodes.customer].to_numpy()
    needs = run.episodes[run.episodes.opened > joined]  # a first purchase comes with joining
    week = rhythm(run.scenario)[-1]  # days that a sample takes for a week of its queues
    assert not (needs.opened % week >= week * 6 / 7).any()
