"""Every chance of the model against the log: what was predicted for each row, what happened.

A sum of independent events with chances p has mean Σ p and variance Σ p (1 - p). Each test compares
counts, in groups, with these; the bound of 4 standard errors is met by a right model in all but
one of 16 000 groups.
"""

import numpy as np
import pandas as pd
import pytest
from plain_bank import plain_bank
from scipy import stats

from cxsim.engine.population import initial_customers

BOUND = 4.0
VOLUNTARY = ("relationship", "dissatisfaction", "competition")


@pytest.fixture(scope="module")
def run(simulate):
    """Busy customers of a bank, with queues, and without lasting personal tastes."""
    bank = plain_bank()
    scenario = bank.replace(
        {
            "behaviour.choice.taste_sd": 0.0,
            "behaviour.resolution.retry_days": 0.05,  # operating days; here one takes 60 days
            "company.context.other_touchpoint": 0.3,
            **{
                f"market.needs.{name}.per_month": 2.5 * need.per_month
                for name, need in bank.market.needs.items()
            },
            **{
                f"company.touchpoints.{name}.agents": 2 * place.agents
                for name, place in bank.company.touchpoints.items()
            },
        },
        customers=500,
        days=365,
    )
    return simulate(scenario, seed=21)


def agree(chances, happened, groups=None):
    """Compare what was expected with what happened, in every group."""
    table = pd.DataFrame({"p": np.asarray(chances), "happened": np.asarray(happened, dtype=float)})
    table["group"] = "all" if groups is None else np.asarray(groups).astype(str)
    for name, rows in table.groupby("group"):
        error = np.sqrt((rows.p * (1 - rows.p)).sum())
        gap = rows.happened.sum() - rows.p.sum()
        assert abs(gap) < BOUND * max(error, 1e-9), (name, gap / error, len(rows))


def finished(run):
    return run.encounters.dropna(subset="ended")


# -- contacts -----------------------------------------------------------------------------------


def test_touchpoints_are_chosen_by_the_logit(run):
    """Preference, fit, habit, last month's wait and digital readiness, all in one softmax."""
    scenario = run.scenario
    places, needs = scenario.company.touchpoints, scenario.market.needs
    segments = scenario.market.segments
    contacts = run.encounters.sort_values("arrived", kind="stable")
    month = np.searchsorted(run.timeline.day, contacts.arrived)  # months that are over
    waits = run.queues.pivot(index="month", columns="touchpoint", values="wait_minutes")
    before = contacts.groupby("customer").touchpoint.shift()  # the touchpoint used last
    person = run.customers.set_index("customer").segment
    digital = person[contacts.customer].map(lambda name: segments[name].digital_preference)
    utilities = {}
    for name, place in places.items():
        last_wait = waits[name].reindex(month).fillna(0.0) if name in waits else 0.0
        utilities[name] = (
            place.preference
            + contacts.need.map(lambda need, name=name: needs[need].fit[name]).to_numpy(float)
            + 0.6 * (before == name).to_numpy()
            - 0.5 * np.asarray(last_wait) / place.usual_wait_minutes
            + digital.to_numpy(float) * place.digital
        )
    powers = np.exp(pd.DataFrame(utilities))
    chances = powers.div(powers.sum(axis=1), axis=0)
    habit = np.where(before.isna(), "first", "later")
    for name in places:
        chosen = (contacts.touchpoint == name).to_numpy()
        agree(chances[name], chosen)
        agree(chances[name], chosen, contacts.need)
        agree(chances[name], chosen, person[contacts.customer])
        agree(chances[name], chosen, habit)
        agree(chances[name], chosen, (before == name).to_numpy())
        agree(chances[name], chosen, month)


def test_needs_are_resolved_as_often_as_their_chances_say(run):
    scenario = run.scenario
    places, needs = scenario.company.touchpoints, scenario.market.needs
    served = finished(run).dropna(subset="started")
    share = served.touchpoint.map({name: place.resolution for name, place in places.items()})
    share = share.astype(float)
    fit = np.array(
        [needs[need].fit[k] for need, k in zip(served.need, served.touchpoint, strict=True)]
    )
    difficulty = served.need.map({name: need.difficulty for name, need in needs.items()})
    known = served.context_kept.fillna(False).astype(bool)
    log_odds = np.log(share / (1 - share)) + 0.4 * fit - difficulty.astype(float) + 0.6 * known
    chances = 1 / (1 + np.exp(-log_odds))
    resolved = served.outcome == "resolved"
    agree(chances, resolved, served.need)
    agree(chances, resolved, served.touchpoint)
    agree(chances, resolved, known)
    agree(chances, resolved, served.step)


