"""Marks on axes that have a name: drawn when first asked for, moved afterwards.

A picture behind a slider is redrawn many times. Moving what is already there takes half the time
of drawing it anew, and the same code serves both.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text
from numpy.typing import ArrayLike

Mark = TypeVar("Mark", bound=Artist)


def line(ax: Axes, name: str, x: ArrayLike, y: ArrayLike, **look: Any) -> None:
    """Draw or move a line, or points where ``look`` says so."""
    found = _shown(ax, name, Line2D)
    if found is None:
        ax.plot(np.asarray(x), np.asarray(y), gid=name, **look)
    else:
        found.set_data(np.asarray(x), np.asarray(y))


def band(ax: Axes, name: str, x: ArrayLike, low: ArrayLike, high: ArrayLike, **look: Any) -> None:
    """Draw or move a band between two lines."""
    there_and_back = np.concatenate([np.asarray(x), np.asarray(x)[::-1]])
    outline = np.column_stack(
        [there_and_back, np.concatenate([np.asarray(low), np.asarray(high)[::-1]])]
    )
    found = _shown(ax, name, Polygon)
    if found is None:
        ax.add_patch(Polygon(outline, gid=name, linewidth=0, **look))
    else:
        found.set_xy(outline)


def whiskers(
    ax: Axes, name: str, x: ArrayLike, low: ArrayLike, high: ArrayLike, **look: Any
) -> None:
    """Draw or move upright intervals."""
    ends = [np.broadcast_to(values, np.shape(x)) for values in (x, low, high)]
    segments = [[(at, down), (at, up)] for at, down, up in zip(*ends, strict=True)]
    found = _shown(ax, name, LineCollection)
    if found is None:
        ax.add_collection(LineCollection(segments, gid=name, **look), autolim=False)
    else:
        found.set_segments(segments)


def dots(
    ax: Axes,
    name: str,
    x: ArrayLike,
    y: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    colour: str,
    label: str,
    marker: str = "o",
) -> None:
    """Draw or move points with upright intervals."""
    look: dict[str, Any] = {"color": colour, "zorder": 3}
    line(ax, name, x, y, marker=marker, markersize=5, linestyle="", label=label, **look)
    whiskers(ax, f"{name} interval", x, low, high, linewidth=1.5, **look)


def lying_intervals(
    ax: Axes,
    name: str,
    places: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    colour: str,
    width: float = 2.0,
) -> None:
    """Draw or move intervals from left to right: one broken line."""
    gap = np.full(np.shape(places), np.nan)
    x = np.column_stack([np.asarray(low), np.asarray(high), gap]).ravel()
    y = np.column_stack([places, places, gap]).ravel()
    line(ax, name, x, y, color=colour, linewidth=width, zorder=2)


def bar(
    ax: Axes, name: str, left: float, width: float, row: float, height: float, **look: Any
) -> None:
    """Draw or move one piece of a lying bar, centred on ``row``."""
    found = _shown(ax, name, Rectangle)
    if found is None:
        corner = (left, row - height / 2)
        ax.add_patch(Rectangle(corner, width, height, gid=name, **look))
    else:
        found.set_x(left)
        found.set_width(width)


def told_bar(
    ax: Axes,
    name: str,
    left: float,
    width: float,
    row: float,
    height: float,
    ink: str,
    least: float,
    **look: Any,
) -> None:
    """Draw or move one piece of a lying bar; from a least width on, its middle says how wide."""
    bar(ax, name, left, width, row, height, **look)
    number = f"{width:.0f}" if width >= least else ""
    middle = left + width / 2
    words(ax, f"{name} number", middle, row, number, ha="center", va="center", color=ink)


def column(ax: Axes, name: str, middle: float, width: float, height: float, **look: Any) -> None:
    """Draw or move a bar that stands on 0."""
    found = _shown(ax, name, Rectangle)
    if found is None:
        corner = (middle - width / 2, 0.0)
        ax.add_patch(Rectangle(corner, width, height, gid=name, **look))
    else:
        found.set_height(height)


def words(ax: Axes, name: str, x: float, y: float, text: str, **look: Any) -> None:
    """Write or rewrite words."""
    found = _shown(ax, name, Text)
    if found is None:
        ax.text(x, y, text, gid=name, **look)
    else:
        found.set_position((x, y))
        found.set_text(text)


def clear(ax: Axes) -> None:
    """Hide what an earlier call drew; what is drawn again shows again."""
    for artist in [*ax.lines, *ax.patches, *ax.texts]:
        if artist.get_gid():
            artist.set_visible(False)


def hide(ax: Axes, prefix: str) -> None:
    """Hide all marks whose name starts with ``prefix``, until they are drawn again."""
    for child in ax.get_children():
        if (child.get_gid() or "").startswith(prefix):
            child.set_visible(False)


def legend(ax: Axes, **where: Any) -> None:
    """Write the legend of the visible marks; leave it alone where it is right already."""
    handles, labels = ax.get_legend_handles_labels()
    visible = {
        label: handle for handle, label in zip(handles, labels, strict=True) if handle.get_visible()
    }
    old = ax.get_legend()
    if old is None or [text.get_text() for text in old.get_texts()] != list(visible):
        ax.legend(list(visible.values()), list(visible), **where)


def _shown(ax: Axes, name: str, kind: type[Mark]) -> Mark | None:
    """Find a mark by its name and make it visible."""
    for child in ax.get_children():
        if isinstance(child, kind) and child.get_gid() == name:
            child.set_visible(True)
            return child
    return None
