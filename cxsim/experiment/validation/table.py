"""``validate``: all targets, or some, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from cxsim.engine.run import choose_engine
from cxsim.errors import unknown
from cxsim.experiment.validation.figures import Figure
from cxsim.experiment.validation.targets import Target, simulator
from cxsim.progress import Progress, reporting

if TYPE_CHECKING:
    import pandas as pd


def all_targets() -> dict[str, Target]:
    """Return all targets by id: those in ``TARGETS`` of every module of this package."""
    package = __package__ or ""
    names = [one.name for one in iter_modules(import_module(package).__path__)]
    modules = [import_module(f"{package}.{name}") for name in names]
    found = {target.id: target for module in modules for target in getattr(module, "TARGETS", ())}
    return dict(sorted(found.items()))


def validate(
    only: str | Sequence[str] | None = None,
    *,
    engine: str = "auto",
    details: bool = False,
    progress: Progress = False,
) -> pd.DataFrame:
    """Recompute the known results and compare: published, closed form, simulated.

    Parameters
    ----------
    only : str or sequence of str, optional
        Ids such as ``"T-05"``; None runs all, which takes about a minute.
    engine : {"auto", "compiled", "simpy"}, optional
        Which engine is asked.
    details : bool, optional
        True gives one row for every figure; False one row a target, which shows its most telling
        figure, or the first one that does not hold.
    progress : bool or callable
        As for `cxsim.compare`, with the number of targets.

    Returns
    -------
    DataFrame
        Indexed by ``target`` (and ``figure`` with details). Columns: ``title``, ``figure``,
        ``published``, ``closed_form``, ``simulated``, ``ci_low`` and ``ci_high`` (95 % interval),
        ``tolerance``, ``verdict`` and ``source``; numbers that do not exist are missing. The
        verdict is ``holds``, ``fails``, or ``illustrates`` where the published number is an
        argument to be followed and not a number to be met.

    Raises
    ------
    CxsimError
        If there is no such target or engine.

    Examples
    --------
    >>> validate("T-27").loc["T-27", "verdict"]
    'holds'
    """
    import pandas as pd

    targets, run = _chosen(only), simulator(choose_engine(engine))
    rows = []
    with reporting(progress, "target") as tell:
        tell(0, len(targets))
        for done, target in enumerate(targets, 1):
            rows += _rows(target, target.check(run), details)
            tell(done, len(targets))
    table = pd.DataFrame(rows)
    return table.set_index(["target", "figure"] if details else "target")


def _chosen(only: str | Sequence[str] | None) -> list[Target]:
    targets = all_targets()
    if only is None:
        return list(targets.values())
    names = [only] if isinstance(only, str) else list(only)
    for name in names:
        if name not in targets:
            raise unknown("target", str(name), list(targets))
    return [target for id_, target in targets.items() if id_ in names]


def _rows(target: Target, figures: Sequence[Figure], details: bool) -> list[dict[str, object]]:
    if details:
        return [_row(target, one, target.verdict([one])) for one in figures]
    shown = next((one for one in figures if not one.holds), figures[0])
    return [_row(target, shown, target.verdict(figures))]


def _row(target: Target, figure: Figure, verdict: str) -> dict[str, object]:
    numbers = asdict(figure)
    return {
        "target": target.id,
        "title": target.title,
        "figure": figure.name,
        "published": numbers["published"],
        "closed_form": numbers["closed_form"],
        "simulated": numbers["simulated"],
        "ci_low": numbers["low"],
        "ci_high": numbers["high"],
        "tolerance": figure.tolerance,
        "verdict": verdict,
        "source": target.source,
    }
