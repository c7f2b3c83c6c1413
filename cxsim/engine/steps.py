"""The steps of a customer's story, shared by both engines.

Each step reads luck from the streams, asks the behavioural rules, and writes the new state into
the world's arrays. Engines decide only *when* a step happens and *who waits for what*.
"""

from __future__ import annotations

import math

from cxsim.behaviour.chance import exponential, gumbel, lognormal, normal, weibull
from cxsim.behaviour.choice import attraction, resolution_probability
from cxsim.behaviour.effort import effort_of_wait, felt_wait, total_effort
from cxsim.behaviour.expectation import (
    blend,
    comparison_standard,
    delivered,
    learned_will,
    perceived,
    ratcheted_should,
)
from cxsim.behaviour.relationship import experience_weight, hazard, log_risk, moved
from cxsim.behaviour.satisfaction import (
    asymmetric_disconfirmation,
    effort_effect,
    quality_level,
    remembered,
)
from cxsim.behaviour.survey import answer_probability, recommendation, ticked
from cxsim.compilation import rule
from cxsim.engine import state, streams
from cxsim.engine.state import World
from cxsim.engine.streams import block, draw

# Module constants are frozen into compiled code: plain names keep the steps readable.
ACTIVE, LEFT, DROPOUT, INVOLUNTARY = state.ACTIVE, state.LEFT, state.DROPOUT, state.INVOLUNTARY
FREE, WAITING, IN_SERVICE, BETWEEN = state.FREE, state.WAITING, state.IN_SERVICE, state.BETWEEN
RESOLVED, UNRESOLVED, ABANDONED = state.RESOLVED, state.UNRESOLVED, state.ABANDONED
IN_PROGRESS = state.IN_PROGRESS
NEED, CHOICE, WAIT_LUCK, OCCASION = streams.NEED, streams.CHOICE, streams.WAITING, streams.OCCASION
COMPONENTS, HANDS, RETURN, DELAY = streams.COMPONENTS, streams.HANDS, streams.RETURN, streams.DELAY
SURVEY, SCORES, PURCHASE = streams.SURVEY, streams.SCORES, streams.PURCHASE
INVOLUNTARY_LUCK = streams.INVOLUNTARY
YEAR = 365.25


@rule
def normal_pair(
    seed: int, customer: int, block: int, n: int, first_sd: float, second_sd: float
) -> tuple[float, float]:
    """Return two normal values with mean 0; luck that has no spread is not drawn."""
    if first_sd == 0.0 and second_sd == 0.0:
        return 0.0, 0.0
    first, second = draw(seed, customer, block, n)
    return first_sd * normal(first), second_sd * normal(second)


# -- needs ------------------------------------------------------------------------------------


@rule
def days_to_candidate(world: World, customer: int, need: int, candidate: int) -> float:
    """Days from one candidate need of a kind to the next: depends on nothing that can change."""
    person, kind = world.people[customer], world.needs[need]
    own = person["purchases_per_day"] if kind["purchase"] == 1 else person["need_factor"]
    if kind["purchase"] == 0:
        own = own * kind["base_per_day"]
    rate = own * kind["ceiling"]
    if rate <= 0.0:
        return math.inf
    luck, _ = draw(world.parameters[0]["seed"], customer, block(NEED, need, 0), candidate)
    return exponential(luck, 1.0 / rate)


@rule
def need_is_real(world: World, customer: int, need: int, candidate: int) -> bool:
    """Thinning: a candidate becomes a need with probability (rate now) / (ceiling)."""
    kind = world.needs[need]
    if kind["ceiling"] == 1.0:
        return True
    parameters = world.parameters[0]
    rate = kind["ratio"]
    if kind["purchase"] == 1:
        attitude = world.people[customer]["attitude"]
        rate = rate * math.exp(parameters["purchase.attitude_effect"] * attitude)
    if kind["follows_demand"] == 1:
        rate = rate * parameters["demand"]
    _, luck = draw(parameters["seed"], customer, block(NEED, need, 0), candidate)
    return luck * kind["ceiling"] < rate


