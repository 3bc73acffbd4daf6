"""`gemeingut run`: curate a collection, show the funnel, print the release's path last."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from flows.cli.funnel import funnel
from flows.cli.parser import UsageError
from flows.cli.troubles import is_nothing_read, troubles, unproven
from flows.progress import Progress
from flows.start import OptionError, Options, start
from pipeline.curator.unheeded import unheeded
from pipeline.release_files.facts import read_facts

if TYPE_CHECKING:
    import argparse

    from flows.run import Outcome
    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.workspace import Workspace


def run(chosen: argparse.Namespace) -> int:
    """Run the collection and return 0, or 1 if nothing was read, or if a source failed and `--strict` was given.

    With `--strict` a demand for deletion that concerns nothing ends the run before its release is written.
    """
    if chosen.no_prefect and chosen.engine != "local":
        raise UsageError(f"--engine {chosen.engine} runs through Prefect; leave out --no-prefect")
    options = _options(chosen)
    progress = Progress(workers=options.workers)
    try:
        started = start(chosen.collection, chosen.workspace, options, progress)
    except OptionError as error:
        raise UsageError(f"--{error}") from error
    is_empty = _conclude(started.outcome, started.collection, started.workspace, progress)
    return 1 if is_empty or (started.outcome.failed and chosen.strict) else 0


def _options(chosen: argparse.Namespace) -> Options:
    """Return the options of the command line."""
    return Options(
        version=chosen.version,
        only=tuple(chosen.only),
        workers=chosen.workers if chosen.workers is not None else len(os.sched_getaffinity(0)),
        mirror=chosen.mirror,
        on=chosen.on,
        is_offline=chosen.offline,
        is_code_allowed=chosen.allow_code,
        is_strict=chosen.strict,
        is_paranoid=chosen.paranoid,
        engine=None if chosen.no_prefect else chosen.engine,
        engine_address=chosen.engine_address,
    )


def _conclude(outcome: Outcome, collection: LoadedCollection, workspace: Workspace, progress: Progress) -> bool:
    """Show what came of a run and return whether nothing was read at all, which is an error."""
    facts = read_facts(outcome.release)
    print(funnel(facts))
    for line in (
        *troubles(outcome.release, facts),
        *unproven(facts.sources, workspace),
        *(demand.line for demand in unheeded(collection, workspace)),
    ):
        progress.say(line)
    waiting = workspace.store.local(workspace.review(collection.manifest.name))
    if waiting.is_file() and len(waiting.read_text(encoding="utf-8").splitlines()) > 1:
        progress.say(f"to be decided by a person: {waiting}")
    for line in progress.warnings:
        print(f"warning: {line}", file=sys.stderr)
    progress.say(f"look at it: gemeingut inspect {outcome.release}")
    print(outcome.release)
    is_empty = is_nothing_read(facts)
    if is_empty:
        print(
            "error: nothing was read: no source gave a document that could be used; why stands above", file=sys.stderr
        )
    return is_empty
