"""The firm's quarter against model.md 4.4: what it sees, plans, finishes and spends."""

import math
from collections import Counter
from dataclasses import replace

import pytest
from firms import MINUTES, READY, SHORTFALLS, SITUATION, luck_of, managed, reading, run
from hypothesis import given
from hypothesis import strategies as st

import cxsim as cx
from cxsim.company import analysis, internal_marketing, organisation, planning
from cxsim.company.cycle import quarter
from cxsim.company.firm import Firm, Initiative, Situation, TouchpointReading
from cxsim.company.readiness import benefit_share
from cxsim.errors import CxsimError
from cxsim.scenario.company import Gaps
from cxsim.scenario.management import Management, StaffProgrammes

# -- switched off ------------------------------------------------------------------------------


def test_a_firm_that_does_not_manage_changes_nothing():
    assert Management().enabled is False
    busy = Firm(design=-0.2, initiatives=(Initiative("design"),), spending=5.0)
    for firm in (Firm(), busy):
        after, row = quarter(firm, reading(), Management(), SITUATION, luck_of(1))
        assert after == Firm()
        assert after.effects() == {}
        assert after.spending == row.spending == 0.0


def test_effects_are_paths_of_the_scenario():
    """Staff support is a lift of motivation; the other paths stand in every scenario."""
    states, _ = run(managed(), 8)
    effects = states[-1].effects()
    bank = cx.load("bank")
    for path, shift in effects.items():
        assert math.isfinite(shift)
        if path != "company.staff.support":
            bank.value(path)
    assert {path.split(".")[1] for path in effects} >= {"gaps", "readiness", "touchpoints", "staff"}


def test_situation_of_a_scenario():
    bank = cx.load("bank")
    found = Situation.of(bank, 0.4)
    assert found.gaps == bank.company.gaps
    assert found.motivation == 0.4
    assert set(found.handling_minutes) == {"branch", "call_centre", "chat"}  # the app has no agents


def test_settings_can_be_changed_and_dated_and_mistakes_are_told():
    bank = cx.load("bank").at(180, {"company.management.enabled": True})
    assert bank.stages[-1][1].company.management.enabled
    with pytest.raises(CxsimError, match=r"company\.management\.planning\.budget"):
        bank.replace({"company.management.planning.budgett": 0.1})
    with pytest.raises(CxsimError, match=r"kpi_weight_customer must be 1 or less"):
        bank.replace({"company.management.kpi_weight_customer": 1.5})


@pytest.mark.covers("S4-01")
def test_each_function_leaves_its_trace():
    states, rows = run(managed(kpi_weight_customer=1.0), 8)
    assert rows[-1].study_answers == 80 and rows[-1].study_error == pytest.approx(0.6 / 80**0.5)
    assert any(row.planned for row in rows) and any(row.finished for row in rows)
    assert states[-1].support > 0
    assert any(row.correction != 0 for row in rows)
    assert rows[0].effectiveness != rows[-1].effectiveness
    assert set(rows[-1].as_dict()) > {"quarter", "nps_seen", "believed_shortfall", "planned"}


# -- what holds for every firm -----------------------------------------------------------------

some_number = st.one_of(st.just(math.nan), st.floats(-3.0, 3.0))
places = st.builds(
    TouchpointReading,
    contacts=st.one_of(st.just(math.nan), st.floats(0.0, 1e5)),
    importance=st.floats(0.0, 4.0),
    shortfall=some_number,
)
readings = st.builds(
    reading,
    nps=st.one_of(st.just(math.nan), st.floats(-100.0, 100.0)),
    expectation_shortfall=some_number,
    answers=st.floats(0.0, 1500.0),
    left=st.floats(0.0, 100.0),
    sales=st.one_of(st.just(math.nan), st.floats(-10.0, 1e6)),
    touchpoints=st.dictionaries(st.sampled_from([*MINUTES, "app", "chat"]), places),
)
settings = st.builds(
    managed,
    regime=st.sampled_from(["existing", "prospective"]),
    information=st.sampled_from(["all", "transactions", "dashboard"]),
    kpi_weight_customer=st.floats(0.0, 1.0),
    chance=st.booleans(),
    analysis=st.fixed_dictionaries({"survey_lag_quarters": st.integers(0, 3)}),
    planning=st.fixed_dictionaries({"budget": st.floats(0.0, 0.1), "focus": st.floats(0.0, 3.0)}),
    organisation=st.fixed_dictionaries({"work_in_progress": st.integers(0, 4)}),
)
stories = st.lists(readings, min_size=1, max_size=6).map(
    lambda story: [replace(seen, quarter=number) for number, seen in enumerate(story, start=1)]
)


