"""Mechanisms of one's own: a class in a notebook becomes a part of the model.

A mechanism has parameters (shown by ``describe``, swept and drawn like all others), state of its
own on people or matters, luck of its own, and hooks: methods that are called at the turns of the
story. How the engines call them stands in `cxsim.model.hooks`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from inspect import isfunction
from typing import Any, ClassVar, NamedTuple

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from cxsim.compilation import code_of, rule
from cxsim.errors import CxsimError, unknown
from cxsim.fields import Model
from cxsim.model.records import Record
from cxsim.model.streams import block, draw

HOOKS = (
    "joining", "need_arises", "before_contact", "after_contact", "episode_closes", "month",
    "leaving", "quarter",
)  # fmt: skip
_DRAWS = 2**44  # between the coordinates of two draws of one turn: no turn has a number as large
# Columns of the tables that have another name in a person, or come from elsewhere.
COLUMNS = ("customer", "tenure_at_joining_months", "will_expectation", "should_expectation")


class Here(NamedTuple):
    """What a hook has at hand: records, whose fields it may read and write.

    What is not there is None: `ticket`, `place`, `kind` and `desk` where no matter is open
    (`joining`, `month`, `leaving`, `quarter`), `place` and `desk` before a touchpoint is chosen
    (`need_arises`), `person` where the firm is meant (`quarter`).
    """

    p: Any  # all parameters by block, and `now`
    person: Any
    ticket: Any  # the open matter and its present contact
    place: Any  # the touchpoint
    kind: Any  # the kind of need
    desk: Any
    totals: Any  # what is counted since the last boundary; in `quarter`: in the quarter
    people: Any  # everybody, by id
    customer: int
    day: float
    purpose: int  # coordinates of the mechanism's own luck
    need: int
    n: int
    stream: int


@rule
def uniform(here: Here, which: int = 0) -> float:
    """Draw a uniform number between 0 and 1 of the mechanism's own luck.

    The same turn of the same customer has the same luck, whatever else happens; nobody else's luck
    depends on it.

    Parameters
    ----------
    here
        What the hook was given.
    which
        Numbers several draws of one turn: 0, 1, 2 ...

    Examples
    --------
    >>> import cxsim as cx
    >>> class Whim(cx.Mechanism):
    ...     share = cx.parameter(0.5, "Share of good days")
    ...     def after_contact(self, here):
    ...         here.ticket.satisfaction += 0.1 * (cx.uniform(here) < self.share)
    """
    coordinate = here.n + _DRAWS * which
    number, _ = draw(
        here.p.seed, here.customer, block(here.purpose, here.need, here.stream), coordinate
    )
    return number


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

    Examples
    --------
    >>> import cxsim as cx
    >>> class Counting(cx.Mechanism):
    ...     contacts = cx.state(0, of="person")
    ...     def after_contact(self, here):
    ...         here.person.contacts += 1
    >>> small = cx.load("bank").replace(customers=20, days=60, warm_up_days=0)
    >>> run = cx.simulate(small.having(Counting()), engine="simpy")
    >>> int(run.customers.contacts.sum()) == int(run.encounters.ended.notna().sum())
    True
    """
    if of not in ("person", "ticket"):
        raise unknown("owner of state", str(of), ("person", "ticket"))
    if not isinstance(start, bool | int | float):
        raise CxsimError(f"state: it starts with a number or a truth value, not {start!r}.")
    return State(start, of)


