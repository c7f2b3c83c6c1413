"""start.py: the environment is made once, a failed step is told, a wrong Python is refused."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

SCRIPT = Path(__file__).parents[2] / "start.py"


@pytest.fixture
def start(tmp_path, monkeypatch):
    """The script, with commands written down instead of run."""
    spec = importlib.util.spec_from_file_location("start", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.commands = []
    script.codes = {}

    def run(command, **_):
        script.commands.append(list(command))
        code = max((code for word, code in script.codes.items() if word in command), default=0)
        return SimpleNamespace(returncode=code)

    monkeypatch.setattr(script.subprocess, "run", run)
    monkeypatch.setattr(script.os, "execv", lambda path, command: script.commands.append(command))
    monkeypatch.setattr(script.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(script, "HOME", tmp_path)
    return script


def test_course_is_installed_once_and_opened(start):
    assert not start.main(["course", "--no-browser"])
    (install,) = [command for command in start.commands if "install" in command]
    assert install[-4:] == ["-c", "constraints.txt", "-e", ".[lab]"]
    assert start.commands[-1][1:] == ["-m", "cxsim", "lab", "--no-browser"]
    start.commands.clear()
    start.main(["course"])
    assert not [command for command in start.commands if "install" in command]


def test_a_broken_environment_is_made_anew(start, monkeypatch):
    monkeypatch.setattr(start, "works", lambda: False)
    start.make_environment("lab")
    assert start.commands[0][1:4] == ["-m", "venv", "--clear"]


def test_tests_run_every_step_and_tell_which_failed(start, capsys):
    start.codes = {"mypy": 1, "slow": 5}
    assert start.main(["tests"]) == 2
    run = [command for command in start.commands if command[1:2] == ["-m"]]
    assert [command[1:] for command in run[-6:]] == [list(step) for step in start.STEPS.values()]
    assert "Failed: types, slow tests." in capsys.readouterr().err
    start.codes = {}
    assert start.main(["tests"]) == 0
    assert "All steps passed." in capsys.readouterr().out


@pytest.mark.parametrize("step", ["quick tests", "slow tests", "notebooks"])
def test_a_file_stays_on_one_worker(step, start):
    assert start.STEPS[step][:6] == ("-m", "pytest", "-n", "2", "--dist", "loadfile")


def test_a_failed_installation_stops(start, capsys):
    start.codes = {"install": 1}
    with pytest.raises(SystemExit) as stop:
        start.main(["course"])
    assert stop.value.code == 2
    assert "This did not work:" in capsys.readouterr().err


def test_missing_chromium_is_installed_or_named(start, monkeypatch, capsys):
    start.install_from_debian("Chromium", False, "chromium")
    assert start.commands[-1][-4:] == ["install", "-y", "--no-install-recommends", "chromium"]
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    start.commands.clear()
    start.install_from_debian("Chromium", False, "chromium")
    assert start.commands == []
    assert "Please install it" in capsys.readouterr().out


def test_a_wrong_python_is_refused(start, monkeypatch, capsys):
    monkeypatch.setattr(start.sys, "version_info", (3, 9, 18))
    assert start.main(["course"]) == 2
    assert "cxsim needs Python 3.11 to 3.14" in capsys.readouterr().err


def test_without_a_word_it_explains_itself():
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "python3 start.py course" in done.stderr
