"""What the firm can see of a quarter: answers, complaints and sales, never the truth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cxsim.company.firm import Reading, TouchpointReading
from cxsim.company.measurement import nps_standard_error
from cxsim.engine.books import measurements, ratio
from cxsim.fields import FrozenDict
from cxsim.scenario.scenario import Scenario


def read_quarter(
    stage: Scenario, quarter: int, totals: Any, desks: np.ndarray, days: float
) -> Reading:
    """Return the firm's reading of a quarter of so many days that has just ended."""
    seen = measurements(totals)
    places = stage.company.touchpoints.items()
    answers = float(totals["answers"])
    return Reading(
        quarter=quarter,
        surveys=float(totals["surveys"]),
        answers=answers,
        nps=seen["nps_measured"],
        csat=seen["csat_measured"],
        ces=seen["ces_measured"],
        nps_error=_nps_error(totals),
        csat_error=_csat_error(totals),
        complainers_csat=ratio(totals["complainers_csat"], totals["complainers_answers"]),
        silent_csat=ratio(totals["silent_csat"], totals["silent_answers"]),
        silent_share=ratio(totals["silent_answers"], answers),
        expectation_shortfall=ratio(totals["told_shortfall"], totals["told_perceptions"]),
        complaints=float(totals["complaints"]),
        customers=float(totals["active"]),
        left=float(totals["left"]),
        sales=float(totals["revenue"]),
        completeness=ratio(totals["known"], totals["active"]),
        age_days=ratio(totals["data_age"], totals["active"]),
        touchpoints=FrozenDict(
            {
                name: _read_touchpoint(place.moment_of_truth, desk, days)
                for (name, place), desk in zip(places, desks, strict=True)
            }
        ),
    )


def _nps_error(totals: Any) -> float:
    """Standard error of the measured NPS; one more answer of each kind, so that it is never 0."""
    answers = float(totals["answers"])
    if not answers:
        return math.nan
    counted = answers + 3.0
    promoters = (float(totals["promoters"]) + 1.0) / counted
    detractors = (float(totals["detractors"]) + 1.0) / counted
    return nps_standard_error(promoters, detractors, answers)


def _csat_error(totals: Any) -> float:
    """Standard error of the measured CSAT; two more answers a point off, so that it is never 0."""
    answers = float(totals["answers"])
    if not answers:
        return math.nan
    mean = float(totals["measured_csat"]) / answers
    squares = float(totals["measured_csat_squares"]) - answers * mean**2
    return math.sqrt((max(0.0, squares) + 2.0) / (answers + 2.0) / answers)


def _read_touchpoint(importance: float, desk: Any, days: float) -> TouchpointReading:
    served, gone = float(desk["served"]), float(desk["served"] + desk["abandoned"])
    return TouchpointReading(
        contacts=gone,
        importance=importance,
        shortfall=ratio(desk["told_shortfall"], desk["told_perceptions"]),
        csat=ratio(desk["told_csat"], desk["told_answers"]),
        wait_minutes=ratio(desk["wait_minutes"], gone),
        abandonment=ratio(desk["abandoned"], gone),
        agents=ratio(desk["agent_days"], days),
        load=ratio(desk["busy_days"] * gone, days * served),
    )
