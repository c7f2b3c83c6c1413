"""The table of failures, recomputed by hand from the log."""

import numpy as np
import pytest

import cxsim as cx

COLUMNS = [
    "nth", "day", "need", "step", "touchpoint", "satisfaction", "failures", "response", "reviewed",
    "resolved", "remembered", "attitude",
]  # fmt: skip


def test_one_row_a_matter_in_which_a_contact_failed(run_of, firm):
    run = run_of(firm)
    table, contacts = run.failures, run.encounters
    failed = contacts[contacts.outcome == "failed"]
    assert list(table.columns) == COLUMNS
    assert table.index.is_unique and table.index.is_monotonic_increasing
    assert table.failures.sum() == len(failed) > 50
    for row in failed.groupby(["customer", "episode"]).first().itertuples():
        found = table.loc[row.Index]
        assert (found.step, found.day, found.satisfaction) == (
            row.step,
            row.ended,
            row.satisfaction,
        )


def test_a_customers_failures_are_counted_in_time(run_of, firm):
    table = run_of(firm).failures.reset_index().sort_values(["customer", "nth"])
    for _, rows in table.groupby("customer"):
        assert rows.nth.tolist() == list(range(1, len(rows) + 1))
        assert rows.day.is_monotonic_increasing


def test_responses_are_those_of_the_log(run_of, firm):
    run = run_of(firm)
    table, people = run.failures.reset_index(), run.customers.set_index("customer")
    matters = run.episodes.set_index(["customer", "episode"])
    told = matters.loc[run.failures.index, "complained"].to_numpy()
    assert ((table.response == "complaint").to_numpy() == told).all()
    gone = table[table.response == "exit"]
    assert (people.reason[gone.customer] == "service_failure").all()
    assert gone.customer.is_unique
    # Everybody whom a failure drove out is there, except who also complained in that matter.
    out = set(people.index[people.reason == "service_failure"])
    complainers = set(table.customer[table.response == "complaint"])
    assert out - complainers <= set(gone.customer) <= out


@pytest.mark.parametrize("name", ["no needs", "no contacts", "one day"])
def test_without_failures_the_table_is_empty(run_of, name):
    table = run_of(name).failures
    assert len(table) == 0
    assert list(table.columns) == COLUMNS


def test_the_same_failure_told_and_untold():
    """Common random numbers: a first failure is the same, whether or not it is told."""
    bank = cx.load("bank").replace(
        {"company.recovery.failure_probability": 0.2}, customers=200, days=200
    )
    hard = bank.replace({"company.recovery.complaint_cost": 10.0})
    easy, quiet = (cx.simulate(one, 3).failures.query("nth == 1") for one in (bank, hard))
    pairs = easy.join(quiet, rsuffix="_hard")
    assert pairs.day_hard.notna().mean() > 0.98
    silent = pairs[(pairs.response == "no complaint") & (pairs.failures == 1)]
    same = np.isclose(silent.satisfaction, silent.satisfaction_hard)
    assert same.mean() > 0.9  # queues differ a little, because complaints change what comes later
