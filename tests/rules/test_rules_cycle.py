"""The firm's quarter against model.md 4.4: what always holds, what is finished and spent."""

import math
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from managed_firms import (
    MINUTES,
    READY,
    SHORTFALLS,
    SITUATION,
    luck_of,
    managed,
    moments,
    reading,
    run,
)

import cxsim as cx
from cxsim.company import internal_marketing, organisation
from cxsim.company.cycle import quarter
from cxsim.company.firm import Firm, Initiative, Situation, TouchpointReading
from cxsim.company.readiness import benefit_share
from cxsim.errors import CxsimError
from cxsim.model.gaps import Gaps
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


@pytest.mark.covers(
    "S4-01",
    "analysis, planning, organisation, motivation and control each leave their trace",
)
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


# -- organisation ------------------------------------------------------------------------------


@pytest.mark.covers("S1-28", "S4-08", "initiatives give on average what readiness promises")
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


@pytest.mark.covers("S3-09", "what is planned reaches customers as far as motivated staff carry it")
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


@pytest.mark.covers("S1-24", "a ready firm closes more of its gaps in two years")
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


@pytest.mark.covers("S1-31", "S4-09", "bonuses work fast, recognition lasts")
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
