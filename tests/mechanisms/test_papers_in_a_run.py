"""Ideas of the papers that a name or a number alone would not show: each moves a run.

Signs are asked of differences with the same luck on both sides, over seeds: three standard errors.
"""

import math

import pandas as pd
import pytest
from small_worlds import SEEDS, assert_signs, small

import cxsim as cx

ELEMENTS = ("strategy", "team", "motivation", "organisation", "technology")
READY = {f"company.readiness.{name}": 0.9 for name in ELEMENTS}
AT_ONCE = {"company.management.organisation.delay_quarters": 0.0}


def assert_signs_between(one, other, signs, seeds=SEEDS):
    """Each key figure of the other firm moves in its direction against that of the one."""
    names = list(signs)
    found = pd.DataFrame(
        [
            cx.simulate(other, seed, log=False).kpis.value[names].astype(float)
            - cx.simulate(one, seed, log=False).kpis.value[names].astype(float)
            for seed in seeds
        ]
    )
    for name, sign in signs.items():
        values = sign * found[name]
        assert values.mean() > 3 * values.std(ddof=1) / math.sqrt(len(values)) > 0, name


@pytest.mark.covers(
    "S0-03", "CEM closes less of gap 5 and satisfies less where any one of the five elements lacks"
)
@pytest.mark.parametrize("missing", ELEMENTS)
def test_cem_needs_each_of_its_conditions(missing):
    bank = small("bank", days=300).replace(READY | AT_ONCE).under("cem")
    assert_signs(bank, {f"company.readiness.{missing}": 0.2}, {"gap_5": 1, "csat": -1})


@pytest.mark.covers("S0-03", "CEM asks for its investment before it brings anything")
def test_cem_is_an_investment_first():
    never = {"company.management.organisation.delay_quarters": 20.0}
    bank = small("bank", days=120).replace(READY | never)
    before, after = cx.simulate(bank, 1), cx.simulate(bank.under("cem"), 1)
    assert after.encounters.equals(before.encounters)
    assert (after.timeline.cost > before.timeline.cost).all()


@pytest.mark.covers(
    "S0-02", "a managed firm under the strategy `reactive_crm` sees no score of customers"
)
def test_reactive_crm_is_blind_to_experience():
    managed = small("bank", days=400).replace({"company.management.enabled": True})
    blind = cx.simulate(managed.under("reactive_crm"), 1).management.iloc[2:]  # once it shows
    assert blind.nps_seen.isna().all() and blind.complaints_per_customer.notna().any()
    assert cx.simulate(managed, 1).management.nps_seen.notna().any()


@pytest.mark.covers(
    "S0-09", "messages please more with each step of data: for all, by segment, by individual"
)
def test_finer_data_make_messages_more_relevant():
    """Relevance as large as the shares of firms that know all, segments or individuals."""
    path = "company.personalisation"
    blunt = {f"{path}.depth": 0.4, f"{path}.messages_per_week": 1.0, f"{path}.relevance": 0.4}
    bank = small("bank").replace(blunt)
    for finer in (0.55, 0.7):
        assert_signs(bank, {f"{path}.relevance": finer}, {"csat": 1, "nps": 1})
        bank = bank.replace({f"{path}.relevance": finer})


@pytest.mark.covers(
    "S0-09", "a firm that reads its surveys three quarters late ends with a lower NPS"
)
@pytest.mark.slow
def test_late_data_cost_the_firm_that_steers_by_them():
    lag = "company.management.analysis.survey_lag_quarters"
    steered = {"company.management.enabled": True, lag: 0}
    bank = small("bank", customers=300, days=900).replace(steered)
    assert_signs(bank, {lag: 3}, {"nps": -1}, range(1, 17))


@pytest.mark.covers(
    "S1-04", "part: a life with the firm has a beginning, contacts, and an end with a named reason"
)
def test_a_life_with_the_firm_is_whole():
    run = cx.simulate(small("bank", customers=400, days=500), 1)
    people, contacts = run.customers.set_index("customer"), run.encounters
    arrived = contacts.groupby("customer").arrived.agg(["min", "max"])
    assert (arrived["min"] >= people.joined[arrived.index]).all()
    gone = people[people.left.notna()]
    assert len(gone) > 50 and gone.reason.notna().all() and people.reason.notna().sum() == len(gone)
    known = gone.index.intersection(arrived.index)
    assert (arrived["max"][known] <= gone.left[known]).all()
    assert (people.joined > 0).any(), "newcomers have a beginning"


@pytest.mark.covers(
    "S3-05", "part: CRM shortens handling, frees agents, keeps the story and solves more at once"
)
def test_crm_takes_work_off_the_staff():
    bank = small("bank", customers=300, days=300).replace(READY | AT_ONCE)
    signs = {
        "handling_minutes": -1,
        "occupancy": -1,
        "wait_minutes": -1,
        "integration_level": 1,
        "first_contact_resolution": 1,
    }
    assert_signs_between(bank, bank.under("reactive_crm"), signs)


@pytest.mark.covers(
    "S3-14",
    "part: the report shows a lower return of dear newcomers, a higher one of better service",
)
def test_the_return_on_marketing_knows_cost_and_value():
    bank = small("bank", customers=300, days=300)
    assert_signs(bank, {"company.costs.acquisition": 300.0}, {"marketing_return": -1})
    assert_signs(bank, {"company.gaps.delivery": -0.5}, {"marketing_return": 1, "clv": 1})
