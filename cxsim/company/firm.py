"""What passes between the firm and its quarter: readings, the firm itself, rows of the table.

All of it is frozen data. The firm's work is kept as *changes* against the scenario, so that a
dated change of the scenario and the firm's own work add up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

from cxsim.company.readiness import ELEMENTS
from cxsim.fields import FrozenDict
from cxsim.model.gaps import Gaps
from cxsim.scenario.company import Readiness
from cxsim.scenario.scenario import Scenario

Kind = Literal["design", "delivery", "efficiency", "hiring", "release", "recovery", "complaints"]
PEOPLE = ("hiring", "release")
QUARTER_DAYS = 365.25 / 4


class Luck(Protocol):
    """Uniform numbers by name and quarter.

    The same name and quarter always give the same number, so that two strategies share their luck.
    """

    def __call__(self, name: str, quarter: int) -> float:
        """Return a number between 0 and 1 (both excluded)."""


@dataclass(frozen=True)
class TouchpointReading:
    """What the firm can see of one touchpoint in a quarter; NaN where nothing was measured.

    Attributes
    ----------
    contacts : float
        Contacts of the quarter.
    importance : float
        Weight μ as moment of truth, found by mapping the journey.
    shortfall : float
        Mean of expectation - perception among those who answered, points (1-7); above 0 is short.
    csat : float
        Mean CSAT of answered matters that ended here (1-5).
    wait_minutes : float
        Mean wait.
    abandonment : float
        Share of contacts given up in the queue.
    agents, load : float
        Agents of the desk, and how many would be busy if nobody gave up.
    """

    contacts: float = math.nan
    importance: float = math.nan
    shortfall: float = math.nan
    csat: float = math.nan
    wait_minutes: float = math.nan
    abandonment: float = math.nan
    agents: float = math.nan
    load: float = math.nan


@dataclass(frozen=True)
class Reading:
    """What the firm can see of a quarter; NaN where nothing was measured.

    Attributes
    ----------
    quarter : int
        Number of the quarter, from 1.
    surveys, answers : float
        Customers asked and answers given.
    nps, csat, ces : float
        Scores of the answers.
    nps_error, csat_error : float
        Standard errors of two of them at their number of answers.
    complainers_csat : float
        Mean CSAT that customers told who had complained (1-5).
    silent_csat, silent_share : float
        Mean CSAT of the dissatisfied (boxes 1 and 2) who had never complained, and their share of
        all answers.
    expectation_shortfall : float
        Mean of Z - P in a survey of expectations, points (1-7).
    complaints : float
        Complaints of the quarter.
    customers : float
        Customers at its end.
    left : float
        Customers who left in it.
    sales : float
        Revenue of the quarter, money.
    completeness, age_days : float
        Share of customers whose data are at hand, and their age in days.
    touchpoints : mapping
        `TouchpointReading` by the touchpoint's name.
    """

    quarter: int
    surveys: float = 0.0
    answers: float = 0.0
    nps: float = math.nan
    csat: float = math.nan
    ces: float = math.nan
    nps_error: float = math.nan
    csat_error: float = math.nan
    complainers_csat: float = math.nan
    silent_csat: float = math.nan
    silent_share: float = math.nan
    expectation_shortfall: float = math.nan
    complaints: float = math.nan
    customers: float = math.nan
    left: float = math.nan
    sales: float = math.nan
    completeness: float = 1.0
    age_days: float = 0.0
    touchpoints: Mapping[str, TouchpointReading] = field(default_factory=FrozenDict)


@dataclass(frozen=True)
class Situation:
    """The scenario's own numbers that the firm's work starts from, before any of its changes.

    The gaps are the truth, which no decision may read: they only say what a change amounts to.

    Attributes
    ----------
    gaps : Gaps
        Gaps 1 to 4 as the scenario sets them.
    readiness : Readiness
        Readiness as the scenario sets it.
    handling_minutes : mapping
        Mean handling time by touchpoint, where agents serve.
    motivation : float
        Staff motivation M at present.
    competitor_pull : float
        The competitor's attractiveness: truth, too, which a study only estimates.
    wage : float
        What an agent earns in a quarter, money.
    fixed_agents : bool
        Whether the manager staffs desks, and no rule does (``company.staffing``).
    justice, complaint_cost : float
        Justice of recovery, and how hard it is to complain, as the scenario sets them.
    """

    gaps: Gaps
    readiness: Readiness
    handling_minutes: Mapping[str, float]
    motivation: float = 0.5
    competitor_pull: float = 0.0
    wage: float = 0.0
    fixed_agents: bool = True
    justice: float = 1.0
    complaint_cost: float = 0.0

    @classmethod
    def of(cls, scenario: Scenario, motivation: float = 0.5) -> Situation:
        """Take the numbers from a scenario (without the firm's changes)."""
        company, pull = scenario.company, scenario.market.competitor.pull
        staffed = {
            name: place.handling_minutes
            for name, place in company.touchpoints.items()
            if place.agents > 0
        }
        share = scenario.customers / scenario.represents if scenario.represents else 1.0
        hours = QUARTER_DAYS * scenario.hours_per_day * share
        return cls(
            company.gaps,
            company.readiness,
            FrozenDict(staffed),
            motivation,
            pull,
            wage=hours * company.costs.wage_per_hour,
            fixed_agents=company.staffing.rule == "fixed",
            justice=company.recovery.justice,
            complaint_cost=company.recovery.complaint_cost,
        )


@dataclass(frozen=True)
class Initiative:
    """A piece of work on its way.

    Attributes
    ----------
    kind : str
        ``"design"`` (gap 2), ``"delivery"`` (gap 3 at a touchpoint), ``"efficiency"`` (handling
        time at a touchpoint), ``"hiring"`` or ``"release"`` (agents of a desk), ``"recovery"``
        (justice) or ``"complaints"`` (how easy it is to complain).
    touchpoint : str
        Where; empty for the whole firm.
    size : float
        What it is to achieve if all goes well: points (1-7), share of handling time, agents.
    money : float
        Its cost.
    started : int
        Quarter at whose end it was started.
    delay : float
        Quarters until it is finished.
    """

    kind: Kind
    touchpoint: str = ""
    size: float = 0.0
    money: float = 0.0
    started: int = 0
    delay: float = 0.0

    @property
    def name(self) -> str:
        """For example ``delivery.chat``."""
        return f"{self.kind}.{self.touchpoint}" if self.touchpoint else self.kind


@dataclass(frozen=True)
class Firm:
    """What the firm has achieved, has under way and remembers. ``Firm()`` has done nothing yet.

    Attributes
    ----------
    knowledge, design, communication : float
        Changes of gaps 1, 2 (by initiatives) and 4, points (1-7).
    correction : float
        Change of gap 2 by control: quick to come and quick to fade.
    delivery : mapping
        Change of gap 3 by touchpoint, points (1-7).
    handling : mapping
        Change of handling time by touchpoint, minutes.
    agents : mapping
        Change of the number of agents by touchpoint; a desk has whole ones.
    justice, complaint_cost : float
        Changes of the justice of recovery, and of how hard it is to complain.
    financial, non_financial : float
        Lift of staff motivation by bonuses and by recognition.
    readiness : tuple of float
        Changes of the five elements, in the order of `ELEMENTS`.
    initiatives : tuple of Initiative
        What is under way.
    target : float
        To-be value of the score that is watched, if there were no competitor; NaN before the
        first measurement.
    competitor : float
        The competitor's pull as the last study found it; NaN where nobody looked.
    to_be : mapping
        To-be map: the shortfall that present work aims at, by touchpoint, points (1-7).
    integral : float
        Sum of the deviations that were corrected, units of satisfaction.
    readings : tuple of Reading
        The last readings, the newest last: surveys come with a lag.
    spending : float
        Money spent in the last quarter.
    """

    knowledge: float = 0.0
    design: float = 0.0
    communication: float = 0.0
    correction: float = 0.0
    delivery: Mapping[str, float] = field(default_factory=FrozenDict)
    handling: Mapping[str, float] = field(default_factory=FrozenDict)
    agents: Mapping[str, float] = field(default_factory=FrozenDict)
    justice: float = 0.0
    complaint_cost: float = 0.0
    financial: float = 0.0
    non_financial: float = 0.0
    readiness: tuple[float, ...] = (0.0,) * len(ELEMENTS)
    initiatives: tuple[Initiative, ...] = ()
    target: float = math.nan
    competitor: float = math.nan
    to_be: Mapping[str, float] = field(default_factory=FrozenDict)
    integral: float = 0.0
    readings: tuple[Reading, ...] = ()
    spending: float = 0.0

    @property
    def support(self) -> float:
        """Lift of staff motivation by all programmes, at most 1."""
        return min(1.0, self.financial + self.non_financial)

    def levels_of_readiness(self, situation: Situation) -> tuple[float, ...]:
        """Readiness as it is now: the scenario's, and what changed since."""
        base = (getattr(situation.readiness, element) for element in ELEMENTS)
        return tuple(
            min(1.0, max(0.0, level + change))
            for level, change in zip(base, self.readiness, strict=True)
        )

    def effects(self) -> dict[str, float]:
        """Return shifts to be added to the scenario: path -> shift. Nothing done, nothing shifted.

        Agents are people and not among them: see `agents`.
        A sum may leave a field's bounds (a gap below -2); who adds keeps to them.
        """
        shifts = {
            "company.gaps.knowledge": self.knowledge,
            "company.gaps.design": self.design + self.correction,
            "company.gaps.communication": self.communication,
            "company.staff.support": self.support,
            "company.recovery.justice": self.justice,
            "company.recovery.complaint_cost": self.complaint_cost,
        }
        for element, change in zip(ELEMENTS, self.readiness, strict=True):
            shifts[f"company.readiness.{element}"] = change
        for name, change in self.delivery.items():
            shifts[f"company.touchpoints.{name}.delivery_gap_offset"] = change
        for name, change in self.handling.items():
            shifts[f"company.touchpoints.{name}.handling_minutes"] = change
        return {path: shift for path, shift in shifts.items() if shift != 0.0}


@dataclass(frozen=True)
class QuarterRecord:
    """One quarter in the management table: measured, believed, planned, finished.

    Names of initiatives are separated by commas. What was acted on (``..._seen``) is older than
    the quarter by the survey lag, and missing where the firm does not look.

    Attributes
    ----------
    quarter : int
        Number of the quarter.
    data_age_quarters, data_completeness : float
        How old the surveys acted on are, and what share of customers' data is at hand (S2-04).
    nps_seen, csat_seen, ces_seen : float
        The scores that decisions rest on.
    complaints_per_customer, wait_minutes, abandonment : float
        What else is seen; the last two are means over contacts.
    agents : float
        Agents at all desks in the quarter.
    study_answers, study_error : float
        Effective sample n of the study, and the standard error σ/√n of what it says of gap 1.
    competitor_believed : float
        The competitor's pull as the study found it.
    believed_shortfall : float
        Expectation - perception as the firm believes it, points (1-7).
    pain : float
        Sum of reach × importance × shortfall over touchpoints.
    pain_point : str
        The touchpoint with the greatest pain; empty where none is known.
    target, deviation, correction : float
        To-be score; its distance from what was seen, in units of satisfaction (above 0: too low);
        what control made of it, in points of service.
    effectiveness : float
        e, from readiness.
    budget, spending : float
        Money that could be spent and was spent.
    planned, finished, failed : str
        Initiatives started, finished with success, and failed.
    under_way : int
        Initiatives that go on into the next quarter.
    """

    quarter: int
    data_age_quarters: float = math.nan
    data_completeness: float = math.nan
    nps_seen: float = math.nan
    csat_seen: float = math.nan
    ces_seen: float = math.nan
    complaints_per_customer: float = math.nan
    wait_minutes: float = math.nan
    abandonment: float = math.nan
    agents: float = math.nan
    study_answers: float = math.nan
    study_error: float = math.nan
    competitor_believed: float = math.nan
    believed_shortfall: float = math.nan
    pain: float = math.nan
    pain_point: str = ""
    target: float = math.nan
    deviation: float = math.nan
    correction: float = 0.0
    effectiveness: float = math.nan
    budget: float = 0.0
    spending: float = 0.0
    planned: str = ""
    finished: str = ""
    failed: str = ""
    under_way: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return the row as column -> value."""
        return asdict(self)
