"""``robustness``: the share of the assumption space in which one scenario beats another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cxsim.arguments import check_level, check_seed
from cxsim.errors import CxsimError
from cxsim.experiment.checks import directed_kpi, many, scenario_of, values_of
from cxsim.experiment.jobs import Job
from cxsim.experiment.places import Workers
from cxsim.experiment.runner import run_jobs
from cxsim.experiment.space import (
    Axis,
    Free,
    axes_of,
    changed,
    latin_hypercube,
    point,
    with_the_same_levers,
)
from cxsim.intervals import wilson
from cxsim.pictures import picture
from cxsim.progress import Progress
from cxsim.results.kpis import KPIS
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_FEWEST = 5  # draws on either side, below which no assumption can be said to flip anything


@dataclass(frozen=True, repr=False)
class Robustness:
    """How often a beats b when the assumptions are drawn anew.

    Attributes
    ----------
    kpi : str
        What they are compared by.
    share, ci_low, ci_high : float
        Share of the assumption space in which a is better, with its Wilson interval.
    level : float
        Confidence of the interval.
    draws : DataFrame
        One row a draw: the value of each assumption, then ``a``, ``b`` (the KPI of both),
        ``difference`` (a − b) and ``a_wins``.
    flips : DataFrame
        Indexed by path, the most decisive assumption first: ``mean_where_a_wins``,
        ``mean_where_b_wins``, ``distance`` (Kolmogorov and Smirnov's, between the values where a
        wins and those where it does not: 0 = no part in it, 1 = decides alone), ``p_value``
        (times the number of assumptions, Bonferroni), ``flips`` (p_value below 1 − level) and
        ``correlation`` (Spearman's, of the assumption with the difference).
    """

    kpi: str
    share: float
    ci_low: float
    ci_high: float
    level: float
    draws: pd.DataFrame
    flips: pd.DataFrame

    def __repr__(self) -> str:
        return (
            f"<a beats b on {self.kpi} in {self.share:.0%} of {len(self.draws)} draws "
            f"({self.level:.0%} interval {self.ci_low:.0%} to {self.ci_high:.0%})>"
        )

    def plot(self, path: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw every draw along one assumption, see `cxsim.plots.assumption_draws`."""
        return picture("cxsim.plots.experiments:assumption_draws")(self, path, ax)


def robustness(
    a: Scenario | str,
    b: Scenario | str,
    kpi: str = "profit",
    draws: int = 200,
    seed: int = 1,
    workers: Workers = None,
    *,
    free: Free = None,
    level: float = 0.95,
    engine: str = "auto",
    store: str | Path | None = None,
    progress: Progress = True,
) -> Robustness:
    """Draw the assumptions anew, many times, and count how often a is better than b.

    In each draw both scenarios get the same assumptions (a Latin hypercube over the plausible
    ranges), the same customers and the same luck, and each draw has a seed of its own. What the
    two scenarios do differently is never drawn. A tie is no win. Of levers, costs, delays and the
    sizes of effects are drawn, where a or b pulls them.

    Parameters
    ----------
    a, b : Scenario or str
        The two to compare.
    kpi : str
        A KPI with a better direction.
    draws : int
        How many sets of assumptions, 10 or more; each takes two runs.
    seed : int
        Seed of the draws; draw k runs with the seed ``seed + k``.
    workers, engine, store, progress
        As for `cxsim.compare`.
    free
        Paths, which move over their plausible ranges, or a mapping from path to (low, high). All
        parameters with a documented range if not given.
    level : float
        Confidence of the interval.

    Returns
    -------
    Robustness
        The share with its interval, every draw, and which assumptions flip the winner (Monte Carlo
        filtering).

    Raises
    ------
    CxsimError
        For equal scenarios, an unknown KPI or one without a direction, nothing to draw, or a run
        that fails.

    References
    ----------
    Saltelli, A. et al. (2008). Global sensitivity analysis: the primer, section 5 (Monte Carlo
    filtering). Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212.
    """
    import pandas as pd

    one, other = with_the_same_levers(scenario_of("a", a), scenario_of("b", b))
    directed_kpi(kpi)
    many("draws", draws, 10)
    check_seed(seed)
    check_level(level)
    if one == other:
        raise CxsimError("a and b are the same scenario: there is nothing to compare.")
    axes = _shared(one, other, free)
    values = [point(axes, unit) for unit in latin_hypercube(len(axes), draws, seed)]
    jobs = [
        Job(changed(scenario, drawn), int(seed) + k, f"draw {k} of {label}")
        for k, drawn in enumerate(values)
        for label, scenario in (("a", one), ("b", other))
    ]
    figures = values_of(kpi, jobs, run_jobs(jobs, workers, engine, False, store, progress))
    table = pd.DataFrame(values).rename_axis("draw")
    table["a"], table["b"] = figures[0::2], figures[1::2]
    table["difference"] = table["a"] - table["b"]
    table["a_wins"] = _better(kpi, table["difference"].to_numpy())
    interval = wilson(int(table["a_wins"].sum()), draws, level)
    share = float(table["a_wins"].mean())
    return Robustness(kpi, share, *interval, level, table, _flips(table, axes, level))


def _shared(one: Scenario, other: Scenario, free: Free) -> list[Axis]:
    """Return the axes on which both scenarios stand at the same value."""
    used = one.levers_in_use | other.levers_in_use
    axes = axes_of(one, free, used)
    if free is None:
        theirs = {axis.path for axis in axes_of(other, levers=used)}
        axes = [a for a in axes if a.path in theirs and one.value(a.path) == other.value(a.path)]
    for axis in axes:
        if one.value(axis.path) != other.value(axis.path):
            raise CxsimError(
                f"free: {axis.path} is what a and b do differently "
                f"({one.value(axis.path)} and {other.value(axis.path)}), so it cannot be drawn."
            )
    if not axes:
        raise CxsimError("a and b share no assumption with a plausible range: name some in free.")
    return axes


def _better(kpi: str, difference: np.ndarray) -> np.ndarray:
    return difference > 0.0 if KPIS[kpi].better == "higher" else difference < 0.0


def _flips(draws: pd.DataFrame, axes: Sequence[Axis], level: float) -> pd.DataFrame:
    """Compare each assumption's values where a wins with those where it does not."""
    import pandas as pd
    from scipy.stats import ks_2samp, spearmanr

    wins, loses = draws[draws["a_wins"]], draws[~draws["a_wins"]]
    enough = min(len(wins), len(loses)) >= _FEWEST
    moves = draws["difference"].nunique() > 1
    rows = []
    for axis in axes:
        distance, p_value = np.nan, np.nan
        if enough:
            distance, p_value = ks_2samp(wins[axis.path], loses[axis.path])
            p_value = min(1.0, p_value * len(axes))
        rows.append(
            {
                "path": axis.path,
                "mean_where_a_wins": wins[axis.path].mean(),
                "mean_where_b_wins": loses[axis.path].mean(),
                "distance": distance,
                "p_value": p_value,
                "flips": bool(p_value < 1.0 - level),
                "correlation": (
                    spearmanr(draws[axis.path], draws["difference"])[0] if moves else np.nan
                ),
            }
        )
    table = pd.DataFrame(rows).set_index("path")
    order = table["distance"] if enough else table["correlation"].abs()
    return table.loc[order.sort_values(ascending=False).index]
