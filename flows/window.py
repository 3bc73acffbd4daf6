"""Handing out the steps of a stage: in batches where a scheduler keeps books on each task, and a window of them at a time.

So a stage of any number of steps has few tasks, and neither their futures nor their inputs are all in memory at once.
"""

from __future__ import annotations

import contextlib
import itertools
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.store.step import Done

R = TypeVar("R")

TASKS: Final = 512
"""The most tasks of a stage in a scheduler: a task costs it 10 to 200 ms, and some kilobytes until the run ends."""


class Named(Protocol[R]):
    """What is carried out: a call with a name."""

    name: str

    def __call__(self) -> list[Done[R]]:
        """Carry it out and return what its steps gave."""


class BrokenBatchError(GemeingutError, RuntimeError):
    """A step of a batch failed; carries what the calls before it gave, so that it is not lost, and the error."""

    def __init__(self, outcomes: list[Any], error: GemeingutError) -> None:
        super().__init__(outcomes, error)
        self.outcomes = outcomes
        self.error = error


class Batch(Generic[R]):
    """Calls that are carried out one after the other; not a dataclass, because Prefect traverses those."""

    __slots__ = ("calls",)

    def __init__(self, calls: list[Named[R]]) -> None:
        self.calls = calls

    @property
    def name(self) -> str:
        """What a scheduler calls the batch."""
        more = len(self.calls) - 1
        return self.calls[0].name + (f" and {more} more" if more else "")

    def __call__(self) -> list[list[Done[R]]]:
        """Carry out the calls; raise BrokenBatchError if one fails after others have ended."""
        outcomes: list[list[Done[R]]] = []
        for call in self.calls:
            try:
                outcomes.append(call())
            except GemeingutError as error:
                if not outcomes:
                    raise
                raise BrokenBatchError(outcomes, error) from error
        return outcomes


class Outcomes(Protocol[R]):
    """A future of what a batch gives."""

    def result(self) -> list[list[Done[R]]]:
        """Wait for it and return it, or raise what went wrong."""


def batches(calls: Iterable[Named[R]], total: int, most: int) -> Iterator[Batch[R]]:
    """Yield `total` calls in at most `most` batches, in their order, made when they are asked for."""
    size = max(1, -(-total // most))
    left = iter(calls)
    while batch := list(itertools.islice(left, size)):
        yield Batch(batch)


def hand_out(
    work: Iterable[Batch[R]],
    submit: Callable[[Batch[R]], Any],
    as_completed: Callable[[list[Any]], Iterable[Any]],
    window: int,
    ended: Callable[[int, list[Done[R]]], None],
) -> None:
    """Submit batches, at most `window` of them at a time, and call `ended` with the place and the outcome of each call.

    If a step fails, its error is raised once nothing goes on any more, since the stage may be begun again; what has ended
    until then is told.
    """
    pending: dict[Any, int] = {}
    left, place = iter(work), 0
    try:
        while True:
            for batch in itertools.islice(left, window - len(pending)):
                first, place = place, place + len(batch.calls)
                pending[submit(batch)] = first
            if not pending:
                return
            future = next(iter(as_completed(list(pending))))
            _tell(future, pending.pop(future), ended)
    except GemeingutError:
        _end(pending, ended)
        raise


def _tell(future: Outcomes[R], first: int, ended: Callable[[int, list[Done[R]]], None]) -> None:
    """Tell the outcome of a batch whose first call has the place `first`."""
    try:
        outcomes, error = future.result(), None
    except BrokenBatchError as stopped:
        outcomes, error = stopped.outcomes, stopped.error
    for place, outcome in enumerate(outcomes, first):
        ended(place, outcome)
    if error:
        raise error


def _end(pending: dict[Any, int], ended: Callable[[int, list[Done[R]]], None]) -> None:
    """Cancel what has not begun, and wait for the rest."""
    begun = {future: first for future, first in pending.items() if not (isinstance(future, Future) and future.cancel())}
    for future, first in begun.items():
        with contextlib.suppress(GemeingutError):  # the first error is the one that is raised
            _tell(future, first, ended)
