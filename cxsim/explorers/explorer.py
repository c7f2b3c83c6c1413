"""An explorer without widgets: what it shows is one frozen description, what moves is here.

The notebook's sliders (`cxsim.explorers.view`) and the tests drive the same object.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from inspect import isgeneratorfunction
from pathlib import Path
from typing import Any, Generic

from matplotlib.figure import Figure
from PIL import Image

from cxsim.errors import unknown
from cxsim.explorers.painter import Painter
from cxsim.explorers.panels import Own, Panel, Result, Shows
from cxsim.explorers.sliders import Slider, SliderSettings, checked, number_of, sliders_of
from cxsim.explorers.wording import Figures, Texts, paragraphs
from cxsim.plots.style import figure, styled
from cxsim.scenario.scenario import Scenario
from cxsim.scenario.yaml_text import read_yaml

__all__ = ["Description", "Explorer", "Slider", "SliderSettings"]

_MOST_RESULTS = 200  # that an explorer remembers
_COMPRESSION = 1  # of the PNG: larger values take longer than they save


@dataclass(frozen=True)
class Description(Generic[Result]):
    """What an explorer is: data in a file of its own, and the functions of its module.

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
    panels : tuple of Panel
        What the picture shows.
    figures : callable
        The figures of a result, by the names that the texts have for them.
    texts : Texts
        What is said of them.
    moves : callable
        Differences between two results that are not those of their figures.
    size : tuple of float
        Width and height of the picture in inches.
    mosaic : str
        Places of the panels as ``subplot_mosaic`` of Matplotlib has them; without it, one row.
    ratios : dict
        Relative ``width_ratios`` and ``height_ratios`` of the places.
    """

    name: str
    title: str
    question: str
    base: Callable[[], Scenario]
    controls: tuple[SliderSettings, ...]
    measure: Callable[[Scenario], Result | Generator[float, None, Result]]
    panels: tuple[Panel[Result], ...]
    figures: Callable[[Result], Figures]
    texts: Texts
    moves: Callable[[Result, Result], Figures] = lambda now, then: {}
    size: tuple[float, float] = (8.6, 4.6)
    mosaic: str = ""
    ratios: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        name: str,
        base: Callable[[], Scenario],
        measure: Callable[[Scenario], Result | Generator[float, None, Result]],
        panels: Sequence[Shows[Result] | Own[Result]],
        figures: Callable[[Result], Figures],
        **more: Any,
    ) -> Description[Result]:
        """Complete the functions of a module with the data in the file ``<name>.yaml``."""
        given: Any = read_yaml(Path(__file__).with_name(f"{name}.yaml"))
        controls = given.pop("controls")
        frames = given.pop("panels")
        return cls(
            name=name,
            base=base,
            measure=measure,
            figures=figures,
            controls=tuple(SliderSettings(path, **rest) for path, rest in controls.items()),
            panels=tuple(
                Panel(**of, shows=shows) for of, shows in zip(frames, panels, strict=True)
            ),
            texts=Texts(**given.pop("texts")),
            **given,
            **more,
        )

    def draw(self, figure: Figure, result: Result, pinned: Result | None) -> None:
        """Draw a result on a figure, or move what is there."""
        if not figure.axes:
            figure.subplot_mosaic(self.mosaic or "ABCD"[: len(self.panels)], **self.ratios)
            for panel, ax in zip(self.panels, figure.axes, strict=True):
                ax.set_title(panel.title, pad=panel.title_pad)
        for panel, ax in zip(self.panels, figure.axes, strict=True):
            panel.draw(ax, result, pinned)

    def read(self, result: Result, pinned: Result | None) -> str:
        """Say in words what the picture shows."""
        now, compared = self.figures(result), ""
        if pinned is not None:
            compared = self.texts.compare(now, self.figures(pinned), self.moves(result, pinned))
        return paragraphs(*self.texts.read(now), compared, self.texts.note)

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
