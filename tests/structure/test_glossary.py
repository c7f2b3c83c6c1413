"""The glossary names only fields, key figures, explorers, notebooks and formulas that exist."""

import re
from operator import attrgetter
from pathlib import Path

import pytest

import cxsim as cx

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| term", "| ---"))
]
WHERE = [row[2] for row in ROWS]


@pytest.fixture(scope="module")
def fields():
    """Paths of the numbers of all shipped scenarios."""
    return {path for name in cx.presets().index for path in cx.load(name).describe().index}


def names(pattern):
    """Everything in the column 'where' that looks like this."""
    return sorted({found for cell in WHERE for found in re.findall(pattern, cell)})


def test_every_row_tells_what_where_and_from_whom():
    assert len(ROWS) >= 45
    for row in ROWS:
        assert len(row) == 4, row
        assert all(row), row
        assert row[1].endswith("."), row


def test_terms_are_in_order_and_stand_once():
    terms = [row[0].lower() for row in ROWS]
    assert len(set(terms)) == len(terms)
    for section in PAGE.split("\n## ")[2:]:
        found = re.findall(r"^\| ([^|]+?) \|", section, re.MULTILINE)[2:]
        assert found == sorted(found, key=str.lower)


def test_fields_and_key_figures_exist(fields):
    run = set(cx.simulate("contact_centre", seed=1, log=False).kpis.index)
    known = fields | run | set(cx.strategies().index)
    plain = [name for name in names(r"`([a-z_0-9.]+)`") if not name.startswith(("cx.", "run."))]
    assert len(plain) > 50
    assert [name for name in plain if name not in known] == []


def test_public_names_exist():
    for name in names(r"`cx\.([a-z_.]+)`"):
        assert callable(attrgetter(name)(cx)), name
    for name in names(r"`run\.([a-z_]+)`"):
        assert hasattr(cx.Run, name), name


def test_explorers_and_data_exist():
    explorers = set(names(r'cx\.explore\("(\w+)"\)'))
    assert explorers <= set(cx.explore().index)
    assert set(names(r'cx\.datasets\.load\("(\w+)"\)')) <= set(cx.datasets.list().index)


def test_notebooks_exist():
    there = {path.name[:2] for path in (ROOT / "notebooks").glob("*.ipynb")}
    found = set(names(r"notebook (\d\d)"))
    assert found
    assert found <= there


@pytest.mark.parametrize("words", ["Orr", "president", "six *components*", "Gartner", "CES 2.0"])
def test_wrong_attributions_are_put_right(words):
    first = PAGE.split("\n## ")[1]
    assert words in first
