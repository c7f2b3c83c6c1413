"""The event log: rows pile up in two buffers of fixed size and are moved out when these fill."""

from __future__ import annotations

import numpy as np

from cxsim.engine import state
from cxsim.engine.state import ENCOUNTER, EPISODE, World

BUFFER_ROWS = 65_536


class Log:
    """All encounters and episodes of a run.

    Parameters
    ----------
    keep
        False keeps no rows at all: KPIs come from accumulators and need none.
    """

    def __init__(self, keep: bool) -> None:
        rows = BUFFER_ROWS if keep else 1
        self.keep = keep
        self.encounters = np.zeros(rows, dtype=ENCOUNTER)
        self.episodes = np.zeros(rows, dtype=EPISODE)
        self.cursors = np.zeros(2, dtype=np.int64)
        self._kept: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])

    def make_room(self, rows: int = 1) -> None:
        """Move the buffers out if they cannot take ``rows`` more rows."""
        if max(self.cursors) + rows > BUFFER_ROWS:
            self.flush()

    def flush(self) -> None:
        """Move the rows written so far out of the buffers."""
        if not self.keep:
            return
        for kept, buffer, index in zip(
            self._kept, (self.encounters, self.episodes), (0, 1), strict=True
        ):
            kept.append(buffer[: self.cursors[index]].copy())
            self.cursors[index] = 0

    def tables(self, world: World, now: float) -> tuple[np.ndarray, np.ndarray]:
        """Return all rows in order of (customer, episode, step), what is in progress included."""
        self.flush()
        encounters, episodes = in_progress(world, now) if self.keep else ([], [])
        return (
            _sorted([*self._kept[0], *encounters], ENCOUNTER),
            _sorted([*self._kept[1], *episodes], EPISODE),
        )


def _sorted(parts: list[np.ndarray], dtype: np.dtype) -> np.ndarray:
    """Sort by customer, episode and step: three small numbers in one, which sorts quickest."""
    filled = [part for part in parts if len(part)]
    rows = np.concatenate(filled) if len(filled) > 1 else (filled or [np.zeros(0, dtype)])[0]
    key = (rows["customer"] << 32) + (rows["episode"] << 4)
    if "step" in (dtype.names or ()):
        key += rows["step"]
    return rows.take(np.argsort(key, kind="stable"))


def in_progress(world: World, now: float) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return rows for contacts and episodes that the horizon cut off: their end is missing."""
    tickets = world.tickets[world.tickets["state"] != state.FREE]
    episodes = np.zeros(len(tickets), dtype=EPISODE)
    for name in ("customer", "episode", "need", "opened", "contacts", "spend"):
        episodes[name] = tickets[name]
    for name in ("closed", "remembered", "nps_score", "csat_score", "ces_score"):
        episodes[name] = np.nan
    episodes["resolved"] = state.IN_PROGRESS
    episodes["attitude"] = world.people["attitude"][tickets["customer"]]
    episodes["loyalty"] = world.people["loyalty"][tickets["customer"]]

    tickets = tickets[tickets["state"] != state.BETWEEN]
    encounters = np.zeros(len(tickets), dtype=ENCOUNTER)
    for name in encounters.dtype.names or ():
        if name in ("customer", "episode", "need", "touchpoint", "arrived", "context_kept"):
            encounters[name] = tickets[name]
        elif encounters.dtype[name] == np.float64:
            encounters[name] = np.nan
    until = np.where(np.isnan(tickets["started"]), now, tickets["started"])
    minutes = world.parameters["minutes_per_day"][0]
    encounters["step"] = tickets["step"] + 1
    encounters["started"] = tickets["started"]
    encounters["wait_minutes"] = (until - tickets["arrived"]) * minutes
    encounters["outcome"] = state.IN_PROGRESS
    return [encounters], [episodes]
