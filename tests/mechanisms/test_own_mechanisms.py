"""Mechanisms of one's own: parameters, state, luck and hooks, and what is refused."""

import doctest
import subprocess
import sys
import textwrap
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from own_mechanisms import Diary, Weather
from small_worlds import TABLES, small

import cxsim as cx
from cxsim import cli
from cxsim.engine.state import Person
from cxsim.errors import CxsimError
from cxsim.experiment.jobs import Job
from cxsim.experiment.runner import run_jobs
from cxsim.experiment.store import Store
from cxsim.model import mechanism
from cxsim.model.mechanism import COLUMNS, HOOKS
from cxsim.results.rerun import rerun

BANK = cx.load("bank").replace(customers=60, days=120, warm_up_days=20)
RETAILER = cx.load("retailer").replace(customers=60, days=120, warm_up_days=20)
WET = BANK.having(Weather())
RAIN, GLOOM = "mechanisms.weather.rain", "mechanisms.weather.gloom"


def simpy(scenario, seed=1, **options):
    return cx.simulate(scenario, seed, engine="simpy", **options)


@pytest.fixture(scope="module")
def plain():
    return simpy(BANK)


@pytest.fixture(scope="module")
def wet():
    return simpy(WET)


def assert_same_where_both(run, base):
    """All columns of a run without mechanisms are there with the same digits."""
    for name in TABLES:
        one, other = getattr(run, name), getattr(base, name)
        pd.testing.assert_frame_equal(one[other.columns], other, check_exact=True)


# -- parameters ------------------------------------------------------------------------------------


def test_parameters_are_described_and_replaced():
    row = WET.describe("mechanisms").loc[RAIN]
    assert (row.value, row.unit, row.range, row.source) == (0.3, "share", (0.1, 0.5), "assumption")
    assert WET.replace({RAIN: 0.9}).value(RAIN) == 0.9 and WET.value(RAIN) == 0.3
    assert cx.parameter(1.0, "Anything").json_schema_extra["unit"] == ""


def test_a_scenario_keeps_the_classes_of_its_mechanisms():
    """Another class of the same name, defined later, does not slip in."""
    first = BANK.having(type("Twice", (cx.Mechanism,), {"size": cx.parameter(1.0, "Size")})())
    type("Twice", (cx.Mechanism,), {"other": cx.parameter(2.0, "Other")})
    assert first.replace({"mechanisms.twice.size": 3.0}).value("mechanisms.twice.size") == 3.0
    assert first.replace(customers=5).value("mechanisms.twice.size") == 1.0


def test_a_dated_change_moves_a_parameter():
    run = simpy(WET.replace({RAIN: 1.0}).at(60, {RAIN: 0.0}))
    early = run.encounters.arrived < 60
    assert run.encounters.wet[early].all() and not run.encounters.wet[~early].any()
    assert early.sum() > 20 and (~early).sum() > 20


def test_experiments_move_and_draw_parameters():
    swept = cx.sweep(WET, {RAIN: [0.0, 1.0]}, 2, kpis="csat", engine="simpy", progress=False)
    assert swept["mean"].iloc[0] > swept["mean"].iloc[1]
    small_wet = WET.replace(customers=30)
    other = small_wet.replace({"company.gaps.delivery": 0.9})
    free = [RAIN, GLOOM]
    robust = cx.robustness(small_wet, other, "csat", 10, free=free, engine="simpy", progress=False)
    assert robust.draws[RAIN].between(0.1, 0.5).all() and robust.draws[RAIN].nunique() == 10
    from cxsim.experiment.space import axes_of

    assert {RAIN, GLOOM} <= {axis.path for axis in axes_of(WET, None)}
    screened = cx.sensitivity(
        small_wet, kpi="csat", free=free, samples=2, engine="simpy", progress=False
    )
    assert (screened["mu"] < 0.0).all()


