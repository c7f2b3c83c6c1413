"""The relationship: why people leave, what they spend, and what the market does to them."""

import math

import numpy as np
import pytest
from small_worlds import SEEDS, assert_no_effect, assert_share, assert_signs, firm, small

import cxsim as cx
from cxsim.model.pyramid import LEVELS, pyramid_score

MONTH = 365.25 / 12
HAZARD = {"behaviour.churn.a": 3.0, "behaviour.churn.b": 57.0, "behaviour.churn.involuntary": 0.0}
FLAT = {  # the hazard of everybody is that of the prior
    "behaviour.churn.attitude": 0.0, "behaviour.churn.loyalty": 0.0,
    "behaviour.churn.competitor": 0.0, "behaviour.churn.dormant_share": 0.0,
}  # fmt: skip


def contracts(changes=None, **fields):
    fields = {"customers": 4_000, "days": 61, **fields}
    rare = {"query": {"per_month": 0.01}}
    return firm(None, rare, {**HAZARD, **FLAT, **(changes or {})}, **fields)


def first_month(scenario, seed=1):
    """Leavers of the first month among all who were there."""
    return int(cx.simulate(scenario, seed, log=False).timeline.left.iloc[0])


def hazard_ratio(changes, seed=1):
    """Log ratio of the first month's hazards, on the cloglog scale, with its standard error."""
    count = [first_month(contracts(change), seed) for change in ({}, changes)]
    rates = [math.log(-math.log1p(-left / 4_000)) for left in count]
    # both runs share their luck: the error is at most that of independent counts
    return rates[1] - rates[0], math.sqrt(sum(1.0 / left for left in count))


# -- leaving ---------------------------------------------------------------------------------------


@pytest.mark.covers(
    "S1-04",
    "part: what people feel and pay to switch moves leaving by exactly its effect; no exit "
    "contact, no return",
)
@pytest.mark.parametrize(
    ("changes", "shift"),
    [
        ({"behaviour.churn.switching_cost": 0.6}, -0.6),
        ({"behaviour.churn.dormant_share": 1.0, "behaviour.churn.inertia": 0.5}, -0.5),
        ({"behaviour.churn.competitor": 0.4, "market.competitor.pull": 1.5}, 0.6),
        ({"behaviour.churn.macro": 0.8, "market.macro.shift": 0.5}, 0.4),
        ({"market.segments.everyone.hazard_factor": 2.0}, math.log(2.0)),
    ],
    ids=["switching", "inertia", "competitor", "macro", "segment"],
)
def test_the_hazard_shifts_on_the_cloglog_scale(changes, shift):
    """eta moves the complementary log-log hazard by exactly its sum (shared luck: narrow)."""
    found, error = hazard_ratio(changes)
    # heterogeneity: the ratio of mean hazards is up to 4 % nearer to 1 than exp(eta)
    assert error < 0.12
    assert abs(found - shift) < 3.0 * error
    assert found * shift > 0


@pytest.mark.parametrize(
    ("null", "others"),
    [
        ({"behaviour.churn.switching_cost": 0.0}, {"behaviour.churn.switching": 1.5}),
        ({"behaviour.churn.dormant_share": 0.0}, {"behaviour.churn.inertia": 2.0}),
        (
            {"market.competitor.pull": 0.0, "market.competitor.sd": 0.0},
            {
                "behaviour.churn.competitor": 2.0,
                "behaviour.voice.exit_competitor": 3.0,
                "market.competitor.persistence": -0.5,
            },
        ),
        (
            {"market.macro.sd": 0.0, "market.macro.shift": 0.0},
            {
                "behaviour.churn.macro": 2.0,
                "market.macro.demand_effect": 3.0,
                "market.macro.persistence": -0.5,
            },
        ),
        (
            {"market.acquisition.word_of_mouth_per_year": 0.0},
            {
                "behaviour.churn.referral_bond": 2.0,
                "market.acquisition.referral_margin": 1.0,
                "market.acquisition.referral_reward": 50.0,
                "market.acquisition.referral_days": 50.0,
            },
        ),
        (
            {"behaviour.hierarchy.strength": 0.0},
            {"company.pyramid.communication": 1.0, "behaviour.hierarchy.gate": 2.0},
        ),
    ],
    ids=["switching", "inertia", "competitor", "macro", "referral", "pyramid"],
)
def test_null_values_remove_mechanisms_of_the_relationship(null, others):
    assert_no_effect(small("bank").replace(null), others)


