"""Pictures of one run: what they say is what the tables say, also for odd firms."""

from __future__ import annotations

import warnings

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from odd_firms import ODD, crowded, small

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.plots import ledgers, lifetimes, traces, waiting
from cxsim.units import MONTH_DAYS

PRESETS = ["bank", "telecom", "clinic"]
MAP = pd.DataFrame(
    {
        "touchpoint": ["branch", "chat"],
        "contacts": [10, 30],
        "reach": [0.25, 0.75],
        "importance": [1.5, 1.0],
        "satisfaction": [0.4, -0.3],
        "effort": [2.5, 3.0],
        "wait_minutes": [1.0, np.nan],
        "shortfall": [0.0, 0.5],
        "pain": [0.0, 0.375],
    }
)
GAPS = pd.DataFrame(
    {
        "quarter": [2, 3],
        "gap_1": [0.2, 0.1],
        "gap_2": [0.15, 0.15],
        "gap_3": [0.3, 0.4],
        "gap_4": [0.1, -0.1],
        "gap_5": [0.7, 0.45],
    }
)


@pytest.fixture(scope="module")
def runs(simulate):
    return {preset: simulate(small(preset)) for preset in PRESETS}


@pytest.fixture(scope="module")
def run(runs):
    return runs["bank"]


@pytest.fixture(scope="module")
def several(simulate):
    return [simulate(small("bank"), seed=seed) for seed in range(1, 6)]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def line(ax, name):
    return next(child for child in ax.lines if child.get_gid() == name)


def piece(ax, name):
    return next(child for child in ax.patches if child.get_gid() == name)


def words(ax):
    return [text.get_text() for text in ax.texts]


# -- who stays -------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
def test_survival_is_kaplan_and_meiers(runs, preset):
    """Compared with the estimate and the log-log interval of lifelines."""
    people, days = runs[preset].customers, runs[preset].scenario.days
    end = people["left"].fillna(days)
    months = ((end - people["joined"]) / MONTH_DAYS).to_numpy()
    left = people["left"].notna().to_numpy()
    found = lifetimes.survival_of(months, left)
    known = KaplanMeierFitter().fit(months, left)
    at = np.append([0.0], np.unique(months))
    theirs = known.survival_function_at_times(at).to_numpy()
    assert found.month == pytest.approx(at)
    assert found.share == pytest.approx(100 * theirs)
    interval = known.confidence_interval_.loc[at].to_numpy()
    inside = theirs < 1
    assert found.low[inside] == pytest.approx(100 * interval[inside, 0])
    assert found.high[inside] == pytest.approx(100 * interval[inside, 1])
    drawn = line(cx.plots.survival(runs[preset]), "curve all").get_ydata()
    assert drawn.min() == pytest.approx(100 * theirs[-1])


def test_survival_of_groups_has_everybody_once(several):
    ax = cx.plots.survival(several, by="segment")
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    counts = [int(label.rpartition("(")[2].split()[0]) for label in labels]
    assert sum(counts) == sum(len(run.customers) for run in several)
    assert labels[0].startswith("young digital (")


def test_cohorts_are_counted_one_by_one(run):
    """Told once more, customer by customer."""
    shares = cx.plots.cohort_shares(run, period_months=2)
    days, people = run.scenario.days, run.customers
    for number, (name, row) in enumerate(shares.iterrows()):
        start, end = (0, 0) if number == 0 else (2 * number - 2, 2 * number)
        members = [
            person
            for person in people.itertuples()
            if (person.source == "initial") == (number == 0)
            and (number == 0 or start < person.joined / MONTH_DAYS <= end)
        ]
        assert row["customers"] == len(members), name
        for age in shares.columns[1:]:
            latest = min(end * MONTH_DAYS, days) + age * MONTH_DAYS
            if not members or latest > days:
                assert np.isnan(row[age])
                continue
            stays = [
                not person.left <= person.joined + age * MONTH_DAYS + 1e-6 for person in members
            ]
            assert row[age] == pytest.approx(100 * np.mean(stays))
    assert shares["customers"].sum() == len(people)


