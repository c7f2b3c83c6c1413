"""The assumption space: which parameters move, and points that are valid scenarios."""

import numpy as np
import pytest

import cxsim as cx
from cxsim.experiment.space import axes_of, changed, latin_hypercube, point


def test_only_documented_ranges_move():
    axes = {axis.path: axis for axis in axes_of(cx.load("bank"))}
    ranges = cx.load("bank").describe()["range"]
    assert len(axes) > 40
    for path, axis in axes.items():
        assert (axis.low, axis.high) == ranges[path]
        assert axis.low <= cx.load("bank").value(path) <= axis.high
    assert "behaviour.satisfaction.loss_aversion" in axes
    assert not {"customers", "days", "company.offer.fee_per_month", "levers.cem"} & set(axes)


def test_numbers_of_levers_move_where_they_are_pulled():
    bank = cx.load("bank")
    assert not [axis for axis in axes_of(bank) if axis.path.startswith("levers.")]
    later = bank.at(30, {"levers.cem": 0.5})  # at any time
    levers = [axis.path for axis in axes_of(later) if axis.path.startswith("levers.")]
    assert levers and all(path.startswith("levers.cem.") for path in levers)
    assert not [path for path in levers if path.endswith((".strength", ".threshold"))]
    assert [axis.path for axis in axes_of(bank, {"levers.cem": (0.2, 0.8)})] == ["levers.cem"]
    assert changed(bank, {"levers.cem": 0.3}).value("levers.cem") == 0.3


def test_what_a_preset_switches_off_stays_off():
    """The oracle has every mechanism at its null value, outside the plausible range."""
    axes = {axis.path for axis in axes_of(cx.load("contact_centre"))}
    assert not {"behaviour.satisfaction.level_weight", "behaviour.effort.wait"} & axes


@pytest.mark.parametrize("preset", ["bank", "telecom", "clinic", "car_dealer", "retailer"])
def test_every_point_is_a_scenario(preset):
    scenario = cx.load(preset).under(*cx.strategies().index)
    axes = axes_of(scenario)
    for unit in np.vstack(
        [latin_hypercube(len(axes), 10, 1), np.zeros(len(axes)), np.ones(len(axes))]
    ):
        behaviour = changed(scenario, point(axes, unit)).behaviour
        assert behaviour.weights.heart + behaviour.weights.mind + behaviour.weights.hands == (
            pytest.approx(1.0, abs=1e-9)
        )


def test_shares_that_do_not_move_make_room():
    memory = changed(cx.load("bank"), {"behaviour.memory.average": 0.6}).behaviour.memory
    assert (memory.peak, memory.end, memory.average) == pytest.approx((0.2, 0.2, 0.6))
    weights = changed(
        cx.load("bank"), {"behaviour.weights.heart": 0.9, "behaviour.weights.mind": 0.9}
    ).behaviour.weights
    assert (weights.heart, weights.mind, weights.hands) == pytest.approx((0.5, 0.5, 0.0))
