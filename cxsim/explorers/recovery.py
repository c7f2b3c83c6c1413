"""``recovery``: what customers do after a failure, and what a recovery gives back."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim import theory
from cxsim.explorers import panels
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.panels import Points
from cxsim.explorers.wording import apart, around, change, paragraphs, shown
from cxsim.intervals import wilson
from cxsim.plots import marks
from cxsim.plots.style import BLUE, ORANGE, PALE, VERMILION
from cxsim.results.run import Run, simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.theory.complaints import Responses

CUSTOMERS = 800
"""Simulated customers: more make the intervals narrower."""

_RECOVERY = "company.recovery"
_COST = f"{_RECOVERY}.complaint_cost"
_FAILS = f"{_RECOVERY}.failure_probability"
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
    complaint_share: float  # the firm's key figure: complaints per customer-year


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
    return panels.points_of([_SILENT, justice], enough)


def _left(run: Run, calm: Run) -> Points:
    """Share of customers who left (%): without failures, with them, and the difference."""
    without, with_them = (100.0 * one.customers["left"].notna().to_numpy() for one in (calm, run))
    return panels.points_of([0, 1, 2], [without, with_them, with_them - without])


# -- the picture -----------------------------------------------------------------------------------

_PIECES = {"silence": PALE, "complaint": BLUE, "public": ORANGE, "exit": VERMILION}
_ROWS = ("minor:\nformula", "major:\nformula", "all:\nsimulated")


def _draw(figure: Figure, result: Failures, pinned: Failures | None) -> None:
    if not figure.axes:
        responses, recovery = figure.subplots(1, 2, width_ratios=(1, 1.15))
        responses.set_title("What customers do after a failure")
        recovery.set_title("Compared with no failure")
    _draw_responses(figure.axes[0], result)
    _draw_recovery(figure.axes[1], result, pinned)


def _draw_responses(ax: Axes, result: Failures) -> None:
    for row, responses in enumerate((result.minor, result.major, result.simulated)):
        parts = {
            name: (100.0 * float(getattr(responses, name)), colour)
            for name, colour in _PIECES.items()
        }
        panels.shares(ax, row, parts, label=row == 0)
    ax.set(xlim=(0, 100), ylim=(2.45, -1.05), yticks=range(len(_ROWS)), yticklabels=_ROWS)
    ax.set_xlabel("share of the failures (%)")
    ax.grid(visible=False, axis="y")
    marks.legend(ax, loc="upper left", ncols=4, columnspacing=1.2, handlelength=1.2)


def _draw_recovery(ax: Axes, result: Failures, pinned: Failures | None) -> None:
    panels.zero_line(ax)
    panels.curve(ax, "theory", _ENDS, result.curve, "satisfaction: formula")
    panels.dots(ax, "simulated", result.satisfaction, "satisfaction: simulated")
    panels.dots(ax, "truth", result.attitude, "attitude: simulated", "s")
    before = pinned.satisfaction if pinned else None
    panels.pinned(ax, before.x if before else None, before.mean if before else None)
    panels.height(ax, -2.0, 1.0, result.curve, result.satisfaction.mean)
    ax.set(xlim=(-0.35, 1.05), xticks=[_SILENT, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    ax.set_xticklabels(["no\ncomplaint", "0", "0.2", "0.4", "0.6", "0.8", "1"])
    ax.set_xlabel("complaint: justice of the recovery")
    ax.set_ylabel("difference (points)")
    marks.legend(ax, loc="upper left")


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Failures, pinned: Failures | None) -> str:
    return paragraphs(
        _read_voice(result),
        _read_recovery(result),
        _read_formula(result),
        _read_firm(result),
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_voice(result: Failures) -> str:
    complaints = result.failed * float(result.simulated.complaint)
    text = (
        f"<b>What the bank hears.</b> In a year {result.failed:,} matters of {CUSTOMERS:,} "
        f"customers went wrong once, and customers complained about {_complained(result)}. "
    )
    if complaints:
        text += f"Behind each complaint stand {shown(result.failed / complaints, 1)} failures. "
    if not 0 < result.major_share < 1:
        return text
    about = result.major_share * float(result.major.complaint)
    about /= about + (1 - result.major_share) * float(result.minor.complaint)
    return text + (
        f"By the formula {shown(100 * result.major_share)} % of the failures are major, but "
        f"{shown(100 * about)} % of the complaints are about major ones."
    )


def _read_recovery(result: Failures) -> str:
    text = (
        f"<b>Compared with no failure.</b> Where nobody complained, satisfaction with "
        f"the contact is {_differs(result.satisfaction, 0)}, and the attitude afterwards "
        f"{_differs(result.attitude, 0)}. "
    )
    if not np.isfinite(result.satisfaction.mean[1]):
        return text + f"Fewer than {_FEWEST} customers complained: too few for a mean."
    return text + (
        f"After a complaint and its recovery satisfaction is {_differs(result.satisfaction, 1)}, "
        f"and the attitude {_differs(result.attitude, 1)}."
    )


def _read_formula(result: Failures) -> str:
    at_none, at_full = result.curve
    back = 100 * (1 + (at_none + (at_full - at_none) * result.justice) / result.loss)
    gives = f"gives back {shown(back)} % of that"
    if back < 0:
        gives = f"is felt as unjust and takes {shown(-back)} % more"
    text = (
        f"<b>Formula.</b> A failure that is complained about takes {shown(result.loss, 2)} points "
        f"on average. A recovery with justice {shown(result.justice, 2)} {gives}. "
    )
    if result.full > 1:
        return text + "No recovery is strong enough to give back everything."
    return text + (
        f"Above {shown(result.full, 2)} customers are more satisfied than without a failure: the "
        f"recovery paradox. Their attitude never gains by it (an assumption of the kit)."
    )


def _read_firm(result: Failures) -> str:
    (without, with_them, more), margin = result.left.mean, result.left.margin
    return (
        f"<b>The firm.</b> Its key figure is {shown(result.complaint_share, 3)} complaints per "
        f"customer-year. In the year {around(with_them, margin[1], '%', 1)} of the customers left; "
        f"without failures it would have been {around(without, margin[0], '%', 1)}. The difference "
        f"is {around(more, margin[2], 'points', 1)}."
    )


def _read_pinned(result: Failures, pinned: Failures) -> str:
    complaints = result.complaint_share - pinned.complaint_share
    left = float(result.left.mean[1] - pinned.left.mean[1])
    return (
        f"<b>Against the pinned run</b>: the key figure is "
        f"{apart(complaints, 'complaints per customer-year', 'higher', 'lower', 3)}, and the share "
        f"of customers who left is {apart(left, 'points', 'higher', 'lower')}."
    )


def _complained(result: Failures) -> str:
    """Share of failures that are complained about, with its 95 % interval."""
    share = float(result.simulated.complaint)
    ends = (shown(100 * end, 1) for end in wilson(share * result.failed, result.failed))
    return f"{shown(100 * share, 1)} % (between {' and '.join(ends)})"


def _differs(points: Points, place: int) -> str:
    return change(
        float(points.mean[place]), float(points.margin[place]), "points", "higher", "lower", 2
    )


DESCRIPTION = Description(
    name="recovery",
    title="Failure, complaint and recovery",
    question="Are complainers bad news?",
    base=_base,
    controls=(
        SliderSettings(_FAILS, low=0.02, high=0.3, step=0.02),
        SliderSettings("behaviour.failure.major_share", low=0.0, high=0.8, step=0.05),
        SliderSettings(_COST, low=0.0, high=3.0, step=0.25),
        SliderSettings(f"{_RECOVERY}.justice", low=0.0, high=1.0, step=0.05),
        SliderSettings("behaviour.failure.recovery_strength", low=0.0, high=3.0, step=0.25),
        SliderSettings(_PULL, low=0.1, high=2.0, step=0.1),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
    size=(8.8, 4.4),
)
