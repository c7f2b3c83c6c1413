"""Levers at work: what they cost, when they show, and how far they move the firm's numbers.

A benefit grows with readiness, a side effect does not: that is why a firm that is not ready loses
by a concept that others win by. What each lever does stands in the scenario.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cxsim.company.readiness import benefit_share, staff_gate
from cxsim.fields import bounds_of
from cxsim.model.touchpoint import Touchpoint
from cxsim.scenario.levers import Effect, Lever, target_of


@dataclass(frozen=True)
class Move:
    """How one number is moved now: x · times + plus, then a part of the way to a value.

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
    effect : Effect, optional
        Where it comes from, which says what touchpoints it reaches; all if there is none.
    """

    path: str
    times: float = 1.0
    plus: float = 0.0
    towards: float = 0.0
    by: float = 0.0
    at_least: float = -math.inf
    at_most: float = math.inf
    effect: Effect | None = None

    def moved(self, value: float) -> float:
        """Return the number after the move; what is endless stays so."""
        if math.isinf(value):
            return value
        new = value * self.times + self.plus
        new = new + self.by * (self.towards - new)
        if self.at_least > -math.inf:
            new = max(new, min(value, self.at_least))
        return min(new, max(value, self.at_most)) if self.at_most < math.inf else new

    def reaches(self, place: Touchpoint) -> bool:
        """Tell whether a touchpoint is among those that are moved."""
        return self.effect is None or self.effect.reaches(place)


class Pull(NamedTuple):
    """A lever at work: how far it is pulled, and for how many months it has shown."""

    strength: float
    months: float


def cost_share(levers: Mapping[str, Lever]) -> float:
    """Share of revenue that the levers cost: Σ u · cost."""
    return sum(lever.strength * lever.cost for lever in levers.values())


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


def moves_of(
    levers: Mapping[str, Lever],
    pulls: Mapping[str, Pull],
    effectiveness: float,
    motivation: float,
    number: Callable[[str], float],
) -> tuple[Move, ...]:
    """Return all moves of the levers at work, in the order in which they are made.

    Factors come first, then shifts, then moves towards a value: so the order of levers does not
    matter, and factors on one number combine as 1 - ∏ (1 - w_j (1 - f_j)) says.

    Parameters
    ----------
    levers
        All levers of the scenario.
    pulls
        Levers at work.
    effectiveness
        Readiness e of the firm, 0 to 1.
    motivation
        Motivation M of the staff, 0 to 1.
    number
        Gives the scenario's number at a path.
    """
    moves = []
    for name, effect, pull in _at_work(levers, pulls, effectiveness):
        if effect.set is None:
            weight = pull.strength
            if effect.role == "benefit":
                gate = staff_gate(motivation) if levers[name].gate else 1.0
                weight = min(1.0, pull.strength * benefit_share(effectiveness) * gate)
            weight *= math.exp(-effect.fades * pull.months)
            weight *= number(effect.scale) if effect.scale else 1.0
            weight *= 1.0 - effectiveness if effect.unready else 1.0
            moves.append(_move(effect, weight, effectiveness))
    return tuple(sorted(moves, key=_order))


def switches_of(
    levers: Mapping[str, Lever],
    pulls: Mapping[str, Pull],
    effectiveness: float,
    places: Mapping[str, Touchpoint],
) -> dict[str, Any]:
    """Return what the levers at work have switched: path -> value.

    Parameters
    ----------
    levers, pulls, effectiveness
        As for `moves_of`.
    places
        Touchpoints of the firm.
    """
    return {
        path: effect.set
        for _, effect, pull in _at_work(levers, pulls, effectiveness)
        if effect.set is not None and pull.strength >= effect.threshold
        for path in effect.paths(places)
    }


def _at_work(
    levers: Mapping[str, Lever], pulls: Mapping[str, Pull], effectiveness: float
) -> Iterator[tuple[str, Effect, Pull]]:
    """Yield the effects that hold now."""
    for name, pull in pulls.items():
        for effect in levers[name].effects.values():
            ready = effect.above is None or effectiveness > effect.above
            if ready and not any(levers[other].strength > 0.0 for other in effect.unless):
                yield name, effect, pull


def _move(effect: Effect, weight: float, effectiveness: float) -> Move:
    """Return the move of one effect at some weight; it stays within the number's own bounds."""
    low, high = bounds_of(target_of(effect.path))
    most = high if effect.at_most is None else min(high, effect.at_most)
    goal = (effect.towards or 0.0) + effect.per_readiness * effectiveness
    return Move(
        effect.path,
        times=1.0 if effect.times is None else 1.0 + weight * (effect.times - 1.0),
        plus=0.0 if effect.plus is None else weight * effect.plus,
        towards=goal,
        by=0.0 if effect.towards is None else min(1.0, weight * effect.by),
        at_least=low,
        at_most=most,
        effect=effect,
    )


def _order(move: Move) -> int:
    if move.by:
        return 2 + (move.by == 1.0)
    return 1 if move.plus else 0
