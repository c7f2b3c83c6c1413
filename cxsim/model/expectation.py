"""What customers perceive, and how it moves what they expect.

Sources: two kinds of expectation, updated like beliefs (Boulding, Kalra, Staelin and Zeithaml
1993, JMR 30(1):7-27; Rust, Inman, Jia and Zahorik 1999, Marketing Science 18(1):77-92).
All values are points of the 1-7 scale; they are latent, so nothing holds them within its ends.
"""

from __future__ import annotations

import math

from cxsim.compilation import rule
from cxsim.fields import POINTS, SHARE, Model, parameter
from cxsim.model.gaps import Levels
from cxsim.model.quality import Delivered, Perceiver, Quality, Weights, blend
from cxsim.model.records import Record

# fmt: off


class Expectation(Model):
    """Will- and should-expectations (Boulding et al. 1993; Rust et al. 1999)."""

    assimilation: float = parameter(
        0.15, "Pull of what was expected on what is perceived (a_w)", "share", SHARE, (0.05, 0.4))
    learning: float = parameter(
        0.25, "Share of a surprise that is learned (κ)", "share", SHARE, (0.05, 0.5))
    start_sd: float = parameter(
        0.0, "Uncertainty of a new customer's will (0: the share learned is constant)", POINTS,
        (0.0, 3.0), (0.0, 1.0), source="assumption, form published✓: Rust et al. 1999")
    drift_sd: float = parameter(
        0.0, "Uncertainty added with each contact", POINTS, (0.0, 3.0), (0.0, 0.5))
    ratchet: float = parameter(
        0.02, "Rise of the should-expectation towards good service (κ_z)", "share", SHARE,
        (0.0, 0.1))
    advertising: float = parameter(
        0.0, "Pull of an advertisement on what a customer expects (κ_c)", "share", SHARE,
        (0.0, 0.2))
    hearsay: float = parameter(
        0.0, "Pull of another customer's talk on what a customer expects (κ_wom)", "share", SHARE,
        (0.0, 0.2))
    should_weight: float = parameter(
        0.5, "Weight of 'should' against 'will' in the standard (m)", "share", SHARE, (0.0, 1.0))
    promise: float = parameter(
        0.0, "How far newcomers think they should get what was promised", "share", SHARE,
        (0.2, 0.8), source="published~ direction: Boulding, Kalra, Staelin and Zeithaml 1993; "
        "value: assumption")
# fmt: on


class Perceived(Delivered):
    """What the present contact was compared with."""

    performance: float
    standard: float
    gap_sum: float  # gap 5 of the contacts served


class Expecting(Perceiver):
    """What a person expects of the firm."""

    will: float  # W
    should: float  # Z
    uncertainty: float  # σ²_W, variance of the will-expectation


class PerceptionTotals(Record):
    """Sums at perceptions: gap 5, and what was expected, perceived and delivered."""

    perceived_gap: float
    perceptions: float
    met_will: float
    met_should: float
    met_performance: float
    met_heart: float
    met_mind: float
    met_hands: float


class Heard(Record):
    """What customers heard from others last month."""

    said: float  # what those who talked expect of the firm, on the average
    talks_per_month: float  # that a customer hears
    told: float  # satisfaction that customers talked about, on the average


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


# -- steps --------------------------------------------------------------------------------------


@rule
def perceive_and_learn(
    matter: Perceived, person: Expecting, totals: PerceptionTotals, levels: Levels,
    quality: Quality, weights: Weights, expectation: Expectation,
) -> None:  # fmt: skip
    """Perceive against expectation; then expectation moves."""
    delivered = blend(
        matter.heart, matter.mind, matter.hands,
        person.heart_weight, person.mind_weight, person.hands_weight, weights.blend,
    )  # fmt: skip
    performance = perceived(delivered, person.will, expectation.assimilation)
    matter.performance = performance
    matter.standard = comparison_standard(person.will, person.should, expectation.should_weight)
    gap = person.should + person.will - levels.delivery_level - performance
    matter.gap_sum += gap
    totals.perceived_gap += gap
    totals.perceptions += 1
    totals.met_will += person.will
    totals.met_should += person.should
    totals.met_performance += performance
    totals.met_heart += matter.heart
    totals.met_mind += matter.mind
    totals.met_hands += matter.hands
    learned = share_learned(
        expectation.learning, expectation.start_sd, person.uncertainty, quality.occasion_sd**2
    )
    person.uncertainty = next_uncertainty(person.uncertainty, learned, expectation.drift_sd**2)
    person.will = learned_will(person.will, performance, learned)
    person.should = ratcheted_should(person.should, person.will, expectation.ratchet)


@rule
def nothing_perceived(matter: Perceived) -> None:
    """The customer gave up: there is nothing to compare."""
    matter.performance = matter.standard = math.nan


@rule
def hear(
    person: Expecting, heard: Heard, promise: float, advertisements: float,
    expectation: Expectation, months: float,
) -> None:  # fmt: skip
    """Advertisements and other customers' talk move what a customer expects (indirect contact)."""
    if expectation.advertising > 0.0:
        person.will = pulled_will(
            person.will, promise, expectation.advertising, advertisements * months
        )
    if expectation.hearsay > 0.0 and heard.talks_per_month > 0.0:
        person.will = pulled_will(
            person.will, heard.said, expectation.hearsay, heard.talks_per_month * months
        )
