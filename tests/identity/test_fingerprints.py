"""No digit of a preset moves unless the model is changed on purpose."""

import json

import fingerprints
import pytest
from fingerprints import SEEDS, fingerprint, short

import cxsim as cx

STORED = json.loads(fingerprints.STORED.read_text())
CASES = [(name, seed) for name in cx.presets().index for seed in SEEDS]


def assert_same_digits(found, stored):
    """All KPIs that were there are there; libraries may differ in the very last digits."""
    moved = {kpi: (old, found.get(kpi)) for kpi, old in stored.items() if not same(found, kpi, old)}
    assert not moved


def same(found, kpi, old):
    return kpi in found and all(map(same_number, found[kpi], old))


def same_number(new, old):
    """Missing is the same as missing only; pytest.approx takes no None inside a list."""
    if new is None or old is None:
        return new is old
    return new == pytest.approx(old, rel=1e-11, abs=1e-12)


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_presets_keep_their_digits(name, seed):
    assert_same_digits(
        fingerprint(cx.load(name), seed, "compiled"), STORED["whole"][f"{name} {seed}"]
    )


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize(("name", "seed"), CASES)
def test_both_engines_keep_the_digits_of_short_runs(name, seed, engine):
    assert_same_digits(fingerprint(short(name), seed, engine), STORED["short"][f"{name} {seed}"])
