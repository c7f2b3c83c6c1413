"""Compiled code is kept between processes, and a changed rule is noticed."""

import shutil

import pytest
from other_process import ask, copy_of_package, edit, files_in

import cxsim as cx
from cxsim.compilation import cache_folder, compiles

pytestmark = pytest.mark.skipif(not compiles(), reason="Numba cannot run here")

# A small rule that calls a rule of another module.
SMALL_RULE = """
from cxsim.compilation import compiled
from cxsim.model.resolution import resolution_probability
print(compiled(resolution_probability)(0.0, 0.0, 0.0, 0.0))
"""

# A short run; prints the mean effort and how often something was compiled.
SHORT_RUN = """
from numba.core import event
with event.install_recorder("numba:compile") as recorder:
    scenario = cxsim.load("bank").replace(customers=50, days=40, warm_up_days=0)
    run = cxsim.simulate(scenario, seed=1, engine="compiled")
print(run.kpis.value["effort"])
print(len(recorder.buffer))
"""


def cache_files(cache):
    """Compiled code below a folder, by name of the fingerprint's folder."""
    return {folder.name: files_in(folder) for folder in cache.iterdir()}


def test_a_later_process_compiles_nothing(tmp_path):
    cx.simulate("bank", engine="compiled")  # compiles, if nobody has before
    if cache_folder() is None:
        pytest.skip("no folder for compiled code here")
    shutil.copytree(cache_folder(), tmp_path / cache_folder().name)
    before = cache_files(tmp_path)
    (_, compilations), messages = ask(SHORT_RUN, tmp_path)
    assert compilations == "0"
    assert list(cache_files(tmp_path)) == list(before), "another folder was made"
    assert compiled_code(cache_files(tmp_path)) == compiled_code(before)
    assert "compiles" not in messages


def compiled_code(folders):
    """Only Numba's own files: indexes and code."""
    return {
        (folder, name): time
        for folder, files in folders.items()
        for name, time in files.items()
        if name.endswith((".nbi", ".nbc"))
    }


def test_a_package_is_never_written_to(tmp_path):
    """Compiled code goes to the cache, so that the package can be read-only."""
    package = copy_of_package(tmp_path / "package")
    for path in [package / "cxsim", *(package / "cxsim").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = files_in(package)
    assert ask(SMALL_RULE, tmp_path / "cache", package).lines == ["0.5"]
    assert files_in(package) == before
    assert compiled_code(cache_files(tmp_path / "cache"))


def test_without_any_cache_rules_still_work(tmp_path):
    """Below a file no folder can be made."""
    (tmp_path / "file").write_text("")
    code = SMALL_RULE + "from cxsim.compilation import cache_folder\nprint(cache_folder())"
    assert ask(code, tmp_path / "file" / "below").lines == ["0.5", "None"]


def test_a_change_of_a_called_rule_is_noticed(tmp_path):
    """Numba's own cache looks at the calling module alone."""
    package, cache = copy_of_package(tmp_path / "package"), tmp_path / "cache"
    assert ask(SMALL_RULE, cache, package).lines == ["0.5"]
    old = compiled_code(cache_files(cache))
    edit(package, "model/chance.py", "return 1.0 / (1.0 + math", "return 0.5 / (1.0 + math")
    assert ask(SMALL_RULE, cache, package).lines == ["0.25"]
    new = compiled_code(cache_files(cache))
    assert len(cache_files(cache)) == 2
    assert old.items() < new.items(), "old code stays as it was, for those who still use it"


@pytest.mark.slow
def test_a_run_sees_a_changed_rule_and_compiles_it_once(tmp_path):
    package = copy_of_package(tmp_path / "package")
    scenario = cx.load("bank").replace(customers=50, days=40, warm_up_days=0)
    before = cx.simulate(scenario, seed=1, engine="compiled").kpis.value["effort"]

    edit(package, "model/effort.py", "base + added", "base + 1.0 + added")
    (effort, compilations), messages = ask(SHORT_RUN, tmp_path / "cache", package)
    assert float(effort) > before + 0.5
    assert int(compilations) > 0
    assert messages.count("compiles") == 1

    (again, compilations), messages = ask(SHORT_RUN, tmp_path / "cache", package)
    assert again == effort
    assert compilations == "0"
    assert "compiles" not in messages
