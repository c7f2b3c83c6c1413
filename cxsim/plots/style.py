"""One look for all pictures: seaborn's white grid and colours that everybody can tell apart.

Colours are those of Okabe and Ito (2008, *Color Universal Design*), chosen for people who see red
and green alike. No picture says anything by colour alone: bars carry numbers, lines differ in dash
or marker.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

BLUE, SKY, GREEN = "#0072B2", "#56B4E9", "#009E73"
VERMILION, ORANGE = "#D55E00", "#E69F00"
BLACK, GREY, PALE = "#000000", "#767676", "#DDDDDD"
PURPLE = "#CC79A7"

CYCLE = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK, GREY)
"""Colours of things of one kind, such as touchpoints; after eight they start again."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">", "p")
"""Markers beside the colours: 11 and 8 have no common divisor, so 88 things look different."""
DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))

COLOURS = {
    "exceeds": BLUE,
    "meets": SKY,
    "lags": VERMILION,
    "other": PALE,
    "truth": BLUE,
    "measured": VERMILION,
    "theory": BLACK,
    "second theory": GREEN,
    "simulated": VERMILION,
    "pinned": GREY,
}
"""What each thing is drawn in, in every picture."""

_LOOK: Any = {
    **sns.axes_style("whitegrid"),
    **sns.plotting_context("notebook", font_scale=0.8),
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib: the same picture everywhere
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titley": 1.0,  # looking for a better place takes a fifth of the time of drawing
    "axes.edgecolor": "#999999",
    "axes.linewidth": 0.8,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
}


# Matplotlib's settings belong to the whole program, and JupyterLab may serve a slider from another
# thread than a cell. Two threads that change and restore settings at once would mix them up.
_ONE_THREAD_AT_A_TIME = threading.RLock()
_inside = False  # of a block in this look, entered by the thread that holds the lock


@contextmanager
def styled() -> Iterator[None]:
    """Make and draw pictures in this look, one thread at a time.

    Inside of another such block nothing is left to do, and changing settings takes a millisecond.
    """
    global _inside
    with _ONE_THREAD_AT_A_TIME:
        if _inside:
            yield
            return
        with mpl.rc_context(_LOOK):
            _inside = True
            try:
                yield
            finally:
                _inside = False


def figure(width: float, height: float) -> Figure:
    """Make a figure (size in inches) that can be drawn without a screen or a notebook."""
    with styled():
        drawn = Figure(figsize=(width, height), dpi=100, layout="constrained")
        FigureCanvasAgg(drawn)
    return drawn


def outward(low: float, high: float, step: float) -> tuple[float, float]:
    """Widen a range to whole steps: behind a slider, an axis stays as it is for a while."""
    return step * math.floor(low / step + 1e-9), step * math.ceil(high / step - 1e-9)


def axes_or_new(ax: Axes | None, width: float = 7.0, height: float = 3.2) -> Axes:
    """Return the given axes, or those of a new figure that a notebook will show."""
    if ax is not None:
        return ax
    # Outside the style: a notebook's backend sets up itself when the first figure is made, and the
    # end of the style would undo that.
    fresh = new_figure(width, height)
    with styled():
        return fresh.add_subplot()


def cleared(ax: Axes) -> Axes:
    """Return axes with nothing on them, in this look."""
    with styled():
        ax.clear()
    return ax


def in_words(name: object) -> str:
    """Write a name of the scenario as people read it: ``call_centre`` is a call centre."""
    return str(name).replace("_", " ")


def shortened(name: object, letters: int = 24) -> str:
    """Write a name in at most so many letters: its beginning and its end, which tell it apart."""
    words = in_words(name)
    if len(words) <= letters:
        return words
    start = (letters - 1) // 2
    return f"{words[:start].rstrip()}…{words[start + 1 - letters :].lstrip()}"


def new_figure(width: float, height: float) -> Figure:
    """Make a figure (size in inches) that a notebook will show."""
    return plt.figure(figsize=(width, height), layout="constrained")
