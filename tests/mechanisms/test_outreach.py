"""Proactive service: hits and false alarms, the best threshold, and the waking of sleepers."""

import math

import numpy as np
import pytest
from scipy import special
from small_worlds import assert_no_effect, assert_share, assert_signs, differences, firm, small

import cxsim as cx
from cxsim.theory import proactive

WATCH = {
    "company.outreach.reach": 1.0, "company.outreach.sensitivity": 1.5,
    "company.outreach.threshold": 1.0,
}  # fmt: skip
PROBLEMS = {"problem": {"per_month": 0.5, "preventable": True}}


def watched(changes=None, **fields):
    return firm(None, PROBLEMS, {**WATCH, **(changes or {})}, **{"customers": 1_500, **fields})


def totals(scenario, seed):
    """What is counted in a run after the warm-up."""
    window = cx.simulate(scenario, seed, log=False).window
    names = ("calls", "false_alarms", "prevented", "outreach_cost")
    return {name: window.total(name) for name in names}


def test_nobody_looks_where_reach_is_0():
    bank = small("bank").replace({"behaviour.churn.dormant_share": 0.5})
    assert_no_effect(
        bank,
        {
            "company.outreach.sensitivity": 3.0,
            "company.outreach.threshold": -1.0,
            "company.outreach.fixes": 0.1,
            "company.outreach.relief": 2.0,
            "company.outreach.annoyance": 2.0,
            "company.outreach.wakes": 1.0,
            "company.outreach.cost": 9.0,
            "company.outreach.robots": 1.0,
            "company.outreach.disclosed": True,
            "company.outreach.robot_cost": 9.0,
        },
    )


