"""An explorer without widgets: what it shows is one frozen description, what moves is here.

The notebook's sliders (`cxsim.explorers.view`) and the tests drive the same object.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from cxsim.errors import CxsimError, unknown
from cxsim.explorers.painter import Painter
from cxsim.plots.style import figure, styled
from cxsim.scenario.fields import parameters_of
from cxsim.scenario.scenario import Scenario, bounds_of

Result = TypeVar("Result")
_MOST_RESULTS = 200  # that an explorer remembers
_COMPRESSION = 1  # of the PNG: larger values take longer than they save


@dataclass(frozen=True)
class Control:
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


@dataclass(frozen=True)
class Description(Generic[Result]):
    """What an explorer is: one constant in a module of its own.

    Attributes
    ----------
    name, title, question : str
        How it is called, and what it answers.
    base : callable
        Returns the scenario at the start.
    controls : tuple of Control
        The sliders.
    measure : callable
        Simulates a scenario and keeps what picture and words need: a small result.
    draw : callable
        Draws a result on a figure, or moves what is there; the pinned result may be None.
    read : callable
        Says in plain language what the picture shows, from the same numbers.
    size : tuple of float
        Width and height of the picture in inches.
    """

    name: str
    title: str
    question: str
    base: Callable[[], Scenario]
    controls: tuple[Control, ...]
    measure: Callable[[Scenario], Result]
    draw: Callable[[Figure, Result, Result | None], None]
    read: Callable[[Result, Result | None], str]
    size: tuple[float, float] = (8.6, 4.6)


class Explorer(Generic[Result]):
    """The state of an explorer: where its sliders stand, and which run is pinned."""

    def __init__(self, description: Description[Result]) -> None:
        self.description = description
        self._base = description.base()
        fields = {path: (value, field) for path, value, field in parameters_of(self._base)}
        self.sliders = {
            control.path: _slider(control, *_known(control.path, fields, self._base))
            for control in description.controls
        }
        self._values = self._start()
        self._pinned: Result | None = None
        self._results: dict[tuple[float, ...], Result] = {}

    def __repr__(self) -> str:
        return f"<Explorer {self.description.name!r}>"

    # -- what moves ------------------------------------------------------------------------------

    @property
    def values(self) -> dict[str, float]:
        """Where the sliders stand, by path."""
        return dict(self._values)

    def set(self, path: str, value: float) -> None:
        """Move a slider.

        Parameters
        ----------
        path : str
            Path of one of the explorer's controls.
        value : float
            A number within the slider's range.

        Raises
        ------
        CxsimError
            If there is no such slider, or if the number is out of its range.
        """
        if path not in self.sliders:
            raise unknown("control", str(path), self.sliders)
        self._values[path] = _checked(self.sliders[path], value)

    def reset(self) -> None:
        """Move all sliders back to the start, and take the pinned run away."""
        self._values = self._start()
        self._pinned = None

    def pin(self) -> None:
        """Keep the present run in the picture, to compare the next ones with it."""
        self._pinned = self.result

    def unpin(self) -> None:
        """Take the pinned run away."""
        self._pinned = None

    # -- what is seen ----------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """The scenario that the sliders describe."""
        numbers = {path: _number(self.sliders[path], value) for path, value in self._values.items()}
        for control in self.description.controls:
            if control.rest is not None:
                numbers[control.rest] = numbers.get(control.rest, 1.0) - numbers[control.path]
        return self._base.replace(numbers)

    @property
    def is_known(self) -> bool:
        """Whether the result is there already, so that showing it takes no time."""
        return tuple(self._values.values()) in self._results

    @property
    def result(self) -> Result:
        """The result for the present sliders; results are remembered."""
        key = tuple(self._values.values())
        if key not in self._results:
            if len(self._results) >= _MOST_RESULTS:
                self._results.pop(next(iter(self._results)))
            self._results[key] = self.description.measure(self.scenario)
        return self._results[key]

    @property
    def figure(self) -> Figure:
        """The picture: one figure, brought up to date."""
        with styled():
            self.description.draw(self._canvas, self.result, self._pinned)
        return self._canvas

    @property
    def reading(self) -> str:
        """What the picture says, in words."""
        return self.description.read(self.result, self._pinned)

    @property
    def is_pinned(self) -> bool:
        """Whether a run is pinned."""
        return self._pinned is not None

    def png(self) -> bytes:
        """Return the picture as PNG."""
        with styled():
            self.description.draw(self._canvas, self.result, self._pinned)
            pixels = self._painter.paint()
        file = io.BytesIO()
        Image.fromarray(pixels).convert("RGB").save(file, "png", compress_level=_COMPRESSION)
        return file.getvalue()

    @cached_property
    def _painter(self) -> Painter:
        return Painter(self._canvas)

    @cached_property
    def _canvas(self) -> Figure:
        """Make the picture once, with a pinned run, so that its margins have room for one.

        Later its margins and labels stay where they are, because finding places takes long.
        """
        picture = figure(*self.description.size)
        with styled():
            self.description.draw(picture, self.result, self.result)
            picture.canvas.draw()
        picture.set_layout_engine("none")
        for axis in (axis for ax in picture.axes for axis in (ax.xaxis, ax.yaxis)):
            place = axis.label.get_position()
            axis.set_label_coords(*place, transform=axis.label.get_transform())
        return picture

    def _start(self) -> dict[str, float]:
        return {path: slider.start for path, slider in self.sliders.items()}


def _known(path: str, fields: dict[str, Any], base: Scenario) -> Any:
    """Return value and field of a path; the scenario itself refuses an unknown one."""
    if path not in fields:
        base.value(path)
        raise CxsimError(f"{path} is no number that a slider could move.")
    return fields[path]


def _slider(control: Control, value: Any, field: Any) -> Slider:
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


def _checked(slider: Slider, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise CxsimError(f"{slider.path} must be a number, not {value!r}.")
    if not slider.low <= value <= slider.high:
        span = f"from {slider.low:g} to {slider.high:g}"
        raise CxsimError(f"{slider.path} must lie within its slider, {span}, not {value:g}.")
    if slider.whole and value != round(value):
        raise CxsimError(f"{slider.path} must be a whole number, not {value:g}.")
    return round(value) if slider.whole else round(float(value), 9)  # 0.1 + 0.2 is 0.3 here


def _number(slider: Slider, value: float) -> float:
    """Return what the scenario holds when a slider shows ``value``."""
    return value if slider.factor == 1.0 else value * slider.factor
