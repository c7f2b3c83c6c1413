"""The team of every desk is near the best one: no other that differs much is clearly worth more."""

import math

import pytest
from paired import INDUSTRIES, difference

import cxsim as cx

SEEDS = tuple(range(1, 13))
# Open: five agents would serve the telecom's chat better, one would do for the retailer's.
OPEN = {("telecom", "chat"), ("retailer", "chat")}
pytestmark = [pytest.mark.slow, pytest.mark.parametrize("name", INDUSTRIES)]


def other_teams(agents):
    """A team that is half as large, and one that is half as large again."""
    return {agents // 2, math.ceil(1.5 * agents)} - {0, agents}


def test_no_team_that_differs_much_is_worth_more(name):
    firm = cx.load(name)
    better = {}
    for desk, place in firm.company.touchpoints.items():
        if (name, desk) in OPEN:
            continue
        for agents in other_teams(place.agents):
            changed = firm.replace({f"company.touchpoints.{desk}.agents": agents})
            mean, half = difference(firm, changed, "value", SEEDS)
            if mean - half > 0.0:
                better[desk, agents] = round(mean), round(half)
    assert not better
