"""The numbers behind the pictures, from one run or from runs with several seeds.

Every mean comes with a margin, the half-width of its 95 % interval (Student's t). From several runs
the standard error is that of their mean. From one run it treats customers as independent of each
other, which they are but for the queues that they share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from cxsim.company.measurement import nps_standard_error
from cxsim.errors import CxsimError
from cxsim.intervals import margin_of, mean_and_margin, share_margin
from cxsim.results.run import Run
from cxsim.units import MONTH_DAYS, QUARTER_DAYS

if TYPE_CHECKING:
    import pandas as pd

Runs: TypeAlias = Run | Sequence[Run]
Array: TypeAlias = np.ndarray

ANSWERS = ("exceeds", "meets", "lags", "other")


class Trace(NamedTuple):
    """Means along months and their margins (missing where there is none)."""

    month: Array
    mean: Array
    margin: Array


class Beside(NamedTuple):
    """What is true, and what the firm's surveys say."""

    truth: Trace
    measured: Trace


class ContactShares(NamedTuple):
    """Shares in % of contacts that exceed, meet and lag expectations, and of those given up.

    ``parts`` holds each customer's part in the deviation of a share, so that two runs of the same
    customers can be compared customer by customer.
    """

    percent: Array
    parts: Array
    contacts: int

    @property
    def margin(self) -> Array:
        """Margins of the shares."""
        return _margin_of(self.parts)

    def minus(self, other: ContactShares) -> tuple[Array, Array]:
        """Differences to a run of the same customers with the same luck, and their margins."""
        people = max(len(self.parts), len(other.parts))
        own, others = (
            np.pad(shares.parts, ((0, people - len(shares.parts)), (0, 0)))
            for shares in (self, other)
        )
        return self.percent - other.percent, _margin_of(own - others)


def listed(runs: Runs) -> list[Run]:
    """Return one or several runs as a list."""
    several = [runs] if isinstance(runs, Run) else list(runs)
    if not several or not all(isinstance(run, Run) for run in several):
        raise CxsimError("Give one run or a list of runs: what cx.simulate(...) returns.")
    return several


def shares_of(run: Run) -> ContactShares:
    """Compare each contact after the warm-up with what its customer expected.

    A contact meets expectations where perception lies within the zone of tolerance around them.
    """
    table = run.encounters
    surprise = table["disconfirmation"].to_numpy()
    given_up = (table["outcome"] == "abandoned").to_numpy()
    tolerance = run.scenario.behaviour.satisfaction.tolerance
    ended = ~np.isnan(surprise) | given_up
    counted = ended & (table["arrived"].to_numpy() >= run.scenario.warm_up_days)
    boxes = np.column_stack(
        [surprise > tolerance, np.abs(surprise) <= tolerance, surprise < -tolerance, given_up]
    )[counted]
    customer = table["customer"].to_numpy()[counted]
    if not len(customer):
        raise CxsimError("This run has no contacts after its warm-up: make it longer.")
    per_customer = np.column_stack([np.bincount(customer, weights=box) for box in boxes.T])
    shares = boxes.mean(axis=0)
    residual = per_customer - np.outer(np.bincount(customer), shares)
    return ContactShares(100 * shares, 100 * residual / len(customer), len(customer))


def contact_shares(runs: Runs) -> pd.DataFrame:
    """Shares of contacts that exceed, meet or lag what customers expected, in %.

    A contact meets expectations where perception lies within the zone of tolerance
    (``behaviour.satisfaction.tolerance``) around them. Contacts of the warm-up do not count.

    Parameters
    ----------
    runs : Run or list of Run
        One run, or runs of one scenario with several seeds.

    Returns
    -------
    DataFrame
        Rows ``share`` and ``margin`` (half-width of the 95 % interval); columns as in the data set
        ``adobe_cx_vs_expectations``. ``other_pct`` are callers who gave up waiting.
    """
    import pandas as pd

    found = [shares_of(run) for run in listed(runs)]
    mean, margin = (
        mean_and_margin(np.array([shares.percent for shares in found]))
        if len(found) > 1
        else (found[0].percent, found[0].margin)
    )
    columns = [f"{answer}_pct" for answer in ANSWERS]
    return pd.DataFrame([mean, margin], index=["share", "margin"], columns=columns)


