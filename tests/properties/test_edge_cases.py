"""Extreme scenarios: whatever the bounds of the fields allow must run and stay sane."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.fields import bounds_of, parameters_of

SHARES = (
    "retention", "churn", "csat_top_2", "satisfied_share", "abandonment",
    "first_contact_resolution", "occupancy",
)  # fmt: skip


def small_bank(**fields):
    return cx.load("bank").replace({"customers": 60, "days": 100, "warm_up_days": 20, **fields})


def everywhere(field, value):
    """The same value at every touchpoint, or for every need."""
    bank = cx.load("bank")
    if field in type(next(iter(bank.market.needs.values()))).model_fields:
        return {f"market.needs.{name}.{field}": value for name in bank.market.needs}
    return {f"company.touchpoints.{name}.{field}": value for name in bank.company.touchpoints}


def is_sane(run):
    """Nothing infinite, shares between 0 and 1, everything conserved."""
    numbers = run.kpis[["value", "measured"]].to_numpy(dtype=float)
    assert not np.isinf(numbers).any(), run.kpis[np.isinf(numbers).any(axis=1)]
    for name in SHARES:
        for value in run.kpis.loc[name, ["value", "measured"]]:
            assert np.isnan(value) or -1e-12 <= value <= 1 + 1e-12, name
    for table in (run.timeline, run.queues, run.encounters, run.episodes, run.customers):
        assert not np.isinf(table.select_dtypes("float64").to_numpy()).any()
    contacts, timeline = run.encounters, run.timeline
    assert np.allclose(timeline.revenue - timeline.cost, timeline.profit, atol=1e-6)
    assert len(run.customers) == run.scenario.customers + timeline.joined.sum()
    assert run.customers.left.isna().sum() == timeline.active.iloc[-1]
    assert (contacts.outcome.isna() == contacts.ended.isna()).all()
    assert contacts.wait_minutes.min() >= 0 if len(contacts) else True
    assert contacts.effort.dropna().between(1, 7).all()
    return True


CASES = {
    "no rates": everywhere("per_month", 0.0),
    "no needs": {"market.needs": {}},
    "one customer": {"customers": 1},
    "one day": {"days": 1, "warm_up_days": 0},
    "a month": {"days": 30},
    "a month and a day": {"days": 31},
    "a quarter and a day": {"days": 92},
    "sixteen months exactly": {"days": 487, "customers": 20},
    "warm-up until the end": {"days": 100, "warm_up_days": 99},
    "warm-up of months exactly": {"days": 500, "warm_up_days": 487, "customers": 20},
    "no warm-up": {"warm_up_days": 0},
    "huge rates": {**everywhere("per_month", 1000.0), "customers": 2, "days": 31},
    "even handling": everywhere("handling_cv", 0.01),
    "wild handling": everywhere("handling_cv", 5.0),
    "endless handling": everywhere("handling_minutes", 1440.0),
    "no patience": everywhere("patience_minutes", 0.01),
    "endless patience": everywhere("patience_minutes", None),
    "early quitters": everywhere("patience_shape", 0.2),
    "punctual quitters": everywhere("patience_shape", 5.0),
    "nobody serves": everywhere("agents", 0),
    "no time at all": {**everywhere("agents", 0), **everywhere("handling_minutes", 0.0)},
    "an army": everywhere("agents", 100_000),
    "day and night": {"hours_per_day": 24.0},
    "seconds a day": {"hours_per_day": 0.01},
    "a tiny sample": {"represents": 1_000_000_000},
    "the whole firm": {"represents": None, "market.acquisition.prospects": 0},
    "only heart": {
        "behaviour.weights.heart": 1.0,
        "behaviour.weights.mind": 0.0,
        "behaviour.weights.hands": 0.0,
    },
    "all alike": {"behaviour.weights.concentration": 1e6},
    "all different": {"behaviour.weights.concentration": 0.1},
    "only the peak": {
        "behaviour.memory.peak": 1.0,
        "behaviour.memory.end": 0.0,
        "behaviour.memory.average": 0.0,
    },
    "nothing matters": everywhere("moment_of_truth", 0.0),
    "all leave": {"behaviour.churn.a": 1e9, "behaviour.churn.b": 1e-4},
    "nobody leaves": {"behaviour.churn.a": 0.0, "behaviour.churn.involuntary": 0.0},
    "touchy": {"behaviour.churn.attitude": 10.0, "behaviour.churn.loyalty": 10.0},
    "dreadful": {
        f"company.gaps.{gap}": 4.0 for gap in ("knowledge", "design", "delivery", "communication")
    },
    "divine": {
        f"company.gaps.{gap}": -2.0 for gap in ("knowledge", "design", "delivery", "communication")
    },
    "off the scale": {"behaviour.quality.ideal": 7.0, "behaviour.quality.ideal_sd": 2.0},
    "once is enough": {"behaviour.resolution.max_contacts": 1},
    "stubborn": {
        **everywhere("resolution", 0.01),
        "behaviour.resolution.retry": 1.0,
        "behaviour.resolution.retry_days": 1e-6,
    },
    "quick learners": {
        "behaviour.expectation.learning": 1.0,
        "behaviour.expectation.assimilation": 1.0,
        "behaviour.expectation.ratchet": 1.0,
    },
    "loud advertising": {"market.acquisition.advertising_per_year": 50.0, "days": 60},
    "wild economy": {
        "market.macro.sd": 2.0,
        "market.macro.persistence": -0.99,
        "market.macro.demand_effect": 5.0,
        "behaviour.churn.macro": 10.0,
    },
    "sure answers": {"behaviour.survey.sd": 0.01, "behaviour.survey.extremity": 10.0},
    "no survey": {"behaviour.survey.enabled": False},
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_extreme_banks(simulate, changes):
    assert is_sane(simulate(small_bank(**changes)))


RETAIL = {
    "nobody buys": {"behaviour.purchase.r": 1e-3, "behaviour.purchase.alpha_weeks": 1e3},
    "all buy alike": {"behaviour.purchase.r": 1e6, "behaviour.purchase.alpha_weeks": 1e6},
    "mood buyers": {"behaviour.purchase.attitude_effect": 3.0},
    "wild baskets": {"company.offer.basket_cv": 5.0},
    "all leave": {"behaviour.churn.a": 1e9, "behaviour.churn.b": 1e-4},
}


@pytest.mark.parametrize("changes", RETAIL.values(), ids=RETAIL)
def test_extreme_shops(simulate, changes):
    shop = cx.load("retailer").replace(customers=80, days=100, warm_up_days=20)
    assert is_sane(simulate(shop.replace(changes)))


def test_sixty_four_touchpoints_and_needs(simulate):
    data = small_bank(customers=80).model_dump()
    data["company"]["touchpoints"] = {
        f"place_{k}": {"channel": "app", "agents": k % 3} for k in range(64)
    }
    data["market"]["needs"] = {f"need_{k}": {"per_month": 0.5} for k in range(64)}
    run = simulate(cx.Scenario.from_data(data))
    assert is_sane(run)
    assert run.encounters.touchpoint.nunique() == 64
    assert run.encounters.need.nunique() == 64
    # no touchpoint and no need is nearer than another: shares of 1/64, sd √(p (1 - p) / n)
    firsts = run.encounters[run.encounters.step == 1]
    share = firsts.need.value_counts() / len(firsts)
    assert abs(share - 1 / 64).max() < 4.5 * np.sqrt(1 / 64 / len(firsts))


def test_one_more_is_refused():
    data = small_bank().model_dump()
    data["company"]["touchpoints"] = {f"place_{k}": {"channel": "app"} for k in range(65)}
    with pytest.raises(CxsimError):
        cx.Scenario.from_data(data)


# -- any scenario within the bounds ---------------------------------------------------------------


def _numbers_of_bank():
    """(path, lowest, highest) of every number that may be moved, without what only makes it big."""
    slow = ("customers", "represents", "days", "warm_up_days", "prospects", "share", "_per_year")
    kept = []
    for path, value, field in parameters_of(cx.load("bank")):
        low, high = bounds_of(field)
        plain = isinstance(value, float) and np.isfinite([low, high]).all()
        if plain and not path.endswith(slow) and "levers" not in path and "weights" not in path:
            kept.append((path, low, min(high, 20.0) if "per_month" in path else high))
    return kept


@settings(max_examples=25)
@given(st.data())
def test_any_bank_within_its_bounds(simulate, data):
    """Three numbers at random places of their range, often at an end."""
    changes = {}
    for path, low, high in data.draw(
        st.lists(st.sampled_from(_numbers_of_bank()), max_size=3, unique=True)
    ):
        changes[path] = data.draw(st.one_of(st.just(low), st.just(high), st.floats(low, high)))
    changes = {path: value for path, value in changes.items() if "memory" not in path}
    for name in cx.load("bank").company.touchpoints:  # where agents serve, service takes time
        path = f"company.touchpoints.{name}.handling_minutes"
        changes[path] = max(0.01, changes.get(path, 3.0))
    if changes.get("company.costs.discount_per_year") == 0.0:
        del changes["company.costs.discount_per_year"]
    assert is_sane(simulate(small_bank(customers=20, days=65, **changes)))


# -- seeds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 2**31, 2**32, 2**53 + 1, 2**63 - 1])
def test_any_seed_will_do(simulate, seed):
    run = simulate(small_bank(), seed=seed)
    assert is_sane(run) and run.seed == seed


def test_large_seeds_are_not_rounded(simulate):
    first, second = (simulate(small_bank(), seed=2**63 - k).encounters for k in (1, 2))
    assert not first.equals(second)


def test_numpy_seeds_are_numbers_too(simulate):
    first, second = (simulate(small_bank(), seed=seed).encounters for seed in (5, np.int64(5)))
    assert first.equals(second)


@pytest.mark.parametrize("seed", [-1, 2**63, 1.0, True, "1", None, float("nan"), [1]])
def test_other_seeds_are_refused(simulate, seed):
    with pytest.raises(CxsimError, match="seed"):
        simulate(small_bank(), seed=seed)


def test_a_numpy_seed_is_kept_as_a_plain_number(simulate):
    assert type(simulate(small_bank(), seed=np.int32(3)).seed) is int


# -- once weak ------------------------------------------------------------------------------------


def test_churn_does_not_depend_on_the_warm_up(simulate):
    """Everybody's monthly hazard is 2 %: yearly churn is 1 - .98^12 wherever the window starts."""
    scenario = cx.load("subscription").replace(
        {"behaviour.churn.a": 2e5, "behaviour.churn.b": 98e5}, customers=20_000, days=730
    )
    for warm_up in (0, 45, 90):
        run = simulate(scenario.replace(warm_up_days=warm_up), log=False)
        # about 7 000 leavers: standard error 1.2 % of the hazard, .0023 of the yearly churn
        assert run.kpis.value["churn"] == pytest.approx(1 - 0.98**12, abs=0.0069)


