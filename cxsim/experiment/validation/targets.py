"""A target: a known result that the simulator must give back; and how it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np

from cxsim.experiment.validation.figures import Figure
from cxsim.results.run import Run, simulate
from cxsim.scenario.scenario import Scenario


class Simulate(Protocol):
    """One run, with the engine that is validated."""

    def __call__(self, scenario: Scenario | str, seed: int = 1, log: bool = True) -> Run:
        """Run a scenario once."""
        ...


@dataclass(frozen=True)
class Target:
    """A known result.

    Attributes
    ----------
    id : str
        Such as ``T-01``.
    title : str
        What must come out.
    source : str
        Where it is known from, with its provenance tag.
    check : callable
        Recomputes the figures, the most telling first.
    illustrates : bool
        True where the published number is no fit target: the figures show an argument.
    slow : bool
        True where it takes more than a second or two.
    """

    id: str
    title: str
    source: str
    check: Callable[[Simulate], list[Figure]]
    illustrates: bool = False
    slow: bool = False

    def verdict(self, figures: Sequence[Figure]) -> str:
        """Return one word: ``holds``, ``illustrates`` or ``fails``."""
        if not figures or not all(figure.holds for figure in figures):
            return "fails"
        return "illustrates" if self.illustrates else "holds"


def simulator(engine: str) -> Simulate:
    """Return `simulate` with one engine."""
    return partial(simulate, engine=engine)


def replications(
    run: Simulate,
    scenario: Scenario | str,
    kpis: Sequence[str],
    count: int,
    first: int = 100,
) -> np.ndarray:
    """Return KPIs of independent runs, one row a run, one column a KPI."""
    rows = [
        run(scenario, seed=first + k, log=False).kpis.value[list(kpis)].to_numpy(dtype=float)
        for k in range(count)
    ]
    return np.array(rows)
