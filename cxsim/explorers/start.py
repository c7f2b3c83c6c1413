"""``start``: what managers say about their firms, beside what a bank's customers live through."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cxsim import datasets
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Own
from cxsim.explorers.wording import Figures
from cxsim.plots import expectations, months, numbers
from cxsim.results.run import simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

CUSTOMERS = 400
"""Simulated customers: more make the picture steadier and slower."""


class Experience(NamedTuple):
    """What a run of the bank shows."""

    shares: numbers.ContactShares
    nps: numbers.Beside
    staying: numbers.Trace
    stayed: np.ndarray  # for each customer of day 0: still there at the end
    tolerance: float
    response: float  # share of surveys with an answer


def _base() -> Scenario:
    return load("bank").replace(customers=CUSTOMERS)


def _measure(scenario: Scenario) -> Experience:
    run = simulate(scenario, seed=1)
    asked = run.episodes["surveyed"].to_numpy()
    return Experience(
        shares=numbers.shares_of(run),
        nps=numbers.nps(run),
        staying=numbers.staying(run),
        stayed=numbers.stayed(run, scenario.days),
        tolerance=scenario.behaviour.satisfaction.tolerance,
        response=float(run.episodes["nps_score"].notna().to_numpy()[asked].mean()),
    )


def _draw_survey(ax: Axes, *_: Any) -> None:
    if not ax.patches:  # no slider moves it
        expectations.survey_shares(datasets.load("adobe_cx_vs_expectations"), ax)


def _draw_contacts(ax: Axes, result: Experience, pinned: Experience | None) -> None:
    bars = {"this run": result.shares} | ({"pinned run": pinned.shares} if pinned else {})
    expectations.contact_bars(bars, ax)


def _draw_staying(ax: Axes, result: Experience, pinned: Experience | None) -> None:
    months.staying(result.staying, ax, pinned.staying if pinned else None)


def _draw_nps(ax: Axes, result: Experience, pinned: Experience | None) -> None:
    months.nps(result.nps, ax, pinned.nps if pinned else None, span=(-60.0, 60.0))


def _figures(result: Experience) -> Figures:
    exceeds, meets, lags, other = result.shares.percent
    return {
        "customers": str(len(result.stayed)),
        "contacts": result.shares.contacts,
        "lags": (lags, result.shares.margin[2]),
        "meets": meets,
        "exceeds": exceeds,
        "other": other,
        "tolerance": result.tolerance,
        "months": result.staying.month[-1],
        "stay": (result.staying.mean[-1], result.staying.margin[-1]),
        "stayed": 100 * result.stayed,
        "nps": result.nps.truth.mean[-1],
        "response": 100 * result.response,
        "error": numbers.error_of(result.nps),
    }


def _moves(result: Experience, pinned: Experience) -> Figures:
    moved, margin = result.shares.minus(pinned.shares)
    return {"lags": (moved[2], margin[2]), "other": (moved[3], margin[3])}


_PANELS = tuple(map(Own, (_draw_survey, _draw_contacts, _draw_staying, _draw_nps)))
DESCRIPTION = Description.of("start", _base, _measure, _PANELS, _figures, moves=_moves)
