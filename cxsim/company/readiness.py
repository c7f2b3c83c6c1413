"""Readiness for experience management: what a firm's initiatives are worth, and what wears it down.

Five elements from 0 to 1 (S1-29 to S1-33): strategy, team, motivation, organisation, technology.
The weakest counts most. Readiness decides how much an initiative gives, how long it takes and
whether it fails; success in turn makes the firm more ready (two-way link, S1-24). All forms and
numbers are assumptions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from cxsim.errors import CxsimError
from cxsim.model.motivation import NEUTRAL
from cxsim.scenario.company import Readiness

ELEMENTS = tuple(Readiness.model_fields)
_GEOMETRIC = 1e-6  # below it, the power mean cannot be told from the geometric mean
_STAGES = 3  # the delay is the sum of three equal steps: Gamma with k = 3
_LARGEST_GATE = 1.2


def effectiveness(
    readiness: Sequence[float], weak_link: float = -2.0, weights: Sequence[float] | None = None
) -> float:
    """Effectiveness of initiatives, a power mean of readiness: e = (Σ v_r R_r^ρ)^(1/ρ).

    Parameters
    ----------
    readiness
        R, one number from 0 to 1 for each element.
    weak_link
        ρ. 1 is the plain mean, 0 the geometric mean, and minus infinity the smallest element.
    weights
        v, 0 or more; they need not sum to 1. Without them all elements count the same.

    Returns
    -------
    float
        From the smallest to the largest element. For ρ ≤ 0 one element at 0 makes all work vain.

    Raises
    ------
    CxsimError
        If an element lies outside 0 to 1, or the weights do not fit.
    """
    shares = _shares(weights, len(readiness))
    for level in readiness:
        _check("readiness", level)
    counted = [(v, level) for v, level in zip(shares, readiness, strict=True) if v > 0]
    low, high = min(level for _, level in counted), max(level for _, level in counted)
    if (low == 0 and weak_link < _GEOMETRIC) or low == high:
        return low
    if abs(weak_link) < _GEOMETRIC:
        return math.exp(sum(v * math.log(level) for v, level in counted))
    unit = low if weak_link < 0 else high  # powers of ratios below 1 cannot overflow
    power_sum = sum(v * (level / unit) ** weak_link for v, level in counted)
    return float(min(high, max(low, unit * power_sum ** (1.0 / weak_link))))


def mean_delay(effective: float, delay: float = 1.5) -> float:
    """Mean delay of an initiative in quarters: d₀ (2 - e)."""
    _check("effective", effective)
    return delay * (2.0 - effective)


def drawn_delay(u: float, effective: float, delay: float = 1.5) -> float:
    """Delay of an initiative in quarters: Gamma with shape 3 and mean d₀ (2 - e).

    Parameters
    ----------
    u
        A uniform number between 0 and 1; the delay rises with it.
    effective
        Effectiveness e, from 0 to 1.
    delay
        d₀, mean delay of a fully ready firm, in quarters.
    """
    from scipy.special import gammaincinv

    return float(gammaincinv(_STAGES, u)) / _STAGES * mean_delay(effective, delay)


def failure_probability(effective: float) -> float:
    """Probability that an initiative fails: (1 - e) / 2."""
    _check("effective", effective)
    return 0.5 * (1.0 - effective)


def benefit_share(effective: float) -> float:
    """Share of the planned benefit to be expected, failures counted: e (1 - (1 - e) / 2)."""
    return effective * (1.0 - failure_probability(effective))


def staff_gate(motivation: float) -> float:
    """Factor on the effect of a programme that staff carry: M / .5, at most 1.2 (S3-09).

    Tools do not work where employees are not client-oriented.
    """
    _check("motivation", motivation)
    return min(_LARGEST_GATE, motivation / NEUTRAL)


def next_readiness(
    level: float, success: float, training: float = 0.0, growth: float = 0.1, decay: float = 0.03
) -> float:
    """One element of readiness a quarter later: R + .1 success (1 - R) - .03 R + training.

    Parameters
    ----------
    level
        R, from 0 to 1.
    success
        Share of the initiatives that ended this quarter with success; 0 where none ended.
    training
        What training adds, in units of readiness.
    growth, decay
        The two rates per quarter.

    Returns
    -------
    float
        From 0 to 1.
    """
    _check("level", level)
    _check("success", success)
    return min(1.0, max(0.0, level + growth * success * (1.0 - level) - decay * level + training))


def weakest_first(levels: Sequence[float], training: float) -> list[float]:
    """Elements after training: the weakest is lifted to the next one, both to the third, ....

    Parameters
    ----------
    levels
        R, one number from 0 to 1 for each element.
    training
        Readiness to be gained, all elements added up.
    """
    level = sorted(levels)
    for count in range(1, len(level) + 1):
        lifted = (sum(level[:count]) + training) / count
        if count == len(level) or lifted <= level[count]:
            return [max(own, min(1.0, lifted)) for own in levels]
    return list(levels)


def _shares(weights: Sequence[float] | None, count: int) -> list[float]:
    given = [1.0] * count if weights is None else list(weights)
    total = sum(given)
    if len(given) != count or not (total > 0 and min(given) >= 0 and math.isfinite(total)):
        raise CxsimError(f"weights must be {count} numbers of 0 or more, not all 0.")
    return [weight / total for weight in given]


def _check(name: str, value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise CxsimError(f"{name} must lie between 0 and 1, not {value}.")
