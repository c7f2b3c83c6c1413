"""A bank in which nothing fails, nobody talks, and no need takes a planned path."""

import cxsim as cx

PLAIN = {
    "company.recovery.failure_probability": 0.0,
    "behaviour.talk.rate": 0.0,
    "behaviour.talk.review": -20.0,
    "market.needs.advice.path": (),
}


def plain_bank():
    """Return the preset without failures, talk and paths."""
    return cx.load("bank").replace(PLAIN)
