"""The shipped scenarios: complete, documented, and equal to the design's numbers."""

import math
import re

import pytest

from cxsim.fields import bounds_of, parameters_of
from cxsim.scenario.files import load, presets

INDUSTRIES = ("bank", "telecom", "clinic", "car_dealer", "retailer")
NULL = ("contact_centre", "subscription", "cdnow")
DAYS_PER_MONTH = 30.4375
TAG = re.compile(r"assumption|computed|seed: 00\d|published[✓~]")

# From the design's table. Amounts of the whole firm are given there for 2,000 customers.
FIRMS = {
    "bank": dict(
        represents=40_000, hours=9, hours_per_day=0.45, relationship="contractual", fee=14,
        basket=0, margin=0.70, hazard=0.00653, spread=0.621, pull=0.1, dormant=0.40,
        gaps=(0.20, 0.15, 0.30, 0.10),
        weights=(0.35, 0.35, 0.30), wage=32, fixed=6_000, acquisition=92, advertising=0.0236,
        prospects=14_000, readiness=(0.7, 0.6, 0.5, 0.5, 0.6), shares=(0.35, 0.45, 0.20),
    ),
    "telecom": dict(
        represents=40_000, hours=12, hours_per_day=0.60, relationship="contractual", fee=12,
        basket=0, margin=0.55, hazard=0.00732, spread=0.721, pull=0.5, dormant=0.50,
        gaps=(0.25, 0.20, 0.40, 0.25),
        weights=(0.35, 0.35, 0.30), wage=11, fixed=3_500, acquisition=38, advertising=0.0778,
        prospects=9_000, readiness=(0.6, 0.5, 0.4, 0.5, 0.7), shares=(0.50, 0.35, 0.15),
    ),
    "clinic": dict(
        represents=22_000, hours=10, hours_per_day=0.91, relationship="noncontractual", fee=0,
        basket=42, margin=0.45, beta=(0.957, 24), gamma=(0.9, 3.2), rate=0.28, pull=0.1, dormant=0,
        gaps=(0.15, 0.15, 0.35, 0.05), weights=(0.45, 0.35, 0.20), wage=12, fixed=2_200,
        acquisition=36, advertising=0.0537, prospects=8_000, readiness=(0.5, 0.5, 0.7, 0.5, 0.3),
        shares=(0.25, 0.45, 0.30),
    ),
    "car_dealer": dict(
        represents=12_500, hours=10, hours_per_day=1.6, relationship="noncontractual", fee=0,
        basket=190, margin=0.34, beta=(0.681, 9.5), gamma=(2.2, 18), rate=0.12, pull=0.4, dormant=0,
        gaps=(0.25, 0.15, 0.40, 0.30), weights=(0.30, 0.45, 0.25), wage=16, fixed=19_200,
        acquisition=207, advertising=0.034, prospects=9_000, readiness=(0.5, 0.5, 0.4, 0.5, 0.4),
        shares=(0.4, 0.4, 0.2),
    ),
    "retailer": dict(
        represents=40_000, hours=14, hours_per_day=0.70, relationship="noncontractual", fee=0,
        basket=38, margin=0.27, beta=(0.62, 11), gamma=(0.7, 1.5), rate=0.47, pull=0.5, dormant=0,
        gaps=(0.15, 0.15, 0.30, 0.20), weights=(0.25, 0.40, 0.35), wage=9, fixed=2_500,
        acquisition=21, advertising=0.0517, prospects=16_000, readiness=(0.6, 0.6, 0.5, 0.6, 0.8),
        shares=(0.40, 0.45, 0.15),
    ),
}  # fmt: skip

