"""The ledger of the five gaps: it adds up, and in the accounting configuration it is exact."""

import numpy as np
import pytest

import cxsim as cx
from cxsim.results.gaps import COLUMNS
from cxsim.theory.gaps import DIMENSIONS, WEIGHTS

GAPS = {"knowledge": 0.2, "design": 0.15, "delivery": 0.3, "communication": 0.1}
# No luck and no learning; customers expect the ideal and the promise.
ACCOUNTING = {
    "behaviour.quality.occasion_sd": 0.0,
    "behaviour.quality.component_sd": 0.0,
    "behaviour.quality.fit_sd": 0.0,
    "behaviour.expectation.learning": 0.0,
    "behaviour.expectation.assimilation": 0.0,
    "behaviour.expectation.ratchet": 0.0,
}

EQUAL = {"underrated": {"heart": 0.0, "hands": 0.0}}  # gap 1 takes the same from all


def newcomers(gaps, profile=None, **changes):
    """A firm with one old customer; all others join in the run and learn nothing."""
    place = {"channel": "app", "resolution": 1.0, "profile": profile or {}}
    scenario = cx.Scenario.from_data(
        {
            "customers": 1,
            "days": 200,
            "warm_up_days": 50,
            "company": {"touchpoints": {"app": place}, "gaps": {**gaps, **EQUAL}},
            "market": {
                "needs": {"query": {"per_month": 4.0}},
                "acquisition": {"prospects": 100, "advertising_per_year": 3.0},
            },
            "behaviour": {"churn": {"a": 0.0}},
        }
    )
    return scenario.replace({**ACCOUNTING, **changes})


@pytest.mark.covers("S1-16", "gap 5 of a run is the sum of the other gaps where nothing is learned")
def test_in_the_accounting_configuration_gap_five_is_the_sum(simulate):
    run = simulate(newcomers(GAPS))
    old = (run.encounters.customer == 0) & (run.encounters.ended >= 50)
    new = (run.encounters.customer > 0) & (run.encounters.ended >= 50)
    ledger = run.gaps
    assert new.sum() > 500
    # the old customer's promise was unlearned long ago: of all contacts only these lack gap 4
    share = new.sum() / (old.sum() + new.sum())
    felt = (ledger.gap_5 * ledger.contacts).sum() / ledger.contacts.sum()
    assert felt == pytest.approx(0.65 + 0.1 * share, abs=1e-12)
    assert np.allclose(ledger.gaps, 0.75, atol=1e-12, rtol=0)
    for name in ("raised_expectations", "unexplained"):
        assert np.allclose(ledger[name], 0.0, atol=1e-12, rtol=0)
    assert np.allclose(ledger.gap_5, ledger.explained, atol=1e-12, rtol=0)
    # every dimension is served alike, so each feels the same gap
    for name in (*DIMENSIONS, "gap_5_weighted"):
        assert np.allclose(ledger[name], ledger.gap_5, atol=1e-12, rtol=0)


def test_each_newcomer_feels_exactly_the_four_gaps(simulate):
    run = simulate(newcomers(GAPS))
    contacts = run.encounters[(run.encounters.customer > 0) & run.encounters.ended.notna()]
    expected = 5.5 + (4.85 + 0.1) - 4.85  # Z + (W - mean delivery)
    assert np.allclose(expected - contacts.performance, sum(GAPS.values()), atol=1e-12, rtol=0)


def test_gaps_act_even_where_nobody_feels_them(simulate):
    ledger = simulate(newcomers(GAPS, **{"market.needs.query.per_month": 0.0})).gaps
    assert ledger.gap_5.isna().all()
    assert np.allclose(ledger.gaps, 0.75, atol=1e-12, rtol=0)


@pytest.mark.covers(
    "S1-12",
    "S1-13",
    "S1-14",
    "S1-15",
    "S1-16",
    "each quarter's gaps and what is learned sum to gap 5",
)
def test_the_ledger_adds_up(run_of, firm):
    ledger = run_of(firm).gaps
    assert list(ledger.columns) == list(COLUMNS)
    four = ledger[["gap_1", "gap_2", "gap_3", "gap_4"]].sum(axis=1)
    assert np.allclose(ledger.gaps, four)
    learned = ledger.promise_unlearned + ledger.raised_expectations
    assert np.allclose(ledger.explained, four + learned)
    assert np.allclose(ledger.explained + ledger.unexplained, ledger.gap_5)
    assert np.allclose(ledger.gap_5_believed, ledger.gap_5_measured - ledger.gap_1)
    assert np.allclose(ledger.servqual_score, -ledger.gap_5_weighted)
    weighted = sum(WEIGHTS[name] * ledger[name] for name in DIMENSIONS)
    assert np.allclose(ledger.gap_5_weighted, weighted)


