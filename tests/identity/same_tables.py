"""Compare two runs table by table, and say where they first differ."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxsim import Run, Scenario

TABLES = ("encounters", "episodes", "customers", "timeline", "queues", "management", "kpis")
WITHOUT_LOG = ("customers", "timeline", "queues", "management", "kpis")
TOLERANCE = 1e-9  # relative above 1, absolute below

Tables = Mapping[str, pd.DataFrame]


def tables_of(run: Run, names: tuple[str, ...] = TABLES) -> dict[str, pd.DataFrame]:
    """All tables of a run; KPIs as a plain table with their names in a column."""
    tables = {name: getattr(run, name) for name in names}
    return tables | {"kpis": tables["kpis"].reset_index()}


def assert_same(
    tables: Mapping[str, Tables], scenario: Scenario, seed: int, tolerance: float = TOLERANCE
) -> None:
    """Two sets of tables are equal: integers, names and missing exactly, floats nearly.

    ``tables`` maps two labels ("simpy", "compiled") to the tables of their runs. On failure the
    message shows the first differing row of each table and the scenario as YAML.
    """
    (label, tables_of_one), (other_label, tables_of_other) = tables.items()
    assert tables_of_one.keys() == tables_of_other.keys()
    differences = [
        f"{name}: {difference}"
        for name in tables_of_one
        if (
            difference := first_difference(
                {label: tables_of_one[name], other_label: tables_of_other[name]}, tolerance
            )
        )
    ]
    if differences:
        raise AssertionError(
            f"seed {seed}: {label} and {other_label} differ\n\n"
            + "\n\n".join(differences)
            + f"\n\nThe scenario, for cx.load:\n{scenario.to_yaml()}"
        )


def first_difference(pair: Mapping[str, pd.DataFrame], tolerance: float) -> str:
    """Describe the first row in which two tables differ; empty where they do not."""
    one, other = pair.values()
    if list(one.columns) != list(other.columns) or list(one.dtypes) != list(other.dtypes):
        return f"columns or types differ\n{one.dtypes}\n{other.dtypes}"
    common = min(len(one), len(other))
    different = {
        column: _differs(one[column][:common], other[column][:common], tolerance) for column in one
    }
    rows = np.flatnonzero(np.any(list(different.values()), axis=0)) if different else []
    if len(one) == len(other) and not len(rows):
        return ""
    row = int(rows[0]) if len(rows) else common
    wrong = [column for column in one if row < common and different[column][row]]
    return (
        f"{len(one)} and {len(other)} rows, {len(rows)} of the common ones differ, "
        f"first row {row} in {', '.join(wrong) or 'that it is missing'}\n"
        + pd.DataFrame({label: _row(table, row) for label, table in pair.items()}).to_string()
    )


def _differs(one: pd.Series, other: pd.Series, tolerance: float) -> np.ndarray:
    if pd.api.types.is_float_dtype(one.dtype):
        return ~np.isclose(one, other, rtol=tolerance, atol=tolerance, equal_nan=True)
    return _with_none(one) != _with_none(other)


def _with_none(column: pd.Series) -> np.ndarray:
    """Plain objects with None for missing: None equals None, which NaN and NA do not."""
    values = column.astype(object).to_numpy().copy()
    values[column.isna().to_numpy()] = None
    return values


def _row(table: pd.DataFrame, row: int) -> dict[str, str]:
    if row >= len(table):
        return dict.fromkeys(table.columns, "-")
    return {column: repr(table[column].iloc[row]) for column in table}
