"""Who answers a survey, and what they tick."""

from __future__ import annotations

import math

from pydantic import Field

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.chance import logistic, normal
from cxsim.model.contact import matter_luck
from cxsim.model.data import Consenting, Data
from cxsim.model.loyalty import Attached
from cxsim.model.memory import Remembered
from cxsim.model.records import Record
from cxsim.model.streams import BEGGING, SCORES, SURVEY, block, draw
from cxsim.model.touchpoint import Desk

SATISFIED_BOX, DISSATISFIED_BOX = 4.0, 2.0  # of the five boxes of the satisfaction item

# fmt: off


class Survey(Model):
    """Who answers, and how experience turns into a score."""

    enabled: bool = Field(True, title="The firm asks after each episode")
    base: float = parameter(
        -2.2, "Log-odds of answering after a usual episode (a₀)", "log-odds", (-20.0, 20.0))
    extremity: float = parameter(
        1.1, "Gain of log-odds with strong feelings (a₁)", "log-odds per sd", (0.0, 10.0),
        (0.0, 1.5))
    loyalty: float = parameter(
        0.3, "Gain of log-odds with loyalty (a₂)", "log-odds per unit", (0.0, 10.0), (0.0, 0.6))
    incentive: float = parameter(
        0.8, "Gain of log-odds with a usual reward (a₃)", "log-odds per unit", (0.0, 10.0),
        (0.4, 1.2))
    incentive_bias: float = parameter(
        0.2, "Lift of every item by a usual reward", "sd of the item", (0.0, 2.0), (0.0, 0.4))
    gaming_bias: float = parameter(
        0.5, "Lift of every item when staff beg", "points of the item", (0.0, 5.0), (0.0, 1.0))
    fatigue: float = parameter(
        0.0, "Loss of log-odds per survey of late (a₄)", "log-odds per survey", (0.0, 10.0),
        (0.0, 0.3))
    mere_measurement: float = parameter(
        0.0, "Attitude gained by being asked", "satisfaction", (-1.0, 1.0), (0.0, 0.05),
        source="published✓ existence: Dholakia, Morwitz and Westbrook 2004; value: assumption")
    mean: float = parameter(-0.2, "Usual satisfaction", "satisfaction", (-5.0, 5.0))
    sd: float = parameter(0.9, "Usual spread of satisfaction", "satisfaction", (0.01, 10.0))
    nps_base: float = parameter(8.0, "Recommendation item at neutral", "0-10", (-20.0, 20.0))
    nps_slope: float = parameter(
        1.9, "Recommendation item per unit of loyalty", "0-10", (0.0, 20.0))
    nps_attitude: float = parameter(0.6, "Weight of attitude beside loyalty", "", (0.0, 5.0))
    nps_noise: float = parameter(1.3, "Noise of the recommendation item", "0-10", (0.01, 20.0))
    csat_base: float = parameter(3.9, "Satisfaction item at neutral (c₀)", "1-5", (-20.0, 20.0))
    csat_slope: float = parameter(
        1.0, "Satisfaction item per unit of satisfaction", "1-5", (0.0, 20.0))
    csat_noise: float = parameter(0.6, "Noise of the satisfaction item", "1-5", (0.0, 20.0))
    ces_noise: float = parameter(0.8, "Noise of the effort item", "1-7", (0.0, 20.0))


class SurveyDesign(Model):
    """How the firm asks for answers: rewards, and pressure on the score."""

    incentive: float = parameter(
        0.0, "Reward for an answer (0: none, 1: usual discount)", "index", (0.0, 5.0),
        source="seed: 004 (reward feedback); value: assumption")
    cost: float = parameter(0.0, "Cost of a reward, per unit of the index", "money", (0.0, 1e4))
    gaming: float = parameter(
        0.0, "Share of surveys in which staff beg for a good score", "share", SHARE, (0.0, 0.5))
    emotion_sensing: float = parameter(
        0.0, "How far feelings are read from voice, face or text: what is told nears what is felt",
        "0-1", SHARE, source="seed: 000 (emotion AI); value: assumption")
# fmt: on


class Asked(Remembered):
    """What a customer would have ticked about a matter, and what was answered."""

    csat: float
    ces: float
    lift: float  # of every answer, beside what was felt
    told_csat: float
    told_ces: float
    surveyed: int
    nps: float


