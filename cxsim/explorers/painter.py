"""Painting a picture again and again: what has not changed is not painted anew.

A picture behind a slider spends nearly all of its time on axes, ticks and legends, which seldom
change. Each of them is painted once and kept as a stamp. Axes on which nothing has moved since
the last picture are kept whole.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.spines import Spine
from matplotlib.text import Text


class Stamp(NamedTuple):
    """Pixels to put on a picture: where, their colours times opacity, what they let through."""

    place: tuple[slice, slice]
    colours: np.ndarray
    let_through: np.ndarray

    def put(self, pixels: np.ndarray) -> None:
        """Put the stamp on a picture without transparent pixels (height × width × RGBA)."""
        part = pixels[(*self.place, slice(3))]
        part[:] = (part * self.let_through + self.colours + 127) // 255


class Painter:
    """Paints one figure, and remembers what it has painted.

    Parameters
    ----------
    figure : Figure
        A figure on an Agg canvas, with axes whose places do not change.
    """

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        canvas: Any = figure.canvas
        self._renderer = canvas.get_renderer()
        self._pixels = np.asarray(canvas.buffer_rgba())  # what the renderer paints on
        self._stamps: WeakKeyDictionary[Artist, tuple[Any, Stamp]] = WeakKeyDictionary()
        self._frames: list[Any] = []  # all that the first layer shows
        self._first_layer = np.zeros_like(self._pixels)
        self._resting: list[Axes] | None = None  # axes that are whole on the second layer
        self._second_layer = np.zeros_like(self._pixels)

    def paint(self) -> np.ndarray:
        """Return the picture's pixels: height × width × RGBA."""
        axes = [ax for ax in self._figure.axes if ax.get_visible()]
        self._renew_first_layer(axes)
        self._renew_second_layer([ax for ax in axes if not _is_stale(_marks(ax))])
        self._pixels[:] = self._second_layer
        for ax in axes:
            if _is_stale(_marks(ax)):
                self._put_marks(ax)
        return self._pixels.copy()

    def _renew_first_layer(self, axes: list[Axes]) -> None:
        """Paint the figure's background and all frames, if any of them has changed."""
        beside = _beside_axes(self._figure)
        frames = [(ax, _frame_of(ax)) for ax in axes]
        if frames == self._frames and not _is_stale(beside):
            return
        stamps = [self._stamp(ax, state, _frame_parts(ax)) for ax, state in frames]
        self._renderer.clear()
        self._draw(beside)
        for stamp in stamps:
            stamp.put(self._pixels)
        self._frames, self._first_layer, self._resting = frames, self._pixels.copy(), None

    def _renew_second_layer(self, resting: list[Axes]) -> None:
        """Paint what has not moved since the last picture, unless it is there already."""
        if resting == self._resting:
            return
        self._pixels[:] = self._first_layer
        for ax in resting:
            self._put_marks(ax)
        self._resting, self._second_layer = resting, self._pixels.copy()

    def _put_marks(self, ax: Axes) -> None:
        for mark in _marks(ax):
            if isinstance(mark, Legend):
                self._stamp(mark, None, [mark]).put(self._pixels)
            else:
                self._draw([mark])

    def _stamp(self, owner: Artist, state: Any, parts: list[Artist]) -> Stamp:
        """Return the stamp of an owner; make it anew when the owner's state is another."""
        known = self._stamps.get(owner)
        if known is None or known[0] != state or (owner.stale and owner in parts):
            so_far = self._pixels.copy()
            self._renderer.clear()
            self._draw(parts)
            self._stamps[owner] = known = state, _cut_out(self._pixels)
            self._pixels[:] = so_far
        return known[1]

    def _draw(self, artists: list[Artist]) -> None:
        for artist in artists:
            artist.draw(self._renderer)
            artist.stale = False  # invisible ones forget to say so


def _cut_out(pixels: np.ndarray) -> Stamp:
    """Make a stamp of all pixels that are not transparent."""
    alpha = pixels[..., 3]
    rows, columns = (np.flatnonzero(alpha.any(axis=axis)) for axis in (1, 0))
    place = _from_first_to_last(rows), _from_first_to_last(columns)
    opacity = alpha[place][..., np.newaxis].astype(np.uint16)
    return Stamp(place, pixels[place][..., :3] * opacity, 255 - opacity)


def _from_first_to_last(found: np.ndarray) -> slice:
    return slice(found[0], found[-1] + 1) if len(found) else slice(0)


def _is_stale(artists: list[Artist]) -> bool:
    return any(artist.stale for artist in artists)


def _beside_axes(figure: Figure) -> list[Artist]:
    """What belongs to the figure itself: its background, and words above the axes."""
    return [child for child in figure.get_children() if not isinstance(child, Axes)]


def _frame_parts(ax: Axes) -> list[Artist]:
    """Background, titles, axis with ticks and spines, in the order of painting."""
    ax.apply_aspect()
    parts = [child for child in ax.get_children() if isinstance(child, Axis | Spine) and ax.axison]
    parts.sort(key=lambda part: part.get_zorder())
    return [ax.patch, *parts, *_titles(ax)]


def _marks(ax: Axes) -> list[Artist]:
    """Lines, bars, words and the legend, in the order of painting."""
    frame = (ax.patch, *_titles(ax))
    marks = [
        child
        for child in ax.get_children()
        if not isinstance(child, Axis | Spine) and child not in frame
    ]
    return sorted(marks, key=lambda artist: artist.get_zorder())


def _titles(ax: Axes) -> list[Text]:
    return [ax.title, ax._left_title, ax._right_title]  # type: ignore[attr-defined]


def _frame_of(ax: Axes) -> list[Any]:
    """Everything that the frame shows: when one of it changes, the frame is painted anew."""
    return [
        *(ax.get_xlim(), ax.get_ylim(), ax.get_xlabel(), ax.get_ylabel()),
        [title.get_text() for title in _titles(ax)],
        [_ticks(axis) for axis in (ax.xaxis, ax.yaxis)],
    ]


def _ticks(axis: Any) -> list[Any]:
    """Ticks and labels that somebody has set by hand."""
    places = getattr(axis.get_major_locator(), "locs", ())
    return [list(places), list(getattr(axis.get_major_formatter(), "seq", ()))]
