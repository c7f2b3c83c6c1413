"""Indirect contacts (S1-02): advertisements and other customers' talk move what people expect."""

import numpy as np
import pytest
from small_worlds import assert_no_effect, assert_signs, assert_some_effect, firm, small

import cxsim as cx

MONTH = 365.25 / 12
ADVERTISING, HEARSAY = "behaviour.expectation.advertising", "behaviour.expectation.hearsay"


def test_advertisements_without_a_pull_change_nothing():
    adverts = {"company.offer.advertisements_per_month": 4.0}
    assert_no_effect(small("bank").replace({ADVERTISING: 0.0}), adverts)
    assert_some_effect(small("bank", days=300).replace({ADVERTISING: 0.1}), adverts)


def test_talk_moves_nobody_where_hearsay_is_null_or_nobody_talks():
    assert_some_effect(small("bank", days=300), {HEARSAY: 0.2})
    assert_no_effect(small("bank").replace({"behaviour.talk.rate": 0.0}), {HEARSAY: 0.2})


@pytest.mark.covers(
    "S1-02",
    "S1-15",
    "advertising moves expectations to the promise without any service",
)
@pytest.mark.parametrize(("pull", "adverts"), [(0.2, 1.0), (0.1, 3.0)])
def test_advertisements_pull_expectation_towards_the_promise(pull, adverts):
    """After k months W = Q + (1 - (1 - κ_c)^(n k)) g4: from delivery to the promise."""
    gaps = {"knowledge": 0.2, "design": 0.1, "delivery": 0.3, "communication": 0.4}
    changes = {f"company.gaps.{name}": size for name, size in gaps.items()} | {
        ADVERTISING: pull,
        "company.offer.advertisements_per_month": adverts,
        "behaviour.expectation.should_weight": 0.0,
    }
    contacts = cx.simulate(firm(None, None, changes), 1).encounters
    contacts = contacts[contacts.performance.notna()]
    months = np.floor(contacts.started / MONTH)
    assert months.max() >= 6
    promised = 1.0 - (1.0 - pull) ** (adverts * months)
    assert np.allclose(contacts.expectation, 5.5 - 0.6 + 0.4 * promised)


@pytest.mark.covers("S1-02", "S1-15", "repeated advertising keeps gap 4 alive")
def test_promises_that_are_repeated_are_not_unlearned():
    """With learning alone gap 4 fades for customers who are there; advertising keeps it alive."""
    bank = small("bank", customers=300, days=400).replace({"company.gaps.communication": 0.6})
    assert_signs(bank, {ADVERTISING: 0.2}, {"gap_5": 1, "nps": -1})


@pytest.mark.covers(
    "S1-02",
    "S1-17",
    "talk, which no firm controls, brings expectations of people together",
)
def test_talk_brings_expectations_together():
    """Who hears what others expect comes to expect it, too: the spread between people falls."""
    loud = small("bank", customers=300, days=600).replace({"behaviour.talk.rate": 0.5})

    def spread(pull):
        contacts = cx.simulate(loud.replace({HEARSAY: pull}), 3).encounters
        late = contacts[contacts.arrived > 400]
        return late.groupby("customer").expectation.mean().std()

    assert spread(0.3) < 0.9 * spread(0.0)


def test_what_all_expect_alike_talk_does_not_move():
    alike = {"behaviour.talk.rate": 0.5, HEARSAY: 0.3}
    one = cx.simulate(firm(None, None, alike), 1).encounters
    other = cx.simulate(firm(None, None, {**alike, HEARSAY: 0.0}), 1).encounters
    assert one.expectation.notna().sum() > 1_000
    assert np.allclose(one.expectation, other.expectation, equal_nan=True)