# agents, minutes, cv, patience, usual wait, resolution, cost, (heart, mind, hands), preference,
# digital, moment of truth. Nobody waits where nobody serves.
TOUCHPOINTS = {
    "bank": {
        "branch": (5, 12, 0.8, 20, 6, 0.88, 1.0, (0.25, 0, 0.1), -0.9, 0, 1.5),
        "call_centre": (6, 6, 1.0, 6, 1, 0.74, 0.3, (0.05, 0, -0.1), 0.1, 0, 1),
        "chat": (2, 4.8, 0.9, 5, 1.5, 0.66, 0.2, (-0.1, 0, 0), -0.5, 0.5, 1),
        "app": (0, 3, None, None, 1, 0.74, 0.1, (-0.2, 0.1, 0.1), 0.9, 1, 1),
    },
    "telecom": {
        "call_centre": (11, 7, 1.1, 5, 1, 0.68, 0.3, (0, 0, -0.1), 0.5, 0, 1),
        "chat": (3, 5.4, 0.9, 4, 1.5, 0.60, 0.2, (-0.1, 0, 0), 0, 0.5, 1),
        "shop": (1, 10, 0.8, 15, 5, 0.82, 1, (0.2, 0, 0.1), -1.2, 0, 1.3),
        "app": (0, 3, None, None, 1, 0.66, 0.1, (-0.2, 0.1, 0.1), 0.8, 1, 1),
    },
    "clinic": {
        "reception": (7, 12, 0.6, 30, 10, 0.90, 0.5, (0.35, 0.15, -0.1), 0.2, 0, 2.5),
        "call_centre": (3, 4, 0.9, 5, 1, 0.82, 0.3, (0.1, 0, -0.1), 0.4, 0, 1),
        "app": (0, 3, None, None, 1, 0.72, 0.1, (-0.3, 0, 0.1), 0, 1, 1),
    },
    "car_dealer": {
        "workshop": (5, 25, 0.8, 40, 12, 0.86, 2, (0.05, 0.1, -0.05), 0.3, 0, 2),
        "showroom": (2, 45, 0.8, 25, 10, 0.90, 3, (0.35, 0, 0.2), -1, 0, 2.5),
        "call_centre": (1, 5, 0.9, 6, 1, 0.70, 0.3, (0, 0, -0.1), 0.4, 0, 1),
        "web": (0, 3, None, None, 1, 0.66, 0.1, (-0.3, 0.1, 0.1), 0.3, 1, 1),
    },
    "retailer": {
        "web": (0, 8, None, None, 1, 0.95, 0.5, (-0.2, 0.15, 0.15), 0.3, 0.3, 1),
        "app": (0, 5, None, None, 1, 0.95, 0.3, (-0.1, 0.1, 0.25), 0, 1, 1),
        "chat": (3, 8, 0.9, 10, 1.5, 0.64, 0.2, (0, 0, 0), 0.3, 0.5, 1),
        "call_centre": (1, 6, 1.0, 7.5, 1, 0.72, 0.3, (0.1, 0, -0.1), -0.3, -0.3, 1),
        "email": (1, 7, 0.8, 900, 240, 0.62, 0.1, (-0.1, 0, -0.1), -0.6, 0, 1),
    },
}

# rate (None: the purchase), moment of truth, handling factor, difficulty, revenue, fit
X = None
NEEDS = {
    "bank": {
        "query": (0.60, 1, 1, -0.6, 0, (-1, 0, 0, 0.8)),
        "access_problem": (0.15, 2, 1.3, 0.5, 0, (0.2, 0.6, 0.3, -0.4)),
        "advice": (0.05, 3, 2, 1.4, 25, (1.2, -0.2, -0.5, -0.8)),
    },
    "telecom": {
        "billing": (0.35, 1, 1, -0.3, 0, (0.3, 0.2, -0.8, 0.5)),
        "fault": (0.30, 2, 1.4, 0.8, 0, (0.7, 0.4, -0.6, -0.5)),
        "plan_change": (0.08, 1.5, 1.2, 0.2, 6, (0, 0, 0.8, 0.2)),
    },
    "clinic": {
        "visit": (None, 2, 1, 0.5, 0, (3, X, X)),
        "booking": (0.30, 1, 1, -0.3, 0, (-1.5, 0.6, 0.5)),
        "results": (0.12, 1.5, 1.2, 0.5, 0, (-0.5, 0.5, 0.2)),
    },
    "car_dealer": {
        "service_visit": (None, 2, 1, 0.8, 0, (3, X, X, X)),
        "car_purchase": (0.012, 3, 1, 2.5, 1400, (X, 3, X, X)),
        "enquiry": (0.14, 1, 1, 0, 0, (-0.6, -1, 0.6, 0.5)),
    },
    "retailer": {
        "order": (None, 1, 1, 0, 0, (1, 0.9, X, X, X)),
        "where_is_my_order": (0.14, 1.3, 1, -0.2, 0, (X, 0, 0.6, 0.2, 0)),
        "return": (0.07, 2, 1.2, 0.6, 0, (X, -0.5, 0.3, 0.4, 0.3)),
    },
}

