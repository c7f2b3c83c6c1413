"""Simulated buyers against the BG/NBD model with the CDNOW values (Fader, Hardie and Lee 2005)."""

import numpy as np
import pytest
from scipy import integrate, stats

import cxsim as cx
from cxsim.theory import bgnbd

R, ALPHA, A, B = 0.242593, 4.413532, 0.792886, 2.425752
CUSTOMERS = 4_000
GOLDEN = {13: 0.533640, 26: 0.901323, 39: 1.195016, 52: 1.444021, 78: 1.857972}
GOLDEN_39 = (0.57431, 0.19919, 0.08532, 0.04580, 0.02763)


def repeats(run, weeks):
    """Repeat purchases of each customer within the first weeks."""
    bought = run.episodes.query(f"opened < {7 * weeks}").customer
    return np.bincount(bought, minlength=run.scenario.customers)


def share_alive(weeks):
    """E[exp(-λ p t)] over λ ~ Gamma and p ~ Beta: a customer's coins fall at rate λ p."""
    return integrate.quad(
        lambda p: stats.beta.pdf(p, A, B) * (ALPHA / (ALPHA + p * weeks)) ** R, 0, 1
    )[0]


@pytest.fixture(scope="module")
def runs(simulate):
    scenario = cx.load("cdnow").replace(customers=CUSTOMERS)
    return [simulate(scenario, seed=seed) for seed in (1, 2)]


@pytest.mark.target("T-07b")
@pytest.mark.parametrize("weeks", GOLDEN)
def test_mean_repeat_purchases(runs, weeks):
    # 8 000 customers; sd of X(78) is about 4.5: standard errors from .013 (13) to .05 (78)
    assert bgnbd.expected_purchases(weeks, R, ALPHA, A, B) == pytest.approx(GOLDEN[weeks], abs=1e-5)
    bought = np.concatenate([repeats(run, weeks) for run in runs])
    error = bought.std() / np.sqrt(len(bought))
    assert error < 0.06
    assert abs(bought.mean() - GOLDEN[weeks]) < 3 * error


@pytest.mark.target("T-07b")
def test_distribution_of_repeat_purchases(runs):
    # Share of 8 000 customers: standard error √(p (1 - p) / n), at most .0056
    bought = np.concatenate([repeats(run, 39) for run in runs])
    for count, expected in enumerate(GOLDEN_39):
        assert bgnbd.pmf(count, 39, R, ALPHA, A, B) == pytest.approx(expected, abs=1e-5)
        error = np.sqrt(expected * (1 - expected) / len(bought))
        assert abs((bought == count).mean() - expected) < 3 * error
    # chi-square over 0 … 9 and more
    expected = np.array([bgnbd.pmf(count, 39, R, ALPHA, A, B) for count in range(10)])
    expected = np.append(expected, 1 - expected.sum()) * len(bought)
    found = np.bincount(np.minimum(bought, 10), minlength=11)
    assert stats.chisquare(found, expected).pvalue > 0.001


@pytest.mark.target("T-07b")
@pytest.mark.parametrize("weeks", [13, 39, 78])
def test_share_of_customers_still_alive(runs, weeks):
    # √(p (1 - p) / 8 000) is at most .0056
    gone = np.concatenate([run.customers.left.to_numpy() < 7 * weeks for run in runs])
    expected = share_alive(weeks)
    assert abs((1 - gone.mean()) - expected) < 3 * np.sqrt(expected * (1 - expected) / len(gone))


@pytest.mark.target("T-07b")
def test_nobody_leaves_without_a_repeat_purchase(runs):
    """In BG/NBD the coin is thrown after a repeat purchase, at its very instant."""
    for run in runs:
        people = run.customers.set_index("customer")
        last = run.episodes.groupby("customer").opened.max()
        left = people.left.dropna()
        assert len(left) > 100
        assert (people.purchases[left.index] >= 2).all()
        assert (left == last[left.index]).all()
        # the first purchase counts too, and lies before day 0
        counted = run.episodes.groupby("customer").size().reindex(people.index, fill_value=0)
        assert (people.purchases == 1 + counted).all()


@pytest.mark.target("T-07b")
def test_times_between_purchases_are_exponential(runs):
    """One seventh of α weeks: the first purchase of a Gamma-mixed Poisson process is Lomax."""
    for run in runs:
        first = run.episodes.groupby("customer").opened.min() / 7
        share = first.reindex(range(CUSTOMERS)).fillna(np.inf) < 26
        expected = 1 - (ALPHA / (ALPHA + 26)) ** R
        # √(p (1 - p) / 4 000) = .0075
        assert abs(share.mean() - expected) < 3 * np.sqrt(expected * (1 - expected) / CUSTOMERS)


@pytest.mark.target("T-07")
def test_fitting_the_simulated_history_finds_the_model(runs):
    """r/α and a/(a+b) (the four parameters hang together): 3 bootstrap sd of n = 2 357, scaled."""
    run = runs[0]
    history = run.episodes[run.episodes.opened < 39 * 7].groupby("customer").opened
    frequency = history.size().reindex(range(CUSTOMERS), fill_value=0).to_numpy()
    recency = (history.max() / 7).reindex(range(CUSTOMERS), fill_value=0.0).to_numpy()
    found = bgnbd.fit(frequency, recency, np.full(CUSTOMERS, 39.0)).parameters
    scale = 3 * np.sqrt(2_357 / CUSTOMERS)
    assert abs(found["r"] / found["alpha"] - R / ALPHA) < scale * 0.004
    assert abs(found["a"] / (found["a"] + found["b"]) - A / (A + B)) < scale * 0.022


def test_kpi_of_repeat_purchases(runs):
    run = runs[0]
    kpis, people = run.kpis.value, run.customers
    days = (people.left.fillna(546) - people.joined).sum()
    assert kpis.repeat_purchases == pytest.approx(len(run.episodes) / (days / 365.25), rel=1e-9)
    assert kpis.average_cheque == pytest.approx(run.episodes.spend.mean(), rel=1e-9)
    # lognormal basket of mean 35.17 and CV .4
    error = 0.4 * 35.17 / np.sqrt(len(run.episodes))
    assert abs(run.episodes.spend.mean() - 35.17) < 3 * error


@pytest.mark.slow
@pytest.mark.target("T-07b")
def test_many_runs_of_the_preset(simulate):
    """The preset as it is, 20 seeds: each mean within 3 standard errors of the runs."""
    runs = [simulate("cdnow", seed=seed) for seed in range(20)]
    for weeks, expected in GOLDEN.items():
        means = np.array([repeats(run, weeks).mean() for run in runs])
        error = means.std(ddof=1) / np.sqrt(len(means))
        assert abs(means.mean() - expected) < 3 * error
    zeros = np.array([(repeats(run, 39) == 0).mean() for run in runs])
    # bootstrap sd of the share of non-buyers is .0117 for real histories of mixed length
    assert abs(zeros.mean() - GOLDEN_39[0]) < 3 * zeros.std(ddof=1) / np.sqrt(20)
