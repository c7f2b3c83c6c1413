"""Levers are scenario data: read, changed, written, refused; the kit's and one's own."""

import math

import pytest
import yaml

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.scenario.levers import Effect, shipped_levers
from cxsim.scenario.scenario import Scenario
from cxsim.scenario.strategy import load_strategy

CONCIERGE = """
name: concierge
title: A concierge for everybody
description: One person who knows the customer.
source: assumption
levers:
  concierge:
    title: Concierge desk
    source: "assumption: the lecturer's own"
    cost: 0.015
    effects:
      warmth: {path: company.touchpoints.*.profile.emotional, plus: 0.4, likely: [0.1, 0.6],
        channels: [store, call_centre], source: "published~: somebody 2020"}
      slow: {path: company.touchpoints.*.handling_minutes, times: 1.2, role: side_effect}
      told: {path: company.service.announced_waits, set: true, threshold: 0.7}
"""


@pytest.fixture(scope="module")
def bank():
    return cx.load("bank")


@pytest.fixture
def concierge(tmp_path):
    path = tmp_path / "concierge.yaml"
    path.write_text(CONCIERGE, encoding="utf-8")
    return path


def told(call, *arguments, **keywords):
    with pytest.raises(CxsimError) as caught:
        call(*arguments, **keywords)
    return str(caught.value)


# -- reading and changing -------------------------------------------------------------------------


def test_a_levers_name_is_short_for_its_strength(bank):
    half = bank.replace({"levers.cem": 0.5})
    assert half == bank.replace({"levers.cem.strength": 0.5})
    assert half.value("levers.cem") == half.value("levers.cem.strength") == 0.5
    assert half.levers["cem"].strength == 0.5 and half.levers["cem"].cost == 0.02
    later = bank.at(30, {"levers.cem": 1})
    assert [stage.value("levers.cem") for _, stage in later.stages] == [0.0, 1.0]
    assert later.levers_in_use == {"cem"} and not bank.levers_in_use
    assert Scenario.from_data({**bank.to_data(), "levers": {"cem": 0.5}}) == half


def test_a_file_with_the_strengths_of_all_levers_is_read(bank):
    """As version 0.1 wrote them."""
    strengths = dict.fromkeys(shipped_levers(), 0.0) | {"proactive": 1.0}
    read = Scenario.from_data({**bank.to_data(), "levers": strengths})
    assert read == bank.replace({"levers.proactive": 1.0})


def test_a_block_says_only_what_is_different(bank):
    dear = {"cem": {"cost": 0.05, "effects": {"knowledge_gap": {"times": 0.9}}}}
    read = Scenario.from_data({**bank.to_data(), "levers": dear})
    one = {"levers.cem.cost": 0.05, "levers.cem.effects.knowledge_gap.times": 0.9}
    assert read == bank.replace(one)
    assert read.value("levers.cem") == 0.0 and read.value("levers.cem.delay") == 1.5
    # a change of the strength keeps what was changed before
    assert read.replace({"levers.cem": 1}).value("levers.cem.cost") == 0.05
    assert read.under("cem").value("levers.cem.cost") == 0.05
    assert read.at(9, {"levers.cem": 1}).stages[1][1].value("levers.cem.cost") == 0.05


@pytest.mark.parametrize("name", list(cx.presets().index))
def test_every_number_of_every_lever_is_a_parameter(name):
    table = cx.load(name).describe("levers")
    for lever, block in shipped_levers().items():
        numbers = [f"levers.{lever}.{field}" for field in ("strength", "cost", "delay")]
        for label, effect in block.effects.items():
            given = effect.model_dump(exclude_defaults=True)
            sizes = {"times", "plus", "towards", "per_readiness", "fades", "above", "at_most"}
            sizes |= {"by"} & set(given)
            numbers += [f"levers.{lever}.effects.{label}.{size}" for size in sizes & set(given)]
            if effect.set is not None:
                numbers.append(f"levers.{lever}.effects.{label}.threshold")
        for path in numbers:
            assert table.loc[path, "source"] and table.loc[path, "title"], path
            low, high = table.loc[path, "range"]
            assert low <= table.loc[path, "value"] <= high or path.endswith(".strength"), path


def test_ranges_are_half_to_double_the_effect(bank):
    table = bank.describe("levers")
    ranges = table["range"]
    assert ranges["levers.cem.cost"] == (0.01, 0.04)
    assert ranges["levers.cem.effects.emotion.plus"] == (0.075, 0.3)
    # A factor taken twice, or half of it: .5 is .25 at the most and .707 at the least.
    assert ranges["levers.cem.effects.knowledge_gap.times"] == (0.25, 0.707)
    assert ranges["levers.service_dominant.effects.price.times"] == (1.02, 1.07)
    assert ranges["levers.reactive_crm.effects.emotion.plus"] == (-0.2, -0.05)
    assert table.loc["levers.brand_advocacy.effects.referral_reward.plus", "unit"] == "money"