def test_equity_without_churn_and_discount_is_missing_or_finite(simulate):
    endless = {"behaviour.churn.a": 0.0, "company.costs.discount_per_year": 0.0}
    assert is_sane(simulate(small_bank(**endless)))


def test_more_customers_than_they_stand_for_keep_the_load(simulate):
    """Three times as many customers as they stand for have three times the hours."""
    loads = [
        simulate(small_bank(customers=n, represents=1000, days=120)).queues.occupancy.mean()
        for n in (500, 3000)
    ]
    # 500 customers: standard error below .001 of an occupancy of about .02
    assert loads[1] == pytest.approx(loads[0], rel=0.2)


def test_demand_has_no_hidden_ceiling(simulate):
    """Purchases follow exp(γ_m · index) wherever the bounds of γ_m and of the index allow it."""
    shop = cx.load("retailer").replace(
        {
            "behaviour.churn.a": 0.0,
            "behaviour.churn.involuntary": 0.0,
            "market.acquisition.prospects": 0,
            "market.macro.demand_effect": 1.0,
        },
        customers=200,
        days=200,
    )
    orders = [
        (
            simulate(shop.replace({"market.macro.shift": float(np.log(factor))})).episodes.need
            == "order"
        ).sum()
        for factor in (1, 6)
    ]
    # counts of about 550 and 3 300 that share part of their luck: standard error of the ratio .25
    assert orders[1] / orders[0] == pytest.approx(6.0, abs=0.75)


def test_a_change_of_a_rate_leaves_the_past_alone(simulate):
    scenario = small_bank(days=120)
    run, other = (
        simulate(which).encounters.query("ended < 60").reset_index(drop=True)
        for which in (scenario, scenario.at(60, {"market.needs.query.per_month": 0.7}))
    )
    assert run.equals(other)


def test_equity_knows_that_time_changes_the_hazard(simulate):
    """With c = 1.5 and two years of tenure a month counts six times: lives are much shorter."""
    plain, ageing = (
        simulate(small_bank(days=31, warm_up_days=0, **{"behaviour.churn.duration_shape": c}))
        for c in (1.0, 1.5)
    )
    assert ageing.kpis.value["clv"] < 0.7 * plain.kpis.value["clv"]
