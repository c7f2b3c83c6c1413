"""Changes on a date: nothing before, everything from that instant on."""

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.engine.population import advertising_reach
from cxsim.errors import CxsimError

MONTH = 365.25 / 12
LINE = "company.touchpoints.call_centre"
DAY = 180


@pytest.fixture(scope="module")
def lean(small_preset):
    """A telephone line that is always short of agents, and callers who hold the line."""
    return small_preset("telecom", days=260).replace(
        {f"{LINE}.agents": 3, f"{LINE}.patience_minutes": 60.0, "behaviour.choice.wait": 0.0}
    )


@pytest.fixture(scope="module")
def as_it_was(simulate, lean):
    return simulate(lean)


def line(run):
    contacts = run.encounters
    return contacts[contacts.touchpoint == "call_centre"]


def busy(contacts, times, side="right"):
    """Agents at work at (or, from the left, just before) these times."""
    starts = np.sort(contacts.started.dropna())
    ends = np.sort(contacts.dropna(subset="started").ended.fillna(np.inf))
    return np.searchsorted(starts, times, side) - np.searchsorted(ends, times, side)


def same_before(run, other, day):
    """What ended before that day is the same, and so is every month that was over."""
    for name, column in (("encounters", "ended"), ("episodes", "closed")):
        tables = [getattr(which, name) for which in (run, other)]
        first, second = (table[table[column] < day].reset_index(drop=True) for table in tables)
        assert len(first) > 100
        pd.testing.assert_frame_equal(first, second)
    for name in ("timeline", "queues", "management"):
        first, second = (getattr(which, name) for which in (run, other))
        ends = run.timeline.set_index("month").day
        over = first.day <= day if "day" in first else first.month.map(ends) <= day
        assert over.any()
        pd.testing.assert_frame_equal(first[over], second[over])


# -- agents -------------------------------------------------------------------------------------


def test_more_agents_start_at_the_very_instant(simulate, lean, as_it_was):
    run = simulate(lean.at(DAY, {f"{LINE}.agents": 5}))
    same_before(as_it_was, run, DAY)
    calls = line(run)
    # the queue moves up at once: two of those who wait are served on the stroke of the change
    waiting = calls[(calls.arrived < DAY) & ~(calls.ended < DAY) & ~(calls.started < DAY)]
    assert len(waiting) > 2
    assert set(waiting.nsmallest(2, "arrived").index) == set(calls[calls.started == DAY].index)
    times = calls.started.dropna()
    assert busy(calls, times[times < DAY]).max() == 3
    assert busy(calls, times[times >= DAY]).max() == 5
    rows = run.queues[run.queues.touchpoint == "call_centre"].set_index("month")
    assert (rows.agents[:5] == 3).all() and (rows.agents[6:] == 5).all()
    assert not run.encounters.equals(as_it_was.encounters)


def test_fewer_agents_finish_what_they_do(simulate, lean, as_it_was):
    """All three are busy when two go: services under way end as they would have ended."""
    run = simulate(lean.at(DAY, {f"{LINE}.agents": 1}))
    same_before(as_it_was, run, DAY)
    calls, before = line(run), line(as_it_was)
    assert busy(calls, DAY, "left") == 3
    key = ["customer", "episode", "step"]
    under_way = before.query(f"started < {DAY} and ended >= {DAY}").set_index(key)
    assert len(under_way) == 3
    now = calls.set_index(key).loc[under_way.index]
    assert (now.ended == under_way.ended).all()
    # nobody is called up before the last of them is done
    later = np.sort(calls.started[calls.started >= DAY])
    assert (busy(calls, later) == 1).all()
    assert later.min() == under_way.ended.max()


def test_wages_follow_the_agents(simulate, lean):
    """The bill changes by days × hours × wage, and by nothing else."""
    quiet = lean.replace({"company.touchpoints.call_centre.agents": 60})
    run, other = (
        simulate(which, log=False) for which in (quiet, quiet.at(DAY, {f"{LINE}.agents": 70}))
    )
    hours = 80 * lean.hours_per_day * lean.customers / lean.represents
    wages = 10 * hours * lean.company.costs.wage_per_hour
    assert (other.timeline.cost - run.timeline.cost).sum() == pytest.approx(wages)
    assert np.allclose(run.timeline.revenue, other.timeline.revenue, rtol=1e-12)


def test_a_change_at_a_month_end_belongs_to_the_next_month(simulate, lean, as_it_was):
    day = 4 * MONTH
    run = simulate(lean.at(day, {f"{LINE}.agents": 5}))
    same_before(as_it_was, run, day)
    rows = run.queues[run.queues.touchpoint == "call_centre"].set_index("month")
    assert rows.agents.tolist() == [3] * 4 + [5] * 5
    assert len(run.timeline) == len(as_it_was.timeline)
    assert (run.timeline.day == as_it_was.timeline.day).all()
    assert (line(run).started == day).sum() == 2


# -- gaps and prices ----------------------------------------------------------------------------


