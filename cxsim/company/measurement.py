"""The formulas by which a firm measures its customers.

The five metrics of S2-19 are here exactly as published, with their edge cases; where there is
nothing to divide by, the result is missing (NaN), never 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from cxsim.errors import CxsimError


def satisfaction_level(satisfied: float, customers: float) -> float:
    """Share of satisfied customers, УУ = Куд / К.

    Trap: it divides by all customers, though only those who answered are known.

    Parameters
    ----------
    satisfied
        Satisfied customers (Куд).
    customers
        All customers (К).

    Returns
    -------
    float
        A share from 0 to 1; NaN where there are no customers.
    """
    _check("satisfied", satisfied, at_most=("customers", customers))
    return _share(satisfied, "customers", customers)


def retention(start: float, new: float, end: float) -> float:
    """Retention of a period, КУ = (Ккп - Кнов) / Кнп.

    Parameters
    ----------
    start
        Customers at the start of the period (Кнп).
    new
        Customers who joined in the period (Кнов).
    end
        Customers at the end of the period (Ккп).

    Returns
    -------
    float
        A share; NaN where nobody was there at the start. New customers who leave in the same
        period are counted as losses, so it can fall below 0.
    """
    _check("new", new)
    _check("end", end)
    return _share(end - new, "start", start)


def average_cheque(revenue: float, orders: float) -> float:
    """Mean amount of an order, Чсред = Д / З, in units of money.

    Trap: the source describes it as spend per customer but computes it per order.

    Parameters
    ----------
    revenue
        Revenue of the period (Д).
    orders
        Orders of the period (З).
    """
    _check("revenue", revenue)
    return _share(revenue, "orders", orders)


def positive_review_share(positive: float, reviews: float) -> float:
    """Share of positive reviews, ДОпол = КОпол / КО.

    Parameters
    ----------
    positive
        Positive reviews (КОпол).
    reviews
        All reviews (КО).
    """
    _check("positive", positive, at_most=("reviews", reviews))
    return _share(positive, "reviews", reviews)


def complaint_share(complaints: float, customers: float) -> float:
    """Complaints per customer, ДОж = КОж / К.

    A customer may complain more than once, so the 'share' may exceed 1.

    Parameters
    ----------
    complaints
        Complaints of the period (КОж).
    customers
        Customers (К).
    """
    _check("complaints", complaints)
    return _share(complaints, "customers", customers)


def net_promoter_score(scores: Iterable[float]) -> float:
    """NPS: percentage of 9 and 10 minus percentage of 0 to 6 (Reichheld 2003).

    Missing answers (NaN) are left out; without any answer the score is missing.
    """
    known = [score for score in scores if not math.isnan(score)]
    for score in known:
        if not 0 <= score <= 10:
            raise CxsimError(f"scores must lie between 0 and 10, not {score}.")
    promoters = sum(score >= 9 for score in known)
    detractors = sum(score <= 6 for score in known)
    return 100.0 * (promoters - detractors) / len(known) if known else math.nan


def nps_standard_error(promoters: float, detractors: float, answers: float) -> float:
    """Standard error of an NPS in points: 100 sqrt((p + d - (p - d)²) / n).

    Parameters
    ----------
    promoters, detractors
        Shares p and d, from 0 to 1.
    answers
        Number of answers n.
    """
    _check("promoters", promoters, at_most=("1", 1.0))
    _check("detractors", detractors, at_most=("1 - promoters", 1.0 - promoters + 1e-12))
    if not answers > 0:
        return math.nan
    variance = promoters + detractors - (promoters - detractors) ** 2
    return 100.0 * math.sqrt(variance / answers)


def yearly_churn(left: float, customer_months: float) -> float:
    """Yearly churn from any window: 1 - (1 - left / customer-months)^12."""
    _check("left", left)
    monthly = _share(left, "customer_months", customer_months)
    return 1.0 - (1.0 - min(1.0, monthly)) ** 12 if not math.isnan(monthly) else math.nan


def _share(part: float, name: str, whole: float) -> float:
    _check(name, whole)
    return part / whole if whole else math.nan


def _check(name: str, value: float, at_most: tuple[str, float] | None = None) -> None:
    if not (value >= 0 and math.isfinite(value)):
        raise CxsimError(f"{name} must be a number of 0 or more, not {value}.")
    if at_most is not None and value > at_most[1]:
        raise CxsimError(f"{name} ({value}) cannot exceed {at_most[0]} ({at_most[1]}).")
