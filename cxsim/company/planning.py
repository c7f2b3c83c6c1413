"""Planning: split the budget, choose where to act, and say what it is to achieve (S4-06, S4-07).

Two goals compete for the same places and money (S0-23). Customers' goals ask to close gaps where
it hurts; finance asks to cut handling time where the work is, and takes the hurry into the bargain.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cxsim.company.analysis import Belief, Seen
from cxsim.company.firm import Firm, Initiative, Kind, Situation
from cxsim.company.staffing import agents_for_abandonment
from cxsim.scenario.management import Management, Planning

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Funds:
    """The budget of a quarter, split.

    Attributes
    ----------
    revenue : float
        The quarter's revenue, money.
    study, training, financial, non_financial, messages, control, initiatives : float
        What each kind of work gets, in shares of the revenue. They sum to the budget.
    """

    revenue: float
    study: float
    training: float
    financial: float
    non_financial: float
    messages: float
    control: float
    initiatives: float

    @property
    def running(self) -> float:
        """What is spent whatever is planned: training, staff programmes and messages."""
        return self.training + self.financial + self.non_financial + self.messages

    @property
    def budget(self) -> float:
        """All of it, money."""
        return self.revenue * (self.study + self.running + self.control + self.initiatives)


@dataclass(frozen=True)
class Candidate:
    """Something that could be done.

    Attributes
    ----------
    kind, touchpoint
        As in `Initiative`.
    weight : float
        How much speaks for it: pain^ζ · e / cost.
    need : float
        Most that there is to achieve: points (1-7), or share of handling time.
    price : float
        Money per unit of it.
    """

    kind: Kind
    touchpoint: str
    weight: float
    need: float
    price: float

    @property
    def for_customers(self) -> bool:
        """Whether it serves customers' goals, not those of finance."""
        return serves_customers(self.kind)

    @property
    def name(self) -> str:
        """As the initiative would be called."""
        return Initiative(self.kind, self.touchpoint).name


def serves_customers(kind: Kind) -> bool:
    """Whether a kind of work serves customers' goals; shorter handling and fewer agents do not."""
    return kind not in ("efficiency", "release")


def split_budget(sales: float, settings: Management) -> Funds:
    """Split the quarter's budget: what runs on is paid first, initiatives get what is left.

    Where the budget is too small, the later kinds of work get less or nothing; it is never
    exceeded. Without sales there is no budget; without a study of customers none is paid.
    """
    revenue = sales if sales > 0 else 0.0
    wanted = {
        "study": settings.analysis.study_cost if _studies(settings) else 0.0,
        "training": settings.organisation.training_cost,
        "financial": settings.motivation.financial_cost,
        "non_financial": settings.motivation.non_financial_cost,
        "messages": settings.planning.message_cost,
        "control": settings.control.reserve,
    }
    left = settings.planning.budget if revenue > 0 else 0.0
    parts = {}
    for name, share in wanted.items():
        parts[name] = min(share, left)
        left -= parts[name]
    return Funds(revenue, **parts, initiatives=left)


def funded(paid: float, price: float) -> float:
    """Share of some work that is paid for; what costs nothing is always paid for."""
    return paid / price if price > 0 else 1.0


def plan(
    firm: Firm,
    seen: Seen,
    belief: Belief,
    settings: Management,
    situation: Situation,
    effective: float,
    money: float,
    ended: Iterable[str] = (),
) -> tuple[Initiative, ...]:
    """Choose the initiatives of the quarter.

    Parameters
    ----------
    firm
        The firm; what it has under way takes places and is not planned twice.
    seen, belief
        What was measured, and where service is believed to fall short.
    settings, situation
        The firm's settings; the scenario's own handling times.
    effective
        Effectiveness e of the firm's work, from 0 to 1.
    money
        Money for initiatives.
    ended
        Names of changes of staff that ended in this quarter: what they did cannot be seen yet.

    Returns
    -------
    tuple of Initiative
        As many as there are free places, without a delay yet. They never cost more than ``money``.
    """
    purses = {True: settings.kpi_weight_customer, False: 1.0 - settings.kpi_weight_customer}
    busy = {initiative.name for initiative in firm.initiatives} | set(ended)
    possible = [
        candidate
        for candidate in (
            *gaps_to_close(belief, seen.reading.sales, effective, settings.planning),
            *complaints_to_answer(firm, belief, seen, situation, effective, settings.planning),
            *work_to_shorten(firm, seen, situation, effective, settings.planning),
            *agents_to_move(belief, seen, situation, effective, settings.planning),
        )
        if candidate.name not in busy
        and candidate.need > settings.planning.smallest_need
        and candidate.weight > 0
    ]
    held = [serves_customers(initiative.kind) for initiative in firm.initiatives]
    chosen = choose(possible, held, purses, settings.organisation.work_in_progress)
    spent = allot(chosen, {side: share * money for side, share in purses.items()})
    return tuple(
        Initiative(each.kind, each.touchpoint, _size(each, spent[each.name]), spent[each.name])
        for each in chosen
        if spent[each.name] > 0
    )


