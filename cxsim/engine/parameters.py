"""A scenario as records: made once, used by both engines.

`flatten` gives the arrays of `Flat`. A block of the scenario is a record of the same name with the
same fields: ``p.satisfaction.loss_aversion`` is ``behaviour.satisfaction.loss_aversion``.

``parameters`` (one record)
    the blocks of ``behaviour``, ``company`` and ``market``, each under its own name, and `OfRun`.
``touchpoints``, ``needs`` (one record each)
    their own numbers and what follows from them.
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
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cxsim.company.levers import Move
from cxsim.model.churn import Churn, Outside
from cxsim.model.expectation import Heard
from cxsim.model.gaps import set_levels
from cxsim.model.messages import Personalisation
from cxsim.model.motivation import gap_factor, motivation_target, spread_factor
from cxsim.model.need import Need
from cxsim.model.outreach import Outreach, OutreachNow, shift_by_reminders
from cxsim.model.pyramid import score_of
from cxsim.model.quality import QualityNow, attraction_left
from cxsim.model.records import Record, fill, layout, refresh
from cxsim.model.touchpoint import Place, Touchpoint
from cxsim.scenario.behaviour import Behaviour
from cxsim.scenario.company import Company
from cxsim.scenario.market import Market
from cxsim.scenario.scenario import Scenario

_LONGEST_PATH = 5
_SHORTEST_SERVICE = 0.1  # minutes: what no programme can shorten


class Now(QualityNow, Outside, Heard, OutreachNow):
    """What holds at present, and moves at boundaries only."""

    months: float  # since day 0
    motivation: float
    pyramid_at_start: float
    programme: float  # loyalty from the CX pyramid


class OfRun(Record):
    """What the blocks of the scenario do not say: the present, and what is so for all of a run."""

    now: Now
    seed: int
    contractual: int
    minutes_per_day: float
    sample_share: float
    initial_customers: int
    horizon: float
    purchase_need: int  # index of the need that is the purchase, -1 where there is none
    logging: int


if TYPE_CHECKING:

    class Parameters(Behaviour, Company, Market, OfRun):  # type: ignore[metaclass]
        """Every block under its own name."""
else:

    class Parameters(OfRun, of=(Behaviour, Company, Market)):
        """All numbers of a run that are no tables: every block of the scenario, and `OfRun`."""


class Flat(NamedTuple):
    """The arrays of one scenario."""

    parameters: np.ndarray
    touchpoints: np.ndarray
    needs: np.ndarray
    fit: np.ndarray
    paths: np.ndarray
    links: np.ndarray


def prospects(scenario: Scenario) -> int:
    """Prospects in the sample."""
    return round(scenario.market.acquisition.prospects * scenario.sample_share)


# -- making the arrays ------------------------------------------------------------------------


def flatten(stage: Scenario, seed: int) -> Flat:
    """Return the arrays of a stage of a scenario and a seed."""
    places, kinds = stage.company.touchpoints.values(), stage.market.needs.values()
    flat = Flat(
        parameters=np.zeros(1, dtype=layout(Parameters)),
        touchpoints=np.zeros(len(places), dtype=layout(Place)),
        needs=np.zeros(len(kinds), dtype=layout(Need)),
        fit=_fit(stage),
        paths=_paths(stage),
        links=_links(stage),
    )
    _fill_parameters(flat.parameters[0], stage, seed)
    pools = sorted({place.pool for place in places})
    for row, place in zip(flat.touchpoints, places, strict=True):
        fill(row, place)
        row.pool = pools.index(place.pool) if place.pool else -1
    for row, need in zip(flat.needs, kinds, strict=True):
        _fill_need(row, need)
    derive(flat)
    return flat


def _fill_parameters(p: Any, stage: Scenario, seed: int) -> None:
    for owner in (stage.behaviour, stage.company, stage.market):
        fill(p, owner)
    kinds = list(stage.market.needs.values())
    staff = stage.company.staff
    p.seed = seed
    p.contractual = stage.relationship == "contractual"
    p.minutes_per_day = stage.minutes_per_day
    p.sample_share = stage.sample_share
    p.initial_customers = stage.customers
    p.horizon = stage.days
    p.purchase_need = next((k for k, need in enumerate(kinds) if need.purchase), -1)
    p.logging = 1
    p.now.competitor_pull = stage.market.competitor.pull
    p.now.motivation = motivation_target(staff.know, staff.want, staff.can)


def _fill_need(row: Any, need: Need) -> None:
    """Numbers of a need. A planned step is a part of the whole: easier, and no longer."""
    fill(row, need)
    if need.steps > 1:
        whole = need.handling_factor
        row.handling_factor = max(min(1.0, whole), whole / need.steps)
        row.difficulty = need.difficulty / need.steps


def _fit(stage: Scenario) -> np.ndarray:
    places = list(stage.company.touchpoints)
    rows = [[need.fit.get(name, 0.0) for name in places] for need in stage.market.needs.values()]
    values = [[math.nan if value is None else value for value in row] for row in rows]
    return np.array(values, dtype=np.float64).reshape(len(rows), len(places))


def _paths(stage: Scenario) -> np.ndarray:
    places = list(stage.company.touchpoints)
    paths = np.full((len(stage.market.needs), _LONGEST_PATH), -1, dtype=np.int64)
    for row, need in zip(paths, stage.market.needs.values(), strict=True):
        row[: len(need.path)] = [places.index(name) for name in need.path]
    return paths


def _links(stage: Scenario) -> np.ndarray:
    places = list(stage.company.touchpoints)
    links = np.zeros((len(places), len(places)), dtype=np.int64)
    for one, place in enumerate(stage.company.touchpoints.values()):
        for other in place.linked_to:
            links[one, places.index(other)] = links[places.index(other), one] = 1
    return links


# -- changing them ----------------------------------------------------------------------------


def put_into_force(
    running: Flat, planned: Flat, stage: Scenario, moves: Iterable[Move] = ()
) -> None:
    """Write a stage's numbers, moved by what the firm has done, into the arrays of a run."""
    now, logging = running.parameters["now"].copy(), running.parameters["logging"].copy()
    for mine, theirs in zip(running, planned, strict=True):
        mine[...] = theirs
    running.parameters["now"], running.parameters["logging"] = now, logging
    for move in moves:
        _apply(running, stage, move)
    shortest = np.minimum(planned.touchpoints["handling_minutes"], _SHORTEST_SERVICE)
    minutes = running.touchpoints["handling_minutes"]
    running.touchpoints["handling_minutes"] = np.maximum(minutes, shortest)
    derive(running)


