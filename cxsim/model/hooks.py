"""How the engines call the hooks of mechanisms of one's own: in plain Python, or compiled.

Each turn of the story has a function here. Plain, it calls the hook of every mechanism that has
one. For compiled code a function with the same calls, and no others, is written as text and
compiled: without mechanisms it is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from cxsim.compilation import compiles_to, plain
from cxsim.model.mechanism import HOOKS, Here, Mechanism, stream_of
from cxsim.model.records import fill, layout
from cxsim.model.streams import FIRM, OWN

_BEFORE_THE_PLACE = ("need_arises",)
_PURPOSES = {hook: OWN + place for place, hook in enumerate(HOOKS)}


class Layouts(NamedTuple):
    """The types of the records that `Here` holds in a run."""

    p: np.dtype[Any]
    person: np.dtype[Any]
    ticket: np.dtype[Any]
    place: np.dtype[Any]
    kind: np.dtype[Any]
    desk: np.dtype[Any]
    totals: np.dtype[Any]


# -- hooks of a person: no matter is open ---------------------------------------------------------


def _of_person(name: str) -> Callable[..., None]:
    def act(world: Any, customer: int, day: float, n: int) -> None:
        for mechanism in world.mechanisms:
            if name in mechanism.hooks:
                getattr(mechanism, name)(
                    Here(
                        world.parameters[0], world.people[customer], None, None, None, None,
                        world.totals[0], world.people,
                        customer, day, _PURPOSES[name], 0, n, stream_of(mechanism),
                    )
                )  # fmt: skip

    return _also_compiled(act, name, _PERSON)


_PERSON = """
def act(world, customer, day, n):
    p, person, totals = world.parameters[0], world.people[customer], world.totals[0]
    ticket = place = kind = desk = None
    need = zero
"""


# -- hooks of a matter ----------------------------------------------------------------------------


def _of_matter(name: str) -> Callable[..., None]:
    def act(world: Any, slot: int, day: float) -> None:
        ticket = world.tickets[slot]
        place = desk = None
        if name not in _BEFORE_THE_PLACE:
            place, desk = world.touchpoints[ticket.touchpoint], world.desks[ticket.touchpoint]
        for mechanism in world.mechanisms:
            if name in mechanism.hooks:
                getattr(mechanism, name)(
                    Here(
                        world.parameters[0], world.people[ticket.customer], ticket, place,
                        world.needs[ticket.need], desk, world.totals[0], world.people,
                        ticket.customer, day, _PURPOSES[name], ticket.need,
                        8 * ticket.candidate + ticket.step + 1, stream_of(mechanism),
                    )
                )  # fmt: skip

    return _also_compiled(act, name, _MATTER + (_PLACELESS if name in _BEFORE_THE_PLACE else _AT))


_MATTER = """
def act(world, slot, day):
    ticket = world.tickets[slot]
    p, person, totals = world.parameters[0], world.people[ticket.customer], world.totals[0]
    kind, customer, need = world.needs[ticket.need], ticket.customer, ticket.need
    n = 8 * ticket.candidate + ticket.step + 1
"""
_PLACELESS = "    place = desk = None\n"
_AT = """\
    place, desk = world.touchpoints[ticket.touchpoint], world.desks[ticket.touchpoint]
"""


# -- compiled -------------------------------------------------------------------------------------

_CALL = """
    m = world.mechanisms[{place}]
    m.{hook}(m.parameters[0], Here(
        p, person, ticket, place, kind, desk, totals, world.people,
        customer, day, purpose, need, n, m.stream))
