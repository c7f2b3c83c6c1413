"""``journey``: moments of a journey, and what is remembered of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cxsim import theory
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Curve, Dots, Kept, Own, Points, means_by, points_of
from cxsim.explorers.wording import Figures
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


class Journeys(NamedTuple):
    """An example, and the matters of a simulated bank by the number of contacts they took."""

    example: Memory
    matters: np.ndarray  # how many there were
    mean: Points  # satisfaction with the contacts of a matter
    remembered: Points
    harm: Points  # remembered minus mean, customer by customer


def _base() -> Scenario:
    return load("bank").replace(customers=CUSTOMERS)


def _measure(scenario: Scenario) -> Journeys:
    run, given = simulate(scenario, seed=1), scenario.behaviour.memory
    matters, mean = run.episodes, _mean_satisfaction(run)
    remembered = matters["remembered"].to_numpy()
    known = np.isfinite(mean) & np.isfinite(remembered)
    customer, contacts = (matters[name].to_numpy()[known] for name in ("customer", "contacts"))

    def points(values: np.ndarray) -> Points:
        means = means_by(customer, contacts - 1, values[known], len(_CONTACTS))
        return points_of(_CONTACTS, list(means.T))

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


def _draw_moments(ax: Axes, *_: Any) -> None:
    places = np.arange(1, len(MOMENTS) + 1)
    look: dict[str, Any] = {"color": COLOURS["meets"], "linewidth": 22, "zorder": 1.5}
    marks.whiskers(ax, "moments", places, np.zeros(len(MOMENTS)), np.array(MOMENTS), **look)
    for place, moment in enumerate(MOMENTS, start=1):
        number = f"{moment:+.1f}".replace("-", "−")
        marks.words(ax, f"moment {place}", place, moment / 2, number, ha="center", va="center")


def _example(result: Journeys) -> list[Curve | Kept]:
    ends, remembered = [0.4, 3.6], [result.example.remembered] * 2
    return [
        Curve("measured", ends, remembered, "remembered"),
        # Drawn last, so that both can be seen where they are the same.
        Curve("truth", ends, [result.example.mean] * 2, "mean", "--"),
        Kept(ends, remembered),
    ]


def _bank(result: Journeys) -> list[Dots | Kept]:
    return [
        Dots("measured", result.remembered, "remembered", "s"),
        Dots("truth", result.mean, "mean of the contacts"),
        Kept(result.mean.x, result.remembered.mean),
    ]


def _figures(result: Journeys) -> Figures:
    return {
        "example_mean": result.example.mean,
        "peak": result.example.peak,
        "end": result.example.end,
        "example": result.example.remembered,
        "customers": CUSTOMERS,
        "share": 100 * result.matters[0] / result.matters.sum(),
        "matters": result.matters[2],
        "mean": result.mean.mean[2],
        "remembered": result.remembered.mean[2],
        "harm": result.harm.at(2),
    }


DESCRIPTION = Description.of(
    "journey", _base, _measure, (Own(_draw_moments, _example), _bank), _figures
)
