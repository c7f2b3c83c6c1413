"""Plain data in YAML files: what the kit reads and writes, and nothing else that YAML can do."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml

from cxsim.errors import CxsimError

_LARGEST_FILE = 1_000_000  # bytes; a scenario has some ten thousand
# YAML 1.1 takes 010 for eight and 1:40 for a hundred.
_READ_DIFFERENTLY = re.compile(r"[-+]?0[0-9_]+$|.*:")
_DEEPEST = 20  # levels of nesting; a scenario has six


class _Loader(yaml.SafeLoader):
    """Plain data only: nothing that explodes, hides or runs."""

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise CxsimError(f"{_line(event)}anchors (&name) and aliases (*name) are not accepted.")
        if event.tag is not None:
            raise CxsimError(f"{_line(event)}tags (!name) are not accepted.")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise CxsimError(f"{_line(event)}blocks are nested more than {_DEEPEST} levels deep.")
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        is_number = node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
        if is_number and _READ_DIFFERENTLY.match(node.value):
            raise CxsimError(
                f"{_line(node)}the number {node.value[:40]} must stand without leading zeros and "
                "colons."
            )
        try:
            return super().construct_object(node, deep)
        except CxsimError:
            raise
        except (ValueError, OverflowError, yaml.constructor.ConstructorError):
            text = str(node.value)[:40]
            raise CxsimError(f"{_line(node)}the value '{text}' cannot be read.") from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        names: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise CxsimError(f"{_line(key)}a name must be plain text.")
            if key.tag != "tag:yaml.org,2002:str":
                raise CxsimError(f"{_line(key)}the name {key.value} must stand in quotes.")
            if key.value in names:
                raise CxsimError(f"{_line(key)}'{key.value}' appears twice.")
            names.add(key.value)
        return super().construct_mapping(node, deep)


class _Dumper(yaml.SafeDumper):
    """Writes what `_Loader` reads."""

    def represent_text(self, text: str) -> yaml.Node:
        # Unquoted, these line ends would come back as plain ones.
        style = '"' if re.search("[\r\x85\u2028\u2029]", text) else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)
# Without this, YAML 1.1 takes 1e-5 for text, because it has no point.
for _class in (_Loader, _Dumper):
    _class.add_implicit_resolver(
        "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+$"), list("-+0123456789")
    )


def read_yaml(path: Path) -> Mapping[str, Any]:
    """Read a YAML file of names and values; every mistake is one sentence that names the file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    mapping
        Plain data.

    Raises
    ------
    CxsimError
        Where the file is missing, too large, no text, no YAML, or no names and values.
    """
    text = _text_of(path)
    try:
        data = yaml.load(text, Loader=_Loader)
        if data is None:
            raise CxsimError("the file is empty.")
        if not isinstance(data, dict):
            kind = "a list" if isinstance(data, list) else "a single value"
            raise CxsimError(f"the file must hold names and values, not {kind}.")
        return data
    except CxsimError as error:
        raise CxsimError(f"{path.name}: {error}") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise CxsimError(f"{path.name}: not valid YAML{_place(error, text)}.") from None


def read_value(text: str) -> Any:
    """Read one value as a file would: a number, words, true, false, or nothing.

    Parameters
    ----------
    text : str
        The value as it would stand in a file.

    Returns
    -------
    Any
        The value.

    Raises
    ------
    CxsimError
        Where the text is no single value.
    """
    try:
        value = yaml.load(text, Loader=_Loader)
    except (CxsimError, yaml.YAMLError, ValueError, OverflowError):
        raise CxsimError(f"the value {text[:40]!r} cannot be read.") from None
    if isinstance(value, dict | list):
        raise CxsimError(f"{text[:40]!r} is more than one value.")
    return value


def _text_of(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise CxsimError(f"Cannot read '{path}': it is not a file.")
        with path.open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
    except CxsimError:
        raise
    except (OSError, ValueError) as error:
        raise CxsimError(f"Cannot read '{path}': {_reason(error)}.") from None
    if len(raw) > _LARGEST_FILE:
        raise CxsimError(f"{path.name}: the file is larger than {_LARGEST_FILE // 1000} kB.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise CxsimError(f"{path.name}: the file is not UTF-8 text.") from None


def _reason(error: OSError | ValueError) -> str:
    """Tell in words why a file cannot be opened; a ValueError is a path that cannot exist."""
    return (getattr(error, "strerror", None) or "no file can have this name").lower()


def _line(place: yaml.Event | yaml.Node) -> str:
    return f"line {place.start_mark.line + 1}: " if place.start_mark else ""


def _place(error: Exception, text: str) -> str:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return f" in line {line}: a character that text cannot hold"
    mark = getattr(error, "problem_mark", None)
    problem = (getattr(error, "problem", None) or "a value cannot be read").removeprefix("but ")
    return f" in line {mark.line + 1}: {problem}" if mark else f": {problem}"


def write_yaml(data: Mapping[str, Any], path: str | Path | None) -> str:
    """Write plain data as YAML text, in the order given.

    Parameters
    ----------
    data : mapping
        Plain names and values.
    path : str, Path or None
        The file to write; None writes none.

    Returns
    -------
    str
        The text.

    Raises
    ------
    CxsimError
        Where the file cannot be written.
    """
    text = yaml.dump(dict(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    if path is not None:
        try:
            Path(path).write_text(text, encoding="utf-8")
        except (OSError, ValueError) as error:
            raise CxsimError(f"Cannot write '{path}': {_reason(error)}.") from None
    return text
