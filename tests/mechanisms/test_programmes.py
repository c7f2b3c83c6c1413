"""What a firm does beyond serving: personal messages, promotions, and breached trust."""

import math

import numpy as np
import pytest
from small_worlds import (
    SEEDS,
    assert_no_effect,
    assert_share,
    assert_signs,
    assert_some_effect,
    differences,
    firm,
    small,
)

import cxsim as cx

# -- messages -----------------------------------------------------------------------------------

FRIENDLY = {
    "company.personalisation.depth": 0.6,
    "company.personalisation.relevance": 0.8,
    "company.personalisation.control": 0.7,
}
APP = {"app": {"channel": "app", "digital": 1.0}}


def test_no_depth_and_no_messages_remove_personalisation():
    bank = small("bank")
    assert_no_effect(
        bank,
        {
            "company.personalisation.relevance": 1.0,
            "company.personalisation.timing": 0.2,
            "company.personalisation.channel": 0.2,
            "company.personalisation.control": 0.9,
            "behaviour.messages.benefit": 2.0,
            "behaviour.messages.concern": 2.0,
            "behaviour.messages.fatigue": 1.0,
            "behaviour.messages.welcome": 0.0,
        },
    )


@pytest.mark.covers(
    "S0-10",
    "S3-10",
    "S2-20",
    "a message is worth relevance times timing and channel, less intrusion and annoyance",
)
@pytest.mark.parametrize(
    ("depth", "relevance", "timing", "channel", "control", "messages"),
    [
        (0.3, 0.8, 1.0, 1.0, 0.3, 0.0),
        (0.6, 0.8, 0.5, 0.9, 0.3, 2.0),
        (1.0, 0.2, 1.0, 1.0, 0.0, 6.0),
        (0.0, 0.8, 1.0, 1.0, 0.3, 6.0),
    ],
)
def test_worth_of_messages_in_a_run(depth, relevance, timing, channel, control, messages):
    """u = b rho x - pi (1 - c) x^2 - a_f (messages - f)+, rho = relevance, timing and channel."""
    sent = {
        "depth": depth, "relevance": relevance, "timing": timing, "channel": channel,
        "control": control, "messages_per_week": messages,
    }  # fmt: skip
    changes = {f"company.personalisation.{name}": value for name, value in sent.items()}
    same_people = {"behaviour.messages.concern_sd": 0.0}
    one = cx.simulate(firm(APP, None, same_people), 1).encounters.satisfaction
    other = cx.simulate(firm(APP, None, same_people | changes), 1).encounters.satisfaction
    worth = 0.5 * relevance * timing * channel * depth - 0.4 * (1.0 - control) * depth**2
    worth -= 0.05 * max(0.0, messages - 2.0)
    assert len(one) > 500
    assert np.allclose((other - one).dropna(), worth)


def test_messages_are_felt_where_the_contact_is_digital():
    counter = {"branch": {"channel": "store", "digital": 0.0}}
    assert_no_effect(firm(counter), FRIENDLY)


@pytest.mark.covers(
    "S2-23",
    "S0-16",
    "personalisation has a best depth, which control over data moves",
)
def test_deeper_is_better_only_up_to_the_optimum():
    """x* = b rho / (2 pi (1 - c)): both shallower and deeper is worth less; control moves it."""

    def satisfaction(depth, control):
        changes = {
            "company.personalisation.depth": depth, "company.personalisation.relevance": 0.8,
            "company.personalisation.control": control, "behaviour.messages.concern_sd": 0.0,
            "behaviour.messages.concern": 0.8,
        }  # fmt: skip
        return cx.simulate(firm(APP, None, changes), 1).encounters.satisfaction.mean()

    for control in (0.3, 0.6):
        best = 0.5 * 0.8 / (2.0 * 0.8 * (1.0 - control))
        depths = np.linspace(0.0, 1.0, 41)
        values = [satisfaction(depth, control) for depth in depths]
        assert abs(depths[int(np.argmax(values))] - best) <= 0.0125 + 1e-9


@pytest.mark.covers(
    "S2-11",
    "S0-09",
    "relevant messages lift CSAT and NPS, careless ones lower them",
)
def test_relevant_messages_please_and_careless_ones_harm():
    bank = small("bank")
    assert_signs(bank, FRIENDLY, {"csat": 1, "nps": 1})
    careless = {
        "company.personalisation.depth": 1.0, "company.personalisation.relevance": 0.1,
        "company.personalisation.control": 0.0, "company.personalisation.messages_per_week": 7.0,
    }  # fmt: skip
    assert_signs(bank, careless, {"csat": -1, "nps": -1})


@pytest.mark.covers("S3-16", "S3-02", "personal offers lift repeat purchases and satisfaction")
def test_personal_offers_bring_repeat_sales():
    shop = small("retailer", days=300)
    assert_signs(shop, FRIENDLY, {"repeat_purchases": 1, "csat": 1})


@pytest.mark.covers("S3-02", "a general promotion sells and pleases nobody")
def test_promotion_sells_but_does_not_please():
    """A general promotion lifts the purchase rate by exp(.3), and nobody's satisfaction."""
    shop = small("retailer", days=300, customers=300)
    found = differences(shop, {"company.offer.promotion": 1.0}, ["repeat_purchases", "csat"], SEEDS)
    error = found.std(ddof=1) / math.sqrt(len(found))
    assert found.repeat_purchases.mean() > 3 * error.repeat_purchases
    assert abs(found.csat.mean()) < 3 * error.csat + 0.02


# -- breaches of trust -----------------------------------------------------------------------------


def test_without_breaches_trust_has_no_parameters():
    assert_no_effect(
        small("bank"),
        {
            "behaviour.trust.exit": 1.0,
            "behaviour.trust.exit_young": 1.0,
            "behaviour.trust.loss": 5.0,
        },
    )


@pytest.mark.covers("S0-07", "more than half of the young leave for good after a breach of trust")
@pytest.mark.parametrize(("young", "leaves"), [(True, 0.55), (False, 0.30)])
def test_more_than_half_of_the_young_leave_after_a_breach(young, leaves):
    """Everybody is breached in the first month: a share leaves for good, others lose .5 of A."""
    breached = {
        "company.privacy.breach_per_month": 1.0, "market.segments.everyone.young": young,
    }  # fmt: skip
    run = cx.simulate(firm(None, None, breached, customers=3_000, days=31), 1)
    left = run.customers.reason == "trust_breach"
    first = run.timeline.iloc[0]
    assert_share(np.arange(3_000) < first.left, leaves)
    assert (run.customers.left.notna() == left).all()
    calm = cx.simulate(firm(None, None, {}, customers=3_000, days=31), 1)
    stayed = ~left.to_numpy()
    lost = (calm.customers.attitude - run.customers.attitude)[stayed]
    assert lost.between(0.5 - 1e-9, 1.0 + 1e-9).all()  # one breach, or one more at the horizon


@pytest.mark.covers("S1-06", "S0-07", "breaches raise churn and lower value")
def test_breaches_drive_customers_away():
    bank = small("bank", customers=400)
    assert_signs(bank, {"company.privacy.breach_per_month": 0.05}, {"churn": 1, "value": -1})
    assert_some_effect(
        bank.replace({"company.privacy.breach_per_month": 0.05}), {"behaviour.trust.exit": 0.9}
    )
