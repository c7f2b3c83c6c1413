"""The CX pyramid (Gartner 2018): five levels, each carried by those below it.

Gartner publishes an order of levels and no effect sizes: gate and weights are assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence

from cxsim.fields import SHARE, Model, parameter

LEVELS = ("communication", "responsive", "commitment", "proactive", "evolution")
WEIGHTS = (0.05, 0.10, 0.20, 0.30, 0.35)

# fmt: off


class Pyramid(Model):
    """Five levels of the CX pyramid (Gartner 2018), each reached from 0 to 1.

    Higher levels bind more, but only as far as the levels below carry them.
    """

    communication: float = parameter(
        0.0, "Level 1: customers get the information they need", "0-1", SHARE,
        source="published✓: Gartner 2018 (order); value: assumption")
    responsive: float = parameter(
        0.0, "Level 2: problems are solved when customers bring them", "0-1", SHARE,
        source="published✓: Gartner 2018 (order); value: assumption")
    commitment: float = parameter(
        0.0, "Level 3: needs are listened to and met", "0-1", SHARE,
        source="published✓: Gartner 2018 (order); value: assumption")
    proactive: float = parameter(
        0.0, "Level 4: needs are met before customers ask", "0-1", SHARE,
        source="published✓: Gartner 2018 (order); value: assumption")
    evolution: float = parameter(
        0.0, "Level 5: customers feel better, safer or stronger", "0-1", SHARE,
        source="published✓: Gartner 2018 (order); value: assumption")


class Hierarchy(Model):
    """How the levels of the CX pyramid build on each other."""

    gate: float = parameter(
        0.5, "How far a level needs those below (γ; 0: not at all)", "", (0.0, 5.0), (0.0, 1.0))
    strength: float = parameter(
        0.5, "Loyalty from a full pyramid", "satisfaction", (0.0, 5.0), (0.0, 1.0))
# fmt: on


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


def score_of(pyramid: Pyramid, gate: float) -> float:
    """Score of a firm's pyramid."""
    return pyramid_score([float(getattr(pyramid, level)) for level in LEVELS], gate)
