"""Where contacts go: from touchpoint to touchpoint, until the need is dealt with."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from cxsim.errors import CxsimError
from cxsim.plots import inputs
from cxsim.plots.style import CYCLE, GREY, PALE, axes_or_new, cleared, shortened, styled
from cxsim.results.run import Run

if TYPE_CHECKING:
    import pandas as pd

RESOLVED, GIVEN_UP, MORE, OPEN = "resolved", "not resolved", "further contacts", "still open"
OTHERS = "other touchpoints"
_ENDS = (RESOLVED, GIVEN_UP, OPEN, MORE)
_MOST_TOUCHPOINTS = 12
_ROOM = 3.0  # between two nodes, in % of the episodes
_NODE = 0.08  # half of a node's width, in columns
_SMALLEST = 1.2  # %: a smaller node has no words


def contact_flows(run: Run, steps: int = 3) -> pd.DataFrame:
    """Count how episodes go from contact to contact.

    Parameters
    ----------
    run : Run
        One run, with its log. Episodes that were opened in the warm-up do not count.
    steps : int
        How many contacts of an episode to tell apart; later ones are "further contacts".

    Returns
    -------
    DataFrame
        Columns ``step`` (the contact that is left, from 1), ``origin`` (its touchpoint),
        ``target`` (the next touchpoint, or ``resolved``, ``not resolved``, ``still open``,
        ``further contacts``) and ``episodes``. All flows out of step 1 together are all episodes.
    """
    import pandas as pd

    inputs.whole("steps", steps, 1, 15)
    table = _counted(inputs.one_run(run))
    names = table["touchpoint"].astype(object).to_numpy()
    key = table[["customer", "episode"]].to_numpy()
    goes_on = np.append((key[1:] == key[:-1]).all(axis=1), False)
    after = np.append(names[1:], "")
    fate = table["resolved"]
    end = np.where(fate.isna(), OPEN, np.where(fate.fillna(False).astype(bool), RESOLVED, GIVEN_UP))
    step = table.groupby(["customer", "episode"]).cumcount().to_numpy() + 1
    beyond = goes_on & (step == steps)
    target = np.where(beyond, MORE, np.where(goes_on, after, end))
    flows = pd.DataFrame({"step": step, "origin": names, "target": target})
    counts = flows[step <= steps].groupby(["step", "origin", "target"]).size()
    return counts.rename("episodes").reset_index()


def touchpoint_flow(run: Run, steps: int = 3, ax: Axes | None = None) -> Axes:
    """Draw the flow of episodes through touchpoints; a band is as wide as its share of episodes.

    Parameters
    ----------
    run : Run
        One run, with its log. Episodes that were opened in the warm-up do not count.
    steps : int
        How many contacts of an episode to show.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on. Of more than 12 touchpoints the least used are drawn as one.
    """
    flows = contact_flows(run, steps)
    if not len(flows):
        raise CxsimError("This run has no contacts after its warm-up: make it longer.")
    flows, names = _fewer(flows)
    total = float(flows.loc[flows["step"] == 1, "episodes"].sum())
    flows["share"] = 100 * flows["episodes"] / total
    colours = {name: CYCLE[number % len(CYCLE)] for number, name in enumerate(names)}
    last = int(flows["step"].max())
    longest = max(len(shortened(name)) for name in names)
    ax = cleared(axes_or_new(ax, width=2.4 + max(1.9, 0.8 + 0.08 * longest) * last, height=4.6))
    with styled():
        columns = _nodes(flows, names, last)
        _ribbons(ax, flows, columns, colours)
        _boxes(ax, columns, colours)
        ends = [f"contact {number}" for number in range(1, last + 1)] + [f"after contact {last}"]
        ax.set_xticks(range(last + 1), ends)
        ax.xaxis.tick_top()
        bottom = max(low + size for nodes in columns for low, size in nodes.values())
        ax.set(xlim=(-0.15, last + 0.75), ylim=(bottom + 2, -2), yticks=[])
        ax.set_xlabel(f"bands: share of {total:,.0f} episodes (%)", loc="left")
        ax.grid(visible=False)
        ax.tick_params(length=0)
        for spine in ax.spines.values():
            spine.set_visible(False)
    return ax


def _counted(run: Run) -> pd.DataFrame:
    """Contacts of the episodes that were opened after the warm-up, with the fate of these."""
    opened = run.episodes["opened"] >= run.scenario.warm_up_days
    fate = run.episodes.loc[opened, ["customer", "episode", "resolved"]]
    return run.encounters[["customer", "episode", "step", "touchpoint"]].merge(
        fate, on=["customer", "episode"]
    )


def _fewer(flows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Put the least used of many touchpoints together; the names by use, most first."""
    used = flows.groupby("origin")["episodes"].sum().sort_values(ascending=False, kind="stable")
    names = [str(name) for name in used.index]
    if len(names) <= _MOST_TOUCHPOINTS:
        return flows.copy(), names
    kept = names[: _MOST_TOUCHPOINTS - 1]
    merged = flows.copy()
    for column in ("origin", "target"):
        known = merged[column].isin([*kept, *_ENDS])
        merged[column] = merged[column].where(known, OTHERS)
    sums = merged.groupby(["step", "origin", "target"])["episodes"].sum()
    return sums.reset_index(), [*kept, OTHERS]


