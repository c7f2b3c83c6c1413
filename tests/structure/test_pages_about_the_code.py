"""What the pages for developers say of the code is there: files, floors and names."""

import re
from pathlib import Path

import pytest
from test_layers import FLOORS

ROOT = Path(__file__).parents[2]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PAGES = {
    "architecture": ARCHITECTURE,
    "contributing": (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
}
SOURCES = {path: path.read_text(encoding="utf-8") for path in (ROOT / "cxsim").rglob("*.py")}


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_exists(page):
    named = re.findall(r"(?:[\w.]+/)+(?:\w+\.\w+)?", PAGES[page])
    places = {name for name in named if not name.startswith((".venv", "bin/"))}
    assert len(places) > 10
    for name in places:
        assert any((top / name).exists() for top in (ROOT, ROOT / "cxsim")), name


@pytest.mark.parametrize("page", PAGES)
def test_every_name_stands_in_the_file_that_is_given(page):
    for name, file in re.findall(r"`(\w+)`\s+\(`(cxsim/[\w/]+\.py)`\)", PAGES[page]):
        assert re.search(rf"\b{name}\b", (ROOT / file).read_text(encoding="utf-8")), (name, file)


def test_the_figure_names_functions_that_exist():
    """All functions and methods in the way of one customer."""
    figure = re.findall(r"^```\n(.*?)^```", ARCHITECTURE, re.MULTILINE | re.DOTALL)[0]
    code = figure.replace("firm.put", "put").replace("Calendar.", "").replace("engine.adv", "adv")
    named = set(re.findall(r"\b(\w+)\(|\b([a-z]+_\w+)\b(?!\.py|/)", code))
    names = {one or other for one, other in named}
    assert {"simulate", "advance", "finish_service", "_turn"} <= names
    for name in names:
        assert any(re.search(rf"def {name}\(", text) for text in SOURCES.values()), name


def test_the_floors_are_those_of_the_layer_test():
    rows = re.findall(r"^\| (\d) \| (.*?) \|", ARCHITECTURE, re.MULTILINE)
    told = {
        name.removesuffix(".py"): int(floor)
        for floor, places in rows
        for name in re.findall(r"`cxsim/(\w+(?:\.py)?)/?`", places)
    }
    assert told == {name: FLOORS[name] for name in told}
    folders = {path.name for path in (ROOT / "cxsim").iterdir() if (path / "__init__.py").exists()}
    assert folders <= set(told)


def test_the_page_can_be_read_in_one_sitting():
    assert len(ARCHITECTURE.splitlines()) < 250
