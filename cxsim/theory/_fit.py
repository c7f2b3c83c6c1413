"""Maximum likelihood for models whose parameters are all positive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from cxsim.errors import CxsimError
from cxsim.theory._arguments import FloatArray

_REACH = 12.0  # the search stays within e^12 times and e^-12 times the start
_VAGUE = 10.0  # a standard error of ten times the estimate says that there is none


@dataclass(frozen=True)
class Fit:
    """A model fitted by maximum likelihood.

    Attributes
    ----------
    parameters : dict of str to float
        The estimates, under the names that the model's functions take: `survival(t, **parameters)`.
    standard_errors : dict of str to float
        Their asymptotic standard errors, from the curvature of the log likelihood at the maximum.
    log_likelihood : float
        Natural logarithm of the likelihood at the maximum.
    observations : int
        Number of customers behind the fit.
    """

    parameters: dict[str, float]
    standard_errors: dict[str, float]
    log_likelihood: float
    observations: int


def maximise(
    log_likelihood: Callable[[FloatArray], float],
    names: Sequence[str],
    start: Sequence[float],
    observations: int,
) -> Fit:
    """Find the positive parameters with the largest likelihood, and their standard errors.

    The search runs on the parameters' logarithms, so that none can become negative.
    """
    origin = np.log(np.asarray(start, dtype=np.float64))

    def loss(logarithms: FloatArray) -> float:
        if np.abs(logarithms - origin).max() > _REACH:
            return float("inf")
        return -log_likelihood(np.exp(logarithms)) / observations

    best = origin
    for _ in range(2):  # a second start from the first answer frees a simplex that has collapsed
        best = optimize.minimize(
            loss,
            best,
            method="Nelder-Mead",
            options={"xatol": 1e-8, "fatol": 1e-13, "maxiter": 2000},
        ).x
    covariance = _inverse_or_none(_hessian(loss, best) * observations)
    if covariance is None or np.diag(covariance).max() > _VAGUE**2:
        raise CxsimError(
            f"These data do not determine {' and '.join(names)}: "
            "the likelihood has no clear maximum."
        )
    estimates = np.exp(best)
    errors = estimates * np.sqrt(np.diag(covariance))
    return Fit(
        parameters=dict(zip(names, estimates.tolist(), strict=True)),
        standard_errors=dict(zip(names, errors.tolist(), strict=True)),
        log_likelihood=float(-loss(best) * observations),
        observations=observations,
    )


def _hessian(
    function: Callable[[FloatArray], float], at: FloatArray, step: float = 1e-3
) -> FloatArray:
    """Second derivatives by central differences."""
    steps = step * np.eye(len(at))
    return np.array(
        [
            [
                function(at + i + j)
                - function(at + i - j)
                - function(at - i + j)
                + function(at - i - j)
                for j in steps
            ]
            for i in steps
        ]
    ) / (4 * step**2)


def _inverse_or_none(curvature: FloatArray) -> FloatArray | None:
    """Invert a matrix if it is positive definite, as it is at a clear maximum."""
    if not np.isfinite(curvature).all() or np.linalg.eigvalsh(curvature).min() <= 0:
        return None
    return np.asarray(np.linalg.inv(curvature), dtype=np.float64)
