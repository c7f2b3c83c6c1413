"""Warm-up: MSER-5 finds a known end of a transient, and says so where there is none."""

import numpy as np
import pytest
from firms import BANK

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.experiment.warm_up import mser


def plainly(values):
    """MSER-5 word by word: the truncation whose rest has the smallest standard error."""
    batches = [np.mean(values[5 * k : 5 * k + 5]) for k in range(len(values) // 5)]
    best, chosen = np.inf, None
    for cut in range(len(batches) // 2 + 1):
        rest = np.array(batches[cut:])
        error = ((rest - rest.mean()) ** 2).sum() / len(rest) ** 2
        if error < best:
            best, chosen = error, cut
    return None if chosen == len(batches) // 2 else 5 * chosen


@pytest.mark.parametrize("seed", range(20))
def test_mser_is_the_published_rule(seed):
    generator = np.random.default_rng(seed)
    months = np.arange(generator.integers(40, 123))
    series = 5 * np.exp(-months / 10) + generator.normal(0, 0.5, len(months))
    assert mser(series) == plainly(series)


def test_a_step_is_cut_where_it_ends():
    noise = np.random.default_rng(2).normal(0, 0.1, 100)
    assert mser(np.r_[np.full(20, 3.0), np.zeros(80)] + noise) == 20


def test_a_series_that_never_moves_needs_no_warm_up():
    assert mser(np.full(60, 0.2)) == 0


def test_a_series_that_never_settles_has_no_warm_up():
    assert mser(np.arange(60.0)) is None


@pytest.fixture(scope="module")
def found():
    return cx.warm_up(BANK, "active", replications=3, months=24, workers=2)


def test_warm_up_reads_the_timeline_whatever_the_scenarios_days(found):
    longer = BANK.replace(days=731, warm_up_days=0)
    runs = [cx.simulate(longer, seed=seed, log=False).timeline for seed in (1, 2, 3)]
    mean = np.mean([run["active"][:24] for run in runs], axis=0)
    np.testing.assert_allclose(found.welch["mean"], mean)
    assert found.months == mser(mean)


def test_welch_smooths_with_a_window_that_shrinks_at_the_start(found):
    mean, smoothed = found.welch["mean"].to_numpy(), found.welch["smoothed"].to_numpy()
    assert smoothed[0] == mean[0]
    assert smoothed[2] == pytest.approx(mean[:5].mean())
    assert smoothed[10] == pytest.approx(mean[5:16].mean())
    assert np.isnan(smoothed[-5:]).all()


def test_days_are_whole_months():
    settled = cx.warm_up(BANK, "gap_1", replications=2, months=20)  # a gap that nobody moves
    assert (settled.months, settled.days) == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        (("bnk",), {}, "Unknown scenario 'bnk'"),
        ((5,), {}, "scenario must be a scenario or a preset's name, not 5."),
        ((BANK, "npss"), {"replications": 1, "months": 20}, "Unknown kpi 'npss': did you mean"),
        ((BANK, "nps", 0), {}, "replications must lie between 1 and 100000, not 0."),
        ((BANK,), {"months": 19}, "months must lie between 20 and 1200, not 19."),
        ((BANK,), {"window": -1}, "window must lie between 0 and 60, not -1."),
        ((BANK,), {"seed": "one"}, "seed must be a whole number"),
    ],
)
def test_nonsense_is_refused(arguments, options, sentence):
    with pytest.raises(CxsimError) as refused:
        cx.warm_up(*arguments, **options)
    assert sentence in str(refused.value)


def test_missing_months_are_refused():
    quiet = cx.load("contact_centre").replace(
        {"market.needs.call.per_month": 0.0}, customers=5, hours_per_day=1.0
    )
    with pytest.raises(CxsimError, match="nps_measured is missing in some months"):
        cx.warm_up(quiet, "nps_measured", replications=2, months=20)
    with pytest.raises(CxsimError, match="series must have no missing values"):
        mser([1.0] * 19 + [np.nan])
    with pytest.raises(CxsimError, match="series must have 20 values or more, not 3"):
        mser([1.0, 2.0, 3.0])
