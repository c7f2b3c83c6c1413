"""Routing: who reaches the wrong agent is sent on, once, after a glance."""

import numpy as np
import pytest
from small_worlds import SEEDS, assert_no_effect, assert_share, assert_signs, firm, small

import cxsim as cx


def line(accuracy, **changes):
    desk = {"channel": "call_centre", "agents": 30, "handling_minutes": 4.0}
    scenario = firm({"desk": desk}, None, {"company.service.routing_accuracy": accuracy, **changes})
    return scenario.replace(customers=300)


def test_perfect_routing_transfers_nobody():
    bank = small("bank")
    assert bank.company.service.routing_accuracy == 1.0
    assert_no_effect(
        bank, {"company.service.transfer_minutes": 30.0, "behaviour.effort.transfer": 3.0}
    )
    run = cx.simulate(bank, 2)
    assert not run.encounters.outcome.isin(["misrouted", "escalated"]).any()


@pytest.mark.covers(
    "S0-17",
    "misrouted customers are sent on once, in the share that routing gets wrong",
)
def test_a_misrouted_customer_is_sent_on_exactly_once():
    """1 - accuracy of the first contacts; the next agent is always the right one."""
    run = cx.simulate(line(0.7), 1)
    contacts = run.encounters.dropna(subset="ended")
    assert_share(contacts.outcome[contacts.step == 1] == "misrouted", 0.3)
    before = contacts.groupby(["customer", "episode"]).outcome.shift()
    assert (contacts.outcome[before == "misrouted"] == "resolved").all()
    assert (contacts.touchpoint == "desk").all()


@pytest.mark.covers("S0-22", "a transfer costs the customer effort and the agent time")
def test_a_transfer_costs_effort_and_a_glance_of_the_agents_time():
    """c_t = .6 and, where the story is lost, c_r = .8; no further contact, no change of channel."""
    wrong, right = cx.simulate(line(0.7), 2), cx.simulate(line(1.0), 2)
    key = ["customer", "episode", "step"]
    both = wrong.encounters.merge(right.encounters, on=key, suffixes=("", "_right"))
    sent = both[both.outcome == "misrouted"]
    assert np.allclose(sent.handling_minutes, 0.25 * sent.handling_minutes_right)
    second = wrong.encounters[(wrong.encounters.step == 2)].dropna(subset="ended")
    waited = 0.9 * np.log1p(1.3 * second.wait_minutes)
    retold = 0.8 * (~second.context_kept.astype(bool))
    assert len(second) > 500
    assert np.allclose(second.effort, 1.5 + 0.6 + retold + waited)


def test_worse_routing_costs_time_effort_and_resolution():
    bank = small("bank")
    signs = {
        "effort": 1, "contacts": 1, "first_contact_resolution": -1, "ces": -1, "occupancy": 1,
    }  # fmt: skip
    assert_signs(bank, {"company.service.routing_accuracy": 0.6}, signs, SEEDS)


def test_nobody_is_misrouted_where_nobody_serves():
    app = firm(None, None, {"company.service.routing_accuracy": 0.5})
    assert (cx.simulate(app, 1).encounters.outcome.dropna() == "resolved").all()
