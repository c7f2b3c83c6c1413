"""``Scenario``: one frozen description of a firm, its market, its customers and its plans."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SerializeAsAny,
    ValidationError,
    model_validator,
)

from cxsim.arguments import is_number
from cxsim.errors import CxsimError, unknown
from cxsim.fields import FrozenDict, Model, bounds_of, parameter, parameters_of
from cxsim.model.mechanism import Mechanism, check_states, known_mechanism
from cxsim.scenario.behaviour import Behaviour
from cxsim.scenario.company import Company
from cxsim.scenario.levers import Lever, combined, completed, said_of, shipped_levers
from cxsim.scenario.market import Market
from cxsim.scenario.messages import check_names, sentence
from cxsim.scenario.strategy import Strategy, load_strategy
from cxsim.scenario.yaml_text import write_yaml
from cxsim.units import HOUR_MINUTES

if TYPE_CHECKING:
    import pandas as pd

_MOVABLE = ("company.", "levers.", "market.", "mechanisms.")
_FIXED = (
    "market.segments.",
    "market.acquisition.prospects",
    "market.rhythm.",
)  # known at the start


def _mechanisms(given: Any) -> Any:
    """Make mechanisms of plain data; their classes must be known."""
    if not isinstance(given, Mapping):
        return given
    made = {
        name: known_mechanism(name)(**one) if isinstance(one, Mapping) else one
        for name, one in given.items()
    }
    check_states(made.values())
    return made


class Change(Model):
    """What a dated change sets: path -> value."""

    day: float = Field(..., ge=0, title="Day")
    set: Annotated[dict[str, Any], AfterValidator(FrozenDict)] = Field(..., title="New values")


class Scenario(Model):
    """Everything that a run needs to know, and nothing that changes while it runs.

    Numbers describe the real firm. Where ``represents`` is set, the simulated ``customers`` are
    a sample of it: opening hours, fixed costs and prospects are scaled to the sample, so that
    queues keep their load and money its proportions. More customers than ``represents`` are
    several such firms' worth of customers, scaled in the same way.
    """

    name: str = Field("scenario", title="Name")
    title: str = Field("", title="Title")
    story: str = Field("", title="The fictional firm in two sentences")
    relationship: Literal["contractual", "noncontractual"] = Field(
        "contractual", title="Relationship"
    )
    customers: int = parameter(
        2000, "Simulated customers at the start", unit="persons", source="assumption",
        bounds=(1, 10_000_000),
    )  # fmt: skip
    represents: int | None = parameter(
        None, "Real customers that they stand for", unit="persons", source="assumption",
        bounds=(1, 1_000_000_000),
    )  # fmt: skip
    days: int = parameter(
        730, "Length of the run", unit="days", source="assumption", bounds=(1, 36_525)
    )
    warm_up_days: int = parameter(
        90, "First days that no KPI counts", unit="days", source="assumption", bounds=(0, 36_525)
    )
    hours_per_day: float = parameter(
        9.0, "Open hours of a day", unit="hours", source="assumption", bounds=(0.01, 24.0)
    )
    company: Company = Field(..., title="Company")
    market: Market = Field(Market(), title="Market")
    behaviour: Behaviour = Field(Behaviour(), title="Behaviour")
    levers: Annotated[
        dict[str, Lever],
        BeforeValidator(completed, json_schema_input_type=dict[str, Lever | float]),
        AfterValidator(FrozenDict),
    ] = Field({}, title="Levers by name: the kit's, and one's own")
    mechanisms: Annotated[
        dict[str, SerializeAsAny[Mechanism]],
        BeforeValidator(_mechanisms),
        AfterValidator(FrozenDict),
    ] = Field(default_factory=dict, title="Mechanisms of one's own")
    strategies: tuple[str, ...] = Field((), title="Strategies applied", strict=False)
    schedule: tuple[Change, ...] = Field((), title="Dated changes", strict=False)

    @model_validator(mode="after")
    def _fits_together(self) -> Scenario:
        if self.warm_up_days >= self.days:
            raise ValueError(f"warm_up_days ({self.warm_up_days}) must be below days ({self.days})")
        buys = any(need.purchase for need in self.market.needs.values())
        if self.relationship == "noncontractual" and not buys:
            raise ValueError("market.needs: a noncontractual firm needs one with purchase: true")
        for name, need in self.market.needs.items():
            self._check_need(name, need.fit)
            self._check_router(name, need.taken_for)
            if need.purchase and self.relationship == "contractual":
                raise ValueError(
                    f"market.needs.{name}.purchase belongs to a noncontractual relationship"
                )
        self._check_touchpoints()
        for name, lever in self.levers.items():
            kit = shipped_levers().get(name)
            if kit is None or lever.effects != kit.effects:
                self._check_lever(name, lever)
        return self

    def _check_touchpoints(self) -> None:
        """Refuse links and paths to touchpoints that the firm does not have."""
        known = self.company.touchpoints
        named = {
            f"company.touchpoints.{name}.linked_to": place.linked_to
            for name, place in known.items()
        } | {f"market.needs.{name}.path": need.path for name, need in self.market.needs.items()}
        for path, touchpoints in named.items():
            for touchpoint in touchpoints:
                if touchpoint not in known:
                    raise unknown(f"touchpoint in {path}", touchpoint, known)

    def _check_lever(self, name: str, lever: Lever) -> None:
        """Refuse effects on what this firm does not have, and values that cannot be set."""
        for label, effect in lever.effects.items():
            for other in effect.unless:
                if other not in self.levers:
                    where = f"levers.{name}.effects.{label}.unless"
                    raise unknown(f"lever in {where}", other, self.levers)
            for path in (effect.scale, *effect.paths(self.company.touchpoints)):
                if path:
                    self.value(path)
        switched = {
            path: effect.set
            for effect in lever.effects.values()
            if effect.set is not None
            for path in effect.paths(self.company.touchpoints)
        }
        if switched:
            for path, value in switched.items():
                self._check_one_value(path, value)
            self.replace(switched, levers={}, schedule=())

    def _check_need(self, name: str, fit: Mapping[str, float | None]) -> None:
        for touchpoint, value in fit.items():
            if touchpoint not in self.company.touchpoints:
                wrong = f"market.needs.{name}.fit.{touchpoint}"
                raise unknown("touchpoint in", wrong, list(self.company.touchpoints))
            if value is not None and not math.isfinite(value):
                raise ValueError(f"market.needs.{name}.fit.{touchpoint} must be finite")
        if all(fit.get(touchpoint, 0.0) is None for touchpoint in self.company.touchpoints):
            raise ValueError(f"market.needs.{name}: no touchpoint can meet this need")

    def _check_router(self, name: str, taken_for: Mapping[str, float]) -> None:
        for other, share in taken_for.items():
            path = f"market.needs.{name}.taken_for.{other}"
            if other not in self.market.needs or other == name:
                raise unknown("kind of need in", path, [n for n in self.market.needs if n != name])
            if not 0.0 <= share <= 1.0:
                raise ValueError(f"{path} must lie between 0 and 1")
        if sum(taken_for.values()) > 1.0:
            raise ValueError(
                f"market.needs.{name}.taken_for: the shares must not exceed 1 together"
            )

    # -- reading -----------------------------------------------------------------------------

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Scenario:
        """Build a scenario from plain data; a mistake is one clear sentence (`CxsimError`)."""
        check_names(cls, data)
        try:
            scenario = cls.model_validate(data)
        except ValidationError as error:
            raise sentence(error) from None
        scenario.stages  # noqa: B018  a dated change with a mistake is refused here, not later
        return scenario

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """JSON Schema of the scenario file, for editors and other programs."""
        return cls.model_json_schema()

    def value(self, path: str) -> Any:
        """Return the value at a dotted path; an unknown path is refused with the nearest one.

        ``levers.cem`` is short for ``levers.cem.strength``, here as in all changes.
        """
        if not isinstance(path, str):
            raise CxsimError(f"A path must be text such as 'company.gaps.design', not {path!r}.")
        node: Any = self
        walked = ""
        for part in path.split("."):
            names = _names(node)
            if part not in names:
                raise unknown("field", path, [walked + name for name in names])
            node = node[part] if isinstance(node, Mapping) else getattr(node, part)
            walked += f"{part}."
        return node.strength if isinstance(node, Lever) else node

    @property
    def levers_in_use(self) -> frozenset[str]:
        """Names of the levers that are pulled at any time."""
        return frozenset(
            name
            for _, stage in self.stages
            for name, lever in stage.levers.items()
            if lever.strength > 0.0
        )

    def describe(self, below: str = "") -> pd.DataFrame:
        """Every parameter: value, unit, plausible range, source and title, indexed by path.

        Parameters
        ----------
        below : str
            Only what stands below this path, such as ``"company.gaps"`` or ``"levers.cem"``.

        Returns
        -------
        DataFrame
            Levers come last, and those that are never pulled after the others.
        """
        import pandas as pd

        if below:
            self.value(below)
        shown = {"", *self.levers_in_use}
        rows = []
        for path, value, field in sorted(
            parameters_of(self), key=lambda row: lever_of(row[0]) not in shown
        ):
            extra = field.json_schema_extra or {}
            if "unit" in extra and f"{path}.".startswith(f"{below}." if below else ""):
                rows.append(
                    {
                        "path": path,
                        "value": value,
                        "unit": extra["unit"],
                        "range": likely_range(value, field),
                        "source": extra["source"],
                        "title": field.title,
                    }
                )
        # The dtype keeps whole numbers whole; pandas would turn all values into floats.
        return pd.DataFrame(rows, dtype=object).set_index("path")

    # -- changed copies ----------------------------------------------------------------------

    def replace(self, changes: Mapping[str, Any] | None = None, **fields: Any) -> Scenario:
        """Return a copy with other values; ``changes`` maps dotted paths to values.

        A touchpoint whose agents are all taken away is closed (``open: false``); it opens again
        with its first agent. Where nobody has to serve, set ``open`` as well.
        """
        kept = {"levers": dict(self.levers), "mechanisms": dict(self.mechanisms)}
        data = self.model_dump(exclude=set(kept)) | kept
        wanted = {**_mapping(changes or {}), **fields}
        for path, value in {**self._doors(wanted), **wanted}.items():
            self.value(path)
            parts = path.split(".")
            if path == f"levers.{lever_of(path)}" and not isinstance(value, Model | Mapping):
                parts.append("strength")
            node: Any = data
            for part in parts[:-1]:
                if isinstance(node[part], Lever):  # levers that do not change stay as they are
                    node[part] = node[part].model_dump()
                node = node[part]
            if isinstance(node, Mechanism):  # of its own class, which no name stands for
                new = {**node.model_dump(), parts[-1]: _plain(value)}
                data["mechanisms"][node.name] = type(node)(**new)
            else:
                node[parts[-1]] = _plain(value)
        return Scenario.from_data(data)

    def _doors(self, changes: Mapping[str, Any]) -> dict[str, bool]:
        """Doors that close because nobody is left to serve, or open because somebody is there."""
        doors = {}
        for name, place in self.company.touchpoints.items():
            agents = changes.get(f"company.touchpoints.{name}.agents", place.agents)
            if not is_number(agents):
                continue  # refused where it is read
            if agents == 0 < place.agents or (place.agents == 0 < agents and not place.open):
                doors[f"company.touchpoints.{name}.open"] = agents != 0
        return doors

    def having(self, *mechanisms: Mechanism) -> Scenario:
        """Return a copy with mechanisms of one's own; one of the same name is replaced."""
        for mechanism in mechanisms:
            if not isinstance(mechanism, Mechanism):
                raise CxsimError(f"A mechanism is an instance of cx.Mechanism, not {mechanism!r}.")
        return self.replace(mechanisms={**self.mechanisms, **{one.name: one for one in mechanisms}})

    def at(self, day: float, changes: Mapping[str, Any]) -> Scenario:
        """Return a copy in which ``changes`` happen on ``day``.

        Company, levers, market and mechanisms can change; customers' own traits are drawn at the
        start and cannot.
        """
        if not is_number(day) or not 0 <= day < self.days:
            raise CxsimError(f"day must lie within the run, from 0 to {self.days}, not {day!r}.")
        values = {path: _plain(value) for path, value in _mapping(changes).items()}
        change = {"day": float(day), "set": values}
        return self.replace(schedule=[*self.model_dump()["schedule"], change])

    def under(self, *strategies: str | Path | Strategy) -> Scenario:
        """Return a copy under one strategy or a bundle (names, or paths of YAML files).

        A lever is pulled as far as the strategy says, if it is not pulled further already. What a
        strategy's file says of a lever beside that holds; a strategy of the kit says nothing else.
        """
        levers = dict(self.levers)
        names = list(self.strategies)
        for given in strategies:
            strategy = given if isinstance(given, Strategy) else load_strategy(given)
            for name, lever in strategy.levers.items():
                levers[name] = combined(levers.get(name), lever, name)
            if strategy.name not in names:
                names.append(strategy.name)
        return self.replace(levers=levers, strategies=names)

    @cached_property
    def stages(self) -> tuple[tuple[float, Scenario], ...]:
        """(day, scenario from that day on): the start, and each dated change in order of days.

        A day at or after the end of the run never comes; the run may be made longer later.
        """
        current = self.model_copy(update={"schedule": ()})
        stages = [(0.0, current)]
        for change in sorted(self.schedule, key=lambda change: change.day):
            for path in change.set:
                current._check_can_move(path)
            changed = current.replace(change.set)
            for path, value in change.set.items():
                current._check_one_value(path, value)
            current = changed
            stages.append((float(change.day), current))
        return tuple(stages)

    def _check_can_move(self, path: str) -> None:
        self.value(path)
        if not path.startswith(_MOVABLE) or path.startswith(_FIXED) or path.endswith(".purchase"):
            raise CxsimError(
                f"{path} cannot change during a run: "
                "only company.*, levers.*, market.* and mechanisms.* can, "
                "and nothing that is drawn at the start."
            )

    def _check_one_value(self, path: str, new: Any) -> None:
        old = self.value(path)
        if isinstance(old, Model | Mapping):
            raise CxsimError(f"{path} is a block: a dated change names one value in it.")
        if path.endswith(".agents") and (old == 0) != (new == 0):
            raise CxsimError(
                f"{path} cannot change between {old} and {new} during a run: "
                "0 means that nobody has to serve, not that all agents are away."
            )

    # -- read-outs ---------------------------------------------------------------------------

    @property
    def sample_share(self) -> float:
        """Share of the real firm that is simulated (1 where ``represents`` is not set)."""
        return self.customers / self.represents if self.represents else 1.0

    @property
    def minutes_per_day(self) -> float:
        """Operating minutes of one simulated day, scaled to the sample."""
        return HOUR_MINUTES * self.hours_per_day * self.sample_share

    # -- writing -----------------------------------------------------------------------------

    def to_yaml(self, path: str | Path | None = None) -> str:
        """Write the scenario as YAML that `load` reads back exactly; return the text."""
        return write_yaml(self.to_data(), path)

    def to_data(self) -> dict[str, Any]:
        """Return plain data that `from_data` reads back exactly.

        Of the kit's levers it says only what is different here, most often the strength.
        """
        said = {name: said_of(name, lever) for name, lever in self.levers.items()}
        levers = {
            name: lever["strength"] if list(lever) == ["strength"] else lever
            for name, lever in said.items()
            if lever
        }
        return self.model_dump(mode="json") | {"levers": levers}


