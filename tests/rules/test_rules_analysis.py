"""What the firm sees of its customers, and what it makes of it (model.md 4.4)."""

import math
from dataclasses import replace

import pytest
from managed_firms import SITUATION, luck_of, managed, moments, reading, run

from cxsim.company import analysis
from cxsim.company.firm import Firm
from cxsim.company.journey import pain, shortfall
from cxsim.model.gaps import Gaps

# -- analysis: what is seen --------------------------------------------------------------------


@pytest.mark.covers("S2-04", "S3-01", "surveys arrive late and incomplete, sales at once")
@pytest.mark.parametrize("lag", [0, 1, 3])
def test_surveys_are_late_and_sales_are_not(lag):
    story = [reading(q, nps=float(q), complaints=10 * q) for q in range(1, 7)]
    _, rows = run(managed(analysis={"survey_lag_quarters": lag}), 6, readings=story)
    for row in rows:
        if row.quarter > lag:
            assert (row.nps_seen, row.data_age_quarters) == (row.quarter - lag, lag)
        else:
            assert math.isnan(row.nps_seen) and math.isnan(row.data_age_quarters)
        assert row.complaints_per_customer == 10 * row.quarter / 2000
        assert row.data_completeness == 0.8


@pytest.mark.covers("S0-02", "a firm that sees transactions plans and corrects nothing")
def test_crm_sees_sales_and_complaints_only():
    _, rows = run(managed(information="transactions", kpi_weight_customer=1.0))
    for row in rows:
        unseen = (row.nps_seen, row.csat_seen, row.believed_shortfall, row.pain, row.wait_minutes)
        assert all(math.isnan(value) for value in unseen)
        assert (row.planned, row.pain_point, row.correction) == ("", "", 0.0)
        assert row.complaints_per_customer == 0.01


@pytest.mark.covers(
    "S1-26",
    "S1-27",
    "S4-05",
    "S4-10",
    "who looks at everything knows the pain point, a dashboard does not",
)
def test_who_looks_at_everything_knows_where_it_hurts_and_a_dashboard_does_not():
    _, rows = run(managed(kpi_weight_customer=1.0))
    assert rows[-1].pain_point == "call_centre"
    assert rows[-1].pain == pytest.approx((0.2 + 0.9 + 0.4) / 3)
    assert rows[-1].believed_shortfall == 0.5
    _, rows = run(managed(information="dashboard", kpi_weight_customer=1.0))
    assert rows[-1].pain_point == "" and math.isnan(rows[-1].pain)
    assert {row.planned for row in rows} <= {"", "design"}


def test_pain_is_reach_times_importance_times_shortfall():
    assert pain(0.3, 2.0, shortfall(3.5, to_be=4.0)) == pytest.approx(0.3)
    assert pain(0.3, 2.0, shortfall(4.5, to_be=4.0)) == 0.0
    assert math.isnan(pain(0.3, math.nan, 0.5))  # not on the journey map
    unmapped = replace(reading().touchpoints["call_centre"], importance=math.nan)
    story = [
        replace(seen, touchpoints={**seen.touchpoints, "call_centre": unmapped})
        for seen in (reading(1), reading(2), reading(3))
    ]
    _, rows = run(managed(kpi_weight_customer=1.0), 3, readings=story)
    assert "call_centre" not in "".join(row.planned for row in rows)


# -- analysis: gap 1 ---------------------------------------------------------------------------


def gap_one(settings, count=4000, situation=SITUATION, **seen):
    """Gap 1 after each of many first quarters, each with its own luck."""
    found = []
    for seed in range(count):
        firm = analysis.remember(Firm(), reading(**seen), settings)
        look = analysis.look(firm, settings)
        firm, _ = analysis.study(firm, look, settings, situation, 1.0, luck_of(seed))
        found.append(situation.gaps.knowledge + firm.knowledge)
    return found


@pytest.mark.covers(
    "S1-25",
    "S4-02",
    "the error of a study shrinks with the root of n, its bias stays",
)
@pytest.mark.parametrize(("asked", "completeness"), [(100, 1.0), (100, 0.25), (400, 1.0)])
def test_a_study_leaves_its_bias_and_an_error_that_shrinks_with_n(asked, completeness):
    """4 000 studies: standard errors are sd/63 of the mean and sd/89 (1.1 %) of the sd."""
    n = asked * completeness
    settings = managed(analysis={"study_answers": float(asked)})
    mean, sd = moments(gap_one(settings, completeness=completeness))
    assert mean == pytest.approx(0.1, abs=4 * 0.6 / math.sqrt(n) / 63)
    assert sd == pytest.approx(0.6 / math.sqrt(n), rel=0.045)


def test_without_a_study_gap_1_drifts():
    """4 000 quarters: standard error of the sd 1.1 %."""
    settings = managed(analysis={"study_answers": 0.0})
    mean, sd = moments(gap_one(settings))
    assert mean == pytest.approx(SITUATION.gaps.knowledge, abs=4 * 0.087 / 63)
    assert sd == pytest.approx(0.05 * math.sqrt(3), rel=0.045)


def test_a_dashboard_keeps_gap_1_above_0_however_many_answer():
    """1 000 quarters; with 200 000 answers the standard error of the mean is below .0001."""
    settings = managed(information="dashboard", analysis={"survey_lag_quarters": 0})
    small = {"count": 1000, "situation": replace(SITUATION, gaps=Gaps(knowledge=0.5))}
    many = {"surveys": 800_000, "answers": 200_000, "customers": 800_000}
    silent, _ = moments(gap_one(settings, left=0, **many, **small))
    assert silent == pytest.approx(0.3 * 0.75, abs=0.001)
    lost, _ = moments(gap_one(settings, left=80_000, **many, **small))
    assert lost == pytest.approx(silent + 1.0 / 11, abs=0.001)
    everybody = many | {"answers": 800_000}
    fair, _ = moments(gap_one(settings, left=0, **everybody, **small))
    assert fair == pytest.approx(0.0, abs=0.001)
    asked, _ = moments(gap_one(managed(analysis={"study_answers": 1e6}), **small))
    assert asked < silent


@pytest.mark.covers("S4-04", "a study estimates the competitor, and the target follows")
def test_a_study_estimates_the_competitor_and_the_target_follows():
    """1 000 studies of 80 answers: standard errors .0035 of the mean, 2.2 % of the sd."""
    strong = replace(SITUATION, competitor_pull=0.5)
    found = []
    for seed in range(1000):
        firm = analysis.remember(Firm(), reading(), managed())
        look = analysis.look(firm, managed())
        firm, _ = analysis.study(firm, look, managed(), strong, 1.0, luck_of(seed))
        found.append(firm.competitor)
    mean, sd = moments(found)
    assert mean == pytest.approx(0.5, abs=0.014)
    assert sd == pytest.approx(1.0 / math.sqrt(80), rel=0.09)
    _, rows = run(managed(chance=False), 4, situation=strong)
    _, calm = run(managed(chance=False), 4)
    assert rows[-1].competitor_believed == 0.5
    assert rows[-1].target - calm[-1].target == pytest.approx(0.03 * 0.5 * 100)
    _, rows = run(managed(information="dashboard"), 4, situation=strong)
    assert math.isnan(rows[-1].competitor_believed)