class Respondent(Attached, Consenting):
    """How a person answers."""

    scale_use: float
    asked: float  # surveys of late
    last_answer: float = math.nan  # last recommendation score given
    last_csat: float = math.nan  # of the last matter, as everybody would have ticked it
    told_csat: float = math.nan  # of the last matter that was answered for


class SurveyTotals(Record):
    """What is counted about answers; ``measured_...`` is all that the firm sees."""

    csat: float  # what every episode would have answered
    csat_top: float
    ces: float
    surveys: float
    answers: float
    answer_days: float  # days on which answers came
    measured_csat: float
    measured_csat_top: float
    measured_ces: float
    promoters: float
    detractors: float
    measured_gap: float  # gap 5 of the episodes that were answered for, and its contacts
    measured_perceptions: float
    told_shortfall: float  # should-expectation - perception of those who answered
    told_perceptions: float
    feedback_cost: float
    nps_asked: float  # NPS if all who were asked had answered, summed
    measured_csat_squares: float
    complainers_csat: float  # told by those who had complained
    complainers_answers: float
    silent_csat: float  # told by the dissatisfied who had not complained
    silent_answers: float


class SatisfiedStock(Record):
    """Customers by how their last matter went, at a month's end."""

    satisfied: float
    rated: float  # customers who had one
    told_satisfied: float  # the same, of those who answered
    told_rated: float


@rule
def answer_probability(
    satisfaction: float,
    loyalty: float,
    base: float,
    extremity: float,
    loyalty_effect: float,
    mean: float,
    sd: float,
    design: float,
) -> float:
    """Chance to answer: logit p = a₀ + a₁ |z| + a₂ L + design, z = (S - mean) / sd.

    ``design`` is what the firm's way of asking adds: a₃ · incentive - a₄ · fatigue.

    Strong feelings answer more often: J-shaped results (Hu, Pavlou and Zhang 2009, CACM
    52(10):144-147).
    """
    strength = abs((satisfaction - mean) / sd)
    return logistic(base + extremity * strength + loyalty_effect * loyalty + design)


@rule
def ticked(latent: float, lowest: float, highest: float) -> float:
    """Return the whole number that is ticked on a scale."""
    return min(highest, max(lowest, math.floor(latent + 0.5)))


@rule
def recommendation(
    loyalty: float, attitude: float, base: float, slope: float, attitude_weight: float
) -> float:
    """Latent recommendation score, 0-10 scale: 8.0 + 1.9 (L + .6 A)."""
    return base + slope * (loyalty + attitude_weight * attitude)


@rule
def share_above(latent: float, threshold: float, noise: float) -> float:
    """Chance that a score with normal noise lies above a threshold."""
    return 0.5 * math.erfc((threshold - latent) / (noise * 1.4142135623730951))


@rule
def share_of_promoters(latent: float, noise: float) -> float:
    """Promoters minus detractors, in points, among many answers of one person."""
    promoter = share_above(latent, 8.5, noise)
    detractor = 1.0 - share_above(latent, 6.5, noise)
    return 100.0 * (promoter - detractor)


# -- steps --------------------------------------------------------------------------------------


@rule
def latent_recommendation(person: Attached, survey: Survey) -> float:
    """Recommendation that a person has in mind, 0-10 scale."""
    return recommendation(
        person.loyalty, person.attitude, survey.nps_base, survey.nps_slope, survey.nps_attitude
    )


@rule
def tick_boxes(
    seed: int, matter: Asked, person: Respondent, totals: SurveyTotals,
    survey: Survey, feedback: SurveyDesign,
) -> None:  # fmt: skip
    """Note what everybody would have ticked about the matter: the truth of CSAT and CES."""
    slip_csat, slip_ces = 0.0, 0.0
    if survey.csat_noise != 0.0 or survey.ces_noise != 0.0:
        first, second = matter_luck(seed, matter, SCORES)
        slip_csat, slip_ces = survey.csat_noise * normal(first), survey.ces_noise * normal(second)
    latent = survey.csat_base + survey.csat_slope * matter.remembered
    matter.csat = ticked(latent + slip_csat, 1.0, 5.0)
    matter.ces = ticked(8.0 - matter.effort + slip_ces, 1.0, 7.0)
    blind = 1.0 - feedback.emotion_sensing
    lift = blind * lift_of_answers(seed, matter, person, survey, feedback)
    matter.told_csat = ticked(latent + blind * slip_csat + lift, 1.0, 5.0)
    matter.told_ces = ticked(8.0 - matter.effort + blind * slip_ces + lift, 1.0, 7.0)
    matter.lift = lift
    person.last_csat = matter.csat
    totals.csat += matter.csat
    totals.csat_top += 1 if matter.csat >= 4.0 else 0
    totals.ces += matter.ces


