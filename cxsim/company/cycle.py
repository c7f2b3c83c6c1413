"""The firm's quarter: analysis, planning, organisation, motivation, control (S4-01, S1-24).

`quarter` takes the firm, what it can see and its settings, and returns the firm after the quarter's
work with a row for the management table. It is a pure function. Decisions rest on measurements
alone; the true gaps only say what a study or a finished initiative changes.

The forms and numbers are assumptions; the order of the functions is that of paper 004.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cxsim.company import analysis, control, internal_marketing, organisation, planning
from cxsim.company.analysis import Belief, Seen
from cxsim.company.firm import (
    PEOPLE,
    Firm,
    Initiative,
    Luck,
    QuarterRecord,
    Reading,
    Situation,
)
from cxsim.company.measurement import complaint_share
from cxsim.company.organisation import InitiativeOutcome
from cxsim.company.readiness import benefit_share
from cxsim.fields import FrozenDict, bounds_of
from cxsim.scenario.management import Management


def quarter(
    firm: Firm,
    reading: Reading,
    settings: Management,
    situation: Situation,
    luck: Luck | None = None,
    *,
    last: bool = False,
) -> tuple[Firm, QuarterRecord]:
    """Let the firm manage at the end of a quarter.

    Parameters
    ----------
    firm
        The firm so far; ``Firm()`` at the start.
    reading
        What can be seen of the quarter that ends.
    settings
        ``company.management`` of the scenario.
    situation
        The scenario's own numbers, without the firm's changes.
    luck
        Uniform numbers by name and quarter; None for means instead of draws.
    last
        The run ends here: look and measure, but plan and spend nothing.

    Returns
    -------
    tuple of Firm and QuarterRecord
        The firm, whose ``effects()`` hold from now on and whose ``spending`` is due; and its row.
        A firm that does not manage (``enabled: false``) has done nothing: ``Firm()``.
    """
    if not settings.enabled:
        return Firm(), QuarterRecord(reading.quarter)
    luck = luck if settings.chance else None
    firm = analysis.remember(firm, reading, settings)
    effective = organisation.effectiveness_of(firm, settings, situation)

    # What was begun earlier comes to its end, and its places are free again.
    firm = organisation.fade(firm, settings.organisation)
    firm, outcomes = organisation.finish(
        firm, reading.quarter, effective, settings, situation, luck
    )

    seen = analysis.look(firm, settings)
    firm = control.aim(firm, seen.reading, settings)
    belief = _belief(firm, seen, settings, luck)
    row = _row(firm, seen, belief, outcomes, effective, settings)
    if last:
        return replace(firm, spending=0.0), row

    funds = planning.split_budget(reading.sales, settings)
    asked = planning.funded(funds.study, settings.analysis.study_cost)
    told = planning.funded(funds.messages, settings.planning.message_cost)
    money = funds.initiatives * funds.revenue

    share = benefit_share(effective)
    firm, answers = analysis.study(firm, seen, settings, situation, asked, luck, share)
    ended = [each.initiative.name for each in outcomes if each.initiative.kind in PEOPLE]
    planned = planning.plan(firm, seen, belief, settings, situation, effective, money, ended)
    firm = planning.align_messages(firm, situation, effective, told, settings.planning)
    firm = organisation.start(
        firm, planned, reading.quarter, effective, settings.organisation, luck
    )
    firm = organisation.learn(firm, outcomes, funds.training, settings.organisation, situation)
    firm = internal_marketing.motivate(
        firm, funds.financial, funds.non_financial, settings.motivation
    )
    reserve = funds.control * funds.revenue
    low, high = bounds_of(type(situation.gaps).model_fields["design"])
    level = situation.gaps.design + firm.design
    room = (low - level, high - level)
    firm, points = control.coordinate(firm, seen.reading, settings, reserve, room, share)

    spending = (
        (funds.study + funds.running) * funds.revenue
        + sum(initiative.money for initiative in planned)
        + control.cost(points, funds.revenue, settings.control)
    )
    to_be = FrozenDict(planning.to_be(belief, firm.initiatives))
    return replace(firm, spending=spending, to_be=to_be), replace(
        row,
        study_answers=answers,
        study_error=analysis.error_of_study(seen.reading, settings, answers),
        correction=points,
        budget=funds.budget,
        spending=spending,
        planned=_names(planned),
        under_way=len(firm.initiatives),
    )


def _belief(firm: Firm, seen: Seen, settings: Management, luck: Luck | None) -> Belief:
    if settings.regime == "prospective":
        return analysis.forecast(firm, seen, settings, luck)
    return analysis.believe(seen, control.goal(firm, settings), settings)


def _row(
    firm: Firm,
    seen: Seen,
    belief: Belief,
    outcomes: Sequence[InitiativeOutcome],
    effective: float,
    settings: Management,
) -> QuarterRecord:
    """Return the row as far as it is known before anything is planned."""
    reading, places = seen.reading, belief.pain
    complaints = math.nan
    if reading.customers > 0 and not math.isnan(reading.complaints):
        complaints = complaint_share(reading.complaints, reading.customers)
    return QuarterRecord(
        quarter=reading.quarter,
        data_age_quarters=seen.age,
        data_completeness=reading.completeness,
        nps_seen=reading.nps,
        csat_seen=reading.csat,
        ces_seen=reading.ces,
        complaints_per_customer=complaints,
        agents=sum(p.agents for p in reading.touchpoints.values() if p.agents > 0),
        wait_minutes=_mean_over_contacts(reading, "wait_minutes"),
        abandonment=_mean_over_contacts(reading, "abandonment"),
        competitor_believed=firm.competitor,
        believed_shortfall=belief.shortfall,
        pain=sum(places.values()) if places else math.nan,
        pain_point=max(places, key=lambda name: places[name]) if any(places.values()) else "",
        target=control.goal(firm, settings),
        deviation=control.deviation(firm, reading, settings),
        effectiveness=effective,
        finished=_names(each.initiative for each in outcomes if each.success > 0),
        failed=_names(each.initiative for each in outcomes if each.success == 0),
        under_way=len(firm.initiatives),
    )


def _mean_over_contacts(reading: Reading, name: str) -> float:
    """Mean of a measurement over the contacts for which it is known."""
    known = [
        (place.contacts, getattr(place, name))
        for place in reading.touchpoints.values()
        if place.contacts > 0 and not math.isnan(getattr(place, name))
    ]
    contacts = sum(count for count, _ in known)
    return sum(count * value for count, value in known) / contacts if contacts else math.nan


def _names(initiatives: Iterable[Initiative]) -> str:
    return ", ".join(initiative.name for initiative in initiatives)
