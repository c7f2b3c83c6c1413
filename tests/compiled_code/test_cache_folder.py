"""Where compiled code is kept: the user's cache, else a temporary folder, else nowhere."""

import ast
import os
import sys
import tempfile
from pathlib import Path

import pytest

import cxsim
from cxsim import compilation
from cxsim.compilation import cache_folder

find_folder = cache_folder.__wrapped__  # without the memory of this process

linux = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="the user's cache lies elsewhere there"
)


@pytest.fixture
def blocked(tmp_path):
    """A place where no folder can be made, not even by an administrator: below a file."""
    file = tmp_path / "file"
    file.write_text("")
    return file / "below"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch, tmp_path):
    """No cache folder is chosen; home and temporary folder are this test's own."""
    for name in ("CXSIM_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("home", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


@linux
def test_compiled_code_lies_in_the_cache_of_the_user(tmp_path):
    folder = find_folder()
    assert folder.parent == tmp_path / "home" / ".cache" / "cxsim"
    assert not list(folder.iterdir()), "the trial file is gone"


@linux
def test_the_cache_of_the_user_can_lie_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))
    assert find_folder().parent == tmp_path / "elsewhere" / "cxsim"


@linux
def test_without_a_writable_home_a_temporary_folder_serves(tmp_path, blocked, monkeypatch):
    monkeypatch.setenv("HOME", str(blocked))
    assert find_folder().parent.parent == tmp_path / "temporary"


@linux
def test_a_cache_of_the_user_that_is_no_full_path_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.chdir(tmp_path)
    assert find_folder().parent.parent == tmp_path / "temporary"
    assert not (tmp_path / "relative").exists()


@linux
def test_where_nothing_can_be_written_there_is_no_cache(blocked, monkeypatch):
    monkeypatch.setenv("HOME", str(blocked))
    monkeypatch.setattr(tempfile, "tempdir", str(blocked))
    assert find_folder() is None


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_to_write_is_not_used(tmp_path, monkeypatch):
    chosen = tmp_path / "read_only"
    chosen.mkdir(mode=0o500)
    monkeypatch.setenv("CXSIM_CACHE_DIR", str(chosen))
    assert find_folder() is None


def test_a_chosen_folder_is_used_and_no_other(tmp_path, blocked, monkeypatch):
    monkeypatch.setenv("CXSIM_CACHE_DIR", str(tmp_path / "chosen"))
    assert find_folder().parent == tmp_path / "chosen"
    monkeypatch.setenv("CXSIM_CACHE_DIR", str(blocked))
    assert find_folder() is None


def test_the_folder_is_named_after_sources_and_versions(monkeypatch):
    fingerprint = compilation._fingerprint.__wrapped__
    now = fingerprint()
    assert now == fingerprint()
    monkeypatch.setattr(sys, "version", "another Python")
    assert fingerprint() != now


def test_every_rule_stands_where_a_change_is_noticed():
    """A rule, or a number it uses, could be edited without a new cache if it stood elsewhere."""
    root = Path(cxsim.__file__).parent
    files = (file.removesuffix(".py") for file in compilation._COMPILED_FILES)
    watched = {*compilation._COMPILED_FOLDERS, *files}
    modules = [path for path in sorted(root.rglob("*.py")) if "rule" in decorators(path)]
    assert len(modules) > 5
    for path in modules:
        homes = {path.relative_to(root).parts[0], *imports(path)}
        assert homes <= watched, f"{path.relative_to(root)} depends on more than is watched"


def decorators(path):
    """Names that decorate anything in a module."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    marks = [mark for node in nodes for mark in getattr(node, "decorator_list", [])]
    return {mark.id for mark in marks if isinstance(mark, ast.Name)}


def imports(path):
    """Parts of the package that a module imports from."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    names = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[1] for name in names if name.startswith("cxsim.")}
