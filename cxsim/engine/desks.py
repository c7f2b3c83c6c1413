"""Desks when the firm changes: who serves whom, counted afresh."""

from __future__ import annotations

import numpy as np

from cxsim.engine.state import World
from cxsim.model.contact import IN_SERVICE, QUEUING


def count_afresh(world: World) -> list[int]:
    """Count who is busy and who waits at each desk; return the waiting in order of arrival.

    Desks may serve other touchpoints from now on: services under way and waiting customers go
    over to the desk that serves their touchpoint.
    """
    tickets, desks = world.tickets, world.desks
    staffed = world.touchpoints["agents"][tickets["touchpoint"]] > 0
    for name, count in (("busy", IN_SERVICE), ("waiting", QUEUING)):
        here = np.flatnonzero((tickets["state"] == count) & staffed)
        desks[name] = 0
        np.add.at(desks[name], desks["serves"][tickets["touchpoint"][here]], 1)
    waiting = np.flatnonzero((tickets["state"] == QUEUING) & staffed)
    people = tickets[waiting]
    order = np.lexsort((people["episode"], people["customer"], people["arrived"]))
    return [int(slot) for slot in waiting[order]]
