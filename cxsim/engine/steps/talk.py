"""What customers tell others about an episode: talk, reviews and referrals."""

from __future__ import annotations

import math

from cxsim.behaviour.chance import exponential
from cxsim.behaviour.survey import answer_probability, ticked
from cxsim.behaviour.word_of_mouth import referral_probability, talk_probability
from cxsim.compilation import inlined, rule
from cxsim.engine.state import ACTIVE, NOBODY, NOT_YET, World
from cxsim.engine.steps.membership import reach
from cxsim.engine.streams import REFERRAL, TALK, block, draw

_NO_REVIEWS = -20.0


@inlined
def speak(world: World, slot: int) -> None:
    """Talk, review, and perhaps win a prospect. Who has left says no more."""
    parameters, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    memory = ticket["remembered"]
    ticket["referred"] = NOBODY
    stars = ticked(
        parameters["survey.csat_base"] + parameters["survey.csat_slope"] * memory, 1.0, 5.0
    )
    totals["good_episodes"] += 1 if stars >= 4.0 else 0
    rate, review = parameters["talk.rate"], parameters["talk.review"]
    active = world.people[ticket["customer"]]["status"] == ACTIVE
    if active and (rate > 0.0 or review > _NO_REVIEWS):
        u_talk, u_review = draw(
            parameters["seed"], ticket["customer"], block(TALK, ticket["need"]),
            8 * ticket["candidate"],
        )  # fmt: skip
        chance = talk_probability(
            memory, rate, parameters["talk.positive_gain"], parameters["talk.negative_gain"]
        )
        if u_talk < chance:
            ticket["talked"] = 1
            totals["talks"] += 1
            totals["said"] += world.people[ticket["customer"]]["will"]
            refer(world, slot)
        if review > _NO_REVIEWS and u_review < answer_probability(
            memory, 0.0, review, parameters["talk.review_extremity"], 0.0,
            parameters["survey.mean"], parameters["survey.sd"], 0.0,
        ):  # fmt: skip
            ticket["reviewed"] = 1
    ticket["stars"] = math.nan
    if ticket["reviewed"] == 1:
        ticket["stars"] = stars
        totals["reviews"] += 1
        totals["positive_reviews"] += 1 if stars >= 4.0 else 0


@rule
def refer(world: World, slot: int) -> None:
    """Speak to somebody in the market: who is still a prospect may join some days later."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    per_talk = (
        parameters["acquisition.word_of_mouth_per_year"]
        / parameters["acquisition.usual_talks_per_year"]
    )
    first = parameters["initial_customers"]
    people = len(world.people)
    if per_talk <= 0.0 or people <= first:
        return
    n = 16 * ticket["candidate"]
    seed, customer, need = parameters["seed"], ticket["customer"], ticket["need"]
    u_who, u_joins = draw(seed, customer, block(REFERRAL, need), n)
    listener = first + int(u_who * (people - first))
    if world.people[listener]["status"] != NOT_YET:
        return
    reach(world, listener)
    chance = referral_probability(
        per_talk,
        ticket["remembered"],
        parameters["talk.listener"],
        parameters["talk.effect"],
        parameters["talk.negative_strength"],
    )
    if u_joins < chance:
        delay, _ = draw(seed, customer, block(REFERRAL, need), n + 1)
        ticket["referred"] = listener
        ticket["referral_days"] = exponential(delay, parameters["acquisition.referral_days"])
