"""Exercises: right answers are right, hints name the misconception, conclusions hold elsewhere."""

from __future__ import annotations

import ast

import nbformat
import numpy as np
import pytest
from lifelines import ExponentialFitter
from scipy import integrate, stats

import cxsim as cx
from cxsim.course import _all, held_out
from cxsim.course.exercise import EMPTY, Conclusion, MultipleChoice, Number, number_in
from cxsim.errors import CxsimError
from cxsim.folders import folder

EXERCISES = _all()
NUMBERS = {name: one for name, one in EXERCISES.items() if isinstance(one, Number)}
CHOICES = {name: one for name, one in EXERCISES.items() if isinstance(one, MultipleChoice)}
# As published, or computed by hand, so that a slip in a formula of the kit would show.
KNOWN = {
    "N01.normalise": 41.38,
    "N01.growth": 15.99,
    "N02.gap5": 1.0,
    "N02.overall": 0.709,
    "N03.decay": 0.7875,
    "N03.contacts": 10,
    "N04.agents": 51,
    "N04.eighty_twenty": 52,
    "N05.mean": 0.1667,
    "N05.peak_end": -0.125,
    "N06.story": 0.0214,
    "N06.queue": 0.2046,
    "N06.bot": 53.25,
    "N07.behind": 7.5,
    "N07.kpi": 6.25,
    "N07.offset": 3.83,
    "N08.threshold": 1.11,
    "N08.about_nothing": 35.2,
    "N08.depth": 0.417,
    "N09.forecast": 37.8,
    "N09.elasticity": 5.09,
    "N09.headline": 40.7,
    "N10.variance": 1.3333,
    "N10.nps_error": 3.742,
    "N10.answers": 623,
    "N12.alive": 0.7266,
    "N12.bias": -34,
}


def promise_left():
    """Contact by contact: the promise colours what is perceived, and a quarter is learned."""
    promise = 0.5
    for _ in range(6):
        perceived = 0.15 * promise  # above what is delivered
        promise += 0.25 * (perceived - promise)
    return promise


def shortfall():
    """Slope 0 within the zone of .45 and .35 · 2 beyond it, added up from 0 to -1."""
    step = 1e-5
    return -sum(0.7 * step for k in range(100_000) if k * step >= 0.45)


def patience():
    """Maximum likelihood with censoring: 168 of 1,000 calls of 1.006 minutes ended unanswered."""
    fitter = ExponentialFitter().fit(np.full(1_000, 1.006), np.arange(1_000) < 168)
    return fitter.lambda_


def remembered(moments, weights):
    """A moment that weighs three times is a moment that happens three times, for the mean."""
    copies = [
        moment for moment, weight in zip(moments, weights, strict=True) for _ in range(weight)
    ]
    peak = sorted(zip(moments, weights, strict=True), key=lambda one: abs(one[0]) * one[1])[-1][0]
    return (35 * peak + 35 * moments[-1] + 30 * sum(copies) / len(copies)) / 100


def stays_a_fifth_year():
    """E[(1 - θ)^5] / E[(1 - θ)^4] over θ ~ Beta(1, 3), whose density is 3 (1 - θ)²."""
    left = [integrate.quad(lambda x, t=t: (1 - x) ** t * 3 * (1 - x) ** 2, 0, 1)[0] for t in (5, 4)]
    return left[0] / left[1]


def comes_to_rest():
    """A hundred years of quarters, from an unready firm."""
    readiness = 0.0
    for _ in range(400):
        readiness += 0.1 * 0.8 * (1 - readiness) - 0.03 * readiness
    return readiness


def benefit():
    """Of 2,000 initiatives (1 + e) / 2, that is 1,550, succeed and give .55 each, in percent."""
    return 100 * (1_550 * 0.55 + 450 * 0.0) / 2_000


