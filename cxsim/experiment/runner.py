"""Run many scenarios with many seeds, anywhere, and get the figures back in order.

The same job gives the same figures in this process, in threads, in other processes and on a Dask
cluster: where it runs is a question of time only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

from cxsim.engine.run import choose_engine
from cxsim.errors import CxsimError
from cxsim.experiment.jobs import Job, Result, failed, run_job
from cxsim.experiment.places import Workers, as_they_finish, checked_workers
from cxsim.experiment.store import Store
from cxsim.progress import Progress, reporting
from cxsim.results.kpis import own_kpis
from cxsim.scenario.scenario import Scenario


def run_jobs(
    jobs: Iterable[Job],
    workers: Workers = None,
    engine: str = "auto",
    timeline: bool = False,
    store: str | Path | None = None,
    progress: Progress = True,
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
    progress : bool or callable
        True shows a bar, in a notebook or to a person at a terminal. A function is called with
        (done, total), the number of runs, after each of them.

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
    own = own_kpis()
    with_classes = own or any(job.scenario.mechanisms for job in listed)
    if with_classes and isinstance(workers, ProcessPoolExecutor):
        raise CxsimError(
            "workers: a ProcessPoolExecutor cannot take KPIs or mechanisms of one's own along: "
            "give the number of workers, or a Dask client."
        )
    kept = None if store is None else Store(store, own)
    results = [kept.find(job, timeline) if kept else None for job in listed]
    missing = [number for number, result in enumerate(results) if result is None]
    run = partial(run_job, engine=engine, timeline=timeline, own=own)
    answers = as_they_finish(run, [listed[number] for number in missing], workers, engine)
    with reporting(progress, "run") as tell, closing(answers):
        for done, (place, answer) in enumerate(answers, len(listed) - len(missing) + 1):
            result = failed(answer) if isinstance(answer, Exception) else answer
            results[missing[place]] = result
            if kept and not result.error:
                kept.add(listed[missing[place]], result)
            tell(done, len(listed))
    return [result for result in results if result is not None]


def _checked(jobs: Iterable[Job]) -> Sequence[Job]:
    listed = [Job(*job) for job in jobs]
    if not listed:
        raise CxsimError("jobs: there is nothing to run; give one scenario and one seed at least.")
    for job in listed:
        if not isinstance(job.scenario, Scenario):
            raise CxsimError(f"jobs: {job.scenario!r} is no scenario; cx.load('bank') gives one.")
    return listed
