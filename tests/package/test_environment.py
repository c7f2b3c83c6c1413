"""environment.yml, constraints.txt, CITATION.cff and CHANGELOG.md agree with pyproject.toml."""

import importlib.metadata
import re
import shlex
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import cxsim
from cxsim.commands import lab

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
MINORS = [f"3.{minor}" for minor in range(8, 18)]


def environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def requirements():
    """Everything that the package itself asks for, in any extra."""
    lines = [*PROJECT["dependencies"], *(line for extra in EXTRAS.values() for line in extra)]
    return [Requirement(line) for line in lines if Requirement(line).name != "cxsim"]


def pins():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def test_environment_has_the_same_pythons():
    (python,) = [
        line.removeprefix("python").strip()
        for line in environment()["dependencies"]
        if isinstance(line, str) and line.startswith("python")
    ]
    ours, theirs = SpecifierSet(PROJECT["requires-python"]), SpecifierSet(python)
    for minor in MINORS:
        assert ours.contains(minor) == theirs.contains(minor), minor


def test_environment_installs_the_course_from_the_checkout():
    """Whatever conda does not bring comes through pip, so the list cannot drift."""
    described = environment()
    assert described["name"] == PROJECT["name"]
    assert described["channels"] == ["conda-forge", "nodefaults"]
    *conda, pip = described["dependencies"]
    assert [line.split()[0] for line in conda] == ["python", "pip"]
    for line in pip["pip"]:
        flag, path, *rest = shlex.split(line)
        assert (flag, rest) == ("-e", [])
        named = Requirement(path.replace(".", "cxsim", 1))
        assert named.extras == {"lab"}
        assert (ROOT / "pyproject.toml").is_file()
    assert "lab" in EXTRAS


def test_constraints_are_plain_pins():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    for pin in pins():
        assert pin.url is None
        assert [one.operator for one in pin.specifier] == ["=="], pin
    names = [canonicalize_name(pin.name) for pin in pins()]
    assert len(names) == len(set(names))


def test_constraints_satisfy_what_the_package_asks_for():
    pinned = {canonicalize_name(pin.name): pin for pin in pins()}
    for wanted in requirements():
        pin = pinned[canonicalize_name(wanted.name)]
        (version,) = [one.version for one in pin.specifier]
        assert wanted.specifier.contains(version), f"{pin} is not {wanted}"


def test_constraints_name_what_direct_dependencies_need():
    """Transitive dependencies are pinned too, as far as they are installed here."""
    pinned = {canonicalize_name(pin.name) for pin in pins()}
    for wanted in requirements():
        for line in importlib.metadata.requires(wanted.name) or []:
            needed = Requirement(line)
            if needed.marker is None:
                assert canonicalize_name(needed.name) in pinned, f"{needed} of {wanted.name}"


def test_lab_asks_for_what_the_extra_holds():
    assert set(lab._NEEDED) == {Requirement(line).name for line in EXTRAS["lab"]}


def test_test_extra_takes_in_the_rest():
    (own,) = [Requirement(line) for line in EXTRAS["test"] if line.startswith("cxsim")]
    assert own.extras == set(EXTRAS) - {"test"}


def test_citation_and_changelog_tell_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
    assert citation["license"] == PROJECT["license"]
    assert citation["version"] == PROJECT["version"] == cxsim.__version__
    assert citation["keywords"] == PROJECT["keywords"]
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased"
    versions = [Version(heading) for heading in headings[1:]]
    assert versions == sorted(versions, reverse=True)
