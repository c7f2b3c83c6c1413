"""Small runs, made once: two industries with failure and talk, and odd firms."""

from functools import cache

import pytest

import cxsim as cx

SMALL = {"customers": 200, "days": 300, "warm_up_days": 60}
# Whatever a preset leaves switched off, so that every sentence and every KPI has a case.
LIVELY = {
    "company.recovery.failure_probability": 0.1,
    "behaviour.talk.rate": 0.3,
    "behaviour.talk.review": -1.0,
    "market.acquisition.word_of_mouth_per_year": 0.5,
}
FIRMS = ("bank", "retailer", "clinic")


def lively(name):
    return cx.load(name).replace({**LIVELY, **SMALL})


def odd_firms():
    bank = cx.load("bank").replace(customers=60, days=100, warm_up_days=20)
    app = bank.model_dump()["company"]["touchpoints"]["app"] | {"linked_to": ()}
    return {
        "one touchpoint": bank.replace(
            {"company.touchpoints": {"app": app}, "market.needs": {"query": {"per_month": 0.5}}}
        ),
        "no needs": bank.replace({"market.needs": {}}),
        "no contacts": bank.replace(
            {f"market.needs.{name}.per_month": 0.0 for name in bank.market.needs}
        ),
        "no survey": bank.replace({"behaviour.survey.enabled": False}),
        "one day": bank.replace(days=1, warm_up_days=0),
    }


@pytest.fixture(scope="session")
def run_of(simulate):
    """Return the run of a firm, by name; each is made once."""

    @cache
    def run(name):
        return simulate(odd_firms().get(name) or lively(name))

    return run


def pytest_generate_tests(metafunc):
    if "firm" in metafunc.fixturenames:
        metafunc.parametrize("firm", FIRMS)
    if "odd_firm" in metafunc.fixturenames:
        metafunc.parametrize("odd_firm", list(odd_firms()))
