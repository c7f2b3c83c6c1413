"""What the present customers are worth: the sales and episodes that each is expected to bring.

A customer's own rates are known to the simulation (θ, λ, spend); what is not known is where the
attitude tends. That is learned from the episodes of each customer, shrunk to the mean of all
(Bühlmann 1967), and attitude and loyalty return to it (not frozen as they happen to be today).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from cxsim.engine.state import World
from cxsim.model.churn import ACTIVE, AFTER_FAILURE, TRUST_BREACHED
from cxsim.units import MONTH_DAYS

_STEPS = np.array([1.0] * 6 + [3.0] * 6 + [6.0] * 4)  # months, until all has settled
_NODES = ((-math.sqrt(3.0), 1 / 6), (0.0, 2 / 3), (math.sqrt(3.0), 1 / 6))  # Gauss and Hermite
_AT_ONCE = (AFTER_FAILURE, TRUST_BREACHED)


class Prospect(NamedTuple):
    """Discounted sums over the active customers."""

    sales: float  # gross profit of fees and purchases
    episodes: float


class Feelings(NamedTuple):
    """Where attitudes tend and how they move, by customer or for all."""

    mean: np.ndarray  # expected lasting level
    sd: np.ndarray  # of what is not known about it
    pace: np.ndarray  # share of the way a month, as a rate
    variance: float  # of an attitude around its level, once settled


def expected(
    world: World, members: np.ndarray, now: float, discount_per_month: float,
    months: float = math.inf,
) -> Prospect:  # fmt: skip
    """Expected discounted sales and episodes of all active customers, up to a number of months.

    Not a number where nobody leaves, nothing is discounted, and there is no end.
    """
    everybody = world.people[members]
    people = everybody[everybody["status"] == ACTIVE]
    if not len(people):
        return Prospect(0.0, 0.0)
    feelings = _feelings(world, people)
    leaving_at_once = _exits_a_month(everybody, now)
    sales = episodes = 0.0
    for node, weight in _NODES:
        level = feelings.mean + node * feelings.sd
        part = _one_level(
            world, people, now, discount_per_month, months, feelings, level, leaving_at_once
        )
        sales += weight * part.sales
        episodes += weight * part.episodes
    return Prospect(sales, episodes)


def _one_level(
    world: World, people: np.ndarray, now: float, discount: float, months: float,
    feelings: Feelings, level: np.ndarray, leaving_at_once: float,
) -> Prospect:  # fmt: skip
    """Let attitudes return to one level, and follow survival step by step, then for ever."""
    attitude, loyalty = people["attitude"].copy(), people["loyalty"].copy()
    force = math.log1p(discount)
    alive, month, sales, episodes = np.ones(len(people)), 0.0, 0.0, 0.0
    rates: Any = None
    for length in _STEPS:
        length = min(length, months - month)
        if length <= 0.0:
            return Prospect(sales, episodes)
        attitude, loyalty = _moved(world, people, attitude, loyalty, level, feelings, length)
        rates = _rates(world, people, now, month, attitude, loyalty, feelings, leaving_at_once)
        lasting, earned, matters = rates
        fall = lasting + force
        stay = alive * math.exp(-force * month) * _annuity(world, fall, length, force)
        sales += float((stay * earned).sum())
        episodes += float((stay * matters).sum())
        alive = alive * np.exp(-lasting * length)
        month += length
    lasting, earned, matters = rates
    if math.isinf(months) and float((lasting + force).min()) <= 0.0:
        return Prospect(math.nan, math.nan)
    stay = (
        alive * math.exp(-force * month) * _annuity(world, lasting + force, months - month, force)
    )
    return Prospect(sales + float((stay * earned).sum()), episodes + float((stay * matters).sum()))


def _annuity(world: World, fall: np.ndarray, length: float, force: float) -> np.ndarray:
    """Months of a stretch that count: (1 - e^{-f t}) / f; contracts end only at a month's end."""
    fall = np.maximum(fall, 1e-12)
    left: np.ndarray = -np.expm1(-fall * length)
    if world.parameters[0].contractual == 0:
        return left / fall
    month = -math.expm1(-force) / force if force > 0.0 else 1.0
    return left / -np.expm1(-fall) * month


