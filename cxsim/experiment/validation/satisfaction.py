"""T-14, T-17, T-18 and T-22: what experience does to satisfaction, and that to behaviour."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from cxsim.experiment.validation.figures import (
    Figure,
    computed,
    estimated,
    estimated_above,
    exact,
    true,
)
from cxsim.experiment.validation.scenarios import CALM, CONTACTS_ALONE, FAITHFUL, unstaffed
from cxsim.experiment.validation.targets import Simulate, Target
from cxsim.model.churn import hazard, log_risk
from cxsim.model.memory import remembered
from cxsim.scenario.files import load

_CURTIS = (
    "Curtis, Abratt, Rhoades & Dion 2011 [published✓]; Szymanski & Henard 2001, JAMS 29(1):16-35 "
    "[published~: figures; the abstract says that disconfirmation and equity are strongest]"
)
_ANDERSON = (
    "Anderson & Sullivan 1993, Marketing Science 12(2):125-143 [published✓: direction]; λ: "
    "assumption, anchored by Tversky & Kahneman 1992 [published~: 2.25]"
)
_MITTAL = "Mittal & Kamakura 2001, JMR 38(1):131-142 [published✓: shapes]"
_KAHNEMAN = (
    "Kahneman, Fredrickson, Schreiber & Redelmeier 1993, Psych. Science 4:401-405 [published✓]"
)


def _correlations(run: Simulate) -> list[Figure]:
    """Signs and sizes: meta-analyses pool very different firms, so .25 is near enough."""
    contacts, episodes = _bank(run)
    people = _answers(contacts, episodes)
    at_once = contacts[["satisfaction", "disconfirmation", "performance", "expectation"]].corr()
    felt = at_once.satisfaction
    error = 1 / math.sqrt(len(people))  # contacts of one person are alike: count people
    return [
        *[
            _correlation(people, one, other, known)
            for one, other, known in (
                ("satisfaction", "intention", 0.63),
                ("satisfaction", "loyalty", 0.54),
                ("loyalty", "intention", 0.71),
                ("satisfaction", "disconfirmation", 0.46),
                ("satisfaction", "performance", 0.34),
                ("satisfaction", "expectation", 0.27),
            )
        ],
        estimated_above(
            "−r(satisfaction, negative talk)",
            -float(people["satisfaction"].corr(people["negative talk"])),
            error,
            published=0.57,
        ),
        estimated_above(
            "contact: r(S, disconfirmation) − r(S, expectation)",
            felt.disconfirmation - felt.expectation,
            error,
            published=0.19,
        ),
        estimated_above(
            "contact: r(S, performance) − r(S, expectation)",
            felt.performance - felt.expectation,
            error,
            published=0.07,
        ),
        estimated_above("memory without minus with a complaint", *_cost_of_complaint(episodes)),
    ]


def _correlation(people: pd.DataFrame, one: str, other: str, published: float) -> Figure:
    """A correlation between people, with Fisher's interval."""
    found = float(people[one].corr(people[other]))
    half = 1.96 / math.sqrt(len(people) - 3)
    low, high = (math.tanh(math.atanh(found) + side * half) for side in (-1, 1))
    holds = abs(found - published) < 0.25 and low > 0
    return Figure(
        f"r({one}, {other})",
        holds,
        "± 0.25 and the sign",
        published,
        simulated=found,
        low=low,
        high=high,
    )


