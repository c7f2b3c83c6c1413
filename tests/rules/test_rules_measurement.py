"""The firm's formulas: S2-19 exactly as published, NPS, and their edge cases."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.company.measurement import (
    average_cheque,
    complaint_share,
    net_promoter_score,
    nps_standard_error,
    positive_review_share,
    retention,
    satisfaction_level,
    yearly_churn,
)
from cxsim.errors import CxsimError

counts = st.integers(0, 10_000)
FORMULAS = (
    satisfaction_level,
    average_cheque,
    positive_review_share,
    complaint_share,
    yearly_churn,
)


@pytest.mark.covers("S2-19", "the five metrics by hand")
def test_the_five_metrics_by_hand():
    assert retention(1000, 260, 1180) == 0.92
    assert average_cheque(54_000, 1_350) == 40
    assert satisfaction_level(840, 1_000) == 0.84
    assert positive_review_share(75, 100) == 0.75
    assert complaint_share(30, 1_000) == 0.03


@pytest.mark.covers("S2-19", "nothing to divide by is missing, not zero")
@pytest.mark.parametrize("formula", FORMULAS)
def test_nothing_to_divide_by_is_missing(formula):
    """К = 0: no customers, no orders, no reviews."""
    assert math.isnan(formula(0, 0))


@pytest.mark.covers(
    "S2-19",
    "more complaints than customers, more leavers than there were: as the formulas say",
)
def test_edge_cases():
    assert math.isnan(retention(0, 5, 5))
    assert complaint_share(12, 10) == 1.2  # more complaints than customers
    assert complaint_share(0, 10) == 0.0
    assert retention(10, 5, 3) == pytest.approx(-0.2)  # new customers left in the same period
    assert retention(10, 0, 10) == 1.0
    assert average_cheque(0, 10) == 0.0


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        (satisfaction_level, (11, 10)),
        (satisfaction_level, (-1, 10)),
        (positive_review_share, (3, 2)),
        (complaint_share, (-1, 10)),
        (complaint_share, (1, -10)),
        (complaint_share, (math.nan, 10)),
        (average_cheque, (math.inf, 10)),
        (retention, (100, -1, 90)),
        (retention, (100, 1, -90)),
        (retention, (-100, 1, 90)),
        (yearly_churn, (-1, 90)),
        (nps_standard_error, (0.7, 0.4, 10)),
        (net_promoter_score, ([5, 11],)),
        (net_promoter_score, ([-1],)),
    ],
)
def test_impossible_values_are_refused(formula, values):
    with pytest.raises(CxsimError):
        formula(*values)


@given(st.integers(1, 10_000), counts, counts)
def test_retention_and_losses_add_up(start, new, left):
    end = max(0, start + new - left)
    gone = start + new - end
    assert retention(start, new, end) == pytest.approx(1 - gone / start, abs=1e-12)


@given(counts, st.integers(1, 10_000))
def test_shares_lie_between_0_and_1(part, rest):
    for formula in (satisfaction_level, positive_review_share):
        assert 0.0 <= formula(part, part + rest) <= 1.0


# -- NPS ---------------------------------------------------------------------------------------


def test_nps_by_hand():
    assert net_promoter_score([10, 10, 9, 9, 8, 8, 7, 7, 6, 5]) == 20
    assert net_promoter_score([10, 9]) == 100
    assert net_promoter_score([0, 6]) == -100
    assert net_promoter_score([7, 8]) == 0
    assert nps_standard_error(0.4, 0.2, 400) == pytest.approx(3.742, abs=5e-4)


def test_missing_answers_are_left_out():
    assert net_promoter_score([math.nan, 10, math.nan, 3, 10, 8]) == 25
    assert math.isnan(net_promoter_score([]))
    assert math.isnan(net_promoter_score([math.nan]))
    assert math.isnan(nps_standard_error(0.4, 0.2, 0))


@given(st.lists(st.integers(0, 10), min_size=1))
def test_nps_is_a_difference_of_percentages(scores):
    nps = net_promoter_score(scores)
    assert -100 <= nps <= 100
    assert net_promoter_score(scores + scores) == pytest.approx(nps)
    assert net_promoter_score([10, *scores]) >= nps - 1e-9
    assert net_promoter_score([0, *scores]) <= nps + 1e-9


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 10_000))
def test_standard_error_of_an_nps(first, second, answers):
    promoters, detractors = first, (1 - first) * second
    error = nps_standard_error(promoters, detractors, answers)
    assert 0 <= error <= 100 / math.sqrt(answers) + 1e-9
    assert nps_standard_error(promoters, detractors, 4 * answers) == pytest.approx(error / 2)


# -- churn -------------------------------------------------------------------------------------


def test_yearly_churn_by_hand():
    assert yearly_churn(20, 1_000) == pytest.approx(1 - 0.98**12)
    assert yearly_churn(0, 1_000) == 0.0
    assert yearly_churn(10, 10) == 1.0
    assert yearly_churn(50, 10) == 1.0  # a rate above one a month is certain within a year


@given(st.integers(0, 100), st.integers(1, 5), st.floats(100, 10_000))
def test_yearly_churn_does_not_depend_on_the_window(left, windows, customer_months):
    once = yearly_churn(left, customer_months)
    assert yearly_churn(windows * left, windows * customer_months) == pytest.approx(once)
