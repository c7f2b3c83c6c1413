"""Analysis: what the firm sees of its customers, and what it makes of it (S1-25 to S1-27, S4-02).

The firm sees what it measured, late and biased, never the truth. What it looks at depends on its
information set: *all*; *transactions* (sales, complaints, contacts: S0-02); or a *dashboard* of
survey averages, which does not say where it hurts. A firm that plans for customers to come has
nothing to analyse and rests on a forecast (S4-11).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist

from cxsim.company.control import score
from cxsim.company.firm import Firm, Luck, Reading, Situation, TouchpointReading
from cxsim.fields import FrozenDict
from cxsim.scenario.management import Management

MONTHS = 3  # in a quarter
_SURVEYED = ("surveys", "answers", "nps", "csat", "ces", "expectation_shortfall")


@dataclass(frozen=True)
class Seen:
    """What decisions rest on.

    Attributes
    ----------
    reading : Reading
        The reading, with all that the firm does not look at left out.
    age : float
        Age of its surveys in quarters; NaN where there are none yet.
    """

    reading: Reading
    age: float


@dataclass(frozen=True)
class Belief:
    """Where the firm believes that service falls short.

    Attributes
    ----------
    shortfall : float
        Expectation - perception in the whole firm, points (1-7); NaN where unknown.
    shortfalls, reach, pain : mapping
        By touchpoint, where known: expectation - perception, share of all contacts, and
        reach × importance × shortfall.
    """

    shortfall: float = math.nan
    shortfalls: Mapping[str, float] = FrozenDict()
    reach: Mapping[str, float] = FrozenDict()
    pain: Mapping[str, float] = FrozenDict()


def pain(reach: float, importance: float, shortfall: float) -> float:
    """Pain of a touchpoint: reach × μ × max(0, shortfall); NaN where one of them is unknown."""
    if math.isnan(reach + importance + shortfall):
        return math.nan
    return reach * importance * max(0.0, shortfall)


def remember(firm: Firm, reading: Reading, settings: Management) -> Firm:
    """Keep a reading for as long as surveys are late."""
    kept = settings.analysis.survey_lag_quarters + 1
    return replace(firm, readings=(*firm.readings, reading)[-kept:])


def look(firm: Firm, settings: Management) -> Seen:
    """Return what the firm sees at a quarter's end: surveys are late, sales are not."""
    now, lag = firm.readings[-1], settings.analysis.survey_lag_quarters
    if settings.regime == "prospective":
        return Seen(Reading(now.quarter, sales=now.sales, touchpoints=_blank(now)), math.nan)
    wanted = now.quarter - lag
    late = next((past for past in firm.readings if past.quarter == wanted), None)
    if settings.information == "transactions" or settings.analysis.completeness == 0 or not late:
        return Seen(_without_surveys(now), math.nan)
    shortfalls = {name: place.shortfall for name, place in late.touchpoints.items()}
    seen = replace(now, **{name: getattr(late, name) for name in _SURVEYED})
    if settings.information == "dashboard":
        seen, shortfalls = replace(seen, expectation_shortfall=math.nan), {}
    return Seen(_with_shortfalls(seen, shortfalls), float(lag))


def believe(seen: Seen, target: float, settings: Management) -> Belief:
    """Return what a firm with customers makes of its measurements.

    A dashboard only shows how far its score is below the target.
    """
    reach = reach_of(seen.reading)
    shortfalls = {
        name: place.shortfall
        for name, place in seen.reading.touchpoints.items()
        if not math.isnan(place.shortfall)
    }
    pains = {
        name: pain(reach.get(name, math.nan), seen.reading.touchpoints[name].importance, short)
        for name, short in shortfalls.items()
    }
    known = {name: value for name, value in pains.items() if not math.isnan(value)}
    shortfall = seen.reading.expectation_shortfall
    if settings.information == "dashboard":
        control = settings.control
        below = (target - score(seen.reading, control)) / control.unit
        shortfall = below * control.points_per_satisfaction
    return Belief(shortfall, FrozenDict(shortfalls), FrozenDict(reach), FrozenDict(known))


def forecast(firm: Firm, seen: Seen, settings: Management, luck: Luck | None) -> Belief:
    """Return what a firm expects of customers to come: one prior for all, and a guess for each.

    The firm counts on the work that it has finished. Nothing teaches it better: its guess stays
    the same from quarter to quarter. It errs like a study whose answers are
    spread over all touchpoints, with two to four times its variance.
    """
    names, planning = list(seen.reading.touchpoints), settings.planning
    answers = effective_answers(settings) / max(1, len(names))
    error = settings.analysis.study_sd * math.sqrt(planning.forecast_variance / max(1.0, answers))
    shortfalls = {
        name: planning.forecast_shortfall
        + firm.design
        + firm.delivery.get(name, 0.0)
        + error * normal(luck, f"forecast.{name}", 0)
        for name in names
    }
    reach = {name: 1.0 / len(names) for name in names}
    pains = {name: pain(reach[name], 1.0, shortfalls[name]) for name in names}
    whole = sum(shortfalls.values()) / len(names) if names else math.nan
    return Belief(whole, FrozenDict(shortfalls), FrozenDict(reach), FrozenDict(pains))