# By other means than the kit's own formula: a loop, an integral, a library, a calculation by hand.
INDEPENDENT = {
    "N01.interval": lambda: stats.norm.ppf(0.975) * stats.binom(300, 0.4).std() / 3,
    "N02.promise": promise_left,
    "N03.shortfall": shortfall,
    "N04.patience": patience,
    "N05.order": lambda: remembered((1.0, 2.0, -2.5), (1, 1, 1)),
    "N05.truth": lambda: remembered((1.0, -1.2, 2.0), (1, 3, 1)),
    "N09.sorting": stays_a_fifth_year,
    "N11.effectiveness": lambda: stats.pmean([0.85] * 4 + [0.30], -2),
    "N11.settles": comes_to_rest,
    "N11.share": benefit,
    "N12.rate": lambda: stats.gamma(0.243, scale=1 / 4.414).mean(),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_answers_are_right(name):
    assert cx.course.check(name, KNOWN[name]).right


@pytest.mark.parametrize("name", INDEPENDENT)
def test_answers_are_right_by_other_means(name):
    value = float(INDEPENDENT[name]())
    assert cx.course.check(name, value).right
    assert abs(NUMBERS[name].answer() - value) <= NUMBERS[name].tolerance / 2


def test_every_number_is_known_by_other_means():
    assert set(KNOWN) | set(INDEPENDENT) == set(NUMBERS)
    assert not set(KNOWN) & set(INDEPENDENT)


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("N12.alive", 72.7, "looks like percent"),
        ("N11.settles", 73, "looks like percent"),
        ("N12.alive", 0.73, "asks for more decimals"),
        ("N11.share", 43, "asks for more decimals"),
        ("N12.alive", 1, "Too large"),
        ("N11.share", 42.4, "with all its digits"),
        ("N11.share", 30.25, "more frequent than e"),
    ],
)
def test_slips_in_writing_a_number_are_named(name, given, words):
    found = cx.course.check(name, given)
    assert not found.right
    assert words in found.words


@pytest.mark.parametrize("name", NUMBERS)
def test_a_right_number_is_right_and_a_far_one_is_not(name):
    exercise = NUMBERS[name]
    assert cx.course.check(name, exercise.answer()).right
    assert cx.course.check(name, str(exercise.answer())).right
    far = cx.course.check(name, exercise.answer() + 1e6)
    assert not far.right
    assert far.words.startswith("Too large. ")


@pytest.mark.parametrize("name", NUMBERS)
def test_no_hint_answers_a_right_number_and_each_can_be_reached(name):
    """Two wrong answers that lie within one rounding of each other could not be told apart."""
    exercise = NUMBERS[name]
    assert exercise.hints(), "a likely misconception"
    for hint in exercise.hints():
        found = cx.course.check(name, hint.value)
        assert not found.right, hint
        assert found.words == hint.words


@pytest.mark.parametrize("name", CHOICES)
def test_every_option_of_a_choice_has_its_words(name):
    exercise = CHOICES[name]
    assert set(exercise.hints) | {exercise.answer} == set(exercise.options)
    assert cx.course.check(name, exercise.answer.upper()).right
    for letter in exercise.hints:
        assert cx.course.check(name, f" {letter} ").words == exercise.hints[letter]


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("given", ["much", None, True, float("nan"), [1], {}, "z"])
def test_what_is_no_answer_gets_one_sentence(name, given):
    found = cx.course.check(name, given)
    assert not found.right
    assert found.words.startswith("Write ")
    assert repr(found) == f"Not yet. {found.words}"


@pytest.mark.parametrize("name", EXERCISES)
def test_three_dots_are_no_answer_yet(name):
    assert cx.course.check(name, ...).words == EMPTY


def test_the_misconception_is_named():
    assert "Erlang C staffing for 80/20" in cx.course.check("N04.agents", 52).words
    assert cx.course.check("N09.headline", 0.407).words.startswith("This looks like a share")
    assert cx.course.check("N05.peak_end", 0.125).words == "The size is right, but the sign is not."


@pytest.mark.parametrize(
    ("name", "given"), [("N06.story", "0,02"), ("N08.depth", 0.42), ("N09.elasticity", 5)]
)
def test_too_few_decimals_are_not_called_too_large(name, given):
    found = cx.course.check(name, given)
    assert not found.right
    assert found.words.endswith("asks for more decimals.")


@pytest.mark.parametrize(
    ("given", "number"),
    [("51", 51), ("5,5", 5.5), ("−0.125", -0.125), (" 41.4 % ", 41.4), (51, 51), ("x", None)],
)
def test_numbers_are_read_as_students_write_them(given, number):
    assert number_in(given) == number


@pytest.mark.parametrize(("wrong", "near"), [("N04.agent", "N04.agents"), ("n09.loyal", "N09.loy")])
def test_an_unknown_exercise_is_told_with_the_nearest(wrong, near):
    with pytest.raises(CxsimError, match=f"Unknown exercise '{wrong}': did you mean '{near}"):
        cx.course.check(wrong, 1)


def test_the_table_lists_all():
    table = cx.course.exercises()
    assert list(table.columns) == ["notebook", "kind", "question"]
    assert table.index.tolist() == list(EXERCISES)
    assert set(table["kind"]) == {"number", "choice", "conclusion"}
    assert table.groupby("notebook").size().between(3, 5).all()
    assert (table["question"].str.count("[?.]") >= 1).all()


