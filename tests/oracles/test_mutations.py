"""A deliberately broken copy of the package turns the right targets red, and no others."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cxsim

PACKAGE = Path(cxsim.__file__).parent
ASKED = ("T-03", "T-08", "T-17", "T-22")

MUTATIONS = {
    "loss aversion is half as large again": (
        "model/satisfaction.py",
        "excess - loss_aversion * shortfall",
        "excess - 1.5 * loss_aversion * shortfall",
        {"T-17"},
    ),
    "nobody loses patience": (
        "model/contact.py",
        "if math.isinf(patience):",
        "if True:",
        {"T-03"},
    ),
    "gaps 3 and 4 are swapped": (
        "model/gaps.py",
        "return design_level(ideal, gaps) - factor * gaps.delivery",
        "return design_level(ideal, gaps) - factor * gaps.communication",
        {"T-08"},
    ),
}


def failing(folder):
    """Ids of the targets that fail in the package of a folder; the readable engine is asked."""
    command = [sys.executable, "-m", "cxsim", "validate", "--json", "--engine", "simpy"]
    command += [word for name in ASKED for word in ("--only", name)]
    # Plain Python: some 60 000 contacts take less time than compiling anew.
    place = {"PYTHONPATH": str(folder), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        command, cwd=folder, env=os.environ | place, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    rows = json.loads(done.stdout)
    assert tuple(row["target"] for row in rows) == ASKED
    red = {row["target"] for row in rows if row["verdict"] == "fails"}
    assert (done.returncode == 1) == bool(red)
    return red


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_broken_rule_is_found(tmp_path, name):
    file, right, wrong, red = MUTATIONS[name]
    shutil.copytree(PACKAGE, tmp_path / "cxsim", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "cxsim" / file
    source = path.read_text(encoding="utf-8")
    assert right in source
    path.write_text(source.replace(right, wrong), encoding="utf-8")
    assert failing(tmp_path) == red
