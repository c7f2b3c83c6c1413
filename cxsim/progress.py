"""How far a long call is: a bar for whoever looks on, or a function of one's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from cxsim.errors import CxsimError

Tell: TypeAlias = Callable[[float, float], None]
Progress: TypeAlias = bool | Tell
"""True shows a bar in a notebook or at a terminal; a function is called with (done, total)."""


@contextmanager
def reporting(progress: Progress, unit: str) -> Iterator[Tell]:
    """Yield the function that takes (done, total); at the end the bar goes.

    Parameters
    ----------
    progress : bool or callable
        What the user asked for.
    unit : str
        What is counted, for example ``"run"``.
    """
    if callable(progress):
        yield progress
    elif not isinstance(progress, bool):
        raise CxsimError(
            f"progress must be True, False or a function of (done, total), not {progress!r}."
        )
    elif progress:
        with _bar(unit) as tell:
            yield tell
    else:
        yield lambda done, total: None


@contextmanager
def _bar(unit: str) -> Iterator[Tell]:
    from rich import progress as bars
    from rich.console import Console

    console = Console(stderr=True)
    # Whatever the environment says of colours: a file or a pipe has no bar.
    at_terminal = sys.stderr.isatty() and not console.is_dumb_terminal
    with bars.Progress(
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TimeRemainingColumn(),
        console=console,
        transient=True,
        refresh_per_second=4,
        disable=not (at_terminal or console.is_jupyter),
    ) as bar:
        task = bar.add_task(unit, total=None)

        def tell(done: float, total: float) -> None:
            said = f"{unit} {done:,.0f} of {total:,.0f}"
            bar.update(task, description=said, completed=done, total=total)

        yield tell