@rule
def buy(world: World, customer: int, need: int, candidate: int, now: float, coin: bool) -> float:
    """A purchase: money changes hands, and the customer may be gone for good. Returns the spend.

    The coin is thrown after a repeat purchase only (BG/NBD).
    """
    parameters, person, totals = world.parameters[0], world.people[customer], world.totals[0]
    luck, dropout_luck = draw(parameters["seed"], customer, block(PURCHASE, need, 0), candidate)
    spend = (
        parameters["offer.basket"]
        * person["value_factor"]
        * lognormal(luck, 1.0, parameters["offer.basket_cv"])
    )
    person["purchases"] += 1
    person["spend"] += spend
    totals["purchases"] += 1
    totals["purchase_revenue"] += spend
    totals["revenue"] += spend
    totals["gross_profit"] += spend * parameters["offer.gross_margin"]
    days_left = parameters["horizon"] - now
    if days_left <= YEAR:
        person["bought_lately"] += 1
    elif days_left <= 2.0 * YEAR:
        person["bought_before"] += 1
    if coin:
        totals["repeat_purchases"] += 1
        if dropout_luck < hazard(person["dropout"], risk_now(world, customer), 1.0):
            leave(world, customer, now, DROPOUT)
        elif parameters["involuntary_hazard"] > 0.0:
            chance, _ = draw(
                parameters["seed"], customer, block(INVOLUNTARY_LUCK, need, 0), candidate
            )
            if chance < parameters["involuntary_hazard"]:
                leave(world, customer, now, INVOLUNTARY)
    return spend


@rule
def risk_now(world: World, customer: int) -> float:
    """Relative risk of leaving, exp(η), times the segment's factor."""
    parameters, person = world.parameters[0], world.people[customer]
    shift = log_risk(
        parameters["churn.attitude"] * person["attitude"],
        parameters["churn.loyalty"] * person["loyalty"],
        parameters["churn.switching"] * parameters["churn.switching_cost"],
        parameters["churn.competitor"] * parameters["competitor.pull"],
        -parameters["churn.macro"] * parameters["macro_index"],
        person["inertia"],
    )
    return person["hazard_factor"] * math.exp(shift)


@rule
def leave(world: World, customer: int, now: float, reason: int) -> None:
    """The customer is gone: no new need, no return; a contact under way is finished."""
    person = world.people[customer]
    person["status"] = LEFT
    person["left"] = now
    person["reason"] = reason
    world.totals[0]["left"] += 1


# -- an episode -------------------------------------------------------------------------------


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
    ticket["contacts"] = 0
    ticket["resolved"] = 0
    ticket["peak_size"] = -1.0
    ticket["sum"] = 0.0
    ticket["weight"] = 0.0
    ticket["heart_sum"] = 0.0
    ticket["served"] = 0
    ticket["spend"] = spend
    person["episodes"] += 1


@rule
def choose_touchpoint(world: World, slot: int, now: float) -> int:
    """Turn to the most attractive touchpoint that can meet the need; the contact begins."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    customer, need = ticket["customer"], ticket["need"]
    person = world.people[customer]
    ticket["step"] += 1
    n = 8 * ticket["candidate"] + ticket["step"]
    choice = only_touchpoint(world, need)
    if choice < 0:
        best = -math.inf
        even, odd = 0.5, 0.5
        for k in range(len(world.touchpoints)):
            if k % 2 == 0:
                even, odd = draw(parameters["seed"], customer, block(CHOICE, need, k // 2), n)
            fit = world.fit[need, k]
            if math.isnan(fit):
                continue
            place = world.touchpoints[k]
            habit = parameters["choice.habit"] if person["last_touchpoint"] == k else 0.0
            usual = world.desks[k]["usual_wait"] / place["usual_wait_minutes"]
            value = attraction(
                place["preference"] + world.taste[customer, k],
                parameters["choice.fit"] * fit,
                habit,
                parameters["choice.wait"] * usual,
                parameters["choice.digital"] * person["digital"] * place["digital"],
                gumbel(even if k % 2 == 0 else odd),
            )
            if value > best:
                best, choice = value, k
    ticket["previous"] = ticket["touchpoint"]
    ticket["touchpoint"] = choice
    ticket["arrived"] = now
    ticket["started"] = math.nan
    ticket["context_kept"] = -1
    person["last_touchpoint"] = choice
    world.desks[choice]["arrivals"] += 1
    if ticket["previous"] >= 0:
        tell_again_or_not(world, slot)
    return choice


@rule
def only_touchpoint(world: World, need: int) -> int:
    """Return the one touchpoint that can meet the need, -1 where there are several."""
    found = -1
    for k in range(len(world.touchpoints)):
        if not math.isnan(world.fit[need, k]):
            if found >= 0:
                return -1
            found = k
    return found


@rule
def tell_again_or_not(world: World, slot: int) -> None:
    """Decide whether the new contact knows what the last one knew (context transfer T)."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    same = ticket["previous"] == ticket["touchpoint"]
    ticket["switches"] += 0 if same else 1
    survives = parameters["context.other_touchpoint"]
    if same:
        survives = parameters["context.same_touchpoint"]
    luck, _ = draw(
        parameters["seed"],
        ticket["customer"],
        block(RETURN, ticket["need"], 0),
        8 * ticket["candidate"] + ticket["step"],
    )
    ticket["context_kept"] = 1 if luck < survives else 0


