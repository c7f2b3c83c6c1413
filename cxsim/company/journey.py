"""The journey map: where contacts hurt, and how much (S4-05).

A journey is an episode: all contacts that one need takes. The firm sees where contacts happen and
how long they take; what customers expected it can only guess from the answers.
"""

from __future__ import annotations

import math
from typing import Any

SATISFIED = 4.0  # CSAT of a customer who ticks "satisfied"


def shortfall(disconfirmation: float) -> float:
    """How far perception falls short of expectation: max(0, -mean disconfirmation), in points."""
    return math.nan if math.isnan(disconfirmation) else max(0.0, -disconfirmation)


def shortfall_of_answers(csat: float) -> float:
    """What the firm takes for the shortfall: points of CSAT below "satisfied" (an assumption)."""
    return math.nan if math.isnan(csat) else max(0.0, SATISFIED - csat)


def pain(reach: Any, importance: Any, shortfall: Any) -> Any:
    """Pain of a touchpoint: reach × importance × shortfall; numbers, or columns of a map.

    Parameters
    ----------
    reach
        Share of journeys that touch it.
    importance
        Its moment-of-truth weight μ.
    shortfall
        Perception below expectation, in points; 0 or more.
    """
    return reach * importance * shortfall


def stage_of(purchase: bool, revenue: float, contractual: bool) -> str:
    """Stage of the journey at which a need arises: purchase, consumption or after-sale.

    A need that earns money belongs to the purchase. What else customers need comes while they
    use the service (a contract) or after they bought (no contract). The search comes before the
    first contact: advertising and talk, which are no contacts.
    """
    if purchase or revenue > 0.0:
        return "purchase"
    return "consumption" if contractual else "after_sale"
