"""Many figures are looked at: Holm's flag, and a precision in the figure's own unit."""

import numpy as np
import pandas as pd
import pytest

from cxsim.errors import CxsimError
from cxsim.experiment.replications import Enough, half_widths, replications_needed
from cxsim.intervals import holm, paired_difference


def test_holm_by_hand():
    """α = .05, m = 4: .01 ≤ .0125 and .016 ≤ .0167, but .03 > .025; .04 is not looked at."""
    p = pd.Series({"a": 0.01, "b": 0.04, "c": 0.016, "d": 0.03, "e": np.nan})
    assert holm(p).to_dict() == {"a": True, "b": False, "c": True, "d": False, "e": False}


def test_of_45_figures_without_a_difference_one_is_rarely_clear():
    """1 000 comparisons of noise: at most 5 % with any flag; standard error .7 %."""
    luck = np.random.default_rng(11)
    flagged = alone = 0
    for _ in range(1000):
        noise = pd.DataFrame(luck.standard_normal((10, 45)))
        table = paired_difference(noise, 0.0 * noise)
        flagged += table.clear.any()
        alone += (table.p_value < 0.05).any()
    assert flagged / 1000 < 0.05 + 3 * 0.007
    assert alone / 1000 > 0.8


def test_equal_runs_are_not_clear_and_a_constant_difference_is():
    same = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [1.0, 2.0, 4.0]})
    table = paired_difference(same.assign(y=same.y + 1.0), same)
    assert table.p_value.to_list() == [1.0, 0.0]
    assert table.clear.to_list() == [False, True]


def test_an_absolute_precision_settles_near_0():
    values = np.random.default_rng(3).normal(0.1, 2.0, 300)
    assert replications_needed(values, Enough("nps", absolute=0.5))[1] is not None
    assert replications_needed(values, Enough("nps", precision=0.05))[1] is None
    first = replications_needed(values, Enough("nps", absolute=0.5))[1]
    assert half_widths(values[:first])[-1] <= 0.5


@pytest.mark.parametrize("wrong", [0.0, -1.0, True, "small", float("inf")])
def test_a_wrong_absolute_precision_is_refused(wrong):
    with pytest.raises(CxsimError, match="absolute must be a number above 0"):
        Enough("nps", absolute=wrong).check()
