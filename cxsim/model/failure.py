"""When service fails: how often, what people do about it, and what a recovery is worth.

Exit, voice and loyalty: Hirschman 1970. Justice and the recovery paradox: de Matos, Henrique and
Rossi 2007, Journal of Service Research 10(1):60-77.
"""

from __future__ import annotations

import math

from pydantic import Field

from cxsim.compilation import codes, rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.contact import Matter, contact_luck
from cxsim.model.records import Record
from cxsim.model.streams import FAILURE, RESPONSE

SILENT, EXIT, VOICE, PUBLIC = codes(4)
NONE, MINOR, MAJOR = codes(3)

# fmt: off


class Failure(Model):
    """How often service fails, and what it costs in satisfaction."""

    gap_effect: float = parameter(
        0.8, "Effect of gap 3 on the log of failures", "per point", (0.0, 10.0))
    usual_gap: float = parameter(
        0.35, "Gap 3 at which the firm's failure probability holds", "points (1-7)", (-3.0, 7.0))
    major_share: float = parameter(0.3, "Share of major failures", "share", SHARE)
    minor_loss: float = parameter(0.6, "Loss of a minor failure", "satisfaction", (0.0, 10.0))
    major_loss: float = parameter(1.8, "Loss of a major failure", "satisfaction", (0.0, 10.0))
    recovery_strength: float = parameter(
        2.0, "Satisfaction given back per unit of justice (ρ_r)", "", (0.0, 10.0))
    fair: float = parameter(0.3, "Justice that people take for granted (j₀)", "0-1", SHARE)
    loyalty_cap: bool = Field(
        True, title="Loyalty never profits from a failure (no recovery paradox in attitude)"
    )


class Voice(Model):
    """Exit, voice, public voice or silence after a failure: multinomial logit (Hirschman 1970)."""

    voice: float = parameter(
        -3.16, "Complaint after a minor failure (v₀)", "log-odds", (-20.0, 20.0))
    voice_severity: float = parameter(
        2.73, "Complaint: effect of a major failure (v₁)", "log-odds", (-20.0, 20.0))
    voice_loyalty: float = parameter(
        0.4, "Complaint: effect of loyalty (v₂)", "log-odds per unit", (-10.0, 10.0))
    complaint_cost: float = parameter(
        1.0, "Complaint: effect of the cost of complaining (v₃)", "log-odds per unit", (0.0, 10.0))
    exit: float = parameter(-4.54, "Leaving after a minor failure (x₀)", "log-odds", (-20.0, 20.0))
    exit_severity: float = parameter(
        2.34, "Leaving: effect of a major failure (x₁)", "log-odds", (-20.0, 20.0))
    exit_loyalty: float = parameter(
        0.6, "Staying: effect of loyalty (x₂)", "log-odds per unit", (-10.0, 10.0))
    exit_switching: float = parameter(
        0.8, "Staying: effect of switching cost (x₃)", "log-odds per unit", (0.0, 10.0))
    exit_competitor: float = parameter(
        0.5, "Leaving: effect of the competitor's pull (x₄)", "log-odds per unit", (0.0, 10.0))
    public: float = parameter(
        -4.54, "Public voice after a minor failure", "log-odds", (-20.0, 20.0))
    public_severity: float = parameter(
        2.16, "Public voice: effect of a major failure", "log-odds", (-20.0, 20.0))


class Recovery(Model):
    """How the firm deals with failures."""

    failure_probability: float = parameter(
        0.0, "Share of contacts that fail (at the usual gap 3)", "probability", SHARE,
        (0.005, 0.12))
    justice: float = parameter(
        0.6, "Justice of recovery: result, procedure and manner (mean j)", "0-1", SHARE)
    complaint_cost: float = parameter(
        0.0, "How hard it is to complain", "index", (0.0, 10.0), (0.0, 2.0))
# fmt: on


class Failing(Matter):
    """What went wrong, and what the customer did about it."""

    failure: int  # NONE, MINOR or MAJOR, of the present contact
    response: int
    failures: int
    complained: int
    reviewed: int


class FailureTotals(Record):
    """What is counted about failures."""

    failures: float
    complaints: float


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


# -- steps --------------------------------------------------------------------------------------


@rule
def nothing_fails(matter: Failing) -> None:
    """So far, nothing has gone wrong in this contact."""
    matter.failure = NONE
    matter.response = SILENT


@rule
def severity_of_failure(
    seed: int, matter: Failing, base: float, gap: float, major_factor: float, failure: Failure
) -> int:
    """See whether the contact fails, and how badly: NONE, MINOR or MAJOR."""
    chance = failure_probability(base, gap, failure.gap_effect, failure.usual_gap)
    u_fails, u_major = contact_luck(seed, matter, FAILURE)
    if u_fails >= chance:
        return NONE
    return MAJOR if u_major < failure.major_share * major_factor else MINOR


@rule
def respond(
    seed: int, matter: Failing, severity: int, loyalty: float, totals: FailureTotals,
    voice: Voice, switching_cost: float, competitor_pull: float, recovery: Recovery,
) -> None:  # fmt: skip
    """Exit, voice, public voice or silence: loyal customers speak, others go (Hirschman).

    A major failure leaves the need unresolved, unless somebody tells the firm and it is settled:
    the chance of that is the justice of recovery. A settled one leaves the matter as it was.
    """
    matter.failure = severity
    matter.failures += 1
    totals.failures += 1
    major = 1.0 if severity == MAJOR else 0.0
    luck, fate = contact_luck(seed, matter, RESPONSE)
    matter.response = response_to_failure(
        luck,
        log_odds_of_exit(
            voice.exit,
            voice.exit_severity * major,
            voice.exit_loyalty * loyalty,
            voice.exit_switching * switching_cost,
            voice.exit_competitor * competitor_pull,
        ),
        log_odds_of_voice(
            voice.voice,
            voice.voice_severity * major,
            voice.voice_loyalty * loyalty,
            voice.complaint_cost * recovery.complaint_cost,
        ),
        voice.public + voice.public_severity * major,
    )
    if matter.response == VOICE:
        matter.complained = 1
        totals.complaints += 1
    elif matter.response == PUBLIC:
        matter.reviewed = 1
    settled = matter.response == VOICE and fate < recovery.justice
    if severity == MAJOR and not settled:
        matter.resolved = 0


@rule
def felt_failure(matter: Failing, justice: float, failure: Failure) -> float:
    """Satisfaction lost by a failure, and given back by a recovery of the first one."""
    if matter.failure == NONE:
        return 0.0
    loss = failure.major_loss if matter.failure == MAJOR else failure.minor_loss
    if matter.response != VOICE or matter.failures > 1:
        return -loss
    return -loss + recovery_gain(justice, failure.fair, failure.recovery_strength, loss)
