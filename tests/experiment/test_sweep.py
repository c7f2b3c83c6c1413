"""Sweeps: every point of the design, with the figures that single runs give."""

import numpy as np
import pytest

import cxsim as cx
from cxsim.errors import CxsimError

AGENTS = "company.touchpoints.call_centre.agents"
DELIVERY = "company.gaps.delivery"


@pytest.fixture(scope="module")
def bank():
    return cx.load("bank").replace(customers=100, days=120)


@pytest.fixture(scope="module")
def table(bank):
    return cx.sweep(bank, {AGENTS: range(4, 6), DELIVERY: [0.0, 0.5]}, replications=3, seed=7)


def test_every_combination_and_kpi_has_a_row(bank, table):
    kpis = cx.simulate(bank, log=False).kpis.index
    assert list(table.columns[:6]) == [AGENTS, DELIVERY, "kpi", "mean", "ci_low", "ci_high"]
    assert len(table) == 4 * len(kpis)
    points = table[[AGENTS, DELIVERY]].drop_duplicates().to_numpy().tolist()
    assert points == [[4, 0.0], [4, 0.5], [5, 0.0], [5, 0.5]]
    assert set(table.kpi) == set(kpis)


def test_figures_are_those_of_single_runs(bank, table):
    changed = bank.replace({AGENTS: 5, DELIVERY: 0.5})
    values = [cx.simulate(changed, seed=7 + k, log=False).kpis.value["csat"] for k in range(3)]
    row = table[(table[AGENTS] == 5) & (table[DELIVERY] == 0.5) & (table.kpi == "csat")].iloc[0]
    assert row["mean"] == pytest.approx(np.mean(values), abs=1e-12)
    margin = 4.302653 * np.std(values, ddof=1) / np.sqrt(3)  # t with 2 degrees of freedom, 97.5 %
    assert row["ci_high"] - row["mean"] == pytest.approx(margin, rel=1e-6)
    assert row["runs"] == 3


def test_missing_stays_missing(table):
    nothing = table[table.kpi == "repeat_purchases"]
    assert nothing["mean"].isna().all()
    assert (nothing["runs"] == 0).all()


def test_a_latin_hypercube_fills_every_layer_of_every_range(bank):
    design = {DELIVERY: (0.0, 0.8), AGENTS: (3, 9)}
    table = cx.sweep(bank, design, 1, design="latin", points=8, kpis="csat")
    layers = np.floor(table[DELIVERY] / 0.1)
    assert sorted(layers) == list(range(8))
    assert table[AGENTS].between(3, 9).all()
    assert (table[AGENTS] % 1 == 0).all()
    assert table["ci_low"].isna().all()  # one replication has no interval
    again = cx.sweep(bank, design, 1, design="latin", points=8, kpis=["csat"])
    assert table.equals(again)


def test_workers_change_nothing(bank):
    values = {DELIVERY: [0.1, 0.4]}
    assert cx.sweep(bank, values, 2).equals(cx.sweep(bank, values, 2, workers=2))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"values": {}}, "sweep is empty: name at least one parameter"),
        ({"values": {AGENTS: []}}, "sweep is empty: .* has no values"),
        ({"values": {AGENTS: 5}}, "needs a list of values"),
        ({"values": {"company.gaps.delivry": [0]}}, "did you mean 'company.gaps.delivery'"),
        ({"values": {DELIVERY: [99.0]}}, "delivery"),
        ({"values": {DELIVERY: [0.1]}, "replications": 0}, "replications must lie between 1"),
        ({"values": {DELIVERY: [0.1]}, "kpis": "profi"}, "did you mean 'profit'"),
        ({"values": {DELIVERY: [0.1]}, "kpis": []}, "names no KPI"),
        ({"values": {DELIVERY: [0.1]}, "design": "lattin"}, "did you mean 'latin'"),
        ({"values": {DELIVERY: [0.1]}, "points": 5}, "points belongs to design='latin'"),
        (
            {"values": {DELIVERY: [0.1, 0.2, 0.3]}, "design": "latin"},
            r"needs a range \(low, high\)",
        ),
        ({"values": {DELIVERY: (0.3, 0.1)}, "design": "latin"}, "is empty: 0.3 to 0.1"),
        ({"values": {DELIVERY: (0.1, 99)}, "design": "latin"}, "delivery"),
        ({"values": {DELIVERY: (0, 1)}, "design": "latin", "points": 0}, "points must lie"),
        ({"values": {DELIVERY: [0.1]}, "seed": -1}, "seed must lie"),
        ({"values": {DELIVERY: [0.1]}, "level": 95}, "level must lie"),
        ({"values": [1]}, "values must map paths"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(bank, arguments, sentence):
    with pytest.raises(CxsimError, match=sentence):
        cx.sweep(bank, **arguments)
