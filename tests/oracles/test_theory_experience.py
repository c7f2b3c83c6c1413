"""Closed forms of expectation, memory and messages, against the model's rules and a run."""

import numpy as np
import pytest

import cxsim as cx
from cxsim.experiment.validation.scenarios import CONTACTS_ALONE
from cxsim.model import expectation as rules
from cxsim.model.memory import remembered
from cxsim.model.messages import worth_of_messages
from cxsim.theory import contacts, expectations, memory, personalisation


@pytest.mark.covers("S1-18", "the peak-end memory of three moments, by hand")
def test_the_example_of_the_course():
    found = memory.journey([1, -2.5, 2])
    assert found.mean == pytest.approx(0.1667, abs=5e-5)
    assert found.remembered == pytest.approx(-0.125)


def test_a_tie_goes_to_the_earlier_moment():
    assert memory.journey([2, -2, 1]).peak == 2
    assert memory.journey([2, -2, 1], importance=[1, 1.1, 1]).peak == -2


def test_all_weight_on_the_mean_is_the_mean():
    assert memory.journey([1, 2, 6], peak=0, end=0).remembered == pytest.approx(3)


def test_memory_agrees_with_the_rule_of_the_model():
    found = memory.journey([0.3, -1.2, 0.9, 0.1], [1, 3, 1, 1], peak=0.2, end=0.5)
    assert found.remembered == pytest.approx(
        remembered(found.peak, found.end, found.mean, 0.2, 0.5, 0.3)
    )


def test_memory_agrees_with_a_run(simulate):
    """Where all contacts weigh the same: one kind of need, one weight of the touchpoints."""
    places = cx.load("bank").company.touchpoints
    needs = cx.load("bank").market.needs
    alike = {f"company.touchpoints.{name}.moment_of_truth": 1.0 for name in places}
    alike |= {f"market.needs.{name}.moment_of_truth": 1.0 for name in needs}
    alike |= CONTACTS_ALONE
    run = simulate(cx.load("bank").replace(alike, customers=150, days=200, warm_up_days=0))
    key = ["customer", "episode"]
    felt = run.encounters.groupby(key)["satisfaction"].apply(np.array)
    matters = run.episodes.set_index(key)
    matters = matters[(matters["contacts"] > 1) & matters["remembered"].notna()]
    assert len(matters) > 30
    for place, matter in matters.iterrows():
        if np.isfinite(felt[place]).all():
            expected = memory.journey(felt[place]).remembered
            assert matter["remembered"] == pytest.approx(expected, abs=1e-9)


def test_a_surprise_decays_by_the_share_left():
    """Without the should-expectation the surprise is a geometric sequence."""
    found = expectations.path([5.5] * 8, will=5.0, should=5.0, should_weight=0.0)
    ratio = found.disconfirmation[1:] / found.disconfirmation[:-1]
    np.testing.assert_allclose(ratio, expectations.share_left(0.25, 0.15))
    assert expectations.share_left(0.25, 0.15) == pytest.approx(0.7875)


def test_a_path_agrees_with_the_rules_of_the_model():
    quality = np.random.default_rng(1).normal(5.5, 1.0, 30)
    found = expectations.path(quality, 5.0, 5.2, learning=0.3, assimilation=0.2, ratchet=0.1)
    will, should = 5.0, 5.2
    for place, given in enumerate(quality):
        performance = rules.perceived(given, will, 0.2)
        standard = rules.comparison_standard(will, should, 0.5)
        assert found.performance[place] == pytest.approx(performance)
        assert found.disconfirmation[place] == pytest.approx(performance - standard)
        will = rules.learned_will(will, performance, 0.3)
        should = rules.ratcheted_should(should, will, 0.1)


# -- personal messages -----------------------------------------------------------------------------

MESSAGES = {"benefit": 0.5, "relevance": 0.8, "concern": 0.8}


@pytest.mark.covers(
    "S2-23",
    "the best depth of personalisation is that of a search, at each control over data",
)
def test_the_best_depth_is_that_of_a_search():
    depths = np.linspace(0.0, 1.0, 10_001)
    for control in (0.0, 0.4, 0.9):
        best = personalisation.best_depth(**MESSAGES, control=control)
        worth = personalisation.worth(depths, **MESSAGES, control=control)
        assert best == pytest.approx(depths[worth.argmax()], abs=1e-4)
    assert personalisation.best_depth(**MESSAGES, control=0.4) == pytest.approx(0.4 / 0.96)


def test_extremes_of_the_best_depth():
    """Nothing to fear: as deep as can be; nothing to say: not at all, even without fear."""
    assert personalisation.best_depth(**MESSAGES, control=1.0) == 1.0
    assert personalisation.best_depth(0.5, [0.0, 0.0, 1.0], [0.8, 0.0, 0.0], 0.4).tolist() == [
        0,
        0,
        1,
    ]


def test_worth_agrees_with_the_rule_of_the_model():
    ours = personalisation.worth(0.6, **MESSAGES, control=0.4)
    assert ours == pytest.approx(worth_of_messages(0.5, 0.8, 0.6, 0.8, 0.4, 2.0, 0.05, 2.0))


@pytest.mark.covers("S3-07", "a bot reports more than it solves, by formula")
def test_a_bot_reports_more_than_it_solves():
    """p_u p_s = .45 are solved; .55 p_f are closed falsely, and reported as well."""
    bot = contacts.containment(0.75, 0.6, 0.15)
    assert bot == pytest.approx((0.45, 0.0825, 0.4675, 0.5325))
    assert bot.solved + bot.closed_falsely + bot.handed_over == pytest.approx(1)
    honest, hasty = contacts.containment(0.75, 0.6, 0), contacts.containment(0.75, 0.6, 1)
    assert honest.reported == honest.solved == hasty.solved
    assert hasty.reported == pytest.approx(1)
