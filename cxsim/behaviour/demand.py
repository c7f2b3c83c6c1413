"""How much people want to buy when the economy is good or bad."""

from __future__ import annotations

import math

_LARGEST = 10.0


def demand_factor(effect: float, index: float) -> float:
    """Factor on the rate of purchases: exp(γ_m · index), held between 1/10 and 10.

    The bounds keep a wild economy within what any market has seen; inside them the form is exact.
    """
    limit = math.log(_LARGEST)
    return math.exp(min(limit, max(-limit, effect * index)))
