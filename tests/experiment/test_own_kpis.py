"""A KPI of one's own is one call, and known wherever a shipped one is."""

import doctest
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from firms import BANK, WORSE, digits, jobs

import cxsim as cx
from cxsim import cli
from cxsim.errors import CxsimError
from cxsim.experiment import places
from cxsim.experiment.runner import run_jobs
from cxsim.results import kpis
from cxsim.results.kpis import KPIS, SHIPPED, own_kpis

ROOT = Path(__file__).parents[2]
TALK = "talks_per_contact"
BOTH = {"a": BANK, "b": WORSE}


@pytest.fixture(autouse=True)
def nothing_stays():
    yield
    KPIS.maps[0].clear()


@pytest.fixture
def talk():
    return cx.kpi(
        TALK,
        lambda window: window.total("talks") / window.total("contacts"),
        "known",
        unit="per contact",
        better="higher",
        meaning="conversations that follow a contact",
    )


def test_it_stands_last_in_the_kpis_with_its_words(talk, simulate):
    run = simulate(BANK)
    *shipped, last = run.kpis.index
    assert shipped == list(SHIPPED) and last == TALK
    talks = run.episodes[run.episodes.closed >= BANK.warm_up_days].talked.sum()
    contacts = (run.encounters.ended >= BANK.warm_up_days).sum()
    row = run.kpis.loc[TALK]
    assert row.value == row.measured == pytest.approx(talks / contacts) and talks > 0
    assert (row.unit, row.better, row.meaning) == (talk.unit, talk.better, talk.meaning)


def test_a_run_that_was_made_before_has_it_too(simulate):
    run = simulate(BANK, log=False)
    assert len(run.kpis) == len(SHIPPED)
    cx.kpi("twice", lambda window: 2.0 * window.kpi("profit"))
    assert run.kpis.value["twice"] == 2.0 * run.kpis.value["profit"]
    cx.kpi("twice", lambda window: 3.0 * window.kpi("profit"))
    assert run.kpis.value["twice"] == 3.0 * run.kpis.value["profit"]
    assert [kpi.name for kpi in own_kpis()] == ["twice"]


def test_experiments_know_its_name(talk):
    found = cx.compare(BOTH, 3, kpi=TALK, progress=False)
    assert np.isfinite(found.runs[TALK]).all() and (found.runs[TALK] > 0).all()
    assert (found.measured.runs[TALK] == found.runs[TALK]).all()
    assert len(found.ranking(TALK)) == 2
    assert found.gains(TALK).attrs["unit"] == "per contact"
    assert found.plot(kpis=[TALK, "nps"]) is not None
    few = {"behaviour.talk.rate": [0.05, 0.2]}
    swept = cx.sweep(BANK, few, 2, kpis=TALK, progress=False)
    assert swept["mean"].iloc[0] < swept["mean"].iloc[1]
    robust = cx.robustness(BANK, WORSE, TALK, 10, free=["behaviour.talk.rate"], progress=False)
    assert robust.kpi == TALK and np.isfinite(robust.draws["difference"]).all()
    screened = cx.sensitivity(
        BANK, kpi=TALK, free={"behaviour.talk.rate": (0.0, 1.0)}, samples=2, progress=False
    )
    assert screened["mu"].iloc[0] > 0


