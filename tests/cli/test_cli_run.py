"""``cxsim run``: the table on the screen, the files on disk, the same figures for the same seed."""

import os
import subprocess
import sys

import pandas as pd
import pytest

import cxsim as cx
from cxsim import cli
from cxsim.commands.one_run import FILES, report
from cxsim.commands.text_tables import rounded, text_table

SMALL = ["run", "bank", "--set", "customers=60", "--set", "days=120"]


@pytest.fixture
def table(capsys):
    """What a command prints on stdout, when all goes well and nothing else is said."""

    def run(*arguments):
        assert cli.main([*arguments]) == 0
        printed = capsys.readouterr()
        assert "Error" not in printed.err
        return printed.out

    return run


def test_header_names_what_was_simulated(table):
    lines = table(*SMALL, "--seed", "3").splitlines()
    assert lines[:2] == [
        "Retail bank, seed 3",
        "60 customers, 120 days, figures from day 90 on, strategies: none",
    ]


def test_every_figure_stands_in_the_table(table):
    run = cx.simulate(cx.load("bank").replace(customers=60, days=120), seed=1)
    lines = {line.split()[0]: line for line in table(*SMALL).splitlines() if line}
    for name, row in run.kpis.iterrows():
        value, measured = rounded(row["value"], row["measured"])
        assert lines[name].split()[1:3] == [value, measured]
        assert row["unit"] in lines[name]
        assert lines[name].endswith(row["better"])
    assert lines["repeat_purchases"].split()[1] == "–"


def test_same_seed_prints_the_same_and_another_seed_does_not(table):
    assert table(*SMALL, "--seed", "7") == table(*SMALL, "--seed", "7")
    assert table(*SMALL, "--seed", "7") != table(*SMALL, "--seed", "8")


def test_engines_print_the_same(table):
    assert table(*SMALL, "--engine", "simpy") == table(*SMALL)


def test_set_values_reach_the_scenario(table):
    few = "company.touchpoints.call_centre.agents=1"
    assert table(*SMALL, "--set", few) != table(*SMALL)
    assert "figures from day 30 on" in table(*SMALL, "--set", "warm_up_days = 30")


def test_a_users_own_files_run(table, tmp_path):
    cx.load("bank").replace(title="My bank", customers=50, days=100).to_yaml(tmp_path / "my.yaml")
    idle = tmp_path / "idle.yaml"
    idle.write_text("name: idle\ntitle: Idle\ndescription: Nothing\nsource: assumption\nlevers: {}")
    printed = table("run", str(tmp_path / "my.yaml"), "--strategy", str(idle))
    assert printed.startswith("My bank, seed 1\n")
    assert "strategies: idle" in printed


def test_set_beats_the_strategy(capsys):
    """A strategy whose lever is set back to zero changes nothing."""
    plain = figures_of(capsys, *SMALL)
    assert figures_of(capsys, *SMALL, "--strategy", "cem") != plain
    assert figures_of(capsys, *SMALL, "--strategy", "cem", "--set", "levers.cem=0") == plain


def figures_of(capsys, *arguments):
    """The lines of figures that a run prints."""
    assert cli.main([*arguments]) == 0
    printed = capsys.readouterr().out
    return printed[printed.index("retention") :]


def test_out_writes_everything(table, tmp_path):
    folder = tmp_path / "new" / "results"
    assert table(*SMALL, "--seed", "2", "--out", str(folder)).endswith(
        f"\nThe tables and the scenario are in {folder}.\n"
    )
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    run = cx.simulate(cx.load(folder / "scenario.yaml"), seed=2)
    for name in ("encounters", "episodes", "customers", "timeline", "queues", "management"):
        written = pd.read_csv(folder / f"{name}.csv")
        assert list(written.columns) == list(getattr(run, name).columns)
        assert len(written) == len(getattr(run, name))
    figures = pd.read_csv(folder / "kpis.csv", index_col="kpi")
    pd.testing.assert_series_equal(figures["value"], run.kpis["value"], rtol=1e-12)
    assert "seed: 2\n" in (folder / "run.yaml").read_text()


def test_a_scenario_cannot_steer_the_terminal(table, tmp_path):
    path = tmp_path / "evil.yaml"
    cx.load("bank").replace(title="Red \x1b[31m", customers=50, days=100).to_yaml(path)
    assert table("run", str(path)).startswith("Red ?[31m, seed 1\n")


def test_progress_is_for_people_only(monkeypatch, capsys):
    assert cli.main(SMALL) == 0
    assert "of 120" not in capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert cli.main(SMALL) == 0
    printed = capsys.readouterr()
    assert "day 120 of 120" in printed.err
    assert "of 120" not in printed.out


def test_interrupt_is_quiet(monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("cxsim.results.run.simulate", interrupted)
    assert cli.main(SMALL) == cli.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


def test_closed_pipe_is_quiet():
    """As in ``cxsim list datasets | head -1``."""
    program = subprocess.Popen(
        [sys.executable, "-m", "cxsim", "list", "presets"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait() != 0


def test_terminal_without_the_sign_for_missing():
    """An old terminal's character set is no reason to fail."""
    done = subprocess.run(
        [sys.executable, "-m", "cxsim", *SMALL],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"\n?: there is no such figure" in done.stdout


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ((0.82881, float("nan")), ["0.829", "–"]),
        ((1.0, 0.5), ["1.000", "0.500"]),
        ((3.062, 10.93), ["3.1", "10.9"]),
        ((-0.0001,), ["0.000"]),
        ((-4.2,), ["-4.20"]),
        ((595890.279,), ["595,890"]),
        ((float("nan"), float("nan")), ["–", "–"]),
    ],
)
def test_rounded(numbers, texts):
    assert rounded(*numbers) == texts


def test_text_table_wraps_its_last_column():
    lines = text_table(("name", "n", "text"), [("a", "5", "word " * 12)], ("n",), 40).splitlines()
    assert lines[0] == "name  n  text"
    assert lines[2].startswith("a     5  word")
    assert lines[3].startswith("         word")
    assert max(len(line) for line in lines) <= 40


def test_report_needs_no_title():
    run = cx.simulate(cx.load("bank").replace(title="", customers=50, days=100))
    assert report(run).startswith("bank, seed 1\n")
