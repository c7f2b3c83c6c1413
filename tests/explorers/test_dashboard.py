"""The explorer of steering: what is only a dashboard's matter, and what reaches customers."""

import numpy as np
import pytest

import cxsim as cx
from cxsim.explorers import twin

GAIN = "company.management.control.gain"
LAG = "company.management.analysis.survey_lag_quarters"
BEGGING = "company.feedback.gaming"


@pytest.fixture
def explorer():
    return twin("dashboard")


@pytest.mark.covers("S4-10", "a manager who only looks leaves the bank as it is")
def test_a_manager_who_corrects_nothing_changes_nothing(explorer):
    """The bank of the preset and the bank that only looks are the same bank."""
    explorer.set(GAIN, 0.0)
    looks = explorer.scenario
    preset = cx.load("bank").replace(customers=looks.customers, days=looks.days)
    one, other = (cx.simulate(firm, 1) for firm in (looks, preset))
    assert one.encounters.equals(other.encounters)
    assert (explorer.result.service.mean == 0).all()
    assert "corrects nothing" in explorer.reading


@pytest.mark.covers(
    "S2-10",
    "begging lifts the dashboard and not the truth, until somebody steers by it",
)
def test_begging_moves_the_dashboard_alone_until_somebody_steers_by_it(explorer):
    explorer.set(GAIN, 0.0)
    honest = explorer.result
    explorer.set(BEGGING, 1.0)
    begged = explorer.result
    assert (begged.nps.truth.mean == honest.nps.truth.mean).all()
    assert (begged.nps.measured.mean > honest.nps.measured.mean + 10).all()
    explorer.set(GAIN, 1.0)
    steered = explorer.result
    assert steered.settled.mean() < begged.settled.mean() - 10  # the service was let go
    assert steered.service.mean.min() < -0.5


def test_later_reports_make_wider_waves(explorer):
    width = []
    for lag in (0, 2):
        explorer.set(LAG, lag)
        width.append(np.ptp(explorer.result.settled))
    assert width[1] > 1.5 * width[0]


def test_the_bands_of_answers_hold_the_score_of_all(explorer):
    """Everybody answers: no error is left but the noise of ticking, and the stars agree."""
    explorer.set(GAIN, 0.0)
    explorer.set("behaviour.survey.base", 2.0)
    found = explorer.result
    assert found.response > 0.9
    assert found.csat[0] == pytest.approx(found.csat[1], abs=0.02)
    np.testing.assert_allclose(found.stars.answered, found.stars.everybody, atol=2.0)
