"""Buying without a contract: BG/NBD and Gamma-Gamma on the CDNOW data."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifetimes import BetaGeoFitter, GammaGammaFitter
from scipy import stats

from cxsim.errors import CxsimError
from cxsim.theory import bgnbd, gamma_gamma

PUBLISHED = {"r": 0.242593, "alpha": 4.413532, "a": 0.792886, "b": 2.425752}
SPENDING = {"p": 6.2488, "q": 3.7446, "gamma": 15.4477}
DATA = Path(find_spec("lifetimes").origin).parent / "datasets"

positive = st.floats(0.05, 10)


@pytest.fixture(scope="module")
def cdnow():
    table = pd.read_csv(DATA / "cdnow_customers_summary.csv")
    return table.frequency.to_numpy(), table.recency.to_numpy(), table["T"].to_numpy()


@pytest.fixture(scope="module")
def spending():
    table = pd.read_csv(DATA / "cdnow_customers_summary_with_transactions.csv").query("x > 0")
    return table.x.to_numpy(), table.zbar.to_numpy()


@pytest.fixture(scope="module")
def theirs():
    fitter = BetaGeoFitter()
    fitter.params_ = pd.Series(PUBLISHED)
    return fitter


def test_fit_recovers_the_published_estimates(cdnow):
    frequency = cdnow[0]
    assert (len(frequency), frequency.sum(), (frequency == 0).sum()) == (2357, 2457, 1411)
    found = bgnbd.fit(*cdnow)
    assert found.log_likelihood == pytest.approx(-9582.4256, abs=1e-3)
    for name, value in PUBLISHED.items():
        assert found.parameters[name] == pytest.approx(value, abs=1e-3), name
    assert [round(v, 3) for v in found.parameters.values()] == [0.243, 4.414, 0.793, 2.426]


def test_standard_errors_are_near_those_of_the_bootstrap(cdnow):
    errors = bgnbd.fit(*cdnow).standard_errors
    # Parametric bootstrap: r .0137, alpha .45, a .19, b .84. The curvature sees a symmetric peak,
    # so that it falls short where the bootstrap's distribution is skewed, most of all for b.
    for name, spread in {"r": 0.0137, "alpha": 0.45, "a": 0.19, "b": 0.84}.items():
        assert 0.75 * spread < errors[name] < 1.1 * spread, name


def test_log_likelihood_equals_lifetimes(cdnow, theirs):
    ours = bgnbd.log_likelihood(*cdnow, **PUBLISHED)
    mean_loss = theirs._negative_log_likelihood(
        np.log(list(PUBLISHED.values())), *cdnow, np.ones(len(cdnow[0])), 0
    )
    assert ours == pytest.approx(-mean_loss * len(cdnow[0]), abs=1e-6)


def test_expected_purchases():
    weeks = [1, 13, 26, 39, 52, 78]
    expected = [0.053185, 0.533640, 0.901323, 1.195016, 1.444021, 1.857972]
    assert bgnbd.expected_purchases(weeks, **PUBLISHED) == pytest.approx(expected, abs=1e-5)


def test_distribution_of_purchases():
    expected = [0.57431, 0.19919, 0.08532, 0.04580, 0.02763]
    assert bgnbd.pmf(np.arange(5), 39, **PUBLISHED) == pytest.approx(expected, abs=1e-5)


def test_three_customers():
    frequency, recency, age = [2, 7, 0], [30.43, 29.43, 0], 38.86
    alive = bgnbd.probability_alive(frequency, recency, age, **PUBLISHED)
    assert alive == pytest.approx([0.726609, 0.641801, 1], abs=1e-5)
    future = bgnbd.conditional_expected_purchases(39, frequency, recency, age, **PUBLISHED)
    # 1.226 for the first customer is the paper's own example (published~)
    assert future == pytest.approx([1.22591, 3.337239, 0.194781], abs=1e-5)


def test_customers_equal_lifetimes(cdnow, theirs):
    alive = bgnbd.probability_alive(*cdnow, **PUBLISHED)
    assert alive == pytest.approx(theirs.conditional_probability_alive(*cdnow), abs=1e-9)
    future = bgnbd.conditional_expected_purchases(39, *cdnow, **PUBLISHED)
    expected = theirs.conditional_expected_number_of_purchases_up_to_time(39, *cdnow)
    assert future == pytest.approx(np.asarray(expected), rel=1e-8)
    total = theirs.expected_number_of_purchases_up_to_time(39)
    assert bgnbd.expected_purchases(39, **PUBLISHED) == pytest.approx(total, rel=1e-9)
    count = np.arange(12)
    chance = theirs.probability_of_n_purchases_up_to_time
    assert bgnbd.pmf(count, 39, **PUBLISHED) == pytest.approx([chance(39, n) for n in count])


def drawn_purchases(customers, horizon, rng):
    """Repeat purchases of drawn customers: an own rate, a coin after each repeat purchase."""
    rates = rng.gamma(PUBLISHED["r"], 1 / PUBLISHED["alpha"], customers)
    coins = rng.beta(PUBLISHED["a"], PUBLISHED["b"], customers)
    possible = rng.poisson(rates * horizon)
    return np.minimum(possible, rng.geometric(coins))


def test_formulas_equal_drawn_customers():
    customers = 200_000
    drawn = drawn_purchases(customers, 39, np.random.default_rng(7))
    error = drawn.std() / np.sqrt(customers)  # standard error, about .005
    mean = bgnbd.expected_purchases(39, **PUBLISHED)
    assert drawn.mean() == pytest.approx(float(mean), abs=3.5 * error)
    chances = bgnbd.pmf(np.arange(8), 39, **PUBLISHED)
    shares = np.bincount(drawn)[:8] / customers
    assert (np.abs(shares - chances) < 3.5 * np.sqrt(chances / customers)).all()


@given(positive, positive, positive, positive, st.floats(0.1, 100))
@settings(deadline=None)
def test_chances_add_up(r, alpha, a, b, t):
    count = np.arange(3_000)
    chances = bgnbd.pmf(count, t, r, alpha, a, b)
    assert (chances >= 0).all()
    missing = stats.nbinom.sf(count[-1], r, alpha / (alpha + t))  # at most this lies beyond
    assert chances.sum() == pytest.approx(1, abs=missing + 1e-9)
    if missing < 1e-12:
        assert count @ chances == pytest.approx(
            float(bgnbd.expected_purchases(t, r, alpha, a, b)), rel=1e-5, abs=1e-9
        )


@given(positive, positive, positive, positive, st.integers(0, 500), st.floats(0, 1))
@settings(deadline=None)
def test_customers_stay_within_bounds(r, alpha, a, b, frequency, share):
    recency = 50 * share if frequency else 0
    alive = bgnbd.probability_alive(frequency, recency, 50, r, alpha, a, b)
    assert 0 <= alive <= 1
    future = bgnbd.conditional_expected_purchases(
        [0, 10, 20], frequency, recency, 50, r, alpha, a, b
    )
    assert future[0] == pytest.approx(0, abs=1e-9)
    at_most = (r + frequency) / (alpha + 50) * np.array([10, 20])  # as if nobody ever left
    assert (np.diff(future) >= -1e-9).all()
    assert (future[1:] <= alive * at_most * (1 + 1e-6) + 1e-9).all()


@pytest.mark.parametrize(("a", "b"), [(1, 2.4), (0.4, 0.6)])
def test_expectations_are_smooth_where_the_formula_is_singular(a, b):
    at = bgnbd.expected_purchases(39, 0.5, 4, a, b)
    count = np.arange(2_000)
    assert at == pytest.approx(count @ bgnbd.pmf(count, 39, 0.5, 4, a, b), rel=1e-6)
    near = bgnbd.expected_purchases(39, 0.5, 4, a + 3e-4, b)
    assert at == pytest.approx(near, rel=1e-3)


@pytest.mark.parametrize(
    ("history", "sentence"),
    [
        (([2], [30.0], [20.0]), "recency must not exceed age"),
        (([0], [3.0], [20.0]), "recency must be 0 where frequency is 0"),
        (([1.5], [3.0], [20.0]), r"frequency must be a whole number of 0 or more, not 1\.5"),
        (([1, 2], [3.0], [20.0]), "frequency has 2, recency has 1"),
        (([], [], []), "at least one row"),
        (([0, 0, 0], [0, 0, 0], [5, 6, 7]), "do not determine r and alpha and a and b"),
    ],
)
def test_fit_refuses_impossible_histories(history, sentence):
    with pytest.raises(CxsimError, match=sentence):
        bgnbd.fit(*history)


def test_spending(spending):
    assert len(spending[0]) == 946
    assert spending[1].mean() == pytest.approx(35.08, abs=0.005)
    found = gamma_gamma.fit(*spending)
    for name, value in SPENDING.items():
        assert found.parameters[name] == pytest.approx(value, abs=1e-3), name
    assert gamma_gamma.mean_spend(**found.parameters) == pytest.approx(35.17, abs=0.005)


def test_spending_equals_lifetimes(spending):
    theirs = GammaGammaFitter()
    theirs.params_ = pd.Series({"p": SPENDING["p"], "q": SPENDING["q"], "v": SPENDING["gamma"]})
    ours = gamma_gamma.conditional_mean_spend(*spending, **SPENDING)
    expected = theirs.conditional_expected_average_profit(*map(pd.Series, spending))
    assert ours == pytest.approx(expected.to_numpy(), rel=1e-9)
    mean_loss = theirs._negative_log_likelihood(
        np.log(list(SPENDING.values())), *spending, np.ones(len(spending[0])), 0
    )
    likelihood = gamma_gamma.log_likelihood(*spending, **SPENDING)
    assert likelihood == pytest.approx(-mean_loss * len(spending[0]), abs=1e-6)


def test_spending_shrinks_towards_the_population():
    mean = gamma_gamma.mean_spend(**SPENDING)
    spend = gamma_gamma.conditional_mean_spend([0, 1, 10, 1_000_000], 80.0, **SPENDING)
    assert spend[0] == pytest.approx(mean)
    assert (np.diff(spend) > 0).all()
    assert spend[-1] == pytest.approx(80, rel=1e-4)
    with pytest.raises(CxsimError, match=r"q must be a number above 1, not 0\.9"):
        gamma_gamma.mean_spend(6, 0.9, 15)
