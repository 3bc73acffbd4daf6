"""How the steps of a stage are carried out: in this process, in a pool of processes, or as Prefect tasks.

A call holds all that it needs and can be carried out in any process and in any order, so that every engine gives the same bytes.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor, as_completed, wait
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

from flows.interruption import bind_worker
from gemeingut.errors import GemeingutError
from pipeline.store.step import Done, Step, carry_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from flows.progress import Progress
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

R = TypeVar("R")


class Call(Generic[R]):
    """Steps of one group, the workspace that they work in, and the hashes of the inputs of each.

    Not a dataclass, because Prefect traverses those.
    """

    __slots__ = ("_inputs", "_steps", "_workspace", "name")

    def __init__(self, steps: Sequence[Step[R]], workspace: Workspace, inputs: Sequence[Mapping[Name, str]]) -> None:
        self.name = steps[0].group
        self._steps, self._workspace, self._inputs = steps, workspace, inputs

    def __call__(self) -> list[Done[R]]:
        """Carry out the steps, one after the other."""
        return carry_out(self._steps, self._workspace, self._inputs)


class Engine(Protocol):
    """Carries out the calls of a stage and returns what their steps gave, in order; an error of a step is raised."""

    def map(
        self, stage: str, calls: Sequence[Call[R]], ended: Callable[[int, list[Done[R]]], None]
    ) -> list[list[Done[R]]]:
        """Carry out the calls; `ended` is called with the place and the outcome of each as soon as it is known."""


class Pool:
    """Processes that carry out calls; with one worker, this process."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        # spawn: a forked child of a process with threads (polars, Prefect) may inherit a lock that nobody will release
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, context, bind_worker) if workers > 1 else None

    def submit(self, call: Call[R]) -> Future[list[Done[R]]]:
        """Return the future of one call."""
        if self._pool is not None:
            return self._pool.submit(call)
        done: Future[list[Done[R]]] = Future()
        done.set_result(call())
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is None:
            return
        if kind is not None:  # results are no longer needed, and files are always written whole
            for worker in multiprocessing.active_children():
                worker.terminate()
        self._pool.shutdown(cancel_futures=True)


class LocalEngine:
    """Carries out calls in a pool of processes, without Prefect."""

    def __init__(self, pool: Pool, progress: Progress) -> None:
        self._pool = pool
        self._progress = progress

    def map(
        self, stage: str, calls: Sequence[Call[R]], ended: Callable[[int, list[Done[R]]], None]
    ) -> list[list[Done[R]]]:
        """Carry out the calls and return what they gave, in their order."""
        with self._progress.stage(stage, len(calls)) as advance:
            places: dict[Future[list[Done[R]]], int] = {}
            for place, call in enumerate(calls):
                future = self._pool.submit(call)
                places[future] = place
                if self._pool.workers == 1:
                    ended(place, future.result())
                    advance()
            try:
                for future in as_completed(places) if self._pool.workers > 1 else ():
                    ended(places[future], future.result())
                    advance()
            except GemeingutError:  # the stage may be begun again: nothing of this one may go on
                for future in places:
                    future.cancel()
                wait(places)
                raise
        return [future.result() for future in places]
