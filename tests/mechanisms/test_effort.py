"""Effort: what each burden adds, how a wait feels, and who does not want to take part."""

import numpy as np
import pytest
from small_worlds import assert_no_effect, assert_share, assert_signs, firm, small

import cxsim as cx

NAMES = ("wait", "repeat", "switch", "transfer", "recontact")


def lively():
    """Two staffed lines and an app, with misrouting, waits, returns and lost stories."""
    line = {"agents": 1, "handling_minutes": 6.0, "resolution": 0.6, "patience_minutes": 30.0}
    return firm(
        {
            "phone": {"channel": "call_centre", "usual_wait_minutes": 1.0, **line},
            "chat": {"channel": "chat", "usual_wait_minutes": 2.5, **line},
            "app": {"channel": "app", "resolution": 0.6},
        },
        None,
        {"company.service.routing_accuracy": 0.8, "behaviour.resolution.retry": 0.9,
         "behaviour.choice.wait": 0.0},
        customers=200, days=150, hours_per_day=1.0,
    )  # fmt: skip


@pytest.mark.covers("S1-34", "effort (CES) is the sum of its parts, recomputed from the log")
def test_effort_is_the_sum_of_its_parts():
    """e = e0 + c_w ln(1 + 1.3 w / w0) + c_r retold + c_s switches + c_t transfers + c_c returns,
    held within 1 to 7, recomputed from the log."""
    run = cx.simulate(lively(), 1)
    contacts = run.encounters.dropna(subset="ended").copy()
    key = [contacts.customer, contacts.episode]
    before = contacts.groupby(key).touchpoint.shift()
    moved = (before.notna() & (before.astype(str) != contacts.touchpoint.astype(str))).astype(int)
    sent = contacts.groupby(key).outcome.shift().isin(["misrouted", "escalated"]).astype(int)
    transfers = sent.groupby(key).cumsum()
    usual = contacts.touchpoint.map({"phone": 1.0, "chat": 2.5, "app": 1.0}).astype(float)
    expected = (
        1.5
        + 0.9 * np.log1p(1.3 * contacts.wait_minutes / usual)
        + 0.8 * (~contacts.context_kept.fillna(True).astype(bool))
        + 0.8 * moved.groupby(key).cumsum()
        + 0.6 * transfers
        + 1.2 * (contacts.step - 1 - transfers)
    ).clip(1.0, 7.0)
    assert (contacts.wait_minutes > 0).sum() > 500 and transfers.max() >= 1 and moved.sum() > 300
    assert np.allclose(contacts.effort, expected)


@pytest.mark.parametrize("name", NAMES)
def test_a_burden_without_weight_is_no_burden(name):
    """Weight 0 removes it: effort falls by exactly that part, and nothing else happens."""
    scenario = lively().replace({"behaviour.satisfaction.effort_penalty": 0.0,
                                 "behaviour.satisfaction.ease_bonus": 0.0})  # fmt: skip
    path = f"behaviour.effort.{name}"
    one, other = (cx.simulate(s, 2) for s in (scenario, scenario.replace({path: 0.0})))
    saved = (one.encounters.effort - other.encounters.effort).dropna()
    assert (saved > -1e-12).all() and (saved > 1e-9).sum() > 50
    rest = [column for column in one.encounters if column != "effort"]
    assert one.encounters[rest].equals(other.encounters[rest])


@pytest.mark.covers("S1-34", "S0-22", "each burden raises effort and lowers CES and CSAT")
@pytest.mark.parametrize("name", NAMES)
def test_burdens_are_felt(name):
    path = f"behaviour.effort.{name}"
    signs = {"effort": 1, "ces": -1, "csat": -1}
    scenario = lively()
    assert_signs(scenario, {path: 2.0 * scenario.value(path)}, signs)


# -- waiting ---------------------------------------------------------------------------------------


def test_nothing_unexplained_needs_no_announcement():
    bank = small("bank").replace({"behaviour.effort.unexplained": 0.0})
    assert_no_effect(bank, {"company.service.announced_waits": True})


