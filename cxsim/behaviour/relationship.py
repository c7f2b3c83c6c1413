"""From single episodes to attitude, loyalty and the decision to stay.

Every coefficient has a null value that removes its mechanism; with all of them at null the
hazard is the beta-geometric (BG) or shifted-beta-geometric (sBG) of Fader and Hardie.
"""

from __future__ import annotations

import math

from cxsim.compilation import rule


@rule
def experience_weight(experiences: float, smallest: float, importance: float) -> float:
    """Weight of a new episode in the attitude: φ_n = max(φ_min, 1/(n+1)).

    An episode of importance μ counts like μ episodes: 1 - (1 - φ)^μ. Source of the shape:
    Bolton 1998, Marketing Science 17(1):45-65 (a long history moves slowly).
    """
    weight = max(smallest, 1.0 / (experiences + 1.0))
    return weight if importance == 1.0 else 1.0 - (1.0 - weight) ** importance


@rule
def moved(value: float, target: float, weight: float) -> float:
    """Move a part of the way: x + φ (target - x). Attitude A uses it after an episode."""
    return value + weight * (target - value)


@rule
def loyalty_target(
    attitude: float, heart: float, neutral_quality: float, heart_bond: float, programme: float
) -> float:
    """Where attitudinal loyalty L moves to: A + b_h (heart - P_0) + programme (CX pyramid)."""
    return attitude + heart_bond * (heart - neutral_quality) + programme


@rule
def share_of_step(step: float, months: float) -> float:
    """Return a monthly step for a part of a month: 1 - (1 - ν)^months."""
    return step if months == 1.0 else 1.0 - (1.0 - step) ** months


@rule
def log_risk(
    attitude: float,
    loyalty: float,
    switching: float,
    competitor: float,
    macro: float,
    inertia: float,
) -> float:
    """Shift of the log risk: η = -β_A A - β_L L - β_S SC + β_C comp + β_M macro - ι, in ±20.

    The arguments are the products. Form: Prentice and Gloeckler 1978 (grouped proportional
    hazards); convex in satisfaction as in Mittal and Kamakura 2001, JMR 38(1):131-142.
    """
    shift = -attitude - loyalty - switching + competitor + macro - inertia
    return min(20.0, max(-20.0, shift))


@rule
def hazard(dropout: float, risk: float, exposure: float) -> float:
    """Probability to leave: h = 1 - (1 - θ)^(risk · exposure), risk = exp(η).

    ``exposure`` is τ₁^c - τ₀^c (tenure in months, now and at the last look) or 1 after a
    purchase. Sources: Fader and Hardie 2007 (sBG), Fader, Hardie, Liu, Davin and Steenburgh 2018
    (c), Fader, Hardie and Lee 2005 (BG/NBD).
    """
    if dropout <= 0.0:
        return 0.0
    if dropout >= 1.0:
        return 1.0 if risk * exposure > 0.0 else 0.0
    return -math.expm1(risk * exposure * math.log1p(-dropout))


@rule
def tenure_exposure(before: float, now: float, shape: float) -> float:
    """Exposure between two looks: τ₁^c - τ₀^c, in months; shape c = 1 is plain time."""
    if shape == 1.0:
        return now - before
    return now**shape - before**shape
