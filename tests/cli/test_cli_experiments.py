"""``cxsim sweep``, ``sensitivity``, ``robustness``: tables on the screen, files where asked for."""

import pandas as pd
import pytest

import cxsim as cx
from cxsim import cli

SMALL = ["--set", "customers=60", "--set", "days=120"]
DELIVERY = "company.gaps.delivery"


@pytest.fixture
def printed(capsys):
    def run(*arguments):
        assert cli.main([str(argument) for argument in arguments]) == 0
        return capsys.readouterr().out

    return run


def test_sweep(printed, tmp_path):
    files = [tmp_path / f"sweep.{ending}" for ending in ("csv", "txt", "png", "svg")]
    outs = [part for file in files for part in ("--out", file)]
    vary = ["--vary", f"{DELIVERY}=0,0.4", "--kpi", "csat", "--replications", 2]
    said = printed("sweep", "bank", *SMALL, *vary, *outs)
    assert said.splitlines()[0].split() == ["delivery", "kpi", "mean", "ci_low", "ci_high"]
    assert (tmp_path / "sweep.txt").read_text() == said
    bank = cx.load("bank").replace(customers=60, days=120)
    table = cx.sweep(bank, {DELIVERY: [0, 0.4]}, 2, kpis="csat")
    pd.testing.assert_frame_equal(pd.read_csv(files[0], float_precision="round_trip"), table)
    assert files[2].read_bytes().startswith(b"\x89PNG")
    assert "<svg" in files[3].read_text()


def test_latin_sweep(printed):
    vary = ["--vary", f"{DELIVERY}=0,0.4", "--design", "latin", "--points", 3]
    assert len(printed("sweep", "bank", *SMALL, *vary, "--replications", 1).splitlines()) == 5


def test_sensitivity(printed, tmp_path):
    free = ["--free", DELIVERY, "--free", "behaviour.quality.ideal", "--samples", 2]
    files = ["--out", tmp_path / "s.csv", "--out", tmp_path / "s.png"]
    said = printed("sensitivity", "bank", *SMALL, *free, "--kpi", "csat", *files)
    assert said.startswith("What moves csat (6 runs)\n")
    assert list(pd.read_csv(tmp_path / "s.csv").columns)[:2] == ["path", "mu_star"]


def test_robustness(printed, tmp_path):
    files = ["--out", tmp_path / "r.csv", "--out", tmp_path / "r.svg"]
    change = ["--change", f"{DELIVERY}=0", "--kpi", "csat", "--draws", 10, "--workers", 2]
    said = printed("robustness", "bank", *SMALL, *change, *files)
    assert said.startswith("a beats b on csat in 100% of 10 draws (95% interval 72% to 100%)\n")
    assert len(pd.read_csv(tmp_path / "r.csv")) == 10


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sweep", "bank"], "The sweep is empty"),
        (["sweep", "bank", "--vary", "customers"], "--vary takes PATH=VALUE,VALUE"),
        (["sweep", "bank", "--vary", "custmers=1,2"], "did you mean 'customers'"),
        (["sweep", "bank", "--vary", "customers=[1"], "--vary customers: the value"),
        (["sweep", "bank", "--vary", "days=120", "--replications", "x"], "--replications takes"),
        (["sweep", "bank", "--vary", "days=120", "--workers", "0"], "workers must lie"),
        (["sweep", "bank", "--out", "table.xlsx"], "must end in one of .csv, .txt"),
        (["sweep", "bank", "--out", "no/where.csv"], "there is no folder 'no'"),
        (["sweep", "b", "--kpi", "nps", "--kpi", "csat", "--out", "a.png"], "one key figure"),
        (["sensitivity", "bank", "--method", "moris"], "did you mean 'morris'"),
        (["robustness", "bank"], "a and b are the same"),
        (["robustness", "bank", *(["--strategy", "cem"] * 3)], "compares two"),
    ],
)
def test_mistakes_are_one_sentence(capsys, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == cli.MISTAKE
    said = capsys.readouterr().err
    assert words in said
    assert len(said.strip().splitlines()) == 1


def test_a_file_that_exists_is_not_overwritten(capsys, tmp_path):
    (tmp_path / "t.csv").write_text("mine")
    code = cli.main(["sweep", "bank", "--vary", "days=120", "--out", str(tmp_path / "t.csv")])
    assert code == cli.MISTAKE
    assert (tmp_path / "t.csv").read_text() == "mine"
