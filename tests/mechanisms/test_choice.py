"""Which touchpoint people turn to: preference, fit, habit, waits, digital ease; the catalogue."""

import numpy as np
import pytest
from small_worlds import assert_no_effect, assert_share, assert_signs, firm, small

import cxsim as cx

PLACES = "company.touchpoints"
NO_TASTE = {"behaviour.choice.taste_sd": 0.0, "behaviour.choice.habit": 0.0}


def two(changes=None, **fields):
    """An app and a branch, nobody has to wait."""
    places = {"app": {"channel": "app", "digital": 1.0}, "branch": {"channel": "store"}}
    return firm(places, None, {**NO_TASTE, **(changes or {})}, **fields)


def share_of_app(run):
    return run.encounters.dropna(subset="ended").touchpoint == "app"


@pytest.mark.covers(
    "S1-03",
    "S0-29",
    "people choose a touchpoint by a logit of fit, habit, wait and taste",
)
@pytest.mark.parametrize(
    ("changes", "utility"),
    [
        ({}, 0.0),
        ({"company.touchpoints.app.preference": 0.7}, 0.7),
        ({"market.segments.everyone.digital_preference": -0.9}, -0.9),
        ({"market.needs.query.fit.app": 0.8, "behaviour.choice.fit": 0.5}, 0.4),
    ],
    ids=["alike", "liked", "not digital", "fits"],
)
def test_choice_is_a_logit(changes, utility):
    """Share exp(v) / (1 + exp(v)); some 5 000 choices: standard error .007."""
    if "market.needs.query.fit.app" in changes:
        value = changes["market.needs.query.fit.app"]
        needs = {"query": {"per_month": 4.0, "fit": {"app": value}}}
        places = {"app": {"channel": "app"}, "branch": {"channel": "store"}}
        rest = {k: v for k, v in changes.items() if not k.startswith("market.needs")}
        scenario = firm(places, needs, {**NO_TASTE, **rest})
    else:
        scenario = two(changes)
    assert_share(share_of_app(cx.simulate(scenario, 1)), 1.0 / (1.0 + np.exp(-utility)), 4_000)


def test_habit_keeps_people_where_they_were():
    """After the first choice the last touchpoint has exp(1.1) times the odds."""
    run = cx.simulate(two({"behaviour.choice.habit": 1.1}), 2)
    contacts = run.encounters.dropna(subset="ended").sort_values(["customer", "arrived"])
    before = contacts.groupby("customer").touchpoint.shift()
    again = contacts.touchpoint.astype(str)[before.notna()] == before.dropna().astype(str)
    assert_share(again, 1.0 / (1.0 + np.exp(-1.1)), 4_000)


@pytest.mark.parametrize(
    ("null", "others"),
    [
        (
            {"behaviour.choice.wait": 0.0},
            {f"{PLACES}.call_centre.usual_wait_minutes": 3.0},
        ),
        ({"behaviour.choice.digital": 0.0}, {f"{PLACES}.app.digital": 0.5}),
    ],
    ids=["wait", "digital"],
)
def test_null_values_of_the_choice(null, others):
    bank = small("bank").replace({**null, "behaviour.effort.wait": 0.0})
    assert_no_effect(bank, others)


@pytest.mark.covers("S0-29", "people who are not digital use automatic channels less and wait more")
def test_people_who_are_not_digital_stay_with_people():
    """Not everybody wants to be digital everywhere: fewer automatic contacts, more waiting."""
    bank = small("bank", customers=300)
    names = bank.market.segments
    shy = {f"market.segments.{name}.digital_preference": -1.5 for name in names}
    assert_signs(bank, shy, {"automation_share": -1, "occupancy": 1, "wait_minutes": 1})


def test_long_waits_turn_people_away():
    bank = small("bank", customers=300).replace({"company.touchpoints.call_centre.agents": 3})
    bank = bank.replace({"behaviour.choice.wait": 0.0})
    assert_signs(bank, {"behaviour.choice.wait": 2.0}, {"wait_minutes": -1, "automation_share": 1})


CHANNELS = (  # of the papers
    "call_centre", "store", "social", "email", "app", "web", "web_service", "chat", "chatbot",
    "sms", "video",
)  # fmt: skip


@pytest.mark.covers(
    "S0-19",
    "S3-11",
    "S3-13",
    "part: each channel named in the papers serves customers; channels differ by their "
    "numbers only",
)
@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_of_the_catalogue_serves(channel):
    """The papers name it, a scenario may have it, and what customers bring is met there."""
    bot = {"understands": 0.8, "resolves": 0.8} if channel == "chatbot" else {}
    run = cx.simulate(firm({"here": {"channel": channel, "bot": bot}}, customers=50, days=60), 1)
    served = run.encounters[run.encounters.outcome == "resolved"]
    assert (served.touchpoint == "here").all() and len(served) > 100


def test_a_channel_beyond_the_catalogue_is_refused():
    with pytest.raises(cx.CxsimError, match="channel"):
        firm({"here": {"channel": "fax"}})


@pytest.mark.covers(
    "S0-19",
    "part: surveys tell scores or also places, sales and complaints neither; no speech or "
    "text sensor",
)
@pytest.mark.parametrize("information", ["all", "dashboard", "transactions"])
def test_sensors_of_a_firm(information):
    """Surveys tell a score, or also where it hurts; sales and complaints tell neither."""
    bank = small("bank", days=300).replace(
        {"company.management.enabled": True, "company.management.information": information}
    )
    seen = cx.simulate(bank, 1).management
    surveys = seen.nps_seen.notna().any() and seen.csat_seen.notna().any()
    assert surveys == (information != "transactions")
    assert (seen.pain > 0).any() == (information == "all")
    assert seen.complaints_per_customer.notna().any()


@pytest.mark.covers(
    "S3-13",
    "part: service by video saves the rent that is taken off and moves nothing else",
)
def test_a_remote_office_saves_its_fixed_cost_and_nothing_else():
    """From day 100 service by video needs a third less rent: profit rises by exactly that."""
    places = {"video": {"channel": "video", "agents": 3, "handling_minutes": 10.0}}
    office = firm(places, None, {"company.costs.fixed_per_month": 9_000.0})
    remote = office.at(100, {"company.costs.fixed_per_month": 6_000.0})
    one, other = cx.simulate(office, 1), cx.simulate(remote, 1)
    saved = 3_000.0 * 100 / (365.25 / 12)
    assert other.timeline.profit.sum() - one.timeline.profit.sum() == pytest.approx(saved)
    assert one.encounters.equals(other.encounters)


@pytest.mark.covers("S3-13", "part: rent and travel fall by the share at home times the saving")
@pytest.mark.parametrize(("share", "saving"), [(0.5, 0.3), (1.0, 0.2), (0.0, 0.5)])
def test_work_from_home_saves_its_share_of_rent(share, saving):
    """Fixed cost falls to 1 - share x saving; nobody at home (the null value) saves nothing."""
    places = {"video": {"channel": "video", "agents": 3, "handling_minutes": 10.0}}
    office = firm(places, None, {"company.costs.fixed_per_month": 9_000.0})
    home = {
        "company.costs.remote_share": share,
        "company.costs.remote_saving": saving,
        "company.costs.remote_equipment": 0.0,
    }
    costs = [cx.simulate(one, 1).timeline.cost.sum() for one in (office, office.replace(home))]
    saved = 9_000.0 * share * saving * 200 / (365.25 / 12)
    assert costs[0] - costs[1] == pytest.approx(saved, abs=1e-6)
