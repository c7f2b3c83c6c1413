"""The journey map: where contacts hurt, and how much (S4-05).

A journey is an episode: all contacts that one need takes. The firm sees where contacts happen and
how long they take; what customers expected it can only guess from the answers.
"""

from __future__ import annotations

from typing import Any


def satisfaction_item(satisfaction: Any, base: float, slope: float) -> Any:
    """Box of the satisfaction item (1-5) that a satisfaction stands for: base + slope · S."""
    return base + slope * satisfaction


def shortfall(item: Any, to_be: float) -> Any:
    """How far satisfaction falls short of the to-be level: max(0, to-be - item), points (1-5).

    Numbers, or columns of a map; missing stays missing.
    """
    below = to_be - item
    return 0.5 * (below + abs(below))


def pain(reach: Any, importance: Any, shortfall: Any) -> Any:
    """Pain of a touchpoint: reach × importance × shortfall; numbers, or columns of a map.

    The truth and what the manager sees differ in the shortfall only: that of all contacts there,
    whose satisfaction counts waits, giving up, failures, effort and unsolved matters, or that of
    the answers to the survey.

    Parameters
    ----------
    reach
        Share of journeys (or contacts) that touch it.
    importance
        Its moment-of-truth weight μ.
    shortfall
        Satisfaction below the to-be level, in points of the item; 0 or more.
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
