"""Mechanisms of one's own: a class in a notebook becomes a part of the model.

A mechanism has parameters (shown by ``describe``, swept and drawn like all others), state of its
own on people or matters, luck of its own, and hooks: methods that are called at the turns of the
story. The readable engine runs it as plain Python. The compiled engine compiles its hooks, where
they are simple enough: they read and write the records of `Here`, and use `uniform` for luck.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, NamedTuple

import numpy as np
from pydantic.fields import FieldInfo

from cxsim.compilation import compiles_to, plain, rule
from cxsim.errors import CxsimError, unknown
from cxsim.fields import Model
from cxsim.model.records import Record, fill, layout
from cxsim.model.streams import block, draw

HOOKS = (
    "joining", "need_arises", "before_contact", "after_contact", "episode_closes", "month",
    "leaving",
)  # fmt: skip


class Here(NamedTuple):
    """What a hook has at hand: records, whose fields it may read and write.

    Where no matter is open (joining, month, leaving), ``ticket`` is a blank one, and ``place``,
    ``kind`` and ``desk`` mean nothing.
    """

    p: Any  # all parameters by block, and `now`
    person: Any
    ticket: Any  # the open matter and its present contact
    place: Any  # the touchpoint
    kind: Any  # the kind of need
    desk: Any
    totals: Any
    people: Any  # everybody, by id
    customer: int
    day: float
    purpose: int  # coordinates of the mechanism's own luck
    need: int
    n: int
    stream: int


@rule
def uniform(here: Here, which: int = 0) -> float:
    """Uniform number between 0 and 1 of the mechanism's own luck at this turn.

    ``which`` numbers several draws of one turn, 0 to 7. Nobody else's luck depends on it.
    """
    first, _ = draw(
        here.p.seed, here.customer, block(here.purpose, here.need, here.stream), 8 * here.n + which
    )
    return first


class State(NamedTuple):
    """A number that a mechanism keeps of each person or each open matter."""

    start: bool | int | float
    of: str


def state(start: bool | int | float, of: str = "person") -> Any:
    """Declare state of a mechanism's own.

    Parameters
    ----------
    start
        Its value at the start: a truth value, a whole number or a number.
    of
        ``"person"``: a column of `Run.customers`; ``"ticket"`` (an open matter): a column of
        `Run.encounters`.
    """
    if of not in ("person", "ticket"):
        raise unknown("owner of state", str(of), ("person", "ticket"))
    return State(start, of)


class _Annotating(type(Model)):  # type: ignore[misc]
    """Lets parameters be written without a type: that of their value is meant."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> Any:
        hints = dict(namespace.get("__annotations__", {}))
        states = {key: value for key, value in namespace.items() if isinstance(value, State)}
        for key, value in namespace.items():
            if isinstance(value, FieldInfo):
                hints.setdefault(key, type(value.default))
        kept = {key: value for key, value in namespace.items() if key not in states}
        made = super().__new__(cls, name, bases, kept | {"__annotations__": hints}, **options)
        made.states = {**getattr(made, "states", {}), **states}
        return made


