"""What failed, what customers did about it, and how it ended (Hirschman's exit and voice)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

KEY = ["customer", "episode"]
RESPONSES = ("no complaint", "complaint", "exit")


def failure_table(
    encounters: pd.DataFrame, episodes: pd.DataFrame, customers: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a matter in which a contact failed; its first failed contact counts."""
    failed = encounters[encounters["outcome"] == "failed"]
    failed = failed.assign(failures=failed.groupby(KEY)["step"].transform("size"))
    contacts = failed.drop_duplicates(KEY)[
        [*KEY, "step", "need", "touchpoint", "ended", "satisfaction", "failures"]
    ]
    matters = episodes[
        [*KEY, "complained", "reviewed", "resolved", "remembered", "attitude", "closed"]
    ]
    table = contacts.merge(matters, on=KEY).rename(columns={"ended": "day"})
    table["response"] = _responses(table, customers)
    # Matters may overlap: a customer's first failure is the earliest, not the first in the table.
    table["nth"] = table.groupby("customer")["day"].rank(method="first").astype("int64")
    columns = (
        "nth day need step touchpoint satisfaction failures response reviewed resolved remembered "
        "attitude"
    )
    return table.set_index(KEY)[columns.split()]


def _responses(table: pd.DataFrame, customers: pd.DataFrame) -> Any:
    import pandas as pd

    people = customers.set_index("customer").loc[table["customer"]]
    walked_out = (people["reason"] == "service_failure").to_numpy()
    now = people["left"].to_numpy() == table["closed"].to_numpy()  # the matter ends with it
    codes = np.where(table["complained"], 1, np.where(walked_out & now, 2, 0))
    return pd.Categorical.from_codes(codes, categories=pd.Index(RESPONSES))
