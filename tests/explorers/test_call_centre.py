"""The call centre's simulated point against Erlang's formulas."""

import numpy as np
import pytest

from cxsim.explorers import call_centre, twin

AGENTS = "company.touchpoints.call_centre.agents"
SPREAD = "company.touchpoints.call_centre.handling_cv"


@pytest.fixture(scope="module")
def explorer():
    return twin("call_centre")


@pytest.mark.parametrize("agents", [44, 50, 56])
def test_the_formula_lies_near_the_interval(explorer, agents):
    """Handling times are lognormal, so Erlang A is near (within one more margin), not exact."""
    explorer.set(AGENTS, agents)
    found = explorer.result
    queue = found.station.erlang_a(agents)
    for point, formula in (
        (found.abandonment, 100 * queue.abandonment),
        (found.wait, 60 * queue.mean_wait),
    ):
        margin = point.high - point.value
        assert abs(point.value - formula) < 2 * margin
        assert point.low <= point.value <= point.high


def test_the_slider_of_calls_shows_calls_a_minute(explorer):
    explorer.reset()
    assert explorer.sliders["market.needs.call.per_month"].start == 48
    explorer.set("market.needs.call.per_month", 52)
    found = explorer.result
    minutes = call_centre.STRETCHES * 20
    error = np.sqrt(52 * minutes)  # Poisson; 4 standard errors
    assert found.station.arrival_rate == pytest.approx(52)
    assert found.calls == pytest.approx(52 * minutes, abs=4 * error)


def test_erlang_c_has_no_answer_at_overload(explorer):
    explorer.reset()
    assert "says 20.8 seconds" in explorer.reading
    explorer.set(AGENTS, 47)
    assert "has no answer" in explorer.reading
    assert "cannot do it all" in explorer.reading


def test_spread_moves_the_point_off_the_curve(explorer):
    """With nearly equal calls fewer hang up than exponential ones would make."""
    explorer.reset()
    explorer.set(SPREAD, 0.2)
    found = explorer.result
    assert found.wait.high < 60 * found.station.erlang_a(50).mean_wait