class Mechanism(Model, metaclass=_Annotating):
    """An idea of one's own: parameters, state, and what happens at the turns of the story.

    Write a subclass; ``scenario.having(MyMechanism())`` puts it into a scenario. Every hook takes
    `Here` and returns nothing.

    Attributes
    ----------
    name : str
        The class's name in small letters; its parameters are ``mechanisms.<name>.<parameter>``.
    """

    states: ClassVar[Mapping[str, State]] = {}
    _known: ClassVar[dict[str, type[Mechanism]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        Mechanism._known[cls.name_of()] = cls

    @classmethod
    def name_of(cls) -> str:
        """Name of the mechanism in paths."""
        return cls.__name__.lower()

    @property
    def name(self) -> str:
        """Name of the mechanism in paths."""
        return self.name_of()

    @classmethod
    def hooks(cls) -> tuple[str, ...]:
        """Hooks that the class has."""
        return tuple(hook for hook in HOOKS if getattr(cls, hook) is not getattr(Mechanism, hook))

    def joining(self, here: Here) -> None:
        """A prospect has become a customer (initial customers: at the start)."""

    def need_arises(self, here: Here) -> None:
        """A matter has been opened."""

    def before_contact(self, here: Here) -> None:
        """The customer has turned to a touchpoint."""

    def after_contact(self, here: Here) -> None:
        """The contact has been felt, and is not yet remembered, counted or logged."""

    def episode_closes(self, here: Here) -> None:
        """The matter has become a memory; surveys and talk come next."""

    def month(self, here: Here) -> None:
        """A month is over, for each customer."""

    def leaving(self, here: Here) -> None:
        """A customer is about to decide; ``here.person.log_risk`` shifts the log risk."""


def known_mechanism(name: str) -> type[Mechanism]:
    """Return the class of a mechanism; it must have been defined or imported."""
    if name not in Mechanism._known:
        raise CxsimError(
            f"mechanisms.{name}: this mechanism is not known here; "
            "define or import its class first."
        )
    return Mechanism._known[name]


def own_states(mechanisms: Iterable[Mechanism], of: str) -> dict[str, State]:
    """Return all state that mechanisms keep of a person or a ticket, by name."""
    return {
        name: own
        for mechanism in mechanisms
        for name, own in mechanism.states.items()
        if own.of == of
    }


def with_own(kind: type[Record], mechanisms: Iterable[Mechanism], of: str) -> type[Record]:
    """Return a record class that holds the mechanisms' own state, too."""
    own = own_states(mechanisms, of)
    for name in own:
        if hasattr(kind, name):
            raise CxsimError(f"state {name}: a {of} has a field of this name already.")
    if not own:
        return kind
    hints = {name: float if isinstance(one.start, float) else int for name, one in own.items()}
    starts = {name: one.start for name, one in own.items()}
    return type(kind.__name__, (kind,), {**starts, "__annotations__": hints})


# -- hooks, in plain Python and compiled ----------------------------------------------------------


def for_compiled_engine(mechanism: Mechanism) -> Any:
    """Return a mechanism as compiled code can use it: a named tuple of numbers and functions."""
    import numba

    record = np.zeros(1, dtype=layout(type(mechanism)))
    fill(record[0], mechanism)
    hooks = {
        hook: numba.njit(getattr(type(mechanism), hook), error_model="numpy", _nrt=False)
        for hook in mechanism.hooks()
    }
    kind = _kind_of_parts(tuple(hooks))
    return kind(stream_of(mechanism), record, *hooks.values())


def _kind_of_parts(hooks: tuple[str, ...]) -> Any:
    if hooks not in _KINDS:
        fields = [("stream", int), ("parameters", Any), *((hook, Any) for hook in hooks)]
        _KINDS[hooks] = NamedTuple("Parts", fields)  # type: ignore[misc]
    return _KINDS[hooks]


_KINDS: dict[tuple[str, ...], Any] = {}


def stream_of(mechanism: Mechanism) -> int:
    """Number of a mechanism's own stream of luck: by its name, whatever else there is."""
    return zlib.crc32(mechanism.name.encode()) & 0x7FFFF


def _hook(name: str) -> Callable[..., None]:
    """Return the function that lets all mechanisms act at a turn."""

    def act(world: Any, customer: int, slot: int, day: float, purpose: int, n: int) -> None:
        for mechanism in world.mechanisms:
            if name in mechanism.hooks():
                ticket = world.tickets[slot] if slot >= 0 else world.blank[0]
                touchpoint = max(0, ticket.touchpoint)
                getattr(mechanism, name)(
                    Here(
                        world.parameters[0], world.people[customer], ticket,
                        world.touchpoints[touchpoint], world.needs[ticket.need],
                        world.desks[touchpoint], world.totals[0], world.people,
                        customer, day, purpose, ticket.need, n, stream_of(mechanism),
                    )
                )  # fmt: skip

    def typed(world: Any, customer: Any, slot: Any, day: Any, purpose: Any, n: Any) -> Any:
        mechanisms = world.types[world.fields.index("mechanisms")].types
        calls = [
            _CALL.format(place=place, hook=name)
            for place, mechanism in enumerate(mechanisms)
            if name in mechanism.fields
        ]
        space: dict[str, Any] = {"Here": Here}
        source = _SOURCE + "".join(calls) if calls else _NOTHING
        exec(source, space)
        return space["act"]

    compiles_to(act, typed)
    return act


_NOTHING = """
def act(world, customer, slot, day, purpose, n):
    pass
"""
_SOURCE = """
def act(world, customer, slot, day, purpose, n):
    ticket = world.tickets[slot] if slot >= 0 else world.blank[0]
    touchpoint = max(0, ticket.touchpoint)
"""
_CALL = """
    m = world.mechanisms[{place}]
    m.{hook}(m.parameters[0], Here(
        world.parameters[0], world.people[customer], ticket, world.touchpoints[touchpoint],
        world.needs[ticket.need], world.desks[touchpoint], world.totals[0], world.people,
        customer, day, purpose, ticket.need, n, m.stream))
"""

joining = _hook("joining")
need_arises = _hook("need_arises")
before_contact = _hook("before_contact")
after_contact = _hook("after_contact")
episode_closes = _hook("episode_closes")
month = _hook("month")
leaving = _hook("leaving")


def callable_forms(mechanisms: Iterable[Mechanism], compiled: bool) -> tuple[Any, ...]:
    """Return mechanisms as an engine calls them."""
    return tuple(for_compiled_engine(one) if compiled else one for one in mechanisms)


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
