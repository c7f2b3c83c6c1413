"""How many agents a desk gets for the next quarter.

Without a target occupancy, shorter handling or fewer contacts save nothing: paid time stays.
"""

from __future__ import annotations

import math

from cxsim.errors import CxsimError
from cxsim.scenario.management import Staffing
from cxsim.theory.staffing import servers_needed

_ROUNDING = 1e-9  # 3.4 / .85 is 4 agents, not 5 because of its last binary digit


def agents_for_occupancy(busy_agents: float, target_occupancy: float) -> int:
    """Smallest number of agents whose occupancy does not exceed the target; at least 1.

    Parameters
    ----------
    busy_agents
        Work to be done: busy agent-days per day, the mean number of agents at work.
    target_occupancy
        Wished share of paid time that is busy, above 0 and at most 1.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.
    """
    if not (busy_agents >= 0 and math.isfinite(busy_agents)):
        raise CxsimError(f"busy_agents must be a number of 0 or more, not {busy_agents}.")
    if not 0 < target_occupancy <= 1:
        raise CxsimError(f"target_occupancy must lie between 0 and 1, not {target_occupancy}.")
    return max(1, math.ceil(busy_agents / target_occupancy * (1.0 - _ROUNDING)))


def agents_for_abandonment(
    agents: float, load: float, abandonment: float, wait: float, most: float
) -> int:
    """Agents with whom at most a share of the callers gives up, as a manager forecasts it.

    Patience follows from what the queue shows, θ = P_ab / E[W] (it holds where patience is
    exponential: Mandelbaum and Zeltyn 2007), and the number of agents from Erlang A.

    Parameters
    ----------
    agents
        Agents at present.
    load
        Agents who would be busy if nobody gave up.
    abandonment, wait
        Share who give up; mean wait in handling times.
    most
        Largest share who may give up.

    Returns
    -------
    int
        At least 1; the present number where the queue shows too little.
    """
    if not (load > 0 and wait > 0 and abandonment > 0):
        return round(agents)
    return servers_needed(load, 1.0, abandonment_rate=abandonment / wait, max_abandonment=most)


def next_agents(agents: int, busy_days: float, days: float, staffing: Staffing) -> int:
    """Agents of a desk in the next quarter.

    Parameters
    ----------
    agents
        Agents at present. 0 means that nobody has to serve, and stays 0.
    busy_days
        Busy agent-days of the last quarter; NaN where nothing is known changes nothing.
    days
        Length of that quarter in days.
    staffing
        The rule (``company.staffing``).
    """
    if staffing.rule == "fixed" or agents == 0 or not days > 0 or math.isnan(busy_days):
        return agents
    return agents_for_occupancy(busy_days / days, staffing.target_occupancy)


def cost_of_offices(fixed: float, remote_share: float, saving: float) -> float:
    """Fixed cost where a share of staff works from home: F (1 - share · saving) (S3-13).

    Video conferences save rent and travel; the form and the numbers are assumptions.
    """
    return fixed * (1.0 - remote_share * saving)
