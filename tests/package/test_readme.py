"""What the README says works when it is pasted."""

import re
import shlex
from pathlib import Path

import pytest

from cxsim import cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^    (.+)$", README, re.MULTILINE)


def test_python_runs_when_pasted(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (code,) = PYTHON
    lines = [line for line in code.splitlines() if line.strip()]
    assert len(lines) <= 10
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "6 agents" in printed
    assert "2 agents" in printed
    assert "nps_measured" in printed


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("cxsim ")])
def test_command_lines_run_when_pasted(command, capsys):
    assert cli.main(shlex.split(command)[1:]) == 0
    assert capsys.readouterr().out


def test_the_two_commands_and_ci_are_one_script():
    """CI runs what the README tells everybody to run."""
    assert COMMANDS[:2] == ["python3 start.py course", "python3 start.py tests"]
    assert "\nexec python3 start.py tests\n" in (ROOT / ".ci" / "run").read_text()


def test_every_file_that_is_named_exists():
    named = re.findall(r"`([\w./]+\.(?:md|yml|cff|py|ipynb))`", README)
    named += re.findall(r"!\[.*?\]\((.*?)\)", README, re.DOTALL)
    for name in {*named, "LICENSE"}:
        assert (ROOT / name).is_file(), name
