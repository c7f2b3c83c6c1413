"""The six tables: columns, types, keys, what may be missing, and what a seed decides."""

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.company.firm import QuarterRecord
from cxsim.company.measurement import net_promoter_score
from cxsim.errors import CxsimError

SCHEMAS = {
    "encounters": {
        "customer": "int64", "episode": "int64", "step": "int64",
        "need": "category", "touchpoint": "category",
        "arrived": "float64", "started": "float64", "ended": "float64",
        "wait_minutes": "float64", "handling_minutes": "float64",
        "outcome": "category", "context_kept": "boolean",
        "performance": "float64", "expectation": "float64", "disconfirmation": "float64",
        "heart": "float64", "mind": "float64", "hands": "float64",
        "effort": "float64", "satisfaction": "float64",
    },
    "episodes": {
        "customer": "int64", "episode": "int64", "need": "category",
        "opened": "float64", "closed": "float64", "contacts": "int64", "resolved": "boolean",
        "remembered": "float64", "attitude": "float64", "loyalty": "float64",
        "complained": "bool", "reviewed": "bool", "talked": "bool", "stars": "float64",
        "spend": "float64", "surveyed": "bool",
        "nps_score": "float64", "csat_score": "float64", "ces_score": "float64",
    },
    "customers": {
        "customer": "int64", "segment": "category", "source": "category",
        "joined": "float64", "left": "float64", "reason": "category",
        "tenure_at_joining_months": "float64", "episodes": "int64", "purchases": "int64",
        "spend": "float64", "cost_to_serve": "float64", "referrals": "int64",
        "attitude": "float64", "loyalty": "float64",
        "will_expectation": "float64", "should_expectation": "float64",
    },
    "timeline": {
        "month": "int64", "day": "float64", "length_months": "float64",
        "active": "int64", "joined": "int64", "left": "int64",
        "retention": "float64", "churn": "float64",
        "nps": "float64", "nps_measured": "float64",
        "csat": "float64", "csat_measured": "float64",
        "ces": "float64", "ces_measured": "float64",
        "attitude": "float64", "loyalty": "float64",
        "gap_1": "float64", "gap_2": "float64", "gap_3": "float64", "gap_4": "float64",
        "gap_5": "float64", "motivation": "float64",
        "revenue": "float64", "cost": "float64", "profit": "float64",
    },
    "queues": {
        "month": "int64", "touchpoint": "object", "agents": "int64",
        "arrivals": "int64", "served": "int64", "abandoned": "int64",
        "wait_minutes": "float64", "occupancy": "float64",
    },
    "management": {
        "quarter": "int64", "day": "float64", "answers": "int64", "response_rate": "float64",
        "nps": "float64", "nps_measured": "float64",
        "csat": "float64", "csat_measured": "float64",
        "ces": "float64", "ces_measured": "float64",
        "attitude": "float64", "loyalty": "float64",
        **{
            name: "object" if isinstance(value, str) else type(value).__name__ + "64"
            for name, value in QuarterRecord(0).as_dict().items()
            if name != "quarter"
        },
    },
}  # fmt: skip
KEYS = {
    "encounters": ["customer", "episode", "step"],
    "episodes": ["customer", "episode"],
    "customers": ["customer"],
    "timeline": ["month"],
    "queues": ["month", "touchpoint"],
    "management": ["quarter"],
}
tables = pytest.mark.parametrize("table", SCHEMAS)

# Columns of `bank` that hold one value or none, and why.
CONSTANT = {
    "customers.purchases": "a contract has fees, not purchases",
    "timeline.gap_1": "gaps stay as they are set while no lever is pulled",
    "timeline.gap_2": "gaps stay as they are set while no lever is pulled",
    "timeline.gap_3": "gaps stay as they are set while no lever is pulled",
    "timeline.motivation": "no desk is strained, and the staff's level is the neutral .5",
    "timeline.gap_4": "gaps stay as they are set while no lever is pulled",
    **{
        f"management.{name}": "the firm does not manage"
        for name in QuarterRecord(0).as_dict()
        if name != "quarter"
    },
}


# -- schemas ------------------------------------------------------------------------------------


@tables
def test_columns_and_types(preset_run, preset, table):
    frame = getattr(preset_run(preset), table)
    if frame.empty and table in ("queues", "management"):
        pytest.skip("no rows: see test_empty_tables_keep_their_columns")
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == SCHEMAS[table]
    assert list(frame.columns) == list(SCHEMAS[table])


