"""Staffing to a target occupancy."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxsim as cx
from cxsim.company.staffing import agents_for_occupancy, next_agents
from cxsim.errors import CxsimError
from cxsim.scenario.management import Staffing

work, occupancies = st.floats(0.0, 1e4), st.floats(0.05, 1.0)
WISHED = Staffing(rule="target_occupancy", target_occupancy=0.85)


@given(work, occupancies)
def test_fewest_agents_that_keep_the_target(busy, target):
    agents = agents_for_occupancy(busy, target)
    assert busy <= target * agents * (1 + 1e-6)
    assert agents == 1 or busy > target * (agents - 1)


@pytest.mark.parametrize(
    ("busy", "target", "agents"), [(0.0, 0.8, 1), (0.4, 0.8, 1), (3.4, 0.85, 4), (3.41, 0.85, 5)]
)
def test_agents_by_hand(busy, target, agents):
    assert agents_for_occupancy(busy, target) == agents


@given(work, work, occupancies)
def test_more_work_never_needs_fewer_agents(one, other, target):
    low, high = sorted((one, other))
    assert agents_for_occupancy(low, target) <= agents_for_occupancy(high, target)


def test_last_quarters_work_decides():
    assert next_agents(6, 3.4 * 91.3125, 91.3125, WISHED) == 4
    assert next_agents(2, 3.4 * 91.3125, 91.3125, WISHED) == 4


def test_what_does_not_change():
    assert next_agents(6, 10.0, 91.0, Staffing()) == 6  # fixed
    assert next_agents(0, 10.0, 91.0, WISHED) == 0  # nobody has to serve
    assert next_agents(6, math.nan, 91.0, WISHED) == 6  # nothing is known
    assert next_agents(6, 10.0, 0.0, WISHED) == 6


@pytest.mark.parametrize(("busy", "target"), [(-1, 0.8), (math.inf, 0.8), (1, 0.0), (1, 1.2)])
def test_impossible_numbers_are_refused(busy, target):
    with pytest.raises(CxsimError):
        agents_for_occupancy(busy, target)


def test_settings_have_their_place_in_the_scenario():
    bank = cx.load("bank")
    assert bank.company.staffing.rule == "fixed"
    wished = bank.replace({"company.staffing.rule": "target_occupancy"})
    assert wished.company.staffing.target_occupancy == 0.75
