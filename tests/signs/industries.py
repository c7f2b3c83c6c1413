"""Paired comparisons in the five industries: what a change does, with an interval."""

import numpy as np
from scipy.stats import t

import cxsim as cx

INDUSTRIES = ["bank", "telecom", "clinic", "car_dealer", "retailer"]


def effect(preset, changes, kpi, base=None, seeds=range(1, 6), **fields):
    """Mean of the paired differences of a KPI, and half of its 95 % interval."""
    firm = cx.load(preset).replace(base or {}, **fields)
    each = [kpi_of(firm.replace(changes), kpi, seed) - kpi_of(firm, kpi, seed) for seed in seeds]
    return mean_and_half_width(each)


def kpi_of(firm, kpi, seed):
    """One KPI of one run."""
    return float(cx.simulate(firm, seed=seed, log=False).kpis.value[kpi])


def mean_and_half_width(values):
    """Mean, and half of its 95 % interval (Student)."""
    found = np.asarray(values, dtype=float)
    error = found.std(ddof=1) / np.sqrt(len(found))
    return float(found.mean()), float(t.ppf(0.975, len(found) - 1) * error)


def rises(*args, **kwargs):
    """Tell whether the whole interval of an effect lies above 0."""
    mean, margin = effect(*args, **kwargs)
    return mean - margin > 0.0


def falls(*args, **kwargs):
    """Tell whether the whole interval of an effect lies below 0."""
    mean, margin = effect(*args, **kwargs)
    return mean + margin < 0.0
