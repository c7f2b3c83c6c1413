"""Means and shares, how sure they are, and how far single runs lie apart.

A *margin* is the half-width of an interval. Means have Student's t, whatever their number: above
some fifty values it is the normal distribution. Shares of few cases have Wilson's interval.

*Confidence* and *spread* are two things, and their names keep them apart. ``ci_low`` and
``ci_high`` bound a mean: they close in as runs are added. ``spread_sd`` is the standard deviation
of single runs: more runs only tell it better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    import pandas as pd

INTERVAL = ["mean", "ci_low", "ci_high"]
CONFIDENCE = 0.95  # of an interval, where nobody asks for another


class Interval(NamedTuple):
    """A mean with the ends of its interval."""

    mean: float
    low: float
    high: float


def t_quantile(level: float, freedom: ArrayLike) -> np.ndarray:
    """Two-sided quantile of Student's t; NaN without any degree of freedom."""
    from scipy.special import stdtrit  # scipy.stats takes half a second to load

    known = np.asarray(freedom, dtype=float)
    return np.asarray(stdtrit(np.where(known > 0, known, np.nan), 0.5 + 0.5 * level))


def z_quantile(level: float = CONFIDENCE) -> float:
    """Two-sided quantile of the normal distribution: 1.96 for 95 %."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + 0.5 * level))


def mean_and_error(values: np.ndarray, axis: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Mean of independent values and its standard error, which is missing below two values."""
    count, mean = values.shape[axis], values.mean(axis=axis)
    if count < 2:
        return mean, np.full_like(mean, np.nan)
    return mean, values.std(axis=axis, ddof=1) / np.sqrt(count)


def mean_and_margin(values: np.ndarray, level: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
    """Mean over rows that are independent of each other, and its margin."""
    mean, error = mean_and_error(values)
    return mean, margin_of(error, len(values), level)


def margin_of(error: ArrayLike, count: ArrayLike, level: float = CONFIDENCE) -> np.ndarray:
    """Margin of a mean of ``count`` independent values, from its standard error."""
    return np.asarray(t_quantile(level, np.asarray(count) - 1) * error)


def share_margin(share: ArrayLike, count: ArrayLike, level: float = CONFIDENCE) -> np.ndarray:
    """Margin of a share (0 to 1) of ``count`` independent cases."""
    part, cases = np.asarray(share, dtype=float), np.asarray(count, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return margin_of(np.sqrt(part * (1 - part) / cases), cases, level)


def wilson(yes: float, count: float, level: float = CONFIDENCE) -> tuple[float, float]:
    """Ends of the interval of a share (0 to 1), right near 0 and 1, too.

    Wilson, E. B. (1927), *Journal of the American Statistical Association* 22, 209-212.
    """
    share, extra = yes / count, z_quantile(level) ** 2 / count
    middle = (share + extra / 2) / (1 + extra)
    margin = np.sqrt(extra * (share * (1 - share) + extra / 4)) / (1 + extra)
    return float(max(0.0, middle - margin)), float(min(1.0, middle + margin))


def summary(runs: pd.DataFrame, level: float = CONFIDENCE) -> pd.DataFrame:
    """Mean, its t-interval, and the spread of single runs.

    Parameters
    ----------
    runs : DataFrame
        A row a run, a column a figure. Runs that lack a figure do not count for it.
    level : float
        Confidence of the interval.

    Returns
    -------
    DataFrame
        A row a figure: ``mean``, ``ci_low``, ``ci_high`` (missing below two runs), ``spread_sd``
        (standard deviation between runs) and ``runs`` (how many had the figure).
    """
    import pandas as pd

    count, mean, spread = runs.count(), runs.mean(), runs.std(ddof=1)
    margin = t_quantile(level, count - 1) * spread / np.sqrt(count)
    return pd.DataFrame(
        {
            "mean": mean,
            "ci_low": mean - margin,
            "ci_high": mean + margin,
            "spread_sd": spread,
            "runs": count,
        }
    )


def holm(p_values: pd.Series, level: float = CONFIDENCE) -> pd.Series:
    """Tell which of many differences are clear when all of them are looked at (Holm 1979).

    S. Holm (1979), "A simple sequentially rejective multiple test procedure", *Scandinavian Journal
    of Statistics* 6, 65-70: the smallest p against α/m, the next against α/(m - 1), ... until one
    fails. The chance of any false "clear" is at most α. Missing figures are not clear.
    """
    order = p_values.sort_values().dropna()
    limits = (1.0 - level) / np.arange(len(order), 0, -1)
    passed = np.logical_and.accumulate(order.to_numpy() <= limits)
    return p_values.index.to_series().isin(order.index[passed]).set_axis(p_values.index)


def _p_value(mean: pd.Series, error: np.ndarray, freedom: ArrayLike) -> pd.Series:
    """Two-sided p of Student's t; without any spread 1 at no difference and 0 at one."""
    from scipy.special import stdtr  # scipy.stats takes half a second to load

    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(mean == 0.0, 0.0, np.abs(mean) / error)
    known = np.asarray(freedom, dtype=float)
    return mean * 0.0 + 2.0 * stdtr(np.where(known > 0, known, np.nan), -score)


def paired_difference(
    one: pd.DataFrame, other: pd.DataFrame, level: float = CONFIDENCE
) -> pd.DataFrame:
    """Mean of ``one - other``, run by run, its t-interval, p and Holm's flag; a row a figure."""
    each = one - other
    error: np.ndarray = np.asarray(each.std(ddof=1) / np.sqrt(each.count()))
    p_value = _p_value(each.mean(), error, each.count() - 1)
    return summary(each, level)[INTERVAL].assign(p_value=p_value, clear=holm(p_value, level))


def unpaired_difference(
    one: pd.DataFrame, other: pd.DataFrame, level: float = CONFIDENCE
) -> pd.DataFrame:
    """Difference of means as if the two had nothing in common, with Welch's t-interval.

    Welch, B. L. (1947), *Biometrika* 34, 28-35: the degrees of freedom.
    """
    import pandas as pd

    error = [runs.var(ddof=1) / runs.count() for runs in (one, other)]
    together = error[0] + error[1]
    rough = error[0] ** 2 / (one.count() - 1) + error[1] ** 2 / (other.count() - 1)
    # Without any spread, the degrees of freedom do not matter.
    freedom = (together**2 / rough.where(rough > 0)).fillna(1.0)
    margin = t_quantile(level, freedom) * np.sqrt(together)
    mean = one.mean() - other.mean()
    p_value = _p_value(mean, np.asarray(np.sqrt(together)), freedom)
    table = pd.DataFrame({"mean": mean, "ci_low": mean - margin, "ci_high": mean + margin})
    return table.assign(p_value=p_value, clear=holm(p_value, level))
