"""Luck with a spread that a scenario can switch off."""

from __future__ import annotations

from cxsim.behaviour.chance import normal
from cxsim.compilation import rule
from cxsim.engine.streams import draw


@rule
def normal_pair(
    seed: int, customer: int, block: int, n: int, first_sd: float, second_sd: float
) -> tuple[float, float]:
    """Return two normal values with mean 0; luck that has no spread is not drawn."""
    if first_sd == 0.0 and second_sd == 0.0:
        return 0.0, 0.0
    first, second = draw(seed, customer, block, n)
    return first_sd * normal(first), second_sd * normal(second)
