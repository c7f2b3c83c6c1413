"""Surveys: who answers, what rewards and pressure do, and what a dashboard does not see."""

import math

import numpy as np
import pytest
from scipy import stats
from small_worlds import (
    assert_no_effect,
    assert_share,
    assert_signs,
    assert_some_effect,
    firm,
    small,
)

import cxsim as cx

MOODS = {"behaviour.satisfaction.noise_sd": 0.9, "behaviour.quality.occasion_sd": 0.75}


def asked(changes=None, **fields):
    """Moods differ, attitudes do not decide who answers (a2 = 0)."""
    return firm(None, None, {**MOODS, "behaviour.survey.loyalty": 0.0, **(changes or {})}, **fields)


def closed(run):
    return run.episodes.dropna(subset="closed")


def logistic(log_odds):
    return 1.0 / (1.0 + np.exp(-log_odds))


# -- null values ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("null", "others"),
    [
        (
            {"company.feedback.incentive": 0.0},
            {
                "behaviour.survey.incentive": 2.0,
                "behaviour.survey.incentive_bias": 1.0,
                "company.feedback.cost": 9.0,
            },
        ),
        ({"company.feedback.gaming": 0.0}, {"behaviour.survey.gaming_bias": 3.0}),
        (
            {"behaviour.survey.enabled": False},
            {
                "behaviour.survey.base": 3.0,
                "behaviour.survey.loyalty": 2.0,
                "behaviour.survey.fatigue": 1.0,
                "behaviour.survey.mere_measurement": 0.5,
            },
        ),
    ],
    ids=["reward", "begging", "no survey"],
)
def test_null_values_remove_biases(null, others):
    assert_no_effect(small("bank").replace(null), others)


def test_asking_changes_nothing_but_the_answers():
    """Without mere measurement a survey is a looking glass: nobody's life is changed by it."""
    bank = small("bank")
    silent = bank.replace({"behaviour.survey.enabled": False})
    one, other = cx.simulate(bank, 2), cx.simulate(silent, 2)
    assert one.encounters.equals(other.encounters)
    seen = ["surveyed", "nps_score", "csat_score", "ces_score"]
    assert one.episodes.drop(columns=seen).equals(other.episodes.drop(columns=seen))
    assert one.customers.equals(other.customers)
    assert other.episodes[seen[1:]].isna().all(axis=None)
    assert math.isnan(other.kpis.loc["nps", "measured"])


# -- who answers -----------------------------------------------------------------------------------


@pytest.mark.covers(
    "S1-34",
    "S4-03",
    "strong feelings and rewards make people answer, by the logit",
)
@pytest.mark.parametrize("incentive", [0.0, 1.0])
def test_strong_feelings_and_rewards_make_people_answer(incentive):
    """logit p = a0 + a1 |z| + a3 incentive, in bins of z: each within 3.3 standard errors."""
    run = cx.simulate(asked({"company.feedback.incentive": incentive}, customers=1_000), 1)
    episodes = closed(run)
    z = ((episodes.remembered + 0.2) / 0.9).abs()
    p = logistic(-2.2 + 1.1 * z + 0.8 * incentive)
    answered = episodes.csat_score.notna()
    for low, high in ((0.0, 0.5), (0.5, 1.0), (1.0, 2.0), (2.0, 9.0)):
        bin_ = (z >= low) & (z < high)
        error = math.sqrt((p[bin_] * (1.0 - p[bin_])).sum()) / bin_.sum()
        assert bin_.sum() > 300
        assert abs(answered[bin_].mean() - p[bin_].mean()) < 3.3 * error


@pytest.mark.covers("S1-34", "voluntary answers over-weight both ends of the scale")
@pytest.mark.parametrize("extremity", [0.0, 1.1])
def test_voluntary_answers_over_weight_both_ends(extremity):
    """J-shape with a1 > 0 (a2 = 0): more 1 and 5 stars, fewer 3 and 4; with a1 = 0 equal shares."""
    stars = {
        "behaviour.survey.extremity": extremity, "behaviour.survey.mean": 0.0,
        "company.gaps.delivery": -0.4,
    }  # fmt: skip
    run = cx.simulate(asked(stars, customers=1_500), 2)
    episodes = closed(run)
    base = run.scenario.behaviour.survey
    everybody = np.clip(
        np.floor(base.csat_base + base.csat_slope * episodes.remembered + 0.5), 1, 5
    )
    given = everybody[episodes.csat_score.notna()]
    rest = everybody[episodes.csat_score.isna()]
    table = np.array([[(s == k).sum() for k in range(1, 6)] for s in (given, rest)])
    p_value = stats.chi2_contingency(table[:, table.sum(axis=0) > 10]).pvalue
    assert len(given) > 2_000
    ends = [np.isin(sample, (1, 5)).mean() for sample in (given, everybody)]
    middle = [np.isin(sample, (3, 4)).mean() for sample in (given, everybody)]
    if extremity == 0.0:
        assert p_value > 0.01
    else:
        # standard error of a share of some 4 000 answers: .008
        assert p_value < 1e-6 and ends[0] > ends[1] + 0.03 and middle[0] < middle[1] - 0.03


