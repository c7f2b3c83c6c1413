"""The tidy tables of a run, made from plain arrays on first access.

Missing is missing: an empty cell is NaN or NA, never 0 or -1. Times are days of the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.company.firm import QuarterRecord
from cxsim.model.churn import REASONS, SOURCES
from cxsim.model.contact import OUTCOMES
from cxsim.model.mechanism import own_states
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

TABLES = (
    "encounters",
    "episodes",
    "customers",
    "timeline",
    "queues",
    "management",
    "gaps",
    "kpis",
)


def encounters(rows: np.ndarray, scenario: Scenario) -> pd.DataFrame:
    """One row a contact, in order of customer, episode and step."""
    table = _table(rows)
    table["need"] = _named(rows["need"], list(scenario.market.needs))
    table["touchpoint"] = _named(rows["touchpoint"], list(scenario.company.touchpoints))
    table["outcome"] = _named(rows["outcome"], OUTCOMES)
    table["context_kept"] = _truth(rows["context_kept"])
    for name, column in _own(rows, scenario, "ticket").items():
        table[name] = column
    return table


def episodes(rows: np.ndarray, scenario: Scenario) -> pd.DataFrame:
    """One row a need, in order of customer and episode."""
    table = _table(rows)
    table["need"] = _named(rows["need"], list(scenario.market.needs))
    table["resolved"] = _truth(rows["resolved"])
    table["surveyed"] = rows["surveyed"] == 1
    for name in ("complained", "reviewed", "talked"):
        table[name] = rows[name] == 1
    return table


def customers(ids: np.ndarray, rows: np.ndarray, scenario: Scenario) -> pd.DataFrame:
    """One row a person who is or was a customer."""
    import pandas as pd

    return pd.DataFrame(
        {
            "customer": ids,
            "segment": _named(rows["segment"], list(scenario.market.segments)),
            "source": _named(rows["source"], SOURCES),
            "joined": rows["joined"],
            "left": rows["left"],
            "reason": _named(np.where(rows["reason"] == 0, -1, rows["reason"]), REASONS),
            "tenure_at_joining_months": rows["tenure"],
            "episodes": rows["episodes"],
            "purchases": rows["purchases"],
            "spend": rows["spend"],
            "cost_to_serve": rows["cost_to_serve"],
            "referrals": rows["referrals"],
            "attitude": rows["attitude"],
            "loyalty": rows["loyalty"],
            "will_expectation": rows["will"],
            "should_expectation": rows["should"],
            **_own(rows, scenario, "person"),
        }
    )


def _own(rows: np.ndarray, scenario: Scenario, of: str) -> dict[str, np.ndarray]:
    """State of mechanisms of one's own; what starts as a truth value stays one."""
    return {
        name: rows[name] != 0 if isinstance(state.start, bool) else rows[name]
        for name, state in own_states(scenario.mechanisms.values(), of).items()
    }


_QUEUES = "month touchpoint agents arrivals served abandoned wait_minutes occupancy"
_MANAGEMENT = (
    "quarter day answers response_rate nps nps_measured csat csat_measured ces ces_measured "
    "attitude loyalty"
)
_DONE = [name for name in QuarterRecord(0).as_dict() if name != "quarter"]
_COLUMNS = {
    "queues": _QUEUES.split(),
    "management": _MANAGEMENT.split() + _DONE,
    "timeline": None,
}


def from_rows(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Build a table from the rows that the books kept; without rows it has its columns, too."""
    import pandas as pd

    if not rows:
        return pd.DataFrame(columns=_COLUMNS[table])
    names = _COLUMNS[table] or list(rows[0])
    return pd.DataFrame({name: _column([row[name] for row in rows]) for name in names})


def _column(values: list[Any]) -> Any:
    """Numbers as an array, which pandas takes as it is; everything else as it came."""
    numbers = all(type(value) in (int, float) for value in values)
    return np.array(values) if numbers else values


def to_csv(table: pd.DataFrame, path: Path | None = None) -> str | None:
    """Write a table as CSV, or return the text; an index is written only where it has a name."""
    return table.to_csv(path, index=table.index.name is not None, lineterminator="\n")


def _table(rows: np.ndarray) -> pd.DataFrame:
    """Make a table of records column by column, which takes half the time of all at once."""
    import pandas as pd

    names = rows.dtype.names or ()
    return pd.DataFrame({name: rows[name].copy() for name in names}, copy=False)


def _named(codes: np.ndarray, names: Sequence[str]) -> Any:
    """Codes as names; -1 is missing."""
    import pandas as pd

    return pd.Categorical.from_codes(codes, categories=pd.Index(list(names)))


def _truth(codes: np.ndarray) -> Any:
    """1 is true, 0 is false, -1 is missing."""
    import pandas as pd

    return pd.arrays.BooleanArray(codes == 1, codes == -1)
