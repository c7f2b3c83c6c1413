"""Luck belongs to (seed, customer, purpose, n): what changes for one changes nobody else's."""

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.engine import run as engine_run

# Nobody is moved by what others tell, in person or by reviews.
UNHEARD = {
    "behaviour.talk.contagion": 0.0,
    "behaviour.demand.quality": 0.0,
    "behaviour.demand.reputation": 0.0,
    "behaviour.demand.newcomers_hear": 0.0,
    "behaviour.demand.promise_weight": 1.0,
    "behaviour.demand.doubt": 0.0,
}

# No matter of the bank comes up again.
SETTLED = {f"market.needs.{need}.reopens": 0.0 for need in ("query", "access_problem", "advice")}


def free(name="bank", **changes):
    """An industry without queues: nobody has to serve, so customers never meet."""
    scenario = cx.load(name)
    places = scenario.company.touchpoints
    return scenario.replace(
        {
            **{f"company.touchpoints.{place}.agents": 0 for place in places},
            **{f"company.touchpoints.{place}.open": True for place in places},
            "market.acquisition.prospects": 0,
            "market.acquisition.word_of_mouth_per_year": 0.0,
            **UNHEARD,
            "represents": None,
            "customers": 150,
            "days": 300,
            "warm_up_days": 30,
            **changes,
        }
    )


def rows_of(run, customers):
    """The three tables of some customers, names as words."""
    tables = []
    for name in ("encounters", "episodes", "customers"):
        table = getattr(run, name)
        table = table[table.customer.isin(customers)].reset_index(drop=True)
        for column in table.select_dtypes("category"):
            table[column] = table[column].astype(object)
        tables.append(table)
    return tables


def same(run, other, customers, exactly=True):
    """Nothing that these customers did, felt or paid differs."""
    for first, second in zip(rows_of(run, customers), rows_of(other, customers), strict=True):
        assert len(first) > 0
        pd.testing.assert_frame_equal(first, second, check_exact=exactly, rtol=1e-9, atol=1e-9)


# -- one customer's fate ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bank", "retailer"])
@pytest.mark.parametrize(
    "fate",
    [
        {"need_factor": 5.0, "purchases_per_day": 0.3},
        {"dropout": 1.0, "purchases_per_day": 0.3},
        {"trait": -3.0, "fit": -2.0, "digital": 2.0},
        {"need_factor": 0.0, "purchases_per_day": 0.0},
    ],
    ids=["busy", "fickle", "grumpy", "silent"],
)
def test_one_fate_moves_nobody_else(simulate, monkeypatch, name, fate):
    scenario = free(name)
    as_drawn = simulate(scenario)
    make_world = engine_run.make_world

    def with_another_fate(*facts, **options):
        world = make_world(*facts, **options)
        for trait, value in fate.items():
            world.people[7][trait] = value
        return world

    monkeypatch.setattr(engine_run, "make_world", with_another_fate)
    changed = simulate(scenario)
    others = [customer for customer in range(150) if customer != 7]
    same(as_drawn, changed, others)
    mine, other = rows_of(as_drawn, [7]), rows_of(changed, [7])
    assert not all(a.equals(b) for a, b in zip(mine, other, strict=True))


# -- a bigger world -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bank", "clinic", "retailer"])
def test_a_touchpoint_nobody_uses_changes_nothing(simulate, small_preset, name):
    """Even where people queue: the new one draws its own luck, and nobody can use it."""
    no_strain = {"company.staff.strain": 0.0}  # idle agents would make work easier for all
    scenario = small_preset(name, customers=150, days=200).replace(no_strain)
    spare = {"channel": "video", "preference": -10.0, "agents": 2}
    places = scenario.model_dump()["company"]["touchpoints"] | {"spare": spare}
    fits = {
        f"market.needs.{need}.fit": {**kind.fit, "spare": None}
        for need, kind in scenario.market.needs.items()
    }
    # touchpoints first: a fit may only name one that exists
    wider = cx.Scenario.from_data(_with_places(scenario, places)).replace(fits)
    run, other = simulate(scenario), simulate(wider)
    same(run, other, range(10_000))
    queues = other.queues[other.queues.touchpoint != "spare"].reset_index(drop=True)
    pd.testing.assert_frame_equal(run.queues, queues)
    assert other.queues[other.queues.touchpoint == "spare"].arrivals.sum() == 0


def _with_places(scenario, places):
    data = scenario.model_dump()
    data["company"]["touchpoints"] = places
    return data


def test_a_need_nobody_has_changes_nothing(simulate, small_preset):
    scenario = small_preset("bank", customers=150, days=200)
    data = scenario.model_dump()
    data["market"]["needs"]["dream"] = {"per_month": 0.0}
    same(simulate(scenario), simulate(cx.Scenario.from_data(data)), range(10_000))


@pytest.mark.parametrize("name", ["bank", "retailer"])
def test_prospects_change_nothing_for_those_who_are_there(simulate, name):
    alone = simulate(free(name))
    growing = simulate(
        free(name, **{"market.acquisition.prospects": 300}).replace(
            {"market.acquisition.advertising_per_year": 0.5}
        )
    )
    assert (growing.customers.source == "advertising").sum() > 50
    same(alone, growing, range(150))


