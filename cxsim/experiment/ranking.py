"""Which of several scenarios is best, and how sure that is."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cxsim.errors import CxsimError
from cxsim.intervals import INTERVAL, paired_difference

if TYPE_CHECKING:
    import pandas as pd

_DRAWS = 20_000  # a probability of best then has a standard error of 0.0035 at most


def pairs(runs: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Differences of all pairs of scenarios with simultaneous intervals (Bonferroni).

    Parameters
    ----------
    runs : DataFrame
        A row a replication, a column a scenario: the values of one KPI.
    level : float
        Confidence that *all* intervals hold at once.

    Returns
    -------
    DataFrame
        Indexed by (scenario, other): mean, ci_low, ci_high of scenario minus other, for both
        orders of each pair.
    """
    import pandas as pd

    several = list(combinations(runs.columns, 2))
    each = 1.0 - (1.0 - level) / len(several)
    rows = {}
    for one, other in several:
        found = paired_difference(runs[[one]], runs[[other]].set_axis([one], axis=1), each)
        mean, low, high = found[INTERVAL].to_numpy(dtype=float)[0]
        rows[one, other] = (mean, low, high)
        rows[other, one] = (0.0 - mean, 0.0 - high, 0.0 - low)  # 0.0 - 0.0 has no sign
    order = [(one, other) for one in runs.columns for other in runs.columns if one != other]
    index = pd.MultiIndex.from_tuples(order, names=["scenario", "other"])
    return pd.DataFrame([rows[pair] for pair in order], index=index, columns=INTERVAL)


def ranking(runs: pd.DataFrame, higher: bool, level: float = 0.95) -> pd.DataFrame:
    """Rank scenarios by their mean, best first.

    Parameters
    ----------
    runs : DataFrame
        A row a replication, a column a scenario: the values of one KPI.
    higher : bool
        Whether more is better.
    level : float
        Confidence that all intervals hold at once.

    Returns
    -------
    DataFrame
        Indexed by scenario, best mean first. ``mean``; ``to_best``, ``ci_low``, ``ci_high``: the
        paired difference to the best one with its simultaneous interval (0 for the best itself);
        ``probability_best``: how likely its *expected* value is the best (see `probability_best`);
        ``best_in_runs``: the share of single replications in which it came first, which tells of
        spread and not of confidence.
    """
    import pandas as pd

    values = runs if higher else -runs
    order = runs.mean().sort_values(ascending=not higher, kind="stable").index
    differences = pairs(runs, level)
    to_best = pd.DataFrame(0.0, index=order, columns=INTERVAL)
    for name in order[1:]:
        to_best.loc[name] = differences.loc[(name, order[0])]
    table = pd.DataFrame({"mean": runs.mean()[order]})
    table["to_best"] = to_best["mean"]
    table[["ci_low", "ci_high"]] = to_best[["ci_low", "ci_high"]]
    table["probability_best"] = pd.Series(probability_best(values), index=runs.columns)
    table["best_in_runs"] = pd.Series(_share_of_firsts(values.to_numpy()), index=runs.columns)
    return table.rename_axis("scenario")


def gains(
    runs: pd.DataFrame, reference: str, higher: bool | None, level: float = 0.95
) -> pd.DataFrame:
    """Tell what every other scenario gains over one of them, best first.

    Parameters
    ----------
    runs : DataFrame
        A row a replication, a column a scenario: the values of one KPI.
    reference : str
        The scenario that the others are compared with.
    higher : bool or None
        Whether more is better; None where neither direction is.
    level : float
        Confidence that all intervals hold at once (Bonferroni).

    Returns
    -------
    DataFrame
        Indexed by scenario: ``mean``, ``ci_low``, ``ci_high`` of the paired difference, and
        ``verdict``: ``"better"``, ``"worse"``, ``"differs"`` (no better direction), or ``"open"``
        where the interval contains 0.
    """
    import pandas as pd

    others = [name for name in runs.columns if name != reference]
    base = pd.DataFrame({name: runs[reference] for name in others})
    table = paired_difference(runs[others], base, 1.0 - (1.0 - level) / len(others))
    above, below = table["ci_low"] > 0.0, table["ci_high"] < 0.0
    words = {True: ("better", "worse"), False: ("worse", "better"), None: ("differs", "differs")}
    good, bad = words[higher]
    table["verdict"] = np.select([above, below], [good, bad], "open")
    ascending = higher is False
    return table.sort_values("mean", ascending=ascending, kind="stable").rename_axis("scenario")


def probability_best(runs: pd.DataFrame) -> np.ndarray:
    """Probability of each column that its expected value is the highest.

    Means are drawn from their joint Student t distribution with the replications' covariance and
    n - 1 degrees of freedom, so that for two scenarios it is the p-value of the paired t-test seen
    from the other side: the 95 % interval of the difference excludes 0 just where one of them is
    best with more than 97.5 %. Equal scenarios share the probability.
    """
    values = runs.to_numpy(dtype=float)
    count = len(values)
    generator = np.random.default_rng(1)
    residuals = values - values.mean(axis=0)
    _, sizes, axes = np.linalg.svd(residuals, full_matrices=False)
    root = sizes[:, None] * axes / np.sqrt(count * (count - 1))
    normal = generator.standard_normal((_DRAWS, len(root)))
    heavy = np.sqrt((count - 1) / generator.chisquare(count - 1, (_DRAWS, 1)))
    return _share_of_firsts(values.mean(axis=0) + heavy * (normal @ root))


def complete(runs: pd.DataFrame, kpi: str) -> pd.DataFrame:
    """Keep the replications in which every scenario has the KPI; two are needed at least."""
    kept = runs.dropna()
    if len(kept) < 2:
        raise CxsimError(f"{kpi} is missing in all or all but one of the paired runs.")
    return kept


def _share_of_firsts(values: np.ndarray) -> np.ndarray:
    """Share of rows in which each column is the highest; columns that tie share a row."""
    highest = values.max(axis=1, keepdims=True)
    first = values >= highest - 1e-12 * np.abs(values).max(initial=0.0)
    return np.asarray((first / first.sum(axis=1, keepdims=True)).mean(axis=0))
