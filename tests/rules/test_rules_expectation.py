"""Perception and expectation against model.md 2.1 and 2.2, by hand and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.model.expectation import (
    comparison_standard,
    learned_will,
    perceived,
    raised_should,
    ratcheted_should,
)
from cxsim.model.gaps import Gaps, delivery_level, design_level, gap_five
from cxsim.model.quality import blend, delivered

points = st.floats(1.0, 7.0)
gap = st.floats(-2.0, 4.0)
share = st.floats(0.0, 1.0)


def exactly(value):
    return pytest.approx(value, abs=1e-12)


# -- the chain of gaps -------------------------------------------------------------------------


@pytest.mark.covers(
    "S1-12",
    "S1-13",
    "S1-14",
    "S1-15",
    "S1-16",
    "gaps 1 to 4 add up to gap 5, for any numbers",
)
@given(points, gap, gap, gap, gap)
def test_the_four_gaps_add_up_to_the_fifth(ideal, g1, g2, g3, g4):
    gaps = Gaps(knowledge=g1, design=g2, delivery=g3, communication=g4)
    expectation = ideal + gaps.communication
    perception = delivered(design_level(ideal, gaps), 0.0, gaps.delivery, 0.0)
    assert gap_five(expectation, perception) == exactly(abs(g1) + g2 + g3 + g4)


def test_the_chain_by_hand():
    gaps = Gaps(knowledge=0.2, design=0.15, delivery=0.3, communication=0.1)
    assert design_level(5.5, gaps) == exactly(5.15)
    assert delivery_level(5.5, gaps) == exactly(4.85)
    assert delivered(5.15, 0.25, 0.3, -0.1) == exactly(5.0)
    assert gap_five(5.6, 4.85) == exactly(0.75)


@given(points, st.floats(-3, 3), gap, st.floats(-3, 3), st.floats(0.01, 2.0))
def test_a_wider_delivery_gap_delivers_less(design, offset, g3, luck, more):
    assert delivered(design, offset, g3 + more, luck) < delivered(design, offset, g3, luck)


# -- perception and comparison -----------------------------------------------------------------


def test_perception_by_hand():
    # Q = 4, W = 5: 15 % of the perception is what was expected
    assert perceived(4.0, 5.0, 0.15) == exactly(4.15)
    assert comparison_standard(4.0, 6.0, 0.5) == 5.0
    assert comparison_standard(4.0, 6.0, 0.25) == 4.5
    assert blend(5.0, 4.0, 3.0, 0.35, 0.35, 0.30, 1.0) == exactly(4.05)


@given(points, points)
def test_null_values_of_perception(quality, other):
    assert perceived(quality, other, 0.0) == quality
    assert comparison_standard(quality, other, 0.0) == quality
    assert comparison_standard(quality, other, 1.0) == other
    assert learned_will(quality, other, 0.0) == quality
    assert learned_will(quality, other, 1.0) == exactly(other)


@given(points, points, points, share, share)
def test_a_blend_lies_between_its_parts(heart, mind, hands, first, second):
    weights = (first, (1 - first) * second, (1 - first) * (1 - second))
    quality = blend(heart, mind, hands, *weights, 1.0)
    assert min(heart, mind, hands) - 1e-12 <= quality <= max(heart, mind, hands) + 1e-12
    assert blend(heart, heart, heart, *weights, 1.0) == exactly(heart)


# -- learning ----------------------------------------------------------------------------------


def test_learning_by_hand():
    assert learned_will(5.0, 4.0, 0.25) == 4.75
    assert ratcheted_should(5.0, 6.0, 0.02) == exactly(5.02)
    assert ratcheted_should(5.0, 4.0, 0.02) == 5.0  # it never falls
    assert ratcheted_should(6.99, 7.9, 0.5) == 7.0  # nor does it leave the scale
    assert raised_should(5.5, 0.01, 3.0) == exactly(5.53)
    assert raised_should(6.99, 0.01, 3.0) == 7.0


@given(points, points, st.floats(0.0, 1.0), st.floats(0.05, 0.4), st.integers(1, 30))
def test_the_treadmill(quality, start, learning, assimilation, contacts):
    """With constant delivery a surprise fades by 1 - κ (1 - a_w) a contact."""
    will = start
    for _ in range(contacts):
        will = learned_will(will, perceived(quality, will, assimilation), learning)
    factor = 1 - learning * (1 - assimilation)
    assert will - quality == exactly(factor**contacts * (start - quality))


@given(points, points, share)
def test_the_should_expectation_only_rises(should, will, ratchet):
    moved = ratcheted_should(should, will, ratchet)
    assert should <= moved <= max(should, min(7.0, will)) + 1e-12
    assert ratcheted_should(should, will, 0.0) == should


@given(st.floats(1.0, 9.0), st.floats(0.0, 1.0), st.floats(0.0, 2.0))
def test_competitors_never_lower_what_ought_to_be(should, rise, months):
    assert should <= raised_should(should, rise, months) <= max(7.0, should)
    assert raised_should(should, 0.0, months) == should
