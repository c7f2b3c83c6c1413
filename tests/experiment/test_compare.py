"""Comparisons: paired differences, honest intervals, ranking, and nonsense refused."""

import warnings

import numpy as np
import pandas as pd
import pytest
from firms import BANK, BETTER, DELIVERY, WORSE
from scipy import stats

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.experiment.ranking import probability_best, ranking
from cxsim.intervals import INTERVAL

REPLICATIONS = 6


@pytest.fixture(scope="module")
def found():
    return cx.compare(
        {"as is": BANK, "worse": WORSE, "better": BETTER},
        replications=REPLICATIONS,
        seed=11,
        workers=2,
        timeline=True,
    )


def test_replication_k_is_the_run_with_seed_s_plus_k(found):
    assert found.replications == REPLICATIONS
    assert found.runs.loc["worse"].index.tolist() == list(range(11, 11 + REPLICATIONS))
    run = cx.simulate(WORSE, seed=13)
    np.testing.assert_array_equal(found.runs.loc[("worse", 13)], run.kpis["value"])
    np.testing.assert_array_equal(found.measured_runs.loc[("worse", 13)], run.kpis["measured"])


def test_table_holds_confidence_and_spread_under_different_names(found):
    table = found.table
    assert table.index.names == ["scenario", "kpi"]
    assert list(table.columns) == ["mean", "ci_low", "ci_high", "spread_sd", "runs"]
    values = found.runs.loc["worse", "nps"]
    row = table.loc[("worse", "nps")]
    low, high = stats.t.interval(0.95, REPLICATIONS - 1, loc=values.mean(), scale=stats.sem(values))
    assert row.tolist() == pytest.approx(
        [values.mean(), low, high, values.std(ddof=1), REPLICATIONS]
    )
    assert table.loc[("worse", "average_cheque"), ["mean", "ci_low"]].isna().all()
    assert table.loc[("worse", "average_cheque"), "runs"] == 0


def test_difference_is_the_paired_t_interval(found):
    difference = found.difference("worse", "as is")
    assert difference.index.name == "kpi"
    assert list(difference.columns) == ["mean", "ci_low", "ci_high", "p_value", "clear"]
    pairs = (found.runs.loc["worse", "profit"], found.runs.loc["as is", "profit"])
    oracle = stats.ttest_rel(*pairs)
    low, high = oracle.confidence_interval(0.95)
    expected = [np.subtract(*pairs).mean(), low, high]
    assert difference.loc["profit", INTERVAL].tolist() == pytest.approx(expected)
    assert difference.loc["profit", "p_value"] == pytest.approx(oracle.pvalue)
    other_way = found.difference("as is", "worse").loc["profit"]
    assert other_way[["mean", "ci_high", "ci_low"]].tolist() == pytest.approx(
        [-end for end in expected]
    )


def test_differences_are_those_from_the_first_scenario(found):
    table = found.differences(["nps", "profit"])
    assert table.index.names == ["scenario", "kpi"]
    assert [name for name, _ in table.index] == ["worse", "worse", "better", "better"]
    ours = table.loc["better"]
    expected = found.difference("better", "as is").loc[["nps", "profit"]]
    assert ours.to_numpy().tolist() == expected.to_numpy().tolist()
    turned = found.differences(["nps"], reference="better").loc[("as is", "nps"), "mean"]
    assert turned == pytest.approx(-table.loc[("better", "nps"), "mean"])


def test_unpaired_difference_is_welchs(found):
    pairs = (found.runs.loc["worse", "nps"], found.runs.loc["as is", "nps"])
    low, high = stats.ttest_ind(*pairs, equal_var=False).confidence_interval(0.95)
    row = found.difference("worse", "as is", paired=False).loc["nps"]
    assert row[["ci_low", "ci_high"]].tolist() == pytest.approx([low, high])


def test_a_wider_delivery_gap_lowers_satisfaction_for_sure(found):
    difference = found.difference("worse", "as is")
    assert difference.loc["nps", "ci_high"] < 0
    assert difference.loc["satisfied_share", "ci_high"] < 0


