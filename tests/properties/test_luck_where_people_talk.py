"""Luck stays everybody's own where people talk, join late and needs have a rhythm."""

import pytest
from test_luck import free, rows_of, same

import cxsim as cx
from cxsim.engine import run as engine_run

TALK = {
    "market.acquisition.prospects": 400,
    "market.acquisition.advertising_per_year": 0.2,
    "market.acquisition.word_of_mouth_per_year": 4.0,
    "behaviour.talk.negative_strength": 0.0,  # bad talk takes prospects away from advertising
    "market.rhythm.day": [0.2, 2.0, 1.0],
    "market.rhythm.week": [1.0, 1.0, 1.0, 1.0, 1.0, 0.3, 0.0],
}
HEARD = {"behaviour.expectation.advertising": 0.1, "behaviour.expectation.hearsay": 0.2}
FATES = [
    {"need_factor": 6.0, "purchases_per_day": 0.5},
    {"dropout": 1.0, "purchases_per_day": 0.5},
    {"need_factor": 0.0, "purchases_per_day": 0.0},
]


def talking(name):
    return free(name).replace(TALK)


def without_gifts(tables):
    """Whom somebody wins depends on who was won before; what they live through does not."""
    return [table.drop(columns="referrals", errors="ignore") for table in tables]


@pytest.mark.parametrize("name", ["bank", "retailer"])
@pytest.mark.parametrize("fate", FATES, ids=["busy", "fickle", "silent"])
def test_one_fate_moves_nobody_else(simulate, monkeypatch, name, fate):
    """Also not those who join later, at the same time as before."""
    # what a referrer expects is passed on to whom they win: that would be no matter of luck
    scenario = talking(name).replace({"behaviour.expectation.learning": 0.0})
    as_drawn = simulate(scenario, seed=3)
    who = int(as_drawn.customers.episodes[:150].idxmax())  # somebody whose fate can be seen
    make_world = engine_run.make_world

    def with_another_fate(*facts, **options):
        world = make_world(*facts, **options)
        for trait, value in fate.items():
            world.people[who][trait] = value
        return world

    monkeypatch.setattr(engine_run, "make_world", with_another_fate)
    changed = simulate(scenario, seed=3)
    both = as_drawn.customers.merge(changed.customers, on="customer")
    assert (both.segment_x == both.segment_y).all()
    unmoved = both[(both.joined_x == both.joined_y) & (both.customer != who)]
    assert (unmoved.customer < 150).sum() == 149 and (unmoved.customer >= 150).sum() > 100
    tables = [without_gifts(rows_of(run, unmoved.customer)) for run in (as_drawn, changed)]
    assert all(one.equals(other) for one, other in zip(*tables, strict=True))
    assert not all(
        one.equals(other)
        for one, other in zip(rows_of(as_drawn, [who]), rows_of(changed, [who]), strict=True)
    )


@pytest.mark.parametrize("name", ["bank", "retailer"])
def test_a_touchpoint_nobody_uses_changes_nothing(simulate, small_preset, name):
    """Queues, talk, hearsay and a rhythm: who joins gets the same traits and tastes."""
    no_strain = {"company.staff.strain": 0.0}  # idle agents would make work easier for all
    scenario = small_preset(name, customers=150, days=200)
    many = {"market.acquisition.prospects": 2 * scenario.represents}  # a sample of them joins
    scenario = scenario.replace({**TALK, **HEARD, **many, **no_strain})
    data = scenario.model_dump()
    data["company"]["touchpoints"]["spare"] = {"channel": "video", "agents": 2}
    for need in data["market"]["needs"].values():
        need["fit"] = {**need["fit"], "spare": None}
    run, other = simulate(scenario), simulate(cx.Scenario.from_data(data))
    assert (run.customers.source != "initial").sum() > 10
    same(run, other, range(10_000))


@pytest.mark.parametrize("strategy", ["cem", "brand_advocacy", "reactive_crm"])
def test_late_customers_are_the_same_persons_under_every_strategy(simulate, strategy):
    """Their traits, and the time from joining to the first need of each kind."""
    even = {"market.rhythm.day": [], "market.rhythm.week": []}
    plain, changed = (
        simulate(scenario, seed=3)
        for scenario in (
            talking("bank").replace(even),
            talking("bank").replace(even).under(strategy),
        )
    )
    both = plain.customers.merge(changed.customers, on="customer")
    late = both[both.customer >= 150]
    assert len(late) > 40
    assert (both.segment_x == both.segment_y).all()
    first = [
        run.episodes.groupby(["customer", "need"], observed=True).opened.min()
        for run in (plain, changed)
    ]
    pairs = first[0].rename("one").to_frame().join(first[1].rename("other"), how="inner")
    pairs = pairs.reset_index().merge(late, on="customer")
    assert len(pairs) > 40
    gap = (pairs.one - pairs.joined_x) - (pairs.other - pairs.joined_y)
    assert gap.abs().max() < 1e-6
