"""``recovery``: what customers do after a failure, and what a recovery gives back."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cxsim import theory
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Curve, Dots, Kept, Own, Points, draw_shares, points_of
from cxsim.explorers.wording import Figures
from cxsim.intervals import wilson
from cxsim.plots.style import BLUE, ORANGE, PALE, VERMILION
from cxsim.results.run import Run, simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.theory.complaints import Responses

CUSTOMERS = 800
"""Simulated customers: more make the intervals narrower."""

_COST = "company.recovery.complaint_cost"
_FAILS = "company.recovery.failure_probability"
_PULL = "market.competitor.pull"
_ALWAYS = {_FAILS: 0.12, _COST: 1.0}  # a bank in a bad year, where complaining is not easy
_FEWEST = 5  # complaints that a mean needs
_SILENT = -0.2  # where the picture shows those who did not complain
_ENDS = np.array([0.0, 1.0])  # of the scale of justice


class Failures(NamedTuple):
    """A year with failures, beside the same customers in a year without."""

    minor: Responses  # what the formula says, at the customers' mean loyalty
    major: Responses
    major_share: float
    loss: float  # satisfaction that a failure takes from those who complain, by the formula
    justice: float
    full: float  # justice that gives back everything, by the formula
    curve: np.ndarray  # satisfaction after a complaint with justice 0 and 1, by the formula
    failed: int  # matters in which something failed once
    simulated: Responses  # what their customers did
    satisfaction: Points  # with the contact, against none failed: no complaint, complaint
    attitude: Points  # after the matter, likewise
    left: Points  # customers who left (%): without failures, with them, difference
    complaint_share: float  # the firm's key figure: complaints per customer


def _base() -> Scenario:
    start = load("bank")
    alike = {f"market.needs.{name}.major_factor": 1.0 for name in start.market.needs}
    # Nobody reviews for other reasons, so that each review of a failure is public voice. Nobody
    # joins, so that the same customers are compared.
    quiet = {"behaviour.talk.review": -20.0, "market.acquisition.prospects": 0}
    return start.replace(_ALWAYS | alike | quiet, customers=CUSTOMERS, days=365, warm_up_days=0)


def _measure(scenario: Scenario) -> Failures:
    run, calm = simulate(scenario, seed=1), _without_failures(scenario.value(_PULL))
    # A second failure within a matter muddles what the first one did.
    table = run.failures.query("failures == 1 and remembered.notna()")
    loyalty = float(run.episodes["loyalty"].to_numpy().mean())
    minor, major = (_formula(scenario, loyalty, severe) for severe in (False, True))
    given = scenario.behaviour.failure
    recovery = scenario.company.recovery
    # Those who complain are not those to whom little happened.
    shares = (1 - given.major_share) * minor.complaint, given.major_share * major.complaint
    loss = float(np.average([given.minor_loss, given.major_loss], weights=shares))
    strength, fair = given.recovery_strength, given.fair
    return Failures(
        minor=minor,
        major=major,
        major_share=given.major_share,
        loss=loss,
        justice=recovery.justice,
        full=float(theory.complaints.full_recovery(strength, fair)) if strength else math.inf,
        curve=np.asarray(theory.complaints.after_recovery(loss, _ENDS, strength, fair)),
        failed=len(table),
        simulated=_simulated(table),
        satisfaction=_against(calm, table, "satisfaction", recovery.justice),
        attitude=_against(calm, table, "attitude", recovery.justice),
        left=_left(run, calm),
        complaint_share=float(run.kpis["value"]["complaint_share"]),
    )


@lru_cache(maxsize=32)
def _without_failures(pull: float) -> Run:
    """Run the year in which nothing fails; only the competitor matters for it."""
    return simulate(_base().replace({_FAILS: 0.0, _PULL: pull}), seed=1)


def _formula(scenario: Scenario, loyalty: float, severe: bool) -> Responses:
    """Shares of the responses to a failure, for a customer of mean loyalty."""
    given, cost = scenario.behaviour.voice, scenario.value(_COST)
    complaint = given.voice + given.voice_severity * severe + given.voice_loyalty * loyalty
    leaving = given.exit + given.exit_severity * severe - given.exit_loyalty * loyalty
    leaving -= given.exit_switching * scenario.behaviour.churn.switching_cost
    return theory.complaints.responses(
        complaint=complaint - given.complaint_cost * cost,
        public=given.public + given.public_severity * severe,
        exit=leaving + given.exit_competitor * scenario.value(_PULL),
    )


def _simulated(table: pd.DataFrame) -> Responses:
    """Shares of what customers did."""
    complaint, left = (table["response"] == how for how in ("complaint", "exit"))
    public = table["reviewed"] & ~complaint & ~left
    silence = ~(complaint | left | public)
    return Responses(*(each.to_numpy().mean() for each in (silence, complaint, public, left)))


def _against(calm: Run, table: pd.DataFrame, name: str, justice: float) -> Points:
    """Compare customers' first failures with the same contacts or matters when nothing fails."""
    first = table[table["nth"] == 1].reset_index()
    key = ["customer", "episode", "step"] if name == "satisfaction" else ["customer", "episode"]
    twins = calm.encounters if name == "satisfaction" else calm.episodes
    pairs = first.merge(twins[[*key, name]], on=key, suffixes=("", "_calm"))
    apart = (pairs[name] - pairs[f"{name}_calm"]).to_numpy()
    samples = [apart[pairs["response"] == how] for how in ("no complaint", "complaint")]
    enough = [sample if len(sample) >= _FEWEST else sample[:0] for sample in samples]
    return points_of([_SILENT, justice], enough)