class _Declaring(type(Model)):  # type: ignore[misc]
    """Reads what the class of a mechanism declares; refuses what would do nothing."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> Any:
        states = {key: value for key, value in namespace.items() if isinstance(value, State)}
        hints = dict(namespace.get("__annotations__", {}))
        for key, value in namespace.items():
            if isinstance(value, FieldInfo):  # without a type, that of its value is meant
                hints.setdefault(key, type(value.default))
        if any(isinstance(base, _Declaring) for base in bases):
            _check(name, namespace, {*states, *hints})
        kept = {key: value for key, value in namespace.items() if key not in states}
        made = super().__new__(cls, name, bases, kept | {"__annotations__": hints}, **options)
        made.states = {**getattr(made, "states", {}), **states}
        return made


def _check(name: str, namespace: Mapping[str, Any], declared: set[str]) -> None:
    for key in sorted(declared & set(dir(Mechanism))):
        raise CxsimError(f"{name}.{key}: every mechanism has something of this name already.")
    for key, value in namespace.items():
        if not isfunction(value) or key.startswith("_"):
            continue
        if key not in HOOKS:
            raise unknown(f"hook of {name}", key, HOOKS)
        if value.__code__.co_argcount != 2:
            raise CxsimError(f"{name}.{key} must take self and here.")


class Mechanism(Model, metaclass=_Declaring):
    """An idea of one's own: parameters, state, and what happens at the turns of the story.

    Write a subclass; ``scenario.having(MyMechanism())`` puts it into a scenario. Every hook takes
    `Here` and returns nothing. Its parameters are ``mechanisms.<name>.<parameter>``, where the name
    is that of the class in small letters.

    The compiled engine compiles the hooks, all but `quarter`, where they are simple enough: they
    read and write the records of `Here`, compute with numbers, and take their luck from `uniform`.

    Examples
    --------
    >>> import cxsim as cx
    >>> class Weather(cx.Mechanism):
    ...     rain = cx.parameter(0.3, "Share of rainy days", unit="share", likely=(0.1, 0.5))
    ...     gloom = cx.parameter(0.5, "Loss of a wet contact", unit="points (1-7)")
    ...     wet = cx.state(False, of="ticket")
    ...     def before_contact(self, here):
    ...         here.ticket.wet = cx.uniform(here) < self.rain
    ...     def after_contact(self, here):
    ...         here.ticket.satisfaction -= self.gloom * here.ticket.wet
    >>> small = cx.load("bank").replace(customers=20, days=60, warm_up_days=0)
    >>> rainy = small.having(Weather(rain=0.9))
    >>> rainy.value("mechanisms.weather.rain")
    0.9
    >>> bool(cx.simulate(rainy, engine="simpy").encounters.wet.mean() > 0.5)
    True
    """

    states: ClassVar[Mapping[str, State]] = {}
    hooks: ClassVar[tuple[str, ...]] = ()
    _known: ClassVar[dict[str, type[Mechanism]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        cls.hooks = tuple(h for h in HOOKS if getattr(cls, h) is not getattr(Mechanism, h))
        Mechanism._known[cls.__name__.lower()] = cls

    def __init__(self, **values: Any) -> None:
        for name in values:
            if name not in type(self).model_fields:
                raise unknown(f"parameter of {self.name}", name, type(self).model_fields)
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            path = ".".join(str(part) for part in ("mechanisms", self.name, *first["loc"]))
            told = first["msg"][0].lower() + first["msg"][1:]
            raise CxsimError(f"{path}: {told}, not {first['input']!r}.") from None

    @property
    def name(self) -> str:
        """Name of the mechanism in paths."""
        return type(self).__name__.lower()

    @property
    def fingerprint(self) -> str:
        """Text that changes with what the class does; what it calls elsewhere is no part of it."""
        code = {hook: code_of(getattr(type(self), hook)) for hook in self.hooks}
        return f"{self.name}: {dict(self.states)} {code}"

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

    def quarter(self, here: Here) -> None:
        """The firm has closed a quarter; ``here.totals`` holds what was counted in it."""


def known_mechanism(name: str) -> type[Mechanism]:
    """Return the class of a mechanism; it must have been defined or imported."""
    if name not in Mechanism._known:
        raise CxsimError(
            f"mechanisms.{name}: this mechanism is not known here; "
            "define or import its class first."
        )
    return Mechanism._known[name]


def stream_of(mechanism: Mechanism) -> int:
    """Number of a mechanism's own stream of luck: by its name, whatever else there is."""
    return zlib.crc32(mechanism.name.encode()) & 0x7FFFF


# -- state ----------------------------------------------------------------------------------------


def check_states(mechanisms: Iterable[Mechanism]) -> None:
    """Refuse state that two mechanisms keep under the same name."""
    owners: dict[tuple[str, str], str] = {}
    for mechanism in mechanisms:
        for name, own in mechanism.states.items():
            other = owners.setdefault((own.of, name), mechanism.name)
            if other != mechanism.name:
                raise CxsimError(
                    f"mechanisms.{mechanism.name}: the state {name!r} of a {own.of} "
                    f"is kept by mechanisms.{other}, too; give it another name."
                )


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
    return _with(kind, tuple(own_states(mechanisms, of).items()))


@cache
def _with(kind: type[Record], own: tuple[tuple[str, State], ...]) -> type[Record]:
    for name, one in own:
        if hasattr(kind, name) or name in COLUMNS:
            raise CxsimError(f"state {name}: a {one.of} has a field of this name already.")
    if not own:
        return kind
    hints = {name: float if isinstance(one.start, float) else int for name, one in own}
    starts = {name: one.start for name, one in own}
    return type(kind.__name__, (kind,), {**starts, "__annotations__": hints})