# share, shift, need factor, digital, purchase factor, hazard factor, value factor, young
SEGMENTS = {
    "bank": [
        (0.35, 0.15, 1.3, 0.8, 1, 1.2, 0.8, True),
        (0.45, 0, 1, 0.1, 1, 1, 1.1, False),
        (0.20, -0.15, 0.8, -0.9, 1.1, 0.6, 1.1, False),
    ],
    "telecom": [
        (0.50, 0.1, 1.2, 0.6, 1, 1.3, 0.9, True),
        (0.35, 0, 1, 0, 1, 0.9, 1.1, False),
        (0.15, -0.1, 0.7, -0.8, 1.1, 0.6, 1.1, False),
    ],
    "clinic": [
        (0.25, 0.1, 1.8, -0.3, 1.2, 0.8, 1, False),
        (0.45, 0, 0.7, 0.3, 1, 1.1, 1, False),
        (0.30, 0.1, 1, 0.4, 1.1, 0.9, 1.1, True),
    ],
    "car_dealer": [
        (0.4, 0.1, 1.2, -0.1, 1, 0.9, 1.1, False),
        (0.4, 0, 1, 0.2, 1, 1, 1, False),
        (0.2, 0.15, 0.8, 0.6, 1.1, 1.3, 0.8, True),
    ],
    "retailer": [
        (0.40, 0.1, 1.4, 0.8, 1, 1.1, 0.9, True),
        (0.45, 0, 1, 0.1, 1, 1, 1.05, False),
        (0.15, 0, 0.5, -0.3, 1, 0.9, 1.1, False),
    ],
}


@pytest.mark.covers("S0-28", "industries of the pioneers are presets under fictional names")
def test_table_of_presets():
    table = presets()
    assert set(table.index) == {*INDUSTRIES, *NULL}
    for name in table.index:
        assert table.loc[name, "title"]
        assert table.loc[name, "story"].count(".") >= 2
        assert load(name).name == name
    real = "sber|dabrabyt|a-100|a1|mts|kravira|atlant"
    for name in INDUSTRIES:
        words = re.findall(r"[\w-]+", f"{table.loc[name, 'title']} {table.loc[name, 'story']}")
        assert not [word for word in words if re.fullmatch(real, word.lower())]


@pytest.mark.parametrize("name", [*INDUSTRIES, *NULL])
def test_every_parameter_is_documented_and_within_bounds(name):
    scenario = load(name)
    table = scenario.describe()
    assert table.index.is_unique
    for path, row in table.iterrows():
        assert row.title, path
        assert isinstance(row.unit, str), path
        assert TAG.search(row.source), path
        assert row.value == scenario.value(path) or row.value is None
    for path, value, field in parameters_of(scenario):
        if path not in table.index:
            continue
        low, high = bounds_of(field)
        assert value is None or low <= value <= high, path
        if table.loc[path, "range"] is not None:
            likely_low, likely_high = table.loc[path, "range"]
            assert low <= likely_low <= likely_high <= high, path


def test_whole_numbers_stay_whole_in_the_table():
    table = load("bank").describe()
    assert type(table.loc["company.touchpoints.call_centre.agents", "value"]) is int
    assert type(table.loc["hours_per_day", "value"]) is float


