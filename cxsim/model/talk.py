"""Talking about the firm: how often, how well, and what it does to those who hear it."""

from __future__ import annotations

import math

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.chance import exponential, logistic
from cxsim.model.contact import NOBODY, matter_luck
from cxsim.model.demand import Demanded
from cxsim.model.expectation import Heard, pulled_will
from cxsim.model.failure import Failing
from cxsim.model.loyalty import Attached
from cxsim.model.memory import Remembered
from cxsim.model.records import Record
from cxsim.model.streams import REFERRAL, TALK, block, draw
from cxsim.model.survey import Survey, answer_probability, ticked

_NO_REVIEWS = -20.0

# fmt: off


class Talk(Model):
    """Word of mouth and reviews."""

    rate: float = parameter(
        0.0, "Chance to talk about a neutral episode (τ₀)", "probability", SHARE, (0.05, 0.2))
    positive_gain: float = parameter(
        0.5, "Gain per unit of satisfaction (u₊)", "per unit", (0.0, 10.0))
    negative_gain: float = parameter(
        0.8, "Gain per unit of dissatisfaction (u₋)", "per unit", (0.0, 10.0))
    listener: float = parameter(
        -2.0, "Purchase log-odds of one who hears something neutral", "log-odds", (-20.0, 20.0),
        (-4.0, 0.0))
    effect: float = parameter(
        1.0, "Effect of what is said on the listener's log-odds (γ)", "per unit", (0.0, 10.0),
        (0.0, 2.0))
    negative_strength: float = parameter(
        1.0, "Strength of negative word of mouth (κ_neg)", "factor", (0.0, 5.0), (0.5, 2.0),
        source="published✓: East, Hammond and Lomax 2008 (1: not stronger)")
    review: float = parameter(
        -20.0, "Log-odds of a review after a usual episode", "log-odds", (-20.0, 20.0),
        (-5.0, -3.0))
    review_extremity: float = parameter(
        1.1, "Gain of log-odds with strong feelings", "log-odds per sd", (0.0, 10.0), (0.0, 1.5))
    memory_months: float = parameter(
        1.0, "Half-life of bad talk in the market", "months", (0.05, 60.0), (0.5, 3.0))
    contagion: float = parameter(
        0.0, "Share of the way that a talk moves the attitude of a customer who hears it", "share",
        SHARE, (0.0, 0.1))


class Acquisition(Model):
    """New customers from a finite market of prospects (Bass 1969, external influence)."""

    prospects: int = parameter(0, "Prospects in the market", "persons", (0, 1_000_000_000))
    advertising_per_year: float = parameter(
        0.0, "Rate at which usual advertising wins a prospect (Bass p)", "per year", (0.0, 50.0),
        (0.01, 0.06), source="published✓ secondary: Sultan, Farley and Lehmann 1990 (mean .03)")
    word_of_mouth_per_year: float = parameter(
        0.0, "Rate at which customers win prospects by word of mouth (Bass q)", "per year",
        (0.0, 50.0), (0.1, 0.6),
        source="published✓ secondary: Sultan, Farley and Lehmann 1990 (mean .38)")
    usual_talks_per_year: float = parameter(
        1.0, "Talks of a usual customer in a year (q is spread over them)", "per customer-year",
        (0.001, 1_000.0))
    referral_days: float = parameter(
        7.0, "Mean time from a recommendation to joining", "days", (0.01, 365.0))
    referral_margin: float = parameter(
        0.0, "Extra margin of a referred customer, halved each year", "share", (0.0, 2.0),
        (0.0, 0.2),
        source="published✓: Schmitt, Skiera and Van den Bulte 2011 (erodes); value: assumption")
    referral_reward: float = parameter(0.0, "Reward for a referral", "money", (0.0, 1e6))
    exposure_per_year: float = parameter(
        0.5, "Rate at which usual advertising reaches a prospect", "per year", (0.0, 50.0),
        (0.2, 1.0))
# fmt: on


class Told(Remembered, Failing):
    """What others hear of a matter."""

    talked: int
    stars: float
    referred: int  # who may join because of it
    referral_days: float


class TalkTotals(Record):
    """What is counted about talk."""

    talks: float
    said: float  # sum of what those who talked expect of the firm
    referrals: float
    reviews: float
    positive_reviews: float
    good_episodes: float
    told: float  # sum of the satisfaction that they talked about
    talk_wins: float  # customers that talk wins on the average, and that it takes away
    talk_losses: float
    stars: float  # sum over reviews


