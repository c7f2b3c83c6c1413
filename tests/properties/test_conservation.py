"""Nothing gets lost: customers, contacts, agents' time and money add up on every preset."""

import numpy as np
import pytest

MONTH = 365.25 / 12


def minutes_per_day(scenario):
    return 60 * scenario.hours_per_day * share(scenario)


def share(scenario):
    """Share of the real firm that is simulated."""
    return scenario.customers / scenario.represents if scenario.represents else 1.0


def advertising(scenario, days):
    """Spend on advertising: as much as usual, whoever joins."""
    market, costs = scenario.market.acquisition, scenario.company.costs
    persons = round(market.prospects * share(scenario))
    a_year = market.advertising_per_year * persons * costs.acquisition
    return a_year * scenario.company.offer.advertising * days / 365.25


def staffed(scenario):
    return {name: place for name, place in scenario.company.touchpoints.items() if place.agents}


def by_month(run, times):
    return np.histogram(times, bins=[0.0, *run.timeline.day])[0]


# -- customers ----------------------------------------------------------------------------------


def test_customers_are_active_or_left(preset_run, preset):
    run = preset_run(preset)
    people, timeline = run.customers, run.timeline
    assert (people.source == "initial").sum() == run.scenario.customers
    assert len(people) == run.scenario.customers + timeline.joined.sum()
    assert people.left.isna().sum() == timeline.active.iloc[-1]
    assert people.left.notna().sum() == timeline.left.sum()
    assert (people.left.isna() == people.reason.isna()).all()
    assert (people.left.dropna() >= people.joined[people.left.notna()]).all()


def test_the_timeline_adds_up(preset_run, preset):
    run = preset_run(preset)
    people, timeline = run.customers, run.timeline
    before = np.concatenate([[run.scenario.customers], timeline.active[:-1]])
    assert (timeline.active == before + timeline.joined - timeline.left).all()
    for row in timeline.itertuples():
        there = (people.joined <= row.day) & ~(people.left <= row.day)
        assert there.sum() == row.active
    assert np.allclose(timeline.retention, (timeline.active - timeline.joined) / before)
    assert timeline.length_months.sum() == pytest.approx(run.scenario.days / MONTH)
    assert timeline.day.iloc[-1] == run.scenario.days
    assert (timeline.day[:-1] == MONTH * timeline.month[:-1]).all()


def test_monthly_churn_is_leavers_per_customer_month(preset_run, preset):
    run = preset_run(preset)
    people, end = run.customers, run.timeline.day.to_numpy()
    start = np.concatenate([[0.0], end[:-1]])
    left = people.left.fillna(np.inf).to_numpy()
    for index, (first, last) in enumerate(zip(start, end, strict=True)):
        days = np.clip(np.minimum(left, last) - np.maximum(people.joined, first), 0, None).sum()
        expected = run.timeline.left[index] / (days / MONTH)
        assert run.timeline.churn[index] == pytest.approx(expected, rel=1e-9)


# -- contacts and episodes ----------------------------------------------------------------------


def test_contacts_are_served_abandoned_or_in_progress(preset_run, preset):
    run = preset_run(preset)
    contacts = run.encounters
    open_ones = contacts.ended.isna()
    abandoned = contacts.outcome == "abandoned"
    served = contacts.outcome.notna() & ~abandoned
    assert (open_ones.astype(int) + abandoned + served == 1).all()
    for name in staffed(run.scenario):
        here = contacts[contacts.touchpoint == name]
        rows = run.queues[run.queues.touchpoint == name]
        assert (rows.arrivals.to_numpy() == by_month(run, here.arrived)).all()
        done = here.dropna(subset="ended")
        gone = done.outcome == "abandoned"
        assert (rows.abandoned.to_numpy() == by_month(run, done.ended[gone])).all()
        assert (rows.served.to_numpy() == by_month(run, done.ended[~gone])).all()
        assert rows.arrivals.sum() - rows.served.sum() - rows.abandoned.sum() == (
            here.ended.isna().sum()
        )


def test_episodes_are_made_of_their_contacts(preset_run, preset):
    run = preset_run(preset)
    contacts, episodes = run.encounters, run.episodes
    key = ["customer", "episode"]
    assert (
        episodes.groupby("customer").size()
        == run.customers.set_index("customer").episodes[lambda n: n > 0]
    ).all()
    finished = contacts.dropna(subset="ended").groupby(key).size()
    counted = episodes.set_index(key).contacts
    assert (finished == counted[counted > 0]).all()
    assert contacts.groupby(key).step.apply(lambda s: list(s) == list(range(1, len(s) + 1))).all()
    assert episodes.contacts.max() <= 6 if len(episodes) else True
    closed = episodes.dropna(subset="closed").set_index(key)
    last = contacts.dropna(subset="ended").groupby(key).last()
    # a minor failure may be resolved; a step of a planned path may be resolved and not the need
    outcome = last.outcome[closed.index]
    planned = closed.need.isin([n for n, need in run.scenario.market.needs.items() if need.path])
    assert outcome[closed.resolved].isin(["resolved", "failed"]).all()
    assert (outcome[~closed.resolved & ~planned] != "resolved").all()
    # a matter ends with its last contact, or when a customer who has left would have come back
    assert (closed.closed >= last.ended[closed.index]).all()
    late = closed.closed > last.ended[closed.index]
    left = run.customers.set_index("customer").left
    gone = left[closed.index.get_level_values("customer")].to_numpy()
    assert (gone[late] <= closed.closed[late]).all()


