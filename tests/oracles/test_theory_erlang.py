"""Erlang B, C and A against published figures, other implementations, and a simulation by ciw."""

from pathlib import Path

import ciw
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyworkforce.queuing import ErlangC
from scipy import special, stats

from cxsim.errors import CxsimError
from cxsim.theory import erlang_a, erlang_b, erlang_c, staffing

REFERENCE = pd.read_csv(Path(__file__).parents[2] / "datasets" / "ref" / "erlang_golden.csv")
SECONDS_20 = 20 / 60  # the rates are per minute

rates = st.floats(0.05, 20)
servers = st.integers(1, 60)


@pytest.mark.parametrize(
    ("arrivals", "count", "waiting", "wait"),
    [
        (48, 50, 0.694456, 20.834 / 60),
        (4, 5, 0.554113, 0.554113),
        (9, 10, 0.668732, 0.668732),
        (2, 3, 4 / 9, 4 / 9),
        (0.8, 1, 0.8, 4.0),
    ],
)
def test_erlang_c_golden(arrivals, count, waiting, wait):
    queue = erlang_c(arrivals, 1, count)
    assert queue.probability_of_waiting == pytest.approx(waiting, abs=1e-6)
    assert queue.mean_wait == pytest.approx(wait, abs=1e-5)
    assert queue.mean_queue == pytest.approx(arrivals * wait, abs=1e-3)


def test_erlang_c_of_fifty_agents():
    queue = erlang_c(48, 1, 50)
    assert queue.mean_queue == pytest.approx(16.667, abs=1e-3)
    assert queue.occupancy == 0.96
    assert queue.service_level(SECONDS_20) == pytest.approx(0.643455, abs=1e-6)
    assert erlang_c(4, 1, 5).mean_queue == pytest.approx(2.21645, abs=1e-5)


@pytest.mark.parametrize(
    ("arrivals", "count"), [(48, 50), (48, 52), (4, 5), (9, 10), (2, 3), (200, 210)]
)
def test_erlang_c_equals_pyworkforce(arrivals, count):
    theirs = ErlangC(transactions=arrivals, aht=1, asa=SECONDS_20, interval=1)
    ours = erlang_c(arrivals, 1, count)
    assert ours.probability_of_waiting == pytest.approx(theirs.waiting_probability(count), abs=1e-9)
    assert ours.service_level(SECONDS_20) == pytest.approx(theirs.service_level(count), abs=1e-9)


@pytest.mark.parametrize(
    ("arrivals", "impatience", "count", "abandonment", "wait", "waiting"),
    [
        (48, 0.5, 50, 0.030912, 3.709 / 60, 0.467774),
        (4, 1, 5, 0.102576, 0.102576, 0.371163),
        (12, 0.5, 10, 0.195656, 0.391312, None),
        (0.8, 0.2, 1, 0.181060, None, None),
        (48, 0.5, 51, 0.024484, None, None),
        (48, 0.5, 46, 0.070132, None, None),
    ],
)
def test_erlang_a_golden(arrivals, impatience, count, abandonment, wait, waiting):
    queue = erlang_a(arrivals, 1, impatience, count)
    assert queue.abandonment == pytest.approx(abandonment, abs=1e-6)
    if wait is not None:
        assert queue.mean_wait == pytest.approx(wait, abs=1e-5)
    if waiting is not None:
        assert queue.probability_of_waiting == pytest.approx(waiting, abs=1e-6)


def test_erlang_a_of_fifty_agents():
    queue = erlang_a(48, 1, 0.5, 50)
    assert queue.mean_queue == pytest.approx(2.9676, abs=1e-4)
    assert queue.occupancy == pytest.approx(0.930324, abs=1e-6)
    # the figures printed in the literature (published~): 3.1 % give up, 3.7 s against 20.8 s
    assert round(100 * queue.abandonment, 1) == 3.1
    assert round(60 * queue.mean_wait, 1) == 3.7
    assert round(60 * erlang_c(48, 1, 50).mean_wait, 1) == 20.8


@pytest.mark.parametrize(
    "row", list(REFERENCE.itertuples()), ids=lambda row: f"{row.model}-{row.Index}"
)
def test_reference_table(row):
    impatience = 0.0 if np.isnan(row.abandonments_per_minute) else row.abandonments_per_minute
    queue = erlang_a(row.arrivals_per_minute, row.services_per_minute, impatience, row.servers)
    computed = {
        "probability_wait": queue.probability_of_waiting,
        "mean_wait_minutes": queue.mean_wait,
        "mean_queue": queue.mean_queue,
        "probability_abandon": queue.abandonment,
        "utilisation": queue.occupancy,
        "within_20_seconds": queue.service_level(SECONDS_20),
    }
    for name, value in computed.items():
        if not np.isnan(getattr(row, name)):
            assert value == pytest.approx(getattr(row, name), abs=1e-6), name