@given(settings, stories, st.integers(0, 99))
def test_budget_and_places_are_never_exceeded(given_settings, story, seed):
    states, rows = run(given_settings, len(story), seed, readings=story)
    for firm, row, seen in zip(states, rows, story, strict=True):
        share = given_settings.planning.budget
        assert row.budget == pytest.approx(share * seen.sales if seen.sales > 0 else 0.0)
        assert 0.0 <= firm.spending <= row.budget * (1 + 1e-9)
        assert firm.spending == row.spending
        assert len(firm.initiatives) == row.under_way
        assert row.under_way <= given_settings.organisation.work_in_progress
        assert max(Counter(each.name for each in firm.initiatives).values(), default=1) == 1
        assert all(math.isfinite(shift) for shift in firm.effects().values())
        assert all(0.0 <= level <= 1.0 for level in firm.levels_of_readiness(SITUATION))
        for name, minutes in firm.handling.items():
            assert minutes >= -MINUTES[name] * given_settings.planning.largest_cut * (1 + 1e-9)


@given(settings, stories, st.integers(0, 99))
def test_no_decision_reads_the_truth(given_settings, story, seed):
    """With other true gaps and the same measurements, every row is the same."""
    other = replace(SITUATION, gaps=Gaps(knowledge=2.0, design=1.0, delivery=-1.0))
    _, rows = run(given_settings, len(story), seed, readings=story)
    _, same = run(given_settings, len(story), seed, other, readings=story)
    assert repr(rows) == repr(same)  # as text, because missing is not equal to missing


@given(settings, stories)
def test_the_quarter_is_a_pure_function(given_settings, story):
    one, other = (run(given_settings, len(story), 3, readings=story) for _ in range(2))
    assert repr(one) == repr(other)


def test_the_last_quarter_is_measured_and_nothing_is_planned():
    states, _ = run(managed(), 4)
    firm, row = quarter(states[-1], reading(5), managed(), SITUATION, luck_of(1), last=True)
    assert row.nps_seen == 10.0
    assert (row.planned, row.budget, row.spending, firm.spending) == ("", 0.0, 0.0, 0.0)


def test_two_strategies_share_their_luck():
    """A touchpoint more and another budget: what both have under way takes the same time."""
    wide = [reading(q, SHORTFALLS | {"chat": 0.05}) for q in range(1, 9)]
    rich = managed(planning={"budget": 0.06}, organisation={"growth": 0.0, "decay": 0.0,
                                                            "training_cost": 0.0})  # fmt: skip
    poor = managed(organisation={"growth": 0.0, "decay": 0.0, "training_cost": 0.0})
    delays = []
    for states, _ in (run(poor), run(rich, readings=wide)):
        begun = [each for firm in states for each in firm.initiatives]
        delays.append({(each.name, each.started): each.delay for each in begun})
    shared = delays[0].keys() & delays[1].keys()
    assert len(shared) >= 2
    assert all(delays[0][key] == delays[1][key] for key in shared)


# -- analysis: what is seen --------------------------------------------------------------------


@pytest.mark.covers("S2-04", "S3-01")
@pytest.mark.parametrize("lag", [0, 1, 3])
def test_surveys_are_late_and_sales_are_not(lag):
    story = [reading(q, nps=float(q), complaints=10 * q) for q in range(1, 7)]
    _, rows = run(managed(analysis={"survey_lag_quarters": lag}), 6, readings=story)
    for row in rows:
        if row.quarter > lag:
            assert (row.nps_seen, row.data_age_quarters) == (row.quarter - lag, lag)
        else:
            assert math.isnan(row.nps_seen) and math.isnan(row.data_age_quarters)
        assert row.complaints_per_customer == 10 * row.quarter / 2000
        assert row.data_completeness == 0.8


@pytest.mark.covers("S0-02")
def test_crm_sees_sales_and_complaints_only():
    _, rows = run(managed(information="transactions", kpi_weight_customer=1.0))
    for row in rows:
        unseen = (row.nps_seen, row.csat_seen, row.believed_shortfall, row.pain, row.wait_minutes)
        assert all(math.isnan(value) for value in unseen)
        assert (row.planned, row.pain_point, row.correction) == ("", "", 0.0)
        assert row.complaints_per_customer == 0.01


@pytest.mark.covers("S1-26", "S1-27", "S4-05", "S4-10")
def test_who_looks_at_everything_knows_where_it_hurts_and_a_dashboard_does_not():
    _, rows = run(managed(kpi_weight_customer=1.0))
    assert rows[-1].pain_point == "call_centre"
    assert rows[-1].pain == pytest.approx((0.2 + 0.9 + 0.4) / 3)
    assert rows[-1].believed_shortfall == 0.5
    _, rows = run(managed(information="dashboard", kpi_weight_customer=1.0))
    assert rows[-1].pain_point == "" and math.isnan(rows[-1].pain)
    assert {row.planned for row in rows} <= {"", "design"}


