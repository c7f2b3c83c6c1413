"""Firms, readings and luck for the tests of the firm's quarter."""

import math
import random
from dataclasses import replace

from cxsim.company.cycle import quarter
from cxsim.company.firm import Firm, Reading, Situation, TouchpointReading
from cxsim.model.gaps import Gaps
from cxsim.scenario.company import Readiness
from cxsim.scenario.management import Management

MINUTES = {"branch": 12.0, "call_centre": 6.0}
SITUATION = Situation(Gaps(), Readiness(), MINUTES)
READY = replace(
    SITUATION,
    readiness=Readiness(strategy=1.0, team=1.0, motivation=1.0, organisation=1.0, technology=1.0),
)
SHORTFALLS = {"branch": 0.2, "call_centre": 0.9, "app": 0.4}


def managed(**changes):
    """Settings of a firm that manages; ``analysis={"study_bias": 0.0}`` changes a block."""
    data = Management(enabled=True).model_dump()
    for name, value in changes.items():
        data[name] = data[name] | value if isinstance(value, dict) else value
    return Management.model_validate(data)


def reading(number=1, shortfalls=SHORTFALLS, **changes):
    """A quarter in which every touchpoint had 1 000 contacts."""
    places = {
        name: TouchpointReading(1000.0, 1.0, short, 4.0 - short, 1.5, 0.05)
        for name, short in shortfalls.items()
    }
    usual = Reading(
        number, surveys=1500, answers=400, nps=10.0, csat=3.8, ces=5.9, expectation_shortfall=0.5,
        complaints=20, customers=2000, left=60, sales=100_000.0, touchpoints=places,
        nps_error=5.5, csat_error=0.05, completeness=0.8,
    )  # fmt: skip
    return replace(usual, **changes)


def luck_of(seed):
    """Uniform numbers that belong to (seed, name, quarter)."""

    def luck(name, number):
        return min(1 - 1e-12, max(1e-12, random.Random(f"{seed}/{name}/{number}").random()))

    return luck


def run(settings, quarters=8, seed=1, situation=SITUATION, readings=None):
    """Let a firm manage for some quarters; return its state and its row after each."""
    firm, states, rows = Firm(), [], []
    for number in range(1, quarters + 1):
        seen = readings[number - 1] if readings else reading(number)
        firm, row = quarter(firm, seen, settings, situation, luck_of(seed))
        states.append(firm)
        rows.append(row)
    return states, rows


def moments(values):
    """Mean and standard deviation."""
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