@pytest.mark.covers(
    "S1-22",
    "who leaves names dissatisfaction, the rival or another reason, as the causes have it",
)
def test_who_leaves_is_asked_why():
    """Dissatisfied: neutral feelings would have kept them; to the rival: no pull would have."""
    bad = {"company.gaps.delivery": 1.5, "behaviour.churn.attitude": 0.9}
    for changes, expected in (
        ({}, {"relationship"}),
        (bad, {"relationship", "dissatisfaction"}),
        ({"behaviour.churn.competitor": 1.0, "market.competitor.pull": 1.0},
         {"relationship", "competition"}),
        ({"behaviour.churn.involuntary": 1.0}, {"relationship", "involuntary"}),
    ):  # fmt: skip
        run = cx.simulate(contracts(changes, customers=2_000), 2)
        assert set(run.customers.reason.dropna()) == expected


def test_reasons_split_the_hazard_as_the_causes_do():
    """Pull 1 x .7: of those whose hazard is e^.7, the share 1 - e^-.7 leaves for the rival."""
    pull = {"behaviour.churn.competitor": 0.7, "market.competitor.pull": 1.0}
    left = cx.simulate(contracts(pull, customers=12_000), 3).customers.reason.dropna()
    # in the second month those with a high hazard are fewer: the share moves by less than .01
    expected = 1.0 - math.exp(-0.7)
    error = math.sqrt(expected * (1.0 - expected) / len(left))
    assert len(left) > 1_000
    assert abs((left == "competition").mean() - expected) < 3.0 * error + 0.01


@pytest.mark.covers("S1-06", "a share leaves whatever people feel")
def test_some_always_leave_for_reasons_of_their_own():
    """A share of the mean base hazard a/(a + b) each month, whatever people feel."""
    leaving = contracts({"behaviour.churn.involuntary": 0.5, "behaviour.churn.attitude": 0.0})
    run = cx.simulate(leaving.replace(days=31), 4)
    involuntary = (run.customers.reason == "involuntary") & (run.customers.left < 31.0)
    # month 1 and a last, partial one of half a day
    chance = 1.0 - (1.0 - 0.5 * 0.05) ** 1.0
    left_before = (run.customers.reason == "relationship").mean()
    assert_share(involuntary, chance * (1.0 - left_before), 4_000)


@pytest.mark.covers(
    "S1-06",
    "S1-09",
    "S1-17",
    "a rival raises churn and expectations against the firm",
)
def test_what_nobody_in_the_firm_controls_moves_churn():
    bank = small("bank", customers=400, days=300)
    assert_signs(bank, {"market.competitor.pull": 1.5}, {"churn": 1, "value": -1})
    assert_signs(bank, {"market.competitor.expectation_rise": 0.05}, {"nps": -1, "gap_5": 1})


@pytest.mark.covers("S1-09", "economy and rival follow their own process by the quarter")
def test_economy_and_competitor_move_by_the_quarter():
    """AR(1): without shocks nothing moves; with shocks each quarter has its own index."""
    from cxsim.engine.economy import weather

    bank = small("bank", days=36_000)
    still = weather(bank.replace({"market.macro.sd": 0.0, "market.competitor.sd": 0.0}), 1)
    assert (still.economy == 0.0).all() and (still.competitor == 0.1).all()
    wild = bank.replace({"market.macro.sd": 0.1, "market.macro.persistence": 0.7})
    index = np.array([weather(wild, seed).economy[1:] for seed in range(1, 41)])
    # 40 times 393 quarters: the sd .1/√(1 - .49) = .14 has a standard error of 1 %, which is
    # √(1.49 / .51 / (2 · 15 720)), and lag 1 r = .7 one of √(.51 / 15 720) = .006
    assert index.std() == pytest.approx(0.1 / math.sqrt(1 - 0.49), rel=0.033)
    lag = np.corrcoef(index[:, 1:].ravel(), index[:, :-1].ravel())[0, 1]
    assert lag == pytest.approx(0.7, abs=0.018)


