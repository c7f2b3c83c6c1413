"""Every mistake is one sentence that names the field and, where possible, what was meant."""

import copy
import math
from pathlib import Path

import numpy as np
import pytest

from cxsim.errors import CxsimError, nearest, unknown
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.scenario.strategy import load_strategy

CALL = "company.touchpoints.call_centre"


def told(call, *arguments, **keywords):
    """The sentence that a mistaken call is answered with."""
    with pytest.raises(CxsimError) as caught:
        call(*arguments, **keywords)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    assert caught.value.__cause__ is None
    return sentence


def with_value(path, value):
    """The bank's data with one value that the path need not have had."""
    data = load("bank").model_dump()
    node = data
    *parents, last = path.split(".")
    for part in parents:
        node = node[part]
    node[last] = value
    return data


# -- names -----------------------------------------------------------------------------------

MISSPELT = {
    "custmers": "customers",
    "company.gapz": "company.gaps",
    "company.gaps.desing": "company.gaps.design",
    "company.readiness.tems": "company.readiness.team",
    f"{CALL}.agent": f"{CALL}.agents",
    f"{CALL}.profile.emotion": f"{CALL}.profile.emotional",
    "market.need": "market.needs",
    "market.needs.query.per_mont": "market.needs.query.per_month",
    "market.segments.seniors.shares": "market.segments.seniors.share",
    "market.needs.query.fit.callcentre": "call_centre",
    "market.macro.persistance": "market.macro.persistence",
    "behaviour.churn.dormant": "behaviour.churn.dormant_share",
    "levers.omnichanel": "levers.omnichannel",
}


@pytest.mark.parametrize("path", MISSPELT)
def test_misspelt_name_in_data(path):
    sentence = told(Scenario.from_data, with_value(path, 1))
    assert repr(path) in sentence
    assert f"did you mean {MISSPELT[path]!r}?" in sentence


@pytest.mark.parametrize("path", MISSPELT)
def test_misspelt_name_in_a_path(path):
    bank = load("bank")
    for call in (bank.value, lambda path: bank.replace({path: 1})):
        sentence = told(call, path)
        assert repr(path) in sentence
        assert f"{MISSPELT[path].rpartition('.')[2]}'?" in sentence


@pytest.mark.parametrize(
    "path",
    [p for p in MISSPELT if p.startswith(("company.", "levers.", "market.macro", "market.needs"))],
)
def test_misspelt_name_in_a_dated_change(path):
    sentence = told(load("bank").at, 100, {path: 1})
    assert repr(path) in sentence
    assert f"{MISSPELT[path].rpartition('.')[2]}'?" in sentence


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("compny.gaps.design", "company"),
        ("company.gap.design", "company.gaps"),
        ("company.touchpoints.call_center.agents", CALL),
        ("Company.gaps.design", "company"),
        ("behaviour.Churn.a", "behaviour.churn"),
        ("market.needs.querry.per_month", "market.needs.query"),
    ],
)
def test_path_that_goes_wrong_in_the_middle(path, meant):
    assert told(load("bank").value, path) == f"Unknown field {path!r}: did you mean {meant!r}?"


def test_path_without_a_likely_name():
    bank = load("bank")
    sentence = told(bank.value, "company.gaps.xyzzy")
    assert sentence.endswith(
        "below company.gaps are knowledge, design, delivery, communication, underrated."
    )
    assert "customers.x" in told(bank.value, "customers.x")
    for path in ("", " ", ".", "company..gaps", "a\nb", "x" * 10_000):
        assert len(told(bank.value, path)) < 400


def test_names_as_keywords():
    assert "'customers'" in told(load("bank").replace, custmers=5)


@pytest.mark.parametrize(
    ("call", "name", "meant"),
    [
        (load, "bnak", "'bank'"),
        (load, "Bank", "'bank'"),
        (load, "dealer", "'car_dealer'"),
        (load, "contact centre", "'contact_centre'"),
        (load, "xyzzy", "valid names are bank,"),
        (load, "", "valid names are bank,"),
        (load_strategy, "cme", "'cem'"),
        (load_strategy, "omni", "'omnichannel'"),
        (load_strategy, "xyzzy", "valid names are brand_advocacy,"),
    ],
)
def test_unknown_preset_or_strategy(call, name, meant):
    sentence = told(call, name)
    assert repr(name) in sentence
    assert meant in sentence


