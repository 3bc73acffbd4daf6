"""Work goes to an engine in few batches and a window at a time; what has ended is told, also where a step fails."""

from __future__ import annotations

import itertools
import pickle
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine import LocalEngine, Pool
from flows.progress import Progress
from flows.window import TASKS, Batch, BrokenBatchError, batches, hand_out
from gemeingut.errors import DataError


class Number:
    """A call that gives its number, or fails."""

    def __init__(self, number, failing=()):
        self.number, self.name, self._fails = number, f"n{number}", number in failing

    def __call__(self):
        if self._fails:
            raise DataError(f"step {self.number}")
        return [self.number]


@given(total=st.integers(0, 300), most=st.integers(1, 40), window=st.integers(1, 9), chance=st.randoms())
def test_every_call_is_carried_out_once_and_told_at_its_place(total, most, window, chance):
    told, waiting, largest = {}, [], 0

    def submit(batch):
        nonlocal largest
        future = Future()
        waiting.append((future, batch))
        largest = max(largest, len(waiting))
        return future

    def completed(pending):
        future, batch = waiting.pop(chance.randrange(len(waiting)))
        assert future in pending
        future.set_result(batch())
        yield future

    tasks = list(batches((Number(n) for n in range(total)), total, most))
    assert len(tasks) <= most
    hand_out(tasks, submit, completed, window, told.__setitem__)
    assert told == {n: [n] for n in range(total)}
    assert largest <= window


def test_calls_are_made_as_they_are_needed():
    made = itertools.count()
    calls = (Number(next(made)) for _ in range(1000))
    ended = []

    def told(place, _outcome):
        ended.append(place)
        assert next(made) < len(ended) * 3 + 40

    with ThreadPoolExecutor(1) as pool:
        hand_out(batches(calls, 1000, 1000), pool.submit, as_completed, 4, told)
    assert len(ended) == 1000


def test_a_stage_of_any_size_has_few_tasks():
    sizes = [len(batch.calls) for batch in batches((Number(n) for n in range(300_000)), 300_000, TASKS)]
    assert len(sizes) <= TASKS < 1000
    assert sum(sizes) == 300_000
    assert {len(batch.calls) for batch in batches((Number(n) for n in range(TASKS)), TASKS, TASKS)} == {1}


def test_an_error_of_a_step_is_raised_and_what_ended_before_is_told():
    told = {}
    calls = (Number(n, failing={7}) for n in range(1000))
    with ThreadPoolExecutor(2) as pool, pytest.raises(DataError, match="step 7"):
        hand_out(batches(calls, 1000, 100), pool.submit, as_completed, 3, told.__setitem__)
    assert {0, 1, 2, 3, 4, 5, 6} <= set(told)
    assert 7 not in told
    assert len(told) < 100


def test_what_a_batch_gave_before_an_error_comes_from_another_process():
    with pytest.raises(BrokenBatchError) as caught:
        Batch([Number(n, failing={2}) for n in range(4)])()
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  our own
    assert error.outcomes == [[0], [1]]
    assert str(error.error) == "step 2"


def test_a_batch_that_fails_at_once_raises_the_error_itself():
    with pytest.raises(DataError, match="step 0"):
        Batch([Number(0, failing={0}), Number(1)])()


@pytest.mark.parametrize("workers", [1, 2])
def test_the_engine_of_this_machine_tells_each_place(workers):
    told = {}
    with Pool(workers) as pool:
        LocalEngine(pool, Progress(quiet=True)).map("nichts", 50, (Number(n) for n in range(50)), told.__setitem__)
    assert told == {n: [n] for n in range(50)}


@pytest.mark.parametrize("workers", [1, 2])
def test_the_engine_of_this_machine_stops_at_an_error(workers):
    told = {}
    calls = (Number(n, failing={3}) for n in range(500))
    with Pool(workers) as pool, pytest.raises(DataError, match="step 3"):
        LocalEngine(pool, Progress(quiet=True)).map("nichts", 500, calls, told.__setitem__)
    assert {0, 1, 2} <= set(told)
    assert 3 not in told
    assert len(told) < 50
