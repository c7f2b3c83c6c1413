"""Scenarios are values: changed copies, equality, freezing, files and pickles."""

import copy
import math
import pickle
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from cxsim.fields import bounds_of, parameters_of
from cxsim.scenario.files import load, presets
from cxsim.scenario.scenario import Scenario

PRESETS = sorted(presets().index)
AGENTS = "company.touchpoints.call_centre.agents"

# Each of these must fit to a neighbour, so that a random value alone is no scenario.
TIED = (
    *(".share", ".heart", ".mind", ".hands", ".peak", ".end", ".average"),
    *("days", ".agents", ".handling_minutes", ".bot.understands"),
)
TEXTS = [
    *(
        "",
        " ",
        "  lead",
        "trail ",
        "a: b",
        "# c",
        "- d",
        "'",
        '"',
        "\\",
        "%x",
        "@x",
        "`x",
        "&a",
        "*a",
    ),
    *(
        "no",
        "~",
        "=",
        "<<",
        "1e5",
        "1e-3",
        "0x1F",
        "9:30",
        "1_000",
        "2024-01-01",
        ".nan",
        "!x",
        "...",
    ),
    *(
        "a\nb",
        "a\r\nb",
        "a\rb",
        "a\x85b",
        "a\u2028b",
        "\ufeffa",
        "\x00",
        "\x7f",
        "\t",
        "😀",
        "опыт",
    ),
    *("x" * 300, "a b " * 100, "\n\n", " \n "),
]


def numbers(scenario):
    """(path, value, field) of every number that may take any value within its bounds."""
    return [
        (path, value, field)
        for path, value, field in parameters_of(scenario)
        if "unit" in (field.json_schema_extra or {})
        and value is not None
        and not path.endswith(TIED)
    ]


def any_value(value, field):
    low, high = bounds_of(field)
    if isinstance(value, int):
        return st.integers(int(low), int(high))
    return st.floats(low, high, allow_nan=False)


def changes_of(scenario):
    """Draw some numbers of a scenario with new values for them."""
    paths = st.lists(st.sampled_from(numbers(scenario)), max_size=5, unique_by=lambda item: item[0])
    return paths.flatmap(
        lambda items: st.fixed_dictionaries(
            {path: any_value(value, field) for path, value, field in items}
        )
    )


# -- changed copies --------------------------------------------------------------------------


def test_replace_returns_a_new_scenario():
    bank = load("bank")
    before = bank.model_dump()
    fewer = bank.replace({AGENTS: 5}, customers=500)
    assert fewer.value(AGENTS) == 5
    assert fewer.customers == 500
    assert fewer != bank
    assert bank.model_dump() == before
    assert bank == load("bank")
    assert bank.replace() == bank
    assert bank.replace({AGENTS: bank.value(AGENTS)}) == bank


def test_replace_takes_whole_blocks():
    bank = load("bank")
    clinic = load("clinic")
    assert bank.replace({"company.gaps": clinic.company.gaps}).company.gaps == clinic.company.gaps
    gaps = {"knowledge": 0, "design": 0, "delivery": 0, "communication": 0}
    assert bank.replace({"company.gaps": gaps}).company.gaps.delivery == 0


def test_under_and_at_return_new_scenarios():
    bank = load("bank")
    before = bank.model_dump()
    assert bank.under("cem").value("levers.cem") == 1
    later = bank.at(180, {AGENTS: 9})
    assert later.value(AGENTS) == bank.value(AGENTS)
    assert [(day, stage.value(AGENTS)) for day, stage in later.stages] == [(0, 6), (180, 9)]
    assert bank.model_dump() == before
    assert len(bank.stages) == 1


def test_dated_changes_add_up_in_the_order_of_days():
    bank = load("bank").at(300, {AGENTS: 4}).at(100, {"company.gaps.delivery": 0.5, AGENTS: 8})
    days = [day for day, _ in bank.stages]
    agents = [stage.value(AGENTS) for _, stage in bank.stages]
    gaps = [stage.company.gaps.delivery for _, stage in bank.stages]
    assert days == [0, 100, 300]
    assert agents == [6, 8, 4]
    assert gaps == [0.3, 0.5, 0.5]


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_replace_sets_exactly_what_it_was_given(data):
    scenario = load(data.draw(st.sampled_from(PRESETS)))
    changes = data.draw(changes_of(scenario))
    changed = scenario.replace(changes)
    for path, value, _ in numbers(scenario):
        assert changed.value(path) == changes.get(path, value)


@pytest.mark.parametrize("number", [np.int64(7), np.int32(7), np.uint8(7), np.array(7)])
def test_numpy_whole_numbers(number):
    bank = load("bank").replace({AGENTS: number})
    assert bank.value(AGENTS) == 7
    assert type(bank.value(AGENTS)) is int
    assert load("bank").at(10, {AGENTS: number}).stages[1][1].value(AGENTS) == 7


