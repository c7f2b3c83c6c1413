"""A scenario as flat arrays: made once, used by both engines.

`flatten` gives the arrays of `Parameters`. A field's name is its path in the scenario: a step that
reads ``parameters["satisfaction.loss_aversion"]`` means ``behaviour.satisfaction.loss_aversion``.

``parameters`` (one record)
    every number of ``behaviour``, of ``company`` beside its touchpoints, of ``market`` beside its
    segments and needs, and what is derived from them (`derive`).
``touchpoints``, ``needs`` (one record each)
    their own numbers and what is derived from them.
``fit`` (needs × touchpoints)
    fit of a touchpoint to a need; NaN where the need cannot be met.
``paths`` (needs × 5)
    touchpoints that a need takes, in order; -1 after the last one.
``links`` (touchpoints × touchpoints)
    1 where two touchpoints are linked, so that context can pass between them.

When the firm changes, new values are written into the same arrays (`put_into_force`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from cxsim.behaviour.survey import share_above
from cxsim.company.gaps import FourGaps, delivery_level, design_level
from cxsim.company.levers import Move
from cxsim.company.motivation import gap_factor, motivation_target, spread_factor
from cxsim.company.pyramid import LEVELS, pyramid_score
from cxsim.scenario.fields import Model, parameters_of
from cxsim.scenario.market import Need
from cxsim.scenario.scenario import Scenario
from cxsim.scenario.touchpoint import Touchpoint

MONTH_DAYS = 365.25 / 12
_LONGEST_PATH = 5
_SHORTEST_SERVICE = 0.1  # minutes: what no programme can shorten
_PROFILE = ("rational", "emotional", "sensorial", "physical", "spiritual")


class Parameters(NamedTuple):
    """The flat arrays of one scenario."""

    parameters: np.ndarray
    touchpoints: np.ndarray
    needs: np.ndarray
    fit: np.ndarray
    paths: np.ndarray
    links: np.ndarray


def sample_share(scenario: Scenario) -> float:
    """Share of the real firm that is simulated (1 where ``represents`` is not set)."""
    return scenario.customers / scenario.represents if scenario.represents else 1.0


def minutes_per_day(scenario: Scenario) -> float:
    """Operating minutes of one simulated day, scaled to the sample."""
    return 60.0 * scenario.hours_per_day * sample_share(scenario)


def prospects(scenario: Scenario) -> int:
    """Prospects in the sample."""
    return round(scenario.market.acquisition.prospects * sample_share(scenario))


# -- making the arrays ------------------------------------------------------------------------


def flatten(stage: Scenario, seed: int) -> Parameters:
    """Return the flat arrays of a stage of a scenario and a seed."""
    company = stage.company
    flat = Parameters(
        parameters=_records([_general(stage, seed)]),
        touchpoints=_records([_touchpoint(stage, p) for p in company.touchpoints.values()]),
        needs=_records(
            [_need(stage, need) for need in stage.market.needs.values()], empty=_need(stage, Need())
        ),
        fit=_fit(stage),
        paths=_paths(stage),
        links=_links(stage),
    )
    derive(flat)
    return flat


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


_COMPANY = (
    "gaps", "context", "service", "recovery", "offer", "costs", "staff", "personalisation",
    "privacy", "outreach", "pyramid", "feedback", "readiness",
)  # fmt: skip


def _general(stage: Scenario, seed: int) -> dict[str, float | int]:
    company, market, churn = stage.company, stage.market, stage.behaviour.churn
    numbers = {"seed": seed} | _numbers(stage.behaviour)
    for block in _COMPANY:
        numbers |= _numbers(getattr(company, block), f"{block}.")
    for block in ("competitor", "macro", "acquisition"):
        numbers |= _numbers(getattr(market, block), f"{block}.")
    fixed = {
        "contractual": int(stage.relationship == "contractual"),
        "minutes_per_day": minutes_per_day(stage),
        "involuntary_hazard": min(1.0, churn.involuntary * churn.a / (churn.a + churn.b)),
        "sample_share": sample_share(stage),
        "initial_customers": stage.customers,
        "horizon": float(stage.days),
        "purchase_need": _purchase_need(stage),
        "logging": 1,
        "macro_index": 0.0,
        "competitor_pull": market.competitor.pull,
        "motivation": motivation_target(company.staff.know, company.staff.want, company.staff.can),
        "months": 0.0,  # since day 0
        "pyramid_at_start": 0.0,
        "said": 0.0,  # what those who talked last month expect of the firm, on the average
        "talks_per_month": 0.0,  # that a customer hears
    }
    return numbers | fixed | dict.fromkeys(_DERIVED, 0.0)


_DERIVED = (
    "design_level", "delivery_level", "promise_level", "spread_factor", "felt_wait",
    "kano_heart", "programme", "messages_relevance", "purchase_shift",
    "reminder_shift", "call_cost",
)  # fmt: skip


def _purchase_need(scenario: Scenario) -> int:
    """Index of the need that is the purchase, -1 where there is none."""
    for index, need in enumerate(scenario.market.needs.values()):
        if need.purchase:
            return index
    return -1


def _touchpoint(stage: Scenario, place: Touchpoint) -> dict[str, float | int]:
    pools = sorted({other.pool for other in stage.company.touchpoints.values()})
    derived = ("heart", "mind", "hands", "delivery_gap", "resolution_log_odds")
    return (
        _numbers(place)
        | {"pool": pools.index(place.pool) if place.pool else -1, "desk": -1}
        | {"exponential_handling": int(place.handling_distribution == "exponential")}
        | dict.fromkeys(derived, 0.0)
    )


def _need(stage: Scenario, need: Need) -> dict[str, float | int]:
    """Numbers of a need. A planned step is a part of the whole: easier, and no longer."""
    numbers = {key: value for key, value in _numbers(need).items() if not key.startswith("fit.")}
    steps = max(1, len(_path(stage, need)))
    if steps > 1:
        numbers["handling_factor"] = max(
            min(1.0, need.handling_factor), need.handling_factor / steps
        )
        numbers["difficulty"] = need.difficulty / steps
    return numbers | {"steps": steps}


def _path(stage: Scenario, need: Need) -> list[str]:
    """Steps of a planned path; a firm leaves out those at touchpoints that it does not have."""
    return [name for name in need.path if name in stage.company.touchpoints]


def _fit(stage: Scenario) -> np.ndarray:
    places = list(stage.company.touchpoints)
    rows = [[need.fit.get(name, 0.0) for name in places] for need in stage.market.needs.values()]
    values = [[math.nan if value is None else value for value in row] for row in rows]
    return np.array(values, dtype=np.float64).reshape(len(rows), len(places))


def _paths(stage: Scenario) -> np.ndarray:
    places = list(stage.company.touchpoints)
    paths = np.full((len(stage.market.needs), _LONGEST_PATH), -1, dtype=np.int64)
    for row, need in zip(paths, stage.market.needs.values(), strict=True):
        steps = _path(stage, need)
        row[: len(steps)] = [places.index(name) for name in steps]
    return paths


def _links(stage: Scenario) -> np.ndarray:
    places = list(stage.company.touchpoints)
    links = np.zeros((len(places), len(places)), dtype=np.int64)
    for one, place in enumerate(stage.company.touchpoints.values()):
        for other in set(place.linked_to) & set(places):
            links[one, places.index(other)] = links[places.index(other), one] = 1
    return links


def _records(
    rows: list[dict[str, float | int]], empty: Mapping[str, float | int] | None = None
) -> np.ndarray:
    """One record a row; the same fields and types for every scenario."""
    example: Mapping[str, Any] = rows[0] if rows else empty or {}
    dtype = [
        (name, np.int64 if isinstance(value, int) else np.float64)
        for name, value in example.items()
    ]
    return np.array([tuple(row.values()) for row in rows], dtype=dtype)


# -- changing them ----------------------------------------------------------------------------

_STATE = (
    "macro_index", "competitor_pull", "logging", "motivation", "months", "pyramid_at_start",
    "said", "talks_per_month",
)  # fmt: skip


def put_into_force(
    running: Parameters, planned: Parameters, stage: Scenario, moves: Iterable[Move] = ()
) -> None:
    """Write a stage's numbers, moved by what the firm has done, into the arrays of a run."""
    state = {name: running.parameters[name][0] for name in _STATE}
    for mine, theirs in zip(running, planned, strict=True):
        mine[...] = theirs
    for name, value in state.items():
        running.parameters[name] = value
    for move in moves:
        _apply(running, stage, move)
    shortest = np.minimum(planned.touchpoints["handling_minutes"], _SHORTEST_SERVICE)
    minutes = running.touchpoints["handling_minutes"]
    running.touchpoints["handling_minutes"] = np.maximum(minutes, shortest)
    derive(running)


