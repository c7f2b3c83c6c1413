"""Every idea of the five papers is claimed, each claim says what it shows, and the page is new.

A mechanism (M), a parameter (P) or a key figure (K) is claimed by a test of the kit, not only by
one of a data set; data (D), notebooks (N) and concepts (C) are claimed by whatever holds them.
"""

import importlib.util
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def maker():
    path = ROOT / "docs" / "make_coverage_page.py"
    spec = importlib.util.spec_from_file_location("make_coverage_page", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table(maker):
    return {row["id"]: row for row in maker.ideas()}


def test_the_table_is_whole(table):
    assert Counter(name[:2] for name in table) == {"S0": 30, "S1": 37, "S2": 24, "S3": 16, "S4": 11}
    assert {letter for row in table.values() for letter in row["kind"]} == set("CDKMNP")
    assert all(len(row["idea"]) > 10 for row in table.values())


def test_every_row_is_claimed(maker, table):
    missing = sorted(set(table) - {claim.idea for claim in maker.claims()})
    assert not missing, f"nothing claims {missing}"


def test_mechanisms_parameters_and_key_figures_are_claimed_by_tests(maker, table):
    needed = {name for name, row in table.items() if set(row["kind"]) & set("MPK")}
    tested = {claim.idea for claim in maker.by_tests() if not claim.where.startswith("data/")}
    missing = sorted(needed - tested)
    assert not missing, f"no test claims {missing}"


def test_only_rows_of_the_table_are_claimed(maker, table):
    unknown = sorted({claim.idea for claim in maker.claims()} - set(table))
    assert not unknown, f"no such rows: {unknown}"


def test_every_claim_says_in_a_sentence_what_it_shows(maker):
    for claim in maker.claims():
        assert " " in claim.shows.removeprefix(maker.PART) and len(claim.shows) < 140, claim


def test_what_is_shown_in_part_only_is_said_to_be_open(maker, table):
    tests = [claim for claim in maker.by_tests() if not claim.where.startswith("data/")]
    whole = {claim.idea for claim in tests if not claim.shows.startswith(maker.PART)}
    silent = (
        {claim.idea for claim in tests} - whole - {n for n, row in table.items() if row["open"]}
    )
    assert not silent, f"shown in part, and nothing said to be open: {sorted(silent)}"


def test_the_page_has_not_drifted(maker):
    assert maker.main(["--check"]) == 0, "run: python docs/make_coverage_page.py"