def test_without_effort_of_waits_their_feeling_does_not_matter():
    bank = small("bank").replace({"behaviour.effort.wait": 0.0})
    assert_no_effect(
        bank,
        {
            "behaviour.effort.unoccupied": 1.0,
            "behaviour.effort.unexplained": 1.0,
            "behaviour.effort.unfair": 1.0,
            "behaviour.effort.anxious": 1.0,
            "company.service.announced_waits": True,
        },
    )


@pytest.mark.covers("S0-22", "unexplained waits feel longer, announcements shorten them")
@pytest.mark.parametrize(
    ("feeling", "extra"),
    [
        ({}, 0.3),
        ({"company.service.announced_waits": True}, 0.25),
        ({"behaviour.effort.unfair": 0.5}, 0.8),
        ({"behaviour.effort.unoccupied": 0.5, "behaviour.effort.anxious": 0.0}, 0.6),
    ],
    ids=["usual", "announced", "unfair", "unoccupied"],
)
def test_a_wait_feels_longer_than_it_is(feeling, extra):
    """Felt wait w (1 + sum a), an announcement halves what is unexplained (Maister 1985)."""
    contacts = cx.simulate(lively().replace(feeling), 3).encounters
    first = contacts[(contacts.step == 1) & (contacts.touchpoint == "phone")].dropna(subset="ended")
    assert (first.wait_minutes > 0).sum() > 200
    felt = 1.5 + 0.9 * np.log1p((1.0 + extra) * first.wait_minutes)
    assert np.allclose(first.effort, felt.clip(upper=7.0))


@pytest.mark.parametrize("loss", [0.0, 0.4])
def test_direct_loss_of_waiting(loss):
    """beta_w ln(1 + w (1 + a) / w0) is taken off satisfaction; 0 removes it."""
    scenario = lively()
    one = cx.simulate(scenario, 4).encounters
    other = cx.simulate(scenario.replace({"behaviour.satisfaction.wait_loss": loss}), 4).encounters
    usual = one.touchpoint.map({"phone": 1.0, "chat": 2.5, "app": 1.0}).astype(float)
    lost = loss * np.log1p(1.3 * one.wait_minutes / usual)
    done = one.ended.notna()
    assert np.allclose((one.satisfaction - other.satisfaction)[done], lost[done])


# -- taking part ---------------------------------------------------------------------------------


def test_nobody_is_unwilling_where_nobody_has_to_take_part():
    bank = small("bank")
    unwilling = {"behaviour.effort.unwilling_share": 0.9, "behaviour.effort.taking_part": 2.0}
    assert_no_effect(bank, unwilling)
    willing = bank.replace({"behaviour.effort.unwilling_share": 0.0})
    assert_no_effect(willing, {"company.service.co_creation": 1.0})


@pytest.mark.covers(
    "S2-15",
    "S2-22",
    "co-creation costs effort for the two in five who do not want it, and no one else",
)
def test_two_in_five_do_not_want_to_take_part():
    """.6 points of effort more for each contact of the unwilling, none for the others."""
    scenario = firm(customers=2_000, days=60)
    asked = scenario.replace({"company.service.co_creation": 0.5})
    one, other = (cx.simulate(s, 5).encounters.dropna(subset="ended") for s in (scenario, asked))
    more = (other.effort - one.effort).groupby(one.customer).agg(["min", "max"])
    assert np.allclose(more["min"], more["max"])
    assert set(more["min"].round(9)) == {0.0, 0.3}
    assert_share(more["min"] > 0.1, 0.4)


@pytest.mark.covers("S2-15", "co-creation costs effort and satisfaction on average")
def test_co_creation_costs_effort():
    assert_signs(small("bank"), {"company.service.co_creation": 1.0}, {"effort": 1, "csat": -1})


@pytest.mark.covers("S1-34", "effort stays on its scale of 1 to 7")
def test_every_contact_within_the_scale():
    heavy = lively().replace({f"behaviour.effort.{name}": 5.0 for name in NAMES})
    effort = cx.simulate(heavy, 6).encounters.effort.dropna()
    assert effort.between(1.0, 7.0).all() and (effort == 7.0).sum() > 100
