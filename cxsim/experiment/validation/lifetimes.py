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
)
from cxsim.experiment.validation.targets import Simulate, Target
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

_CUSTOMERS = 50_000
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


def _geometric(run: Simulate) -> list[Figure]:
    p, scenario = 0.2, _alike(0.2, days=3_653)
    result = run(scenario, seed=1, log=False)
    active = result.timeline.active.to_numpy() / scenario.customers
    lives = (result.customers.left / MONTH_DAYS).dropna()
    # sd of a geometric life: √(1 − p) / p; nobody in 50 000 outlives 120 months at p = .2
    error = math.sqrt(1 - p) / p / math.sqrt(len(lives))
    value = theory.clv.lifetime_value(1, 0.8, 0.12)
    discounted = np.sum(active[:120] / 1.12 ** np.arange(1, 121))
    return [
        _share(
            "left after 5 periods, p = .2",
            active[4],
            theory.geometric.survival(5, p),
            _CUSTOMERS,
            published=0.8**5,
        ),
        estimated(
            "mean life, p = .2 (periods)",
            lives.mean(),
            error,
            theory.geometric.mean_lifetime(p),
            0.04,
            5.0,
        ),
        estimated("CLV, r = .8, i = .12 (margins)", discounted, 0.02, float(value), 0.02, 2.5),
    ]


def _sbg(run: Simulate) -> list[Figure]:
    table = datasets.load("sbg_retention").sort_values("year")
    figures = []
    for segment, (a, b) in _SEGMENTS.items():
        shown = table.survivors_pct[table.segment == segment].to_numpy(dtype=float) / 100
        fitted = theory.sbg.fit(1_000 * shown[:8]).parameters
        found = _survivors(run, _subscribers(a, b))
        expected = theory.sbg.survival(np.arange(1, 13), a, b)
        figures += [
            _share(
                f"left after 12 years, {segment}",
                found[11],
                expected[11],
                _CUSTOMERS,
                published=shown[12],
            ),
            _share(
                f"left after 1 year, {segment}",
                found[0],
                expected[0],
                _CUSTOMERS,
                published=shown[1],
            ),
            _share(
                f"left after 4 years, {segment}",
                found[3],
                expected[3],
                _CUSTOMERS,
                published=shown[4],
            ),
            exact(f"a fitted to years 1-7, {segment}", fitted["a"], a, 1e-3),
            exact(f"b fitted to years 1-7, {segment}", fitted["b"], b, 1e-3),
            exact(
                f"year 12 predicted from years 1-7, {segment}", float(expected[11]), shown[12], 0.02
            ),
        ]
        again = theory.sbg.fit(np.concatenate([[1.0], found]) * _CUSTOMERS).parameters
        # n = 50 000 and 12 periods: standard errors of about .006 to .01 (a)
        figures.append(
            estimated(f"a fitted to simulated survivors, {segment}", again["a"], 0.01, a, 0.01)
        )
    weibull = _survivors(
        run, _subscribers(*_SEGMENTS["high_end"]).replace({"behaviour.churn.duration_shape": 1.4})
    )
    expected = theory.sbg.survival(12, *_SEGMENTS["high_end"], 1.4)
    return [
        *figures,
        _share("beta-discrete-Weibull, c = 1.4: left after 12", weibull[11], expected, _CUSTOMERS),
    ]


def _rising_retention(run: Simulate) -> list[Figure]:
    a, b = _SEGMENTS["high_end"]
    mixed = run(_subscribers(a, b), seed=5, log=False).timeline.retention[:12].to_numpy()
    level = run(_alike(0.15), seed=5, log=False).timeline.retention[:12].to_numpy()
    periods = np.arange(1, 13)
    expected = theory.sbg.retention_rate(periods, a, b)
    alive = _CUSTOMERS * theory.sbg.survival(periods - 1, a, b)
    errors = np.sqrt(expected * (1 - expected) / alive)
    alike = np.sqrt(0.15 * 0.85 / (_CUSTOMERS * 0.85 ** (periods - 1)))
    return [
        estimated_above("rise of retention a year, people differ", *_slope(periods, mixed, errors)),
        estimated("rise of retention a year, all alike", *_slope(periods, level, alike), 0.0, 5e-4),
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
    Target("T-10", "a constant hazard: geometric lives", "closed form [computed]", _geometric),
    Target("T-11", "customers who differ: shifted-beta-geometric survivors", _FADER, _sbg),
    Target("T-12", "retention rises although nobody becomes loyal", _FADER, _rising_retention),
    Target("T-15", "elasticity of customer value to retention", _GUPTA, _elasticity),
    Target("T-16", "'five per cent fewer defections': an argument", _REICHHELD, _reichheld, True),
)
