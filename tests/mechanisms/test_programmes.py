"""What a firm does beyond serving: messages, outreach with false alarms, and breached trust."""

import math

import numpy as np
import pytest
from scipy import special
from small_worlds import (
    SEEDS,
    assert_no_effect,
    assert_share,
    assert_signs,
    assert_some_effect,
    differences,
    firm,
    small,
)

import cxsim as cx
from cxsim.engine.log import Log
from cxsim.engine.run import execute
from cxsim.theory import proactive

# -- messages -----------------------------------------------------------------------------------

FRIENDLY = {
    "company.personalisation.depth": 0.6,
    "company.personalisation.relevance": 0.8,
    "company.personalisation.control": 0.7,
}
APP = {"app": {"channel": "app", "digital": 1.0}}


def test_no_depth_and_no_messages_remove_personalisation():
    bank = small("bank")
    assert_no_effect(
        bank,
        {
            "company.personalisation.relevance": 1.0,
            "company.personalisation.timing": 0.2,
            "company.personalisation.channel": 0.2,
            "company.personalisation.control": 0.9,
            "behaviour.messages.benefit": 2.0,
            "behaviour.messages.concern": 2.0,
            "behaviour.messages.fatigue": 1.0,
            "behaviour.messages.welcome": 0.0,
        },
    )


@pytest.mark.covers("S0-10", "S3-10", "S2-20")
@pytest.mark.parametrize(
    ("depth", "relevance", "timing", "channel", "control", "messages"),
    [
        (0.3, 0.8, 1.0, 1.0, 0.3, 0.0),
        (0.6, 0.8, 0.5, 0.9, 0.3, 2.0),
        (1.0, 0.2, 1.0, 1.0, 0.0, 6.0),
        (0.0, 0.8, 1.0, 1.0, 0.3, 6.0),
    ],
)
def test_worth_of_messages_in_a_run(depth, relevance, timing, channel, control, messages):
    """u = b rho x - pi (1 - c) x^2 - a_f (messages - f)+, rho = relevance, timing and channel."""
    sent = {
        "depth": depth, "relevance": relevance, "timing": timing, "channel": channel,
        "control": control, "messages_per_week": messages,
    }  # fmt: skip
    changes = {f"company.personalisation.{name}": value for name, value in sent.items()}
    same_people = {"behaviour.messages.concern_sd": 0.0}
    one = cx.simulate(firm(APP, None, same_people), 1).encounters.satisfaction
    other = cx.simulate(firm(APP, None, same_people | changes), 1).encounters.satisfaction
    worth = 0.5 * relevance * timing * channel * depth - 0.4 * (1.0 - control) * depth**2
    worth -= 0.05 * max(0.0, messages - 2.0)
    assert len(one) > 500
    assert np.allclose((other - one).dropna(), worth)


def test_messages_are_felt_where_the_contact_is_digital():
    counter = {"branch": {"channel": "store", "digital": 0.0}}
    assert_no_effect(firm(counter), FRIENDLY)


@pytest.mark.covers("S2-23", "S0-16")
def test_deeper_is_better_only_up_to_the_optimum():
    """x* = b rho / (2 pi (1 - c)): both shallower and deeper is worth less; control moves it."""

    def satisfaction(depth, control):
        changes = {
            "company.personalisation.depth": depth, "company.personalisation.relevance": 0.8,
            "company.personalisation.control": control, "behaviour.messages.concern_sd": 0.0,
            "behaviour.messages.concern": 0.8,
        }  # fmt: skip
        return cx.simulate(firm(APP, None, changes), 1).encounters.satisfaction.mean()

    for control in (0.3, 0.6):
        best = 0.5 * 0.8 / (2.0 * 0.8 * (1.0 - control))
        depths = np.linspace(0.0, 1.0, 41)
        values = [satisfaction(depth, control) for depth in depths]
        assert abs(depths[int(np.argmax(values))] - best) <= 0.0125 + 1e-9


@pytest.mark.target("T-30")
@pytest.mark.covers("S2-11", "S0-09")
def test_relevant_messages_please_and_careless_ones_harm():
    bank = small("bank")
    assert_signs(bank, FRIENDLY, {"csat": 1, "nps": 1})
    careless = {
        "company.personalisation.depth": 1.0, "company.personalisation.relevance": 0.1,
        "company.personalisation.control": 0.0, "company.personalisation.messages_per_week": 7.0,
    }  # fmt: skip
    assert_signs(bank, careless, {"csat": -1, "nps": -1})


