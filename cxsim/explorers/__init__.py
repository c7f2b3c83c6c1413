"""Interactive explorers: sliders, a picture that follows them, and a reading in words.

>>> import cxsim as cx
>>> cx.explore()  # what there is
>>> cx.explore("start")  # in a notebook
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cxsim.errors import CxsimError, unknown

if TYPE_CHECKING:
    from cxsim.explorers.explorer import Explorer

__all__ = ["explore", "twin"]

# A module each, which calls its description DESCRIPTION, and a file of that name with its data:
# sliders, panels, texts.
_NAMES = (
    "start", "gaps", "expectations", "call_centre", "journey", "channels", "recovery", "proactive",
    "loyalty", "dashboard", "readiness", "tournament", "buying",
)  # fmt: skip


def explore(name: str | None = None) -> Any:
    """Open an explorer in a notebook, or list all of them.

    Parameters
    ----------
    name : str, optional
        A name from the list.

    Returns
    -------
    DataFrame or widget
        Without a name, a table indexed by name: title and question. With a name, a widget.

    Raises
    ------
    CxsimError
        If there is no such explorer (the sentence offers the nearest name), or if the notebook
        part of the kit is not installed.

    Examples
    --------
    >>> explore().loc["call_centre", "title"]
    'A call centre'
    """
    if name is None:
        return _overview()
    explorer = twin(name)
    try:
        from cxsim.explorers.view import View
    except ImportError:
        raise _not_installed() from None
    return View(explorer)


def twin(name: str) -> Explorer:
    """Return an explorer without widgets, for tests and scripts.

    Parameters
    ----------
    name : str
        A name from the list of `explore`.

    Returns
    -------
    Explorer
        A new one, with its sliders at the start.

    Raises
    ------
    CxsimError
        If there is no such explorer; the sentence offers the nearest name.
    """
    if name not in _NAMES:
        raise unknown("explorer", str(name), _NAMES)
    try:
        from cxsim.explorers.explorer import Explorer

        return Explorer(_description(name))
    except ImportError:
        raise _not_installed() from None


def _overview() -> Any:
    import pandas as pd

    try:
        found = [_description(name) for name in _NAMES]
    except ImportError:
        raise _not_installed() from None
    rows = [(one.name, one.title, one.question) for one in found]
    return pd.DataFrame(rows, columns=["name", "title", "question"]).set_index("name")


def _description(name: str) -> Any:
    return import_module(f"cxsim.explorers.{name}").DESCRIPTION


def _not_installed() -> CxsimError:
    return CxsimError("Explorers need the notebook part of the kit: pip install 'cxsim[lab]'.")
