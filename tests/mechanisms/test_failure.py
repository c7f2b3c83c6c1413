"""Failure and voice: how often, who speaks, who leaves, and what a recovery is worth."""

import math

import numpy as np
import pandas as pd
import pytest
from small_worlds import assert_no_effect, assert_share, assert_signs, firm, small

import cxsim as cx

ALWAYS = {"company.recovery.failure_probability": 1.0, "behaviour.failure.gap_effect": 0.0}


def failing(changes=None, major=False, **fields):
    """Every contact fails; nobody is loyal or disloyal (L = 0 at every moment)."""
    neutral = {
        "behaviour.attitude.loyalty_step": 0.0,
        "behaviour.failure.major_share": float(major),
        "company.gaps.knowledge": 0.0, "company.gaps.design": 0.0, "company.gaps.delivery": 0.0,
        "behaviour.satisfaction.neutral_quality": 5.5,
        "behaviour.effort.usual": 1.5,
        **ALWAYS,
    }  # fmt: skip
    return firm(None, None, {**neutral, **(changes or {})}, **{"customers": 500, **fields})


def test_no_failure_leaves_nothing_to_answer():
    bank = small("bank").replace({"company.recovery.failure_probability": 0.0})
    parameters = {
        "behaviour.failure.major_share": 0.9, "behaviour.failure.gap_effect": 3.0,
        "behaviour.failure.minor_loss": 5.0, "behaviour.failure.loyalty_cap": False,
        "behaviour.voice.exit": 4.0, "behaviour.voice.public": 4.0,
        "company.recovery.justice": 0.1, "market.needs.query.major_factor": 3.0,
    }  # fmt: skip
    assert_no_effect(bank, parameters)


def responses(run):
    """Shares of complaint, public voice and exit among the first contacts, each a failure."""
    first = run.episodes[run.episodes.episode == 0]
    left = run.customers.set_index("customer")
    walked = left.reason[first.customer].to_numpy() == "service_failure"
    at_once = np.isclose(left.left[first.customer].to_numpy(), first.closed, atol=1e-9)
    return first.complained, first.reviewed, pd.Series(walked & at_once)


@pytest.mark.covers(
    "S1-22",
    "after a failure people leave, complain, talk or keep silent by a logit of loyalty",
)
@pytest.mark.parametrize(
    ("major", "voiced", "posted", "gone"), [(0, 0.04, 0.01, 0.01), (1, 0.35, 0.05, 0.06)]
)
def test_exit_voice_and_silence_are_a_logit(major, voiced, posted, gone):
    """Minor: some 4 % complain, major: some 35 %; the rest of the closed form likewise (L = 0)."""
    odds = {
        "voice": math.exp(-3.16 + 2.73 * major),
        "public": math.exp(-4.54 + 2.16 * major),
        "exit": math.exp(-4.54 + 2.34 * major),
    }
    total = 1.0 + sum(odds.values())
    shares = {name: weight / total for name, weight in odds.items()}
    assert list(shares.values()) == pytest.approx([voiced, posted, gone], rel=0.1)
    loyalty = {f"behaviour.voice.{name}_loyalty": 0.0 for name in ("voice", "exit")}
    once = {"behaviour.resolution.retry": 0.0}
    scenario = failing(loyalty | once, major=bool(major), customers=6_000, days=60)
    complained, reviewed, left = responses(cx.simulate(scenario, 1))
    # standard error of a share of 5 900 episodes: below .007
    assert_share(complained, shares["voice"], 5_000)
    assert_share(reviewed, shares["public"], 5_000)
    assert_share(left, shares["exit"], 5_000)


@pytest.mark.parametrize(("share", "factor", "expected"), [(0.3, 1.0, 0.3), (0.3, 2.0, 0.6)])
def test_some_needs_fail_worse_than_others(share, factor, expected):
    """A major failure that nobody tells leaves the need unresolved; a minor one does not."""
    quiet = {"behaviour.voice.voice": -20.0, "behaviour.resolution.retry": 0.0}
    scenario = failing(quiet).replace(
        {"behaviour.failure.major_share": share, "market.needs.query.major_factor": factor}
    )
    done = cx.simulate(scenario, 2).episodes.dropna(subset="closed")
    assert_share(~done.resolved.astype(bool), expected)


