"""A bank that calls before its customers ask: what the explorer ``proactive`` measures.

The bank foresees locked accounts, which its contacts seldom solve at once. Nothing else fails here,
so that calls about a problem, calls about nothing and their worth follow the closed form. That a
call wakes customers who stayed out of habit is not in the formula: the simulation shows it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cxsim.explorers import panels
from cxsim.explorers.panels import Points
from cxsim.intervals import z_quantile
from cxsim.results.run import Run, simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.theory import proactive
from cxsim.units import MONTH_DAYS

CUSTOMERS = 600
"""Simulated customers: more make the intervals narrower and the picture slower."""

SOLVED, GOODWILL = 15.0, 120.0
"""Prices in the formula: of a problem solved early (V), and of a point of attitude.

Assumptions, near what both do to the profit and the customer equity of this bank when nobody is
asleep.
"""

MONTHS = 24
_ENDS = range(3, MONTHS + 1, 3)
OUTREACH = "company.outreach"
PROBLEMS = "market.needs.access_problem.per_month"
ASLEEP = "behaviour.churn.dormant_share"


class Stakes(NamedTuple):
    """What the formula needs to know, in the order of its arguments."""

    detectability: float
    need_share: float
    value: float
    annoyance: float
    effectiveness: float
    contact_cost: float


class Calls(NamedTuple):
    """What a run with calls shows, beside the same customers and luck without."""

    threshold: float
    stakes: Stakes
    cases: float  # problems, and months without one, of a customer in a month
    asleep: float  # share of customers who stay out of habit
    months: float  # customer-months
    hits: float
    solved: float
    false_alarms: float
    left: np.ndarray  # day on which each customer of day 0 left, missing for who stayed
    left_without: np.ndarray

    @property
    def calls(self) -> float:
        """All calls."""
        return self.hits + self.false_alarms

    @property
    def worth(self) -> tuple[float, float]:
        """Money for 100 customers in a month at the formula's prices, and margin (Poisson)."""
        prices = np.array(
            [
                self.stakes.value - self.stakes.contact_cost,
                -self.stakes.contact_cost,
                -self.stakes.annoyance - self.stakes.contact_cost,
            ]
        )
        counts = np.array([self.solved, self.hits - self.solved, self.false_alarms])
        error = np.sqrt((prices**2 * counts).sum())
        scale = 100 / self.months
        return float(scale * (prices * counts).sum()), float(scale * z_quantile() * error)

    @property
    def expected_worth(self) -> float:
        """The same by the formula."""
        value = proactive.expected_value(self.threshold, *self.stakes)
        return float(100 * self.cases * value)

    @property
    def best(self) -> float:
        """θ*, the best threshold by the formula; infinite where nobody should be called."""
        return float(proactive.optimal_threshold(*self.stakes))

    @property
    def more_leave(self) -> Points:
        """How many more have left than without calls (percentage points), by months."""
        pairs = [100.0 * (gone(self.left, end) - gone(self.left_without, end)) for end in _ENDS]
        return panels.points_of(_ENDS, pairs)


def firm() -> Scenario:
    """Return the bank: locked accounts are hard to solve, and habit holds more than usual."""
    # The formula's score knows all customers, and knows them as they are today
    data = {"company.data.completeness": 1.0, "company.data.age_days": 0.0}
    return load("bank").replace(
        {
            **data,
            "market.needs.access_problem.difficulty": 3.0,
            "company.recovery.failure_probability": 0.0,
            "behaviour.churn.inertia": 0.6,
            "company.data.completeness": 1.0,  # the score sees all there is to see
            "company.data.age_days": 0.0,
            "company.data.integration": 1.0,
            "behaviour.talk.contagion": 0.0,  # whom nobody calls feels nothing of it
            "behaviour.demand.reputation": 0.0,
            **{f"market.needs.{need}.reopens": 0.0 for need in load("bank").market.needs},
            f"{OUTREACH}.reach": 1.0,
            f"{OUTREACH}.threshold": 1.4,
        },
        customers=CUSTOMERS,
        days=round(MONTHS * MONTH_DAYS),
        warm_up_days=0,
    )


def measure(scenario: Scenario) -> Calls:
    """Simulate the bank with its calls, and the same customers without."""
    run = _run(scenario)
    false_alarms = run.window.total("false_alarms")
    problems, quiet = _problems(scenario)
    service = scenario.company.outreach
    return Calls(
        threshold=service.threshold,
        stakes=Stakes(
            detectability=service.sensitivity,
            need_share=problems / (problems + quiet),
            value=SOLVED,
            annoyance=GOODWILL * service.annoyance,
            effectiveness=service.fixes,
            contact_cost=service.cost,
        ),
        cases=problems + quiet,
        asleep=scenario.behaviour.churn.dormant_share,
        months=run.window.months,
        hits=run.window.total("calls") - false_alarms,
        solved=run.window.total("prevented"),
        false_alarms=false_alarms,
        left=_left(run),
        left_without=_left_without(scenario.value(PROBLEMS), scenario.value(ASLEEP)),
    )


def _run(scenario: Scenario) -> Run:
    return simulate(scenario, seed=1, log=False)


def _left(run: Run) -> np.ndarray:
    return run.customers["left"].to_numpy()[:CUSTOMERS]


@lru_cache(maxsize=64)
def _left_without(problems: float, asleep: float) -> np.ndarray:
    """When customers leave if nobody is called: it hangs on two of the sliders only."""
    nobody = {f"{OUTREACH}.reach": 0.0, PROBLEMS: problems, ASLEEP: asleep}
    return _left(_run(firm().replace(nobody)))


def _problems(scenario: Scenario) -> tuple[float, float]:
    """Problems of a customer in a month, and share of months without any."""
    segments = scenario.market.segments.values()
    share = np.array([segment.share for segment in segments])
    rate = scenario.value(PROBLEMS) * np.array([segment.need_factor for segment in segments])
    return float(share @ rate), float(share @ np.exp(-rate))


def gone(left: np.ndarray, month: int = MONTHS) -> np.ndarray:
    """1 for each customer who has left by the end of a month, 0 for the others."""
    return np.asarray(left <= month * MONTH_DAYS, dtype=float)