@pytest.mark.parametrize("name", INDUSTRIES)
def test_firm_equals_the_design(name):
    scenario, firm = load(name), FIRMS[name]
    company, market, behaviour = scenario.company, scenario.market, scenario.behaviour
    assert (scenario.customers, scenario.days, scenario.warm_up_days) == (2000, 730, 90)
    assert scenario.represents == firm["represents"]
    assert scenario.hours_per_day == firm["hours"]
    scale = scenario.customers / scenario.represents
    assert scenario.hours_per_day * scale == pytest.approx(firm["hours_per_day"], abs=0.001)
    assert company.costs.fixed_per_month * scale == pytest.approx(firm["fixed"])
    assert market.acquisition.prospects * scale == pytest.approx(firm["prospects"])
    assert scenario.relationship == firm["relationship"]
    assert company.offer.fee_per_month == firm["fee"]
    assert company.offer.basket == firm["basket"]
    assert company.offer.gross_margin == firm["margin"]
    assert tuple(company.gaps.model_dump(exclude={"underrated"}).values()) == firm["gaps"]
    assert tuple(company.readiness.model_dump().values()) == firm["readiness"]
    assert company.costs.wage_per_hour == firm["wage"]
    assert company.costs.acquisition == firm["acquisition"]
    assert market.acquisition.advertising_per_year == firm["advertising"]
    assert market.competitor.pull == firm["pull"]
    weights = behaviour.weights
    assert (weights.heart, weights.mind, weights.hands) == firm["weights"]
    assert behaviour.churn.dormant_share == firm["dormant"]
    assert behaviour.churn.inertia == 0.3
    assert tuple(segment.share for segment in market.segments.values()) == firm["shares"]


@pytest.mark.parametrize("name", ["bank", "telecom"])
def test_monthly_risk_has_the_designed_mean_and_spread(name):
    churn = load(name).behaviour.churn
    mean = churn.a / (churn.a + churn.b)
    variance = mean * (1 - mean) / (churn.a + churn.b + 1)
    assert mean == pytest.approx(FIRMS[name]["hazard"], rel=1e-3)
    assert math.sqrt(variance) / mean == pytest.approx(FIRMS[name]["spread"], rel=1e-3)


@pytest.mark.parametrize("name", ["clinic", "car_dealer", "retailer"])
def test_purchases_have_the_designed_priors(name):
    behaviour, firm = load(name).behaviour, FIRMS[name]
    assert (behaviour.churn.a, behaviour.churn.b) == firm["beta"]
    r, alpha_months = firm["gamma"]
    assert behaviour.purchase.r == r
    assert behaviour.purchase.alpha_weeks == pytest.approx(alpha_months * 52 / 12, rel=1e-3)
    assert r / alpha_months == pytest.approx(firm["rate"], abs=0.005)
    assert behaviour.purchase.attitude_effect == 0.1


@pytest.mark.parametrize("name", INDUSTRIES)
def test_touchpoints_equal_the_design(name):
    touchpoints = load(name).company.touchpoints
    assert list(touchpoints) == list(TOUCHPOINTS[name])
    for key, row in TOUCHPOINTS[name].items():
        agents, minutes, cv, patience, wait, resolution, cost, profile, liking, digital, mot = row
        touchpoint = touchpoints[key]
        heart = (touchpoint.profile.emotional + touchpoint.profile.spiritual) / 2
        hands = (touchpoint.profile.sensorial + touchpoint.profile.physical) / 2
        assert (heart, touchpoint.profile.rational, hands) == profile
        assert touchpoint.agents == agents
        assert touchpoint.handling_minutes == minutes
        if agents:
            assert (touchpoint.handling_cv, touchpoint.patience_minutes) == (cv, patience)
        assert touchpoint.usual_wait_minutes == wait
        assert touchpoint.resolution == resolution
        assert touchpoint.variable_cost == cost
        assert (touchpoint.preference, touchpoint.digital) == (liking, digital)
        assert touchpoint.moment_of_truth == mot
        own_gap = 0.05 if (name, key) == ("car_dealer", "workshop") else 0
        assert touchpoint.delivery_gap_offset == own_gap


@pytest.mark.parametrize("name", INDUSTRIES)
def test_needs_equal_the_design(name):
    scenario = load(name)
    assert list(scenario.market.needs) == list(NEEDS[name])
    for key, (rate, mot, handling, difficulty, revenue, fit) in NEEDS[name].items():
        need = scenario.market.needs[key]
        assert need.purchase == (rate is None)
        assert rate is None or need.per_month == rate
        assert need.moment_of_truth == mot
        assert need.handling_factor == handling
        assert need.difficulty == difficulty
        assert need.revenue == revenue
        assert need.fit == dict(zip(scenario.company.touchpoints, fit, strict=True))


