"""The table of KPIs, and what it says of proactive service and trust."""

import pytest

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.results import kpis
from cxsim.results.kpis import SHIPPED
from cxsim.results.window import BY_CONTRACT, KNOWN


@pytest.mark.parametrize("kpi", SHIPPED.values(), ids=SHIPPED)
def test_every_kpi_has_its_words(kpi):
    assert kpi.unit and kpi.meaning and kpi.how
    assert kpi.better in ("higher", "lower", "")
    assert callable(kpi.truth)
    assert callable(kpi.measured) or kpi.measured in (None, KNOWN, BY_CONTRACT)
    assert bool(kpi.subsystem) == bool(kpi.asked_for)


def test_names_stand_once():
    assert len(SHIPPED) == len(kpis._SHIPPED)


def test_calls_and_breaches(simulate, firm, run_of):
    """Rates of a customer in a year; calls about problems and about nothing are all calls."""
    kpis = run_of(firm).kpis.value
    assert (kpis[["calls", "false_alarms", "prevented", "breaches"]] == 0.0).all()
    scenario = run_of(firm).scenario.replace(
        {
            "company.outreach.reach": 1.0,
            "company.outreach.threshold": 0.0,
            "company.privacy.breach_per_month": 0.02,
        }
    )
    run = simulate(scenario, log=False)
    kpis, window = run.kpis.value, run.window
    for name in ("calls", "false_alarms", "prevented", "breaches"):
        assert kpis[name] == window.total(name) / window.years
    assert kpis["calls"] > kpis["false_alarms"] > 0
    # everybody's chance is 2 % a month; a Poisson count has a relative standard error 1 / sqrt(n)
    expected, error = 0.24, 0.24 / window.total("breaches") ** 0.5
    assert abs(kpis["breaches"] - expected) < 4 * error + 0.01
    cost = scenario.company.outreach.cost * window.total("calls")
    assert window.total("outreach_cost") == pytest.approx(cost)


def test_a_window_adds_up(run_of, firm):
    run = run_of(firm)
    window, first = run.window, run.scenario.warm_up_days
    early = window.total_in_warm_up("contacts")
    assert early == (run.encounters.ended < first).sum()
    assert window.total_in_run("contacts") == early + window.total("contacts")
    assert window.days == run.scenario.days - first
    assert window.months == pytest.approx(12 * window.years)
    assert window.customers_at_end == run.customers.left.isna().sum()
    there = ~(run.customers.joined > first) & ~(run.customers.left <= first)
    assert window.customers_at_start == there.sum()
    assert window.report("profit") == window.kpi("profit") == run.kpis.value["profit"]


def test_a_run_from_files_has_no_window(run_of, tmp_path):
    run_of("bank").to_parquet(tmp_path)
    with pytest.raises(CxsimError, match=r"cx\.simulate"):
        _ = cx.Run.load(tmp_path).window