def test_a_good_economy_buys_more():
    """Purchases follow demand exp(γ_m · index), by thinning; problems do not."""
    calm = {
        "behaviour.churn.a": 0.0, "behaviour.churn.involuntary": 0.0, "behaviour.voice.exit": -20.0,
        "market.acquisition.prospects": 0, "market.macro.demand_effect": 1.0,
    }  # fmt: skip
    retailer = cx.load("retailer")
    calm |= {f"company.touchpoints.{name}.agents": 0 for name in retailer.company.touchpoints}
    calm |= {f"company.touchpoints.{name}.open": True for name in retailer.company.touchpoints}
    calm |= {f"market.needs.{name}.reopens": 0.0 for name in retailer.market.needs}
    usual = retailer.replace(calm, customers=500, days=400, represents=None)
    boom = usual.replace({"market.macro.shift": math.log(2)})
    before, after = (cx.simulate(one).episodes.need.value_counts() for one in (usual, boom))
    # Ratio of two counts of about 3 000 and 6 000 that share their luck: the second adds a
    # binomial part, so the standard error is at most √(1/3 000 + 1/6 000) · 2 = .045
    assert after.order / before.order == pytest.approx(2.0, abs=0.13)
    problems = before.drop("order")
    assert (problems == after[problems.index]).all()


# -- spending ---------------------------------------------------------------------------------


def shop(changes=None, **fields):
    base = {
        "relationship": "noncontractual", "company.offer.basket": 50.0, "behaviour.purchase.r": 2.0,
        "behaviour.purchase.alpha_weeks": 4.0, "behaviour.churn.a": 0.0,
        "company.offer.gross_margin": 0.4,
    }  # fmt: skip
    scenario = cx.load("retailer").replace({**base, **(changes or {})})
    return scenario.replace(**{"customers": 300, "days": 300, "warm_up_days": 30, **fields})


def test_without_an_effect_of_heart_baskets_are_what_they_are():
    still = shop({"behaviour.purchase.basket_heart": 0.0})
    run = cx.simulate(still, 1)
    assert_no_effect(
        still.replace({"behaviour.purchase.ceiling": 1.0}),
        {"behaviour.purchase.promotion_effect": 1.0, "behaviour.purchase.message_effect": 1.0},
    )
    assert run.kpis.value["average_cheque"] > 0


@pytest.mark.covers(
    "S4-07",
    "S2-21",
    "a warmer touchpoint raises the basket where hearts count, and not where they do not",
)
def test_emotional_bonds_fill_baskets():
    """gamma_b > 0: a warmer touchpoint raises the cheque; at 0 it does not."""
    names = cx.load("retailer").company.touchpoints
    warm = {f"company.touchpoints.{name}.profile.emotional": 1.5 for name in names}
    bound = shop({"behaviour.purchase.basket_heart": 0.3})
    assert_signs(bound, warm, {"average_cheque": 1, "revenue": 1})
    deaf = {  # nothing but the basket could answer to warmth
        "behaviour.purchase.basket_heart": 0.0, "behaviour.purchase.ceiling": 1.0,
        "behaviour.churn.involuntary": 0.0, "company.recovery.failure_probability": 0.0,
        "market.acquisition.word_of_mouth_per_year": 0.0, "behaviour.demand.reputation": 0.0,
        "behaviour.demand.quality": 0.0,
    }  # fmt: skip
    plain = shop(deaf)
    spend = [cx.simulate(one, 1).customers.spend.sum() for one in (plain, plain.replace(warm))]
    assert spend[0] == pytest.approx(spend[1])


@pytest.mark.covers(
    "S3-16",
    "S2-20",
    "reminders in time lift purchases of watched customers, and of no one else",
)
def test_reminders_in_time_lift_the_rate_of_watched_customers_by_their_log():
    """exp(.4) more purchases, below the ceiling of 3: the thinning is exact. A share Φ(d' - θ)
    comes in time, here all; who is not watched is not reminded."""
    still = {"behaviour.purchase.attitude_effect": 0.0, "behaviour.churn.involuntary": 0.0}
    sharp = {"company.outreach.sensitivity": 9.0, "company.outreach.threshold": 1.0}
    base = shop({**still, **sharp}, customers=600)
    reminders = {"company.outreach.purchase_lift": 0.4}
    assert_no_effect(base, {**reminders, "company.outreach.sensitivity": 1.0})
    lifted = base.replace({**reminders, "company.outreach.reach": 1.0})
    bought = [cx.simulate(one, 2).kpis.value["repeat_purchases"] for one in (base, lifted)]
    # some 7 000 and 10 000 purchases: standard error of the ratio below .02
    assert bought[1] / bought[0] == pytest.approx(math.exp(0.4), abs=0.06)


