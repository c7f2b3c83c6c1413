"""Queues with staff: Erlang B, C and A.

Customers arrive at random (Poisson) with rate λ, each of c servers needs an exponential time with
mean 1/μ, and in Erlang A a waiting customer gives up after an exponential patience with mean 1/θ.
All rates use one unit of time; so do the waits that come out.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import integrate

from cxsim.errors import CxsimError
from cxsim.theory._arguments import (
    NOT_NEGATIVE,
    NUMERAL,
    POSITIVE,
    FloatArray,
    number,
    numbers,
    plain,
)

_NEGLIGIBLE = 45.0  # e^-45 is below the precision of a float


@dataclass(frozen=True)
class Queue:
    """The steady state of a staffed queue.

    Attributes
    ----------
    arrival_rate, service_rate, abandonment_rate : float
        λ, μ and θ, per unit of time. θ = 0 means that nobody gives up.
    servers : int
        c, the number of servers.
    probability_of_waiting : float
        P(W > 0), the share of customers who find all servers busy.
    mean_wait : float
        E[W], mean time in the queue over all customers, until service or until giving up.
    mean_queue : float
        E[Q] = λ E[W], mean number waiting.
    occupancy : float
        Share of the servers' time spent serving.
    abandonment : float
        P_ab, the share of customers who give up.
    """

    arrival_rate: float
    service_rate: float
    abandonment_rate: float
    servers: int
    probability_of_waiting: float
    mean_wait: float
    mean_queue: float
    occupancy: float
    abandonment: float

    def service_level(self, within: ArrayLike) -> FloatArray:
        """Share of all customers who are served after a wait of at most `within`.

        Those served at once count, those who give up do not. With V the wait of somebody endlessly
        patient, the density of V at x > 0 is proportional to exp(λ (1 − e^(−θx)) / θ − cμ x), and
        somebody with wait V is still there with probability e^(−θV). In Erlang C this is
        1 − P(W > 0) e^(−(cμ − λ) t).

        Parameters
        ----------
        within : array_like
            t, the longest acceptable wait, 0 or more, in the unit of time of the rates.

        Returns
        -------
        ndarray
            Share in [0, 1], in the shape of `within`; a plain number for a number.

        Raises
        ------
        CxsimError
            If `within` is negative or not a number.

        References
        ----------
        Baccelli, F. & Hebuterne, G. (1981). On queues with impatient customers. Performance '81.
        Zeltyn, S. & Mandelbaum, A. (2005). Call centers with impatient customers. Queueing Systems
        51.
        """
        limit = numbers("within", within, NOT_NEGATIVE)
        served_after_waiting = self.probability_of_waiting - self.abandonment
        if self.abandonment_rate == 0:
            slack = self.servers * self.service_rate - self.arrival_rate
            answered = -np.expm1(-slack * limit)
        else:
            answered = self._wait_distribution_of_the_served(limit)
        return plain(1 - self.probability_of_waiting + served_after_waiting * answered)

    def _wait_distribution_of_the_served(self, limit: FloatArray) -> FloatArray:
        """P(V ≤ t) among those who wait and are served, with patience.

        Waits are counted from the mode of their density, so that nothing large cancels.
        """
        impatience = self.abandonment_rate
        outflow = self.servers * self.service_rate + impatience
        inflow = min(self.arrival_rate, outflow)
        mode = float(np.log(self.arrival_rate / inflow)) / impatience

        def log_density(x: float) -> float:
            return float(-inflow * np.expm1(-impatience * x) / impatience - outflow * x)

        first, last = _support(log_density, mode, unit=1 / outflow)

        def integral(upper: float) -> float:
            area, _ = integrate.quad(
                lambda x: np.exp(log_density(x)), first, upper, epsabs=0, epsrel=1e-9, limit=200
            )
            return float(area)

        total = integral(last)
        share = [integral(min(max(t - mode, first), last)) / total for t in limit.ravel()]
        return np.array(share).reshape(limit.shape)


def _support(
    log_density: Callable[[float], float], mode: float, unit: float
) -> tuple[float, float]:
    """Where a density with its peak at 0 is not negligible, to the right of −mode."""
    left = right = unit
    while left < mode and log_density(-left) > -_NEGLIGIBLE:
        left *= 2
    while log_density(right) > -_NEGLIGIBLE:
        right *= 2
    return max(-mode, -left), right


def erlang_b(arrival_rate: float, service_rate: float, servers: int) -> float:
    """Share of customers lost where nobody can wait (Erlang B).

    With offered load a = λ/μ the recursion is B(0) = 1, B(n) = a B(n−1) / (n + a B(n−1)).

    Parameters
    ----------
    arrival_rate : float
        λ > 0, customers per unit of time.
    service_rate : float
        μ > 0, customers that one server serves per unit of time.
    servers : int
        c, 1 or more.

    Returns
    -------
    float
        B(c), the probability that an arriving customer finds all servers busy and is lost.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Erlang, A. K. (1917). Solution of some problems in the theory of probabilities of significance
    in automatic telephone exchanges.
    """
    arrivals, service, count = _station(arrival_rate, service_rate, servers)
    return _blocking(arrivals / service, count)


def erlang_c(arrival_rate: float, service_rate: float, servers: int) -> Queue:
    """Queue in which everybody waits as long as it takes (Erlang C, M/M/c).

    With ρ = λ/(cμ) and B from Erlang B: P(W > 0) = B / (1 − ρ (1 − B)), E[W] = P(W > 0) / (cμ − λ).

    Parameters
    ----------
    arrival_rate : float
        λ > 0, customers per unit of time.
    service_rate : float
        μ > 0, customers that one server serves per unit of time.
    servers : int
        c, 1 or more, and more than λ/μ.

    Returns
    -------
    Queue
        The steady state.

    Raises
    ------
    CxsimError
        If an argument lies outside its range, or if λ ≥ cμ: the queue then grows without end.

    References
    ----------
    Erlang, A. K. (1917). Solution of some problems in the theory of probabilities of significance
    in automatic telephone exchanges.

    Examples
    --------
    >>> queue = erlang_c(arrival_rate=48, service_rate=1, servers=50)
    >>> round(queue.probability_of_waiting, 6), round(60 * queue.mean_wait, 3)
    (0.694456, 20.834)
    """
    arrivals, service, count = _station(arrival_rate, service_rate, servers)
    load = arrivals / service
    if arrivals >= count * service:
        raise CxsimError(
            f"servers must be more than {load:g} (arrival_rate / service_rate), not {count}: "
            "where nobody gives up, the queue would grow without end."
        )
    blocking = _blocking(load, count)
    waiting = blocking / (1 - load / count * (1 - blocking))
    mean_wait = waiting / (count * service - arrivals)
    return Queue(
        arrival_rate=arrivals,
        service_rate=service,
        abandonment_rate=0.0,
        servers=count,
        probability_of_waiting=waiting,
        mean_wait=mean_wait,
        mean_queue=arrivals * mean_wait,
        occupancy=load / count,
        abandonment=0.0,
    )


def erlang_a(
    arrival_rate: float, service_rate: float, abandonment_rate: float, servers: int
) -> Queue:
    """Queue in which the waiting give up after a while (Erlang A, M/M/c+M).

    The number n in the system is a birth-death process with steady state
    π(n) ∝ Π_{k=1..n} λ / (min(k, c) μ + max(k − c, 0) θ). It has one under any load. From it
    E[Q] = Σ max(n − c, 0) π(n), E[W] = E[Q]/λ (Little) and P_ab = θ E[W].

    Parameters
    ----------
    arrival_rate : float
        λ > 0, customers per unit of time.
    service_rate : float
        μ > 0, customers that one server serves per unit of time.
    abandonment_rate : float
        θ ≥ 0, one over the mean patience. With 0 this is Erlang C.
    servers : int
        c, 1 or more.

    Returns
    -------
    Queue
        The steady state.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Palm, C. (1957). Research on telephone traffic carried by full availability groups. Tele.
    Garnett, O., Mandelbaum, A. & Reiman, M. (2002). Designing a call center with impatient
    customers.
    Manufacturing & Service Operations Management 4(3), 208-227.

    Examples
    --------
    >>> queue = erlang_a(arrival_rate=48, service_rate=1, abandonment_rate=0.5, servers=50)
    >>> round(queue.abandonment, 6), round(60 * queue.mean_wait, 3)
    (0.030912, 3.709)
    """
    arrivals, service, count = _station(arrival_rate, service_rate, servers)
    impatience = number("abandonment_rate", abandonment_rate, NOT_NEGATIVE)
    if impatience == 0:
        return erlang_c(arrivals, service, count)
    state, probability = _steady_state(arrivals, service, impatience, count)
    mean_queue = float(np.maximum(state - count, 0) @ probability)
    return Queue(
        arrival_rate=arrivals,
        service_rate=service,
        abandonment_rate=impatience,
        servers=count,
        probability_of_waiting=float(probability[state >= count].sum()),
        mean_wait=mean_queue / arrivals,
        mean_queue=mean_queue,
        occupancy=float(np.minimum(state, count) @ probability) / count,
        abandonment=impatience * mean_queue / arrivals,
    )


def _station(arrival_rate: float, service_rate: float, servers: int) -> tuple[float, float, int]:
    """Check the three arguments that all queues share."""
    return (
        number("arrival_rate", arrival_rate, POSITIVE),
        number("service_rate", service_rate, POSITIVE),
        int(number("servers", servers, NUMERAL)),
    )


def _blocking(load: float, servers: int) -> float:
    """Erlang B by its recursion, which stays within [0, 1] for any number of servers."""
    blocking = 1.0
    for busy in range(1, servers + 1):
        blocking = load * blocking / (busy + load * blocking)
    return blocking


def _steady_state(
    arrivals: float, service: float, impatience: float, servers: int
) -> tuple[FloatArray, FloatArray]:
    """States n that matter and their probabilities π(n), summed up in logarithms.

    The process is at most as spread as a Poisson number with mean λ / min(μ, θ) around its mode,
    and where the load is below c its tail falls at least geometrically. States outside are
    negligible.
    """
    load = arrivals / service
    overload = arrivals - servers * service
    mode = load if overload < 0 else servers + overload / impatience
    spread = np.sqrt(arrivals / min(service, impatience))
    lowest = max(0.0, np.floor(mode - 12 * spread))
    highest = np.ceil(max(mode + 12 * spread, servers) + 60)
    if overload < 0:
        highest = min(highest, servers + np.ceil(_NEGLIGIBLE / np.log(servers / load)))
    state = np.arange(lowest, highest + 1)
    departures = np.minimum(state, servers) * service + np.maximum(state - servers, 0) * impatience
    log_weight = np.zeros_like(state)
    log_weight[1:] = np.cumsum(np.log(arrivals / departures[1:]))
    weight = np.exp(log_weight - log_weight.max())
    return state, weight / weight.sum()
