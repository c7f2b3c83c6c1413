"""The CX pyramid (Gartner 2018): five levels, each carried by those below it.

Gartner publishes an order of levels and no effect sizes: gate and weights are assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence

LEVELS = ("communication", "responsive", "commitment", "proactive", "evolution")
WEIGHTS = (0.05, 0.10, 0.20, 0.30, 0.35)


def effective_levels(levels: Sequence[float], gate: float) -> list[float]:
    """Levels as far as those below carry them: e_j = c_j · ∏_{m<j} c_m^γ, all from 0 to 1.

    ``gate`` γ = 0 removes the hierarchy.
    """
    carried, found = 1.0, []
    for level in levels:
        found.append(level * carried)
        carried *= level**gate
    return found


def pyramid_score(levels: Sequence[float], gate: float) -> float:
    """Weighted sum of the effective levels, from 0 to 1; higher levels weigh more."""
    effective = effective_levels(levels, gate)
    return sum(weight * level for weight, level in zip(WEIGHTS, effective, strict=True))
