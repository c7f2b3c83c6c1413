"""`cx.validate`: 31 targets, each recomputed, none skipped; what a verdict rests on."""

import math
import re
from pathlib import Path

import pytest

import cxsim as cx
from cxsim.experiment.validation import Figure, Target, all_targets
from cxsim.experiment.validation.figures import (
    above,
    computed,
    estimated,
    exact,
    sampled,
    true,
)
from cxsim.experiment.validation.targets import simulator

IDS = [f"T-{number:02}" for number in range(1, 32)]
ILLUSTRATIONS = {"T-09", "T-16"}
SLOW = {"T-01", "T-02", "T-06", "T-07", "T-13", "T-14", "T-15", "T-20", "T-25", "T-30"}


def marked(name):
    """A target's id as a parameter, with the marks that belong to it."""
    marks = [pytest.mark.target(name)] + [pytest.mark.slow] * (name in SLOW)
    return pytest.param(name, marks=marks)


@pytest.mark.parametrize("name", [marked(name) for name in IDS])
def test_target_holds(name):
    target = all_targets()[name]
    figures = target.check(simulator("auto"))
    assert [figure for figure in figures if not figure.holds] == []
    assert target.verdict(figures) == ("illustrates" if name in ILLUSTRATIONS else "holds")


@pytest.mark.slow
def test_validate_gives_31_verdicts_and_skips_none():
    table = cx.validate()
    assert list(table.index) == IDS
    assert set(table.index[table.verdict == "illustrates"]) == ILLUSTRATIONS
    assert set(table.verdict[~table.index.isin(ILLUSTRATIONS)]) == {"holds"}
    numbers = table[["published", "closed_form", "simulated"]]
    assert numbers.notna().any(axis=1).all()


def test_all_targets_say_what_and_from_where():
    targets = all_targets()
    assert list(targets) == IDS
    assert {name for name, target in targets.items() if target.illustrates} == ILLUSTRATIONS
    for target in targets.values():
        assert len(target.title) > 10 and len(target.source) > 10
    assert len({target.title for target in targets.values()}) == 31


def test_every_target_has_a_test_of_its_own():
    """Beside the table: tests that go through the rules, the formulas or whole runs."""
    served = set()
    for path in Path(__file__).parents[1].rglob("test_*.py"):
        if path != Path(__file__):
            for marker in re.findall(r"mark\.target\(([^)]*)\)", path.read_text(encoding="utf-8")):
                served |= set(re.findall(r"T-\d\d", marker))
    # These four are asked of whole runs by the table alone.
    assert served >= set(IDS) - {"T-06", "T-14", "T-25", "T-31"}


def test_some_targets_and_their_details():
    table = cx.validate(["T-27", "T-22"])
    assert list(table.index) == ["T-22", "T-27"]
    details = cx.validate("T-22", details=True)
    assert details.index.names == ["target", "figure"]
    assert len(details) >= 4
    steps = []
    cx.validate("T-22", progress=lambda *step: steps.append(step))
    assert steps == [(0, 1), (1, 1)]


def test_unknown_names_are_refused():
    with pytest.raises(cx.CxsimError, match="Unknown target 'T-99'"):
        cx.validate("T-99")
    with pytest.raises(cx.CxsimError, match="Unknown engine 'quick'"):
        cx.validate("T-22", engine="quick")


# -- what a figure rests on -----------------------------------------------------------------------


def test_a_formula_must_meet_the_published_number():
    assert exact("x", 1.0004, 1.0, 1e-3).holds
    assert not exact("x", 1.002, 1.0, 1e-3).holds
    assert not exact("x", math.nan, 1.0, 1e-3).holds
    assert not computed("x", math.nan, 1.0, 1e-3).holds


def test_an_estimate_must_be_near_and_sharp():
    near = estimated("x", 1.05, 0.02, closed_form=1.0, coarsest=0.03)
    assert near.holds
    assert near.low < 1.05 - 0.03 < 1.05 + 0.03 < near.high
    assert not estimated("x", 1.10, 0.02, closed_form=1.0, coarsest=0.03).holds
    assert not estimated("x", 1.00, 0.20, closed_form=1.0, coarsest=0.03).holds
    assert not estimated("x", math.nan, 0.02, closed_form=1.0, coarsest=0.03).holds
    assert not sampled("x", [1.0, 1.0, math.nan], 1.0, 0.03).holds


def test_few_runs_ask_for_more():
    """Three standard errors of three runs prove little: Student's t."""
    values = [0.9, 1.0, 1.1]
    assert not above("x", values, floor=0.8).holds
    assert above("x", values * 10, floor=0.8).holds


def test_a_verdict_is_one_word():
    good, bad = true("x", True), true("x", False)
    target = Target("T-00", "a title", "a source", lambda run: [good])
    assert target.verdict([good, good]) == "holds"
    assert target.verdict([good, bad]) == "fails"
    assert target.verdict([]) == "fails"
    story = Target("T-00", "a title", "a source", lambda run: [good], illustrates=True)
    assert story.verdict([good]) == "illustrates"
    assert story.verdict([bad]) == "fails"
    assert isinstance(good, Figure) and good.simulated == 1.0
