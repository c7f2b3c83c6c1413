"""Names of a package that load on first use, so that ``import cxsim`` is quick.

The names stand in the stub beside the package's file (``__init__.pyi``), once for running code, for
editors and for mypy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import lazy_loader


def attach(
    package: str, file: str
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` of a package, from its stub.

    Parameters
    ----------
    package, file : str
        The package's ``__name__`` and ``__file__``.
    """
    load, _, names = lazy_loader.attach_stub(package, file)

    def find(name: str) -> Any:
        if name in names:
            return load(name)
        from cxsim.errors import nearest

        near = nearest(name, names)
        hint = f": did you mean '{near}'?" if near else ""
        raise AttributeError(f"{package} has no '{name}'{hint}")

    return find, lambda: list(names), names
