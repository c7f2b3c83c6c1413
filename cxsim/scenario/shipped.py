"""Finds what a name stands for: a file that comes with the kit, or a user's own YAML file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from cxsim.errors import CxsimError, unknown
from cxsim.scenario.yaml_text import read_yaml

Built = TypeVar("Built")


def read_named(
    kind: str, folder: str, name_or_path: str | Path, build: Callable[[Mapping[str, Any]], Built]
) -> Built:
    """Read the file of a name or path and build something of it; a mistake names the file."""
    shipped = shipped_files(folder)
    if str(name_or_path) in shipped:
        return build(read_yaml(shipped[str(name_or_path)]))
    if not _looks_like_a_file(name_or_path):
        raise unknown(kind, str(name_or_path), shipped)
    path = Path(name_or_path)
    data = read_yaml(path)
    try:
        return build(data)
    except CxsimError as error:
        raise CxsimError(f"{path.name}: {error}") from None


def shipped_files(folder: str) -> dict[str, Path]:
    """Return the YAML files of a folder of the kit by name."""
    root = Path(str(files("cxsim.scenario").joinpath(folder)))
    return {path.stem: path for path in sorted(root.glob("*.yaml"))}


def _looks_like_a_file(name: str | Path) -> bool:
    text = str(name)
    return isinstance(name, Path) or "/" in text or "\\" in text or text.endswith((".yaml", ".yml"))
