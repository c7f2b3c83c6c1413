"""Who stays how long: the survival curve, and the shares of each cohort that are still there."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cxsim.plots import inputs, marks
from cxsim.plots.numbers import Array, Runs, listed
from cxsim.plots.style import CYCLE, DASHES, axes_or_new, cleared, in_words, styled
from cxsim.results.run import Run
from cxsim.units import MONTH_DAYS

if TYPE_CHECKING:
    import pandas as pd

_GROUPS = ("segment", "source")
_MOST_WRITTEN = 220  # cells: in a larger heat map the numbers would overlap


class Survival(NamedTuple):
    """Share (%) that is still there after so many months, its 95 % interval, and how many began."""

    month: Array
    share: Array
    low: Array
    high: Array
    customers: int


def survival(runs: Runs, by: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the share of customers who are still there so many months after they joined.

    The Kaplan-Meier estimate (1958, J. American Statistical Association 53:457-481): a customer
    who is still there at the end counts for the months that were seen, and no longer. Months before
    day 0 were not seen, so the first customers count from day 0.

    Parameters
    ----------
    runs : Run or list of Run
        One run, or runs of one scenario with several seeds (then taken together).
    by : {"segment", "source"}, optional
        Draw one curve for each group of customers.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on: curves with 95 % confidence bands (log-log).
    """
    groups = _groups(listed(runs), by)
    ax = cleared(axes_or_new(ax))
    with styled():
        for number, (name, people) in enumerate(groups.items()):
            curve = survival_of(*people)
            label = f"{in_words(name)} ({curve.customers} customers)"
            look = {"color": CYCLE[number % len(CYCLE)]}
            month, share = _steps(curve.month, curve.share)
            marks.line(
                ax, f"curve {name}", month, share, linewidth=2, label=label,
                linestyle=DASHES[number % len(DASHES)], **look,
            )  # fmt: skip
            band = (_steps(curve.month, side)[1] for side in (curve.low, curve.high))
            marks.band(ax, f"band {name}", month, *band, alpha=0.15, zorder=1, **look)
        longest = max(float(months.max()) for months, _ in groups.values())
        ax.set(xlabel="months since joining (first customers: since day 0)")
        ax.set(ylabel="still customers (%)", ylim=(0, 105), xlim=(0, max(longest, 0.1)))
        marks.legend(ax, loc="lower left", title="band: 95 % confidence")
    return ax


def survival_of(months: Array, left: Array) -> Survival:
    """Estimate the survival curve of customers seen for some months, at whose end some left."""
    from scipy.stats import CensoredData, ecdf

    data = CensoredData(uncensored=months[left], right=months[~left])
    found = ecdf(data).sf
    with warnings.catch_warnings():
        # The interval is undefined where all are still there, or nobody: we draw none there.
        warnings.simplefilter("ignore", RuntimeWarning)
        interval = found.confidence_interval(method="log-log")
    share = np.concatenate([[1.0], found.probabilities])
    sides = (np.concatenate([[1.0], side.probabilities]) for side in (interval.low, interval.high))
    low, high = (np.where(np.isnan(side), share, side) for side in sides)
    month = np.concatenate([[0.0], found.quantiles])
    return Survival(month, 100 * share, 100 * low, 100 * high, len(months))


