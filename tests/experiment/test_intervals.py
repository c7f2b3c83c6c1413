"""Intervals of means and shares, against scipy.stats, which the package itself does not load."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from cxsim import intervals


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_quantiles_are_those_of_student_and_gauss(level):
    freedom = np.array([1, 2, 3.7, 10, 99, 1e6])
    expected = stats.t.ppf(0.5 + level / 2, freedom)
    assert intervals.t_quantile(level, freedom) == pytest.approx(expected, rel=1e-9)
    assert np.isnan(intervals.t_quantile(level, [0, -1, np.nan])).all()
    assert intervals.z_quantile(level) == pytest.approx(stats.norm.ppf(0.5 + level / 2), rel=1e-12)


@pytest.mark.parametrize(("yes", "count"), [(0, 5), (5, 5), (3, 10), (199, 200), (1, 1)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_interval_of_a_share_is_wilsons(yes, count, level):
    expected = stats.binomtest(yes, count).proportion_ci(level, method="wilson")
    found = intervals.wilson(yes, count, level)
    assert found == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_the_margin_of_a_mean_is_that_of_the_t_test():
    values = np.random.default_rng(1).normal(3, 2, (7, 2))
    mean, margin = intervals.mean_and_margin(values)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert mean - margin == pytest.approx(expected.low)
    assert mean + margin == pytest.approx(expected.high)
    alone, unknown = intervals.mean_and_margin(values[:1])
    assert alone == pytest.approx(values[0])
    assert np.isnan(unknown).all()


def test_intervals_of_means_cover_the_truth_as_often_as_they_say():
    """10,000 means of 5 values: the share of hits has a standard error of 0.2 points."""
    values = np.random.default_rng(2).normal(0, 1, (5, 10_000))
    mean, margin = intervals.mean_and_margin(values)
    assert np.mean(np.abs(mean) < margin) == pytest.approx(0.95, abs=0.007)


def test_an_interval_loads_no_statistics():
    code = (
        "import sys; from cxsim import intervals; intervals.t_quantile(.95, 3); "
        "intervals.wilson(1, 2); assert 'scipy.stats' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
