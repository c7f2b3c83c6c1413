"""The explorer of channels: simulated stories, queues and bot against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from cxsim import theory
from cxsim.explorers import twin
from cxsim.explorers.two_lines import RESOLUTION, STAFF, TRANSFER

BOT = "company.touchpoints.bot.bot"


@pytest.fixture(scope="module")
def shared():
    """One twin for many tests, so that what it has simulated is remembered."""
    return twin("channels")


@pytest.fixture
def explorer(shared):
    shared.reset()
    return shared


@pytest.mark.covers(
    "S3-04",
    "stories told again fall with the share of context that survives, as the formula says",
)
@pytest.mark.parametrize(("transfer", "resolution"), [(0.0, 0.7), (0.5, 0.9), (0.95, 0.65)])
def test_stories_are_told_again_as_the_formula_says(explorer, transfer, resolution):
    """11,000 problems of one run: 3.3 standard errors, and .35^6 that six contacts do not solve."""
    explorer.set(TRANSFER, transfer)
    explorer.set(RESOLUTION, resolution)
    found = explorer.result.told_again
    expected = theory.contacts.repeats_per_issue(resolution, transfer)
    assert abs(found.mean - expected) < 3.3 / 1.96 * found.margin + 0.003


def test_a_story_that_always_survives_is_never_told_again(explorer):
    explorer.set(TRANSFER, 1.0)
    assert explorer.result.told_again.mean == 0.0


@pytest.mark.covers("S3-06", "one queue waits less than two, near Erlang C")
@pytest.mark.parametrize(("agents", "transfer"), [(5, 0.0), (5, 0.95), (6, 0.0)])
def test_waits_are_those_of_erlang_c_in_two_queues_and_in_one(explorer, agents, transfer):
    """Handling times are a mix of two exponentials, so the formula is near, not exact."""
    explorer.set(STAFF, agents)
    explorer.set(TRANSFER, transfer)
    found = explorer.result
    for wait, lines in ((found.separate, 1), (found.shared, 2)):
        assert abs(wait.mean - found.wait(agents, lines)) < 2 * wait.margin
    assert found.shared.mean + found.shared.margin < found.separate.mean - found.separate.margin


def test_without_lost_stories_the_queues_are_those_of_the_notebook(explorer):
    """Two M/M/5 at 4 contacts a minute against one M/M/10 at 8: .554 and .205 minutes."""
    explorer.set(TRANSFER, 1.0)
    found = explorer.result
    assert found.wait(5, 1) == pytest.approx(0.554113, abs=1e-6)
    assert found.wait(5, 2) == pytest.approx(0.204590, abs=1e-6)
    assert np.isnan(found._replace(resolution=0.5).wait(5, 1))  # more work than agents


def test_one_slider_moves_both_lines(explorer):
    """With more agents on one line only, the other one would keep its wait."""
    before = explorer.result.separate.mean
    explorer.set(STAFF, 8)
    assert explorer.result.separate.mean < before / 20


@pytest.mark.covers(
    "S3-07",
    "solved, escalated and falsely closed shares of a bot are those of the formula",
)
@pytest.mark.parametrize("false_closure", [0.0, 0.15, 0.5])
def test_the_bot_ends_contacts_as_the_formula_says(explorer, false_closure):
    explorer.set(f"{BOT}.false_closure", false_closure)
    found, formula = explorer.result.bot, explorer.result.bot_by_formula
    assert formula == theory.contacts.containment(0.75, 0.6, false_closure)
    error = np.sqrt(0.25 / explorer.result.questions)
    np.testing.assert_allclose(found, formula, atol=3.3 * error)


def test_a_hasty_bot_reports_more_and_solves_no_more(explorer):
    before = explorer.result.bot
    explorer.pin()
    explorer.set(f"{BOT}.false_closure", 0.4)
    after = explorer.result.bot
    assert after.solved == before.solved
    assert after.reported > before.reported + 0.1
    assert "solves no more" in explorer.reading
