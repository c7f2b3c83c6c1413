"""What runs say together: means, how sure they are, and how far single runs lie apart.

*Confidence* and *spread* are two things, and their names keep them apart. ``ci_low`` and
``ci_high`` bound a mean: they close in as runs are added. ``spread_sd`` is the standard deviation
of single runs: more runs only tell it better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from cxsim.errors import CxsimError

if TYPE_CHECKING:
    import pandas as pd

INTERVAL = ["mean", "ci_low", "ci_high"]


def check_level(level: float) -> None:
    """Refuse a level of confidence that is not a share between 0 and 1."""
    number = isinstance(level, int | float | np.number) and not isinstance(level, bool)
    if not number or not 0.0 < level < 1.0:
        raise CxsimError(f"level must lie between 0 and 1, for example 0.95, not {level!r}.")


def t_quantile(level: float, freedom: ArrayLike) -> np.ndarray:
    """Two-sided quantile of Student's t; NaN without any degree of freedom."""
    from scipy.stats import t

    known = np.asarray(freedom, dtype=float)
    return np.asarray(t.ppf(0.5 + 0.5 * level, np.where(known > 0, known, np.nan)))


def summary(runs: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
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


def paired_difference(one: pd.DataFrame, other: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Mean of ``one - other``, run by run, with its t-interval; a row a figure."""
    return summary(one - other, level)[INTERVAL]


def unpaired_difference(
    one: pd.DataFrame, other: pd.DataFrame, level: float = 0.95
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
    return pd.DataFrame({"mean": mean, "ci_low": mean - margin, "ci_high": mean + margin})
