"""The feedback law: noise chasing, the band, delay and gain (S4-10, T-29)."""

import math
import random
from dataclasses import replace
from statistics import fmean, variance

import pytest
from managed_firms import READY, luck_of, managed, reading

from cxsim.company.control import aim, coordinate, correction
from cxsim.company.cycle import quarter
from cxsim.company.firm import Firm
from cxsim.theory.control import variance_factor

ONLY_CONTROL = {
    "kpi": "csat", "target": 3.8, "band": 0.0, "gain": 1.0, "fading": 0.0, "cost_per_point": 0.0,
}  # fmt: skip


def steer(gain, band=0.0, periods=200_000, seed=1):
    """Measurements of a process that only shows noise, while somebody corrects it."""
    noise, setting, seen = random.Random(seed), 0.0, []
    for _ in range(periods):
        seen.append(setting + noise.gauss(0.0, 1.0))
        setting += correction(-seen[-1], 0.0, band=band, gain=gain)[0]
    return seen


@pytest.mark.covers("S4-10", "chasing noise multiplies its variance")
@pytest.mark.parametrize("gain", [0.0, 0.3, 0.5, 1.0])
def test_chasing_noise_multiplies_its_variance(gain):
    """200 000 periods: standard error of the variance at most .4 % (gain 1: autocorrelation -.5).

    The published tolerance, 3 %, is seven of them.
    """
    assert variance(steer(gain)) == pytest.approx(float(variance_factor(gain)), rel=0.012)


@pytest.mark.covers("S4-10", "a threshold spares the firm noise for some years")
def test_a_band_spares_noise_for_some_years():
    """4 000 firms, 12 quarters each, gain 1: standard error of a mean square about 1 %."""
    found = {}
    for band in (0.0, 2.5):
        steered = [steer(1.0, band, 12, seed) for seed in range(4000)]
        found[band] = fmean(y * y for firm in steered for y in firm)
    assert found[0.0] == pytest.approx(1.0 + 11 / 12, rel=0.04)
    assert found[2.5] < 1.25


def test_a_band_spares_no_variance_in_the_long_run_unless_it_is_very_wide():
    """50 000 periods: standard error of a variance about 1 % (a rare correction stays long)."""
    narrow, wide = (variance(steer(0.3, band, 50_000)) for band in (2.0, 6.0))
    assert narrow == pytest.approx(float(variance_factor(0.3)), rel=0.04)
    assert wide == pytest.approx(1.0, rel=0.04)


def test_feedback_law_by_hand():
    law = {"band": 0.1, "gain": 0.3}
    assert correction(0.1, 0.0, **law) == (0.0, 0.0)
    assert correction(0.2, 0.0, **law) == (pytest.approx(0.06), 0.2)
    assert correction(-0.2, 0.0, **law) == (pytest.approx(-0.06), -0.2)
    assert correction(math.nan, 0.7, **law) == (0.0, 0.7)
    assert correction(0.2, 1.0, **law, integral_gain=0.1)[0] == pytest.approx(0.06 + 0.12)


def scores(quarters=200, noise=0.0, budget=0.0, start=3.8, lag=0, **law):
    """CSAT of a firm that does nothing but control; one unit of CSAT takes two points of service.

    The firm's own quarter runs; only the answer of its customers is written here.
    """
    settings = managed(
        chance=False,
        analysis={"survey_lag_quarters": lag, "study_answers": 0.0, "drift_per_month": 0.0},
        planning={"budget": budget},
        organisation={"decay": 0.0},  # the firm stays fully ready
        control=ONLY_CONTROL | law,
    )
    luck, firm, seen = random.Random(5), Firm(), []
    for number in range(1, quarters + 1):
        shift = -firm.effects().get("company.gaps.design", 0.0) / 2.0
        seen.append(start + shift + noise * luck.gauss(0.0, 1.0))
        firm, _ = quarter(firm, reading(number, csat=seen[-1]), settings, READY, luck_of(1))
    return seen


