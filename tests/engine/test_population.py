"""Who the customers are: traits have the distributions that the scenario names."""

import numpy as np
import pytest
from scipy import stats

import cxsim as cx
from cxsim.engine.population import draw_traits, initial_customers
from cxsim.model.streams import draw

SIZE = 40_000
LEVEL = 1e-6  # a fair draw is refused once in a million times


@pytest.fixture(scope="module")
def bank():
    return draw_traits(cx.load("bank"), 3, np.arange(SIZE))


@pytest.fixture(scope="module")
def shop():
    return draw_traits(cx.load("retailer"), 3, np.arange(SIZE))


def fits(values, law):
    return stats.kstest(values, law.cdf).pvalue > LEVEL


def test_propensities(bank, shop):
    prior = cx.load("bank").behaviour.churn
    assert fits(bank["dropout"], stats.beta(prior.a, prior.b))
    churn, purchase = (
        cx.load("retailer").behaviour.churn,
        cx.load("retailer").behaviour.purchase,
    )
    assert fits(shop["dropout"], stats.beta(churn.a, churn.b))
    segments = list(cx.load("retailer").market.segments.values())
    for index, segment in enumerate(segments):
        mine = shop["purchases_per_day"][shop["segment"] == index]
        law = stats.gamma(purchase.r, scale=segment.purchase_factor / purchase.alpha_weeks / 7)
        assert fits(mine, law)
    assert (bank["purchases_per_day"] == 0).all()


def test_lasting_differences(bank):
    assert fits(bank["fit"], stats.norm(0, 0.45))
    assert fits(bank["trait"], stats.norm(0, 0.3))
    # independent: a correlation of n = 40 000 has a standard error of .005
    assert abs(np.corrcoef(bank["fit"], bank["trait"])[0, 1]) < 0.015
    assert abs(np.corrcoef(bank["fit"], bank["dropout"])[0, 1]) < 0.015


@pytest.mark.covers(
    "S1-19",
    "customers weigh heart, mind and hands differently; each weight sums to 1",
)
def test_heart_mind_and_hands_are_dirichlet(bank):
    """Weights sum to 1; each is Beta(α ω, α (1 - ω)) with α = 8."""
    names, means = ("heart_weight", "mind_weight", "hands_weight"), (0.35, 0.35, 0.30)
    assert np.allclose(sum(bank[name] for name in names), 1.0, atol=1e-12)
    for name, mean in zip(names, means, strict=True):
        assert fits(bank[name], stats.beta(8 * mean, 8 * (1 - mean)))


def test_segments(bank):
    segments = cx.load("bank").market.segments
    share = np.bincount(bank["segment"], minlength=3) / SIZE
    for index, segment in enumerate(segments.values()):
        # standard error √(p (1 - p) / n), at most .0025
        error = np.sqrt(segment.share * (1 - segment.share) / SIZE)
        assert abs(share[index] - segment.share) < 3 * error
        mine = bank[bank["segment"] == index]
        assert (mine["should"] == 5.5 + segment.expectation_shift).all()
        assert (mine["hazard_factor"] == segment.hazard_factor).all()
        assert (mine["value_factor"] == segment.value_factor).all()
        assert (mine["digital"] == segment.digital_preference).all()
    dormant = bank["inertia"] > 0
    assert abs(dormant.mean() - 0.4) < 3 * np.sqrt(0.24 / SIZE)
    assert (bank["inertia"][dormant] == 0.3).all()


def test_the_initial_book():
    """It knows what is delivered, has a history, and feels what the gaps imply."""
    scenario = cx.load("bank").replace(customers=SIZE)
    book = initial_customers(scenario, 3)
    gaps = scenario.company.gaps
    delivery = 5.5 - gaps.knowledge - gaps.design - gaps.delivery
    assert np.allclose(book["will"], delivery + book["fit"], atol=1e-12)
    assert fits(book["tenure"], stats.expon(scale=24))
    # Attitude follows the own trait, which is that of those who stayed; the rest is luck
    rest = np.sqrt(0.35**2 - 0.3**2)
    own = book["attitude"] - book["trait"]
    assert fits(own, stats.norm(own.mean(), rest))
    bond = 0.1 * (book["heart"] - scenario.behaviour.satisfaction.neutral_quality)
    own = book["loyalty"] - book["trait"] - bond
    assert fits(own, stats.norm(own.mean(), rest))
    assert book["trait"].mean() > 3 * 0.3 / np.sqrt(SIZE)
    assert -0.5 < book["attitude"].mean() < 0.2
    assert (book["joined"] == 0).all() and np.isnan(book["left"]).all()


def test_worse_gaps_start_at_a_lower_level():
    levels = [
        initial_customers(
            cx.load("bank").replace({"company.gaps.delivery": gap}, customers=100), 3
        )["attitude"].mean()
        for gap in (-0.5, 0.0, 0.3, 1.0, 2.0)
    ]
    assert all(np.diff(levels) < 0)


def test_a_person_is_the_same_whoever_else_is_drawn():
    """Traits are a function of seed and id."""
    scenario = cx.load("telecom")
    whole = draw_traits(scenario, 3, np.arange(100))
    some = draw_traits(scenario, 3, np.array([7, 42, 99]))
    for name in whole.dtype.names:
        np.testing.assert_array_equal(whole[name][[7, 42, 99]], some[name])
    assert not np.array_equal(whole["fit"], draw_traits(scenario, 4, np.arange(100))["fit"])


def test_traits_come_from_the_streams():
    """One trait by hand: dropout is the inverse Beta of the first number of block 0."""
    person = draw_traits(cx.load("bank"), 3, np.array([11]))[0]
    luck, _ = draw(3, 11, 0, 0)
    prior = cx.load("bank").behaviour.churn
    assert person["dropout"] == pytest.approx(stats.beta.ppf(luck, prior.a, prior.b), rel=1e-9)
