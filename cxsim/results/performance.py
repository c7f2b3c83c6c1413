"""KPIs of the eight subsystems and of the scorecard, from accumulators (S2-03 to S2-10, S0-01)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from cxsim.company.performance import (
    forecast_accuracy,
    measurement_error,
    ratio,
    return_on,
    yearly_change,
    yearly_growth,
)
from cxsim.engine.books import Books, Row
from cxsim.engine.parameters import prospects
from cxsim.model.churn import ACTIVE
from cxsim.scenario.scenario import Scenario
from cxsim.units import QUARTER_DAYS, YEAR_DAYS

Figure = tuple[float, float]  # (truth, what the firm can see)
Figures = dict[str, Figure]


def performance_figures(
    scenario: Scenario, people: np.ndarray, books: Books, figures: Mapping[str, Figure]
) -> Figures:
    """Return (value, measured) by KPI; ``figures`` are those that are known already."""
    return {
        **_strategic_planning(scenario, books),
        **_data(scenario, people, books),
        **_automation(books),
        **_communication(books, figures),
        **_experience(scenario, people, books),
        **_control(scenario, books),
        **_relationship(scenario, books, figures),
    }


def _strategic_planning(scenario: Scenario, books: Books) -> Figures:
    totals = books.window[0]
    end = float(books.timeline[-1]["active"])
    before = [part.totals for part in books.stretches if part.start < scenario.warm_up_days]
    start = scenario.customers + sum(float(part["joined"] - part["left"]) for part in before)
    growth = yearly_growth(start, end, _window_days(scenario) / YEAR_DAYS)
    market = prospects(scenario)
    share = end / (scenario.customers + market) if market else math.nan
    return {
        "market_share": _by_contract(scenario, share),
        "market_share_growth": _by_contract(scenario, growth),
        "acquisition_rate": _by_contract(scenario, ratio(totals["joined"], _years(books))),
    }


def _data(scenario: Scenario, people: np.ndarray, books: Books) -> Figures:
    totals = books.window[0]
    age = finished = math.nan
    if totals["answers"]:
        age = _waiting_days(scenario, books) / float(totals["answers"])
    if any(row["planned"] or row["finished"] for row in books.management):
        finished = float(sum(bool(row["finished"]) for row in _evaluations(scenario, books)))
    left = people["last_answer"][people["left"] > scenario.warm_up_days]
    stayed = people["last_answer"][people["status"] == ACTIVE]
    return {
        "data_completeness": _known(ratio(totals["answers"], totals["episodes"])),
        "data_age_days": _known(age),
        "forecast_accuracy": _by_contract(scenario, forecast_accuracy(left, stayed)),
        "finished_initiatives": _known(finished),
    }


def _waiting_days(scenario: Scenario, books: Books) -> float:
    """Days that all answers of the window wait for the end of their quarter, added up."""
    total = 0.0
    for part in books.stretches:
        if part.start >= scenario.warm_up_days:
            quarter_ends = QUARTER_DAYS * (1 + part.start // QUARTER_DAYS)
            read = min(quarter_ends, float(scenario.days))
            total += float(read * part.totals["answers"] - part.totals["answer_days"])
    return total


def _automation(books: Books) -> Figures:
    totals = books.window[0]
    automatic = totals["contacts"] - totals["queued"]
    staffed_cost = totals["wages"] + totals["contact_cost"] - totals["automatic_cost"]
    by_staff = ratio(staffed_cost, totals["queued"] - totals["abandoned"])
    alone = ratio(totals["automatic_cost"], automatic)
    cost = ratio(totals["wages"] + totals["contact_cost"], totals["served"])
    return {
        "automation_share": _known(ratio(automatic, totals["contacts"])),
        "automation_return": _known(return_on(by_staff, alone)),
        "cost_per_contact": _known(cost),
    }


def _communication(books: Books, figures: Mapping[str, Figure]) -> Figures:
    totals = books.window[0]
    handling = ratio(totals["handling_minutes"], totals["queued"] - totals["abandoned"])
    return {
        "response_rate": _known(ratio(totals["answers"], totals["surveys"])),
        "handling_minutes": _truth(handling),
        "request_minutes": _truth(figures["wait_minutes"][0] + handling),
        "integration_level": _truth(ratio(totals["contexts_kept"], totals["further_contacts"])),
    }


def _experience(scenario: Scenario, people: np.ndarray, books: Books) -> Figures:
    totals = books.window[0]
    again = math.nan
    if scenario.relationship == "noncontractual":
        bought = people["purchases"]
        again = ratio((bought > 1).sum(), (bought > 0).sum())
    felt = ratio(totals["perceived_gap"], totals["perceptions"])
    asked = ratio(totals["measured_gap"], totals["measured_perceptions"])
    return {
        "repeat_rate": _known(again),
        "gap_5": (felt, asked),
        "customer_surplus": _truth(ratio(totals["satisfaction"], _years(books))),
    }


def _control(scenario: Scenario, books: Books) -> Figures:
    rows = _evaluations(scenario, books)
    true, measured = ([row[name] for row in rows] for name in ("csat", "csat_measured"))
    years = [row["day"] / YEAR_DAYS for row in rows]
    read = sum(row["answers"] > 0 for row in rows)
    return {
        "evaluations_per_year": _known(4.0 * ratio(read, len(rows))),
        "measurement_error": _truth(measurement_error(measured, true)),
        "csat_growth": (yearly_change(true, years), yearly_change(measured, years)),
    }


def _relationship(scenario: Scenario, books: Books, figures: Mapping[str, Figure]) -> Figures:
    totals, years = books.window[0], _years(books)
    serving = float(totals["wages"] + totals["contact_cost"])
    winning = float(totals["acquisition_cost"])
    reached = sum(float(part.totals["reached"]) for part in books.stretches)
    gained = float(totals["joined"]) * figures["clv"][0]
    return {
        "loyalty": _truth(ratio(totals["loyalty"], totals["active"])),
        "retention_cost": _by_contract(scenario, ratio(serving, years)),
        "relationship_cost": _by_contract(scenario, ratio(serving + winning, years)),
        "marketing_return": _truth(return_on(gained, winning)),
        "awareness": _truth(ratio(reached, prospects(scenario))),
    }


def _evaluations(scenario: Scenario, books: Books) -> list[Row]:
    """Return the firm's quarters of which at least half lies after the warm-up."""
    first = scenario.warm_up_days + 0.5 * QUARTER_DAYS
    return [row for row in books.management if row["day"] >= first]


def _window_days(scenario: Scenario) -> float:
    return float(scenario.days - scenario.warm_up_days)


def _years(books: Books) -> float:
    """Customer-years of the window."""
    return float(books.window[0]["customer_days"]) / YEAR_DAYS


def _known(value: float) -> Figure:
    """Return a figure that the firm's own systems give without error."""
    return value, value


def _truth(value: float) -> Figure:
    return value, math.nan


def _by_contract(scenario: Scenario, value: float) -> Figure:
    """Return a figure that needs to know who is still a customer: contracts tell, sales do not."""
    return value, value if scenario.relationship == "contractual" else math.nan
