"""Expectations and perception: Kano's curves, the blend of three parts, learning by belief."""

import math

import numpy as np
import pytest
from small_worlds import assert_no_effect, assert_signs, firm, small

import cxsim as cx

LUCK = {"behaviour.quality.occasion_sd": 0.75, "behaviour.quality.component_sd": 0.4}
PROFILE = {
    "company.touchpoints.app.profile.emotional": 0.8,
    "company.touchpoints.app.profile.physical": -0.6,
    "company.touchpoints.app.profile.rational": 0.3,
}


def contacts_of(changes, seed=1, **fields):
    run = cx.simulate(firm(None, None, {**LUCK, **changes}, **fields), seed)
    return run.encounters.dropna(subset="performance")


# -- Kano ---------------------------------------------------------------------------------------


def bow(distance, eta):
    """(e^{eta d} - 1) / eta, held within the width of the scale."""
    return np.clip(np.expm1(eta * distance) / eta, -6.0, 6.0)


def test_plain_qualities_do_not_drift():
    assert_no_effect(small("bank"), {"behaviour.kano.drift": 0.05})


@pytest.mark.covers(
    "S1-05",
    "attractive qualities delight steeply, must-be qualities only disappoint",
)
@pytest.mark.parametrize("curvature", [0.3, 0.6, 1.0])
def test_attractive_and_must_be_qualities(curvature):
    """Heart: P_0 + (e^{eta d} - 1)/eta, steep above; hands: P_0 + (1 - e^{-eta d})/eta, flat."""
    plain = contacts_of({})
    kano = {"behaviour.kano.attractive": curvature, "behaviour.kano.must_be": curvature}
    bent = contacts_of(kano)
    above = plain.heart - 4.8
    assert len(plain) > 2_000 and (above > 0).mean() > 0.1
    assert np.allclose(bent.heart, 4.8 + bow(above, curvature))
    below = plain.hands - 4.8
    assert np.allclose(bent.hands, 4.8 + bow(below, -curvature))
    assert np.allclose(bent.mind, plain.mind)
    assert (bent.heart >= plain.heart - 1e-12).all() and (bent.hands <= plain.hands + 1e-12).all()


@pytest.mark.covers("S1-05", "S2-17", "what delighted becomes a must, month by month")
def test_what_delighted_becomes_normal():
    """Attractive drifts to must-be: eta times 2 exp(-.05 t) - 1 at the month's start."""
    drifting = {"behaviour.kano.attractive": 0.6, "behaviour.kano.drift": 0.05}
    plain, bent = contacts_of({}, days=700), contacts_of(drifting, days=700)
    month = np.floor(bent.ended / (365.25 / 12))
    eta = 0.6 * (2.0 * np.exp(-0.05 * month) - 1.0)
    assert eta.min() < -0.05 and eta.max() == 0.6
    assert np.allclose(bent.heart, 4.8 + bow(plain.heart - 4.8, eta))


# -- blend --------------------------------------------------------------------------------------


def blended(contacts, weights, rho):
    parts = np.array([contacts.heart, contacts.mind, contacts.hands])
    weights = np.array(weights)[:, None]
    if rho == 0.0:
        return np.exp((weights * np.log(parts)).sum(axis=0))
    return (weights * parts**rho).sum(axis=0) ** (1.0 / rho)


@pytest.mark.covers("S1-19", "S1-01", "perceived performance blends heart, mind and hands")
@pytest.mark.parametrize("rho", [1.0, 0.0, -1.0, -3.0])
def test_performance_is_the_blend_of_heart_mind_and_hands(rho):
    """With equal people: weights .35, .35, .30; towards -infinity the weakest part decides."""
    alike = {"behaviour.weights.concentration": 1e6, "behaviour.weights.blend": rho}
    contacts = contacts_of({**PROFILE, **alike})
    expected = blended(contacts, (0.35, 0.35, 0.30), rho)
    # Dirichlet(1e6 x weights): the weights of people differ by some .0005
    assert np.allclose(contacts.performance, expected, atol=0.01)
    lowest = contacts[["heart", "mind", "hands"]].min(axis=1)
    assert (contacts.performance >= lowest - 0.01).all()


@pytest.mark.covers(
    "S1-19",
    "S1-01",
    "a lopsided experience is perceived lower the less parts make up for each other",
)
def test_all_three_must_be_considered():
    """The less one part can make up for another, the lower a lopsided experience is perceived."""
    lopsided = small("bank").replace(PROFILE)
    assert_signs(lopsided, {"behaviour.weights.blend": -3.0}, {"csat": -1, "gap_5": 1, "nps": -1})
    means = [contacts_of({**PROFILE, "behaviour.weights.blend": rho}).performance.mean()
             for rho in (1.0, 0.0, -1.0, -3.0)]  # fmt: skip
    assert means == sorted(means, reverse=True) and means[0] > means[-1] + 0.05


# -- learning ------------------------------------------------------------------------------------


def test_a_constant_share_knows_no_uncertainty():
    assert_no_effect(small("bank"), {"behaviour.expectation.drift_sd": 0.5})


