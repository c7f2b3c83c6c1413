"""The reference tables of the literature, recomputed from their formulas."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from scipy.special import betaln, expit, gammaln, hyp2f1

from cxsim import datasets


@pytest.mark.parametrize("segment", ["regular", "high_end"])
def test_survivors_have_the_likelihood_of_the_fit(segment):
    """A wrong figure in years 1 to 7 would move the log-likelihood."""
    table = datasets.load("sbg_retention")
    survivors = table[table["segment"] == segment].set_index("year")["survivors_pct"]
    assert survivors.index.tolist() == list(range(13))
    assert survivors[0] == 100
    assert (survivors.diff().dropna() < 0).all()
    facts = table.attrs["facts"]
    alpha, beta = facts[f"{segment}_alpha"], facts[f"{segment}_beta"]
    people = survivors * facts["customers_in_fit"] / 100
    last = facts["fit_years"]
    stay = {t: betaln(alpha, beta + t) - betaln(alpha, beta) for t in range(last + 1)}
    leave = {t: betaln(alpha + 1, beta + t - 1) - betaln(alpha, beta) for t in range(1, last + 1)}
    likelihood = people[last] * stay[last]
    likelihood += sum((people[t - 1] - people[t]) * leave[t] for t in leave)
    assert likelihood == pytest.approx(facts[f"{segment}_log_likelihood"], abs=0.01)


def test_logit_offsets_give_the_intentions_back():
    table = datasets.load("tarp_repurchase")
    for severity, base in (("minor", 0.37), ("major", 0.09)):
        rows = table[table["severity"] == severity]
        shares = expit(math.log(base / (1 - base)) + rows["logit_offset"])
        assert (100 * shares).tolist() == pytest.approx(rows["repurchase_pct"].tolist(), abs=0.15)
        assert rows["repurchase_pct"].is_monotonic_increasing


def steady_state(servers: int, arrivals: float, services: float, leaving: float) -> list[float]:
    """Probabilities of n customers in M/M/c with patience, from the birth and death chain."""
    weights = [1.0]
    while len(weights) < servers + 10 or weights[-1] > 1e-16 * max(weights):
        n = len(weights)
        death = min(n, servers) * services + max(n - servers, 0) * leaving
        weights.append(weights[-1] * arrivals / death)
    total = math.fsum(weights)
    return [weight / total for weight in weights]


@pytest.mark.covers("S3-06", "queues of the table recomputed from their birth and death chains")
def test_queues_recomputed():
    table = datasets.load("erlang_golden")
    for row in table.itertuples():
        leaving = 0.0 if row.model == "erlang_c" else row.abandonments_per_minute
        rates = (row.arrivals_per_minute, row.services_per_minute)
        chain = list(enumerate(steady_state(row.servers, *rates, leaving)))
        queue = math.fsum((n - row.servers) * p for n, p in chain if n > row.servers)
        waits = math.fsum(p for n, p in chain if n >= row.servers)
        busy = math.fsum(min(n, row.servers) * p for n, p in chain) / row.servers
        assert row.mean_queue == pytest.approx(queue, abs=1e-6)
        assert row.mean_wait_minutes == pytest.approx(queue / rates[0], abs=1e-6)
        assert row.probability_wait == pytest.approx(waits, abs=1e-6)
        assert row.utilisation == pytest.approx(busy, abs=1e-6)
        if row.model == "erlang_a":
            assert row.probability_abandon == pytest.approx(leaving * queue / rates[0], abs=1e-6)
        else:
            spare = row.servers * rates[1] - rates[0]
            assert row.within_20_seconds == pytest.approx(
                1 - waits * math.exp(-spare / 3), abs=1e-6
            )


def test_staffing_rows_bracket_the_answers():
    table = (
        datasets.load("erlang_golden")
        .set_index(["model", "servers", "arrivals_per_minute"])
        .sort_index()
    )
    assert table.loc[("erlang_c", 51, 48), "within_20_seconds"].item() < 0.8
    assert table.loc[("erlang_c", 52, 48), "within_20_seconds"].item() > 0.8
    assert table.loc[("erlang_a", 50, 48), "probability_abandon"].item() > 0.03
    assert table.loc[("erlang_a", 51, 48), "probability_abandon"].item() < 0.03


@pytest.fixture
def cdnow() -> pd.DataFrame:
    return datasets.load("bgnbd_cdnow").set_index(["model", "quantity"]).sort_index()


def test_computed_parameters_round_to_the_published_ones(cdnow):
    published = cdnow.loc["bgnbd_published"].drop("expected_future_purchases")
    for name, row in published.iterrows():
        digits = 1 if name == "log_likelihood" else 3
        assert round(cdnow.loc[("bgnbd", name), "value"].item(), digits) == row["value"]
    values = cdnow.loc["bgnbd", "value"]
    assert values["r_over_alpha"] == pytest.approx(values["r"] / values["alpha"], abs=1e-6)
    assert values["a_over_a_plus_b"] == pytest.approx(
        values["a"] / (values["a"] + values["b"]), abs=1e-6
    )
    counts = cdnow.loc["data", "value"]
    assert counts["share_without_repeat"] == pytest.approx(
        counts["customers_without_repeat"] / counts["customers"], abs=1e-4
    )


def test_closed_forms_recomputed(cdnow):
    bgnbd = cdnow.loc["bgnbd"]
    r, alpha, a, b = (bgnbd.loc[name, "value"] for name in ("r", "alpha", "a", "b"))

    for row in bgnbd.loc["expected_purchases"].itertuples():
        t = row.time_weeks
        bought = 1 - (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, t / (alpha + t))
        assert row.value == pytest.approx((a + b - 1) / (a - 1) * bought, abs=1e-6)

    def probability(x: int, t: float) -> float:
        stay = math.log(alpha / (alpha + t)) * r
        rates = [gammaln(r + j) - gammaln(r) - gammaln(j + 1) for j in range(x + 1)]
        share = t / (alpha + t)
        alive = math.exp(betaln(a, b + x) - betaln(a, b) + rates[x] + stay) * share**x
        if x == 0:
            return alive
        fewer = sum(math.exp(rates[j] + stay) * share**j for j in range(x))
        return alive + math.exp(betaln(a + 1, b + x - 1) - betaln(a, b)) * (1 - fewer)

    for row in bgnbd.loc["probability_of_purchases"].itertuples():
        expected = probability(row.repeat_purchases, row.time_weeks)
        assert row.value == pytest.approx(expected, abs=1e-5)

    def alive(x: int, last: float, observed: float) -> float:
        if x == 0:
            return 1.0
        return 1 / (1 + a / (b + x - 1) * ((alpha + observed) / (alpha + last)) ** (r + x))

    for row in bgnbd.loc["probability_alive"].itertuples():
        expected = alive(row.repeat_purchases, row.last_purchase_weeks, row.observed_weeks)
        assert row.value == pytest.approx(expected, abs=1e-6)

    for row in bgnbd.loc["expected_future_purchases"].itertuples():
        x, t, observed = row.repeat_purchases, row.time_weeks, row.observed_weeks
        share = t / (alpha + observed + t)
        decay = ((alpha + observed) / (alpha + observed + t)) ** (r + x)
        bought = 1 - decay * hyp2f1(r + x, b + x, a + b + x - 1, share)
        expected = (a + b + x - 1) / (a - 1) * bought * alive(x, row.last_purchase_weeks, observed)
        assert row.value == pytest.approx(expected, abs=1e-6)