@rule
def patience_days(world: World, slot: int) -> float:
    """Return the time until the waiting customer would give up."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    place = world.touchpoints[ticket["touchpoint"]]
    if math.isinf(place["patience_minutes"]):
        return math.inf
    luck, _ = draw(
        parameters["seed"],
        ticket["customer"],
        block(WAIT_LUCK, ticket["need"], 0),
        8 * ticket["candidate"] + ticket["step"],
    )
    minutes = weibull(luck, place["patience_minutes"], place["patience_shape"])
    return minutes / parameters["minutes_per_day"]


@rule
def start_service(world: World, slot: int, now: float) -> float:
    """Service begins; return how long it takes, in days."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    place, kind = world.touchpoints[ticket["touchpoint"]], world.needs[ticket["need"]]
    ticket["state"] = IN_SERVICE
    ticket["started"] = now
    mean = place["handling_minutes"] * kind["handling_factor"]
    if ticket["context_kept"] == 0:
        mean = mean * (1.0 + parameters["context.extra_handling"])
    if mean <= 0.0:
        ticket["handling"] = 0.0
        return 0.0
    _, luck = draw(
        parameters["seed"],
        ticket["customer"],
        block(WAIT_LUCK, ticket["need"], 0),
        8 * ticket["candidate"] + ticket["step"],
    )
    if place["exponential_handling"] == 1:
        minutes = exponential(luck, mean)
    else:
        minutes = lognormal(luck, mean, place["handling_cv"])
    ticket["handling"] = minutes / parameters["minutes_per_day"]
    return ticket["handling"]