def test_yaml_holds_a_mechanism(tmp_path, capsys):
    file = tmp_path / "wet.yaml"
    WET.replace({RAIN: 0.7}).to_yaml(file)
    assert cx.load(file) == WET.replace({RAIN: 0.7})
    text = file.read_text(encoding="utf-8")
    (tmp_path / "else.yaml").write_text(text.replace("weather:", "unheard:"), encoding="utf-8")
    with pytest.raises(CxsimError, match=r"mechanisms.unheard: .* define or import its class"):
        cx.load(tmp_path / "else.yaml")
    words = ["run", str(file), "--engine", "simpy", "--set", f"{RAIN}=1.0"]
    assert cli.main([*words, "--out", str(tmp_path / "out")]) == 0
    assert "\nweather" not in capsys.readouterr().out
    assert ",True\n" in (tmp_path / "out" / "encounters.csv").read_text(encoding="utf-8")
    assert cli.main(["run", str(file), "--set", "mechanisms.weather.rian=1.0"]) == 2
    assert "did you mean 'mechanisms.weather.rain'" in capsys.readouterr().err


def test_the_command_line_learns_a_class_from_a_file(tmp_path, capsys):
    (tmp_path / "snow.py").write_text(
        textwrap.dedent("""
        import cxsim as cx
        class Snow(cx.Mechanism):
            flakes = cx.parameter(1.0, "Flakes")
            def month(self, here):
                pass
        """)
    )
    (tmp_path / "snow.yaml").write_text(
        BANK.to_yaml().replace("mechanisms: {}", "mechanisms: {snow: {flakes: 2.0}}")
    )
    words = ["run", str(tmp_path / "snow.yaml"), "--engine", "simpy"]
    assert cli.main([*words, "--kpi-file", str(tmp_path / "snow.py")]) == 0


def test_a_mechanism_of_an_unknown_class_has_a_schema():
    assert "mechanisms" in cx.Scenario.json_schema()["properties"]


# -- state -----------------------------------------------------------------------------------------


def test_state_stands_in_the_tables_with_its_type(wet):
    run = wet
    assert run.encounters.wet.dtype == bool and run.customers.storms.dtype == np.int64
    over = run.encounters[run.encounters.ended.notna()]
    per_customer = over.groupby("customer").wet.sum()
    storms = run.customers.set_index("customer").storms
    assert (storms.loc[per_customer.index] == per_customer).all()
    share, error = over.wet.mean(), np.sqrt(0.3 * 0.7 / len(over))
    assert abs(share - 0.3) < 4 * error  # four standard errors of a share


def test_state_goes_through_parquet_and_back(tmp_path, wet):
    streamed = simpy(WET, log=tmp_path)
    again = cx.Run.load(tmp_path)
    for run in (streamed, again):
        pd.testing.assert_frame_equal(run.encounters, wet.encounters)
        pd.testing.assert_frame_equal(run.customers, wet.customers)


def test_prospects_have_state_when_they_join():
    scenario = RETAILER.having(Diary())
    run = simpy(scenario)
    joined = run.customers[run.customers.joined > 0]
    assert len(joined) > 5 and joined.luck.nunique() == len(joined)
    initial = run.customers[run.customers.joined == 0]
    assert initial.luck.nunique() == len(initial)
    assert (run.customers.needs == run.customers.episodes).all()
    assert run.customers.quarters.eq(1).all()  # day 91


def test_open_matters_grow_and_keep_their_state():
    """More than 256 matters are open at once: the tickets grow, with what they hold."""
    crowd = BANK.replace(customers=600, days=31, warm_up_days=0, represents=None).replace(
        {"behaviour.resolution.retry_days": 20.0, "behaviour.resolution.retry": 1.0}
        | {f"company.touchpoints.{name}.resolution": 0.01 for name in BANK.company.touchpoints}
    )
    run = simpy(crowd.having(Diary()))
    open_now = run.episodes.closed.isna().sum()
    assert open_now > 256
    luck = run.encounters.groupby(["customer", "episode"]).opening
    assert (luck.nunique() == 1).all() and run.encounters.opening.between(1e-9, 1.0).all()


def test_two_mechanisms_act_together(wet):
    both = simpy(WET.having(Diary()))
    assert {"wet", "opening"} <= set(both.encounters) and {"storms", "luck"} <= set(both.customers)