def test_the_heat_map_writes_the_shares(run):
    ax = cx.plots.cohorts(run)
    shares = cx.plots.cohort_shares(run).drop(columns="customers").to_numpy()
    written = [text for text in words(ax) if text]
    assert written == [f"{share:.0f}" for share in shares[np.isfinite(shares)]]
    assert ax.get_yticklabels()[0].get_text() == "day 0 (200)"


# -- truth beside measurement ----------------------------------------------------------------------


@pytest.mark.covers("S2-19", "the NPS drawn is the NPS of answers and of truth, counted")
@pytest.mark.parametrize("preset", PRESETS)
def test_the_waterfall_ends_at_the_nps(runs, preset):
    run = runs[preset]
    truth, seen = ledgers.true_answers(run), ledgers.given_answers(run, months=3)
    assert truth.score == pytest.approx(run.timeline["nps"].iloc[-1])
    assert truth.promoters + truth.passives + truth.detractors == pytest.approx(100)
    assert truth.people == run.timeline["active"].iloc[-1]
    late = run.episodes.query("closed > @run.scenario.days - 3 * @MONTH_DAYS")["nps_score"].dropna()
    score = 100 * ((late >= 9).mean() - (late <= 6).mean())
    assert seen.score == pytest.approx(score)
    assert seen.people == len(late)
    ax = cx.plots.nps_waterfall(run)
    for name, answers in (("truth", truth), ("measured", seen)):
        assert piece(ax, f"{name} 0").get_height() == pytest.approx(answers.promoters)
        assert piece(ax, f"{name} 2").get_height() == pytest.approx(-answers.detractors)
        assert piece(ax, f"{name} 3").get_height() == pytest.approx(answers.score)


@pytest.mark.covers("S1-16", "the bars of the ledger add up to gap 5")
@pytest.mark.parametrize("quarter", [2, 3])
def test_the_ledger_adds_up_before_your_eyes(quarter):
    ax = cx.plots.gap_ledger(GAPS, quarter)
    bars = [patch for patch in ax.patches if patch.get_gid()]
    ends = [bar.get_y() + bar.get_height() for bar in bars]
    gaps = GAPS.set_index("quarter").loc[quarter]
    assert ends[:4] == pytest.approx(gaps.to_numpy()[:4].cumsum().tolist())
    assert ends[4] == pytest.approx(gaps[:4].sum())
    assert bars[5].get_y() == pytest.approx(ends[4])
    assert ends[5:] == pytest.approx([gaps["gap_5"]] * 2)
    assert words(ax)[0] == f"{gaps['gap_1']:+.2f}"


def test_the_ledger_names_the_parts_that_it_is_given():
    table = GAPS.assign(promise_unlearned=-0.1, raised_expectations=0.04, gap_5_measured=0.8)
    ax = cx.plots.gap_ledger(table)
    labels = [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]
    assert labels[5:] == [
        "promises unlearned", "raised ex- pectations", "not explained", "gap 5: felt",
        "gap 5: measured",
    ]  # fmt: skip
    assert "-0.04" in words(ax)  # 0.45 - 0.55 + 0.1 - 0.04
    assert piece(ax, "piece 9").get_height() == pytest.approx(0.8)


def test_a_quarter_that_nobody_felt_is_not_known():
    ax = cx.plots.gap_ledger(GAPS.assign(gap_5=np.nan))
    assert words(ax).count("not\nknown") == 2


# -- where they go ---------------------------------------------------------------------------------


@pytest.mark.covers("S4-05", "S4-07", "the map draws as is, to be and the difference")
def test_the_journey_map_shows_as_is_to_be_and_difference():
    table = MAP.assign(wait_minutes_to_be=[0.4, np.nan], wait_minutes_difference=[-0.6, np.nan])
    figure = cx.plots.journey_map(table)
    panels = dict(
        zip(("reach", "satisfaction", "effort", "wait", "pain"), figure.axes, strict=True)
    )
    assert piece(panels["reach"], "reach 1").get_width() == 75
    assert piece(panels["satisfaction"], "satisfaction 1").get_width() == pytest.approx(-0.3)
    effort = piece(panels["effort"], "effort 0")
    assert (effort.get_x(), effort.get_x() + effort.get_width()) == (1, 2.5)
    assert "1.00 → 0.40 (-0.60)" in words(panels["wait"])
    assert "none" in words(panels["wait"])
    assert line(panels["wait"], "wait_minutes 0 to be").get_xdata() == [0.4]
    labels = panels["reach"].get_yticklabels()
    assert [label.get_fontweight() for label in labels] == ["normal", "bold"]  # most pain: chat


