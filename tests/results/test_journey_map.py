"""The journey map, recomputed by hand from the log."""

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.company.measurement import net_promoter_score
from cxsim.errors import CxsimError

MEASURED = ["nps_measured", "csat_measured", "ces_measured", "shortfall_measured", "pain_measured"]


def counted(run):
    """Contacts and episodes that ended after the warm-up."""
    first = run.scenario.warm_up_days
    contacts, episodes = run.encounters, run.episodes
    return contacts[contacts.ended >= first], episodes[episodes.closed >= first]


def ends(run, which):
    """(customer, episode) -> touchpoint of the first (0) or last (-1) contact."""
    rows = {}
    for row in run.encounters.itertuples():
        rows.setdefault((row.customer, row.episode), []).append(row.touchpoint)
    return {key: touchpoints[which] for key, touchpoints in rows.items()}


@pytest.mark.covers("S4-05", "the map counts and averages the contacts of each touchpoint")
def test_contacts_of_each_touchpoint(run_of, firm):
    run = run_of(firm)
    table = run.journey_map()
    contacts, _ = counted(run)
    assert list(table.touchpoint) == list(run.scenario.company.touchpoints)
    assert table.contacts.sum() == len(contacts) > 100
    journeys = len(contacts[["customer", "episode"]].drop_duplicates())
    people = run.customers
    here = people.left.isna() | (people.left > run.scenario.warm_up_days)
    there = len(set(people.customer[here]) | set(contacts.customer))
    for row in table.itertuples():
        place = run.scenario.company.touchpoints[row.touchpoint]
        here = contacts[contacts.touchpoint == row.touchpoint]
        assert row.contacts == len(here)
        touched = len(here[["customer", "episode"]].drop_duplicates())
        assert row.reach == pytest.approx(touched / journeys)
        assert row.customer_reach == pytest.approx(here.customer.nunique() / there)
        assert row.importance == place.moment_of_truth
        for name in ("satisfaction", "disconfirmation", "effort", "wait_minutes"):
            assert getattr(row, name) == pytest.approx(here[name].mean())
        abandoned = (here.outcome == "abandoned").mean() if place.agents else np.nan
        assert row.abandonment == pytest.approx(abandoned, nan_ok=True)


@pytest.mark.covers("S4-05", "pain is reach times importance times shortfall")
def test_pain_is_reach_times_importance_times_shortfall(run_of, firm):
    run = run_of(firm)
    table, survey = run.journey_map(), run.scenario.behaviour.survey
    item = survey.csat_base + survey.csat_slope * table.satisfaction
    shortfall = (run.scenario.company.management.planning.to_be_csat - item).clip(lower=0)
    assert np.allclose(table.shortfall, shortfall, equal_nan=True)
    assert np.allclose(table.pain, table.reach * table.importance * shortfall, equal_nan=True)
    ranked = table.sort_values("rank")
    assert ranked["rank"].iloc[0] == 1
    assert ranked.pain.dropna().is_monotonic_decreasing


def test_where_journeys_start_and_end(run_of, firm):
    run = run_of(firm)
    _, closed = counted(run)
    keys = list(zip(closed.customer, closed.episode, strict=True))
    first, last = ends(run, 0), ends(run, -1)
    closed = closed.assign(first=[first[k] for k in keys], last=[last[k] for k in keys])
    for row in run.journey_map().itertuples():
        started = closed[closed["first"] == row.touchpoint]
        resolved = ((started.contacts == 1) & started.resolved.astype(bool)).mean()
        assert row.first_resolution == pytest.approx(resolved, nan_ok=True)
        ended = closed[closed["last"] == row.touchpoint]
        assert row.remembered == pytest.approx(ended.remembered.mean(), nan_ok=True)
        answers = ended.dropna(subset="nps_score")
        assert row.answers == len(answers)
        assert row.nps_measured == pytest.approx(net_promoter_score(answers.nps_score), nan_ok=True)
        assert row.csat_measured == pytest.approx(answers.csat_score.mean(), nan_ok=True)
        assert row.ces_measured == pytest.approx(answers.ces_score.mean(), nan_ok=True)
        below = max(0.0, 4.0 - row.csat_measured) if len(answers) else np.nan
        assert row.pain_measured == pytest.approx(row.reach * row.importance * below, nan_ok=True)


def test_by_need_and_by_stage(run_of, firm):
    run = run_of(firm)
    contacts, _ = counted(run)
    whole, by_need, by_stage = (run.journey_map(by) for by in ("touchpoint", "need", "stage"))
    assert whole.contacts.sum() == by_need.contacts.sum() == by_stage.contacts.sum()
    sums = by_need.groupby("touchpoint").contacts.sum()
    assert (sums.reindex(whole.touchpoint, fill_value=0).to_numpy() == whole.contacts).all()
    needs, places = run.scenario.market.needs, run.scenario.company.touchpoints
    for row in by_need.itertuples():
        here = contacts[(contacts.need == row.need) & (contacts.touchpoint == row.touchpoint)]
        assert row.contacts == len(here)
        assert needs[row.need].fit.get(row.touchpoint, 0.0) is not None
        both = needs[row.need].moment_of_truth * places[row.touchpoint].moment_of_truth
        assert row.importance == pytest.approx(both)
    assert set(by_stage.stage) <= {"purchase", "consumption", "after_sale"}
    # a journey has one need, so the shares of all needs at a touchpoint add up
    reach = by_need.groupby("touchpoint").reach.sum()
    known = reach.reindex(whole.touchpoint, fill_value=0)
    assert np.allclose(known, whole.reach)


