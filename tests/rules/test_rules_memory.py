"""The memory of an episode (model.md 2.6): peak, end and moments of truth, through the engine."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxsim as cx
from cxsim.engine import turns
from cxsim.engine.economy import weather
from cxsim.engine.log import Log
from cxsim.engine.run import make_world
from cxsim.model.contact import end_contact
from cxsim.model.memory import remember_contact

PLACES = {"chat": 1.0, "branch": 1.5, "quiet": 0.0}  # moments of truth μ


def remembered(contacts, places=None, memory=(0.35, 0.35, 0.30), resolved=1, days=1.0):
    """What is left of contacts with these satisfactions, as the engine writes it down."""
    places = places or ["chat"] * len(contacts)
    names = list(PLACES)
    scenario = _scenario(memory)
    world = make_world(scenario, 1, Log(keep=True), weather(scenario, 1))
    turns.open_matter(world, 0, 0, 0, 1, 10.0, 0.0)
    for satisfaction, place in zip(contacts, places, strict=True):
        world.tickets[0]["touchpoint"] = names.index(place)
        world.tickets[0]["satisfaction"] = satisfaction
        remember_contact(world.tickets[0], PLACES[place])
        end_contact(world.tickets[0], world.totals[0])
    world.tickets[0]["step"] = len(contacts) - 1
    world.tickets[0]["resolved"] = resolved
    turns.close_matter(world, 0, 10.0 + days)
    row = world.episodes[0]
    assert row["contacts"] == len(contacts)
    return float(row["remembered"])


def _scenario(memory):
    touchpoints = {
        name: {"channel": "app", "moment_of_truth": weight} for name, weight in PLACES.items()
    }
    peak, end, average = memory
    return cx.Scenario.from_data(
        {
            "customers": 1,
            "company": {"touchpoints": touchpoints},
            "market": {"needs": {"query": {}}},
            "behaviour": {
                "memory": {"peak": peak, "end": end, "average": average},
                "effort": {"recontact": 0.0},  # no detours: the ending is the outcome alone
            },
        }
    )


def test_a_milder_bad_ending_is_remembered_better():
    """Kahneman et al. 1993: more pain in all, and on the average, yet a better memory."""
    short, long = (-0.5, -0.5, -3.0), (-0.5, -0.5, -3.0, -1.5)
    assert np.mean(short) == pytest.approx(-4 / 3, abs=1e-12)
    assert np.mean(long) == -1.375
    assert remembered(short) == pytest.approx(-2.5, abs=1e-12)
    assert remembered(long) == pytest.approx(-1.9875, abs=1e-12)
    null = (0.0, 0.0, 1.0)
    assert remembered(short, memory=null) == pytest.approx(-4 / 3, abs=1e-12)
    assert remembered(long, memory=null) == pytest.approx(-1.375, abs=1e-12)


def test_a_tie_goes_to_the_earlier_contact():
    peak = (1.0, 0.0, 0.0)
    assert remembered((0.5, -1.0, 1.0, 0.2), memory=peak) == -1.0
    assert remembered((0.5, 1.0, -1.0, 0.2), memory=peak) == 1.0
    # 1.5 · |2| = 1 · |-3|: weighted sizes tie too
    assert remembered((2.0, -3.0), ["branch", "chat"], peak) == 2.0
    assert remembered((-3.0, 2.0), ["chat", "branch"], peak) == -3.0


@pytest.mark.covers("S1-18", "a moment of truth is the peak before a stronger ordinary moment")
def test_moments_of_truth_weigh_more():
    average = (0.0, 0.0, 1.0)
    assert remembered((1.0, -1.0), ["branch", "chat"], average) == pytest.approx(0.2, abs=1e-12)
    # weight 1.5 makes -1.1 the stronger moment: 1.65 against 1.5
    assert remembered((1.5, -1.1), ["chat", "branch"], (1.0, 0.0, 0.0)) == -1.1
    assert remembered((0.7, -0.4), ["quiet", "quiet"], average) == pytest.approx(-0.4)


def test_one_contact_is_the_whole_memory():
    assert remembered((-0.8,)) == pytest.approx(-0.8, abs=1e-12)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.floats(-4, 4), st.sampled_from(list(PLACES))), min_size=1, max_size=6),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_remembered_satisfaction_is_the_formula(contacts, first, second):
    """w_p S_j* + w_e S_J + w_a Σ μ S / Σ μ with j* the first to reach the largest μ |S|."""
    satisfactions, places = zip(*contacts, strict=True)
    memory = (first, (1 - first) * second, 1 - first - (1 - first) * second)
    weights = np.array([PLACES[place] for place in places])
    values = np.array(satisfactions)
    peak = values[np.argmax(weights * np.abs(values))]
    mean = np.average(values, weights=weights) if weights.sum() else values[-1]
    expected = memory[0] * peak + memory[1] * values[-1] + memory[2] * mean
    assert remembered(satisfactions, places, memory) == pytest.approx(expected, abs=1e-9)


def test_the_ending_counts_once():
    """0 in time, late_loss a day beyond the tolerated 3, -κ_u where it was dropped (giving up)."""
    contacts = (0.4, -0.2)
    in_time = remembered(contacts)
    assert remembered(contacts, days=3.0) == in_time
    assert remembered(contacts, days=8.0) == pytest.approx(in_time - 0.5, abs=1e-12)
    assert remembered(contacts, days=80.0) == pytest.approx(in_time - 1.5, abs=1e-12)  # as κ_u
    # giving up: from effort 1.5 to 2.7, .075 · 1.0 of ease gone and .3 · .2 above the usual 2.5
    dropped = remembered(contacts, resolved=0)
    assert dropped == pytest.approx(in_time - 1.5 - 0.075 - 0.06, abs=1e-12)
    assert dropped < remembered((0.4, -0.2, -0.2, -0.2, -0.2, -0.2))
