"""What is in the repository means the same on every machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written in pieces, so that this file does not find itself.
MACHINE_PATHS = re.compile(
    r"(?<![\w.~/])/(?:"
    + "|".join(["work/", "root/", "opt/cx", "home/" + r"\w", "Users/" + r"\w"])
    + ")"
)
REGISTRIES = re.compile(
    "|".join(
        [
            "files.python" + "hosted",
            r"pypi\.org/(?:simple|packages)".replace("pypi", "py" + "pi"),
            "registry.npm" + "js",
            "--(?:extra-)?index" + "-url",
            "--find" + "-links",
            r"conda\.ana" + "conda",
        ]
    )
)


def tracked():
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("no git repository here")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRIES], ids=["paths", "registries"])
def test_no_file_names_a_machine_or_a_registry(pattern):
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    assert found == []


def test_the_patterns_find_what_they_should():
    assert MACHINE_PATHS.search('open("/' + 'root/x")')
    assert not MACHINE_PATHS.search("notebooks/" + "work/x")
    assert REGISTRIES.search("https://py" + "pi.org/simple")
    assert not REGISTRIES.search("pip install numpy")