def reach_of(reading: Reading) -> dict[str, float]:
    """Share of all contacts at each touchpoint whose contacts are known."""
    contacts = {
        name: place.contacts
        for name, place in reading.touchpoints.items()
        if not math.isnan(place.contacts)
    }
    total = sum(contacts.values())
    return {name: count / total for name, count in contacts.items()} if total > 0 else {}


def effective_answers(settings: Management, funded: float = 1.0) -> float:
    """Effective sample n of a study: persons asked × completeness of data × share paid for."""
    return settings.analysis.study_answers * settings.analysis.completeness * funded


def study(
    firm: Firm,
    seen: Seen,
    settings: Management,
    situation: Situation,
    funded: float,
    luck: Luck | None,
) -> tuple[Firm, float]:
    """Let needs drift and, where customers are studied, learn them anew.

    Needs drift by N(0, .05²) a month. A study leaves g1 = bias + N(0, σ²/n) and an
    estimate of the competitor's pull (S4-04). Survey averages know nothing of competitors, and
    nothing of the silent and the lost: see `dashboard_bias`.

    Returns
    -------
    tuple
        The firm, and the effective sample n (0 where nobody was asked).
    """
    analysis, quarter = settings.analysis, seen.reading.quarter
    dashboard = settings.information == "dashboard"
    drift = analysis.drift_per_month * math.sqrt(MONTHS) * normal(luck, "drift", quarter)
    firm = replace(firm, knowledge=firm.knowledge + drift)
    answers = _asked(seen, settings, funded)
    if answers < 1.0:
        return firm, 0.0
    bias = analysis.study_bias
    if dashboard:
        bias = dashboard_bias(seen.reading, analysis.non_response_bias, analysis.survivor_bias)
    gap = bias + analysis.study_sd / math.sqrt(answers) * normal(luck, "study", quarter)
    firm = replace(firm, knowledge=gap - situation.gaps.knowledge)
    if not dashboard:
        error = analysis.competitor_sd / math.sqrt(answers) * normal(luck, "competitor", quarter)
        firm = replace(firm, competitor=situation.competitor_pull + error)
    return firm, answers


def dashboard_bias(reading: Reading, non_response: float, survivor: float) -> float:
    """Gap 1 that survey averages cannot close, however many answers there are (T-25).

    The silent have no voice in it, and those who left have none either. With the share r of
    customers who answer and the share l who left in the quarter, bias = b_n (1 - r) + b_s l: a
    straight line in both, which is an assumption. It is 0 only where all answer and nobody leaves.
    """
    silent = 1.0 - reading.answers / reading.surveys if reading.surveys > 0 else 1.0
    there = reading.customers + reading.left
    lost = reading.left / there if there > 0 else 0.0
    return non_response * silent + survivor * lost


def normal(luck: Luck | None, name: str, quarter: int) -> float:
    """Return a standard normal number by name; its mean, 0, where luck is off."""
    return 0.0 if luck is None else NormalDist().inv_cdf(luck(name, quarter))


def _asked(seen: Seen, settings: Management, funded: float) -> float:
    """Effective sample behind what is learned of customers' needs this quarter."""
    if settings.regime == "prospective" or settings.information == "transactions":
        return 0.0
    if settings.information == "dashboard":
        return seen.reading.answers * settings.analysis.completeness
    return effective_answers(settings, funded)


def _without_surveys(reading: Reading) -> Reading:
    """Sales, complaints and contacts: all that transactions tell."""
    places = {
        name: TouchpointReading(contacts=place.contacts)
        for name, place in reading.touchpoints.items()
    }
    return Reading(
        reading.quarter,
        complaints=reading.complaints,
        customers=reading.customers,
        left=reading.left,
        sales=reading.sales,
        touchpoints=FrozenDict(places),
    )


def _with_shortfalls(reading: Reading, shortfalls: Mapping[str, float]) -> Reading:
    places = {
        name: replace(place, shortfall=shortfalls.get(name, math.nan))
        for name, place in reading.touchpoints.items()
    }
    return replace(reading, touchpoints=FrozenDict(places))


def _blank(reading: Reading) -> Mapping[str, TouchpointReading]:
    """Touchpoints that exist on paper only."""
    return FrozenDict({name: TouchpointReading() for name in reading.touchpoints})
