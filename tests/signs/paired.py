"""Paired differences of KPIs: the same seeds, so the same customers with the same luck."""

import math

import numpy as np
from scipy import stats

import cxsim as cx

INDUSTRIES = ("bank", "telecom", "clinic", "car_dealer", "retailer")
SEEDS = (1, 2, 3, 4)


def difference(before, after, kpi, seeds=SEEDS):
    """Mean difference of a KPI and half of its 95 % interval (Student's t)."""
    change = [value_of(after, kpi, seed) - value_of(before, kpi, seed) for seed in seeds]
    half = stats.t.ppf(0.975, len(seeds) - 1) * np.std(change, ddof=1) / math.sqrt(len(seeds))
    return float(np.mean(change)), float(half)


_KNOWN = {}  # KPIs of runs that several rows need


def value_of(scenario, kpi, seed):
    """One KPI of one run."""
    key = (scenario.to_yaml(), seed)
    if key not in _KNOWN:
        _KNOWN[key] = cx.simulate(scenario, seed=seed, log=False).kpis["value"]
    return float(_KNOWN[key][kpi])


def falls(before, after, *kpis, seeds=SEEDS):
    """All KPIs fall, outside of their intervals."""
    found = {kpi: difference(before, after, kpi, seeds) for kpi in kpis}
    assert all(mean + half < 0.0 for mean, half in found.values()), found


def rises(before, after, *kpis, seeds=SEEDS):
    """All KPIs rise, outside of their intervals."""
    falls(after, before, *kpis, seeds=seeds)
