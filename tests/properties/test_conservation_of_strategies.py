"""Nothing gets lost under any strategy: customers, contacts and money add up to the cent.

Strategies show at once here, so that pooled lines, closed doors, outreach and referrals are at
work from the first day.
"""

from functools import cache

import numpy as np
import pytest
from test_kpis_from_tables import advertising

import cxsim as cx
from cxsim.company.levers import cost_share

MONTH = 365.25 / 12
STRATEGIES = (*cx.strategies().index, "cem+omnichannel+proactive", "managed")
AT_ONCE = {"company.management.organisation.delay_quarters": 0.1}
MANAGED = {"company.management.enabled": True, "company.staffing.rule": "target_occupancy"}
PARTS = (
    "wages", "fixed_cost", "programme_cost", "outreach_cost", "feedback_cost", "contact_cost",
    "acquisition_cost",
)  # fmt: skip


@cache
def run_of(scenario):
    return cx.simulate(scenario, 3)


@pytest.fixture
def run(small_preset, preset, strategy):
    fields = {"customers": 120, "days": 230, "warm_up_days": 40}
    if preset == "contact_centre":  # its queue needs all of its customers
        fields = {"customers": 400, "days": 3, "represents": 2000}
    scenario = small_preset(preset, **fields).replace(AT_ONCE)
    if strategy == "managed":
        return run_of(scenario.replace(MANAGED))
    return run_of(scenario.under(*strategy.split("+")))


def whole(run, name):
    """A total of the whole run, warm-up included."""
    return run.window.total_in_run(name)


pytestmark = pytest.mark.parametrize("strategy", STRATEGIES)


def test_customers_are_active_or_left(run):
    people, timeline = run.customers, run.timeline
    before = np.concatenate([[run.scenario.customers], timeline.active[:-1]])
    assert (timeline.active == before + timeline.joined - timeline.left).all()
    assert len(people) == run.scenario.customers + timeline.joined.sum()
    assert people.left.isna().sum() == timeline.active.iloc[-1]
    assert people.left.notna().sum() == timeline.left.sum()
    assert (people.left.isna() == people.reason.isna()).all()
    assert people.referrals.sum() == (people.source == "referral").sum() == whole(run, "referrals")


def test_contacts_end_in_one_way(run):
    contacts, episodes, queues = run.encounters, run.episodes, run.queues
    assert (contacts.outcome.isna() == contacts.ended.isna()).all()
    done = contacts.dropna(subset="ended")
    assert whole(run, "contacts") == len(done) == episodes.contacts.sum()
    gone = done.outcome == "abandoned"
    assert whole(run, "served") == (~gone).sum() and whole(run, "abandoned") == gone.sum()
    for name, rows in queues.groupby("touchpoint", observed=True):
        here = contacts[contacts.touchpoint == name]
        assert rows.arrivals.sum() == len(here)
        assert rows.served.sum() == (here.ended.notna() & (here.outcome != "abandoned")).sum()
        assert rows.abandoned.sum() == (here.outcome == "abandoned").sum()
    shut = [name for name, place in run.scenario.company.touchpoints.items() if not place.open]
    assert not contacts.touchpoint.isin(shut).any()
    assert episodes.contacts.max() <= 6 if len(episodes) else True
    last = done.groupby(["customer", "episode"]).last()
    ends = episodes.dropna(subset="closed").set_index(["customer", "episode"])
    solved, how = ends.resolved.astype(bool), last.outcome[ends.index]
    assert how[solved].isin(["resolved", "failed"]).all()  # a minor failure may still be solved
    planned = [name for name, need in run.scenario.market.needs.items() if len(need.path) > 1]
    at_once = ~ends.need.isin(planned)  # a step of a path can be done and the rest not
    assert solved[at_once & (how == "resolved").to_numpy()].all()
    assert whole(run, "complaints") >= ends.complained.sum()


def test_money_adds_up_to_the_cent(run):
    timeline, scenario = run.timeline, run.scenario
    cent = 0.005
    assert np.allclose(timeline.revenue - timeline.cost, timeline.profit, rtol=0, atol=cent)
    parts = {name: whole(run, name) for name in PARTS}
    assert all(value >= 0.0 for value in parts.values()), parts
    goods = whole(run, "revenue") - whole(run, "gross_profit")
    assert timeline.cost.sum() == pytest.approx(sum(parts.values()) + goods, abs=cent)
    assert timeline.revenue.sum() == pytest.approx(run.customers.spend.sum(), abs=cent)
    # parts that the tables tell
    served = run.encounters.dropna(subset="started").dropna(subset="ended")
    price = {name: place.variable_cost for name, place in scenario.company.touchpoints.items()}
    variable = sum(price[name] for name in served.touchpoint)
    assert parts["contact_cost"] == pytest.approx(variable, abs=cent)
    sample = scenario.customers / scenario.represents if scenario.represents else 1.0
    fixed = scenario.company.costs.fixed_per_month * sample * scenario.days / MONTH
    assert parts["fixed_cost"] == pytest.approx(fixed, abs=cent)
    if not scenario.company.management.enabled:
        levers = cost_share(scenario.levers) * timeline.revenue.sum()
        assert parts["programme_cost"] == pytest.approx(levers, abs=cent)


def test_paid_time_is_that_of_the_agents(run):
    """Wages follow the desks: a pool and a closed door neither add nor lose agents."""
    scenario = run.scenario
    if scenario.value("levers.phone") or scenario.company.staffing.rule != "fixed":
        pytest.skip("the number of agents moves by the quarter")
    sample = scenario.customers / scenario.represents if scenario.represents else 1.0
    hours = scenario.hours_per_day * sample * scenario.days
    agents = sum(place.agents for place in scenario.company.touchpoints.values())
    wages = agents * hours * scenario.company.costs.wage_per_hour
    assert whole(run, "wages") == pytest.approx(wages, abs=0.005)


def test_each_customer_costs_what_was_done_for_them(run):
    """Variable cost, handling time, calls and rewards; advertising is nobody's own cost."""
    scenario = run.scenario
    served = run.encounters.dropna(subset="started").dropna(subset="ended")
    staffed = [name for name, place in scenario.company.touchpoints.items() if place.agents]
    minutes = served.handling_minutes[served.touchpoint.isin(staffed)].sum()
    done = sum(whole(run, name) for name in ("contact_cost", "outreach_cost", "acquisition_cost"))
    expected = minutes / 60.0 * scenario.company.costs.wage_per_hour + done
    expected -= advertising(scenario, scenario.days)
    assert run.customers.cost_to_serve.sum() == pytest.approx(expected, abs=0.005)
