"""A scenario as flat arrays: made once, used by both engines.

`flatten` gives four arrays. A field's name is its path in the scenario: a step that reads
``parameters["satisfaction.loss_aversion"]`` means ``behaviour.satisfaction.loss_aversion``.

``parameters`` (one record)
    every number of ``behaviour``, of ``company.context``, ``company.offer`` and ``company.costs``,
    of ``market.competitor`` and ``market.macro``, and what is derived from them (`_derived`).
``touchpoints``, ``needs`` (one record each)
    their own numbers and what is derived from them.
``fit`` (needs × touchpoints)
    fit of a touchpoint to a need; NaN where the need cannot be met.

A dated change writes new values into the same arrays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from cxsim.company.gaps import delivery_level, design_level
from cxsim.company.motivation import gap_factor, motivation_target, spread_factor
from cxsim.scenario.company import Touchpoint
from cxsim.scenario.fields import Model, parameters_of
from cxsim.scenario.market import Need
from cxsim.scenario.scenario import Scenario

MONTH_DAYS = 365.25 / 12
_RATE_CEILING = 3.0  # a rate that can move may rise to three times its base
_PROFILE = ("rational", "emotional", "sensorial", "physical", "spiritual")


class Parameters(NamedTuple):
    """The flat arrays of one scenario."""

    parameters: np.ndarray
    touchpoints: np.ndarray
    needs: np.ndarray
    fit: np.ndarray


def sample_share(scenario: Scenario) -> float:
    """Share of the real firm that is simulated (1 where ``represents`` is not set)."""
    return scenario.customers / scenario.represents if scenario.represents else 1.0


def minutes_per_day(scenario: Scenario) -> float:
    """Operating minutes of one simulated day, scaled to the sample."""
    return 60.0 * scenario.hours_per_day * sample_share(scenario)


def prospects(scenario: Scenario) -> int:
    """Prospects in the sample."""
    return round(scenario.market.acquisition.prospects * sample_share(scenario))


def by_word_of_mouth(scenario: Scenario) -> bool:
    """Tell whether talk can bring customers: then anybody may join at any time."""
    return any(stage.market.acquisition.word_of_mouth_per_year > 0 for _, stage in scenario.stages)


def flatten(scenario: Scenario, seed: int) -> Parameters:
    """Return the flat arrays of a scenario and a seed, as they stand on day 0."""
    first = scenario.stages[0][1]
    return Parameters(
        parameters=_records([_general(first, seed)]),
        touchpoints=_records(
            [_touchpoint(first, place) for place in first.company.touchpoints.values()]
        ),
        needs=_records(
            [_need(scenario, first, name) for name in first.market.needs], empty=_need_names()
        ),
        fit=_fit(first),
    )


def update(flat: Parameters, scenario: Scenario, stage: Scenario) -> None:
    """Write the numbers of a later stage of ``scenario`` into the flat arrays."""
    state = {name: flat.parameters[name][0] for name in _STATE}
    seed = int(flat.parameters["seed"][0])
    _write(flat.parameters, [_general(stage, seed) | state])
    _write(
        flat.touchpoints,
        [_touchpoint(stage, place) for place in stage.company.touchpoints.values()],
    )
    _write(flat.needs, [_need(scenario, stage, name) for name in stage.market.needs])
    flat.fit[:] = _fit(stage)


_STATE = ("macro_index", "competitor_pull", "logging", "motivation")


def motivate(flat: Parameters, stage: Scenario) -> None:
    """Let the staff's motivation act on gap 3 and on the luck of delivery."""
    parameters, gaps = flat.parameters[0], stage.company.gaps
    factor = gap_factor(parameters["motivation"])
    parameters["spread_factor"] = spread_factor(parameters["motivation"])
    for record, place in zip(flat.touchpoints, stage.company.touchpoints.values(), strict=True):
        record["delivery_gap"] = factor * (gaps.delivery + place.delivery_gap_offset)
    level = parameters["design_level"] - factor * gaps.delivery
    parameters["delivery_level"] = level
    parameters["promise_level"] = level + gaps.communication


def _numbers(node: Model, prefix: str = "") -> dict[str, float | int]:
    """Return all numbers below a node of the scenario; no value (endless patience) is infinity."""
    found: dict[str, float | int] = {}
    for path, value, _ in parameters_of(node):
        if isinstance(value, bool | int):
            found[prefix + path] = int(value)
        elif isinstance(value, float):
            found[prefix + path] = value
        elif value is None:
            found[prefix + path] = math.inf
    return found