def test_levers_come_last_and_those_in_use_first(bank):
    paths = list(bank.under("proactive").describe().index)
    levers = [path for path in paths if path.startswith("levers.")]
    assert paths[-len(levers) :] == levers
    assert levers[0] == "levers.proactive.strength"
    assert list(bank.describe("company.gaps").index) == [
        f"company.gaps.{name}"
        for name in (
            "knowledge", "design", "delivery", "communication",
            "underrated.heart", "underrated.mind", "underrated.hands",
        )
    ]  # fmt: skip
    assert "did you mean" in told(bank.describe, "levers.cme")


# -- writing --------------------------------------------------------------------------------------


def test_a_file_says_only_what_differs_from_the_kit(bank, tmp_path):
    assert yaml.safe_load(bank.to_yaml())["levers"] == {}
    changed = bank.under("cem", "phone").replace(
        {"levers.phone.cost": 0.01, "levers.omnichannel.effects.single_window.above": 0.2}
    )
    path = tmp_path / "mine.yaml"
    text = changed.to_yaml(path)
    assert yaml.safe_load(text)["levers"] == {
        "cem": 1.0,
        "omnichannel": {"effects": {"single_window": {"above": 0.2}}},
        "phone": {"strength": 1.0, "cost": 0.01},
    }
    assert cx.load(path) == changed and cx.load(path).to_yaml() == text


def test_an_own_lever_comes_back_exactly(bank, concierge, tmp_path):
    under = bank.under(concierge).replace({"levers.concierge.effects.warmth.plus": -0.0})
    under = under.at(20, {"levers.concierge": 0.4, "levers.concierge.cost": 0.02})
    path = tmp_path / "mine.yaml"
    text = under.to_yaml(path)
    again = cx.load(path)
    assert again == under and again.to_yaml() == text
    assert math.copysign(1, again.value("levers.concierge.effects.warmth.plus")) == -1
    bare = {**bank.to_data(), "levers": {"idle": {"effects": {}}}}
    assert Scenario.from_data(Scenario.from_data(bare).to_data()) == Scenario.from_data(bare)


# -- levers and strategies of one's own -----------------------------------------------------------


def test_a_strategy_may_bring_its_own_lever(bank, concierge):
    strategy = load_strategy(concierge)
    assert strategy.levers["concierge"].strength == 1.0  # who names a lever pulls it
    under = bank.under(concierge)
    assert under == bank.under(str(concierge)) == bank.under(strategy)
    assert under.strategies == ("concierge",) and under.levers_in_use == {"concierge"}
    table = under.describe("levers.concierge")
    assert table.loc["levers.concierge.effects.warmth.plus", "range"] == (0.1, 0.6)
    assert table.loc["levers.concierge.effects.warmth.plus", "source"].startswith("published~")
    assert table.loc["levers.concierge.cost", "source"] == "assumption: the lecturer's own"
    assert under.replace({"levers.concierge": 0.25}).value("levers.concierge") == 0.25


def test_a_strategy_is_no_firm(concierge):
    assert told(cx.load, concierge) == (
        "concierge.yaml: this is a strategy, not a firm: a firm's under(...) takes its name."
    )


def test_what_a_strategys_file_says_of_a_lever_holds(bank, tmp_path):
    path = tmp_path / "dear.yaml"
    path.write_text(
        "name: dear\ntitle: Dear\ndescription: x\nsource: assumption\n"
        "levers: {cem: {cost: 0.06}, proactive: 0.5}"
    )
    mine = bank.replace({"levers.cem.cost": 0.03, "levers.cem.delay": 1.0, "levers.proactive": 0.7})
    under = mine.under(path)
    assert under.value("levers.cem") == 1.0 and under.value("levers.proactive") == 0.7
    assert under.value("levers.cem.cost") == 0.06 and under.value("levers.cem.delay") == 1.0


def with_effect(bank, **effect):
    return Scenario.from_data({**bank.to_data(), "levers": {"own": {"effects": {"e": effect}}}})


