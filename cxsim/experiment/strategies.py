"""The strategies in five industries: what each does to a firm that is ready for it, or is not.

Paired comparisons with a firm that does nothing new. Effect sizes are assumptions (`levers` of the
scenario), chosen so that each concept wins somewhere and loses somewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from cxsim.company.readiness import ELEMENTS
from cxsim.errors import unknown
from cxsim.experiment.compare import compare
from cxsim.experiment.comparison import Comparison
from cxsim.experiment.places import Workers
from cxsim.experiment.robustness import Robustness, robustness
from cxsim.experiment.space import axes_of
from cxsim.progress import Progress
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.scenario.shipped import shipped_files

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "nothing"
DAYS, WARM_UP_DAYS = 1095, 90
READINESS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "high": MappingProxyType(dict.fromkeys(ELEMENTS, 0.85)),
        "low": MappingProxyType(dict(zip(ELEMENTS, (0.6, 0.5, 0.3, 0.4, 0.5), strict=True))),
    }
)


class Kind(NamedTuple):
    """A kind of firm: an industry's preset, and what is changed in it."""

    preset: str
    changes: Mapping[str, Any] = MappingProxyType({})


INDUSTRIES = ("bank", "telecom", "clinic", "car_dealer", "retailer")
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **{industry: Kind(industry) for industry in INDUSTRIES},
        # Most customers stay out of habit alone: a call may wake them.
        "sleepy_bank": Kind(
            "bank", {"behaviour.churn.dormant_share": 0.6, "behaviour.churn.inertia": 0.6}
        ),
        # Fewer agents than the operator has (11 and 3): a shared queue matters more.
        "lean_telecom": Kind(
            "telecom",
            {"company.touchpoints.call_centre.agents": 9, "company.touchpoints.chat.agents": 2},
        ),
    }
)


def firm_of(kind: str, readiness: str, customers: int = 2000, days: int = DAYS) -> Scenario:
    """Return a firm of some kind at some readiness, which does nothing new.

    Parameters
    ----------
    kind : str
        An industry, or another name of `KINDS`.
    readiness : str
        ``"high"`` or ``"low"``, see `READINESS`.
    customers, days : int
        Size and length of the simulation.

    Raises
    ------
    CxsimError
        For an unknown kind or readiness.
    """
    if kind not in KINDS:
        raise unknown("kind of firm", kind, KINDS)
    if readiness not in READINESS:
        raise unknown("readiness", readiness, READINESS)
    levels = {f"company.readiness.{part}": level for part, level in READINESS[readiness].items()}
    preset, changes = KINDS[kind]
    return load(preset).replace(
        {**levels, **changes}, customers=customers, days=days, warm_up_days=WARM_UP_DAYS
    )


def compare_strategies(
    firm: Scenario,
    strategies: Sequence[str] | None = None,
    replications: int = 12,
    seed: int = 1,
    workers: Workers = None,
    progress: Progress = False,
) -> Comparison:
    """Run a firm as it is (``"nothing"``) and under each strategy, with the same seeds.

    Parameters
    ----------
    firm : Scenario
        The firm without a strategy.
    strategies : sequence of str, optional
        Names of strategies; all twelve if none are given.
    replications, seed, workers, progress
        As for `cxsim.compare`.
    """
    names = list(shipped_files("strategies")) if strategies is None else strategies
    scenarios = {NOTHING: firm, **{name: firm.under(name) for name in names}}
    return compare(scenarios, replications, seed, workers, progress=progress)


def strategy_effect(
    comparison: Comparison, strategy: str, reference: str = NOTHING
) -> pd.DataFrame:
    """Tell what a strategy changes; money is in percent of the revenue of the firm without one.

    Parameters
    ----------
    comparison : Comparison
        From `compare_strategies`.
    strategy, reference : str
        The effect is the first minus the second.

    Returns
    -------
    DataFrame
        Indexed by kpi (``value``, ``profit``, ``customer_equity`` in percent of revenue,
        ``retention`` in percentage points a year, ``nps`` in points): ``mean``, ``ci_low``,
        ``ci_high``. The revenue counts as known: its own error is a hundredth of the effect.
    """
    change = comparison.difference(strategy, reference)
    revenue: Any = comparison.table.loc[(NOTHING, "revenue"), "mean"]
    money = ["value", "profit", "customer_equity"]
    shown = change.loc[[*money, "retention", "nps"], ["mean", "ci_low", "ci_high"]].copy()
    shown.loc[money] *= 100.0 / revenue
    shown.loc["retention"] *= 100.0
    return shown


def strategy_robustness(
    firm: Scenario,
    strategy: str,
    reference: str = NOTHING,
    draws: int = 100,
    seed: int = 1,
    workers: Workers = None,
    kpi: str = "value",
) -> Robustness:
    """Draw the assumptions anew and count how often a strategy beats another, or nothing.

    Costs, delays and effect sizes of both strategies are drawn, and all that `cxsim.robustness`
    draws beside them. The firm's readiness is not: it is what the firm stands for.

    Parameters
    ----------
    firm : Scenario
        The firm without a strategy.
    strategy, reference : str
        Names of strategies; ``"nothing"`` is the firm as it is.
    draws, seed, workers, kpi
        As for `cxsim.robustness`.
    """
    one = firm.under(strategy)
    other = firm if reference == NOTHING else firm.under(reference)
    used = one.levers_in_use | other.levers_in_use
    paths = [axis.path for axis in axes_of(one, levers=used)]
    free = [path for path in paths if not path.startswith("company.readiness.")]
    return robustness(one, other, kpi, draws, seed, workers, free=free, progress=False)


def is_clear(effect: pd.Series) -> bool:
    """Tell whether an interval (``ci_low``, ``ci_high``) excludes zero."""
    return bool(effect["ci_low"] > 0.0 or effect["ci_high"] < 0.0)