def _general(scenario: Scenario, seed: int) -> dict[str, float | int]:
    company, market = scenario.company, scenario.market
    return (
        {"seed": seed}
        | _numbers(scenario.behaviour)
        | _numbers(company.context, "context.")
        | _numbers(company.recovery, "recovery.")
        | _numbers(company.offer, "offer.")
        | _numbers(company.costs, "costs.")
        | _numbers(market.competitor, "competitor.")
        | _numbers(market.macro, "macro.")
        | _numbers(market.acquisition, "acquisition.")
        | _derived(scenario)
    )


def _derived(scenario: Scenario) -> dict[str, float | int]:
    """What the engines need beside the scenario's own numbers."""
    behaviour, gaps = scenario.behaviour, scenario.company.gaps
    churn, staff = behaviour.churn, scenario.company.staff
    mean_dropout = churn.a / (churn.a + churn.b)
    delivery = delivery_level(behaviour.quality.ideal, gaps)
    return {
        "contractual": int(scenario.relationship == "contractual"),
        "design_level": design_level(behaviour.quality.ideal, gaps),
        "delivery_level": delivery,
        "promise_level": delivery + gaps.communication,
        "minutes_per_day": minutes_per_day(scenario),
        "involuntary_hazard": min(1.0, churn.involuntary * mean_dropout),
        "motivation": motivation_target(staff.know, staff.want, staff.can),
        "spread_factor": 1.0,
        "advertising_per_day": scenario.market.acquisition.advertising_per_year / 365.25,
        "fixed_per_day": scenario.company.costs.fixed_per_month
        * sample_share(scenario)
        / MONTH_DAYS,
        "initial_customers": scenario.customers,
        "horizon": float(scenario.days),
        "purchase_need": _purchase_need(scenario),
        "macro_index": 0.0,
        "competitor_pull": 0.0,
        "logging": 1,
    }


def _purchase_need(scenario: Scenario) -> int:
    """Index of the need that is the purchase, -1 where there is none."""
    for index, need in enumerate(scenario.market.needs.values()):
        if need.purchase:
            return index
    return -1


def _touchpoint(scenario: Scenario, place: Touchpoint) -> dict[str, float | int]:
    numbers = _numbers(place)
    profile = {level: numbers.pop(f"profile.{level}") for level in _PROFILE}
    share = place.resolution
    return numbers | {
        "heart": 0.5 * (profile["emotional"] + profile["spiritual"]),
        "mind": profile["rational"],
        "hands": 0.5 * (profile["sensorial"] + profile["physical"]),
        "delivery_gap": scenario.company.gaps.delivery + place.delivery_gap_offset,
        "resolution_log_odds": math.inf if share >= 1.0 else math.log(share / (1.0 - share)),
        "exponential_handling": int(place.handling_distribution == "exponential"),
    }


def _need(scenario: Scenario, stage: Scenario, name: str) -> dict[str, float | int]:
    """Return a need's numbers; candidates come at the market's rate × ``ceiling`` (thinning)."""
    need = stage.market.needs[name]
    numbers = {key: value for key, value in _numbers(need).items() if not key.startswith("fit.")}
    moves = need.purchase and scenario.behaviour.purchase.attitude_effect > 0
    return numbers | {"ceiling": _RATE_CEILING if moves else 1.0}


def _need_names() -> dict[str, float | int]:
    return _numbers(Need()) | {"ceiling": 1.0}


def _fit(scenario: Scenario) -> np.ndarray:
    rows = []
    for need in scenario.market.needs.values():
        values = [need.fit.get(name, 0.0) for name in scenario.company.touchpoints]
        rows.append([math.nan if value is None else value for value in values])
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(scenario.company.touchpoints))


def _records(
    rows: list[dict[str, float | int]], empty: Mapping[str, float | int] | None = None
) -> np.ndarray:
    """One record a row; the same fields and types for every scenario."""
    example: Mapping[str, Any] = rows[0] if rows else empty or {}
    dtype = [
        (name, np.int64 if isinstance(value, int) else np.float64)
        for name, value in example.items()
    ]
    records = np.zeros(len(rows), dtype=dtype)
    _write(records, rows)
    return records


def _write(records: np.ndarray, rows: list[dict[str, float | int]]) -> None:
    for record, row in zip(records, rows, strict=True):
        for name, value in row.items():
            record[name] = value
