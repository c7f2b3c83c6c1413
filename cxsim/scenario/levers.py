"""Levers: what a concept does to a firm, as data that anybody can write.

A lever is pulled to a strength from 0 to 1. It costs a share of revenue from the first day, and
after a delay it moves numbers of the scenario: benefits, settings and side effects. The levers
that come with the kit stand in the files of its strategies. A scenario holds them all at strength
0, and a file or a change says only what is different.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from cxsim.errors import CxsimError, unknown
from cxsim.fields import SHARE, FrozenDict, Model, bounds_of, parameter
from cxsim.model.touchpoint import Channel, Touchpoint
from cxsim.scenario.behaviour import Behaviour
from cxsim.scenario.company import Company
from cxsim.scenario.market import Market
from cxsim.scenario.messages import models_below
from cxsim.scenario.shipped import shipped_files
from cxsim.scenario.yaml_text import read_yaml

_WIDEST = 1e9  # points of a number without bounds
_SIZES = ("times", "plus", "towards")
_MOVED = ("company.", "market.acquisition.", "behaviour.")
# Who customers are is drawn at the start, and what the market does is known then.
_KNOWN_AT_THE_START = frozenset(
    [
        "market.acquisition.prospects", "behaviour.attitude.start_sd", "behaviour.choice.taste_sd",
        "behaviour.churn.a", "behaviour.churn.b", "behaviour.churn.dormant_share",
        "behaviour.churn.inertia", "behaviour.churn.involuntary",
        "behaviour.churn.start_tenure_months", "behaviour.effort.unwilling_share",
        "behaviour.messages.concern", "behaviour.messages.concern_sd",
        "behaviour.purchase.alpha_weeks", "behaviour.purchase.r", "behaviour.quality.fit_sd",
        "behaviour.quality.ideal_sd", "behaviour.satisfaction.trait_sd",
        "behaviour.weights.concentration", "behaviour.weights.hands", "behaviour.weights.heart",
        "behaviour.weights.mind",
    ]
)  # fmt: skip


class _Movable(Model):
    """Where the paths of effects begin."""

    company: Company
    market: Market
    behaviour: Behaviour


@cache
def target_of(path: str) -> Any:
    """Return the field that a path of an effect names; an unknown one gets the nearest name.

    After ``touchpoints`` stands a touchpoint's name, or ``*`` for all of them.
    """
    node: type[Model] = _Movable
    walked, parts = "", path.split(".")
    while parts:
        part = parts.pop(0)
        if part not in node.model_fields:
            raise unknown("field", path, [walked + name for name in node.model_fields])
        walked += f"{part}."
        inner, is_table = models_below(node)[part]
        if inner is None:
            if parts or not path.startswith(_MOVED) or path in _KNOWN_AT_THE_START:
                raise CxsimError(f"{path} is nothing that a lever can move during a run.")
            return node.model_fields[part]
        if is_table and parts:
            walked += f"{parts.pop(0)}."
        node = inner
    raise CxsimError(f"{path} is a block: an effect moves one number in it.")


def is_real(field: Any) -> bool:
    """Tell whether a field takes any number between its bounds, not only whole ones."""
    return float in (field.annotation, *get_args(field.annotation))


class Effect(Model):
    """What a lever does to one number, at strength 1 (and readiness 1, where it is a benefit).

    One of four moves: ``times`` a factor, ``plus`` a shift, ``towards`` a goal (all of the way, or
    the part ``by``), each in proportion to the strength; or ``set``, which switches a number or
    a word over where the strength reaches a threshold. ``path`` names the number; ``*`` stands
    for every touchpoint.
    """

    path: str = Field(..., title="Path of what it moves")
    role: Literal["benefit", "setting", "side_effect"] = Field(
        "benefit", title="A benefit grows with readiness; a setting and a side effect do not"
    )
    times: float | None = parameter(
        None, "Factor on the number", unit="factor", source="assumption", bounds=(0.0, 100.0)
    )
    plus: float | None = parameter(
        None, "Shift of the number", unit="of the number", source="assumption"
    )
    towards: float | None = parameter(
        None, "Value towards which the number moves", unit="of the number", source="assumption"
    )
    by: float = parameter(
        1.0, "Part of the way that it moves", unit="share", source="assumption", bounds=SHARE
    )
    per_readiness: float = parameter(
        0.0, "What readiness adds to the goal", unit="of the number", source="assumption"
    )
    set: bool | int | float | str | None = Field(None, title="Value to which it is switched")
    threshold: float = parameter(
        0.5, "Strength from which it is switched", unit="0-1", source="assumption", bounds=SHARE
    )
    fades: float = parameter(
        0.0, "Loss of novelty", unit="per month", source="assumption", bounds=(0.0, 10.0)
    )
    above: float | None = parameter(
        None, "Only where readiness is above this", unit="0-1", source="assumption", bounds=SHARE
    )
    at_most: float | None = parameter(
        None, "The number is not moved beyond this", unit="of the number", source="assumption"
    )
    scale: str = Field("", title="Path of a share of the scenario that the effect is multiplied by")
    unready: bool = Field(False, title="Multiplied by what readiness lacks (1 - e)")
    unless: tuple[str, ...] = Field((), title="Not while one of these levers is pulled",
                                    strict=False)  # fmt: skip
    channels: tuple[Channel, ...] = Field((), title="Only touchpoints of these channels",
                                          strict=False)  # fmt: skip
    except_channels: tuple[Channel, ...] = Field((), title="No touchpoints of these channels",
                                                 strict=False)  # fmt: skip
    likely: tuple[float, float] | None = Field(
        None, title="Plausible range of its size (half to double where none is given)",
        strict=False,
    )  # fmt: skip
    source: str = Field("assumption", title="Where its numbers come from")

    @model_validator(mode="after")
    def _moves_what_can_move(self) -> Effect:
        target = target_of(self.path)
        sizes = [name for name in _SIZES if getattr(self, name) is not None]
        if len(sizes) + (self.set is not None) != 1:
            raise ValueError("an effect has exactly one of times, plus, towards and set")
        if sizes and not is_real(target):
            raise ValueError(
                f"{sizes[0]}: {self.path} does not move little by little: use set, which switches"
            )
        if self.towards is None and (self.by != 1.0 or self.per_readiness):
            raise ValueError("by and per_readiness belong to towards")
        if self.set is not None and (self.fades or self.scale or self.unready):
            raise ValueError("set: a switch has no size, so fades, scale and unready do not fit it")
        if self.scale and not (is_real(target_of(self.scale)) and "*" not in self.scale):
            raise ValueError(f"scale: {self.scale} is no share of the scenario")
        low, high = bounds_of(target)
        if self.towards is not None and not low <= self.towards <= high:
            raise ValueError(f"towards: must lie between {low:g} and {high:g}, as {self.path} does")
        if self.likely is not None and not self.likely[0] < self.likely[1]:
            raise ValueError("likely: must be a range, the smaller number first")
        return self

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Yield the numbers that say how it moves, with the unit and range that they have here."""
        target, ranges = target_of(self.path), self._ranges()
        low, high = (max(-_WIDEST, min(_WIDEST, end)) for end in bounds_of(target))
        values = dict.fromkeys(("towards", "set", "at_most"), (low, high))
        bounds = values | dict.fromkeys(("plus", "per_readiness"), (low - high, high - low))
        for name in self._numbers():
            field: Any = Effect.model_fields[name]
            like = target if name in bounds else field
            yield name, parameter(
                field.default, f"{field.title}: {target.title}",
                unit=(like.json_schema_extra or {}).get("unit", ""), source=self.source,
                bounds=bounds.get(name) or bounds_of(field), likely=ranges.get(name),
            )  # fmt: skip

    def _numbers(self) -> list[str]:
        """Names of the numbers that count for this effect."""
        found = [name for name in _SIZES if getattr(self, name) is not None]
        found += ["by"] if self.towards is not None else []
        is_number = isinstance(self.set, int | float) and not isinstance(self.set, bool)
        found += ["set"] if is_number else []
        found += ["threshold"] if self.set is not None else []
        more = ("per_readiness", "fades", "above", "at_most")
        fields = Effect.model_fields
        return found + [name for name in more if getattr(self, name) != fields[name].default]

    def _ranges(self) -> dict[str, tuple[float, float]]:
        """Plausible ranges: half to double the effect, unless it says another one for its size."""
        ranges = {
            name: _range_of(0.5 * value, 2.0 * value)
            for name in ("plus", "towards", "by", "per_readiness", "fades")
            if (value := getattr(self, name)) is not None
        }
        if self.times is not None:
            ranges["times"] = _range_of(self.times**0.5, self.times**2)
        ranges["above"] = (0.3, 0.7)
        # What goes a part of the way has its size in the part, else in the goal.
        ranges.pop("towards" if self.by < 1.0 else "by", None)
        size = next((name for name in ("by", *_SIZES) if name in ranges), None)
        return ranges | ({size: self.likely} if size and self.likely else {})

    def reaches(self, place: Touchpoint) -> bool:
        """Tell whether a touchpoint is among those of its channels."""
        if self.channels and place.channel not in self.channels:
            return False
        return place.channel not in self.except_channels

    def paths(self, places: Mapping[str, Touchpoint]) -> Iterator[str]:
        """Yield the paths that it moves in a firm with these touchpoints.

        Only touchpoints with agents can be put into a pool.
        """
        if "*" not in self.path:
            yield self.path
            return
        for name, place in places.items():
            if self.reaches(place) and (place.agents > 0 or not self.path.endswith(".pool")):
                yield self.path.replace("*", name)


