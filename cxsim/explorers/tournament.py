"""``tournament``: six concepts in one firm, ranked by what they gain over doing nothing."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from cxsim import theory
from cxsim.company.readiness import ELEMENTS
from cxsim.experiment.comparison import Comparison
from cxsim.experiment.jobs import Job, Result, failures, table_of_runs
from cxsim.experiment.runner import run_jobs
from cxsim.explorers.explorer import Description, SliderSettings
from cxsim.explorers.wording import apart, paragraphs, shown
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


# -- the picture -----------------------------------------------------------------------------------


def _draw(figure: Figure, result: Tournament, pinned: Tournament | None) -> None:
    ax = figure.axes[0] if figure.axes else figure.add_subplot()
    rankings.gains(result.gains, pinned.gains if pinned else None, ax)


# -- the reading -----------------------------------------------------------------------------------


def _read(result: Tournament, pinned: Tournament | None) -> str:
    return paragraphs(
        _read_against_nothing(result),
        _read_first(result),
        _read_readiness(result),
        _read_pinned(result, pinned) if pinned else "",
    )


def _read_against_nothing(result: Tournament) -> str:
    parts = {
        "clearly better than doing nothing": _listed(result.gains, "better"),
        "clearly worse": _listed(result.gains, "worse"),
        "not clear": _listed(result.gains, "open"),
    }
    told = "; ".join(f"{words}: {names}" for words, names in parts.items() if names)
    return (
        f"<b>Against doing nothing.</b> {told[:1].upper()}{told[1:]}. Gains are profit plus the "
        f"change of customer equity in two years, in % of the revenue of the firm that does "
        f"nothing. {REPLICATIONS} runs each, the same {CUSTOMERS} customers with the same luck; "
        f"all intervals together hold with {100 * _LEVEL:.0f} %."
    )


def _listed(gains: pd.DataFrame, verdict: str) -> str:
    rows = gains[gains["verdict"] == verdict]
    ends = rows[["ci_low", "ci_high"]].to_numpy(float).tolist()
    return ", ".join(
        f"{name} (between {shown(low, 1)} and {shown(high, 1)})"
        for name, (low, high) in zip(rows.index, ends, strict=True)
    )


def _read_first(result: Tournament) -> str:
    best, *others = result.first
    if not others:
        return (
            f"<b>First place.</b> {best[:1].upper()}{best[1:]}: all others are clearly behind it."
        )
    return (
        f"<b>First place.</b> On average {best}. But {' and '.join(others)} "
        f"{'is' if len(others) == 1 else 'are'} not clearly behind it: the runs do not tell who is "
        f"first."
    )


def _read_readiness(result: Tournament) -> str:
    share = 100 * float(theory.readiness.benefit_share(result.effective))
    return (
        f"<b>Readiness.</b> The firm's effectiveness is {shown(result.effective, 2)}, so "
        f"{shown(share)} % of each planned benefit is to be expected. Costs and most risks come in "
        f"full. The size of every effect is an assumption, chosen so that each concept wins "
        f"somewhere and loses somewhere."
    )


def _read_pinned(result: Tournament, pinned: Tournament) -> str:
    before, now = pinned.gains.index[0], result.gains.index[0]
    change = result.gains["mean"].to_dict()[before] - pinned.gains["mean"].to_dict()[before]
    return (
        f"<b>Against the pinned run</b>, in which {before} was ahead, now "
        f"{'it still is' if now == before else f'{now} is'}. The gain of {before} is "
        f"{apart(change, 'points', 'higher', 'lower')}."
    )


DESCRIPTION = Description(
    name="tournament",
    title="A strategy tournament",
    question="Which concept wins in this clinic?",
    base=_base,
    controls=(
        SliderSettings(f"{_READINESS}.motivation", low=0.1, high=1.0, step=0.05),
        SliderSettings("company.offer.in_person_share", low=0.0, high=1.0, step=0.1),
        SliderSettings(
            "market.acquisition.word_of_mouth_per_year",
            low=0.0,
            high=1.0,
            step=0.1,
            title="Prospects won by word of mouth (Bass q)",
        ),
        SliderSettings("behaviour.churn.attitude", low=0.0, high=1.8, step=0.1),
        SliderSettings(
            "market.macro.shift",
            low=-0.5,
            high=0.5,
            step=0.1,
            title="The economy (−0.1: about 10 % fewer visits)",
            unit="",
        ),
    ),
    measure=_measure,
    draw=_draw,
    read=_read,
    size=(8.6, 3.6),
)
