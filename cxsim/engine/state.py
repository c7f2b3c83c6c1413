"""Everything that moves during a run, as plain arrays of records. Both engines work on them.

What a person, a matter or the totals hold is declared by the ideas of `cxsim.model`; here they are
put together. Times are in days; an unknown time or value is NaN. One row per person, so that a
customer's state lies in one place in memory.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cxsim.model.choice import Chooser
from cxsim.model.churn import MembershipTotals
from cxsim.model.contact import ContactTotals
from cxsim.model.effort import EffortTotals, Participant
from cxsim.model.expectation import Expecting, PerceptionTotals
from cxsim.model.failure import FailureTotals
from cxsim.model.messages import Addressed, MessageTotals
from cxsim.model.outreach import OutreachTotals, Watched
from cxsim.model.purchase import Buyer, MoneyTotals
from cxsim.model.records import Record, layout
from cxsim.model.reopening import Unsettled
from cxsim.model.resolution import ResolutionTotals
from cxsim.model.satisfaction import Feeling, SatisfactionTotals
from cxsim.model.survey import Asked, Respondent, SatisfiedStock, SurveyTotals
from cxsim.model.talk import TalkTotals, Told
from cxsim.model.touchpoint import Desk


class Person(Addressed, Buyer, Watched, Respondent, Expecting, Feeling, Participant, Chooser):
    """A customer, or a prospect who may become one."""

    segment: int
    episodes: int
    drawn: int  # 1: the traits are there (prospects get them late)


class Ticket(Told, Asked, Unsettled):
    """An open matter."""


class Stock(SatisfiedStock):
    """What is read at a month's end, not summed."""

    active: float
    nps: float
    attitude: float
    loyalty: float
    will: float
    should: float
    known: float  # customers whose data are at hand
    data_age: float  # sum over customers, days


class Totals(
    ContactTotals,
    EffortTotals,
    SatisfactionTotals,
    PerceptionTotals,
    ResolutionTotals,
    FailureTotals,
    SurveyTotals,
    TalkTotals,
    OutreachTotals,
    MessageTotals,
    MembershipTotals,
    MoneyTotals,
    Stock,
):
    """All that is counted. Totals are all of one type: a whole record adds up in one step."""


class Encounter(Record):
    """A row of the log: one contact."""

    customer: int
    episode: int
    step: int
    need: int
    touchpoint: int
    arrived: float
    started: float
    ended: float
    wait_minutes: float
    handling_minutes: float
    outcome: int
    context_kept: int
    performance: float
    expectation: float
    disconfirmation: float
    heart: float
    mind: float
    hands: float
    effort: float
    satisfaction: float


class Episode(Record):
    """A row of the log: one need, from its first contact to its end."""

    customer: int
    episode: int
    need: int
    opened: float
    closed: float
    contacts: int
    resolved: int
    remembered: float
    attitude: float
    loyalty: float
    complained: int
    reviewed: int
    talked: int
    stars: float
    spend: float
    surveyed: int
    nps_score: float
    csat_score: float
    ces_score: float


PERSON, TICKET, DESK, TOTALS = layout(Person), layout(Ticket), layout(Desk), layout(Totals)
ENCOUNTER, EPISODE = layout(Encounter), layout(Episode)


class World(NamedTuple):
    """All arrays of a run."""

    parameters: np.ndarray
    touchpoints: np.ndarray
    needs: np.ndarray
    fit: np.ndarray
    paths: np.ndarray
    links: np.ndarray
    period_ends: np.ndarray  # periods of constant rates of needs, in days
    rates: np.ndarray  # needs × periods, per day
    rhythm: np.ndarray  # days' worth of needs at the ends of equal parts of a day or a week
    people: np.ndarray
    taste: np.ndarray
    desks: np.ndarray
    totals: np.ndarray
    tickets: np.ndarray
    blank: np.ndarray  # one ticket as it is when a matter is opened
    encounters: np.ndarray
    episodes: np.ndarray
    mechanisms: tuple[Any, ...]  # of one's own
    cursors: np.ndarray  # rows used in `encounters` and `episodes`
