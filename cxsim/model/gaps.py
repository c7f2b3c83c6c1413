"""The five gaps as a chain (Parasuraman, Zeithaml and Berry 1985, J. Marketing 49(4):41-50).

What customers think they should get (E*) loses gap 1 on its way to management's belief, gap 2 on
its way to the specification and gap 3 on its way to delivery; advertising promises gap 4 more than
is delivered. The additive form is an assumption. Gap 5 is never set: it is measured.

Gap 1 is ignorance: the firm believes wrong weights of heart, mind and hands, and its effort goes
where it is believed to count. With the weights w and the believed weights x ∝ w exp(-t d), where d
says what is underrated, a component's quality is ln(x / w) points above the right allocation:
effort has diminishing returns. The customer loses Σ w ln(w / x), the Kullback-Leibler divergence:
that loss is gap 1, and t follows from it. So the mean customer loses what gap 2 of the same size
takes, but the heart loses most and the hands win: who cares for the heart leaves first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from cxsim.compilation import rule
from cxsim.fields import Model, parameter
from cxsim.model.records import Record
from cxsim.theory.gaps import read_out

COMPONENTS = {
    "heart": ("emotional", "spiritual"),
    "mind": ("rational",),
    "hands": ("sensorial", "physical"),
}
"""The levels of experience that each component is the mean of."""

# fmt: off


class Underrated(Model):
    """What a firm that does not know its customers underrates, and what it overrates.

    Only differences count: where all three are equal, gap 1 takes the same from each.
    """

    heart: float = parameter(
        1.0, "How far the heart is underrated", "index", (-5.0, 5.0), (0.0, 1.0),
        source="seed: 001 (firms forget the heart); value: assumption")
    mind: float = parameter(
        0.0, "How far the mind is underrated", "index", (-5.0, 5.0), (-0.5, 0.5))
    hands: float = parameter(
        -1.0, "How far the hands are underrated (below 0: overrated)", "index", (-5.0, 5.0),
        (-1.0, 0.0))


class Gaps(Model):
    """Gaps 1 to 4 (Parasuraman, Zeithaml and Berry 1985): positive = shortfall or over-promise."""

    knowledge: float = parameter(
        0.15, "Gap 1: what effort loses that goes where managers believe that it counts",
        "points (1-7)", (-2.0, 4.0), (0.0, 0.5))
    design: float = parameter(
        0.15, "Gap 2: specification against belief", "points (1-7)", (-2.0, 4.0), (0.0, 0.5))
    delivery: float = parameter(
        0.3, "Gap 3: delivery against specification", "points (1-7)", (-2.0, 4.0), (0.0, 0.8))
    communication: float = parameter(
        0.1, "Gap 4: promise against delivery", "points (1-7)", (-2.0, 4.0), (0.0, 0.5))
    underrated: Underrated = Field(Underrated(), title="What ignorance (gap 1) underrates")
# fmt: on


class Levels(Record):
    """Levels of quality that the gaps and the staff's motivation make, at present."""

    specified_level: float  # E* - g2: of a component that gap 1 takes nothing from
    delivery_level: float
    promise_level: float
    gap_factor: float  # of motivation, on gap 3
    spread_factor: float  # of motivation, on the luck of delivery
    ignorance_heart: float  # gap 1 of each component
    ignorance_mind: float
    ignorance_hands: float


def set_levels(levels: Levels, ideal: float, gaps: Gaps, weights: Any) -> None:
    """Compute the levels anew; the factors of motivation stand already."""
    levels.specified_level = ideal - gaps.design
    levels.ignorance_heart, levels.ignorance_mind, levels.ignorance_hands = ignorance(
        float(gaps.knowledge), by_component(weights), by_component(gaps.underrated)
    )
    levels.delivery_level = delivery_level(ideal, gaps, levels.gap_factor)
    levels.promise_level = levels.delivery_level + gaps.communication


def by_component(block: Any) -> tuple[float, ...]:
    """Heart, mind and hands of a block of the scenario."""
    return tuple(float(getattr(block, name)) for name in COMPONENTS)


def loss_of_misbelief(tilt: float, weights: Sequence[float], underrated: Sequence[float]) -> float:
    """Quality lost by believed weights x ∝ w exp(-t d): Σ w ln(w / x) = t Σ w d + ln Σ w exp(-t d).

    Parameters
    ----------
    tilt
        t, how far belief is off.
    weights
        w, true weights of the components; they sum to 1.
    underrated
        d, what is underrated (above the others) and overrated.
    """
    return sum(losses(tilt, weights, underrated, mean=True))