@pytest.mark.target("T-30")
@pytest.mark.covers("S3-16", "S3-02")
def test_personal_offers_bring_repeat_sales():
    shop = small("retailer", days=300)
    assert_signs(shop, FRIENDLY, {"repeat_purchases": 1, "csat": 1})


@pytest.mark.covers("S3-02")
def test_promotion_sells_but_does_not_please():
    """A general promotion lifts the purchase rate by exp(.3), and nobody's satisfaction."""
    shop = small("retailer", days=300, customers=300)
    found = differences(shop, {"company.offer.promotion": 1.0}, ["repeat_purchases", "csat"], SEEDS)
    error = found.std(ddof=1) / math.sqrt(len(found))
    assert found.repeat_purchases.mean() > 3 * error.repeat_purchases
    assert abs(found.csat.mean()) < 3 * error.csat + 0.02


# -- outreach -----------------------------------------------------------------------------------

WATCH = {
    "company.outreach.reach": 1.0, "company.outreach.sensitivity": 1.5,
    "company.outreach.threshold": 1.0,
}  # fmt: skip
PROBLEMS = {"problem": {"per_month": 0.5, "preventable": True}}


def watched(changes=None, **fields):
    return firm(None, PROBLEMS, {**WATCH, **(changes or {})}, **{"customers": 1_500, **fields})


def totals(run):
    """What was counted after the warm-up."""
    return execute(run.scenario, run.seed, "auto", Log(keep=False)).books.window[0]


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


@pytest.mark.target("T-20")
@pytest.mark.covers("S2-18", "S2-20", "S0-20")
@pytest.mark.parametrize("threshold", [0.0, 1.0, 2.0])
def test_hits_and_false_alarms(threshold):
    """TPR = Phi(d' - theta) of the problems, of which phi are solved; FPR = Phi(-theta)."""
    run = cx.simulate(watched({"company.outreach.threshold": threshold}), 1)
    plain = cx.simulate(watched({"company.outreach.reach": 0.0}), 1)
    books, problems = totals(run), len(plain.episodes)
    hit = float(special.ndtr(1.5 - threshold))
    assert problems > 4_000
    solved = np.zeros(problems)
    solved[: int(books["prevented"])] = 1.0
    assert_share(solved, 0.6 * hit)
    assert problems - len(run.episodes) == books["prevented"]
    called = np.zeros(problems)
    called[: int(books["calls"] - books["false_alarms"])] = 1.0
    assert_share(called, hit)
    # customer-months without a problem, in each a call with FPR
    months = 1_500 * math.ceil(200 / (365.25 / 12))
    ends = (np.arange(math.ceil(200 / (365.25 / 12))) + 1) * 365.25 / 12
    with_problem = plain.episodes.assign(month=np.searchsorted(ends, plain.episodes.opened))
    quiet_months = months - len(with_problem.drop_duplicates(["customer", "month"]))
    alarms = np.zeros(quiet_months)
    alarms[: int(books["false_alarms"])] = 1.0
    assert_share(alarms, float(special.ndtr(-threshold)))


@pytest.mark.target("T-20")
def test_the_best_threshold_is_that_of_the_closed_form():
    """theta* = 1.1129: the worth of all calls, counted in runs, is largest at the closed form.

    A month is a case; it has a problem with chance pi = .1. A hit is worth phi V - c, a false
    alarm costs a + c. Counts of hits and false alarms come from runs at each threshold with the
    same luck.
    """
    stakes = {"value": 40.0, "annoyance": 4.0, "success": 0.6, "cost": 0.5}
    golden = 1.112868
    # one problem or none in a month: pi = 1 - exp(-rate) = .1
    rate = -math.log(0.9)
    needs = {"problem": {"per_month": rate, "preventable": True}}
    fixed = {"company.outreach.fixes": 1.0}
    grid = np.round(np.arange(0.5, 1.75, 0.05), 3)
    worth = []
    for threshold in grid:
        changes = WATCH | fixed | {"company.outreach.threshold": float(threshold)}
        run = cx.simulate(firm(None, needs, changes, customers=4_000, days=365), 3, log=False)
        books = totals(run)
        hits, alarms = float(books["prevented"]), float(books["false_alarms"])
        gain = stakes["success"] * stakes["value"] - stakes["cost"]
        worth.append(hits * gain - alarms * (stakes["annoyance"] + stakes["cost"]))
    # the curve is flat at its top: a parabola through its upper part finds the place
    curve = np.polyfit(grid, worth, 4)
    fine = np.linspace(grid[0], grid[-1], 2_001)
    best = fine[int(np.argmax(np.polyval(curve, fine)))]
    assert abs(best - golden) < 0.1
    cases = 4_000 * 365 / (365.25 / 12)
    expected = proactive.expected_value(golden, 1.5, 0.1, 40.0, 4.0, 0.6, 0.5)
    # some months hold two problems, each with its own score: 5 % more than one case a month
    assert max(worth) / cases == pytest.approx(expected, rel=0.1)


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