def _range_of(*ends: float) -> tuple[float, float]:
    """Return a range with three digits that count."""
    low, high = sorted(float(f"{end:.3g}") for end in ends)
    return low, high


class Lever(Model):
    """How far a concept is put to work, what it costs, when it shows and what it does."""

    title: str = Field("", title="Title")
    source: str = Field("assumption", title="Where the concept and its numbers come from")
    strength: float = parameter(
        0.0, "How far it is pulled (0: not used, 1: fully used)", unit="0-1", source="assumption",
        bounds=SHARE,
    )  # fmt: skip
    cost: float = parameter(
        0.0, "Cost at strength 1, from the first day", unit="share of revenue",
        source="assumption", bounds=SHARE,
    )  # fmt: skip
    delay: float = parameter(
        1.0, "Factor on the usual delay before anything shows (0: at once)", unit="factor",
        source="assumption", bounds=(0.0, 100.0),
    )  # fmt: skip
    gate: bool = Field(False, title="Benefits need motivated staff: x min(1.2, M / .5)")
    effects: Annotated[dict[str, Effect], AfterValidator(FrozenDict)] = Field(
        {}, title="What it does, by name"
    )

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Yield strength, cost and delay with this lever's source and ranges, then its effects."""
        fields: Any = type(self).model_fields
        for name, title, likely in (
            ("strength", self.title, None),
            ("cost", "", _range_of(0.5 * self.cost, 2.0 * self.cost)),
            ("delay", "", _range_of(0.5 * self.delay, 2.0 * self.delay)),
        ):
            field = fields[name]
            yield name, parameter(
                field.default, title or field.title, unit=field.json_schema_extra["unit"],
                source=self.source, bounds=bounds_of(field), likely=likely,
            )  # fmt: skip
        yield "gate", fields["gate"]
        yield "effects", fields["effects"]


