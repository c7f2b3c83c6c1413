"""Formulas of KPIs that take more than a line.

Where there is nothing to divide by, the result is missing (NaN), never 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from cxsim.engine.books import ratio


def yearly_growth(start: float, end: float, years: float) -> float:
    """Growth in a year as a share of the start: (end - start) / start / years.

    The market is finite, so this is the growth of the market share, too.
    """
    return ratio(ratio(end - start, start), years)


def yearly_change(values: Sequence[float], years: Sequence[float]) -> float:
    """Change of a figure in a year, from its first to its last known value.

    Parameters
    ----------
    values
        The figure at each evaluation; NaN where it was not measured.
    years
        When it was measured, in years.
    """
    known = [(at, value) for at, value in zip(years, values, strict=True) if not math.isnan(value)]
    if len(known) < 2:
        return math.nan
    (first, start), (last, end) = known[0], known[-1]
    return ratio(end - start, last - first)


def forecast_accuracy(scores_of_leavers: np.ndarray, scores_of_stayers: np.ndarray) -> float:
    """Area under the ROC curve of a churn score, with a low score as the warning.

    The chance that a customer who left had the lower score than one who stayed; equal scores
    count half (Mann-Whitney U over the number of pairs). .5 is a coin, 1 is perfect.

    Parameters
    ----------
    scores_of_leavers, scores_of_stayers
        One score a customer. A customer without a score (NaN) counts as the mean score: the firm
        knows nothing about them, so that missing data bring the accuracy down to .5.

    Returns
    -------
    float
        From 0 to 1; NaN where nobody left, nobody stayed or nobody has a score.
    """
    left, stayed = (np.asarray(x, dtype=float) for x in (scores_of_leavers, scores_of_stayers))
    known = np.concatenate([left[~np.isnan(left)], stayed[~np.isnan(stayed)]])
    if not (len(known) and len(left) and len(stayed)):
        return math.nan
    mean = float(known.mean())
    left, stayed = (np.where(np.isnan(x), mean, x) for x in (left, stayed))
    stayed = np.sort(stayed)
    below = np.searchsorted(stayed, left, side="left")
    equal = np.searchsorted(stayed, left, side="right") - below
    return float(1.0 - (below + 0.5 * equal).sum() / (len(left) * len(stayed)))


def measurement_error(measured: Sequence[float], true: Sequence[float]) -> float:
    """Root of the mean squared difference between a measurement and the truth.

    Evaluations without an answer (NaN) are left out.
    """
    difference = np.asarray(measured, dtype=float) - np.asarray(true, dtype=float)
    known = difference[~np.isnan(difference)]
    return float(np.sqrt(np.mean(known**2))) if len(known) else math.nan


def return_on(gain: float, spent: float) -> float:
    """Return on what was spent: (gain - spent) / spent."""
    return ratio(gain - spent, spent)
