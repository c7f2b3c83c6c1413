"""The explorer ``recovery``: closed forms beside a year with failures and one without."""

import numpy as np
import pytest

from cxsim.explorers import twin

COST, JUSTICE = "company.recovery.complaint_cost", "company.recovery.justice"
FAILS, MAJOR = "company.recovery.failure_probability", "behaviour.failure.major_share"
PULL = "market.competitor.pull"


@pytest.fixture
def explorer():
    return twin("recovery")


@pytest.mark.covers(
    "S1-06",
    "shares who complain, leave or keep silent after a failure are those of the formula",
)
@pytest.mark.parametrize("cost", [0.0, 1.0, 3.0])
def test_shares_lie_near_the_formula(explorer, cost):
    """Some 1 000 failures; customers' loyalty differs: three standard errors and a point."""
    explorer.set(COST, cost)
    found = explorer.result
    for name in found.simulated._fields:
        parts = (1 - found.major_share, found.major_share)
        expected = sum(
            part * getattr(one, name)
            for part, one in zip(parts, (found.minor, found.major), strict=True)
        )
        error = np.sqrt(expected * (1 - expected) / found.failed)
        assert abs(getattr(found.simulated, name) - expected) < 3 * error + 0.01, name


def test_the_paradox_lives_in_satisfaction_only(explorer):
    explorer.set(COST, 0.0)
    explorer.set(JUSTICE, 1.0)
    found = explorer.result
    assert found.satisfaction.mean[1] - found.satisfaction.margin[1] > 0.3
    assert found.attitude.mean[1] < 0.05
    assert found.satisfaction.mean[0] + found.satisfaction.margin[0] < 0
    assert found.full == pytest.approx(0.8)


@pytest.mark.parametrize("justice", [0.0, 0.6, 1.0])
def test_satisfaction_after_a_complaint_lies_near_the_formula(explorer, justice):
    explorer.set(COST, 0.0)
    explorer.set(JUSTICE, justice)
    found = explorer.result
    expected = np.interp(justice, [0, 1], found.curve)
    assert found.satisfaction.mean[1] == pytest.approx(
        expected, abs=2 * found.satisfaction.margin[1] + 0.05
    )


@pytest.mark.covers("S2-19", "hard complaining lowers the complaint share, and more people leave")
def test_hard_complaining_lowers_the_key_figure_only(explorer):
    explorer.set(COST, 0.0)
    easy = explorer.result
    explorer.set(COST, 3.0)
    hard = explorer.result
    assert hard.complaint_share < easy.complaint_share / 3
    assert hard.left.mean[1] > easy.left.mean[1]
    assert hard.left.mean[0] == easy.left.mean[0]  # nothing fails there


def test_a_competitor_draws_customers_out(explorer):
    before = explorer.result
    explorer.set(PULL, 2.0)
    assert explorer.result.major.exit > 1.5 * before.major.exit
    assert explorer.result.major.complaint < before.major.complaint


def test_too_few_complaints_make_no_mean(explorer):
    explorer.set(FAILS, 0.02)
    explorer.set(MAJOR, 0.0)
    explorer.set(COST, 3.0)
    assert "too few for a mean" in explorer.reading
    assert explorer.png()