def test_a_delivery_gap_changes_in_the_books_and_in_the_minds(simulate, small_preset):
    scenario = small_preset("bank", days=300)
    run = simulate(scenario)
    other = simulate(scenario.at(5 * MONTH, {"company.gaps.delivery": 1.3}))
    same_before(run, other, 5 * MONTH)
    assert other.timeline.gap_3.tolist() == [0.3] * 5 + [1.3] * 5
    later = [which.encounters.query(f"ended >= {5 * MONTH}").satisfaction for which in (run, other)]
    # a point less of quality: β_q alone is .35; the standard error of a paired mean is about .01
    assert later[1].mean() < later[0].mean() - 0.4
    assert other.timeline.gap_5[5:].mean() > run.timeline.gap_5[5:].mean() + 0.5
    assert (other.timeline.gap_1 == run.timeline.gap_1).all()


def test_a_price_changes_from_its_day_on(simulate, small_preset):
    scenario = small_preset("bank", customers=100, days=200)
    dearer = scenario.at(2 * MONTH, {"company.offer.fee_per_month": 28.0})
    run, other = (simulate(which) for which in (scenario, dearer))
    extra = (run.episodes.spend.groupby(_months(run)).sum()).reindex(run.timeline.index).fillna(0)
    fees, more = (which.timeline.revenue - extra for which in (run, other))
    assert np.allclose(more[:2], fees[:2])
    assert np.allclose(more[2:], 2 * fees[2:])
    mid = simulate(scenario.at(2.5 * MONTH, {"company.offer.fee_per_month": 28.0})).timeline.revenue
    assert fees[2] < mid[2] - extra[2] < 2 * fees[2]


def _months(run):
    """Month, counted from 0, in which each episode was closed."""
    return pd.cut(run.episodes.closed, [0.0, *run.timeline.day], right=False, labels=False)


@pytest.mark.parametrize("rate", [0.0, 0.9, 2.4])
def test_needs_change_their_rate(simulate, small_preset, rate):
    """Thinning is exact: so many needs a month before, so many after."""
    scenario = small_preset("bank", customers=400, days=400).replace(
        {
            "behaviour.churn.a": 0.0,
            "behaviour.churn.involuntary": 0.0,
            "market.acquisition.prospects": 0,
            "market.needs.query.reopens": 0.0,
        }
    )
    run = simulate(scenario.at(200, {"market.needs.query.per_month": rate}))
    opened = run.episodes.opened[run.episodes.need == "query"]
    factor = run.customers.segment.astype(object).map(
        {name: segment.need_factor for name, segment in scenario.market.segments.items()}
    )
    for first, last, per_month in ((0, 200, 0.6), (200, 400, rate)):
        expected = per_month * factor.sum() * 200 / MONTH
        found = opened.between(first, last, inclusive="left").sum()
        assert abs(found - expected) <= 3 * np.sqrt(expected)  # Poisson: sd is √mean
    others = run.episodes.need != "query"
    assert (run.episodes.opened[others] > 200).any()


def test_a_rate_can_start_from_nothing(simulate, small_preset):
    scenario = small_preset("bank", days=200).replace({"market.needs.query.per_month": 0.0})
    run = simulate(scenario.at(100, {"market.needs.query.per_month": 0.6}))
    opened = run.episodes.opened[run.episodes.need == "query"]
    assert len(opened) > 200 and opened.min() > 100


def test_advertising_can_be_switched_on_and_off(simulate, small_preset):
    """Every prospect has a reach, Exp(1), and joins when the sum of advertising gets there."""
    scenario = small_preset("bank", days=300).replace(
        {
            "market.acquisition.advertising_per_year": 0.0,
            "behaviour.talk.effect": 0.0,  # nobody speaks ill of the bank
            "behaviour.demand.quality": 0.0,
            "behaviour.demand.reputation": 0.0,
        }
    )
    path = "market.acquisition.advertising_per_year"
    run = simulate(scenario.at(100, {path: 0.5}).at(200, {path: 0.0}))
    joined = run.customers[run.customers.source == "advertising"].set_index("customer").joined
    reach = advertising_reach(scenario, 1)
    days = 100 + reach * 365.25 / 0.5
    expected = pd.Series(days, index=range(300, 300 + len(reach)))
    expected = expected[expected < 200]
    assert len(reach) == 280_000 * 300 / 40_000
    assert set(joined.index) == set(expected.index)
    assert np.allclose(joined, expected[joined.index], atol=1e-9)
    # binomial with n = 2 100 and p = 1 - e^(-.5 · 100 / 365.25): sd about 15
    share = -np.expm1(-0.5 * 100 / 365.25)
    assert abs(len(joined) - len(reach) * share) < 3 * np.sqrt(len(reach) * share * (1 - share))


# -- several changes -------------------------------------------------------------------------------


def test_two_changes_on_one_day(simulate, lean):
    both = lean.at(DAY, {f"{LINE}.agents": 7}).at(DAY, {"company.gaps.delivery": 0.0})
    at_once = lean.at(DAY, {f"{LINE}.agents": 7, "company.gaps.delivery": 0.0})
    run, other = simulate(both), simulate(at_once)
    for table in ("encounters", "timeline", "queues", "kpis"):
        pd.testing.assert_frame_equal(getattr(run, table), getattr(other, table))
    assert run.timeline.gap_3.iloc[-1] == 0.0
    assert run.queues.agents[run.queues.touchpoint == "call_centre"].iloc[-1] == 7


