"""``start``: what managers say about their firms, beside what a bank's customers live through."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from cxsim import datasets
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.wording import apart, around, change, paragraphs, shown
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


# -- the picture -----------------------------------------------------------------------------------


def _draw(figure: Figure, result: Experience, pinned: Experience | None) -> None:
    if not figure.axes:
        _lay_out(figure)
    _, contacts, staying, nps = figure.axes
    bars = {"this run": result.shares} | ({"pinned run": pinned.shares} if pinned else {})
    expectations.contact_bars(bars, contacts)
    months.staying(result.staying, staying, pinned.staying if pinned else None)
    months.nps(result.nps, nps, pinned.nps if pinned else None, span=(-60.0, 60.0))


def _lay_out(figure: Figure) -> None:
    """Make the four panels; the survey is drawn here, because no slider moves it."""
    survey, contacts, staying, nps = figure.subplots(2, 2, height_ratios=(1, 1.25)).flat
    expectations.survey_shares(datasets.load("adobe_cx_vs_expectations"), survey)
    survey.set_title("Managers about their firm: survey", pad=24)
    contacts.set_title("Customers about contacts: bank", pad=24)
    staying.set_title("Who stays at the bank")
    nps.set_title("NPS at the bank: truth and survey")


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Experience, pinned: Experience | None) -> str:
    return paragraphs(
        _read_contacts(result),
        _read_months(result),
        _read_pinned(result, pinned) if pinned else "",
        "<i>Left and right above are not the same instrument: managers rated their own firm once; "
        "here customers compare each contact with what they expected.</i>",
    )


def _read_contacts(result: Experience) -> str:
    exceeds, meets, lags, other = result.shares.percent
    return (
        f"<b>Contacts.</b> {len(result.stayed)} simulated customers, and those who join later, had "
        f"{result.shares.contacts:,} contacts. {around(lags, result.shares.margin[2], '%')} lag "
        f"behind what the customer expected, {meets:.0f} % meet it (within "
        f"±{result.tolerance:.2f} points) and {exceeds:.0f} % exceed it. In {other:.0f} % the "
        "customer gave up waiting."
    )


def _read_months(result: Experience) -> str:
    months, truth = shown(result.staying.month[-1]), shown(result.nps.truth.mean[-1])
    stay = around(result.staying.mean[-1], result.staying.margin[-1], "%")
    error = change(*numbers.error_of(result.nps), "points", "higher", "lower")
    return (
        f"<b>Months.</b> After {months} months {stay} of the first customers are still there, and "
        f"the true NPS is {truth}. The firm asks after each episode, but gets answers from "
        f"{100 * result.response:.0f} %: averaged over the quarters, the surveyed NPS is {error} "
        "than the truth."
    )


def _read_pinned(result: Experience, pinned: Experience) -> str:
    apart_by, margins = result.shares.minus(pinned.shares)
    lags, gave_up = (
        change(float(apart_by[place]), float(margins[place]), "points", "higher", "lower")
        for place in (2, 3)
    )
    moves = 100.0 * (result.stayed.astype(float) - pinned.stayed)
    stay = change(*map(float, numbers.mean_and_margin(moves)), "points", "higher", "lower")
    score = result.nps.truth.mean[-1] - pinned.nps.truth.mean[-1]
    return (
        "<b>Against the pinned run</b> (the same customers with the same luck): the share of "
        f"contacts that lag is {lags}; the share in which the customer gave up waiting is "
        f"{gave_up}; the share of customers who stay is {stay}; the "
        f"true NPS ends {apart(score, 'points', 'higher', 'lower')}."
    )


def _gap(name: str) -> SliderSettings:
    return SliderSettings(f"company.gaps.{name}", low=0.0, high=0.8, step=0.05, unit="points")


DESCRIPTION = Description(
    name="start",
    title="Managers and customers",
    question="Do customers feel what managers say?",
    base=_base,
    controls=(
        _gap("knowledge"),
        _gap("design"),
        _gap("delivery"),
        _gap("communication"),
        SliderSettings(
            "behaviour.satisfaction.tolerance", low=0.0, high=1.5, step=0.05, unit="points"
        ),
        SliderSettings("company.touchpoints.call_centre.agents", low=1, high=12),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
)
