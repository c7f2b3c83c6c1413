"""Sensitivity: what matters comes first, what has no effect has exactly none."""

import pytest

import cxsim as cx
from cxsim.errors import CxsimError

DELIVERY = "company.gaps.delivery"
LEVEL = "behaviour.survey.csat_base"
# The competitor's moves have no size in the preset, so how long they last cannot matter.
NOTHING = "market.competitor.persistence"


@pytest.fixture(scope="module")
def bank():
    return cx.load("bank").replace(customers=100, days=120)


def test_morris_ranks_by_the_size_of_the_effect(bank):
    free = {NOTHING: (0.5, 0.9), DELIVERY: (0.0, 0.8), LEVEL: (3.0, 5.0)}
    table = cx.sensitivity(bank, kpi="csat", free=free, samples=4)
    assert list(table.index) == [LEVEL, DELIVERY, NOTHING]
    assert table.mu_star[NOTHING] == 0.0  # common random numbers: not nearly, but exactly
    assert table.mu[DELIVERY] < 0.0 < table.mu[LEVEL]
    # The item moves by 2 over the range of its level, less what the ends of the scale cut off.
    assert 1.2 < table.mu_star[LEVEL] < 2.0
    assert (table.ci_low <= table.mu_star).all()
    assert (table.ci_high >= table.mu_star).all()
    assert table.attrs["runs"] == 4 * (3 + 1)
    ends = [
        cx.simulate(bank.replace({DELIVERY: x}), log=False).kpis.value["csat"] for x in (0, 0.8)
    ]
    assert table.mu[DELIVERY] == pytest.approx(ends[1] - ends[0], rel=0.25)


def test_sobol_splits_the_variance(bank):
    free = {NOTHING: (0.5, 0.9), DELIVERY: (0.0, 0.8), LEVEL: (3.0, 5.0)}
    table = cx.sensitivity(bank, "sobol", "csat", free, samples=16)
    assert table.index[0] == LEVEL
    assert table.total[NOTHING] == 0.0
    # Variances of two uniform effects of about 1.6 and .65 stand as 6 to 1. With 16 base points an
    # index has a standard error of some .2.
    assert table.total[LEVEL] == pytest.approx(0.86, abs=0.4)
    assert table.total[DELIVERY] < 0.4
    assert table.attrs["runs"] == 16 * (3 + 2)


def test_workers_and_seeds(bank):
    free = [DELIVERY, "behaviour.quality.ideal"]
    one = cx.sensitivity(bank, kpi="csat", free=free, samples=2)
    assert one.equals(cx.sensitivity(bank, kpi="csat", free=free, samples=2, workers=2))
    assert not one.equals(cx.sensitivity(bank, kpi="csat", free=free, samples=2, seed=2))


@pytest.mark.slow
def test_all_documented_ranges_can_be_screened(bank):
    table = cx.sensitivity(bank, kpi="csat", samples=2)
    assert len(table) > 40
    assert table.mu_star.notna().all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"method": "moris"}, "did you mean 'morris'"),
        ({"kpi": "churning"}, "did you mean 'churn'"),
        ({"samples": 1}, "samples must lie between 2"),
        ({"method": "sobol", "samples": 12}, "power of 2"),
        ({"free": []}, "names no parameter"),
        ({"free": DELIVERY}, "free must be a list"),
        ({"free": [DELIVERY, DELIVERY]}, "twice"),
        ({"free": ["company.gaps.delivry"]}, "did you mean"),
        ({"free": ["name"]}, "name is no number"),
        ({"free": {DELIVERY: 3}}, "needs a range"),
        ({"free": [NOTHING], "kpi": "csat"}, "does not move"),
        ({"free": [DELIVERY], "kpi": "repeat_purchases"}, "repeat_purchases is missing"),
        ({"replications": 0}, "replications must lie"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(bank, arguments, sentence):
    with pytest.raises(CxsimError, match=sentence):
        cx.sensitivity(bank, **{"samples": 2, **arguments})