@rule
def finish_service(world: World, slot: int, now: float) -> None:
    """Perceive against expectation, feel, remember, learn; the contact is logged."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    place, kind = world.touchpoints[ticket["touchpoint"]], world.needs[ticket["need"]]
    customer, seed = ticket["customer"], parameters["seed"]
    person, totals = world.people[customer], world.totals[0]
    n = 8 * ticket["candidate"] + ticket["step"]

    # what is delivered, and how it looks against what was expected
    occasion, mood = normal_pair(
        seed, customer, block(OCCASION, ticket["need"], 0), n,
        parameters["quality.occasion_sd"], parameters["satisfaction.noise_sd"],
    )  # fmt: skip
    spread = parameters["quality.component_sd"]
    luck_heart, luck_mind = normal_pair(
        seed, customer, block(COMPONENTS, ticket["need"], 0), n, spread, spread
    )
    u_hands, u_resolved = 0.5, 0.5
    if spread > 0.0 or place["resolution"] < 1.0:
        u_hands, u_resolved = draw(seed, customer, block(HANDS, ticket["need"], 0), n)
    common = occasion + person["fit"]
    design, gap = parameters["design_level"], place["delivery_gap"]
    heart = delivered(design, place["heart"], gap, common + luck_heart)
    mind = delivered(design, place["mind"], gap, common + luck_mind)
    hands = delivered(design, place["hands"], gap, common + spread * normal(u_hands))
    quality = blend(
        heart, mind, hands, person["heart_weight"], person["mind_weight"], person["hands_weight"]
    )
    performance = perceived(quality, person["will"], parameters["expectation.assimilation"])
    standard = comparison_standard(
        person["will"], person["should"], parameters["expectation.should_weight"]
    )
    totals["perceived_gap"] += (
        person["should"] + person["will"] - parameters["delivery_level"] - performance
    )
    totals["perceptions"] += 1
    person["will"] = learned_will(person["will"], performance, parameters["expectation.learning"])
    person["should"] = ratcheted_should(
        person["should"], person["will"], parameters["expectation.ratchet"]
    )

    # is the need met?
    chance = resolution_probability(
        place["resolution_log_odds"],
        parameters["resolution.fit"] * world.fit[ticket["need"], ticket["touchpoint"]],
        kind["difficulty"],
        parameters["resolution.known_context"] if ticket["context_kept"] == 1 else 0.0,
    )
    resolved = 1 if u_resolved < chance else 0

    # how it feels
    wait = (ticket["started"] - ticket["arrived"]) * parameters["minutes_per_day"]
    effort = effort_so_far(world, slot, wait)
    satisfaction = (
        quality_level(
            performance,
            parameters["satisfaction.neutral_quality"],
            parameters["satisfaction.level_weight"],
        )
        + asymmetric_disconfirmation(
            performance - standard,
            parameters["satisfaction.tolerance"],
            parameters["satisfaction.loss_aversion"],
            parameters["satisfaction.disconfirmation_weight"],
        )
        + felt_effort(world, effort)
        + person["trait"]
        + mood
    )
    if resolved == 0:
        satisfaction = satisfaction - parameters["satisfaction.unresolved_loss"]

    minutes = ticket["handling"] * parameters["minutes_per_day"]
    cost = place["variable_cost"]
    if place["agents"] > 0:
        totals["queued"] += 1
        totals["wait_minutes"] += wait
        person["cost_to_serve"] += minutes / 60.0 * parameters["costs.wage_per_hour"]
    person["cost_to_serve"] += cost
    totals["contact_cost"] += cost
    totals["served"] += 1
    desk = world.desks[ticket["touchpoint"]]
    desk["served"] += 1
    desk["wait_minutes"] += wait
    ticket["resolved"] = resolved
    ticket["heart_sum"] += heart
    ticket["served"] += 1
    remember_contact(world, slot, satisfaction, effort)
    log_contact(
        world, slot, now, wait, minutes, RESOLVED if resolved == 1 else UNRESOLVED,
        performance, standard, performance - standard, heart, mind, hands, effort, satisfaction,
    )  # fmt: skip


@rule
def give_up(world: World, slot: int, now: float) -> None:
    """The customer has had enough of waiting; the contact is logged as abandoned."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    person, totals = world.people[ticket["customer"]], world.totals[0]
    n = 8 * ticket["candidate"] + ticket["step"]
    _, mood = normal_pair(
        parameters["seed"], ticket["customer"], block(OCCASION, ticket["need"], 0), n,
        0.0, parameters["satisfaction.noise_sd"],
    )  # fmt: skip
    wait = (now - ticket["arrived"]) * parameters["minutes_per_day"]
    effort = effort_so_far(world, slot, wait)
    satisfaction = (
        -parameters["satisfaction.abandonment_loss"]
        + felt_effort(world, effort)
        + person["trait"]
        + mood
    )
    ticket["resolved"] = 0
    totals["queued"] += 1
    totals["wait_minutes"] += wait
    totals["abandoned"] += 1
    desk = world.desks[ticket["touchpoint"]]
    desk["abandoned"] += 1
    desk["wait_minutes"] += wait
    remember_contact(world, slot, satisfaction, effort)
    nothing = math.nan
    log_contact(
        world, slot, now, wait, nothing, ABANDONED,
        nothing, nothing, nothing, nothing, nothing, nothing, effort, satisfaction,
    )  # fmt: skip


@rule
def effort_so_far(world: World, slot: int, wait_minutes: float) -> float:
    """Effort of the contact: its wait, and what the episode has asked for until now."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    place = world.touchpoints[ticket["touchpoint"]]
    return total_effort(
        parameters["effort.base"],
        effort_of_wait(
            felt_wait(wait_minutes, parameters["effort.felt_wait"]),
            place["usual_wait_minutes"],
            parameters["effort.wait"],
        ),
        parameters["effort.repeat"] if ticket["context_kept"] == 0 else 0.0,
        parameters["effort.switch"] * ticket["switches"],
        parameters["effort.recontact"] * ticket["step"],
    )


@rule
def felt_effort(world: World, effort: float) -> float:
    """Satisfaction from effort, with the scenario's coefficients."""
    parameters = world.parameters[0]
    return effort_effect(
        effort,
        parameters["effort.usual"],
        parameters["satisfaction.effort_penalty"],
        parameters["satisfaction.ease_bonus"],
    )