def choose(
    candidates: Sequence[Candidate],
    held: Sequence[bool],
    shares: Mapping[bool, float],
    places: int,
) -> list[Candidate]:
    """Fill the free places, for each side the weightiest first.

    Customers' goals and finance share the places as they share the money, rounded up; a place that
    one side cannot use yet is not taken by the other.

    Parameters
    ----------
    candidates
        What could be done.
    held
        For each initiative under way, whether it serves customers.
    shares
        Share of customers' goals (True) and of finance (False); they sum to 1.
    places
        Initiatives that can be under way at a time.
    """
    taken = {side: sum(holder == side for holder in held) for side in shares}
    waiting = {
        side: sorted(
            (c for c in candidates if c.for_customers == side), key=lambda c: (-c.weight, c.name)
        )
        for side in shares
    }
    chosen: list[Candidate] = []
    while sum(taken.values()) < places:
        claims = {
            side: share * places - taken[side]
            for side, share in shares.items()
            if waiting[side] and taken[side] < math.ceil(share * places - _ROUNDING)
        }
        if not claims:
            break
        side = max(claims, key=lambda each: claims[each])
        taken[side] += 1
        chosen.append(waiting[side].pop(0))
    return chosen


def gaps_to_close(
    belief: Belief, sales: float, effective: float, planning: Planning
) -> Iterable[Candidate]:
    """What would serve customers: a better specification, better delivery where it hurts.

    Closing a point of gap 3 costs in proportion to the contacts that a touchpoint has: people are
    trained one by one.
    """
    if belief.shortfall > 0:
        yield _candidate("design", "", belief.shortfall, belief.shortfall,
                         planning.cost_of_design, sales, effective, planning.focus)  # fmt: skip
    for name, pain in belief.pain.items():
        price = planning.cost_of_delivery * belief.reach[name]
        pain *= 1.0 - belief.queue.get(name, 0.0)
        yield _candidate("delivery", name, pain, belief.shortfalls.get(name, 0.0),
                         price, sales, effective, planning.focus)  # fmt: skip


def complaints_to_answer(
    firm: Firm,
    belief: Belief,
    seen: Seen,
    situation: Situation,
    effective: float,
    planning: Planning,
) -> Iterable[Candidate]:
    """What would serve those whom the firm failed: fairer recovery, an easier way to complain."""
    sales, focus = seen.reading.sales, planning.focus
    if belief.failures > 0:
        yield _candidate("recovery", "", belief.failures, 1.0 - situation.justice - firm.justice,
                         planning.cost_of_recovery, sales, effective, focus)  # fmt: skip
    if belief.silence > 0:
        yield _candidate("complaints", "", belief.silence,
                         situation.complaint_cost + firm.complaint_cost,
                         planning.cost_of_complaints, sales, effective, focus)  # fmt: skip


