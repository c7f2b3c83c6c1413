"""Notebooks are short, tidy and say which ideas they serve; nbval runs them and compares."""

from __future__ import annotations

import re
from itertools import pairwise

import nbformat
import pytest

from cxsim.course import _all, exercises
from cxsim.folders import folder

PATHS = sorted(folder("notebooks").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(params=PATHS, ids=lambda path: path.name)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook):
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def test_there_are_notebooks():
    numbers = [int(path.name[:2]) for path in PATHS]
    assert numbers == sorted(set(numbers))
    assert {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} <= set(numbers)


def test_it_names_the_ideas_it_serves(notebook):
    covers = notebook.metadata["covers"]
    assert list(covers) == sorted(covers)
    assert all(re.fullmatch(r"S[0-4]-\d{2}", one) for one in covers)
    sections = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for words in covers.values():
        numbers = re.search(r"\(sections? (\d+)(?: (?:and|to) (\d+))?\)$", words)
        assert numbers, f"{words!r} names no section"
        assert all(f"## {one}. " in sections for one in numbers.groups() if one)


def test_it_opens_with_a_question_and_closes_with_what_to_read(notebook):
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert texts[0].splitlines()[0].endswith("?")
    assert any("What the model leaves out" in text for text in texts)
    assert any(re.search(r"^## .*Exercises", text, re.MULTILINE) for text in texts)
    assert "What to read next" in texts[-1]


def test_cells_are_short_and_call_public_names(notebook):
    for cell in code_cells(notebook):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 5, cell.source
        assert not re.search(r"\._[a-z]|from cxsim\.|import cxsim\.", cell.source), cell.source


def test_stored_outputs_are_small_and_without_errors(path, notebook):
    assert path.stat().st_size < 250_000
    for output in outputs(notebook):
        assert output.output_type != "error"
        assert output.get("name") != "stderr", output.text


def test_nothing_of_one_machine_is_stored(notebook):
    assert set(notebook.metadata) <= {"kernelspec", "language_info", "covers"}
    assert notebook.metadata["language_info"] == {"name": "python"}
    for cell in notebook.cells:
        assert "execution" not in cell.metadata
    assert all(WIDGET not in output.get("data", {}) for output in outputs(notebook))


def test_cells_ran_in_order(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


# -- exercises -------------------------------------------------------------------------------------


def checks(notebook):
    """Cells that check an exercise, each with the text cell before it and the exercise's id."""
    for before, cell in pairwise(notebook.cells):
        found = re.fullmatch(r'cx\.course\.check\("(.+)", .+\)', cell.source)
        if found:
            yield before, cell, found[1]


def test_it_asks_all_exercises_of_its_number(path, notebook):
    number = f"N{path.name[:2]}"
    table = exercises()
    assert [name for *_, name in checks(notebook)] == table.index[
        table["notebook"] == number
    ].tolist()


def test_questions_read_as_the_exercises_do(notebook):
    for before, _, name in checks(notebook):
        exercise = _all()[name]
        assert exercise.question in before.source, name
        for letter, words in getattr(exercise, "options", {}).items():
            assert f'- `"{letter}"` {words}' in before.source, name


def test_stored_answers_are_right_and_stay_with_the_instructor(notebook):
    for _, cell, name in checks(notebook):
        assert cell.metadata["tags"] == ["solution"], name
        (output,) = cell.outputs
        assert output["data"]["text/plain"].startswith("Right. "), name
