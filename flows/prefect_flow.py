"""The Prefect flow `curate`: steps as tasks, runs with names, the funnel as an artifact on Prefect's page."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, cast

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
from flows.engine import Call, Pool
from flows.interruption import ends_at_once
from flows.run import Outcome, Run  # noqa: TC001  Prefect evaluates what a flow is annotated with
from flows.runners import one_server, runner
from pipeline.release_files.facts import read_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from flows.progress import Progress
    from pipeline.store.step import Done, R


class PrefectEngine:
    """Runs every call as a Prefect task.

    With the local engine a task waits for a process of our own pool, so that a call costs a thread (about 10 ms) and not
    a process (about 0.2 s) to Prefect; with Dask or Ray the task runs where the scheduler puts it.
    """

    def __init__(self, pool: Pool | None, progress: Progress) -> None:
        self._pool = pool
        self._progress = progress

    def map(
        self, stage: str, calls: Sequence[Call[R]], ended: Callable[[int, list[Done[R]]], None]
    ) -> list[list[Done[R]]]:
        """Submit one task per call and return what they gave, in their order."""
        with self._progress.stage(stage, len(calls)) as advance:
            if not calls:
                return []
            shown = _shown(stage, len(calls))
            step_task = task(name=stage, retries=0, persist_result=False)(self._carry_out)
            futures = [step_task.with_options(task_run_name=f"{stage} {call.name}").submit(call) for call in calls]
            places = {future: place for place, future in enumerate(futures)}
            results: dict[int, list[Done[R]]] = {}
            for future in as_completed(futures):
                place = places[future]
                results[place] = future.result()
                ended(place, results[place])
                advance()
                if len(results) == len(futures) or len(results) % 20 == 0:
                    update_progress_artifact(shown, 100.0 * len(results) / len(futures))
        return [results[place] for place in range(len(calls))]

    @property
    def _carry_out(self) -> Callable[..., Any]:
        pool = self._pool
        if pool is None:
            return _directly

        def in_pool(call: Call[R]) -> list[Done[R]]:
            return pool.submit(call).result()

        return in_pool


def _shown(stage: str, steps: int) -> UUID:
    """Return the id of a progress bar on Prefect's page; outside of async code the call has an id, not an awaitable."""
    return cast("UUID", create_progress_artifact(0.0, key=f"stage-{stage}", description=f"{stage}: {steps} steps"))


def _directly(call: Call[R]) -> list[Done[R]]:
    return call()


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
