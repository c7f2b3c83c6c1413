"""The rules at work: what a run must show exactly once its noise is switched off."""

import numpy as np
import pytest
from plain_bank import plain_bank

import cxsim as cx
from cxsim.engine.population import initial_customers

# No luck, no learning, no waiting, every need met: only gaps and expectations are left.
QUIET = {
    "behaviour.quality.occasion_sd": 0.0,
    "behaviour.quality.component_sd": 0.0,
    "behaviour.quality.fit_sd": 0.0,
    "behaviour.satisfaction.trait_sd": 0.0,
    "behaviour.satisfaction.noise_sd": 0.0,
    "behaviour.effort.usual": 1.5,
    "behaviour.expectation.learning": 0.0,
    "behaviour.expectation.assimilation": 0.0,
    "behaviour.expectation.ratchet": 0.0,
}
GAPS = {"knowledge": 0.2, "design": 0.15, "delivery": 0.3, "communication": 0.1}
NO_GAPS = dict.fromkeys(GAPS, 0.0)


def firm(gaps, prospects=0, changes=None, **fields):
    """A firm with an app that always helps, and customers who come back every week."""
    scenario = cx.Scenario.from_data(
        {
            "customers": 50,
            "days": 120,
            "warm_up_days": 0,
            "company": {
                "touchpoints": {"app": {"channel": "app", "resolution": 1.0}},
                "gaps": {**gaps, "underrated": {"heart": 0.0, "hands": 0.0}},
            },
            "market": {
                "needs": {"query": {"per_month": 4.0}},
                "acquisition": {"prospects": prospects, "advertising_per_year": 3.0},
            },
            "behaviour": {"churn": {"a": 0.0}},
        }
    )
    return scenario.replace({**QUIET, **(changes or {})}, **fields)


def test_a_broken_promise_fades_with_every_contact(simulate):
    """The W-part of disconfirmation shrinks by 1 - κ (1 - a_w) a contact (the treadmill)."""
    learns = {"behaviour.expectation.learning": 0.25, "behaviour.expectation.assimilation": 0.15}
    gaps = {**NO_GAPS, "communication": 0.8}
    run = simulate(firm(gaps, prospects=60, changes=learns))
    source = run.customers.set_index("customer").source
    contacts = run.encounters.dropna(subset="performance").query("touchpoint == 'app'")
    new = contacts[(source[contacts.customer] != "initial").to_numpy()]
    number = new.sort_values("ended").groupby("customer").cumcount()
    # R - Z/2 = W/2; W - Q = .8 · .8125^n up to then, with 1 - .25 · .85 = .7875
    will = 2 * new.expectation - 5.5
    left = 0.8 * (1 - 0.25 * 0.85) ** number.reindex(new.index)
    assert number.max() >= 5
    assert np.allclose(will - 5.5, left, atol=1e-9)


def test_context_carries_over_or_is_told_again(simulate):
    """Every further contact keeps its context with probability T; telling again costs effort."""
    for survives in (0.0, 1.0):
        scenario = firm(
            NO_GAPS,
            changes={
                "company.touchpoints.app.resolution": 0.4,
                "company.context.same_touchpoint": survives,
                "behaviour.resolution.retry": 1.0,
            },
        )
        contacts = simulate(scenario).encounters.dropna(subset="ended")
        again = contacts.step > 1
        assert contacts.context_kept[~again].isna().all()
        assert (contacts.context_kept[again] == bool(survives)).all()
        effort = 1.5 + 1.2 * (contacts.step - 1) + 0.8 * (again & (survives == 0))
        assert np.allclose(contacts.effort, effort.clip(upper=7), atol=1e-12)


# -- the whole chain, recomputed from the log ---------------------------------------------------


@pytest.fixture(scope="module")
def telling(simulate):
    """A bank in the small whose customers have no passing moods, and many new ones."""
    scenario = plain_bank().replace(
        {
            "behaviour.satisfaction.noise_sd": 0.0,
            "market.acquisition.advertising_per_year": 0.2,
            "company.staff.strain": 0.0,  # gap 3 stays as it is set
            "behaviour.expectation.advertising": 0.0,
            "behaviour.demand.promise_weight": 1.0,  # newcomers have the promise in mind,
            "behaviour.demand.doubt": 0.0,  # trust it,
            "behaviour.demand.newcomers_hear": 0.0,  # and begin at neutral
        },
        customers=200,
        days=400,
    )
    return simulate(scenario, seed=7)


