"""Failure, voice, recovery and word of mouth in whole runs, under common random numbers."""

import numpy as np
import pandas as pd
import pytest
from test_luck import UNHEARD

import cxsim as cx

SMALL = {"customers": 600, "days": 365}
LIVELY = {
    "company.recovery.failure_probability": 0.04,
    "behaviour.talk.rate": 0.10,
    "behaviour.talk.review": -3.5,
    "market.acquisition.word_of_mouth_per_year": 0.38,
    "market.acquisition.usual_talks_per_year": 7.0,
    "market.needs.advice.path": (),  # its steps take days: other matters come in between
}


@pytest.fixture(scope="module")
def bank():
    """A bank where contacts fail, customers talk, and talk brings customers."""
    return cx.load("bank").replace(LIVELY, **SMALL)


def quiet(scenario):
    """No failures, no talk, no reviews."""
    return scenario.replace(
        {
            "company.recovery.failure_probability": 0.0,
            "behaviour.talk.rate": 0.0,
            "behaviour.talk.review": -20.0,
        }
    )


def same(one, other):
    pd.testing.assert_frame_equal(one.encounters, other.encounters)
    pd.testing.assert_frame_equal(one.episodes, other.episodes)


def test_no_failure_removes_failure_voice_and_recovery_exactly(bank):
    base = quiet(bank)
    other = base.replace(
        {
            "behaviour.failure.major_loss": 9.0,
            "behaviour.voice.voice": 5.0,
            "company.recovery.justice": 0.0,
            "company.recovery.complaint_cost": 3.0,
        }
    )
    same(cx.simulate(base, 2), cx.simulate(other, 2))
    assert not cx.simulate(base, 2).episodes.complained.any()


def test_no_talk_removes_word_of_mouth_exactly(bank):
    base = quiet(bank)
    other = base.replace({"behaviour.talk.effect": 5.0, "market.acquisition.referral_reward": 99.0})
    same(cx.simulate(base, 2), cx.simulate(other, 2))
    assert not cx.simulate(base, 2).episodes[["reviewed", "talked"]].any(axis=None)


def test_failures_cost_customers_and_satisfaction(bank):
    """Paired over 6 seeds; the mean difference is several standard errors from zero."""
    base = bank.replace({"company.recovery.failure_probability": 0.01})
    worse = bank.replace({"company.recovery.failure_probability": 0.12})
    pairs = [
        (
            cx.simulate(base, seed, log=False).kpis.value,
            cx.simulate(worse, seed, log=False).kpis.value,
        )
        for seed in range(1, 7)
    ]
    for name, sign in [("churn", 1), ("csat", -1), ("complaint_share", 1), ("nps", -1)]:
        difference = np.array([w[name] - b[name] for b, w in pairs]) * sign
        error = difference.std(ddof=1) / np.sqrt(len(difference))
        assert difference.mean() > 3 * error > 0, name


def test_hard_complaining_silences_complaints_but_not_failures(bank):
    easy, hard = (
        cx.simulate(bank.replace({"company.recovery.complaint_cost": cost}), 3)
        for cost in (0.0, 2.0)
    )
    assert hard.episodes.complained.sum() < 0.4 * easy.episodes.complained.sum()
    failed = [(run.encounters.outcome == "failed").sum() for run in (easy, hard)]
    assert failed[1] == pytest.approx(failed[0], rel=0.1)  # fewer complaints, same service


@pytest.mark.covers("S2-21", "a perfect recovery lifts memory and never loyalty")
def test_recovery_paradox_reaches_satisfaction_but_never_loyalty(bank):
    """With perfect justice a recovery gives back more than was lost; attitude must not profit."""
    rich = bank.replace(
        {
            "company.recovery.justice": 1.0,
            "company.recovery.failure_probability": 0.2,
            "behaviour.voice.voice": 20.0,  # everybody complains
            "behaviour.failure.recovery_strength": 3.0,
            **UNHEARD,  # what others tell moves attitude, too
        }
    )
    with_failures = cx.simulate(rich, 4)
    without = cx.simulate(rich.replace({"company.recovery.failure_probability": 0.0}), 4)
    key = ["customer", "episode"]
    people = with_failures.customers
    known = people.customer[people.source == "initial"]  # newcomers hear what others went through
    first = with_failures.episodes.query("episode == 0 and complained").set_index(key)
    first = first[first.index.get_level_values("customer").isin(known)]
    calm = without.episodes.set_index(key).loc[lambda t: t.index.isin(first.index)]
    both = first.join(calm, rsuffix="_calm", how="inner")
    both = both[both.contacts == both.contacts_calm]
    assert len(both) > 50
    assert (both.remembered > both.remembered_calm).mean() > 0.9  # the paradox
    assert (both.attitude <= both.attitude_calm + 1e-9).all()  # never in loyalty


def test_referrals_add_up(bank):
    run = cx.simulate(bank.replace({"market.acquisition.word_of_mouth_per_year": 2.0}), 5)
    referred = (run.customers.source == "referral").sum()
    assert referred > 20
    assert run.customers.referrals.sum() == referred
    assert run.timeline.joined.sum() == (run.customers.source != "initial").sum()


@pytest.mark.covers("S2-19", "shares of reviews and complaints in a run are the published formulas")
def test_reviews_and_complaints_are_the_published_formulas(bank):
    run = cx.simulate(bank, 6)
    closed = run.episodes[run.episodes.closed >= bank.warm_up_days]
    reviews = closed[closed.reviewed]
    assert reviews.stars.notna().all() and closed[~closed.reviewed].stars.isna().all()
    kpi = run.kpis.loc["positive_review_share", "measured"]
    assert kpi == pytest.approx((reviews.stars >= 4).mean(), abs=1e-12)


def test_reviews_over_weight_both_ends(bank):
    """J-shape: voluntary reviews hold more 1 and 5 stars than all episodes, fewer 3 and 4."""
    run = cx.simulate(bank.replace(customers=3000), 7)
    base = bank.behaviour.survey
    latent = base.csat_base + base.csat_slope * run.episodes.remembered.dropna()
    everybody = np.clip(np.floor(latent + 0.5), 1, 5)
    given = run.episodes.stars.dropna()
    assert len(given) > 500
    ends = [np.isin(sample, (1, 5)).mean() for sample in (given, everybody)]
    # standard error of the share among some 900 reviews: about .016
    assert ends[0] > ends[1] + 0.05
