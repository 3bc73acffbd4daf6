"""Curating a collection: the order of the stages.

The same function runs under every engine; nothing here depends on the order in which steps finish.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import comparing, preparing, releasing
from flows.run import RunError, Work
from pipeline.curator.unheeded import unheeded
from pipeline.decontaminate import benchmarks
from pipeline.release import build_on
from pipeline.stages.stages import hash_code
from pipeline.store.records import Records
from pipeline.store.shard import shards_of
from pipeline.store.store import VERIFIED, DamagedError, Name

if TYPE_CHECKING:
    from flows.engine import Engine
    from flows.progress import Progress
    from flows.run import Outcome, Run
    from pipeline.admit.admitted import Admitted


def curate(run: Run, engine: Engine, progress: Progress) -> Outcome:
    """Run every stage that is not fresh and return the release; raise RunError if no source could be fetched.

    A table of the workspace whose bytes changed since they were written is made again.
    """
    VERIFIED.clear()
    hash_code()  # of the program that runs, whatever is written into its folder meanwhile
    work = Work(run, engine, progress, Records(run.workspace.store))
    again: set[str] = set()
    while True:
        try:
            return _curate(work)
        except DamagedError as error:
            if error.name in again:
                raise
            again.add(error.name)
            progress.warn(f"{error}; it is made again")
            work.records.drop(Name(error.name))


def _curate(work: Work) -> Outcome:
    run, progress = work.run, work.progress
    chosen = benchmarks.choose(run.recipe, run.collection.files["recipe"], run.mirror)
    carried = _taken_over(work)
    admitted = preparing.admit(work, carried)
    _tell_failures(admitted, progress)
    reading = {source.source: source for source in admitted if source.state == "admitted"}
    sources = [source for source in run.collection.sources if source.id in reading]
    preparing.read(work, sources, reading, carried)
    shards = {source.id: shards_of(run.workspace, source.id) for source in sources}
    preparing.clean(work, sources, shards)
    preparing.annotate(work, shards)
    comparing.contaminate(work, chosen, shards)
    comparing.cut(work, sources, shards)
    comparing.find_edges(work, shards)
    comparing.find_passages(work, shards)
    releasing.decide(work, shards, reading)
    if run.is_strict:
        _demand_heed(run)
    return releasing.release(work, admitted, shards, carried)


def _taken_over(work: Work) -> build_on.Carried | None:
    """Return the release that is built on, with the sources taken over from it."""
    run = work.run
    if run.on is None:
        return None
    carried = build_on.take_over(run.collection, run.workspace, work.records, run.on, run.mirror, run.frozen.as_of)
    work.progress.say(f"building on {carried.release.name}: {len(carried.sources)} sources are taken over")
    return carried


def _demand_heed(run: Run) -> None:
    """Raise RunError for demands for deletion that concern nothing, unless what they name was left out."""
    lines = [demand.line for demand in unheeded(run.collection, run.workspace) if not demand.is_explained]
    if lines:
        raise RunError("\n".join([*lines, "no release was written; correct takedowns.yaml, or run without --strict"]))


def _tell_failures(admitted: list[Admitted], progress: Progress) -> None:
    failed = [source for source in admitted if source.state == "failed"]
    for source in failed:
        progress.warn(f"{source.source}: {source.detail}")
    if failed and not any(source.state == "admitted" for source in admitted):
        raise RunError(f"none of the {len(failed)} sources could be fetched; see the warnings above")
