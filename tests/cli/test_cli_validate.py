"""``cxsim validate``: a table for people, JSON for programs, an exit code for both."""

import json

import pytest

from cxsim.cli import main
from cxsim.commands import validation
from cxsim.experiment.validation import Target, table
from cxsim.experiment.validation.figures import exact


def test_the_table_names_targets_numbers_and_verdicts(capsys):
    assert main(["validate", "--only", "T-27", "--only", "T-22"]) == 0
    text = capsys.readouterr().out
    for word in ("target", "published", "closed form", "simulated", "95 % interval", "verdict"):
        assert word in text
    assert "T-22    holds" in text and "2 holds" in text


def test_json_is_for_programs(capsys):
    assert main(["validate", "--only", "T-22", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["target"] for row in rows] == ["T-22"]
    assert rows[0]["verdict"] == "holds" and rows[0]["ci_low"] is None


def test_details_show_every_figure(capsys):
    assert main(["validate", "--only", "T-22", "--json", "--details"]) == 0
    assert len(json.loads(capsys.readouterr().out)) >= 4


@pytest.mark.parametrize("json_wanted", [[], ["--json"]])
def test_a_failure_shows_its_figure_and_ends_with_code_1(capsys, monkeypatch, json_wanted):
    broken = Target(
        "T-22",
        "a title",
        "a source",
        lambda run: [exact("right", 1, 1, 0), exact("wrong", 1, 2, 0)],
    )
    monkeypatch.setattr(table, "all_targets", lambda: {"T-22": broken})
    assert main(["validate", *json_wanted]) == 1
    text = capsys.readouterr().out
    assert "fails" in text and "wrong" in text and "right" not in text


def test_a_wrong_name_is_one_sentence(capsys):
    assert main(["validate", "--only", "T-99"]) == 2
    assert "Unknown target 'T-99'" in capsys.readouterr().err


def test_numbers_are_short():
    assert validation._text(0.0000000001) == "0"
    assert validation._text(float("nan")) == "–"
    assert validation._text(9582.4256) == "9,582"


def test_out_writes_table_report_and_pictures(tmp_path, capsys):
    folder = tmp_path / "validated"
    assert main(["validate", "--only", "T-22", "--only", "T-27", "--out", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "picture.png", "picture.svg", "report.txt", "table.csv",
    ]  # fmt: skip
    assert (folder / "report.txt").read_text(encoding="utf-8").strip() in capsys.readouterr().out
    assert "T-22" in (folder / "table.csv").read_text(encoding="utf-8")
