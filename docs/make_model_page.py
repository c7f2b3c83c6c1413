"""Write the tables of ``docs/model.md``: equations, KPIs, parameters and targets, from the code.

    python docs/make_model_page.py            # write the page
    python docs/make_model_page.py --check    # say whether it is up to date

Words between the marks ``<!-- begin NAME -->`` and ``<!-- end NAME -->`` are made here; all other
words are written by hand. A new rule, KPI or scenario field gets its row by running this again.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("model.md")
_PACKAGES = ("cxsim.model", "cxsim.company")
_SOURCE = re.compile(r"[A-Z][^.]*?\b(?:1[89]|20)\d\d\b")  # a name, then a year


def main(arguments: list[str]) -> int:
    """Write the page, or only check it."""
    old = PAGE.read_text(encoding="utf-8")
    new = filled(old)
    if "--check" in arguments:
        print("up to date" if new == old else "run: python docs/make_model_page.py")
        return int(new != old)
    PAGE.write_text(new, encoding="utf-8")
    return 0


def filled(page: str) -> str:
    """Return the page with fresh tables between its marks."""
    for make in (equations, kpis, parameters, targets):
        name = make.__name__
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        before, rest = page.split(begin)
        _, after = rest.split(end)
        page = f"{before}{begin}\n\n{make()}\n\n{end}{after}"
    return page


# -- equations ------------------------------------------------------------------------------------


def equations() -> str:
    """Return one table a module of rules: code name, equation and source, from the docstrings."""
    return "\n\n".join(_module_table(module) for module in _modules())


def _modules() -> Iterator[Any]:
    for package in map(importlib.import_module, _PACKAGES):
        for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda found: found.name):
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def _module_table(module: Any) -> str:
    title, *rest = inspect.getdoc(module).split("\n\n")
    rows = [
        f"| `{name}` | {_cell(_first_paragraph(rule))} | {_cell(_source(rule))} |"
        for name, rule in public_functions(module)
    ]
    head = [f"### `{module.__name__}`", "", " ".join([title, *rest]).replace("\n", " ")]
    return "\n".join(
        [*head, "", "| code name | what it is | source |", "| --- | --- | --- |", *rows]
    )


def public_functions(module: Any) -> Iterator[tuple[str, Any]]:
    """Yield the public functions that a module defines, compiled ones included, in its order."""
    for name, value in vars(module).items():
        function = getattr(value, "py_func", value)
        here = inspect.isfunction(function) and function.__module__ == module.__name__
        if here and not name.startswith("_"):
            yield name, function


def _first_paragraph(function: Any) -> str:
    return (inspect.getdoc(function) or "").split("\n\n")[0]


def _source(function: Any) -> str:
    """Return the sentence of a docstring, after its first paragraph, that names a publication."""
    _, *rest = (inspect.getdoc(function) or "").split("\n\n")
    text = " ".join(" ".join(rest).split())
    found = [sentence for sentence in re.split(r"(?<=[a-z)]\.) ", text) if _SOURCE.search(sentence)]
    return found[-1] if found else "–"


# -- KPIs -----------------------------------------------------------------------------------------


def kpis() -> str:
    """Return the table of KPIs: name, meaning, unit, better direction, formula, what is seen."""
    from cxsim.results.kpis import SHIPPED

    rows = [
        f"| `{kpi.name}` | "
        + " | ".join(map(_cell, (kpi.meaning, kpi.unit, kpi.better, kpi.how, _seen(kpi))))
        + " |"
        for kpi in SHIPPED.values()
    ]
    head = (
        "| KPI | meaning | unit | better | how it is computed | measured |\n" + "| --- " * 6 + "|"
    )
    return "\n".join([head, *rows])


def _seen(kpi: Any) -> str:
    """Return in a word or two what the firm can see of a KPI."""
    if kpi.measured is None:
        return "–"
    return "a formula of its own" if callable(kpi.measured) else kpi.measured


# -- parameters -----------------------------------------------------------------------------------


def parameters() -> str:
    """Return one table a block of the schema: field, meaning, default, unit, range and source."""
    from cxsim.scenario.scenario import Scenario

    blocks: dict[str, list[str]] = {}
    for block, row in _rows(Scenario, ""):
        blocks.setdefault(block, []).append(row)
    head = (
        "| field | meaning | default | unit | bounds | plausible | source |\n" + "| --- " * 7 + "|"
    )
    return "\n\n".join(
        f"### `{block or 'scenario'}`\n\n{head}\n" + "\n".join(rows)
        for block, rows in blocks.items()
    )


def _rows(model: Any, prefix: str) -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        inner, several = _inner(field.annotation)
        if inner is None:
            yield prefix.rstrip("."), _row(name, field)
        else:
            yield from _rows(inner, f"{prefix}{name}." + ("<name>." if several else ""))


def _inner(annotation: Any) -> tuple[Any, bool]:
    """Return the block behind a field, and whether there are several by name."""
    from cxsim.fields import Model

    if inspect.isclass(annotation) and issubclass(annotation, Model):
        return annotation, False
    if typing.get_origin(annotation) is dict:
        inner = typing.get_args(annotation)[1]
        if inspect.isclass(inner) and issubclass(inner, Model):
            return inner, True
    return None, False


def _row(name: str, field: Any) -> str:
    from cxsim.fields import bounds_of

    extra = field.json_schema_extra or {}
    low, high = bounds_of(field)
    bounds = "" if low == -float("inf") and high == float("inf") else f"{low:g} to {high:g}"
    likely = " to ".join(f"{end:g}" for end in extra.get("likely", ()))
    default = "required" if field.is_required() else _default(field)
    cells = (field.title, default, extra.get("unit", ""), bounds, likely, extra.get("source", ""))
    return f"| `{name}` | " + " | ".join(_cell(cell) for cell in cells) + " |"


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or value in ("", (), {}):
        return "–"
    return f"{value:g}" if isinstance(value, float) else str(value)


# -- targets --------------------------------------------------------------------------------------


def targets() -> str:
    """Return the table of validation targets."""
    from cxsim.experiment.validation import all_targets

    rows = [
        f"| {target.id} | {_cell(target.title)} | {_cell(target.source)} |"
        for target in all_targets().values()
    ]
    return "\n".join(["| id | what must come out | source |", "| --- | --- | --- |", *rows])


def _cell(text: Any) -> str:
    return " ".join(str(text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
