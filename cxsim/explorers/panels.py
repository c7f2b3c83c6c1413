"""Parts of the explorers' pictures: curves of theory, simulated points, the pinned run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from cxsim.explorers.wording import shown
from cxsim.intervals import mean_and_margin, share_margin
from cxsim.plots import marks
from cxsim.plots.style import BLUE, COLOURS, VERMILION, outward

_WIDE_ENOUGH = 6  # percent of a bar that hold a number


class Points(NamedTuple):
    """Simulated means with the margins of their 95 % intervals."""

    x: np.ndarray
    mean: np.ndarray
    margin: np.ndarray


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


def curve(ax: Axes, name: str, x: ArrayLike, y: ArrayLike, label: str, line: str = "-") -> None:
    """Draw or move a curve in the colour of its name."""
    look: dict[str, Any] = {"color": COLOURS[name], "linestyle": line, "linewidth": 1.8}
    marks.line(ax, name, x, y, label=label, **look)


def dots(ax: Axes, name: str, points: Points, label: str, marker: str = "o") -> None:
    """Draw or move points with their intervals."""
    look: dict[str, Any] = {"color": COLOURS[name], "zorder": 3}
    marks.line(
        ax, name, points.x, points.mean,
        marker=marker, markersize=5, linestyle="", label=label, **look,
    )  # fmt: skip
    ends = points.mean - points.margin, points.mean + points.margin
    marks.whiskers(ax, f"{name} interval", points.x, *ends, linewidth=1.5, **look)


def pinned(ax: Axes, x: ArrayLike | None, y: ArrayLike | None) -> None:
    """Draw or move the pinned run in grey; hide it where there is none."""
    if x is None or y is None:
        marks.hide(ax, "pinned")
        return
    look: dict[str, Any] = {
        "color": COLOURS["pinned"],
        "linestyle": "--",
        "linewidth": 1.8,
        "zorder": 1.5,
    }
    marks.line(ax, "pinned", x, y, label="pinned run", **look)


def shares(ax: Axes, row: float, parts: Mapping[str, tuple[float, str]], label: bool) -> None:
    """Draw or move a lying bar of shares (name: share in percent, colour); wide ones say it."""
    left = 0.0
    for name, (share, colour) in parts.items():
        marks.bar(
            ax, f"{name} {row}", left, share, row, 0.6, color=colour, label=name if label else "_"
        )
        number = shown(share) if share >= _WIDE_ENOUGH else ""
        ink = "white" if colour in (BLUE, VERMILION) else "black"
        look: dict[str, Any] = {"color": ink, "ha": "center", "va": "center"}
        marks.words(ax, f"{name} {row} number", left + share / 2, row, number, **look)
        left += share


def zero_line(ax: Axes) -> None:
    """Draw a thin line at 0."""
    marks.line(ax, "zero", [-1e3, 1e3], [0, 0], color="#999999", linewidth=0.8, zorder=1)


def height(ax: Axes, least: float, most: float, *drawn: ArrayLike) -> None:
    """Show at least a range of values, and tenths of it more where what is drawn needs them."""
    values = np.concatenate([np.ravel(np.asarray(part, dtype=float)) for part in drawn])
    values = values[np.isfinite(values)]
    room = 0.08 * (most - least)
    ends = min([least, *(values - room)]), max([most, *(values + room)])
    low, high = outward(ends[0] - least, ends[1] - least, (most - least) / 10)
    ax.set_ylim(least + low, least + high)
