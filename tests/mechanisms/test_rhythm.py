"""The rhythm of the day and the week: an inhomogeneous Poisson process with the same total."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from small_worlds import assert_same_run, assert_signs, firm, small

import cxsim as cx
from cxsim.engine.economy import rhythm
from cxsim.errors import CxsimError
from cxsim.model.need import day_of_needs, needs_until

DAY, WEEK = "market.rhythm.day", "market.rhythm.week"
WEIGHTS = st.lists(st.floats(0.05, 5.0), min_size=1, max_size=24)


def test_no_rhythm_is_the_null_value():
    bank = small("bank")
    assert_same_run(cx.simulate(bank, 2), cx.simulate(bank.replace({DAY: [], WEEK: []}), 2))


@pytest.mark.parametrize("even", [{DAY: [3.0, 3.0, 3.0, 3.0]}, {WEEK: [1.0] * 7}])
def test_even_weights_are_no_rhythm(even):
    bank = small("bank")
    one, other = (cx.simulate(scenario, 2).episodes for scenario in (bank, bank.replace(even)))
    assert len(one) == len(other) > 300
    assert np.allclose(one.opened, other.opened, atol=1e-9)


@given(
    day=WEIGHTS, week=st.lists(st.floats(0.05, 5.0), min_size=7, max_size=7), at=st.floats(0, 9e3)
)
def test_the_clock_of_needs_runs_forth_and_back(day, week, at):
    course = rhythm(firm().replace({DAY: day, WEEK: week}))
    assert len(course) == 7 * len(day) + 1
    assert day_of_needs(needs_until(at, course), course) == pytest.approx(at, abs=1e-6)
    assert needs_until(7.0, course) == pytest.approx(7.0)


def test_needs_follow_the_weights():
    """Shares of four parts of the day and of seven days: chi² of some 10 000 needs."""
    day, week = (0.5, 2.0, 1.0, 0.0), (1.0, 1.0, 1.0, 1.0, 1.0, 0.4, 0.2)
    busy = firm(customers=400).replace({DAY: day, WEEK: week}, days=196)
    opened = cx.simulate(busy, 1).episodes.opened
    assert len(opened) > 8_000
    for place, weights in ((opened % 1.0 * 4, day), (opened % 7.0, week)):
        counts = np.bincount(place.astype(int), minlength=len(weights))
        expected = len(opened) * np.array(weights) / sum(weights)
        assert counts[expected == 0].sum() == 0
        some = expected > 0
        assert stats.chisquare(counts[some], expected[some]).pvalue > 1e-6


def test_whole_weeks_hold_as_many_needs_as_without_a_rhythm():
    """The same luck, on another clock: the number of needs of each customer does not move."""
    even = firm(days=140)
    busy = even.replace({DAY: [0.2, 3.0, 1.0], WEEK: [1.0, 2.0, 1.0, 1.0, 1.0, 0.5, 0.0]})
    one, other = (cx.simulate(scenario, 1).episodes for scenario in (even, busy))
    week = [episodes.opened // 7 for episodes in (one, other)]
    counts = [np.bincount(weeks.astype(int), minlength=20) for weeks in week]
    assert np.array_equal(*counts)
    assert not np.allclose(one.opened, other.opened)


@pytest.mark.covers("S0-22", "the same calls in a rush wait longer")
def test_a_rush_makes_people_wait():
    """The same calls in the same time: in the rush there are too many for the agents."""
    centre = cx.load("contact_centre").replace(days=12)
    rush = {DAY: [0.5, 1.5, 0.5, 1.5]}
    assert_signs(centre, rush, {"wait_minutes": 1, "abandonment": 1})


@pytest.mark.slow
@pytest.mark.covers("S0-22", "abandonment over a day is Erlang A part by part")
def test_a_slow_rhythm_is_erlang_a_part_by_part():
    """Parts of 15 minutes, calls of one: each part is nearly a stationary queue of its own.

    Abandonment over all parts = Σ λ_i P_ab(λ_i) / Σ λ_i (pointwise stationary approximation, Green
    and Kolesar 1991). 12 runs; tolerance: three standard errors, and .002 for the approximation.
    """
    weights = (0.9, 1.05, 1.1, 0.95)
    centre = cx.load("contact_centre").replace({DAY: weights})
    place = centre.company.touchpoints["call_centre"]
    calls = 48.0 * np.array(weights)
    assert np.mean(weights) == pytest.approx(1.0)
    parts = [
        cx.theory.erlang_a(rate, 1.0, 1.0 / place.patience_minutes, place.agents) for rate in calls
    ]
    expected = np.dot(calls, [part.abandonment for part in parts]) / calls.sum()
    found = np.array(
        [cx.simulate(centre, seed, log=False).kpis.value["abandonment"] for seed in range(1, 13)]
    )
    error = found.std(ddof=1) / np.sqrt(len(found))
    assert error < 0.002
    assert abs(found.mean() - expected) < 3.0 * error + 0.002
    even = cx.theory.erlang_a(48.0, 1.0, 1.0 / place.patience_minutes, place.agents).abandonment
    assert expected > even + 0.004  # so that a run without the rhythm would fail


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({WEEK: [1.0, 2.0]}, "market.rhythm.week: takes no weights or seven, not 2"),
        ({DAY: [0.0, 0.0]}, "market.rhythm.day: at least one weight must be above 0"),
        ({DAY: [1.0, -1.0]}, r"market.rhythm.day.1 must be 0 or more, not -1.0"),
        ({DAY: [1.0, float("nan")]}, r"market.rhythm.day.1 must be"),
        ({DAY: 3.0}, "market.rhythm.day must be a list, not 3.0"),
        ({"market.rhythm.dya": []}, "did you mean 'market.rhythm.day'"),
    ],
)
def test_a_mistake_is_one_sentence(changes, message):
    with pytest.raises(CxsimError, match=message):
        firm().replace(changes)


def test_only_the_ratio_of_weights_counts():
    tiny, plain = (
        rhythm(firm().replace({DAY: [size, 3.0 * size], WEEK: [size] * 6 + [0.0]}))
        for size in (1e-200, 1.0)
    )
    assert np.allclose(tiny, plain)


def test_a_rhythm_cannot_change_during_a_run():
    with pytest.raises(CxsimError, match=r"market\.rhythm\.day cannot change during a run"):
        firm().at(50, {DAY: [1.0, 2.0]})
