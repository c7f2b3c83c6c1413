"""How fast the engines are, as ratios within one run: `python tests/benchmarks/measure.py`.

Rivals run just before each round of the engine that is measured, so that a slow moment of the
machine hits both; the best round counts. The figures end up in ``extra_info``.
"""

import json
import os
import subprocess
import sys
import time

import pytest
from rivals import calls_with_ciw, calls_with_simpy

import cxsim as cx

pytestmark = pytest.mark.benchmark


REPEATS = 10  # runs in a round: a round must last as long as its rival's, to meet the same noise


class Stopwatch:
    """Times calls by name and remembers the best."""

    def __init__(self):
        self.best = {}

    def time(self, name, function):
        start = time.perf_counter()
        result = function()
        seconds = time.perf_counter() - start
        self.best[name] = min(seconds, self.best.get(name, seconds))
        return result


def measure(benchmark, run, before, rounds, repeats=1):
    """Best time of ``run`` in seconds; ``before`` runs ahead of each round."""
    run()  # nothing is compiled or read from disk inside a round

    def one_round():
        for _ in range(repeats):
            run()

    benchmark.pedantic(one_round, setup=before, rounds=rounds)
    return benchmark.stats.stats.min / repeats


def test_queue_against_bare_simpy_and_ciw(benchmark):
    scenario = cx.load("contact_centre")
    minutes = 60.0 * scenario.hours_per_day * scenario.days
    watch, calls = Stopwatch(), {}

    def rivals():
        calls["bare_simpy"] = watch.time("bare_simpy", lambda: calls_with_simpy(minutes))
        calls["ciw"] = watch.time("ciw", lambda: calls_with_ciw(minutes))

    def ours():
        return cx.simulate(scenario, seed=1, engine="compiled")

    seconds = measure(benchmark, ours, rivals, rounds=5, repeats=REPEATS)
    contacts = len(ours().encounters)
    assert contacts == pytest.approx(calls["bare_simpy"], rel=0.02)
    rates = {name: calls[name] / watch.best[name] for name in calls}
    benchmark.extra_info.update(
        queue_contacts=contacts,
        queue_compiled_per_second=contacts / seconds,
        queue_bare_simpy_per_second=rates["bare_simpy"],
        queue_ciw_per_second=rates["ciw"],
        queue_against_bare_simpy=contacts / seconds / rates["bare_simpy"],
        queue_against_ciw=contacts / seconds / rates["ciw"],
    )


def test_bank_against_the_readable_engine(benchmark):
    watch = Stopwatch()

    def readable():
        watch.time("simpy", lambda: cx.simulate("bank", seed=1, engine="simpy"))

    def ours():
        return cx.simulate("bank", seed=1, engine="compiled")

    seconds = measure(benchmark, ours, readable, rounds=3, repeats=REPEATS)
    contacts = len(ours().encounters)
    benchmark.extra_info.update(
        bank_contacts=contacts,
        bank_compiled_per_second=contacts / seconds,
        bank_simpy_per_second=contacts / watch.best["simpy"],
        bank_against_simpy_engine=watch.best["simpy"] / seconds,
    )


def test_the_price_of_the_log(benchmark):
    scenario = cx.load("bank").replace(customers=20_000, days=365)
    watch = Stopwatch()

    def bare():
        watch.time("bare", lambda: cx.simulate(scenario, seed=1, engine="compiled", log=False))

    def logged():
        return cx.simulate(scenario, seed=1, engine="compiled")

    seconds = measure(benchmark, logged, bare, rounds=5)
    contacts = len(logged().encounters)
    benchmark.extra_info.update(
        log_contacts=contacts,
        log_on_per_second=contacts / seconds,
        log_off_per_second=contacts / watch.best["bare"],
    )


def test_growth_from_ten_thousand_to_a_million_customers(benchmark):
    watch, contacts = Stopwatch(), {}

    def bank(customers):
        scenario = cx.load("bank").replace(customers=customers, days=122, warm_up_days=0)
        return cx.simulate(scenario, seed=1, engine="compiled", log=False)

    def smaller_banks():
        for customers in (10_000, 100_000):
            for _ in range(3):
                run = watch.time(customers, lambda size=customers: bank(size))
            contacts[customers] = contacts_of(run)

    seconds = measure(benchmark, lambda: bank(1_000_000), smaller_banks, rounds=3)
    best = {**watch.best, 1_000_000: seconds}
    contacts[1_000_000] = contacts_of(bank(1_000_000))
    each = {customers: 1e6 * best[customers] / contacts[customers] for customers in best}
    benchmark.extra_info.update(
        growth_microseconds_10_000=each[10_000],
        growth_microseconds_100_000=each[100_000],
        growth_microseconds_1_000_000=each[1_000_000],
        growth_from_10_000_to_1_000_000=each[1_000_000] / each[10_000],
    )


def contacts_of(run):
    """Number of contacts of a run without a log and without a warm-up."""
    people = run.customers
    days = (people.left.fillna(run.scenario.days) - people.joined).sum()
    return run.kpis.value["contacts"] * days / 365.25


def test_comparison_of_two_banks(benchmark):
    """Two scenarios, 20 replications each, two workers: 10 seconds or less."""
    bank = cx.load("bank")
    firms = {"as is": bank, "wider gap": bank.replace({"company.gaps.delivery": 0.4})}

    def ours():
        return cx.compare(firms, replications=20, workers=2)

    benchmark.extra_info.update(compare_seconds=measure(benchmark, ours, None, rounds=3))


MILLION = """
import json, resource, sys, time
import cxsim
scenario = cxsim.load("bank").replace(customers=1_000_000, days=365)
start = time.perf_counter()
cxsim.simulate(scenario, seed=1, engine="compiled", log=False).kpis
seconds = time.perf_counter() - start
unit = 1 if sys.platform == "darwin" else 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
print(json.dumps([seconds, peak / 2**30]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no measure of peak memory there")
def test_memory_of_a_million_customers_in_a_year(benchmark):
    cx.simulate("bank", engine="compiled", log=False)  # compiles, if nobody has before
    output = benchmark.pedantic(python, args=(MILLION,), rounds=1)
    seconds, peak = json.loads(output)
    benchmark.extra_info.update(million_seconds=seconds, million_memory_gb=peak)


FIRST_RUN = """
import time
import cxsim
scenario = cxsim.load("bank").replace(customers=1, days=1, warm_up_days=0)
cxsim.simulate(scenario, engine="compiled")
print(time.time())
"""


def test_first_compile_and_later_start(benchmark, tmp_path):
    def seconds_to_first_run():
        start = time.time()
        return float(python(FIRST_RUN, CXSIM_CACHE_DIR=str(tmp_path))) - start

    first = seconds_to_first_run()
    later = [seconds_to_first_run() for _ in range(4)]
    later.append(benchmark.pedantic(seconds_to_first_run, rounds=1))
    benchmark.extra_info.update(first_compile_seconds=first, later_start_seconds=min(later))


IMPORT = """
import time
start = time.perf_counter()
import cxsim
print(time.perf_counter() - start)
"""


def test_import(benchmark):
    seconds = [float(python(IMPORT)) for _ in range(9)]
    seconds.append(float(benchmark.pedantic(python, args=(IMPORT,), rounds=1)))
    benchmark.extra_info.update(import_seconds=min(seconds))


def python(code, **environment):
    """What a new Python process prints."""
    return subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    ).stdout
