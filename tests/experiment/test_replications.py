"""The algorithm that chooses the number of replications, against a second one written plainly."""

import numpy as np
import pytest
from scipy import stats

from cxsim.experiment.replications import (
    Enough,
    look_ahead,
    relative_half_widths,
    replications_needed,
)


def plainly(values, precision):
    """The algorithm step by step, as published: 3 runs first, then one at a time.

    Return (precision met at, runs made), or None where the values do not suffice.
    """

    def met(count):
        sample = values[:count]
        half = stats.t.ppf(0.975, count - 1) * stats.sem(sample)
        return half / abs(np.mean(sample)) <= precision

    count = 3
    while count <= len(values):
        if met(count):
            further = int(5 / 100 * max(count, 100))
            if count + further > len(values):
                return None
            failed = [k for k in range(count + 1, count + further + 1) if not met(k)]
            if not failed:
                return count, count + further
        count += 1
    return None


@pytest.mark.parametrize("seed", range(40))
def test_same_answer_as_step_by_step(seed):
    generator = np.random.default_rng(seed)
    values = 10 + generator.standard_t(3, size=400) * generator.choice([0.5, 2.0, 6.0])
    precision = 0.05
    made, settled = 0, None
    while settled is None and made <= len(values):
        needed, settled = replications_needed(values[:made], Enough(precision=precision))
        assert needed > made or settled is not None
        made = max(made, needed)
    expected = plainly(values, precision)
    assert expected == ((settled, made) if settled is not None else None)


def test_half_widths_are_those_of_t_intervals():
    values = 1e6 + np.random.default_rng(1).normal(size=8)  # a small spread of a large mean
    found = relative_half_widths(values)
    assert np.isnan(found[0])
    for count in range(2, 9):
        half = stats.t.ppf(0.975, count - 1) * stats.sem(values[:count])
        assert found[count - 1] == pytest.approx(half / values[:count].mean(), rel=1e-6)


def test_the_look_ahead_grows_above_a_hundred():
    assert [look_ahead(count) for count in (3, 100, 120, 200)] == [5, 5, 6, 10]