Nodes = dict[str, tuple[float, float]]  # name -> (upper end, size) in %


def _nodes(flows: pd.DataFrame, names: list[str], last: int) -> list[Nodes]:
    """Place the nodes of each column: touchpoints above, ends below."""
    columns = []
    for column in range(last + 1):
        if column == 0:
            sizes = flows[flows["step"] == 1].groupby("origin")["share"].sum()
        else:
            sizes = flows[flows["step"] == column].groupby("target")["share"].sum()
        nodes, level = {}, 0.0
        for name in (*names, *_ENDS):
            if name in sizes.index:
                nodes[name] = (level, float(sizes[name]))
                level += float(sizes[name]) + _ROOM
        columns.append(nodes)
    return columns


def _ribbons(ax: Axes, flows: pd.DataFrame, columns: list[Nodes], colours: dict[str, str]) -> None:
    for column, (before, after) in enumerate(pairwise(columns)):
        step = flows[flows["step"] == column + 1].set_index(["origin", "target"])["share"]
        left = {name: top for name, (top, _) in before.items()}
        right = {name: top for name, (top, _) in after.items()}
        for origin in before:
            for target in after:
                if (origin, target) not in step.index:
                    continue
                share = float(step[origin, target])
                _ribbon(
                    ax,
                    column,
                    left[origin],
                    right[target],
                    share,
                    colours[origin],
                    f"{origin} > {target}",
                )
                left[origin] += share
                right[target] += share


def _ribbon(
    ax: Axes, column: int, left: float, right: float, share: float, colour: str, name: str
) -> None:
    """A band between two nodes, with two Bézier curves as its sides."""
    x0, x1 = column + _NODE, column + 1 - _NODE
    middle = (x0 + x1) / 2
    points = [
        (x0, left), (middle, left), (middle, right), (x1, right),
        (x1, right + share), (middle, right + share), (middle, left + share), (x0, left + share),
        (x0, left),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    ax.add_patch(
        PathPatch(
            Path(points, codes),
            facecolor=colour,
            alpha=0.35,
            linewidth=0,
            gid=f"{column + 1} {name}",
        )
    )


def _boxes(ax: Axes, columns: list[Nodes], colours: dict[str, str]) -> None:
    for column, nodes in enumerate(columns):
        for name, (top, size) in nodes.items():
            colour = colours.get(name, GREY if name == RESOLVED else PALE)
            look: dict[str, Any] = {"facecolor": colour, "edgecolor": GREY, "linewidth": 0.6}
            ax.add_patch(
                Rectangle((column - _NODE, top), 2 * _NODE, size, gid=f"{column} {name}", **look)
            )
            if size >= _SMALLEST:
                ax.text(
                    column + _NODE + 0.03, top + size / 2, f"{shortened(name)}: {_percent(size)}",
                    va="center", ha="left", fontsize="small", gid=f"words {column} {name}",
                    path_effects=[withStroke(linewidth=2.5, foreground="white")],
                )  # fmt: skip


def _percent(share: float) -> str:
    return f"{share:.0f} %" if share >= 9.5 else f"{share:.1f} %"
