"""``expectations``: the treadmill. An improvement delights, then it becomes the normal thing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxsim import theory
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Curve, Dots, Kept, Points, means_by, points_of
from cxsim.explorers.wording import Figures
from cxsim.model.gaps import delivery_level
from cxsim.results.run import Run, simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

CUSTOMERS = 700
"""Simulated customers: more make the intervals narrower."""

_GAP = "company.gaps.delivery"
_AFTER = 0.0  # gap 3 after the improvement
_CHANGE = 8 * MONTH_DAYS  # by then customers know the old quality
_MONTHS = 16  # that are shown after it
_CONTACTS = 12
_COEFFICIENTS = ("learning", "assimilation", "ratchet", "should_weight")


class Treadmill(NamedTuple):
    """What an improvement brings, against the same customers and luck without it."""

    gap: float  # of delivery, before the improvement
    level: float  # what the better quality alone gives, without any surprise
    surprise: Points  # by the number of contacts after the improvement
    rule: np.ndarray  # the same for a customer without luck
    lasting: Points  # satisfaction by months after it
    once: Points  # the same, if the improvement lasts one month


class Contacts(NamedTuple):
    """Contacts after the change, in order of customers and time."""

    customer: np.ndarray
    number: np.ndarray  # of a customer's contacts, from 0
    month: np.ndarray  # after the change, from 0
    surprise: np.ndarray
    satisfaction: np.ndarray

    @property
    def by_number(self) -> np.ndarray:
        """Mean surprise by customer and number of the contact."""
        return means_by(self.customer, self.number, self.surprise, _CONTACTS)

    @property
    def by_month(self) -> np.ndarray:
        """Mean satisfaction by customer and month."""
        return means_by(self.customer, self.month, self.satisfaction, _MONTHS)


def _base() -> Scenario:
    """A bank whose customers learn from contacts only, as the rule without luck does."""
    changes = {_GAP: 0.6, "behaviour.expectation.advertising": 0.0}
    start = load("bank").replace(changes, customers=CUSTOMERS)
    return start.replace(days=round(_CHANGE + _MONTHS * MONTH_DAYS) + 1)


def _measure(scenario: Scenario) -> Treadmill:
    better = scenario.at(_CHANGE, {_GAP: _AFTER})
    gift = better.at(_CHANGE + MONTH_DAYS, {_GAP: scenario.value(_GAP)})
    never, lasting, once = (_contacts(simulate(one, seed=1)) for one in (scenario, better, gift))
    weight = scenario.behaviour.satisfaction.level_weight
    return Treadmill(
        gap=scenario.company.gaps.delivery,
        level=weight * (scenario.company.gaps.delivery - _AFTER),
        surprise=_difference(lasting.by_number, never.by_number),
        rule=_without_luck(scenario),
        lasting=_difference(lasting.by_month, never.by_month),
        once=_difference(once.by_month, never.by_month),
    )


def _contacts(run: Run) -> Contacts:
    """Contacts after the change of customers who knew the firm before."""
    table, people = run.encounters, run.customers
    customer, arrived = table["customer"].to_numpy(), table["arrived"].to_numpy()
    joined = people["joined"].to_numpy()[np.searchsorted(people["customer"], customer)]
    felt = table["performance"].notna().to_numpy()
    counted = np.flatnonzero((arrived >= _CHANGE) & felt & (joined < _CHANGE))
    counted = counted[np.lexsort((arrived[counted], customer[counted]))]
    customer = customer[counted]
    return Contacts(
        customer=customer,
        number=np.arange(len(customer)) - np.searchsorted(customer, customer),
        month=((arrived[counted] - _CHANGE) // MONTH_DAYS).astype(int),
        surprise=table["disconfirmation"].to_numpy()[counted],
        satisfaction=table["satisfaction"].to_numpy()[counted],
    )


def _difference(one: np.ndarray, other: np.ndarray) -> Points:
    """Mean difference between the same customers in two runs, place by place."""
    people = min(len(one), len(other))
    apart = one[:people] - other[:people]
    return points_of(np.arange(1, apart.shape[1] + 1), list(apart.T))


def _without_luck(scenario: Scenario) -> np.ndarray:
    """Extra surprise of a customer without luck, contact by contact."""
    gaps, ideal = scenario.company.gaps, scenario.behaviour.quality.ideal
    before = delivery_level(ideal, gaps)
    after = before + gaps.delivery - _AFTER
    given = scenario.behaviour.expectation.model_dump()
    coefficients = {name: given[name] for name in _COEFFICIENTS}
    better, same = (
        theory.expectations.path([level] * _CONTACTS, before, ideal, **coefficients)
        for level in (after, before)
    )
    return np.asarray(better.disconfirmation - same.disconfirmation)


def _surprise(result: Treadmill) -> list[Curve | Dots | Kept]:
    contacts = result.surprise.x
    return [
        Curve("theory", contacts, result.rule, "rule, without luck"),
        Dots("simulated", result.surprise, "simulated (95 % interval)"),
        Kept(contacts, result.surprise.mean),
    ]


def _satisfaction(result: Treadmill) -> list[Curve | Dots | Kept]:
    ends, level = [0, _MONTHS + 1], [result.level] * 2
    return [
        Dots("truth", result.lasting, "it lasts"),
        Dots("measured", result.once, "it lasts one month", "s"),
        Kept(result.lasting.x, result.lasting.mean),
        Curve("second theory", ends, level, "quality level alone", ":", counts=False),
    ]


def _after_a_gift(mean: float, margin: float) -> str:
    """Name the phrase on the month after a gift."""
    if abs(mean) <= margin:
        return "open"
    return "missed" if mean < 0.0 else "left"


def _figures(result: Treadmill) -> Figures:
    return {
        "gap": result.gap,
        "surprise": result.surprise.at(0),
        "tenth": result.surprise.at(9),
        "rule": result.rule[0],
        "rule_tenth": result.rule[9],
        "first": result.lasting.at(0),
        # Of the same customers, so that their errors are not independent.
        "late": (result.lasting.mean[-6:].mean(), result.lasting.margin[-6:].mean()),
        "level": result.level,
        "second": result.once.at(1),
        "afterwards": _after_a_gift(*result.once.at(1)),
    }


DESCRIPTION = Description.of("expectations", _base, _measure, (_surprise, _satisfaction), _figures)
