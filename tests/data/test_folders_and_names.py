"""The two places of the shipped folders, and the nearest valid name."""

import pytest

from cxsim import folders
from cxsim.errors import CxsimError, nearest, unknown

NAMES = ["bank", "telecom", "omnichannel", "multichannel", "company.gaps.design"]


def test_checkout_has_the_folder_beside_the_package():
    assert (folders.folder("datasets") / "datapackage.json").is_file()


def test_installed_package_has_its_own_folder_first(tmp_path, monkeypatch):
    """Another installed package may be called "datasets" too."""
    package = tmp_path / "cxsim"
    own = package / "_data" / "datasets"
    own.mkdir(parents=True)
    (tmp_path / "datasets").mkdir()
    monkeypatch.setattr(folders, "__file__", str(package / "folders.py"))
    assert folders.folder("datasets") == own


def test_missing_folder_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "__file__", str(tmp_path / "cxsim" / "folders.py"))
    with pytest.raises(FileNotFoundError, match="'notebooks' is missing"):
        folders.folder("notebooks")


def test_other_folders_are_a_mistake():
    with pytest.raises(CxsimError, match="did you mean 'datasets'"):
        folders.folder("data")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Bank", "bank"),
        ("tele", "telecom"),
        ("design", "company.gaps.design"),
        ("channel", "omnichannel"),
        ("omnichanel", "omnichannel"),
        ("bank_with_two_branches", "bank"),
        ("zzz", None),
        ("", None),
    ],
)
def test_nearest(written, meant):
    assert nearest(written, NAMES) == meant


def test_prefix_beats_similarity():
    assert nearest("gap", ["gab", "gaps_of_the_company"]) == "gaps_of_the_company"


def test_unknown_takes_any_iterable():
    assert str(unknown("preset", "zzz", iter(["bank", "clinic"]))) == (
        "Unknown preset 'zzz': valid names are bank, clinic."
    )
    assert isinstance(unknown("preset", "ban", NAMES), ValueError)
