"""The explorer of proactive service: simulation and formula agree, and sleepers wake."""

from __future__ import annotations

import numpy as np
import pytest

from cxsim import theory
from cxsim.explorers import twin

THRESHOLD = "company.outreach.threshold"
ANNOYANCE = "company.outreach.annoyance"
FIXES = "company.outreach.fixes"
ASLEEP = "behaviour.churn.dormant_share"


@pytest.fixture(scope="module")
def shared():
    return twin("proactive")


@pytest.fixture
def explorer(shared):
    shared.reset()
    return shared


@pytest.mark.covers(
    "S2-18",
    "what calls are worth is hits times help minus false alarms, as the formula says",
)
@pytest.mark.parametrize("threshold", [0.0, 1.0, 2.0])
def test_the_worth_of_calls_is_that_of_the_formula(explorer, threshold):
    """Some 14,000 customer-months: two margins leave room for who leaves and joins."""
    explorer.set(THRESHOLD, threshold)
    found = explorer.result
    worth, margin = found.worth
    assert abs(worth - found.expected_worth) < 2 * margin
    hits = theory.proactive.true_positive_rate(threshold, 1.5)
    problems = found.cases * found.stakes.need_share * found.months
    assert found.hits == pytest.approx(hits * problems, abs=4 * np.sqrt(hits * problems))


def test_the_curve_has_its_top_at_the_best_threshold(explorer):
    best = explorer.result.best
    expected = {}
    for threshold in (best - 0.3, best, best + 0.3):
        expected[threshold] = explorer.result._replace(threshold=threshold).expected_worth
    assert max(expected, key=expected.get) == best


def test_calls_that_solve_nothing_should_not_be_made(explorer):
    explorer.set(FIXES, 0.0)
    assert explorer.result.best == np.inf
    assert explorer.result.solved == 0
    assert "call nobody" in explorer.reading


@pytest.mark.covers("S2-24", "calls cost customers if all sleep, and keep customers if nobody does")
def test_calls_wake_those_who_sleep(explorer):
    """All asleep: calls cost customers, against a firm where nobody sleeps and calls help."""
    explorer.set(THRESHOLD, 1.0)  # many calls: few leave the bank anyway
    explorer.set(ASLEEP, 1.0)
    asleep = explorer.result.more_leave
    assert asleep.mean[-1] > 0
    explorer.set(ASLEEP, 0.0)
    awake = explorer.result.more_leave
    more, error = asleep.mean[-1] - awake.mean[-1], np.hypot(asleep.margin[-1], awake.margin[-1])
    assert more - error > 0


def test_calls_about_nothing_annoy(explorer):
    explorer.set(THRESHOLD, 0.0)
    explorer.set(ASLEEP, 0.0)
    explorer.set(ANNOYANCE, 0.0)
    kind = explorer.result.more_leave
    explorer.set(ANNOYANCE, 0.1)
    assert explorer.result.more_leave.mean[-1] > kind.mean[-1] + 2 * kind.margin[-1]
