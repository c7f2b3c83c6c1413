"""Customer effort: what it costs a customer to get a need met (1 = effortless, 7 = very hard)."""

from __future__ import annotations

import math

from cxsim.compilation import rule


@rule
def felt_wait(wait_minutes: float, extra: float) -> float:
    """How long a wait feels, in minutes (Maister 1985): w̃ = w (1 + a)."""
    return wait_minutes * (1.0 + extra)


@rule
def effort_of_wait(felt_minutes: float, usual_minutes: float, weight: float) -> float:
    """Effort of waiting, in effort points: c_w ln(1 + w̃ / w0)."""
    return weight * math.log(1.0 + felt_minutes / usual_minutes)


@rule
def total_effort(
    base: float, waiting: float, repeating: float, switching: float, transfers: float,
    recontacting: float, taking_part: float,
) -> float:  # fmt: skip
    """Effort index e: base effort and what was added, held within 1 to 7.

    Motivated by Dixon, Freeman and Toman 2010, HBR 88(7/8):116-122; weights are assumptions.
    """
    added = waiting + repeating + switching + transfers + recontacting + taking_part
    return min(7.0, max(1.0, base + added))
