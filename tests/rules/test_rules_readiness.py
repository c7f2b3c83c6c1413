"""Readiness against model.md 4.3: the weak link, delays, failures, and the two-way link."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.company import readiness as rule
from cxsim.errors import CxsimError
from cxsim.scenario.company import Readiness

shares = st.floats(0.0, 1.0)
levels = st.lists(st.floats(0.01, 1.0), min_size=5, max_size=5)
powers = st.floats(-50.0, 1.0)


# -- the weak link -----------------------------------------------------------------------------


@pytest.mark.covers(
    "S1-29",
    "S1-30",
    "S1-31",
    "S1-32",
    "S1-33",
    "one weak element pulls effectiveness below a half, whichever it is",
)
def test_five_elements_count():
    assert tuple(Readiness.model_fields) == rule.ELEMENTS
    full = [1.0] * 5
    for element in range(5):
        weak = [0.2 if place == element else level for place, level in enumerate(full)]
        assert rule.effectiveness(weak) < 0.5 < np.mean(weak)


def test_weak_link_by_hand():
    found = rule.effectiveness([0.6, 0.5, 0.3, 0.4, 0.5])
    assert found == pytest.approx((sum(r**-2 for r in (0.6, 0.5, 0.3, 0.4, 0.5)) / 5) ** -0.5)
    assert found == pytest.approx(0.4215, abs=5e-5)
    assert rule.effectiveness([0.85] * 5) == 0.85


@given(levels)
def test_limits_of_the_weak_link(given_levels):
    low, high = min(given_levels), max(given_levels)
    geometric = math.exp(np.mean(np.log(given_levels)))
    assert rule.effectiveness(given_levels, 1.0) == pytest.approx(np.mean(given_levels))
    assert rule.effectiveness(given_levels, 0.0) == pytest.approx(geometric)
    assert rule.effectiveness(given_levels, -1.0) == pytest.approx(
        5 / sum(1 / level for level in given_levels)
    )
    for tiny in (1e-12, -1e-12, 1e-5, -1e-5):
        assert rule.effectiveness(given_levels, tiny) == pytest.approx(geometric, rel=1e-3)
    assert rule.effectiveness(given_levels, -math.inf) == pytest.approx(low)
    assert rule.effectiveness(given_levels, -1000.0) == pytest.approx(low, rel=0.002)
    assert rule.effectiveness(given_levels, 1000.0) == pytest.approx(high, rel=0.002)


@given(levels, powers, st.floats(0.0, 5.0))
def test_effectiveness_is_a_mean_that_rises_with_rho(given_levels, power, more):
    found = rule.effectiveness(given_levels, power)
    assert min(given_levels) <= found <= max(given_levels)
    assert found <= rule.effectiveness(given_levels, min(1.0, power + more)) + 1e-9


@given(levels, powers, st.integers(0, 4), st.floats(0.0, 1.0))
def test_a_better_element_never_harms(given_levels, power, place, step):
    better = list(given_levels)
    better[place] += step * (1.0 - better[place])
    assert rule.effectiveness(better, power) >= rule.effectiveness(given_levels, power) - 1e-12


@pytest.mark.parametrize("power", [-2.0, 0.0, 1e-9, -math.inf])
def test_one_element_at_nothing_makes_all_work_vain(power):
    assert rule.effectiveness([0.0, 1.0, 1.0, 1.0, 1.0], power) == 0.0


def test_weights_need_not_sum_to_1():
    plain = rule.effectiveness([0.4, 0.8], 1.0, [3.0, 1.0])
    assert plain == pytest.approx(0.5)
    assert rule.effectiveness([0.0, 0.8], -2.0, [0.0, 2.0]) == 0.8  # weight 0: not asked


@pytest.mark.parametrize(
    ("given_levels", "weights"),
    [([1.1], None), ([-0.1], None), ([math.nan], None), ([0.5], [0.0]), ([0.5], [1.0, 1.0])],
)
def test_impossible_readiness_is_refused(given_levels, weights):
    with pytest.raises(CxsimError):
        rule.effectiveness(given_levels, -2.0, weights)


# -- what an initiative gets -------------------------------------------------------------------


@given(shares)
def test_expected_benefit(e):
    assert rule.failure_probability(e) == pytest.approx((1 - e) / 2)
    assert rule.benefit_share(e) == pytest.approx(e * (1 - (1 - e) / 2))
    assert rule.mean_delay(e) == pytest.approx(1.5 * (2 - e))


def test_benefit_of_a_ready_and_of_an_unready_firm():
    assert rule.benefit_share(0.85) == pytest.approx(0.79, abs=0.005)
    assert rule.benefit_share(0.4215) == pytest.approx(0.30, abs=0.005)


@pytest.mark.parametrize("e", [0.0, 0.5, 1.0])
def test_delay_is_gamma_with_shape_3(e):
    """Quantiles at the middles of 20 000 equal steps: no luck, errors below .1 %."""
    steps = (np.arange(20_000) + 0.5) / 20_000
    delays = np.array([rule.drawn_delay(u, e, 2.0) for u in steps])
    assert delays.mean() == pytest.approx(2.0 * (2.0 - e), rel=1e-3)
    assert delays.var() == pytest.approx(delays.mean() ** 2 / 3, rel=5e-3)
    assert (np.diff(delays) > 0).all()


@given(st.floats(0.001, 0.999), shares, shares)
def test_a_readier_firm_is_faster_with_the_same_luck(u, one, other):
    low, high = sorted((one, other))
    assert rule.drawn_delay(u, high) <= rule.drawn_delay(u, low)


@pytest.mark.covers("S3-09", "without motivated staff the gate is 0")
def test_tools_do_not_work_without_client_oriented_staff():
    assert rule.staff_gate(0.0) == 0.0
    assert rule.staff_gate(0.25) == 0.5
    assert rule.staff_gate(0.5) == 1.0
    assert rule.staff_gate(0.6) == rule.staff_gate(1.0) == 1.2


# -- the two-way link --------------------------------------------------------------------------


@pytest.mark.covers("S1-24", "success raises readiness, neglect lowers it")
def test_success_makes_ready_and_neglect_does_not():
    assert rule.next_readiness(0.6, 1.0) == pytest.approx(0.6 + 0.1 * 0.4 - 0.03 * 0.6)
    assert rule.next_readiness(0.6, 0.0) == pytest.approx(0.6 * 0.97)
    assert rule.next_readiness(0.6, 0.0, 0.05) == pytest.approx(0.6 * 0.97 + 0.05)


@given(shares, shares, st.floats(0.0, 0.5))
def test_readiness_stays_a_share_and_rises_with_success(level, success, training):
    found = rule.next_readiness(level, success, training)
    assert 0.0 <= found <= 1.0
    assert found <= rule.next_readiness(level, 1.0, training)


@pytest.mark.parametrize(("success", "rest"), [(1.0, 0.1 / 0.13), (0.5, 0.05 / 0.08), (0.0, 0.0)])
def test_readiness_comes_to_rest_where_gain_and_loss_are_equal(success, rest):
    level = 0.5
    for _ in range(600):
        level = rule.next_readiness(level, success)
    assert level == pytest.approx(rest, abs=1e-6)
