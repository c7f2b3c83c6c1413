"""What becomes of a matter: open and reopened matters, operating days; and spend that differs."""

import math

import numpy as np
import pytest
from scipy import stats
from small_worlds import assert_no_effect, assert_share, assert_some_effect, firm, small

import cxsim as cx
from cxsim.theory import gamma_gamma

NOBODY_HELPS = {"app": {"channel": "app", "resolution": 0.5}}
HOPELESS = {"per_month": 0.05, "difficulty": 10.0, "reopens": 0.4, "reopen_days": 5.0}


def test_null_values_remove_open_and_late_matters():
    bank = small("bank")
    when, patience = (
        {"market.needs.query.reopen_days": 5.0},
        {"market.needs.query.tolerated_days": 0.0},
    )
    once = {f"market.needs.{name}.reopens": 0.0 for name in bank.market.needs}
    assert_no_effect(bank.replace({**once, "behaviour.churn.open_matter": 0.0}), when)
    assert_no_effect(bank.replace({"behaviour.satisfaction.late_loss": 0.0}), patience)
    assert_some_effect(bank, when)
    assert_some_effect(bank, patience)


def test_matters_that_are_dropped_come_up_again():
    """With chance .4, after an exponential time; where nothing else has happened meanwhile."""
    scenario = firm(
        NOBODY_HELPS, {"query": HOPELESS}, {"behaviour.resolution.retry": 0.0}, customers=2_000
    )
    once = cx.simulate(scenario.replace({"market.needs.query.reopens": 0.0}), 3)
    needs = once.episodes.groupby("customer").size()
    known = needs.index[needs == 1]
    again = cx.simulate(scenario, 3).episodes
    mine = again[again.customer.isin(known)].sort_values("opened")
    following = mine.groupby("customer").opened.shift(-1)
    early = mine.closed < 150.0  # 10 mean times before the horizon
    assert_share(following[early].notna(), 0.4)
    delay = (following - mine.closed)[early].dropna()
    assert stats.kstest(delay, stats.expon(scale=5.0).cdf).pvalue > 1e-4


def test_a_matter_that_comes_up_again_moves_nobody_elses_luck():
    """Only customers whose matters were dropped have other lives (nobody waits in line here)."""
    scenario = firm(
        NOBODY_HELPS,
        {"query": {"per_month": 1.0, "difficulty": -2.0, "reopens": 1.0, "reopen_days": 5.0}},
    )
    again = cx.simulate(scenario, 3).episodes
    once = cx.simulate(scenario.replace({"market.needs.query.reopens": 0.0}), 3).episodes
    dropped = once[~once.resolved.astype(bool)].customer.unique()
    assert 5 < len(dropped) < once.customer.nunique()
    same = [table[~table.customer.isin(dropped)].reset_index(drop=True) for table in (again, once)]
    assert same[0].equals(same[1])
    assert len(again) > len(once)


def test_spend_differs_between_people_as_gamma_gamma():
    """p = 1 / cv² within people, q = 2 + 1 / cv² between them: within three standard errors."""
    cdnow = cx.load("cdnow").replace(
        {
            "behaviour.purchase.spend_cv": 0.758,
            "company.offer.basket_cv": 0.4,
            "behaviour.purchase.alpha_weeks": 1.5,  # three times as many purchases
        }
    )
    people = cx.simulate(cdnow, 1, log=False).customers
    repeat = people.purchases - 1
    bought = repeat > 0
    found = gamma_gamma.fit(repeat[bought], people.spend[bought] / repeat[bought])
    for name, true in (("p", 1 / 0.4**2), ("q", 2 + 1 / 0.758**2)):
        estimate, error = found.parameters[name], found.standard_errors[name]
        assert abs(estimate - true) < 3 * error, (name, estimate, error)
        assert error < true / 4


@pytest.mark.slow
def test_results_do_not_depend_on_how_many_are_simulated():
    """Abandonment of a bank with rush hours: 200 and 2,000 of the same 40,000 customers."""
    busy = cx.load("bank").replace(
        {"market.rhythm.day": [0.3, 0.7, 1.6, 1.9, 1.2, 0.8, 1.2, 0.9, 0.4]}, days=455
    )
    found = {}
    for customers, seeds in ((200, range(1, 17)), (2_000, range(1, 5))):
        scenario = busy.replace(customers=customers)
        shares = [
            cx.simulate(scenario, seed, log=False).kpis.value["abandonment"] for seed in seeds
        ]
        found[customers] = np.mean(shares), stats.sem(shares)
    (few, error), (many, other) = found.values()
    assert abs(few - many) < 3 * math.hypot(error, other), found
    assert math.hypot(error, other) < 0.15 * many