def test_of_two_values_on_one_day_the_later_one_wins(simulate, lean):
    run = simulate(lean.at(DAY, {f"{LINE}.agents": 9}).at(DAY, {f"{LINE}.agents": 7}))
    other = simulate(lean.at(DAY, {f"{LINE}.agents": 7}))
    pd.testing.assert_frame_equal(run.encounters, other.encounters)


def test_the_order_of_writing_does_not_matter(simulate, lean):
    first = lean.at(200, {f"{LINE}.agents": 8}).at(100, {f"{LINE}.agents": 6})
    second = lean.at(100, {f"{LINE}.agents": 6}).at(200, {f"{LINE}.agents": 8})
    pd.testing.assert_frame_equal(simulate(first).encounters, simulate(second).encounters)


def test_there_and_back_again(simulate, lean, as_it_was):
    """A change that sets the value that is there changes nothing."""
    run = simulate(lean.at(DAY, {f"{LINE}.agents": 3}))
    pd.testing.assert_frame_equal(run.encounters, as_it_was.encounters)
    pd.testing.assert_frame_equal(run.timeline, as_it_was.timeline)


def test_a_change_on_day_0_is_the_scenario_itself(simulate, lean):
    run = simulate(lean.at(0, {f"{LINE}.agents": 7}))
    other = simulate(lean.replace({f"{LINE}.agents": 7}))
    for table in ("encounters", "episodes", "queues", "timeline"):
        pd.testing.assert_frame_equal(getattr(run, table), getattr(other, table))


def test_a_change_on_the_last_day(simulate, lean, as_it_was):
    run = simulate(lean.at(259.99, {"company.gaps.delivery": 1.3}))
    same_before(as_it_was, run, 259.9)
    staff = run.timeline.motivation.iloc[-1]  # strained staff widen the gap a little
    assert run.timeline.gap_3.iloc[-1] == pytest.approx(1.3 * (1.4 - 0.8 * staff), abs=1e-12)


def test_a_change_at_the_end_of_the_warm_up_counts_in_full(simulate, lean):
    """Paid time of the window is that of the new number of agents alone."""
    run = simulate(lean.at(lean.warm_up_days, {f"{LINE}.agents": 5}))
    other = simulate(lean.at(lean.warm_up_days - 1, {f"{LINE}.agents": 5}))
    hours = (260 - 75) * lean.hours_per_day * lean.customers / lean.represents
    agents = 5 + sum(
        place.agents for name, place in lean.company.touchpoints.items() if name != "call_centre"
    )
    wages = agents * hours * lean.company.costs.wage_per_hour
    for which in (run, other):
        served = which.encounters.query("ended >= 75 and outcome != 'abandoned'")
        variable = sum(
            place.variable_cost * (served.touchpoint == name).sum()
            for name, place in lean.company.touchpoints.items()
        )
        market = lean.market.acquisition
        persons = round(market.prospects * lean.customers / lean.represents)
        usual = market.advertising_per_year * lean.company.costs.acquisition
        joined = usual * persons * 185 / 365.25
        fixed = lean.company.costs.fixed_per_month * 185 / MONTH * lean.customers / lean.represents
        extra = which.episodes.query("closed >= 75").spend.sum()
        goods = (which.kpis.value["revenue"] - extra) * (1 - lean.company.offer.gross_margin)
        assert which.kpis.value["cost"] == pytest.approx(wages + variable + joined + fixed + goods)


# -- what cannot change ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "behaviour.churn.a",
        "market.segments.seniors.share",
        "market.acquisition.prospects",
        "customers",
        "hours_per_day",
        "relationship",
        "market.needs.query.nonsense",
    ],
)
def test_what_is_drawn_at_the_start_cannot_change(path):
    bank = cx.load("bank")
    with pytest.raises(CxsimError):
        bank.at(10, {path: 1})


@pytest.mark.parametrize("day", [-1, 730, 731, float("nan"), float("inf")])
def test_a_change_must_lie_within_the_run(day):
    with pytest.raises(CxsimError):
        cx.load("bank").at(day, {f"{LINE}.agents": 7})


@pytest.mark.parametrize(
    "changes",
    [
        {"market.segments": {"everyone": {}}},
        {"company.touchpoints": {"web": {"channel": "web"}}},
        {"market.needs": {}},
        {"market.needs.query.purchase": True},
        {f"{LINE}.agents": 0},
        {"company.touchpoints.app.agents": 2},
    ],
    ids=["segments", "touchpoints", "needs", "purchase", "unstaffed", "staffed"],
)
def test_what_would_need_another_world_cannot_change(changes):
    """Whole groups, and whether anybody has to serve: other customers, other desks."""
    with pytest.raises(CxsimError):
        cx.load("bank").at(10, changes)
