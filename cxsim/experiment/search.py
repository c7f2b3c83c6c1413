"""The search of a calibration: where in the unit cube noisy figures meet their targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from cxsim.errors import CxsimError
from cxsim.experiment.space import latin_hypercube

Means: TypeAlias = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]

REACHED = 4.0  # standard errors between target and mean that luck explains
_SCAN = 12  # points of the first look, for each dimension
_STARTS = 2  # best points of the scan from which the search begins
_GOOD = 0.5  # standard errors: closer than that, luck decides
_STEP = 0.05  # of a range, for slopes: large against the noise, small against the curve
_VALLEY = 12  # points along the direction that the targets tell least about


class Search:
    """The points looked at so far, and where to look next.

    Parameters
    ----------
    means
        Runs points (rows) of the unit cube; returns means and standard errors of the KPIs
        (columns).
    aims
        The targets, one a KPI.
    size
        Dimensions of the cube.
    """

    def __init__(self, means: Means, aims: np.ndarray, size: int) -> None:
        self._means = means
        self._aims = aims
        self._size = size
        self._scale: np.ndarray | None = None  # the yardstick, once the search has begun
        self.units = np.empty((0, size))
        self.values = np.empty((0, len(aims)))
        self.errors = np.empty((0, len(aims)))

    def look(self, units: np.ndarray) -> np.ndarray:
        """Run points, remember them, return their distances to the targets."""
        values, errors = self._means(units)
        self.units = np.vstack([self.units, units])
        self.values = np.vstack([self.values, values])
        self.errors = np.vstack([self.errors, errors])
        return self._distances(values)

    @property
    def yardstick(self) -> np.ndarray:
        """Typical standard error of each KPI; where it has none, a thousandth of its range."""
        return np.asarray(
            np.maximum(np.median(self.errors, axis=0), 1e-3 * np.ptp(self.values, axis=0) + 1e-12)
        )

    @property
    def misfits(self) -> np.ndarray:
        """Root mean square distance of each point."""
        return np.asarray(np.sqrt((self._distances(self.values) ** 2).mean(axis=1)))

    def scan(self, seed: int) -> None:
        """Look at the whole space."""
        self.look(latin_hypercube(self._size, _SCAN * self._size, seed))

    def extremes(self) -> None:
        """Look at the corners where each KPI seems to be smallest and largest."""
        centred = self.units - self.units.mean(axis=0)
        signs = np.sign(centred.T @ (self.values - self.values.mean(axis=0))).T
        corners = np.vstack([(1.0 + signs) / 2.0, (1.0 - signs) / 2.0])
        self.look(np.unique(corners, axis=0))

    def descend(self) -> tuple[np.ndarray, np.ndarray]:
        """Search from the best points; return the best of all and the slopes there."""
        from scipy.optimize import least_squares

        self._scale = self.yardstick
        for start in self.units[np.argsort(self.misfits)[:_STARTS]]:
            if self.misfits.min() < _GOOD:
                break
            least_squares(
                lambda unit: self.look(unit[None, :])[0],
                np.clip(start, 0.01, 0.99),
                jac=self.slopes,
                bounds=(0.0, 1.0),
                x_scale=1.0,
                ftol=0.01,
                xtol=0.003,
                max_nfev=8,
            )
        best = self.units[np.argmin(self.misfits)]
        return best, self.slopes(best)

    def walk(self, best: np.ndarray, slopes: np.ndarray) -> None:
        """Look along the direction in which the targets change least: a valley, if there is one."""
        direction = np.linalg.svd(slopes)[2][-1]
        with np.errstate(divide="ignore"):  # a step of zero never leaves the cube
            to_edges = np.where(direction > 0, (1 - best) / direction, -best / direction)
            back = np.where(direction > 0, best / direction, (best - 1) / direction)
        ahead = np.nanmin(np.where(direction == 0, np.inf, to_edges))
        behind = np.nanmin(np.where(direction == 0, np.inf, back))
        steps = np.linspace(-behind, ahead, _VALLEY)
        self.look(np.clip(best + steps[:, None] * direction, 0.0, 1.0))

    def slopes(self, unit: np.ndarray) -> np.ndarray:
        """Return the slope of each distance along each axis, by central differences."""
        steps = _STEP * np.eye(self._size)
        ahead, behind = np.clip(unit + steps, 0, 1), np.clip(unit - steps, 0, 1)
        distances = self.look(np.vstack([ahead, behind]))
        width = np.diagonal(ahead - behind)[:, None]
        return np.asarray(((distances[: self._size] - distances[self._size :]) / width).T)

    def check_reached(self, kpis: Sequence[str]) -> None:
        """Refuse a target that lies outside what any point reached."""
        lows, highs = self.values.min(axis=0), self.values.max(axis=0)
        margin = REACHED * self.yardstick
        for kpi, aim, low, high, slack in zip(kpis, self._aims, lows, highs, margin, strict=True):
            if not low - slack <= aim <= high + slack:
                raise CxsimError(
                    f"targets: {kpi} = {aim:g} cannot be reached: over their ranges the free "
                    f"parameters move it from {low:.4g} to {high:.4g}."
                )

    def _distances(self, values: np.ndarray) -> np.ndarray:
        scale = self.yardstick if self._scale is None else self._scale
        return np.asarray((values - self._aims) / scale)
