"""A firm that is not ready gains less than half of what a ready one gains by the same work."""

import pytest
from industries import INDUSTRIES, kpi_of, mean_and_half_width

import cxsim as cx
from cxsim.company.readiness import ELEMENTS

SEEDS = range(1, 9)


def gains(preset, level):
    """NPS with the firm's quarter less NPS without it, in years 1 to 3; one number a seed."""
    firm = cx.load(preset).replace(
        {f"company.readiness.{name}": level for name in ELEMENTS}, days=1095
    )
    managed = firm.replace({"company.management.enabled": True})
    return [kpi_of(managed, "nps", seed) - kpi_of(firm, "nps", seed) for seed in SEEDS]


@pytest.mark.slow
def test_readiness_2_gains_less_than_half_of_readiness_8():
    """All industries: 40 pairs, with a standard error of about .5 of the mean difference."""
    pairs = [
        low - 0.5 * high
        for preset in INDUSTRIES
        for low, high in zip(gains(preset, 0.2), gains(preset, 0.8), strict=True)
    ]
    mean, margin = mean_and_half_width(pairs)
    assert mean + margin < 0.0


@pytest.mark.slow
@pytest.mark.parametrize("preset", INDUSTRIES)
def test_a_ready_firm_gains(preset):
    mean, margin = mean_and_half_width(gains(preset, 0.8))
    assert mean > margin
