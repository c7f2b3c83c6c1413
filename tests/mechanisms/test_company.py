"""The firm: staff, staffing, levers with their readiness and risks, and the managed quarter."""

import math

import numpy as np
import pytest
from small_worlds import (
    assert_no_effect,
    assert_same_run,
    assert_signs,
    assert_some_effect,
    differences,
    firm,
    small,
)

import cxsim as cx
from cxsim.engine.log import Log
from cxsim.engine.run import execute
from cxsim.scenario.levers import shipped_levers

LEVERS = list(shipped_levers())
ELEMENTS = ("strategy", "team", "motivation", "organisation", "technology")
AT_ONCE = {"company.management.organisation.delay_quarters": 0.0}
# Shares of revenue, as the design has them.
COSTS = {
    "reactive_crm": 0.008, "cem": 0.020, "customer_centricity": 0.012, "service_dominant": 0.018,
    "brand_advocacy": 0.006, "experience_economy": 0.022, "proactive": 0.0035,
    "personalisation": 0.008, "phone": 0.0, "multichannel": 0.003, "crosschannel": 0.003,
    "omnichannel": 0.012,
}  # fmt: skip
AT_ONCE_LEVERS = ("phone", "multichannel")


def ready(level):
    return {f"company.readiness.{name}": level for name in ELEMENTS}


# -- null values ----------------------------------------------------------------------------------


def test_a_firm_that_does_not_manage_has_no_quarter():
    bank = small("bank", days=300)
    assert not bank.company.management.enabled
    path = "company.management"
    assert_no_effect(
        bank,
        {
            f"{path}.information": "dashboard",
            f"{path}.regime": "prospective",
            f"{path}.kpi_weight_customer": 1.0,
            f"{path}.analysis.study_answers": 900.0,
            f"{path}.analysis.survey_lag_quarters": 3,
            f"{path}.planning.budget": 0.5,
            f"{path}.planning.message_effect": 1.0,
            f"{path}.organisation.work_in_progress": 9,
            f"{path}.organisation.weak_link": 1.0,
            f"{path}.motivation.financial_gain": 100.0,
            f"{path}.control.gain": 3.0,
            f"{path}.control.target": 60.0,
        },
    )
    nothing = cx.simulate(bank, 1).management
    done = nothing[["planned", "finished", "failed"]]
    assert ((done == "") | done.isna()).all(axis=None)


def test_a_managing_firm_that_may_spend_and_change_nothing_changes_nothing():
    """No budget, no study, no reserve and no drift of needs: it only looks."""
    idle = {
        "planning.budget": 0.0, "analysis.study_answers": 0.0, "analysis.drift_per_month": 0.0,
        "analysis.study_cost": 0.0, "planning.message_cost": 0.0, "planning.message_effect": 0.0,
        "organisation.training_cost": 0.0, "organisation.decay": 0.0,
        "motivation.financial_cost": 0.0, "motivation.non_financial_cost": 0.0,
        "control.gain": 0.0, "control.reserve": 0.0,
    }  # fmt: skip
    bank = small("bank", days=300)
    looks = bank.replace({f"company.management.{name}": value for name, value in idle.items()})
    one, other = (
        cx.simulate(s, 1) for s in (bank, looks.replace({"company.management.enabled": True}))
    )
    assert one.encounters.equals(other.encounters)
    assert one.customers.equals(other.customers)
    assert one.timeline.equals(other.timeline)
    assert other.management.spending.fillna(0.0).eq(0.0).all()


def test_fixed_staffing_has_no_target():
    bank = small("bank")
    assert bank.company.staffing.rule == "fixed"
    assert_no_effect(bank, {"company.staffing.target_occupancy": 0.4})


def test_neutral_staff_without_strain_stay_neutral():
    calm = small("bank").replace({"company.staff.strain": 0.0})
    assert_no_effect(
        calm, {"company.staff.adjustment": 0.9, "company.staff.comfortable_occupancy": 0.1}
    )


def test_levers_at_rest_need_no_readiness():
    bank = small("bank", days=300)
    assert_no_effect(bank, ready(1.0))
    assert_no_effect(bank, {"company.management.organisation.delay_quarters": 0.0,
                            "company.management.organisation.weak_link": 1.0})  # fmt: skip


