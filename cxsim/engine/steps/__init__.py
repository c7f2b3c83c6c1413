"""The steps of a customer's story, shared by both engines.

Each step reads luck from the streams, asks the behavioural rules, and writes the new state into
the world's arrays. Engines decide only *when* a step happens and *who waits for what*.
"""

from cxsim.engine.steps.contact import choose_touchpoint, patience_days, start_service
from cxsim.engine.steps.desk import count_afresh, settle_desk
from cxsim.engine.steps.episode import (
    close_episode,
    days_until_return,
    open_episode,
    still_wants_help,
)
from cxsim.engine.steps.experience import finish_service, give_up
from cxsim.engine.steps.membership import join, leave, margin, reason_to_leave, risk_now
from cxsim.engine.steps.needs import buy, days_to_candidate, need_is_real
from cxsim.engine.steps.programmes import may_call_about_nothing, trust_is_breached

__all__ = [
    "buy",
    "choose_touchpoint",
    "close_episode",
    "count_afresh",
    "days_to_candidate",
    "days_until_return",
    "finish_service",
    "give_up",
    "join",
    "leave",
    "margin",
    "may_call_about_nothing",
    "need_is_real",
    "open_episode",
    "patience_days",
    "reason_to_leave",
    "risk_now",
    "settle_desk",
    "start_service",
    "still_wants_help",
    "trust_is_breached",
]
