"""Who the customers are: traits, drawn once for both engines.

Ids 0 … N-1 are the initial customers, N … M-1 the prospects of the finite market: the same person
joins earlier, later or never under each strategy. A trait is a function of seed and id, so it
does not matter *when* it is drawn: prospects get theirs just before they join (`Market`), and
those who never join cost nothing.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from cxsim.engine.parameters import prospects
from cxsim.engine.starting_level import starting_level
from cxsim.engine.state import PERSON, World
from cxsim.model import streams
from cxsim.model.churn import ACTIVE, INITIAL, NOT_YET
from cxsim.model.expectation import settled_uncertainty
from cxsim.model.gaps import by_component, delivery_level, ignorance
from cxsim.model.pyramid import score_of
from cxsim.model.streams import draw_blocks, draw_many
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

_LONGEST_EXPOSURE = 2.0  # Σ risk: beyond it, the approximation of survival ends
_SEGMENT_NUMBERS = {
    "need_factor": "need_factor",
    "hazard_factor": "hazard_factor",
    "value_factor": "value_factor",
    "digital": "digital_preference",
    "scale_use": "scale_use",
    "young": "young",
    "misjudged": "misjudged",
}

# Uniform numbers behind the traits of a person; each block has two.
_BLOCKS = (
    streams.SEGMENT_AND_DORMANT,
    streams.DROPOUT_AND_RATE,
    streams.FIT_AND_TRAIT,
    streams.HEART_AND_MIND_WEIGHT,
    streams.HANDS_WEIGHT_AND_IDEAL,
    streams.CONCERN,
    streams.WILLING,
    streams.SPENDING,
)


def initial_customers(scenario: Scenario, seed: int) -> np.ndarray:
    """Return one record for each initial customer, at the level that the gaps imply."""
    ids = np.arange(scenario.customers, dtype=np.int64)
    people = draw_traits(scenario, seed, ids)
    _start_relationship(people, scenario, seed, ids)
    return people


def draw_traits(scenario: Scenario, seed: int, ids: np.ndarray) -> np.ndarray:
    """Return one record for each id, with all traits, for a person who has not joined yet."""
    return Traits(scenario, seed).draw(ids)


class Traits:
    """Draws the traits of people, a few or all at once; what is the same for all is read once."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self._scenario = scenario
        self._seed = seed
        segments = list(scenario.market.segments.values())
        self._limits = np.cumsum([segment.share for segment in segments])[:-1]
        names = (*_SEGMENT_NUMBERS.values(), "purchase_factor", "expectation_shift")
        self._segments = {
            name: np.array([getattr(segment, name) for segment in segments]) for name in names
        }
        weights = scenario.behaviour.weights
        means = np.array([weights.heart, weights.mind, weights.hands])
        self._shapes = weights.concentration * means[:, np.newaxis]  # of Dirichlet weights

    def draw(self, ids: np.ndarray) -> np.ndarray:
        """Return one record for each id."""
        people = np.zeros(len(ids), dtype=PERSON)
        people["status"] = NOT_YET
        people["joined"] = people["left"] = people["last_answer"] = np.nan
        people["last_csat"] = people["told_csat"] = np.nan
        people["referrer"] = people["last_touchpoint"] = -1
        people["drawn"] = 1
        people["uncertainty"] = self._scenario.behaviour.expectation.start_sd**2
        segment, propensity, fit, weight, hands, concern, willing, spending = draw_blocks(
            self._seed, ids, _BLOCKS
        )
        self._draw_segment(people, segment)
        self._draw_propensities(people, propensity)
        self._draw_tastes(people, fit, weight, hands)
        self._draw_attitudes_to_programmes(people, concern, willing)
        people["spend_factor"] = self._usual_spend(spending[0])
        return people

    def _draw_segment(self, people: np.ndarray, luck: np.ndarray) -> None:
        u_segment, u_dormant = luck
        people["segment"] = segment = np.searchsorted(self._limits, u_segment, side="right")
        for field, name in _SEGMENT_NUMBERS.items():
            people[field] = self._segments[name][segment]
        churn = self._scenario.behaviour.churn
        people["inertia"] = np.where(u_dormant < churn.dormant_share, churn.inertia, 0.0)

    def _draw_propensities(self, people: np.ndarray, luck: np.ndarray) -> None:
        """Draw dropout θ ~ Beta(a, b) and purchase rate λ ~ Gamma(r, rate α)."""
        u_dropout, u_rate = luck
        churn, purchase = self._scenario.behaviour.churn, self._scenario.behaviour.purchase
        if churn.a > 0:
            people["dropout"] = special.betaincinv(churn.a, churn.b, u_dropout)
        if self._scenario.relationship == "noncontractual":
            factors = self._segments["purchase_factor"]
            per_week = special.gammaincinv(purchase.r, u_rate) / purchase.alpha_weeks
            people["purchases_per_day"] = per_week / 7.0 * factors[people["segment"]]

    def _usual_spend(self, luck: np.ndarray) -> np.ndarray:
        """Usual spend of a purchase, mean 1: (q - 1) / Gamma(q) (Gamma-Gamma), q = 2 + 1 / cv²."""
        cv = self._scenario.behaviour.purchase.spend_cv
        if cv == 0.0:
            return np.ones(len(luck))
        q = 2.0 + 1.0 / cv**2
        spend: np.ndarray = (q - 1.0) / special.gammaincinv(q, luck)
        return spend

    def _draw_tastes(
        self, people: np.ndarray, fit: np.ndarray, weight: np.ndarray, hands: np.ndarray
    ) -> None:
        """Draw fit q, trait u, the weights of heart, mind and hands, and the ideal E*."""
        behaviour = self._scenario.behaviour
        u_fit, u_trait = fit
        u_hands, u_ideal = hands
        u_weights = np.concatenate([weight, u_hands[np.newaxis]])
        people["fit"] = behaviour.quality.fit_sd * special.ndtri(u_fit)
        people["trait"] = behaviour.satisfaction.trait_sd * special.ndtri(u_trait)
        parts = np.where(self._shapes > 0, special.gammaincinv(self._shapes, u_weights), 0.0)
        total = np.maximum(parts[0] + parts[1] + parts[2], np.finfo(float).tiny)
        for name, part in zip(("heart_weight", "mind_weight", "hands_weight"), parts, strict=True):
            people[name] = part / total
        shifts = self._segments["expectation_shift"]
        spread = behaviour.quality.ideal_sd * special.ndtri(u_ideal)
        people["should"] = behaviour.quality.ideal + shifts[people["segment"]] + spread

    def _draw_attitudes_to_programmes(
        self, people: np.ndarray, concern: np.ndarray, willing: np.ndarray
    ) -> None:
        """Draw concern for privacy π ~ LogN, who is watched, and who would not take part."""
        u_concern, watched = concern
        messages, effort = self._scenario.behaviour.messages, self._scenario.behaviour.effort
        people["watched"] = watched
        # Who is most concerned does not consent.
        people["refuses"] = u_concern > 1.0 - self._scenario.company.data.refusal
        people["concern"] = messages.concern * np.exp(
            messages.concern_sd * special.ndtri(u_concern)
        )
        people["unwilling"] = willing[0] < effort.unwilling_share


