"""A researcher's transaction log sets purchases, frailty and basket; CDNOW is the example."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.errors import CxsimError

CDNOW = Path(find_spec("lifetimes").origin).parent / "datasets" / "CDNOW_sample.txt"
NAMES = ["master", "customer", "date", "discs", "amount"]


@pytest.fixture(scope="module")
def cdnow():
    return pd.read_csv(CDNOW, sep=r"\s+", header=None, names=NAMES)


def test_cdnow_gives_the_published_scenario(cdnow):
    found = cx.from_transactions(cdnow, base="cdnow", until="1997-09-30")
    published = {"r": 0.243, "alpha_weeks": 4.414}
    for name, value in published.items():
        assert getattr(found.behaviour.purchase, name) == pytest.approx(value, abs=1e-3)
    assert found.behaviour.churn.a == pytest.approx(0.793, abs=1e-3)
    assert found.behaviour.churn.b == pytest.approx(2.426, abs=1e-3)
    # Gamma-Gamma: the mean 35.17, and 1/√p = 1/√6.2488 for the spread.
    assert found.company.offer.basket == pytest.approx(35.17, abs=0.01)
    assert found.company.offer.basket_cv == pytest.approx(0.400, abs=1e-3)
    kept = {"behaviour.purchase": cx.load("cdnow").behaviour.purchase.model_dump()}
    same = found.replace(
        {
            **kept,
            "behaviour.churn": cx.load("cdnow").behaviour.churn.model_dump(),
            "company.offer": cx.load("cdnow").company.offer.model_dump(),
        }
    )
    assert same == cx.load("cdnow")


def test_a_file_and_a_frame_give_the_same(cdnow, tmp_path):
    few = cdnow[cdnow.customer <= 600]
    few.rename(columns={"customer": "who"}).to_csv(tmp_path / "log.csv", index=False)
    assert cx.from_transactions(tmp_path / "log.csv", customer="who") == cx.from_transactions(few)
    shuffled = few.sample(frac=1, random_state=1)
    assert cx.from_transactions(shuffled) == cx.from_transactions(few)


def test_truth_comes_back_from_a_simulated_log():
    truth = cx.load("cdnow").replace({"company.offer.basket_cv": 0.3}, customers=6000, days=728)
    purchases = cx.simulate(truth, seed=11).episodes[["customer", "opened", "spend"]]
    # Initial customers bought just before day 0; the kit's log begins after that.
    start = pd.DataFrame({"customer": range(6000), "opened": 0.0, "spend": 35.17})
    log = pd.concat([start, purchases])
    log["date"] = pd.Timestamp("2020-01-01") + pd.to_timedelta(np.floor(log.opened), unit="D")
    found = cx.from_transactions(log, base="cdnow", amount="spend", until="2021-12-28")
    r, alpha = found.behaviour.purchase.r, found.behaviour.purchase.alpha_weeks
    a, b = found.behaviour.churn.a, found.behaviour.churn.b
    # T-07's bootstrap at n = 2357: sd of r/α .004 and of a/(a+b) .022, so .0025 and .014 at
    # 6000; purchases of one day are one, which takes a little from the rate.
    assert r / alpha == pytest.approx(0.242593 / 4.413532, abs=4 * 0.0025)
    assert a / (a + b) == pytest.approx(0.2463, abs=3 * 0.014)
    assert found.company.offer.basket == pytest.approx(35.17, rel=0.02)


def log(**columns):
    table = {"customer": ["a", "a", "b"], "date": ["2024-01-01", "2024-02-01", "2024-01-05"]}
    return pd.DataFrame({**table, "amount": ["5", "7", "9"], **columns})


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (
            {"date": ["2024-01-01", "31.12.2024", "x"]},
            r"row 1, column 'date': '31\.12\.2024' is no",
        ),
        ({"date": ["2024-01-01", "2024-13-01", "x"]}, "'2024-13-01' is no date"),
        ({"date": ["2024-01-01", None, "x"]}, "row 1, column 'date': the cell is empty"),
        ({"amount": ["5", "6,50", "7"]}, "row 1, column 'amount': '6,50' is not an amount"),
        ({"amount": [5, 6, -7]}, "row 2, column 'amount': '-7' is not an amount of 0 or more"),
        ({"amount": [5, np.inf, 7]}, "row 1, column 'amount'"),
        ({"amount": [0, 0, 0]}, "no amount above 0"),
        ({"customer": ["a", "", "b"]}, "row 1, column 'customer': the cell is empty"),
        ({"customer": ["a", "c", "b"]}, "bought on two days"),
    ],
)
def test_each_mistake_names_row_and_column(columns, sentence):
    with pytest.raises(CxsimError, match=sentence):
        cx.from_transactions(log(**columns))


def test_rows_of_a_file_are_those_of_a_spreadsheet(tmp_path):
    log(amount=["5", "many", "9"]).to_csv(tmp_path / "log.csv", index=False)
    with pytest.raises(CxsimError, match="row 3, column 'amount': 'many'"):
        cx.from_transactions(tmp_path / "log.csv")


def test_other_mistakes(tmp_path):
    with pytest.raises(CxsimError, match="Unknown column 'date': did you mean 'dates'"):
        cx.from_transactions(log().rename(columns={"date": "dates"}))
    with pytest.raises(CxsimError, match="two columns 'date'"):
        cx.from_transactions(log().rename(columns={"customer": "date"}), customer="date")
    with pytest.raises(CxsimError, match="base must be a scenario"):
        cx.from_transactions(log(), base=5)
    with pytest.raises(CxsimError, match="'bank' has contracts"):
        cx.from_transactions(log(), base="bank")
    with pytest.raises(CxsimError, match="do not determine"):
        cx.from_transactions(log())
    with pytest.raises(CxsimError, match="until must be a date"):
        cx.from_transactions(log(), until="some day")
    with pytest.raises(CxsimError, match="begins after"):
        cx.from_transactions(log(), until="2020-01-01")
    with pytest.raises(CxsimError, match="no rows"):
        cx.from_transactions(log().iloc[:0])
    with pytest.raises(CxsimError, match="Cannot read"):
        cx.from_transactions(tmp_path / "nowhere.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(CxsimError, match="no CSV table"):
        cx.from_transactions(tmp_path / "empty.csv")
    (tmp_path / "latin.csv").write_bytes("müller,1".encode("latin-1"))
    with pytest.raises(CxsimError, match="not UTF-8"):
        cx.from_transactions(tmp_path / "latin.csv")
    with pytest.raises(CxsimError, match="must be a DataFrame or a CSV"):
        cx.from_transactions([1, 2])
