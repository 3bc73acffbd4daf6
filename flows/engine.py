"""How the steps of a stage are carried out: in this process, in a pool of processes, or as Prefect tasks.

A call holds all that it needs and can be carried out in any process and in any order, so that every engine gives the same bytes.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import TYPE_CHECKING, Final, Generic, Protocol, Self, TypeVar

from flows.interruption import bind_worker
from flows.window import batches, hand_out
from pipeline.store.step import Done, Step, carry_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import TracebackType

    from flows.progress import Progress
    from flows.window import Batch
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

R = TypeVar("R")

AHEAD: Final = 4
"""How many batches a worker has waiting, so that it never waits itself."""


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
    """Carries out the calls of a stage; an error of a step is raised."""

    def map(
        self, stage: str, total: int, calls: Iterable[Call[R]], ended: Callable[[int, list[Done[R]]], None]
    ) -> None:
        """Carry out `total` calls, taken as they are needed; `ended` is called with the place and the outcome of each.

        That is done in this thread, as soon as the outcome is known, in any order.
        """


class Pool:
    """Processes that carry out calls; with one worker, this process."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        # spawn: a forked child of a process with threads (polars, Prefect) may inherit a lock that nobody will release
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, context, bind_worker) if workers > 1 else None

    def submit(self, batch: Batch[R]) -> Future[list[list[Done[R]]]]:
        """Return the future of a batch."""
        if self._pool is not None:
            return self._pool.submit(batch)
        done: Future[list[list[Done[R]]]] = Future()
        done.set_result(batch())
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
        self, stage: str, total: int, calls: Iterable[Call[R]], ended: Callable[[int, list[Done[R]]], None]
    ) -> None:
        """Carry out the calls."""
        with self._progress.stage(stage, total) as advance:

            def told(place: int, outcomes: list[Done[R]]) -> None:
                ended(place, outcomes)
                advance()

            workers = self._pool.workers
            window = AHEAD * workers if workers > 1 else 1
            hand_out(batches(calls, total, max(total, 1)), self._pool.submit, as_completed, window, told)