"""


def _also_compiled(act: Callable[..., None], name: str, start: str) -> Callable[..., None]:
    """Let compiled code call the hooks of this name that the mechanisms of its world have."""

    def typed(world: Any, *_: Any) -> Any:
        mechanisms = world.types[world.fields.index("mechanisms")].types
        calls = [
            _CALL.format(place=place, hook=name)
            for place, mechanism in enumerate(mechanisms)
            if name in mechanism.fields
        ]
        nothing = f"{start.splitlines()[1]}\n    pass\n"
        space: dict[str, Any] = {"Here": Here, "purpose": _PURPOSES[name], "zero": np.int64(0)}
        exec(start + "".join(calls) if calls else nothing, space)
        return space["act"]

    compiles_to(act, typed)
    return act


joining = _of_person("joining")
need_arises = _of_matter("need_arises")
before_contact = _of_matter("before_contact")
after_contact = _of_matter("after_contact")
episode_closes = _of_matter("episode_closes")
month = _of_person("month")
leaving = _of_person("leaving")


def quarter(
    world: Any, mechanisms: Iterable[Mechanism], totals: Any, day: float, number: int
) -> None:
    """Let mechanisms see the firm's quarter, in plain Python with both engines."""
    for mechanism in mechanisms:
        mechanism.quarter(
            Here(
                world.parameters[0], None, None, None, None, None, totals, world.people,
                FIRM, day, _PURPOSES["quarter"], 0, number, stream_of(mechanism),
            )
        )  # fmt: skip


# -- the form in which an engine holds mechanisms -------------------------------------------------


def callable_forms(mechanisms: Iterable[Mechanism], compiled: bool) -> tuple[Any, ...]:
    """Return mechanisms as an engine calls them."""
    return tuple(_parts(one) if compiled else one for one in mechanisms)


def _parts(mechanism: Mechanism) -> Any:
    """Return a mechanism as compiled code can use it: a named tuple of numbers and functions."""
    record = np.zeros(1, dtype=layout(type(mechanism)))
    fill(record[0], mechanism)
    hooks = _compiled_hooks(type(mechanism))
    return _kind_of_parts(tuple(hooks))(stream_of(mechanism), record, *hooks.values())


@cache
def _compiled_hooks(kind: type[Mechanism]) -> dict[str, Any]:
    """Functions that compile a class's hooks, each made once: a new one would compile anew."""
    import numba

    njit: Any = numba.njit  # its stub does not know `_nrt`
    return {
        hook: njit(getattr(kind, hook), error_model="numpy", _nrt=False)
        for hook in kind.hooks
        if hook != "quarter"
    }


@cache
def _kind_of_parts(hooks: tuple[str, ...]) -> Any:
    fields = [("stream", int), ("parameters", Any), *((hook, Any) for hook in hooks)]
    return NamedTuple("Parts", fields)


@cache
def why_not_compiled(kind: type[Mechanism], layouts: Layouts) -> str:
    """Compile a class's hooks for the records of a run; tell in words what cannot be compiled."""
    import numba
    from numba.core import types

    record = numba.from_dtype(layout(kind))
    of: list[Any] = [numba.from_dtype(one) for one in layouts]
    people = types.Array(of[Layouts._fields.index("person")], 1, "C")
    numbers = (types.int64, types.float64, *[types.int64] * 4)
    for name, hook in _compiled_hooks(kind).items():
        here = [*of, people, *numbers]
        for absent in _absent(name):
            here[Here._fields.index(absent)] = types.none
        try:
            hook.compile((record, types.NamedTuple(here, Here)))
        except Exception as error:  # only compiled, not called: the reason is one of Numba's
            return f"{name}: {_first_reason(error)}"
    return ""


def _absent(hook: str) -> tuple[str, ...]:
    if hook in _BEFORE_THE_PLACE:
        return "place", "desk"
    return ("ticket", "place", "kind", "desk") if hook in ("joining", "month", "leaving") else ()


def _first_reason(error: Exception) -> str:
    """Return the line of Numba's report that says what is wrong."""
    if isinstance(error, KeyError):
        return f"there is no field {error}"
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line).strip() for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith("Failed in nopython")]
    return (told[0] if told else type(error).__name__).rstrip(".:")


def moved(callable_ones: tuple[Any, ...], mechanisms: Mapping[str, Mechanism]) -> tuple[Any, ...]:
    """Return the mechanisms as the engine calls them, with the parameters that hold from now on."""
    if callable_ones and not isinstance(callable_ones[0], Mechanism):
        for parts, mechanism in zip(callable_ones, mechanisms.values(), strict=True):
            fill(parts.parameters[0], mechanism)
        return callable_ones
    return tuple(mechanisms.values())


def form_for(function: Callable[..., Any], mechanisms: tuple[Any, ...]) -> Callable[..., Any]:
    """Return a compiled function, or the plain one where mechanisms are plain Python."""
    if mechanisms and isinstance(mechanisms[0], Mechanism):
        return plain(function)
    return function
