"""What a lever does to the firm: benefits, costs and risks, from one table (`levers.yaml`).

A benefit grows with readiness, a side effect does not: that is why a firm that is not ready loses
by a concept that others win by. Effect sizes are assumptions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import Field

from cxsim.company.readiness import benefit_share, staff_gate
from cxsim.fields import Model
from cxsim.model.touchpoint import Touchpoint


@dataclass(frozen=True)
class Effect:
    """How one number of the scenario is moved: x · times + plus, or a part of the way to a value.

    Attributes
    ----------
    path : str
        Path in the scenario; ``*`` stands for every touchpoint.
    times, plus : float
        Factor, and shift.
    towards, by : float
        Goal, and the part of the way that is gone towards it (0: not at all, 1: all of it).
    at_least, at_most : float
        The number is not moved below or above this.
    channels, except_channels : sequence of str
        Only touchpoints of these channels; none of those.
    """

    path: str
    times: float = 1.0
    plus: float = 0.0
    towards: float = 0.0
    by: float = 0.0
    at_least: float = -math.inf
    at_most: float = math.inf
    channels: tuple[str, ...] = ()
    except_channels: tuple[str, ...] = ()

    def moved(self, value: Any) -> Any:
        """Return the number after the effect."""
        new = value * self.times + self.plus
        new = new + self.by * (self.towards - new)
        if self.at_least > -math.inf:
            new = max(new, min(value, self.at_least))
        return min(new, max(value, self.at_most)) if self.at_most < math.inf else new

    def reaches(self, place: Touchpoint) -> bool:
        """Tell whether a touchpoint is among those that are moved."""
        if self.channels and place.channel not in self.channels:
            return False
        return place.channel not in self.except_channels


class Line(Model):
    """One line of the table: see the head of ``levers.yaml``."""

    path: str
    times: float | None = None
    plus: float | None = None
    towards: float | None = None
    by: float = 1.0
    set: float | None = None
    per_readiness: float = 0.0
    scale: str = ""
    fades: float = 0.0
    unready: bool = False
    above: float = -1.0
    at_most: float = math.inf
    channels: tuple[str, ...] = Field((), strict=False)
    except_channels: tuple[str, ...] = Field((), strict=False, alias="except")

    model_config = Model.model_config | {"allow_inf_nan": True, "populate_by_name": True}


class Lever(Model):
    """All that one lever does."""

    cost: float
    delay: float = 1.0
    staff_gate: bool = False
    benefits: tuple[Line, ...] = Field((), strict=False)
    settings: tuple[Line, ...] = Field((), strict=False)
    side_effects: tuple[Line, ...] = Field((), strict=False)


class Pull(NamedTuple):
    """A lever at work: how far it is pulled, and for how many months it has shown."""

    strength: float
    months: float


@cache
def lever_table() -> Mapping[str, Lever]:
    """Return the table of all levers, from ``levers.yaml``."""
    text = Path(__file__).with_name("levers.yaml").read_text(encoding="utf-8")
    return {name: Lever.model_validate(lever) for name, lever in yaml.safe_load(text).items()}


def cost_share(strengths: Mapping[str, float]) -> float:
    """Share of revenue that the levers cost: Σ u · cost."""
    return sum(strength * lever_table()[name].cost for name, strength in strengths.items())


def strength_at_work(history: Sequence[tuple[float, float]], day: float, delay: float) -> float:
    """How far a lever works on a day, if it works after a delay.

    Parameters
    ----------
    history
        (day, strength from that day on), in order; the first day is 0.
    day
        Today.
    delay
        Days until a pull is felt. Letting go is felt at once.
    """
    if delay > day:
        return 0.0
    since = day - delay
    before = [strength for start, strength in history if start <= since]
    after = [strength for start, strength in history if since < start <= day]
    return min([before[-1], *after])


def effects_of(
    pulls: Mapping[str, Pull],
    effectiveness: float,
    motivation: float,
    number: Callable[[str], float],
) -> tuple[Effect, ...]:
    """Return all effects of the levers at work, in the order in which they are applied.

    Factors come first, then shifts, then moves towards a value: so the order of levers does not
    matter, and factors on one number combine as 1 - ∏ (1 - w_j (1 - f_j)) says.

    Parameters
    ----------
    pulls
        Levers at work.
    effectiveness
        Readiness e of the firm, 0 to 1.
    motivation
        Motivation M of the staff, 0 to 1.
    number
        Gives the scenario's number at a path.
    """
    found = [
        effect
        for name, pull in pulls.items()
        if pull.strength > 0.0
        for effect in _effects(lever_table()[name], pull, effectiveness, motivation, number)
    ]
    return tuple(sorted(found, key=_order))


def _order(effect: Effect) -> int:
    if effect.by:
        return 2 + (effect.by == 1.0)
    return 1 if effect.plus else 0


def _effects(
    lever: Lever,
    pull: Pull,
    effectiveness: float,
    motivation: float,
    number: Callable[[str], float],
) -> Iterator[Effect]:
    gate = staff_gate(motivation) if lever.staff_gate else 1.0
    benefit = pull.strength * benefit_share(effectiveness) * gate
    sections = (
        (lever.benefits, min(1.0, benefit)),
        (lever.settings, pull.strength),
        (lever.side_effects, pull.strength),
    )
    for lines, weight in sections:
        for line in lines:
            if effectiveness > line.above:
                yield _weighted(line, weight, pull.months, effectiveness, number)


def _weighted(
    line: Line,
    weight: float,
    months: float,
    effectiveness: float,
    number: Callable[[str], float],
) -> Effect:
    """Return the effect of one line at some weight."""
    weight *= math.exp(-line.fades * months)
    weight *= number(line.scale) if line.scale else 1.0
    weight *= 1.0 - effectiveness if line.unready else 1.0
    plain = Effect(line.path, channels=line.channels, except_channels=line.except_channels)
    plain = replace(plain, at_most=line.at_most)
    if line.times is not None:
        return replace(plain, times=1.0 + weight * (line.times - 1.0))
    if line.plus is not None:
        return replace(plain, plus=weight * line.plus)
    if line.set is not None:
        goal = line.set + line.per_readiness * effectiveness
        return replace(plain, towards=goal, by=min(1.0, weight))
    return replace(plain, towards=line.towards or 0.0, by=min(1.0, weight * line.by))
