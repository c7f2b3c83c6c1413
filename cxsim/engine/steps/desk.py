"""The books of a staffed touchpoint."""

from __future__ import annotations

from cxsim.compilation import rule
from cxsim.engine.state import World


@rule
def settle_desk(world: World, touchpoint: int, now: float) -> None:
    """Count agent-days and waiting-days up to now, before the numbers at the desk change."""
    desk = world.desks[touchpoint]
    days = now - desk["since"]
    desk["busy_days"] += days * desk["busy"]
    desk["waiting_days"] += days * desk["waiting"]
    desk["agent_days"] += days * desk["agents"]
    desk["since"] = now
