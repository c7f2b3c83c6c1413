"""Closed forms at parameters that no paper and no preset uses: nothing is tuned to those."""

import numpy as np
import pytest

import cxsim as cx
from cxsim.experiment.validation.figures import sampled
from cxsim.experiment.validation.scenarios import bass_market, centre
from cxsim.experiment.validation.targets import replications
from cxsim.theory import bass, bgnbd, erlang_a, sbg


@pytest.mark.parametrize(
    ("agents", "per_minute", "impatience", "hours", "errors"),
    [
        # 12 runs of 1 300, 2 400 and 3 400 calls; standard errors of P_ab, E[W] and occupancy
        (3, 2.2, 0.25, 10, (0.006, 0.03, 0.012)),
        (8, 10.0, 2.0, 4, (0.011, 0.006, 0.008)),
        (20, 19.0, 0.7, 3, (0.008, 0.012, 0.010)),
    ],
    ids=["patient", "hasty", "large"],
)
def test_erlang_a(simulate, agents, per_minute, impatience, hours, errors):
    theory = erlang_a(per_minute, 1.0, impatience, agents)
    scenario = centre(agents, per_minute, 1 / impatience, hours)
    found = replications(simulate, scenario, ("abandonment", "wait_minutes", "occupancy"), 12)
    expected = (theory.abandonment, theory.mean_wait, theory.occupancy)
    for column, value, coarsest in zip(found.T, expected, errors, strict=True):
        figure = sampled("mean of 12 runs", column, value, coarsest)
        assert figure.holds, figure


@pytest.mark.parametrize(
    ("r", "alpha", "a", "b"), [(0.8, 9.0, 0.5, 3.0), (2.0, 12.0, 1.5, 6.0), (0.4, 3.0, 0.3, 0.9)]
)
def test_bgnbd_purchases(simulate, r, alpha, a, b):
    """Mean repeat purchases of 4 000 customers: within three standard errors, each below .17."""
    purchase = {"behaviour.purchase.r": r, "behaviour.purchase.alpha_weeks": alpha}
    churn = {"behaviour.churn.a": a, "behaviour.churn.b": b}
    run = simulate(cx.load("cdnow").replace(purchase | churn, customers=4_000), seed=31_337)
    for weeks in (13, 52, 78):
        buyers = run.episodes.query(f"opened < {7 * weeks}").customer
        bought = np.bincount(buyers, minlength=4_000)
        error = bought.std() / np.sqrt(4_000)
        assert error < 0.17
        assert abs(bought.mean() - bgnbd.expected_purchases(weeks, r, alpha, a, b)) < 3 * error


@pytest.mark.parametrize(("a", "b"), [(2.0, 18.0), (0.4, 1.0), (5.0, 10.0)])
def test_sbg_survival(simulate, a, b):
    """20 000 subscribers: a share S has a standard error of at most .0036."""
    churn = {"behaviour.churn.a": a, "behaviour.churn.b": b}
    run = simulate(cx.load("subscription").replace(churn, customers=20_000), seed=9_100, log=False)
    found = run.timeline.active[run.timeline.length_months == 1.0].to_numpy() / 20_000
    expected = sbg.survival(np.arange(1, 13), a, b)
    assert np.all(np.abs(found - expected) < 3 * np.sqrt(expected * (1 - expected) / 20_000))


@pytest.mark.slow
def test_bass_adoption(simulate):
    """Four runs of 10 000 prospects: the mean's standard error is at most .6 % of the market."""
    scenario = bass_market(0.05, 0.25, 10_000).replace(days=3_653)
    runs = [simulate(scenario, seed, log=False).timeline for seed in range(601, 605)]
    share = np.mean([(run.active.to_numpy() - 1) / 10_000 for run in runs], axis=0)
    theory = bass.adoption(runs[0].day.to_numpy() / 365.25, 0.05, 0.25)
    assert np.sqrt(np.mean((share - theory) ** 2)) < 0.01
