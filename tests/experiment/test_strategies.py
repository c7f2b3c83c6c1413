"""The strategies in five industries: the page shows its figures, and its clearest cells hold."""

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

import cxsim as cx
from cxsim.experiment.strategies import (
    INDUSTRIES,
    NOTHING,
    READINESS,
    compare_strategies,
    firm_of,
    is_clear,
    strategy_effect,
    strategy_robustness,
)

DOCS = Path(__file__).parents[2] / "docs"
SEED = 2001  # neither tuned on nor shown on the page

# Sign of the value against doing nothing, where five runs are enough to tell.
CLEAREST = {
    ("bank", "high"): {
        "cem": 1, "proactive": 1, "customer_centricity": 1, "omnichannel": 1, "reactive_crm": 1,
        "service_dominant": 1, "phone": -1,
    },
    ("telecom", "high"): {
        "cem": 1, "proactive": 1, "customer_centricity": 1, "omnichannel": 1, "brand_advocacy": -1,
    },
    ("clinic", "high"): {"cem": 1, "experience_economy": 1, "omnichannel": -1, "phone": -1},
    ("car_dealer", "high"): {"cem": 1, "proactive": 1, "personalisation": -1},
    ("retailer", "high"): {"cem": 1, "experience_economy": -1, "omnichannel": -1, "phone": -1},
    ("bank", "low"): {"cem": 1, "service_dominant": -1, "personalisation": -1},
    ("clinic", "low"): {"customer_centricity": -1, "service_dominant": -1},
    ("car_dealer", "low"): {"experience_economy": -1, "personalisation": -1},
    ("retailer", "low"): {"cem": -1, "customer_centricity": -1, "brand_advocacy": -1},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.covers(
    "S2-12",
    "S2-13",
    "S2-14",
    "S2-15",
    "S2-16",
    "S2-17",
    "the clearest wins and losses of the concepts over industries, paired over seeds",
)
@pytest.mark.parametrize(("kind", "readiness"), CLEAREST, ids="-".join)
def test_clearest_cells(kind, readiness):
    """Paired differences of 5 runs: standard errors are .05 to .5 percent of revenue."""
    signs = CLEAREST[kind, readiness]
    found = compare_strategies(firm_of(kind, readiness), list(signs), 5, SEED)
    for name, sign in signs.items():
        value = strategy_effect(found, name).loc["value"]
        assert is_clear(value), (name, value.to_dict())
        assert value["mean"] * sign > 0.0, (name, value.to_dict())


@pytest.mark.slow
def test_calls_bring_less_where_customers_stay_out_of_habit():
    """A call wakes some of them. Standard errors are about .4 percent of revenue."""
    awake, asleep = (
        strategy_effect(
            compare_strategies(firm_of(kind, "high"), ["proactive"], 5, SEED), "proactive"
        )
        for kind in ("bank", "sleepy_bank")
    )
    assert asleep.loc["value", "ci_high"] < awake.loc["value", "ci_low"]


@pytest.mark.slow
@pytest.mark.covers(
    "S3-04",
    "omnichannel pays where matters cross channels or agents are few, and not in a web shop",
)
@pytest.mark.parametrize(("kind", "sign"), [("bank", 1), ("lean_telecom", 1), ("retailer", -1)])
def test_omnichannel_against_multichannel(kind, sign):
    """It pays where needs lead over several channels or agents are few, and not in a web shop.

    Standard errors are .05 to .3 percent of revenue.
    """
    names = ["omnichannel", "multichannel"]
    found = compare_strategies(firm_of(kind, "high"), names, 5, SEED)
    value = strategy_effect(found, *names).loc["value"]
    assert is_clear(value)
    assert value["mean"] * sign > 0.0


def test_a_late_strategy_changes_profit_and_equity_only():
    """Nothing shows within the warm-up, so the customers of the start are worth the same."""
    firm = firm_of("bank", "low", customers=100, days=200)
    found = compare_strategies(firm, ["cem"], 2, SEED)
    mean = strategy_effect(found, "cem")["mean"]
    assert mean["profit"] < 0.0
    assert mean["value"] == pytest.approx(mean["profit"] + mean["customer_equity"], rel=1e-9)


def test_money_is_in_percent_of_revenue():
    """Cross-channel costs .3 percent of revenue, from the first day."""
    found = compare_strategies(firm_of("bank", "low", 100, 150), ["crosschannel"], 2, SEED)
    assert strategy_effect(found, "crosschannel").loc["profit", "mean"] == pytest.approx(-0.3)


def test_a_firm_is_its_preset_at_a_readiness():
    for kind in INDUSTRIES:
        firm = firm_of(kind, "low", customers=50)
        assert firm.company.readiness.model_dump() == dict(READINESS["low"])
        assert firm.company.gaps == cx.load(kind).company.gaps
    assert firm_of("sleepy_bank", "high").behaviour.churn.inertia == 0.6
    for wrong, told in ((("banks", "high"), "'bank'"), (("bank", "hihg"), "'high'")):
        with pytest.raises(cx.CxsimError, match=told):
            firm_of(*wrong)


@pytest.fixture(scope="module")
def page():
    """The module that makes the tables of the page."""
    spec = importlib.util.spec_from_file_location("strategy_page", DOCS / "strategy_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def maker(page):
    """The module that runs the strategies."""
    spec = importlib.util.spec_from_file_location("table", DOCS / "make_strategy_table.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "strategy_page", page)
        spec.loader.exec_module(module)
    return module


def test_a_clear_cell_tells_in_which_share_of_draws_it_holds(page, maker):
    """Cross-channel, before anything shows: it costs .3 % of revenue and loses in every draw."""
    firm = firm_of("bank", "low", 60, 150)
    found = compare_strategies(firm, ["crosschannel", "phone"], 2, SEED)
    cells = {
        ("bank", "low", seeds, name, NOTHING): strategy_effect(found, name)
        for seeds in (page.TUNING, page.HELD_OUT)
        for name in ("crosschannel", "phone")
    }
    table = pd.concat(cells, names=page.KEY)
    table.loc[pd.IndexSlice[:, :, :, "phone"], ["ci_low", "ci_high"]] = (-1.0, 1.0)
    table.loc[pd.IndexSlice[:, :, :, "crosschannel"], ["ci_low", "ci_high"]] = (-9e9, -1.0)
    told = maker.with_shares(table, draws=10, workers=1, customers=60, days=150)
    assert told.holds.notna().sum() == 1
    assert told.holds["bank", "low", page.TUNING, "crosschannel", NOTHING, "value"] == 1.0
    assert page.cell(told, "bank", "low", "crosschannel", NOTHING).endswith("** (100 %)")
    assert not page.cell(told, "bank", "low", "phone", NOTHING).endswith("%)")
    assert not page.cell(table, "bank", "low", "crosschannel", NOTHING).endswith("%)")


def test_a_cell_draws_the_strategys_numbers_and_not_the_firms_readiness():
    firm = firm_of("bank", "low", 60, 150)
    draws = strategy_robustness(firm, "omnichannel", "multichannel", draws=10, workers=1).draws
    assert {"levers.omnichannel.cost", "levers.multichannel.cost"} <= set(draws)
    assert "levers.omnichannel.effects.story_kept_here.towards" in draws
    assert not [path for path in draws if path.startswith(("company.readiness.", "levers.cem."))]


@pytest.fixture
def effects(page):
    """The stored effects."""
    return pd.read_csv(DOCS / "strategies.csv", index_col=page.KEY)


def test_the_page_shows_the_stored_effects(page, effects):
    shown = page.PAGE.read_text(encoding="utf-8")
    told = "run: python docs/make_strategy_table.py --page"
    assert page.page_with(effects, shown) == shown, told


def test_every_cell_is_stored(page, effects):
    cells = effects.xs("value", level="kpi").xs(page.TUNING, level="seeds")
    against_nothing = cells.xs(NOTHING, level="reference").loc[list(INDUSTRIES)]
    assert len(against_nothing) == len(INDUSTRIES) * len(READINESS) * len(cx.strategies())


def test_a_page_without_marks_is_refused(page):
    assert page.between_marks("a <!-- x -->\nold<!-- end of x --> b", "x", "new") == (
        "a <!-- x -->\n\nnew\n\n<!-- end of x --> b"
    )
    with pytest.raises(ValueError, match="marks of y"):
        page.between_marks("a page", "y", "new")
