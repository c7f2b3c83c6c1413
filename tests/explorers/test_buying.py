"""Simulated buyers against the BG/NBD formulas, and where a competitor takes them away from it."""

import numpy as np
import pytest
from scipy import integrate, stats

from cxsim import theory
from cxsim.explorers import buying, twin

R, ALPHA = "behaviour.purchase.r", "behaviour.purchase.alpha_weeks"
A, B, PULL = "behaviour.churn.a", "behaviour.churn.b", "market.competitor.pull"
PLACES = [{}, {R: 0.6, ALPHA: 8.0}, {A: 1.6, B: 4.8}, {A: 2.5, B: 1.2}]


@pytest.fixture
def explorer():
    return twin("buying")


def at(explorer, places):
    explorer.reset()
    for path, value in places.items():
        explorer.set(path, value)
    return explorer.result


@pytest.mark.parametrize("places", PLACES)
def test_means_lie_near_the_formula(explorer, places):
    """Six points of one run depend on each other: four standard errors."""
    found = at(explorer, places)
    bought = found.courses[:, 1:]
    error = bought.std(axis=0, ddof=1) / np.sqrt(buying.CUSTOMERS)
    formula = found.expected(np.arange(13, buying.END + 1, 13))
    assert (abs(bought.mean(axis=0) - formula) < 4 * error).all()


@pytest.mark.parametrize("places", PLACES)
def test_counts_lie_near_the_formula(explorer, places):
    found = at(explorer, places)
    assert found.counts.sum() == buying.CUSTOMERS
    expected = buying.CUSTOMERS * found.formula
    assert stats.chisquare(found.counts, expected).pvalue > 0.001


@pytest.mark.parametrize("places", PLACES)
def test_as_many_are_alive_as_the_formula_guesses(explorer, places):
    """Each customer is a coin with the formula's probability, by the number of purchases."""
    found = at(explorer, places)
    for group in ((found.bought == 1), (found.bought == 2), (found.bought > 2)):
        guess = theory.bgnbd.probability_alive(
            found.bought[group], found.last[group], buying.TODAY, **found.model
        )
        error = np.sqrt((guess * (1 - guess)).sum())
        assert abs(found.alive[group].sum() - guess.sum()) < 4 * error
    assert found.alive[found.bought == 0].all()


def test_a_competitor_is_not_in_the_formula(explorer):
    """The share who leave at the first coin: E[1 − (1 − p)^risk], by integration and in the run."""
    found = at(explorer, {PULL: 3.0})
    assert found.risk == pytest.approx(np.exp(0.9))
    share = integrate.quad(
        lambda p: stats.beta.pdf(p, 0.8, 2.4) * (1 - (1 - p) ** found.risk), 0, 1
    )[0]
    assert found.first_coin == pytest.approx(share)
    bought = found.courses[:, -1]
    error = bought.std(ddof=1) / np.sqrt(buying.CUSTOMERS)
    assert bought.mean() < found.expected(np.array([buying.END]))[0] - 4 * error
    assert "has no place for a competitor" in explorer.reading
    explorer.reset()
    assert "competitor" not in explorer.reading


def test_the_frequent_buyer_is_the_more_likely_to_be_gone(explorer):
    """As notebook 12 says: 7 purchases against 2, the last one ten weeks ago."""
    few, many = (explorer.result.alive_after(count, np.array([29.0]))[0] for count in (2, 7))
    assert many < few


def test_small_groups_show_no_dots(explorer):
    found = at(explorer, {R: 0.1, ALPHA: 15.0})
    for group in buying._GROUPS:
        week, share, low, high = buying._found_alive(found, group)
        assert (low <= share).all()
        assert (share <= high).all()
        assert ((week > 0) & (week < buying.TODAY)).all()
    assert len(week) < len(buying._BINS) + 1