@pytest.mark.covers("S4-03", "each survey of late lowers the response rate")
def test_asking_often_tires():
    """a4 = .3 for each survey of late (half forgotten in a month): the response rate falls."""
    assert_signs(asked(), {"behaviour.survey.fatigue": 0.3}, {"response_rate": -1})
    first, later = [], []
    for seed in (1, 2, 3):
        run = cx.simulate(asked({"behaviour.survey.fatigue": 0.5}, customers=600), seed)
        answered = closed(run).csat_score.notna()
        number = closed(run).episode
        first.append(answered[number == 0].mean())
        later.append(answered[number >= 5].mean())
    assert np.mean(later) < 0.5 * np.mean(first)


# -- what they tick --------------------------------------------------------------------------------


@pytest.mark.covers("S4-03", "rewards buy answers and flatter them; the truth stays")
def test_rewards_buy_answers_and_flatter_them():
    bank = small("bank").replace({"company.feedback.cost": 1.0})
    found = {"response_rate": 1, "cost": 1}
    assert_signs(bank, {"company.feedback.incentive": 1.0}, found)
    runs = [
        cx.simulate(bank.replace({"company.feedback.incentive": level}), 3) for level in (0.0, 1.0)
    ]
    both = [run.episodes.set_index(["customer", "episode"]).csat_score.dropna() for run in runs]
    shared = both[0].index.intersection(both[1].index)
    assert len(shared) > 100 and (both[1][shared] - both[0][shared]).mean() > 0.05
    assert runs[0].kpis.value["csat"] == runs[1].kpis.value["csat"]  # the truth does not move


@pytest.mark.covers("S2-10", "begging lifts measured scores, the truth stays")
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_begging_lifts_scores_and_nothing_else(share):
    """In a share of surveys staff beg for .5 points: the truth stays, the measurement rises."""
    certain = {"behaviour.survey.csat_noise": 0.0, "behaviour.survey.base": 9.0}
    plain = cx.simulate(asked(certain), 4)
    begged = cx.simulate(asked({**certain, "company.feedback.gaming": share}), 4)
    before, after = (closed(run).csat_score.dropna() for run in (plain, begged))
    within = (before > 1.0) & (before < 5.0)
    up = (after - before)[within]
    assert set(up.unique()) <= {0.0, 1.0}
    latent = (3.9 + closed(plain).remembered[up.index]) % 1.0
    crosses = (latent + 0.5) % 1.0 >= 0.5  # half a point reaches the next whole number
    assert_share(up[crosses] == 1.0, share)
    assert (up[~crosses] == 0.0).all()
    assert plain.kpis.value["csat"] == begged.kpis.value["csat"]


@pytest.mark.covers("S0-16", "sensing emotions brings answers nearer to what is felt")
def test_reading_emotions_brings_what_is_told_near_what_is_felt():
    """Noise and flattery of the answers shrink by the share that is sensed; the truth stays."""
    biased = small("bank", customers=400, days=300).replace(
        {"company.feedback.gaming": 0.5, "behaviour.survey.base": 2.0}
    )
    runs = {
        share: cx.simulate(biased.replace({"company.feedback.emotion_sensing": share}), 1)
        for share in (0.0, 0.5, 1.0)
    }
    errors = []
    for share, run in runs.items():
        told = run.episodes.dropna(subset="csat_score")
        assert len(told) > 1_000, share
        felt = (3.9 + told.remembered).clip(1.0, 5.0)
        errors.append((told.csat_score - felt).abs().mean())
        truth = run.kpis.value[["csat", "nps", "ces"]]
        assert truth.equals(runs[0.0].kpis.value[["csat", "nps", "ces"]])
    assert errors[0] > 1.2 * errors[1] > 1.2 * errors[2]
    assert errors[2] < 0.3  # what is left is the rounding to whole stars


@pytest.mark.covers("S1-34", "a segment that ticks higher looks happier than it is")
def test_scales_are_used_in_different_ways():
    """A segment that ticks higher looks happier; its true satisfaction is the same."""
    kind = {"market.segments.everyone.scale_use": 0.5}
    plain, kinder = (cx.simulate(asked(change), 5) for change in ({}, kind))
    for name in ("nps", "csat", "ces"):
        one, other = plain.kpis.loc[name], kinder.kpis.loc[name]
        assert other.measured > one.measured or (name == "ces" and other.measured >= one.measured)
        assert other.value == one.value


def test_being_asked_can_please():
    bank = small("bank")
    assert bank.behaviour.survey.mere_measurement == 0.0
    assert_signs(bank, {"behaviour.survey.mere_measurement": 0.05}, {"nps": 1, "loyalty": 1})
    assert_some_effect(bank, {"behaviour.survey.mere_measurement": 0.001})


@pytest.mark.covers(
    "S1-34",
    "S2-19",
    "S1-27",
    "surveys overstate satisfaction because the unhappy have left",
)
def test_those_who_left_no_longer_answer():
    """Survivorship: people alike in all but luck leave when unhappy, so the rest looks happier."""
    lasting = {
        "behaviour.satisfaction.trait_sd": 0.8, "behaviour.churn.a": 3.0,
        "behaviour.churn.b": 60.0, "behaviour.attitude.smallest_step": 0.3,
        "behaviour.churn.attitude": 1.5,
    }  # fmt: skip
    run = cx.simulate(asked(lasting, customers=1_500, days=650), 6)
    stay = asked({**lasting, "behaviour.churn.a": 0.0}, customers=1_500, days=650)
    everyone = cx.simulate(stay, 6)
    last = [one.timeline.nps.iloc[-2] for one in (run, everyone)]
    assert run.customers.left.notna().mean() > 0.4
    assert last[0] > last[1] + 5.0
