"""How the steps of a stage are carried out: in this process, in a pool of processes, or as Prefect tasks.

Every step is a module-level function of `pipeline` with plain arguments and a result in the order of the arguments, so that
every engine gives the same bytes.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from flows.interruption import ignored_by_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from flows.progress import Progress

T = TypeVar("T")


class Engine(Protocol):
    """Carries out the steps of a stage and returns their results in order; an error of a step is raised."""

    def map(self, stage: str, function: Callable[..., T], steps: Sequence[Step]) -> list[T]:
        """Run `function` once per step."""


class Step:
    """The name of a step, as progress and Prefect show it, and the arguments of its function."""

    __slots__ = ("arguments", "name")

    def __init__(self, name: str, *arguments: Any) -> None:
        self.name = name
        self.arguments = arguments


class Pool:
    """Processes that carry out steps; with one worker, this process."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        # spawn: a forked child of a process with threads (polars, Prefect) may inherit a lock that nobody will release
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, context, ignored_by_workers) if workers > 1 else None

    def submit(self, function: Callable[..., T], arguments: tuple[Any, ...]) -> Future[T]:
        """Return the future of one step."""
        if self._pool is not None:
            return self._pool.submit(function, *arguments)
        done: Future[T] = Future()
        done.set_result(function(*arguments))
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is None:
            return
        if kind is not None:  # nobody waits for results any more, and what is written is written whole
            for worker in multiprocessing.active_children():
                worker.terminate()
        self._pool.shutdown(cancel_futures=True)


class LocalEngine:
    """Runs the steps in a pool of processes, without Prefect."""

    def __init__(self, pool: Pool, progress: Progress) -> None:
        self._pool = pool
        self._progress = progress

    def map(self, stage: str, function: Callable[..., T], steps: Sequence[Step]) -> list[T]:
        """Run `function` once per step and return the results in the order of the steps."""
        with self._progress.stage(stage, len(steps)) as advance:
            futures = [self._pool.submit(function, step.arguments) for step in steps]
            for future in as_completed(futures):
                future.result()
                advance()
        return [future.result() for future in futures]
