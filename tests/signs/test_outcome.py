"""What an episode was good for: first-order signs in every industry (paired runs, 95 %)."""

import math

import numpy as np
import pytest
from paired import INDUSTRIES, difference, falls, rises

import cxsim as cx

MANY = tuple(range(1, 17))  # seeds, where money is noisy
pytestmark = [pytest.mark.slow, pytest.mark.parametrize("name", INDUSTRIES)]


def places(scenario, staffed):
    return {
        name: place
        for name, place in scenario.company.touchpoints.items()
        if (place.agents > 0) == staffed
    }


def test_nobody_comes_back_with_an_unsolved_matter(name):
    preset = cx.load(name)
    falls(preset, preset.replace({"behaviour.resolution.retry": 0.0}), "nps", "csat", "retention")


def test_one_contact_must_do(name):
    preset = cx.load(name)
    falls(
        preset, preset.replace({"behaviour.resolution.max_contacts": 1}), "nps", "csat", "retention"
    )


def with_bot(scenario, false_closure):
    """Chatbots in place of one digital touchpoint, some of whose customers would need staff."""
    place = (
        "chat" if "chat" in scenario.company.touchpoints else next(iter(places(scenario, False)))
    )
    bot = {"understands": 0.7, "resolves": 0.8, "false_closure": false_closure}
    changes = {f"company.touchpoints.{place}.bot.{field}": value for field, value in bot.items()}
    nobody = {f"company.touchpoints.{place}.agents": 0, f"company.touchpoints.{place}.open": True}
    return scenario.replace(changes | nobody)


def test_a_bot_closes_without_an_answer(name):
    preset = cx.load(name)
    before, after = (with_bot(preset, share) for share in (0.0, 1.0))
    falls(before, after, "nps", "retention", "value", seeds=MANY)


def test_the_firm_sees_false_closures_as_solved(name):
    """The firm's own figure is right without false closures, and too high with them."""
    honest, hasty = (cx.simulate(with_bot(cx.load(name), f), 1, log=False) for f in (0.0, 1.0))
    found = [run.kpis.loc["first_contact_resolution"] for run in (honest, hasty)]
    assert found[0].measured == found[0].value
    assert found[1].measured > found[1].value + 0.01


def test_contacts_that_help_more_often_please(name):
    preset = cx.load(name)
    better = {
        f"company.touchpoints.{place}.resolution": 1 / (1 + (1 / point.resolution - 1) / 1.6)
        for place, point in preset.company.touchpoints.items()
    }
    rises(preset, preset.replace(better), "first_contact_resolution", "csat", "nps", "retention")


def test_less_patience(name):
    preset = cx.load(name)
    short = {
        f"company.touchpoints.{place}.patience_minutes": point.patience_minutes / 3
        for place, point in places(preset, True).items()
    }
    rises(preset, preset.replace(short), "abandonment")
    falls(preset, preset.replace(short), "nps")


def test_a_quarter_of_the_agents(name):
    preset = cx.load(name)
    few = {
        f"company.touchpoints.{place}.agents": math.ceil(point.agents / 4)
        for place, point in places(preset, True).items()
    }
    falls(preset, preset.replace(few), "nps", "csat", "retention")


def failing(name, voiced, justice):
    """A firm that fails often; after a failure everybody complains, or nobody does."""
    return cx.load(name).replace(
        {
            "company.recovery.failure_probability": 0.2,
            "company.recovery.justice": justice,
            "behaviour.voice.voice": 20.0 if voiced else -20.0,
            "behaviour.voice.exit": -20.0,
            "behaviour.voice.public": -20.0,
        }
    )


LADDER = ((False, 0.3), (True, 0.3), (True, 0.6), (True, 0.9))


def test_order_of_recoveries_in_memory(name):
    """TARP: no complaint < in vain < resolved < quickly, in the episodes that failed."""
    means = []
    for voiced, justice in LADDER:
        run = cx.simulate(failing(name, voiced, justice), seed=1)
        key = ["customer", "episode"]
        failed = run.encounters[run.encounters.outcome == "failed"].set_index(key).index
        episodes = run.episodes.set_index(key)
        means.append(episodes[episodes.index.isin(failed)].remembered.mean())
    assert (np.diff(means) > 0.0).all(), means


NOTHING = 0.2  # NPS points: less than this, nobody would notice


def test_order_of_recoveries_in_loyalty(name):
    """The same order in what follows: no complaint is not better than in vain (T-21)."""
    none, in_vain, resolved, quickly = (failing(name, *step) for step in LADDER)
    mean, half = difference(none, in_vain, "nps", MANY)
    assert mean + half > -NOTHING, (mean, half)
    rises(none, resolved, "nps", "retention", seeds=MANY)
    rises(in_vain, resolved, "nps", "retention", seeds=MANY)
    rises(resolved, quickly, "nps", seeds=MANY)


def test_unjust_recovery(name):
    preset = cx.load(name)
    falls(preset, preset.replace({"company.recovery.justice": 0.0}), "nps")
    voiced, unjust = failing(name, True, 0.6), failing(name, True, 0.0)
    falls(voiced, unjust, "nps", "csat", "retention")


def test_complaints_made_hard(name):
    """Where people would like to complain."""
    easy, hard = (
        cx.load(name).replace(
            {
                "company.recovery.complaint_cost": cost,
                "company.recovery.failure_probability": 0.2,
                "behaviour.voice.voice": 1.0,
            }
        )
        for cost in (0.0, 3.0)
    )
    falls(easy, hard, "nps")
