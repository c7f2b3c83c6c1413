"""Formulas of the read-outs: gap parts, pain, accuracy of forecasts and of measurements."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxsim.company.journey import pain, satisfaction_item, shortfall, stage_of
from cxsim.engine.books import ratio
from cxsim.model.gaps import chain, parts_of_gap_five, perceived_dimensions
from cxsim.results.formulas import (
    forecast_accuracy,
    measurement_error,
    return_on,
    yearly_change,
    yearly_growth,
)
from cxsim.theory.gaps import DIMENSIONS, LEVELS

points = st.floats(-3, 3)
quality = st.floats(1, 7)
scores = st.lists(st.integers(0, 10), min_size=1, max_size=30)


@pytest.mark.covers("S1-16", "nothing is left beside the four gaps where nothing is learned")
@given(ideal=quality, g1=points, g2=points, g3=points, g4=points)
def test_gap_five_is_the_sum_where_nothing_is_learned(ideal, g1, g2, g3, g4):
    gaps = {"gap_1": g1, "gap_2": g2, "gap_3": g3, "gap_4": g4}
    delivery = ideal - chain(gaps)
    parts = parts_of_gap_five(ideal, gaps, delivery + g4, ideal, delivery)
    assert all(part == pytest.approx(0.0, abs=1e-12) for part in parts.values())


@given(ideal=quality, g=points, will=quality, should=quality, performance=quality)
def test_the_parts_add_up_to_gap_five(ideal, g, will, should, performance):
    gaps = {"gap_1": g, "gap_2": 0.1, "gap_3": -0.2, "gap_4": 0.3}
    parts = parts_of_gap_five(ideal, gaps, will, should, performance)
    delivery = ideal - chain(gaps)
    felt = should + (will - delivery) - performance
    assert sum(gaps.values()) + sum(parts.values()) == pytest.approx(felt, abs=1e-12)


@given(level=quality, will=quality, assimilation=st.floats(0, 1))
def test_a_flat_profile_is_alike_on_all_dimensions(level, will, assimilation):
    flat = dict.fromkeys(("heart", "mind", "hands"), level)
    none = dict.fromkeys(LEVELS, 0.0)
    perceived = perceived_dimensions(flat, none, will, assimilation)
    expected = (1 - assimilation) * level + assimilation * will
    assert perceived == pytest.approx(dict.fromkeys(DIMENSIONS, expected))


def test_levels_differ_within_a_component():
    """Emotional 1 above spiritual: around a heart of 5, they are 5.5 and 4.5."""
    offsets = dict.fromkeys(LEVELS, 0.0) | {"emotional": 1.0}
    components = {"heart": 5.0, "mind": 4.0, "hands": 4.0}
    perceived = perceived_dimensions(components, offsets, 4.0, 0.0)
    assert perceived["empathy"] == pytest.approx(0.7 * 5.5 + 0.3 * 4.5)
    assert perceived["reliability"] == pytest.approx(4.0)


@pytest.mark.covers("S4-05", "pain by hand")
def test_pain():
    assert pain(0.5, 2.0, shortfall(3.7, 4.0)) == pytest.approx(0.3)
    assert shortfall(3.5, 4.0) == 0.5 and shortfall(4.5, 4.0) == 0.0
    assert math.isnan(shortfall(math.nan, 4.0))
    assert satisfaction_item(-0.4, 3.9, 1.0) == pytest.approx(3.5)


def test_stages():
    assert stage_of(True, 0.0, False) == stage_of(False, 5.0, True) == "purchase"
    assert stage_of(False, 0.0, True) == "consumption"
    assert stage_of(False, 0.0, False) == "after_sale"


@pytest.mark.covers("S2-05", "forecast accuracy is Mann-Whitney's U, for any scores")
@given(left=scores, stayed=scores)
def test_forecast_accuracy_is_mann_whitney(left, stayed):
    u = stats.mannwhitneyu(stayed, left).statistic
    expected = u / (len(left) * len(stayed))
    assert forecast_accuracy(np.array(left), np.array(stayed)) == pytest.approx(expected)


def test_forecasts_that_are_perfect_blind_or_missing():
    low, high, none = np.array([1.0, 2.0]), np.array([8.0, 9.0]), np.array([math.nan])
    assert forecast_accuracy(low, high) == 1.0
    assert forecast_accuracy(high, low) == 0.0
    assert forecast_accuracy(low, low) == 0.5
    # a leaver who never answered counts as the mean, here 5: a tie with one who stayed
    assert forecast_accuracy(np.array([math.nan, 2.0]), np.array([5.0, 8.0])) == 0.875
    assert math.isnan(forecast_accuracy(none, none))
    assert math.isnan(forecast_accuracy(np.array([]), high))


@pytest.mark.covers("S2-10", "the error of evaluations is a root mean square over known quarters")
def test_measurement_error():
    assert measurement_error([3.0, math.nan, 4.0], [3.3, 9.9, 3.6]) == pytest.approx(
        math.sqrt((0.09 + 0.16) / 2)
    )
    assert math.isnan(measurement_error([], []))
    assert math.isnan(measurement_error([math.nan], [3.0]))


def test_growth_and_returns():
    assert yearly_growth(100.0, 110.0, 0.5) == pytest.approx(0.2)
    assert math.isnan(yearly_growth(0.0, 5.0, 1.0))
    assert yearly_change([math.nan, 3.0, math.nan, 4.0], [0.0, 0.25, 0.5, 0.75]) == 2.0
    assert math.isnan(yearly_change([3.0], [0.25]))
    assert return_on(30.0, 10.0) == 2.0 and math.isnan(return_on(1.0, 0.0))
    assert math.isnan(ratio(1.0, 0.0))
