"""The Prefect flow `curate`: steps as tasks, runs with names, the funnel as an artifact on Prefect's page."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, Final, cast

# Prefect reads its settings when it is imported; a value that the user has set stays.
os.environ.setdefault(
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180"
)  # 16-30 s on a small machine; default 20
if not os.environ.get("PREFECT_API_URL"):
    os.environ.pop("PREFECT_API_URL", None)  # empty is not unset to Prefect: it would look for a server at no address
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")  # no telemetry
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")  # progress and errors are ours; the page has the rest

from prefect import flow, task
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.futures import as_completed

from flows.curate import curate
from flows.engine import AHEAD, Pool
from flows.interruption import ends_at_once
from flows.run import Outcome, Run  # noqa: TC001  Prefect evaluates what a flow is annotated with
from flows.runners import one_server, runner
from flows.window import TASKS, batches, hand_out
from pipeline.release_files.facts import read_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from flows.engine import Call
    from flows.progress import Progress
    from flows.window import Batch
    from pipeline.store.step import Done, R

WINDOW: Final = 64
"""How many tasks are submitted at a time at least: a cluster may have any number of workers."""


class PrefectEngine:
    """Runs batches of calls as Prefect tasks, each call as a task of its own in a stage that has few.

    With the local engine a task waits for a process of our own pool, so that it costs a thread (about 10 ms) and not
    a process (about 0.2 s) to Prefect; with Dask or Ray the task runs where the scheduler puts it.
    """

    def __init__(self, pool: Pool | None, progress: Progress) -> None:
        self._pool = pool
        self._progress = progress

    def map(
        self, stage: str, total: int, calls: Iterable[Call[R]], ended: Callable[[int, list[Done[R]]], None]
    ) -> None:
        """Submit a task per batch of calls."""
        with self._progress.stage(stage, total) as advance:
            if not total:
                return
            shown, done = _shown(stage, total), 0
            step_task = task(name=stage, retries=0, persist_result=False)(self._carry_out)

            def submit(batch: Batch[R]) -> Any:
                return step_task.with_options(task_run_name=f"{stage} {batch.name}").submit(batch)

            def told(place: int, outcomes: list[Done[R]]) -> None:
                nonlocal done
                ended(place, outcomes)
                advance()
                done += 1
                if done == total or done % max(20, total // 50) == 0:
                    update_progress_artifact(shown, 100.0 * done / total)

            window = max(WINDOW, AHEAD * self._progress.workers)
            hand_out(batches(calls, total, TASKS), submit, as_completed, window, told)

    @property
    def _carry_out(self) -> Callable[..., Any]:
        pool = self._pool
        if pool is None:
            return _directly

        def in_pool(batch: Batch[R]) -> list[list[Done[R]]]:
            return pool.submit(batch).result()

        return in_pool


def _shown(stage: str, steps: int) -> UUID:
    """Return the id of a progress bar on Prefect's page; outside of async code the call has an id, not an awaitable."""
    return cast("UUID", create_progress_artifact(0.0, key=f"stage-{stage}", description=f"{stage}: {steps} steps"))


def _directly(batch: Batch[R]) -> list[list[Done[R]]]:
    return batch()


def curate_with_prefect(
    run: Run, workers: int, progress: Progress, engine: str = "local", address: str | None = None
) -> Outcome:
    """Curate a collection as a Prefect flow run named after collection and version."""
    name = f"{run.collection.manifest.name}-{run.frozen.version}"
    runs_on = runner(engine, workers, address)

    @flow(name="curate", flow_run_name=name, task_runner=runs_on, log_prints=False, validate_parameters=False)
    def curate_collection(collection: str, version: str, as_of: str) -> Outcome:  # noqa: ARG001  shown on the page
        if engine != "local":
            return _finished(curate(run, PrefectEngine(None, progress), progress))
        with Pool(workers) as pool:
            return _finished(curate(run, PrefectEngine(pool, progress), progress))

    with contextlib.ExitStack() as around:
        around.enter_context(one_server())
        if not os.environ.get("PREFECT_API_URL"):
            around.enter_context(ends_at_once())
        return curate_collection(run.collection.manifest.name, run.frozen.version, run.frozen.as_of)


def _finished(outcome: Outcome) -> Outcome:
    facts = read_facts(outcome.release)
    create_table_artifact(
        [
            {"source": name} | counts.by_fate()
            for name, counts in [*sorted(facts.sources.items()), ("total", facts.counts)]
        ],
        key=artifact_key("funnel", facts.name),
        description=f"{facts.title} {facts.version}: documents read, kept, removed and quarantined",
    )
    return outcome


def artifact_key(kind: str, name: str) -> str:
    """Return the key of an artifact about a collection, in the letters that Prefect allows."""
    return f"{kind}-{name.replace('.', '-').replace('_', '-')}"
