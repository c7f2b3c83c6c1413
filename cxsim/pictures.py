"""Pictures named by text, for results that draw themselves when they are asked to.

Results stand on a lower floor than pictures. So they do not import them: they name one, and it is
found when it is wanted, and not before (as pandas finds its plotting backend).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def picture(name: str) -> Callable[..., Any]:
    """Return the function that draws a picture.

    Parameters
    ----------
    name : str
        Module and function, as in ``"cxsim.plots.comparisons:welch"``.
    """
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)
