"""An explorer without widgets: what it shows is one frozen description, what moves is here.

The notebook's sliders (`cxsim.explorers.view`) and the tests drive the same object.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cached_property
from inspect import isgeneratorfunction
from typing import Generic, TypeVar

from matplotlib.figure import Figure
from PIL import Image

from cxsim.errors import unknown
from cxsim.explorers.painter import Painter
from cxsim.explorers.sliders import Slider, SliderSettings, checked, number_of, sliders_of
from cxsim.plots.style import figure, styled
from cxsim.scenario.scenario import Scenario

__all__ = ["Description", "Explorer", "Slider", "SliderSettings"]

Result = TypeVar("Result")
_MOST_RESULTS = 200  # that an explorer remembers
_COMPRESSION = 1  # of the PNG: larger values take longer than they save


@dataclass(frozen=True)
class Description(Generic[Result]):
    """What an explorer is: one constant in a module of its own.

    Attributes
    ----------
    name, title, question : str
        How it is called, and what it answers.
    base : callable
        Returns the scenario at the start.
    controls : tuple of SliderSettings
        The sliders.
    measure : callable
        Simulates a scenario and keeps what picture and words need: a small result. Work that takes
        seconds is a generator function: it yields the share of the work that is done, now and
        then, and returns the result. A page stays alive meanwhile.
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
    controls: tuple[SliderSettings, ...]
    measure: Callable[[Scenario], Result | Generator[float, None, Result]]
    draw: Callable[[Figure, Result, Result | None], None]
    read: Callable[[Result, Result | None], str]
    size: tuple[float, float] = (8.6, 4.6)

    @property
    def is_slow(self) -> bool:
        """Whether a moved slider means seconds of work."""
        return isgeneratorfunction(self.measure)


class Explorer(Generic[Result]):
    """The state of an explorer: where its sliders stand, and which run is pinned."""

    def __init__(self, description: Description[Result]) -> None:
        self.description = description
        self._base = description.base()
        self.sliders = sliders_of(description.controls, self._base)
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
        self._values[path] = checked(self.sliders[path], value)

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
        numbers = {
            path: number_of(self.sliders[path], value) for path, value in self._values.items()
        }
        for control in self.description.controls:
            if control.rest is not None:
                numbers[control.rest] = numbers.get(control.rest, 1.0) - numbers[control.path]
        return self._base.replace(numbers)

    @property
    def is_known(self) -> bool:
        """Whether the result is there already, so that showing it takes no time."""
        return self._key in self._results

    @property
    def result(self) -> Result:
        """The result for the present sliders; results are remembered."""
        if not self.is_known:
            for _ in self.work():
                pass
        return self._results[self._key]

    def work(self) -> Generator[float, None, None]:
        """Measure for the present sliders, step by step, and remember the result.

        Yields
        ------
        float
            The share of the work that is done. Who stops asking for more stops the work.
        """
        return self._work(self._key, self.scenario)

    def _work(self, key: tuple[float, ...], scenario: Scenario) -> Generator[float, None, None]:
        measured = self.description.measure(scenario)
        found = (yield from measured) if isinstance(measured, Generator) else measured
        if len(self._results) >= _MOST_RESULTS:
            self._results.pop(next(iter(self._results)))
        self._results[key] = found

    @property
    def _key(self) -> tuple[float, ...]:
        return tuple(self._values.values())

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
