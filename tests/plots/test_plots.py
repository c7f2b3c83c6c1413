"""Pictures show the numbers that they are given, with labels and units, and move in place."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from scipy import stats

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.intervals import z_quantile
from cxsim.plots import numbers, queues, ratings, style
from cxsim.theory import erlang_a, proactive

SURVEY = cx.datasets.load("adobe_cx_vs_expectations")
RATES = {"arrival_rate": 48, "service_rate": 1, "abandonment_rate": 0.5}

T_OF_EIGHT = stats.t.ppf(0.975, 7)  # of the mean of eight runs


@pytest.fixture(scope="module")
def runs(simulate):
    bank = cx.load("bank").replace(customers=200)
    return [simulate(bank, seed=seed) for seed in range(1, 9)]


@pytest.fixture(scope="module")
def run(runs):
    return runs[0]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def line(ax, name):
    return next(child for child in ax.lines if child.get_gid() == name)


def test_every_picture_returns_its_axes_with_units(run, runs):
    pictures = [
        cx.plots.survey_shares(SURVEY),
        cx.plots.experience_shares(run),
        cx.plots.experience_shares(runs),
        cx.plots.nps(run),
        cx.plots.nps(runs),
        cx.plots.staying(runs),
        cx.plots.satisfaction(runs),
        cx.plots.stars(run),
        cx.plots.stars(runs),
        cx.plots.erlang(**RATES, agents=range(45, 60)),
        cx.plots.erlang(**RATES, agents=range(45, 60), measure="wait"),
    ]
    for ax in pictures:
        assert isinstance(ax, Axes)
        labels = ax.get_xlabel() + ax.get_ylabel()
        assert any(unit in labels for unit in ("(%)", "(points)", "(seconds)")), labels
        assert ax.get_legend() is not None


@pytest.mark.covers("S1-34", "stars drawn are the answers counted, beside the truth")
def test_stars_are_those_of_the_run(runs):
    """The truth is what the KPI says; the answers are counted one by one."""
    for one in (runs[0], runs[1]):
        found = ratings.stars_of(one)
        mean = (found.everybody * ratings.STARS).sum() / 100
        closed = one.episodes["closed"].notna()
        late = one.episodes["closed"] > one.scenario.warm_up_days
        assert closed.sum() > late.sum() > 1_000
        assert mean == pytest.approx(one.kpis.value["csat"], abs=0.06)
        assert found.everybody.sum() == pytest.approx(100)
        score = one.episodes["csat_score"].dropna()
        assert found.answered[4] == pytest.approx(100 * (score == 5).mean())
        p = found.answered / 100
        by_answers = 196 * np.sqrt(p * (1 - p) / len(score))
        assert (found.margin > 0.8 * by_answers).all()  # customers are alike: rather wider
    several = ratings.stars_of(runs)
    assert (several.margin < ratings.stars_of(runs[0]).margin).all()


def test_stars_without_answers_are_bars_of_the_truth_alone(simulate):
    silent = {"behaviour.survey.enabled": False}
    run = simulate(cx.load("bank").replace(silent, customers=50, days=200), seed=1)
    ax = cx.plots.stars(run)
    heights = {bar.get_gid(): bar.get_height() for bar in ax.patches}
    assert heights["truth 4"] > 10 and heights["measured 4"] == 0


def test_a_picture_is_drawn_where_it_is_told(run):
    _, ax = plt.subplots()
    assert cx.plots.nps(run, ax=ax) is ax


def test_drawing_again_moves_what_is_there(runs):
    _, ax = plt.subplots()
    cx.plots.nps(runs[0], ax=ax)
    marks, first = len(ax.get_children()), line(ax, "truth").get_ydata().copy()
    cx.plots.nps(runs[1], ax=ax)
    assert len(ax.get_children()) == marks
    assert (line(ax, "truth").get_ydata() == runs[1].timeline["nps"]).all()
    assert (line(ax, "truth").get_ydata() != first).any()


def test_threads_do_not_mix_up_the_settings():
    """JupyterLab serves sliders and cells from different threads."""
    before = dict(matplotlib.rcParams)
    inside = []

    def draw(_):
        with style.styled():
            time.sleep(0.002)
            inside.append(matplotlib.rcParams["ytick.labelsize"])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(draw, range(40)))
    assert len(set(inside)) == 1
    assert dict(matplotlib.rcParams) == before


# -- expectations ----------------------------------------------------------------------------------


def test_the_look_ends_with_the_outermost_block():
    before = dict(matplotlib.rcParams)
    with style.styled():
        inside = dict(matplotlib.rcParams)
        with style.styled():
            assert dict(matplotlib.rcParams) == inside
        assert dict(matplotlib.rcParams) == inside
    assert inside != before
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(
    ("ends", "step", "found"),
    [((-3.0, 61.0), 10.0, (-10.0, 70.0)), ((0.0, 0.6), 0.2, (0.0, 0.6)), ((1, 2), 5, (0, 5))],
)
def test_a_range_is_widened_to_whole_steps(ends, step, found):
    assert style.outward(*ends, step) == pytest.approx(found)


def test_survey_bars_are_as_long_as_the_shares():
    ax = cx.plots.survey_shares(SURVEY)
    widths = {bar.get_gid(): bar.get_width() for bar in ax.patches}
    assert [widths[f"bar 0 {answer}"] for answer in numbers.ANSWERS] == [7, 32, 42, 19]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == [
        "all firms, 2023",
        "all firms, 2022",
        "leaders, 2022",
    ]
    assert {"7", "32", "42", "19"} <= {text.get_text() for text in ax.texts}


@pytest.mark.covers(
    "S0-05",
    "S0-06",
    "contacts of a run that exceed, meet or miss expectations are counted like the survey",
)
def test_contact_shares_count_each_contact_after_the_warm_up(run):
    table = run.encounters.query("arrived >= @run.scenario.warm_up_days")
    given_up = (table["outcome"] == "abandoned").sum()
    known = table["disconfirmation"].dropna()
    tolerance = run.scenario.behaviour.satisfaction.tolerance
    counts = np.array(
        [
            (known > tolerance).sum(),
            known.between(-tolerance, tolerance).sum(),
            (known < -tolerance).sum(),
            given_up,
        ]
    )
    found = cx.plots.contact_shares(run)
    assert found.loc["share"].tolist() == pytest.approx(100 * counts / counts.sum())
    assert found.loc["share"].sum() == pytest.approx(100)


@pytest.mark.slow
def test_the_margin_of_one_run_is_that_of_repeated_runs(simulate):
    """Over 120 runs the spread has a standard error of 6.5 % (chi-square, 119 degrees)."""
    bank = cx.load("bank").replace(customers=200)
    shares = [numbers.shares_of(simulate(bank, seed=seed)) for seed in range(1, 121)]
    spread = z_quantile(0.95) * np.std([one.percent for one in shares], axis=0, ddof=1)[:3]
    margin = np.mean([one.margin for one in shares], axis=0)[:3]
    assert (margin / spread).tolist() == pytest.approx([1, 1, 1], abs=0.2)


def test_the_margin_of_several_runs_is_their_spread(runs):
    shares = np.array([numbers.shares_of(run).percent for run in runs])
    spread = shares.std(axis=0, ddof=1)[:3]
    many = cx.plots.contact_shares(runs)
    assert many.loc["margin", "lags_pct"] == pytest.approx(T_OF_EIGHT * spread[2] / np.sqrt(8))


def test_the_same_luck_makes_differences_sharp(simulate):
    bank = cx.load("bank").replace(customers=200)
    worse = bank.replace({"company.gaps.delivery": 0.5})
    before, after = (numbers.shares_of(simulate(firm)) for firm in (bank, worse))
    difference, margin = after.minus(before)
    assert difference[2] - margin[2] > 0  # more contacts lag
    assert margin[2] < 0.7 * np.hypot(before.margin[2], after.margin[2])
    nothing, no_margin = before.minus(before)
    assert nothing.tolist() == [0, 0, 0, 0]
    assert no_margin.tolist() == [0, 0, 0, 0]


def test_a_run_without_contacts_is_told(simulate):
    quiet = cx.load("contact_centre").replace({"market.needs.call.per_month": 0.0}, customers=5)
    with pytest.raises(CxsimError, match="no contacts after its warm-up"):
        cx.plots.contact_shares(simulate(quiet))


def test_only_runs_are_taken():
    for wrong in ([], [1, 2], ["bank"]):
        with pytest.raises(CxsimError, match="Give one run or a list of runs"):
            cx.plots.contact_shares(wrong)


# -- months ----------------------------------------------------------------------------------------


def test_surveyed_nps_is_that_of_the_quarters(run):
    found = numbers.nps(run)
    assert found.measured.mean == pytest.approx(run.management["nps_measured"].to_numpy())
    assert found.measured.month.tolist() == [1.5, 4.5, 7.5, 10.5, 13.5, 16.5, 19.5, 22.5]
    assert (found.measured.margin > 0).all()
    assert np.isnan(found.truth.margin).all()


def test_several_runs_give_mean_and_margin(runs):
    found = numbers.nps(runs)
    values = np.array([run.timeline["nps"] for run in runs])
    assert found.truth.mean == pytest.approx(values.mean(axis=0))
    assert found.truth.margin == pytest.approx(T_OF_EIGHT * values.std(axis=0, ddof=1) / np.sqrt(8))


def test_staying_starts_with_everybody_and_counts_the_first_customers(run):
    found = numbers.staying(run)
    assert found.month[0] == 0
    assert found.mean[0] == 100
    initial = run.customers.query("source == 'initial'")
    assert found.mean[-1] == pytest.approx(100 * initial["left"].isna().mean())
    assert (np.diff(found.mean) <= 0).all()


def test_satisfaction_shares_sum_to_all(runs):
    ax = cx.plots.satisfaction(runs)
    for stairs in ax.patches:
        assert stairs.get_data().values.sum() == pytest.approx(100)


def test_a_span_grows_where_the_numbers_need_it(run):
    truth = numbers.nps(run)
    low = truth._replace(truth=truth.truth._replace(mean=truth.truth.mean - 90))
    _, ax = plt.subplots()
    cx.plots.nps(truth, ax=ax, span=(-80, 80))
    assert ax.get_ylim() == (-80, 80)
    cx.plots.nps(low, ax=ax, span=(-80, 80))
    assert ax.get_ylim()[0] < low.truth.mean.min()


# -- queues ----------------------------------------------------------------------------------------


def test_erlang_curve_is_the_formula_and_carries_the_point():
    point = cx.plots.Point(50, 3.2, 2.5, 3.9)
    ax = cx.plots.erlang(**RATES, agents=range(45, 56), simulated=point)
    curve = line(ax, "theory")
    assert dict(zip(*curve.get_data(), strict=True))[50] == pytest.approx(3.0912, abs=1e-4)
    assert line(ax, "simulated").get_xydata().tolist() == [[50, 3.2]]


def test_erlang_c_is_drawn_only_where_it_exists():
    ax = cx.plots.erlang(**RATES, agents=range(45, 56), measure="wait")
    agents, seconds = line(ax, "second theory").get_data()
    assert agents.min() == 49
    assert dict(zip(agents, seconds, strict=True))[50] == pytest.approx(20.834, abs=1e-3)


def test_a_pinned_point_comes_and_goes():
    _, ax = plt.subplots()
    point = cx.plots.Point(50, 3.2, 2.5, 3.9)
    cx.plots.erlang(**RATES, agents=range(45, 56), simulated=point, pinned=point, ax=ax)
    assert "pinned run" in [text.get_text() for text in ax.get_legend().get_texts()]
    cx.plots.erlang(**RATES, agents=range(45, 56), simulated=point, ax=ax)
    assert not line(ax, "pinned").get_visible()
    assert "pinned run" not in [text.get_text() for text in ax.get_legend().get_texts()]


def test_an_unknown_measure_is_told():
    with pytest.raises(CxsimError, match="Unknown measure 'waits': did you mean 'wait'"):
        cx.plots.erlang(**RATES, agents=[50], measure="waits")


def test_measures_have_their_units():
    queue = erlang_a(48, 1, 0.5, 50)
    assert queues.value_of(queue, "abandonment") == pytest.approx(3.0912, abs=1e-4)
    assert queues.value_of(queue, "wait") == pytest.approx(3.709, abs=1e-3)


# -- proactive service -----------------------------------------------------------------------------

STAKES = {
    "detectability": 1.5, "need_share": 0.1, "value": 40, "annoyance": 4,
    "effectiveness": 0.6, "contact_cost": 0.5,
}  # fmt: skip


def test_shaded_scores_are_the_shares_of_customers_who_are_called():
    ax = cx.plots.alarm_scores(threshold=1.0, detectability=1.5, need_share=0.1)
    areas = {}
    for patch in ax.patches:
        x, y = patch.get_xy()[:-1].T
        areas[patch.get_gid()] = abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2
    hits = 100 * 0.1 * proactive.true_positive_rate(1.0, 1.5)
    alarms = 100 * 0.9 * proactive.false_positive_rate(1.0)
    assert areas["problem ahead, called"] == pytest.approx(hits, abs=0.01)
    assert areas["no problem ahead, called"] == pytest.approx(alarms, abs=0.01)


def test_a_threshold_beyond_the_scores_calls_nobody():
    ax = cx.plots.alarm_scores(threshold=9.0, detectability=1.5, need_share=0.1)
    assert all(np.ptp(patch.get_xy()[:, 0]) == 0 for patch in ax.patches)


def test_worth_of_calls_is_the_formula_with_its_best_threshold():
    ax = cx.plots.call_value(**STAKES, customers=1)
    threshold, worth = line(ax, "theory").get_data()
    assert worth.max() == pytest.approx(0.9909, abs=1e-4)
    assert line(ax, "best").get_xdata()[0] == pytest.approx(1.112868, abs=1e-6)
    assert threshold[worth.argmax()] == pytest.approx(1.1129, abs=0.02)
    cx.plots.call_value(**STAKES | {"effectiveness": 0.0}, ax=ax)
    assert not line(ax, "best").get_visible()
