"""Where Numba cannot run, SimPy and plain Python rules give the same tables."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from same_tables import assert_same, tables_of
from save_tables import SEED, firms
from small_firms import assert_people_queue_and_give_up

import cxsim as cx


@pytest.fixture(scope="module")
def plain_tables(tmp_path_factory):
    """Tables of a process in which Numba is switched off, by name of the firm."""
    folder = tmp_path_factory.mktemp("plain")
    script = Path(__file__).with_name("save_tables.py")
    subprocess.run(
        [sys.executable, str(script), str(folder)],
        check=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )
    return {name: pickle.loads((folder / f"{name}.pickle").read_bytes()) for name in firms()}


@pytest.mark.parametrize("name", firms())
def test_plain_python_gives_the_same_tables(name, plain_tables):
    scenario = firms()[name]
    fast = cx.simulate(scenario, seed=SEED, engine="compiled")
    assert_people_queue_and_give_up(fast)
    tables = {"SimPy without Numba": plain_tables[name], "compiled": tables_of(fast)}
    assert_same(tables, scenario, SEED)