@pytest.mark.parametrize("number", [np.float64(0.25), np.float32(0.25), np.array(0.25)])
def test_numpy_numbers(number):
    bank = load("bank").replace({"company.gaps.design": number})
    assert type(bank.company.gaps.design) is float
    assert bank.company.gaps.design == 0.25
    assert bank.to_yaml() == load("bank").replace({"company.gaps.design": 0.25}).to_yaml()


def test_numpy_days_and_truth_values():
    assert load("bank").at(np.float64(180), {AGENTS: 9}).stages[1][0] == 180
    assert (
        not load("bank")
        .replace({"behaviour.survey.enabled": np.bool_(False)})
        .behaviour.survey.enabled
    )


# -- freezing --------------------------------------------------------------------------------


def parts(node):
    """Everything below a scenario, itself included."""
    yield node
    if isinstance(node, BaseModel):
        below = [getattr(node, name) for name in type(node).model_fields]
    elif isinstance(node, Mapping):
        below = list(node.values())
    else:
        below = list(node) if isinstance(node, tuple) else []
    for child in below:
        yield from parts(child)


@pytest.mark.parametrize("name", PRESETS)
def test_frozen_all_the_way_down(name):
    scenario = load(name).under("cem").at(10, {"levers.cem": 0.5})
    before = scenario.model_dump()
    for part in parts(scenario):
        assert not isinstance(part, list | set | bytearray)
        if isinstance(part, BaseModel):
            for field in type(part).model_fields:
                with pytest.raises(ValidationError):
                    setattr(part, field, getattr(part, field))
        elif isinstance(part, Mapping):
            for change in (
                lambda table: table.__setitem__("x", 1),
                lambda table: table.update(x=1),
                lambda table: table.setdefault("x", 1),
                lambda table: table.pop("x"),
                lambda table: table.popitem(),
                lambda table: table.clear(),
                lambda table: table.__ior__({"x": 1}),
                lambda table: table.__delitem__(next(iter(table), "x")),
            ):
                with pytest.raises(TypeError, match="frozen"):
                    change(part)
    assert scenario.model_dump() == before


# -- pickles and files -----------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_pickles_and_copies(name):
    scenario = load(name).under("cem").at(10, {"levers.cem": 0.5})
    for same in (pickle.loads(pickle.dumps(scenario)), copy.deepcopy(scenario)):
        assert same == scenario
        assert hash(same) == hash(scenario)
        assert same.stages == scenario.stages
        assert all(type(a) is type(b) for a, b in zip(parts(same), parts(scenario), strict=True))


@pytest.mark.parametrize("name", PRESETS)
def test_yaml_round_trip(name, tmp_path):
    scenario = (
        load(name).under("cem", "proactive").at(10, {"levers.cem": 0.5, "market.macro.sd": 0.1})
    )
    path = tmp_path / "mine.yaml"
    text = scenario.to_yaml(path)
    assert path.read_text(encoding="utf-8") == text
    assert load(path) == scenario
    assert load(str(path)).to_yaml() == text


@pytest.fixture(scope="module")
def some_path(tmp_path_factory):
    return tmp_path_factory.mktemp("round_trip") / "scenario.yaml"


@given(data=st.data(), title=st.text(), name=st.text())
@settings(max_examples=60, deadline=None)
def test_any_scenario_comes_back_exactly(some_path, data, title, name):
    scenario = load(data.draw(st.sampled_from(PRESETS)))
    changed = scenario.replace(data.draw(changes_of(scenario)), title=title, name=name)
    text = changed.to_yaml(some_path)
    again = load(some_path)
    assert again == changed
    assert again.to_yaml() == text
    for path, value, _ in numbers(changed):
        assert math.copysign(1, again.value(path)) == math.copysign(1, value)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_comes_back_exactly(tmp_path, text):
    scenario = load("cdnow").replace(title=text, story=f"{text} and {text}")
    scenario.to_yaml(tmp_path / "mine.yaml")
    assert load(tmp_path / "mine.yaml") == scenario


def test_numbers_with_an_exponent_are_numbers(tmp_path):
    path = tmp_path / "mine.yaml"
    text = load("bank").to_yaml()
    path.write_text(text.replace("discount_per_year: 0.12", "discount_per_year: 12e-2"))
    assert load(path) == load("bank")


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(load("bank").to_yaml(), encoding="utf-8-sig")
    assert load(path) == load("bank")


def test_schema_for_other_programs():
    schema = Scenario.json_schema()
    agents = schema["$defs"]["Touchpoint"]["properties"]["agents"]
    assert agents["minimum"] == 0
    assert agents["unit"] == "agents"
    assert set(schema["properties"]) == set(Scenario.model_fields)
