"""The record of all parameters holds every block of the scenario, under the same names."""

import math

import pytest

import cxsim as cx
from cxsim.engine.parameters import flatten
from cxsim.fields import Model


def numbers(block):
    """Numbers and switches of a block, and of the blocks in it, by path; nothing is infinity."""
    for name in type(block).model_fields:
        value = getattr(block, name)
        if isinstance(value, Model):
            yield from ((f"{name}.{below}", number) for below, number in numbers(value))
        elif isinstance(value, bool | int | float):
            yield name, float(value)
        elif value is None:
            yield name, math.inf


@pytest.mark.parametrize("preset", cx.presets().index)
def test_a_block_is_a_record_of_the_same_name(preset):
    scenario = cx.load(preset)
    p = flatten(scenario, seed=1).parameters[0]
    owners = (scenario.behaviour, scenario.company, scenario.market)
    found = [item for owner in owners for item in numbers(owner)]
    assert len(found) > 200
    for path, number in found:
        record = p
        for name in path.split("."):
            record = record[name]
        assert float(record) == number, path


def test_no_two_owners_have_a_block_of_the_same_name():
    """One record holds them all, so a name that stands twice would hide a block."""
    scenario = cx.load("bank")
    owners = (scenario.behaviour, scenario.company, scenario.market)
    names = [name for owner in owners for name in type(owner).model_fields]
    assert len(names) == len(set(names))
