"""The key figures of a run, from its accumulators: truth beside measurement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cxsim.company.measurement import (
    average_cheque,
    complaint_share,
    positive_review_share,
    satisfaction_level,
    yearly_churn,
)
from cxsim.engine.books import Books, Stretch, measurements, money
from cxsim.results.performance import performance_figures
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

if TYPE_CHECKING:
    import pandas as pd

MISSING = (math.nan, math.nan)


class Kpi(NamedTuple):
    """What a key figure is: unit, which direction is better ('' = neither), meaning."""

    unit: str
    better: str
    meaning: str


KPIS: dict[str, Kpi] = {
    "retention": Kpi("share per year", "higher", "customers who stay a year"),
    "churn": Kpi("share per year", "lower", "customers who leave in a year"),
    "nps": Kpi("points", "higher", "promoters minus detractors"),
    "csat": Kpi("1-5", "higher", "satisfaction item, mean"),
    "csat_top_2": Kpi("share", "higher", "satisfaction item, share of 4 and 5"),
    "ces": Kpi("1-7", "higher", "effort item, mean (7 = easy)"),
    "satisfied_share": Kpi("share", "higher", "customers who are satisfied on the whole"),
    "repeat_purchases": Kpi("per customer-year", "higher", "purchases after the first"),
    "average_cheque": Kpi("money", "higher", "revenue of a purchase"),
    "positive_review_share": Kpi(
        "share", "higher", "reviews that are positive; truth: episodes that deserve it"
    ),
    "complaint_share": Kpi("per customer", "lower", "complaints per customer"),
    "contacts": Kpi("per customer-year", "", "contacts of a customer in a year"),
    "effort": Kpi("1-7", "lower", "effort of a contact (1 = effortless)"),
    "wait_minutes": Kpi("minutes", "lower", "mean wait where agents serve"),
    "abandonment": Kpi("share", "lower", "queued contacts given up"),
    "first_contact_resolution": Kpi("share", "higher", "episodes resolved by the first contact"),
    "occupancy": Kpi("share", "", "paid time of agents spent serving"),
    "revenue": Kpi("money", "higher", "revenue of the window"),
    "cost": Kpi("money", "lower", "all costs of the window, goods included"),
    "profit": Kpi("money", "higher", "revenue minus cost"),
    "customer_equity": Kpi("money", "higher", "discounted future margin of today's customers"),
    "value": Kpi("money", "higher", "profit plus the change of customer equity"),
    "clv": Kpi("money", "higher", "customer equity per customer"),
    "acquisition_cost": Kpi("money", "lower", "cost of a new customer"),
    # the subsystems and the scorecard: how each is computed stands in `results.subsystems`
    "market_share": Kpi("share", "higher", "market's persons who are customers at the end"),
    "market_share_growth": Kpi("per year", "higher", "growth of the customer base"),
    "acquisition_rate": Kpi("per customer-year", "higher", "new customers"),
    "data_completeness": Kpi("share", "higher", "episodes that a survey answer tells about"),
    "data_age_days": Kpi("days", "lower", "age of an answer when the quarter is evaluated"),
    "forecast_accuracy": Kpi("AUC", "higher", "last answer as a forecast of leaving (.5: chance)"),
    "finished_initiatives": Kpi("quarters", "higher", "quarters in which a planned work ended"),
    "automation_share": Kpi("share", "", "contacts that nobody had to serve"),
    "automation_return": Kpi("share", "higher", "saving of an automatic contact over its cost"),
    "cost_per_contact": Kpi("money", "lower", "wages and variable cost of a contact"),
    "response_rate": Kpi("share", "higher", "surveys that are answered"),
    "handling_minutes": Kpi("minutes", "lower", "mean handling time where agents serve"),
    "request_minutes": Kpi("minutes", "lower", "wait and handling where agents serve"),
    "integration_level": Kpi("share", "higher", "further contacts that know the story so far"),
    "repeat_rate": Kpi("share", "higher", "buyers who bought again since day 0"),
    "gap_5": Kpi("points (1-7)", "lower", "expectation minus perception"),
    "customer_surplus": Kpi(
        "satisfaction per customer-year", "higher", "satisfaction of all contacts in a year"
    ),
    "evaluations_per_year": Kpi("per year", "", "quarters that were evaluated with answers"),
    "measurement_error": Kpi("points (1-5)", "lower", "CSAT of a quarter, measured against true"),
    "csat_growth": Kpi("points per year", "higher", "change of a quarter's CSAT in a year"),
    "loyalty": Kpi("satisfaction", "higher", "attitudinal loyalty of customers, mean"),
    "retention_cost": Kpi("money per customer-year", "lower", "wages and cost of contacts"),
    "relationship_cost": Kpi("money per customer-year", "lower", "acquisition and retention"),
    "marketing_return": Kpi("share", "higher", "value won by acquisition over its cost"),
    "awareness": Kpi("share", "higher", "prospects reached since day 0"),
}


def kpi_table(scenario: Scenario, people: np.ndarray, books: Books) -> pd.DataFrame:
    """One row a KPI, indexed by name: truth, measurement, unit, better direction, meaning."""
    import pandas as pd

    figures = key_figures(scenario, people, books)
    table = pd.DataFrame(
        [(name, *figures[name], kpi.unit, kpi.better, kpi.meaning) for name, kpi in KPIS.items()],
        columns=["kpi", "value", "measured", "unit", "better", "meaning"],
    )
    return table.set_index("kpi")


def key_figures(scenario: Scenario, people: np.ndarray, books: Books) -> dict[str, Any]:
    """Return (value, measured) of every KPI; missing where there is no such thing."""
    totals, desks = books.window[0], books.window_desks
    months = float(totals["customer_days"]) / MONTH_DAYS
    years = months / 12.0
    seen = measurements(totals)
    books_of_money = money(totals)
    churn = yearly_churn(float(totals["left"]), months)
    purchases = scenario.relationship == "noncontractual"
    figures: dict[str, tuple[float, float]] = dict.fromkeys(KPIS, MISSING)

    def truth(name: str, value: float) -> None:
        figures[name] = (value, math.nan)

    retained = _measured_retention(scenario, people, 1.0 - churn)
    figures["retention"] = (1.0 - churn, retained)
    figures["churn"] = (churn, 1.0 - retained)
    for name in ("nps", "csat", "ces"):
        figures[name] = (seen[name], seen[f"{name}_measured"])
    figures["csat_top_2"] = (
        _ratio(totals["csat_top"], totals["episodes"]),
        _ratio(totals["measured_csat_top"], totals["answers"]),
    )
    figures["satisfied_share"] = (
        satisfaction_level(float(totals["satisfied"]), float(totals["active"])),
        satisfaction_level(float(totals["measured_csat_top"]), float(totals["answers"])),
    )
    if purchases:
        truth("repeat_purchases", _ratio(totals["repeat_purchases"], years))
        spent = float(totals["purchase_revenue"])
        truth("average_cheque", average_cheque(spent, float(totals["purchases"])))
    figures["positive_review_share"] = (
        _ratio(totals["good_episodes"], totals["episodes"]),
        positive_review_share(float(totals["positive_reviews"]), float(totals["reviews"])),
    )
    window = scenario.days - scenario.warm_up_days
    complaints = complaint_share(
        float(totals["complaints"]), float(totals["customer_days"]) / window
    )
    figures["complaint_share"] = (complaints, complaints)
    truth("contacts", _ratio(totals["contacts"], years))
    truth("effort", _ratio(totals["effort"], totals["contacts"]))
    truth("wait_minutes", _ratio(totals["wait_minutes"], totals["queued"]))
    truth("abandonment", _ratio(totals["abandoned"], totals["queued"]))
    truth("first_contact_resolution", _ratio(totals["resolved_first"], totals["episodes"]))
    truth("occupancy", _ratio(desks["busy_days"].sum(), desks["agent_days"].sum()))
    for name, value in books_of_money.items():
        figures[name] = (value, value)
    _add_equity(figures, scenario, books, months)
    truth("acquisition_cost", _ratio(totals["acquisition_cost"], totals["joined"]))
    return figures | performance_figures(scenario, people, books, figures)


def _add_equity(
    figures: dict[str, tuple[float, float]],
    scenario: Scenario,
    books: Books,
    customer_months: float,
) -> None:
    """Add equity, value and CLV: the margin of a customer-month times the months to come.

    The customers whom the window begins with are worth what customers brought until then. So a
    strategy that costs more than it brings does not also make them look cheap.
    """
    totals = books.window[0]
    programmes = totals["programme_cost"] + totals["outreach_cost"] + totals["feedback_cost"]
    per_month = _ratio(_contribution(totals) - float(programmes), customer_months)
    before, after = books.residual_months
    equity = per_month * after
    at_first = before * _margin_in_warm_up(books.stretches, scenario.warm_up_days, per_month)
    figures["customer_equity"] = (equity, math.nan)
    figures["value"] = (figures["profit"][0] + equity - at_first, math.nan)
    figures["clv"] = (_ratio(equity, books.timeline[-1]["active"]), math.nan)


def _margin_in_warm_up(stretches: Sequence[Stretch], until: float, otherwise: float) -> float:
    """Margin of a customer-month in the warm-up, before levers show and without their cost."""
    before = [part.totals for part in stretches if part.start < until]
    months = sum(float(totals["customer_days"]) for totals in before) / MONTH_DAYS
    return sum(map(_contribution, before)) / months if months else otherwise


def _contribution(totals: Any) -> float:
    """Gross profit less what serving the customers costs."""
    return float(totals["gross_profit"] - totals["contact_cost"] - totals["wages"])


def _measured_retention(scenario: Scenario, people: np.ndarray, truth: float) -> float:
    """What the firm can see: contracts, or who bought again within a year."""
    if scenario.relationship == "contractual":
        return truth
    if scenario.days < 730:
        return math.nan
    buyers = people[people["bought_before"] > 0]
    return _ratio(float((buyers["bought_lately"] > 0).sum()), float(len(buyers)))


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else math.nan