def test_unknown_strategy_in_a_bundle():
    assert "'omnichannel'" in told(load("bank").under, "cem", "omnichanel")


@pytest.mark.parametrize("name", ["a.b", "", " ", "a\nb", "a/b", 5, None, True])
def test_own_names_must_fit_into_paths(name):
    data = load("bank").model_dump()
    data["market"]["segments"][name] = {"share": 0}
    assert "market.segments: the name" in told(Scenario.from_data, data)


def test_own_names_in_any_language():
    data = load("bank").model_dump()
    data["market"]["segments"]["молодые-клиенты 2"] = {"share": 0.0}
    assert "молодые-клиенты 2" in Scenario.from_data(data).market.segments


# -- values ----------------------------------------------------------------------------------

WRONG = [
    (f"{CALL}.agents", -1, "must be 0 or more, not -1"),
    (f"{CALL}.agents", 10**9, "must be 100000 or less"),
    (f"{CALL}.agents", True, "must be a whole number"),
    (f"{CALL}.agents", "5", "not the text '5'"),
    (f"{CALL}.agents", 5.5, "must be a whole number"),
    (f"{CALL}.agents", 5.0, "without a decimal point), not 5.0"),
    (f"{CALL}.agents", None, "must be a whole number"),
    (f"{CALL}.agents", math.nan, "not nan"),
    (f"{CALL}.agents", math.inf, "not inf"),
    (f"{CALL}.agents", [5], "not a list"),
    (f"{CALL}.agents", {"n": 5}, "not a block of names and values"),
    (f"{CALL}.agents", np.array([1, 2]), "must be a whole number"),
    (f"{CALL}.handling_minutes", math.nan, "must be a finite number, not nan"),
    (f"{CALL}.handling_minutes", math.inf, "must be a finite number, not inf"),
    (f"{CALL}.handling_minutes", -math.inf, "must be a finite number, not -inf"),
    (f"{CALL}.handling_minutes", True, "must be a number, not True"),
    (f"{CALL}.handling_minutes", "six", "must be a number, not the text 'six'"),
    (f"{CALL}.handling_minutes", -1.0, "must be 0 or more, not -1.0"),
    (f"{CALL}.handling_minutes", np.zeros((50, 50)), "must be a number"),
    (f"{CALL}.channel", 5, "'call_centre'"),
    (f"{CALL}.channel", "call_center", "did you mean 'call_centre'?"),
    (f"{CALL}.profile", 0.1, "must be a block of names and values, not 0.1"),
    (CALL, None, "must be a block of names and values, not empty"),
    ("company.touchpoints", {}, "must not be empty"),
    ("company.touchpoints", ["app"], "must be a block of names and values, not a list"),
    ("company", "x" * 10_000, "must be a block of names and values"),
    ("market.needs.query.fit.branch", "x", "must be a number"),
    ("market.needs.query.fit.branch", math.nan, "must be a finite number"),
    ("market.needs.query.fit.branch", -math.inf, "must be a finite number"),
    ("market.segments.seniors.young", 1, "must be true or false, not 1"),
    ("market.segments", {}, "must not be empty"),
    ("levers.cem.strength", 2, "must be 1 or less, not 2"),
    ("levers.cem.strength", -0.1, "must be 0 or more"),
    ("customers", 0, "must be 1 or more, not 0"),
    ("customers", -5, "must be 1 or more, not -5"),
    ("days", "730", "must be a whole number"),
    ("hours_per_day", 25, "must be 24 or less, not 25"),
    ("title", 5, "must be text, not 5"),
    ("relationship", "contract", "did you mean 'contractual'?"),
    ("strategies", "cem", "must be a list, not the text 'cem'"),
    ("schedule", {"day": 1}, "must be a list"),
    ("schedule", 5, "must be a list"),
]


@pytest.mark.parametrize(("path", "value", "words"), WRONG)
def test_wrong_value(path, value, words):
    for call in (
        lambda: Scenario.from_data(with_value(path, value)),
        lambda: load("bank").replace({path: value}),
    ):
        sentence = told(call)
        assert sentence.startswith(f"{path} ")
        assert words in sentence
        assert len(sentence) < 300


