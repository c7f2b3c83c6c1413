"""Satisfaction with one contact.

Latent satisfaction S is a real number, 0 = neutral; one unit is about one point of CSAT.
"""

from __future__ import annotations

import math

from cxsim.compilation import rule
from cxsim.fields import POINTS, Model, parameter
from cxsim.model.contact import contact_normals, passed_on, unplanned_contacts
from cxsim.model.effort import (
    Effort,
    Strained,
    effort_of_wait,
    felt_wait,
    stretch_of_wait,
    total_effort,
    unplanned_switches,
)
from cxsim.model.expectation import Perceived
from cxsim.model.records import Record
from cxsim.model.streams import OCCASION
from cxsim.model.touchpoint import Touchpoint

# fmt: off


class Satisfaction(Model):
    """Level plus asymmetric disconfirmation with a zone of tolerance."""

    level_weight: float = parameter(
        0.35, "Weight of the quality level (β_q)", "per point", (0.0, 5.0), (0.2, 0.6))
    neutral_quality: float = parameter(
        4.8, "Quality that leaves people neutral (P_0)", POINTS, (1.0, 7.0), (4.3, 5.3))
    disconfirmation_weight: float = parameter(
        0.35, "Weight of disconfirmation (β_d)", "per point", (0.0, 5.0), (0.2, 0.6))
    loss_aversion: float = parameter(
        2.0, "How much more a shortfall weighs (λ)", "factor", (0.0, 10.0), (1.3, 2.7),
        source="assumption, anchored by published~: Tversky and Kahneman 1992 (2.25)")
    tolerance: float = parameter(
        0.45, "Half-width of the zone of tolerance (δ)", POINTS, (0.0, 5.0), (0.2, 0.8))
    effort_penalty: float = parameter(
        0.3, "Loss per point of effort above the usual (β_e)", "per effort point", (0.0, 5.0),
        (0.1, 0.5))
    ease_bonus: float = parameter(
        0.075, "Gain per point of effort below the usual (β_e')", "per effort point", (0.0, 5.0),
        (0.03, 0.15),
        source="assumption, motivated by published✓: Dixon, Toman and DeLisi 2013 (4 to 1)")
    unresolved_loss: float = parameter(
        0.3, "Loss of a contact that leaves the need unresolved", "satisfaction", (0.0, 5.0))
    abandonment_loss: float = parameter(
        0.6, "Loss when the customer gives up waiting", "satisfaction", (0.0, 5.0))
    wait_loss: float = parameter(
        0.0, "Direct loss per log unit of wait (null: waits count through effort)", "satisfaction",
        (0.0, 5.0))
    trait_sd: float = parameter(
        0.3, "Lasting differences between people (sd of u)", "satisfaction", (0.0, 3.0))
    noise_sd: float = parameter(0.55, "Passing mood (sd of ε)", "satisfaction", (0.0, 3.0))
    unsolved_loss: float = parameter(
        1.5, "Loss of a matter that is dropped unsolved (κ_u; null: 0)", "satisfaction",
        (0.0, 10.0), (0.75, 2.25),
        source="assumption: more than a matter costs that is solved at the last contact")
    late_loss: float = parameter(
        0.1, "Loss per operating day beyond what a need tolerates, at most κ_u (null: 0)",
        "satisfaction per day", (0.0, 5.0), (0.0, 0.3))
# fmt: on


class Felt(Perceived, Strained):
    """How the present contact felt."""

    satisfaction: float
    calm: float  # without the failure and its recovery


class Feeling(Record):
    """How a person feels about everything."""

    trait: float  # u, lasting satisfaction trait


class SatisfactionTotals(Record):
    """Sum of satisfaction over contacts."""

    satisfaction: float


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
def outcome(
    solved: int, days: float, tolerated: float, late_loss: float, unsolved_loss: float
) -> float:
    """Satisfaction from how a matter ends: 0 in time, -κ_u unsolved, less per day too late.

    A late solution costs at most as much as none. How much a kind of need matters (μ) weighs the
    whole episode in the attitude already, so it does not weigh here again.
    """
    if solved == 0:
        return -unsolved_loss
    return -min(unsolved_loss, late_loss * max(0.0, days - tolerated))


# -- steps --------------------------------------------------------------------------------------


@rule
def feel(
    matter: Felt, person: Feeling, place: Touchpoint, messages: float, announced: bool,
    satisfaction: Satisfaction, effort: Effort,
) -> None:  # fmt: skip
    """Satisfaction with a contact that took place; ``messages`` is the worth of personal ones."""
    felt = (
        quality_level(matter.performance, satisfaction.neutral_quality, satisfaction.level_weight)
        + asymmetric_disconfirmation(
            matter.performance - matter.standard,
            satisfaction.tolerance,
            satisfaction.loss_aversion,
            satisfaction.disconfirmation_weight,
        )
        + effort_effect(
            matter.own_effort, effort.usual, satisfaction.effort_penalty, satisfaction.ease_bonus
        )
        + messages
        + person.trait
        + matter.mood
    )
    if satisfaction.wait_loss > 0.0:
        felt = felt - loss_of_wait(matter, place, announced, satisfaction, effort)
    if matter.resolved == 0 and not passed_on(matter):
        felt = felt - satisfaction.unresolved_loss
    matter.calm = felt


@rule
def feel_abandoned(
    seed: int, matter: Felt, person: Feeling, place: Touchpoint, announced: bool,
    satisfaction: Satisfaction, effort: Effort,
) -> None:  # fmt: skip
    """Satisfaction with a contact that was given up: no service, only waiting."""
    _, mood = contact_normals(seed, matter, OCCASION, 0.0, satisfaction.noise_sd)
    felt = (
        -satisfaction.abandonment_loss
        + effort_effect(
            matter.own_effort, effort.usual, satisfaction.effort_penalty, satisfaction.ease_bonus
        )
        + person.trait
        + mood
    )
    if satisfaction.wait_loss > 0.0:
        felt -= loss_of_wait(matter, place, announced, satisfaction, effort)
    matter.satisfaction = matter.calm = felt


@rule
def loss_of_wait(
    matter: Strained, place: Touchpoint, announced: bool, satisfaction: Satisfaction, effort: Effort
) -> float:
    """Direct loss of satisfaction by waiting: β_w ln(1 + w̃ / w0)."""
    felt = felt_wait(matter.wait_minutes, stretch_of_wait(effort, announced))
    return effort_of_wait(felt, place.usual_wait_minutes, satisfaction.wait_loss)


@rule
def felt_ending(
    matter: Felt, days: float, tolerated: float, satisfaction: Satisfaction, effort: Effort
) -> float:
    """What the matter was good for after some operating days: its outcome, and its detours."""
    return felt_detours(matter, satisfaction, effort) + outcome(
        matter.resolved, days, tolerated, satisfaction.late_loss, satisfaction.unsolved_loss
    )


@rule
def felt_detours(matter: Felt, satisfaction: Satisfaction, effort: Effort) -> float:
    """Satisfaction lost by what the matter asked for beyond what it needed, giving up included."""
    further = effort.recontact * unplanned_contacts(matter)
    if matter.resolved == 0:
        further = further + effort.giving_up
    whole = total_effort(
        effort.base, 0.0, 0.0,
        effort.switch * unplanned_switches(matter),
        effort.transfer * matter.transfers,
        further, 0.0,
    )  # fmt: skip
    usual, penalty, bonus = effort.usual, satisfaction.effort_penalty, satisfaction.ease_bonus
    smooth = effort_effect(max(1.0, effort.base), usual, penalty, bonus)
    return effort_effect(whole, usual, penalty, bonus) - smooth