def _apply(flat: Parameters, stage: Scenario, move: Move) -> None:
    """Move one number of the firm, or the same number of several touchpoints."""
    name = move.path.split(".", 1)[1]
    if not name.startswith("touchpoints."):
        flat.parameters[name] = move.moved(float(flat.parameters[name][0]))
        return
    _, place, field = name.split(".", 2)
    for index, (own_name, touchpoint) in enumerate(stage.company.touchpoints.items()):
        if place in ("*", own_name) and move.reaches(touchpoint):
            flat.touchpoints[field][index] = move.moved(float(flat.touchpoints[field][index]))


def derive(flat: Parameters) -> None:
    """Compute what follows from the numbers as they stand now."""
    parameters, places = flat.parameters[0], flat.touchpoints
    _derive_levels(parameters)
    factor = gap_factor(float(parameters["motivation"]))
    places["delivery_gap"] = factor * (parameters["gaps.delivery"] + places["delivery_gap_offset"])
    if not places["open"].any():
        places["open"] = 1  # a firm that closes all its doors keeps them open
    profile = {level: places[f"profile.{level}"] for level in _PROFILE}
    places["heart"] = 0.5 * (profile["emotional"] + profile["spiritual"])
    places["mind"] = profile["rational"]
    places["hands"] = 0.5 * (profile["sensorial"] + profile["physical"])
    places["resolution_log_odds"] = [log_odds(share) for share in places["resolution"].tolist()]
    _derive_programmes(parameters)
    places["desk"] = _desks(places)
    flat.fit[:, places["open"] == 0] = math.nan
    nowhere = np.isnan(flat.fit).all(axis=1)
    if nowhere.any():  # a need whose touchpoints are all closed goes where the doors are open
        flat.fit[np.ix_(nowhere, places["open"] == 1)] = 0.0


