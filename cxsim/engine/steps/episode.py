"""An episode: a need is opened, taken up again, remembered, and perhaps asked about."""

from __future__ import annotations

import math

from cxsim.behaviour.chance import exponential, normal
from cxsim.behaviour.relationship import experience_weight, moved
from cxsim.behaviour.satisfaction import remembered
from cxsim.behaviour.survey import answer_probability, recommendation, ticked
from cxsim.compilation import inlined, rule
from cxsim.engine.state import (
    ACTIVE,
    BETWEEN,
    CLOSED_FALSELY,
    FREE,
    HANDED_OVER,
    NO_TRANSFER,
    SENT_ON,
    World,
)
from cxsim.engine.steps.luck import normal_pair
from cxsim.engine.steps.talk import speak
from cxsim.engine.streams import BEGGING, DELAY, RETURN, SCORES, SURVEY, TRANSFER, block, draw


@rule
def open_episode(
    world: World, slot: int, customer: int, need: int, candidate: int, now: float, spend: float
) -> None:
    """A need becomes a ticket."""
    person, ticket = world.people[customer], world.tickets[slot]
    ticket["state"] = BETWEEN
    ticket["customer"] = customer
    ticket["episode"] = person["episodes"]
    ticket["need"] = need
    ticket["candidate"] = candidate
    ticket["step"] = -1
    ticket["opened"] = now
    ticket["touchpoint"] = -1
    ticket["previous"] = -1
    ticket["switches"] = 0
    ticket["stage"] = 0
    ticket["transfer"] = NO_TRANSFER
    ticket["transfers"] = 0
    ticket["sent_on"] = 0
    ticket["contacts"] = 0
    ticket["resolved"] = 0
    ticket["peak_size"] = -1.0
    ticket["sum"] = 0.0
    ticket["weight"] = 0.0
    ticket["heart_sum"] = 0.0
    ticket["calm_size"] = -1.0
    ticket["calm_sum"] = 0.0
    ticket["failures"] = 0
    ticket["complained"] = 0
    ticket["reviewed"] = 0
    ticket["talked"] = 0
    ticket["served"] = 0
    ticket["gap_sum"] = 0.0
    ticket["spend"] = spend
    person["episodes"] += 1


@rule
def days_until_return(world: World, slot: int) -> float:
    """Come back with an open matter, after some days; infinite where the matter ends here."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    next_step = goes_on_as_planned(world, slot)
    if (
        ticket["resolved"] == 1
        or ticket["contacts"] >= parameters["resolution.max_contacts"]
        or world.people[ticket["customer"]]["status"] != ACTIVE
    ):
        return math.inf
    n = 8 * ticket["candidate"] + ticket["step"]
    seed, customer, need = parameters["seed"], ticket["customer"], ticket["need"]
    if ticket["transfer"] == HANDED_OVER or ticket["transfer"] == SENT_ON:
        _, delay = draw(seed, customer, block(TRANSFER, need), n)
        minutes = exponential(delay, parameters["service.transfer_minutes"])
        return minutes / parameters["minutes_per_day"]
    if not next_step and not tries_again(world, slot, n):
        return math.inf
    delay, _ = draw(seed, customer, block(DELAY, need), n)
    return exponential(delay, parameters["resolution.retry_days"])


@rule
def goes_on_as_planned(world: World, slot: int) -> bool:
    """Tell whether a step of a planned path is done and others follow: nothing is solved yet."""
    ticket = world.tickets[slot]
    if ticket["resolved"] == 0 or ticket["stage"] + 1 >= world.needs[ticket["need"]]["steps"]:
        return False
    ticket["stage"] += 1
    ticket["resolved"] = 0
    return True


@rule
def tries_again(world: World, slot: int, n: int) -> bool:
    """Tell whether a customer without an answer comes back."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    _, luck = draw(parameters["seed"], ticket["customer"], block(RETURN, ticket["need"]), n)
    if ticket["transfer"] == CLOSED_FALSELY:
        return luck < world.touchpoints[ticket["touchpoint"]]["bot.returns"]
    return luck < parameters["resolution.retry"]


@rule
def still_wants_help(world: World, slot: int) -> bool:
    """Tell whether the customer who meant to come back is still a customer."""
    return world.people[world.tickets[slot]["customer"]]["status"] == ACTIVE


