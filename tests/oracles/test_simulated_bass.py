"""Word of mouth and advertising with everything else at null are the Bass model (T-13)."""

import numpy as np
import pytest

import cxsim as cx

PROSPECTS = 20_000
P, Q = 0.03, 0.38


def market(seed_customers=1):
    return cx.Scenario.from_data(
        {
            "name": "bass",
            "customers": seed_customers,
            "days": 5479,
            "warm_up_days": 0,
            "company": {
                "touchpoints": {"app": {"channel": "app", "handling_minutes": 0, "resolution": 1.0}}
            },
            "market": {
                "needs": {"use": {"per_month": 0.5}},
                "acquisition": {
                    "prospects": PROSPECTS,
                    "advertising_per_year": P,
                    "word_of_mouth_per_year": Q,
                    "usual_talks_per_year": 6.0,
                    "referral_days": 0.01,
                },
            },
            "behaviour": {
                "churn": {"a": 0, "involuntary": 0.0},
                "talk": {"rate": 1.0, "effect": 0.0, "positive_gain": 0, "negative_gain": 0},
                "survey": {"enabled": False},
            },
        }
    )


@pytest.mark.slow
@pytest.mark.target("T-13")
def test_adoption_follows_bass():
    """RMSE below 1 % of the market over 15 years.

    One run of 20 000 people has a standard error of at most .7 % of M at the steepest point
    (early chance is amplified by word of mouth); the mean of four halves it.
    """
    runs = [cx.simulate(market(), seed, log=False).timeline for seed in range(1, 5)]
    years = runs[0].day.to_numpy() / 365.25
    share = np.mean([(run.active.to_numpy() - 1) / PROSPECTS for run in runs], axis=0)
    theory = cx.theory.bass.adoption(years, P, Q)
    assert np.sqrt(np.mean((share - theory) ** 2)) < 0.01
    assert np.interp(5, years, share) == pytest.approx(0.331199, abs=0.015)
    assert np.interp(10, years, share) == pytest.approx(0.812803, abs=0.015)