def _apply(flat: Flat, stage: Scenario, move: Move) -> None:
    """Move one number of the firm, or the same number of several touchpoints."""
    _, name, *fields = move.path.split(".")
    if name != "touchpoints":
        _move(flat.parameters[0][name], fields, move)
        return
    place, *fields = fields
    for row, (own_name, touchpoint) in zip(
        flat.touchpoints, stage.company.touchpoints.items(), strict=True
    ):
        if place in ("*", own_name) and move.reaches(touchpoint):
            _move(row, fields, move)


def _move(record: Any, fields: list[str], move: Move) -> None:
    *blocks_above, field = fields
    for block in blocks_above:
        record = record[block]
    record[field] = move.moved(float(record[field]))


def derive(flat: Flat) -> None:
    """Compute what follows from the numbers as they stand now."""
    p, places = flat.parameters[0], flat.touchpoints
    for block in (Churn, Outreach, Personalisation):
        refresh(p[block.__name__.lower()], block)
    for place in places:
        refresh(place, Touchpoint)
    now = p.now
    now.gap_factor = gap_factor(float(now.motivation))
    now.spread_factor = spread_factor(float(now.motivation))
    set_levels(now, p.quality.ideal, p.gaps)
    now.kano_heart = attraction_left(p.kano, now.months)
    score = score_of(p.pyramid, float(p.hierarchy.gate))
    now.programme = p.hierarchy.strength * (score - now.pyramid_at_start)
    now.reminder_shift = shift_by_reminders(p.outreach, p.messages.disclosure_loss)
    if not places["open"].any():
        places["open"] = 1  # a firm that closes all its doors keeps them open
    places["desk"] = _desks(places)
    flat.fit[:, places["open"] == 0] = math.nan
    nowhere = np.isnan(flat.fit).all(axis=1)
    if nowhere.any():  # a need whose touchpoints are all closed goes where the doors are open
        flat.fit[np.ix_(nowhere, places["open"] == 1)] = 0.0


def _desks(places: np.ndarray) -> np.ndarray:
    """Return the desk that serves each touchpoint: its own, or its pool's first.

    Agents of a closed touchpoint work at the first desk that is open.
    """
    desks = np.arange(len(places))
    serving = (places["agents"] > 0) & (places["open"] == 1)
    for index, place in enumerate(places):
        if place.pool >= 0 and place.agents > 0:
            members = np.flatnonzero((places["pool"] == place.pool) & serving)
            desks[index] = members[0] if len(members) else index
    staffed = np.flatnonzero(serving)
    if len(staffed):
        closed = (places["agents"] > 0) & (places["open"] == 0)
        desks[closed] = desks[staffed[0]]
    return desks