@rule
def close_episode(world: World, slot: int, now: float) -> None:
    """The episode becomes a memory, the memory an attitude; a survey may ask about it."""
    ticket, totals = world.tickets[slot], world.totals[0]
    form_memory(world, slot)
    earn(world, slot)
    totals["episodes"] += 1
    totals["episodes_resolved"] += ticket["resolved"]
    planned = world.needs[ticket["need"]]["steps"]
    at_once = ticket["resolved"] == 1 and ticket["contacts"] == planned
    totals["resolved_first"] += 1 if at_once else 0
    totals["episode_contacts"] += ticket["contacts"]
    tick_boxes(world, slot)
    answer_survey(world, slot, now)
    speak(world, slot)
    log_episode(world, slot, now)
    ticket["state"] = FREE


@rule
def form_memory(world: World, slot: int) -> None:
    """Remember the episode by its peak and its end, and move attitude towards that."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    person, weight = world.people[ticket["customer"]], ticket["weight"]
    w_peak, w_end = parameters["memory.peak"], parameters["memory.end"]
    w_average = parameters["memory.average"]
    mean = ticket["sum"] / weight if weight > 0.0 else ticket["end"]
    ticket["remembered"] = remembered(ticket["peak"], ticket["end"], mean, w_peak, w_end, w_average)
    lasting = ticket["remembered"]
    if ticket["failures"] > 0 and parameters["failure.loyalty_cap"] == 1:
        mean = ticket["calm_sum"] / weight if weight > 0.0 else ticket["calm_end"]
        calm = remembered(ticket["calm_peak"], ticket["calm_end"], mean, w_peak, w_end, w_average)
        lasting = min(lasting, calm)  # a recovery never makes people more loyal than no failure
    person["experiences"] += 1.0
    step = experience_weight(
        person["experiences"],
        parameters["attitude.smallest_step"],
        world.needs[ticket["need"]]["moment_of_truth"],
    )
    person["attitude"] = moved(person["attitude"], lasting, step)
    if ticket["served"] > 0:
        person["heart"] = moved(person["heart"], ticket["heart_sum"] / ticket["served"], step)


@rule
def earn(world: World, slot: int) -> None:
    """Some needs bring money when they are met."""
    ticket, totals = world.tickets[slot], world.totals[0]
    revenue = world.needs[ticket["need"]]["revenue"]
    if ticket["resolved"] == 1 and revenue > 0.0:
        ticket["spend"] += revenue
        world.people[ticket["customer"]]["spend"] += revenue
        totals["revenue"] += revenue
        totals["gross_profit"] += revenue


@rule
def tick_boxes(world: World, slot: int) -> None:
    """Note what everybody would have ticked about the episode: the truth of CSAT and CES."""
    parameters, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    slip_csat, slip_ces = normal_pair(
        parameters["seed"], ticket["customer"], block(SCORES, ticket["need"]),
        8 * ticket["candidate"],
        parameters["survey.csat_noise"], parameters["survey.ces_noise"],
    )  # fmt: skip
    latent = parameters["survey.csat_base"] + parameters["survey.csat_slope"] * ticket["remembered"]
    ticket["csat"] = ticked(latent + slip_csat, 1.0, 5.0)
    ticket["ces"] = ticked(8.0 - ticket["effort"] + slip_ces, 1.0, 7.0)
    blind = 1.0 - parameters["feedback.emotion_sensing"]
    lift = blind * lift_of_answers(world, slot)
    ticket["told_csat"] = ticked(latent + blind * slip_csat + lift, 1.0, 5.0)
    ticket["told_ces"] = ticked(8.0 - ticket["effort"] + blind * slip_ces + lift, 1.0, 7.0)
    ticket["lift"] = lift
    totals["csat"] += ticket["csat"]
    totals["csat_top"] += 1 if ticket["csat"] >= 4.0 else 0
    totals["ces"] += ticket["ces"]


@rule
def lift_of_answers(world: World, slot: int) -> float:
    """What lifts every answer and has nothing to do with the experience, in points of 1 to 5.

    People use scales in their own way, a reward makes them kind, and staff may beg for a score.
    """
    parameters, ticket = world.parameters[0], world.tickets[slot]
    lift = world.people[ticket["customer"]]["scale_use"]
    lift = lift + parameters["survey.incentive_bias"] * parameters["feedback.incentive"]
    if parameters["feedback.gaming"] > 0.0:
        luck, _ = draw(
            parameters["seed"], ticket["customer"], block(BEGGING, ticket["need"]),
            8 * ticket["candidate"],
        )  # fmt: skip
        if luck < parameters["feedback.gaming"]:
            lift = lift + parameters["survey.gaming_bias"]
    return lift


@inlined
def answer_survey(world: World, slot: int, now: float) -> None:
    """The firm asks; some answer. Only this reaches the firm."""
    parameters, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    person = world.people[ticket["customer"]]
    ticket["surveyed"] = 0
    ticket["nps"] = math.nan
    if parameters["survey.enabled"] == 0 or person["status"] != ACTIVE:
        return
    ticket["surveyed"] = 1
    totals["surveys"] += 1
    asked = person["asked"]
    person["asked"] += 1.0
    person["attitude"] += parameters["survey.mere_measurement"]
    u_answer, u_nps = draw(
        parameters["seed"], ticket["customer"], block(SURVEY, ticket["need"]),
        8 * ticket["candidate"],
    )  # fmt: skip
    chance = answer_probability(
        ticket["remembered"],
        person["loyalty"],
        parameters["survey.base"],
        parameters["survey.extremity"],
        parameters["survey.loyalty"],
        parameters["survey.mean"],
        parameters["survey.sd"],
        parameters["survey.incentive"] * parameters["feedback.incentive"]
        - parameters["survey.fatigue"] * asked,
    )
    if u_answer >= chance:
        return
    totals["feedback_cost"] += parameters["feedback.cost"] * parameters["feedback.incentive"]
    latent = recommendation(
        person["loyalty"],
        person["attitude"],
        parameters["survey.nps_base"],
        parameters["survey.nps_slope"],
        parameters["survey.nps_attitude"],
    )
    blind = 1.0 - parameters["feedback.emotion_sensing"]
    slip = blind * parameters["survey.nps_noise"] * normal(u_nps)
    latent = latent + parameters["survey.nps_slope"] * ticket["lift"]
    ticket["nps"] = ticked(latent + slip, 0.0, 10.0)
    person["last_answer"] = ticket["nps"]
    totals["answers"] += 1
    totals["answer_days"] += now
    totals["measured_gap"] += ticket["gap_sum"]
    totals["measured_perceptions"] += ticket["served"]
    totals["measured_csat"] += ticket["told_csat"]
    totals["measured_csat_top"] += 1 if ticket["told_csat"] >= 4.0 else 0
    totals["measured_ces"] += ticket["told_ces"]
    totals["promoters"] += 1 if ticket["nps"] >= 9.0 else 0
    totals["detractors"] += 1 if ticket["nps"] <= 6.0 else 0
    tell_shortfall(world, slot)


@rule
def tell_shortfall(world: World, slot: int) -> None:
    """An answer says how far the last contact fell short, and where that was."""
    ticket, totals = world.tickets[slot], world.totals[0]
    if math.isnan(ticket["performance"]):
        return
    desk = world.desks[ticket["touchpoint"]]
    desk["told_shortfall"] += ticket["standard"] - ticket["performance"]
    desk["told_perceptions"] += 1.0
    should = world.people[ticket["customer"]]["should"]
    totals["told_shortfall"] += should - ticket["performance"]
    totals["told_perceptions"] += 1.0


@rule
def log_episode(world: World, slot: int, now: float) -> None:
    """Write one row of the table of episodes."""
    if world.parameters[0]["logging"] == 0:
        return
    ticket, row = world.tickets[slot], world.episodes[world.cursors[1]]
    person = world.people[ticket["customer"]]
    answered = not math.isnan(ticket["nps"])
    world.cursors[1] += 1
    row["customer"] = ticket["customer"]
    row["episode"] = ticket["episode"]
    row["need"] = ticket["need"]
    row["opened"] = ticket["opened"]
    row["closed"] = now
    row["contacts"] = ticket["contacts"]
    row["resolved"] = ticket["resolved"]
    row["remembered"] = ticket["remembered"]
    row["attitude"] = person["attitude"]
    row["loyalty"] = person["loyalty"]
    row["complained"] = ticket["complained"]
    row["reviewed"] = ticket["reviewed"]
    row["talked"] = ticket["talked"]
    row["stars"] = ticket["stars"]
    row["spend"] = ticket["spend"]
    row["surveyed"] = ticket["surveyed"]
    row["nps_score"] = ticket["nps"]
    row["csat_score"] = ticket["told_csat"] if answered else math.nan
    row["ces_score"] = ticket["told_ces"] if answered else math.nan
