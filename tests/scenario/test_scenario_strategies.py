"""The shipped strategies."""

import pytest

from cxsim.scenario.files import load
from cxsim.scenario.levers import shipped_levers
from cxsim.scenario.strategy import load_strategy, strategies

CONCEPTS = {  # advantages and risks that the papers' table names for each
    "reactive_crm": (5, 5),
    "cem": (5, 4),
    "customer_centricity": (5, 3),
    "service_dominant": (5, 4),
    "brand_advocacy": (5, 4),
    "experience_economy": (5, 4),
}
ARCHITECTURES = ("phone", "multichannel", "crosschannel", "omnichannel")


def test_one_strategy_for_each_lever():
    table = strategies()
    assert set(table.index) == set(shipped_levers())
    for name in table.index:
        strategy = load_strategy(name)
        assert strategy.name == name
        assert {lever: block.strength for lever, block in strategy.levers.items()} == {name: 1.0}
        assert strategy.title and strategy.advantages and strategy.risks
        assert 1 <= strategy.description.count(".") <= 2
        assert "seed: 00" in strategy.source


@pytest.mark.covers(
    "S2-12",
    "S2-13",
    "S2-14",
    "S2-15",
    "S2-16",
    "S2-17",
    "each concept is a strategy with the paper's advantages and risks",
)
@pytest.mark.parametrize("name", CONCEPTS)
def test_concepts_come_with_their_advantages_and_risks(name):
    strategy = load_strategy(name)
    assert (len(strategy.advantages), len(strategy.risks)) == CONCEPTS[name]
    assert "002" in strategy.source


@pytest.mark.covers(
    "S3-03",
    "each architecture of channels is a strategy with its source and risks",
)
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_channel_architectures_are_strategies(name):
    strategy = load_strategy(name)
    assert "003" in strategy.source
    assert strategy.risks


def test_a_bundle_pulls_several_levers():
    bank = load("bank")
    bundle = bank.under("cem", "omnichannel")
    assert bundle.strategies == ("cem", "omnichannel")
    pulled = {name for name, lever in bundle.levers.items() if lever.strength > 0}
    assert pulled == {"cem", "omnichannel"}
    assert bundle == bank.under("cem").under("omnichannel")


def test_a_lever_is_never_let_go_by_a_strategy(tmp_path):
    path = tmp_path / "half.yaml"
    path.write_text(
        "name: half\ntitle: Half\ndescription: x\nsource: assumption\nlevers: {cem: 0.5}"
    )
    bank = load("bank")
    assert bank.under(str(path)).value("levers.cem") == 0.5
    assert bank.under("cem", str(path)).value("levers.cem") == 1
