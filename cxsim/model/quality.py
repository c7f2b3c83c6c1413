"""What is delivered: heart, mind and hands, and how they blend into one quality.

All values are points of the 1-7 scale; they are latent, so nothing holds them within its ends.
"""

from __future__ import annotations

import math

from pydantic import model_validator

from cxsim.compilation import rule
from cxsim.fields import POINTS, SHARE, Model, parameter
from cxsim.model.chance import normal
from cxsim.model.contact import Matter, contact_luck, contact_normals
from cxsim.model.gaps import Gaps, Levels, gap_three
from cxsim.model.records import Record
from cxsim.model.streams import COMPONENTS, HANDS, OCCASION
from cxsim.model.touchpoint import Touchpoint

# fmt: off


class Quality(Model):
    """What delivered quality is made of."""

    ideal: float = parameter(
        5.5, "Mean of what customers think they should get (E*)", POINTS, (1.0, 7.0), (5.0, 6.0))
    ideal_sd: float = parameter(
        0.0, "Spread of E* between customers", POINTS, (0.0, 2.0), (0.0, 0.5))
    occasion_sd: float = parameter(
        0.75, "Luck of the occasion (σ_ε)", POINTS, (0.0, 3.0), (0.4, 1.1))
    component_sd: float = parameter(
        0.4, "Luck of each component (heart, mind, hands)", POINTS, (0.0, 3.0), (0.2, 0.6))
    fit_sd: float = parameter(
        0.45, "Lasting fit between a customer and the firm (sd of q)", POINTS, (0.0, 3.0),
        (0.2, 0.7))


class Weights(Model):
    """Customers' weights of heart, mind and hands: Dirichlet(α · mean weights)."""

    heart: float = parameter(0.35, "Mean weight of heart (ω_heart)", "share", SHARE, (0.2, 0.5))
    mind: float = parameter(0.35, "Mean weight of mind (ω_mind)", "share", SHARE, (0.2, 0.5))
    hands: float = parameter(0.30, "Mean weight of hands (ω_hands)", "share", SHARE, (0.2, 0.5))
    concentration: float = parameter(
        8.0, "How alike customers are in their weights (α)", "", (0.1, 1e6), (4.0, 16.0))
    blend: float = parameter(
        1.0, "How far one can make up for another (ρ; 1: fully, -3: the weakest decides)", "",
        (-5.0, 1.0), (-3.0, 1.0),
        source="seed: 001 (all three must be considered); value: assumption")

    @model_validator(mode="after")
    def _sum_to_one(self) -> Weights:
        if abs(self.heart + self.mind + self.hands - 1.0) > 1e-6:
            raise ValueError("heart, mind and hands must sum to 1")
        return self


class Kano(Model):
    """Must-be and attractive qualities (Kano 1984): 0 makes both plainly linear."""

    must_be: float = parameter(
        0.0, "How much hands are a must-be quality (η)", "per point", (0.0, 2.0), (0.3, 1.0))
    attractive: float = parameter(
        0.0, "How much heart is an attractive quality (η)", "per point", (0.0, 2.0), (0.3, 1.0))
    drift: float = parameter(
        0.0, "Monthly drift of attractive qualities to must-be", "per month", SHARE, (0.0, 0.05))
# fmt: on


class Delivered(Matter):
    """What the present contact delivered."""

    heart: float
    mind: float
    hands: float
    mood: float
    heart_sum: float  # over the contacts of the matter


class Perceiver(Record):
    """What makes people perceive the same service differently."""

    fit: float  # q, lasting fit with the firm
    heart_weight: float
    mind_weight: float
    hands_weight: float
    misjudged: float  # how far gap 1 concerns the customer's segment


class QualityNow(Levels):
    """The levels, and how attractive qualities are still."""

    kano_heart: float


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


def attraction_left(kano: Kano, months: float) -> float:
    """Curvature of attractive qualities after some months: they drift to must-be ones."""
    return kano.attractive * (2.0 * math.exp(-kano.drift * months) - 1.0)


@rule
def deliver(
    seed: int, matter: Delivered, person: Perceiver, place: Touchpoint, levels: QualityNow,
    quality: Quality, gaps: Gaps, must_be: float, neutral: float, mood_sd: float,
) -> float:  # fmt: skip
    """The touchpoint delivers heart, mind and hands; returns the luck of the resolution."""
    spread = quality.component_sd * levels.spread_factor
    occasion, matter.mood = contact_normals(
        seed, matter, OCCASION, quality.occasion_sd * levels.spread_factor, mood_sd
    )
    luck_heart, luck_mind = contact_normals(seed, matter, COMPONENTS, spread, spread)
    u_hands, u_resolved = 0.5, 0.5
    if spread > 0.0 or place.resolution < 1.0:
        u_hands, u_resolved = contact_luck(seed, matter, HANDS)
    common = occasion + person.fit
    level, misjudged = levels.specified_level, person.misjudged
    for_heart = level - misjudged * levels.ignorance_heart
    for_mind = level - misjudged * levels.ignorance_mind
    for_hands = level - misjudged * levels.ignorance_hands
    gap = gap_three(gaps.delivery, place.delivery_gap_offset, levels.gap_factor)
    heart = delivered(for_heart, place.heart, gap, common + luck_heart)
    hands = delivered(for_hands, place.hands, gap, common + spread * normal(u_hands))
    matter.heart = kano(heart, neutral, levels.kano_heart)
    matter.mind = delivered(for_mind, place.profile.rational, gap, common + luck_mind)
    matter.hands = kano(hands, neutral, -must_be)
    matter.heart_sum += matter.heart
    return u_resolved


@rule
def nothing_felt(matter: Delivered) -> None:
    """The customer gave up: neither heart nor mind nor hands were touched."""
    matter.heart = matter.mind = matter.hands = math.nan
