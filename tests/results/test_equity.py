"""Customer equity: closed forms where nothing moves, and a backtest where everything does."""

import math

import numpy as np
import pytest

import cxsim as cx
from cxsim.engine import equity
from cxsim.engine.log import Log
from cxsim.engine.population import initial_customers
from cxsim.engine.run import execute
from cxsim.units import MONTH_DAYS

INDUSTRIES = ("bank", "telecom", "clinic", "car_dealer", "retailer")
HORIZONS = (24, 60, 300)  # months


def outlook(scenario, seed, monkeypatch, horizons=(math.inf,)):
    """What is expected at the end of the warm-up for each horizon; the run; the discount."""
    found = []
    value = equity.expected

    def spy(world, members, now, discount):
        found.append([value(world, members, now, discount, months) for months in horizons])
        return value(world, members, now, discount)

    monkeypatch.setattr(equity, "expected", spy)
    books = execute(scenario, seed, "auto", Log(keep=False)).books
    monkeypatch.undo()
    yearly = scenario.company.costs.discount_per_year
    return found[0], books, (1.0 + yearly) ** (1.0 / 12.0) - 1.0


def test_contracts_that_nothing_moves(monkeypatch):
    """Σ fee m ∫₀¹ vᵗ dt / (1 - v (1 - θ)): the annuity of Gupta, Lehmann and Stuart 2004."""
    scenario = cx.load("subscription").replace(customers=500, days=40)
    found, _, discount = outlook(scenario, 1, monkeypatch)
    stays = 1.0 - initial_customers(scenario, 1)["dropout"]
    factor = 1.0 / (1.0 + discount)
    month = (1.0 - factor) / math.log1p(discount)
    offer = scenario.company.offer
    fee = offer.fee_per_month * offer.gross_margin
    assert found[0].sales == pytest.approx((fee * month / (1.0 - factor * stays)).sum(), rel=1e-9)


def test_purchases_that_nothing_moves(monkeypatch):
    """Σ λ basket m / (λ θ + δ): BG/NBD with known λ and θ, discounted at a force δ."""
    scenario = cx.load("cdnow").replace(
        {"behaviour.purchase.spend_cv": 0.7}, customers=500, days=40
    )
    found, _, discount = outlook(scenario, 1, monkeypatch)
    people, offer = initial_customers(scenario, 1), scenario.company.offer
    rate = people["purchases_per_day"] * MONTH_DAYS
    per_purchase = offer.basket * offer.gross_margin * people["spend_factor"]
    expected = (rate * per_purchase / (rate * people["dropout"] + math.log1p(discount))).sum()
    assert found[0].sales == pytest.approx(expected, rel=1e-9)
    assert found[0].episodes == pytest.approx(
        (rate / (rate * people["dropout"] + math.log1p(discount))).sum(), rel=1e-9
    )


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["", "service_dominant", "personalisation"])
@pytest.mark.parametrize("name", INDUSTRIES)
def test_backtest(name, strategy, monkeypatch):
    """A closed cohort: predicted over realised discounted sales within 5 %, 5 seeds pooled."""
    scenario = cx.load(name).under(*[strategy] if strategy else [])
    warm_up = 730
    closed = {
        "market.acquisition.advertising_per_year": 0.0,
        "market.acquisition.word_of_mouth_per_year": 0.0,
    }
    scenario = scenario.replace(
        closed, warm_up_days=warm_up, days=warm_up + math.ceil(HORIZONS[-1] * MONTH_DAYS)
    )
    predicted, realised = np.zeros(3), np.zeros(3)
    for seed in range(1, 6):
        found, books, discount = outlook(scenario, seed, monkeypatch, HORIZONS)
        predicted += [part.sales for part in found]
        realised += [discounted_sales(books, warm_up, discount, months) for months in HORIZONS]
    assert np.abs(predicted / realised - 1.0).max() < 0.05, predicted / realised


def discounted_sales(books, start, discount, months):
    """Gross profit of sales in the months after a day, each discounted from its middle."""
    parts = [
        part for part in books.stretches if start <= part.start < start + months * MONTH_DAYS - 1
    ]
    ages = [(0.5 * (part.start + part.end) - start) / MONTH_DAYS for part in parts]
    return sum(
        part.totals["sales_profit"] * (1.0 + discount) ** -age
        for part, age in zip(parts, ages, strict=True)
    )