# -- staff ----------------------------------------------------------------------------------------


@pytest.mark.covers("S1-11", "S4-09", "S3-09", "motivation moves towards know times want times can")
@pytest.mark.parametrize(("know", "want", "can"), [(1.0, 1.0, 1.0), (0.5, 0.8, 0.9), (0.2, 1, 1)])
def test_motivation_moves_towards_know_times_want_times_can(know, want, can):
    """M + .3 (target - M) a month from its level at the start, .3 of the way each month."""
    staff = {"know": know, "want": float(want), "can": float(can)}
    changes = {f"company.staff.{name}": value for name, value in staff.items()}
    run = cx.simulate(firm(days=300).at(30.0, changes).replace({"company.staff.strain": 0.0}), 1)
    target = know * want * can
    steps = run.timeline.length_months.to_numpy()
    expected, level = [], 0.5
    for length in steps:
        expected.append(level)
        level += 0.3 * (target - level) * length
    # the change holds from day 30, before the first month's end: all steps go to the new target
    assert np.allclose(run.timeline.motivation, expected)
    gap_3 = 0.3 * (1.4 - 0.8 * np.array(expected))
    assert np.allclose(run.timeline.gap_3, gap_3)


# -- staffing -------------------------------------------------------------------------------------


@pytest.mark.covers("S0-22", "desks get the fewest agents that keep the target occupancy")
@pytest.mark.parametrize("target", [0.5, 0.75, 0.9])
def test_desks_are_staffed_to_a_target(target):
    """Fewest agents whose occupancy would have stayed at or below the target last quarter."""
    rule = {
        "company.staffing.rule": "target_occupancy",
        "company.staffing.target_occupancy": target,
    }
    run = cx.simulate(small("telecom", customers=400, days=400).replace(rule), 2)
    queues = run.queues
    quarter = (queues.month - 1) // 3
    busy = (queues.occupancy * queues.agents).groupby([quarter, queues.touchpoint], observed=True)
    work, agents = busy.mean().unstack(), queues.groupby(
        [quarter, "touchpoint"], observed=True
    ).agents.first().unstack()  # fmt: skip
    wanted = np.maximum(1, np.ceil(work / target - 1e-6))
    full = [q for q in agents.index[1:] if q - 1 in wanted.index]
    assert len(full) >= 3
    for q in full:
        assert (agents.loc[q] == wanted.loc[q - 1]).all(), (agents, wanted)


@pytest.mark.covers(
    "S3-05",
    "S2-11",
    "part: shorter handling saves money only where staffing follows the work",
)
def test_shorter_handling_saves_money_only_where_staff_follow_the_work():
    """Paid time stays with fixed agents; with a target it follows (model decision 10)."""
    telecom = small("telecom", customers=300, days=400, warm_up_days=90)
    faster = {
        f"company.touchpoints.{name}.handling_minutes": 0.6 * place.handling_minutes
        for name, place in telecom.company.touchpoints.items()
        if place.agents
    }
    follow = telecom.replace({"company.staffing.rule": "target_occupancy"})
    fixed, moved = (differences(s, faster, ["retention_cost"]) for s in (telecom, follow))
    assert moved.retention_cost.mean() < fixed.retention_cost.mean() - 1.0
    assert (moved.retention_cost < 0).all()


# -- levers ---------------------------------------------------------------------------------------


@pytest.mark.covers(
    "S2-12",
    "S2-13",
    "S2-14",
    "S2-15",
    "S2-16",
    "S2-17",
    "S2-11",
    "a lever costs its share of revenue before it brings anything",
)
@pytest.mark.parametrize("lever", LEVERS)
def test_each_lever_costs_its_share_of_revenue_from_the_first_day(lever):
    bank = small("bank", days=120)
    never = {"company.management.organisation.delay_quarters": 20.0}  # nothing shows yet
    base, pulled = (cx.simulate(s.replace(never), 1) for s in
                    (bank, bank.replace({f"levers.{lever}": 0.5})))  # fmt: skip
    cost = pulled.timeline.cost.sum() - base.timeline.cost.sum()
    share = 0.5 * COSTS[lever]
    if lever not in AT_ONCE_LEVERS:
        assert cost == pytest.approx(share * base.timeline.revenue.sum())
        assert pulled.encounters.equals(base.encounters)
        return
    # It may show from the first day: what it costs is the programme's part of the books.
    books = execute(pulled.scenario, 1, "auto", Log(keep=False)).books.stretches
    paid = math.fsum(float(part.totals["programme_cost"]) for part in books)
    assert paid == pytest.approx(share * pulled.timeline.revenue.sum())
    others = {f"levers.{lever}.cost": 0.0}
    free = cx.simulate(pulled.scenario.replace(others), 1)
    assert pulled.timeline.cost.sum() - free.timeline.cost.sum() == pytest.approx(paid)