@pytest.mark.parametrize("field", ["agents", "handling_minutes"])
def test_number_with_thousands_of_digits(field):
    sentence = told(load("bank").replace, {f"{CALL}.{field}": 10**5000})
    assert sentence.startswith(f"{CALL}.{field} must be ")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [case for case in WRONG if case[0].startswith(("levers.", CALL))],
)
def test_wrong_value_in_a_dated_change(path, value, words):
    sentence = told(load("bank").at, 100, {path: value})
    assert path in sentence
    assert words in sentence


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("warm_up_days", 730, "warm_up_days (730) must be below days (730)."),
        (
            "market.segments.seniors.share", 0.5,
            "market.segments: the shares must sum to 1, not 1.3.",
        ),
        ("behaviour.weights.mind", 0.9, "behaviour.weights: heart, mind and hands must sum to 1."),
        ("behaviour.memory.end", 0.9, "behaviour.memory: peak, end and average must sum to 1."),
        (
            f"{CALL}.handling_minutes", 0,
            f"{CALL}: handling_minutes must be above 0 where agents serve.",
        ),
        (
            "market.needs.query.purchase", True,
            "market.needs.query.purchase belongs to a noncontractual relationship.",
        ),
        (
            "market.needs.query.fit", dict.fromkeys(["branch", "call_centre", "chat", "app"]),
            "market.needs.query: no touchpoint can meet this need.",
        ),
    ],
)  # fmt: skip
def test_values_that_do_not_fit_together(path, value, sentence):
    assert told(load("bank").replace, {path: value}) == sentence


def test_two_purchases():
    clinic = load("clinic")
    sentence = told(clinic.replace, {"market.needs.booking.purchase": True})
    assert sentence == "market.needs: only one need can be the purchase."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "company is missing"),
        ({"company": {}}, "company.touchpoints is missing"),
        ({"company": {"touchpoints": {"app": {}}}}, "company.touchpoints.app.channel is missing"),
        ([1], "scenario must be a block of names and values, not a list"),
        (None, "scenario must be a block of names and values, not empty"),
        ({1: 2}, "Unknown field '1'"),
    ],
)
def test_data_that_are_no_scenario(data, words):
    assert words in told(Scenario.from_data, data)


@pytest.mark.parametrize("day", [-1, 730, 10_000, math.nan, math.inf])
def test_day_outside_the_run(day):
    sentence = told(load("bank").at, day, {"levers.cem": 1})
    assert sentence == f"day must lie within the run, from 0 to 730, not {day}."


@pytest.mark.parametrize(
    "path", ["customers", "behaviour.churn.a", "market.segments.seniors.share"]
)
def test_what_cannot_change_during_a_run(path):
    assert f"{path} cannot change" in told(load("bank").at, 10, {path: 1})


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ([{"day": 1}], "schedule.0.set is missing"),
        ([{"day": -1, "set": {}}], "schedule.0.day must be 0 or more"),
        ([{"day": 1, "sets": {}}], "did you mean 'schedule.0.set'?"),
        ([{"day": 1, "set": ["levers.cem"]}], "schedule.0.set must be a block"),
        ([{"day": 1, "set": {5: 1}}], "schedule.0.set: the name 5 must be text"),
        ([5], "schedule.0 must be a block"),
    ],
)
def test_mistakes_in_a_schedule(schedule, words):
    assert words in told(load("bank").replace, schedule=schedule)


# -- files -----------------------------------------------------------------------------------