def _moved(
    world: World, people: np.ndarray, attitude: np.ndarray, loyalty: np.ndarray,
    level: np.ndarray, feelings: Feelings, length: float,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Mean attitude and loyalty in the middle of the next step."""
    p = world.parameters[0]
    bond = p.attitude.heart_bond * (people["heart"] - p.satisfaction.neutral_quality)
    attitude = level + (attitude - level) * np.exp(-feelings.pace * length)
    pull = 1.0 - (1.0 - p.attitude.loyalty_step) ** length
    return attitude, loyalty + pull * (attitude + bond + p.now.programme - loyalty)


def _rates(
    world: World, people: np.ndarray, now: float, month: float, attitude: np.ndarray,
    loyalty: np.ndarray, feelings: Feelings, leaving_at_once: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Per month: force of leaving, gross profit of sales, episodes."""
    p = world.parameters[0]
    known = 1.0 - np.exp(-2.0 * feelings.pace * max(month, 0.5))  # the future is spread by luck
    spread = feelings.variance * known
    risk = _risk(world, people, month, attitude, loyalty, spread, feelings.pace)
    gone = -np.log1p(-np.minimum(people["dropout"], 1.0 - 1e-12)) * risk
    involuntary = -math.log1p(-min(p.churn.involuntary_hazard, 1.0 - 1e-12))
    margin = p.offer.gross_margin + p.offer.price - 1.0
    matters = float(_other_needs(world, False).sum()) * people["need_factor"]
    if p.contractual == 1:
        shape = p.churn.duration_shape
        tenure = people["tenure"] + (now - people["joined"]) / MONTH_DAYS + month
        gone = gone * ((tenure + 1.0) ** shape - tenure**shape)
        earned = p.offer.fee_per_month * people["value_factor"] * margin
        return gone + involuntary + leaving_at_once, earned, matters
    effect = p.purchase.attitude_effect
    shift = effect * attitude + 0.5 * effect**2 * spread + p.now.purchase_shift
    buying = (
        people["purchases_per_day"]
        * MONTH_DAYS
        * _demand(world, now)
        * np.minimum(p.purchase.ceiling, np.exp(shift))
    )
    bond = p.purchase.basket_heart * (people["heart"] - p.satisfaction.neutral_quality)
    basket = p.offer.basket * people["value_factor"] * people["spend_factor"]
    stays = np.exp(-gone - involuntary)
    lasting = buying * (1.0 - stays) + leaving_at_once
    return lasting, buying * basket * np.exp(bond) * margin, matters + buying


def _risk(
    world: World, people: np.ndarray, month: float, attitude: np.ndarray, loyalty: np.ndarray,
    spread: np.ndarray, pace: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Mean relative risk: exp(η) of a normal attitude and a Poisson number of open matters."""
    p = world.parameters[0]
    feel, bind = p.churn.attitude, p.churn.loyalty
    step = min(p.attitude.loyalty_step, 1.0 - 1e-12)
    follow = -math.log1p(-step)
    common = np.divide(follow, pace + follow, out=np.zeros(len(people)), where=pace + follow > 0)
    variance = spread * (feel**2 + (2.0 * feel * bind + bind**2) * common)
    open_days = float(world.needs["reopen_days"].mean()) if len(world.needs) else 1.0
    fades = math.exp(-month * MONTH_DAYS / open_days)
    effect = p.churn.open_matter
    usual = float(people["open_matters"].mean())
    matters = effect * people["open_matters"] * fades + math.expm1(effect) * usual * (1.0 - fades)
    friends = np.where(people["referrer"] >= 0, p.churn.referral_bond, 0.0)
    eta = (
        -feel * attitude - bind * loyalty + 0.5 * variance + matters
        - p.churn.switching * p.churn.switching_cost
        + p.churn.competitor * p.now.competitor_pull + p.now.leaving_shift
        + p.churn.macro * p.now.macro_index
        - people["inertia"] - friends + people["log_risk"]
    )  # fmt: skip
    risk: np.ndarray = people["hazard_factor"] * np.exp(np.clip(eta, -20.0, 20.0))
    return risk


def _feelings(world: World, people: np.ndarray) -> Feelings:
    """Learn from all episodes so far where each customer's attitude tends."""
    p = world.parameters[0]
    weight = people["felt_weight"]
    heard = weight > 0.0
    own = np.divide(people["felt"], weight, out=np.zeros(len(people)), where=heard)
    inside = np.where(heard, people["felt_square"] - weight * own**2, 0.0).sum()
    freedom = np.maximum(0.0, weight - 1.0).sum()
    within = float(inside / freedom) if freedom > 0.0 else 0.0
    mean, between = _population(people["attitude"], own, weight, within)
    certainty = np.divide(
        weight * between,
        weight * between + within,
        out=np.zeros(len(people)),
        where=heard & (between > 0.0),
    )
    step = p.attitude.smallest_step
    share = 1.0 - (1.0 - step) ** world.needs["moment_of_truth"]
    rates = _other_needs(world, True)[:, np.newaxis] * people["need_factor"]
    if p.purchase_need >= 0:
        rates[int(p.purchase_need)] = people["purchases_per_day"] * MONTH_DAYS
    pace = -np.log1p(-np.minimum(share, 1.0 - 1e-12)) @ rates if len(rates) else 0.0 * weight
    usual = rates.mean(axis=1)
    moved = float((usual * (2.0 * share - share**2)).sum())
    variance = within * float((usual * share**2).sum()) / moved if moved > 0.0 else 0.0
    return Feelings(
        mean + certainty * (own - mean),
        np.sqrt(between * np.maximum(0.0, 1.0 - certainty)),
        pace,
        variance,
    )


def _population(
    attitude: np.ndarray, own: np.ndarray, weight: np.ndarray, within: float
) -> tuple[float, float]:
    """Mean and variance of the lasting levels of all customers (moments)."""
    total = float(weight.sum())
    if total == 0.0:
        return float(attitude.mean()), 0.0
    mean = float((weight * own).sum()) / total
    heard = int((weight > 0.0).sum())
    scatter = float((weight * (own - mean) ** 2).sum()) - (heard - 1) * within
    scale = total - float((weight**2).sum()) / total
    return mean, max(0.0, scatter / scale) if scale > 0.0 else 0.0


def _other_needs(world: World, with_purchase: bool) -> np.ndarray:
    """Needs of a usual customer a month, by kind; the purchase counts 0 (or is set later)."""
    rates = np.where(world.needs["purchase"] == 1, 0.0, world.needs["per_month"])
    return rates if with_purchase else rates[world.needs["purchase"] == 0]


def _demand(world: World, now: float) -> float:
    """Factor of the economy on purchases that holds now."""
    purchase = np.flatnonzero(world.needs["purchase"] == 1)
    period = int(np.searchsorted(world.period_ends, now, side="right"))
    return float(world.rates[purchase[0], min(period, world.rates.shape[1] - 1)])


def _exits_a_month(everybody: np.ndarray, now: float) -> float:
    """Customers a month who left at once, after a failure or a breach of trust."""
    until = np.where(np.isnan(everybody["left"]), now, everybody["left"])
    months = float((until - everybody["joined"]).sum()) / MONTH_DAYS
    exits = np.isin(everybody["reason"], _AT_ONCE).sum()
    return float(exits) / months if months > 0.0 else 0.0
