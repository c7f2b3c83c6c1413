"""Where the firm's money goes, for customers it has and for customers to come (model.md 4.4)."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from managed_firms import SHORTFALLS, SITUATION, luck_of, managed, moments, reading, run

from cxsim.company import analysis, planning
from cxsim.company.cycle import quarter
from cxsim.company.firm import Firm, Initiative
from cxsim.model.gaps import Gaps


@given(st.floats(0.2, 3.0), st.floats(0.1, 1.0))
def test_money_follows_pain_to_the_power_of_focus_over_cost(focus, e):
    settings = managed(planning={"focus": focus}, analysis={"survey_lag_quarters": 0})
    firm = analysis.remember(Firm(), reading(), settings)
    belief = analysis.believe(analysis.look(firm, settings), math.nan, settings)
    plans = {c.name: c for c in planning.gaps_to_close(belief, 1e5, e, settings.planning)}
    for name, short in SHORTFALLS.items():
        pain, cost = short / 3, 0.1 / 3  # a third of all contacts
        assert plans[f"delivery.{name}"].weight == pytest.approx(pain**focus * e / cost)
    assert plans["design"].weight == pytest.approx(0.5**focus * e / 0.07)
    money = planning.allot(list(plans.values()), {True: 10.0, False: 0.0})
    total = sum(c.weight for c in plans.values())
    for name, candidate in plans.items():
        assert money[name] == pytest.approx(10.0 * candidate.weight / total)


def test_nobody_gets_more_than_the_need_costs():
    settings = managed(kpi_weight_customer=1.0, planning={"budget": 1.0})
    states, _ = run(settings, 2)
    for each in states[-1].initiatives:
        need = 0.5 if each.kind == "design" else SHORTFALLS[each.touchpoint]
        assert each.size == pytest.approx(need)


@pytest.mark.covers(
    "S0-23",
    "with weight 0 on customers' goals only efficiency is planned, with 1 none of it",
)
@pytest.mark.parametrize(
    ("weight", "kinds"),
    [
        (0.0, {"efficiency"}),
        (0.5, {"efficiency", "delivery", "design"}),
        (1.0, {"delivery", "design"}),
    ],
)
def test_weight_of_customers_goals_decides_what_is_planned(weight, kinds):
    states, _ = run(managed(kpi_weight_customer=weight), 10)
    begun = {each.kind for firm in states for each in firm.initiatives}
    assert begun <= kinds and begun & {"efficiency"} == kinds & {"efficiency"}
    assert any(each != "efficiency" for each in begun) == (weight > 0)


def test_finance_cuts_handling_time_and_pays_with_hurry():
    states, _ = run(managed(kpi_weight_customer=0.0, chance=False), 6)
    effects = states[-1].effects()
    assert effects["company.touchpoints.branch.handling_minutes"] < 0
    assert effects["company.touchpoints.branch.delivery_gap_offset"] > 0


@pytest.mark.covers(
    "S4-06",
    "consistent messages bring promises nearer to delivery from either side",
)
@pytest.mark.parametrize("gap", [0.3, -0.3])
def test_one_voice_brings_promises_closer_to_delivery(gap):
    situation = replace(SITUATION, gaps=Gaps(communication=gap))
    states, _ = run(managed(), 6, situation=situation)
    now = [gap + firm.communication for firm in states]
    assert all(abs(after) < abs(before) for before, after in zip([gap, *now], now, strict=False))


@pytest.mark.covers("S4-07", "the map to be is the believed shortfall less what is planned")
def test_to_be_map_says_what_the_plan_aims_at():
    belief = analysis.Belief(0.5, dict(SHORTFALLS))
    plan = [Initiative("delivery", "call_centre", 0.3), Initiative("design", "", 0.1)]
    aimed = planning.to_be(belief, plan)
    assert aimed == pytest.approx({"branch": 0.1, "call_centre": 0.5, "app": 0.3})
    states, _ = run(managed(kpi_weight_customer=1.0), 3)
    assert states[0].to_be == {}  # no survey yet
    assert sum(states[-1].to_be.values()) < sum(SHORTFALLS.values())


@pytest.mark.covers(
    "S4-11",
    "plans hit the worst touchpoint for existing customers, and one time in three for those "
    "to come",
)
def test_plans_for_customers_to_come_rest_on_a_guess():
    """Existing customers: the worst touchpoint every time. Customers to come: about one in three.

    300 plans; the standard error of a share of a third is .027.
    """
    shares = {}
    for regime in ("existing", "prospective"):
        settings = managed(
            regime=regime, kpi_weight_customer=1.0, analysis={"survey_lag_quarters": 0}
        )
        first = []
        for seed in range(300):
            firm, row = quarter(Firm(), reading(), settings, SITUATION, luck_of(seed))
            first += [each.touchpoint for each in firm.initiatives if each.kind == "delivery"][:1]
        shares[regime] = first.count("call_centre") / len(first)
        assert math.isnan(row.nps_seen) == (regime == "prospective")
    assert shares["existing"] == 1.0
    assert shares["prospective"] == pytest.approx(1 / 3, abs=0.11)


@pytest.mark.covers("S4-11", "a forecast for customers to come has the larger error that is set")
@pytest.mark.parametrize("factor", [2.0, 4.0])
def test_error_of_a_forecast(factor):
    """2 000 quarters, 3 touchpoints, n = 80: the standard error of the sd is 1.6 %."""
    settings = managed(regime="prospective", planning={"forecast_variance": factor})
    guesses = []
    for seed in range(2000):
        firm = analysis.remember(Firm(), reading(), settings)
        look = analysis.look(firm, settings)
        guesses.append(analysis.forecast(firm, look, settings, luck_of(seed)).shortfalls["app"])
    mean, sd = moments(guesses)
    expected = 0.6 * math.sqrt(factor * 3 / 80)
    assert mean == pytest.approx(0.5, abs=4 * expected / math.sqrt(2000))
    assert sd == pytest.approx(expected, rel=0.065)
    done = Firm(design=-0.1, delivery={"app": -0.2})
    assert analysis.forecast(done, look, settings, None).shortfalls["app"] == pytest.approx(0.2)