@pytest.mark.parametrize(("preset_name", "table"), [("cdnow", "queues"), ("bank", "management")])
def test_empty_tables_keep_their_columns(simulate, preset_name, table):
    run = simulate(cx.load(preset_name).replace(customers=20, days=10, warm_up_days=0))
    frame = getattr(run, table)
    assert frame.empty
    assert list(frame.columns) == list(SCHEMAS[table])


@tables
def test_keys_are_unique_and_sorted(preset_run, preset, table):
    frame = getattr(preset_run(preset), table)
    if frame.empty:
        return
    keys = frame[KEYS[table]]
    assert not keys.duplicated().any()
    if table == "queues":  # touchpoints in the order of the scenario
        order = list(preset_run(preset).scenario.company.touchpoints)
        keys = keys.assign(touchpoint=keys.touchpoint.map(order.index))
    expected = keys.sort_values(list(keys.columns), ignore_index=True)
    pd.testing.assert_frame_equal(keys, expected)


def test_names_come_from_the_scenario(preset_run, preset):
    run = preset_run(preset)
    scenario = run.scenario
    assert set(run.encounters.touchpoint) <= set(scenario.company.touchpoints)
    assert set(run.encounters.need) <= set(scenario.market.needs)
    assert set(run.episodes.need) <= set(scenario.market.needs)
    assert set(run.customers.segment) <= set(scenario.market.segments)
    assert set(run.encounters.outcome.dropna()) <= {"resolved", "unresolved", "abandoned", "failed"}
    assert set(run.customers.source) <= {"initial", "advertising", "referral"}
    fits = {
        (need, place)
        for need in scenario.market.needs
        for place in scenario.company.touchpoints
        if scenario.market.needs[need].fit.get(place, 0.0) is not None
    }
    fits |= {(name, place) for name, need in scenario.market.needs.items() for place in need.path}
    met = set(zip(run.encounters.need, run.encounters.touchpoint, strict=True))
    assert met <= fits


# -- missing is missing -------------------------------------------------------------------------


def test_what_is_missing_in_encounters(preset_run, preset):
    contacts = preset_run(preset).encounters
    open_ones, abandoned = contacts.ended.isna(), contacts.outcome == "abandoned"
    for name in ("customer", "episode", "step", "need", "touchpoint", "arrived", "wait_minutes"):
        assert contacts[name].notna().all()
    assert (contacts.outcome.isna() == open_ones).all()
    assert (contacts.handling_minutes.isna() == (open_ones | abandoned)).all()
    assert contacts.started[abandoned].isna().all()
    assert contacts.started[~abandoned & ~open_ones].notna().all()
    for name in ("performance", "expectation", "disconfirmation", "heart", "mind", "hands"):
        assert (contacts[name].isna() == (open_ones | abandoned)).all()
    for name in ("effort", "satisfaction"):  # a customer who gives up feels something, too
        assert (contacts[name].isna() == open_ones).all()
    assert (contacts.context_kept.isna() == (contacts.step == 1)).all()
    assert (contacts.wait_minutes >= 0).all()


