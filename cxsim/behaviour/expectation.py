"""What customers perceive, and how it moves what they expect.

Sources: two kinds of expectation, updated like beliefs (Boulding, Kalra, Staelin and Zeithaml
1993, JMR 30(1):7-27; Rust, Inman, Jia and Zahorik 1999, Marketing Science 18(1):77-92).
All values are on the 1-7 scale.
"""

from __future__ import annotations

from cxsim.compilation import rule


@rule
def delivered(design: float, offset: float, delivery_gap: float, luck: float) -> float:
    """Quality of one component: Q = D + offset - g3 + luck (and fit)."""
    return design + offset - delivery_gap + luck


@rule
def blend(
    heart: float, mind: float, hands: float, w_heart: float, w_mind: float, w_hands: float
) -> float:
    """Quality of the whole contact: the customer's weighted mean, Q = Σ ω h."""
    return w_heart * heart + w_mind * mind + w_hands * hands


@rule
def perceived(quality: float, will: float, assimilation: float) -> float:
    """Perceived performance, pulled towards what was expected: P = (1 - a_w) Q + a_w W."""
    return (1.0 - assimilation) * quality + assimilation * will


@rule
def comparison_standard(will: float, should: float, should_weight: float) -> float:
    """What the contact is compared with: R = (1 - m) W + m Z."""
    return (1.0 - should_weight) * will + should_weight * should


@rule
def learned_will(will: float, performance: float, learning: float) -> float:
    """Will-expectation after the contact: W + κ (P - W)."""
    return will + learning * (performance - will)


@rule
def ratcheted_should(should: float, will: float, ratchet: float) -> float:
    """Should-expectation after the contact: Z + κ_z max(0, W - Z), at most 7. It never falls."""
    return max(should, min(7.0, should + ratchet * max(0.0, will - should)))


@rule
def raised_should(should: float, rise: float, months: float) -> float:
    """Should-expectation after competitors have raised it for some months, at most 7."""
    return max(should, min(7.0, should + rise * months))
