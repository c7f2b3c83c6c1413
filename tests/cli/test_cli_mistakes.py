"""A user's mistake is one clear sentence on stderr and exit code 2, never a traceback."""

import pytest

from cxsim import cli

BROKEN = "name: bank\ncompany: [unclosed\n"
ALIAS = "a: &a [1]\nb: *a\n"
PYTHON_TAG = 'name: !!python/object/apply:os.system ["echo"]\n'
DEEP = "a: " + "[" * 3000

SENTENCES = [
    (["run", "bnk"], "Unknown scenario 'bnk': did you mean 'bank'?"),
    (["run", "bank", "--strategy", "cme"], "Unknown strategy 'cme': did you mean 'cem'?"),
    (["run", "bank", "--engine", "simpi"], "Unknown engine 'simpi': did you mean 'simpy'?"),
    (["run", "bank", "--seed", "-1"], "seed must lie between 0 and 2^63 - 1, not -1."),
    (["run", "bank", "--seed", "one"], "--seed takes a whole number, not 'one'."),
    (["run", "bank", "--seed", "1.5"], "--seed takes a whole number, not '1.5'."),
    (["run", "bank", "--set", "customers=-5"], "customers must be 1 or more, not -5."),
    (["run", "bank", "--set", "customers=.nan"], "customers must be"),
    (["run", "bank", "--set", "hours_per_day=.nan"], "hours_per_day must be a finite number"),
    (["run", "bank", "--set", "hours_per_day=.inf"], "hours_per_day must be a finite number"),
    (["run", "bank", "--set", "hours_per_day=nan"], "hours_per_day must be a number, not the text"),
    (["run", "bank", "--set", "customer=5"], "did you mean 'customers'?"),
    (
        ["run", "bank", "--set", "company.touchpoints.call_center.agents=3"],
        "did you mean 'company.touchpoints.call_centre'",
    ),
    (["run", "bank", "--set", "days=80"], "warm_up_days (90) must be below days (80)."),
    (["run", "bank", "--set", "customers"], "--set takes PATH=VALUE"),
    (["run", "bank", "--set", "=5"], "--set takes PATH=VALUE"),
    (["run", "bank", "--set", "customers=[1, 2]"], "--set customers: '[1, 2]' is more than one"),
    (["run", "bank", "--set", "customers=}{"], "--set customers: the value '}{' cannot be read."),
    (["run", "bank", "--set", "customers=!!python/name:os.system"], "cannot be read"),
    (["run", "missing.yaml"], "Cannot read 'missing.yaml'"),
    (["run", ""], "Unknown scenario ''"),
    (["run", "a\x1b[31m"], "Unknown scenario"),
    (["list", "preset"], "Unknown group 'preset': did you mean 'presets'?"),
    (["lab", "--port", "0"], "--port takes a number from 1 to 65535, not '0'."),
    (["lab", "--port", "http"], "--port takes a number from 1 to 65535, not 'http'."),
    (["lab", "--port", "9" * 9], "--port takes a number from 1 to 65535"),
]


def _only_sentence(capsys):
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("Error: ")
    assert printed.err.count("\n") == 1
    assert "\x1b" not in printed.err
    return printed.err


@pytest.mark.parametrize(("arguments", "sentence"), SENTENCES)
def test_mistake_is_one_sentence(arguments, sentence, capsys):
    assert cli.main(arguments) == 2
    assert sentence in _only_sentence(capsys)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BROKEN, "file.yaml: not valid YAML in line 3"),
        (ALIAS, "file.yaml: line 1: anchors (&name) and aliases (*name) are not accepted."),
        (PYTHON_TAG, "file.yaml: line 1: tags (!name) are not accepted."),
        (DEEP, "file.yaml: line 1: blocks are nested more than 20 levels deep."),
        ("", "file.yaml: the file is empty."),
        ("company: 3\n", "file.yaml: company must be a block of names and values, not 3."),
        ("custmers: 3\n", "file.yaml: Unknown field 'custmers': did you mean 'customers'?"),
    ],
)
def test_bad_file_is_one_sentence(text, sentence, tmp_path, capsys):
    path = tmp_path / "file.yaml"
    path.write_text(text)
    assert cli.main(["run", str(path)]) == 2
    assert sentence in _only_sentence(capsys)


def test_out_overwrites_nothing(tmp_path, capsys):
    """A scenario file that lies in the folder is not replaced by the one that is written."""
    (tmp_path / "scenario.yaml").write_text("my work")
    assert cli.main(["run", "bank", "--out", str(tmp_path)]) == 2
    assert "already holds scenario.yaml: choose another folder" in _only_sentence(capsys)
    assert (tmp_path / "scenario.yaml").read_text() == "my work"


@pytest.mark.parametrize("folder", ["file", "file/below", "x" * 300])
def test_out_needs_a_folder(folder, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert cli.main(["run", "bank", "--out", f"{tmp_path}/{folder}"]) == 2
    assert "Cannot write to" in _only_sentence(capsys)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["runn", "bank"], "No such command 'runn'"),
        (["run"], "Missing argument"),
        (["run", "bank", "--sed", "1"], "No such option: --sed"),
        (["run", "bank", "clinic"], "unexpected extra argument"),
        (["--foo"], "No such option: --foo"),
    ],
)
def test_wrong_use_is_told_in_plain_words(arguments, hint, capsys):
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert hint in printed.err
    assert "Traceback" not in printed.err
    assert "╭" not in printed.err


def test_too_little_memory_is_a_sentence(monkeypatch, capsys):
    def too_much(*_, **__):
        raise MemoryError

    monkeypatch.setattr("cxsim.results.run.simulate", too_much)
    assert cli.main(["run", "bank"]) == 2
    assert "not enough memory" in _only_sentence(capsys)
