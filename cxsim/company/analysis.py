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
from cxsim.company.journey import pain, shortfall
from cxsim.fields import FrozenDict
from cxsim.model.data import study_error
from cxsim.scenario.management import Management

MONTHS = 3  # in a quarter
MONTH_DAYS = 365.25 / 12
_SURVEYED = (
    "surveys", "answers", "nps", "csat", "ces", "nps_error", "csat_error", "complainers_csat",
    "silent_csat", "silent_share", "expectation_shortfall",
)  # fmt: skip


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
        By touchpoint, where known: expectation - perception, share of all contacts, and pain:
        reach × importance × shortfall of the satisfaction that answers tell.
    queue : mapping
        By touchpoint: share of contacts given up beyond what may be. So much of its pain asks for
        agents, and the rest for better delivery.
    failures, silence : float
        Pain of those who complained, and of the dissatisfied who did not; NaN where unknown.
    """

    shortfall: float = math.nan
    shortfalls: Mapping[str, float] = FrozenDict()
    reach: Mapping[str, float] = FrozenDict()
    pain: Mapping[str, float] = FrozenDict()
    queue: Mapping[str, float] = FrozenDict()
    failures: float = math.nan
    silence: float = math.nan


def remember(firm: Firm, reading: Reading, settings: Management) -> Firm:
    """Keep a reading for as long as surveys are late."""
    kept = settings.analysis.survey_lag_quarters + 1
    return replace(firm, readings=(*firm.readings, reading)[-kept:])


def look(firm: Firm, settings: Management) -> Seen:
    """Return what the firm sees at a quarter's end: surveys are late, sales are not."""
    now, lag = firm.readings[-1], settings.analysis.survey_lag_quarters
    if settings.regime == "prospective":
        blank = Reading(now.quarter, sales=now.sales, touchpoints=_blank(now))
        return Seen(replace(blank, completeness=now.completeness), math.nan)
    wanted = now.quarter - lag
    late = next((past for past in firm.readings if past.quarter == wanted), None)
    if settings.information == "transactions" or now.completeness == 0 or not late:
        return Seen(_without_surveys(now), math.nan)
    seen = replace(now, **{name: getattr(late, name) for name in _SURVEYED})
    if settings.information == "dashboard":
        seen, late = replace(seen, expectation_shortfall=math.nan), Reading(late.quarter)
    return Seen(_with_surveys(seen, late), float(lag))


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
    to_be = settings.planning.to_be_csat
    pains = {
        name: pain(reach.get(name, math.nan), place.importance, shortfall(place.csat, to_be))
        for name, place in seen.reading.touchpoints.items()
    }
    known = {name: value for name, value in pains.items() if not math.isnan(value)}
    most = settings.planning.most_abandonment
    queue = {
        name: (place.abandonment - most) / (1.0 - most)
        for name, place in seen.reading.touchpoints.items()
        if place.abandonment > most
    }
    whole = seen.reading.expectation_shortfall
    if settings.information == "dashboard":
        control = settings.control
        below = (target - score(seen.reading, control)) / control.unit
        whole = below * control.points_per_satisfaction
    return Belief(
        whole,
        FrozenDict(shortfalls),
        FrozenDict(reach),
        FrozenDict(known),
        FrozenDict(queue),
        failures=_pain_of_complainers(seen.reading, to_be),
        silence=pain(seen.reading.silent_share, 1.0, shortfall(seen.reading.silent_csat, to_be)),
    )


def _pain_of_complainers(reading: Reading, to_be: float) -> float:
    """Pain of failures as complaints tell it: complaints a contact × shortfall of complainers."""
    contacts = sum(
        place.contacts for place in reading.touchpoints.values() if not math.isnan(place.contacts)
    )
    reach = reading.complaints / contacts if contacts else math.nan
    return pain(reach, 1.0, shortfall(reading.complainers_csat, to_be))


def forecast(firm: Firm, seen: Seen, settings: Management, luck: Luck | None) -> Belief:
    """Return what a firm expects of customers to come: one prior for all, and a guess for each.

    The firm counts on the work that it has finished. Nothing teaches it better: its guess stays
    the same from quarter to quarter. It errs like a study whose answers are
    spread over all touchpoints, with two to four times its variance.
    """
    names, planning = list(seen.reading.touchpoints), settings.planning
    answers = effective_answers(settings, seen.reading) / max(1, len(names))
    error = settings.analysis.study_sd * math.sqrt(planning.forecast_variance / max(1.0, answers))
    shortfalls = {
        name: planning.forecast_shortfall
        + firm.design
        + firm.delivery.get(name, 0.0)
        + error * normal(luck, f"forecast.{name}", 0)
        for name in names
    }
    reach = {name: 1.0 / len(names) for name in names}
    pains = {name: pain(reach[name], 1.0, max(0.0, shortfalls[name])) for name in names}
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


def effective_answers(settings: Management, reading: Reading, funded: float = 1.0) -> float:
    """Effective sample n of a study: persons asked × completeness of data × share paid for."""
    return settings.analysis.study_answers * reading.completeness * funded


def error_of_study(reading: Reading, settings: Management, answers: float) -> float:
    """Standard error of gap 1 after a study: of its sample, and of the age of the data."""
    if not answers:
        return math.nan
    spread, drift = settings.analysis.study_sd, settings.analysis.drift_per_month
    return study_error(spread, answers, drift, reading.age_days / MONTH_DAYS)


def study(
    firm: Firm,
    seen: Seen,
    settings: Management,
    situation: Situation,
    funded: float,
    luck: Luck | None,
    share: float = 1.0,
) -> tuple[Firm, float]:
    """Let needs drift and, where customers are studied, learn them anew.

    Needs drift by N(0, .05²) a month. A study leaves g1 = bias + N(0, σ²/n) and an
    estimate of the competitor's pull (S4-04). Survey averages know nothing of competitors, and
    nothing of the silent and the lost: see `dashboard_bias`. A firm that is not ready takes in only
    a share of what a study found, and the rest with later ones.

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
    gap = bias + error_of_study(seen.reading, settings, answers) * normal(luck, "study", quarter)
    learned = gap - situation.gaps.knowledge
    firm = replace(firm, knowledge=firm.knowledge + share * (learned - firm.knowledge))
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
        return seen.reading.answers * seen.reading.completeness
    return effective_answers(settings, seen.reading, funded)


def _without_surveys(reading: Reading) -> Reading:
    """Sales, complaints and contacts: all that transactions tell."""
    places = {
        name: TouchpointReading(contacts=place.contacts, agents=place.agents)
        for name, place in reading.touchpoints.items()
    }
    return Reading(
        reading.quarter,
        complaints=reading.complaints,
        customers=reading.customers,
        left=reading.left,
        sales=reading.sales,
        completeness=reading.completeness,
        age_days=reading.age_days,
        touchpoints=FrozenDict(places),
    )


def _with_surveys(reading: Reading, late: Reading) -> Reading:
    """What answers said of touchpoints when they were read; nothing where they were not."""
    told = {name: late.touchpoints.get(name, TouchpointReading()) for name in reading.touchpoints}
    places = {
        name: replace(place, shortfall=told[name].shortfall, csat=told[name].csat)
        for name, place in reading.touchpoints.items()
    }
    return replace(reading, touchpoints=FrozenDict(places))


def _blank(reading: Reading) -> Mapping[str, TouchpointReading]:
    """Touchpoints that exist on paper only."""
    return FrozenDict({name: TouchpointReading() for name in reading.touchpoints})
