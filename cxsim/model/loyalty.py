"""From memories to attitude and loyalty."""

from __future__ import annotations

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.records import Record

# fmt: off


class Attitude(Model):
    """Cumulative satisfaction (Bolton 1998) and attitudinal loyalty."""

    smallest_step: float = parameter(
        0.15, "Smallest weight of a new experience (φ_min)", "share", SHARE, (0.05, 0.3))
    loyalty_step: float = parameter(
        0.2, "Monthly move of loyalty towards attitude (ν)", "per month", SHARE, (0.05, 0.4))
    heart_bond: float = parameter(
        0.1, "Loyalty from heart above neutral (b_h)", "per point", (0.0, 2.0), (0.0, 0.3))
    start_sd: float = parameter(
        0.35, "Spread of attitude and loyalty at the start", "satisfaction", (0.0, 3.0))
# fmt: on


class Attached(Record):
    """How a person stands to the firm."""

    attitude: float  # A
    loyalty: float  # L
    heart: float  # remembered heart quality
    experiences: float  # n behind the weight of a new episode
    # sums over the episodes that are remembered: weights, satisfaction, and its square
    felt_weight: float
    felt: float
    felt_square: float


@rule
def experience_weight(experiences: float, smallest: float, importance: float) -> float:
    """Weight of a new episode in the attitude: φ_n = max(φ_min, 1/(n+1)).

    An episode of importance μ counts like μ episodes: 1 - (1 - φ)^μ. Source of the shape:
    Bolton 1998, Marketing Science 17(1):45-65 (a long history moves slowly).
    """
    weight = max(smallest, 1.0 / (experiences + 1.0))
    return weight if importance == 1.0 else 1.0 - (1.0 - weight) ** importance


@rule
def moved(value: float, target: float, weight: float) -> float:
    """Move a part of the way: x + φ (target - x). Attitude A uses it after an episode."""
    return value + weight * (target - value)


@rule
def loyalty_target(
    attitude: float, heart: float, neutral_quality: float, heart_bond: float, programme: float
) -> float:
    """Where attitudinal loyalty L moves to: A + b_h (heart - P_0) + programme (CX pyramid)."""
    return attitude + heart_bond * (heart - neutral_quality) + programme


@rule
def share_of_step(step: float, months: float) -> float:
    """Return a monthly step for a part of a month: 1 - (1 - ν)^months."""
    return step if months == 1.0 else 1.0 - (1.0 - step) ** months


@rule
def move_attitude(
    person: Attached, memory: float, heart: float, importance: float, attitude: Attitude
) -> None:
    """A memory moves attitude; ``heart`` is the mean heart quality, NaN where nobody served."""
    person.experiences += 1.0
    step = experience_weight(person.experiences, attitude.smallest_step, importance)
    person.attitude = moved(person.attitude, memory, step)
    person.felt_weight += importance
    person.felt += importance * memory
    person.felt_square += importance * memory**2
    if heart == heart:  # not NaN
        person.heart = moved(person.heart, heart, step)


@rule
def move_loyalty(
    person: Attached, attitude: Attitude, neutral_quality: float, programme: float, months: float
) -> None:
    """Loyalty follows attitude, month by month."""
    target = loyalty_target(
        person.attitude, person.heart, neutral_quality, attitude.heart_bond, programme
    )
    person.loyalty = moved(person.loyalty, target, share_of_step(attitude.loyalty_step, months))
