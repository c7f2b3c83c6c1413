"""Joining the firm and leaving it.

Every coefficient has a null value that removes its mechanism; with all of them at null the
hazard is the beta-geometric (BG) or shifted-beta-geometric (sBG) of Fader and Hardie.
"""

from __future__ import annotations

import math
from typing import Any

from cxsim.compilation import codes, rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.loyalty import Attached, share_of_step
from cxsim.model.records import Record, derived
from cxsim.model.streams import MONTH, draw
from cxsim.units import MONTH_DAYS

NOT_YET, ACTIVE, LEFT = codes(3)
INITIAL, ADVERTISING, REFERRAL = codes(3)
(
    STAYS, DROPOUT, INVOLUNTARY, AFTER_FAILURE, DISSATISFIED, TO_COMPETITOR, TRUST_BREACHED,
) = codes(7)  # fmt: skip
SOURCES = ("initial", "advertising", "referral")
REASONS = (
    "", "relationship", "involuntary", "service_failure", "dissatisfaction", "competition",
    "trust_breach",
)  # fmt: skip

# fmt: off


class Churn(Model):
    """The hazard of leaving: Beta(a, b) dropout, shifted by the relationship (cloglog)."""

    a: float = parameter(3.9, "First parameter of the Beta prior of dropout (a)", "", (0.0, 1e9))
    b: float = parameter(
        213.0, "Second parameter of the Beta prior of dropout (b)", "", (1e-4, 1e9)
    )
    duration_shape: float = parameter(
        1.0, "Duration dependence (c; 1 = none)", "", (0.1, 5.0), (0.7, 1.3)
    )
    attitude: float = parameter(
        0.9, "Effect of attitude on log risk (β_A)", "per unit", (0.0, 10.0), (0.4, 1.5)
    )
    loyalty: float = parameter(
        0.5, "Effect of loyalty on log risk (β_L)", "per unit", (0.0, 10.0), (0.0, 1.0)
    )
    switching_cost: float = parameter(
        0.0, "Switching cost of every customer (SC)", "index", (0.0, 10.0), (0.0, 0.5)
    )
    switching: float = parameter(
        1.0, "Effect of switching cost on log risk (β_S)", "per unit", (0.0, 10.0), (0.5, 1.5)
    )
    competitor: float = parameter(
        0.3,
        "Effect of the competitor's pull on log risk (β_C)",
        "per unit",
        (0.0, 10.0),
        (0.15, 0.45),
    )
    macro: float = parameter(
        0.0, "Effect of a good economy on log risk (β_M)", "per index point", (-10.0, 10.0)
    )
    inertia: float = parameter(
        0.3, "Fall of log risk while a customer is dormant (ι)", "log risk", (0.0, 5.0), (0.0, 0.6)
    )
    dormant_share: float = parameter(0.0, "Share of dormant customers", "share", SHARE)
    referral_bond: float = parameter(
        0.2,
        "Fall of log risk of a referred customer while the referrer stays",
        "log risk",
        (0.0, 5.0),
        (0.1, 0.3),
        source="published~: Schmitt, Skiera and Van den Bulte 2011 (18 % lower churn)",
    )
    involuntary: float = parameter(
        0.15,
        "Leaving for reasons outside the relationship, as a share of base risk",
        "share of base hazard",
        (0.0, 5.0),
        (0.1, 0.2),
    )
    start_tenure_months: float = parameter(
        24.0, "Mean tenure of customers at the start", "months", (0.0, 1_200.0)
    )
    open_matter: float = parameter(
        0.5,
        "Rise of log risk by each matter that is unsolved and open (β_o; null: 0)",
        "log risk",
        (0.0, 5.0),
        (0.25, 0.75),
    )
    # fmt: on

    @derived
    def involuntary_hazard(self) -> float:
        """Monthly chance of leaving for reasons outside the relationship."""
        return min(1.0, self.involuntary * self.a / (self.a + self.b))


class Member(Attached):
    """A person's relationship with the firm."""

    status: int
    source: int
    referrer: int = -1
    joined: float = math.nan
    left: float = math.nan
    reason: int
    tenure: float  # months with the firm at joining (initial customers: before day 0)
    dropout: float  # θ, monthly or per purchase
    hazard_factor: float
    inertia: float  # ι, 0 where not dormant
    log_risk: float  # what a mechanism of one's own adds to the log risk of leaving
    referrals: int
    reached: int  # 1: heard of the firm by advertising or talk (prospects)
    open_matters: int  # dropped unsolved, and not settled since


class MembershipTotals(Record):
    """What is counted about customers."""

    joined: float
    left: float
    reached: float  # prospects who hear of the firm for the first time
    customer_days: float


class Outside(Record):
    """The market as it stands now."""

    macro_index: float
    competitor_pull: float
    leaving_shift: float  # of log risk, by price and the competitor's reaction


