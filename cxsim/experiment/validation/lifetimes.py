"""T-10, T-11, T-12, T-15 and T-16: how long customers stay, and what that is worth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cxsim import datasets, theory
from cxsim.experiment.validation.figures import (
    Figure,
    computed,
    estimated,
    estimated_above,
    exact,
    sampled,
    true,
)
from cxsim.experiment.validation.targets import Simulate, Target
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

_CUSTOMERS = 100_000
_YEARS = np.arange(1, 13)  # a period of the model is a month
_SEGMENTS = {"regular": (0.70408, 1.18204), "high_end": (0.66809, 3.80609)}
_CARD = (-51, 30, 42, 44, 49, 55)  # yearly profits of a credit-card customer (published~)
_FADER = (
    "Fader & Hardie 2007, J. Interactive Marketing 21(1):76-90 [published✓ secondary: both series]"
)
_GUPTA = "Gupta, Lehmann & Stuart 2004, JMR 41(1):7-18 [published✓: 3 to 7, on average 5]"
_REICHHELD = (
    "Reichheld & Sasser 1990, HBR 68(5):105-111 [published✓ abstract; the profile published~]"
)


def _subscribers(a: float, b: float, customers: int = _CUSTOMERS, **fields: Any) -> Scenario:
    """People whose chance to leave in a period is Beta(a, b); a period is a month."""
    return load("subscription").replace(
        {"behaviour.churn.a": a, "behaviour.churn.b": b}, customers=customers, **fields
    )


def _alike(p: float, customers: int = _CUSTOMERS, **fields: Any) -> Scenario:
    """People who all leave with the same probability."""
    return _subscribers(1e6 * p, 1e6 * (1 - p), customers, **fields)


def _survivors(run: Simulate, scenario: Scenario, seed: int = 1) -> np.ndarray:
    """Share of the initial customers who are left at the end of each full month."""
    timeline = run(scenario, seed=seed, log=False).timeline
    return timeline.active[timeline.length_months == 1.0].to_numpy() / scenario.customers


def _share(
    name: str, found: float, formula: ArrayLike, count: float, published: float = math.nan
) -> Figure:
    """A share of independent people: its standard error is √(s (1 − s) / n)."""
    expected = float(np.asarray(formula))
    error = math.sqrt(expected * (1 - expected) / count)
    return estimated(name, float(found), error, expected, 0.003, published)


def _curve(name: str, found: np.ndarray, formula: ArrayLike, counts: ArrayLike) -> Figure:
    """Shares of independent people, one a period, in standard errors √(s (1 − s) / n)."""
    expected = np.asarray(formula)
    errors = np.sqrt(expected * (1 - expected) / counts)
    worst = float(np.max(np.abs(found - expected) / errors))
    return computed(f"{name}: largest of {len(found)} errors (standard errors)", worst, 0.0, 3.0)


def _geometric(run: Simulate) -> list[Figure]:
    figures, periods = [], np.arange(1, 121)
    for p in (0.2, 0.05):
        result = run(_alike(p, days=3_653), seed=1, log=False)
        active = result.timeline.active.to_numpy()[:120] / _CUSTOMERS
        # Who is left after 120 periods counts with 120: a mean life is 1/p less .95^120/p = .04
        lives = (result.customers.left / MONTH_DAYS).fillna(120.0)
        expected = float(np.sum(theory.geometric.survival(periods - 1, p)))
        error = math.sqrt(1 - p) / p / math.sqrt(_CUSTOMERS)  # sd of a geometric life
        figures += [
            _share(
                f"left after 5 periods, p = {p:g}",
                active[4],
                theory.geometric.survival(5, p),
                _CUSTOMERS,
                published=(1 - p) ** 5,
            ),
            estimated(
                f"mean life, p = {p:g} (periods)", lives.mean(), error, expected, 0.07, 1 / p
            ),
            _curve(
                f"left, p = {p:g}",
                active[:24],
                theory.geometric.survival(periods[:24], p),
                _CUSTOMERS,
            ),
        ]
        if p == 0.2:
            value = float(theory.clv.lifetime_value(1, 0.8, 0.12))
            found = np.sum(active / 1.12**periods)
            figures.append(
                estimated("CLV, r = .8, i = .12 (margins)", found, 0.02, value, 0.02, 2.5)
            )
    return figures


def _sbg(run: Simulate) -> list[Figure]:
    table = datasets.load("sbg_retention").sort_values("year")
    figures = []
    for segment, (a, b) in _SEGMENTS.items():
        shown = table.survivors_pct[table.segment == segment].to_numpy(dtype=float) / 100
        fitted = theory.sbg.fit(1_000 * shown[:8]).parameters
        found = _survivors(run, _subscribers(a, b))
        expected = theory.sbg.survival(_YEARS, a, b)
        figures += [
            _share(
                f"left after year {year}, {segment}",
                found[year - 1],
                expected[year - 1],
                _CUSTOMERS,
                published=shown[year],
            )
            for year in (12, 1, 4)
        ]
        again = theory.sbg.fit(np.concatenate([[1.0], found]) * _CUSTOMERS).parameters
        figures += [
            exact(f"a fitted to years 1-7, {segment}", fitted["a"], a, 1e-3),
            exact(f"b fitted to years 1-7, {segment}", fitted["b"], b, 1e-3),
            exact(
                f"year 12 predicted from years 1-7, {segment}", float(expected[11]), shown[12], 0.02
            ),
            _curve(f"left, {segment}", found, expected, _CUSTOMERS),
            # The fitted model misses the published shares by up to .019; standard error .0016
            computed(
                f"largest distance to the published shares, {segment}",
                float(np.abs(found - shown[1:13]).max()),
                0.0,
                0.019 + 3 * 0.0016,
            ),
            # n = 100 000 and 12 periods: standard errors of about .007 (a) and .05 (b), High End
            estimated(f"a fitted to simulated survivors, {segment}", again["a"], 0.006, a, 0.007),
            estimated(f"b fitted to simulated survivors, {segment}", again["b"], 0.045, b, 0.05),
        ]
    return [*figures, *_other_hazards(run)]


def _other_hazards(run: Simulate) -> list[Figure]:
    """Duration, a competitor and leaving for reasons of one's own on top of the same cohort."""
    a, b = _SEGMENTS["high_end"]
    cohort, survival = _subscribers(a, b), theory.sbg.survival
    weibull = cohort.replace({"behaviour.churn.duration_shape": 1.4})
    # Proportional hazards: β_C · pull = ln 2 is as much as two looks a period
    rival = {"behaviour.churn.competitor": 1.0, "market.competitor.pull": math.log(2)}
    alone = run(cohort.replace({"behaviour.churn.involuntary": 0.5}), seed=1)
    left = alone.timeline.active[alone.timeline.length_months == 1.0].to_numpy() / _CUSTOMERS
    extra = (1 - 0.5 * a / (a + b)) ** _YEARS
    return [
        _curve(
            "beta-discrete-Weibull, c = 1.4",
            _survivors(run, weibull),
            survival(_YEARS, a, b, 1.4),
            _CUSTOMERS,
        ),
        _curve(
            "twice the risk",
            _survivors(run, cohort.replace(rival)),
            survival(2 * _YEARS, a, b),
            _CUSTOMERS,
        ),
        _curve("leaving involuntarily as well", left, survival(_YEARS, a, b) * extra, _CUSTOMERS),
        true(
            "both reasons are named",
            set(alone.customers.reason.dropna()) == {"relationship", "involuntary"},
        ),
    ]


