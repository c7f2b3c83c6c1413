"""What many tests share: one way to run a scenario, so that the engine is named in one place."""

import pytest
from hypothesis import settings

import cxsim as cx

# Rules are compiled on first use, so no deadline; the same examples in every run of the tests.
settings.register_profile("cxsim", deadline=None, derandomize=True)
settings.load_profile("cxsim")


def pytest_addoption(parser):
    """``pytest --engine simpy`` asks the readable engine the same questions."""
    parser.addoption("--engine", default="auto", choices=["auto", "simpy", "compiled"])


@pytest.fixture(scope="session")
def simulate(request):
    """Run a scenario (or a preset, by its name) with the engine under test."""
    engine = request.config.getoption("engine")

    def run(scenario, seed=1, log=True):
        return cx.simulate(scenario, seed=seed, engine=engine, log=log)

    return run
