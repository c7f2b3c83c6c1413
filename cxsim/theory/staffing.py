"""What the Erlang formulas are used for: staffing, pooling, and Little's law."""

from typing import NamedTuple

from cxsim.errors import CxsimError
from cxsim.theory._arguments import INNER_SHARE, NOT_NEGATIVE, NUMERAL, POSITIVE, number
from cxsim.theory.erlang import Queue, erlang_a


def servers_needed(
    arrival_rate: float,
    service_rate: float,
    *,
    abandonment_rate: float = 0.0,
    max_abandonment: float | None = None,
    min_service_level: float | None = None,
    within: float | None = None,
) -> int:
    """Smallest number of servers c that meets a target.

    The target is either a largest share who give up, P_ab ≤ `max_abandonment` (needs θ > 0), or a
    smallest share served in time, P(served within t) ≥ `min_service_level` (needs `within`). Both
    improve with every server, so that a bisection finds c.

    Parameters
    ----------
    arrival_rate, service_rate : float
        λ > 0 and μ > 0 per unit of time.
    abandonment_rate : float, optional
        θ ≥ 0; with 0, the default, nobody gives up (Erlang C).
    max_abandonment : float, optional
        Largest acceptable share who give up, between 0 and 1.
    min_service_level : float, optional
        Smallest acceptable share served in time, between 0 and 1.
    within : float, optional
        t, the longest acceptable wait, 0 or more.

    Returns
    -------
    int
        c, the smallest number of servers.

    Raises
    ------
    CxsimError
        If not exactly one target is given, or an argument lies outside its range.

    References
    ----------
    Gans, N., Koole, G. & Mandelbaum, A. (2003). Telephone call centers: tutorial, review, and
    research prospects. Manufacturing & Service Operations Management 5(2), 79-141.

    Examples
    --------
    >>> servers_needed(48, 1, abandonment_rate=0.5, max_abandonment=0.03)
    51
    >>> servers_needed(48, 1, min_service_level=0.8, within=20 / 60)
    52
    """
    arrivals = number("arrival_rate", arrival_rate, POSITIVE)
    service = number("service_rate", service_rate, POSITIVE)
    impatience = number("abandonment_rate", abandonment_rate, NOT_NEGATIVE)
    if (max_abandonment is None) == (min_service_level is None):
        raise CxsimError("Give exactly one target: max_abandonment or min_service_level.")
    if max_abandonment is not None:
        most = number("max_abandonment", max_abandonment, INNER_SHARE)
        if impatience == 0:
            raise CxsimError("abandonment_rate must be a number above 0 to aim at max_abandonment.")

        def good(queue: Queue) -> bool:
            return queue.abandonment <= most

    else:
        least = number("min_service_level", min_service_level, INNER_SHARE)
        limit = number("within", within, NOT_NEGATIVE)

        def good(queue: Queue) -> bool:
            return bool(queue.service_level(limit) >= least)

    too_few = int(arrivals / service) if impatience == 0 else 0  # unstable there, or nobody serves
    step = 1
    while not good(erlang_a(arrivals, service, impatience, too_few + step)):
        too_few, step = too_few + step, 2 * step
    enough = too_few + step
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if good(erlang_a(arrivals, service, impatience, middle)):
            enough = middle
        else:
            too_few = middle
    return enough


class Pooling(NamedTuple):
    """The same work and staff in separate queues and in one.

    Attributes
    ----------
    separate : Queue
        One of the equal, separate queues.
    pooled : Queue
        The single queue that all customers and all servers share.
    wait_change : float
        Relative change of the mean wait by pooling, E[W]_pooled / E[W]_separate − 1.
    """

    separate: Queue
    pooled: Queue
    wait_change: float


def pooling(
    arrival_rate: float,
    service_rate: float,
    servers: int,
    *,
    groups: int = 2,
    abandonment_rate: float = 0.0,
) -> Pooling:
    """Compare queues before and after pooling: g separate queues (λ, c) against one with (gλ, gc).

    Parameters
    ----------
    arrival_rate : float
        λ > 0, customers per unit of time in each separate queue.
    service_rate : float
        μ > 0, the same before and after: pooling is compared at equal work.
    servers : int
        c, servers in each separate queue.
    groups : int, optional
        g, the number of separate queues, 1 or more.
    abandonment_rate : float, optional
        θ ≥ 0; with 0, the default, nobody gives up (Erlang C).

    Returns
    -------
    Pooling
        Both steady states and the relative change of the mean wait.

    Raises
    ------
    CxsimError
        If an argument lies outside its range, or a queue without abandonment is overloaded.

    References
    ----------
    Smith, D. R. & Whitt, W. (1981). Resource sharing for efficiency in traffic systems. Bell System
    Technical Journal 60(1), 39-55.
    """
    count = int(number("groups", groups, NUMERAL))
    separate = erlang_a(arrival_rate, service_rate, abandonment_rate, servers)
    pooled = erlang_a(count * arrival_rate, service_rate, abandonment_rate, count * servers)
    return Pooling(separate, pooled, pooled.mean_wait / separate.mean_wait - 1)


def littles_law(
    *,
    arrival_rate: float | None = None,
    mean_time: float | None = None,
    mean_number: float | None = None,
) -> float:
    """Little's law L = λ W: give two of the three and get the third.

    Parameters
    ----------
    arrival_rate : float, optional
        λ > 0, customers per unit of time.
    mean_time : float, optional
        W > 0, mean time that a customer spends in the place looked at.
    mean_number : float, optional
        L > 0, mean number of customers in that place.

    Returns
    -------
    float
        The one that was left out.

    Raises
    ------
    CxsimError
        If not exactly two are given, or one is not above 0.

    References
    ----------
    Little, J. D. C. (1961). A proof for the queuing formula L = λW. Operations Research 9(3),
    383-387.
    """
    given = {"arrival_rate": arrival_rate, "mean_time": mean_time, "mean_number": mean_number}
    known = {k: number(k, v, POSITIVE) for k, v in given.items() if v is not None}
    if len(known) != 2:
        raise CxsimError("Give exactly two of arrival_rate, mean_time and mean_number.")
    if "mean_number" not in known:
        return known["arrival_rate"] * known["mean_time"]
    return known["mean_number"] / (known.get("arrival_rate") or known["mean_time"])
