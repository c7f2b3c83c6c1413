"""A scenario whose customers buy as those of a real transaction log do."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cxsim.errors import CxsimError
from cxsim.experiment.checks import scenario_of
from cxsim.experiment.own_files import OwnTable
from cxsim.scenario.scenario import Scenario
from cxsim.theory import bgnbd, gamma_gamma

if TYPE_CHECKING:
    import pandas as pd

_WEEK = 7.0  # days
_SMALLEST_CV = 0.01


def from_transactions(
    log: pd.DataFrame | str | Path,
    base: Scenario | str = "retailer",
    *,
    customer: str = "customer",
    date: str = "date",
    amount: str = "amount",
    until: str | None = None,
) -> Scenario:
    """Fit purchases, frailty and basket of a scenario to a log of transactions.

    The BG/NBD model, fitted by maximum likelihood, sets ``behaviour.purchase`` (r, alpha_weeks)
    and the frailty ``behaviour.churn`` (a, b). The Gamma-Gamma model, fitted to the repeat
    purchases, sets ``company.offer.basket`` (its mean) and ``basket_cv`` (the spread of one
    customer's purchases, 1/√p); where amounts do not determine it, both come from all purchases.
    Nothing else of the base changes. Several transactions of a customer on one day are one
    purchase.

    Parameters
    ----------
    log
        One row a transaction: a DataFrame, or the path of a CSV file.
    base
        A noncontractual scenario, or the name of a preset.
    customer, date, amount
        The log's names of the three columns. Dates as 2024-12-31, amounts 0 or more (leave
        returns out).
    until
        Last day that is looked at, as ``"1997-09-30"``; later rows are left out. The log's last
        day if not given.

    Returns
    -------
    Scenario
        The base with the fitted values.

    Raises
    ------
    CxsimError
        One sentence with row and column of the first mistake, or where the data do not determine
        the model.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). Marketing Science 24(2), 275-284, and
    Journal of Marketing Research 42(4), 415-430.
    """
    scenario = scenario_of("base", base)
    if scenario.relationship != "noncontractual":
        raise CxsimError(
            f"base: '{scenario.name}' has contracts; a transaction log sets a noncontractual "
            "scenario such as 'retailer'."
        )
    purchases = _purchases(log, {"customer": customer, "date": date, "amount": amount}, until)
    history = histories(purchases)
    if not history["frequency"].any():
        raise CxsimError("The log has no customer who bought on two days: nothing can be fitted.")
    basket, spread = _basket(purchases)
    found = bgnbd.fit(history["frequency"], history["recency"], history["age"]).parameters
    return scenario.replace(
        {
            "behaviour.purchase.r": found["r"],
            "behaviour.purchase.alpha_weeks": found["alpha"],
            "behaviour.churn.a": found["a"],
            "behaviour.churn.b": found["b"],
            "company.offer.basket": basket,
            "company.offer.basket_cv": max(spread, _SMALLEST_CV),
        }
    )


def histories(purchases: pd.DataFrame) -> pd.DataFrame:
    """Return frequency, recency and age (weeks) of every customer, as `cx.theory.bgnbd` takes them.

    Parameters
    ----------
    purchases
        One row a customer and day: customer, date, amount; ``attrs["until"]`` is the last day
        looked at.
    """
    import pandas as pd

    days = purchases.groupby("customer")["date"]
    first, last = days.min(), days.max()
    return pd.DataFrame(
        {
            "frequency": days.size() - 1,
            "recency": (last - first).dt.days / _WEEK,
            "age": (purchases.attrs["until"] - first).dt.days / _WEEK,
        }
    )


def _purchases(
    log: pd.DataFrame | str | Path, columns: dict[str, str], until: str | None
) -> pd.DataFrame:
    """Check the log and add up what a customer bought on a day."""
    import pandas as pd

    table = OwnTable(log, columns)
    rows = pd.DataFrame(
        {
            "customer": table.text("customer"),
            "date": table.days("date"),
            "amount": table.numbers("amount", lambda x: x >= 0, "an amount of 0 or more"),
        }
    )
    end = rows["date"].max() if until is None else _day(until)
    rows = rows[rows["date"] <= end]
    if rows.empty:
        raise CxsimError(f"until: the log begins after {until}.")
    purchases = rows.groupby(["customer", "date"])["amount"].sum().reset_index()
    purchases.attrs["until"] = end
    return purchases


def _day(until: str) -> pd.Timestamp:
    import pandas as pd

    try:
        return pd.Timestamp(until).normalize()
    except (ValueError, TypeError):
        raise CxsimError(f"until must be a date such as '1997-09-30', not {until!r}.") from None


def _basket(purchases: pd.DataFrame) -> tuple[float, float]:
    """Return mean and spread (sd / mean) of a purchase's amount."""
    amounts = purchases["amount"]
    if not amounts.any():
        raise CxsimError("The log has no amount above 0: a purchase must be worth something.")
    first = purchases.groupby("customer")["date"].transform("min")
    repeats = purchases[purchases["date"] > first].groupby("customer")["amount"]
    spend = repeats.mean()[lambda mean: mean > 0]
    try:
        found = gamma_gamma.fit(repeats.size()[spend.index], spend).parameters
        return gamma_gamma.mean_spend(**found), 1.0 / math.sqrt(found["p"])
    except CxsimError:  # amounts all alike, too few customers, or a tail without a mean
        return float(amounts.mean()), float(np.std(amounts) / amounts.mean())
