"""Parts of the explorers' pictures: curves of theory, simulated points, the pinned run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from cxsim.intervals import mean_and_margin, share_margin
from cxsim.plots import marks
from cxsim.plots.style import BLUE, COLOURS, VERMILION, outward

Result = TypeVar("Result")
_WIDE_ENOUGH = 6  # percent of a bar that hold a number


class Points(NamedTuple):
    """Simulated means with the margins of their 95 % intervals."""

    x: np.ndarray
    mean: np.ndarray
    margin: np.ndarray

    @property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Ends of the intervals."""
        return self.mean - self.margin, self.mean + self.margin

    def at(self, place: int) -> tuple[float, float]:
        """Mean and margin of one of them."""
        return self.mean[place], self.margin[place]


def points_of(x: ArrayLike, samples: list[np.ndarray]) -> Points:
    """Mean and margin of each sample of independent numbers; missing where it has fewer than 2."""
    known = [sample[np.isfinite(sample)] for sample in samples]
    found = [mean_and_margin(sample) if len(sample) else (np.nan, np.nan) for sample in known]
    return Points(np.asarray(x, dtype=float), *np.array(found, dtype=float).T)


def means_by(person: np.ndarray, place: np.ndarray, values: np.ndarray, places: int) -> np.ndarray:
    """Means of values by person and place (counted from 0): a table, NaN where there are none.

    Values of one person resemble each other, so the independent numbers are persons' means.
    """
    inside = (place >= 0) & (place < places)
    cell = person[inside] * places + place[inside]
    size = (person.max(initial=-1) + 1) * places
    count = np.bincount(cell, minlength=size)
    total = np.bincount(cell, weights=values[inside], minlength=size)
    means = np.divide(total, count, out=np.full(size, np.nan), where=count > 0)
    return means.reshape(-1, places)


def percent(part: ArrayLike, whole: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Shares (%) of independent customers, and the margins of their 95 % intervals."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.asarray(part) / np.asarray(whole)
    return 100 * share, 100 * share_margin(share, whole)


class Curve(NamedTuple):
    """A curve, in a colour or the colour of a name."""

    colour: str
    x: ArrayLike
    y: ArrayLike
    label: str = "_"
    line: str = "-"
    counts: bool = True  # for the range of values that the panel shows
    steps: bool = False  # at each place up to its value

    def draw(self, ax: Axes) -> None:
        """Draw or move it."""
        colour = COLOURS.get(self.colour, self.colour)
        style = "steps-pre" if self.steps else "default"
        look: dict[str, Any] = {"color": colour, "linestyle": self.line, "drawstyle": style}
        marks.line(ax, self.colour, self.x, self.y, label=self.label, linewidth=1.8, **look)

    @property
    def values(self) -> ArrayLike:
        """What the range of values must hold."""
        return self.y


class Dots(NamedTuple):
    """Points with their intervals, in the colour of a name."""

    colour: str
    points: Points
    label: str = "_"
    marker: str = "o"
    counts: bool = True  # for the range of values that the panel shows
    ends_count: bool = False  # the ends of the intervals, too

    def draw(self, ax: Axes) -> None:
        """Draw or move them."""
        x, mean, _ = self.points
        colour = COLOURS[self.colour]
        marks.dots(ax, self.colour, x, mean, *self.points.ends, colour, self.label, self.marker)

    @property
    def values(self) -> ArrayLike:
        """What the range of values must hold."""
        return self.points.ends if self.ends_count else self.points.mean


class Kept(NamedTuple):
    """What stays of a result while it is pinned: a grey line, or points."""

    x: ArrayLike
    y: ArrayLike
    marker: str = ""
    name: str = "pinned"
    counts: bool = True  # for the range of values that the panel shows

    def draw(self, ax: Axes, **look: Any) -> None:
        """Draw or move it."""
        line = {"linestyle": "--", "linewidth": 1.8, "zorder": 1.5}
        points = {"linestyle": "", "marker": self.marker, "zorder": 2.5}
        look = (points if self.marker else line) | look
        colour = COLOURS["pinned"]
        marks.line(ax, self.name, self.x, self.y, label="pinned run", color=colour, **look)

    @property
    def values(self) -> ArrayLike:
        """What the range of values must hold."""
        return self.y


Shows: TypeAlias = Callable[[Result], Sequence[Curve | Dots | Kept]]
"""What a panel shows of a result."""


class Own(NamedTuple, Generic[Result]):
    """Draws a result, and a pinned one or None, in a way of its own."""

    draw: Callable[[Axes, Result, Result | None], None]
    shows: Shows[Result] = lambda _: ()


@dataclass(frozen=True)
class Panel(Generic[Result]):
    """One panel of a picture.

    Attributes
    ----------
    title : str
        Stands above it.
    shows : callable or Own
        What it shows.
    axes : dict
        Labels, limits and ticks of the axes.
    span : tuple of float, optional
        The range of values shown at least.
    floor : float, optional
        The lowest value shown, whatever is drawn.
    zero : bool
        Whether a thin line marks 0.
    legend : dict, optional
        Place and look of the legend.
    title_pad : float, optional
        Points between title and axes.
    """

    title: str
    shows: Shows[Result] | Own[Result]
    axes: Mapping[str, Any] = field(default_factory=dict)
    span: tuple[float, float] | None = None
    floor: float | None = None
    zero: bool = False
    legend: Mapping[str, Any] | None = None
    title_pad: float | None = None

    def draw(self, ax: Axes, result: Result, pinned: Result | None) -> None:
        """Draw a result on the axes, or move what is there."""
        shows = self.shows
        if isinstance(shows, Own):
            shows.draw(ax, result, pinned)
            shows = shows.shows
        drawn, before = shows(result), () if pinned is None else shows(pinned)
        counted = []
        for place, mark in enumerate(drawn):
            if isinstance(mark, Kept):
                if not before:
                    continue
                mark = before[place]
            mark.draw(ax)
            counted += [mark.values] if mark.counts else []
        if pinned is None:
            marks.hide(ax, "pinned")
        if self.zero:
            marks.line(ax, "zero", [-1e3, 1e3], [0, 0], color="#999999", linewidth=0.8, zorder=1)
        ax.set(**self.axes)
        if self.span:
            _set_height(ax, *self.span, *counted)
            ax.set_ylim(bottom=self.floor)
        if self.legend:
            marks.legend(ax, **self.legend)


def draw_shares(ax: Axes, row: float, parts: Mapping[str, tuple[float, str]], label: bool) -> None:
    """Draw or move a lying bar of shares (name: share in percent, colour); wide ones say it."""
    left = 0.0
    for name, (share, colour) in parts.items():
        look = {"color": colour, "label": name if label else "_"}
        ink = "white" if colour in (BLUE, VERMILION) else "black"
        marks.told_bar(ax, f"{name} {row}", left, share, row, 0.6, ink, _WIDE_ENOUGH, **look)
        left += share


def _set_height(ax: Axes, least: float, most: float, *drawn: ArrayLike) -> None:
    """Show at least a range of values, and tenths of it more where what is drawn needs them."""
    values = np.concatenate([np.ravel(np.asarray(part, dtype=float)) for part in drawn])
    values = values[np.isfinite(values)]
    room = 0.08 * (most - least)
    ends = min([least, *(values - room)]), max([most, *(values + room)])
    low, high = outward(ends[0] - least, ends[1] - least, (most - least) / 10)
    ax.set_ylim(least + low, least + high)
