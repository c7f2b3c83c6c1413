"""Small runs of all presets, made once and read by many tests."""

from functools import cache

import pytest

import cxsim as cx

INDUSTRIES = ("bank", "telecom", "clinic", "car_dealer", "retailer")
PRESETS = (*INDUSTRIES, "contact_centre", "subscription", "cdnow")
SMALL = {
    "contact_centre": {"days": 3},  # its queue needs all of its customers
    "subscription": {"customers": 400},
    "cdnow": {"customers": 400, "days": 400},
}


def small(name, **fields):
    """A preset that runs in about a second; its queues keep their load."""
    return cx.load(name).replace(
        SMALL.get(name, {"customers": 300, "days": 400, "warm_up_days": 75}), **fields
    )


@pytest.fixture(scope="session")
def preset_run(simulate):
    """Return the run of a small preset; each is made once."""

    @cache
    def run(name, seed=1):
        return simulate(small(name), seed=seed)

    return run


@pytest.fixture(scope="session")
def small_preset():
    """Return the scenario of a small preset."""
    return small


def pytest_generate_tests(metafunc):
    """Ask for ``preset`` or ``industry`` and the test runs on all of them."""
    if "preset" in metafunc.fixturenames:
        metafunc.parametrize("preset", PRESETS)
    if "industry" in metafunc.fixturenames:
        metafunc.parametrize("industry", INDUSTRIES)
