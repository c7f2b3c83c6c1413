"""``cxsim course``: the same notebooks with solutions, without them, and for nbgrader."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from cxsim import cli
from cxsim.folders import folder

# The validation notebook has no exercises.
SOURCES = sorted(folder("notebooks").glob("0*.ipynb")) + sorted(folder("notebooks").glob("12*"))


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """All three editions, each in a folder of its name."""
    root = tmp_path_factory.mktemp("editions")
    options = [("--" + name, str(root / name)) for name in ("instructor", "student", "nbgrader")]
    assert cli.main(["course", *(word for option in options for word in option)]) == 0
    return root


def cells(path):
    return nbformat.read(path, as_version=4).cells


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_student_gets_questions_and_no_answers(editions, source):
    text = (editions / "student" / source.name).read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    checks = [cell for cell in notebook.cells if "cx.course.check" in cell.source]
    assert len(checks) >= 3
    for cell in checks:
        assert cell.source.endswith(", ...)")
        assert not cell.outputs
    assert '"solution"' not in text
    assert "Right." not in text


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_instructor_gets_the_source(editions, source):
    assert (editions / "instructor" / source.name).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_nbgrader_gets_an_answer_and_a_check_for_each_exercise(editions, source):
    found = cells(editions / "nbgrader" / "source" / source.stem / source.name)
    marked = [cell.metadata["nbgrader"] for cell in found if "nbgrader" in cell.metadata]
    answers = [mark for mark in marked if mark["solution"]]
    checks = [mark for mark in marked if mark["grade"]]
    assert len(answers) == len(checks) >= 3
    assert all(mark["points"] == 1 and mark["locked"] for mark in checks)
    assert len({mark["grade_id"] for mark in marked}) == len(marked)


def test_nothing_is_overwritten(editions, capsys):
    before = (editions / "student" / SOURCES[0].name).read_bytes()
    assert cli.main(["course", "--student", str(editions / "student")]) == 2
    assert f"has {SOURCES[0].name} already: please name an empty folder" in capsys.readouterr().err
    assert (editions / "student" / SOURCES[0].name).read_bytes() == before


def test_no_edition_is_one_sentence(capsys):
    assert cli.main(["course"]) == 2
    assert "Say what to write: --student DIR" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert cli.main(["course", "--student", str(tmp_path / "file" / "below")]) == 2
    assert "Cannot write the course into" in capsys.readouterr().err


@pytest.mark.slow
def test_nbgrader_releases_grades_and_explains(editions, tmp_path):
    """One assignment end to end: released without answers, handed in half right, graded."""
    name = "02_five_gaps"
    course = tmp_path / "course"
    assert cli.main(["course", "--nbgrader", str(course)]) == 0
    nbgrader("generate_assignment", name, "--create", folder=course)
    released = course / "release" / name / f"{name}.ipynb"
    assert "BEGIN SOLUTION" not in released.read_text(encoding="utf-8")
    assert "answer = ...  # write your answer" in released.read_text(encoding="utf-8")

    handed_in = course / "submitted" / "ada" / name / f"{name}.ipynb"
    handed_in.parent.mkdir(parents=True)
    handed_in.write_text(_filled_in(released, {"gap5": "1.0", "overall": "0.6", "whom": "'b'"}))
    nbgrader("autograde", name, folder=course)
    nbgrader("generate_feedback", name, folder=course)
    feedback = (course / "feedback" / "ada" / name / f"{name}.html").read_text(encoding="utf-8")
    assert "Score: 2.0 / 5.0" in " ".join(feedback.split())
    assert "This is the plain mean" in feedback


def nbgrader(*arguments, folder):
    """Run nbgrader as in an active environment: it looks for alembic on the PATH."""
    here = str(Path(sys.executable).parent)
    private = {f"JUPYTER_{kind}_DIR": str(folder / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env=os.environ
        | {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}"}
        | {"PYTHONPATH": str(Path(cli.__file__).parents[1])}
        | private,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def _filled_in(released, answers):
    """A student's notebook: some answers given, the others left open."""
    notebook = json.loads(released.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        name = mark.get("grade_id", "").removeprefix("N02-").removesuffix("-answer")
        if mark.get("solution") and name in answers:
            cell["source"] = [f"answer = {answers[name]}"]
    return json.dumps(notebook)
