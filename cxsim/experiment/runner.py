"""Run many scenarios with many seeds, anywhere, and get the figures back in order.

The same job gives the same figures in this process, in threads, in other processes and on a Dask
cluster: where it runs is a question of time only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from cxsim.engine.run import choose_engine
from cxsim.errors import CxsimError
from cxsim.experiment.jobs import Job, Result, failed, run_job
from cxsim.experiment.places import Workers, as_they_finish, checked_workers
from cxsim.experiment.store import Store
from cxsim.scenario.scenario import Scenario


def run_jobs(
    jobs: Iterable[Job],
    workers: Workers = None,
    engine: str = "auto",
    timeline: bool = False,
    store: str | Path | None = None,
    progress: bool = True,
) -> list[Result]:
    """Run all jobs; return their results in the order of the jobs.

    A run that fails loses nothing of the others: its result tells the reason in ``error``.

    Parameters
    ----------
    jobs : iterable of Job
        The runs to make, one at least.
    workers : int, Client or Executor, optional
        None or 1 runs one after the other. A number runs so many at a time on this machine: as
        threads with the compiled engine, as processes with the SimPy engine. A Dask ``Client``
        runs on its cluster. Any other ``concurrent.futures.Executor`` serves, too.
    engine : str
        As for `cxsim.simulate`.
    timeline : bool
        Keep the timeline of every run: some 10 kB each.
    store : str or Path, optional
        A folder where results are kept as they come. A job whose result lies there is not run
        again, so an interrupted call goes on where it stopped.
    progress : bool
        Show a bar, in a notebook or to a person at a terminal.

    Returns
    -------
    list of Result
        One a job.

    Raises
    ------
    CxsimError
        Where there is nothing to run, or nowhere to run it.
    """
    listed = _checked(jobs)
    workers = checked_workers(workers)
    choose_engine(engine)
    kept = None if store is None else Store(store)
    results = [kept.find(job, timeline) if kept else None for job in listed]
    missing = [number for number, result in enumerate(results) if result is None]
    run = partial(run_job, engine=engine, timeline=timeline)
    answers = as_they_finish(run, [listed[number] for number in missing], workers, engine)
    with _bar(len(listed), len(listed) - len(missing), progress) as bar, closing(answers):
        for place, answer in answers:
            result = failed(answer) if isinstance(answer, Exception) else answer
            results[missing[place]] = result
            if kept and not result.error:
                kept.add(listed[missing[place]], result)
            bar.update()
    return [result for result in results if result is not None]


def _checked(jobs: Iterable[Job]) -> Sequence[Job]:
    listed = [Job(*job) for job in jobs]
    if not listed:
        raise CxsimError("jobs: there is nothing to run; give one scenario and one seed at least.")
    for job in listed:
        if not isinstance(job.scenario, Scenario):
            raise CxsimError(f"jobs: {job.scenario!r} is no scenario; cx.load('bank') gives one.")
    return listed


def _bar(total: int, done: int, progress: bool) -> Any:
    """Open a progress bar; it shows nothing where nobody is looking, or tqdm is missing."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _NoBar()
    # disable=None: a terminal or a notebook has a bar, a file or a pipe has not.
    hidden = None if progress else True
    return tqdm(total=total, initial=done, unit="run", disable=hidden, leave=False)


class _NoBar:
    def __enter__(self) -> _NoBar:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def update(self) -> None:
        return None
