"""``tournament``: six concepts in one firm, ranked by what they gain over doing nothing."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from cxsim import theory
from cxsim.company.readiness import ELEMENTS
from cxsim.experiment.comparison import Comparison
from cxsim.experiment.jobs import Job, Result, failures, table_of_runs
from cxsim.experiment.runner import run_jobs
from cxsim.explorers.explorer import Description
from cxsim.explorers.panels import Own
from cxsim.explorers.wording import Figures, shown
from cxsim.plots import rankings
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

CONCEPTS: Mapping[str, str] = MappingProxyType(
    {
        "CRM": "reactive_crm",
        "CEM": "cem",
        "customer centricity": "customer_centricity",
        "service-dominant logic": "service_dominant",
        "brand advocacy": "brand_advocacy",
        "experience economy": "experience_economy",
    }
)
"""The six concepts of the second paper (S2-12 to S2-17), and the strategies that stand for them."""

CUSTOMERS, REPLICATIONS = 250, 8
_AT_ONCE = 2  # runs at a time
_NOTHING = "doing nothing"
_READINESS = "company.readiness"
_READY = 0.85
_LEVEL = 0.95


class Tournament(NamedTuple):
    """What the concepts gain in a firm, and which of them may be the best."""

    gains: pd.DataFrame  # value in percent of revenue, best first
    first: tuple[str, ...]  # the best, and all that are not clearly behind it
    effective: float  # readiness e of the firm


def _base() -> Scenario:
    """Return a clinic that is ready, in an economy that patients feel."""
    ready = {f"{_READINESS}.{element}": _READY for element in ELEMENTS}
    return load("clinic").replace(
        {**ready, "market.macro.demand_effect": 1.0}, customers=CUSTOMERS, days=730
    )


def _measure(scenario: Scenario) -> Generator[float, None, Tournament]:
    firms = {
        _NOTHING: scenario,
        **{name: scenario.under(strategy) for name, strategy in CONCEPTS.items()},
    }
    jobs: list[Job] = []
    results: list[Result] = []
    for number in range(1, REPLICATIONS + 1):
        new = [Job(firm, number, name) for name, firm in firms.items()]
        jobs, results = jobs + new, results + run_jobs(new, _AT_ONCE, progress=False)
        yield number / REPLICATIONS
    runs, measured = table_of_runs(jobs, results), table_of_runs(jobs, results, measured=True)
    found = Comparison(firms, runs, measured, _LEVEL, failures(jobs, results))
    ranking = found.ranking("value")
    levels = [getattr(scenario.company.readiness, element) for element in ELEMENTS]
    return Tournament(
        gains=found.gains("value", _NOTHING, percent_of="revenue"),
        first=tuple(map(str, ranking.index[ranking["ci_high"] >= 0.0])),
        effective=theory.readiness.effectiveness(
            levels, scenario.company.management.organisation.weak_link
        ),
    )


def _draw(ax: Axes, result: Tournament, pinned: Tournament | None) -> None:
    rankings.gains(result.gains, pinned.gains if pinned else None, ax)


def _figures(result: Tournament) -> Figures:
    parts = {
        "clearly better than doing nothing": _listed(result.gains, "better"),
        "clearly worse": _listed(result.gains, "worse"),
        "not clear": _listed(result.gains, "open"),
    }
    told = "; ".join(f"{words}: {names}" for words, names in parts.items() if names)
    best, *others = result.first
    return {
        "told": f"{told[:1].upper()}{told[1:]}",
        "runs": REPLICATIONS,
        "customers": CUSTOMERS,
        "level": 100 * _LEVEL,
        "first": ("alone", "with another", "with others")[min(len(others), 2)],
        "best": best,
        "Best": f"{best[:1].upper()}{best[1:]}",
        "others": " and ".join(others),
        "effective": result.effective,
        "share": 100 * float(theory.readiness.benefit_share(result.effective)),
    }


def _listed(gains: pd.DataFrame, verdict: str) -> str:
    rows = gains[gains["verdict"] == verdict]
    ends = rows[["ci_low", "ci_high"]].to_numpy(float).tolist()
    return ", ".join(
        f"{name} (between {shown(low, 1)} and {shown(high, 1)})"
        for name, (low, high) in zip(rows.index, ends, strict=True)
    )


def _moves(result: Tournament, pinned: Tournament) -> Figures:
    before, now = pinned.gains.index[0], result.gains.index[0]
    change = result.gains["mean"].to_dict()[before] - pinned.gains["mean"].to_dict()[before]
    is_ahead = "it still is" if now == before else f"{now} is"
    return {"before": before, "is_ahead": is_ahead, "change": change}


DESCRIPTION = Description.of("tournament", _base, _measure, (Own(_draw),), _figures, moves=_moves)