def test_expectations_follow_from_what_was_perceived(telling):
    """W moves by κ (P - W), Z by the ratchet; both from the promise and the ideal on."""
    scenario, people = telling.scenario, telling.customers.set_index("customer")
    expectation, gaps = scenario.behaviour.expectation, scenario.company.gaps
    shift = {name: one.expectation_shift for name, one in scenario.market.segments.items()}
    promise = 5.5 - gaps.knowledge - gaps.design - gaps.delivery + gaps.communication
    contacts = telling.encounters.dropna(subset="performance").sort_values("ended")
    checked = 0
    for customer, mine in contacts.groupby("customer"):
        if people.source[customer] == "initial":
            continue
        will, should = promise, 5.5 + shift[people.segment[customer]]
        for row in mine.itertuples():
            assert row.expectation == pytest.approx(0.5 * will + 0.5 * should, abs=1e-9)
            will += expectation.learning * (row.performance - will)
            should = max(should, min(7, should + expectation.ratchet * max(0.0, will - should)))
            checked += 1
        assert people.will_expectation[customer] == pytest.approx(will, abs=1e-9)
        assert people.should_expectation[customer] == pytest.approx(should, abs=1e-9)
    assert checked > 200


def test_satisfaction_is_its_parts_and_a_lasting_trait(telling):
    """S less level, surprise, effort and losses is the same number for a customer's life."""
    contacts = telling.encounters.dropna(subset="satisfaction")
    surprise = contacts.disconfirmation
    effort = effort_of_the_contact_alone(telling, contacts)  # detours are felt at the end
    effort = 0.075 * (2.5 - effort).clip(lower=0) - 0.3 * (effort - 2.5).clip(lower=0)
    felt = 0.35 * (contacts.performance - 4.8)
    felt += 0.35 * ((surprise - 0.45).clip(lower=0) - 2 * (-surprise - 0.45).clip(lower=0))
    felt -= 0.3 * (contacts.outcome == "unresolved")
    felt = felt.where(contacts.outcome != "abandoned", -0.6)
    trait = (contacts.satisfaction - felt - effort).groupby(contacts.customer)
    assert (contacts.outcome == "abandoned").sum() > 50
    assert (trait.max() - trait.min()).max() < 1e-9
    # traits ~ N(0, .3²): with n customers the sd has a standard error of .3 / √(2 n)
    assert trait.mean().std() == pytest.approx(0.3, abs=3 * 0.3 / np.sqrt(2 * len(trait)))


def effort_of_the_contact_alone(run, contacts):
    """Its wait and telling the story again, without what the matter asked for before."""
    places = run.scenario.company.touchpoints
    usual = contacts.touchpoint.map({name: p.usual_wait_minutes for name, p in places.items()})
    lost = contacts.context_kept.notna() & ~contacts.context_kept.fillna(True).astype(bool)
    wait = 0.9 * np.log(1 + 1.3 * contacts.wait_minutes / usual.astype(float))
    return (1.5 + wait + 0.8 * lost).clip(1, 7)


def test_attitude_follows_from_memories(telling):
    """φ_n = max(φ_min, 1/(n+1)), for an episode of importance μ: 1 - (1 - φ)^μ."""
    needs, people = telling.scenario.market.needs, telling.customers.set_index("customer")
    closed = telling.episodes.dropna(subset="closed").sort_values("closed")
    checked = 0
    for customer, mine in closed.groupby("customer"):
        if people.source[customer] == "initial":
            continue
        attitude = 0.0
        for number, row in enumerate(mine.itertuples(), start=1):
            step = max(0.15, 1 / (number + 1))
            step = 1 - (1 - step) ** needs[row.need].moment_of_truth
            attitude += step * (row.remembered - attitude)
            assert row.attitude == pytest.approx(attitude, abs=1e-9)
            checked += 1
    assert checked > 200


@pytest.mark.parametrize("days", [20, 45, 61])
def test_loyalty_moves_by_the_length_of_the_month(simulate, days):
    """ν = .2 a month, and 1 - (1 - ν)^x for the last part x of a month."""
    scenario = plain_bank().replace(
        {
            "market.needs": {},
            "market.acquisition.prospects": 0,
            "behaviour.churn.a": 0.0,
            "behaviour.churn.involuntary": 0.0,
        },
        customers=50,
        days=days,
        warm_up_days=0,
    )
    book, run = initial_customers(scenario, 1), simulate(scenario)
    target = book["attitude"] + 0.1 * (book["heart"] - 4.8)
    expected = target + (book["loyalty"] - target) * 0.8 ** (days / (365.25 / 12))
    assert np.allclose(run.customers.loyalty, expected, atol=1e-12, rtol=0)
    assert np.allclose(run.customers.attitude, book["attitude"], atol=0, rtol=0)
