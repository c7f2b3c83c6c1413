"""When service fails: how often, what people do about it, and what a recovery is worth.

Exit, voice and loyalty: Hirschman 1970. Justice and the recovery paradox: de Matos, Henrique and
Rossi 2007, Journal of Service Research 10(1):60-77.
"""

from __future__ import annotations

import math

from cxsim.compilation import codes, rule

SILENT, EXIT, VOICE, PUBLIC = codes(4)


@rule
def failure_probability(base: float, delivery_gap: float, effect: float, usual_gap: float) -> float:
    """Chance that a contact fails: p_f = base · exp(k (g3 - usual gap)), at most 1.

    Closing gap 3 cuts failures; k and the form are assumptions.
    """
    return min(1.0, base * math.exp(effect * (delivery_gap - usual_gap)))


@rule
def log_odds_of_voice(
    base: float, severity: float, loyalty: float, cost_of_complaining: float
) -> float:
    """Log-odds of a complaint against silence: v₀ + v₁ sev + v₂ L - v₃ cost (products given)."""
    return base + severity + loyalty - cost_of_complaining


@rule
def log_odds_of_exit(
    base: float, severity: float, loyalty: float, switching: float, competitor: float
) -> float:
    """Log-odds of leaving at once against silence: x₀ + x₁ sev - x₂ L - x₃ SC + x₄ comp."""
    return base + severity - loyalty - switching + competitor


@rule
def response_to_failure(u: float, exit_odds: float, voice_odds: float, public_odds: float) -> int:
    """Return exit, voice, public voice or silence: a multinomial logit, silence as reference."""
    leaving, speaking, posting = math.exp(exit_odds), math.exp(voice_odds), math.exp(public_odds)
    place = u * (1.0 + leaving + speaking + posting)
    if place < leaving:
        return EXIT
    if place < leaving + speaking:
        return VOICE
    if place < leaving + speaking + posting:
        return PUBLIC
    return SILENT


@rule
def recovery_gain(justice: float, fair: float, strength: float, loss: float) -> float:
    """Satisfaction that a recovery gives back: ΔS = ρ_r (j̄ - j₀) · loss; below 0 if unjust.

    It may lift satisfaction above the level before the failure (the recovery paradox); loyalty
    never profits from that, see the memory of an episode.
    """
    return strength * (justice - fair) * loss


def repurchase_log_odds(baseline: float, resolution: str, severity: str) -> float:
    """Log-odds of the intention to buy again after a problem, by how a complaint ended.

    Parameters
    ----------
    baseline
        Log-odds of those who did not complain.
    resolution
        ``none`` (no complaint), ``unresolved``, ``resolved`` or ``quick``.
    severity
        ``minor`` or ``major``.

    Notes
    -----
    Offsets are the logit differences of the TARP table (published✓ secondary: Barlow and Møller,
    A Complaint Is a Gift): intentions, not behaviour.
    """
    return baseline + _TARP[severity][resolution]


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))


_TARP = {
    severity: {name: _logit(share) - _logit(shares["none"]) for name, share in shares.items()}
    for severity, shares in {
        "minor": {"none": 0.37, "unresolved": 0.46, "resolved": 0.70, "quick": 0.95},
        "major": {"none": 0.09, "unresolved": 0.19, "resolved": 0.54, "quick": 0.82},
    }.items()
}
