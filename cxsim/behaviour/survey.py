"""Who answers a survey, and what they tick."""

from __future__ import annotations

import math

from cxsim.behaviour.chance import logistic
from cxsim.compilation import rule


@rule
def answer_probability(
    satisfaction: float,
    loyalty: float,
    base: float,
    extremity: float,
    loyalty_effect: float,
    mean: float,
    sd: float,
    design: float,
) -> float:
    """Chance to answer: logit p = a₀ + a₁ |z| + a₂ L + design, z = (S - mean) / sd.

    ``design`` is what the firm's way of asking adds: a₃ · incentive - a₄ · fatigue.

    Strong feelings answer more often: J-shaped results (Hu, Pavlou and Zhang 2009, CACM
    52(10):144-147).
    """
    strength = abs((satisfaction - mean) / sd)
    return logistic(base + extremity * strength + loyalty_effect * loyalty + design)


@rule
def ticked(latent: float, lowest: float, highest: float) -> float:
    """Return the whole number that is ticked on a scale."""
    return min(highest, max(lowest, math.floor(latent + 0.5)))


@rule
def recommendation(
    loyalty: float, attitude: float, base: float, slope: float, attitude_weight: float
) -> float:
    """Latent recommendation score, 0-10 scale: 8.0 + 1.9 (L + .6 A)."""
    return base + slope * (loyalty + attitude_weight * attitude)


@rule
def share_above(latent: float, threshold: float, noise: float) -> float:
    """Chance that a score with normal noise lies above a threshold."""
    return 0.5 * math.erfc((threshold - latent) / (noise * 1.4142135623730951))
