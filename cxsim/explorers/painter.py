"""Painting a picture again and again: axes stay, only marks that move are painted anew.

A picture behind a slider spends most of its time on axes, ticks and labels, which do not change.
They are painted once and kept as a background, as long as they stay what they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.spines import Spine
from matplotlib.text import Text


class Painter:
    """Paints one figure, and remembers its background."""

    def __init__(self) -> None:
        self._background: Any = None
        self._fixed: Any = None  # what the background shows

    def paint(self, figure: Figure) -> np.ndarray:
        """Return the picture's pixels: height × width × RGBA."""
        canvas: Any = figure.canvas
        moving = [(ax, artist) for ax in figure.axes for artist in _moving(ax)]
        words = [text.get_text() for text in figure.texts]
        fixed = [words, *(_fixed_parts(ax) for ax in figure.axes)]
        if self._background is None or fixed != self._fixed:
            for _, artist in moving:
                artist.set_animated(True)  # left out of the background
            canvas.draw()
            self._background, self._fixed = canvas.copy_from_bbox(figure.bbox), fixed
        canvas.restore_region(self._background)
        for ax, artist in moving:
            ax.draw_artist(artist)
        return np.array(canvas.buffer_rgba())


def _moving(ax: Axes) -> list[Artist]:
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


def _fixed_parts(ax: Axes) -> list[Any]:
    """Everything else: when one of them changes, the background is painted anew."""
    return [
        *(ax.get_xlim(), ax.get_ylim(), ax.get_xlabel(), ax.get_ylabel()),
        [title.get_text() for title in _titles(ax)],
        [_ticks(axis) for axis in (ax.xaxis, ax.yaxis)],
    ]


def _ticks(axis: Any) -> list[Any]:
    """Ticks and labels that somebody has set by hand."""
    places = getattr(axis.get_major_locator(), "locs", ())
    return [list(places), list(getattr(axis.get_major_formatter(), "seq", ()))]