@pytest.mark.target("T-20")
@pytest.mark.covers("S2-18", "S2-24")
def test_waking_sleeping_customers_harms():
    """Few problems, many asleep: calls about nothing take inertia away, and people leave."""
    calls = {"company.outreach.reach": 1.0}
    assert_signs(dormant(), calls, {"churn": 1, "profit": -1, "value": -1, "customer_equity": -1})
    # nobody asleep: calls that solve nothing change nobody's mind, they only cost money
    awake = dormant(**{"behaviour.churn.dormant_share": 0.0, "company.outreach.fixes": 0.0})
    found = differences(awake, calls, ["churn", "cost"])
    assert (found.churn == 0.0).all() and (found.cost > 0.0).all()


@pytest.mark.target("T-20")
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


@pytest.mark.target("T-30")
@pytest.mark.covers("S2-21", "S2-22", "S0-20")
def test_good_detection_prevents_problems():
    clinic = small("clinic").replace({"company.outreach.threshold": 1.0})
    good = {"company.outreach.reach": 1.0, "company.outreach.sensitivity": 2.5}
    assert_signs(clinic, good, {"contacts": -1, "complaint_share": -1})
    bad = {"company.outreach.reach": 1.0, "company.outreach.sensitivity": 0.0}
    sharp, blunt = (differences(clinic, one, ["contacts"]).contacts for one in (good, bad))
    assert sharp.mean() < blunt.mean()


@pytest.mark.covers("S3-12")
def test_robots_make_calls_cheap_and_disclosure_costs_sales():
    """A call costs .5 by staff and .1 by a robot; a disclosed robot lifts sales 79.7 % less."""
    costs = []
    for robots in (0.0, 0.5, 1.0):
        books = totals(cx.simulate(watched({"company.outreach.robots": robots}), 2))
        costs.append(books["outreach_cost"] / books["calls"])
    assert costs == pytest.approx([0.5, 0.3, 0.1])
    shop = small("retailer", days=300).replace(
        WATCH | {"company.outreach.robots": 1.0, "company.outreach.purchase_lift": 0.5}
    )
    assert_signs(shop, {"company.outreach.disclosed": True}, {"repeat_purchases": -1})


# -- breaches of trust -----------------------------------------------------------------------------


def test_without_breaches_trust_has_no_parameters():
    assert_no_effect(
        small("bank"),
        {
            "behaviour.trust.exit": 1.0,
            "behaviour.trust.exit_young": 1.0,
            "behaviour.trust.loss": 5.0,
        },
    )


@pytest.mark.covers("S0-07")
@pytest.mark.parametrize(("young", "leaves"), [(True, 0.55), (False, 0.30)])
def test_more_than_half_of_the_young_leave_after_a_breach(young, leaves):
    """Everybody is breached in the first month: a share leaves for good, others lose .5 of A."""
    breached = {
        "company.privacy.breach_per_month": 1.0, "market.segments.everyone.young": young,
    }  # fmt: skip
    run = cx.simulate(firm(None, None, breached, customers=3_000, days=31), 1)
    left = run.customers.reason == "trust_breach"
    first = run.timeline.iloc[0]
    assert_share(np.arange(3_000) < first.left, leaves)
    assert (run.customers.left.notna() == left).all()
    calm = cx.simulate(firm(None, None, {}, customers=3_000, days=31), 1)
    stayed = ~left.to_numpy()
    lost = (calm.customers.attitude - run.customers.attitude)[stayed]
    assert lost.between(0.5 - 1e-9, 1.0 + 1e-9).all()  # one breach, or one more at the horizon


@pytest.mark.target("T-30")
@pytest.mark.covers("S1-06", "S0-07")
def test_breaches_drive_customers_away():
    bank = small("bank", customers=400)
    assert_signs(bank, {"company.privacy.breach_per_month": 0.05}, {"churn": 1, "value": -1})
    assert_some_effect(
        bank.replace({"company.privacy.breach_per_month": 0.05}), {"behaviour.trust.exit": 0.9}
    )