def losses(
    tilt: float, weights: Sequence[float], underrated: Sequence[float], *, mean: bool = False
) -> list[float]:
    """Quality that each component loses, ln(w / x) = t d + ln Σ w exp(-t d); below 0 it gains.

    With ``mean``, each times its weight: they sum to what the mean customer loses.
    """
    powers = [-tilt * d for d in underrated]
    top = max(powers)
    total = math.log(sum(w * math.exp(p - top) for w, p in zip(weights, powers, strict=True)))
    return [(w if mean else 1.0) * (top + total - p)
            for w, p in zip(weights, powers, strict=True)]  # fmt: skip


def ignorance(
    gap: float, weights: Sequence[float], underrated: Sequence[float]
) -> tuple[float, ...]:
    """Gap 1 of heart, mind and hands (points 1-7), from gap 1 of the mean customer.

    Below 0 the firm errs the other way round, and that costs as much. Where nothing is underrated
    more than another, all components lose the same.
    """
    loss, total = abs(gap), sum(weights)
    shares = [weight / total for weight in weights] if total > 0 else [1.0 / len(weights)] * 3
    counted = {d for d, share in zip(underrated, shares, strict=True) if share > 0}
    if loss == 0.0 or len(counted) < 2:
        return (loss,) * len(shares)
    sign = math.copysign(1.0, gap)
    low, high = 0.0, 1.0
    while loss_of_misbelief(sign * high, shares, underrated) < loss:
        low, high = high, 2.0 * high
    for _ in range(60):
        middle = 0.5 * (low + high)
        if loss_of_misbelief(sign * middle, shares, underrated) < loss:
            low = middle
        else:
            high = middle
    return tuple(losses(sign * high, shares, underrated))


def design_level(ideal: float, gaps: Gaps) -> float:
    """Mean level that the service is designed for: D = E* - |g1| - g2 (1-7 scale)."""
    return ideal - abs(gaps.knowledge) - gaps.design


def delivery_level(ideal: float, gaps: Gaps, factor: float = 1.0) -> float:
    """Mean level that is delivered: Q = D - g3 (1-7 scale); motivation is a factor on gap 3."""
    return design_level(ideal, gaps) - factor * gaps.delivery


@rule
def gap_three(delivery: float, offset: float, factor: float) -> float:
    """Gap 3 at a touchpoint, with its own offset, as the staff's motivation lets it act."""
    return factor * (delivery + offset)


def gap_five(expectation: float, perception: float) -> float:
    """Gap 5, expected against perceived service: G5 = E - P. The SERVQUAL score is -G5."""
    return expectation - perception


def chain(gaps: Mapping[str, float]) -> float:
    """Gaps 1 to 3 added up: how far mean delivery falls short of the ideal, E* - mean Q."""
    return gaps["gap_1"] + gaps["gap_2"] + gaps["gap_3"]


def parts_of_gap_five(
    ideal: float, gaps: Mapping[str, float], will: float, should: float, performance: float
) -> dict[str, float]:
    """Split gap 5 into what is set and what customers make of it.

    With the expectation E := Z + (W - mean delivery), gap 5 is exactly
    g1 + g2 + g3 + g4 + promise_unlearned + raised_expectations + unexplained.

    Parameters
    ----------
    ideal
        Mean of what customers think they should get, E* (1-7 scale).
    gaps
        ``gap_1`` to ``gap_4`` as they act.
    will, should, performance
        Means over contacts of W and Z before the contact, and of perceived performance P.

    Returns
    -------
    dict of str to float
        ``promise_unlearned``: what customers believe above mean delivery, less gap 4. Below 0
        where they have stopped to believe the promise.
        ``raised_expectations``: should-expectation above its start, Z - E* (better service,
        competitors, segments).
        ``unexplained``: mean delivery above what was perceived: the design of the touchpoints
        that were used, luck, personal fit, assimilation.
    """
    delivery = ideal - chain(gaps)
    return {
        "promise_unlearned": will - delivery - gaps["gap_4"],
        "raised_expectations": should - ideal,
        "unexplained": delivery - performance,
    }


def perceived_dimensions(
    components: Mapping[str, float],
    offsets: Mapping[str, float],
    will: float,
    assimilation: float,
) -> dict[str, float]:
    """Perceived quality on SERVQUAL's five dimensions, P_d = (1 - a_w) Q_d + a_w W.

    The simulation knows three components; within a component the five levels differ as the
    touchpoints' profiles do. Q_d = Σ Λ_dℓ x_ℓ is a read-out and an assumption.

    Parameters
    ----------
    components
        Mean delivered ``heart``, ``mind`` and ``hands`` (1-7 scale).
    offsets
        Mean profile of the touchpoints that were used, one number a level.
    will
        Mean will-expectation W before the contact.
    assimilation
        Pull of what was expected on what is perceived, a_w.
    """
    levels = {}
    for component, names in COMPONENTS.items():
        middle = sum(offsets[level] for level in names) / len(names)
        for level in names:
            levels[level] = components[component] + offsets[level] - middle
    return {
        dimension: (1.0 - assimilation) * quality + assimilation * will
        for dimension, quality in read_out(levels).items()
    }
