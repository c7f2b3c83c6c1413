"""Pictures of comparisons show the numbers of the tables."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from firms import BANK, BETTER, WORSE
from matplotlib.axes import Axes

import cxsim as cx
from cxsim.errors import CxsimError


@pytest.fixture(scope="module")
def found():
    scenarios = {"as is": BANK, "worse": WORSE, "better": BETTER}
    return cx.compare(scenarios, replications=4, timeline=True, workers=2)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def mark(ax, name):
    return next(child for child in ax.get_children() if child.get_gid() == name)


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_visible()]


def test_forest_plot_tells_every_difference(found):
    ax = found.plot("worse", "as is", kpis=["nps", "churn", "occupancy"])
    assert isinstance(ax, Axes)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["nps", "churn", "occupancy"]
    columns = ["mean", "ci_low", "ci_high"]
    mean, low, high = found.difference("worse", "as is").loc["nps", columns]
    assert words(ax)[0] == f"{mean:+.1f} [{low:+.1f}, {high:+.1f}] points"
    positions, rows = mark(ax, "means worse").get_data()
    assert rows[0] == 0
    assert positions[0] == pytest.approx(mean / abs(low))
    drawn = mark(ax, "intervals worse").get_xdata()
    assert drawn[:2].tolist() == pytest.approx([-1, high / abs(low)])


def test_forest_plot_is_the_second_against_the_first(found):
    ax = found.plot()
    assert "worse minus as is" in ax.get_xlabel()
    drawn = found.difference("worse", "as is").dropna()
    assert [label.get_text() for label in ax.get_yticklabels()] == drawn.index.tolist()
    assert "no difference in any run" in words(ax)


def test_ranking_plot_has_units_and_chances(found):
    ax = found.plot_ranking("nps")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["better\nbest: 100 %", "as is\nbest: 0 %", "worse\nbest: 0 %"]
    assert "points" in ax.get_xlabel()
    np.testing.assert_allclose(mark(ax, "means").get_xdata(), found.ranking("nps")["to_best"])


def test_gains_plot_shows_the_table(found):
    table = found.gains("nps")
    ax = cx.plots.gains(table)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["better", "worse"]
    assert ax.get_xlabel().startswith("nps: difference to as is (points), 95 %")
    for place, verdict in enumerate(["better", "worse"]):
        positions, rows = mark(ax, f"means {verdict}").get_data()
        assert rows.tolist() == [place]
        assert positions.tolist() == [table.loc[verdict, "mean"]]
        drawn = mark(ax, f"intervals {verdict}").get_xdata()
        assert drawn[:2].tolist() == table.loc[verdict, ["ci_low", "ci_high"]].tolist()


def test_a_pinned_gain_stands_beside_the_scenario_of_its_name(found):
    table = found.gains("nps")
    ax = cx.plots.gains(table, pinned=table.iloc[::-1])
    assert mark(ax, "pinned means").get_ydata().tolist() == [1.25, 0.25]
    cx.plots.gains(table, ax=ax)
    assert not mark(ax, "pinned means").get_visible()


@pytest.mark.parametrize(("band", "said"), [("confidence", "95 % interval"), ("spread", "single")])
def test_timeline_says_what_its_band_means(found, band, said):
    ax = found.plot_timeline("nps", band=band)
    assert said in ax.get_title(loc="left")
    rows = found.timeline.loc[("worse", "nps")]
    np.testing.assert_allclose(mark(ax, "line worse").get_ydata(), rows["mean"])
    low = rows["ci_low"] if band == "confidence" else rows["mean"] - rows["spread_sd"]
    np.testing.assert_allclose(mark(ax, "band worse").get_xy()[: len(rows), 1], low)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["as is", "worse", "better"]


def test_drawing_again_moves_what_is_there(found):
    _, ax = plt.subplots()
    found.plot("worse", "as is", ax=ax)
    first = len(ax.get_children())
    assert found.plot("better", "as is", kpis=["nps"], ax=ax) is ax
    assert len(ax.get_children()) <= first + 2
    assert len(words(ax)) == 1


def test_welch_plot_shows_the_end_of_the_warm_up():
    ax = cx.warm_up(BANK, "gap_1", replications=2, months=20).plot()
    assert mark(ax, "end").get_xdata().tolist() == [0.5, 0.5]
    restless = cx.warm_up(BANK, "month", replications=2, months=20).plot()
    assert "does not settle" in restless.get_legend().get_texts()[2].get_text()


def test_wrong_names_are_told(found):
    for sentence, draw in {
        "Unknown kpi 'npps': did you mean 'nps'": lambda: found.plot(kpis=["npps"]),
        "Unknown scenario 'wors': did you mean 'worse'": lambda: found.plot("wors"),
        "no KPI to draw has a value": lambda: found.plot(kpis=["average_cheque"]),
        "Unknown kpi 'nsp'": lambda: found.plot_timeline("nsp"),
        "Unknown band 'sd': valid names are": lambda: found.plot_timeline(band="sd"),
    }.items():
        with pytest.raises(CxsimError, match=sentence):
            draw()