def test_the_firm_itself_would_see_less(found):
    seen = found.measured.difference("worse", "as is")
    truth = found.difference("worse", "as is")
    assert seen.loc["profit", INTERVAL].tolist() == truth.loc["profit", INTERVAL].tolist()
    assert seen.loc["wait_minutes", INTERVAL].isna().all() and not seen.clear["wait_minutes"]
    width = lambda table: table.loc["nps", "ci_high"] - table.loc["nps", "ci_low"]  # noqa: E731
    assert width(seen) > width(truth)  # few customers answer


def test_the_same_scenario_differs_in_nothing():
    same = cx.compare({"one": BANK, "two": BANK.replace(title="Two")}, replications=2)
    difference = same.difference("two", "one").dropna()
    assert (difference[INTERVAL] == 0).all(axis=None)
    assert (difference.p_value == 1).all() and not difference.clear.any()
    assert same.ranking("nps")["probability_best"].tolist() == pytest.approx([0.5, 0.5])


# -- ranking ---------------------------------------------------------------------------------------


def test_ranking_has_the_best_first_and_simultaneous_intervals(found):
    table = found.ranking("nps")
    assert table.index.tolist() == ["better", "as is", "worse"]
    assert table.iloc[0][["to_best", "ci_low", "ci_high"]].tolist() == [0, 0, 0]
    assert table["probability_best"].sum() == pytest.approx(1)
    assert table.loc["better", "probability_best"] > 0.99
    single = found.difference("worse", "better").loc["nps"]
    widened = (table.loc["worse", "ci_high"] - table.loc["worse", "ci_low"]) / (
        single["ci_high"] - single["ci_low"]
    )
    quantile = stats.t(REPLICATIONS - 1).ppf  # three pairs share the 5 %
    assert widened == pytest.approx(quantile(1 - 0.025 / 3) / quantile(0.975))


def test_ranking_turns_round_where_less_is_better(found):
    assert found.ranking("churn")["mean"].is_monotonic_increasing
    assert found.ranking("nps")["mean"].is_monotonic_decreasing


def test_pairs_hold_both_orders(found):
    table = found.pairs("profit")
    assert len(table) == 6
    assert table.loc[("worse", "as is"), "mean"] == -table.loc[("as is", "worse"), "mean"]
    assert table.loc[("worse", "as is"), "ci_low"] == -table.loc[("as is", "worse"), "ci_high"]


def test_gains_are_paired_and_hold_all_at_once(found):
    gains = found.gains("nps")
    assert gains.index.tolist() == ["better", "worse"]
    assert gains["verdict"].tolist() == ["better", "worse"]
    oracle = stats.ttest_rel(found.runs.loc["worse", "nps"], found.runs.loc["as is", "nps"])
    interval = oracle.confidence_interval(1 - 0.05 / 2)
    row = gains.loc["worse", ["ci_low", "ci_high"]].astype(float).tolist()
    assert row == pytest.approx(list(interval))
    assert gains.attrs == {"kpi": "nps", "unit": "points", "reference": "as is", "level": 0.95}


def test_gains_can_be_told_in_percent_of_the_reference(found):
    gains = found.gains("profit", "worse", percent_of="revenue")
    money = found.difference("better", "worse").loc["profit", "mean"]
    revenue = found.table.loc[("worse", "revenue"), "mean"]
    assert gains.loc["better", "mean"] == pytest.approx(100 * money / revenue)
    assert gains.attrs["unit"] == "% of revenue"


def test_gains_know_which_direction_is_better(found):
    gap = found.gains("gap_5")
    assert gap.index[0] == "better"
    assert gap.loc["better", "mean"] < 0
    assert gap.loc["better", "verdict"] == "better"
    assert gap.loc["worse", "verdict"] == "worse"
    assert set(found.gains("contacts")["verdict"]) <= {"differs", "open"}


def test_probability_of_best_agrees_with_the_paired_test():
    """20,000 draws: standard error 0.0035 at most; 4 of them are allowed."""
    generator = np.random.default_rng(3)
    for shift in (0.0, 0.3, 0.6):
        base = generator.normal(size=12)
        runs = pd.DataFrame({"a": base, "b": base + shift + generator.normal(0, 0.5, 12)})
        against = stats.ttest_rel(runs["b"], runs["a"], alternative="greater").pvalue
        assert probability_best(runs) == pytest.approx([against, 1 - against], abs=0.014)