def test_state_of_a_name_that_is_taken_is_refused():
    def of(name, of, kind="Keeper"):
        return type(kind, (cx.Mechanism,), {name: cx.state(0, of=of)})()

    for name, owner in (("attitude", "person"), ("customer", "person"), ("started", "ticket")):
        with pytest.raises(CxsimError, match=f"state {name}: a {owner} has a field of this name"):
            simpy(BANK.having(of(name, owner)))
    with pytest.raises(
        CxsimError, match=r"mechanisms.keeper: the state 'wet' .* mechanisms.weather, too"
    ):
        WET.having(of("wet", "ticket"))
    assert "wet" in WET.having(of("wet", "person")).mechanisms["keeper"].states
    told = set(simpy(BANK).customers)
    assert {name for name in told if not hasattr(Person, name)} <= set(COLUMNS)


# -- luck ------------------------------------------------------------------------------------------


class Idle(cx.Mechanism):
    """Draws at every turn, and does nothing."""

    kept = cx.state(0.0, of="ticket")

    def before_contact(self, here):
        here.ticket.kept = cx.uniform(here)

    def after_contact(self, here):
        cx.uniform(here, 3)

    def month(self, here):
        cx.uniform(here)


@pytest.mark.parametrize("firm", [BANK, RETAILER], ids=["contract", "purchases"])
def test_a_mechanism_that_does_nothing_changes_nothing(firm):
    run = simpy(firm.having(Idle(), Diary()))
    base = simpy(firm)
    for table in TABLES:
        one, other = getattr(run, table), getattr(base, table)
        if table in ("encounters", "customers"):
            assert set(other) < set(one)
    quiet = simpy(firm.having(Idle()))
    assert_same_where_both(quiet, base)
    assert quiet.encounters.kept.nunique() == len(quiet.encounters)


def test_a_second_mechanism_does_not_touch_the_luck_of_the_first(wet):
    both = simpy(BANK.having(Idle(), Weather()))
    assert_same_where_both(both, wet)


def test_own_luck_depends_on_nobody_else():
    """With fewer customers, those who are left have the same luck of their own."""
    many, few = simpy(WET), simpy(WET.replace(customers=20))
    key = ["customer", "episode", "step"]
    both = many.encounters.merge(few.encounters, on=key)
    known = both[both.customer < 20]
    assert len(known) > 40 and (known.wet_x == known.wet_y).all()


def test_turns_have_luck_of_their_own():
    draws = []

    class Listening(cx.Mechanism):
        def before_contact(self, here):
            draws.extend((cx.uniform(here), cx.uniform(here, 1), cx.uniform(here, 1000)))

        def after_contact(self, here):
            draws.append(cx.uniform(here))

        def leaving(self, here):
            draws.append(cx.uniform(here))

        def month(self, here):
            draws.append(cx.uniform(here))

    simpy(BANK.having(Listening()))
    assert len(set(draws)) == len(draws) > 1000
    assert abs(np.mean(draws) - 0.5) < 4 * np.sqrt(1 / 12 / len(draws))


# -- hooks -----------------------------------------------------------------------------------------


def test_every_hook_is_called():
    called = set()

    def noting(name):
        def hook(self, here):
            called.add(name)

        return hook

    kind = type("Noting", (cx.Mechanism,), {name: noting(name) for name in HOOKS})
    simpy(BANK.having(kind()))
    assert called == set(HOOKS)


def test_what_is_not_there_is_none():
    class Looking(cx.Mechanism):
        def month(self, here):
            assert here.ticket is here.place is here.kind is here.desk is None

        def need_arises(self, here):
            assert here.place is here.desk is None and here.kind.moment_of_truth >= 0

        def quarter(self, here):
            assert here.person is None and here.totals.contacts > 0

    simpy(BANK.having(Looking()))


