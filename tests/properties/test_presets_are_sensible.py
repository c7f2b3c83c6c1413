"""The industries show plausible numbers: bands around the outcomes that the presets aim at."""

import numpy as np
import pytest

# Means of seeds 1 to 3 of the presets, which aim at this retention (within .01). The bands are as
# wide as those around the prototype; they catch a wait of days, not a wait of seconds.
GUIDE = {
    #            retention, NPS, CSAT, CES, FCR, contacts a year
    "bank": (0.84, 3, 3.59, 5.81, 0.77, 14.3),
    "telecom": (0.74, -22, 3.29, 5.30, 0.60, 14.6),
    "clinic": (0.86, 11, 3.69, 5.93, 0.82, 10.3),
    "car_dealer": (0.85, 26, 3.49, 5.80, 0.76, 4.6),
    "retailer": (0.77, 15, 3.72, 6.00, 0.86, 8.5),
}
BAND = {
    "retention": 0.12,
    "nps": 15,
    "csat": 0.25,
    "ces": 0.4,
    "first_contact_resolution": 0.12,
}


def check(run, industry):
    kpis, timeline, contacts = run.kpis.value, run.timeline, run.encounters
    expected = dict(zip(BAND, GUIDE[industry], strict=False))
    for name, width in BAND.items():
        assert abs(kpis[name] - expected[name]) < width, (name, kpis[name])
    assert kpis["contacts"] == pytest.approx(GUIDE[industry][-1], rel=0.3)
    assert 0.6 < kpis["retention"] < 0.95
    assert timeline.nps.between(-60, 60).all()
    assert timeline.nps_measured.dropna().between(-100, 100).all()

    # waits of minutes, not days; some people wait, some hang up, agents have work to do
    assert 0.02 < kpis["wait_minutes"] < 10
    assert 0.002 < kpis["abandonment"] < 0.2
    assert 0.2 < kpis["occupancy"] < 0.85
    for name, place in run.scenario.company.touchpoints.items():
        here = contacts[contacts.touchpoint == name]
        assert len(here) > 0.01 * len(contacts)
        if place.agents:
            assert here.wait_minutes.mean() < 2 * place.usual_wait_minutes

    # experience varies, on its scales
    assert kpis["csat"] == pytest.approx(run.kpis.measured["csat"], abs=0.25)
    assert 0.6 < contacts.satisfaction.std() < 1.3
    assert contacts.performance.dropna().between(0.5, 8.5).mean() > 0.999
    assert contacts.effort.dropna().between(1, 7).all()
    scores = run.episodes.nps_score.dropna()
    assert len(set(scores)) >= 7
    assert (scores >= 9).mean() > 0.1 and (scores <= 6).mean() > 0.1
    answered = run.episodes.nps_score.notna().sum() / run.episodes.surveyed.sum()
    assert 0.2 < answered < 0.35

    # money is earned, and customers neither vanish nor explode
    assert 0.02 < kpis["profit"] / kpis["revenue"] < 0.6
    assert kpis["clv"] > 0
    growth = timeline.active.iloc[-1] / run.scenario.customers
    assert 0.7 < growth < 1.6
    # nobody starts far from where the first months take them
    assert abs(timeline.attitude.iloc[0] - timeline.attitude.iloc[5]) < 0.3
    # customers differ in what they think of the firm
    assert 0.2 < run.customers.attitude.std() < 1.0


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_full_presets(simulate, industry, seed):
    """2 000 customers, two years: the preset exactly as a student gets it."""
    check(simulate(industry, seed=seed), industry)


def test_small_presets(simulate, small_preset, industry):
    # Retention of 500 customers over 14 months has a standard error of about .02, NPS of about 2.
    check(simulate(small_preset(industry, customers=500, days=500)), industry)


def test_industries_differ_as_they_should(preset_run):
    """Who churns more, who waits more, who is contacted more: the story of each preset."""
    kpis = {name: preset_run(name).kpis.value for name in GUIDE}
    churn = {name: value["churn"] for name, value in kpis.items()}
    assert max(churn, key=churn.get) == "telecom"
    assert churn["bank"] < churn["retailer"]
    waits = {name: value["wait_minutes"] for name, value in kpis.items()}
    assert max(waits, key=waits.get) == "car_dealer"
    contacts = {name: value["contacts"] for name, value in kpis.items()}
    assert min(contacts, key=contacts.get) == "car_dealer"
    first = {name: value["first_contact_resolution"] for name, value in kpis.items()}
    assert min(first, key=first.get) == "telecom"


@pytest.mark.parametrize("name", ["bank", "telecom"])
def test_a_sample_keeps_the_load_of_the_whole(simulate, small_preset, name):
    """``represents``: fewer simulated customers, longer gaps, the same queue."""
    busy = [
        simulate(small_preset(name, customers=customers, days=250), log=False).kpis.value[
            ["occupancy", "wait_minutes"]
        ]
        for customers in (200, 400)
    ]
    occupancy, waits = np.array(busy, dtype=float).T
    # The load of 200 customers has a standard error of about 5 %, of waits about 20 %.
    assert np.ptp(occupancy) < 0.12
    assert waits.max() < 2.5 * waits.min()