def test_stages_follow_from_the_needs(run_of):
    stages = run_of("retailer").journey_map("need").groupby("need").stage.first()
    assert stages["order"] == "purchase" and stages["return"] == "after_sale"
    stages = run_of("bank").journey_map("need").groupby("need").stage.first()
    assert stages["advice"] == "purchase" and stages["query"] == "consumption"


# -- to be --------------------------------------------------------------------------------------


@pytest.mark.covers("S4-07", "a map to be, made of targets, gives the differences")
def test_against_targets(run_of):
    run = run_of("bank")
    as_is = run.journey_map()
    table = run.journey_map(to_be={"chat": {"wait_minutes": 0.5, "shortfall": 0.0}})
    pd.testing.assert_frame_equal(table[as_is.columns], as_is)
    chat = table.set_index("touchpoint").loc["chat"]
    assert chat.wait_minutes_to_be == 0.5
    assert chat.wait_minutes_difference == pytest.approx(0.5 - chat.wait_minutes)
    assert chat.pain_to_be == 0.0 and chat.pain_difference == pytest.approx(-chat.pain)
    others = table[table.touchpoint != "chat"]
    assert others.wait_minutes_to_be.isna().all()
    assert np.allclose(others.pain_difference, 0.0)


@pytest.mark.covers(
    "S4-07",
    "a map to be may be another run or scenario; a smaller gap 3 shows in it",
)
@pytest.mark.parametrize("by", ["touchpoint", "need", "stage"])
def test_against_another_run_map_or_scenario(run_of, simulate, by):
    run = run_of("bank")
    better = run.scenario.replace({"company.gaps.delivery": 0.0})
    other = simulate(better)
    table = run.journey_map(by, to_be=better)
    pd.testing.assert_frame_equal(table, run.journey_map(by, to_be=other))
    pd.testing.assert_frame_equal(table, run.journey_map(by, to_be=other.journey_map(by)))
    target = other.journey_map(by)
    assert np.allclose(table.effort_to_be, target.effort, equal_nan=True)
    difference = target.satisfaction - table.satisfaction
    assert np.allclose(table.satisfaction_difference, difference, equal_nan=True)
    assert (
        np.average(table.disconfirmation_difference.fillna(0), weights=table.contacts) > 0.05
    )  # gap 3 is worth 0.3 points at first; expectations learn most of it


def test_against_itself_nothing_differs(run_of, firm):
    run = run_of(firm)
    table = run.journey_map("need", to_be=run)
    differences = table.filter(like="_difference")
    assert (differences.fillna(0.0) == 0.0).all(axis=None)


MISTAKES = {
    "targets without a touchpoint": ({}, "must map touchpoints"),
    "no mapping": (3, "must map touchpoints"),
    "unknown touchpoint": ({"chatt": {"effort": 1.0}}, "did you mean 'chat'"),
    "unknown measure": ({"chat": {"efort": 1.0}}, "did you mean 'to_be.chat.effort'"),
    "no number": ({"chat": {"effort": "low"}}, "to_be.chat.effort must be a finite number"),
    "missing number": ({"chat": {"effort": float("nan")}}, "finite number"),
    "truth value": ({"chat": {"effort": True}}, "finite number"),
    "no measures": ({"chat": {}}, "to_be.chat must map measures"),
    "a table of something else": (pd.DataFrame({"touchpoint": ["chat"]}), "no measure"),
    "a table without touchpoints": (pd.DataFrame({"effort": [1.0]}), "no column 'touchpoint'"),
    "twice the same row": (
        pd.DataFrame({"touchpoint": ["chat", "chat"], "effort": [1.0, 2.0]}), "one row for each",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_target_is_one_sentence(run_of, mistake):
    to_be, words = MISTAKES[mistake]
    with pytest.raises(CxsimError, match=words) as error:
        run_of("bank").journey_map(to_be=to_be)
    assert "\n" not in str(error.value)


def test_unknown_by(run_of):
    with pytest.raises(CxsimError, match="did you mean 'touchpoint'"):
        run_of("bank").journey_map("touchpoints")


# -- odd firms ----------------------------------------------------------------------------------


def test_maps_of_odd_firms(run_of, odd_firm):
    run = run_of(odd_firm)
    for by in ("touchpoint", "need", "stage"):
        table = run.journey_map(by)
        assert table.contacts.sum() == len(counted(run)[0])
        quiet = table[table.contacts == 0]
        assert quiet[["satisfaction", "effort", "shortfall", "pain"]].isna().all(axis=None)
        assert not np.isinf(table.select_dtypes("float64")).any(axis=None)
        run.journey_map(by, to_be=run)
    whole = run.journey_map()
    assert list(whole.touchpoint) == list(run.scenario.company.touchpoints)


def test_without_a_survey_nothing_is_measured(run_of):
    table = run_of("no survey").journey_map()
    assert (table.answers == 0).all() and table[MEASURED].isna().all(axis=None)
    assert table.rank_measured.isna().all() and table.pain.notna().any()


def test_one_touchpoint_is_touched_by_every_journey(run_of):
    table = run_of("one touchpoint").journey_map()
    assert len(table) == 1 and table.reach.iloc[0] == 1.0 and table["rank"].iloc[0] == 1


def test_a_streamed_log_gives_the_same_map_and_story(simulate, tmp_path):
    bank = cx.load("bank").replace(customers=40, days=60, warm_up_days=0)
    kept, streamed = simulate(bank), simulate(bank, log=tmp_path / "log")
    pd.testing.assert_frame_equal(kept.journey_map("need"), streamed.journey_map("need"))
    assert str(kept.explain(3)) == str(streamed.explain(3))


def test_a_map_needs_the_log(simulate):
    run = simulate(cx.load("bank").replace(customers=20, days=40, warm_up_days=0), log=False)
    with pytest.raises(CxsimError, match="log"):
        run.journey_map()