def test_a_hook_that_fails_shows_its_own_line():
    class Careless(cx.Mechanism):
        def after_contact(self, here):
            here.person.attitud = 1.0

    with pytest.raises(AttributeError, match="no attribute 'attitud'") as told:
        simpy(BANK.having(Careless()))
    assert told.traceback[-1].path == Path(__file__)


# -- engines ---------------------------------------------------------------------------------------


class Wordy(cx.Mechanism):
    """Builds text: no compiler takes that."""

    mood = cx.parameter("sunny", "Weather of the day")

    def month(self, here):
        here.person.log_risk = 0.0 * len(self.mood + str(here.day))


def test_what_cannot_be_compiled_runs_with_simpy_and_says_so_once(capsys, tmp_path):
    pytest.importorskip("numba")
    scenario = BANK.having(Wordy())
    assert cx.simulate(scenario).engine == "simpy"
    told = capsys.readouterr().err
    assert told.count("cxsim runs wordy as plain Python, with SimPy: month: ") == 1
    assert cx.simulate(scenario, log=tmp_path).engine == "simpy"
    assert "wordy" not in capsys.readouterr().err
    with pytest.raises(CxsimError, match=r"mechanisms.wordy cannot be compiled, use engine='simpy"):
        cx.simulate(scenario, engine="compiled")


def test_a_misspelt_field_is_no_reason_to_be_silent(capsys):
    pytest.importorskip("numba")

    class Slip(cx.Mechanism):
        def month(self, here):
            here.person.attitud = 1.0

    with pytest.raises(AttributeError, match="no attribute 'attitud'"):
        cx.simulate(BANK.having(Slip()))
    assert "month: there is no field 'attitud'" in capsys.readouterr().err


@pytest.mark.slow
def test_engines_agree_and_nothing_is_compiled_twice(capsys):
    pytest.importorskip("numba")
    own = (Weather(rain=0.6), Diary(grief=0.7, gift=0.1))
    for firm in (small("bank"), small("retailer")):
        scenario = firm.having(*own).at(90, {RAIN: 0.1})
        readable, fast = simpy(scenario), cx.simulate(scenario, 1, engine="compiled")
        for name in TABLES:
            pd.testing.assert_frame_equal(
                getattr(readable, name), getattr(fast, name), rtol=1e-9, atol=1e-9
            )
    assert capsys.readouterr().err.count("compiles its model with weather, diary") <= 1
    null = small("bank").having(Weather(gloom=0.0), Diary())
    still = small("bank").having(Weather(gloom=0.0, rain=0.0), Diary())
    one, other = (cx.simulate(s, 1, engine="compiled") for s in (null, still))
    pd.testing.assert_frame_equal(one.episodes, other.episodes, check_exact=True)
    threads = run_jobs([Job(null, 1), Job(null, 2)], 2, "compiled", progress=False)
    alone = run_jobs([Job(null, 1), Job(null, 2)], None, "compiled", progress=False)
    assert [r.kpis["profit"] for r in threads] == [r.kpis["profit"] for r in alone]


# -- other places, stores, stored runs -------------------------------------------------------------

SCRIPT = """
import cxsim as cx
from cxsim.experiment.runner import run_jobs
class Frost(cx.Mechanism):
    ice = cx.parameter(0.3, "Share of frosty days", likely=(0.1, 0.5))
    cold = cx.state(False, of="ticket")
    def before_contact(self, here):
        here.ticket.cold = cx.uniform(here) < self.ice
    def after_contact(self, here):
        here.ticket.satisfaction -= here.ticket.cold
if __name__ == "__main__":
    small = cx.load("bank").replace(customers=30, days=60, warm_up_days=0).having(Frost())
    jobs = [(small.replace({"mechanisms.frost.ice": ice}), 1) for ice in (0.0, 0.5, 1.0)]
    here = run_jobs(jobs, None, "simpy", progress=False)
    there = run_jobs(jobs, WORKERS, "simpy", progress=False)
    assert not any(r.error for r in there), there
    assert [r.kpis["csat"] for r in here] == [r.kpis["csat"] for r in there]
    print("the same")
"""