def test_pain_is_reach_times_importance_times_shortfall():
    assert analysis.pain(0.3, 2.0, 0.5) == pytest.approx(0.3)
    assert analysis.pain(0.3, 2.0, -0.5) == 0.0
    assert math.isnan(analysis.pain(0.3, math.nan, 0.5))  # not on the journey map
    unmapped = replace(reading().touchpoints["call_centre"], importance=math.nan)
    story = [
        replace(seen, touchpoints={**seen.touchpoints, "call_centre": unmapped})
        for seen in (reading(1), reading(2), reading(3))
    ]
    _, rows = run(managed(kpi_weight_customer=1.0), 3, readings=story)
    assert "call_centre" not in "".join(row.planned for row in rows)


# -- analysis: gap 1 ---------------------------------------------------------------------------


def gap_one(settings, count=4000, situation=SITUATION, **seen):
    """Gap 1 after each of many first quarters, each with its own luck."""
    found = []
    for seed in range(count):
        firm = analysis.remember(Firm(), reading(**seen), settings)
        look = analysis.look(firm, settings)
        firm, _ = analysis.study(firm, look, settings, situation, 1.0, luck_of(seed))
        found.append(situation.gaps.knowledge + firm.knowledge)
    return found


def moments(values):
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


@pytest.mark.covers("S1-25", "S4-02")
@pytest.mark.parametrize(("asked", "completeness"), [(100, 1.0), (100, 0.25), (400, 1.0)])
def test_a_study_leaves_its_bias_and_an_error_that_shrinks_with_n(asked, completeness):
    """4 000 studies: standard errors are sd/63 of the mean and sd/89 (1.1 %) of the sd."""
    n = asked * completeness
    settings = managed(analysis={"study_answers": float(asked), "completeness": completeness})
    mean, sd = moments(gap_one(settings))
    assert mean == pytest.approx(0.1, abs=4 * 0.6 / math.sqrt(n) / 63)
    assert sd == pytest.approx(0.6 / math.sqrt(n), rel=0.045)


def test_without_a_study_gap_1_drifts():
    """4 000 quarters: standard error of the sd 1.1 %."""
    settings = managed(analysis={"study_answers": 0.0})
    mean, sd = moments(gap_one(settings))
    assert mean == pytest.approx(SITUATION.gaps.knowledge, abs=4 * 0.087 / 63)
    assert sd == pytest.approx(0.05 * math.sqrt(3), rel=0.045)


@pytest.mark.target("T-25")
def test_a_dashboard_keeps_gap_1_above_0_however_many_answer():
    """1 000 quarters; with 200 000 answers the standard error of the mean is below .0001."""
    settings = managed(information="dashboard", analysis={"survey_lag_quarters": 0})
    small = {"count": 1000, "situation": replace(SITUATION, gaps=Gaps(knowledge=0.5))}
    many = {"surveys": 800_000, "answers": 200_000, "customers": 800_000}
    silent, _ = moments(gap_one(settings, left=0, **many, **small))
    assert silent == pytest.approx(0.3 * 0.75, abs=0.001)
    lost, _ = moments(gap_one(settings, left=80_000, **many, **small))
    assert lost == pytest.approx(silent + 1.0 / 11, abs=0.001)
    everybody = many | {"answers": 800_000}
    fair, _ = moments(gap_one(settings, left=0, **everybody, **small))
    assert fair == pytest.approx(0.0, abs=0.001)
    asked, _ = moments(gap_one(managed(analysis={"study_answers": 1e6}), **small))
    assert asked < silent


@pytest.mark.covers("S4-04")
def test_a_study_estimates_the_competitor_and_the_target_follows():
    """1 000 studies of 80 answers: standard errors .0035 of the mean, 2.2 % of the sd."""
    strong = replace(SITUATION, competitor_pull=0.5)
    found = []
    for seed in range(1000):
        firm = analysis.remember(Firm(), reading(), managed())
        look = analysis.look(firm, managed())
        firm, _ = analysis.study(firm, look, managed(), strong, 1.0, luck_of(seed))
        found.append(firm.competitor)
    mean, sd = moments(found)
    assert mean == pytest.approx(0.5, abs=0.014)
    assert sd == pytest.approx(1.0 / math.sqrt(80), rel=0.09)
    _, rows = run(managed(chance=False), 4, situation=strong)
    _, calm = run(managed(chance=False), 4)
    assert rows[-1].competitor_believed == 0.5
    assert rows[-1].target - calm[-1].target == pytest.approx(0.1 * 0.5 * 30)
    _, rows = run(managed(information="dashboard"), 4, situation=strong)
    assert math.isnan(rows[-1].competitor_believed)


# -- planning ----------------------------------------------------------------------------------


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


@pytest.mark.covers("S0-23")
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