@rule
def talk_probability(
    satisfaction: float, base: float, positive_gain: float, negative_gain: float
) -> float:
    """Chance to talk about an episode: τ(S) = τ₀ (1 + u₊ S⁺ + u₋ S⁻), at most 1.

    An asymmetric U (Anderson 1998, Journal of Service Research 1(1):5-17, published~).
    """
    gain = positive_gain * max(0.0, satisfaction) + negative_gain * max(0.0, -satisfaction)
    return min(1.0, base * (1.0 + gain))


@rule
def worth_of_talk(
    per_talk: float, satisfaction: float, base: float, effect: float, negative_strength: float
) -> float:
    """Customers that a talk with a prospect wins on the average; below 0: that it takes away.

    c = q' (1 + g(S)) with g(S) = logistic(l + γ S) / logistic(l) - 1 where S ≥ 0, and
    g(S) = -κ g(-S) where S < 0: bad talk weighs κ times as much as talk that is as good. With
    γ = 0 every talk counts alike (Bass). The logit gives the ceiling effect of East, Hammond and
    Lomax 2008, IJRM 25(3):215-224; κ is the strength of negative word of mouth.
    """
    gain = logistic(base + effect * abs(satisfaction)) / logistic(base) - 1.0
    if satisfaction < 0.0:
        gain = -negative_strength * gain
    return per_talk * (1.0 + gain)


# -- steps --------------------------------------------------------------------------------------


@rule
def rate_in_silence(matter: Told, totals: TalkTotals, survey: Survey) -> float:
    """Stars that the matter would get; nobody has been told anything yet."""
    matter.referred = NOBODY
    stars = ticked(survey.csat_base + survey.csat_slope * matter.remembered, 1.0, 5.0)
    totals.good_episodes += 1 if stars >= 4.0 else 0
    return stars


@rule
def may_talk(seed: int, matter: Told, talk: Talk, survey: Survey) -> None:
    """Talk and review, or not."""
    if talk.rate <= 0.0 and talk.review <= _NO_REVIEWS:
        return
    memory = matter.remembered
    u_talk, u_review = matter_luck(seed, matter, TALK)
    if u_talk < talk_probability(memory, talk.rate, talk.positive_gain, talk.negative_gain):
        matter.talked = 1
    if talk.review > _NO_REVIEWS and u_review < answer_probability(
        memory, 0.0, talk.review, talk.review_extremity, 0.0, survey.mean, survey.sd, 0.0
    ):
        matter.reviewed = 1


@rule
def publish(matter: Told, totals: TalkTotals, stars: float) -> None:
    """A review stands for all to see."""
    matter.stars = math.nan
    if matter.reviewed == 1:
        matter.stars = stars
        totals.reviews += 1
        totals.stars += stars
        totals.positive_reviews += 1 if stars >= 4.0 else 0


@rule
def catch(person: Attached, heard: Heard, talk: Talk, months: float) -> None:
    """Feelings are contagious: attitude moves to what other customers tell."""
    if talk.contagion > 0.0 and heard.talks_per_month > 0.0:
        person.attitude = pulled_will(
            person.attitude, heard.told, talk.contagion, heard.talks_per_month * months
        )


@rule
def listener(seed: int, matter: Told, acquisition: Acquisition, first: int, people: int) -> int:
    """Who of the market hears the talk; NOBODY where talk wins nobody."""
    if acquisition.word_of_mouth_per_year <= 0.0 or people <= first:
        return NOBODY
    u_who, _ = draw(seed, matter.customer, block(REFERRAL, matter.need), 16 * matter.candidate)
    return first + int(u_who * (people - first))


@rule
def refer(
    seed: int, matter: Told, listening: int, totals: TalkTotals, talk: Talk,
    acquisition: Acquisition, demanded: Demanded,
) -> None:  # fmt: skip
    """Speak to a prospect, who may join some days later.

    Bad talk takes customers away from those whom advertising would win.
    """
    n, purpose = 16 * matter.candidate, block(REFERRAL, matter.need)
    _, u_joins = draw(seed, matter.customer, purpose, n)
    worth = worth_of_talk(
        acquisition.word_of_mouth_per_year / acquisition.usual_talks_per_year,
        matter.remembered,
        talk.listener,
        talk.effect,
        talk.negative_strength,
    )
    if worth <= 0.0:
        totals.talk_losses -= worth
        return
    totals.talk_wins += worth
    if u_joins < worth * demanded.referring:
        delay, _ = draw(seed, matter.customer, purpose, n + 1)
        matter.referred = listening
        matter.referral_days = exponential(delay, acquisition.referral_days)
