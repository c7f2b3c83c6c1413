"""T-30: one number up, and what must follow, with the same luck on both sides."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from cxsim.experiment.validation.figures import Figure, above, computed, estimated, true
from cxsim.experiment.validation.scenarios import FAITHFUL, LINE, centre, unstaffed
from cxsim.experiment.validation.targets import Simulate, Target
from cxsim.results.run import Run
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

_SEEDS = range(1, 9)
_INDUSTRIES = ("bank", "telecom", "clinic", "car_dealer", "retailer")
_GAPS = ("knowledge", "design", "delivery")
# Nobody leaves and nobody new is told of the firm: the same people are asked on both sides.
_SAME_PEOPLE = {
    **FAITHFUL,
    "behaviour.voice.exit": -20.0,
    "market.acquisition.word_of_mouth_per_year": 0.0,
}


class Direction(NamedTuple):
    """A number of a firm set higher or lower, what must follow (+ or -), and how much at least."""

    firm: str
    path: str
    value: float
    follows: str
    least: float = 0.0


# People who never come back for the last wait keep the load of a line the same on both sides.
_LOYAL = {**_SAME_PEOPLE, "behaviour.choice.wait": 0.0}
_BUSY = {**_LOYAL, f"{LINE}.agents": 9}
_KNOWN = {
    **_SAME_PEOPLE,
    "behaviour.talk.contagion": 0.0,
    "behaviour.expectation.advertising": 0.0,
    "market.acquisition.prospects": 1_200,
    "market.acquisition.advertising_per_year": 1.0,
}
_FIRMS: dict[str, Callable[[], Scenario]] = {
    "telecom": lambda: load("telecom").replace(_BUSY, customers=600, days=300),
    "bank": lambda: unstaffed("bank", customers=1_000, days=400),
    "growing bank": lambda: unstaffed("bank", _KNOWN, customers=150, days=200),
    "bank in an economy": lambda: _FIRMS["bank"]().replace({"behaviour.churn.macro": 1.0}),
    "shop": lambda: load("retailer").replace(customers=500, days=400),
    "shop for fans": lambda: _FIRMS["shop"]().replace({"behaviour.purchase.attitude_effect": 0.5}),
}
_DIRECTIONS = (
    Direction("growing bank", "company.gaps.communication", 1.6, "satisfaction_of_new-", 0.05),
    Direction("telecom", f"{LINE}.agents", 11, "wait_minutes- abandonment- occupancy-"),
    Direction("telecom", f"{LINE}.patience_minutes", 15.0, "wait_minutes+ abandonment-"),
    Direction(
        "telecom",
        f"{LINE}.handling_minutes",
        9.0,
        "wait_minutes+ abandonment+ occupancy+ effort+",
    ),
    Direction(
        "telecom",
        "company.touchpoints.*.resolution",
        0.95,
        "contacts- first_contact_resolution+",
    ),
    Direction("bank", "company.gaps.delivery", 1.3, "churn+", 0.02),
    Direction("shop", "company.gaps.delivery", 1.3, "churn+", 0.02),
    Direction("bank", "company.recovery.failure_probability", 0.12, "churn+", 0.005),
    Direction("bank", "market.competitor.pull", 2.0, "churn+", 0.005),
    Direction("bank", "behaviour.churn.inertia", 1.5, "churn-", 0.005),
    Direction("bank", "behaviour.churn.switching_cost", 1.0, "churn-", 0.005),
    Direction("bank", "behaviour.churn.involuntary", 1.0, "churn+", 0.005),
    Direction("bank", "market.segments.established.hazard_factor", 2.0, "churn+", 0.005),
    Direction("bank in an economy", "market.macro.shift", 1.0, "churn+"),
    Direction("shop for fans", "company.gaps.delivery", -0.5, "repeat_purchases+"),
)

# Prices move the money and nothing that customers do.
_PRICES = (
    ("company.costs.wage_per_hour", 40.0, -1),
    ("company.costs.fixed_per_month", 200_000.0, -1),
    ("company.costs.acquisition", 300.0, -1),
    ("company.touchpoints.app.variable_cost", 2.0, -1),
    ("company.offer.fee_per_month", 15.0, 1),
    ("company.offer.gross_margin", 0.9, 1),
)


def _signs(run: Simulate) -> list[Figure]:
    figures = [figure for one in _DIRECTIONS for figure in _direction(run, one)]
    return [
        *_industries(run),
        *figures,
        _only_newcomers(run),
        _agents_one_by_one(run),
        *_prices(run),
        _relabelled(run),
        *_levers(run),
        *_halved(run),
    ]


def _direction(run: Simulate, direction: Direction) -> list[Figure]:
    """One figure a number: differences, one a seed, with the change minus without."""
    scenario = _FIRMS[direction.firm]()
    places = scenario.company.touchpoints if "*" in direction.path else ("",)
    changes = {direction.path.replace("*", place): direction.value for place in places}
    words = direction.follows.split()
    differences = _differences(run, scenario, changes, tuple(word[:-1] for word in words))
    return [
        above(
            f"{direction.firm}, {direction.path} = {direction.value:g}: {word}",
            column if word.endswith("+") else -column,
            direction.least,
        )
        for word, column in zip(words, differences.T, strict=True)
    ]


def _differences(
    run: Simulate,
    scenario: Scenario,
    changes: Mapping[str, Any],
    names: tuple[str, ...],
    seeds: range = _SEEDS,
) -> np.ndarray:
    """Differences of numbers of the run, one row a seed."""
    logged = any(name.startswith("satisfaction") for name in names)
    sides = [
        [_numbers(run(one, seed=seed, log=logged), names) for seed in seeds]
        for one in (scenario, scenario.replace(changes))
    ]
    return np.array(sides[1]) - np.array(sides[0])


def _numbers(run: Run, names: tuple[str, ...]) -> list[float]:
    return [
        _satisfaction(run, name) if name.startswith("satisfaction") else float(run.kpis.value[name])
        for name in names
    ]


def _satisfaction(run: Run, name: str) -> float:
    """Mean of all contacts, or of those of new or of initial customers."""
    contacts = run.encounters.dropna(subset="satisfaction")
    new = (run.customers.set_index("customer").source[contacts.customer] != "initial").to_numpy()
    chosen = {"satisfaction_of_new": new, "satisfaction_of_initial": ~new}
    return float(contacts.satisfaction[chosen.get(name, np.full(len(new), True))].mean())


def _industries(run: Simulate) -> list[Figure]:
    """What holds in every industry, one run each: wider gaps, and context that survives."""
    figures = []
    for number, gap in enumerate(_GAPS, start=1):
        found = []
        for name in _INDUSTRIES:
            scenario = load(name).replace(_SAME_PEOPLE, customers=150, days=200)
            path = f"company.gaps.{gap}"
            wider = {path: scenario.value(path) + 0.4}
            found.append(_differences(run, scenario, wider, ("satisfaction", "nps"), range(1, 2)))
        felt, recommended = np.concatenate(found).T
        figures += [
            true(
                f"gap {number} up by .4: satisfaction falls by .1, 5 industries", max(felt) < -0.1
            ),
            true(f"gap {number} up by .4: NPS falls, 5 industries", max(recommended) < 0),
        ]
    kept = {"company.context.same_touchpoint": 1.0, "company.context.other_touchpoint": 1.0}
    found = [
        _differences(
            run,
            load(name).replace(_SAME_PEOPLE, customers=300, days=400, warm_up_days=75),
            kept,
            ("effort", "csat"),
            range(1, 2),
        )
        for name in _INDUSTRIES
    ]
    effort, csat = np.concatenate(found).T
    return [
        *figures,
        true("context kept: effort falls, 5 industries", max(effort) < 0),
        true("context kept: CSAT rises, 5 industries", min(csat) > 0),
    ]


def _only_newcomers(run: Simulate) -> Figure:
    """Promises are felt by those who believe them; the others know better."""
    louder = {"company.gaps.communication": 1.6}
    known = _differences(
        run, _FIRMS["growing bank"](), louder, ("satisfaction_of_initial",), range(1, 2)
    )
    return computed("gap 4 far up: change for who knows the firm", float(known[0, 0]), 0.0, 1e-12)


def _agents_one_by_one(run: Simulate) -> Figure:
    line = centre(3, 4.7, 2.0, hours=20)
    kpis = [
        run(line.replace({f"{LINE}.agents": agents}), seed=1, log=False).kpis.value
        for agents in (3, 4, 5, 6, 8)
    ]
    numbers = np.array([one[["wait_minutes", "abandonment"]] for one in kpis], dtype=float)
    return true("3 to 8 agents: each shortens the line", (np.diff(numbers, axis=0) < 0).all())


def _prices(run: Simulate) -> list[Figure]:
    scenario = load("bank").replace(customers=200, days=400, warm_up_days=75)
    before = run(scenario, seed=1)
    return [
        true(
            f"{path} up: profit {'rises' if sign > 0 else 'falls'}, nothing else moves",
            _only_money(before, run(scenario.replace({path: value}), seed=1), sign),
        )
        for path, value, sign in _PRICES
    ]


def _only_money(before: Run, after: Run, sign: int) -> bool:
    profit = sign * (after.kpis.value["profit"] - before.kpis.value["profit"]) > 0
    same = before.encounters.equals(after.encounters)
    return bool(profit and same and before.timeline.active.equals(after.timeline.active))


def _relabelled(run: Simulate) -> Figure:
    """New names of touchpoints and needs in the same order change nothing but names."""
    scenario = load("telecom").replace(customers=150, days=200)
    data = scenario.model_dump()
    places, needs = data["company"]["touchpoints"], data["market"]["needs"]
    data["company"]["touchpoints"] = {f"x_{name}": place for name, place in places.items()}
    for place in places.values():
        place["linked_to"] = [f"x_{name}" for name in place["linked_to"]]
    for need in needs.values():
        need["fit"] = {f"x_{name}": fit for name, fit in need["fit"].items()}
        need["path"] = [f"x_{name}" for name in need["path"]]
    data["market"]["needs"] = {f"y_{name}": need for name, need in needs.items()}
    before, after = run(scenario, seed=1), run(Scenario.from_data(data), seed=1)
    named = before.encounters.assign(
        touchpoint="x_" + before.encounters.touchpoint.astype(str),
        need="y_" + before.encounters.need.astype(str),
    )
    renamed = after.encounters.assign(
        touchpoint=after.encounters.touchpoint.astype(str), need=after.encounters.need.astype(str)
    )
    same = named.equals(renamed) and before.kpis.equals(after.kpis)
    return true("touchpoints and needs renamed: nothing changes", same)


def _levers(run: Simulate) -> list[Figure]:
    """A lever costs money from the first day; what it brings comes later."""
    scenario = load("bank").replace(
        {
            "company.readiness." + part: 0.05
            for part in ("strategy", "team", "motivation", "organisation", "technology")
        },
        customers=300,
        days=120,
        warm_up_days=30,
    )
    pulled = scenario.under("multichannel", "experience_economy")
    profits = [
        run(scenario, seed=seed, log=False).kpis.value["profit"]
        - run(pulled, seed=seed, log=False).kpis.value["profit"]
        for seed in _SEEDS
    ]
    return [above("levers cost more than they bring at once: profit falls", profits)]


def _halved(run: Simulate) -> list[Figure]:
    """Twice the customers halve the variance of a share in a null run."""
    from scipy import stats

    count = 150
    small, large = (_variance(run, customers, count) for customers in (100, 200))
    ratio = small / large
    # F(149, 149): the ratio of two estimated variances has a standard error of 16 % of itself
    low, high = 2 * stats.f.ppf([0.025, 0.975], count - 1, count - 1)
    bounds = 2 * stats.f.ppf([0.0005, 0.9995], count - 1, count - 1)
    holds = bool(bounds[0] < ratio < bounds[1] and ratio > 1.15)
    stay = 3.80609 / (3.80609 + 0.66809)
    expected = stay * (1 - stay) / 100
    error = expected * math.sqrt(2 / (count - 1))
    return [
        Figure(
            "variance with 100 customers / with 200",
            holds,
            "F(149, 149), 99.9 %",
            2.0,
            2.0,
            ratio,
            ratio * 2 / high,
            ratio * 2 / low,
        ),
        estimated("variance of a share of 100 customers", small, error, expected, error),
    ]


def _variance(run: Simulate, customers: int, count: int) -> float:
    scenario = load("subscription").replace(customers=customers, days=31)
    shares = [
        run(scenario, seed=customers * 100 + k, log=False).timeline.active[0] / customers
        for k in range(count)
    ]
    return float(np.var(shares, ddof=1))


TARGETS = (
    Target(
        "T-30",
        "signs: one number up, and what must follow",
        "the model's own logic, under common random numbers",
        _signs,
        slow=True,
    ),
)
