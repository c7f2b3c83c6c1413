"""The scheme of company and client: each arrow moves what its equation says, and nothing else."""

import numpy as np
import pandas as pd
import pytest
from small_worlds import assert_signs, firm, small

import cxsim as cx

GAPS = {"knowledge": 0.2, "design": 0.3, "delivery": 0.4, "communication": 0.5}
MONTH = 365.25 / 12


def chain(**gaps):
    return {f"company.gaps.{name}": value for name, value in (GAPS | gaps).items()}


@pytest.mark.covers(
    "S1-07",
    "S1-10",
    "S1-12",
    "S1-13",
    "S1-14",
    "what customers meet falls by gaps 1, 2 and 3 in full",
)
@pytest.mark.parametrize("gap", ["knowledge", "design", "delivery"])
def test_belief_specification_and_delivery_lose_a_gap_each(gap):
    """U = E* - g1, D = U - g2, Q = D - g3: what customers meet falls by each gap in full."""
    one, other = (
        cx.simulate(firm(None, None, changes), 1).encounters.performance.dropna()
        for changes in (chain(), chain(**{gap: GAPS[gap] + 0.25}))
    )
    assert np.allclose(one, 5.5 - 0.2 - 0.3 - 0.4)
    assert np.allclose(one - other, 0.25)


@pytest.mark.covers(
    "S1-07",
    "S1-01",
    "S1-10",
    "five levels of involvement make heart, mind and hands",
)
def test_five_levels_make_three_parts():
    """Heart: emotional and spiritual; mind: rational; hands: sensorial and physical."""
    levels = {
        "rational": 0.3,
        "emotional": 0.5,
        "spiritual": -0.1,
        "sensorial": 0.2,
        "physical": -0.6,
    }
    app = {"app": {"channel": "app", "profile": levels}}
    contacts = cx.simulate(firm(app, None, chain()), 1).encounters.dropna(subset="heart")
    assert np.allclose(contacts.heart, 4.6 + (0.5 - 0.1) / 2)
    assert np.allclose(contacts.mind, 4.6 + 0.3)
    assert np.allclose(contacts.hands, 4.6 + (0.2 - 0.6) / 2)


@pytest.mark.covers("S1-07", "S1-15", "newcomers expect delivery plus gap 4")
def test_the_promise_is_delivery_plus_gap_4():
    """C = Q + g4 is what newcomers expect; those who know the firm expect what is delivered."""
    market = {"market.acquisition.prospects": 300, "market.acquisition.advertising_per_year": 5.0}
    people = cx.simulate(firm(None, None, chain() | market), 1).customers
    new = people.source == "advertising"
    assert new.sum() > 100
    assert np.allclose(people.will_expectation[new], 4.6 + 0.5)
    assert np.allclose(people.will_expectation[~new], 4.6)


@pytest.mark.covers("S1-07", "S1-08", "expectation colours what is perceived")
def test_past_experience_colours_the_present():
    """P = (1 - a_w) Q + a_w W for newcomers who believe the promise."""
    market = {"market.acquisition.prospects": 300, "market.acquisition.advertising_per_year": 5.0}
    pulled = {"behaviour.expectation.assimilation": 0.15}
    run = cx.simulate(firm(None, None, chain() | market | pulled), 1)
    new = run.customers.customer[run.customers.source == "advertising"]
    contacts = run.encounters[run.encounters.customer.isin(new)].dropna(subset="performance")
    assert len(contacts) > 200
    assert np.allclose(contacts.performance, 0.85 * 4.6 + 0.15 * 5.1)


@pytest.mark.covers(
    "S1-02",
    "S1-07",
    "S1-00",
    "a referred newcomer expects a share of what the referrer expects",
)
def test_what_others_say_moves_expectations():
    """A referred newcomer goes a share kappa from the promise to what the referrer expects."""
    talk = {
        "market.acquisition.prospects": 300, "market.acquisition.word_of_mouth_per_year": 6.0,
        "market.acquisition.usual_talks_per_year": 6.0, "behaviour.talk.rate": 0.3,
        "behaviour.expectation.learning": 0.25,
    }  # fmt: skip
    run = cx.simulate(firm(None, None, chain() | talk), 2)
    people = run.customers[run.customers.source == "referral"].set_index("customer")
    contacts = run.encounters.dropna(subset="performance").sort_values("ended")
    first = contacts[contacts.customer.isin(people.index)].groupby("customer").first()
    # standard = (W + Z) / 2 with Z = 5.5; who was there from the start expects what is delivered
    will = 2.0 * first.expectation - 5.5
    by_old_customers = 5.1 + 0.25 * (4.6 - 5.1)
    assert len(will) > 200 and will.between(by_old_customers - 1e-9, 5.1).all()
    assert np.isclose(will, by_old_customers).mean() > 0.5  # the others heard it from newcomers


@pytest.mark.covers(
    "S1-09",
    "S1-07",
    "S4-04",
    "offers of rivals raise what ought to be, month by month",
)
@pytest.mark.parametrize("who", ["market.competitor", "company.offer"])
def test_better_offers_raise_what_ought_to_be(who):
    """Z + z_comp each month, at most 7: by competitors, and by the firm's own offer."""
    run = cx.simulate(firm(None, None, {f"{who}.expectation_rise": 0.03}), 1)
    assert np.allclose(run.customers.should_expectation, 5.5 + 0.03 * 200 / MONTH)
    far = cx.simulate(firm(None, None, {f"{who}.expectation_rise": 0.9}), 1)
    assert np.allclose(far.customers.should_expectation, 7.0)


@pytest.mark.covers(
    "S1-07",
    "S1-16",
    "disconfirmation is perception minus the standard, and nothing else",
)
def test_the_customer_compares():
    """Dis = P - R with R = (1 - m) W + m Z; nothing else makes the standard."""
    contacts = cx.simulate(
        firm(None, None, chain() | {"behaviour.expectation.should_weight": 0.3}), 1
    ).encounters.dropna(subset="performance")
    assert np.allclose(contacts.expectation, 0.7 * 4.6 + 0.3 * 5.5)
    assert np.allclose(contacts.disconfirmation, contacts.performance - contacts.expectation)


@pytest.mark.covers(
    "S1-22",
    "S1-35",
    "delivery reaches profit through satisfaction and loyalty; a cut link stops it",
)
def test_better_experience_reaches_profit_only_through_loyalty():
    """Delivery raises satisfaction, loyalty, retention and equity; cut one link and it stops."""
    bank = small("bank", customers=500, days=500)
    better = {"company.gaps.delivery": -0.3}
    signs = {"csat": 1, "loyalty": 1, "retention": 1, "customer_equity": 1, "value": 1}
    assert_signs(bank, better, signs)
    # nobody listens to feelings: the same better service, the same customers, the same revenue
    deaf = bank.replace(
        {
            "behaviour.churn.attitude": 0.0, "behaviour.churn.loyalty": 0.0,
            "company.recovery.failure_probability": 0.0, "behaviour.talk.effect": 0.0,
            "behaviour.talk.positive_gain": 0.0, "behaviour.talk.negative_gain": 0.0,
            "behaviour.demand.quality": 0.0, "behaviour.demand.reputation": 0.0,
        }
    )  # fmt: skip
    one, other = cx.simulate(deaf, 1), cx.simulate(deaf.replace(better), 1)
    assert other.kpis.value["csat"] > one.kpis.value["csat"] + 0.2
    pd.testing.assert_series_equal(one.customers.left, other.customers.left)
    assert one.kpis.value["revenue"] == pytest.approx(other.kpis.value["revenue"])
