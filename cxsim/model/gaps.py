"""The five gaps as a chain (Parasuraman, Zeithaml and Berry 1985, J. Marketing 49(4):41-50).

What customers think they should get (E*) loses gap 1 on its way to management's belief, gap 2 on
its way to the specification and gap 3 on its way to delivery; advertising promises gap 4 more than
is delivered. The additive form is an assumption. Gap 5 is never set: it is measured.
"""

from __future__ import annotations

from collections.abc import Mapping

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


class Gaps(Model):
    """Gaps 1 to 4 (Parasuraman, Zeithaml and Berry 1985): positive = shortfall or over-promise."""

    knowledge: float = parameter(
        0.15, "Gap 1: what managers believe against what customers expect", "points (1-7)",
        (-2.0, 4.0), (0.0, 0.5))
    design: float = parameter(
        0.15, "Gap 2: specification against belief", "points (1-7)", (-2.0, 4.0), (0.0, 0.5))
    delivery: float = parameter(
        0.3, "Gap 3: delivery against specification", "points (1-7)", (-2.0, 4.0), (0.0, 0.8))
    communication: float = parameter(
        0.1, "Gap 4: promise against delivery", "points (1-7)", (-2.0, 4.0), (0.0, 0.5))
# fmt: on


class Levels(Record):
    """Levels of quality that the gaps and the staff's motivation make, at present."""

    design_level: float
    delivery_level: float
    promise_level: float
    gap_factor: float  # of motivation, on gap 3
    spread_factor: float  # of motivation, on the luck of delivery


def set_levels(levels: Levels, ideal: float, gaps: Gaps) -> None:
    """Compute the levels anew; the factors of motivation stand already."""
    levels.design_level = design_level(ideal, gaps)
    levels.delivery_level = delivery_level(ideal, gaps, levels.gap_factor)
    levels.promise_level = levels.delivery_level + gaps.communication


def design_level(ideal: float, gaps: Gaps) -> float:
    """Level that the service is designed for: D = E* - g1 - g2 (1-7 scale)."""
    return ideal - gaps.knowledge - gaps.design


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
