"""What the firm can see of a quarter: answers, complaints and sales, never the truth."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.company.firm import Reading, TouchpointReading
from cxsim.engine.books import measurements, ratio
from cxsim.fields import FrozenDict
from cxsim.scenario.scenario import Scenario


def read_quarter(stage: Scenario, quarter: int, totals: Any, desks: np.ndarray) -> Reading:
    """Return the firm's reading of a quarter that has just ended."""
    seen = measurements(totals)
    places = stage.company.touchpoints.items()
    return Reading(
        quarter=quarter,
        surveys=float(totals["surveys"]),
        answers=float(totals["answers"]),
        nps=seen["nps_measured"],
        csat=seen["csat_measured"],
        ces=seen["ces_measured"],
        expectation_shortfall=ratio(totals["told_shortfall"], totals["told_perceptions"]),
        complaints=float(totals["complaints"]),
        customers=float(totals["active"]),
        left=float(totals["left"]),
        sales=float(totals["revenue"]),
        touchpoints=FrozenDict(
            {
                name: _read_touchpoint(place.moment_of_truth, desk)
                for (name, place), desk in zip(places, desks, strict=True)
            }
        ),
    )


def _read_touchpoint(importance: float, desk: Any) -> TouchpointReading:
    gone = float(desk["served"] + desk["abandoned"])
    return TouchpointReading(
        contacts=gone,
        importance=importance,
        shortfall=ratio(desk["told_shortfall"], desk["told_perceptions"]),
        wait_minutes=ratio(desk["wait_minutes"], gone),
        abandonment=ratio(desk["abandoned"], gone),
    )