@pytest.mark.covers("S1-14", "S1-06", "a smaller gap 3 means fewer failures, by its formula")
@pytest.mark.parametrize("gap", [0.0, 0.35, 1.0])
def test_closing_gap_3_cuts_failures(gap):
    """p_f = .04 exp(.8 (g3 - .35))."""
    scenario = failing({"company.gaps.delivery": gap, "behaviour.failure.gap_effect": 0.8})
    scenario = scenario.replace({"company.recovery.failure_probability": 0.04})
    contacts = cx.simulate(scenario, 3).encounters.dropna(subset="ended")
    assert_share(contacts.outcome == "failed", 0.04 * math.exp(0.8 * (gap - 0.35)), 5_000)


@pytest.mark.parametrize(("justice", "gain"), [(0.3, 0.0), (0.6, 0.6), (1.0, 1.4), (0.0, -0.6)])
def test_a_recovery_is_worth_its_justice(justice, gain):
    """-loss + 2 (j - .3) loss for a complaint, only for the first failure of an episode."""
    speak = {
        "behaviour.voice.voice": 20.0, "behaviour.voice.exit": -20.0,
        "behaviour.voice.public": -20.0, "company.recovery.justice": justice,
        "company.touchpoints.app.resolution": 0.5, "behaviour.effort.recontact": 0.0,
        "behaviour.effort.repeat": 0.0, "behaviour.resolution.retry": 1.0,
        "behaviour.resolution.known_context": 0.0, "behaviour.satisfaction.unresolved_loss": 0.0,
    }  # fmt: skip
    contacts = cx.simulate(failing(speak, days=100), 4).encounters.dropna(subset="ended")
    first, again = contacts[contacts.step == 1], contacts[contacts.step > 1]
    assert len(again) > 1_000
    assert np.allclose(first.satisfaction, -0.6 + gain * 0.6)
    assert np.allclose(again.satisfaction, -0.6)  # a second failure: recovery no longer helps


def test_loyalty_never_profits_from_a_failure():
    """The same episode with and without failure: with the cap, attitude is never higher."""
    generous = {
        "behaviour.voice.voice": 20.0, "behaviour.voice.exit": -20.0,
        "company.recovery.justice": 1.0, "behaviour.attitude.loyalty_step": 0.2,
    }  # fmt: skip
    failed = failing(generous, days=100)
    calm = failed.replace({"company.recovery.failure_probability": 0.0})
    free = failed.replace({"behaviour.failure.loyalty_cap": False})
    capped, without, paradox = (cx.simulate(one, 5).customers for one in (failed, calm, free))
    busy = capped.episodes > 0
    assert (capped.attitude <= without.attitude + 1e-12).all()
    assert (capped.loyalty <= without.loyalty + 1e-12).all()
    assert (paradox.attitude > without.attitude)[busy].mean() > 0.9  # what the cap prevents


@pytest.mark.covers(
    "S1-22",
    "a just recovery lifts satisfaction and keeps customers where people complain",
)
def test_a_just_recovery_pays_where_people_complain():
    """Common random numbers; complaints are frequent here, so that recovery is felt."""
    bank = small("bank", customers=300, days=400).replace(
        {"company.recovery.failure_probability": 0.2, "behaviour.voice.voice": 1.0}
    )
    assert_signs(bank, {"company.recovery.justice": 1.0}, {"csat": 1, "nps": 1})
    assert_signs(
        bank, {"company.recovery.complaint_cost": 3.0}, {"complaint_share": -1, "csat": -1}
    )


def test_more_failures_cost_customers_and_value():
    bank = small("bank", customers=400, days=400)
    signs = {"churn": 1, "csat": -1, "nps": -1, "complaint_share": 1, "value": -1}
    assert_signs(bank, {"company.recovery.failure_probability": 0.15}, signs)


@pytest.mark.parametrize("severity", ["minor", "major"])
def test_tarp_ordering_of_intentions(severity):
    """No complaint <= unresolved < resolved < quick; with 37 % and 9 % the table itself."""
    from cxsim.model.failure import repurchase_log_odds

    table = cx.datasets.load("tarp_repurchase").query("severity == @severity")
    baseline = table.repurchase_pct.iloc[0] / 100.0
    assert baseline == {"minor": 0.37, "major": 0.09}[severity]
    log_odds = math.log(baseline / (1.0 - baseline))
    found = [
        1.0 / (1.0 + math.exp(-repurchase_log_odds(log_odds, how, severity)))
        for how in ("none", "unresolved", "resolved", "quick")
    ]
    assert found == sorted(found) and len(set(found)) == 4
    assert 100.0 * np.array(found) == pytest.approx(table.repurchase_pct.to_numpy())
