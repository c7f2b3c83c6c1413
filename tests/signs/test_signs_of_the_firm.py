"""What the firm does has the right sign in every industry (table of wrong signs, the firm)."""

import numpy as np
import pytest
from industries import INDUSTRIES, falls, kpi_of, mean_and_half_width, rises

import cxsim as cx

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("preset", INDUSTRIES)]
LEVELS = ("communication", "responsive", "commitment", "proactive", "evolution")
ELEMENTS = ("strategy", "team", "motivation", "organisation", "technology")
MANAGED = {"company.management.enabled": True}


def busiest(preset):
    """The touchpoint with the most agents."""
    places = cx.load(preset).company.touchpoints
    return max(places, key=lambda name: places[name].agents)


def one_agent(preset):
    return {f"company.touchpoints.{busiest(preset)}.agents": 1}


def total_pain(firm, seed):
    """Pain of all touchpoints: the truth, and as answers tell it."""
    journey = cx.simulate(firm, seed=seed).journey_map()
    return np.array([journey.pain.sum(), journey.pain_measured.sum()])


def assert_pain_rises(preset, changes):
    firm = cx.load(preset)
    seeds = range(1, 5)
    each = np.array(
        [total_pain(firm.replace(changes), seed) - total_pain(firm, seed) for seed in seeds]
    )
    for column in each.T:
        mean, margin = mean_and_half_width(column)
        assert mean > margin


def test_an_understaffed_desk_hurts(preset):
    assert_pain_rises(preset, one_agent(preset))


def test_failures_hurt(preset):
    probability = 4 * cx.load(preset).company.recovery.failure_probability
    assert_pain_rises(preset, {"company.recovery.failure_probability": probability})


def test_the_manager_hires_where_callers_hang_up(preset):
    """With one agent at the busiest desk, the manager adds agents in each of three runs."""
    firm = cx.load(preset).replace({**MANAGED, **one_agent(preset)})
    for seed in (1, 2, 3):
        rows = cx.simulate(firm, seed=seed, log=False).management
        assert rows.planned.str.contains(f"hiring.{busiest(preset)}").any()
        assert rows.agents.iloc[-1] > rows.agents.iloc[0]
        assert rows.abandonment.iloc[-1] < rows.abandonment.iloc[2]


def test_gap_1_and_gap_2_are_two_mistakes(preset):
    """Of the same size, ignorance costs more loyalty: what it misses is the heart."""
    gaps = cx.load(preset).company.gaps
    ignorant = {"company.gaps.knowledge": gaps.knowledge + 0.3}
    careless = {"company.gaps.design": gaps.design + 0.3}
    assert falls(preset, ignorant, "nps") and falls(preset, careless, "nps")
    assert falls(preset, {**ignorant, "company.gaps.design": gaps.design}, "loyalty", careless)


def test_a_full_pyramid_serves_better_from_the_first_day(preset):
    assert rises(preset, {f"company.pyramid.{level}": 0.8 for level in LEVELS}, "nps")


def test_upper_levels_without_lower_ones_do_nothing(preset):
    alone = cx.load(preset).replace({"company.pyramid.evolution": 0.8})
    assert kpi_of(alone, "nps", 1) == kpi_of(cx.load(preset), "nps", 1)


def test_incomplete_data_make_service_less_personal(preset):
    personal = {
        "company.data.completeness": 0.8,
        "company.personalisation.depth": 0.6,
        "company.personalisation.control": 0.8,
        "company.personalisation.relevance": 0.8,
    }
    assert falls(preset, {"company.data.completeness": 0.2}, "nps", personal)


def test_incomplete_data_make_foresight_worse(preset):
    watched = {"company.data.completeness": 0.8, "company.outreach.reach": 0.8}
    changes = {"company.data.completeness": 0.2}
    assert falls(preset, changes, "nps", watched)
    assert rises(preset, changes, "complaint_share", watched)
    assert falls(preset, changes, "data_completeness", watched)


def test_incomplete_data_make_studies_worse(preset):
    full, poor = (
        cx.simulate(
            cx.load(preset).replace({**MANAGED, "company.data.completeness": share}),
            seed=1,
            log=False,
        ).management.study_error.mean()
        for share in (0.8, 0.2)
    )
    assert poor > 1.3 * full


def test_a_breach_and_a_refusal_take_data_away(preset):
    assert falls(preset, {"company.privacy.breach_per_month": 0.01}, "data_completeness")
    assert falls(preset, {"company.data.refusal": 0.3}, "data_completeness")


def test_separate_channels_lose_the_story(preset):
    linked = {"company.context.linked": 0.9, "company.context.other_touchpoint": 0.5}
    apart = {"company.data.integration": 0.2}
    assert falls(preset, apart, "integration_level", linked)
    assert rises(preset, apart, "effort", linked)


@pytest.mark.parametrize(
    "kpi", ["wait_minutes", "cost_per_contact", "effort", "contacts", "abandonment"]
)
def test_worse_routing_never_looks_cheaper(preset, kpi):
    assert rises(preset, {"company.service.routing_accuracy": 0.8}, kpi)


def test_worse_routing_costs_recommendations(preset):
    assert falls(preset, {"company.service.routing_accuracy": 0.8}, "nps", seeds=range(1, 9))