def nps(runs: Runs) -> Beside:
    """NPS of all customers at each month's end, and what each quarter's answers say."""
    several = listed(runs)
    truth = _over_months(several, lambda run: run.timeline["nps"].to_numpy(dtype=float))
    quarters, scores, margins = zip(*(_answers(run) for run in several), strict=True)
    shortest = min(map(len, quarters))
    middle = quarters[0][:shortest]
    if len(several) == 1:
        return Beside(truth, Trace(middle, scores[0], margins[0]))
    measured = mean_and_margin(np.array([score[:shortest] for score in scores]))
    return Beside(truth, Trace(middle, *measured))


def error_of(nps: Beside) -> tuple[float, float]:
    """Mean difference between what surveys say and the truth of the same quarters, and margin."""
    truth = np.interp(nps.measured.month, nps.truth.month, nps.truth.mean)
    known = np.isfinite(nps.measured.mean) & np.isfinite(truth)
    difference = (nps.measured.mean - truth)[known]
    if not len(difference):
        return np.nan, np.nan
    margin = np.sqrt((nps.measured.margin[known] ** 2).sum()) / len(difference)
    return float(difference.mean()), float(margin)


def staying(runs: Runs) -> Trace:
    """Share (%) of the customers of day 0 who are still there at each month's end."""
    several = listed(runs)
    trace = _over_months(several, _still_there)
    if len(several) == 1:
        margin = 100 * share_margin(trace.mean / 100, several[0].scenario.customers)
        trace = trace._replace(margin=margin)
    start = Trace(np.zeros(1), np.array([100.0]), np.zeros(1))
    return Trace(*(np.concatenate(pair) for pair in zip(start, trace, strict=True)))


def stayed(run: Run, day: float) -> Array:
    """For each customer of day 0: still there on a day."""
    return np.asarray(~(_days_of_leaving(run) <= day))


def _days_of_leaving(run: Run) -> Array:
    """For each customer of day 0: the day of leaving, NaN for who is still there."""
    people = run.customers
    return people["left"].to_numpy()[(people["source"] == "initial").to_numpy()]


def _over_months(runs: list[Run], read: Callable[[Run], Array]) -> Trace:
    values = [read(run) for run in runs]
    months = min(map(len, values))
    month = runs[0].timeline["day"].to_numpy()[:months] / MONTH_DAYS
    return Trace(month, *mean_and_margin(np.array([value[:months] for value in values])))


def _still_there(run: Run) -> Array:
    left = _days_of_leaving(run)
    return np.array([100 * (~(left <= day)).mean() for day in run.timeline["day"].tolist()])


def _answers(run: Run) -> tuple[Array, Array, Array]:
    """NPS of each full quarter's answers: middle of the quarter in months, score, margin."""
    score = run.episodes["nps_score"].to_numpy()
    quarter = run.episodes["closed"].to_numpy() // QUARTER_DAYS
    middle, points, margin = [], [], []
    for number in range(round(run.scenario.days / QUARTER_DAYS)):
        given = score[(quarter == number) & ~np.isnan(score)]
        promoters, detractors = np.mean([given >= 9, given <= 6], axis=1) if len(given) else (0, 0)
        middle.append(3 * number + 1.5)
        points.append(100 * (promoters - detractors) if len(given) else np.nan)
        error = nps_standard_error(promoters, detractors, len(given))
        margin.append(float(margin_of(error, len(given))))
    return np.array(middle), np.array(points), np.array(margin)


def _margin_of(parts: Array) -> Array:
    """Margin of sums whose parts belong to different customers, independent of each other."""
    return margin_of(np.sqrt((parts**2).sum(axis=0)), len(parts))