@rule
def lift_of_answers(
    seed: int, matter: Asked, person: Respondent, survey: Survey, feedback: SurveyDesign
) -> float:
    """What lifts every answer and has nothing to do with the experience, in points of 1 to 5.

    People use scales in their own way, a reward makes them kind, and staff may beg for a score.
    """
    lift = person.scale_use
    lift = lift + survey.incentive_bias * feedback.incentive
    if feedback.gaming > 0.0:
        luck, _ = matter_luck(seed, matter, BEGGING)
        if luck < feedback.gaming:
            lift = lift + survey.gaming_bias
    return lift


@rule
def is_not_asked(matter: Asked) -> None:
    """Nobody asks about the matter."""
    matter.surveyed = 0
    matter.nps = math.nan


@rule
def answers_survey(
    seed: int, matter: Asked, person: Respondent, totals: SurveyTotals,
    survey: Survey, feedback: SurveyDesign, data: Data, now: float,
) -> bool:  # fmt: skip
    """The firm asks; some answer. Only this reaches the firm. True for who answers."""
    matter.surveyed = 1
    totals.surveys += 1
    asked = person.asked
    person.asked += 1.0
    person.attitude += survey.mere_measurement
    u_answer, u_nps = matter_luck(seed, matter, SURVEY)
    chance = answer_probability(
        matter.remembered,
        person.loyalty,
        survey.base,
        survey.extremity,
        survey.loyalty,
        survey.mean,
        survey.sd,
        survey.incentive * feedback.incentive - survey.fatigue * asked,
    )
    latent = latent_recommendation(person, survey)
    totals.nps_asked += share_of_promoters(latent, survey.nps_noise)
    if u_answer >= chance:
        return False
    totals.feedback_cost += feedback.cost * feedback.incentive
    slip = (1.0 - feedback.emotion_sensing) * survey.nps_noise * normal(u_nps)
    latent = latent + survey.nps_slope * matter.lift
    matter.nps = ticked(latent + slip, 0.0, 10.0)
    if is_stored(seed, matter, person, data):
        person.last_answer = matter.nps
    person.told_csat = matter.told_csat
    totals.answers += 1
    totals.answer_days += now
    totals.measured_gap += matter.gap_sum
    totals.measured_perceptions += matter.served
    totals.measured_csat += matter.told_csat
    totals.measured_csat_top += 1 if matter.told_csat >= 4.0 else 0
    totals.measured_csat_squares += matter.told_csat**2
    totals.measured_ces += matter.told_ces
    totals.promoters += 1 if matter.nps >= 9.0 else 0
    totals.detractors += 1 if matter.nps <= 6.0 else 0
    return True


@rule
def is_stored(seed: int, matter: Asked, person: Respondent, data: Data) -> bool:
    """Tell whether an answer is stored where it is found again, beside the customer's name."""
    if person.refuses == 1:
        return False
    if data.completeness >= 1.0:
        return True
    place = 8 * matter.candidate + 1
    luck, _ = draw(seed, matter.customer, block(SURVEY, matter.need), place)
    return luck < data.completeness


@rule
def tell_pain(matter: Asked, complained: int, desk: Desk, totals: SurveyTotals) -> None:
    """An answer says how the matter went where it ended, and what a complaint was worth.

    Who is dissatisfied and never complained tells the firm here for the first time.
    """
    desk.told_csat += matter.told_csat
    desk.told_answers += 1.0
    if complained == 1:
        totals.complainers_csat += matter.told_csat
        totals.complainers_answers += 1
    elif matter.told_csat <= DISSATISFIED_BOX:
        totals.silent_csat += matter.told_csat
        totals.silent_answers += 1


@rule
def count_satisfied(person: Respondent, stock: SatisfiedStock) -> None:
    """Count who ticked 4 or 5 of 5 for the last matter: the truth, and those who told the firm."""
    if not math.isnan(person.last_csat):
        stock.rated += 1
        stock.satisfied += 1 if person.last_csat >= SATISFIED_BOX else 0
    if not math.isnan(person.told_csat):
        stock.told_rated += 1
        stock.told_satisfied += 1 if person.told_csat >= SATISFIED_BOX else 0
