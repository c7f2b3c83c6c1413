"""From uniform numbers to every other kind of luck."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from cxsim.model import chance
from cxsim.model.streams import draw_many

uniforms = st.floats(2.0**-53, 1 - 2.0**-53)
means = st.floats(1e-3, 1e3)

# Name -> (draw from u, the distribution, does it rise with u?). Times run down: their logarithm
# is that of u, so that a small u is a long time.
TRANSFORMS = {
    "exponential": (lambda u: chance.exponential(u, 3.0), stats.expon(scale=3.0), False),
    "weibull .5": (lambda u: chance.weibull(u, 3.0, 0.5), stats.weibull_min(0.5, scale=1.5), False),
    "weibull 1": (lambda u: chance.weibull(u, 3.0, 1.0), stats.expon(scale=3.0), False),
    "weibull 2": (
        lambda u: chance.weibull(u, 3.0, 2.0),
        stats.weibull_min(2.0, scale=3.0 / special.gamma(1.5)),
        False,
    ),
    "lognormal .01": (
        lambda u: chance.lognormal(u, 3.0, 0.01),
        stats.lognorm(np.sqrt(np.log1p(0.01**2)), scale=3.0 / np.sqrt(1 + 0.01**2)),
        True,
    ),
    "lognormal 1": (
        lambda u: chance.lognormal(u, 3.0, 1.0),
        stats.lognorm(np.sqrt(np.log(2.0)), scale=3.0 / np.sqrt(2.0)),
        True,
    ),
    "normal": (chance.normal, stats.norm(), True),
    "gumbel": (chance.gumbel, stats.gumbel_r(), True),
}
each = pytest.mark.parametrize(("transform", "law", "rises"), TRANSFORMS.values(), ids=TRANSFORMS)


@each
@given(u=uniforms)
def test_is_the_inverse_distribution_function(transform, law, rises, u):
    expected = law.ppf(u) if rises else law.isf(u)
    assert transform(u) == pytest.approx(expected, rel=1e-10, abs=1e-13)


@each
@given(first=uniforms, second=uniforms)
def test_is_monotone(transform, law, rises, first, second):
    low, high = sorted((first, second))
    assert (transform(low) <= transform(high)) if rises else (transform(low) >= transform(high))


@each
def test_mean_and_spread(transform, law, rises):
    # Mean of n = 100 000 draws: standard error sd/√n. Variance: sd² √((κ + 2) / n) with κ the
    # excess kurtosis of the law, which is far from normal only for heavy tails (κ up to 84 here).
    luck, _ = draw_many(3, np.arange(100_000), 2)
    values = np.array([transform(u) for u in luck])
    mean, variance, _, kurtosis = (float(moment) for moment in law.stats("mvsk"))
    assert abs(values.mean() - mean) < 3 * np.sqrt(variance / len(values))
    error = variance * np.sqrt((kurtosis + 2) / len(values))
    assert abs(values.var() - variance) < 3 * error


@given(uniforms)
def test_normal_is_scipys(u):
    assert chance.normal(u) == pytest.approx(special.ndtri(u), rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("u", [2.0**-53, 1e-12, 0.074, 0.075, 0.076, 0.5, 0.924, 1 - 2.0**-53])
def test_normal_at_the_seams_of_the_algorithm(u):
    """AS 241 joins three pieces, at |u - .5| = .425 and at √(-ln u) = 5."""
    assert chance.normal(u) == pytest.approx(special.ndtri(u), rel=1e-14, abs=1e-15)


@given(uniforms, means, st.floats(0.01, 5.0))
def test_times_are_positive_and_scale_with_their_mean(u, mean, spread):
    for draw in (
        lambda m: chance.exponential(u, m),
        lambda m: chance.lognormal(u, m, spread),
        lambda m: chance.weibull(u, m, max(0.2, spread)),
    ):
        assert 0.0 < draw(mean) < np.inf
        assert draw(2 * mean) == pytest.approx(2 * draw(mean))


@pytest.mark.parametrize(
    ("log_odds", "share"),
    [(0.0, 0.5), (1.0, 1 / (1 + np.exp(-1))), (np.inf, 1.0), (-np.inf, 0.0), (-800.0, 0.0)],
)
def test_logistic(log_odds, share):
    assert chance.logistic(log_odds) == pytest.approx(share, abs=1e-15)


@given(u=st.floats(1e-6, 1 - 1e-6), shape=st.floats(0.3, 100.0))
def test_gamma_is_the_inverse_of_the_incomplete_gamma_function(u, shape):
    assert chance.gamma(u, shape) == pytest.approx(special.gammaincinv(shape, u), rel=1e-8)


@given(u=st.floats(1e-3, 1 - 1e-3), shape=st.floats(100.5, 1e4))
def test_gamma_with_a_large_shape_is_nearly_a_cube_of_a_normal_value(u, shape):
    """Wilson and Hilferty 1931: the error in units of the standard deviation."""
    miss = chance.gamma(u, shape) - special.gammaincinv(shape, u)
    assert abs(miss) < 2e-3 * np.sqrt(shape)
