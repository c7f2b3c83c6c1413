"""``expectations``: the treadmill. An improvement delights, then it becomes the normal thing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from cxsim import theory
from cxsim.explorers import panels
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.panels import Points
from cxsim.explorers.wording import apart, around, paragraphs, shown
from cxsim.model.gaps import delivery_level
from cxsim.plots import marks
from cxsim.results.run import Run, simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

CUSTOMERS = 500
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
        return panels.means_by(self.customer, self.number, self.surprise, _CONTACTS)

    @property
    def by_month(self) -> np.ndarray:
        """Mean satisfaction by customer and month."""
        return panels.means_by(self.customer, self.month, self.satisfaction, _MONTHS)


def _base() -> Scenario:
    # Only their own contacts change their mind
    heard = ("expectation.promise", "expectation.advertising", "talk.contagion")
    unheard = {f"behaviour.{name}": 0.0 for name in heard}
    start = load("bank").replace({_GAP: 0.6, **unheard}, customers=CUSTOMERS)
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
    return panels.points_of(np.arange(1, apart.shape[1] + 1), list(apart.T))


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


# -- the picture -----------------------------------------------------------------------------------


def _draw(figure: Figure, result: Treadmill, pinned: Treadmill | None) -> None:
    if not figure.axes:
        surprise, satisfaction = figure.subplots(1, 2)
        surprise.set_title("Surprise wears off")
        satisfaction.set_title("Satisfaction against no improvement")
    surprise, satisfaction = figure.axes
    contacts = result.surprise.x
    panels.curve(surprise, "theory", contacts, result.rule, "rule, without luck")
    panels.dots(surprise, "simulated", result.surprise, "simulated (95 % interval)")
    panels.pinned(surprise, contacts, pinned.surprise.mean if pinned else None)
    panels.height(surprise, 0.0, 0.7, result.rule, result.surprise.mean, _of(pinned, "surprise"))
    surprise.set(xlabel="contacts since the improvement", xlim=(0.5, _CONTACTS + 0.5))
    surprise.set_ylabel("extra surprise (points)")
    panels.dots(satisfaction, "truth", result.lasting, "it lasts")
    panels.dots(satisfaction, "measured", result.once, "it lasts one month", "s")
    panels.pinned(satisfaction, result.lasting.x, pinned.lasting.mean if pinned else None)
    panels.zero_line(satisfaction)
    level = [result.level, result.level]
    panels.curve(satisfaction, "second theory", [0, _MONTHS + 1], level, "quality level alone", ":")
    drawn = (result.lasting.mean, result.once.mean, _of(pinned, "lasting"))
    panels.height(satisfaction, -0.1, 0.6, *drawn)
    satisfaction.set(xlabel="months since the improvement", xlim=(0.3, _MONTHS + 0.7))
    satisfaction.set_ylabel("extra satisfaction")
    for ax in figure.axes:
        marks.legend(ax, loc="upper right")


def _of(pinned: Treadmill | None, name: str) -> np.ndarray:
    return getattr(pinned, name).mean if pinned else np.array([])


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Treadmill, pinned: Treadmill | None) -> str:
    return paragraphs(
        _read_surprise(result),
        _read_satisfaction(result),
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_surprise(result: Treadmill) -> str:
    first, tenth = _at(result.surprise, 0), _at(result.surprise, 9)
    return (
        f"<b>Surprise.</b> Gap 3 falls from {shown(result.gap, 2)} to {shown(_AFTER, 2)}. The "
        f"first contact after it surprises by {first} points more than it would have. At the tenth "
        f"contact {tenth} are left. The rule without luck says {shown(result.rule[0], 2)} and "
        f"{shown(result.rule[9], 2)}."
    )


def _read_satisfaction(result: Treadmill) -> str:
    first, later = _at(result.lasting, 0, 3), _at(_late(result.lasting), 0, 3)
    return (
        f"<b>Satisfaction.</b> It rises by {first} in the first month. Averaged over the last six "
        f"months {later} are left; the better quality alone, without any surprise, gives "
        f"{shown(result.level, 2)}. After an improvement of one month only, the second month "
        f"brings {_at(result.once, 1, 3)}: a gift is missed when it is gone."
    )


def _read_pinned(result: Treadmill, pinned: Treadmill) -> str:
    first = result.lasting.mean[0] - pinned.lasting.mean[0]
    later = _late(result.lasting).mean[0] - _late(pinned.lasting).mean[0]
    return (
        "<b>Against the pinned run</b>: what the improvement adds to satisfaction is "
        f"{apart(first, 'points', 'more', 'less', 3)} in the first month and "
        f"{apart(later, 'points', 'more', 'less', 3)} in the last six."
    )


def _at(points: Points, place: int, digits: int = 2) -> str:
    return around(float(points.mean[place]), float(points.margin[place]), digits=digits)


def _late(points: Points) -> Points:
    """Mean of the last six months; the same customers, so their errors are not independent."""
    return Points(
        points.x[-1:], points.mean[-6:].mean(keepdims=True), points.margin[-6:].mean(keepdims=True)
    )


DESCRIPTION = Description(
    name="expectations",
    title="The treadmill of expectations",
    question="Does delight pay?",
    base=_base,
    controls=(
        SliderSettings(
            _GAP, low=0.1, high=0.8, step=0.05, unit="points",
            title="Gap 3 before it falls to 0 (the improvement)",
        ),
        SliderSettings("behaviour.expectation.learning", low=0.05, high=0.5, step=0.05),
        SliderSettings("behaviour.expectation.assimilation", low=0.0, high=0.4, step=0.05),
        SliderSettings("behaviour.expectation.should_weight", low=0.0, high=1.0, step=0.1),
        SliderSettings("behaviour.satisfaction.loss_aversion", low=1.0, high=3.0, step=0.1),
        SliderSettings(
            "behaviour.satisfaction.tolerance", low=0.0, high=0.9, step=0.05, unit="points"
        ),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
)  # fmt: skip