@pytest.mark.covers("S4-06")
@pytest.mark.parametrize("gap", [0.3, -0.3])
def test_one_voice_brings_promises_closer_to_delivery(gap):
    situation = replace(SITUATION, gaps=Gaps(communication=gap))
    states, _ = run(managed(), 6, situation=situation)
    now = [gap + firm.communication for firm in states]
    assert all(abs(after) < abs(before) for before, after in zip([gap, *now], now, strict=False))


@pytest.mark.covers("S4-07")
def test_to_be_map_says_what_the_plan_aims_at():
    belief = analysis.Belief(0.5, dict(SHORTFALLS))
    plan = [Initiative("delivery", "call_centre", 0.3), Initiative("design", "", 0.1)]
    aimed = planning.to_be(belief, plan)
    assert aimed == pytest.approx({"branch": 0.1, "call_centre": 0.5, "app": 0.3})
    states, _ = run(managed(kpi_weight_customer=1.0), 3)
    assert states[0].to_be == {}  # no survey yet
    assert sum(states[-1].to_be.values()) < sum(SHORTFALLS.values())


@pytest.mark.covers("S4-11")
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


@pytest.mark.covers("S4-11")
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


# -- organisation ------------------------------------------------------------------------------


@pytest.mark.covers("S1-28", "S4-08")
@pytest.mark.parametrize("e", [0.3, 0.9])
def test_an_initiative_gives_on_average_what_readiness_promises(e):
    """4 000 draws of success: standard error of the mean at most .5 e / 63."""
    work = Initiative("delivery", "app", size=1.0, started=1, delay=1.0)
    given_off = []
    for seed in range(4000):
        firm, _ = organisation.finish(
            Firm(initiatives=(work,)), 2, e, managed(), SITUATION, luck_of(seed)
        )
        given_off.append(-firm.delivery["app"])
    assert set(given_off) <= {0.0, e}
    mean, _ = moments(given_off)
    assert mean == pytest.approx(benefit_share(e), abs=4 * 0.5 * e / 63)
    still, _ = organisation.finish(Firm(initiatives=(work,)), 2, e, managed(), SITUATION, None)
    assert -still.delivery["app"] == pytest.approx(benefit_share(e))


@pytest.mark.covers("S3-09")
@pytest.mark.parametrize(("motivation", "gate"), [(0.0, 0.0), (0.25, 0.5), (0.5, 1.0), (0.9, 1.2)])
def test_staff_carry_what_is_planned(motivation, gate):
    work = Initiative("design", size=0.4, started=1, delay=1.0)
    staff = replace(READY, motivation=motivation)
    firm, _ = organisation.finish(Firm(initiatives=(work,)), 2, 1.0, managed(), staff, None)
    assert firm.design == pytest.approx(-0.4 * gate)


def test_delays_are_rounded_to_whole_quarters():
    for delay, ends in ((0.1, 2), (1.4, 2), (1.6, 3), (2.4, 3)):
        work = Initiative("design", size=0.4, started=1, delay=delay)
        for now in (2, 3):
            firm, done = organisation.finish(
                Firm(initiatives=(work,)), now, 1.0, managed(), SITUATION, None
            )
            assert bool(done) == (now >= ends)
            assert len(firm.initiatives) + len(done) == 1


@pytest.mark.covers("S1-24")
def test_a_ready_firm_gets_further():
    ends = []
    for situation in (SITUATION, READY):
        states, _ = run(managed(chance=False, kpi_weight_customer=1.0), 8, situation=situation)
        ends.append(sum(states[-1].delivery.values()) + states[-1].design)
    assert ends[1] < ends[0] < 0.0


def test_work_that_nobody_renews_fades():
    firm = organisation.fade(Firm(design=-1.0, delivery={"app": -0.4}), managed().organisation)
    assert firm.design == pytest.approx(-0.95)
    assert firm.delivery["app"] == pytest.approx(-0.38)


# -- motivation --------------------------------------------------------------------------------


@pytest.mark.covers("S1-31", "S4-09")
def test_bonuses_are_fast_and_recognition_lasts():
    programmes = StaffProgrammes()
    firm, path = Firm(), []
    for spending in [0.01] * 200 + [0.0] * 8:
        firm = internal_marketing.motivate(firm, spending, spending, programmes)
        path.append((firm.financial, firm.non_financial))
    assert path[0][0] > path[0][1]
    assert path[199][0] == pytest.approx(10.0 * 0.01 / 0.3)
    assert path[199][1] == pytest.approx(2.5 * 0.01 / 0.05, rel=1e-3)
    assert path[-1][0] / path[199][0] == pytest.approx(0.7**8)
    assert path[-1][1] / path[199][1] == pytest.approx(0.95**8)
    assert Firm(financial=0.8, non_financial=0.7).effects() == {"company.staff.support": 1.0}