NOT_A_SCENARIO = {
    "empty": ("", "the file is empty"),
    "comment": ("# nothing here\n", "the file is empty"),
    "list": ("- bank\n", "must hold names and values, not a list"),
    "value": ("bank\n", "must hold names and values, not a single value"),
    "unclosed": ("name: [1, 2\n", "not valid YAML in line"),
    "two colons": ("name: a: b\n", "not valid YAML in line 1"),
    "tab": ("company:\n\tgaps: 1\n", "not valid YAML in line 2"),
    "escape": ('name: "\\q"\n', "not valid YAML in line 1"),
    "no character": ('name: "\\Uffffffff"\n', "not valid YAML"),
    "two documents": ("name: a\n---\nname: b\n", "not valid YAML in line 2"),
    "version": ("%YAML 9.9\n---\nname: x\n", "not valid YAML in line 1"),
    "alias": ("name: &n bank\ntitle: *n\n", "line 1: anchors"),
    "anchor alone": ("name: &n bank\n", "line 1: anchors"),
    "bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "line 1: anchors"),
    "unknown alias": ("name: *n\n", "line 1: anchors"),
    "merge": ("name: x\n<<: {title: y}\n", "line 2: the name << must stand in quotes"),
    "twice": ("name: a\ntitle: b\nname: c\n", "line 3: 'name' appears twice"),
    "twice below": ("company:\n  gaps: {design: 1, design: 2}\n", "line 2: 'design' appears twice"),
    "python": ("name: !!python/object/apply:os.system ['true']\n", "line 1: tags"),
    "python name": ("name: !!python/name:os.system\n", "line 1: tags"),
    "tag": ("!!map [a]\n", "line 1: tags"),
    "empty tag": ("name: !!int ''\n", "line 1: tags"),
    "own tag": ("%TAG ! tag:x\n---\nname: !y x\n", "line 3: tags"),
    "deep": ("a: " + "[" * 100 + "]" * 100, "nested more than 20 levels deep"),
    "very deep": ("[" * 500_000, "nested more than 20 levels deep"),
    "deep blocks": ("".join(f"{'  ' * n}a:\n" for n in range(40)), "nested more than 20"),
    "huge": ("# " + "x" * 1_000_000, "larger than 1000 kB"),
    "zero byte": ("name: a\n\0b\n", "not valid YAML in line 2: a character that text cannot hold"),
    "truth as a name": ("no: 1\n", "line 1: the name no must stand in quotes"),
    "octal": ("customers: 010\n", "line 1: the number 010 must stand without leading zeros"),
    "sixties": ("name: x\ndays: 2:10\n", "line 2: the number 2:10 must stand without leading"),
    "number as a name": ("2024: 1\n", "line 1: the name 2024 must stand in quotes"),
    "list as a name": ("? [a]\n: 1\n", "line 1: a name must be plain text"),
    "no date": ("title: 2024-13-45\n", "line 1: the value '2024-13-45' cannot be read"),
    "no number": ("customers: 0b_\n", "line 1: the value '0b_' cannot be read"),
    "endless number": ("customers: 1" + "0" * 5000, "line 1: the value '1000"),
    "endless time": ("customers: 1" + ":00" * 300 + ".0", "line 1: the number 1:00"),
    "equals": ("name: =\n", "line 1: the value '=' cannot be read"),
}


@pytest.mark.parametrize("case", NOT_A_SCENARIO)
@pytest.mark.parametrize("read", [load, load_strategy])
def test_file_that_cannot_be_read(tmp_path, case, read):
    text, words = NOT_A_SCENARIO[case]
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    for name in (path, str(path)):
        sentence = told(read, name)
        assert sentence.startswith("mine.yaml: ")
        assert words in sentence
        assert len(sentence) < 200


@pytest.mark.parametrize(
    "raw", [bytes(range(256)), "name: x".encode("utf-16"), b"name: \xff\xfe", b"\x80"]
)
def test_file_that_is_no_text(tmp_path, raw):
    path = tmp_path / "mine.yaml"
    path.write_bytes(raw)
    assert told(load, path) == "mine.yaml: the file is not UTF-8 text."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("company: {tuchpoints: {}}", "did you mean 'company.touchpoints'?"),
        (
            "company: {touchpoints: {app: {channel: app, agents: }}}",
            "agents must be a whole number",
        ),
        ("company: {touchpoints: {app: {channel: app, agents: '5'}}}", "not the text '5'"),
        ("company: {touchpoints: {app: {channel: app, agents: yes}}}", "not True"),
        ("hours_per_day: .nan\ncompany: {touchpoints: {app: {channel: app}}}", "not nan"),
        ("hours_per_day: -.inf\ncompany: {touchpoints: {app: {channel: app}}}", "not -inf"),
        ("title: 2024-01-01\ncompany: {touchpoints: {app: {channel: app}}}", "title must be text"),
    ],
)
def test_mistake_in_a_file_names_file_and_field(tmp_path, text, words):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    sentence = told(load, path)
    assert sentence.startswith("mine.yaml: ")
    assert words in sentence


