"""What the tests of mechanisms share: small firms, equal runs, and paired differences.

Runs use the fast engine where it is there; that both engines tell the same story is tested by
`tests/identity`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

import cxsim as cx

TABLES = ("encounters", "episodes", "customers", "timeline", "queues", "management")
SEEDS = tuple(range(1, 7))

# No luck of delivery or mood, no learning, nobody leaves: what is left can be recomputed by hand.
QUIET = {
    "behaviour.quality.occasion_sd": 0.0,
    "behaviour.quality.component_sd": 0.0,
    "behaviour.quality.fit_sd": 0.0,
    "behaviour.satisfaction.trait_sd": 0.0,
    "behaviour.satisfaction.noise_sd": 0.0,
    "behaviour.attitude.start_sd": 0.0,
    "behaviour.expectation.assimilation": 0.0,
    "behaviour.expectation.learning": 0.0,
    "behaviour.expectation.ratchet": 0.0,
    "behaviour.churn.a": 0.0,
    "company.staff.strain": 0.0,
    "company.gaps.underrated.heart": 0.0,
    "company.gaps.underrated.hands": 0.0,
}


def firm(
    touchpoints: Mapping[str, Any] | None = None,
    needs: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
    **fields: Any,
) -> cx.Scenario:
    """A quiet firm: one app that always helps, unless told otherwise; four needs a month."""
    scenario = cx.Scenario.from_data(
        {
            "customers": 200,
            "days": 200,
            "warm_up_days": 0,
            "company": {"touchpoints": touchpoints or {"app": {"channel": "app"}}},
            "market": {"needs": needs or {"query": {"per_month": 4.0}}},
        }
    )
    ready = {f"company.touchpoints.{name}.resolution": 1.0 for name in _plain(touchpoints)}
    return scenario.replace({**QUIET, **ready, **(changes or {})}, **fields)


def _plain(touchpoints: Mapping[str, Any] | None) -> list[str]:
    """Touchpoints that say nothing of their resolution."""
    places = touchpoints or {"app": {}}
    return [name for name, place in places.items() if "resolution" not in place]


def small(preset: str, **fields: Any) -> cx.Scenario:
    """An industry in small: a run takes a fraction of a second."""
    return cx.load(preset).replace(**{"customers": 150, "days": 200, "warm_up_days": 40, **fields})


def assert_same_run(one: cx.Run, other: cx.Run) -> None:
    """All tables and all key figures are equal, to the last digit."""
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    pd.testing.assert_frame_equal(one.kpis, other.kpis, check_exact=True)


def assert_no_effect(scenario: cx.Scenario, changes: Mapping[str, Any], seed: int = 2) -> None:
    """A mechanism is at its null value: its other parameters change nothing at all."""
    for path, value in changes.items():
        assert scenario.value(path) != value, f"{path} is {value} anyway"
    assert_same_run(cx.simulate(scenario, seed), cx.simulate(scenario.replace(changes), seed))


def assert_some_effect(scenario: cx.Scenario, changes: Mapping[str, Any], seed: int = 2) -> None:
    """The same parameters do matter where the mechanism works: the test before is not empty."""
    one, other = cx.simulate(scenario, seed), cx.simulate(scenario.replace(changes), seed)
    try:
        assert_same_run(one, other)
    except AssertionError:
        return
    raise AssertionError(f"{list(changes)} change nothing")


def differences(
    scenario: cx.Scenario,
    changes: Mapping[str, Any],
    names: Iterable[str],
    seeds: Iterable[int] = SEEDS,
) -> pd.DataFrame:
    """KPIs with the changes minus without, one row a seed: the same luck on both sides."""
    changed, columns = scenario.replace(changes), list(names)
    rows = [
        cx.simulate(changed, seed, log=False).kpis.value[columns].astype(float)
        - cx.simulate(scenario, seed, log=False).kpis.value[columns].astype(float)
        for seed in seeds
    ]
    return pd.DataFrame(rows)


def assert_signs(
    scenario: cx.Scenario,
    changes: Mapping[str, Any],
    signs: Mapping[str, int],
    seeds: Iterable[int] = SEEDS,
) -> None:
    """Each KPI moves in its direction: the mean difference is three standard errors from 0."""
    found = differences(scenario, changes, signs, seeds)
    for name, sign in signs.items():
        values = sign * found[name]
        error = values.std(ddof=1) / math.sqrt(len(values))
        assert values.mean() > 3.0 * error, f"{name}: {found[name].round(4).tolist()}"
        assert values.mean() > 0.0, f"{name} does not move"


def assert_share(hits: pd.Series, expected: float, least: int = 200) -> None:
    """A share of n independent trials lies within 3.3 standard errors √(p (1 - p) / n)."""
    count = len(hits)
    assert count >= least, f"only {count} trials"
    error = math.sqrt(expected * (1.0 - expected) / count)
    assert abs(float(np.mean(hits)) - expected) <= 3.3 * error, (np.mean(hits), expected, error)
