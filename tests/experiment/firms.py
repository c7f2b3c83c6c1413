"""Small scenarios for experiments, and every digit of their results."""

import json

import cxsim as cx
from cxsim.experiment.jobs import Job

DELIVERY = "company.gaps.delivery"
BANK = cx.load("bank").replace(customers=200, days=200)
WORSE = BANK.replace({DELIVERY: 0.5})
BETTER = BANK.replace({DELIVERY: 0.1})


def jobs(seeds, **scenarios):
    """One job a seed and scenario."""
    return [Job(firm, seed, name) for seed in seeds for name, firm in scenarios.items()]


def digits(results):
    """All that results hold, as text, in which a missing figure equals itself."""
    return [
        json.dumps(
            [
                result.kpis,
                result.measured,
                result.timeline and {name: list(row) for name, row in result.timeline.items()},
                result.error,
            ]
        )
        for result in results
    ]