@pytest.mark.parametrize("read", [load, load_strategy])
def test_path_that_is_no_file(tmp_path, read):
    for path in (tmp_path, tmp_path / "missing.yaml", tmp_path / "no" / "such.yaml"):
        for name in (path, str(path)):
            assert told(read, name).startswith(f"Cannot read '{path}': ")
    assert told(read, tmp_path) == f"Cannot read '{tmp_path}': it is not a file."
    told(read, "a\0b.yaml")
    told(read, "a\nb.yaml")
    told(read, f"{'x' * 5000}.yaml")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file on this system")
def test_endless_file():
    assert told(load, Path("/dev/zero")) == "Cannot read '/dev/zero': it is not a file."


def test_file_that_cannot_be_written(tmp_path):
    bank = load("bank")
    for path in (tmp_path, tmp_path / "no" / "such.yaml", "a\0b.yaml"):
        assert told(bank.to_yaml, path).startswith("Cannot write ")


STRATEGY = "name: a\ntitle: b\ndescription: c\nsource: assumption\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: a\n", "title is missing"),
        (STRATEGY, "levers is missing"),
        (f"{STRATEGY}levers:\n", "levers must be a block of names and values, not empty"),
        (f"{STRATEGY}levers: [cem]\n", "levers must be a block of names and values, not a list"),
        (f"{STRATEGY}levers: 5\n", "levers must be a block of names and values, not 5"),
        (
            f"{STRATEGY}levers: {{cme: 1}}\n",
            "Unknown lever 'levers.cme': did you mean 'levers.cem'?",
        ),
        (f"{STRATEGY}levers: {{cem: 2}}\n", "levers.cem.strength must be 1 or less, not 2"),
        (f"{STRATEGY}levers: {{cem: -1}}\n", "levers.cem.strength must be 0 or more, not -1"),
        (
            f"{STRATEGY}levers: {{cem: .nan}}\n",
            "levers.cem.strength must be a finite number, not nan",
        ),
        (
            f"{STRATEGY}levers: {{cem: full}}\n",
            "levers.cem.strength must be a number, not the text 'full'",
        ),
        (f"{STRATEGY}levers: {{cem: yes}}\n", "levers.cem.strength must be a number, not True"),
        (f"{STRATEGY}lever: {{cem: 1}}\n", "Unknown field 'lever': did you mean 'levers'?"),
        (f"{STRATEGY}levers: {{}}\nrisks: none\n", "risks must be a list, not the text 'none'"),
        (f"{STRATEGY}levers: {{}}\nrisks: [1]\n", "risks.0 must be text, not 1"),
    ],
)
def test_mistake_in_a_strategy_file(tmp_path, text, words):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    for call in (load_strategy, load("bank").under):
        sentence = told(call, str(path))
        assert sentence.startswith("mine.yaml: ")
        assert words in sentence


# -- the sentences themselves ----------------------------------------------------------------


def test_an_error_is_one_line_whatever_it_quotes():
    assert str(CxsimError("a\nb\r\n  c\u2028d.")) == "a b c d."
    assert isinstance(CxsimError("x."), ValueError)
    assert str(copy.copy(CxsimError("x."))) == "x."


@pytest.mark.parametrize(
    ("name", "names", "expected"),
    [
        ("adobe_cx", ["adobe_capability", "adobe_cx_vs_expectations"], "adobe_cx_vs_expectations"),
        ("centre", ["call_centre", "app"], "call_centre"),
        ("AGENTS", ["agents", "age"], "agents"),
        ("agnets", ["agents", "patience"], "agents"),
        ("my_agents", ["agents", "patience"], "agents"),
        ("x", ["exit", "box"], None),
        ("", ["agents"], None),
        ("  ", ["agents"], None),
        ("agents", [], None),
    ],
)
def test_nearest_name(name, names, expected):
    assert nearest(name, names) == expected


def test_unknown_lists_the_names_where_none_is_near():
    assert str(unknown("data set", "xyzzy", ["a", "b"])) == (
        "Unknown data set 'xyzzy': valid names are a, b."
    )
    assert str(unknown("data set", "xyzzy", [])) == "Unknown data set 'xyzzy'."