def test_first_in_runs_is_spread_and_not_confidence():
    """A tiny but steady lead is sure; a lead in most runs alone is not."""
    base = np.arange(10.0)
    steady = ranking(pd.DataFrame({"a": base, "b": base + 0.01}), higher=True)
    assert steady.loc["b", ["probability_best", "best_in_runs"]].tolist() == [1, 1]
    shaky = pd.DataFrame({"a": np.zeros(10), "b": [1.0] * 9 + [-20.0]})
    table = ranking(shaky, higher=True)
    assert table.loc["b", "best_in_runs"] == 0.9
    assert table.loc["b", "probability_best"] < 0.5


# -- months ----------------------------------------------------------------------------------------


def test_timeline_is_the_mean_of_the_runs_months(found):
    timeline = found.timeline
    assert timeline.index.names == ["scenario", "kpi", "month"]
    runs = [cx.simulate(WORSE, seed=seed, log=False).timeline for seed in range(11, 17)]
    values = np.array([run["nps"] for run in runs])
    rows = timeline.loc[("worse", "nps")]
    assert rows.index.tolist() == runs[0]["month"].tolist()
    np.testing.assert_allclose(rows["mean"], values.mean(axis=0))
    np.testing.assert_allclose(rows["spread_sd"], values.std(axis=0, ddof=1))


# -- automatic replications ------------------------------------------------------------------------


def test_auto_runs_until_every_mean_is_known(found):
    auto = cx.compare(
        {"as is": BANK, "worse": WORSE}, "auto", kpi="csat", precision=0.01, workers=2
    )
    row = auto.table.xs("csat", level="kpi")
    assert ((row["ci_high"] - row["ci_low"]) / 2 <= 0.01 * row["mean"]).all()
    assert 3 <= auto.precise_after <= auto.replications - 5
    again = cx.compare({"as is": BANK, "worse": WORSE}, auto.replications)
    pd.testing.assert_frame_equal(auto.runs, again.runs)


def test_auto_says_when_the_maximum_comes_first():
    with pytest.warns(UserWarning, match="did not settle within 0.001 of its mean in 4"):
        short = cx.compare(
            {"as is": BANK, "worse": WORSE}, "auto", kpi="nps", precision=0.001, maximum=4
        )
    assert short.replications == 4
    assert short.precise_after is None


# -- mistakes --------------------------------------------------------------------------------------

TWO = {"a": BANK, "b": WORSE}
REFUSED = [
    (({},), {}, "compare needs two scenarios or more, not 0."),
    (({"a": BANK},), {}, "compare needs two scenarios or more, not 1."),
    (([BANK, WORSE],), {}, "scenarios must map names to scenarios"),
    (({"a": BANK, "b": 3},), {}, "scenarios: 'b' is no scenario but int."),
    (({"a": BANK, "b": "bnk"},), {}, "Unknown scenario 'bnk': did you mean 'bank'?"),
    ((TWO, 0), {}, "replications must be 2 or more, not 0"),
    ((TWO, 1), {}, "replications must be 2 or more, not 1"),
    ((TWO, -5), {}, "replications must be 2 or more, not -5"),
    ((TWO, 2.5), {}, "replications must be a whole number or 'auto', not 2.5."),
    ((TWO, "atuo"), {}, "replications must be a whole number or 'auto', not 'atuo'."),
    ((TWO, 2, -1), {}, "seed must lie between"),
    ((TWO, 2, 1, "many"), {}, "workers must be a whole number or a Dask client"),
    ((TWO,), {"level": 95}, "level must lie between 0 and 1"),
    ((TWO,), {"kpi": "npss"}, "Unknown kpi 'npss': did you mean 'nps'?"),
    ((TWO,), {"precision": 0}, "precision must lie between 0 and 1, for example 0.05, not 0."),
    ((TWO,), {"maximum": 2}, "maximum must be 3 or more, not 2."),
    ((TWO, "auto"), {"kpi": "average_cheque"}, "average_cheque is missing in 'a'"),
]


