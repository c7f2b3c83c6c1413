"""``channels``: a story told twice, two queues or one, and what a chatbot's report counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim import theory
from cxsim.explorers import panels
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.panels import Points
from cxsim.explorers.two_lines import (
    RESOLUTION,
    STAFF,
    TRANSFER,
    Channels,
    Estimate,
    firm,
    measure,
)
from cxsim.explorers.wording import apart, around, paragraphs, shown
from cxsim.plots import marks
from cxsim.plots.style import COLOURS

_AGENTS = range(5, 9)
_T = np.linspace(0.0, 1.0, 21)
_BOT = "company.touchpoints.bot.bot"


# -- the picture -----------------------------------------------------------------------------------


def _draw(figure: Figure, result: Channels, pinned: Channels | None) -> None:
    if not figure.axes:
        titles = ("The story, told again", "Two queues or one", "What the bot contains")
        for ax, title in zip(figure.subplots(1, 3), titles, strict=True):
            ax.set_title(title)
    story, queues, bot = figure.axes
    _draw_story(story, result, pinned)
    _draw_queues(queues, result, pinned)
    _draw_bot(bot, result, pinned)


def _draw_story(ax: Axes, result: Channels, pinned: Channels | None) -> None:
    curve = theory.contacts.repeats_per_issue(result.resolution, _T)
    panels.curve(ax, "theory", _T, curve, "formula")
    panels.dots(ax, "simulated", _point(result.transfer, result.told_again), "simulated")
    _pin(ax, "pinned", pinned and _point(pinned.transfer, pinned.told_again))
    beside: dict[str, Any] = {"rotation": 90, "va": "bottom", "color": COLOURS["pinned"]}
    marks.words(ax, "separate", 0.03, 0.02, "separate channels", **beside)
    marks.words(ax, "joined", 0.92, 0.10, "joined channels", **beside)
    ax.set(xlim=(-0.05, 1.05), ylim=(0, 0.75), xlabel="context that survives (T)")
    ax.set_ylabel("stories told again per problem")
    marks.legend(ax, loc="upper right", frameon=True, edgecolor="none")


def _draw_queues(ax: Axes, result: Channels, pinned: Channels | None) -> None:
    separate = [result.wait(agents, 1) for agents in _AGENTS]
    shared = [result.wait(agents, 2) for agents in _AGENTS]
    panels.curve(ax, "measured", _AGENTS, separate, "two queues", "--")
    panels.curve(ax, "truth", _AGENTS, shared, "one queue")
    panels.dots(ax, "lags", _point(result.agents, result.separate), "_", "s")
    panels.dots(ax, "exceeds", _point(result.agents, result.shared), "_")
    _pin(ax, "pinned", pinned and _point(pinned.agents, pinned.separate), "s")
    _pin(ax, "pinned too", pinned and _point(pinned.agents, pinned.shared))
    highest = [1.5, sum(result.separate), np.nanmax(separate), *(pinned.separate if pinned else ())]
    ax.set_ylim(0, 1.08 * max(highest))
    ax.set(xlim=(_AGENTS[0] - 0.4, _AGENTS[-1] + 0.4), xticks=_AGENTS)
    ax.set(xlabel="agents on each line", ylabel="mean wait (minutes)")
    marks.legend(ax, loc="upper right", frameon=True, edgecolor="none")


def _draw_bot(ax: Axes, result: Channels, pinned: Channels | None) -> None:
    found, formula = result.bot, result.bot_by_formula
    _bar(ax, 1, "meets", 0.0, found.reported, "reported as contained")
    _bar(ax, 1, "other", found.reported, found.handed_over, "_")
    _bar(ax, 0, "exceeds", 0.0, found.solved, "solved")
    _bar(ax, 0, "lags", found.solved, found.closed_falsely, "closed without an answer")
    _bar(ax, 0, "other", found.reported, found.handed_over, "handed to a person")
    ends = np.array([formula.reported, formula.solved])
    _ticks(ax, "formula", ends, color="black", linewidth=1.8, label="formula")
    look: dict[str, Any] = {"color": COLOURS["pinned"], "linestyles": "--", "linewidth": 1.8}
    before = [pinned.bot.reported, pinned.bot.solved] if pinned else [np.nan, np.nan]
    _ticks(ax, "pinned", np.array(before), **look)
    ax.set(xlim=(0, 100), ylim=(-2.6, 1.6), xlabel="contacts with the bot (%)")
    ax.set_yticks([1, 0], ["report", "truth"])
    ax.grid(visible=False)
    marks.legend(ax, loc="lower left", frameon=True, edgecolor="none")


def _bar(ax: Axes, row: int, colour: str, left: float, share: float, label: str) -> None:
    """Draw a piece of a lying bar with its percentage, where there is room."""
    start, width = 100 * left, 100 * share
    look: dict[str, Any] = {"facecolor": COLOURS[colour], "label": label, "zorder": 1.5}
    marks.bar(ax, f"{colour} {row}", start, width, row, 0.7, **look)
    number = shown(width) if width > 5 else ""
    ink = "white" if colour in ("exceeds", "lags") else "black"
    place: dict[str, Any] = {"ha": "center", "va": "center", "color": ink}
    marks.words(ax, f"{colour} {row} %", start + width / 2, row, number, **place)


def _ticks(ax: Axes, name: str, shares: np.ndarray, **look: Any) -> None:
    """Mark a share on each of the two bars."""
    rows = np.array([1.0, 0.0])
    marks.whiskers(ax, name, 100 * shares, rows - 0.45, rows + 0.45, zorder=2.5, **look)


def _point(x: float, found: Estimate) -> Points:
    return Points(*(np.array([float(number)]) for number in (x, *found)))


def _pin(ax: Axes, name: str, point: Points | None, marker: str = "o") -> None:
    """Draw the pinned run's point in grey, or hide it."""
    if point is None:
        marks.hide(ax, name)
        return
    look: dict[str, Any] = {"color": COLOURS["pinned"], "marker": marker, "linestyle": ""}
    marks.line(ax, name, point.x, point.mean, label="pinned run", zorder=2.5, **look)


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Channels, pinned: Channels | None) -> str:
    return paragraphs(
        _read_story(result),
        _read_queues(result),
        _read_bot(result),
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_story(result: Channels) -> str:
    r, transfer = result.resolution, result.transfer
    told, margin = result.told_again
    contacts = float(theory.contacts.contacts_per_issue(r))
    formula = float(theory.contacts.repeats_per_issue(r, transfer))
    return (
        f"<b>The story.</b> One contact solves {shown(100 * r)} % of the problems, so a problem "
        f"takes {shown(contacts, 2)} contacts. At T = {shown(transfer, 2)} customers tell their "
        f"story again {around(told, margin, 'times', 3)} per problem; the formula "
        f"(1 − r) / r · (1 − T) says {shown(formula, 3)}."
    )


def _read_queues(result: Channels) -> str:
    formulas = [shown(result.wait(result.agents, lines), 2) for lines in (1, 2)]
    return (
        f"<b>Queues.</b> Telephone and chat have {result.agents} agents each. Customers wait "
        f"{around(*result.separate, 'minutes', 2)} in two queues, and "
        f"{around(*result.shared, 'minutes', 2)} where all agents serve one queue. Erlang C says "
        f"{formulas[0]} and {formulas[1]}. Whoever tells a story again keeps an agent "
        f"{shown(100 * result.extra_handling)} % longer, so T moves the waits, too."
    )


def _read_bot(result: Channels) -> str:
    found, formula = result.bot, result.bot_by_formula
    closed = shown(100 * found.closed_falsely, 1)
    return (
        f"<b>The bot.</b> Its report says that {shown(100 * found.reported, 1)} % of "
        f"{result.questions:,} contacts were contained: no person had to help. In truth "
        f"{shown(100 * found.solved, 1)} % were solved, and {closed} % were closed without an "
        f"answer. By formula: {shown(100 * formula.reported, 1)} % reported, "
        f"{shown(100 * formula.solved, 1)} % solved."
    )


def _read_pinned(result: Channels, pinned: Channels) -> str:
    told = result.told_again.mean - pinned.told_again.mean
    wait = result.separate.mean - pinned.separate.mean
    reported = 100 * (result.bot.reported - pinned.bot.reported)
    solved = 100 * (result.bot.solved - pinned.bot.solved)
    more = "no more" if abs(solved) < 0.05 else apart(solved, "points", "more", "less")
    return (
        f"<b>Against the pinned run</b>: a story is told again "
        f"{apart(told, 'times', 'more', 'less', 3)} per problem, and the wait in two queues is "
        f"{apart(wait, 'minutes', 'longer', 'shorter', 2)}. The bot reports "
        f"{apart(reported, 'points', 'more', 'less')}, and solves {more}."
    )


DESCRIPTION = Description(
    name="channels",
    title="Channels and a bot",
    question="What does it help to join channels?",
    base=firm,
    controls=(
        SliderSettings(
            TRANSFER, low=0.0, high=1.0, step=0.05, title="Context that survives between contacts"
        ),
        SliderSettings(
            RESOLUTION, low=0.65, high=0.95, step=0.05, title="Problems that one contact solves"
        ),
        SliderSettings(STAFF, low=_AGENTS[0], high=_AGENTS[-1], title="Agents on each line"),
        SliderSettings(
            f"{_BOT}.understands", low=0.3, high=0.95, step=0.05, title="Bot: requests understood"
        ),
        SliderSettings(
            f"{_BOT}.resolves",
            low=0.2,
            high=0.9,
            step=0.05,
            title="Bot: understood requests that it can resolve",
        ),
        SliderSettings(f"{_BOT}.false_closure", low=0.0, high=0.5, step=0.05),
    ),
    measure=measure,
    draw=_draw,
    read=_read,
    size=(9.4, 4.0),
)
