"""The wheel works outside the checkout: presets, strategies, data sets and notebooks travel."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = "Scripts" if os.name == "nt" else "bin"
RUN = ["run", "bank", "--set", "customers=200", "--seed", "1"]
LOOK = """
import cxsim as cx
from pathlib import Path
from cxsim.folders import folder
print(cx.__file__)
print(folder("notebooks"))
print(*sorted(path.name for path in folder("notebooks").glob("*.ipynb")))
print(*cx.datasets.list().index)
small = cx.load("bank").replace(customers=20, days=31, warm_up_days=0)
print(len(cx.plots.animate(cx.simulate(small)).html))
print(len(cx.datasets.load("crm_vs_cem")), len(cx.presets()), len(cx.strategies()))
"""

pytestmark = pytest.mark.slow


def call(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    call(*build, str(ROOT), cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def fresh(wheel, tmp_path_factory):
    """An environment with the wheel; it borrows everybody else's packages from this one."""
    home = tmp_path_factory.mktemp("fresh")
    call(sys.executable, "-m", "venv", "--without-pip", str(home), cwd=home)
    python = home / BIN / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index"]
    call(*pip, "--no-deps", str(wheel), cwd=home)
    site = call(
        str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home
    )
    # Listed in a .pth file, a folder's own .pth files do not count: the checkout stays out.
    (Path(site.strip()) / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return home


def test_wheel_runs_outside_the_checkout(fresh, tmp_path):
    from_wheel = call(str(fresh / BIN / "cxsim"), *RUN, cwd=tmp_path)
    assert from_wheel.startswith("Retail bank, seed 1\n")
    assert from_wheel == call(sys.executable, "-m", "cxsim", *RUN, cwd=tmp_path)


def test_wheel_lists_what_the_checkout_lists(fresh, tmp_path):
    listed = call(str(fresh / BIN / "cxsim"), "list", cwd=tmp_path)
    assert listed == call(sys.executable, "-m", "cxsim", "list", cwd=tmp_path)


def test_wheel_carries_data_and_notebooks(fresh, tmp_path):
    printed = call(str(fresh / BIN / "python"), "-c", LOOK, cwd=tmp_path).splitlines()
    checkout = call(sys.executable, "-c", LOOK, cwd=tmp_path).splitlines()
    assert Path(printed[0]).is_relative_to(fresh)
    assert Path(printed[1]).is_relative_to(fresh)
    assert printed[2:] == checkout[2:]
    assert "01_crm_or_cem.ipynb" in printed[2]


def test_editors_and_mypy_see_types(fresh, tmp_path):
    """What a user writes is checked: types come with the wheel, and a misspelt word is found."""
    script = tmp_path / "script.py"
    script.write_text("import cxsim as cx\nreveal_type(cx.simulate)\ncx.simulate('bank', sed=1)\n")
    python = str(fresh / BIN / "python")
    command = [sys.executable, "-m", "mypy", "--python-executable", python, str(script)]
    outside = {name: value for name, value in os.environ.items() if name != "MYPYPATH"}
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env=outside
    )
    assert "seed: int =" in done.stdout and "-> cxsim.results.run.Run" in done.stdout
    assert 'Unexpected keyword argument "sed"' in done.stdout
    assert "Found 1 error" in done.stdout, done.stdout + done.stderr


def test_wheel_installs_with_its_dependencies(wheel, tmp_path):
    """The whole way of a newcomer; the notebooks' part is not installed, and that is told."""
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "index", "versions", "simpy"], capture_output=True).returncode != 0:
        pytest.skip("no package index within reach")
    home = tmp_path / "home"
    call(sys.executable, "-m", "venv", str(home), cwd=tmp_path)
    python = str(home / BIN / "python")
    constraints = ["-c", str(ROOT / "constraints.txt")]
    call(python, "-m", "pip", "install", "--quiet", *constraints, str(wheel), cwd=tmp_path)
    assert "contact_centre" in call(str(home / BIN / "cxsim"), "list", cwd=tmp_path)
    printed = call(str(home / BIN / "cxsim"), *RUN, cwd=tmp_path)
    assert printed.startswith("Retail bank, seed 1\n")
    lab = subprocess.run(
        [str(home / BIN / "cxsim"), "lab"], cwd=tmp_path, capture_output=True, text=True
    )
    assert lab.returncode == 2
    assert lab.stderr.startswith("Error: The course needs jupyterlab")