def _rising_retention(run: Simulate) -> list[Figure]:
    a, b = _SEGMENTS["high_end"]
    mixed = run(_subscribers(a, b), seed=5, log=False).timeline.retention[:12].to_numpy()
    level = run(_alike(0.15), seed=5, log=False).timeline.retention[:12].to_numpy()
    periods = _YEARS
    expected = theory.sbg.retention_rate(periods, a, b)
    alive = _CUSTOMERS * theory.sbg.survival(periods - 1, a, b)
    errors = np.sqrt(expected * (1 - expected) / alive)
    alike = np.sqrt(0.15 * 0.85 / (_CUSTOMERS * 0.85 ** (periods - 1)))
    rise, error = _slope(periods, mixed, errors)
    return [
        estimated_above("rise of retention a year, people differ", rise, error, 0.005),
        estimated("rise of retention a year, all alike", *_slope(periods, level, alike), 0.0, 5e-4),
        _curve("retention, people differ", mixed, expected, alive),
        _curve(
            "retention, all alike", level, np.full(12, 0.85), _CUSTOMERS * 0.85 ** (periods - 1)
        ),
        *[
            estimated(
                f"retention in year {k}", mixed[k - 1], errors[k - 1], expected[k - 1], 0.003, known
            )
            for k, known in ((1, 0.869), (2, 0.743 / 0.869), (12, 0.394 / 0.409))
        ],
    ]


