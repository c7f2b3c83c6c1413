"""Everything that moves during a run, as plain arrays of records. Both engines work on them.

Times are in days; an unknown time or value is NaN. One row per person, so that a customer's state
lies in one place in memory.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cxsim.compilation import codes

NOT_YET, ACTIVE, LEFT = codes(3)
INITIAL, ADVERTISING, REFERRAL = codes(3)
(
    STAYS, DROPOUT, INVOLUNTARY, AFTER_FAILURE, DISSATISFIED, TO_COMPETITOR, TRUST_BREACHED,
) = codes(7)  # fmt: skip
FREE, WAITING, IN_SERVICE, BETWEEN = codes(4)
NOBODY: Any = np.int64(-1)

SOURCES = ("initial", "advertising", "referral")
REASONS = (
    "", "relationship", "involuntary", "service_failure", "dissatisfaction", "competition",
    "trust_breach",
)  # fmt: skip
NO_TRANSFER, HANDED_OVER, SENT_ON, CLOSED_FALSELY = codes(4)
OUTCOMES = (
    "resolved", "unresolved", "failed", "abandoned", "escalated", "misrouted", "falsely_closed",
)  # fmt: skip
RESOLVED, UNRESOLVED, FAILED, ABANDONED, ESCALATED, MISROUTED, FALSELY_CLOSED = codes(7)
IN_PROGRESS = -1

_i, _f = np.int64, np.float64

PERSON = np.dtype(
    [
        # traits, drawn once
        ("segment", _i),
        ("dropout", _f),  # θ, monthly or per purchase
        ("purchases_per_day", _f),  # λ
        ("need_factor", _f),
        ("hazard_factor", _f),
        ("value_factor", _f),
        ("digital", _f),
        ("fit", _f),  # q, lasting fit with the firm
        ("trait", _f),  # u, lasting satisfaction trait
        ("heart_weight", _f),
        ("mind_weight", _f),
        ("hands_weight", _f),
        ("inertia", _f),  # ι, 0 where not dormant
        ("young", _i),
        ("scale_use", _f),
        ("concern", _f),  # π, for privacy
        ("watched", _f),  # place in the line of those whom proactive service watches
        ("unwilling", _i),  # to take part in the service
        ("drawn", _i),  # 1: the traits above are there (prospects get them late)
        # the state of mind
        ("will", _f),  # W
        ("should", _f),  # Z
        ("attitude", _f),  # A
        ("loyalty", _f),  # L
        ("heart", _f),  # remembered heart quality
        ("uncertainty", _f),  # σ²_W, variance of the will-expectation
        ("asked", _f),  # surveys of late
        ("foreseeable", _i),  # had a problem this month that data could foresee
        ("experiences", _f),  # n behind the weight of a new episode
        # the relationship
        ("status", _i),
        ("source", _i),
        ("referrer", _i),
        ("joined", _f),
        ("left", _f),
        ("reason", _i),
        ("tenure", _f),  # months with the firm at joining (initial customers: before day 0)
        ("last_touchpoint", _i),
        ("episodes", _i),
        ("purchases", _i),
        ("bought_lately", _i),  # purchases in the last year of the run
        ("bought_before", _i),  # purchases in the year before that
        ("spend", _f),
        ("cost_to_serve", _f),
        ("referrals", _i),
        # what the firm's read-outs need, and no behaviour
        ("last_answer", _f),  # last recommendation score given, NaN where none
        ("reached", _i),  # 1: heard of the firm by advertising or talk (prospects)
    ]
)

TICKET = np.dtype(
    [
        ("state", _i),
        ("customer", _i),
        ("episode", _i),
        ("need", _i),
        ("candidate", _i),  # k, the number of the need among its kind
        ("step", _i),  # number of the contact, from 0
        ("opened", _f),
        ("touchpoint", _i),
        ("previous", _i),
        ("arrived", _f),
        ("started", _f),
        ("handling", _f),  # days
        ("switches", _i),
        ("stage", _i),  # step of a planned path, from 0
        ("transfer", _i),  # how the present contact passed the customer on
        ("transfers", _i),
        ("sent_on", _i),  # the last contact was misrouted
        ("context_kept", _i),  # 1, 0, or -1 where there was nothing to keep
        # findings of the present contact
        ("wait_minutes", _f),
        ("heart", _f),
        ("mind", _f),
        ("hands", _f),
        ("performance", _f),
        ("standard", _f),
        ("mood", _f),
        ("effort", _f),
        ("satisfaction", _f),
        ("calm", _f),  # satisfaction without the failure and its recovery
        ("failure", _i),  # 0 none, 1 minor, 2 major
        ("response", _i),
        # memory of the episode
        ("failures", _i),
        ("complained", _i),
        ("reviewed", _i),
        ("contacts", _i),
        ("resolved", _i),
        ("peak_size", _f),
        ("peak", _f),
        ("end", _f),
        ("sum", _f),
        ("weight", _f),
        ("heart_sum", _f),
        ("calm_size", _f),  # the same memory, had nothing failed
        ("calm_peak", _f),
        ("calm_end", _f),
        ("calm_sum", _f),
        ("served", _i),
        ("gap_sum", _f),  # gap 5 of the contacts served
        ("spend", _f),
        # findings at the episode's end
        ("remembered", _f),
        ("csat", _f),
        ("ces", _f),
        ("lift", _f),  # of every answer, beside what was felt
        ("told_csat", _f),
        ("told_ces", _f),
        ("surveyed", _i),
        ("nps", _f),
        ("talked", _i),
        ("stars", _f),
        ("referred", _i),  # who may join because of it
        ("referral_days", _f),
    ]
)

ENCOUNTER = np.dtype(
    [
        ("customer", _i),
        ("episode", _i),
        ("step", _i),
        ("need", _i),
        ("touchpoint", _i),
        ("arrived", _f),
        ("started", _f),
        ("ended", _f),
        ("wait_minutes", _f),
        ("handling_minutes", _f),
        ("outcome", _i),
        ("context_kept", _i),
        ("performance", _f),
        ("expectation", _f),
        ("disconfirmation", _f),
        ("heart", _f),
        ("mind", _f),
        ("hands", _f),
        ("effort", _f),
        ("satisfaction", _f),
    ]
)

EPISODE = np.dtype(
    [
        ("customer", _i),
        ("episode", _i),
        ("need", _i),
        ("opened", _f),
        ("closed", _f),
        ("contacts", _i),
        ("resolved", _i),
        ("remembered", _f),
        ("attitude", _f),
        ("loyalty", _f),
        ("complained", _i),
        ("reviewed", _i),
        ("talked", _i),
        ("stars", _f),
        ("spend", _f),
        ("surveyed", _i),
        ("nps_score", _f),
        ("csat_score", _f),
        ("ces_score", _f),
    ]
)

DESK = np.dtype(
    [
        ("serves", _i),  # desk that serves the touchpoint of this row
        ("agents", _i),
        ("busy", _i),
        ("waiting", _i),
        ("since", _f),  # day of the last change of the three above
        ("busy_days", _f),  # agent-days at work since the last boundary
        ("waiting_days", _f),
        ("agent_days", _f),
        ("arrivals", _i),
        ("served", _i),
        ("abandoned", _i),
        ("wait_minutes", _f),  # sum over those served or gone
        ("told_shortfall", _f),  # expectation - perception of those who answered a survey
        ("told_perceptions", _f),
        ("usual_wait", _f),  # last month's mean wait, read by choices
    ]
)

# Totals are all of one type, so that a whole record adds up in one step.
TOTALS = np.dtype(
    [
        ("contacts", _f),
        ("served", _f),
        ("abandoned", _f),
        ("queued", _f),  # contacts at staffed touchpoints
        ("wait_minutes", _f),
        ("effort", _f),
        ("satisfaction", _f),
        ("episodes", _f),
        ("episodes_resolved", _f),
        ("resolved_first", _f),
        ("episode_contacts", _f),
        ("csat", _f),  # what every episode would have answered
        ("csat_top", _f),
        ("ces", _f),
        ("surveys", _f),
        ("answers", _f),
        ("measured_csat", _f),
        ("measured_csat_top", _f),
        ("measured_ces", _f),
        ("promoters", _f),
        ("detractors", _f),
        ("purchases", _f),
        ("repeat_purchases", _f),
        ("purchase_revenue", _f),
        ("joined", _f),
        ("left", _f),
        ("revenue", _f),
        ("gross_profit", _f),
        ("contact_cost", _f),
        ("acquisition_cost", _f),
        ("wages", _f),
        ("fixed_cost", _f),
        ("failures", _f),
        ("complaints", _f),
        ("reviews", _f),
        ("positive_reviews", _f),
        ("good_episodes", _f),
        ("talks", _f),
        ("said", _f),  # sum of what those who talked expect of the firm
        ("referrals", _f),
        ("customer_days", _f),
        ("programme_cost", _f),
        ("outreach_cost", _f),
        ("feedback_cost", _f),
        ("calls", _f),  # of proactive service
        ("false_alarms", _f),
        ("prevented", _f),
        ("breaches", _f),
        ("bot_contacts", _f),
        ("bot_contained", _f),
        ("bot_false_closures", _f),
        ("told_shortfall", _f),  # should-expectation - perception of those who answered
        ("told_perceptions", _f),
        ("perceived_gap", _f),  # sum of expectation minus perception (gap 5)
        ("perceptions", _f),
        # at those perceptions, sums of what was expected, perceived and delivered
        ("met_will", _f),
        ("met_should", _f),
        ("met_performance", _f),
        ("met_heart", _f),
        ("met_mind", _f),
        ("met_hands", _f),
        ("measured_gap", _f),  # gap 5 of the episodes that were answered for, and its contacts
        ("measured_perceptions", _f),
        ("answer_days", _f),  # days on which answers came
        ("handling_minutes", _f),  # at staffed touchpoints
        ("automatic_cost", _f),  # of contacts that nobody had to serve
        ("further_contacts", _f),
        ("contexts_kept", _f),
        ("reached", _f),  # prospects who hear of the firm for the first time
        # read at a month's end, not summed
        ("active", _f),
        ("nps", _f),
        ("satisfied", _f),
        ("attitude", _f),
        ("loyalty", _f),
        ("will", _f),
        ("should", _f),
    ]
)


class World(NamedTuple):
    """All arrays of a run."""

    parameters: np.ndarray
    touchpoints: np.ndarray
    needs: np.ndarray
    fit: np.ndarray
    paths: np.ndarray
    links: np.ndarray
    period_ends: np.ndarray  # periods of constant rates of needs, in days
    rates: np.ndarray  # needs × periods, per day
    rhythm: np.ndarray  # days' worth of needs at the ends of equal parts of a day or a week
    people: np.ndarray
    taste: np.ndarray
    desks: np.ndarray
    totals: np.ndarray
    tickets: np.ndarray
    encounters: np.ndarray
    episodes: np.ndarray
    cursors: np.ndarray  # rows used in `encounters` and `episodes`
