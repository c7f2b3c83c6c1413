"""``cxsim lab``: put the students' notebooks where the user can write, and open them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from cxsim.course import editions
from cxsim.errors import CxsimError
from cxsim.folders import folder

COURSE_FOLDER = "cxsim-course"
_NEEDED = ("jupyterlab", "ipywidgets", "seaborn", "matplotlib")
_MEMORY = ".cxsim-course.json"  # what was copied, so that a user's changes can be told apart
_NOT_COPIED = {".ipynb_checkpoints", "__pycache__", _MEMORY}


class Copied(NamedTuple):
    """What a copy did to each file of the course."""

    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def check_jupyter() -> None:
    """Refuse in one sentence where JupyterLab, or what the notebooks draw with, is missing."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise CxsimError(
            f"The course needs {' and '.join(missing)}: "
            f"please run 'python -m pip install {' '.join(_NEEDED)}' and try again."
        )


def port_number(text: str) -> int:
    """Read the number of a port.

    Parameters
    ----------
    text : str
        What the user wrote.

    Returns
    -------
    int
        The number.

    Raises
    ------
    CxsimError
        Where it is no port.
    """
    if not text.isdecimal() or not 1 <= int(text[:6]) <= 65535:
        raise CxsimError(f"--port takes a number from 1 to 65535, not {text[:40]!r}.")
    return int(text)


def place_course(wanted: Path | None) -> tuple[Path, Copied | None]:
    """Find or make a folder with the notebooks that the user can write to.

    Parameters
    ----------
    wanted : Path, optional
        Where to put the students' notebooks; None takes ``cxsim-course`` in the current folder.
        The folder of the sources themselves is opened as it is, with the solutions.

    Returns
    -------
    tuple
        The folder, and what was copied (None where nothing needed to be).

    Raises
    ------
    CxsimError
        Where the notebooks are missing or the folder cannot be written.
    """
    try:
        source = folder("notebooks")
    except FileNotFoundError as error:
        raise CxsimError(str(error)) from None
    target = wanted or Path(COURSE_FOLDER)
    if target.resolve() == source.resolve():
        return source, None
    try:
        return target, copy_course(source, target)
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise CxsimError(f"Cannot put the notebooks into '{target}': {reason}.") from None


def copy_course(source: Path, target: Path) -> Copied:
    """Copy the course without its solutions; a file that the user changed is kept as it is.

    Parameters
    ----------
    source : Path
        The folder of the package.
    target : Path
        The user's folder; it is made where it is missing.

    Returns
    -------
    Copied
        Names of the files that are new, updated and kept.
    """
    target.mkdir(parents=True, exist_ok=True)
    remembered = _read_memory(target / _MEMORY)
    done: dict[str, list[str]] = {"new": [], "updated": [], "kept": [], "same": []}
    for name in _files(source):
        content = _without_solutions(source / name)
        ours = _fingerprint(content)
        what = _what_to_do(target / name, ours, remembered.get(name))
        done[what].append(name)
        if what in ("new", "updated"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)
        if what != "kept":
            remembered[name] = ours
    (target / _MEMORY).write_text(json.dumps(remembered, indent=1), encoding="utf-8")
    return Copied(tuple(done["new"]), tuple(done["updated"]), tuple(done["kept"]))


def _what_to_do(place: Path, ours: str, copied_before: str | None) -> str:
    """Tell whether a file is new, the same as ours, an older one of ours, or the user's."""
    if not place.exists():
        return "new"
    theirs = _fingerprint(place.read_bytes())
    if theirs == ours:
        return "same"
    return "updated" if theirs == copied_before else "kept"


def _without_solutions(path: Path) -> bytes:
    content = path.read_bytes()
    return editions.student(content.decode()).encode() if path.suffix == ".ipynb" else content


def _files(source: Path) -> list[str]:
    """Names of the files that belong to the course."""
    names = [path.relative_to(source) for path in sorted(source.rglob("*")) if path.is_file()]
    return [name.as_posix() for name in names if not _NOT_COPIED & set(name.parts)]


def first_notebook(course: Path) -> Path:
    """Return the notebook that the course begins with."""
    notebooks = sorted(course.glob("*.ipynb"))
    if not notebooks:
        raise CxsimError(f"There is no notebook in '{course}'.")
    return notebooks[0]


def prepare_engine() -> None:
    """Simulate a tiny bank once, so that no notebook waits for the compiler."""
    from cxsim.results.run import simulate
    from cxsim.scenario.files import load

    simulate(load("bank").replace(customers=50, days=120), seed=1)


def open_jupyter(notebook: Path, browser: bool, port: int | None) -> int:
    """Start JupyterLab in place of this program.

    Parameters
    ----------
    notebook : Path
        The notebook to open; its folder is what JupyterLab shows.
    browser : bool
        Whether to open a browser window.
    port : int, optional
        The port to listen on; None lets JupyterLab choose.

    Returns
    -------
    int
        The exit code, where the system cannot replace a running program.
    """
    # Said this way, the address that JupyterLab prints leads to the notebook, too.
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={notebook.resolve().parent}",
        f"--LabApp.default_url=/lab/tree/{quote(notebook.name)}",
    ]
    if not browser:
        command.append("--no-browser")
    if port is not None:
        command.append(f"--port={port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # JupyterLab refuses to run as root unless told; a container often has no other user.
        command.append("--allow-root")
    sys.stdout.flush()
    if os.name == "nt":
        # There, a replaced program would fight with the shell for the keyboard.
        return subprocess.run(command, check=False).returncode
    os.execv(command[0], command)
    return 0  # only a test gets here: execv does not return


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_memory(path: Path) -> dict[str, str]:
    """Read what was copied before; a file that cannot be read means that nothing is known."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
