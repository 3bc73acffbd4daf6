"""`gemeingut run`: curate a collection, show the funnel, print the release's path last."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from flows.cli.errors import UsageError
from flows.cli.funnel import funnel
from flows.cli.troubles import troubles, unheeded, unproven
from flows.curate import curate
from flows.engine import LocalEngine, Pool
from flows.permission import check_code
from flows.progress import Progress
from flows.run import Outcome, Run
from pipeline.describe.answers import check_answers
from pipeline.manifest import Version
from pipeline.manifest.frozen import finished, freeze
from pipeline.release_files.facts import is_release, read_facts
from pipeline.stages.collection import open_collection
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from pipeline.manifest.frozen import Frozen
    from pipeline.manifest.load import LoadedCollection


def run(chosen: argparse.Namespace) -> int:
    """Run the collection and return 0, or 1 if a source failed and `--strict` was given."""
    workers = chosen.workers if chosen.workers is not None else len(os.sched_getaffinity(0))
    if workers < 1:
        raise UsageError(f"--workers {workers}: at least 1")
    if chosen.version is not None:
        _check_version(chosen.version)
    if chosen.no_prefect and chosen.engine != "local":
        raise UsageError(f"--engine {chosen.engine} runs through Prefect; leave out --no-prefect")
    if chosen.mirror and not chosen.mirror.is_dir():
        raise UsageError(f"--mirror {chosen.mirror}: no such folder")
    collection = open_collection(chosen.collection, chosen.only)
    check_answers(collection)
    check_code(collection, is_allowed=chosen.allow_code)
    workspace = ws.open_workspace(chosen.workspace)
    progress = Progress(workers=workers)
    with workspace.lock():
        frozen, interrupted = freeze(collection.manifest, workspace, chosen.version, is_partial=bool(chosen.only))
        begun = "resuming the interrupted run of" if interrupted else "curating"
        progress.say(f"{begun} {collection.manifest.name} {frozen.version} as of {frozen.as_of}, {workers} workers")
        mirror = chosen.mirror.resolve() if chosen.mirror else None
        on = _built_on(chosen, frozen)
        task = Run(collection, workspace, frozen, mirror, "offline" if chosen.offline else "network", on)
        outcome = _carried_out(task, chosen, workers, progress)
        finished(collection.manifest, workspace, frozen)
    _conclude(outcome, collection, workspace, progress)
    return 1 if outcome.failed and chosen.strict else 0


def _built_on(chosen: argparse.Namespace, frozen: Frozen) -> Path | None:
    """Return the release that is built on; refuse one of the version that is to be built."""
    on: Path | None = chosen.on.resolve() if chosen.on else None
    if on and is_release(on) and read_facts(on).version == frozen.version:
        raise UsageError(f"--on {chosen.on}: is {frozen.version} itself; give the new release its own --version")
    return on


def _check_version(asked: str) -> None:
    """Refuse what is no version before it names a folder."""
    try:
        TypeAdapter(Version).validate_python(asked)
    except ValidationError as error:
        raise UsageError(f"--version {asked}: expected three numbers, such as 1.2.0") from error


def _carried_out(task: Run, chosen: argparse.Namespace, workers: int, progress: Progress) -> Outcome:
    if not chosen.no_prefect:
        from flows.prefect_flow import curate_with_prefect  # noqa: PLC0415  Prefect takes seconds to import

        return curate_with_prefect(task, workers, progress, chosen.engine, chosen.engine_address)
    with Pool(workers) as pool:
        return curate(task, LocalEngine(pool, progress), progress)


def _conclude(outcome: Outcome, collection: LoadedCollection, workspace: ws.Workspace, progress: Progress) -> None:
    facts = read_facts(outcome.release)
    print(funnel(facts))
    for line in (
        *troubles(outcome.release, facts),
        *unproven(facts.sources, workspace),
        *unheeded(collection, workspace),
    ):
        progress.say(line)
    waiting = workspace.store.local(workspace.review(collection.manifest.name))
    if waiting.is_file() and len(waiting.read_text(encoding="utf-8").splitlines()) > 1:
        progress.say(f"to be decided by a person: {waiting}")
    for line in progress.warnings:
        print(f"warning: {line}", file=sys.stderr)
    progress.say(f"look at it: gemeingut inspect {outcome.release}")
    print(outcome.release)
