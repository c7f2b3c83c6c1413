"""What incomplete and old data leave, agents for a share of callers who give up, training."""

import math

import pytest

from cxsim.company.readiness import weakest_first
from cxsim.company.staffing import agents_for_abandonment
from cxsim.model.data import detection, freshness, study_error
from cxsim.theory import erlang_a


def test_complete_and_fresh_data_change_nothing():
    assert freshness(0.0, 365.0) == 1.0
    assert detection(1.5, 1.0) == 1.5
    assert study_error(0.6, 100.0, 0.05, 0.0) == pytest.approx(0.06)


def test_by_hand():
    assert freshness(730.0, 365.0) == 0.25
    assert detection(2.0, 0.25) == 1.0
    assert study_error(0.6, 100.0, 0.08, 1.0) == pytest.approx(0.1)


@pytest.mark.parametrize(("agents", "most"), [(4, 0.06), (6, 0.03), (12, 0.06)])
def test_the_manager_finds_the_agents_of_erlang_a(agents, most):
    """From what the queue shows with too few agents, its forecast is exact."""
    load, patience = 5.0, 1.2
    seen = erlang_a(load, 1.0, 1.0 / patience, agents)
    found = agents_for_abandonment(agents, load, seen.abandonment, seen.mean_wait, most)
    assert erlang_a(load, 1.0, 1.0 / patience, found).abandonment <= most
    assert erlang_a(load, 1.0, 1.0 / patience, found - 1).abandonment > most


def test_a_queue_that_shows_nothing_changes_nothing():
    assert agents_for_abandonment(3.0, 2.0, 0.0, 0.5, 0.06) == 3
    assert agents_for_abandonment(3.0, math.nan, 0.1, 0.5, 0.06) == 3


def test_training_lifts_the_weakest_first():
    assert weakest_first([0.6, 0.2, 0.5], 0.2) == pytest.approx([0.6, 0.4, 0.5])
    assert weakest_first([0.6, 0.2, 0.5], 0.5) == pytest.approx([0.6, 0.6, 0.6])
    assert weakest_first([0.9, 0.9], 1.0) == [1.0, 1.0]
    assert weakest_first([0.9, 0.2], 0.0) == [0.9, 0.2]
