"""``cxsim list``, the version and the help."""

import os
import subprocess
import sys

import pytest

import cxsim as cx
from cxsim import cli


@pytest.fixture
def printed(capsys):
    def run(*arguments):
        assert cli.main([*arguments]) == 0
        return capsys.readouterr().out

    return run


def test_list_names_everything(printed):
    text = printed("list")
    for table in (cx.presets(), cx.strategies(), cx.datasets.list(), cx.explore()):
        for name, title in table["title"].items():
            assert any(
                line.split()[0] == name and line.endswith(title)
                for line in text.splitlines()
                if line
            ), name


@pytest.mark.parametrize("group", ["presets", "strategies", "datasets", "explorers"])
def test_one_group_keeps_within_the_screen(group, printed, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    lines = printed("list", group).splitlines()
    assert max(len(line) for line in lines) <= 100
    assert sum(line.startswith("name ") for line in lines) == 1


def test_list_shows_every_strategy(printed):
    text = printed("list", "strategies")
    assert all(name in text for name in cx.strategies().index)


def test_list_works_without_the_notebook_part(printed, monkeypatch):
    def missing():
        raise cx.CxsimError("Explorers need the notebook part.")

    monkeypatch.setattr("cxsim.explorers.explore", missing)
    assert printed("list").endswith("Explorers: Explorers need the notebook part.\n")


def test_version_and_help(printed):
    assert printed("--version") == f"cxsim {cx.__version__}\n"
    assert printed() == printed("--help") == printed("-h")
    for command in ("lab", "list", "run"):
        assert f"  {command} " in printed("--help")
        assert "--help" in printed(command, "--help")


def test_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "cxsim", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"cxsim {cx.__version__}\n"


@pytest.mark.parametrize("columns", ["20", "80"])
def test_tables_are_plain_and_whole_on_any_screen(columns):
    """Narrow, without colours, with seven-bit signs only, into a pipe: nothing is cut off."""
    plain = {"COLUMNS": columns, "NO_COLOR": "1", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "cxsim", "list", "strategies"],
        env={**os.environ, **plain, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    text = done.stdout.decode("ascii")
    assert "\x1b" not in text and "..." not in text.replace("NAME", "")
    words = text.split()
    for name, row in cx.strategies().iterrows():
        assert name in words
        written = f"{row['title']} {row['description']}".encode("ascii", "replace").decode()
        assert set(written.split()) <= set(words), name
