"""Satisfaction with one contact, and the memory of an episode.

Latent satisfaction S is a real number, 0 = neutral; one unit is about one point of CSAT.
"""

from __future__ import annotations

import math

from cxsim.compilation import rule


@rule
def quality_level(performance: float, neutral_quality: float, level_weight: float) -> float:
    """Satisfaction from the level of quality: β_q (P - P_0).

    Source: Anderson and Sullivan 1993, Marketing Science 12(2):125-143 (perceived quality and
    disconfirmation, no direct effect of expectations).
    """
    return level_weight * (performance - neutral_quality)


@rule
def asymmetric_disconfirmation(
    disconfirmation: float, tolerance: float, loss_aversion: float, weight: float
) -> float:
    """Satisfaction from surprise: β_d [(Dis - δ)⁺ - λ (-Dis - δ)⁺].

    Inside the zone of tolerance ±δ nothing happens; a shortfall weighs λ times as much as the
    same excess. Sources: Anderson and Sullivan 1993 (direction); Tversky and Kahneman 1992
    (λ, published~).
    """
    excess = max(0.0, disconfirmation - tolerance)
    shortfall = max(0.0, -disconfirmation - tolerance)
    return weight * (excess - loss_aversion * shortfall)


def expected_disconfirmation_effect(
    mean: float, sd: float, tolerance: float, loss_aversion: float, weight: float
) -> float:
    """Mean of `asymmetric_disconfirmation` when Dis ~ N(mean, sd²): two partial expectations."""
    if sd <= 0.0:
        return asymmetric_disconfirmation(mean, tolerance, loss_aversion, weight)
    excess = _mean_above(mean - tolerance, sd)
    shortfall = _mean_above(-mean - tolerance, sd)
    return weight * (excess - loss_aversion * shortfall)


def _mean_above(mean: float, sd: float) -> float:
    """E[max(0, X)] for X ~ N(mean, sd²)."""
    z = mean / sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return sd * density + mean * 0.5 * math.erfc(-z / math.sqrt(2.0))


@rule
def effort_effect(effort: float, usual: float, penalty: float, bonus: float) -> float:
    """Satisfaction from effort: -β_e (e - e_ref)⁺ + β_e' (e_ref - e)⁺.

    Source: Dixon, Toman and DeLisi 2013 (much effort harms more than ease helps).
    """
    return -penalty * max(0.0, effort - usual) + bonus * max(0.0, usual - effort)


@rule
def remembered(
    peak: float, end: float, mean: float, w_peak: float, w_end: float, w_average: float
) -> float:
    """Remembered satisfaction of an episode: w_p S_peak + w_e S_end + w_a (Σ μ S / Σ μ).

    The peak is the contact with the largest μ |S|; a tie goes to the earlier contact. Source:
    Kahneman, Fredrickson, Schreiber and Redelmeier 1993, Psychological Science 4:401-405;
    moments of truth μ: Carlzon 1987.
    """
    return w_peak * peak + w_end * end + w_average * mean