# -- conclusions: 12 runs with seeds that no notebook uses -----------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("agents", "right", "words"),
    # Erlang A says 3.36 % with 57 agents, 2.71 with 58, 2.16 with 59; the standard error of twelve
    # runs is about .05.
    [(57, False, "should lie below 3 %"), (58, True, "new runs"), (59, False, "one agent fewer")],
)
def test_staffing_holds_in_new_runs(agents, right, words):
    found = cx.course.check("N04.staffing", agents)
    assert found.right == right
    assert words in found.words


@pytest.mark.slow
@pytest.mark.parametrize(
    ("gap", "right", "words"),
    # About .65 points of NPS for .01 of gap 3; the standard error of the twelve runs is about .15.
    [(0.25, False, "should lie above 10"), (0.1, True, "new runs")],
)
def test_a_smaller_gap_holds_in_new_runs(gap, right, words):
    found = cx.course.check("N02.delivery", gap)
    assert found.right == right
    assert words in found.words


@pytest.mark.slow
@pytest.mark.parametrize(
    ("justice", "right", "words"),
    # Of one contact -loss + 2 (j - .3) loss: nothing at .8, about .2 at .9; error about .02.
    [
        (0.8, False, "should lie above 0.1"),
        (0.9, True, "nobody is more loyal"),
        (1.0, False, "less would"),
    ],
)
def test_a_just_recovery_holds_in_new_runs(justice, right, words):
    found = cx.course.check("N07.justice", justice)
    assert found.right == right
    assert words in found.words


@pytest.mark.slow
@pytest.mark.covers(
    "S4-10",
    "an alarm of 2 points chases noise, one of 25 sleeps through a slip, one of 9 holds in "
    "new runs",
)
@pytest.mark.parametrize(
    ("points", "right", "words"),
    # A quarter's score has a standard error of about 5 points; a slip of .4 costs more than 20.
    [(2, False, "chasing noise"), (9, True, "new runs"), (25, False, "sleeping")],
)
def test_an_alarm_is_neither_nervous_nor_asleep(points, right, words):
    found = cx.course.check("N10.alarm", points)
    assert found.right == right
    assert words in found.words


@pytest.mark.slow
@pytest.mark.parametrize(
    ("threshold", "right", "words"),
    # About -2.9, +.8, +1.6 and +.2 points of NPS; standard errors of the twelve runs .3 to .05.
    [
        (0, False, "annoys more than it helps"),
        (0.7, False, "eats up much of the help"),
        (1.6, True, "new runs"),
        (3.0, False, "Hardly"),
    ],
)
def test_calls_help_or_annoy_in_new_runs(threshold, right, words):
    found = cx.course.check("N08.dealer", threshold)
    assert found.right == right
    assert words in found.words


@pytest.mark.slow
@pytest.mark.parametrize(
    ("agents", "right", "words"),
    # Erlang A says 11.6 % with 8 agents, 6.9 with 9, 3.9 with 10; the standard error of twelve
    # runs is about .2. Two queues: 7.8 %.
    [(8, False, "should lie below that"), (9, True, "new runs"), (10, False, "one agent fewer")],
)
def test_one_queue_saves_an_agent_in_new_runs(agents, right, words):
    found = cx.course.check("N06.agents", agents)
    assert found.right == right
    assert words in found.words


def test_622_and_623_answers_are_both_a_standard_error_of_three():
    assert cx.course.check("N10.answers", 622).right
    assert "95 % interval" in cx.course.check("N10.answers", 2391).words


@pytest.mark.parametrize(("name", "given"), [("N04.staffing", 57.5), ("N04.staffing", 500)])
def test_a_decision_out_of_range_is_refused_without_a_run(name, given):
    assert cx.course.check(name, given).words == "Write a whole number from 40 to 80."
    assert isinstance(EXERCISES[name], Conclusion)


SEEDED = {"simulate", "compare", "sweep", "replicate", "robustness", "calibrate", "range"}


def seeds_within(code):
    """Whole numbers that a cell hands to a run, to `range`, or as seed or number of runs."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in SEEDED:
            for value in [*node.args, *(keyword.value for keyword in node.keywords)]:
                if isinstance(value, ast.Constant) and type(value.value) is int:
                    yield value.value


@pytest.mark.parametrize("path", sorted(folder("notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_held_out_seeds_are_not_those_of_the_notebook(path):
    """The largest seed plus the largest number of runs stays below the first held-out seed."""
    cells = nbformat.read(path, as_version=4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    found = [number for source in code for number in seeds_within(source)]
    assert found, "a notebook without runs"
    assert 2 * max(found) < held_out.SEEDS.start
    assert len(set(held_out.SEEDS)) == held_out.RUNS