@pytest.mark.covers(
    "S1-24",
    "S1-29",
    "S1-30",
    "S1-31",
    "S1-32",
    "S1-33",
    "benefits grow with readiness, side effects come in full",
)
@pytest.mark.parametrize("level", [0.25, 0.6, 1.0])
def test_benefits_grow_with_readiness_and_risks_do_not(level):
    """e (1 - (1 - e)/2) of a benefit; side effects in full: gaps and talk under two levers."""
    pulled = small("bank", days=120).replace(AT_ONCE | ready(level)).under("cem", "brand_advocacy")
    pulled = pulled.replace({"company.staff.strain": 0.0})
    gaps = cx.simulate(pulled, 1).timeline.iloc[0]
    works = level * (1.0 - (1.0 - level) / 2.0)
    assert gaps.gap_1 == pytest.approx(0.20 * (1.0 - 0.5 * works))
    assert gaps.gap_2 == pytest.approx(0.15 * (1.0 - 0.4 * works))
    assert gaps.gap_3 == pytest.approx(0.30 * (1.0 - 0.3 * works))
    assert gaps.gap_4 == pytest.approx(0.10 + 0.10)  # ambassadors promise too much


@pytest.mark.covers("S1-23", "S2-14", "S2-13", "two levers on one gap bring less than their sum")
def test_bundles_have_diminishing_returns():
    """Two factors on one gap combine as 1 - prod (1 - u e): together less than the sum."""
    bank = small("bank", days=120).replace(AT_ONCE | ready(1.0) | {"company.staff.strain": 0.0})

    def gap_1(*names):
        return cx.simulate(bank.under(*names), 1).timeline.gap_1.iloc[0]

    base, cem, centred, both = (
        gap_1(), gap_1("cem"), gap_1("customer_centricity"), gap_1("cem", "customer_centricity"),
    )  # fmt: skip
    assert both == pytest.approx(base * (cem / base) * (centred / base))
    assert base - both < (base - cem) + (base - centred)
    assert both < min(cem, centred)


@pytest.mark.covers(
    "S2-12",
    "S2-13",
    "S2-14",
    "S2-15",
    "S2-16",
    "S2-17",
    "each concept's risk moves its key figure in a firm that is not ready",
)
@pytest.mark.parametrize(
    ("lever", "kpi", "sign"),
    [
        ("customer_centricity", "handling_minutes", 1),  # too much service
        ("service_dominant", "effort", 1),  # not everybody wants to take part
        ("brand_advocacy", "cost", 1),  # rewards
        ("reactive_crm", "csat", -1),  # impersonal
        ("omnichannel", "handling_minutes", 1),  # an unfinished single window slows staff
    ],
)
def test_risks_of_the_concepts_show_in_a_firm_that_is_not_ready(lever, kpi, sign):
    bank = small("bank", customers=300, days=300).replace(AT_ONCE | ready(0.0))
    pulled = {f"levers.{lever}": 1.0}
    assert_signs(bank, pulled, {kpi: sign})


@pytest.mark.covers("S1-05", "S2-17", "the lift of a staged experience fades by 5 % a month")
def test_novelty_of_staged_experience_fades():
    """5 % a month of the lift of heart is lost: the difference falls with time."""
    bank = firm(
        {"branch": {"channel": "store"}}, None,
        AT_ONCE | ready(1.0) | {"company.offer.in_person_share": 1.0}, days=700,
    )  # fmt: skip
    one, other = (cx.simulate(s, 1).encounters for s in (bank, bank.under("experience_economy")))
    lift = (other.heart - one.heart).dropna()
    months = np.floor(one.ended[lift.index] / (365.25 / 12))
    assert np.allclose(lift[months == 0], 0.9)
    assert np.allclose(lift, 0.9 * np.exp(-0.05 * months))