def test_context_survives_with_its_chance(run):
    contacts = run.encounters
    again = contacts.step > 1
    before = contacts.groupby(["customer", "episode"]).touchpoint.shift()
    same = (before == contacts.touchpoint)[again]
    integration = run.scenario.company.data.integration
    chances = np.where(same, 0.5, 0.3 * integration)
    agree(chances, contacts.context_kept[again], same)


def test_people_come_back_with_their_chance_and_after_their_delay(run):
    contacts = finished(run)
    left = run.customers.set_index("customer").left[contacts.customer].to_numpy()
    may = (contacts.outcome != "resolved") & (contacts.step < 6) & ~(contacts.ended >= left)
    # whoever is still on the way at the horizon, or left before coming back, is not known
    known = may & (contacts.ended < 335) & np.isnan(left)
    following = contacts.groupby(["customer", "episode"]).arrived.shift(-1)
    agree(np.full(known.sum(), 0.85), following[known].notna(), contacts.outcome[known])
    delay = (following - contacts.ended)[known].dropna()
    mean = 0.05 * 60  # one operating day of a sample of 1 / 80 takes at most 60 days
    # exponential: standard error mean / √n
    assert abs(delay.mean() - mean) < BOUND * mean / np.sqrt(len(delay))
    assert stats.kstest(delay, stats.expon(scale=mean).cdf).pvalue > 1e-4


def test_handling_times_are_lognormal_and_longer_for_lost_stories(run):
    """ln(time) ~ N(ln m - s²/2, s²), s² = ln(1 + cv²), m by touchpoint, need and lost context."""
    scenario = run.scenario
    places, needs = scenario.company.touchpoints, scenario.market.needs
    served = finished(run).dropna(subset="started")
    lost = served.context_kept.notna() & ~served.context_kept.fillna(True).astype(bool)
    mean = (
        served.touchpoint.map({name: place.handling_minutes for name, place in places.items()})
        .astype(float)
        .mul(served.need.map({name: n.handling_factor for name, n in needs.items()}).astype(float))
        .mul(np.where(lost, 1.3, 1.0))
    )
    cv = served.touchpoint.map({name: place.handling_cv for name, place in places.items()})
    variance = np.log(1 + cv.astype(float) ** 2)
    score = (np.log(served.handling_minutes / mean) + variance / 2) / np.sqrt(variance)
    for group in (served.touchpoint, served.need, lost):
        for _, rows in score.groupby(group, observed=True):
            assert abs(rows.mean()) < BOUND / np.sqrt(len(rows))
    assert stats.kstest(score, "norm").pvalue > 1e-4


def test_effort_is_the_formula(run):
    places = run.scenario.company.touchpoints
    contacts = finished(run)
    usual = contacts.touchpoint.map({name: p.usual_wait_minutes for name, p in places.items()})
    before = contacts.groupby(["customer", "episode"]).touchpoint.shift()
    switched = (before.notna() & (before != contacts.touchpoint)).astype(int)
    switches = switched.groupby([contacts.customer, contacts.episode]).cumsum()
    lost = contacts.context_kept.notna() & ~contacts.context_kept.fillna(True).astype(bool)
    effort = (
        1.5
        + 0.9 * np.log(1 + 1.3 * contacts.wait_minutes / usual.astype(float))
        + 0.8 * lost
        + 0.8 * switches
        + 1.2 * (contacts.step - 1)
    )
    assert np.allclose(contacts.effort, effort.clip(1, 7), atol=1e-9)
    assert (effort > 7).sum() > 10 and lost.sum() > 100 and switches.max() > 2


# -- surveys ------------------------------------------------------------------------------------