@pytest.mark.covers(
    "S2-18",
    "S2-20",
    "S0-20",
    "outreach hits and false alarms follow signal detection",
)
@pytest.mark.parametrize("threshold", [0.0, 1.0, 2.0])
def test_hits_and_false_alarms(threshold):
    """TPR = Phi(d' - theta) of the problems, of which phi are solved; FPR = Phi(-theta)."""
    run = cx.simulate(watched({"company.outreach.threshold": threshold}), 1)
    plain = cx.simulate(watched({"company.outreach.reach": 0.0}), 1)
    books, problems = totals(run.scenario, 1), len(plain.episodes)
    hit = float(special.ndtr(1.5 - threshold))
    assert problems > 4_000
    solved = np.zeros(problems)
    solved[: int(books["prevented"])] = 1.0
    assert_share(solved, 0.6 * hit)
    assert problems - len(run.episodes) == books["prevented"]
    called = np.zeros(problems)
    called[: int(books["calls"] - books["false_alarms"])] = 1.0
    assert_share(called, hit)
    # customer-months without a problem, in each a call with FPR; the last month is a part of one
    length = 200 / (365.25 / 12)
    months = np.minimum(1.0, length - np.arange(math.ceil(length)))
    month = (plain.episodes.opened // (365.25 / 12)).astype(int)
    with_problem = plain.episodes.assign(month=month).drop_duplicates(["customer", "month"])
    quiet = 1_500 - with_problem.month.value_counts().reindex(range(len(months)), fill_value=0)
    alarms = np.zeros(round(float((quiet * months).sum())))
    alarms[: int(books["false_alarms"])] = 1.0
    assert_share(alarms, float(special.ndtr(-threshold)))


def test_the_best_threshold_is_that_of_the_closed_form():
    """theta* = 1.1129: the worth of all calls, counted in runs, is largest at the closed form.

    A case is a problem (pi = .1) or a month without one. A hit is worth phi V - c, a false alarm
    costs a + c. Runs at each threshold share their luck.
    """
    golden = proactive.optimal_threshold(1.5, 0.1, 40.0, 4.0, 0.6, 0.5)
    assert golden == pytest.approx(1.112868, abs=1e-6)
    rate = 0.1004884  # r problems and exp(-r) months without one: r / (r + exp(-r)) = .1
    needs = {"problem": {"per_month": rate, "preventable": True}}
    watched_all = firm(None, needs, WATCH | {"company.outreach.fixes": 1.0}, customers=20_000)
    grid, worth = np.linspace(0.5, 1.7, 13), []
    for threshold in grid:
        scenario = watched_all.replace({"company.outreach.threshold": float(threshold)}, days=365)
        books = totals(scenario, 1)
        worth.append(books["prevented"] * (0.6 * 40.0 - 0.5) - books["false_alarms"] * (4.0 + 0.5))
    # the curve is flat at its top: a smooth curve through all points finds the place
    fine = np.linspace(grid[0], grid[-1], 1_201)
    best = fine[int(np.argmax(np.polyval(np.polyfit(grid, worth, 4), fine)))]
    # eight seeds at a fifth of the customers: sd .022, so the standard error here is about .01
    assert abs(best - golden) < 0.03
    cases = 20_000 * 12 * (rate + math.exp(-rate))
    expected = proactive.expected_value(golden, 1.5, 0.1, 40.0, 4.0, 0.6, 0.5)
    assert max(worth) / cases == pytest.approx(expected, rel=0.03)


def dormant(**changes):
    """Contracts of people of whom most are asleep; problems are rare."""
    base = firm(None, {"problem": {"per_month": 0.02, "preventable": True}}, None)
    return base.replace(
        {
            "behaviour.churn.a": 3.0, "behaviour.churn.b": 100.0,
            "behaviour.churn.dormant_share": 0.9, "behaviour.churn.inertia": 0.6,
            "behaviour.churn.involuntary": 0.0, "company.offer.fee_per_month": 20.0,
            "company.outreach.threshold": 0.0, "company.outreach.wakes": 1.0,
            "company.outreach.annoyance": 0.0, **changes,
        },
        customers=1_000, days=400,
    )  # fmt: skip


@pytest.mark.covers("S2-18", "S2-24", "calls about nothing wake sleeping customers, who leave")
def test_waking_sleeping_customers_harms():
    """Few problems, many asleep: calls about nothing take inertia away, and people leave."""
    calls = {"company.outreach.reach": 1.0}
    assert_signs(dormant(), calls, {"churn": 1, "profit": -1, "value": -1, "customer_equity": -1})
    # nobody asleep: calls that solve nothing change nobody's mind, they only cost money
    awake = dormant(**{"behaviour.churn.dormant_share": 0.0, "company.outreach.fixes": 0.0})
    found = differences(awake, calls, ["churn", "cost"])
    assert (found.churn == 0.0).all() and (found.cost > 0.0).all()


def test_a_woken_customer_has_the_hazard_of_one_who_never_slept():
    """iota = .6 asleep, all woken in the first month: then the hazard is exp(.6) times as high."""
    asleep = dormant(**{"behaviour.churn.dormant_share": 1.0, "company.outreach.threshold": -9.0})
    loud = {"company.outreach.reach": 1.0}
    months = []
    for scenario in (asleep, asleep.replace(loud)):
        run = cx.simulate(scenario.replace(customers=6_000, days=62), 5)
        row = run.timeline.iloc[1]  # in the first month everybody still sleeps
        months.append((row.left, row.left + row.active))
    hazard = [left / there for left, there in months]
    # some 100 and 180 leave: standard error of the log ratio about .12
    error = math.sqrt(1.0 / months[0][0] + 1.0 / months[1][0])
    assert abs(math.log(hazard[1] / hazard[0]) - 0.6) < 3 * error and error < 0.15


@pytest.mark.covers(
    "S2-21",
    "S2-22",
    "S0-20",
    "good detection lowers contacts and complaints, chance detection less",
)
def test_good_detection_prevents_problems():
    clinic = small("clinic").replace({"company.outreach.threshold": 1.0})
    good = {"company.outreach.reach": 1.0, "company.outreach.sensitivity": 2.5}
    assert_signs(clinic, good, {"contacts": -1, "complaint_share": -1})
    bad = {"company.outreach.reach": 1.0, "company.outreach.sensitivity": 0.0}
    sharp, blunt = (differences(clinic, one, ["contacts"]).contacts for one in (good, bad))
    assert sharp.mean() < blunt.mean()


@pytest.mark.covers(
    "S3-12",
    "robots call for a fifth of the cost; disclosure costs 80 % of their sales",
)
def test_robots_make_calls_cheap_and_disclosure_costs_sales():
    """A call costs .5 by staff and .1 by a robot; a disclosed robot lifts sales 79.7 % less."""
    costs = []
    for robots in (0.0, 0.5, 1.0):
        books = totals(watched({"company.outreach.robots": robots}), 2)
        costs.append(books["outreach_cost"] / books["calls"])
    assert costs == pytest.approx([0.5, 0.3, 0.1])
    shop = small("retailer", days=300).replace(
        WATCH | {"company.outreach.robots": 1.0, "company.outreach.purchase_lift": 0.5}
    )
    assert_signs(shop, {"company.outreach.disclosed": True}, {"repeat_purchases": -1})