def test_commands_read_it_from_a_file(tmp_path, capsys):
    file = tmp_path / "my_kpis.py"
    formula = "lambda window: window.total('talks') / window.total('contacts')"
    file.write_text(f"import cxsim as cx\ncx.kpi({TALK!r}, {formula}, better='higher', unit='x')\n")
    small = ["bank", "--set", "customers=60", "--set", "days=120", "--kpi-file", str(file)]
    assert cli.main(["run", *small, "--out", str(tmp_path / "out")]) == 0
    line = capsys.readouterr().out.split(f"\n{TALK} ")[1].splitlines()[0].split()
    assert float(line[0]) > 0 and line[1:] == ["–", "x", "higher"]
    assert TALK in (tmp_path / "out" / "kpis.csv").read_text()
    two = ["--strategy", "cem", "--replications", "2", "--kpi", TALK]
    assert cli.main(["compare", *small, *two]) == 0
    assert f"Ranked by {TALK}" in capsys.readouterr().out
    KPIS.maps[0].clear()  # the stored run does not hold the formula: the rest is the same
    assert cli.main(["rerun", str(tmp_path / "out")]) == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "No such file"),
        ("def f(:", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("import cxsim as cx; cx.kpi('nps', len)", "'nps' is a KPI of cxsim"),
    ],
)
def test_a_file_that_defines_none_is_told_in_a_sentence(tmp_path, capsys, text, sentence):
    file = tmp_path / "my_kpis.py"
    if text is not None:
        file.write_text(text)
    assert cli.main(["run", "bank", "--kpi-file", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--kpi-file" in line and sentence in line


# -- other workers ---------------------------------------------------------------------------------


@pytest.fixture
def here(talk):
    return figures(None)


def figures(workers, engine="auto"):
    found = run_jobs(jobs(range(1, 4), **BOTH), workers, engine)
    assert not any(result.error for result in found)
    return [(result.kpis[TALK], result.measured[TALK]) for result in found]


def test_it_goes_along_to_threads(here):
    assert figures(2) == here


@pytest.mark.slow
def test_it_goes_along_to_processes(here):
    assert figures(2, engine="simpy") == here
    assert figures(places._processes(2)) == here


def test_plain_processes_are_refused(talk):
    with ProcessPoolExecutor(1) as processes, pytest.raises(CxsimError, match="ProcessPoolExec"):
        run_jobs(jobs([1], **BOTH), processes)


@pytest.mark.slow
def test_it_goes_along_to_dask(here, client):
    assert figures(client) == here


def test_a_store_keeps_it_until_its_formula_changes(talk, tmp_path):
    some = jobs([1], **BOTH)
    first = run_jobs(some, store=tmp_path)
    assert digits(run_jobs(some, store=tmp_path)) == digits(first)
    assert len(list(tmp_path.glob("*.json"))) == 2
    for factor in (2.0, 3.0):  # the same code with other constants, and with another closure
        cx.kpi(TALK, lambda window, factor=factor: factor * talk.truth(window))
        found = run_jobs(some, store=tmp_path)
        assert found[0].kpis[TALK] == factor * first[0].kpis[TALK]
    KPIS.maps[0].clear()
    assert TALK not in run_jobs(some, store=tmp_path)[0].kpis


# -- mistakes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"name": "nps"}, "'nps' is a KPI of cxsim"),
        ({"name": "my kpi"}, "name must be a word"),
        ({"name": 5}, "name must be a word"),
        ({"truth": "talks"}, "truth must be a formula"),
        ({"measured": "seen"}, "measured must be a formula"),
        ({"better": "up"}, "better must be 'higher'"),
    ],
)
def test_mistakes_are_told_in_a_sentence(arguments, sentence):
    with pytest.raises(CxsimError, match=sentence):
        cx.kpi(**{"name": "mine", "truth": len, **arguments})
    assert own_kpis() == ()


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        (lambda w: w.total("talk"), "KPI 'mine': Unknown total 'talk': did you mean 'talks'"),
        (lambda w: w.kpi("profitt"), "KPI 'mine': Unknown kpi 'profitt': did you mean 'profit'"),
        (lambda w: w.total_of_desks("busy"), "did you mean 'busy_days'"),
        (lambda w: w.talks, "KPI 'mine': its formula failed: AttributeError"),
        (lambda w: "many", "KPI 'mine': its formula failed: ValueError"),
        (lambda w: w.kpi("mine"), "KPI 'mine'.*RecursionError"),
    ],
)
def test_a_formula_that_fails_is_told_in_a_sentence(simulate, formula, sentence):
    cx.kpi("mine", formula)
    run = simulate(BANK.replace(customers=20), log=False)
    with pytest.raises(CxsimError, match=sentence):
        _ = run.kpis
    with pytest.raises(CxsimError, match=r"2 of 2 runs of 'a' failed.*KPI 'mine'"):
        cx.compare(BOTH, 2, progress=False)


def test_nothing_to_divide_by_is_missing(simulate):
    cx.kpi("mine", lambda window: 1.0 / window.total("breaches"), lambda window: 2.0)
    row = simulate(BANK, log=False).kpis.loc["mine"]
    assert np.isnan(row.value) and row.measured == 2.0


WRONG = {
    "compare": lambda: cx.compare(BOTH, 2, kpi="profitt"),
    "sweep": lambda: cx.sweep(BANK, {"customers": [5]}, kpis=["nps", "profitt"]),
    "robustness": lambda: cx.robustness(BANK, WORSE, "profitt"),
    "sensitivity": lambda: cx.sensitivity(BANK, kpi="profitt"),
    "calibrate": lambda: cx.calibrate(BANK, {"profitt": 1.0}, ["behaviour.talk.rate"]),
    "warm_up": lambda: cx.warm_up(BANK.replace(customers=5), "profitt", 1, months=20),
}


@pytest.mark.parametrize("call", WRONG.values(), ids=WRONG)
def test_unknown_names_get_the_nearest_one(call):
    with pytest.raises(CxsimError, match="Unknown kpi 'profitt': did you mean 'profit'"):
        call()


# -- what the words promise ------------------------------------------------------------------------


def test_the_example_of_the_docstring_runs():
    tests = doctest.DocTestFinder().find(kpis.kpi, "kpi", globs={})
    results = [doctest.DocTestRunner().run(test) for test in tests]
    assert sum(found.attempted for found in results) == 5
    assert not any(found.failed for found in results)


def test_the_example_of_the_page_runs():
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page.split("### Key figures")[1], re.DOTALL)
    names = {}
    exec(example.replace("\ncx.compare", "\nfound = cx.compare"), names)
    assert len(names["found"]) == 2
