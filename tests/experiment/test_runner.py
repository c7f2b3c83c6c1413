"""Many runs: the same digits wherever they run, nothing lost, nothing twice."""

import os
import threading
import time
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from firms import BANK, WORSE, digits, jobs

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.experiment import places
from cxsim.experiment.jobs import Job, failures, table_of_runs
from cxsim.experiment.places import as_they_finish
from cxsim.experiment.runner import run_jobs
from cxsim.experiment.store import Store

JOBS = jobs(range(1, 5), bank=BANK, worse=WORSE)


@pytest.fixture(scope="module")
def serial():
    return digits(run_jobs(JOBS, timeline=True))


def test_a_result_is_that_of_simulate():
    (result,) = run_jobs([Job(BANK, 3)], timeline=True)
    run = cx.simulate(BANK, seed=3)
    assert list(result.kpis) == list(run.kpis.index)
    np.testing.assert_array_equal(list(result.kpis.values()), run.kpis["value"])
    np.testing.assert_array_equal(list(result.measured.values()), run.kpis["measured"])
    for name in ("month", "active", "nps", "profit"):
        np.testing.assert_array_equal(result.timeline[name], run.timeline[name])


def test_threads_give_the_same(serial):
    assert digits(run_jobs(JOBS, workers=2, timeline=True)) == serial


def test_any_executor_gives_the_same(serial):
    with ThreadPoolExecutor(3) as threads:
        assert digits(run_jobs(JOBS, workers=threads, timeline=True)) == serial


@pytest.mark.slow
def test_processes_give_the_same(serial):
    """The SimPy engine, because its workers are processes; its digits are the same, too."""
    by_processes = run_jobs(JOBS, workers=2, engine="simpy", timeline=True)
    assert digits(by_processes) == digits(run_jobs(JOBS, engine="simpy", timeline=True))
    compiled_in_processes = run_jobs(JOBS, workers=places._processes(2), timeline=True)
    assert digits(compiled_in_processes) == serial


@pytest.mark.slow
def test_dask_gives_the_same(serial, client):
    assert digits(run_jobs(JOBS, workers=client, timeline=True)) == serial


@pytest.mark.slow
def test_a_dask_worker_that_dies_loses_nothing(tmp_path, client):
    """It is killed as soon as some results lie in the store, while most are still to come."""
    many = jobs(range(1, 41), bank=BANK.replace(customers=1000, days=400), worse=WORSE)
    victim = next(iter(client.run(os.getpid).values()))
    killed_at = []

    def kill_in_mid_sweep():
        while len(list(tmp_path.glob("*.json"))) < 8:
            time.sleep(0.01)
        os.kill(victim, 9)
        killed_at.append(len(list(tmp_path.glob("*.json"))))

    killer = threading.Thread(target=kill_in_mid_sweep, daemon=True)
    killer.start()
    found = run_jobs(many, workers=client, store=tmp_path)
    killer.join(timeout=10)
    assert killed_at[0] < len(many)
    assert victim not in client.run(os.getpid).values()
    assert len(list(tmp_path.glob("*.json"))) == len(many)
    assert digits(found) == digits(run_jobs(many, workers=2))


def _double(number):
    if number == 7:
        os._exit(1)
    return 2 * number


@pytest.mark.slow
def test_a_task_that_kills_its_process_is_the_only_one_lost():
    """The tasks beside it go down with the pool, and are run again."""
    answers = list(as_they_finish(_double, range(20), workers=2, engine="simpy"))
    assert sorted(number for number, _ in answers) == list(range(20))
    found = dict(answers)
    assert isinstance(found.pop(7), BrokenExecutor)
    assert found == {number: 2 * number for number in range(20) if number != 7}


@pytest.mark.slow
def test_an_executor_of_ones_own_that_breaks_is_told():
    """It cannot be opened anew: every task is answered once, with a number or with the reason."""
    answers = list(as_they_finish(_double, range(20), places._processes(2), "simpy"))
    assert sorted(number for number, _ in answers) == list(range(20))
    for number, answer in answers:
        assert isinstance(answer, BrokenExecutor) or answer == 2 * number