def _bank(run: Simulate) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contacts and episodes after the warm-up at a bank that everybody answers and few leave."""
    lively = {
        "company.recovery.failure_probability": 0.04,
        "behaviour.talk.rate": 0.1,
        "behaviour.survey.base": 20.0,
    }
    scenario = load("bank").replace({**FAITHFUL, **lively}, customers=3_000, days=540)
    result = run(scenario, seed=1)
    contacts = result.encounters.dropna(subset="performance")
    start = scenario.warm_up_days
    return contacts[contacts.ended >= start], result.episodes[result.episodes.closed >= start]


def _answers(contacts: pd.DataFrame, episodes: pd.DataFrame) -> pd.DataFrame:
    """What a survey of customers would hold, one row a person."""
    lived = contacts.groupby("customer")[["disconfirmation", "performance", "expectation"]].mean()
    told = episodes.assign(bad=episodes.talked & (episodes.remembered < 0)).groupby("customer")
    mood = np.random.default_rng(14).standard_normal(len(told))
    # One answer to 'all in all, how satisfied are you?', 1-5, read from the attitude
    item = np.clip(np.floor(3.9 + told.attitude.last() + 0.6 * mood + 0.5), 1, 5)
    table = pd.DataFrame(
        {
            "satisfaction": item,
            "intention": told.nps_score.mean(),
            "loyalty": told.loyalty.last(),
            "negative talk": told.bad.mean(),
        }
    )
    return table.join(lived, how="inner")


def _cost_of_complaint(episodes: pd.DataFrame) -> tuple[float, float]:
    """Remembered satisfaction of episodes without and with a complaint: difference and error."""
    groups = [episodes.remembered[episodes.complained == voiced] for voiced in (False, True)]
    error = math.sqrt(sum(group.var() / len(group) for group in groups))
    return float(groups[0].mean() - groups[1].mean()), error


def _loss_aversion(run: Simulate) -> list[Figure]:
    """S on both sides of Dis, with P and effort as covariates."""
    scenario = load("bank").replace(
        {
            **CALM,
            **CONTACTS_ALONE,
            "behaviour.satisfaction.trait_sd": 0.0,
            "behaviour.satisfaction.noise_sd": 0.05,
        },
        customers=1_000,
        days=400,
    )
    feeling = scenario.behaviour.satisfaction
    contacts = run(scenario, seed=3).encounters.dropna(subset="performance")
    surprise, effort = contacts.disconfirmation, contacts.effort
    usual, tolerance = scenario.behaviour.effort.usual, feeling.tolerance
    columns = np.column_stack(
        [
            np.ones(len(contacts)),
            contacts.performance,
            (surprise - tolerance).clip(lower=0),
            (-surprise - tolerance).clip(lower=0),
            (effort - usual).clip(lower=0),
            (usual - effort).clip(lower=0),
            contacts.outcome == "unresolved",
        ]
    ).astype(float)
    slopes, squares, *_ = np.linalg.lstsq(columns, contacts.satisfaction.to_numpy(), rcond=None)
    covariance = np.linalg.inv(columns.T @ columns) * squares / len(contacts)
    up, down = slopes[2], -slopes[3]
    gradient = np.array([-down / up**2, -1 / up])
    error = float(np.sqrt(gradient @ covariance[2:4, 2:4] @ gradient))
    single = np.sqrt(np.diag(covariance))
    weight, loss_aversion = feeling.disconfirmation_weight, feeling.loss_aversion
    # About 14 000 contacts with a residual sd of .05: λ has a standard error of about .02
    return [
        estimated("λ: shortfall against excess", down / up, error, 2.0, 0.05),
        estimated("slope above the zone (β_d)", up, single[2], weight, 0.006),
        estimated("slope below the zone (β_d λ)", down, single[3], weight * loss_aversion, 0.006),
        estimated("slope of the level (β_q)", slopes[1], single[1], feeling.level_weight, 0.006),
        estimated("slope of more effort", slopes[4], single[4], -feeling.effort_penalty, 0.006),
        estimated("slope of less effort", slopes[5], single[5], feeling.ease_bonus, 0.006),
        estimated("step of no solution", slopes[6], single[6], -feeling.unresolved_loss, 0.006),
    ]


def _convexity(run: Simulate) -> list[Figure]:
    """Second differences: above 0 for leaving, below 0 for what people say they will do."""
    leaving, error = _second_difference_of_leaving(run)
    latent = np.random.default_rng(18).standard_normal((3, 200_000))
    levels = 8.0 + 1.9 * 1.6 * np.array([[0.0], [0.5], [1.0]]) + 1.3 * latent
    said = np.clip(np.floor(levels + 0.5), 0, 10)
    bends = said[0] - 2 * said[1] + said[2]
    by_rule = [
        hazard(0.018, math.exp(log_risk(0.9 * a, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)), 1.0)
        for a in (-0.5, 0.0, 0.5)
    ]
    return [
        estimated_above("yearly leaving at A − ½, A, A + ½", leaving, error),
        true("the hazard by rule is convex", by_rule[0] - 2 * by_rule[1] + by_rule[2] > 0),
        estimated_above(
            "−(stated intention, 0-10) at A = 0, ½, 1",
            -float(bends.mean()),
            float(bends.std() / math.sqrt(bends.size)),
        ),
    ]


def _second_difference_of_leaving(run: Simulate) -> tuple[float, float]:
    """Among people without any contact, whose attitude stays what it was."""
    scenario = unstaffed("bank", {"market.needs": {}}, customers=100_000, days=366, warm_up_days=0)
    people = run(scenario, seed=1, log=False).customers
    middle, total, variance = people.attitude.mean(), 0.0, 0.0
    for shift, weight in ((-0.5, 1), (0.0, -2), (0.5, 1)):
        group = people[(people.attitude - middle - shift).abs() < 0.2]
        share = float(group.left.notna().mean())
        total += weight * share
        variance += weight**2 * share * (1 - share) / len(group)
    return total, math.sqrt(variance)


def _peak_end(run: Simulate) -> list[Figure]:
    """A milder bad ending: more pain in all and on average, yet a better memory."""
    short, long = (-0.5, -0.5, -3.0), (-0.5, -0.5, -3.0, -1.5)
    return [
        exact("memory of (−.5, −.5, −3)", _memory(short), -2.5, 1e-12),
        exact("memory with −1.5 added at the end", _memory(long), -1.9875, 1e-12),
        exact("mean of (−.5, −.5, −3)", float(np.mean(short)), -4 / 3, 1e-12),
        exact("mean with −1.5 added", float(np.mean(long)), -1.375, 1e-12),
        computed("largest error of all memories in a run", _memory_error(run), 0.0, 1e-9),
    ]


def _memory(touches: tuple[float, ...]) -> float:
    peak = max(touches, key=abs)  # the first of equals: a tie goes to the earlier touch
    return remembered(peak, touches[-1], float(np.mean(touches)), 0.35, 0.35, 0.30)


def _memory_error(run: Simulate) -> float:
    """Recompute every memory of a telecom firm from its contacts, ties and weights included."""
    scenario = load("telecom").replace(CONTACTS_ALONE, customers=150, days=200)
    result = run(scenario, seed=2)
    places, weights = scenario.company.touchpoints, scenario.behaviour.memory
    contacts = result.encounters.dropna(subset="satisfaction")
    importance = contacts.touchpoint.astype(str).map(
        {name: place.moment_of_truth for name, place in places.items()}
    )
    contacts = contacts.assign(weight=importance.astype(float))
    closed = result.episodes.dropna(subset="closed")
    keys = zip(closed.customer, closed.episode, strict=True)
    memories = dict(zip(keys, closed.remembered, strict=True))
    worst, several = 0.0, 0
    for key, mine in contacts.groupby(["customer", "episode"]):
        if key not in memories:
            continue
        felt, weight = mine.satisfaction.to_numpy(), mine.weight.to_numpy()
        peak = felt[np.argmax(weight * np.abs(felt))]
        mean = np.average(felt, weights=weight)
        again = weights.peak * peak + weights.end * felt[-1] + weights.average * mean
        worst = max(worst, abs(memories[key] - again))
        several += len(felt) > 1
    return worst if several > 100 else math.inf


TARGETS = (
    Target(
        "T-14",
        "correlations of satisfaction: signs and rough size",
        _CURTIS,
        _correlations,
        slow=True,
    ),
    Target("T-17", "shortfalls weigh more: λ from a regression", _ANDERSON, _loss_aversion),
    Target("T-18", "leaving is convex, intention concave in satisfaction", _MITTAL, _convexity),
    Target("T-22", "peak and end: a milder bad ending helps", _KAHNEMAN, _peak_end),
)
