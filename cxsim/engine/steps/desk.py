"""The books of a staffed touchpoint."""

from __future__ import annotations

from cxsim.compilation import rule
from cxsim.engine.state import World


@rule
def update_desk(world: World, touchpoint: int, now: float, busy: int, waiting: int) -> None:
    """Count agent-days and waiting-days up to now, then note who is busy and who waits."""
    desk = world.desks[touchpoint]
    days = now - desk["since"]
    desk["busy_days"] += days * desk["busy"]
    desk["waiting_days"] += days * desk["waiting"]
    desk["agent_days"] += days * desk["agents"]
    desk["since"] = now
    desk["busy"] += busy
    desk["waiting"] += waiting