def test_the_firms_own_quarter_follows_the_same_law():
    """Number by number: y = u + noise, u moves by -K y."""
    for gain in (0.3, 1.0):
        luck, setting = random.Random(5), 0.0
        for seen in scores(noise=0.2, gain=gain):
            measured = setting + 0.2 * luck.gauss(0.0, 1.0)
            assert seen - 3.8 == pytest.approx(measured, abs=1e-9)
            setting -= gain * measured


@pytest.mark.covers("S3-01", "a delayed controller swings at half the gain")
def test_delay_times_gain_too_large_swings_up():
    """Without delay K < 2 settles; with one quarter of delay only K < 1 does."""
    assert scores(80, start=3.0, gain=1.2)[-1] == pytest.approx(3.8)
    assert scores(80, start=3.0, gain=0.3, lag=1)[-1] == pytest.approx(3.8)
    swinging = [score - 3.8 for score in scores(80, start=3.799, gain=1.2, lag=1)]
    assert max(map(abs, swinging[-20:])) > 10 * max(map(abs, swinging[:20]))


def test_only_the_integral_removes_a_lasting_deviation():
    """Corrections fade: K_p alone rests at deviation · f / (f + K), K_i takes the rest away."""
    plain = scores(300, start=3.0, gain=0.3, fading=0.25)
    assert plain[-1] == pytest.approx(3.8 - 0.8 * 0.25 / 0.55)
    summed = scores(300, start=3.0, gain=0.3, fading=0.25, integral_gain=0.1)
    assert fmean(summed[-50:]) == pytest.approx(3.8, abs=1e-6)


def test_a_score_inside_the_band_is_left_alone():
    """The error of the score is .05: two of them are .1."""
    assert set(scores(20, start=3.71, band=2.0)) == {3.71}
    assert scores(20, start=3.69, band=2.0)[-1] > 3.69
    assert set(scores(20, start=3.69, band=3.0)) == {3.69}


def test_who_does_not_relax_only_corrects_upwards():
    assert scores(20, start=4.3)[-1] == pytest.approx(3.8)
    assert set(scores(20, start=4.3, relaxes=False)) == {4.3}
    assert scores(20, start=3.3, relaxes=False)[-1] == pytest.approx(3.8)


def test_corrections_cost_money():
    """Without a budget nothing is corrected; a dear correction is cut to the reserve."""
    assert set(scores(10, start=3.0, cost_per_point=0.05)) == {3.0}
    step = scores(2, start=3.0, budget=1.0, cost_per_point=0.05, reserve=0.004)
    assert step[1] - step[0] == pytest.approx(0.004 / 0.05 / 2.0)


def test_the_target_is_the_first_score_and_the_ambition():
    for law, target in (
        ({}, 10.0 + 0.12 * 100),
        ({"kpi": "csat"}, 3.8 + 0.12),
        ({"target": 50.0}, 50),
    ):
        settings = managed(control=law)
        firm = aim(Firm(), reading(1), settings)
        assert firm.target == pytest.approx(target)
        assert aim(firm, reading(2, nps=40.0, csat=4.5), settings).target == firm.target
    assert math.isnan(aim(Firm(), reading(1, nps=math.nan), managed()).target)


def test_corrections_stop_where_the_gap_ends():
    """Nothing adds up beyond the room, and what is not moved is not counted."""
    law = {"band": 0.0, "gain": 5.0, "fading": 0.0, "cost_per_point": 0.0, "target": 90.0}
    settings, firm = managed(control=law), replace(Firm(), target=90.0)
    moves = []
    for number in range(1, 5):
        firm, points = coordinate(firm, reading(number), settings, 1e9, room=(-0.5, 2.0))
        moves.append(points)
    assert firm.correction == -0.5
    assert sum(moves) == pytest.approx(0.5)
    assert moves[1:] == [0.0, 0.0, 0.0]
