"""Numbers of NumPy and pandas are numbers wherever a number is asked for; True is none."""

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.arguments import is_number, is_whole, whole_number

BANK = cx.load("bank").replace(customers=np.int64(20), days=np.int32(60), warm_up_days=np.int8(0))
WHOLE = [3, np.int64(3), np.int8(3), np.uint32(3), pd.Series([3])[0], np.array(3)[()]]


@pytest.mark.parametrize("value", WHOLE, ids=lambda value: type(value).__name__)
def test_whole_numbers(value):
    assert is_whole(value) and is_number(value)
    found = whole_number("points", value, 1, 5)
    assert found == 3 and type(found) is int


@pytest.mark.parametrize("value", [True, np.True_, "3", None, 3.0, np.float64(3), [3], 3j])
def test_what_is_no_whole_number(value):
    assert not is_whole(value)
    with pytest.raises(cx.CxsimError, match=r"points must be a whole number, not "):
        whole_number("points", value, 1, 5)


def test_numbers():
    assert all(map(is_number, [1, 1.5, np.float32(1.5), np.int64(1)]))
    assert not any(map(is_number, [True, np.True_, "1", None, 1j, [1.0]]))


def test_days_workers_and_limits_may_be_numbers_of_numpy():
    gap = "company.gaps.delivery"
    changed = BANK.at(np.int64(30), {gap: np.float32(0.5)})
    assert changed == BANK.at(30, {gap: 0.5})
    found = cx.compare(
        {"a": BANK, "b": changed},
        "auto",
        seed=np.int64(1),
        workers=np.int64(2),
        kpi="csat",
        precision=np.float64(0.9),
        maximum=np.int64(9),
        level=np.float64(0.9),
        progress=False,
    )
    assert found.replications <= 9
    fixed = cx.compare({"a": BANK, "b": changed}, np.int16(2), progress=False)
    assert fixed.replications == 2
    with pytest.raises(cx.CxsimError, match="day must lie within the run"):
        BANK.at(True, {gap: 0.5})
