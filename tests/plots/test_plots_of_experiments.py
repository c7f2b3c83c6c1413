"""Pictures of sweeps, sensitivity, robustness and calibration show the numbers that they get."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

import cxsim as cx
from cxsim.errors import CxsimError

DELIVERY, IDEAL = "company.gaps.delivery", "behaviour.quality.ideal"


@pytest.fixture(scope="module")
def bank():
    return cx.load("bank").replace(customers=60, days=120)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_a_sweep_is_a_line_for_each_other_value(bank):
    table = cx.sweep(bank, {DELIVERY: [0, 0.2, 0.4], IDEAL: [5, 6]}, 2, kpis=["csat", "nps"])
    ax = cx.plots.swept(table, "csat")
    assert len(ax.containers) == 2
    drawn = ax.containers[0].lines[0].get_ydata()
    rows = table[(table.kpi == "csat") & (table[IDEAL] == 5)]
    assert np.allclose(drawn, rows["mean"])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["ideal = 5", "ideal = 6"]
    assert "csat" in ax.get_ylabel()
    with pytest.raises(CxsimError, match="Unknown kpi 'ces'"):
        cx.plots.swept(table, "ces")


def test_a_latin_sweep_is_points(bank):
    table = cx.sweep(bank, {DELIVERY: (0, 0.4), IDEAL: (5, 6)}, 1, design="latin", points=10)
    ax = cx.plots.swept(table, "csat")
    assert len(ax.containers) == 1


def test_influences_are_bars_with_the_strongest_on_top(bank):
    table = cx.sensitivity(bank, kpi="csat", free=[DELIVERY, IDEAL], samples=2)
    ax = cx.plots.influences(table)
    assert [bar.get_width() for bar in ax.patches] == list(table.mu_star[::-1])
    assert "csat (1-5)" in ax.get_xlabel()


def test_draws_of_assumptions(bank):
    found = cx.robustness(bank.replace({DELIVERY: 0.0}), bank, kpi="csat", draws=10)
    ax = found.plot(IDEAL)
    assert sum(len(points.get_offsets()) for points in ax.collections) == 10
    assert "100 %" in ax.get_title(loc="left")
    with pytest.raises(CxsimError, match="did you mean"):
        found.plot("behaviour.quality.idea")


def test_what_a_calibration_leaves_open(bank):
    free = {DELIVERY: (0, 0.8), "behaviour.survey.csat_base": (3, 5)}
    found = cx.calibrate(bank, {"csat": 3.5}, free, replications=2)
    ax = found.plot()
    assert ax.get_title(loc="left") == "The targets leave them open"
    assert {ax.get_xlabel(), ax.get_ylabel()} == set(free)
    tried, near, best = (len(points.get_offsets()) for points in ax.collections)
    assert (tried + near, best) == (len(found.tried), 1)
    one = cx.calibrate(bank, {"csat": 3.5}, {DELIVERY: (0, 0.8)}, replications=2)
    with pytest.raises(CxsimError, match="One free parameter has no plane"):
        one.plot()
