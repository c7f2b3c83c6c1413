"""``cxsim course``: write the notebooks with solutions, without them, or for nbgrader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cxsim.course import editions
from cxsim.errors import CxsimError
from cxsim.folders import folder

_EDITIONS: dict[str, Callable[[str, str], dict[str, str]]] = {
    "instructor": lambda name, text: {name: text},
    "student": lambda name, text: {name: editions.student(text)},
    "nbgrader": editions.assignment,
}


def write_edition(edition: str, target: Path) -> list[str]:
    """Write all notebooks of the course in one edition.

    Parameters
    ----------
    edition : str
        ``"instructor"`` (with solutions), ``"student"`` (without) or ``"nbgrader"`` (a course
        folder with its settings, one assignment for each notebook).
    target : Path
        Where to write; it is made where it is missing.

    Returns
    -------
    list of str
        Names of the files written, below the folder.

    Raises
    ------
    CxsimError
        If the folder cannot be written, or holds one of the files already: it may be somebody's
        work.
    """
    texts = {
        name: text
        for source in sorted(folder("notebooks").glob("*.ipynb"))
        for name, text in _EDITIONS[edition](
            source.name, source.read_text(encoding="utf-8")
        ).items()
    }
    if edition == "nbgrader":
        texts[editions.CONFIG_FILE] = editions.CONFIG
    there = [name for name in texts if (target / name).exists()]
    if there:
        raise CxsimError(f"'{target}' has {there[0]} already: please name an empty folder.")
    try:
        for name, text in texts.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_text(text, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise CxsimError(f"Cannot write the course into '{target}': {reason}.") from None
    return list(texts)