@pytest.mark.parametrize("name", INDUSTRIES)
def test_segments_equal_the_design(name):
    segments = load(name).market.segments
    given = [
        tuple(segment.model_dump(exclude={"scale_use", "misjudged"}).values())
        for segment in segments.values()
    ]
    assert given == SEGMENTS[name]


# -- scenarios without behaviour, for the textbooks' models ----------------------------------


@pytest.mark.parametrize("name", NULL)
def test_experience_changes_nothing(name):
    scenario = load(name)
    behaviour = scenario.behaviour
    assert set(scenario.company.gaps.model_dump(exclude={"underrated"}).values()) == {0}
    assert {lever.strength for lever in scenario.levers.values()} == {0}
    spreads = [
        value
        for path, value, _ in parameters_of(behaviour)
        if path.endswith("_sd") and not path.startswith("survey")
    ]
    assert set(spreads) == {0}
    effects = (
        *(behaviour.expectation.assimilation, behaviour.expectation.learning),
        *(behaviour.expectation.ratchet, behaviour.satisfaction.level_weight),
        *(behaviour.satisfaction.disconfirmation_weight, behaviour.satisfaction.effort_penalty),
        *(behaviour.satisfaction.ease_bonus, behaviour.satisfaction.unresolved_loss),
        *(behaviour.satisfaction.unsolved_loss, behaviour.satisfaction.late_loss),
        *(behaviour.satisfaction.abandonment_loss, behaviour.resolution.retry),
        *(behaviour.churn.open_matter, behaviour.purchase.spend_cv),
        *(need.reopens for need in scenario.market.needs.values()),
        *(behaviour.churn.attitude, behaviour.churn.loyalty, behaviour.churn.switching),
        *(behaviour.churn.competitor, behaviour.churn.macro, behaviour.churn.inertia),
        *(behaviour.churn.dormant_share, behaviour.churn.involuntary),
        *(behaviour.churn.start_tenure_months, behaviour.purchase.attitude_effect),
        scenario.market.acquisition.prospects,
    )
    assert set(effects) == {0}
    assert behaviour.churn.duration_shape == 1
    assert not behaviour.survey.enabled
    assert scenario.represents is None
    assert [point.resolution for point in scenario.company.touchpoints.values()] == [1]


def test_contact_centre_is_the_published_queue():
    scenario = load("contact_centre")
    (line,) = scenario.company.touchpoints.values()
    (need,) = scenario.market.needs.values()
    calls_per_day = scenario.customers * need.per_month / DAYS_PER_MONTH
    assert calls_per_day / (scenario.hours_per_day * 60) == pytest.approx(48, rel=1e-12)
    assert (line.agents, line.handling_minutes, line.patience_minutes) == (50, 1, 2)
    assert line.handling_distribution == "exponential"
    assert line.patience_shape == 1
    assert (scenario.days, scenario.warm_up_days) == (21, 1)
    assert scenario.behaviour.churn.a == 0


def test_subscription_is_the_published_series():
    scenario = load("subscription")
    churn = scenario.behaviour.churn
    assert (churn.a, churn.b) == (0.66809, 3.80609)
    assert scenario.relationship == "contractual"
    assert not scenario.market.needs
    assert (scenario.customers, scenario.warm_up_days) == (10_000, 0)
    assert 12 * DAYS_PER_MONTH < scenario.days < 13 * DAYS_PER_MONTH
    assert scenario.company.offer.fee_per_month == 10


def test_cdnow_is_the_published_cohort():
    scenario = load("cdnow")
    churn, purchase = scenario.behaviour.churn, scenario.behaviour.purchase
    assert (purchase.r, purchase.alpha_weeks) == (0.242593, 4.413532)
    assert (churn.a, churn.b) == (0.792886, 2.425752)
    assert (scenario.customers, scenario.days, scenario.warm_up_days) == (2357, 78 * 7, 0)
    assert scenario.company.offer.basket == 35.17
    (order,) = scenario.market.needs.values()
    assert order.purchase
    (web,) = scenario.company.touchpoints.values()
    assert (web.agents, web.handling_minutes) == (0, 0)
