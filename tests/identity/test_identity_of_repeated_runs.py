"""A run depends on scenario and seed alone: not on its log, its neighbours or its buffers."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from same_tables import WITHOUT_LOG, assert_same, tables_of
from small_firms import PRESETS, assert_people_queue_and_give_up, small, with_dated_changes

import cxsim as cx
from cxsim.engine.compiled_engine import CompiledEngine

EXACTLY = 0.0  # the same engine: to the last bit


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize("preset", PRESETS)
def test_without_a_log_all_figures_are_the_same(preset, engine):
    scenario = with_dated_changes(small(preset))
    logged = cx.simulate(scenario, seed=1, engine=engine)
    bare = cx.simulate(scenario, seed=1, engine=engine, log=False)
    tables = {"log": tables_of(logged, WITHOUT_LOG), "no log": tables_of(bare, WITHOUT_LOG)}
    assert_same(tables, scenario, 1, EXACTLY)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_without_a_log_there_is_no_table_of_contacts(engine):
    run = cx.simulate(small("bank"), engine=engine, log=False)
    with pytest.raises(cx.CxsimError, match="log"):
        _ = run.encounters


def test_runs_in_threads_are_the_same_as_one_after_the_other():
    jobs = [(with_dated_changes(small(preset)), seed) for preset in PRESETS for seed in (1, 2, 3)]

    def tables(job):
        scenario, seed = job
        return tables_of(cx.simulate(scenario, seed=seed, engine="compiled"))

    serial = [tables(job) for job in jobs]
    with ThreadPoolExecutor(max_workers=4) as pool:
        threaded = list(pool.map(tables, jobs))
    for job, alone, together in zip(jobs, serial, threaded, strict=True):
        assert_same({"serial": alone, "threads": together}, *job, EXACTLY)


def test_one_seed_is_not_another():
    one, other = (cx.simulate(small("bank"), seed=seed, engine="compiled") for seed in (1, 2))
    with pytest.raises(AssertionError, match="differ"):
        assert_same({"seed 1": tables_of(one), "seed 2": tables_of(other)}, small("bank"), 1)


def crowd(agents, patience_minutes):
    """Too few agents for the two hundred calls of a day, which has thirty open minutes."""
    changes = {
        "company.touchpoints.call_centre.agents": agents,
        "company.touchpoints.call_centre.patience_minutes": patience_minutes,
        "market.needs.call.per_month": 20.0,
    }
    return cx.load("contact_centre").replace(changes, customers=300, days=25, hours_per_day=0.5)


@pytest.mark.parametrize(
    ("grows", "scenario"),
    [("_grow_tickets", crowd(1, None)), ("_grow_agenda", crowd(6, 300.0))],
    ids=["many open needs", "many timers of people who were served"],
)
def test_arrays_that_grow_during_a_run_change_nothing(grows, scenario, monkeypatch):
    calls = []
    grow = getattr(CompiledEngine, grows)
    monkeypatch.setattr(CompiledEngine, grows, lambda engine: (calls.append(1), grow(engine)))
    fast = cx.simulate(scenario, seed=1, engine="compiled")
    readable = cx.simulate(scenario, seed=1, engine="simpy")
    assert calls, "the case is too small: nothing grew"
    assert_same({"simpy": tables_of(readable), "compiled": tables_of(fast)}, scenario, 1)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_log_that_is_moved_out_in_small_parts_is_the_same(engine, monkeypatch):
    scenario = with_dated_changes(small("telecom"))
    whole = cx.simulate(scenario, seed=1, engine=engine)
    assert_people_queue_and_give_up(whole)
    monkeypatch.setattr("cxsim.engine.log.BUFFER_ROWS", 7)
    parts = cx.simulate(scenario, seed=1, engine=engine)
    assert_same({"whole": tables_of(whole), "parts": tables_of(parts)}, scenario, 1, EXACTLY)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_log_in_files_is_the_same(engine, monkeypatch, tmp_path):
    pytest.importorskip("pyarrow")
    scenario = with_dated_changes(small("retailer"))
    memory = cx.simulate(scenario, seed=1, engine=engine)
    monkeypatch.setattr("cxsim.engine.log.BUFFER_ROWS", 50)
    files = cx.simulate(scenario, seed=1, engine=engine, log=tmp_path / "log")
    tables = {"in memory": tables_of(memory), "in files": tables_of(files)}
    assert_same(tables, scenario, 1, EXACTLY)