def _slope(x: np.ndarray, y: np.ndarray, errors: np.ndarray) -> tuple[float, float]:
    """Weighted regression: slope and its standard error, from the known errors of y."""
    weights = 1 / errors**2
    centred = x - np.average(x, weights=weights)
    size = np.sum(weights * centred**2)
    return float(np.sum(weights * centred * y) / size), float(1 / math.sqrt(size))


def _elasticity(run: Simulate) -> list[Figure]:
    figures = []
    step = 0.01  # a finite step costs less than 1 % of the elasticity
    for retention, published in ((0.8, 3.50), (0.9, 5.09)):
        low, high = retention - step, retention + step
        slopes = [  # the same luck on both sides
            math.log(_simulated_value(run, high, seed) / _simulated_value(run, low, seed))
            / math.log(high / low)
            for seed in range(1, 11)
        ]
        expected = float(theory.clv.retention_elasticity(retention, 0.12))
        coarsest = 0.015 * expected
        figures.append(
            sampled(f"elasticity at r = {retention}", slopes, expected, coarsest, published)
        )
    return figures


def _simulated_value(
    run: Simulate, retention: float, seed: int, interest: float = 0.12, periods: int = 40
) -> float:
    """Customer equity of a cohort with a margin of 1 a period; what comes later is negligible."""
    days = math.ceil(periods * MONTH_DAYS)
    alive = _survivors(run, _alike(1 - retention, 10_000, days=days), seed)
    return float(np.sum(alive / (1 + interest) ** np.arange(1, len(alive) + 1)))


def _reichheld(run: Simulate) -> list[Figure]:
    """Not a fit target: a thought experiment whose answer hangs on growth and discounting."""
    gain = theory.clv.gain_from_fewer_defections
    flat = [_simulated_value(run, stays, 1, 0.10, 120) for stays in (0.90, 0.95)]
    return [
        Figure(
            "MBNA: value if defections fall from 10 % to 5 %",
            True,
            "depends on the profile",
            1.25,
            gain(0.10, 0.05, profits=_CARD),
        ),
        computed(
            "the same, flat margin, i = 10 %", flat[1] / flat[0] - 1, gain(0.10, 0.05, 0.10), 0.02
        ),
        exact("flat margin, i = 10 %, 20 % to 10 %", gain(0.20, 0.10, 0.10), 0.6875, 1e-4),
        exact("flat margin, i = 10 %, 10 % to 5 %", gain(0.10, 0.05, 0.10), 0.407, 5e-4),
        exact(
            "credit card, undiscounted, 10 % to 5 %", gain(0.10, 0.05, profits=_CARD), 1.37, 5e-3
        ),
        exact("credit card, i = 10 %, 10 % to 5 %", gain(0.10, 0.05, 0.10, _CARD), 0.61, 5e-3),
    ]


TARGETS = (
    Target(
        "T-10",
        "a constant hazard: geometric lives",
        "closed form [computed]",
        _geometric,
        slow=True,
    ),
    Target(
        "T-11", "customers who differ: shifted-beta-geometric survivors", _FADER, _sbg, slow=True
    ),
    Target("T-12", "retention rises although nobody becomes loyal", _FADER, _rising_retention),
    Target("T-15", "elasticity of customer value to retention", _GUPTA, _elasticity, slow=True),
    Target("T-16", "'five per cent fewer defections': an argument", _REICHHELD, _reichheld, True),
)