def _left(run: Run, calm: Run) -> Points:
    """Share of customers who left (%): without failures, with them, and the difference."""
    without, with_them = (100.0 * one.customers["left"].notna().to_numpy() for one in (calm, run))
    return points_of([0, 1, 2], [without, with_them, with_them - without])


_PIECES = {"silence": PALE, "complaint": BLUE, "public": ORANGE, "exit": VERMILION}


def _draw_responses(ax: Axes, result: Failures, _: Failures | None) -> None:
    for row, responses in enumerate((result.minor, result.major, result.simulated)):
        parts = {
            name: (100.0 * float(getattr(responses, name)), colour)
            for name, colour in _PIECES.items()
        }
        draw_shares(ax, row, parts, label=row == 0)
    ax.grid(visible=False, axis="y")


def _recovery(result: Failures) -> list[Curve | Dots | Kept]:
    return [
        Curve("theory", _ENDS, result.curve, "satisfaction: formula"),
        Dots("simulated", result.satisfaction, "satisfaction: simulated"),
        Dots("truth", result.attitude, "attitude: simulated", "s", counts=False),
        Kept(result.satisfaction.x, result.satisfaction.mean, counts=False),
    ]


def _figures(result: Failures) -> Figures:
    complaint = float(result.simulated.complaint)
    low, high = wilson(complaint * result.failed, result.failed)
    major = result.major_share * float(result.major.complaint)
    minor = (1 - result.major_share) * float(result.minor.complaint)
    at_none, at_full = result.curve
    back = 100 * (1 + (at_none + (at_full - at_none) * result.justice) / result.loss)
    few = not np.isfinite(result.satisfaction.mean[1])
    return {
        "failed": result.failed,
        "customers": CUSTOMERS,
        "complained": 100 * complaint,
        "complained_low": 100 * low,
        "complained_high": 100 * high,
        "behind_each": "failures behind" if complaint else "",
        "failures": 1 / complaint if complaint else np.nan,
        "severity": "both kinds" if 0 < result.major_share < 1 else "",
        "major": 100 * result.major_share,
        "about_major": 100 * major / (major + minor),
        "silent": result.satisfaction.at(0),
        "silent_attitude": result.attitude.at(0),
        "complaint": "too few" if few else "recovered",
        "fewest": _FEWEST,
        "satisfaction": result.satisfaction.at(1),
        "attitude": result.attitude.at(1),
        "loss": result.loss,
        "justice": result.justice,
        "gives": "unjust" if back < 0 else "gives back",
        "back": abs(back),
        "paradox": "too weak" if result.full > 1 else "paradox",
        "full": result.full,
        "key_figure": result.complaint_share,
        "left_without": result.left.at(0),
        "left": result.left.at(1),
        "more_left": result.left.at(2),
    }


_PANELS = Own(_draw_responses), _recovery
DESCRIPTION = Description.of("recovery", _base, _measure, _PANELS, _figures)
