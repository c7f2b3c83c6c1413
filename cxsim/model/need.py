"""Needs: what kinds there are, and when they arise."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from cxsim.compilation import rule
from cxsim.fields import SHARE, FrozenDict, Model, parameter
from cxsim.model.chance import exponential
from cxsim.model.records import Record, derived
from cxsim.model.streams import NEED, block, draw

_LARGEST = 10.0
Weight = Annotated[float, Field(ge=0.0, le=1e6)]

# fmt: off


class Need(Model):
    """A kind of need: each one that arises opens an episode."""

    per_month: float = parameter(
        0.5, "Needs of a customer in a month", "per customer-month", (0.0, 1_000.0))
    purchase: bool = Field(
        False, title="This need is the purchase: its rate is each customer's own purchase rate"
    )
    moment_of_truth: float = parameter(
        1.0, "Weight μ in the memory of the relationship", "weight", (0.0, 10.0), (1.0, 4.0))
    handling_factor: float = parameter(1.0, "Factor on handling time", "factor", (0.01, 100.0))
    difficulty: float = parameter(
        0.0, "Difficulty (lowers the log-odds of resolution)", "log-odds", (-10.0, 10.0))
    major_factor: float = parameter(
        1.0, "Factor on the share of major failures", "factor", (0.0, 10.0))
    revenue: float = parameter(
        0.0, "Contribution to gross profit when resolved", "money", (0.0, 1e6))
    preventable: bool = Field(
        False, title="A problem that the firm's data can foresee (proactive service)"
    )
    path: tuple[str, ...] = Field(
        (), title="Touchpoints (of those there are) that it takes, in order; empty: any one",
        max_length=5, strict=False,
    )
    fit: Annotated[dict[str, float | None], AfterValidator(FrozenDict)] = Field(
        default_factory=dict,
        title="Fit of each touchpoint to the need (not named: 0; null: cannot be met there)",
    )
    taken_for: Annotated[dict[str, float], AfterValidator(FrozenDict)] = Field(
        default_factory=FrozenDict,
        title="Shares in which the router takes it for other kinds (its row of the confusion "
        "matrix); without them, company.service.routing_accuracy says how often it errs",
    )
    tolerated_days: float = parameter(
        3.0, "Operating days that people give a matter", "days", (0.0, 1_000.0), (1.0, 7.0))
    reopens: float = parameter(
        0.0, "Chance that a matter dropped unsolved comes up again (null: 0)", "probability",
        SHARE, (0.2, 0.6))
    reopen_days: float = parameter(
        30.0, "Mean time until it comes up again, or is settled without the firm", "days",
        (0.01, 3_650.0), (15.0, 60.0))

    @derived
    def steps(self) -> int:
        """Steps of the planned path, 1 where any touchpoint will do."""
        return max(1, len(self.path))

    @derived
    def known(self) -> float:
        """How often the router knows the need; NaN where the service's accuracy says it."""
        return 1.0 - sum(self.taken_for.values()) if self.taken_for else math.nan


class Rhythm(Model):
    """When needs arise. Empty lists mean: evenly, at any time (the assumption of most formulas)."""

    day: tuple[Weight, ...] = Field(
        (), title="Weights of equal parts of the open day, from opening to closing; empty: even",
        max_length=24, strict=False,
    )
    week: tuple[Weight, ...] = Field(
        (), title="Weights of the seven days of a week; day 0 is the first; empty: even",
        max_length=7, strict=False,
    )

    @model_validator(mode="after")
    def _has_needs(self) -> Rhythm:
        if len(self.week) not in (0, 7):
            raise ValueError(f"week: takes no weights or seven, not {len(self.week)}")
        for name, weights in (("day", self.day), ("week", self.week)):
            if weights and not sum(weights) > 0.0:
                raise ValueError(f"{name}: at least one weight must be above 0")
        return self
# fmt: on


class Routed(Record, of=(Need,)):
    """A need in a run: its own numbers, and those of whom it is mistaken for."""

    wrong_handling: float  # mean handling factor of the kinds that it is taken for


class Needy(Record):
    """How often a person has needs."""

    need_factor: float
    purchases_per_day: float  # λ


# -- rules --------------------------------------------------------------------------------------


def demand_factor(effect: float, index: float) -> float:
    """Factor on the rate of purchases: exp(γ_m · index), held between 1/10 and 10.

    The bounds keep a wild economy within what any market has seen; inside them the form is exact.
    """
    limit = math.log(_LARGEST)
    return math.exp(min(limit, max(-limit, effect * index)))


@rule
def needs_until(day: float, rhythm: Any) -> float:
    """Days' worth of needs up to a day, Λ(t): an inhomogeneous Poisson process with mean rate 1.

    ``rhythm`` holds Λ at the ends of equal parts of its period (a day or a week), from 0 on; a
    single 0 means that needs arise evenly, Λ(t) = t.
    """
    parts = len(rhythm) - 1
    if parts == 0 or math.isinf(day):
        return day
    period = rhythm[parts]
    turns = math.floor(day / period)
    place = (day - turns * period) * parts / period
    part = min(parts - 1, int(place))
    share = place - part
    return turns * period + rhythm[part] + share * (rhythm[part + 1] - rhythm[part])


@rule
def day_of_needs(needs: float, rhythm: Any) -> float:
    """Day on which so many days' worth of needs have arisen: the inverse of Λ."""
    parts = len(rhythm) - 1
    if parts == 0 or math.isinf(needs):
        return needs
    period = rhythm[parts]
    turns = math.floor(needs / period)
    here = needs - turns * period
    part = 0
    while part < parts - 1 and rhythm[part + 1] <= here:
        part += 1
    height = rhythm[part + 1] - rhythm[part]
    share = (here - rhythm[part]) / height if height > 0.0 else 1.0
    return turns * period + (part + min(1.0, share)) * period / parts


# -- steps --------------------------------------------------------------------------------------


@rule
def days_to_candidate(
    seed: int, customer: int, need: int, candidate: int, now: float, own_rate: float,
    rates: Any, period_ends: Any, rhythm: Any,
) -> float:  # fmt: skip
    """Days from one candidate need of a kind to the next: depends on nothing the firm does.

    The candidate comes when the integrated rate has grown by an Exp(1) amount.
    """
    if own_rate <= 0.0:
        return math.inf
    luck, _ = draw(seed, customer, block(NEED, need), candidate)
    amount = exponential(luck, 1.0 / own_rate)
    start = needs_until(now, rhythm)
    passed = 0.0
    for period in range(len(period_ends)):
        days = needs_until(period_ends[period], rhythm) - start
        if days <= passed:
            continue
        rate = rates[need, period]
        if rate > 0.0:
            if rate * (days - passed) >= amount:
                return days_by_rhythm(rhythm, now, start, passed + amount / rate)
            amount = amount - rate * (days - passed)
        passed = days
    return math.inf


@rule
def days_by_rhythm(rhythm: Any, now: float, start: float, passed: float) -> float:
    """Plain days from now until so many days' worth of needs have arisen since the start."""
    if len(rhythm) == 1:
        return passed
    return max(0.0, day_of_needs(start + passed, rhythm) - now)
