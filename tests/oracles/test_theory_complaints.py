"""Closed forms of failure, voice and recovery, against the model's rules and the TARP table."""

import math

import numpy as np
import pytest

import cxsim as cx
from cxsim.model import failure as rules
from cxsim.theory import complaints

NAMES = {
    "silence": rules.SILENT,
    "complaint": rules.VOICE,
    "public": rules.PUBLIC,
    "exit": rules.EXIT,
}


def test_shares_sum_to_one_and_silence_is_the_reference():
    found = complaints.responses([-3.16, -0.43], [-4.54, -2.38], [-4.54, -2.20])
    np.testing.assert_allclose(sum(found), 1.0)
    np.testing.assert_allclose(np.log(found.complaint / found.silence), [-3.16, -0.43])
    np.testing.assert_allclose(np.log(found.exit / found.silence), [-4.54, -2.20])


def test_shares_as_the_design_says():
    """Minor: 4 % voice, 1 % public, 1 % exit; major: 35, 5 and 6 %."""
    minor = complaints.responses(-3.16, -4.54, -4.54)
    major = complaints.responses(-0.43, -2.38, -2.20)
    assert np.round(100 * np.array(minor[1:])).tolist() == [4, 1, 1]
    assert np.round(100 * np.array(major[1:])).tolist() == [35, 5, 6]


def test_shares_agree_with_the_rule_of_the_model():
    """The rule cuts [0, 1] into four pieces: a fine grid finds their lengths."""
    found = complaints.responses(complaint=-1.0, public=-2.0, exit=-1.5)._asdict()
    grid = (np.arange(20_000) + 0.5) / 20_000
    chosen = np.array([rules.response_to_failure(u, -1.5, -1.0, -2.0) for u in grid])
    for name, code in NAMES.items():
        assert found[name] == pytest.approx((chosen == code).mean(), abs=1e-4)


def test_huge_log_odds_do_not_overflow():
    assert complaints.responses(5_000.0, 0.0, 0.0).complaint == 1.0


@pytest.mark.parametrize("severity", ["minor", "major"])
def test_offsets_of_the_tarp_table(severity):
    table = cx.datasets.load("tarp_repurchase").query("severity == @severity")
    shares = table["repurchase_pct"].to_numpy() / 100
    found = complaints.log_odds_offset(shares, shares[0])
    np.testing.assert_allclose(found, table["logit_offset"], atol=0.005)
    ours = ("none", "unresolved", "resolved", "quick")
    rule = [rules.repurchase_log_odds(0.0, how, severity) for how in ours]
    np.testing.assert_allclose(found, rule)


@pytest.mark.parametrize("justice", [0.0, 0.3, 0.6, 0.8, 1.0])
def test_a_recovery_agrees_with_the_rule_of_the_model(justice):
    found = complaints.after_recovery(1.8, justice)
    assert found == pytest.approx(-1.8 + rules.recovery_gain(justice, 0.3, 2.0, 1.8))


@pytest.mark.parametrize(("strength", "fair"), [(2.0, 0.3), (1.0, 0.1), (4.0, 0.0)])
def test_a_full_recovery_leaves_nothing_of_the_loss(strength, fair):
    justice = complaints.full_recovery(strength, fair)
    if justice <= 1:
        assert complaints.after_recovery(0.6, justice, strength, fair) == pytest.approx(
            0, abs=1e-12
        )


def test_the_example_of_the_course():
    assert complaints.full_recovery() == pytest.approx(0.8)
    assert complaints.log_odds_offset(0.82, 0.09) == pytest.approx(
        math.log(0.82 / 0.18) - math.log(0.09 / 0.91)
    )
