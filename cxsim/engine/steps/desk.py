"""The books of a staffed touchpoint."""

from __future__ import annotations

import numpy as np

from cxsim.compilation import rule
from cxsim.engine.state import IN_SERVICE, WAITING, World


@rule
def settle_desk(world: World, touchpoint: int, now: float) -> None:
    """Count agent-days and waiting-days up to now, before the numbers at the desk change."""
    desk = world.desks[touchpoint]
    days = now - desk["since"]
    desk["busy_days"] += days * desk["busy"]
    desk["waiting_days"] += days * desk["waiting"]
    desk["agent_days"] += days * desk["agents"]
    desk["since"] = now


def count_afresh(world: World) -> list[int]:
    """Count who is busy and who waits at each desk; return the waiting in order of arrival.

    Desks may serve other touchpoints from now on: services under way and waiting customers go
    over to the desk that serves their touchpoint.
    """
    tickets, desks = world.tickets, world.desks
    staffed = world.touchpoints["agents"][tickets["touchpoint"]] > 0
    for name, count in (("busy", IN_SERVICE), ("waiting", WAITING)):
        here = np.flatnonzero((tickets["state"] == count) & staffed)
        desks[name] = 0
        np.add.at(desks[name], desks["serves"][tickets["touchpoint"][here]], 1)
    waiting = np.flatnonzero((tickets["state"] == WAITING) & staffed)
    people = tickets[waiting]
    order = np.lexsort((people["episode"], people["customer"], people["arrived"]))
    return [int(slot) for slot in waiting[order]]
