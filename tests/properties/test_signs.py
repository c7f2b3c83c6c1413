"""Directions (T-30): one number up, and what must follow, with the same luck on both sides."""

import numpy as np
import pytest
from scipy import stats

import cxsim as cx


def kpis(simulate, scenario, changes, *names, seeds=(1,)):
    """Mean paired differences of KPIs: with the changes, minus without."""
    sides = [
        np.array([simulate(which, seed, log=False).kpis.value[list(names)] for seed in seeds])
        for which in (scenario, scenario.replace(changes))
    ]
    return (sides[1] - sides[0]).astype(float).mean(axis=0)


def satisfaction(run, source=None):
    """Mean satisfaction with a contact, of all customers or of those from one source."""
    contacts = run.encounters.dropna(subset="satisfaction")
    if source is not None:
        who = run.customers.set_index("customer").source
        contacts = contacts[(who[contacts.customer] == source).to_numpy()]
    return contacts.satisfaction.mean()


def unstaffed(name, **fields):
    """An industry without queues."""
    scenario = cx.load(name)
    agents = {f"company.touchpoints.{place}.agents": 0 for place in scenario.company.touchpoints}
    return scenario.replace(
        {**agents, "market.acquisition.prospects": 0, "represents": None, **fields}
    )


def faithful(scenario):
    """Nobody leaves, so that the same people are asked on both sides."""
    return scenario.replace(
        {
            "behaviour.churn.a": 0.0,
            "behaviour.churn.involuntary": 0.0,
            "behaviour.voice.exit": -20.0,
            "market.acquisition.word_of_mouth_per_year": 0.0,
        }
    )


# -- gaps ---------------------------------------------------------------------------------------


@pytest.mark.target("T-30")
@pytest.mark.parametrize("gap", ["knowledge", "design", "delivery"])
def test_a_wider_gap_satisfies_less(simulate, small_preset, industry, gap):
    scenario = faithful(small_preset(industry, customers=150, days=200))
    path = f"company.gaps.{gap}"
    wider = scenario.replace({path: scenario.value(path) + 0.4})
    run, worse = simulate(scenario), simulate(wider)
    assert satisfaction(worse) < satisfaction(run) - 0.1
    assert worse.kpis.value["nps"] < run.kpis.value["nps"]


@pytest.mark.target("T-30")
def test_gaps_drive_customers_away(simulate, small_preset):
    for name in ("bank", "retailer"):
        scenario = small_preset(name, customers=500)
        (churn,) = kpis(simulate, scenario, {"company.gaps.delivery": 1.3}, "churn")
        assert churn > 0.02


@pytest.mark.target("T-30")
def test_promises_hurt_only_those_who_believe_them(simulate):
    """Gap 4: new customers beyond the zone of tolerance are disappointed; old ones know better."""
    scenario = faithful(unstaffed("bank", customers=150, days=200)).replace(
        {"market.acquisition.prospects": 600, "market.acquisition.advertising_per_year": 1.0}
    )
    run, loud = (
        simulate(scenario.replace({"company.gaps.communication": gap})) for gap in (0.1, 1.6)
    )
    # 1.5 · .35 · β_d λ less surprise, .15 · 1.5 · β_q more level, and promises are unlearned
    assert satisfaction(loud, "advertising") < satisfaction(run, "advertising") - 0.05
    assert satisfaction(loud, "initial") == satisfaction(run, "initial")