class Market:
    """All people of a run: initial customers from the start, prospects once they may join."""

    def __init__(self, scenario: Scenario, seed: int, world: World) -> None:
        self._scenario = scenario
        self._seed = seed
        self._traits = Traits(scenario, seed)
        self._people = world.people
        self._taste = world.taste
        self._known = [np.arange(scenario.customers, dtype=np.int64)]

    def introduce(self, ids: np.ndarray) -> None:
        """Give traits to those of some prospects who have none yet."""
        new = np.unique(ids[self._people["drawn"][ids] == 0])
        if not len(new):
            return
        heard = self._people["reached"][new]
        write(self._people, new, self._traits.draw(new))
        self._people["reached"][new] = heard
        self._taste[new] = draw_touchpoint_tastes(self._scenario, self._seed, new)
        self._known.append(new)

    def members(self) -> np.ndarray:
        """Ids of all who are or were customers, sorted."""
        self._known = [np.sort(np.concatenate(self._known))]
        known = self._known[0]
        return known[self._people["status"][known] != NOT_YET]


def write(people: np.ndarray, ids: np.ndarray, drawn: np.ndarray) -> None:
    """Write drawn people to their places; state of a mechanism's own stays as it is."""
    if people.dtype == drawn.dtype:
        people[ids] = drawn
        return
    for name in drawn.dtype.names or ():
        people[name][ids] = drawn[name]


