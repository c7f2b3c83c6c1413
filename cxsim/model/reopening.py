"""Matters that were dropped unsolved: they come up again, or are settled without the firm."""

from __future__ import annotations

import math

from cxsim.compilation import rule
from cxsim.model.chance import exponential
from cxsim.model.churn import ACTIVE, Member
from cxsim.model.contact import matter_luck
from cxsim.model.effort import Effort, Strained
from cxsim.model.need import Need
from cxsim.model.streams import REOPENING

AGAIN = 2**24  # added to a candidate's number each time its matter comes up again


class Unsettled(Strained):
    """What becomes of a matter that ended unsolved."""

    open_days: float  # until it is open no more; infinite where it is solved
    comes_again: int  # 1: because it comes up again


@rule
def keep_open(seed: int, matter: Unsettled, person: Member, kind: Need, effort: Effort) -> None:
    """An unsolved matter stays open until it comes up again, or is settled without the firm."""
    was_open = matter.candidate >= AGAIN
    matter.open_days = math.inf
    if matter.resolved == 1:
        person.open_matters -= 1 if was_open else 0
        return
    person.open_matters += 0 if was_open else 1
    matter.effort = min(7.0, matter.effort + effort.giving_up)
    coin, delay = matter_luck(seed, matter, REOPENING)
    matter.open_days = exponential(delay, kind.reopen_days)
    matter.comes_again = 1 if coin < kind.reopens else 0


@rule
def comes_up_again(person: Member, candidate: int) -> bool:
    """Tell whether an open matter comes up again; candidate 0 means that it is settled."""
    if candidate == 0:
        person.open_matters -= 1
    return candidate > 0 and person.status == ACTIVE