def _derive_levels(parameters: Any) -> None:
    """Gaps 1 to 4 as levels of quality; motivation acts on gap 3 and on the luck of delivery."""
    motivation = float(parameters["motivation"])
    gaps = FourGaps(
        knowledge=parameters["gaps.knowledge"],
        design=parameters["gaps.design"],
        delivery=gap_factor(motivation) * parameters["gaps.delivery"],
        communication=parameters["gaps.communication"],
    )
    ideal = parameters["quality.ideal"]
    parameters["spread_factor"] = spread_factor(motivation)
    parameters["design_level"] = design_level(ideal, gaps)
    parameters["delivery_level"] = delivery_level(ideal, gaps)
    parameters["promise_level"] = parameters["delivery_level"] + gaps.communication


def _derive_programmes(parameters: Any) -> None:
    unexplained = parameters["effort.unexplained"]
    if parameters["service.announced_waits"] == 1:
        unexplained = 0.5 * unexplained
    parameters["felt_wait"] = (
        parameters["effort.unoccupied"] + unexplained
        + parameters["effort.unfair"] + parameters["effort.anxious"]
    )  # fmt: skip
    faded = math.exp(-parameters["kano.drift"] * parameters["months"])
    parameters["kano_heart"] = parameters["kano.attractive"] * (2.0 * faded - 1.0)
    score = pyramid_score(
        [float(parameters[f"pyramid.{level}"]) for level in LEVELS],
        float(parameters["hierarchy.gate"]),
    )
    parameters["programme"] = parameters["hierarchy.strength"] * (
        score - parameters["pyramid_at_start"]
    )
    parameters["messages_relevance"] = (
        parameters["personalisation.timing"]
        * parameters["personalisation.found"]
        * parameters["personalisation.segment"]
        * parameters["personalisation.relevance"]
        * parameters["personalisation.channel"]
    )
    robots = parameters["outreach.robots"]
    heard = 1.0 - robots * parameters["messages.disclosure_loss"] * parameters["outreach.disclosed"]
    parameters["purchase_shift"] = (
        parameters["purchase.promotion_effect"] * parameters["offer.promotion"]
    )
    in_time = share_above(
        float(parameters["outreach.sensitivity"]), float(parameters["outreach.threshold"]), 1.0
    )
    parameters["reminder_shift"] = parameters["outreach.purchase_lift"] * heard * in_time
    parameters["call_cost"] = (1.0 - robots) * parameters["outreach.cost"] + robots * parameters[
        "outreach.robot_cost"
    ]


def log_odds(share: float) -> float:
    """Log-odds of a share; infinite for certainty."""
    return math.inf if share >= 1.0 else math.log(share / (1.0 - share))


def _desks(places: np.ndarray) -> np.ndarray:
    """Return the desk that serves each touchpoint: its own, or its pool's first.

    Agents of a closed touchpoint work at the first desk that is open.
    """
    desks = np.arange(len(places))
    serving = (places["agents"] > 0) & (places["open"] == 1)
    for index, place in enumerate(places):
        if place["pool"] >= 0 and place["agents"] > 0:
            members = np.flatnonzero((places["pool"] == place["pool"]) & serving)
            desks[index] = members[0] if len(members) else index
    staffed = np.flatnonzero(serving)
    if len(staffed):
        closed = (places["agents"] > 0) & (places["open"] == 0)
        desks[closed] = desks[staffed[0]]
    return desks
