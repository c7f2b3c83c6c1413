"""The event log: rows pile up in two buffers of fixed size and are moved out when these fill."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from cxsim.compilation import compiles_to, rule
from cxsim.engine.state import ENCOUNTER, EPISODE, Person, Ticket, World
from cxsim.model.contact import BETWEEN, FREE, IN_PROGRESS

BUFFER_ROWS = 65_536
_KNOWN_EARLY = ("customer", "episode", "need", "touchpoint", "arrived", "context_kept")


Sink = Callable[[str, np.ndarray], None]


class Log:
    """All encounters and episodes of a run.

    Parameters
    ----------
    keep
        False keeps no rows at all: KPIs come from accumulators and need none.
    sink
        Takes rows away as the buffers fill (table's name, rows), so that memory stays bounded.
    encounter
        Layout of a row of encounters, where mechanisms of one's own add columns.
    """

    def __init__(
        self, keep: bool, sink: Sink | None = None, encounter: np.dtype[Any] = ENCOUNTER
    ) -> None:
        rows = BUFFER_ROWS if keep else 1
        self.keep = keep
        self.sink = sink
        self.encounters = np.zeros(rows, dtype=encounter)
        self.episodes = np.zeros(rows, dtype=EPISODE)
        self.cursors = np.zeros(2, dtype=np.int64)
        self._kept: dict[str, list[np.ndarray]] = {"encounters": [], "episodes": []}

    def make_room(self, rows: int = 2) -> None:
        """Move the buffers out if they cannot take ``rows`` more rows."""
        if max(self.cursors) + rows > BUFFER_ROWS:
            self.flush()

    def flush(self) -> None:
        """Move the rows written so far out of the buffers, which can then be used again."""
        if self.keep:
            self._put("encounters", self.encounters[: self.cursors[0]].copy())
            self._put("episodes", self.episodes[: self.cursors[1]].copy())
            self.cursors[:] = 0

    def _put(self, table: str, rows: np.ndarray) -> None:
        if not len(rows):
            return
        if self.sink is not None:
            self.sink(table, rows)
        else:
            self._kept[table].append(rows)

    def close(self, world: World, now: float) -> None:
        """End the log with what is in progress at the horizon."""
        if not self.keep:
            return
        self._put("encounters", self.encounters[: self.cursors[0]])
        self._put("episodes", self.episodes[: self.cursors[1]])
        encounters, episodes = in_progress(world, now, self.encounters.dtype)
        self._put("encounters", encounters)
        self._put("episodes", episodes)

    def rows(self, table: str) -> np.ndarray:
        """Return the rows of a table in order of (customer, episode, step).

        Sorting is left to the first reader: many runs are asked for their KPIs only.
        """
        dtype = self.encounters.dtype if table == "encounters" else EPISODE
        self._kept[table] = [_sorted(self._kept[table], dtype)]
        return self._kept[table][0]


def _sorted(parts: list[np.ndarray], dtype: np.dtype) -> np.ndarray:
    """Sort by customer, episode and step: three small numbers in one, which sorts quickest."""
    rows = np.concatenate(parts) if parts else np.zeros(0, dtype=dtype)
    key = (rows["customer"] << 32) + (rows["episode"] << 4)
    if "step" in (dtype.names or ()):
        key += rows["step"]
    return rows.take(np.argsort(key, kind="stable"))


def in_progress(
    world: World, now: float, encounter: np.dtype[Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Return rows for contacts and episodes that the horizon cut off: their end is missing."""
    tickets = world.tickets[world.tickets["state"] != FREE]
    episodes = np.zeros(len(tickets), dtype=EPISODE)
    for name in (
        "customer",
        "episode",
        "need",
        "opened",
        "contacts",
        "complained",
        "reviewed",
        "spend",
    ):
        episodes[name] = tickets[name]
    for name in ("closed", "remembered", "stars", "nps_score", "csat_score", "ces_score"):
        episodes[name] = np.nan
    episodes["resolved"] = IN_PROGRESS
    episodes["attitude"] = world.people["attitude"][tickets["customer"]]
    episodes["loyalty"] = world.people["loyalty"][tickets["customer"]]

    tickets = tickets[tickets["state"] != BETWEEN]
    encounters = np.zeros(len(tickets), dtype=encounter)
    for name in encounters.dtype.names or ():
        own = name not in (ENCOUNTER.names or ())
        if own or name in _KNOWN_EARLY:
            encounters[name] = tickets[name]
        elif encounters.dtype[name] == np.float64:
            encounters[name] = np.nan
    until = np.where(np.isnan(tickets["started"]), now, tickets["started"])
    minutes = world.parameters["minutes_per_day"][0]
    encounters["step"] = tickets["step"] + 1
    encounters["started"] = tickets["started"]
    encounters["wait_minutes"] = (until - tickets["arrived"]) * minutes
    encounters["outcome"] = IN_PROGRESS
    return encounters, episodes


# -- writing rows -----------------------------------------------------------------------------


def log_own(row: Any, ticket: Any) -> None:
    """Write the state that mechanisms keep of a matter into the row of its contact."""
    for name in row.dtype.names[len(ENCOUNTER.names or ()) :]:
        row[name] = ticket[name]


def _log_own_typed(row: Any, ticket: Any) -> Any:
    own = [name for name in row.fields if name not in (ENCOUNTER.names or ())]
    lines = [f"    row.{name} = ticket.{name}" for name in own] or ["    pass"]
    space: dict[str, Any] = {}
    exec("\n".join(["def log(row, ticket):", *lines]), space)
    return space["log"]


compiles_to(log_own, _log_own_typed)


@rule
def log_contact(
    rows: np.ndarray, cursors: np.ndarray, ticket: Ticket, now: float, outcome: int,
    minutes_per_day: float,
) -> None:  # fmt: skip
    """Write one row of the table of encounters."""
    row = rows[cursors[0]]
    cursors[0] += 1
    row.customer = ticket.customer
    row.episode = ticket.episode
    row.step = ticket.step + 1
    row.need = ticket.need
    row.touchpoint = ticket.touchpoint
    row.arrived = ticket.arrived
    row.started = ticket.started
    row.ended = now
    row.wait_minutes = ticket.wait_minutes
    row.handling_minutes = ticket.handling * minutes_per_day
    row.outcome = outcome
    row.context_kept = ticket.context_kept
    row.performance = ticket.performance
    row.expectation = ticket.standard
    row.disconfirmation = ticket.performance - ticket.standard
    row.heart = ticket.heart
    row.mind = ticket.mind
    row.hands = ticket.hands
    row.effort = ticket.effort
    row.satisfaction = ticket.satisfaction
    log_own(row, ticket)


@rule
def log_matter(
    rows: np.ndarray, cursors: np.ndarray, ticket: Ticket, person: Person, now: float
) -> None:
    """Write one row of the table of episodes."""
    row = rows[cursors[1]]
    cursors[1] += 1
    answered = not math.isnan(ticket.nps)
    row.customer = ticket.customer
    row.episode = ticket.episode
    row.need = ticket.need
    row.opened = ticket.opened
    row.closed = now
    row.contacts = ticket.contacts
    row.resolved = ticket.resolved
    row.remembered = ticket.remembered
    row.attitude = person.attitude
    row.loyalty = person.loyalty
    row.complained = ticket.complained
    row.reviewed = ticket.reviewed
    row.talked = ticket.talked
    row.stars = ticket.stars
    row.spend = ticket.spend
    row.surveyed = ticket.surveyed
    row.nps_score = ticket.nps
    row.csat_score = ticket.told_csat if answered else math.nan
    row.ces_score = ticket.told_ces if answered else math.nan