@pytest.mark.target("T-30")
def test_a_one_off_improvement_fades(simulate):
    """The treadmill: delight at first, then only the better level is left."""
    scenario = faithful(unstaffed("bank", customers=300, days=730))

    def gain(scenario):
        """Surprise and satisfaction gained: before, in the first month, and much later."""
        better = scenario.at(182, {"company.gaps.delivery": -0.7})
        means = [
            [
                table.query(f"{first} <= ended < {last}")[
                    ["disconfirmation", "satisfaction"]
                ].mean()
                for first, last in ((0, 182), (182, 213), (450, 730))
            ]
            for table in (simulate(which).encounters for which in (scenario, better))
        ]
        return np.array(means[1]) - np.array(means[0])

    before, fresh, later = gain(scenario)
    assert np.all(before == 0)
    # Δ = 1: surprise starts at Δ (1 - a_w) and ends at the part that 'should' leaves, m Δ = .5.
    # About 300 contacts in the month, sd of paired differences about .2: standard error .01
    assert 0.45 < later[0] < 0.6 < 0.7 < fresh[0] < 0.85
    assert 0.2 < later[1] < fresh[1]
    # who learns nothing is delighted for ever
    fixed = {"behaviour.expectation.learning": 0.0, "behaviour.expectation.ratchet": 0.0}
    before, fresh, later = gain(scenario.replace(fixed))
    assert np.all(before == 0)
    assert np.allclose([fresh[0], later[0]], 0.85, atol=1e-9)
    assert fresh[1] == pytest.approx(later[1], abs=0.05)


# -- queues -------------------------------------------------------------------------------------


@pytest.mark.target("T-30")
def test_agents_and_patience(simulate, small_preset):
    """Nobody avoids the line because of last month's wait, so that its load is the same."""
    scenario = faithful(small_preset("telecom", customers=500, days=250))
    scenario = scenario.replace({"behaviour.choice.wait": 0.0})
    line = "company.touchpoints.call_centre"
    names = ("wait_minutes", "abandonment", "occupancy", "effort")
    wait, lost, busy, _ = kpis(simulate, scenario, {f"{line}.agents": 11}, *names)
    assert wait < 0 and lost < 0 and busy < 0
    wait, lost, _, _ = kpis(simulate, scenario, {f"{line}.patience_minutes": 15.0}, *names)
    assert wait > 0 and lost < 0
    wait, lost, busy, effort = kpis(simulate, scenario, {f"{line}.handling_minutes": 9.0}, *names)
    assert wait > 0 and lost > 0 and busy > 0 and effort > 0


@pytest.mark.target("T-30")
def test_each_more_agent_shortens_the_wait(simulate):
    line = cx.load("contact_centre").replace(
        {"market.needs.call.per_month": 4.3}, customers=2_000, days=5
    )
    waits, losses = [], []
    for agents in (3, 4, 5, 6, 8):
        run = simulate(line.replace({"company.touchpoints.call_centre.agents": agents}), log=False)
        waits.append(run.kpis.value["wait_minutes"])
        losses.append(run.kpis.value["abandonment"])
    assert all(np.diff(waits) < 0) and all(np.diff(losses) < 0)


# -- effort, memory, loyalty ----------------------------------------------------------------------


@pytest.mark.target("T-30")
def test_context_that_survives_saves_effort(simulate, small_preset, industry):
    kept = {"company.context.same_touchpoint": 1.0, "company.context.other_touchpoint": 1.0}
    scenario = faithful(small_preset(industry))
    effort, csat = kpis(simulate, scenario, kept, "effort", "csat")
    assert effort < 0 < csat


@pytest.mark.target("T-30")
def test_resolution_saves_contacts(simulate, small_preset):
    scenario = faithful(small_preset("telecom", days=250))
    better = {
        f"company.touchpoints.{name}.resolution": 0.95 for name in scenario.company.touchpoints
    }
    contacts, first = kpis(simulate, scenario, better, "contacts", "first_contact_resolution")
    assert contacts < 0 < first


@pytest.mark.target("T-30")
@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"market.competitor.pull": 2.0}, 1),
        ({"behaviour.churn.inertia": 1.5}, -1),
        ({"behaviour.churn.switching_cost": 1.0}, -1),
        ({"behaviour.churn.involuntary": 1.0}, 1),
        ({"market.segments.established.hazard_factor": 2.0}, 1),
    ],
    ids=["competitor", "inertia", "switching cost", "involuntary", "segment"],
)
def test_what_moves_churn(simulate, changes, sign):
    scenario = unstaffed("bank", customers=600, days=400)
    (churn,) = kpis(simulate, scenario, changes, "churn")
    assert sign * churn > 0.005