def test_the_ledger_is_the_timeline_by_quarter(run_of, firm):
    """Contacts served count once; gap 5 of the window is the KPI."""
    run = run_of(firm)
    ledger, first = run.gaps, run.scenario.warm_up_days
    served = run.encounters[(run.encounters.ended >= first) & run.encounters.performance.notna()]
    assert ledger.contacts.sum() == len(served)
    for row in ledger.itertuples():
        assert served.ended.between(row.from_day, row.day, inclusive="left").sum() == row.contacts
    assert ledger.from_day.iloc[0] == first and ledger.day.iloc[-1] == run.scenario.days
    assert (ledger.from_day[1:].to_numpy() == ledger.day[:-1].to_numpy()).all()
    felt = np.average(ledger.gap_5, weights=ledger.contacts)
    assert felt == pytest.approx(run.kpis.value["gap_5"])
    # the performance behind it stands in the log
    delivery = run.scenario.behaviour.quality.ideal - ledger.gap_1 - ledger.gap_2 - ledger.gap_3
    perceived = np.average(delivery - ledger.unexplained, weights=ledger.contacts)
    assert perceived == pytest.approx(served.performance.mean())


def test_a_short_piece_has_no_row_of_its_own(simulate):
    """Warm-up ends 1.3 days before quarter 1 does; the run ends 20 days after quarter 3 does."""
    bank = cx.load("bank").replace(customers=30, warm_up_days=90, days=294)
    ledger = simulate(bank).gaps
    assert list(ledger.quarter) == [2, 3]
    assert ledger.from_day.iloc[0] == 90 and ledger.day.iloc[-1] == 294
    alone = simulate(bank.replace(days=100)).gaps  # there is nothing else
    assert len(alone) == 1 and alone.from_day[0] == 90 and alone.day[0] == 100


def test_a_dated_change_is_weighed_by_the_contacts_that_met_it(simulate):
    bank = cx.load("bank").replace(customers=200, days=120, warm_up_days=10)
    run = simulate(bank.at(40, {"company.gaps.delivery": 0.0}))
    row = run.gaps.iloc[0]
    served = run.encounters[(run.encounters.ended >= 10) & run.encounters.performance.notna()]
    before = (served.ended < 40).mean()
    assert row.gap_3 == pytest.approx(0.3 * before)
    assert row.explained + row.unexplained == pytest.approx(row.gap_5)


@pytest.mark.covers(
    "S1-16",
    "SERVQUAL reads the profile: more emotion lifts empathy and assurance only",
)
def test_servqual_reads_the_profile(simulate):
    """Only the emotional level is better by 1: empathy gains .7, assurance .4, reliability 0.

    The emotional level is half of heart; heart weighs .35 and enters the contact as a whole.
    """
    plain = simulate(newcomers(GAPS, **{"behaviour.weights.concentration": 1e6})).gaps
    warm = newcomers(GAPS, {"emotional": 1.0}, **{"behaviour.weights.concentration": 1e6})
    better = simulate(warm).gaps
    gains = {name: (plain[name] - better[name]).mean() for name in DIMENSIONS}
    expected = {
        "tangibles": 0.0, "reliability": 0.0, "responsiveness": 0.2, "assurance": 0.4,
        "empathy": 0.7,
    }  # fmt: skip
    assert gains == pytest.approx(expected, abs=1e-9)
    # weights of customers scatter by about .0005 around .35 with so large a concentration
    assert (plain.gap_5 - better.gap_5).mean() == pytest.approx(0.35 * 0.5, abs=0.002)


def test_who_answers_is_measured(simulate):
    """If everyone answers, the measurement is the truth; without a survey it is missing."""
    bank = cx.load("bank").replace(customers=150, days=200, warm_up_days=0)
    everyone = bank.replace(
        {
            "behaviour.survey.base": 20.0,
            "behaviour.survey.extremity": 0.0,
            "behaviour.survey.loyalty": 0.0,
            "behaviour.churn.a": 0.0,
        }
    )
    run = simulate(everyone)
    # only contacts of episodes that are still open at the end are not yet asked about
    assert run.kpis.measured["gap_5"] == pytest.approx(run.kpis.value["gap_5"], abs=0.01)
    silent = simulate(bank.replace({"behaviour.survey.enabled": False}))
    assert silent.gaps.gap_5_measured.isna().all() and silent.gaps.gap_5.notna().all()


def test_ledgers_of_odd_firms(run_of, odd_firm):
    ledger = run_of(odd_firm).gaps
    assert len(ledger) == 1 and ledger.gaps.notna().all()
    felt = ["gap_5", "promise_unlearned", "unexplained", *DIMENSIONS]
    assert ledger[felt].isna().all(axis=None) == (ledger.contacts.sum() == 0)


def test_the_ledger_needs_no_log(run_of, simulate):
    run = run_of("bank")
    bare = simulate(run.scenario, log=False)
    assert run.gaps.equals(bare.gaps)
