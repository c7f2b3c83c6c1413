"""`cx.validate`: each target recomputed, none skipped; what a verdict rests on."""

import math
from dataclasses import replace

import pytest

import cxsim as cx
from cxsim.engine.run import choose_engine
from cxsim.experiment.validation import Figure, Target, all_targets, table
from cxsim.experiment.validation.figures import (
    above,
    computed,
    estimated,
    exact,
    sampled,
    true,
)
from cxsim.experiment.validation.targets import simulator

TARGETS = all_targets()


@pytest.mark.parametrize(
    "name",
    [pytest.param(one.id, marks=[pytest.mark.slow] * one.slow) for one in TARGETS.values()],
)
def test_target_holds(name, request):
    """The targets are the tests of whole runs: what they ask of a run is asked nowhere else."""
    engine = choose_engine(request.config.getoption("engine"))
    target = TARGETS[name]
    figures = target.check(simulator(engine))
    assert [figure for figure in figures if not figure.holds] == []
    assert target.verdict(figures) == ("illustrates" if target.illustrates else "holds")
    shown = figures[0]
    assert not all(map(math.isnan, (shown.published, shown.closed_form, shown.simulated)))
    assert len({figure.name for figure in figures}) == len(figures)


def test_targets_are_numbered_and_say_what_and_from_where():
    assert list(TARGETS) == [f"T-{number:02}" for number in range(1, len(TARGETS) + 1)]
    assert len(TARGETS) >= 31
    assert {name for name, one in TARGETS.items() if one.illustrates} == {"T-09", "T-16"}
    for target in TARGETS.values():
        assert len(target.title) > 10 and len(target.source) > 10
    assert len({target.title for target in TARGETS.values()}) == len(TARGETS)


def test_validate_asks_all_and_skips_none(monkeypatch):
    """The same table with figures that take no time."""
    quick = {
        name: replace(target, check=lambda run: [exact("x", 1, 1, 0)])
        for name, target in TARGETS.items()
    }
    monkeypatch.setattr(table, "all_targets", lambda: quick)
    verdicts = cx.validate().verdict
    assert list(verdicts.index) == list(TARGETS)
    assert set(verdicts) == {"holds", "illustrates"}


def test_some_targets_and_their_details():
    found = cx.validate(["T-27", "T-22"])
    assert list(found.index) == ["T-22", "T-27"]
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
