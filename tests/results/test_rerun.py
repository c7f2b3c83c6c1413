"""``cxsim rerun``: the same tables from the file alone, and exit code 1 where they differ."""

import pandas as pd
import pytest

import cxsim as cx
from cxsim import cli

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def run():
    scenario = cx.load("bank").replace(customers=60, days=120, warm_up_days=30)
    return cx.simulate(scenario.at(60, {"company.gaps.delivery": 0.1}), seed=5)


def rerun(capsys, *arguments):
    code = cli.main(["rerun", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def changed(path, column, value):
    """Change one cell of a Parquet file and keep what the file says of its run."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    old = parquet.read_table(path)
    frame = old.to_pandas()
    frame.loc[2, column] = value
    new = arrow.Table.from_pandas(frame, preserve_index=False)
    parquet.write_table(new.replace_schema_metadata(old.schema.metadata), path)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_parquet_folder_and_one_file_of_it(engine, run, tmp_path, capsys):
    cx.simulate(run.scenario, run.seed, engine).to_parquet(tmp_path / "run")
    code, said = rerun(capsys, tmp_path / "run")
    assert (code, "encounters, episodes" in said, "seed 5" in said) == (0, True, True)
    assert rerun(capsys, tmp_path / "run" / "timeline.parquet")[0] == 0


def test_the_folder_of_the_command_run(tmp_path, capsys):
    few = ["--set", "customers=50", "--set", "days=100"]
    assert cli.main(["run", "retailer", *few, "--seed", "2", "--out", str(tmp_path / "run")]) == 0
    code, said = rerun(capsys, tmp_path / "run", "--out", tmp_path / "again")
    assert (code, "The same" in said) == (0, True)
    for file in sorted((tmp_path / "run").iterdir()):
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes(), file.name


def test_an_event_log(run, tmp_path, capsys):
    run.to_xes(tmp_path / "run.xes", start="2024-02-28")
    assert rerun(capsys, tmp_path / "run.xes")[0] == 0
    text = (tmp_path / "run.xes").read_text()
    (tmp_path / "run.xes").write_text(text.replace('value="complete"/>', 'value="abort"/>', 3))
    code, said = rerun(capsys, tmp_path / "run.xes")
    assert (code, "of the event log differs" in said) == (1, True)


def test_a_difference_is_told_with_its_place(run, tmp_path, capsys):
    run.to_parquet(tmp_path / "run")
    changed(tmp_path / "run" / "timeline.parquet", "profit", 1.5)
    code, said = rerun(capsys, tmp_path / "run")
    assert code == 1
    assert "table timeline, row 3, column profit: 1.5 in the file" in said


def test_a_changed_csv_is_told(tmp_path, capsys):
    few = ["--set", "customers=50", "--set", "days=100"]
    cli.main(["run", "bank", *few, "--out", str(tmp_path)])
    table = pd.read_csv(tmp_path / "customers.csv")
    table.iloc[:-1].to_csv(tmp_path / "customers.csv", index=False)
    code, said = rerun(capsys, tmp_path)
    assert (code, "table customers has" in said) == (1, True)


def test_mistakes(run, tmp_path, capsys):
    (tmp_path / "wrong.xes").write_text("<log><string key='a' value='b'/></log>")
    (tmp_path / "wrong.parquet").write_text("")
    (tmp_path / "kpis.parquet").write_text("")
    (tmp_path / "empty").mkdir()
    for name, words in {
        "nowhere": "There is no file or folder",
        "wrong.xes": "no event log of a cxsim run",
        "wrong.parquet": "holds no table of a run",
        "kpis.parquet": "no whole Parquet file",
        "empty": "holds no table of a run",
    }.items():
        code, said = rerun(capsys, tmp_path / name)
        assert (code, words in said) == (cli.MISTAKE, True), said