AGENTS = "company.touchpoints.branch.agents"
REFUSED = [
    ({"path": "company.gaps.knowlege", "times": 0.5}, "did you mean 'company.gaps.knowledge'?"),
    ({"path": "company.touchpoints.*.agnts", "set": 3}, "did you mean 'company.touchpoints.*.agen"),
    ({"path": "company.touchpoints.brnach.open", "set": False}, "'company.touchpoints.branch'?"),
    ({"path": "firm.gaps.design", "times": 0.5}, "Unknown field 'firm.gaps.design'"),
    ({"path": "company.gaps", "times": 0.5}, "company.gaps is a block"),
    ({"path": "company.gaps.design.x", "times": 0.5}, "nothing that a lever can move"),
    ({"path": "market.needs.query.per_month", "times": 2.0}, "nothing that a lever can move"),
    ({"path": "behaviour.churn.a", "times": 2.0}, "nothing that a lever can move"),
    (
        {"path": AGENTS, "times": 2.0},
        "levers.own.effects.e.times: company.touchpoints.branch.agent",
    ),
    ({"path": "company.touchpoints.*.open", "towards": 0.0}, "does not move little by little"),
    ({"path": "company.staffing.rule", "plus": 1.0}, "does not move little by little"),
    ({"path": "company.gaps.design"}, "exactly one of times, plus, towards and set"),
    ({"path": "company.gaps.design", "times": 1.0, "plus": 0.1}, "exactly one of times"),
    ({"path": "company.gaps.design", "plus": 0.1, "by": 0.5}, "by and per_readiness belong to"),
    ({"path": "company.gaps.design", "set": 0.1, "fades": 0.5}, "a switch has no size"),
    ({"path": "company.recovery.justice", "towards": 1.5}, "towards: must lie between 0 and 1"),
    ({"path": "company.recovery.justice", "towards": -2.0}, "towards: must lie between 0 and 1"),
    ({"path": "company.staffing.rule", "set": "target"}, "must be 'fixed' or 'target_occupancy'"),
    ({"path": AGENTS, "set": 2.5}, "must be a whole number"),
    ({"path": AGENTS, "set": 0}, "cannot change between 5 and 0 during a run"),
    ({"path": "company.gaps.design", "plus": 1.0, "unless": ["cme"]}, "did you mean 'cem'?"),
    ({"path": "company.gaps.design", "plus": 1.0, "scale": "company.offer.x"}, "company.offer."),
    ({"path": "company.gaps.design", "plus": 1.0, "chanels": ["web"]}, "did you mean 'levers.own"),
    ({"path": "company.gaps.design", "plus": 1.0, "channels": ["wbe"]}, "did you mean 'web'?"),
    ({"path": "company.gaps.design", "plus": 1.0, "likely": [2, 1]}, "the smaller number first"),
    ({"path": "company.gaps.design", "plus": math.inf}, "must be a finite number"),
]


@pytest.mark.parametrize(("effect", "words"), REFUSED)
def test_an_effect_that_cannot_be_is_refused(bank, effect, words):
    sentence = told(with_effect, bank, **effect)
    assert words in sentence and sentence.endswith((".", "?")), sentence


def test_the_same_mistakes_in_a_strategys_file_name_the_file(bank, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(CONCIERGE.replace("handling_minutes", "handling_minuts"))
    for call in (load_strategy, bank.under):
        sentence = told(call, path)
        assert sentence.startswith("mine.yaml: ")
        assert sentence.endswith("did you mean 'company.touchpoints.*.handling_minutes'?")
    assert "'levers.cem'?" in told(bank.replace, levers={"cme": {"cost": 0.1}})


def test_an_own_lever_is_held_against_the_firm_that_it_is_used_in(tmp_path):
    path = tmp_path / "app.yaml"
    path.write_text(CONCIERGE.replace("touchpoints.*.handling", "touchpoints.branch.handling"))
    assert cx.load("bank").under(path).levers_in_use == {"concierge"}
    assert "company.touchpoints.branch" in told(cx.load("telecom").under, path)


def test_the_size_of_an_effect_is_what_is_drawn():
    """A goal that is reached in part has its size in the part, else in the goal itself."""

    def drawn(**effect):
        entries = Effect(path="company.recovery.justice", **effect).entries()
        return {
            n: f.json_schema_extra["likely"] for n, f in entries if "likely" in f.json_schema_extra
        }

    assert drawn(times=0.5) == {"times": [0.25, 0.707]}
    assert drawn(towards=0.8, by=0.4) == {"by": [0.2, 0.8]}
    assert drawn(towards=0.8) == {"towards": [0.4, 1.6]}  # kept to the number's bounds when drawn
    assert drawn(plus=0.1, likely=(0.0, 0.3)) == {"plus": [0.0, 0.3]}
    assert drawn(plus=0.1, fades=0.05) == {"plus": [0.05, 0.2], "fades": [0.025, 0.1]}


# -- links and paths ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            "company.touchpoints.app.linked_to", ["brnach"],
            "Unknown touchpoint in company.touchpoints.app.linked_to 'brnach': "
            "did you mean 'branch'?",
        ),
        (
            "market.needs.query.path", ["app", "call_center"],
            "Unknown touchpoint in market.needs.query.path 'call_center': "
            "did you mean 'call_centre'?",
        ),
    ],
)  # fmt: skip
def test_a_misspelt_touchpoint_in_a_link_or_a_path(bank, path, value, sentence):
    assert told(bank.replace, {path: value}) == sentence
