"""How much people want to buy when the economy is good or bad, and at what hours needs arise."""

from __future__ import annotations

import math
from typing import Any

from cxsim.compilation import rule

_LARGEST = 10.0


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
