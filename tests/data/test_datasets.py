"""The data sets: described, valid, and loaded as they are."""

from __future__ import annotations

import csv
import json
import re

import frictionless
import pandas as pd
import pytest

from cxsim import datasets
from cxsim.errors import CxsimError
from cxsim.folders import folder

FOLDER = folder("datasets")
DESCRIPTOR = FOLDER / "datapackage.json"
RESOURCES = {r["name"]: r for r in json.loads(DESCRIPTOR.read_text(encoding="utf-8"))["resources"]}
NAMES = sorted(RESOURCES)

# How many ideas the coverage table holds for each paper.
LAST_IDEA = {"S0": 30, "S1": 36, "S2": 24, "S3": 16, "S4": 11}
PROVENANCE = re.compile(r"seed: 00[0-4]|published[✓~]( secondary)?: \S|computed$|assumption: ")
UNIT_OF_SUFFIX = {"pct": "%", "bn": "USD bn", "tn": "USD tn", "minutes": "min", "weeks": "weeks"}


def raw_cells(name: str) -> list[list[str]]:
    """Read a CSV without any interpretation: the header and the rows."""
    with (FOLDER / RESOURCES[name]["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


# The package ----------------------------------------------------------------------------------


def test_frictionless_finds_no_error():
    report = frictionless.validate(str(DESCRIPTOR))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(RESOURCES)


def test_every_file_is_described_and_every_description_has_a_file():
    files = {p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*") if p.is_file()}
    assert files - {DESCRIPTOR.name} == {r["path"] for r in RESOURCES.values()}


@pytest.mark.parametrize("name", NAMES)
def test_description_is_complete(name):
    resource = RESOURCES[name]
    assert resource["title"] and resource["description"].endswith(".")
    assert all(source["title"] for source in resource["sources"])
    assert all(licence["name"] and licence["title"] for licence in resource["licenses"])
    assert PROVENANCE.match(resource["provenance"])
    assert all(note.endswith(".") for note in resource["notes"])
    assert resource["schema"]["missingValues"] == [""]
    assert resource["schema"]["primaryKey"]
    for idea in resource["covers"]:
        paper, number = re.fullmatch(r"(S[0-4])-(\d\d)", idea).groups()
        assert 1 <= int(number) <= LAST_IDEA[paper]


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_described_in_snake_case_with_units(name):
    fields = RESOURCES[name]["schema"]["fields"]
    columns = [field["name"] for field in fields]
    for field in fields:
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", field["name"])
        assert field["title"] and field["description"]
        suffix = field["name"].rsplit("_", 1)[-1]
        if suffix in UNIT_OF_SUFFIX:
            assert field["unit"] == UNIT_OF_SUFFIX[suffix]
        elif field["type"] == "number" and "unit" not in columns:
            assert field["unit"]


# Loading --------------------------------------------------------------------------------------


def test_list_shows_every_data_set():
    overview = datasets.list()
    assert overview.columns.tolist() == ["title", "rows", "source", "covers"]
    assert sorted(overview.index) == NAMES
    for name, row in overview.iterrows():
        assert row["rows"] == len(datasets.load(name))
        assert row["title"] == RESOURCES[name]["title"]
        assert row["covers"] == ", ".join(RESOURCES[name]["covers"])


@pytest.mark.parametrize("name", NAMES)
def test_load_carries_the_description(name):
    table, resource = datasets.load(name), RESOURCES[name]
    fields = resource["schema"]["fields"]
    assert table.columns.tolist() == [field["name"] for field in fields]
    assert table.attrs["units"] == {f["name"]: f["unit"] for f in fields if "unit" in f}
    for key in ("name", "title", "description", "provenance", "notes", "covers"):
        assert table.attrs[key] == resource[key]
    assert resource["sources"][0]["title"] in table.attrs["source"]
    assert resource["licenses"][0]["title"] in table.attrs["licence"]
    for field in fields:
        is_number = pd.api.types.is_numeric_dtype(table[field["name"]])
        assert is_number == (field["type"] in ("integer", "number", "boolean"))


@pytest.mark.parametrize("name", [n for n in NAMES if RESOURCES[n]["format"] == "csv"])
def test_missing_where_the_cell_is_empty_and_nowhere_else(name):
    header, *rows = raw_cells(name)
    empty = pd.DataFrame([[cell == "" for cell in row] for row in rows], columns=header)
    pd.testing.assert_frame_equal(datasets.load(name).isna(), empty)


def test_json_resources_load_row_for_row():
    scheme = json.loads((FOLDER / "company_client_scheme.json").read_text(encoding="utf-8"))
    assert len(datasets.load("company_client_nodes")) == len(scheme["nodes"])
    arrows = datasets.load("company_client_scheme")
    assert [None if pd.isna(gap) else gap for gap in arrows["gap"]] == [
        arrow["gap"] for arrow in scheme["arrows"]
    ]


def test_one_load_does_not_change_the_next():
    datasets.load("cem_sourcing").attrs["notes"].clear()
    assert datasets.load("cem_sourcing").attrs["notes"]


def test_unknown_name_offers_the_nearest():
    with pytest.raises(CxsimError) as error:
        datasets.load("adobe_cx")
    assert (
        str(error.value) == "Unknown data set 'adobe_cx': did you mean 'adobe_cx_vs_expectations'?"
    )


def test_unknown_name_lists_all_where_nothing_is_near():
    with pytest.raises(CxsimError, match="valid names are") as error:
        datasets.load("qqq")
    assert all(name in str(error.value) for name in NAMES)
