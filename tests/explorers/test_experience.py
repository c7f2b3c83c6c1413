"""Explorers of gaps, expectations, journey and loyalty: pictures that rest on closed forms."""

import numpy as np
import pytest

from cxsim import theory
from cxsim.explorers import loyalty, panels, twin

GAP = "company.gaps.delivery"
PROMISE = "company.gaps.communication"
LEARNING = "behaviour.expectation.learning"
SHOULD = "behaviour.expectation.should_weight"
PEAK, END = "behaviour.memory.peak", "behaviour.memory.end"


@pytest.mark.covers("S1-16", "the entries of the ledger sum to the gap that is felt")
def test_the_ledger_adds_up_to_gap_five():
    explorer = twin("gaps")
    for gap in (0.0, 0.3, 0.8):
        explorer.set(GAP, gap)
        found = explorer.result
        assert sum(found.entries(0)) == pytest.approx(found.felt[0])
        assert found.gaps[2] == pytest.approx(gap)


def test_a_point_of_gap_three_is_a_point_of_gap_five():
    """The same customers with the same luck, so the difference has nearly no error."""
    explorer = twin("gaps")
    explorer.set(PROMISE, 0.4)
    explorer.set(GAP, 0.2)
    before = explorer.result.felt
    explorer.set(GAP, 0.7)
    np.testing.assert_allclose(explorer.result.felt - before, 0.5, atol=0.02)


@pytest.mark.covers(
    "S1-15",
    "what was promised above delivery fades contact by contact, as the rule says",
)
def test_the_promise_is_unlearned_as_the_rule_says():
    """600 customers, one or two contacts each a month: differences of pairs, error about .01."""
    explorer = twin("gaps")
    explorer.set(PROMISE, 0.8)
    found = explorer.result
    np.testing.assert_allclose(found.promise, found.believed, atol=0.06)
    assert found.promise[0] > 0.5
    assert found.promise[-1] < 0.12
    explorer.set(LEARNING, 0.5)
    assert explorer.result.promise[5] < found.promise[5] / 2


def test_what_is_held_against_the_firm_is_not_unlearned():
    """The same customers, so the difference has an error of about .005."""
    explorer = twin("gaps")
    before = explorer.result.felt
    explorer.set("behaviour.expectation.promise", 1.0)
    more = explorer.result.felt - before
    np.testing.assert_allclose(more, more[0], atol=0.03)
    assert more.min() > 0.05


def test_without_should_the_surprise_wears_off_as_the_rule_says():
    explorer = twin("expectations")
    explorer.set(SHOULD, 0.0)
    found = explorer.result
    margin = found.surprise.margin + 0.02  # the ceiling of luck: contacts before the change
    assert (abs(found.surprise.mean - found.rule) < 2 * margin).all()
    ratio = found.rule[1:] / found.rule[:-1]
    np.testing.assert_allclose(ratio, theory.expectations.share_left(0.25, 0.15), rtol=1e-6)


def test_a_gift_is_missed_and_lasting_quality_is_not():
    found = twin("expectations").result
    assert found.once.mean[1] + found.once.margin[1] < 0
    assert found.lasting.mean[-1] - found.lasting.margin[-1] > found.level / 2


@pytest.mark.covers("S1-18", "memory is the mean if peak and end have no weight")
def test_memory_is_the_mean_when_peak_and_end_do_not_count():
    explorer = twin("journey")
    explorer.set(PEAK, 0.0)
    explorer.set(END, 0.0)
    found = explorer.result
    assert explorer.scenario.behaviour.memory.average == pytest.approx(1.0)
    assert found.example.remembered == pytest.approx(found.example.mean)
    # Contacts of a matter may weigh differently (moments of truth), so nearly, not exactly.
    np.testing.assert_allclose(found.harm.mean, 0.0, atol=0.05)


def test_the_weights_of_memory_sum_to_one_at_all_places_of_the_sliders():
    explorer = twin("journey")
    for peak, end in ((0.5, 0.5), (0.0, 0.5), (0.35, 0.1)):
        explorer.set(PEAK, peak)
        explorer.set(END, end)
        weights = explorer.scenario.behaviour.memory
        assert weights.peak + weights.end + weights.average == pytest.approx(1.0)
        assert weights.average == pytest.approx(1 - peak - end)


def test_bad_journeys_are_remembered_as_worse():
    found = twin("journey").result
    assert found.harm.mean[2] + found.harm.margin[2] < 0
    assert found.harm.mean[0] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.covers("S1-22", "simulated subscribers lie near the shifted-beta-geometric curve")
@pytest.mark.parametrize(("a", "b"), [(0.7, 3.8), (1.4, 7.6), (3.0, 2.0)])
def test_survivors_lie_near_the_curve(a, b):
    """Twelve points of one run depend on each other: four standard errors."""
    explorer = twin("loyalty")
    explorer.set("behaviour.churn.a", a)
    explorer.set("behaviour.churn.b", b)
    found = explorer.result
    share = found.there / found.there[0]
    error = np.sqrt(found.survival * (1 - found.survival) / loyalty.CUSTOMERS)
    assert (abs(share - found.survival) <= 4 * error + 1e-12).all()


@pytest.mark.parametrize(("shape", "nobody"), [(0.8, False), (1.0, True), (1.1, True)])
def test_the_reading_knows_whose_own_risk_falls(shape, nobody):
    explorer = twin("loyalty")
    explorer.set("behaviour.churn.duration_shape", shape)
    assert ("careless customers leave first" in explorer.reading) == (shape <= 1.1)
    assert ("Nobody has become more loyal" in explorer.reading) == nobody


def test_when_all_are_alike_value_is_the_textbook_formula():
    """Twelve years of m r / (1 + i − r): a geometric series cut off."""
    found = twin("loyalty").result
    stay, factor = found.survival[1], found.survival[1] / (1 + found.discount)
    formula = theory.clv.lifetime_value(1, stay, found.discount) * (1 - factor**loyalty.YEARS)
    assert found.value(found.alike)[-1] == pytest.approx(formula)


def test_means_are_those_of_each_person_and_place():
    """Person 2 was only at places that are not counted; person 1 nowhere."""
    person, place = np.array([0, 0, 0, 2, 2]), np.array([0, 0, 1, -1, 2])
    table = panels.means_by(person, place, np.array([1.0, 3.0, 5.0, 7.0, 9.0]), 2)
    np.testing.assert_array_equal(table, [[2.0, 5.0], [np.nan] * 2, [np.nan] * 2])