def likely_range(value: Any, field: Any) -> tuple[float, float] | None:
    """Plausible range of a number: as documented, else ±50 % of the value, within the bounds."""
    likely = (field.json_schema_extra or {}).get("likely")
    if likely is None:
        if not is_number(value):
            return None
        likely = sorted((round(0.5 * value, 10), round(1.5 * value, 10)))  # .45, not .4499999
    low, high = bounds_of(field)
    return max(likely[0], low), min(likely[1], high)


def fields_of(scenario: Scenario) -> dict[str, tuple[Any, Any]]:
    """Return value and field of every number and word, by path; short forms of levers included."""
    found = {path: (value, field) for path, value, field in parameters_of(scenario)}
    return found | {f"levers.{name}": found[f"levers.{name}.strength"] for name in scenario.levers}


def lever_of(path: str) -> str:
    """Return the name of the lever that a path belongs to; empty where there is none."""
    block, _, rest = path.partition(".")
    return rest.partition(".")[0] if block == "levers" else ""


def _names(node: Any) -> list[str]:
    if isinstance(node, Model):
        return list(type(node).model_fields)
    return [str(key) for key in node] if isinstance(node, Mapping) else []


def _mapping(changes: Any) -> Mapping[Any, Any]:
    if not isinstance(changes, Mapping):
        raise CxsimError(f"Changes must map paths to values, not be {type(changes).__name__}.")
    for path, value in changes.items():
        if isinstance(value, set | frozenset):
            raise CxsimError(f"{path}: a set has no order; give a list.")
    return changes


def _plain(value: Any) -> Any:
    """Plain Python data: NumPy numbers come from ranges and sliders."""
    if isinstance(value, Model) and not isinstance(value, Mechanism):
        return value.model_dump()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return value.item()
    return value
