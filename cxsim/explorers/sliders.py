"""Sliders: what an explorer says of a number, completed by what the schema says of its field."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from cxsim.arguments import is_number
from cxsim.errors import CxsimError
from cxsim.fields import bounds_of
from cxsim.scenario.scenario import Scenario, fields_of


@dataclass(frozen=True)
class SliderSettings:
    """One slider: a scenario's path, and what the schema does not say about it.

    Attributes
    ----------
    path : str
        Path of a number in the scenario.
    low, high, step : float, optional
        Narrower than the schema's bounds, as a slider needs it.
    title, unit : str, optional
        Where the schema's words are not those of this firm.
    factor : float
        The scenario's number is what the slider shows times this factor.
    rest : str, optional
        Path of a share that takes what this slider, and others with the same rest, leave of 1.
    """

    path: str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    title: str | None = None
    unit: str | None = None
    factor: float = 1.0
    rest: str | None = None


@dataclass(frozen=True)
class Slider:
    """A control with everything that the schema says about its field."""

    path: str
    title: str
    unit: str
    low: float
    high: float
    step: float
    start: float
    whole: bool
    source: str
    factor: float


def sliders_of(controls: tuple[SliderSettings, ...], base: Scenario) -> dict[str, Slider]:
    """Complete controls from the schema and the scenario at the start; by path."""
    fields = fields_of(base)
    return {
        control.path: _slider(control, *_known(control.path, fields, base)) for control in controls
    }


def _known(path: str, fields: dict[str, Any], base: Scenario) -> Any:
    """Return value and field of a path; the scenario itself refuses an unknown one."""
    if path not in fields:
        base.value(path)
        raise CxsimError(f"{path} is no number that a slider could move.")
    return fields[path]


def _slider(control: SliderSettings, value: Any, field: Any) -> Slider:
    """Complete a control from the schema."""
    extra = field.json_schema_extra or {}
    least, most = (bound / control.factor for bound in bounds_of(field))
    low = least if control.low is None else control.low
    high = most if control.high is None else control.high
    whole = isinstance(value, int) and control.factor == 1.0
    return Slider(
        path=control.path,
        title=control.title or _title(control.path, field.title),
        unit=extra.get("unit", "") if control.unit is None else control.unit,
        low=low,
        high=high,
        step=control.step or (1.0 if whole else _round_step(low, high)),
        start=value if whole else round(value / control.factor, 9),
        whole=whole,
        source=extra.get("source", ""),
        factor=control.factor,
    )


def _title(path: str, title: str) -> str:
    """Name the touchpoint, segment or need that a field belongs to: 'Call centre: agents'."""
    parts = path.split(".")
    if len(parts) < 4 or parts[-3] not in ("touchpoints", "segments", "needs"):
        return title
    owner = parts[-2].replace("_", " ").capitalize()
    return f"{owner}: {title[:1].lower()}{title[1:]}"


def _round_step(low: float, high: float) -> float:
    """Return about a fiftieth of a range, as a round number: 1, 2 or 5 times a power of 10."""
    rough = (high - low) / 50
    power = 10.0 ** math.floor(math.log10(rough))
    return min(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def checked(slider: Slider, value: float) -> float:
    """Return a number that the slider can show, or refuse it."""
    if not is_number(value):
        raise CxsimError(f"{slider.path} must be a number, not {value!r}.")
    if not slider.low <= value <= slider.high:
        span = f"from {slider.low:g} to {slider.high:g}"
        raise CxsimError(f"{slider.path} must lie within its slider, {span}, not {value:g}.")
    if slider.whole and value != round(value):
        raise CxsimError(f"{slider.path} must be a whole number, not {value:g}.")
    return round(value) if slider.whole else round(float(value), 9)  # 0.1 + 0.2 is 0.3 here


def number_of(slider: Slider, value: float) -> float:
    """Return what the scenario holds when a slider shows ``value``."""
    return value if slider.factor == 1.0 else value * slider.factor
