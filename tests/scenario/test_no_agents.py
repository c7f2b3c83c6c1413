"""Agents 0 closes a staffed touchpoint; where nobody has to serve, `open` says so."""

import cxsim as cx

LINE = "company.touchpoints.call_centre"


def test_without_agents_the_door_is_closed_and_the_first_agent_opens_it():
    closed = cx.load("bank").replace({f"{LINE}.agents": 0})
    assert not closed.value(f"{LINE}.open")
    assert closed.replace({f"{LINE}.agents": 2}).value(f"{LINE}.open")
    assert cx.load("bank").replace({f"{LINE}.agents": 2}).value(f"{LINE}.open")
    contacts = cx.simulate(closed, seed=1).encounters
    assert not (contacts.touchpoint == "call_centre").any()


def test_who_serves_themselves_needs_no_agents():
    alone = cx.load("bank").replace({f"{LINE}.agents": 0, f"{LINE}.open": True})
    assert alone.value(f"{LINE}.open")
    assert cx.load("bank").replace({"company.touchpoints.app.agents": 0}) == cx.load("bank")
