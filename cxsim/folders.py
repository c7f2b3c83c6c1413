"""Where the data sets and the notebooks are, in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path

from cxsim.errors import unknown

_NAMES = ("datasets", "notebooks")


def folder(name: str) -> Path:
    """Return the folder ``datasets`` or ``notebooks``.

    Parameters
    ----------
    name : str
        ``"datasets"`` or ``"notebooks"``.

    Returns
    -------
    Path
        The folder inside an installed package, or the one beside the package in a checkout.

    Raises
    ------
    CxsimError
        If the name is neither of the two.
    FileNotFoundError
        If the installation lacks the folder.
    """
    if name not in _NAMES:
        raise unknown("folder", name, _NAMES)
    package = Path(__file__).parent
    # The installed place comes first: beside an installed package lie other people's packages,
    # and one of them is called "datasets".
    for place in (package / "_data" / name, package.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"The folder {name!r} is missing: please install cxsim again.")
