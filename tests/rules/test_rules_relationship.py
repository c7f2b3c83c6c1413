"""Attitude, loyalty and the hazard against model.md 3.1 and 3.2; needs and choice; surveys."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from cxsim.model.chance import gumbel
from cxsim.model.choice import attraction
from cxsim.model.churn import hazard, log_risk, tenure_exposure
from cxsim.model.loyalty import experience_weight, loyalty_target, moved, share_of_step
from cxsim.model.resolution import resolution_probability
from cxsim.model.streams import draw_many
from cxsim.model.survey import answer_probability, recommendation, share_above, ticked
from cxsim.theory import sbg

share = st.floats(0.0, 1.0)
feeling = st.floats(-5.0, 5.0)
months = st.floats(0.0, 60.0)


def exactly(value):
    return pytest.approx(value, abs=1e-12)


# -- attitude and loyalty ----------------------------------------------------------------------


def test_attitude_by_hand():
    assert experience_weight(1.0, 0.15, 1.0) == 0.5  # the first episode counts half
    assert experience_weight(3.0, 0.15, 1.0) == 0.25
    assert experience_weight(100.0, 0.15, 1.0) == 0.15
    assert experience_weight(100.0, 0.15, 2.0) == exactly(1 - 0.85**2)
    assert moved(0.2, 1.0, 0.25) == exactly(0.4)
    assert loyalty_target(0.3, 5.8, 4.8, 0.1, 0.0) == exactly(0.4)


def test_first_episodes_average():
    """With φ_n = 1/(n+1) the attitude is the mean of a neutral start and all episodes."""
    attitude, episodes = 0.0, [1.0, -0.5, 2.0, 0.3]
    for number, memory in enumerate(episodes, start=1):
        attitude = moved(attitude, memory, experience_weight(float(number), 0.0, 1.0))
    assert attitude == exactly(sum(episodes) / (len(episodes) + 1))


@given(st.floats(0, 500), share, st.floats(0, 10))
def test_weights_of_an_episode(experiences, smallest, importance):
    weight = experience_weight(experiences, smallest, importance)
    assert 0.0 <= weight <= 1.0
    assert experience_weight(experiences, smallest, 1.0) >= smallest
    assert experience_weight(experiences + 1, smallest, importance) <= weight + 1e-12
    assert experience_weight(experiences, smallest, importance + 1) >= weight - 1e-12
    assert experience_weight(experiences, smallest, 0.0) == exactly(0.0)


@given(st.integers(0, 100), share, st.integers(1, 5))
def test_an_important_episode_counts_like_several(experiences, smallest, importance):
    once = experience_weight(float(experiences), smallest, 1.0)
    value = 1.0
    for _ in range(importance):
        value = moved(value, 0.0, once)
    weight = experience_weight(float(experiences), smallest, float(importance))
    assert moved(1.0, 0.0, weight) == exactly(value)


@given(share, st.floats(0, 1), st.floats(0, 1))
def test_parts_of_a_month_make_the_month(step, first, second):
    both = share_of_step(step, first + second)
    split = 1 - (1 - share_of_step(step, first)) * (1 - share_of_step(step, second))
    assert both == pytest.approx(split, abs=1e-9)
    assert share_of_step(step, 1.0) == step
    assert share_of_step(step, 0.0) == 0.0


# -- the hazard --------------------------------------------------------------------------------


def test_hazard_by_hand():
    assert hazard(0.2, 1.0, 1.0) == exactly(0.2)
    assert hazard(0.2, 2.0, 1.0) == exactly(0.36)
    assert hazard(0.2, 1.0, 0.5) == exactly(1 - math.sqrt(0.8))
    assert hazard(0.0, 1e9, 1.0) == 0.0
    assert hazard(1.0, 1.0, 1.0) == 1.0
    assert hazard(1.0, 1.0, 0.0) == 0.0
    assert tenure_exposure(3.0, 4.0, 1.0) == 1.0
    assert tenure_exposure(3.0, 4.0, 2.0) == 7.0


@given(share, st.floats(0, 10), months, months)
def test_looking_twice_is_looking_once(dropout, risk, first, second):
    both = hazard(dropout, risk, first + second)
    split = 1 - (1 - hazard(dropout, risk, first)) * (1 - hazard(dropout, risk, second))
    assert both == pytest.approx(split, abs=1e-9)
    assert 0.0 <= both <= 1.0


@given(share, st.floats(0, 10), st.floats(0, 3))
def test_more_risk_never_leaves_less(dropout, risk, more):
    assert hazard(dropout, risk + more, 1.0) >= hazard(dropout, risk, 1.0)
    assert hazard(dropout, 1.0, 1.0) == exactly(dropout)  # null: the person's own chance


@pytest.mark.parametrize("shape", [1.0, 1.5])
def test_the_null_hazard_is_the_beta_geometric(shape):
    """Survivors averaged over Beta(a, b); c ≠ 1 is the beta-discrete-Weibull."""
    a, b = 0.66809, 3.80609
    for end in (1, 5, 12):

        def alive(dropout, end=end):
            stays = 1.0
            for month in range(end):
                exposure = tenure_exposure(float(month), month + 1.0, shape)
                stays *= 1 - hazard(dropout, 1.0, exposure)
            return stays * stats.beta.pdf(dropout, a, b)

        mean, _ = integrate.quad(alive, 0, 1, limit=200)
        assert mean == pytest.approx(sbg.survival(end, a, b, shape), abs=1e-6)


def test_log_risk_has_the_signs_of_the_model():
    """η = -β_A A - β_L L - β_S SC + β_C comp + β_M macro - ι; arguments are the products."""
    assert log_risk(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) == 0.0
    assert log_risk(0.5, 0.3, 0.1, 0.4, 0.2, 0.05, 0.6) == exactly(
        -0.5 - 0.3 - 0.1 + 0.4 + 0.2 - 0.05 + 0.6
    )
    assert log_risk(-100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) == 20.0
    assert log_risk(100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) == -20.0


@given(st.floats(-2, 2), st.floats(0.05, 0.5))
def test_leaving_is_convex_in_satisfaction(attitude, step):
    """The second difference of the hazard in the attitude is positive."""
    low, middle, high = (
        hazard(0.018, math.exp(log_risk(0.9 * x, 0, 0, 0, 0, 0, 0)), 1.0)
        for x in (attitude - step, attitude, attitude + step)
    )
    assert low > middle > high
    assert low - 2 * middle + high > 0


# -- choice and resolution ---------------------------------------------------------------------


def test_choice_is_a_multinomial_logit():
    # Shares of n = 100 000 choices: standard error √(p (1 - p) / n), at most .0016.
    utilities = [attraction(0.9, -0.4, 0.6, 0.1, 0.2, 0.0), 0.3, -1.0]
    luck = [np.vectorize(gumbel)(draw_many(9, np.arange(100_000), k)[0]) for k in range(3)]
    chosen = np.argmax([v + g for v, g in zip(utilities, luck, strict=True)], axis=0)
    expected = np.exp(utilities) / np.exp(utilities).sum()
    found = np.bincount(chosen, minlength=3) / len(chosen)
    assert np.all(np.abs(found - expected) < 3 * np.sqrt(expected * (1 - expected) / len(chosen)))


def test_attraction_signs():
    """Waits put people off; everything else attracts."""
    assert attraction(0.9, -0.4, 0.6, 0.1, 0.2, 1.5) == exactly(0.9 - 0.4 + 0.6 - 0.1 + 0.2 + 1.5)


def test_resolution_by_hand():
    log_odds = math.log(0.74 / 0.26)
    assert resolution_probability(log_odds, 0.0, 0.0, 0.0) == exactly(0.74)
    assert resolution_probability(0.0, 0.32, 0.5, 0.6) == exactly(1 / (1 + math.exp(-0.42)))
    assert resolution_probability(math.inf, -5.0, 10.0, 0.0) == 1.0


# -- surveys -----------------------------------------------------------------------------------


def test_answers_by_hand():
    def answers(satisfaction, loyalty):
        return answer_probability(satisfaction, loyalty, -2.2, 1.1, 0.3, -0.2, 0.9, 0.0)

    assert answers(-0.2, 0.0) == exactly(1 / (1 + math.exp(2.2)))
    assert answers(0.7, 0.0) == exactly(1 / (1 + math.exp(1.1)))
    assert answers(-1.1, 0.0) == exactly(answers(0.7, 0.0))  # delight and anger alike
    assert answers(0.7, 1.0) == exactly(1 / (1 + math.exp(0.8)))
    assert recommendation(0.5, 0.5, 8.0, 1.9, 0.6) == exactly(8.0 + 1.9 * 0.8)


@given(feeling, feeling)
def test_without_the_u_shape_everyone_answers_alike(satisfaction, loyalty):
    assert answer_probability(satisfaction, loyalty, -2.2, 0.0, 0.0, -0.2, 0.9, 0.0) == exactly(
        1 / (1 + math.exp(2.2))
    )


@pytest.mark.parametrize(
    ("latent", "expected"),
    [(8.49, 8), (8.5, 9), (6.49, 6), (6.5, 7), (-3.0, 0), (12.0, 10), (4.0, 4)],
)
def test_ticked(latent, expected):
    assert ticked(latent, 0.0, 10.0) == expected


@given(st.floats(-20, 20), st.floats(1, 5), st.floats(5, 10))
def test_a_tick_is_a_whole_number_on_the_scale(latent, lowest, highest):
    answer = ticked(latent, math.floor(lowest), math.floor(highest))
    assert answer == int(answer)
    assert math.floor(lowest) <= answer <= math.floor(highest)


@given(st.floats(0, 12), st.floats(0.1, 3))
def test_shares_of_promoters_and_detractors(latent, noise):
    """The exact share of ticks of 9 and 10: the score's noise is normal."""
    assert share_above(latent, 8.5, noise) == exactly(stats.norm.sf(8.5, latent, noise))


def test_true_nps_of_neutral_customers():
    """A = L = 0 gives +22 or so (parameters.md): 100 (P(x ≥ 8.5) - P(x < 6.5)), x ~ N(8, 1.3²)."""
    nps = 100 * (share_above(8.0, 8.5, 1.3) - (1 - share_above(8.0, 6.5, 1.3)))
    assert nps == pytest.approx(22.6, abs=0.1)
