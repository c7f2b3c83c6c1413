"""Calibration: it finds the truth where the data tell it, and says so where they do not."""

import numpy as np
import pytest

import cxsim as cx
from cxsim.errors import CxsimError

DELIVERY = "company.gaps.delivery"
EFFORT = "behaviour.effort.base"
LEVEL = "behaviour.survey.csat_base"


@pytest.fixture(scope="module")
def bank():
    return cx.load("bank").replace(customers=200, days=150, warm_up_days=30)


def seen(scenario, kpis, seeds, column="value"):
    """What the simulator shows of a truth, as the mean of runs with seeds of their own."""
    runs = [cx.simulate(scenario, seed=seed, log=False).kpis[column] for seed in seeds]
    return {kpi: float(np.mean([run[kpi] for run in runs])) for kpi in kpis}


@pytest.fixture(scope="module")
def known(bank):
    truth = bank.replace({DELIVERY: 0.55, EFFORT: 2.1})
    targets = seen(truth, ["csat", "effort"], range(500, 530))
    return cx.calibrate(bank, targets, {DELIVERY: (0.0, 0.8), EFFORT: (1.0, 3.0)}, 2)


def test_the_truth_comes_back(known):
    # Between single runs CSAT has an sd of .045 and effort one of .06, so the difference between 30
    # runs and 2 others has a standard error of .033 and .044. A point of the gap takes .5 off CSAT,
    # a point of the base adds about one to effort.
    assert known.scenario.value(DELIVERY) == pytest.approx(0.55, abs=3 * 0.033 / 0.5)
    assert known.scenario.value(EFFORT) == pytest.approx(2.1, abs=3 * 0.044)
    assert known.targets.reached.all()
    assert known.parameters.determined.all()
    for path in (DELIVERY, EFFORT):
        row = known.parameters.loc[path]
        assert row.low < row.ci_low < row.value < row.ci_high < row.high
        assert row.value == known.scenario.value(path)


def test_the_calibrated_scenario_gives_the_targets(known):
    fresh = seen(known.scenario, ["csat", "effort"], range(900, 910))
    for kpi, row in known.targets.iterrows():
        assert abs(fresh[kpi] - row.target) < 4 * row.error, kpi


def test_everything_that_was_tried_is_kept(known):
    assert list(known.tried.columns) == [DELIVERY, EFFORT, "csat", "effort", "misfit"]
    assert known.tried.misfit.is_monotonic_increasing
    assert known.tried[DELIVERY].iloc[0] == known.scenario.value(DELIVERY)


def test_equifinality_is_said(bank):
    """A low CSAT may come from poor delivery or from stern ticking: one figure cannot tell."""
    found = cx.calibrate(bank, {"csat": 3.5}, {DELIVERY: (0, 0.8), LEVEL: (3, 5)}, replications=2)
    assert found.targets.reached.all()
    assert not found.parameters.determined.any()
    assert found.parameters.confused_with[DELIVERY] == LEVEL
    assert found.parameters.confused_with[LEVEL] == DELIVERY
    good = found.tried[found.tried.misfit < 4]
    assert good[DELIVERY].max() - good[DELIVERY].min() > 0.3  # very different gaps fit as well
    assert "0 of 2 parameters determined" in repr(found)


def test_the_firm_may_calibrate_to_what_it_measures(bank):
    target = seen(bank.replace({LEVEL: 4.4}), ["csat"], range(700, 710), "measured")
    found = cx.calibrate(bank, target, {LEVEL: (3.0, 5.0)}, replications=3, measured=True)
    # Some 200 answers a run, sd 1.1: .08 a run, .05 of three runs.
    assert found.scenario.value(LEVEL) == pytest.approx(4.4, abs=0.2)


def test_a_target_out_of_reach_is_refused_with_the_range(bank):
    with pytest.raises(
        CxsimError, match=r"csat = 4\.9 cannot be reached: .* from 3\.\d+ to 3\.\d+"
    ):
        cx.calibrate(bank, {"csat": 4.9}, [DELIVERY], replications=2)


@pytest.mark.parametrize(
    ("targets", "free", "sentence"),
    [
        ({}, [DELIVERY], "targets names no KPI"),
        ({"csta": 4}, [DELIVERY], "did you mean 'csat'"),
        ({"csat": "high"}, [DELIVERY], "csat must be a number"),
        ({"csat": float("nan")}, [DELIVERY], "csat must be a number"),
        ([4], [DELIVERY], "targets must map"),
        ({"csat": 4}, [], "names no parameter"),
        ({"csat": 4}, None, "free must name"),
        ({"csat": 4}, ["company.touchpoints.call_centre.agents"], "a whole number"),
        ({"csat": 4}, ["company.gaps.delivry"], "did you mean"),
        ({"repeat_purchases": 4}, [DELIVERY], "repeat_purchases is missing"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(bank, targets, free, sentence):
    with pytest.raises(CxsimError, match=sentence):
        cx.calibrate(bank, targets, free, replications=2)


def test_one_replication_is_refused(bank):
    with pytest.raises(CxsimError, match="replications must lie between 2"):
        cx.calibrate(bank, {"csat": 4}, [DELIVERY], replications=1)