def test_a_map_by_need_names_needs_and_stages():
    figure = cx.plots.journey_map(MAP.assign(stage="purchase", need="advice"), ["pain"])
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["purchase, advice\nbranch", "purchase, advice\nchat"]


@pytest.mark.parametrize("preset", PRESETS)
def test_flows_count_each_episode_once(runs, preset):
    run = runs[preset]
    table = cx.plots.contact_flows(run, steps=3)
    episodes = run.episodes.query("opened >= @run.scenario.warm_up_days")
    met = episodes.merge(run.encounters[["customer", "episode"]].drop_duplicates())
    first = table.query("step == 1")
    assert first["episodes"].sum() == len(met)
    touchpoints = list(run.scenario.company.touchpoints)
    for step in (2, 3):
        arrived = table[(table["step"] == step - 1) & table["target"].isin(touchpoints)]
        left = table[table["step"] == step]
        assert arrived["episodes"].sum() == left["episodes"].sum() > 0
    ended = table[table["target"] == "resolved"]["episodes"].sum()
    fate = met["resolved"].fillna(False).astype(bool)
    seen = run.encounters.groupby(["customer", "episode"]).size().rename("seen").reset_index()
    short = met.merge(seen)["seen"].to_numpy() <= 3
    assert ended == (fate.to_numpy() & short).sum()


def test_bands_are_as_wide_as_their_share(run):
    ax = cx.plots.touchpoint_flow(run)
    table = cx.plots.contact_flows(run)
    total = table.query("step == 1")["episodes"].sum()
    row = table.query("step == 1 and origin == 'app' and target == 'resolved'").iloc[0]
    band = piece(ax, "1 app > resolved").get_path().vertices
    assert band[7, 1] - band[0, 1] == pytest.approx(100 * row["episodes"] / total)
    node = piece(ax, "0 app")
    share = 100 * table.query("step == 1 and origin == 'app'")["episodes"].sum() / total
    assert node.get_height() == pytest.approx(share)


def test_of_many_touchpoints_the_least_used_are_one(simulate):
    run = simulate(crowded(15))
    ax = cx.plots.touchpoint_flow(run)
    first = [patch for patch in ax.patches if str(patch.get_gid()).startswith("0 ")]
    assert len(first) == 12
    assert sum(patch.get_height() for patch in first) == pytest.approx(100)


# -- over time -------------------------------------------------------------------------------------


def test_a_timeline_keeps_spread_and_confidence_apart(several):
    ax = cx.plots.timeline({"as it is": several}, "profit")
    values = np.array([run.timeline["profit"] for run in several])
    assert line(ax, "as it is").get_ydata() == pytest.approx(values.mean(axis=0))
    band = traces.band_of(several, "profit")
    # Student's t with 4 degrees of freedom: 2.776.
    margin = 2.7764 * values.std(axis=0, ddof=1) / np.sqrt(5)
    assert (band.high - band.mean) == pytest.approx(margin, rel=1e-4)
    assert band.lowest == pytest.approx(values.min(axis=0))
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == [
        "as it is: mean of 5 runs", "spread: all single runs", "95 % confidence of the mean",
    ]  # fmt: skip
    assert ax.get_ylabel() == "profit (money a month)"