@pytest.mark.covers("S1-22", "referred customers bring more, and the extra halves each year")
def test_referred_customers_bring_more_and_the_extra_halves_each_year():
    """Profit with a referral margin minus without, recomputed from the tables, to the cent."""
    talk = {
        "market.acquisition.word_of_mouth_per_year": 4.0, "behaviour.talk.rate": 0.3,
        "market.acquisition.referral_margin": 0.0,
    }  # fmt: skip
    bank = small("bank", days=400, warm_up_days=0).replace(talk)
    extra = bank.replace({"market.acquisition.referral_margin": 0.2})
    one, other = cx.simulate(bank, 3), cx.simulate(extra, 3)
    people = one.customers[one.customers.source == "referral"]
    assert len(people) > 50
    factor = people.segment.astype(object).map(
        {name: segment.value_factor for name, segment in bank.market.segments.items()}
    )
    ends = one.timeline.day.to_numpy()
    gain = 0.0
    for start, end in zip([0.0, *ends[:-1]], ends, strict=True):
        last = np.minimum(people.left.fillna(np.inf), end)
        days = np.clip(last - np.maximum(people.joined, start), 0.0, None)
        age = (last - 0.5 * days - people.joined) / 365.25
        share = 0.2 * 0.5 ** age.where(days > 0, 0.0)
        gain += (14.0 / MONTH * factor * days * share).sum()
    # the warm-up ends on day 0 and a contract's month is valued at its middle
    found = other.timeline.profit.sum() - one.timeline.profit.sum()
    assert found == pytest.approx(gain, rel=1e-6)


@pytest.mark.covers("S1-00", "S2-16", "talk brings customers, bad talk takes them away")
def test_talk_brings_customers_and_bad_talk_fewer():
    bank = small("bank", customers=300, days=400)
    loud = {"behaviour.talk.rate": 0.5}
    assert_signs(bank, loud, {"acquisition_rate": 1, "awareness": 1})
    worse = bank.replace({"company.gaps.delivery": 1.2, **loud})
    stronger = {"behaviour.talk.negative_strength": 3.0}
    assert_signs(worse, stronger, {"acquisition_rate": -1}, SEEDS)


# -- pyramid ---------------------------------------------------------------------------------


@pytest.mark.covers("S1-20", "a level of the pyramid counts as far as the levels below carry it")
@pytest.mark.parametrize("gate", [0.0, 0.5, 1.0])
def test_higher_levels_bind_only_as_far_as_lower_ones_carry(gate):
    """sum w_j c_j prod_{m<j} c_m^gamma; gate 0: no hierarchy."""
    levels, weights = [0.8, 0.5, 0.9, 0.2, 0.6], [0.05, 0.10, 0.20, 0.30, 0.35]
    expected = sum(
        weight * levels[j] * math.prod(level**gate for level in levels[:j])
        for j, weight in enumerate(weights)
    )
    assert pyramid_score(levels, gate) == pytest.approx(expected)
    assert pyramid_score([1.0] * 5, gate) == pytest.approx(1.0)
    assert pyramid_score([0.0, 1.0, 1.0, 1.0, 1.0], 1.0) == 0.0


@pytest.mark.covers("S1-20", "climbing the pyramid moves loyalty by its rule")
def test_a_pyramid_that_is_climbed_binds():
    """Loyalty moves by nu per month towards A + strength x (score - score at the start)."""
    climbed = {f"company.pyramid.{name}": 1.0 for name in LEVELS}
    scenario = firm(None, {"query": {"per_month": 0.0}}, {"behaviour.attitude.heart_bond": 0.0})
    one = cx.simulate(scenario, 1).customers.loyalty
    months = 200 / MONTH
    other = cx.simulate(scenario.at(MONTH, climbed), 1).customers.loyalty
    assert np.allclose(other - one, 0.5 * (1 - 0.8 ** (months - 1)))


@pytest.mark.covers("S1-20", "the top of the pyramid alone moves nobody; with its base it binds")
def test_the_top_of_the_pyramid_needs_its_base():
    bank = small("bank").at(10, {"company.pyramid.evolution": 1.0})
    carried = bank.at(10, {f"company.pyramid.{name}": 1.0 for name in LEVELS[:-1]})
    loyalty = [cx.simulate(one, 1).kpis.value["loyalty"] for one in (small("bank"), bank, carried)]
    assert loyalty[1] == pytest.approx(loyalty[0], abs=1e-9)
    assert loyalty[2] > loyalty[1] + 0.2
