"""``cxsim compare``: the same figures as `cxsim.compare`, on the screen and in files."""

import pandas as pd
import pytest

import cxsim as cx
from cxsim import cli
from cxsim.commands.comparison import build_scenarios, files_of
from cxsim.commands.text_tables import rounded

AGENTS = "company.touchpoints.call_centre.agents"
SMALL = ["compare", "bank", "--set", "customers=60", "--set", "days=120", "--replications", "3"]


@pytest.fixture
def printed(capsys):
    """What a command prints, when all goes well."""

    def run(*arguments):
        assert cli.main([*arguments]) == 0
        return capsys.readouterr()

    return run


def test_one_variant_meets_the_scenario_as_it_is(printed):
    out = printed(*SMALL, "--variant", f"{AGENTS}=2", "--seed", "4").out
    assert out.splitlines()[0] == "Retail bank: 2 scenarios, 3 replications, seeds 4 to 6"
    bank = cx.load("bank").replace(customers=60, days=120)
    found = cx.compare({"as it is": bank, "few": bank.replace({AGENTS: 2})}, 3, seed=4)
    heading = "call_centre.agents=2 minus as it is, run by run, with 95 % intervals of the mean"
    differences = out.partition(heading)[2].partition("Ranked by")[0]
    lines = {line.split()[0]: line.split() for line in differences.splitlines() if line}
    table = found.difference("few", "as it is").dropna()[["mean", "ci_low", "ci_high"]]
    for kpi, row in table.iterrows():
        assert lines[kpi][1:4] == rounded(*row)
    assert "repeat_purchases" not in lines


def test_several_variants_are_ranked(printed):
    out = printed(
        *SMALL, "--variant", f"{AGENTS}=2", "--variant", f"{AGENTS}=9", "--kpi", "wait_minutes"
    ).out
    ranked = out.partition("Ranked by wait_minutes")[2].splitlines()
    assert [line.split()[0] for line in ranked[4:6]] == [
        "call_centre.agents=9",
        "call_centre.agents=2",
    ]
    assert "as it is" not in out


def test_strategies_bundles_and_variants_are_scenarios():
    built = build_scenarios("bank", ["cem", "cem+omnichannel"], ["customers=70,days=100"], [])
    assert list(built) == ["cem", "cem+omnichannel", "customers=70, days=100"]
    assert built["cem+omnichannel"] == cx.load("bank").under("cem", "omnichannel")
    assert built["customers=70, days=100"].days == 100


def test_a_strategy_is_compared(printed):
    """--set beats the strategies."""
    out = printed(
        *SMALL, "--strategy", "cem", "--strategy", "phone",
        "--set", "levers.cem=0", "--set", "levers.phone=0",
    ).out  # fmt: skip
    assert "phone minus cem, run by run" in out


def test_strategies_are_compared_as_they_are(printed):
    out = printed(*SMALL, "--strategy", "reactive_crm", "--strategy", "cem").out
    assert "cem minus reactive_crm, run by run" in out


def test_workers_print_the_same(printed):
    variant = ["--variant", "customers=50"]
    assert printed(*SMALL, *variant).out == printed(*SMALL, *variant, "--workers", "2").out


def test_auto_tells_how_many_it_took(printed):
    arguments = [*SMALL[:-1], "auto", "--variant", "customers=55", "--kpi", "csat"]
    told = printed(*arguments)
    assert "replications, seeds 1 to " in told.out
    assert told.err == ""


def test_out_writes_tables_pictures_and_scenarios(printed, tmp_path):
    folder = tmp_path / "results"
    variants = ["--variant", f"{AGENTS}=2", "--variant", f"{AGENTS}=9"]
    out = printed(*SMALL, *variants, "--out", str(folder)).out
    assert out.endswith(f"\nThe tables, pictures and scenarios are in {folder}.\n")
    names = ["call_centre.agents=2", "call_centre.agents=9"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(files_of(names))
    again = cx.compare(
        {name: cx.load(folder / f"scenario_{place}.yaml") for place, name in enumerate(names)}, 3
    )
    written = pd.read_csv(folder / "table.csv", index_col=["scenario", "kpi"])
    pd.testing.assert_frame_equal(written, again.table, rtol=1e-12)
    differences = pd.read_csv(folder / "differences.csv", index_col=["scenario", "reference"])
    assert differences.index.unique().tolist() == [(names[1], names[0])]
    assert (folder / "ranking.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (folder / "differences_1.svg").read_text()
    assert "replications: 3\n" in (folder / "compare.yaml").read_text()
    assert cli.main([*SMALL, *variants, "--out", str(folder)]) == cli.MISTAKE


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "compare needs something to compare with: give --strategy NAME or --variant"),
        (["--strategy", "cme"], "Unknown strategy 'cme': did you mean 'cem'?"),
        (["--variant", "days"], "--variant takes PATH=VALUE, for example customers=500"),
        (["--variant", "dys=3"], "Unknown field 'dys': did you mean 'days'?"),
        (["--variant", "days=99", "--variant", "days=99"], "'days=99' is given twice."),
        (["--variant", "days=99", "--replications", "0"], "replications must be 2 or more, not 0"),
        (["--variant", "days=99", "--replications", "x"], "--replications takes a whole number"),
        (["--variant", "days=99", "--workers", "0"], "workers must lie between 1 and 1024"),
        (["--variant", "days=99", "--kpi", "npss"], "Unknown kpi 'npss': did you mean 'nps'"),
        (["--variant", "days=99", "--seed", "-1"], "seed must lie between 0 and 2^63 - 1"),
    ],
)
def test_mistakes_are_one_sentence(arguments, sentence, capsys):
    assert cli.main([*SMALL, *arguments]) == cli.MISTAKE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Error: ")
    assert told.err.count("\n") == 1
    assert sentence in told.err
