"""``journey``: moments of a journey, and what is remembered of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim import theory
from cxsim.explorers import panels
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.panels import Points
from cxsim.explorers.wording import apart, around, paragraphs, shown
from cxsim.plots import marks
from cxsim.plots.style import COLOURS
from cxsim.results.run import Run, simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.theory.memory import Memory

CUSTOMERS = 700
"""Simulated customers: more make the intervals narrower."""

MOMENTS = (1.0, -2.5, 2.0)
"""An example: a friendly start, a bad moment, a good end."""

_CONTACTS = (1, 2, 3, 4)
_PLACE = "company.touchpoints.call_centre"
_REST = "behaviour.memory.average"
# What a matter adds to the memory of its contacts by the way it went and ended
_ENDING = (
    "behaviour.satisfaction.unsolved_loss", "behaviour.satisfaction.late_loss",
    "behaviour.effort.switch", "behaviour.effort.transfer", "behaviour.effort.recontact",
    "behaviour.effort.giving_up",
)  # fmt: skip


class Journeys(NamedTuple):
    """An example, and the matters of a simulated bank by the number of contacts they took."""

    example: Memory
    matters: np.ndarray  # how many there were
    mean: Points  # satisfaction with the contacts of a matter
    remembered: Points
    harm: Points  # remembered minus mean, customer by customer


def _base() -> Scenario:
    return load("bank").replace(dict.fromkeys(_ENDING, 0.0), customers=CUSTOMERS)


def _measure(scenario: Scenario) -> Journeys:
    run, given = simulate(scenario, seed=1), scenario.behaviour.memory
    matters, mean = run.episodes, _mean_satisfaction(run)
    remembered = matters["remembered"].to_numpy()
    known = np.isfinite(mean) & np.isfinite(remembered)
    customer, contacts = (matters[name].to_numpy()[known] for name in ("customer", "contacts"))

    def points(values: np.ndarray) -> Points:
        means = panels.means_by(customer, contacts - 1, values[known], len(_CONTACTS))
        return panels.points_of(_CONTACTS, list(means.T))

    return Journeys(
        example=theory.memory.journey(MOMENTS, peak=given.peak, end=given.end),
        matters=np.array([int((contacts == count).sum()) for count in _CONTACTS]),
        mean=points(mean),
        remembered=points(remembered),
        harm=points(remembered - mean),
    )


def _mean_satisfaction(run: Run) -> np.ndarray:
    """Mean satisfaction with the contacts of each episode, in their order; NaN without any."""
    contacts, matters = run.encounters, run.episodes
    satisfaction = contacts["satisfaction"].to_numpy()
    felt = np.isfinite(satisfaction)
    # Both tables are ordered by customer and episode.
    place = np.searchsorted(_key(matters), _key(contacts)[felt])
    count = np.bincount(place, minlength=len(matters))
    total = np.bincount(place, weights=satisfaction[felt], minlength=len(matters))
    return np.divide(total, count, out=np.full(len(matters), np.nan), where=count > 0)


def _key(table: pd.DataFrame) -> np.ndarray:
    """Customer and episode as one number."""
    return np.asarray((table["customer"].to_numpy() << 32) + table["episode"].to_numpy())


# -- the picture -----------------------------------------------------------------------------------


def _draw(figure: Figure, result: Journeys, pinned: Journeys | None) -> None:
    if not figure.axes:
        example, bank = figure.subplots(1, 2, width_ratios=(1, 1.3))
        example.set_title("Three moments, one memory")
        bank.set_title("Matters of the bank's customers")
    _draw_example(figure.axes[0], result, pinned)
    _draw_bank(figure.axes[1], result, pinned)


def _draw_example(ax: Axes, result: Journeys, pinned: Journeys | None) -> None:
    places = np.arange(1, len(MOMENTS) + 1)
    look: dict[str, Any] = {"color": COLOURS["meets"], "linewidth": 22, "zorder": 1.5}
    marks.whiskers(ax, "moments", places, np.zeros(len(MOMENTS)), np.array(MOMENTS), **look)
    for place, moment in enumerate(MOMENTS, start=1):
        number = f"{moment:+.1f}".replace("-", "−")
        marks.words(ax, f"moment {place}", place, moment / 2, number, ha="center", va="center")
    panels.zero_line(ax)
    ends = [0.4, 3.6]
    panels.curve(ax, "measured", ends, [result.example.remembered] * 2, "remembered")
    # Drawn last, so that both can be seen where they are the same.
    panels.curve(ax, "truth", ends, [result.example.mean] * 2, "mean", "--")
    panels.pinned(ax, ends, [pinned.example.remembered] * 2 if pinned else None)
    ax.set(xlim=(0.4, 3.6), ylim=(-3, 3), xticks=places, xlabel="moment")
    ax.set_ylabel("satisfaction (0 = neutral)")
    marks.legend(ax, loc="upper left")


def _draw_bank(ax: Axes, result: Journeys, pinned: Journeys | None) -> None:
    panels.dots(ax, "measured", result.remembered, "remembered", "s")
    panels.dots(ax, "truth", result.mean, "mean of the contacts")
    panels.zero_line(ax)
    panels.pinned(ax, result.mean.x, pinned.remembered.mean if pinned else None)
    panels.height(ax, -2.0, 0.5, result.mean.mean, result.remembered.mean)
    ax.set(xlabel="contacts that the matter took", xticks=_CONTACTS, xlim=(0.5, 4.5))
    ax.set_ylabel("satisfaction (0 = neutral)")
    marks.legend(ax, loc="lower left")


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Journeys, pinned: Journeys | None) -> str:
    return paragraphs(
        _read_example(result.example),
        _read_bank(result),
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_example(example: Memory) -> str:
    return (
        f"<b>Example.</b> The mean of the three moments is {shown(example.mean, 3)}. The strongest "
        f"moment is {shown(example.peak, 1)}, the last one {shown(example.end, 1)}. Remembered: "
        f"{shown(example.remembered, 3)}."
    )


def _read_bank(result: Journeys) -> str:
    mean, kept, harm = result.mean, result.remembered, result.harm
    share = 100 * result.matters[0] / result.matters.sum()
    return (
        f"<b>The bank.</b> {CUSTOMERS} simulated customers: {shown(share, 1)} % of their matters "
        f"were settled by one contact. Those that took three ({result.matters[2]:,}) were "
        f"{shown(mean.mean[2], 3)} on average and are remembered as {shown(kept.mean[2], 3)}: a "
        f"difference of {around(float(harm.mean[2]), float(harm.margin[2]), digits=3)}. Over all "
        f"matters of one contact, memory and mean are the same."
    )


def _read_pinned(result: Journeys, pinned: Journeys) -> str:
    example = result.example.remembered - pinned.example.remembered
    kept = float(result.remembered.mean[2] - pinned.remembered.mean[2])
    return (
        f"<b>Against the pinned run</b>: the memory of the example is "
        f"{apart(example, 'points', 'better', 'worse', 3)}, and that of matters with three "
        f"contacts is {apart(kept, 'points', 'better', 'worse', 3)}."
    )


DESCRIPTION = Description(
    name="journey",
    title="A journey and its memory",
    question="Which moment matters?",
    base=_base,
    controls=(
        SliderSettings("behaviour.memory.peak", low=0.0, high=0.5, step=0.05, rest=_REST),
        SliderSettings("behaviour.memory.end", low=0.0, high=0.5, step=0.05, rest=_REST),
        SliderSettings(f"{_PLACE}.resolution", low=0.5, high=0.98, step=0.02),
        SliderSettings(f"{_PLACE}.agents", low=2, high=12),
        SliderSettings(f"{_PLACE}.moment_of_truth", low=1.0, high=4.0, step=0.5),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
)