def cohorts(run: Run, period_months: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw a heat map of retention: one row a cohort, one column an age.

    Parameters
    ----------
    run : Run
        One run.
    period_months : int, optional
        Months of a cohort and between two ages; by default 1, 3 or 12, so that the map stays
        readable.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on: shares in %, empty where the run ended before all of a cohort were that
        old.
    """
    import seaborn as sns

    shares = cohort_shares(run, period_months)
    sizes = shares.pop("customers")
    ax = cleared(axes_or_new(ax, height=min(9.0, 1.4 + 0.3 * len(shares))))
    labels = [f"{name} ({size})" for name, size in sizes.items()]
    with styled():
        sns.heatmap(
            shares, ax=ax, vmin=0, vmax=100, cmap="Blues", cbar=False, linewidths=1,
            annot=shares.size <= _MOST_WRITTEN, fmt=".0f", yticklabels=labels,
        )  # fmt: skip
        ax.set(xlabel="months since joining (first customers: since day 0)")
        ax.set(ylabel="joined in (customers)", title="Still customers (%)")
        ax.tick_params(axis="both", length=0, rotation=0)
        ax.set_facecolor("white")
    return ax


def cohort_shares(run: Run, period_months: int | None = None) -> pd.DataFrame:
    """Share of each cohort that is still there at each age, in %.

    Parameters
    ----------
    run : Run
        One run.
    period_months : int, optional
        Months of a cohort and between two ages (default 1, 3 or 12).

    Returns
    -------
    DataFrame
        Rows: the customers of day 0, then those who joined in each period, if
        anybody did. Columns: ``customers``,
        then the ages in months. Missing where not all of a cohort could be that old before the
        end, or where nobody joined.
    """
    import pandas as pd

    scenario = inputs.one_run(run).scenario
    months = scenario.days / MONTH_DAYS
    period = (
        _period(months)
        if period_months is None
        else inputs.whole("period_months", period_months, 1, 1200)
    )
    people = run.customers
    joined = people["joined"].to_numpy() / MONTH_DAYS
    left = people["left"].to_numpy() / MONTH_DAYS
    initial = (people["source"] == "initial").to_numpy()
    ages = np.arange(0, int(months + 1e-9) + 1, period)
    rows = {"day 0": (initial, 0.0)}
    for start in range(0, int(np.ceil(months - 1e-9)) if not initial.all() else 0, period):
        last = min(float(start + period), months)
        inside = ~initial & (joined > start) & (joined <= start + period)
        rows[_label(start, period)] = (inside, last)
    table = {
        name: [int(chosen.sum()), *_still_there(joined[chosen], left[chosen], ages, months - last)]
        for name, (chosen, last) in rows.items()
    }
    frame = pd.DataFrame.from_dict(table, orient="index", columns=["customers", *ages.tolist()])
    return frame.astype({"customers": int})


def _still_there(joined: Array, left: Array, ages: Array, seen: float) -> list[float]:
    """Share (%) at each age that the whole cohort could be seen at; missing at greater ages."""
    stay = np.where(np.isnan(left), np.inf, left - joined)
    return [
        100 * float(np.mean(stay > age + 1e-9) if age else 1.0)
        if len(joined) and age <= seen + 1e-9
        else np.nan
        for age in ages
    ]


def _groups(runs: list[Run], by: str | None) -> dict[str, tuple[Array, Array]]:
    """Months seen and who left, for each group."""
    if by is not None:
        inputs.choice("group", by, _GROUPS)
    found: dict[str, list[tuple[Array, Array]]] = {}
    for run in runs:
        people = run.customers
        seen = (
            [(people, "all")]
            if by is None
            else [(part, str(name)) for name, part in people.groupby(by, observed=True)]
        )
        for part, name in seen:
            left = part["left"].to_numpy()
            end = np.where(np.isnan(left), run.scenario.days, left)
            found.setdefault(name, []).append(
                ((end - part["joined"].to_numpy()) / MONTH_DAYS, ~np.isnan(left))
            )
    return {
        name: (np.concatenate([m for m, _ in parts]), np.concatenate([out for _, out in parts]))
        for name, parts in found.items()
    }


def _steps(x: Array, y: Array) -> tuple[Array, Array]:
    """A curve that falls in steps."""
    return np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]


def _period(months: float) -> int:
    return 1 if months <= 12.5 else 3 if months <= 48 else 12


def _label(start: int, period: int) -> str:
    return f"month {start + 1}" if period == 1 else f"months {start + 1}-{start + period}"
