"""Every row of the coverage table is claimed: by a test, a data set or a notebook.

The table lists what the five papers describe. A mechanism (M), a parameter (P) or a key figure (K)
is claimed by a test of the kit, not only by one of a data set; data (D), notebooks (N) and
concepts (C) are claimed by whatever holds them.
"""

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Kinds of all rows, in order of their numbers, from 1 on (S1 from 0 on).
ROWS = {
    "S0": "K M P D DMN DM MP DP DP DM DP CD DP DN D CM M C P MN D MK P D DN D DM C PM C",
    "S1": "C M M M M M P MN M M M M P P P P K P MN M M M M P MN M M MK M P P PM P P K KN C",
    "S2": "C C K KP K KP K K KP KP P MD MD MD MD MD MD MN KD M K K P N",
    "S3": "P MN MN M P M M M M M P MN P K N K",
    "S4": "MN M M M MK M MK P M M MN",
}


def kinds():
    """Return id -> kinds."""
    return {
        f"{seed}-{number:02d}": set(kind)
        for seed, text in ROWS.items()
        for number, kind in enumerate(text.split(), start=0 if seed == "S1" else 1)
    }


def by_tests():
    """Return id -> folders of the tests that carry it in a mark ``covers``."""
    found = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "covers":
                for argument in node.args:
                    found.setdefault(argument.value, set()).add(path.parent.name)
    return found


def by_data():
    """Ids in the field ``covers`` of a data set."""
    package = json.loads((ROOT / "datasets" / "datapackage.json").read_text(encoding="utf-8"))
    return {name for resource in package["resources"] for name in resource.get("covers", [])}


def by_notebooks():
    """Ids in the metadata key ``covers`` of a notebook."""
    found = set()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        found |= set(notebook["metadata"].get("covers", []))
    return found


def test_the_table_is_whole():
    assert len(kinds()) == 118
    assert set("".join(ROWS.values())) <= set("CDKMNP ")


def test_every_row_is_claimed():
    claimed = set(by_tests()) | by_data() | by_notebooks()
    missing = sorted(set(kinds()) - claimed)
    assert not missing, f"nothing claims {missing}"


def test_mechanisms_parameters_and_key_figures_are_claimed_by_tests():
    needed = {name for name, kind in kinds().items() if kind & set("MPK")}
    tested = {name for name, folders in by_tests().items() if folders - {"data"}}
    missing = sorted(needed - tested)
    assert not missing, f"no test claims {missing}"


@pytest.mark.parametrize("where", [by_tests, by_data, by_notebooks])
def test_only_rows_of_the_table_are_claimed(where):
    unknown = sorted(set(where()) - set(kinds()))
    assert not unknown, f"no such rows: {unknown}"