def test_what_is_missing_in_episodes(preset_run, preset):
    episodes = preset_run(preset).episodes
    open_ones, answered = episodes.closed.isna(), episodes.nps_score.notna()
    for name in ("resolved", "remembered"):
        assert (episodes[name].isna() == open_ones).all()
    for name in ("customer", "episode", "need", "opened", "contacts", "attitude", "loyalty"):
        assert episodes[name].notna().all()
    for name in ("csat_score", "ces_score"):
        assert (episodes[name].notna() == answered).all()
    assert not (answered & ~episodes.surveyed).any()
    assert not (episodes.surveyed & open_ones).any()
    for name, lowest, highest in (("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7)):
        scores = episodes[f"{name}_score"].dropna()
        assert scores.between(lowest, highest).all()
        assert (scores == scores.round()).all()


def test_what_is_in_progress_is_only_at_the_horizon(preset_run, preset):
    run = preset_run(preset)
    contacts, episodes = run.encounters, run.episodes
    key = ["customer", "episode"]
    open_contacts = contacts[contacts.ended.isna()]
    still_open = episodes[episodes.closed.isna()]
    assert not open_contacts.duplicated(key).any()
    inside = open_contacts[key].apply(tuple, axis=1).isin(still_open[key].apply(tuple, axis=1))
    assert inside.all() or open_contacts.empty
    # an open contact is the last of its episode
    last = contacts.groupby(key).step.transform("max")
    assert (contacts.step == last)[contacts.ended.isna()].all()


@tables
def test_no_column_of_bank_is_constant_or_missing_by_mistake(preset_run, table):
    frame = getattr(preset_run("bank"), table)
    dull = {name for name in frame if frame[name].nunique(dropna=True) <= 1}
    assert {f"{table}.{name}" for name in dull} == {
        name for name in CONSTANT if name.startswith(f"{table}.")
    }


def test_no_column_of_a_shop_is_constant_by_mistake(preset_run):
    """What is constant in a bank because it has contracts must move where customers buy."""
    run = preset_run("retailer")
    assert run.customers.purchases.nunique() > 3
    assert run.episodes.spend.nunique() > 100
    assert run.customers.spend.nunique() > 100
    assert set(run.customers.source) == {"initial", "advertising", "referral"}


# -- seeds and logs -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bank", "retailer"])
def test_the_same_seed_gives_the_same_tables(simulate, preset_run, small_preset, name):
    first, again = preset_run(name), simulate(small_preset(name))
    for table in (*SCHEMAS, "kpis"):
        pd.testing.assert_frame_equal(getattr(first, table), getattr(again, table))


@pytest.mark.parametrize("name", ["bank", "retailer"])
def test_another_seed_gives_other_tables(preset_run, name):
    first, other = preset_run(name), preset_run(name, 2)
    for table in SCHEMAS:
        assert not getattr(first, table).equals(getattr(other, table))


def test_without_a_log_everything_else_is_the_same(simulate, preset_run, small_preset, preset):
    """KPIs come from accumulators, never from the log."""
    logged, bare = preset_run(preset), simulate(small_preset(preset), log=False)
    for table in ("kpis", "timeline", "queues", "management", "customers"):
        pd.testing.assert_frame_equal(getattr(logged, table), getattr(bare, table))
    for table in ("encounters", "episodes"):
        with pytest.raises(CxsimError):
            getattr(bare, table)


def test_reading_the_tables_changes_nothing(simulate, small_preset):
    run = simulate(small_preset("bank", customers=50, days=60, warm_up_days=10))
    before = run.kpis.copy()
    run.encounters.loc[:, "satisfaction"] = 99.0
    run.customers.loc[:, "attitude"] = 99.0
    pd.testing.assert_frame_equal(run.kpis, before)


def test_kpis_have_units_and_directions(preset_run, preset):
    kpis = preset_run(preset).kpis
    assert list(kpis.columns) == ["value", "measured", "unit", "better", "meaning"]
    assert kpis.index.is_unique and kpis.index.name == "kpi"
    assert set(kpis.better) <= {"higher", "lower", ""}
    assert (kpis.unit != "").all() and (kpis.meaning != "").all()
    assert not np.isinf(kpis[["value", "measured"]].to_numpy(dtype=float)).any()


# -- the firm's quarters ------------------------------------------------------------------------


def test_quarters_sum_up_their_months(preset_run, industry):
    run = preset_run(industry)
    quarters, timeline = run.management, run.timeline
    ends = [365.25 / 4 * k for k in range(1, len(quarters) + 1)]
    assert np.allclose(quarters.day, np.minimum(ends, run.scenario.days))
    edges = [0.0, *quarters.day]
    quarter = pd.cut(run.episodes.closed, edges, right=False, labels=False)
    rows = run.episodes.assign(quarter=quarter).dropna(subset="quarter")
    answers = rows.dropna(subset="nps_score").groupby("quarter")
    assert (answers.size().to_numpy() == quarters.answers).all()
    asked = rows.groupby("quarter").surveyed.sum().to_numpy()
    assert np.allclose(quarters.response_rate, quarters.answers / asked)
    assert np.allclose(quarters.csat_measured, answers.csat_score.mean())
    assert np.allclose(quarters.ces_measured, answers.ces_score.mean())
    assert np.allclose(quarters.nps_measured, answers.nps_score.apply(net_promoter_score))
    # stocks are read at the quarter's end
    stock = timeline.set_index("day").loc[quarters.day]
    for name in ("nps", "attitude", "loyalty"):
        assert np.allclose(quarters[name], stock[name])


@pytest.mark.parametrize(("days", "count"), [(91, 1), (45, 0), (46, 1), (137, 2), (136, 1)])
def test_a_last_quarter_counts_if_half_of_it_has_passed(simulate, days, count):
    """Half a quarter is 45.656 days."""
    run = simulate(cx.load("bank").replace(customers=20, days=days, warm_up_days=0), log=False)
    assert len(run.management) == count