# -- what comes with the kit, and what is said of it ----------------------------------------------


@cache
def shipped_levers() -> Mapping[str, Lever]:
    """Return the levers of the kit at strength 0, by name, from the files of its strategies."""
    found = {}
    for path in shipped_files("strategies").values():
        levers: Any = read_yaml(path)["levers"]
        found.update({name: Lever.model_validate(lever) for name, lever in levers.items()})
    return FrozenDict(found)


def completed(given: Any) -> Any:
    """Return all levers of a scenario: the kit's behind those that a file or a call names."""
    return {**shipped_levers(), **named(given)} if isinstance(given, Mapping) else given


def named(given: Any, strength: float = 0.0) -> Any:
    """Return the levers that are named; what is not said of a lever is as in the kit.

    Parameters
    ----------
    given
        Name -> strength, or a block that says what is different or a lever of one's own.
    strength
        Of levers of which it is not said.
    """
    if not isinstance(given, Mapping):
        return given
    return {name: _named(name, said, strength) for name, said in given.items()}


def _named(name: Any, said: Any, strength: float) -> Any:
    kit = shipped_levers()
    if isinstance(said, Lever):
        return said
    block = said if isinstance(said, Mapping) else {"strength": said}
    if name not in kit:
        if "effects" not in block:
            raise unknown("lever", f"levers.{name}", [f"levers.{lever}" for lever in kit])
        return {"strength": strength, **block}
    if block == kit[name].model_dump():
        return kit[name]
    return _merged(kit[name].model_dump() | {"strength": strength}, block)


def combined(mine: Lever | None, theirs: Lever, name: str) -> Lever:
    """Return a scenario's lever under a strategy: pulled as far, and as its file says."""
    if mine is None:
        return theirs
    said = _merged(mine.model_dump(), said_of(name, theirs))
    return Lever.model_validate(said | {"strength": max(mine.strength, theirs.strength)})


def said_of(name: str, lever: Lever) -> dict[str, Any]:
    """Return what must be said of a lever, as plain data: all that differs from the kit's."""
    own: dict[str, Any] = {"effects": {}} if name not in shipped_levers() else {}
    known = shipped_levers().get(name, Lever())
    return own | _differences(lever.model_dump(mode="json"), known.model_dump(mode="json"))


def _merged(base: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    inner = {
        key: _merged(base[key], value)
        for key, value in said.items()
        if isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
    }
    return {**base, **said, **inner}


_PLAIN_EFFECT = {
    name: [] if field.default == () else field.default
    for name, field in Effect.model_fields.items()
}


def _differences(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are not the same to the last sign (0.0 and -0.0 are two)."""
    found: dict[str, Any] = {}
    for key, value in new.items():
        if isinstance(value, Mapping):
            if inner := _differences(value, old.get(key, _PLAIN_EFFECT)):
                found[key] = inner
        elif key not in old or repr(value) != repr(old[key]):
            found[key] = value
    return found
