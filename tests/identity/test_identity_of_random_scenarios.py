"""The same scenario and seed give the same tables with both engines: random firms."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_scenarios import scenarios
from same_tables import assert_same, tables_of

import cxsim as cx
from cxsim.scenario.levers import shipped_levers

LEVERS = list(shipped_levers())


def compare_random_firms(examples):
    """Compare both engines on many firms; tell in how many of them people gave up waiting."""
    crowded = []

    # No shrinking: a seed cannot shrink, and the firms are small to begin with.
    @settings(
        max_examples=examples, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(scenarios(LEVERS), st.integers(0, 2**63 - 1))
    def compare(scenario, seed):
        readable = cx.simulate(scenario, seed=seed, engine="simpy")
        fast = cx.simulate(scenario, seed=seed, engine="compiled")
        assert_same({"simpy": tables_of(readable), "compiled": tables_of(fast)}, scenario, seed)
        crowded.append(int((readable.encounters.outcome == "abandoned").sum()) >= 3)

    compare()
    return sum(crowded) / len(crowded)


def test_random_firms_give_the_same_tables():
    assert compare_random_firms(examples=25) >= 1 / 3


@pytest.mark.slow
def test_many_random_firms_give_the_same_tables():
    assert compare_random_firms(examples=300) >= 1 / 3
