"""Robustness: the share of the assumption space, on a case where it is known."""

import pytest

import cxsim as cx
from cxsim.errors import CxsimError

DELIVERY = "company.gaps.delivery"
MARGIN = "company.offer.gross_margin"
FEE = "company.offer.fee_per_month"
FIXED = "company.costs.fixed_per_month"


@pytest.fixture(scope="module")
def bank():
    return cx.load("bank").replace(customers=100, days=120)


@pytest.fixture(scope="module")
def known(bank):
    """A raises the fee and pays for it: it wins where the margin is above .5, by construction."""
    one, other = (
        cx.simulate(bank.replace(changes), log=False).kpis.value
        for changes in ({FEE: 16.0, MARGIN: 0.5}, {FEE: 14.0, MARGIN: 0.5})
    )
    dearer = cx.simulate(bank.replace({FIXED: 130_000.0, MARGIN: 0.5}), log=False).kpis.value
    cost_of_one = (other["profit"] - dearer["profit"]) / 10_000.0
    extra = (one["profit"] - other["profit"]) / cost_of_one
    a = bank.replace({FEE: 16.0, FIXED: 120_000.0 + extra})
    free = {MARGIN: (0.2, 0.8), "behaviour.satisfaction.tolerance": (0.2, 0.8)}
    return cx.robustness(a, bank, draws=60, free=free)


def test_the_share_is_the_known_one(known):
    # A Latin hypercube puts 30 of 60 margins above .5. Near .5 the number of customers decides,
    # which differs between seeds by some 2 %: one margin in twenty-five, or two draws.
    assert known.share == pytest.approx(0.5, abs=2 / 60)
    assert known.ci_low < 0.5 < known.ci_high
    # Wilson's interval for 30 of 60 at 95 %: .377 to .623.
    if known.share == 0.5:
        assert (known.ci_low, known.ci_high) == pytest.approx((0.377, 0.623), abs=1e-3)


def test_the_assumption_that_flips_it_is_found(known):
    assert known.flips.index[0] == MARGIN
    assert known.flips.flips.to_dict() == {
        MARGIN: True,
        "behaviour.satisfaction.tolerance": False,
    }
    assert known.flips.distance[MARGIN] > 0.9
    assert known.flips.correlation[MARGIN] > 0.95
    assert known.flips.mean_where_a_wins[MARGIN] == pytest.approx(0.65, abs=0.02)
    assert known.flips.mean_where_b_wins[MARGIN] == pytest.approx(0.35, abs=0.02)


def test_draws_hold_everything(known):
    draws = known.draws
    assert len(draws) == 60
    assert (draws.difference == draws.a - draws.b).all()
    assert known.share == draws.a_wins.mean()
    assert "50%" in repr(known) or "48%" in repr(known) or "52%" in repr(known)


def test_a_lower_gap_always_gives_more_satisfaction(bank):
    better = bank.replace({DELIVERY: 0.0})
    found = cx.robustness(better, bank, kpi="csat", draws=12)
    assert found.share == 1.0
    assert DELIVERY not in found.flips.index  # what they do differently is not an assumption
    assert not found.flips.flips.any()
    assert cx.robustness(bank, better, kpi="csat", draws=12).share == 0.0


def test_lower_is_better_where_it_is(bank):
    quick = bank.replace({"behaviour.effort.base": 1.0})
    assert cx.robustness(quick, bank, kpi="effort", draws=10).share == 1.0


def test_what_a_strategy_costs_and_does_is_drawn(bank):
    """Costs, delays and effect sizes of levers in use, and the firm's readiness."""
    pair = bank.under("cem").replace(days=200, warm_up_days=20), bank.replace(days=200)
    pair = pair[0], pair[1].replace(warm_up_days=20)
    found = cx.robustness(*pair, "value", draws=12)
    drawn = {path for path in found.flips.index if path.startswith("levers.")}
    effects = {path for path in drawn if path.startswith("levers.cem.effects.")}
    assert {"levers.cem.cost", "levers.cem.delay"} == drawn - effects
    assert "levers.cem.effects.knowledge_gap.times" in effects and len(effects) == 10
    assert {f"company.readiness.{part}" for part in ("strategy", "team")} <= set(found.flips.index)
    costs = found.draws["levers.cem.cost"]
    assert (costs.min(), costs.max()) == pytest.approx((0.01, 0.04), abs=0.03 / 12)
    both = cx.robustness(pair[0].under("phone"), pair[1].under("phone"), "value", draws=10).draws
    assert not [path for path in both if path.startswith("levers.proactive")]


def test_the_cost_of_a_lever_decides_where_nothing_else_can(bank):
    """It earns nothing before its delay: it loses by its cost, drawn in both firms alike."""
    late = bank.replace({"company.management.organisation.delay_quarters": 20.0})
    free = {"levers.cem.cost": (0.0, 0.1), "company.gaps.design": (0.0, 0.3)}
    found = cx.robustness(late.under("cem"), late, "profit", draws=10, free=free)
    assert found.share == 0.0
    assert found.flips.index[0] == "levers.cem.cost"
    assert found.flips.correlation["levers.cem.cost"] < -0.95


def test_a_lever_that_only_one_of_them_has_is_drawn_too(bank):
    effects = {"waits": {"path": "company.service.announced_waits", "set": True},
               "care": {"path": "company.gaps.delivery", "times": 0.5}}  # fmt: skip
    own = {"own": {"strength": 1.0, "cost": 0.01, "delay": 0.5, "effects": effects}}
    found = cx.robustness(bank.replace(levers=own), bank, "csat", draws=10)
    drawn = {path for path in found.draws if path.startswith("levers.")}
    assert drawn == {"levers.own.cost", "levers.own.delay", "levers.own.effects.care.times"}


def test_workers_change_nothing(bank):
    pair = bank.replace({DELIVERY: 0.0}), bank
    one = cx.robustness(*pair, draws=10, kpi="csat")
    two = cx.robustness(*pair, draws=10, kpi="csat", workers=2)
    assert one.draws.equals(two.draws)
    assert one.flips.equals(two.flips)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"kpi": "occupancy"}, "occupancy has no better direction"),
        ({"kpi": "profits"}, "did you mean 'profit'"),
        ({"draws": 5}, "draws must lie between 10"),
        ({"draws": "many"}, "draws must be a whole number"),
        ({"free": [DELIVERY]}, "is what a and b do differently"),
        ({"level": 1.0}, "level must lie"),
        ({"kpi": "average_cheque", "draws": 10}, "average_cheque is missing"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(bank, arguments, sentence):
    with pytest.raises(CxsimError, match=sentence):
        cx.robustness(bank.replace({DELIVERY: 0.0}), bank, **arguments)


def test_two_equal_scenarios_are_refused(bank):
    with pytest.raises(CxsimError, match="the same scenario"):
        cx.robustness(bank, bank)
    with pytest.raises(CxsimError, match="b must be a scenario"):
        cx.robustness(bank, 5)
