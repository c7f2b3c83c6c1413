"""``cxsim sweep``, ``sensitivity``, ``robustness``: tables on the screen, files where asked for."""

import pandas as pd
import pytest

import cxsim as cx
from cxsim import cli

SMALL = ["--set", "customers=60", "--set", "days=120"]
DELIVERY = "company.gaps.delivery"

THREE = [part for name in ("cem", "phone", "proactive") for part in ("--strategy", name)]


@pytest.fixture
def printed(capsys):
    def run(*arguments):
        assert cli.main([str(argument) for argument in arguments]) == 0
        return capsys.readouterr().out

    return run


def test_sweep(printed, tmp_path):
    vary = ["--vary", f"{DELIVERY}=0,0.4", "--kpi", "csat", "--replications", 2]
    said = printed("sweep", "bank", *SMALL, *vary, "--out", tmp_path / "new")
    assert said.splitlines()[0].split() == ["delivery", "kpi", "mean", "ci_low", "ci_high"]
    assert (tmp_path / "new" / "report.txt").read_text() == said
    bank = cx.load("bank").replace(customers=60, days=120)
    table = cx.sweep(bank, {DELIVERY: [0, 0.4]}, 2, kpis="csat")
    written = pd.read_csv(tmp_path / "new" / "table.csv", float_precision="round_trip")
    pd.testing.assert_frame_equal(written, table)
    assert (tmp_path / "new" / "picture.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "new" / "picture.svg").read_text()


def test_latin_sweep(printed):
    vary = ["--vary", f"{DELIVERY}=0,0.4", "--design", "latin", "--points", 3]
    assert len(printed("sweep", "bank", *SMALL, *vary, "--replications", 1).splitlines()) == 5


def test_sensitivity(printed, tmp_path):
    free = ["--free", DELIVERY, "--free", "behaviour.quality.ideal", "--samples", 2]
    said = printed("sensitivity", "bank", *SMALL, *free, "--kpi", "csat", "--out", tmp_path)
    assert said.startswith("What moves csat (6 runs)\n")
    assert list(pd.read_csv(tmp_path / "table.csv").columns)[:2] == ["path", "mu_star"]


def test_robustness(printed, tmp_path):
    change = ["--variant", f"{DELIVERY}=0", "--kpi", "csat", "--draws", 10, "--workers", 2]
    said = printed("robustness", "bank", *SMALL, *change, "--out", tmp_path)
    assert said.splitlines()[:3] == [
        "a: gaps.delivery=0",
        "b: as it is",
        "a beats b on csat in 100% of 10 draws (95% interval 72% to 100%)",
    ]
    assert len(pd.read_csv(tmp_path / "table.csv")) == 10
    two = ["--variant", f"{DELIVERY}=0.5", "--variant", f"{DELIVERY}=0.1"]
    said = printed("robustness", "bank", *SMALL, *two, *change[2:])
    assert "a: gaps.delivery=0.5\nb: gaps.delivery=0.1\na beats b on csat in 0%" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sweep", "bank"], "sweep needs something to vary: give --vary"),
        (["sweep", "bank", "--vary", "customers"], "--vary takes PATH=VALUE,VALUE"),
        (["sweep", "bank", "--vary", "custmers=1,2"], "did you mean 'customers'"),
        (["sweep", "bank", "--vary", "customers=[1"], "--vary customers: the value"),
        (["sweep", "bank", "--vary", "days=120", "--replications", "x"], "--replications takes"),
        (["sweep", "bank", "--vary", "days=120", "--workers", "0"], "workers must lie"),
        (["sensitivity", "bank", "--method", "moris"], "did you mean 'morris'"),
        (["robustness", "bank"], "needs something to compare with"),
        (["robustness", "bank", *THREE], "compares two scenarios, not 3"),
    ],
)
def test_mistakes_are_one_sentence(capsys, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == cli.MISTAKE
    said = capsys.readouterr().err
    assert words in said
    assert len(said.strip().splitlines()) == 1


def test_a_file_that_exists_is_not_overwritten(capsys, tmp_path):
    (tmp_path / "table.csv").write_text("mine")
    code = cli.main(["sweep", "bank", "--vary", "days=120", "--out", str(tmp_path)])
    assert code == cli.MISTAKE
    assert "already holds table.csv" in capsys.readouterr().err
    assert (tmp_path / "table.csv").read_text() == "mine"