@pytest.mark.covers(
    "S1-08",
    "past experience enters as a Kalman filter, recomputed contact by contact",
)
@pytest.mark.parametrize("drift", [0.0, 0.3])
def test_beliefs_are_updated_like_a_kalman_filter(drift):
    """A newcomer's will moves by kappa = s^2 / (s^2 + .75^2), s^2 falls, recomputed contact by
    contact from the log."""
    start = 0.8
    changes = {
        "behaviour.expectation.start_sd": start, "behaviour.expectation.drift_sd": drift,
        "behaviour.expectation.should_weight": 0.0, "company.gaps.communication": 1.0,
        "market.acquisition.prospects": 300, "market.acquisition.advertising_per_year": 5.0,
    }  # fmt: skip
    run = cx.simulate(firm(None, None, {**LUCK, **changes}), 1)
    new = set(run.customers.customer[run.customers.source == "advertising"])
    promise = 5.5 - 0.15 - 0.15 - 0.3 + 1.0
    contacts = run.encounters.dropna(subset="performance").sort_values(["customer", "ended"])
    checked = 0
    for customer, mine in contacts.groupby("customer"):
        if customer not in new:
            continue
        will, variance = promise, start**2
        for performance, standard in zip(mine.performance, mine.expectation, strict=True):
            assert standard == pytest.approx(will, abs=1e-9)
            kappa = variance / (variance + 0.75**2)
            will += kappa * (performance - will)
            variance = (1.0 - kappa) * variance + drift**2
            checked += 1
    assert checked > 1_000


@pytest.mark.covers("S1-08", "without drift the belief is the mean of promise and past experience")
def test_a_filter_without_drift_is_the_mean_of_what_was_met():
    """Without drift the belief is the mean of the promise, counted s_e^2/s_0^2 times, and all
    that was met: an early impression weighs most."""
    changes = {
        "behaviour.expectation.start_sd": 0.75,
        "market.acquisition.prospects": 300, "market.acquisition.advertising_per_year": 5.0,
    }  # fmt: skip
    run = cx.simulate(firm(None, None, {**LUCK, **changes}), 2)
    new = run.customers[run.customers.source == "advertising"].set_index("customer")
    met = run.encounters.dropna(subset="performance").groupby("customer").performance
    total, count = met.sum().reindex(new.index), met.count().reindex(new.index)
    some = count > 0
    promise = 5.5 - 0.15 - 0.15 - 0.3 + 0.1
    assert some.sum() > 100
    assert np.allclose(new.will_expectation[some], ((promise + total) / (1 + count))[some])


@pytest.mark.covers("S1-15", "gap 4 disappoints at first contacts and fades")
def test_an_unlearned_promise_hurts_only_until_it_is_unlearned():
    """With gap 4 the first contacts disappoint; after n contacts (1 - kappa)^n of it is left."""
    changes = {
        "behaviour.expectation.learning": 0.25, "company.gaps.communication": 0.8,
        "market.acquisition.prospects": 400, "market.acquisition.advertising_per_year": 5.0,
    }  # fmt: skip
    run = cx.simulate(firm(None, None, changes), 3)
    new = run.customers.customer[run.customers.source == "advertising"]
    contacts = run.encounters[run.encounters.customer.isin(new)].dropna(subset="performance")
    number = contacts.sort_values("ended").groupby("customer").cumcount()
    expected = 0.5 * 0.8 * 0.75**number + 0.5 * (5.5 - 4.9)
    assert np.allclose(-contacts.disconfirmation, expected[contacts.index])
    assert number.max() > 10 and math.isclose(expected.min(), 0.3, abs_tol=0.01)


def test_a_one_off_improvement_fades():
    """The treadmill: delight at first, then only the better level is left."""
    names = cx.load("bank").company.touchpoints
    unstaffed = {f"company.touchpoints.{name}.agents": 0 for name in names}
    unstaffed |= {f"company.touchpoints.{name}.open": True for name in names}
    still = {
        "behaviour.churn.a": 0.0,
        "behaviour.churn.involuntary": 0.0,
        "behaviour.voice.exit": -20.0,
        "market.acquisition.word_of_mouth_per_year": 0.0,
        "market.acquisition.prospects": 0,
    }
    bank = cx.load("bank").replace({**unstaffed, **still}, customers=300, days=730)
    before, fresh, later = gain(bank)
    assert np.all(before == 0)
    # Δ = 1: surprise starts at Δ (1 - a_w) and ends at the part that 'should' leaves, m Δ = .5.
    # About 300 contacts in the month, sd of paired differences about .2: standard error .01
    assert 0.45 < later[0] < 0.6 < 0.7 < fresh[0] < 0.85
    assert 0.2 < later[1] < fresh[1]
    # who learns nothing is delighted for ever
    nothing_learned = ("learning", "ratchet", "advertising")
    fixed = {f"behaviour.expectation.{name}": 0.0 for name in nothing_learned}
    before, fresh, later = gain(bank.replace(fixed))
    assert np.all(before == 0)
    # fewer failures make other people come back: the later contacts are not quite the same ones
    assert fresh[0] == pytest.approx(0.85, abs=1e-9)
    assert later[0] == pytest.approx(0.85, abs=0.01)
    assert fresh[1] == pytest.approx(later[1], abs=0.05)


def gain(scenario):
    """Surprise and satisfaction gained: before, in the first month, and much later."""
    better = scenario.at(182, {"company.gaps.delivery": -0.7})
    means = [
        [
            table.query(f"{first} <= ended < {last}")[["disconfirmation", "satisfaction"]].mean()
            for first, last in ((0, 182), (182, 213), (450, 730))
        ]
        for table in (cx.simulate(which).encounters for which in (scenario, better))
    ]
    return np.array(means[1]) - np.array(means[0])
