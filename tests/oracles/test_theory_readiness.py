"""Closed forms of readiness, against the rules that the simulated firm follows."""

from itertools import pairwise

import numpy as np
import pytest

from cxsim.company import readiness as rules
from cxsim.errors import CxsimError
from cxsim.theory import readiness

BANK = (0.7, 0.6, 0.5, 0.5, 0.6)
ONE_WEAK = (0.85, 0.85, 0.85, 0.85, 0.3)


@pytest.mark.covers(
    "S1-29",
    "S1-30",
    "S1-31",
    "S1-32",
    "S1-33",
    "effectiveness lies between the weakest element and the mean",
)
@pytest.mark.parametrize("weak_link", [-1000.0, -5.0, -2.0, -1e-9, 0.0, 0.5, 1.0])
@pytest.mark.parametrize("levels", [BANK, ONE_WEAK, (0.0, 1.0), (0.4, 0.4), (1.0, 1.0)])
def test_effectiveness_is_that_of_the_firm(levels, weak_link):
    found = readiness.effectiveness(levels, weak_link)
    assert found == pytest.approx(rules.effectiveness(levels, weak_link))
    assert min(levels) <= found <= np.mean(levels) + 1e-12


def test_the_weakest_element_counts_most():
    """A rise of one element gives most where the element is lowest."""
    gains = []
    for place in range(5):
        raised = np.array(BANK)
        raised[place] += 0.1
        gains.append(readiness.effectiveness(raised) - readiness.effectiveness(BANK))
    assert gains[0] == min(gains)
    assert gains[2] == gains[3] == max(gains)


@pytest.mark.parametrize("effective", [0.0, 0.31, 0.85, 1.0])
def test_benefit_and_delay_are_those_of_the_firm(effective):
    assert readiness.benefit_share(effective) == pytest.approx(rules.benefit_share(effective))
    assert readiness.mean_delay(effective, 2.0) == pytest.approx(rules.mean_delay(effective, 2.0))


def test_what_is_at_work_agrees_with_drawn_initiatives():
    effective, luck = 0.55, np.random.default_rng(1).random((4000, 2))
    delays = np.array([rules.drawn_delay(u, effective) for u in luck[:, 0]])
    succeeds = luck[:, 1] >= rules.failure_probability(effective)
    for quarter in (1, 2, 4, 8):
        given = effective * succeeds * (delays <= quarter)
        margin = 4 * given.std() / np.sqrt(len(given))
        assert readiness.at_work(quarter, effective) == pytest.approx(given.mean(), abs=margin)


def test_without_any_delay_all_is_at_work_at_once():
    assert readiness.at_work([0, 1], 1.0, delay=0).tolist() == [1.0, 1.0]


def test_the_course_follows_the_rule_of_the_firm():
    path = readiness.course(BANK, 3, growth=0.2, decay=0.05, training=0.01)
    for before, after in pairwise(path):
        success = 1 - rules.failure_probability(rules.effectiveness(before))
        ruled = [rules.next_readiness(level, success, 0.01, 0.2, 0.05) for level in before]
        assert after == pytest.approx(ruled)


def test_a_firm_at_rest_forgets():
    path = readiness.course(BANK, 4, at_rest=True, decay=0.1)
    assert path[-1] == pytest.approx(0.9**4 * np.array(BANK))


@pytest.mark.parametrize("training", [0.0, 0.01, 0.5])
@pytest.mark.parametrize("start", [BANK, ONE_WEAK, (0.05, 0.9)])
def test_every_course_settles_where_the_formula_says(start, training):
    end = readiness.course(start, 400, training=training)[-1]
    assert end == pytest.approx(readiness.settles_at(training=training), abs=1e-6)


def test_without_growth_there_is_nothing_to_settle_at():
    with pytest.raises(CxsimError, match="growth must be above 0"):
        readiness.settles_at(growth=0)
