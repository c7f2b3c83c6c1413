"""A researcher's survey file sets the score distributions of a scenario."""

import pandas as pd
import pytest

import cxsim as cx
from cxsim.errors import CxsimError


def answers(scenario, seed):
    """What the simulated customers answer, as a survey file would hold it."""
    run = cx.simulate(scenario, seed=seed)
    last = run.encounters.groupby(["customer", "episode"], as_index=False)["touchpoint"].last()
    given = run.episodes.merge(last).dropna(subset="csat_score")
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(given.closed, unit="D")
    return pd.DataFrame({"date": day, "touchpoint": given.touchpoint, "score": given.csat_score})


@pytest.fixture(scope="module")
def base():
    return cx.load("bank").replace(customers=1000, days=365)


def test_distributions_and_their_causes_come_back(base):
    truth = base.replace(
        {
            "behaviour.survey.csat_base": 3.6,
            "behaviour.survey.csat_noise": 0.9,
            "company.touchpoints.chat.delivery_gap_offset": 0.8,
        },
        customers=3000,
    )
    file = answers(truth, seed=9)
    found = cx.from_surveys(file, base)
    survey = found.behaviour.survey
    # Some 6,000 answers in the file and 2,000 in the fit, sd 1.3: standard error .03 of the
    # level; that of chat (7 % of the answers) is .1, or .15 points of its gap.
    assert survey.csat_base == pytest.approx(3.6, abs=0.1)
    assert survey.csat_noise == pytest.approx(0.9, abs=0.12)
    assert found.company.touchpoints["chat"].delivery_gap_offset == pytest.approx(0.8, abs=0.45)
    again = answers(found.replace(customers=3000), seed=77)
    shares = [table.score.value_counts(normalize=True).sort_index() for table in (file, again)]
    # A share near .3 among 6,000 has a standard error of .006, a difference of two .008.
    assert (shares[0] - shares[1]).abs().max() < 0.03
    means = [table.groupby("touchpoint", observed=True).score.mean() for table in (file, again)]
    assert (means[0] - means[1]).abs().max() < 0.25


def survey(**columns):
    table = {
        "date": ["2024-01-01"] * 20,
        "touchpoint": ["app"] * 20,
        "score": [3, 4] * 10,
    }
    return pd.DataFrame({**table, **columns})


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"score": [3, 4, 6] + [3] * 17}, "row 2, column 'score': '6' is not a score of 1"),
        ({"score": [3, 4, 2.5] + [3] * 17}, "row 2, column 'score': '2.5' is not"),
        ({"score": ["good"] * 20}, "row 0, column 'score': 'good'"),
        ({"score": [5] * 20}, "scores of the survey are the same"),
        ({"touchpoint": ["app"] * 19 + ["chatt"]}, "row 19, column 'touchpoint': .*mean 'chat'"),
        ({"touchpoint": ["app"] * 19 + ["chat"]}, "'chat' has 1 answers"),
        ({"date": ["yesterday"] * 20}, "row 0, column 'date'"),
    ],
)
def test_each_mistake_names_row_and_column(base, columns, sentence):
    with pytest.raises(CxsimError, match=sentence):
        cx.from_surveys(survey(**columns), base)


def test_a_base_that_cannot_serve(base):
    silent = base.replace({"behaviour.survey.enabled": False})
    with pytest.raises(CxsimError, match="asks nobody"):
        cx.from_surveys(survey(), silent)
    tiny = base.replace(customers=5, days=30, warm_up_days=0)
    with pytest.raises(CxsimError, match="simulate more customers"):
        cx.from_surveys(survey(), tiny)
