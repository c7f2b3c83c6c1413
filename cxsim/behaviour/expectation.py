"""What customers perceive, and how it moves what they expect.

Sources: two kinds of expectation, updated like beliefs (Boulding, Kalra, Staelin and Zeithaml
1993, JMR 30(1):7-27; Rust, Inman, Jia and Zahorik 1999, Marketing Science 18(1):77-92).
All values are points of the 1-7 scale; they are latent, so nothing holds them within its ends.
"""

from __future__ import annotations

import math

from cxsim.compilation import rule


@rule
def delivered(design: float, offset: float, delivery_gap: float, luck: float) -> float:
    """Quality of one component: Q = D + offset - g3 + luck (and fit)."""
    return design + offset - delivery_gap + luck


@rule
def kano(quality: float, neutral: float, curvature: float) -> float:
    """Quality as it is felt: neutral + (e^{η d} - 1) / η with d = quality - neutral (Kano 1984).

    η > 0 is an attractive quality (steep above), η < 0 a must-be one (steep below, flat above),
    η = 0 a plain one. The result stays within the width of the scale.
    """
    if curvature == 0.0:
        return quality
    distance = max(-6.0, min(6.0, quality - neutral))
    return neutral + max(-6.0, min(6.0, math.expm1(curvature * distance) / curvature))


@rule
def blend(
    heart: float, mind: float, hands: float,
    w_heart: float, w_mind: float, w_hands: float, rho: float,
) -> float:  # fmt: skip
    """Quality of the whole contact: (Σ ω h^ρ)^{1/ρ}, the customer's weighted mean where ρ = 1.

    ρ = 0 is the geometric mean; towards -∞ the weakest part decides. Below ρ = 1 parts count as
    at least .1 of a point, because powers need numbers above 0.
    """
    if rho == 1.0:
        return w_heart * heart + w_mind * mind + w_hands * hands
    heart, mind, hands = max(0.1, heart), max(0.1, mind), max(0.1, hands)
    if abs(rho) < 1e-9:
        logs = w_heart * math.log(heart) + w_mind * math.log(mind) + w_hands * math.log(hands)
        return math.exp(logs)
    return (w_heart * heart**rho + w_mind * mind**rho + w_hands * hands**rho) ** (1.0 / rho)


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
def pulled_will(will: float, towards: float, pull: float, times: float) -> float:
    """Will-expectation after hearing the same some times: W + (1 - (1 - κ)^n) (X - W).

    X is the promise C of an advertisement (κ_c), or what another customer expects (κ_wom).
    """
    return will + (1.0 - (1.0 - pull) ** times) * (towards - will)


@rule
def share_learned(constant: float, start_sd: float, uncertainty: float, noise: float) -> float:
    """Share κ of a surprise that is learned: a constant, or σ²_W / (σ²_W + σ²_ε) (Kalman).

    ``start_sd`` 0 means the constant; ``uncertainty`` σ²_W and ``noise`` σ²_ε are variances.
    """
    if start_sd == 0.0 or uncertainty + noise <= 0.0:
        return constant
    return uncertainty / (uncertainty + noise)


@rule
def next_uncertainty(uncertainty: float, learned: float, drift: float) -> float:
    """Variance of the will-expectation after a contact: (1 - κ) σ²_W + σ²_drift."""
    return (1.0 - learned) * uncertainty + drift


def settled_uncertainty(drift: float, noise: float) -> float:
    """Variance at which learning and drift are in balance: the root of σ² = (1 - κ) σ² + d."""
    return 0.5 * (drift + math.sqrt(drift * drift + 4.0 * drift * noise))


@rule
def ratcheted_should(should: float, will: float, ratchet: float) -> float:
    """Should-expectation after the contact: Z + κ_z max(0, W - Z), at most 7. It never falls."""
    return max(should, min(7.0, should + ratchet * max(0.0, will - should)))


@rule
def raised_should(should: float, rise: float, months: float) -> float:
    """Should-expectation after competitors have raised it for some months, at most 7."""
    return max(should, min(7.0, should + rise * months))
