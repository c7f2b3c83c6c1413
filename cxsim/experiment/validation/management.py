"""T-25 and T-29: what managers believe, and what chasing noise does."""

from __future__ import annotations

import numpy as np

from cxsim import theory
from cxsim.experiment.validation.figures import Figure, above, computed, estimated, exact
from cxsim.experiment.validation.targets import Simulate, Target
from cxsim.scenario.files import load

_BAIN = "Allen, Reichheld, Hamilton & Markey 2005, Bain [published✓: 80 % believe, 8 % hear it]"
_DEMING = "Deming 1986, Out of the Crisis, the funnel, rule 2; closed form for any K [computed]"
_QUARTERS = 200_000


def _delivery_gap(run: Simulate) -> list[Figure]:
    """Survey averages leave out the silent and the lost: gap 1 does not close."""
    dashboard, study = (
        np.array([_gap_one(run, information, seed) for seed in range(1, 7)])
        for information in ("dashboard", "all")
    )
    return [
        above("gap 1 in year 2, survey averages only (points)", dashboard),
        above("gap 1: survey averages − studies of customers", dashboard - study),
    ]


def _gap_one(run: Simulate, information: str, seed: int) -> float:
    """Mean gap 1 of the second year at a bank that manages its customers' experience."""
    scenario = load("bank").replace(
        {"company.management.enabled": True, "company.management.information": information},
        customers=500,
        days=731,
    )
    timeline = run(scenario, seed=seed, log=False).timeline
    return float(timeline.gap_1[timeline.day > 366].mean())


def _funnel(run: Simulate) -> list[Figure]:
    """A process that is only noise, steered by the firm's own feedback law."""
    noise = np.random.default_rng(29).standard_normal(_QUARTERS)
    figures = []
    for gain, golden in ((1.0, 2.0), (0.5, 4 / 3), (0.3, 2 / 1.7)):
        factor, error = _variance(noise, gain, 0.0)
        expected = float(theory.control.variance_factor(gain))
        figures += [
            estimated(
                f"variance of noise that is corrected, K = {gain}",
                factor,
                error,
                expected,
                0.015,
                golden,
            ),
            exact(f"by formula, K = {gain}", expected, golden, 1e-12),
        ]
    calm, _ = _variance(noise, 1.0, 100.0)
    return [*figures, computed("deviations inside the band are left alone", calm, 1.0, 1e-12)]


def _variance(noise: np.ndarray, gain: float, band: float) -> tuple[float, float]:
    """Variance of the steered process against that of the noise, with its standard error."""
    from cxsim.company.control import correction

    setting, shown = 0.0, np.empty(len(noise))
    for quarter, luck in enumerate(noise):
        shown[quarter] = setting + luck
        change, _ = correction(-shown[quarter], 0.0, band=band, gain=gain)
        setting += change
    factor = shown.var() / noise.var()
    # 20 blocks of 10 000 quarters, long against the memory of the process
    blocks = [
        one.var() / other.var()
        for one, other in zip(np.split(shown, 20), np.split(noise, 20), strict=True)
    ]
    return float(factor), float(np.std(blocks, ddof=1) / np.sqrt(20))


TARGETS = (
    Target(
        "T-25", "the delivery gap: dashboards do not close gap 1", _BAIN, _delivery_gap, slow=True
    ),
    Target("T-29", "correcting noise adds noise", _DEMING, _funnel),
)
