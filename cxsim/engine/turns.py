"""The turns of a customer's story, shared by both engines: what happens, in which order.

Each turn takes the records that it needs out of the world and hands them to the ideas of the model.
Engines decide only *when* a turn comes and *who waits for what*.
"""

from __future__ import annotations

import math

from cxsim.compilation import rule
from cxsim.engine.state import Person, Ticket, World
from cxsim.model import choice, contact, effort, expectation, failure, need, outreach, purchase
from cxsim.model import churn, loyalty, memory, messages, quality, resolution, satisfaction
from cxsim.model import survey, talk
from cxsim.model.touchpoint import settle_desk
from cxsim.model.churn import ACTIVE, AFTER_FAILURE, INVOLUNTARY, NOT_YET
from cxsim.model.contact import (
    ABANDONED,
    CLOSED_FALSELY,
    ESCALATED,
    FAILED,
    FALSELY_CLOSED,
    FREE,
    HANDED_OVER,
    IN_SERVICE,
    MISROUTED,
    NO_TRANSFER,
    NOBODY,
    RESOLVED,
    SENT_ON,
    UNRESOLVED,
)
