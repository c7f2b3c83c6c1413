"""``channels``: a story told twice, two queues or one, and what a chatbot's report counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from cxsim import theory
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Curve, Dots, Kept, Own, Points
from cxsim.explorers.two_lines import Channels, Estimate, firm, measure
from cxsim.explorers.wording import Figures
from cxsim.plots import marks
from cxsim.plots.style import COLOURS

_AGENTS = range(5, 9)
_T = np.linspace(0.0, 1.0, 21)


def _draw_story(ax: Axes, _: Channels, pinned: Channels | None) -> None:
    beside: dict[str, Any] = {"rotation": 90, "va": "bottom", "color": COLOURS["pinned"]}
    marks.words(ax, "separate", 0.03, 0.02, "separate channels", **beside)
    marks.words(ax, "joined", 0.92, 0.10, "joined channels", **beside)


def _story(result: Channels) -> list[Curve | Dots | Kept]:
    formula = theory.contacts.repeats_per_issue(result.resolution, _T)
    return [
        Curve("theory", _T, formula, "formula"),
        Dots("simulated", _point(result.transfer, result.told_again), "simulated"),
        Kept([result.transfer], [result.told_again.mean], marker="o"),
    ]


def _queues(result: Channels) -> list[Curve | Dots | Kept]:
    separate, shared = ([result.wait(agents, lines) for agents in _AGENTS] for lines in (1, 2))
    return [
        Curve("measured", _AGENTS, separate, "two queues", "--"),
        Curve("truth", _AGENTS, shared, "one queue"),
        Dots("lags", _point(result.agents, result.separate), marker="s"),
        Dots("exceeds", _point(result.agents, result.shared)),
        Kept([result.agents], [result.separate.mean], marker="s"),
        Kept([result.agents], [result.shared.mean], marker="o", name="pinned too"),
    ]


def _draw_queues(ax: Axes, result: Channels, pinned: Channels | None) -> None:
    waits = [result.wait(agents, 1) for agents in _AGENTS]
    before = pinned.separate if pinned else ()
    ax.set_ylim(0, 1.08 * max(1.5, sum(result.separate), np.nanmax(waits), *before))


def _draw_bot(ax: Axes, result: Channels, pinned: Channels | None) -> None:
    found, formula = result.bot, result.bot_by_formula
    _bar(ax, 1, "meets", 0.0, found.reported, "reported as contained")
    _bar(ax, 1, "other", found.reported, found.handed_over, "_")
    _bar(ax, 0, "exceeds", 0.0, found.solved, "solved")
    _bar(ax, 0, "lags", found.solved, found.closed_falsely, "closed without an answer")
    _bar(ax, 0, "other", found.reported, found.handed_over, "handed to a person")
    ends = np.array([formula.reported, formula.solved])
    _ticks(ax, "formula", ends, color="black", linewidth=1.8, label="formula")
    if pinned:
        look: dict[str, Any] = {"color": COLOURS["pinned"], "linestyles": "--", "linewidth": 1.8}
        _ticks(ax, "pinned", np.array([pinned.bot.reported, pinned.bot.solved]), **look)
    ax.grid(visible=False)


def _bar(ax: Axes, row: int, colour: str, left: float, share: float, label: str) -> None:
    """Draw a piece of a lying bar with its percentage, where there is room."""
    look: dict[str, Any] = {"facecolor": COLOURS[colour], "label": label, "zorder": 1.5}
    ink = "white" if colour in ("exceeds", "lags") else "black"
    marks.told_bar(ax, f"{colour} {row}", 100 * left, 100 * share, row, 0.7, ink, 5.0, **look)


def _ticks(ax: Axes, name: str, shares: np.ndarray, **look: Any) -> None:
    """Mark a share on each of the two bars."""
    rows = np.array([1.0, 0.0])
    marks.whiskers(ax, name, 100 * shares, rows - 0.45, rows + 0.45, zorder=2.5, **look)


def _point(x: float, found: Estimate) -> Points:
    return Points(*(np.array([float(number)]) for number in (x, *found)))


def _figures(result: Channels) -> Figures:
    found, formula = result.bot, result.bot_by_formula
    return {
        "solves": 100 * result.resolution,
        "contacts": theory.contacts.contacts_per_issue(result.resolution),
        "transfer": result.transfer,
        "told": result.told_again,
        "told_formula": theory.contacts.repeats_per_issue(result.resolution, result.transfer),
        "agents": result.agents,
        "separate": result.separate,
        "shared": result.shared,
        "separate_formula": result.wait(result.agents, 1),
        "shared_formula": result.wait(result.agents, 2),
        "longer": 100 * result.extra_handling,
        "questions": result.questions,
        "reported": 100 * found.reported,
        "solved": 100 * found.solved,
        "closed": 100 * found.closed_falsely,
        "reported_formula": 100 * formula.reported,
        "solved_formula": 100 * formula.solved,
    }


_PANELS = Own(_draw_story, _story), Own(_draw_queues, _queues), Own(_draw_bot)
DESCRIPTION = Description.of("channels", firm, measure, _PANELS, _figures)
