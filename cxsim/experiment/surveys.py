"""A scenario whose customers answer a satisfaction survey as those of a real one did.

A survey alone cannot tell how good a firm is from how kindly people tick (equifinality). So the
base's gaps stay as they are: level and spread of the scores set how experience turns into a score,
and only the differences between touchpoints are taken for differences of delivery.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cxsim.errors import CxsimError, unknown
from cxsim.experiment.checks import scenario_of
from cxsim.experiment.own_files import OwnTable
from cxsim.results.run import simulate
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

SCORES = np.arange(1, 6)
_FEWEST = 10  # answers to a touchpoint: with fewer, a mean score has an error of a third of a point
_ROUNDS = 4
_PROBE = 0.25  # points of the delivery gap
_BOXES = 64  # simulated answers of a touchpoint are summed up by so many quantiles

Answers = Mapping[str, np.ndarray]


def from_surveys(
    survey: pd.DataFrame | str | Path,
    base: Scenario | str = "bank",
    *,
    date: str = "date",
    touchpoint: str = "touchpoint",
    score: str = "score",
    seed: int = 1,
) -> Scenario:
    """Fit the score distributions of a scenario to a satisfaction survey (1 to 5).

    Sets ``behaviour.survey.csat_base`` and ``csat_noise`` (level and spread of the scores) and
    the ``delivery_gap_offset`` of each touchpoint in the file (how its mean differs from the
    others'), so that simulated answers are distributed like those in the file. The fit is maximum
    likelihood of an ordered probit over the simulated satisfaction of those who answer; an
    episode's answer belongs to its last touchpoint.

    Parameters
    ----------
    survey
        One row an answer: a DataFrame, or the path of a CSV file.
    base
        A scenario that asks its customers, or the name of a preset.
    date, touchpoint, score
        The file's names of the three columns. Touchpoints as in the base, scores 1 to 5.
    seed
        Seed of the simulated answers that the fit uses.

    Returns
    -------
    Scenario
        The base with the fitted values.

    Raises
    ------
    CxsimError
        One sentence with row and column of the first mistake, or where the base cannot give such
        scores.
    """
    scenario = scenario_of("base", base)
    if not scenario.behaviour.survey.enabled:
        raise CxsimError(f"base: '{scenario.name}' asks nobody; set behaviour.survey.enabled.")
    counts = _counts(survey, {"date": date, "touchpoint": touchpoint, "score": score}, scenario)
    response = _response(scenario, list(counts), seed)
    for _ in range(_ROUNDS):
        felt = _satisfaction(scenario, list(counts), seed)
        level, noise, shifts = _fit(counts, felt, scenario.behaviour.survey.csat_slope)
        scenario = _changed(scenario, level, noise, {t: s / response for t, s in shifts.items()})
    return scenario


def _counts(
    survey: pd.DataFrame | str | Path, columns: dict[str, str], scenario: Scenario
) -> dict[str, np.ndarray]:
    """Return how often each score was given, by touchpoint."""
    table = OwnTable(survey, columns)
    table.days("date")  # not used, but a wrong date may mean that columns were mixed up
    names = table.text("touchpoint")
    places = list(scenario.company.touchpoints)
    table.refuse(
        "touchpoint",
        ~names.isin(places),
        lambda cell: str(unknown("touchpoint", cell, places)),
    )
    scores = table.numbers("score", lambda x: x.isin(SCORES), "a score of 1, 2, 3, 4 or 5")
    if scores.nunique() < 2:
        raise CxsimError("All scores of the survey are the same: they have no distribution.")
    counts = {
        str(name): np.array([(group == k).sum() for k in SCORES])
        for name, group in scores.groupby(names)
    }
    for name, count in counts.items():
        if count.sum() < _FEWEST:
            raise CxsimError(
                f"touchpoint '{name}' has {count.sum()} answers: {_FEWEST} at least are needed."
            )
    return counts


def _satisfaction(scenario: Scenario, touchpoints: list[str], seed: int) -> dict[str, np.ndarray]:
    """Simulate; return the remembered satisfaction of those who answer, by last touchpoint."""
    run = simulate(scenario, seed)
    last = run.encounters.groupby(["customer", "episode"])["touchpoint"].last()
    answered = run.episodes[run.episodes["csat_score"].notna()]
    where = last.loc[list(zip(answered["customer"], answered["episode"], strict=True))].to_numpy()
    felt = {t: answered["remembered"].to_numpy()[where == t] for t in touchpoints}
    for name, values in felt.items():
        if len(values) < _FEWEST:
            raise CxsimError(
                f"base: hardly anybody answers about '{name}' in the simulation; "
                "simulate more customers or days."
            )
    return felt


def _response(scenario: Scenario, touchpoints: list[str], seed: int) -> float:
    """Satisfaction gained by those who answer when a touchpoint's gap closes by one point."""
    before = _satisfaction(scenario, touchpoints, seed)
    level, noise = scenario.behaviour.survey.csat_base, scenario.behaviour.survey.csat_noise
    probed = _changed(scenario, level, noise, dict.fromkeys(touchpoints, _PROBE))
    after = _satisfaction(probed, touchpoints, seed)
    gain = float(np.mean([after[t].mean() - before[t].mean() for t in touchpoints])) / _PROBE
    if gain <= 0.0:
        raise CxsimError(
            f"base: quality has no effect on satisfaction in '{scenario.name}', "
            "so no survey can set it."
        )
    return gain


def _fit(counts: Answers, felt: Answers, slope: float) -> tuple[float, float, dict[str, float]]:
    """Fit level and noise of the item, and a shift of satisfaction for each touchpoint.

    The shifts, weighted with the answers, sum to zero: the level takes what all have in common.
    """
    from scipy import optimize

    names = list(counts)
    weights = np.array([counts[name].sum() for name in names], dtype=float)
    points = np.linspace(0.5, _BOXES - 0.5, _BOXES) / _BOXES
    latent = np.array([np.quantile(felt[name], points) for name in names])

    def unpack(x: np.ndarray) -> tuple[float, float, np.ndarray]:
        shifts = np.append(x[2:], -(weights[:-1] @ x[2:]) / weights[-1])
        return float(x[0]), float(np.exp(x[1])), shifts

    def loss(x: np.ndarray) -> float:
        level, noise, shifts = unpack(x)
        shares = _shares(level + slope * (latent + shifts[:, None]), noise)
        return -float(
            sum((counts[n] * np.log(s)).sum() for n, s in zip(names, shares, strict=True))
        )

    mean = sum((counts[name] * SCORES).sum() for name in names) / weights.sum()
    start = np.array([mean, np.log(0.6), *np.zeros(len(names) - 1)])
    level, noise, shifts = unpack(optimize.minimize(loss, start, method="BFGS").x)
    return level, noise, dict(zip(names, shifts.tolist(), strict=True))


def _shares(latent: np.ndarray, noise: float) -> np.ndarray:
    """Return the shares of the scores 1 to 5, a row for each row of latent scores."""
    from scipy.special import ndtr

    cuts = np.array([1.5, 2.5, 3.5, 4.5])
    below = ndtr((cuts - latent[..., None]) / noise).mean(axis=1)
    edges = np.concatenate([np.zeros((len(below), 1)), below, np.ones((len(below), 1))], axis=1)
    return np.clip(np.diff(edges, axis=1), 1e-12, None)


def _changed(
    scenario: Scenario, level: float, noise: float, closed: Mapping[str, float]
) -> Scenario:
    """Return the scenario with this survey item and its touchpoints' gaps closed by so much."""
    offsets = {
        f"company.touchpoints.{name}.delivery_gap_offset": place.delivery_gap_offset - closed[name]
        for name, place in scenario.company.touchpoints.items()
        if name in closed
    }
    try:
        return scenario.replace(
            {
                "behaviour.survey.csat_base": level,
                "behaviour.survey.csat_noise": noise,
                **offsets,
            }
        )
    except CxsimError as error:
        raise CxsimError(f"The base cannot give such scores: {error}") from None
