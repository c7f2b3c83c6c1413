"""T-30: one number up, and what must follow, with the same luck on both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from cxsim.experiment.validation.figures import Figure, above, true
from cxsim.experiment.validation.scenarios import FAITHFUL, LINE, unstaffed
from cxsim.experiment.validation.targets import Simulate, Target
from cxsim.results.run import Run
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

_SEEDS = range(1, 9)


class Direction(NamedTuple):
    """A change, and the sign of what it does to a number of the run."""

    name: str
    scenario: Callable[[], Scenario]
    changes: Mapping[str, Any]
    number: str
    sign: int


def _telecom() -> Scenario:
    changes = {**FAITHFUL, "behaviour.choice.wait": 0.0}
    return load("telecom").replace(changes, customers=600, days=300)


def _bank() -> Scenario:
    return load("bank").replace(FAITHFUL, customers=300, days=200)


def _leaving() -> Scenario:
    return unstaffed("bank", customers=1_000, days=400)


def _newcomers() -> Scenario:
    market = {
        "market.acquisition.prospects": 1_200,
        "market.acquisition.advertising_per_year": 1.0,
    }
    return unstaffed("bank", {**FAITHFUL, **market}, customers=150, days=200)


_DIRECTIONS = (
    Direction(
        "gap 1 up: satisfaction falls", _bank, {"company.gaps.knowledge": 0.6}, "satisfaction", -1
    ),
    Direction(
        "gap 2 up: satisfaction falls", _bank, {"company.gaps.design": 0.6}, "satisfaction", -1
    ),
    Direction(
        "gap 3 up: satisfaction falls", _bank, {"company.gaps.delivery": 0.8}, "satisfaction", -1
    ),
    Direction(
        "gap 4 far up: new customers are disappointed",
        _newcomers,
        {"company.gaps.communication": 1.6},
        "satisfaction of new",
        -1,
    ),
    Direction(
        "patience up: fewer hang up",
        _telecom,
        {f"{LINE}.patience_minutes": 15.0},
        "abandonment",
        -1,
    ),
    Direction("an agent more: shorter waits", _telecom, {f"{LINE}.agents": 11}, "wait_minutes", -1),
    Direction(
        "failures up: churn rises",
        _leaving,
        {"company.recovery.failure_probability": 0.12},
        "churn",
        1,
    ),
    Direction("gap 3 up: churn rises", _leaving, {"company.gaps.delivery": 1.3}, "churn", 1),
    Direction(
        "context kept: effort falls",
        _bank,
        {"company.context.same_touchpoint": 1.0, "company.context.other_touchpoint": 1.0},
        "effort",
        -1,
    ),
    Direction("wages up: profit falls", _bank, {"company.costs.wage_per_hour": 20.0}, "profit", -1),
)


def _signs(run: Simulate) -> list[Figure]:
    figures = [above(one.name, one.sign * _differences(run, one)) for one in _DIRECTIONS]
    return [*figures, _relabelled(run), *_levers(run), _halved(run)]


def _differences(run: Simulate, direction: Direction) -> np.ndarray:
    """Differences of the number, one a seed: with the change, minus without."""
    scenario = direction.scenario()
    changed = scenario.replace(direction.changes)
    logged = direction.number.startswith("satisfaction")
    return np.array(
        [
            _number(run(changed, seed=seed, log=logged), direction.number)
            - _number(run(scenario, seed=seed, log=logged), direction.number)
            for seed in _SEEDS
        ]
    )


def _number(run: Run, name: str) -> float:
    if not name.startswith("satisfaction"):
        return float(run.kpis.value[name])
    contacts = run.encounters.dropna(subset="satisfaction")
    if name == "satisfaction of new":
        source = run.customers.set_index("customer").source
        contacts = contacts[(source[contacts.customer] != "initial").to_numpy()]
    return float(contacts.satisfaction.mean())


def _relabelled(run: Simulate) -> Figure:
    """New names in the same order change nothing but names."""
    scenario = load("bank").replace(customers=150, days=150)
    names = {name: f"place_{k}" for k, name in enumerate(scenario.company.touchpoints)}
    data = scenario.model_dump()
    places = data["company"]["touchpoints"]
    data["company"]["touchpoints"] = {new: places[old] for old, new in names.items()}
    for need in data["market"]["needs"].values():
        need["fit"] = {names[old]: fit for old, fit in need["fit"].items()}
        need["path"] = tuple(names[old] for old in need["path"])
    for place in places.values():
        place["linked_to"] = tuple(names[old] for old in place["linked_to"])
    before, after = run(scenario, seed=1), run(Scenario.from_data(data), seed=1)
    renamed = before.encounters.touchpoint.astype(str).map(names)
    same = before.encounters.drop(columns="touchpoint").equals(
        after.encounters.drop(columns="touchpoint")
    )
    same &= bool((renamed == after.encounters.touchpoint.astype(str)).all())
    return true(
        "touchpoints renamed: nothing changes", same and before.kpis.value.equals(after.kpis.value)
    )


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


def _halved(run: Simulate) -> Figure:
    """Twice the customers halve the variance of a share in a null run."""
    from scipy import stats

    count = 150
    small, large = (_variance(run, customers, count) for customers in (100, 200))
    ratio = small / large
    # F(149, 149): the ratio of two estimated variances has a standard error of 16 % of itself
    low, high = 2 * stats.f.ppf([0.025, 0.975], count - 1, count - 1)
    bounds = 2 * stats.f.ppf([0.0005, 0.9995], count - 1, count - 1)
    holds = bool(bounds[0] < ratio < bounds[1] and ratio > 1.15)
    return Figure(
        "variance with 100 customers / with 200",
        holds,
        "F(149, 149), 99.9 %",
        2.0,
        2.0,
        ratio,
        ratio * 2 / high,
        ratio * 2 / low,
    )


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
    ),
)
