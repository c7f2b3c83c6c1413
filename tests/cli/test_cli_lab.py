"""``cxsim lab``: where the notebooks go, what is kept, and what is started."""

import json
import os
import sys

import pytest

from cxsim import cli, folders
from cxsim.commands import lab


def notebook(words, tags=()):
    """A notebook of one cell, as a file holds it."""
    cell = {"cell_type": "markdown", "metadata": {"tags": list(tags)}, "source": [words]}
    return json.dumps({"cells": [cell]}, indent=1) + "\n"


@pytest.fixture
def course(tmp_path):
    """A course as it lies in the package."""
    source = tmp_path / "package" / "_data" / "notebooks"
    (source / "figures").mkdir(parents=True)
    (source / ".ipynb_checkpoints").mkdir()
    (source / "01_first.ipynb").write_text(notebook("first"))
    (source / "02_second.ipynb").write_text(notebook("second"))
    (source / "figures" / "map.svg").write_text("map")
    (source / ".ipynb_checkpoints" / "01_first-checkpoint.ipynb").write_text(notebook("old"))
    return source


@pytest.fixture
def installed(course, tmp_path, monkeypatch):
    """As from a wheel: the course lies inside the package, the user works elsewhere."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setattr(lab, "folder", lambda name: course)
    return work


@pytest.fixture
def started(monkeypatch):
    """Commands that would have replaced this program."""
    commands = []
    monkeypatch.setattr(os, "execv", lambda path, command: commands.append(command))
    monkeypatch.setattr(lab, "prepare_engine", lambda: None)
    return commands


def test_copy_is_complete(course, tmp_path):
    target = tmp_path / "mine"
    copied = lab.copy_course(course, target)
    assert copied.new == ("01_first.ipynb", "02_second.ipynb", "figures/map.svg")
    assert (target / "figures" / "map.svg").read_text() == "map"
    assert not (target / ".ipynb_checkpoints").exists()


def test_second_copy_changes_nothing(course, tmp_path):
    lab.copy_course(course, tmp_path / "mine")
    assert lab.copy_course(course, tmp_path / "mine") == lab.Copied()


def test_what_the_user_changed_is_kept(course, tmp_path):
    target = tmp_path / "mine"
    lab.copy_course(course, target)
    (target / "01_first.ipynb").write_text("my answers")
    (course / "01_first.ipynb").write_text(notebook("first, second edition"))
    (course / "02_second.ipynb").write_text(notebook("second, second edition"))
    for _ in range(2):
        copied = lab.copy_course(course, target)
        assert copied.kept == ("01_first.ipynb",)
        assert (target / "01_first.ipynb").read_text() == "my answers"
    assert (target / "02_second.ipynb").read_text() == notebook("second, second edition")


def test_an_old_notebook_is_brought_up_to_date(course, tmp_path):
    lab.copy_course(course, tmp_path / "mine")
    (course / "02_second.ipynb").write_text(notebook("second, second edition"))
    assert lab.copy_course(course, tmp_path / "mine").updated == ("02_second.ipynb",)


def test_a_file_that_was_there_before_is_kept(course, tmp_path):
    target = tmp_path / "mine"
    target.mkdir()
    (target / "01_first.ipynb").write_text("somebody else's")
    assert lab.copy_course(course, target).kept == ("01_first.ipynb",)
    assert (target / "01_first.ipynb").read_text() == "somebody else's"


def test_a_deleted_notebook_comes_back(course, tmp_path):
    lab.copy_course(course, tmp_path / "mine")
    (tmp_path / "mine" / "01_first.ipynb").unlink()
    assert lab.copy_course(course, tmp_path / "mine").new == ("01_first.ipynb",)


@pytest.mark.parametrize("memory", ["not json", "[]", '{"01_first.ipynb": 3}'])
def test_a_lost_memory_overwrites_nothing(memory, course, tmp_path):
    target = tmp_path / "mine"
    lab.copy_course(course, target)
    (target / ".cxsim-course.json").write_text(memory)
    (course / "01_first.ipynb").write_text(notebook("first, second edition"))
    assert lab.copy_course(course, target).kept == ("01_first.ipynb",)


def test_a_checkout_gets_a_course_of_its_own_beside_the_source(monkeypatch, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01_first.ipynb").write_text(notebook("first"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lab, "folder", lambda name: tmp_path / "notebooks")
    place, copied = lab.place_course(None)
    assert (place / "01_first.ipynb").is_file()
    assert place.name == lab.COURSE_FOLDER
    assert copied.new == ("01_first.ipynb",)
    assert lab.place_course(tmp_path / "notebooks") == (tmp_path / "notebooks", None)


def test_solutions_stay_behind(course, tmp_path):
    (course / "02_second.ipynb").write_text(notebook("The answer is 51.", ["solution"]))
    lab.copy_course(course, tmp_path / "mine")
    assert "51" not in (tmp_path / "mine" / "02_second.ipynb").read_text()


def test_lab_starts_with_the_first_notebook(installed, started, capsys):
    assert cli.main(["lab", "--no-browser", "--port", "8899"]) == 0
    (command,) = started
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert {
        f"--ServerApp.root_dir={installed / 'cxsim-course'}",
        "--LabApp.default_url=/lab/tree/01_first.ipynb",
        "--no-browser",
        "--port=8899",
    } <= set(command)
    assert "01_first.ipynb: new" in capsys.readouterr().out


def test_lab_says_what_it_keeps(installed, started, capsys):
    assert cli.main(["lab", "mine"]) == 0
    (installed / "mine" / "02_second.ipynb").write_text("my answers")
    capsys.readouterr()
    assert cli.main(["lab", "mine"]) == 0
    printed = capsys.readouterr().out
    assert "The course is in mine." in printed
    assert "02_second.ipynb: kept as you changed it" in printed
    assert "01_first" not in printed


def test_lab_compiles_first(installed, monkeypatch, capsys):
    order = []
    monkeypatch.setattr(lab, "prepare_engine", lambda: order.append("engine"))
    monkeypatch.setattr(os, "execv", lambda path, command: order.append("jupyter"))
    assert cli.main(["lab"]) == 0
    assert order == ["engine", "jupyter"]
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].startswith("Preparing the simulation")
    assert lines[-1].startswith("Starting JupyterLab")


def test_engine_is_prepared_by_a_run(monkeypatch):
    scenarios = []
    monkeypatch.setattr("cxsim.results.run.simulate", lambda chosen, seed: scenarios.append(chosen))
    lab.prepare_engine()
    assert scenarios[0].name == "bank"
    assert scenarios[0].customers <= 100


def test_missing_jupyter_is_one_sentence(monkeypatch, capsys):
    monkeypatch.setattr(lab, "find_spec", lambda name: None if name == "jupyterlab" else object())
    assert cli.main(["lab"]) == 2
    assert capsys.readouterr().err == (
        "Error: The course needs jupyterlab: please run "
        "'python -m pip install jupyterlab ipywidgets seaborn matplotlib' and try again.\n"
    )


@pytest.mark.parametrize("target", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_one_sentence(target, installed, started, capsys):
    (installed / "file").write_text("")
    assert cli.main(["lab", target]) == 2
    assert f"Cannot put the notebooks into '{target}'" in capsys.readouterr().err
    assert started == []


def test_missing_notebooks_are_one_sentence(monkeypatch, tmp_path, started, capsys):
    monkeypatch.setattr(folders, "__file__", str(tmp_path / "cxsim" / "folders.py"))
    assert cli.main(["lab"]) == 2
    assert "'notebooks' is missing" in capsys.readouterr().err


def test_a_folder_without_notebooks_is_one_sentence(monkeypatch, tmp_path, started, capsys):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lab, "folder", lambda name: tmp_path / "empty")
    assert cli.main(["lab"]) == 2
    assert "There is no notebook in" in capsys.readouterr().err
