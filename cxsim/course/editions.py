"""Editions of a notebook: with answers (instructor), without (student), and for nbgrader.

The source is the instructor's. Cells with the tag ``solution`` are what a student does not get: a
code cell ``cx.course.check("N04.agents", 51)`` keeps its question and loses its answer; a text cell
goes altogether.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

Cell = dict[str, Any]
Notebook = dict[str, Any]

SOLUTION = "solution"
_CHECK = re.compile(r'cx\.course\.check\("(?P<id>[^"]+)", (?P<answer>.+)\)')
_STUB = "answer = ...  # write your answer in place of the three dots"
CONFIG_FILE = "nbgrader_config.py"
CONFIG = f"""c = get_config()
c.CourseDirectory.course_id = "cxsim"
c.ClearSolutions.code_stub = {{"python": "{_STUB}"}}
c.ExecutePreprocessor.timeout = 300
"""


def student(text: str) -> str:
    """Return a notebook without the solutions."""
    return _with_cells(text, _for_student)


def assignment(name: str, text: str) -> dict[str, str]:
    """Return a notebook as an assignment of nbgrader, at its place in nbgrader's folder.

    Parameters
    ----------
    name : str
        File name of the notebook.
    text : str
        The source.

    Returns
    -------
    dict of str to str
        The text with answers between nbgrader's marks and cells that grade, by its path.
    """
    return {f"source/{Path(name).stem}/{name}": _with_cells(text, _for_nbgrader)}


def _with_cells(text: str, change: Callable[[Cell], list[Cell]]) -> str:
    notebook: Notebook = json.loads(text)
    notebook["cells"] = [
        new
        for cell in notebook["cells"]
        for new in (change(cell) if SOLUTION in cell["metadata"].get("tags", ()) else [cell])
    ]
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _for_student(cell: Cell) -> list[Cell]:
    if cell["cell_type"] != "code":
        return []
    exercise, _ = _parts(cell)
    return [_code(cell["id"], f'cx.course.check("{exercise}", ...)')]


def _for_nbgrader(cell: Cell) -> list[Cell]:
    if cell["cell_type"] != "code":
        return []
    exercise, answer = _parts(cell)
    name = exercise.replace(".", "-").replace("_", "-")
    given = f"### BEGIN SOLUTION\nanswer = {answer}\n### END SOLUTION"
    judged = (
        f'feedback = cx.course.check("{exercise}", answer)\n'
        "print(feedback)\n"
        "assert feedback.right, feedback.words"
    )
    return [
        _code(f"{name}-answer", given, _graded(f"{name}-answer", solution=True)),
        _code(f"{name}-check", judged, _graded(f"{name}-check", points=1)),
    ]


def _parts(cell: Cell) -> tuple[str, str]:
    """Id and answer of a solution cell."""
    source = "".join(cell["source"])
    found = _CHECK.fullmatch(source)
    if found is None:
        raise ValueError(f'A solution cell must read cx.course.check("id", answer), not {source}')
    return found["id"], found["answer"]


def _code(name: str, source: str, nbgrader: dict[str, Any] | None = None) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {"nbgrader": nbgrader} if nbgrader else {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def _graded(name: str, solution: bool = False, points: int | None = None) -> dict[str, Any]:
    """Return nbgrader's notes on a cell: whose it is, and what it is worth."""
    notes = {
        "grade": points is not None,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return notes if points is None else notes | {"points": points}
