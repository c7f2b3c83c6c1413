"""Satisfaction with one contact against model.md 2.3, and effort against 2.7."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from cxsim.model.effort import effort_of_wait, felt_wait, total_effort
from cxsim.model.expectation import comparison_standard, learned_will, perceived
from cxsim.model.gaps import Gaps, design_level
from cxsim.model.quality import delivered
from cxsim.model.satisfaction import (
    asymmetric_disconfirmation,
    effort_effect,
    expected_disconfirmation_effect,
    quality_level,
)

points = st.floats(1.0, 7.0)
share = st.floats(0.0, 1.0)
weights = st.floats(0.0, 2.0)


def exactly(value):
    return pytest.approx(value, abs=1e-12)


# -- the whole rule ----------------------------------------------------------------------------


@given(points, share, share, weights, weights, st.floats(0, 5), st.floats(0, 3), points, points)
def test_without_gaps_learning_and_noise_only_the_level_is_left(
    ideal, assimilation, should_weight, level, weight, tolerance, aversion, neutral, usual_effort
):
    """Dis = 0 and S = β_q (E* - P_0), with e_0 = e_ref and u = 0."""
    gaps = Gaps(knowledge=0.0, design=0.0, delivery=0.0, communication=0.0)
    will = should = ideal
    for _ in range(3):
        quality = delivered(design_level(ideal, gaps), 0.0, gaps.delivery, 0.0)
        performance = perceived(quality, will, assimilation)
        disconfirmation = performance - comparison_standard(will, should, should_weight)
        satisfaction = (
            quality_level(performance, neutral, level)
            + asymmetric_disconfirmation(disconfirmation, tolerance, aversion, weight)
            + effort_effect(usual_effort, usual_effort, 0.3, 0.075)
        )
        will = learned_will(will, performance, 0.0)
        assert disconfirmation == exactly(0.0)
        if tolerance > 1e-9:  # at δ = 0 a rounding error of Dis may count, times β_d λ
            assert satisfaction == exactly(level * (ideal - neutral))


# -- parts -------------------------------------------------------------------------------------


def test_parts_by_hand():
    assert quality_level(5.8, 4.8, 0.35) == exactly(0.35)
    assert asymmetric_disconfirmation(1.45, 0.45, 2.0, 0.35) == exactly(0.35)
    assert asymmetric_disconfirmation(-1.45, 0.45, 2.0, 0.35) == exactly(-0.70)
    assert asymmetric_disconfirmation(0.45, 0.45, 2.0, 0.35) == 0.0
    assert effort_effect(4.5, 2.5, 0.30, 0.075) == exactly(-0.60)
    assert effort_effect(1.5, 2.5, 0.30, 0.075) == exactly(0.075)


@given(
    st.floats(0.01, 3), st.floats(0.01, 3), st.floats(0, 2), st.floats(0.1, 3), st.floats(0.1, 2)
)
def test_a_shortfall_is_steeper_by_lambda(distance, step, tolerance, aversion, weight):
    def slope(first, second):
        low, high = (
            asymmetric_disconfirmation(x, tolerance, aversion, weight) for x in (first, second)
        )
        return (high - low) / (second - first)

    above = slope(tolerance + distance, tolerance + distance + step)
    below = slope(-tolerance - distance - step, -tolerance - distance)
    assert above == pytest.approx(weight, rel=1e-9)
    assert below == pytest.approx(aversion * above, rel=1e-9)


@given(st.floats(-5, 5), st.floats(0, 2), st.floats(0, 3), weights)
def test_zone_of_tolerance_and_null_values(surprise, tolerance, aversion, weight):
    effect = asymmetric_disconfirmation(surprise, tolerance, aversion, weight)
    if abs(surprise) <= tolerance:
        assert effect == 0.0
    assert asymmetric_disconfirmation(surprise, tolerance, aversion, 0.0) == 0.0
    assert asymmetric_disconfirmation(surprise, 0.0, 1.0, weight) == exactly(weight * surprise)
    assert quality_level(surprise, 4.8, 0.0) == 0.0
    assert effort_effect(surprise, 2.5, 0.0, 0.0) == 0.0


@given(st.floats(-5, 5), st.floats(0, 3), weights, weights)
def test_better_is_never_worse(surprise, more, weight, aversion):
    """Satisfaction never falls with performance and never rises with effort."""
    less = asymmetric_disconfirmation(surprise, 0.45, aversion, weight)
    assert asymmetric_disconfirmation(surprise + more, 0.45, aversion, weight) >= less - 1e-12
    ease = effort_effect(2.5 + surprise, 2.5, weight, weight / 4)
    assert effort_effect(2.5 + surprise + more, 2.5, weight, weight / 4) <= ease + 1e-12


@given(st.floats(-2, 2), st.floats(0.01, 2), st.floats(0, 1), st.floats(0, 3))
def test_the_mean_effect_of_surprise_is_its_integral(mean, sd, tolerance, aversion):
    def integrand(x):
        effect = asymmetric_disconfirmation(x, tolerance, aversion, 0.35)
        return effect * stats.norm.pdf(x, mean, sd)

    corners = [x for x in (-tolerance, tolerance) if abs(x - mean) < 9 * sd]
    area, _ = integrate.quad(integrand, mean - 9 * sd, mean + 9 * sd, points=corners or None)
    found = expected_disconfirmation_effect(mean, sd, tolerance, aversion, 0.35)
    assert found == pytest.approx(area, abs=1e-7)


def test_the_mean_effect_without_spread_is_the_effect():
    for surprise in (-1.0, -0.2, 0.0, 0.7):
        assert expected_disconfirmation_effect(
            surprise, 0.0, 0.45, 2.0, 0.35
        ) == asymmetric_disconfirmation(surprise, 0.45, 2.0, 0.35)


# -- effort ------------------------------------------------------------------------------------


def test_effort_by_hand():
    # one minute of waiting feels like 1.3 minutes; w0 = 1: .9 ln 2.3
    waiting = effort_of_wait(felt_wait(1.0, 0.3), 1.0, 0.9)
    assert waiting == exactly(0.9 * math.log(2.3))
    assert total_effort(1.5, waiting, 0.8, 0.8, 0.0, 1.2, 0.0) == exactly(1.5 + waiting + 2.8)
    assert total_effort(1.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) == 1.5
    assert total_effort(1.5, 0.0, 0.8, 5 * 0.8, 0.0, 5 * 1.2, 0.0) == 7.0
    assert total_effort(0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) == 1.0


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.01, 1e4), st.floats(0, 5))
def test_waiting_longer_is_never_easier(wait, more, usual, weight):
    assert effort_of_wait(wait + more, usual, weight) >= effort_of_wait(wait, usual, weight)
    assert effort_of_wait(wait, usual, 0.0) == 0.0
    assert effort_of_wait(0.0, usual, weight) == 0.0
    assert felt_wait(wait, 0.0) == wait


@given(st.lists(st.floats(0, 5), min_size=6, max_size=6))
def test_effort_stays_on_its_scale(parts):
    assert 1.0 <= total_effort(1.5, *parts) <= 7.0
    assert total_effort(1.5, *parts) == exactly(np.clip(1.5 + sum(parts), 1, 7))