def run_script(tmp_path, workers):
    script = tmp_path / "frost.py"
    script.write_text(SCRIPT.replace("WORKERS", workers))
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=600
    )
    assert done.stdout == "the same\n", done.stderr


@pytest.mark.slow
def test_a_class_of_a_script_travels_to_processes(tmp_path):
    run_script(tmp_path, "2")


@pytest.mark.slow
def test_a_class_of_a_script_travels_to_dask(tmp_path):
    pytest.importorskip("distributed")
    client = "__import__('distributed').Client(n_workers=1, threads_per_worker=1)"
    run_script(tmp_path, client)


def test_plain_processes_are_refused():
    with ProcessPoolExecutor(1) as pool, pytest.raises(CxsimError, match="mechanisms of one's own"):
        run_jobs([Job(WET, 1)], pool)


def test_a_store_notices_a_changed_class(tmp_path):
    def scenario(loss):
        def after_contact(self, here):
            here.ticket.satisfaction -= loss

        return BANK.having(type("Loss", (cx.Mechanism,), {"after_contact": after_contact})())

    store = Store(tmp_path)
    files = [store._file(Job(scenario(loss), 1)) for loss in (0.1, 0.1, 0.2)]
    assert files[0] == files[1] != files[2]
    assert store._file(Job(BANK, 1)) not in files


@pytest.mark.slow
def test_a_stored_run_is_made_again_with_its_mechanism(tmp_path):
    class Mud(Weather):
        pass

    run = cx.simulate(BANK.having(Mud(gloom=0.4)))
    run.to_parquet(tmp_path)
    assert rerun(tmp_path).difference == ""

    class Mud(Weather):
        def after_contact(self, here):
            here.ticket.satisfaction += here.ticket.wet

    assert "(with mechanisms of one's own: mud)" in rerun(tmp_path).difference


# -- mistakes --------------------------------------------------------------------------------------


def declare(**members):
    return type("Wrong", (cx.Mechanism,), members)


WRONG = {
    "hook": (lambda: declare(after_contacts=lambda self, here: None), "Unknown hook of Wrong"),
    "arguments": (lambda: declare(month=lambda self: None), "Wrong.month must take self and here"),
    "parameter": (lambda: declare(month=cx.parameter(1.0, "Month")), "something of this name"),
    "state": (lambda: declare(name=cx.state(0)), "Wrong.name: every mechanism has something"),
    "owner": (lambda: cx.state(0, of="desk"), "owner of state 'desk'"),
    "start": (lambda: cx.state("dry"), "starts with a number or a truth value, not 'dry'"),
    "range": (lambda: cx.parameter(1.0, "Size", likely=(2.0, 1.0)), "Size: likely must go from"),
    "name": (lambda: Weather(rian=0.1), "Unknown parameter of weather 'rian': did you mean 'rain'"),
    "value": (lambda: Weather(rain=2.0), "mechanisms.weather.rain: .* equal to 1, not 2.0"),
    "path": (lambda: WET.replace({RAIN: 2.0}), "mechanisms.weather.rain: .*, not 2.0"),
    "class": (lambda: BANK.having(Weather), "an instance of cx.Mechanism"),
}


@pytest.mark.parametrize(("call", "sentence"), WRONG.values(), ids=WRONG)
def test_mistakes_are_told_in_a_sentence(call, sentence):
    with pytest.raises(CxsimError, match=sentence):
        call()


@pytest.mark.parametrize("name", ["Mechanism", "state", "uniform"])
def test_the_examples_of_the_docstrings_run(name):
    examples = doctest.DocTestFinder(recurse=False).find(getattr(mechanism, name), name, globs={})
    results = [doctest.DocTestRunner().run(example) for example in examples]
    assert sum(found.attempted for found in results) >= 2
    assert not any(found.failed for found in results)


def test_the_example_of_a_parameter_runs():
    examples = doctest.DocTestFinder(recurse=False).find(cx.parameter, "parameter", globs={})
    results = [doctest.DocTestRunner().run(example) for example in examples]
    assert sum(found.attempted for found in results) == 3
    assert not any(found.failed for found in results)