def test_a_positive_macro_effect_raises_the_risk_in_a_good_economy(simulate):
    """η contains + β_M macro, and β_M is the "effect of a good economy on log risk"."""
    scenario = unstaffed("bank", customers=600, days=400)
    scenario = scenario.replace({"behaviour.churn.macro": 1.0})
    (churn,) = kpis(simulate, scenario, {"market.macro.shift": 1.0}, "churn")
    assert churn > 0


@pytest.mark.target("T-30")
def test_satisfied_buyers_buy_more(simulate, small_preset):
    scenario = small_preset("retailer").replace({"behaviour.purchase.attitude_effect": 0.5})
    (bought,) = kpis(simulate, scenario, {"company.gaps.delivery": -0.5}, "repeat_purchases")
    assert bought > 0


def test_a_good_economy_buys_more(simulate):
    """Purchases follow demand exp(γ_m · index), by thinning; problems do not."""
    scenario = faithful(unstaffed("retailer", customers=500, days=400)).replace(
        {"market.macro.demand_effect": 1.0}
    )
    boom = {"market.macro.shift": float(np.log(2))}
    kinds = [
        simulate(which).episodes.need.value_counts() for which in (scenario, scenario.replace(boom))
    ]
    # Ratio of two counts of about 3 000 and 6 000 that share their luck: the second adds a
    # binomial part, so the standard error is at most √(1/3 000 + 1/6 000) · 2 = .045
    assert kinds[1].order / kinds[0].order == pytest.approx(2.0, abs=0.13)
    assert (kinds[0].drop("order") == kinds[1].drop("order")[kinds[0].drop("order").index]).all()


# -- money --------------------------------------------------------------------------------------


@pytest.mark.target("T-30")
@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"company.costs.wage_per_hour": 20.0}, -1),
        ({"company.costs.fixed_per_month": 200_000.0}, -1),
        ({"company.costs.acquisition": 300.0}, -1),
        ({"company.touchpoints.app.variable_cost": 2.0}, -1),
        ({"company.offer.fee_per_month": 15.0}, 1),
        ({"company.offer.gross_margin": 0.9}, 1),
    ],
    ids=["wage", "fixed", "acquisition", "contact", "fee", "margin"],
)
def test_prices_move_money_and_nothing_else(simulate, small_preset, changes, sign):
    scenario = small_preset("bank", customers=200)
    run, dearer = simulate(scenario), simulate(scenario.replace(changes))
    assert sign * (dearer.kpis.value["profit"] - run.kpis.value["profit"]) > 0
    assert run.encounters.equals(dearer.encounters)
    assert (run.timeline.active == dearer.timeline.active).all()


# -- noise --------------------------------------------------------------------------------------


@pytest.mark.target("T-30")
def test_twice_the_customers_halve_the_variance(simulate):
    """A share of n independent customers has variance p (1 - p) / n."""
    count = 150

    def variance(customers, first):
        scenario = cx.load("subscription").replace(customers=customers, days=31)
        shares = [
            simulate(scenario, seed=first + k, log=False).timeline.active[0] / customers
            for k in range(count)
        ]
        return np.var(shares, ddof=1)

    small, large = variance(100, 1_000), variance(200, 5_000)
    # F(149, 149): the ratio of variances has a standard error of 16 % of itself
    ratio = small / large
    low, high = stats.f.ppf([0.0005, 0.9995], count - 1, count - 1)
    assert 2 * low < ratio < 2 * high
    assert ratio > 1.15  # and is not 1
    p = 3.80609 / (3.80609 + 0.66809)
    assert small == pytest.approx(p * (1 - p) / 100, rel=3 * np.sqrt(2 / (count - 1)))
