"""Gap 1 as ignorance: effort goes where the firm believes that it counts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.model.gaps import ignorance, loss_of_misbelief, losses

UNDERRATED = (1.0, 0.0, -1.0)
weights = st.tuples(*[st.floats(0.05, 1.0)] * 3)


def shares(weights):
    total = sum(weights)
    return [each / total for each in weights]


@given(st.floats(0.0, 2.0), weights)
def test_the_mean_customer_loses_gap_1(gap, weights):
    lost = ignorance(gap, weights, UNDERRATED)
    mean = sum(w * each for w, each in zip(shares(weights), lost, strict=True))
    assert mean == pytest.approx(gap, abs=1e-9)


@given(st.floats(0.01, 2.0), weights)
def test_the_heart_loses_most_and_the_other_way_round_the_hands_do(gap, weights):
    heart, mind, hands = ignorance(gap, weights, UNDERRATED)
    assert heart > mind > hands
    heart, mind, hands = ignorance(-gap, weights, UNDERRATED)
    assert heart < mind < hands


@given(st.floats(-3.0, 3.0), weights)
def test_the_loss_is_the_kullback_leibler_divergence(tilt, weights):
    true = shares(weights)
    believed = shares([w * math.exp(-tilt * d) for w, d in zip(true, UNDERRATED, strict=True)])
    divergence = sum(w * math.log(w / x) for w, x in zip(true, believed, strict=True))
    assert loss_of_misbelief(tilt, true, UNDERRATED) == pytest.approx(divergence, abs=1e-9)
    for lost, w, x in zip(losses(tilt, true, UNDERRATED), true, believed, strict=True):
        assert lost == pytest.approx(math.log(w / x), abs=1e-9)


def test_nothing_unknown_loses_nothing_and_equal_ignorance_takes_the_same_from_all():
    assert ignorance(0.0, (0.3, 0.3, 0.4), UNDERRATED) == (0.0, 0.0, 0.0)
    assert ignorance(0.3, (0.3, 0.3, 0.4), (1.0, 1.0, 1.0)) == (0.3, 0.3, 0.3)
    assert ignorance(0.3, (1.0, 0.0, 0.0), UNDERRATED) == (0.3, 0.3, 0.3)