def agents_to_move(
    belief: Belief, seen: Seen, situation: Situation, effective: float, planning: Planning
) -> Iterable[Candidate]:
    """Agents whom a desk lacks or does not need, at the share of callers who may give up.

    The manager forecasts by Erlang A, with the load and the patience that the queue shows: more
    agents serve customers where too many give up, fewer serve finance. Both cost a part of the
    wage of the agents who come or go.
    """
    sales = seen.reading.sales
    if not situation.fixed_agents or not sales > 0 or situation.wage <= 0:
        return
    each = planning.cost_of_hiring * situation.wage / sales
    total = sum(p.agents for p in seen.reading.touchpoints.values() if p.agents > 0)
    for name, minutes in situation.handling_minutes.items():
        place = seen.reading.touchpoints.get(name)
        if place is None or not place.agents > 0:
            continue
        wanted = agents_for_abandonment(
            place.agents, place.load, place.abandonment, place.wait_minutes / minutes,
            planning.most_abandonment,
        )  # fmt: skip
        kind: Kind = "hiring" if wanted > place.agents else "release"
        needed = abs(wanted - round(place.agents))
        worth = belief.pain.get(name, 0.0) * belief.queue.get(name, 0.0)
        worth = worth if kind == "hiring" else needed / total
        if needed >= 1:
            yield _candidate(kind, name, worth, needed, each, sales, effective, planning.focus)


def work_to_shorten(
    firm: Firm, seen: Seen, situation: Situation, effective: float, planning: Planning
) -> Iterable[Candidate]:
    """What would serve finance: shorter handling, first where most of the work is.

    A shorter procedure is designed once, whatever the number of contacts.
    """
    work = {
        name: seen.reading.touchpoints[name].contacts * minutes
        for name, minutes in situation.handling_minutes.items()
        if name in seen.reading.touchpoints
    }
    known = {name: load for name, load in work.items() if load > 0}
    total = sum(known.values())
    for name, load in known.items():
        cut = -firm.handling.get(name, 0.0) / situation.handling_minutes[name]
        yield _candidate("efficiency", name, load / total, planning.largest_cut - cut,
                         planning.cost_of_cut, seen.reading.sales, effective,
                         planning.focus)  # fmt: skip


def allot(candidates: Sequence[Candidate], purses: Mapping[bool, float]) -> dict[str, float]:
    """Share money in proportion to weight, and give nobody more than the need costs.

    Parameters
    ----------
    candidates
        What could be done.
    purses
        Money for what serves customers (True) and for what serves finance (False).

    Returns
    -------
    dict
        Money by the candidate's name.
    """
    total = {side: sum(c.weight for c in candidates if c.for_customers == side) for side in purses}
    return {
        c.name: min(purses[c.for_customers] * (c.weight / total[c.for_customers]), c.need * c.price)
        for c in candidates
    }


def to_be(belief: Belief, initiatives: Iterable[Initiative]) -> dict[str, float]:
    """To-be map: the shortfall that is aimed at, by touchpoint, points (1-7).

    Parameters
    ----------
    belief
        The as-is map: the shortfalls that are known.
    initiatives
        What is planned or under way; a better specification helps all touchpoints.
    """
    aimed = dict(belief.shortfalls)
    for initiative in initiatives:
        for name in aimed:
            helps = initiative.kind == "delivery" and initiative.touchpoint == name
            if helps or initiative.kind == "design":
                aimed[name] -= initiative.size
    return aimed


def align_messages(
    firm: Firm, situation: Situation, effective: float, funded: float, planning: Planning
) -> Firm:
    """Speak with one voice: promises come closer to delivery, and gap 4 shrinks (S4-06)."""
    gap = situation.gaps.communication + firm.communication
    step = planning.message_effect * effective * funded * gap
    return replace(firm, communication=firm.communication - step)


def _candidate(
    kind: Kind,
    touchpoint: str,
    pain: float,
    need: float,
    share: float,
    sales: float,
    effective: float,
    focus: float,
) -> Candidate:
    """Weigh pain^ζ · e / cost; ``share`` is the cost in quarterly revenue per unit."""
    price = share * sales if sales > 0 else 0.0
    weight = pain**focus * effective / share if price > 0 and pain > 0 else 0.0
    return Candidate(kind, touchpoint, weight, need, price)


def _size(candidate: Candidate, money: float) -> float:
    return min(candidate.need, money / candidate.price)


def _studies(settings: Management) -> bool:
    asks = settings.regime == "existing" and settings.information == "all"
    return asks and settings.analysis.study_answers >= 1.0
