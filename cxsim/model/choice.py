"""Which touchpoint a customer turns to."""

from __future__ import annotations

import math
from typing import Any

from cxsim.compilation import rule
from cxsim.fields import Model, parameter
from cxsim.model.chance import gumbel
from cxsim.model.contact import HANDED_OVER, NO_TRANSFER, NOBODY, SENT_ON, Matter
from cxsim.model.records import Record
from cxsim.model.streams import CHOICE, block, draw

# fmt: off


class Choice(Model):
    """Which touchpoint a customer turns to: multinomial logit."""

    fit: float = parameter(1.0, "Weight of the fit to the need", "utility", (-10.0, 10.0))
    habit: float = parameter(0.6, "Bonus of the touchpoint used last", "utility", (-10.0, 10.0))
    wait: float = parameter(
        0.5, "Dislike of last month's mean wait, in usual waits", "utility", (-10.0, 10.0))
    digital: float = parameter(
        1.0, "Weight of the liking of digital touchpoints", "utility", (-10.0, 10.0))
    taste_sd: float = parameter(0.5, "Lasting personal tastes (sd)", "utility", (0.0, 5.0))
# fmt: on


class Chooser(Record):
    """What a person's choice of a touchpoint depends on."""

    digital: float
    last_touchpoint: int


@rule
def attraction(
    preference: float, fit: float, habit: float, wait: float, digital: float, luck: float
) -> float:
    """Utility of a touchpoint in a multinomial logit: the largest one is chosen.

    ``preference`` includes the customer's lasting taste; ``wait`` is the dislike of last month's
    mean wait; ``luck`` is a standard Gumbel value.
    """
    return preference + fit + habit - wait + digital + luck


@rule
def most_attractive(
    seed: int, matter: Matter, person: Chooser, choice: Choice,
    places: Any, desks: Any, fits: Any, taste: Any,
) -> int:  # fmt: skip
    """Return the touchpoint that the customer likes best, of those that can meet the need."""
    need, customer = matter.need, matter.customer
    n = 8 * matter.candidate + matter.step
    to_staff = matter.transfer == HANDED_OVER and staff_can_help(need, places, fits)
    chosen, best = -1, -math.inf
    even, odd = 0.5, 0.5
    for k in range(len(places)):
        if k % 2 == 0:
            even, odd = draw(seed, customer, block(CHOICE, need, k // 2), n)
        fit = fits[need, k]
        place = places[k]
        if math.isnan(fit) or (to_staff and place.agents == 0):
            continue
        habit = choice.habit if person.last_touchpoint == k else 0.0
        usual = desks[k].usual_wait / place.usual_wait_minutes
        value = attraction(
            place.preference + taste[customer, k],
            choice.fit * fit,
            habit,
            choice.wait * usual,
            choice.digital * person.digital * place.digital,
            gumbel(even if k % 2 == 0 else odd),
        )
        if value > best:
            best, chosen = value, k
    return chosen


@rule
def planned_touchpoint(matter: Matter, steps: int, places: Any, paths: Any, fits: Any) -> int:
    """Return the touchpoint that leaves no choice, -1 where there is one.

    A misrouted customer stays where they are; a planned path says where to go; a need may have
    one touchpoint only.
    """
    if matter.transfer == SENT_ON and places[matter.touchpoint].open == 1:
        return matter.touchpoint
    if matter.transfer == NO_TRANSFER and steps > 1:
        place = paths[matter.need, matter.stage]
        if places[place].open == 1:
            return place
    if matter.transfer == HANDED_OVER:
        return NOBODY
    return only_touchpoint(matter.need, fits)


@rule
def staff_can_help(need: int, places: Any, fits: Any) -> bool:
    """Tell whether any touchpoint with agents can meet the need."""
    for k in range(len(places)):  # noqa: SIM110  compiled
        if places[k].agents > 0 and not math.isnan(fits[need, k]):
            return True
    return False


@rule
def only_touchpoint(need: int, fits: Any) -> int:
    """Return the one touchpoint that can meet the need, -1 where there are several."""
    found = -1
    for k in range(fits.shape[1]):
        if not math.isnan(fits[need, k]):
            if found >= 0:
                return -1
            found = k
    return found


@rule
def begin_contact(matter: Matter, person: Chooser, touchpoint: int, now: float) -> None:
    """The customer turns to a touchpoint."""
    matter.previous = matter.touchpoint
    matter.touchpoint = touchpoint
    matter.arrived = now
    matter.started = math.nan
    if matter.transfer == HANDED_OVER or matter.transfer == SENT_ON:
        matter.transfers += 1
    matter.transfer = NO_TRANSFER
    matter.context_kept = -1
    person.last_touchpoint = touchpoint