# -- failures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [None, 2])
def test_a_failing_run_is_reported_and_loses_nothing_else(workers, serial):
    mixed = [*JOBS[:3], Job(BANK, -1, "no such seed"), *JOBS[3:]]
    results = run_jobs(mixed, workers=workers, timeline=True)
    assert digits([*results[:3], *results[4:]]) == serial
    assert failures(mixed, results).to_numpy().tolist() == [
        ["no such seed", -1, "seed must lie between 0 and 2^63 - 1, not -1."]
    ]
    table = table_of_runs(mixed, results)
    assert table.loc[("no such seed", -1)].isna().all()
    assert table["profit"].notna().sum() == len(JOBS)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([],), "there is nothing to run"),
        (([("bank", 1)],), "'bank' is no scenario"),
        ((JOBS, 0), "workers must lie between 1 and 1024, not 0."),
        ((JOBS, 2.5), "workers must be a whole number or a Dask client, not 2.5."),
        ((JOBS, True), "workers must be a whole number or a Dask client"),
        ((JOBS, 1, "simpi"), "Unknown engine 'simpi': did you mean 'simpy'?"),
    ],
)
def test_nonsense_is_refused(arguments, sentence):
    with pytest.raises(CxsimError) as refused:
        run_jobs(*arguments)
    assert sentence in str(refused.value)


def test_a_broken_executor_is_told():
    class Broken(ThreadPoolExecutor):
        def submit(self, *_, **__):
            raise BrokenExecutor("all workers are gone")

    with Broken(1) as executor, pytest.raises(CxsimError, match="all workers are gone"):
        run_jobs(JOBS, workers=executor)


# -- the store -------------------------------------------------------------------------------------


def test_interrupted_and_resumed_is_uninterrupted(tmp_path, serial):
    def stop(done, total):
        assert total == len(JOBS)
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_jobs(JOBS, workers=2, timeline=True, store=tmp_path, progress=stop)
    written = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    assert len(written) == 3
    assert digits(run_jobs(JOBS, workers=2, timeline=True, store=tmp_path)) == serial
    again = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    assert len(again) == len(JOBS)
    assert written.items() <= again.items()  # what was there was not run again


def test_a_finished_store_runs_nothing(tmp_path, serial, monkeypatch):
    run_jobs(JOBS, timeline=True, store=tmp_path)

    def nothing(*_):
        raise AssertionError("a run was made")

    monkeypatch.setattr("cxsim.experiment.jobs.simulate", nothing)
    assert digits(run_jobs(JOBS, timeline=True, store=tmp_path)) == serial
    without = digits(result._replace(timeline=None) for result in run_jobs(JOBS, store=tmp_path))
    assert digits(run_jobs(JOBS, store=tmp_path)) == without


def test_the_store_knows_scenario_seed_and_timeline_apart(tmp_path):
    store = Store(tmp_path)
    (result,) = run_jobs([Job(BANK, 1)])
    store.add(Job(BANK, 1), result)
    assert digits([store.find(Job(BANK, 1, "another name"))]) == digits([result])
    assert store.find(Job(BANK, 2)) is None
    assert store.find(Job(WORSE, 1)) is None
    assert store.find(Job(BANK, 1), timeline=True) is None


def test_a_damaged_file_runs_again(tmp_path, serial):
    run_jobs(JOBS, timeline=True, store=tmp_path)
    for number, file in enumerate(sorted(tmp_path.iterdir())):
        file.write_text(["", "{", "[]", "{}"][number % 4])
    assert digits(run_jobs(JOBS, timeline=True, store=tmp_path)) == serial


def test_failures_are_not_kept(tmp_path):
    run_jobs([Job(BANK, -1)], store=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_store_needs_a_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CxsimError, match=r"store: .* cannot be written"):
        run_jobs(JOBS, store=tmp_path / "file")


def test_a_bar_is_for_people_only(capsys):
    run_jobs(JOBS[:1])
    printed = capsys.readouterr()
    assert printed.out == printed.err == ""