@rule
def remember_contact(world: World, slot: int, satisfaction: float, effort: float) -> None:
    """Keep what the peak-end rule needs: the strongest moment, the last one and the mean."""
    ticket, totals = world.tickets[slot], world.totals[0]
    importance = world.touchpoints[ticket["touchpoint"]]["moment_of_truth"]
    size = importance * abs(satisfaction)
    if size > ticket["peak_size"]:
        ticket["peak_size"] = size
        ticket["peak"] = satisfaction
    ticket["end"] = satisfaction
    ticket["sum"] += importance * satisfaction
    ticket["weight"] += importance
    ticket["effort"] = effort
    ticket["contacts"] += 1
    ticket["state"] = BETWEEN
    totals["contacts"] += 1
    totals["effort"] += effort
    totals["satisfaction"] += satisfaction


@rule
def log_contact(
    world: World, slot: int, now: float, wait: float, minutes: float, outcome: int,
    performance: float, standard: float, disconfirmation: float,
    heart: float, mind: float, hands: float, effort: float, satisfaction: float,
) -> None:  # fmt: skip
    """Write one row of the table of encounters."""
    if world.parameters[0]["logging"] == 0:
        return
    ticket, row = world.tickets[slot], world.encounters[world.cursors[0]]
    world.cursors[0] += 1
    row["customer"] = ticket["customer"]
    row["episode"] = ticket["episode"]
    row["step"] = ticket["step"] + 1
    row["need"] = ticket["need"]
    row["touchpoint"] = ticket["touchpoint"]
    row["arrived"] = ticket["arrived"]
    row["started"] = ticket["started"]
    row["ended"] = now
    row["wait_minutes"] = wait
    row["handling_minutes"] = minutes
    row["outcome"] = outcome
    row["context_kept"] = ticket["context_kept"]
    row["performance"] = performance
    row["expectation"] = standard
    row["disconfirmation"] = disconfirmation
    row["heart"] = heart
    row["mind"] = mind
    row["hands"] = hands
    row["effort"] = effort
    row["satisfaction"] = satisfaction


@rule
def days_until_return(world: World, slot: int) -> float:
    """Come back with an open matter, after some days; infinite where the matter ends here."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    if (
        ticket["resolved"] == 1
        or ticket["contacts"] >= parameters["resolution.max_contacts"]
        or world.people[ticket["customer"]]["status"] != ACTIVE
    ):
        return math.inf
    n = 8 * ticket["candidate"] + ticket["step"]
    seed, customer, need = parameters["seed"], ticket["customer"], ticket["need"]
    _, luck = draw(seed, customer, block(RETURN, need, 0), n)
    if luck >= parameters["resolution.retry"]:
        return math.inf
    delay, _ = draw(seed, customer, block(DELAY, need, 0), n)
    return exponential(delay, parameters["resolution.retry_days"])


@rule
def still_wants_help(world: World, slot: int) -> bool:
    """Tell whether the customer who meant to come back is still a customer."""
    return world.people[world.tickets[slot]["customer"]]["status"] == ACTIVE


@rule
def close_episode(world: World, slot: int, now: float) -> None:
    """The episode becomes a memory, the memory an attitude; a survey may ask about it."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    person, totals, kind = (
        world.people[ticket["customer"]],
        world.totals[0],
        world.needs[ticket["need"]],
    )
    weight = ticket["weight"]
    memory = remembered(
        ticket["peak"],
        ticket["end"],
        ticket["sum"] / weight if weight > 0.0 else ticket["end"],
        parameters["memory.peak"],
        parameters["memory.end"],
        parameters["memory.average"],
    )
    person["experiences"] += 1.0
    step = experience_weight(
        person["experiences"], parameters["attitude.smallest_step"], kind["moment_of_truth"]
    )
    person["attitude"] = moved(person["attitude"], memory, step)
    if ticket["served"] > 0:
        person["heart"] = moved(person["heart"], ticket["heart_sum"] / ticket["served"], step)
    if ticket["resolved"] == 1 and kind["revenue"] > 0.0:
        ticket["spend"] += kind["revenue"]
        person["spend"] += kind["revenue"]
        totals["revenue"] += kind["revenue"]
        totals["gross_profit"] += kind["revenue"]
    totals["episodes"] += 1
    totals["episodes_resolved"] += ticket["resolved"]
    totals["resolved_first"] += 1 if ticket["resolved"] == 1 and ticket["contacts"] == 1 else 0
    totals["episode_contacts"] += ticket["contacts"]
    answer_survey(world, slot, now, memory)
    ticket["state"] = FREE