def draw_touchpoint_tastes(scenario: Scenario, seed: int, ids: np.ndarray) -> np.ndarray:
    """Lasting personal taste for each touchpoint: N(0, taste_sd²), persons × touchpoints."""
    tastes = np.zeros((len(ids), len(scenario.company.touchpoints)))
    sd = scenario.behaviour.choice.taste_sd
    for index in range(tastes.shape[1] if sd > 0 else 0):
        pair = draw_many(seed, ids, streams.block(streams.TASTE, 0, index // 2))
        tastes[:, index] = sd * special.ndtri(pair[index % 2])
    return tastes


def advertising_reach(scenario: Scenario, seed: int) -> np.ndarray:
    """Return how much advertising it takes to win each prospect, Exp(1), by id from N on."""
    first = scenario.customers
    ids = np.arange(first, first + prospects(scenario), dtype=np.int64)
    return -np.log(draw_many(seed, ids, streams.LOYALTY_AND_ADVERTISING)[1])


def _start_relationship(book: np.ndarray, scenario: Scenario, seed: int, ids: np.ndarray) -> None:
    churn, attitude = scenario.behaviour.churn, scenario.behaviour.attitude
    u_tenure, u_attitude = draw_many(seed, ids, streams.TENURE_AND_ATTITUDE)
    u_loyalty, _ = draw_many(seed, ids, streams.LOYALTY_AND_ADVERTISING)
    level = starting_level(scenario)
    book["status"] = ACTIVE
    book["source"] = INITIAL
    book["joined"] = 0.0
    book["tenure"] = -churn.start_tenure_months * np.log(u_tenure)
    book["experiences"] = book["tenure"]
    gaps = scenario.company.gaps
    delivery = delivery_level(scenario.behaviour.quality.ideal, gaps)
    book["will"] = delivery + book["fit"]
    lost, *_ = ignorance(
        gaps.knowledge, by_component(scenario.behaviour.weights), by_component(gaps.underrated)
    )
    book["heart"] = delivery + abs(gaps.knowledge) - lost * book["misjudged"] + book["fit"]
    _keep_survivors(book, scenario)
    trait_sd = scenario.behaviour.satisfaction.trait_sd
    luck = math.sqrt(max(0.0, attitude.start_sd**2 - trait_sd**2))
    own = level + book["trait"]
    book["attitude"] = own + luck * special.ndtri(u_attitude)
    bond = attitude.heart_bond * (book["heart"] - scenario.behaviour.satisfaction.neutral_quality)
    hierarchy = scenario.behaviour.hierarchy
    lasting = own + bond + hierarchy.strength * score_of(scenario.company.pyramid, hierarchy.gate)
    book["loyalty"] = lasting + luck * special.ndtri(u_loyalty)
    book["uncertainty"] = settled_uncertainty(
        scenario.behaviour.expectation.drift_sd**2, scenario.behaviour.quality.occasion_sd**2
    )
    book["purchases"] = int(scenario.relationship == "noncontractual")


def _keep_survivors(book: np.ndarray, scenario: Scenario) -> None:
    """Shift the satisfaction trait of the book to that of those who are still there.

    The content stay longer. With a risk θ exp(-β u) a month and a trait u ~ N(0, σ²), survival
    for T months weighs u by about exp(β θ T u): N(β θ T σ², σ²). So a run does not spend its first
    years with the loss of customers who would have left long ago.
    """
    churn, sd = scenario.behaviour.churn, scenario.behaviour.satisfaction.trait_sd
    pull = churn.attitude + churn.loyalty
    looks: np.ndarray | float = 1.0
    if scenario.relationship == "noncontractual":
        looks = book["purchases_per_day"] * MONTH_DAYS
    exposure = np.minimum(_LONGEST_EXPOSURE, book["dropout"] * looks * book["tenure"])
    book["trait"] += pull * exposure * sd**2
