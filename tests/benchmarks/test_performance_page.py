"""The page about speed shows the figures of the last run, and nothing else."""

import json

import pytest
from figures import BUDGETS, END, FIGURES, PAGE, RESULTS, START, Budget, number, page_with, render


@pytest.fixture
def results():
    """The last run."""
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def test_the_page_shows_the_results(results):
    page = PAGE.read_text(encoding="utf-8")
    assert page_with(render(results), page) == page, "run: python tests/benchmarks/measure.py"


def test_every_figure_of_the_results_is_shown_once(results):
    shown = [budget.figure for budget in BUDGETS] + list(FIGURES)
    assert sorted(shown) == sorted(results["figures"])


def test_tables_go_between_the_marks_and_nothing_else_changes():
    page = f"before\n{START}\nold\n{END}\nafter\n"
    assert page_with("new", page) == "before\nnew\nafter\n"
    with pytest.raises(ValueError, match="marks"):
        page_with("new", "a page without marks")


def test_a_broken_promise_shows(results):
    assert not Budget("speed", "speed", " times", at_least=15.0).kept(14.9)
    assert not Budget("memory", "memory", " GB", at_most=6.0).kept(6.1)
    results["figures"]["queue_against_bare_simpy"] = 3.0
    assert "| 3 times | **no** |" in render(results)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1234, "0.123"), (17.26, "17.3"), (131.4, "131"), (60480.0, "60,500"), (5.0, "5")],
)
def test_numbers_are_short(value, text):
    assert number(value) == text