@rule
def answer_survey(world: World, slot: int, now: float, memory: float) -> None:
    """What everybody would have answered goes to the truth; what is answered, to the firm."""
    parameters, ticket = world.parameters[0], world.tickets[slot]
    customer, need = ticket["customer"], ticket["need"]
    person, totals = world.people[customer], world.totals[0]
    n = 8 * ticket["candidate"]
    seed = parameters["seed"]
    slip_csat, slip_ces = normal_pair(
        seed, customer, block(SCORES, need, 0), n,
        parameters["survey.csat_noise"], parameters["survey.ces_noise"],
    )  # fmt: skip
    csat = ticked(
        parameters["survey.csat_base"]
        + parameters["survey.csat_slope"] * memory
        + slip_csat,
        1.0,
        5.0,
    )
    ces = ticked(8.0 - ticket["effort"] + slip_ces, 1.0, 7.0)
    totals["csat"] += csat
    totals["csat_top"] += 1 if csat >= 4.0 else 0
    totals["ces"] += ces
    surveyed = parameters["survey.enabled"] == 1 and person["status"] == ACTIVE
    answered = False
    nps = math.nan
    if surveyed:
        totals["surveys"] += 1
        u_answer, u_nps = draw(seed, customer, block(SURVEY, need, 0), n)
        answered = u_answer < answer_probability(
            memory,
            person["loyalty"],
            parameters["survey.base"],
            parameters["survey.extremity"],
            parameters["survey.loyalty"],
            parameters["survey.mean"],
            parameters["survey.sd"],
        )
        if answered:
            latent = recommendation(
                person["loyalty"],
                person["attitude"],
                parameters["survey.nps_base"],
                parameters["survey.nps_slope"],
                parameters["survey.nps_attitude"],
            )
            nps = ticked(latent + parameters["survey.nps_noise"] * normal(u_nps), 0.0, 10.0)
            totals["answers"] += 1
            totals["measured_csat"] += csat
            totals["measured_csat_top"] += 1 if csat >= 4.0 else 0
            totals["measured_ces"] += ces
            totals["promoters"] += 1 if nps >= 9.0 else 0
            totals["detractors"] += 1 if nps <= 6.0 else 0
    if parameters["logging"] == 0:
        return
    row = world.episodes[world.cursors[1]]
    world.cursors[1] += 1
    row["customer"] = customer
    row["episode"] = ticket["episode"]
    row["need"] = need
    row["opened"] = ticket["opened"]
    row["closed"] = now
    row["contacts"] = ticket["contacts"]
    row["resolved"] = ticket["resolved"]
    row["remembered"] = memory
    row["attitude"] = person["attitude"]
    row["loyalty"] = person["loyalty"]
    row["spend"] = ticket["spend"]
    row["surveyed"] = 1 if surveyed else 0
    row["nps_score"] = nps
    row["csat_score"] = csat if answered else math.nan
    row["ces_score"] = ces if answered else math.nan


# -- joining and queues -----------------------------------------------------------------------


@rule
def join(world: World, customer: int, now: float, source: int) -> None:
    """A prospect becomes a customer, with the firm's promise in mind (gap 4)."""
    parameters, person, totals = world.parameters[0], world.people[customer], world.totals[0]
    person["status"] = ACTIVE
    person["source"] = source
    person["joined"] = now
    person["tenure"] = 0.0
    person["will"] = parameters["promise_level"]
    person["heart"] = parameters["satisfaction.neutral_quality"]
    totals["joined"] += 1
    totals["acquisition_cost"] += parameters["costs.acquisition"]
    person["cost_to_serve"] += parameters["costs.acquisition"]


@rule
def update_desk(world: World, touchpoint: int, now: float, busy: int, waiting: int) -> None:
    """Count agent-days and waiting-days up to now, then note who is busy and who waits."""
    desk = world.desks[touchpoint]
    days = now - desk["since"]
    desk["busy_days"] += days * desk["busy"]
    desk["waiting_days"] += days * desk["waiting"]
    desk["agent_days"] += days * desk["agents"]
    desk["since"] = now
    desk["busy"] += busy
    desk["waiting"] += waiting
