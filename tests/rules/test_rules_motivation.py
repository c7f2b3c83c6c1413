"""Staff motivation against model.md 2.13, as rules and in whole runs."""

import pandas as pd
import pytest

import cxsim as cx
from cxsim.model import motivation


def test_neutral_motivation_changes_nothing():
    assert motivation.motivation_target(0.8, 0.78125, 0.8) == 0.5
    assert motivation.gap_factor(0.5) == 1.0
    assert motivation.spread_factor(0.5) == 1.0


@pytest.mark.parametrize("level", [0.0, 0.3, 0.8, 1.0])
def test_factors_are_the_published_lines(level):
    assert motivation.gap_factor(level) == pytest.approx(1.4 - 0.8 * level)
    assert motivation.spread_factor(level) == pytest.approx(1.3 - 0.6 * level)


def test_strain_wears_down_and_rest_restores():
    def after(level, occupancy):
        return motivation.next_motivation(level, 0.5, 0.3, 0.5, occupancy, 0.85, 1.0)

    assert after(0.5, 0.95) == pytest.approx(0.45)
    assert after(0.3, 0.5) == pytest.approx(0.36)
    assert after(0.01, 1.0) >= 0.0


@pytest.fixture(scope="module")
def busy():
    """A bank whose desks are so busy that strain is felt."""
    return cx.load("bank").replace(
        {
            "company.touchpoints.branch.agents": 2,
            "company.touchpoints.call_centre.agents": 3,
            "company.touchpoints.chat.agents": 1,
            "company.staff.comfortable_occupancy": 0.6,
        },
        customers=600,
        days=300,
    )


def test_no_strain_and_neutral_staff_remove_motivation_exactly(busy):
    calm = busy.replace({"company.staff.strain": 0.0})
    still = calm.replace({"company.staff.adjustment": 0.9})
    one, other = cx.simulate(calm, 1), cx.simulate(still, 1)
    assert (one.timeline.motivation == 0.5).all()
    pd.testing.assert_frame_equal(one.encounters, other.encounters)


@pytest.mark.covers("S4-09", "S1-11", "busy staff widen gap 3 and lower satisfaction in each seed")
def test_strain_widens_gap_3_and_lowers_satisfaction(busy):
    """Common random numbers, 4 seeds: the sign is the same in each."""
    for seed in range(1, 5):
        calm = cx.simulate(busy.replace({"company.staff.strain": 0.0}), seed, log=False)
        hard = cx.simulate(busy.replace({"company.staff.strain": 3.0}), seed, log=False)
        assert hard.timeline.motivation.iloc[-1] < 0.5
        assert hard.timeline.gap_3.iloc[-1] > calm.timeline.gap_3.iloc[-1]
        assert hard.kpis.value["csat"] < calm.kpis.value["csat"]


@pytest.mark.covers("S4-09", "staff who know, want and can raise CSAT in each seed")
def test_staff_who_know_want_and_can_deliver_better(busy):
    strong = busy.replace({"company.staff.know": 1.0, "company.staff.want": 1.0})
    for seed in range(1, 5):
        plain, better = (cx.simulate(s, seed, log=False).kpis.value for s in (busy, strong))
        assert better["csat"] > plain["csat"]
