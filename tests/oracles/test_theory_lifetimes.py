"""How long customers stay: the geometric and the shifted-beta-geometric."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from scipy import integrate, stats

from cxsim.errors import CxsimError
from cxsim.theory import geometric, sbg

TABLE = pd.read_csv(Path(__file__).parents[2] / "datasets" / "ref" / "sbg_retention.csv")
REGULAR, HIGH_END = (
    10 * TABLE.loc[TABLE.segment == segment, "survivors_pct"].to_numpy()  # of 1 000 customers
    for segment in ("regular", "high_end")
)

shapes = st.floats(0.1, 20)


def test_geometric():
    assert geometric.survival(5, 0.2) == pytest.approx(0.32768)
    assert geometric.mean_lifetime(0.2) == 5
    assert geometric.churn(np.arange(1, 400), 0.2).sum() == pytest.approx(1)
    assert geometric.churn(3, 0.2) == pytest.approx(stats.geom.pmf(3, 0.2))
    assert geometric.annual_from_monthly(0.018) == pytest.approx(1 - 0.982**12)


def test_the_table_is_the_published_one():
    # Fader & Hardie 2007, table 1; year 1, 7 and 12
    assert REGULAR[[0, 1, 7, 12]] == pytest.approx([1000, 631, 241, 173])
    assert HIGH_END[[0, 1, 7, 12]] == pytest.approx([1000, 869, 491, 394])


@pytest.mark.parametrize(
    ("table", "a", "b", "likelihood", "year_12"),
    [(REGULAR, 0.70408, 1.18204, -1680.27, 17.0), (HIGH_END, 0.66809, 3.80609, -1611.16, 37.8)],
    ids=["regular", "high-end"],
)
def test_fit_recovers_the_published_estimates(table, a, b, likelihood, year_12):
    found = sbg.fit(table[:8])
    assert found.parameters["a"] == pytest.approx(a, abs=1e-3)
    assert found.parameters["b"] == pytest.approx(b, abs=1e-3)
    assert found.log_likelihood == pytest.approx(likelihood, abs=0.01)
    assert round(100 * float(sbg.survival(12, **found.parameters)), 1) == year_12
    assert found.log_likelihood == pytest.approx(
        sbg.log_likelihood(table[:8], **found.parameters), abs=1e-9
    )


def test_retention_rates_of_the_fits():
    years = [1, 2, 3, 4]
    regular = sbg.retention_rate(years, 0.70408, 1.18204)
    assert regular == pytest.approx([0.627, 0.756, 0.819, 0.856], abs=5e-4)
    high_end = sbg.retention_rate(years, 0.66809, 3.80609)
    assert high_end == pytest.approx([0.851, 0.878, 0.897, 0.911], abs=5e-4)


def test_standard_errors_cover_the_spread_of_estimates():
    rng = np.random.default_rng(3)
    truth = sbg.fit(REGULAR[:8])
    chances = -np.diff(sbg.survival(np.arange(8), **truth.parameters))
    draws = rng.multinomial(1000, [*chances, 1 - chances.sum()], size=40)
    tables = 1000 - np.cumsum(np.hstack([np.zeros((40, 1)), draws[:, :-1]]), axis=1)
    found = pd.DataFrame([sbg.fit(table).parameters for table in tables])
    # A standard deviation from 40 draws has a relative standard error of 1/√80 = 11 %.
    for name, error in truth.standard_errors.items():
        assert found[name].std() == pytest.approx(error, rel=3 * 0.11)


def test_closed_form_equals_the_mixture_of_geometrics():
    def mixed(t):
        density = stats.beta(0.7, 1.2).pdf
        return integrate.quad(lambda p: (1 - p) ** t * density(p), 0, 1)[0]

    assert sbg.survival([1, 5, 12], 0.7, 1.2) == pytest.approx([mixed(t) for t in (1, 5, 12)])


def test_survival_equals_kaplan_meier_of_drawn_customers():
    rng = np.random.default_rng(5)
    customers = 20_000
    lifetimes = rng.geometric(rng.beta(0.668, 3.806, customers))
    observed = KaplanMeierFitter().fit(np.minimum(lifetimes, 12), lifetimes <= 12)
    years = np.arange(1, 12)
    exact = sbg.survival(years, 0.668, 3.806)
    error = np.sqrt(exact * (1 - exact) / customers)  # standard error, about .0034
    assert (np.abs(observed.predict(years).to_numpy() - exact) < 3.5 * error).all()


@given(shapes, shapes)
def test_retention_rises_although_nobody_changes(a, b):
    rates = sbg.retention_rate(np.arange(1, 30), a, b)
    t = np.arange(1, 30)
    assert rates == pytest.approx((b + t - 1) / (a + b + t - 1))
    assert (np.diff(rates) > 0).all()


@given(shapes, shapes, st.floats(0.3, 3))
def test_survival_churn_and_retention_fit_together(a, b, c):
    t = np.arange(1, 20)
    survival = sbg.survival(np.arange(20), a, b, c)
    assert survival[0] == 1
    assert ((survival >= 0) & (survival <= 1)).all()
    assert sbg.churn(t, a, b, c) == pytest.approx(-np.diff(survival), abs=1e-12)
    assert sbg.retention_rate(t, a, b, c) * survival[:-1] == pytest.approx(survival[1:], abs=1e-12)


def test_shape_bends_a_customers_own_hazard():
    t = np.arange(1, 13)
    alike = 1e7  # a and b so large that all customers are the same: only the own hazard is left
    for c, sign in ((0.5, 1), (1.0, 0), (2.0, -1)):
        change = np.diff(sbg.retention_rate(t, 0.1 * alike, 0.9 * alike, c))
        assert (np.abs(change) < 1e-5).all() if sign == 0 else (np.sign(change) == sign).all()
    assert sbg.survival(3, 0.1 * alike, 0.9 * alike, 2) == pytest.approx(0.9**9, rel=1e-4)


@given(st.floats(0.05, 0.9), st.integers(0, 30))
def test_equal_customers_are_geometric(p, t):
    assert sbg.survival(t, 1e7 * p, 1e7 * (1 - p)) == pytest.approx(
        geometric.survival(t, p), rel=1e-3, abs=1e-9
    )


def test_mean_lifetime():
    t = np.arange(200_000)
    assert sbg.mean_lifetime(3, 2) == pytest.approx(sbg.survival(t, 3, 2).sum(), rel=1e-4)
    assert sbg.mean_lifetime(1, 2) == float("inf")


def test_likelihood_needs_no_churn_in_every_period():
    assert np.isfinite(sbg.log_likelihood([100, 80, 80, 70], 1, 3))


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ([1000, 800], "at least three counts"),
        ([0.8, 0.7, 0.6], "start at 1 or more"),
        ([1000, 800, 810], "never rise"),
        ([[1000, 800, 700]], "one column"),
        ([1000, float("nan"), 700], "survivors must be a number of 0 or more, not nan"),
        (1000 * 0.8 ** np.arange(8), "do not determine a and b"),
        ([1000, 800, 640, 512, 410], "do not determine a and b"),
        (1000 - 100 * np.arange(8), "do not determine a and b"),
    ],
)
def test_fit_refuses_tables_without_an_answer(table, sentence):
    with pytest.raises(CxsimError, match=sentence):
        sbg.fit(table)