@pytest.mark.covers("S3-01", "S1-24", "nothing changes before the delay of a lever is over")
def test_a_lever_shows_after_its_delay_and_not_before():
    """d0 (2 - e) quarters, times 1.5 for CEM: 1.5 x 1 x 1.5 quarters in a ready firm."""
    bank = small("bank", days=400).replace(ready(1.0) | {"company.staff.strain": 0.0})
    gap = cx.simulate(bank.under("cem"), 1).timeline
    shows = gap.day[gap.gap_1 < 0.2 - 1e-9].min()
    delay = 1.5 * 1.5 * 3 * 365.25 / 12
    assert delay < shows <= delay + 2 * 365.25 / 12


# -- the managed quarter --------------------------------------------------------------------------


def managed(preset, **changes):
    base = small(preset, customers=400, days=730, warm_up_days=90)
    enabled = {"company.management.enabled": True}
    return base.replace(enabled | {f"company.management.{k}": v for k, v in changes.items()})


@pytest.mark.covers(
    "S4-01",
    "S1-28",
    "S1-27",
    "S1-25",
    "the management cycle narrows gap 5, lifts CSAT and costs money",
)
def test_a_managed_firm_narrows_its_gaps_and_pays_for_it():
    base = managed("telecom")
    off = base.replace({"company.management.enabled": False})
    on = {"company.management.enabled": True}
    found = differences(off, on, ["gap_5", "csat", "cost"])
    assert (found.gap_5 < 0).all() and (found.csat > 0).all()
    run = cx.simulate(base, 1)
    assert (run.management.planned.iloc[:-1] != "").any()
    assert (run.management.finished != "").any()
    assert run.management.spending.iloc[:-1].gt(0).all()


@pytest.mark.covers("S1-24", "S4-08", "the same cycle closes more of gap 5 in a ready firm")
def test_a_ready_firm_gains_more_from_managing():
    gain = {}
    for level in (0.2, 0.95):
        on = managed("telecom").replace(ready(level))
        off = on.replace({"company.management.enabled": False})
        gain[level] = -differences(off, {"company.management.enabled": True}, ["gap_5"]).gap_5
    better = gain[0.95] - gain[0.2]
    assert better.mean() > 3 * better.std(ddof=1) / math.sqrt(len(better))


@pytest.mark.covers(
    "S1-12",
    "S4-11",
    "S1-25",
    "studies of customers leave a smaller gap 1 than a dashboard",
)
def test_who_studies_customers_knows_them_better_than_who_reads_a_dashboard():
    """Gap 1 at the end: 'all' studies a hundred customers a quarter, 'dashboard' reads scores."""
    narrowed = []
    for seed in range(1, 7):
        gaps = [
            cx.simulate(managed("telecom", information=how), seed, log=False).timeline.gap_1.iloc[
                -1
            ]
            for how in ("all", "dashboard")
        ]
        narrowed.append(gaps[1] - gaps[0])
    error = np.std(narrowed, ddof=1) / math.sqrt(len(narrowed))
    assert np.mean(narrowed) > 3 * error


@pytest.mark.covers(
    "S0-02",
    "S4-10",
    "part: a firm that sees transactions only has no score and acts differently",
)
def test_what_a_firm_looks_at_decides_what_it_does():
    assert_some_effect(managed("bank"), {"company.management.information": "transactions"})
    seen = cx.simulate(managed("bank", information="transactions"), 1).management
    assert seen.nps_seen.isna().all() and seen.complaints_per_customer.notna().any()


def test_means_instead_of_draws_are_the_same_for_every_seed_of_luck():
    """Without chance, the firm's own luck plays no part: delays and failures are their means."""
    calm = managed("bank", chance=False)
    one, other = cx.simulate(calm, 1), cx.simulate(calm, 1)
    assert_same_run(one, other)
    assert (one.management.failed == "").all()