def simulated(arrivals, impatience, count, customers, seed):
    """The records of a ciw run with about so many customers."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(arrivals)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[count],
        reneging_time_distributions=[ciw.dists.Exponential(impatience)],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(customers / arrivals)
    return pd.DataFrame(simulation.get_all_records())


def summary(records):
    served = records.record_type == "service"
    return {
        "abandonment": 1 - served.mean(),
        "wait": records.waiting_time.mean(),
        "level": (served & (records.waiting_time <= 0.2)).mean(),
    }


def test_erlang_a_against_a_short_simulation():
    queue = erlang_a(4, 1, 1, 5)
    got = summary(simulated(4.0, 1.0, 5, customers=30_000, seed=11))
    # Standard errors at 30 000 customers: .0037 for the abandonment (.0026 at 60 000); the same for
    # the wait, because P_ab = θ E[W] with θ = 1; about twice as large for the service level.
    assert got["abandonment"] == pytest.approx(queue.abandonment, abs=3 * 0.0037)
    assert got["wait"] == pytest.approx(queue.mean_wait, abs=3 * 0.0037)
    assert got["level"] == pytest.approx(queue.service_level(0.2), abs=3 * 0.0075)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arrivals", "impatience", "count"), [(4.0, 1.0, 5), (12.0, 0.5, 10), (48.0, 0.5, 50)]
)
def test_erlang_a_within_the_interval_of_ten_simulations(arrivals, impatience, count):
    queue = erlang_a(arrivals, 1, impatience, count)
    runs = pd.DataFrame(
        [summary(simulated(arrivals, impatience, count, 20_000, seed)) for seed in range(10)]
    )
    # The standard error comes from the ten runs themselves; 4.3 of them are a 99.8 % interval at 9
    # degrees of freedom. The short empty start biases by less than a tenth of it.
    half_width = stats.t.ppf(0.999, df=9) * runs.std() / np.sqrt(10)
    exact = pd.Series(
        {
            "abandonment": queue.abandonment,
            "wait": queue.mean_wait,
            "level": queue.service_level(0.2),
        }
    )
    assert ((runs.mean() - exact).abs() < half_width).all()


@given(rates, rates, rates, servers)
@settings(deadline=None)
def test_identities(arrivals, service, impatience, count):
    queue = erlang_a(arrivals, service, impatience, count)
    busy = queue.occupancy * count
    # what comes in goes out: this ties the queue to the servers, which are summed up separately
    assert arrivals * (1 - queue.abandonment) == pytest.approx(service * busy, rel=1e-9)
    assert queue.abandonment == pytest.approx(impatience * queue.mean_wait)
    assert arrivals * queue.abandonment == pytest.approx(impatience * queue.mean_queue)
    expected = staffing.littles_law(arrival_rate=arrivals, mean_time=queue.mean_wait or 1e-300)
    assert queue.mean_queue == pytest.approx(expected, rel=1e-12, abs=1e-290)


def test_littles_law_each_way():
    assert staffing.littles_law(arrival_rate=4, mean_time=0.5) == 2
    assert staffing.littles_law(arrival_rate=4, mean_number=2) == 0.5
    assert staffing.littles_law(mean_time=0.5, mean_number=2) == 4
    with pytest.raises(CxsimError, match="exactly two"):
        staffing.littles_law(arrival_rate=4)


@given(rates, rates, rates, servers)
@settings(deadline=None)
def test_erlang_a_stays_within_bounds(arrivals, service, impatience, count):
    queue = erlang_a(arrivals, service, impatience, count)
    for share in (queue.probability_of_waiting, queue.occupancy, queue.abandonment):
        assert 0 <= share <= 1 + 1e-12
    levels = queue.service_level(np.array([0, 0.1, 1, 10, 1e6]))
    assert (np.diff(levels) >= -1e-12).all()
    assert levels[0] == pytest.approx(1 - queue.probability_of_waiting)
    assert levels[-1] == pytest.approx(1 - queue.abandonment)


@given(rates, rates, rates, servers)
@settings(deadline=None)
def test_more_servers_help(arrivals, service, impatience, count):
    fewer = erlang_a(arrivals, service, impatience, count)
    more = erlang_a(arrivals, service, impatience, count + 1)
    rounding = 1 + 1e-12
    assert more.probability_of_waiting <= fewer.probability_of_waiting * rounding
    assert more.mean_wait <= fewer.mean_wait * rounding
    assert more.abandonment <= fewer.abandonment * rounding
    assert more.service_level(0.1) >= fewer.service_level(0.1) - 1e-9


@given(rates, servers, st.floats(0.05, 0.95))
@settings(deadline=None)
def test_erlang_a_becomes_erlang_c_when_patience_grows(service, count, occupancy):
    arrivals = occupancy * count * service
    endless = erlang_c(arrivals, service, count)
    patient = erlang_a(arrivals, service, 1e-9 * service, count)
    assert patient.probability_of_waiting == pytest.approx(endless.probability_of_waiting, rel=1e-5)
    assert patient.mean_wait == pytest.approx(endless.mean_wait, rel=1e-5)
    assert patient.service_level(0.1) == pytest.approx(endless.service_level(0.1), rel=1e-5)
    assert erlang_a(arrivals, service, 0, count) == endless


@given(rates, rates, servers)
def test_erlang_a_becomes_erlang_b_when_patience_vanishes(arrivals, service, count):
    hasty = erlang_a(arrivals, service, 1e9, count)
    assert hasty.abandonment == pytest.approx(erlang_b(arrivals, service, count), rel=1e-5)


@given(rates, rates, servers)
def test_erlang_b_is_a_truncated_poisson(arrivals, service, count):
    load = arrivals / service
    expected = stats.poisson.pmf(count, load) / stats.poisson.cdf(count, load)
    assume(np.isfinite(expected))
    assert erlang_b(arrivals, service, count) == pytest.approx(expected, rel=1e-9, abs=1e-290)


@pytest.mark.parametrize(
    ("arrivals", "impatience", "count"), [(48, 0.5, 50), (12, 0.5, 10), (4, 1, 5), (0.8, 0.2, 1)]
)
def test_service_level_of_erlang_a_by_the_incomplete_gamma_function(arrivals, impatience, count):
    queue = erlang_a(arrivals, 1, impatience, count)
    within = np.array([0.05, 0.2, 1.0, 3.0])
    shape, top = count / impatience + 1, arrivals / impatience
    tail = special.gammainc(shape, top * np.exp(-impatience * within))
    answered = 1 - tail / special.gammainc(shape, top)
    served = queue.probability_of_waiting - queue.abandonment
    expected = 1 - queue.probability_of_waiting + served * answered
    assert queue.service_level(within) == pytest.approx(expected, abs=1e-9)


def test_only_patience_without_end_needs_enough_servers():
    assert erlang_a(48, 1, 0.5, 10).abandonment == pytest.approx(1 - 10 / 48, abs=1e-6)
    with pytest.raises(CxsimError, match=r"servers must be more than 48 .* not 48"):
        erlang_c(48, 1, 48)
    with pytest.raises(CxsimError, match="without end"):
        erlang_c(48, 1, 10)


def test_large_and_overloaded_stations():
    large = erlang_c(9_900, 1, 10_000)
    assert 0 < large.probability_of_waiting < 1
    # a fluid: half of the arrivals cannot be served, and the wait is the time until half have left
    flood = erlang_a(100_000, 1, 0.01, 50_000)
    assert flood.abandonment == pytest.approx(0.5)
    assert flood.service_level([60, 80]) == pytest.approx([0, 0.5], abs=1e-6)
    patient = erlang_a(1_000, 1, 1e-6, 500)
    assert patient.abandonment == pytest.approx(0.5)
    assert patient.service_level(np.log(2) / 1e-6) == pytest.approx(0.25, abs=0.01)
    idle = erlang_a(1, 1, 0.1, 1_000)
    assert idle.probability_of_waiting == idle.mean_wait == 0
    assert idle.service_level(0) == 1


def test_pooling():
    patient = staffing.pooling(4, 1, 5)
    assert patient.separate.mean_wait == pytest.approx(0.554113, abs=1e-6)
    assert patient.pooled.mean_wait == pytest.approx(0.204590, abs=1e-6)
    assert round(100 * patient.wait_change) == -63
    impatient = staffing.pooling(4, 1, 5, abandonment_rate=0.5)
    assert impatient.separate.abandonment == pytest.approx(0.0780, abs=5e-5)
    assert impatient.pooled.abandonment == pytest.approx(0.0388, abs=5e-5)


def test_staffing():
    assert staffing.servers_needed(48, 1, abandonment_rate=0.5, max_abandonment=0.03) == 51
    assert staffing.servers_needed(48, 1, min_service_level=0.8, within=SECONDS_20) == 52
    assert erlang_c(48, 1, 52).service_level(SECONDS_20) == pytest.approx(0.8772, abs=5e-5)
    assert erlang_c(48, 1, 51).service_level(SECONDS_20) == pytest.approx(0.7898, abs=5e-5)
    assert erlang_a(48, 1, 0.5, 46).abandonment == pytest.approx(0.0701, abs=5e-5)


@given(rates, rates, rates, st.floats(0.01, 0.5))
@settings(deadline=None)
def test_staffing_is_the_smallest_number_that_does(arrivals, service, impatience, most):
    enough = staffing.servers_needed(
        arrivals, service, abandonment_rate=impatience, max_abandonment=most
    )
    assert erlang_a(arrivals, service, impatience, enough).abandonment <= most
    if enough > 1:
        assert erlang_a(arrivals, service, impatience, enough - 1).abandonment > most


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ({}, "Give exactly one target"),
        ({"max_abandonment": 0.1, "min_service_level": 0.8}, "Give exactly one target"),
        ({"max_abandonment": 0.1}, "abandonment_rate must be a number above 0 to aim at"),
        ({"min_service_level": 0.8}, "within must be a number of 0 or more, not None"),
        ({"min_service_level": 1, "within": 1}, "min_service_level must be a number above 0 and"),
    ],
)
def test_staffing_refuses_unclear_targets(targets, sentence):
    with pytest.raises(CxsimError, match=sentence):
        staffing.servers_needed(48, 1, **targets)
