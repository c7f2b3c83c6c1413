"""Where jobs run: here, in threads, in processes, on a Dask cluster, or in any other executor.

All but the first speak the language of `concurrent.futures`, so that one loop serves them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from cxsim.arguments import whole_number
from cxsim.engine.run import choose_engine
from cxsim.errors import CxsimError

if TYPE_CHECKING:
    from distributed import Client

Workers: TypeAlias = "int | Executor | Client | None"
Task = TypeVar("Task")
Answer = TypeVar("Answer")

_MOST = 1024  # workers on one machine
_ON_A_CLUSTER = 256  # jobs handed out at a time: plenty for its workers, little in memory


def checked_workers(workers: Any) -> Workers:
    """Return what jobs can run on, or refuse it."""
    if workers is None or isinstance(workers, Executor) or _is_client(workers):
        return cast(Workers, workers)
    return whole_number("workers", workers, 1, _MOST, otherwise=" or a Dask client")


def as_they_finish(
    function: Callable[[Task], Answer], tasks: Sequence[Task], workers: Workers, engine: str
) -> Generator[tuple[int, Answer | Exception], None, None]:
    """Yield (number of the task, answer) as tasks finish, in any order, each exactly once.

    An answer that could not be had is the exception that tells why. Where a local process dies it
    takes its pool with it; the tasks that were running then run again, one by one, so that only a
    task that kills its process is lost.
    """
    waiting = deque(enumerate(tasks))
    if workers is None or workers == 1:
        for number, task in waiting:
            yield number, _answer(partial(function, task))
        return
    while waiting:
        with _pool(workers, engine) as executor:
            at_once = 2 * workers if isinstance(workers, int) else _ON_A_CLUSTER
            suspects = yield from _together(executor, at_once, function, waiting)
        for number, task in suspects:
            with _pool(workers, engine) as executor:
                yield number, _answer(partial(_alone, executor, function, task))


def _together(
    executor: Executor,
    at_once: int,
    function: Callable[[Task], Answer],
    waiting: deque[tuple[int, Task]],
) -> Generator[tuple[int, Answer | Exception], None, list[tuple[int, Task]]]:
    """Run what is waiting; return the tasks that were running when the pool broke, if it did."""
    running: dict[Future[Answer], tuple[int, Task]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                future = executor.submit(function, waiting[0][1])
                running[future] = waiting.popleft()
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                answer = _answer(future.result)
                if isinstance(answer, BrokenExecutor):
                    return list(running.values())
                yield running.pop(future)[0], answer
    except BrokenExecutor as error:  # nothing more can be handed out
        if not running:
            raise CxsimError(f"workers: the executor is broken: {error}") from None
        return list(running.values())
    finally:
        for future in running:
            future.cancel()
    return []


def _alone(executor: Executor, function: Callable[[Task], Answer], task: Task) -> Answer:
    return executor.submit(function, task).result()


@contextmanager
def _pool(workers: Workers, engine: str) -> Iterator[Executor]:
    """Open what jobs are handed to: the compiled engine lets threads run side by side."""
    if isinstance(workers, Executor):
        yield workers
    elif not isinstance(workers, int):
        yield workers.get_executor(pure=False)  # type: ignore[union-attr]
    elif choose_engine(engine) == "compiled":
        with ThreadPoolExecutor(workers) as threads:
            yield threads
    else:
        yield _processes(workers)


def _processes(workers: int) -> Executor:
    """Processes that stay for the next call, and end when nobody has used them for a while."""
    try:
        from joblib.externals.loky import get_reusable_executor
    except ImportError:
        raise CxsimError(
            "workers with the SimPy engine need joblib: pip install 'cxsim[research]' brings it."
        ) from None
    return get_reusable_executor(workers, timeout=60)


def _answer(ask: Callable[[], Answer]) -> Answer | Exception:
    try:
        return ask()
    except Exception as error:
        return error


def _is_client(workers: Any) -> bool:
    """Tell a Dask client without importing Dask."""
    return callable(getattr(workers, "get_executor", None))
