"""Exercises of the course, checked at once: right, or a hint at the likely misconception.

>>> import cxsim as cx
>>> cx.course.exercises()  # what there is
>>> cx.course.check("N04.agents", 52)
Not yet. 52 agents is what Erlang C asks for 80 % within 20 seconds ...

An exercise is data: a question, its right answer (recomputed from theory wherever there is a closed
form) and hints. Those of one notebook stand in one module, ``n01`` to ``n12``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cxsim.course.exercise import Exercise, Feedback
from cxsim.errors import unknown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Feedback", "check", "exercises"]

# One module each, which calls its exercises EXERCISES, by the name after the dot.
_NOTEBOOKS = ("N01", "N02", "N03", "N04", "N05", "N06", "N07", "N08", "N09", "N12")


def check(exercise: str, answer: Any) -> Feedback:
    """Check an answer.

    Parameters
    ----------
    exercise : str
        Id of an exercise, for example ``"N04.agents"``.
    answer : float or str
        A number, or the letter of a choice. Three dots (``...``) mean no answer yet.

    Returns
    -------
    Feedback
        It prints as one short text; ``right`` tells whether the answer is right.

    Raises
    ------
    CxsimError
        If there is no such exercise; the sentence offers the nearest id.

    Examples
    --------
    >>> check("N04.agents", 51).right
    True
    """
    known = _all()
    if exercise not in known:
        raise unknown("exercise", str(exercise), known)
    found = known[exercise]
    right, words = found.judge(answer)
    return Feedback(exercise, right, words)


def exercises() -> pd.DataFrame:
    """List all exercises.

    Returns
    -------
    DataFrame
        Indexed by id: notebook, kind (number, choice or conclusion) and question.
    """
    import pandas as pd

    rows = [(name, name.partition(".")[0], one.kind, one.question) for name, one in _all().items()]
    return pd.DataFrame(rows, columns=["id", "notebook", "kind", "question"]).set_index("id")


@cache
def _all() -> dict[str, Exercise]:
    """Every exercise by its id, in the order of the course."""
    return {
        f"{notebook}.{name}": exercise
        for notebook in _NOTEBOOKS
        for name, exercise in import_module(f"cxsim.course.{notebook.lower()}").EXERCISES.items()
    }