@pytest.mark.parametrize("name", ["bank", "retailer"])
def test_more_customers_are_the_same_customers_and_others(simulate, name):
    """The slider of customers: the first 150 of 300 behave as 150 alone."""
    few, many = simulate(free(name)), simulate(free(name, customers=300))
    same(few, many, range(150))
    assert many.customers.customer.max() == 299


def test_prospects_join_in_the_same_order_whoever_serves_them(simulate):
    """The same persons join under every strategy, only earlier, later or never."""
    slow, fast = (
        simulate(
            free(**{"market.acquisition.prospects": 300}).replace(
                {"market.acquisition.advertising_per_year": rate}
            )
        ).customers.query("source == 'advertising'")
        for rate in (0.2, 0.6)
    )
    assert set(slow.customer) < set(fast.customer)
    both = slow.merge(fast, on="customer")
    assert (both.segment_x.astype(str) == both.segment_y.astype(str)).all()
    assert np.allclose(both.joined_x, 3 * both.joined_y, rtol=1e-9)


# -- other clocks -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bank", "clinic"])
def test_the_warm_up_changes_only_what_is_counted(simulate, small_preset, name):
    scenario = small_preset(name, customers=150, days=200)
    run, other = (simulate(scenario.replace(warm_up_days=days)) for days in (0, 75))
    # money is summed in other portions, so its last digits may differ
    same(run, other, range(10_000), exactly=False)
    for table in ("encounters", "episodes"):
        pd.testing.assert_frame_equal(getattr(run, table), getattr(other, table))
    pd.testing.assert_frame_equal(run.timeline, other.timeline)
    assert not run.kpis.equals(other.kpis)


@pytest.mark.parametrize("name", ["bank", "clinic"])
def test_a_longer_run_begins_like_a_shorter_one(simulate, small_preset, name):
    short, long = (
        simulate(small_preset(name, customers=150, days=days)).encounters for days in (200, 260)
    )
    finished = short.dropna(subset="ended").reset_index(drop=True)
    begun = long[long.ended < 200].reset_index(drop=True)
    pd.testing.assert_frame_equal(finished, begun)


# -- strategies meet the same luck -----------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"company.touchpoints.call_centre.handling_minutes": 12.0},
        {"company.touchpoints.app.resolution": 0.4},
        {"company.gaps.delivery": 1.0, "behaviour.expectation.learning": 0.0},
        {"behaviour.resolution.retry": 0.0},
    ],
    ids=["slower", "worse", "gap", "no return"],
)
def test_needs_arise_at_the_same_times_under_every_strategy(simulate, small_preset, changes):
    """As long as nobody leaves, who needs what and when depends on nothing that happens.

    What was dropped unsolved does not come up again here.
    """
    scenario = small_preset("bank", days=200).replace(
        {
            **{f"market.needs.{need}.reopens": 0.0 for need in cx.load("bank").market.needs},
            "behaviour.churn.a": 0.0,
            "behaviour.churn.involuntary": 0.0,
            "company.recovery.failure_probability": 0.0,
            "market.acquisition.word_of_mouth_per_year": 0.0,
            **SETTLED,
            **UNHEARD,
        }
    )
    run, other = simulate(scenario), simulate(scenario.replace(changes))
    columns = ["customer", "episode", "need", "opened"]
    pd.testing.assert_frame_equal(run.episodes[columns], other.episodes[columns])
    assert not run.encounters.equals(other.encounters)


def test_one_more_return_shifts_no_other_luck(simulate):
    """First contacts feel the same whether or not people come back after a failure."""
    still = {
        **{f"market.needs.{need}.reopens": 0.0 for need in cx.load("bank").market.needs},
        "behaviour.expectation.learning": 0.0,
        "behaviour.expectation.ratchet": 0.0,
        "behaviour.choice.habit": 0.0,
        "behaviour.churn.a": 0.0,
        "behaviour.churn.involuntary": 0.0,
        **SETTLED,
    }
    firsts = [
        simulate(free(**still, **{"behaviour.resolution.retry": retry})).encounters.query(
            "step == 1"
        )
        for retry in (0.0, 1.0)
    ]
    columns = ["customer", "episode", "touchpoint", "arrived", "performance", "satisfaction"]
    first, second = (table[columns].reset_index(drop=True) for table in firsts)
    assert len(first) > 500
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_the_common_luck_makes_comparisons_sharp(simulate):
    """Pairs of runs with one seed differ much less than runs with two."""
    scenario = free()
    better = scenario.replace({"company.gaps.delivery": 0.2})

    def satisfaction(which, seed):
        return simulate(which, seed=seed).encounters.satisfaction.mean()

    base = np.array([satisfaction(scenario, seed) for seed in range(8)])
    paired = np.array([satisfaction(better, seed) for seed in range(8)]) - base
    crossed = np.roll(paired + base, 1) - base
    assert paired.min() > 0
    # the standard deviation of 8 values has a standard error of 25 %: a factor of 3 is beyond luck
    assert paired.std(ddof=1) < crossed.std(ddof=1) / 3
