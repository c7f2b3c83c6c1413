"""The comparison itself can fail, and then shows the row and the scenario."""

import numpy as np
import pandas as pd
import pytest
from same_tables import assert_same, first_difference, tables_of
from small_firms import small

import cxsim as cx


def tables_with(change):
    """Tables of one run, and the same with one cell changed."""
    tables = tables_of(cx.simulate(small("clinic"), seed=1, engine="compiled"))
    changed = {name: table.copy() for name, table in tables.items()}
    change(changed)
    return {"simpy": tables, "compiled": changed}


def message_after(change):
    with pytest.raises(AssertionError) as error:
        assert_same(tables_with(change), small("clinic"), 1)
    return str(error.value)


def test_a_changed_number_is_shown_with_its_row_and_the_scenario(tmp_path):
    def change(tables):
        tables["encounters"].loc[3, "satisfaction"] += 1e-6

    message = message_after(change)
    assert "seed 1: simpy and compiled differ" in message
    assert "first row 3 in satisfaction" in message
    assert "episodes" not in message.split("The scenario")[0]
    path = tmp_path / "failing.yaml"
    path.write_text(message.split("The scenario, for cx.load:\n")[1], encoding="utf-8")
    assert cx.load(path) == small("clinic")


def test_a_missing_row_is_shown():
    message = message_after(lambda tables: tables.update(episodes=tables["episodes"][:-1]))
    assert "that it is missing" in message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1, 2], [1, 3]),
        ([1.0, np.nan], [1.0, 2.0]),
        ([1.0, 2.0], [1.0, 2.0 + 1e-8]),
        ([1, 2], [1.0, 2.0]),
        (pd.array([True, None]), pd.array([True, False])),
        (pd.Categorical(["a", "b"]), pd.Categorical(["b", "a"])),
        (pd.Categorical(["a", None]), pd.Categorical(["a", "a"])),
        ([1e6, 2e6], [1e6, 2e6 + 0.01]),
    ],
)
def test_any_difference_counts(one, other):
    pair = {"one": pd.DataFrame({"x": one}), "other": pd.DataFrame({"x": other})}
    assert first_difference(pair, 1e-9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1.0, np.nan], [1.0, np.nan]),
        ([1.0, 2e6], [1.0 + 1e-11, 2e6 + 1e-5]),
        (pd.array([True, None]), pd.array([True, None])),
        (pd.Categorical(["a", None]), pd.Categorical(["a", None])),
    ],
)
def test_missing_equals_missing_and_rounding_is_no_difference(one, other):
    pair = {"one": pd.DataFrame({"x": one}), "other": pd.DataFrame({"x": other})}
    assert not first_difference(pair, 1e-9)
