"""The same scenario and seed give the same tables with both engines: every preset, crowded."""

from itertools import product

import pytest
from same_tables import assert_same, tables_of
from small_firms import (
    PRESETS,
    SEEDS,
    assert_people_queue_and_give_up,
    running_strategies,
    small,
    with_dated_changes,
)

import cxsim as cx

STRATEGIES = running_strategies()
STRATEGY_CASES = list(product(PRESETS, STRATEGIES, SEEDS))


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


@pytest.mark.parametrize(("preset", "strategy", "seed"), STRATEGY_CASES)
def test_a_strategy_gives_the_same_tables(preset, strategy, seed):
    """Nobody promises a queue here: a strategy may shorten it."""
    compare_engines(with_dated_changes(small(preset)).under(strategy), seed)


@pytest.mark.parametrize("preset", PRESETS)
def test_more_than_two_years_give_the_same_tables(preset):
    """What the firm sees of retention without contracts needs two years."""
    run = compare_engines(small(preset).replace(customers=60, days=760), seed=4)
    if run.scenario.relationship == "noncontractual":
        assert 0.0 <= run.kpis.measured["retention"] <= 1.0


def test_shipped_strategies_that_do_not_run_say_so():
    """A strategy is either compared above or refused in one sentence, never left out silently."""
    for name in set(cx.strategies().index) - set(STRATEGIES):
        with pytest.raises(cx.CxsimError, match="cannot run yet"):
            cx.simulate(small("bank").under(name), engine="compiled")
