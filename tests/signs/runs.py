"""Paired runs: the same people with the same luck, with a change and without it."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

import cxsim as cx
from cxsim import Scenario

SEEDS = (1, 2, 3, 4, 5)
INDUSTRIES = ("bank", "telecom", "clinic", "car_dealer", "retailer")


@cache
def firm(name: str) -> Scenario:
    """A preset, as a student gets it."""
    return cx.load(name)


def figures(scenario: Scenario, seed: int) -> dict[str, float]:
    """KPIs of a run, and how many joined, left and stay."""
    run = cx.simulate(scenario, seed=seed, log=False)
    people = run.customers
    end = people.left.fillna(scenario.days) - people.joined.clip(lower=scenario.warm_up_days)
    counts = {
        "joined": float((people.source != "initial").sum()),
        "gone": float((people.left > scenario.warm_up_days).sum()),
        "customers": float(people.left.isna().sum()),
        "customer_years": float(end.clip(lower=0.0).sum()) / 365.25,
        "purchases": float(people.purchases.sum()),
    }
    return run.kpis.value.astype(float).to_dict() | counts


@cache
def untouched(name: str) -> tuple[dict[str, float], ...]:
    """Figures of a preset, by seed."""
    return tuple(figures(firm(name), seed) for seed in SEEDS)


def under(name: str, changes: dict[str, float]) -> tuple[dict[str, float], ...]:
    """Figures of a preset with some numbers changed from the start, by seed."""
    return tuple(figures(firm(name).replace(changes), seed) for seed in SEEDS)


def change(before, after, figure: str, share: bool = False) -> tuple[float, float]:
    """Mean paired difference and half of its 95 % interval (Student t), or those of log ratios."""
    one = np.array([row[figure] for row in before])
    other = np.array([row[figure] for row in after])
    paired = np.log(other / one) if share else other - one
    half = stats.t.ppf(0.975, len(paired) - 1) * stats.sem(paired)
    return float(paired.mean()), float(half)


def rises(before, after, figure: str, by: float = 0.0) -> None:
    """A figure rises by more than some amount, clear of its error."""
    mean, half = change(before, after, figure)
    assert mean - half > by, (figure, mean, half)


def falls(before, after, figure: str, by: float = 0.0) -> None:
    """A figure falls by more than some amount, clear of its error."""
    mean, half = change(before, after, figure)
    assert mean + half < -by, (figure, mean, half)