def test_expectation_and_perception_are_means_of_the_month(run):
    ax = cx.plots.expectation_trace(run)
    month = (run.encounters["arrived"] // MONTH_DAYS).astype(int)
    for name, column in (("expected", "expectation"), ("perceived", "performance")):
        means = run.encounters.groupby(month)[column].mean()
        assert line(ax, name).get_ydata() == pytest.approx(means.to_numpy())


@pytest.mark.slow
def test_the_margin_of_a_month_is_that_of_customers(simulate):
    """Means of a month over 60 seeds × 6 months spread as one run's margin says.

    Were months independent, 354 degrees of freedom would know the ratio to 4 % (a standard error);
    if each seed counted once, to 9 %.
    """
    found = [traces.monthly(simulate(small("bank"), seed), "satisfaction") for seed in range(1, 61)]
    means = np.array([trace.mean[:6] for trace in found])
    margins = np.array([trace.margin[:6] for trace in found])
    spread = np.sqrt(means.var(axis=0, ddof=1).mean())
    assert np.sqrt((margins**2).mean()) / (1.96 * spread) == pytest.approx(1, abs=0.15)


def test_satisfaction_by_touchpoint_is_that_of_its_contacts(run):
    ax = cx.plots.satisfaction_trace(run, by="touchpoint")
    table = run.encounters[run.encounters["touchpoint"] == "chat"]
    month = (table["arrived"] // MONTH_DAYS).astype(int)
    means = table.groupby(month)["satisfaction"].mean().reindex(range(7))
    assert line(ax, "chat").get_ydata() == pytest.approx(means.to_numpy(), nan_ok=True)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_number_waiting_is_all_waiting_time_over_the_time(runs, preset):
    """Little's law for the whole run: months weighted by their length (started waits included)."""
    run = runs[preset]
    months = run.timeline.set_index("month")["length_months"]
    weights = months.loc[run.queues["month"]].to_numpy()
    number = waiting.queue_values(run, "waiting")
    seen = run.queues["touchpoint"].unique()
    table = run.encounters[run.encounters["touchpoint"].isin(seen)]
    table = table[table["outcome"].notna()]
    until = table["started"].fillna(table["ended"])
    total = (until - table["arrived"]).sum() / run.scenario.days
    assert (number * weights).sum() / months.sum() == pytest.approx(total, rel=0.02)


def test_queue_lines_are_those_of_the_table(run):
    ax = cx.plots.queue_trace(run, "occupancy")
    table = run.queues[run.queues["touchpoint"] == "branch"]
    assert line(ax, "branch").get_ydata() == pytest.approx(100 * table["occupancy"].to_numpy())
    assert {text.get_text() for text in ax.get_legend().get_texts()} == {
        "branch", "call centre", "chat",
    }  # fmt: skip


# -- one customer ----------------------------------------------------------------------------------


def test_one_customer_has_each_contact_once(run):
    number = int(run.encounters["customer"].value_counts().index[0])
    feelings, places = cx.plots.customer_timeline(run, number).axes
    table = run.encounters[run.encounters["customer"] == number]
    days = np.concatenate([mark.get_xdata() for mark in places.lines])
    assert sorted(days) == pytest.approx(sorted(table["arrived"]))
    episodes = run.episodes[run.episodes["customer"] == number].dropna(subset="closed")
    assert sorted(line(feelings, "attitude").get_ydata()) == pytest.approx(
        sorted(episodes["attitude"])
    )


def test_joining_and_leaving_are_written(run):
    left = run.customers[run.customers["left"].notna() & (run.customers["episodes"] > 0)].iloc[0]
    feelings, _ = cx.plots.customer_timeline(run, int(left["customer"])).axes
    assert any(f"left, day {left['left']:.0f}" in text for text in words(feelings))
    joined = run.customers[run.customers["joined"] > 0].iloc[0]
    feelings, _ = cx.plots.customer_timeline(run, int(joined["customer"])).axes
    assert any(f"joined, day {joined['joined']:.0f}" in text for text in words(feelings))


# -- odd firms and wrong input ---------------------------------------------------------------------

PICTURES = {
    "survival": lambda run: cx.plots.survival(run, by="source"),
    "cohorts": lambda run: cx.plots.cohorts(run),
    "nps_waterfall": lambda run: cx.plots.nps_waterfall(run),
    "gap_ledger": lambda run: cx.plots.gap_ledger(
        run.timeline.assign(quarter=run.timeline["month"])
    ),
    "touchpoint_flow": lambda run: cx.plots.touchpoint_flow(run),
    "timeline": lambda run: cx.plots.timeline(run),
    "expectation_trace": lambda run: cx.plots.expectation_trace(run),
    "satisfaction_trace": lambda run: cx.plots.satisfaction_trace(run, by="need"),
    "queue_trace": lambda run: cx.plots.queue_trace(run, "abandonment"),
    "customer_timeline": lambda run: cx.plots.customer_timeline(run),
}
NOTHING_TO_SHOW = ("This run has no contacts", "Nobody waits in this run")


@pytest.mark.parametrize("firm", ODD)
def test_odd_firms_are_drawn_or_told(simulate, firm):
    run = simulate(ODD[firm]())
    for name, draw in PICTURES.items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                drawn = draw(run)
            except CxsimError as error:
                assert str(error).startswith(NOTHING_TO_SHOW), f"{name}: {error}"
                continue
            figure = drawn if hasattr(drawn, "savefig") else drawn.figure
            figure.canvas.draw()
        plt.close("all")


def test_long_names_stay_apart(simulate):
    ax = cx.plots.queue_trace(simulate(crowded()))
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert len(set(labels)) == len(labels) == 8
    assert max(map(len, labels)) <= 24


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda run: cx.plots.survival("bank"), "Give one run or a list of runs"),
        (
            lambda run: cx.plots.survival(run, by="sauce"),
            "Unknown group 'sauce': did you mean 'source'",
        ),
        (lambda run: cx.plots.cohorts([run]), "Give one run, .* not a list"),
        (lambda run: cx.plots.cohorts(run, 0), "period_months must be a whole number from 1"),
        (lambda run: cx.plots.nps_waterfall(None), "Give one run, .* not None"),
        (lambda run: cx.plots.nps_waterfall(run, months=1.5), "months must be a whole number"),
        (lambda run: cx.plots.gap_ledger(run), "Give the table of run.gaps, not a Run"),
        (lambda run: cx.plots.gap_ledger(MAP), "lacks the column 'quarter': give that of run.gaps"),
        (lambda run: cx.plots.gap_ledger(GAPS, 9), "quarter must be one of the table's, 2, 3"),
        (lambda run: cx.plots.gap_ledger(GAPS[:0]), "table of run.gaps is empty"),
        (lambda run: cx.plots.journey_map(MAP, ["pains"]), "did you mean 'pain'"),
        (lambda run: cx.plots.journey_map(MAP, []), "measures must name at least one"),
        (lambda run: cx.plots.touchpoint_flow(run, steps=0), "steps must be a whole number"),
        (lambda run: cx.plots.timeline(run, "npss"), "did you mean 'nps'"),
        (lambda run: cx.plots.timeline({}), "Give at least one name with its runs"),
        (lambda run: cx.plots.timeline(3), "Give one run, a list of runs, or names .* not an int"),
        (lambda run: cx.plots.satisfaction_trace(run, "touch"), "did you mean 'touchpoint'"),
        (lambda run: cx.plots.queue_trace(run, "wait"), "did you mean"),
        (lambda run: cx.plots.customer_timeline(run, 10**6), "Unknown customer 1000000: take a"),
        (lambda run: cx.plots.customer_timeline(run, "Ann"), "Unknown customer 'Ann'"),
    ],
)
def test_wrong_input_gets_one_clear_sentence(run, call, sentence):
    with pytest.raises(CxsimError, match=sentence):
        call(run)


def test_a_run_without_a_log_says_so(simulate):
    run = simulate(small("bank"), log=False)
    assert cx.plots.survival(run)
    with pytest.raises(CxsimError, match="kept no log"):
        cx.plots.touchpoint_flow(run)


def test_drawing_again_replaces_what_was_there(runs):
    ax = cx.plots.survival(runs["bank"])
    marks = len(ax.get_children())
    assert cx.plots.survival(runs["telecom"], ax=ax) is ax
    assert len(ax.get_children()) == marks


def test_a_wrong_name_of_a_picture_is_told():
    with pytest.raises(AttributeError, match="did you mean 'survival'"):
        cx.plots.survial  # noqa: B018
    for name in cx.plots.__all__:
        assert getattr(cx.plots, name) is not None
