"""Run code in a process of its own, with its own copy of the package and its own cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import cxsim


class Answer(NamedTuple):
    """What a process printed."""

    lines: list[str]
    messages: str


def ask(code: str, cache: Path, package: Path | None = None) -> Answer:
    """Run code; ``package`` is the folder that holds another copy of `cxsim`."""
    root = package or Path(cxsim.__file__).parents[1]
    own = {"CXSIM_CACHE_DIR": str(cache), "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", f"import cxsim; print(cxsim.__file__)\n{code}"],
        check=False,
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, **own},
    )
    assert done.returncode == 0, done.stderr
    place, *lines = done.stdout.splitlines()
    assert Path(place).parents[1] == root, "the process used another copy of the package"
    return Answer(lines, done.stderr)


def copy_of_package(folder: Path) -> Path:
    """Copy the package, without anything compiled, into a folder; return that folder."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(cxsim.__file__).parent, folder / "cxsim", ignore=ignore)
    return folder


def edit(package: Path, file: str, old: str, new: str) -> None:
    """Change a line of a copied package."""
    path = package / "cxsim" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} does not hold {old!r} once"
    path.write_text(text.replace(old, new), encoding="utf-8")


def files_in(folder: Path) -> dict[str, int]:
    """All files below a folder, with the time of their last change."""
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
