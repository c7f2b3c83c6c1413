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


@pytest.mark.target("T-09")
@pytest.mark.covers("S0-05", "S0-06")
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
