"""T-32 to T-37: demand that answers, spend that differs, looks at many figures, outcomes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from cxsim import theory
from cxsim.experiment.validation.figures import Figure, above, exact, sampled, true
from cxsim.experiment.validation.scenarios import bass_market
from cxsim.experiment.validation.targets import Simulate, Target
from cxsim.intervals import holm
from cxsim.model.demand import advertising_effect, share_kept
from cxsim.model.satisfaction import outcome
from cxsim.scenario.files import load

_SEEDS = range(1, 9)
_RATE, _PROSPECTS = 0.1, 10_000  # joining a year by advertising; prospects
_PRICE, _LONG, _STAR = 2.62, 0.24, 0.07
_P, _Q, _SHARE_CV = 6.25, 3.74, 0.4  # Gamma-Gamma: p = 1 / cv² of a purchase


def _joining(run: Simulate, change: dict[str, Any], settled: bool = False) -> list[float]:
    """Log ratio of the rates of joining in a year, with a change against without, by seed."""
    firm = bass_market(_RATE, 0.0, _PROSPECTS).replace(days=366)
    effects = {"price": _PRICE, "reputation": _STAR, "advertising": _LONG}
    firm = firm.replace({f"behaviour.demand.{name}": size for name, size in effects.items()})
    firm = firm.replace({"market.competitor.stars": 3.0})

    def rate(scenario: Any, seed: int) -> float:
        joined = run(scenario, seed=seed, log=False).timeline.active.iloc[-1] - 1
        return -math.log(1.0 - joined / _PROSPECTS)

    # What is settled held before the start; else the firm begins with the market's own stars
    changed = firm.replace(change) if settled else firm.at(0.01, change)
    return [math.log(rate(changed, seed) / rate(firm, seed)) for seed in _SEEDS]


def _price(run: Simulate) -> list[Figure]:
    """The price is linear in the logit: a price of 1.05 lowers the log rate by .05 ε."""
    dearer = -np.array(_joining(run, {"company.offer.price_factor": 1.05})) / 0.05
    return [sampled("elasticity of joining to price, 5 % dearer", dearer, _PRICE, 0.15, 2.62)]


def _advertising(run: Simulate) -> list[Figure]:
    twice = _joining(run, {"company.offer.advertising": 2.0}, settled=True)
    more = 1e-6  # of spending, for a quarter: with a half-life of 3 months half of it is in force
    quarter = advertising_effect(1.0 + more * (1.0 - share_kept(3.0, 3.0)), _LONG)
    return [
        sampled(
            "elasticity of joining to advertising, settled",
            np.array(twice) / math.log(2.0),
            _LONG,
            0.01,
            0.24,
        ),
        exact("the same within a quarter", math.log(quarter) / math.log1p(more), 0.12, 1e-3),
    ]


def _reviews(run: Simulate) -> list[Figure]:
    better = np.expm1(_joining(run, {"market.competitor.stars": 2.0}))
    return [
        sampled("more who join, a star above the market", better, math.expm1(_STAR), 0.01, 0.07),
        exact("the same by formula: within 5 to 9 %", math.expm1(_STAR), 0.07, 0.02),
    ]


def _spend(run: Simulate) -> list[Figure]:
    """Frequent buyers, so that a run of 2 357 people tells who spends more from luck."""
    shop = load("cdnow").replace(
        {
            "behaviour.purchase.spend_cv": 1.0 / math.sqrt(_Q - 2.0),
            "company.offer.basket_cv": _SHARE_CV,
            "behaviour.purchase.alpha_weeks": 1.5,
        }
    )
    found = []
    for seed in _SEEDS:
        paid = run(shop, seed=seed).episodes.query("spend > 0").groupby("customer").spend
        fit = theory.gamma_gamma.fit(paid.size().to_numpy(), paid.mean().to_numpy())
        found.append((fit.parameters["p"], fit.parameters["q"]))
    within, between = np.array(found).T
    return [
        sampled("q of spend between people, fitted again", between, _Q, 0.15, 3.7446),
        sampled("p of spend within people, fitted again", within, _P, 0.6, 6.2488),
    ]


def _looks(run: Simulate) -> list[Figure]:
    """Of 45 figures of nothing but luck: how often is at least one clear."""
    p_values = np.random.default_rng(32).uniform(size=(1_000, 45))
    flagged = [float(holm(pd.Series(row)).any()) for row in p_values]
    alone = (p_values < 0.05).any(axis=1).astype(float)
    return [
        sampled("any of 45 flagged by Holm", flagged, 1.0 - (1.0 - 0.05 / 45) ** 45, 0.01, 0.05),
        sampled("any of 45 below .05, one by one", alone, 1.0 - 0.95**45, 0.01),
    ]


def _ends(run: Simulate) -> list[Figure]:
    """In time, late, dropped: and where nobody comes back with an unsolved matter, NPS falls."""
    feels = load("bank").behaviour.satisfaction
    loss = feels.late_loss, feels.unsolved_loss
    ends = [outcome(True, 1.0, 3.0, *loss), outcome(True, 8.0, 3.0, *loss)]
    ends.append(outcome(False, 1.0, 3.0, *loss))
    bank = load("bank").replace(customers=600, days=500)
    dropped = bank.replace({"behaviour.resolution.retry": 0.0})
    falls = [
        float(run(bank, seed=seed, log=False).kpis.value["nps"])
        - float(run(dropped, seed=seed, log=False).kpis.value["nps"])
        for seed in _SEEDS
    ]
    return [
        above("nobody comes back: fall of NPS in the bank", falls),
        true("solved in time above solved late above dropped", (np.diff(ends) < 0).all()),
    ]


TARGETS = (
    Target(
        "T-32",
        "joining answers to price as the published elasticity says",
        "Bijmolt, van Heerde & Pieters 2005, JMR 42(2):141-156, mean of 1,851 [published✓]",
        _price,
        slow=True,
    ),
    Target(
        "T-33",
        "joining answers to advertising, less within a quarter",
        "Sethuraman, Tellis & Briesch 2011, JMR 48(3):457-471 [published✓]",
        _advertising,
        slow=True,
    ),
    Target(
        "T-34",
        "a star more of reputation brings 5 to 9 % more",
        "Luca 2016, HBS working paper 12-016: restaurants only [published✓]",
        _reviews,
        slow=True,
    ),
    Target(
        "T-35",
        "spend differs between people: Gamma-Gamma on CDNOW, fitted again",
        "Fader, Hardie & Lee 2005 [computed from the CDNOW file]",
        _spend,
        slow=True,
    ),
    Target(
        "T-36",
        "of many figures without a difference few are called clear",
        "Holm 1979, Scandinavian Journal of Statistics 6:65-70 [published✓]",
        _looks,
        slow=True,
    ),
    Target(
        "T-37",
        "how a matter ends: in time, late, dropped",
        "order: TARP 1986 [published✓ secondary]; sizes: assumption",
        _ends,
        slow=True,
    ),
)
