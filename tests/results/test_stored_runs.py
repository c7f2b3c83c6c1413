"""Runs as Parquet files: what is inside, and that they come back as they were."""

import json

import pandas as pd
import pytest

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.results.tables import TABLES

pytest.importorskip("pyarrow")


def small(name="bank", **fields):
    return cx.load(name).replace(**{"customers": 60, "days": 120, **fields})


def assert_same_tables(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(one.table(name), other.table(name), check_exact=True)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    run = cx.simulate(small(), seed=3)
    folder = tmp_path_factory.mktemp("stored") / "run"
    run.to_parquet(folder)
    return run, folder


def test_a_stored_run_comes_back_exactly(stored):
    run, folder = stored
    back = cx.Run.load(folder)
    assert (back.scenario, back.seed, back.engine) == (run.scenario, run.seed, run.engine)
    assert repr(back) == repr(run)
    assert_same_tables(back, run)


def test_read_outs_of_a_stored_run_are_the_same(stored):
    run, folder = stored
    back = cx.Run.load(folder)
    pd.testing.assert_frame_equal(back.journey_map(), run.journey_map())
    pd.testing.assert_frame_equal(back.subsystems, run.subsystems)
    pd.testing.assert_frame_equal(back.scorecard, run.scorecard)
    with pytest.raises(CxsimError, match="makes it again"):
        back.explain(0)
    again = cx.simulate(back.scenario, back.seed)
    assert str(again.explain(0)) == str(run.explain(0))


@pytest.mark.parametrize("preset", ["retailer", "clinic", "cdnow"])
def test_empty_and_missing_cells_come_back(preset, tmp_path):
    run = cx.simulate(small(preset, days=95, warm_up_days=0), seed=2)
    run.to_parquet(tmp_path / "run")
    assert_same_tables(cx.Run.load(tmp_path / "run"), run)


def test_tables_without_rows_come_back(tmp_path):
    """A firm without needs has no names of needs either, which a file cannot hold as a category."""
    run = cx.simulate(small("subscription", days=95))
    run.to_parquet(tmp_path / "run")
    back = cx.Run.load(tmp_path / "run")
    for name in TABLES:
        assert list(back.table(name).columns) == list(run.table(name).columns)
        assert len(back.table(name)) == len(run.table(name))


def test_every_file_tells_scenario_seed_and_version(stored):
    import pyarrow.parquet as parquet

    run, folder = stored
    for name in TABLES:
        about = json.loads(parquet.read_schema(folder / f"{name}.parquet").metadata[b"cxsim"])
        assert (about["seed"], about["version"]) == (3, cx.__version__)
        assert cx.Scenario.from_data(about["scenario"]) == run.scenario
        # Other programs read the file, too.
        assert len(pd.read_parquet(folder / f"{name}.parquet")) == len(run.table(name))


def test_a_streamed_run_is_a_stored_run(stored, tmp_path):
    streamed = cx.simulate(small(), seed=3, log=tmp_path / "log")
    back = cx.Run.load(tmp_path / "log")
    assert_same_tables(back, stored[0])
    streamed.to_parquet(tmp_path / "copy")
    assert_same_tables(cx.Run.load(tmp_path / "copy"), stored[0])


def test_a_run_without_log_keeps_what_it_has(tmp_path):
    cx.simulate(small(), log=False).to_parquet(tmp_path / "run")
    back = cx.Run.load(tmp_path / "run")
    assert len(back.kpis)
    with pytest.raises(CxsimError, match=r"holds no encounters\.parquet"):
        back.encounters  # noqa: B018


def test_mistakes_are_one_sentence(stored, tmp_path):
    run, folder = stored
    with pytest.raises(CxsimError, match="already holds a run"):
        run.to_parquet(folder)
    with pytest.raises(CxsimError, match="already holds a run"):
        cx.simulate(small(), log=folder)
    with pytest.raises(CxsimError, match="holds no run"):
        cx.Run.load(tmp_path)
    with pytest.raises(CxsimError, match="holds no run"):
        cx.Run.load(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(CxsimError, match="cannot be used"):
        run.to_parquet(tmp_path / "file")
    (tmp_path / "kpis.parquet").write_text("no Parquet")
    with pytest.raises(CxsimError, match="no whole Parquet file"):
        cx.Run.load(tmp_path)
    pd.DataFrame({"x": [1]}).to_parquet(tmp_path / "kpis.parquet")
    with pytest.raises(CxsimError, match="no scenario inside"):
        cx.Run.load(tmp_path)
    with pytest.raises(CxsimError, match="did you mean 'timeline'"):
        run.table("timelin")
