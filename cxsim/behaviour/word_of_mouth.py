"""Talking about the firm: how often, how well, and what it does to those who hear it."""

from __future__ import annotations

from cxsim.behaviour.chance import logistic
from cxsim.compilation import rule


@rule
def talk_probability(
    satisfaction: float, base: float, positive_gain: float, negative_gain: float
) -> float:
    """Chance to talk about an episode: τ(S) = τ₀ (1 + u₊ S⁺ + u₋ S⁻), at most 1.

    An asymmetric U (Anderson 1998, Journal of Service Research 1(1):5-17, published~).
    """
    gain = positive_gain * max(0.0, satisfaction) + negative_gain * max(0.0, -satisfaction)
    return min(1.0, base * (1.0 + gain))


@rule
def referral_probability(
    per_talk: float, satisfaction: float, base: float, effect: float, negative_strength: float
) -> float:
    """Chance that the one who listens becomes a customer, if still a prospect.

    A shift of the listener's purchase log-odds l by what is said, γ S (κ γ S below neutral),
    relative to hearing something neutral: p = per_talk · logistic(l + γ S) / logistic(l). With
    γ = 0 every talk counts alike (Bass). The logit gives the ceiling effect of East, Hammond and
    Lomax 2008, IJRM 25(3):215-224; κ is the strength of negative word of mouth.
    """
    heard = effect * (satisfaction if satisfaction >= 0.0 else negative_strength * satisfaction)
    return min(1.0, per_talk * logistic(base + heard) / logistic(base))
