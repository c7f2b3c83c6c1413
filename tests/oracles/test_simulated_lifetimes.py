"""Simulated subscribers against the geometric and the shifted-beta-geometric."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.theory import geometric, sbg

A, B = 0.66809, 3.80609  # High End (Fader and Hardie 2007)
TABLE = pd.read_csv(Path(__file__).parents[2] / "datasets" / "ref" / "sbg_retention.csv")


def survivors(run):
    """Share of the initial customers at the end of each full month, from the timeline."""
    full = run.timeline.length_months == 1.0
    return run.timeline.active[full].to_numpy() / run.scenario.customers


def within_three_errors(found, expected, customers):
    """Each customer is alive or not: the standard error of a share S is √(S (1 - S) / n)."""
    errors = np.sqrt(expected * (1 - expected) / customers)
    return np.all(np.abs(found - expected) < 3 * errors)


@pytest.mark.target("T-11")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_subscribers_are_shifted_beta_geometric(simulate, seed):
    run = simulate("subscription", seed=seed, log=False)
    found, months = survivors(run), np.arange(1, 13)
    assert len(found) == 12
    assert within_three_errors(found, sbg.survival(months, A, B), 10_000)


@pytest.mark.target("T-11")
@pytest.mark.parametrize(("segment", "a", "b"), [("regular", 0.70408, 1.18204), ("high_end", A, B)])
def test_survivors_follow_the_published_table(simulate, segment, a, b):
    # The fitted model misses the published shares by up to .019; the standard error of 100 000
    # customers is at most .0016.
    scenario = cx.load("subscription").replace(
        {"behaviour.churn.a": a, "behaviour.churn.b": b}, customers=100_000
    )
    found = survivors(simulate(scenario, log=False))
    published = TABLE.loc[TABLE.segment == segment].sort_values("year").survivors_pct.to_numpy()
    assert within_three_errors(found, sbg.survival(np.arange(1, 13), a, b), 100_000)
    assert np.abs(found - published[1:13] / 100).max() < 0.019 + 3 * 0.0016


@pytest.mark.target("T-11")
def test_a_cohort_can_be_fitted_again(simulate):
    """Maximum likelihood on the simulated survivors finds the parameters behind them."""
    scenario = cx.load("subscription").replace(customers=100_000)
    alive = np.concatenate([[1.0], survivors(simulate(scenario, seed=4, log=False))]) * 100_000
    found = sbg.fit(alive).parameters
    # Standard errors with n = 100 000 and 12 periods: about .007 (a) and .05 (b)
    assert found["a"] == pytest.approx(A, abs=0.021)
    assert found["b"] == pytest.approx(B, abs=0.15)


@pytest.mark.target("T-12")
def test_retention_rises_although_nobody_becomes_loyal(simulate):
    """Those who leave early are no longer counted; each person's own chance never moves."""
    scenario = cx.load("subscription").replace(customers=100_000)
    run = simulate(scenario, seed=5, log=False)
    retention = run.timeline.retention[:12].to_numpy()
    expected = sbg.retention_rate(np.arange(1, 13), A, B)
    # Standard error of a retention rate: √(r (1 - r) / survivors), at most .0011
    errors = np.sqrt(expected * (1 - expected) / (100_000 * sbg.survival(np.arange(12), A, B)))
    assert np.all(np.abs(retention - expected) < 3 * errors)
    # regression of the rate on the month: a clear rise
    slope = np.polyfit(np.arange(12), retention, 1)[0]
    assert slope > 0.005
    # customers whose chance to leave lies in a narrow band: their retention stays level
    alike = scenario.replace({"behaviour.churn.a": 1.5e5, "behaviour.churn.b": 8.5e5})
    level = simulate(alike, seed=5, log=False).timeline.retention[:12].to_numpy()
    assert np.abs(level - 0.85).max() < 3 * np.sqrt(0.85 * 0.15 / (100_000 * 0.85**11))


@pytest.mark.target("T-10")
@pytest.mark.parametrize("p", [0.05, 0.2])
def test_equal_customers_are_geometric(simulate, p):
    """a, b → ∞ with a / (a + b) = p: (1 - p)^t are left, and a life lasts 1/p months."""
    scenario = cx.load("subscription").replace(
        {"behaviour.churn.a": 1e6 * p, "behaviour.churn.b": 1e6 * (1 - p)},
        customers=20_000,
        days=3_653,
    )
    run = simulate(scenario, log=False)
    found = survivors(run)
    months = np.arange(1, len(found) + 1)
    assert within_three_errors(found[:24], geometric.survival(months[:24], p), 20_000)
    if p == 0.2:
        assert found[4] == pytest.approx(0.32768, abs=3 * np.sqrt(0.33 * 0.67 / 20_000))
    lives = (run.customers.left / (365.25 / 12)).dropna()
    assert len(lives) > 0.997 * 20_000
    # sd of a geometric life: √(1 - p) / p
    assert lives.mean() == pytest.approx(1 / p, abs=3 * np.sqrt(1 - p) / p / np.sqrt(20_000) + 0.05)


def test_duration_dependence_is_the_beta_discrete_weibull(simulate):
    scenario = cx.load("subscription").replace(
        {"behaviour.churn.duration_shape": 1.4}, customers=30_000
    )
    found = survivors(simulate(scenario, log=False))
    assert within_three_errors(found, sbg.survival(np.arange(1, 13), A, B, 1.4), 30_000)


def test_a_risk_of_two_is_two_looks(simulate):
    """Proportional hazards: a competitor's pull with β_C · comp = ln 2 doubles the log survival."""
    scenario = cx.load("subscription").replace(
        {"behaviour.churn.competitor": 1.0, "market.competitor.pull": float(np.log(2))},
        customers=30_000,
    )
    found = survivors(simulate(scenario, log=False))
    assert within_three_errors(found, sbg.survival(2 * np.arange(1, 13), A, B), 30_000)


def test_involuntary_leaving_adds_its_own_hazard(simulate):
    """.5 of the mean dropout a month, on top, logged with its own reason."""
    scenario = cx.load("subscription").replace(
        {"behaviour.churn.involuntary": 0.5}, customers=30_000
    )
    run = simulate(scenario)
    extra = 0.5 * A / (A + B)
    months = np.arange(1, 13)
    expected = sbg.survival(months, A, B) * (1 - extra) ** months
    assert within_three_errors(survivors(run), expected, 30_000)
    assert set(run.customers.reason.dropna()) == {"relationship", "involuntary"}
