"""Slow work beside the page: one piece at a time, and a newer one takes the place of an older."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import closing

from cxsim.errors import CxsimError


class Background:
    """Does work in a thread. Only the latest work reports, and only it comes to its end."""

    def __init__(self) -> None:
        self._latest = 0
        self._one_at_a_time = threading.Lock()

    def begin(
        self,
        work: Generator[float, None, None],
        report: Callable[[float], None],
        finish: Callable[[CxsimError | None], None],
    ) -> None:
        """Begin new work; what is under way stops at its next step.

        Parameters
        ----------
        work : generator
            Yields the share that is done.
        report : callable
            Is told this share.
        finish : callable
            Is called at the end, with the mistake that the work has met, if any.
        """
        self.forget()
        arguments = (self._latest, work, report, finish)
        threading.Thread(target=self._do, args=arguments, daemon=True).start()

    def forget(self) -> None:
        """Stop what is under way at its next step, and hear no more of it."""
        self._latest += 1

    def _do(
        self,
        number: int,
        work: Generator[float, None, None],
        report: Callable[[float], None],
        finish: Callable[[CxsimError | None], None],
    ) -> None:
        mistake = None
        with self._one_at_a_time, closing(work):
            try:
                while number == self._latest:
                    share = next(work)
                    if number == self._latest:
                        report(share)
            except StopIteration:
                pass
            except CxsimError as error:
                mistake = error
        if number == self._latest:
            finish(mistake)