@rule
def log_risk(
    attitude: float,
    loyalty: float,
    switching: float,
    competitor: float,
    macro: float,
    inertia: float,
    open_matters: float,
) -> float:
    """Shift of the log risk: η = -β_A A - β_L L - β_S SC + β_C comp + β_M macro - ι + β_o n.

    It lies within ±20. The arguments are the products; n counts matters that are unsolved and
    open. Form: Prentice and Gloeckler 1978 (grouped proportional hazards); convex in satisfaction
    as in Mittal and Kamakura 2001, JMR 38(1):131-142.
    """
    shift = -attitude - loyalty - switching + competitor + macro - inertia + open_matters
    return min(20.0, max(-20.0, shift))


@rule
def hazard(dropout: float, risk: float, exposure: float) -> float:
    """Probability to leave: h = 1 - (1 - θ)^(risk · exposure), risk = exp(η).

    ``exposure`` is τ₁^c - τ₀^c (tenure in months, now and at the last look) or 1 after a
    purchase. Sources: Fader and Hardie 2007 (sBG), Fader, Hardie, Liu, Davin and Steenburgh 2018
    (c), Fader, Hardie and Lee 2005 (BG/NBD).
    """
    if dropout <= 0.0:
        return 0.0
    if dropout >= 1.0:
        return 1.0 if risk * exposure > 0.0 else 0.0
    return -math.expm1(risk * exposure * math.log1p(-dropout))


@rule
def tenure_exposure(before: float, now: float, shape: float) -> float:
    """Exposure between two looks: τ₁^c - τ₀^c, in months; shape c = 1 is plain time."""
    if shape == 1.0:
        return now - before
    return now**shape - before**shape


# -- steps --------------------------------------------------------------------------------------


@rule
def reach(person: Member, totals: MembershipTotals) -> None:
    """A prospect hears of the firm; only the first time counts for awareness."""
    if person.reached == 0:
        person.reached = 1
        totals.reached += 1


@rule
def leave(person: Member, totals: MembershipTotals, now: float, reason: int) -> None:
    """The customer is gone: no new need, no return; a contact under way is finished."""
    person.status = LEFT
    person.left = now
    person.reason = reason
    totals.left += 1


@rule
def risk_now(person: Member, people: Any, churn: Churn, outside: Outside) -> float:
    """Relative risk of leaving, exp(η), times the segment's factor."""
    return relative_risk(
        person, people, churn, outside.macro_index,
        person.attitude, person.loyalty, pull_of_others(churn, outside), person.open_matters,
    )  # fmt: skip


@rule
def pull_of_others(churn: Churn, outside: Outside) -> float:
    """Shift of log risk by other offers: the competitor's pull, and price against the market's."""
    return churn.competitor * outside.competitor_pull + outside.leaving_shift


@rule
def relative_risk(
    person: Member, people: Any, churn: Churn, macro_index: float,
    attitude: float, loyalty: float, pull: float, open_matters: int,
) -> float:  # fmt: skip
    """Relative risk of leaving that a customer would have with these feelings and other offers."""
    shift = log_risk(
        churn.attitude * attitude,
        churn.loyalty * loyalty,
        churn.switching * churn.switching_cost,
        pull,
        churn.macro * macro_index,
        person.inertia + bond(person, people, churn) - person.log_risk,
        churn.open_matter * open_matters,
    )
    return person.hazard_factor * math.exp(shift)


@rule
def bond(person: Member, people: Any, churn: Churn) -> float:
    """Fall of log risk of a referred customer, as long as the referrer stays."""
    if person.referrer < 0 or people[person.referrer].status != ACTIVE:
        return 0.0
    return churn.referral_bond


@rule
def reason_to_leave(
    person: Member, people: Any, churn: Churn, outside: Outside, luck: float, exposure: float
) -> int:
    """Return why a customer leaves: what would have kept them, at the same luck.

    Who would have stayed with neutral feelings leaves because of dissatisfaction; who would have
    stayed without the competitor leaves for the competitor; for the others it was just time.
    """
    pull, macro = pull_of_others(churn, outside), outside.macro_index
    attitude, loyalty = max(0.0, person.attitude), max(0.0, person.loyalty)
    content = relative_risk(person, people, churn, macro, attitude, loyalty, pull, 0)
    if luck >= hazard(person.dropout, content, exposure):
        return DISSATISFIED
    alone = relative_risk(person, people, churn, macro, attitude, loyalty, min(0.0, pull), 0)
    if luck >= hazard(person.dropout, alone, exposure):
        return TO_COMPETITOR
    return DROPOUT


@rule
def may_end_contract(
    seed: int, customer: int, person: Member, people: Any, totals: MembershipTotals,
    churn: Churn, outside: Outside, before: float, now: float, month: int,
) -> None:  # fmt: skip
    """One look a month: the relationship may fail, or life may end it (one reason each)."""
    start = max(before, person.joined)
    tenure = person.tenure + (start - person.joined) / MONTH_DAYS
    months = (now - start) / MONTH_DAYS
    exposure = tenure_exposure(tenure, tenure + months, churn.duration_shape)
    luck, fate = draw(seed, customer, MONTH, month)
    risk = risk_now(person, people, churn, outside)
    if luck < hazard(person.dropout, risk, exposure):
        reason = reason_to_leave(person, people, churn, outside, luck, exposure)
        leave(person, totals, now, reason)
    elif fate < share_of_step(churn.involuntary_hazard, months):
        leave(person, totals, now, INVOLUNTARY)
