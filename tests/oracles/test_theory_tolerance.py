"""The bell curve behind a survey's three boxes, against the Adobe shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxsim import datasets
from cxsim.errors import CxsimError
from cxsim.theory import tolerance

shares = st.floats(0.01, 1.0)


@pytest.mark.covers(
    "S0-05",
    "S0-06",
    "the shares give a zone of tolerance, and leaders lie .69 sd above",
)
def test_adobe_shares_give_a_zone_for_each_group():
    survey = datasets.load("adobe_cx_vs_expectations")
    found = tolerance.zone(survey["exceeds_pct"], survey["meets_pct"], survey["lags_pct"])
    assert found.half_width.round(3).tolist() == [0.658, 0.506, 0.604]  # published with T-09
    year_2022, leaders = found.mean[1], found.mean[2]
    assert leaders - year_2022 == pytest.approx(0.69, abs=0.005)


@given(shares, shares, shares)
def test_the_zone_gives_back_the_shares(exceeds, meets, lags):
    found = tolerance.zone(exceeds, meets, lags)
    total = exceeds + meets + lags
    below = stats.norm.cdf(-found.half_width, loc=found.mean)
    above = stats.norm.sf(found.half_width, loc=found.mean)
    assert [above, below] == pytest.approx([exceeds / total, lags / total])


def test_only_proportions_matter():
    assert tolerance.zone(7, 32, 42) == pytest.approx(tolerance.zone(0.07, 0.32, 0.42))


def test_an_empty_box_is_refused():
    with pytest.raises(CxsimError, match=r"exceeds must be a number above 0, not 0\."):
        tolerance.zone(0, 50, 50)


def test_columns_must_fit_together():
    with pytest.raises(CxsimError, match="same number of rows"):
        tolerance.zone(np.ones(2), np.ones(3), np.ones(3))


def test_one_zone_for_all_groups():
    """The bell curves differ in their mean; the fit misses no share by more than 3 points."""
    survey = datasets.load("adobe_cx_vs_expectations")
    boxes = survey[["exceeds_pct", "meets_pct", "lags_pct"]].to_numpy(float)
    found = tolerance.common_zone(*boxes.T)
    assert found.half_width == pytest.approx(0.5992, abs=5e-5)
    assert found.mean == pytest.approx([-0.677, -1.136, -0.385], abs=5e-4)
    given = 100 * boxes / boxes.sum(axis=1, keepdims=True)
    fitted = 100 * np.column_stack(tolerance.shares(*found))
    assert np.abs(fitted - given).max() < 3
    expected = [[10.1, 36.8, 53.1], [4.1, 25.4, 70.4], [16.3, 42.2, 41.5]]
    assert fitted == pytest.approx(np.array(expected), abs=0.06)


@given(st.floats(-3, 3), st.floats(0.05, 2))
def test_shares_are_areas_under_the_bell_curve(mean, half_width):
    edges = stats.norm.cdf([-half_width, half_width], loc=mean)
    found = tolerance.shares(mean, half_width)
    assert found == pytest.approx([1 - edges[1], edges[1] - edges[0], edges[0]], abs=1e-12)
    assert sum(found) == pytest.approx(1)