def test_answers_come_as_often_as_their_chances_say(run):
    """logit p = a₀ + a₁ |z| + a₂ L: strong feelings and loyal customers answer more."""
    asked = run.episodes[run.episodes.surveyed]
    strength = ((asked.remembered + 0.2) / 0.9).abs()
    chances = 1 / (1 + np.exp(2.2 - 1.1 * strength - 0.3 * asked.loyalty))
    answered = asked.nps_score.notna()
    agree(chances, answered, pd.qcut(asked.remembered, 6))
    agree(chances, answered, pd.qcut(asked.loyalty, 4))
    # both ends answer more than the middle
    share = answered.groupby(pd.qcut(asked.remembered, 5, labels=False)).mean()
    assert share[0] > share[1:3].max() and share[4] > share[1:3].min()


def expected_ticks(latent, noise, lowest, highest):
    """(mean, variance) of a tick: rounded normal values, held on the scale."""
    ticks = np.arange(lowest, highest + 1)
    edges = np.concatenate([[-np.inf], ticks[:-1] + 0.5, [np.inf]])
    below = stats.norm.cdf((edges[None, :] - np.asarray(latent)[:, None]) / noise)
    chances = np.diff(below, axis=1)
    mean = chances @ ticks
    return mean, chances @ ticks**2 - mean**2


@pytest.mark.parametrize("item", ["nps", "csat", "ces"])
def test_scores_are_rounded_feelings(run, item):
    rows = run.episodes.dropna(subset="nps_score")
    last = finished(run).groupby(["customer", "episode"]).effort.last()
    effort = last[pd.MultiIndex.from_frame(rows[["customer", "episode"]])].to_numpy()
    effort = np.minimum(7.0, effort + 1.2 * ~rows.resolved)  # giving up is effort, too
    latent, noise, lowest, highest = {
        "nps": (8.6 + 1.9 * (rows.loyalty + 0.6 * rows.attitude), 1.3, 0, 10),
        "csat": (3.9 + rows.remembered, 0.6, 1, 5),
        "ces": (8.0 - effort, 0.8, 1, 7),
    }[item]
    mean, variance = expected_ticks(latent, noise, lowest, highest)
    gap = rows[f"{item}_score"].to_numpy() - mean
    for group in np.array_split(np.argsort(np.asarray(latent)), 4):
        assert abs(gap[group].sum()) < BOUND * np.sqrt(variance[group].sum())
    assert np.mean(gap**2) == pytest.approx(variance.mean(), rel=BOUND * np.sqrt(3 / len(rows)))


# -- staying and leaving ------------------------------------------------------------------------


def test_customers_leave_as_often_as_their_hazard_says(simulate):
    """Only the state at the end of a month decides: with attitude and loyalty at rest it is known.

    Nobody needs anything, so A stays and L moves towards A + b_h (heart - P_0) by ν a month.
    """
    scenario = plain_bank().replace(
        {"market.needs": {}, "market.acquisition.prospects": 0}, customers=6_000, days=300
    )
    people = initial_customers(scenario, 5)
    run = simulate(scenario, seed=5)
    left, reason = run.customers.left.to_numpy(), run.customers.reason.astype(object).to_numpy()
    loyalty, alive = people["loyalty"].copy(), np.ones(len(people), dtype=bool)
    chances, happened, groups = [], [], []
    for month in range(1, 10):
        target = people["attitude"] + 0.1 * (people["heart"] - 4.8)
        loyalty += 0.2 * (target - loyalty)
        log_risk = -0.9 * people["attitude"] - 0.5 * loyalty + 0.3 * 0.1 - people["inertia"]
        power = people["hazard_factor"] * np.exp(log_risk)
        chance = 1 - (1 - people["dropout"]) ** power
        now = np.isclose(left, month * 365.25 / 12)
        chances.append(chance[alive])
        happened.append((now & (np.isin(reason, VOLUNTARY)))[alive])
        groups.append(people["segment"][alive])
        involuntary = 0.15 * 3.95 / (3.95 + 391.1)
        agree(
            (1 - chance[alive]) * involuntary,
            (now & (reason == "involuntary"))[alive],
        )
        alive &= ~now
    chances, happened = np.concatenate(chances), np.concatenate(happened)
    agree(chances, happened)
    agree(chances, happened, np.concatenate(groups))
    agree(chances, happened, pd.qcut(chances, 5))
    assert happened.sum() > 300
