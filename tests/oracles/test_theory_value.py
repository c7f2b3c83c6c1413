"""Adoption, customer value, proactive contact, gaps and control."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize

from cxsim.company.measurement import nps_standard_error
from cxsim.errors import CxsimError
from cxsim.theory import bass, clv, control, gaps, proactive, surveys

STAKES = {"value": 40, "annoyance": 4, "effectiveness": 0.6, "contact_cost": 0.5}
CARD = (-51, 30, 42, 44, 49, 55)  # a credit-card customer's yearly profit (published~)

points = st.floats(-6, 6)


# --- Bass ---


def test_bass_golden():
    p, q = 0.03, 0.38
    peak = bass.peak_time(p, q)
    assert peak == pytest.approx(6.19262, abs=1e-5)
    assert bass.peak(p, q) == pytest.approx(0.110592, abs=1e-6)
    assert bass.rate(peak, p, q) == pytest.approx(bass.peak(p, q))
    assert bass.adoption(peak, p, q) == pytest.approx(0.460526, abs=1e-6)
    assert bass.adoption(peak, p, q) == pytest.approx(0.5 - p / (2 * q))
    expected = [0.331199, 0.812803, 0.971610]
    assert bass.adoption([5, 10, 15], p, q) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("p", "q"), [(0.03, 0.38), (0.005, 0.84), (0.1, 0.05), (0.2, 0)])
def test_bass_solves_its_equation(p, q):
    years = np.linspace(0, 20, 41)
    solved = integrate.solve_ivp(
        lambda _, f: (p + q * f) * (1 - f), (0, 20), [0.0], t_eval=years, rtol=1e-9, atol=1e-12
    )
    assert bass.adoption(years, p, q) == pytest.approx(solved.y[0], abs=1e-7)
    fastest = optimize.minimize_scalar(
        lambda t: -bass.rate(t, p, q), bounds=(0, 60), method="bounded", options={"xatol": 1e-8}
    )
    assert bass.peak(p, q) == pytest.approx(-fastest.fun, rel=1e-6)
    assert bass.peak_time(p, q) == pytest.approx(fastest.x, abs=1e-4)


# --- customer lifetime value ---


def test_elasticity_golden():
    assert clv.retention_elasticity([0.8, 0.9], 0.12) == pytest.approx([3.50, 5.09], abs=5e-3)
    assert clv.lifetime_value(1, [0.8, 0.9], 0.12) == pytest.approx([2.5, 4.09], abs=5e-3)


@given(st.floats(0.05, 0.95), st.floats(0.01, 0.5), st.booleans())
def test_value_is_the_sum_of_margins_and_elasticity_its_slope(retention, interest, immediate):
    years = np.arange(0 if immediate else 1, 4_000)
    margins = 7 * (retention / (1 + interest)) ** years
    value = clv.lifetime_value(7, retention, interest, immediate=immediate)
    assert value == pytest.approx(margins.sum())
    step = 1e-6
    up, down = (
        clv.lifetime_value(7, retention + side * step, interest, immediate=immediate)
        for side in (1, -1)
    )
    slope = (up - down) / (2 * step) * retention / value
    elasticity = clv.retention_elasticity(retention, interest, immediate=immediate)
    assert elasticity == pytest.approx(slope, rel=1e-5)


def test_fewer_defections_are_worth_what_the_profile_and_the_discount_make_of_them():
    gain = clv.gain_from_fewer_defections
    assert gain(0.20, 0.10, 0.10) == pytest.approx(0.6875)
    assert gain(0.10, 0.05, 0.10) == pytest.approx(0.407, abs=5e-4)
    assert gain(0.10, 0.05, 0.0, CARD) == pytest.approx(1.37, abs=5e-3)
    assert gain(0.10, 0.05, 0.10, CARD) == pytest.approx(0.61, abs=5e-3)


def test_a_flat_profile_is_the_annuity():
    flat = clv.profile_value((0, 12), 0.2, 0.1)
    assert flat == pytest.approx(float(clv.lifetime_value(12, 0.8, 0.1)))
    years = np.arange(2_000)
    profits = np.concatenate([CARD, np.full(2_000 - len(CARD), CARD[-1])])
    assert clv.profile_value(CARD, 0.1, 0.1) == pytest.approx(profits @ (0.9 / 1.1) ** years)
    with pytest.raises(CxsimError, match="profits must give a value above 0"):
        clv.gain_from_fewer_defections(0.9, 0.8, 0.1, (-51, 30))


def test_value_without_end_is_refused():
    with pytest.raises(CxsimError, match="discount_rate must be above 0 where retention_rate is 1"):
        clv.lifetime_value(1, 1, 0)


# --- proactive contact ---


def test_threshold_golden():
    theta = proactive.optimal_threshold(1.5, 0.1, **STAKES)
    assert theta == pytest.approx(1.112868, abs=1e-6)
    assert proactive.expected_value(theta, 1.5, 0.1, **STAKES) == pytest.approx(0.9909, abs=5e-5)
    assert proactive.reach(theta, 1.5, 0.1) == pytest.approx(0.1847, abs=5e-5)


@given(st.floats(1, 4), st.floats(0.02, 0.6))
def test_threshold_is_the_numeric_optimum(lift, share):
    theta = proactive.optimal_threshold(lift, share, **STAKES)
    found = optimize.minimize_scalar(
        lambda x: -proactive.expected_value(x, lift, share, **STAKES),
        bracket=(theta - 0.3, theta + 0.3),
        options={"xtol": 1e-10},
    )
    # money is flat at the optimum: the value must agree closely, the place only to 1e-3
    best = proactive.expected_value(theta, lift, share, **STAKES)
    assert best == pytest.approx(-found.fun, abs=1e-9)
    assert theta == pytest.approx(found.x, abs=1e-3)


def test_threshold_at_the_edges():
    nobody = proactive.optimal_threshold(1.5, [0.1, 0], [0.8, 40], 4, 0.6, 0.5)
    assert (nobody == np.inf).all()
    everybody = proactive.optimal_threshold(1.5, [0.1, 1], 40, [0, 4], 0.6, [0, 0.5])
    assert (everybody == -np.inf).all()
    assert proactive.expected_value(np.inf, 1.5, 0.1, **STAKES) == 0
    assert proactive.reach([-np.inf, np.inf], 1.5, 0.1) == pytest.approx([1, 0])


def test_rates_equal_drawn_scores():
    rng = np.random.default_rng(2)
    scores = rng.standard_normal(200_000)
    # Standard error of a share of 200 000: .0011 at most.
    hits, alarms = (scores + 1.5 > 1.1).mean(), (scores > 1.1).mean()
    assert proactive.true_positive_rate(1.1, 1.5) == pytest.approx(hits, abs=3 * 0.0011)
    assert proactive.false_positive_rate(1.1) == pytest.approx(alarms, abs=3 * 0.0011)


# --- gaps ---


@given(st.lists(st.tuples(points, points, points, points), min_size=5, max_size=5))
def test_gap_arithmetic(rows):
    chains = dict(zip(gaps.DIMENSIONS, rows, strict=True))
    five = {name: float(gaps.customer_gap(*chain)) for name, chain in chains.items()}
    for name, chain in chains.items():
        assert five[name] == pytest.approx(sum(chain), abs=1e-12)
    parts = [gaps.overall({name: chain[i] for name, chain in chains.items()}) for i in range(4)]
    assert gaps.overall(five) == pytest.approx(sum(parts), abs=1e-12)


def test_weights():
    points_of_100 = {
        "reliability": 32,
        "responsiveness": 22,
        "assurance": 19,
        "empathy": 16,
        "tangibles": 11,
    }
    assert sum(gaps.WEIGHTS.values()) == pytest.approx(1, abs=1e-12)
    for name, weight in points_of_100.items():
        alone = {dimension: float(dimension == name) for dimension in gaps.DIMENSIONS}
        assert gaps.overall(alone) == pytest.approx(weight / 100, abs=1e-12)
        assert gaps.overall(alone, points_of_100) == pytest.approx(weight / 100, abs=1e-12)


def test_read_out():
    assert gaps.READ_OUT.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-12)
    even = gaps.read_out(dict.fromkeys(gaps.LEVELS, 5.0))
    assert even == pytest.approx(dict.fromkeys(gaps.DIMENSIONS, 5.0))
    mind = gaps.read_out({level: float(level == "rational") for level in gaps.LEVELS})
    assert mind == pytest.approx(
        {
            "tangibles": 0,
            "reliability": 0.7,
            "responsiveness": 0.3,
            "assurance": 0.4,
            "empathy": 0,
        }
    )


def test_read_out_names_are_checked():
    complete = dict.fromkeys(gaps.DIMENSIONS, 1.0)
    with pytest.raises(CxsimError, match="did you mean 'empathy'"):
        gaps.overall(complete | {"empaty": 1.0})
    with pytest.raises(CxsimError, match="scores must have an entry for 'reliability'"):
        gaps.overall({name: 1.0 for name in gaps.DIMENSIONS if name != "reliability"})
    with pytest.raises(CxsimError, match="weights must not all be 0"):
        gaps.overall(complete, dict.fromkeys(gaps.DIMENSIONS, 0.0))
    with pytest.raises(ValueError, match="read-only"):
        gaps.READ_OUT[0, 0] = 1


# --- control ---


def test_chasing_noise_golden():
    assert control.variance_factor([0, 0.5, 1]) == pytest.approx([1, 4 / 3, 2])


@pytest.mark.parametrize("gain", [0.5, 1.0, 1.5])
def test_chasing_noise_simulated(gain):
    noise = np.random.default_rng(4).standard_normal((400, 1_000))  # periods, managers
    setting, shown = np.zeros(1_000), []
    for shock in noise:
        shown.append(setting + shock)
        setting = setting - gain * shown[-1]
    # 380 000 values, of which the correction makes at most one in seven independent: the relative
    # standard error of their variance is below √(2 / 54 000) = .6 %.
    assert np.var(shown[20:]) == pytest.approx(float(control.variance_factor(gain)), rel=0.02)


def test_a_path_is_the_funnel():
    noise = np.random.default_rng(10).standard_normal(60_000)
    for gain in (0.0, 0.5, 1.0):
        found = control.path(noise, gain)
        assert np.var(found.shown) == pytest.approx(float(control.variance_factor(gain)), rel=0.03)
    assert found.shown == pytest.approx(found.setting + noise)
    assert found.setting[1:] == pytest.approx(-noise[:-1])  # K = 1: rule 2 of the funnel


def test_a_late_path_by_hand():
    """One period late: what is shown in the first period moves the setting of the third."""
    found = control.path([2, 0, 0, 0], gain=0.5, delay=1)
    assert found.setting == pytest.approx([0, 0, -1, -1])
    assert found.shown == pytest.approx([2, 0, -1, -1])


@pytest.mark.parametrize("delay", [0, 1, 2, 5])
def test_beyond_the_largest_gain_corrections_swing_ever_wider(delay):
    """The roots of z^(d+1) − z^d + K leave the unit circle there."""
    limit = float(control.largest_gain(delay))
    for gain, stable in ((0.99 * limit, True), (1.01 * limit, False)):
        powers = np.zeros(delay + 2)
        powers[0], powers[1] = 1, -1
        powers[-1] += gain
        assert (abs(np.roots(powers)).max() < 1) == stable
        swing = abs(control.path([1.0, *[0.0] * 1500], gain, delay).shown)
        assert (swing[-200:].max() < swing[:200].max()) == stable


def test_the_largest_gain_golden():
    assert control.largest_gain([0, 1, 2]) == pytest.approx([2, 1, (5**0.5 - 1) / 2])


# --- surveys ---


def test_the_error_of_a_score_golden_and_as_the_firm_computes_it():
    assert surveys.nps_standard_error(0.4, 0.2, 400) == pytest.approx(3.742, abs=5e-4)
    for p, d, n in ((0.4, 0.2, 400), (1.0, 0.0, 10), (0.1, 0.6, 77)):
        assert surveys.nps_standard_error(p, d, n) == pytest.approx(nps_standard_error(p, d, n))


def test_answers_needed_golden():
    """.56 / .03² = 622.2; for ± 3 points .56 (1.96 / .03)² = 2390.3."""
    assert surveys.answers_needed(0.4, 0.2, [3, 3 / 1.96]).tolist() == [623, 2391]
    needed = surveys.answers_needed(0.4, 0.2, 3)
    assert surveys.nps_standard_error(0.4, 0.2, needed) <= 3
    assert surveys.nps_standard_error(0.4, 0.2, needed - 1) > 3
    assert surveys.answers_needed(1, 0, 5) == 0


def test_more_than_all_customers_are_refused():
    with pytest.raises(CxsimError, match="together be 1 at most"):
        surveys.nps_standard_error(0.7, 0.4, 100)