@pytest.mark.parametrize(("arguments", "options", "sentence"), REFUSED)
def test_nonsense_is_refused(arguments, options, sentence):
    with pytest.raises(CxsimError) as refused:
        cx.compare(*arguments, **options)
    assert sentence in str(refused.value)


def test_questions_without_an_answer_are_refused(found):
    asked = {
        "difference needs two scenarios, not 'worse' twice": lambda: found.difference(
            "worse", "worse"
        ),
        "Unknown scenario 'wrose': did you mean 'worse'": lambda: found.difference(
            "wrose", "as is"
        ),
        "Unknown kpi 'prfit': did you mean 'profit'": lambda: found.ranking("prfit"),
        "contacts has no better direction": lambda: found.ranking("contacts"),
        "average_cheque is missing": lambda: found.ranking("average_cheque"),
        "Unknown kpi 'npps'": lambda: found.differences(["npps"]),
        "Unknown scenario 'beter'": lambda: found.differences(["nps"], reference="beter"),
        "Unknown kpi 'nsp'": lambda: found.pairs("nsp"),
    }
    for sentence, ask in asked.items():
        with pytest.raises(CxsimError, match=sentence):
            ask()
    with pytest.raises(CxsimError, match="The timeline was not kept"):
        cx.compare(TWO, 2).timeline  # noqa: B018


def test_single_failures_are_told_and_left_out():
    """Seeds end at 2^63 - 1: of five replications, the last two cannot run."""
    start = 2**63 - 3
    with pytest.warns(UserWarning, match=f"2 of 5 runs of 'a' failed, the first with seed {2**63}"):
        warnings.filterwarnings("ignore", "2 of 5 runs of 'b'")
        found = cx.compare(TWO, 5, seed=start)
    assert found.failures[["scenario", "seed"]].to_numpy().tolist() == [
        ["a", 2**63],
        ["b", 2**63],
        ["a", 2**63 + 1],
        ["b", 2**63 + 1],
    ]
    assert found.table.loc[("a", "nps"), "runs"] == 3
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        whole = cx.compare(TWO, 3, seed=start)
    pd.testing.assert_frame_equal(found.difference("b", "a"), whole.difference("b", "a"))


def test_too_few_runs_left_is_refused():
    with pytest.raises(CxsimError, match=f"1 of 2 runs of 'a' failed, the first with seed {2**63}"):
        cx.compare(TWO, 2, seed=2**63 - 1)


# -- what it promises ------------------------------------------------------------------------------


@pytest.mark.slow
def test_intervals_cover_a_known_truth():
    """200 comparisons of two rates of calls, whose difference is known: 12 more a year.

    Of intervals that are right, 95 % cover it, with a standard error of 1.5 %.
    """
    rate = "market.needs.call.per_month"
    line = cx.load("contact_centre").replace(
        {rate: 4.0, "company.touchpoints.call_centre.agents": 0,
         "company.touchpoints.call_centre.open": True},
        customers=20, days=90, warm_up_days=10, hours_per_day=9.0,
    )  # fmt: skip
    firms = {"4 a month": line, "5 a month": line.replace({rate: 5.0})}
    covered = 0
    for repeat in range(200):
        found = cx.compare(firms, 5, seed=1 + 5 * repeat, workers=2)
        row = found.difference("5 a month", "4 a month").loc["contacts"]
        covered += row["ci_low"] <= 12.0 <= row["ci_high"]
    assert 0.90 <= covered / 200 <= 0.99


@pytest.mark.slow
def test_common_random_numbers_halve_the_interval():
    """A delivery gap in `bank`, as it comes: the same customers make the difference sharp."""
    bank = cx.load("bank")
    found = cx.compare({"as is": bank, "wider gap": bank.replace({DELIVERY: 0.4})}, 20, workers=2)
    paired, unpaired = (
        found.difference("wider gap", "as is", paired=pairing) for pairing in (True, False)
    )
    share = (paired["ci_high"] - paired["ci_low"]) / (unpaired["ci_high"] - unpaired["ci_low"])
    for kpi in ("nps", "csat", "satisfied_share", "retention", "profit", "customer_equity"):
        assert share[kpi] <= 0.5, (kpi, share[kpi])