def test_a_contact_runs_forward_in_time(preset_run, preset):
    run = preset_run(preset)
    contacts = run.encounters
    assert (contacts.arrived > 0).all()
    assert not (contacts.started < contacts.arrived).any()
    assert not (contacts.ended < contacts.started).any()
    assert not (contacts.ended >= run.scenario.days).any()
    minutes = minutes_per_day(run.scenario)
    until = contacts.started.fillna(contacts.ended).fillna(run.scenario.days)
    assert np.allclose((until - contacts.arrived) * minutes, contacts.wait_minutes, atol=1e-6)
    served = contacts.dropna(subset=["started", "ended"])
    assert np.allclose(
        (served.ended - served.started) * minutes, served.handling_minutes, atol=1e-6
    )
    unstaffed = ~contacts.touchpoint.isin(staffed(run.scenario))
    assert (contacts.wait_minutes[unstaffed] == 0).all()


def test_nobody_is_contacted_after_leaving(preset_run, preset):
    """Who leaves finishes the contact they are in; no new need, no return."""
    run = preset_run(preset)
    left = run.customers.set_index("customer").left
    contacts, episodes = run.encounters, run.episodes
    assert not (contacts.arrived > left[contacts.customer].to_numpy()).any()
    assert not (episodes.opened > left[episodes.customer].to_numpy()).any()
    asked = episodes[episodes.surveyed]
    assert not (asked.closed > left[asked.customer].to_numpy()).any()


# -- desks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("crowded", ["bank", "telecom", "retailer", "contact_centre"])
def test_agents_serve_one_at_a_time_first_come_first_served(preset_run, crowded):
    """Never more in service than agents; nobody waits beside a free agent; no overtaking."""
    run = preset_run(crowded)
    waited = 0
    for name, place in staffed(run.scenario).items():
        here = run.encounters[run.encounters.touchpoint == name]
        starts = np.sort(here.started.dropna())
        ends = np.sort(here.dropna(subset="started").ended.fillna(np.inf))

        def busy(times, side, starts=starts, ends=ends):
            return np.searchsorted(starts, times, side) - np.searchsorted(ends, times, side)

        assert busy(starts, "right").max(initial=0) <= place.agents
        queue = here[here.wait_minutes > 0]
        waited += len(queue)
        assert (busy(queue.arrived, "right") == place.agents).all()
        served = here.dropna(subset="started").sort_values("arrived")
        assert (served.started.diff().dropna() >= 0).all()
    assert waited > 20  # otherwise this test has seen nothing


# -- money --------------------------------------------------------------------------------------


def test_revenue_minus_cost_is_profit(preset_run, preset):
    run = preset_run(preset)
    rows, kpis = run.timeline, run.kpis.value
    assert np.allclose(rows.revenue - rows.cost, rows.profit, atol=1e-6, rtol=0)
    assert kpis.revenue - kpis.cost == pytest.approx(kpis.profit, abs=1e-6)


def test_money_adds_up_to_the_books(preset_run, preset):
    """Revenue and cost of the whole run, recomputed from tables and prices."""
    run = preset_run(preset)
    scenario, people = run.scenario, run.customers
    offer, costs = scenario.company.offer, scenario.company.costs
    needs = scenario.market.needs
    purchases = [name for name, need in needs.items() if need.purchase]
    extra = sum(
        need.revenue * ((run.episodes.need == name) & run.episodes.resolved.fillna(False)).sum()
        for name, need in needs.items()
    )
    if scenario.relationship == "contractual":
        factor = people.segment.astype(object).map(
            {name: segment.value_factor for name, segment in scenario.market.segments.items()}
        )
        days = people.left.fillna(scenario.days) - people.joined
        sold = (offer.fee_per_month / MONTH * factor * days).sum()
    else:
        sold = run.episodes[run.episodes.need.isin(purchases)].spend.sum()
    assert run.timeline.revenue.sum() == pytest.approx(sold + extra, abs=1e-6)
    assert people.spend.sum() == pytest.approx(sold + extra, abs=1e-6)

    hours = scenario.hours_per_day * share(scenario) * scenario.days
    wages = sum(place.agents for place in staffed(scenario).values()) * hours * costs.wage_per_hour
    served = run.encounters[
        run.encounters.outcome.notna() & (run.encounters.outcome != "abandoned")
    ]
    variable = sum(
        place.variable_cost * (served.touchpoint == name).sum()
        for name, place in scenario.company.touchpoints.items()
    )
    fixed = costs.fixed_per_month * share(scenario) * scenario.days / MONTH
    joined = advertising(scenario, scenario.days)  # referrals have no reward
    goods = (1 - offer.gross_margin) * sold
    assert run.timeline.cost.sum() == pytest.approx(
        wages + variable + fixed + joined + goods, abs=1e-6
    )


def test_cost_to_serve_is_time_and_variable_cost(preset_run, preset):
    run = preset_run(preset)
    scenario = run.scenario
    served = run.encounters[
        run.encounters.outcome.notna() & (run.encounters.outcome != "abandoned")
    ]
    places = scenario.company.touchpoints
    wage = scenario.company.costs.wage_per_hour / 60
    cost = served.touchpoint.astype(object).map(
        {name: place.variable_cost for name, place in places.items()}
    ).astype(float) + served.handling_minutes * wage * served.touchpoint.isin(staffed(scenario))
    people = run.customers.set_index("customer")
    expected = cost.groupby(served.customer).sum().reindex(people.index, fill_value=0.0)
    assert np.allclose(people.cost_to_serve, expected, atol=1e-6)
