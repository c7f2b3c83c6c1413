"""The books of a run: totals, and the rows of the tables that are written month by month."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cxsim.engine.equity import Prospect
from cxsim.engine.state import TOTALS, Stock
from cxsim.model.records import layout
from cxsim.scenario.scenario import Scenario

Row = dict[str, Any]


@dataclass(frozen=True)
class Stretch:
    """The time between two boundaries: nothing that the firm sets has moved within it."""

    start: float
    end: float
    gaps: Row
    totals: np.void
    served: np.ndarray  # contacts by touchpoint
    stage: Scenario


@dataclass
class Books:
    """What is written down during a run: totals, and the rows of three tables."""

    window: np.ndarray  # totals from the end of the warm-up on
    window_desks: np.ndarray
    prospects: list[Prospect] = field(default_factory=list)  # at the window's start and horizon
    timeline: list[Row] = field(default_factory=list)
    queues: list[Row] = field(default_factory=list)
    management: list[Row] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)

    @classmethod
    def empty(cls, desks: np.ndarray) -> Books:
        """Return books in which nothing is written yet."""
        return cls(window=np.zeros(1, dtype=TOTALS), window_desks=np.zeros_like(desks))


DESK_SUMS = (
    "busy_days", "waiting_days", "agent_days", "arrivals", "served", "abandoned", "wait_minutes",
    "told_shortfall", "told_perceptions", "told_csat", "told_answers",
)  # fmt: skip
_STOCK = layout(Stock).names or ()


def add(into: np.ndarray, totals: np.ndarray) -> None:
    """Add all totals at once."""
    into.view(np.float64)[:] += totals.view(np.float64)


def add_desks(into: np.ndarray, desks: np.ndarray) -> None:
    """Add what desks count."""
    for name in DESK_SUMS:
        into[name] += desks[name]


def set_stock(into: np.ndarray, totals: np.ndarray) -> None:
    """A quarter's stock is that of its last month, not a sum."""
    for name in _STOCK:
        into[name] = totals[name]


def ratio(part: float, whole: float) -> float:
    """Return part / whole, missing where there is nothing to divide by."""
    return float(part) / float(whole) if whole else math.nan


def measurements(totals: Any) -> Row:
    """Return NPS, CSAT and CES twice: the truth, and what the answers say."""
    answers = totals["answers"]
    return {
        "nps": ratio(totals["nps"], totals["active"]),
        "nps_measured": 100.0 * ratio(totals["promoters"] - totals["detractors"], answers),
        "csat": ratio(totals["csat"], totals["episodes"]),
        "csat_measured": ratio(totals["measured_csat"], answers),
        "ces": ratio(totals["ces"], totals["episodes"]),
        "ces_measured": ratio(totals["measured_ces"], answers),
        "attitude": ratio(totals["attitude"], totals["active"]),
        "loyalty": ratio(totals["loyalty"], totals["active"]),
    }


def money(totals: Any) -> Row:
    """Return revenue, cost (goods included) and profit: revenue - cost = profit."""
    revenue = float(totals["revenue"])
    spent = totals["wages"] + totals["fixed_cost"] + totals["programme_cost"]
    spent += totals["outreach_cost"] + totals["feedback_cost"]
    spent += totals["contact_cost"] + totals["acquisition_cost"]
    profit = float(totals["gross_profit"] - spent)
    return {"revenue": revenue, "cost": revenue - profit, "profit": profit}


def queue_row(contacts: Any, desk: Any) -> Row:
    """Return one month at a staffed touchpoint: its contacts, and the desk that serves it."""
    gone = contacts["served"] + contacts["abandoned"]
    return {
        "arrivals": int(contacts["arrivals"]),
        "served": int(contacts["served"]),
        "abandoned": int(contacts["abandoned"]),
        "wait_minutes": ratio(contacts["wait_minutes"], gone),
        "occupancy": ratio(desk["busy_days"], desk["agent_days"]),
    }
