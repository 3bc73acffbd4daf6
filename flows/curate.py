"""Curating a collection: the order of the stages.

The same function runs under every engine; nothing here depends on the order in which steps finish.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import comparing, preparing, releasing
from flows.run import RunError, Work
from pipeline.decontaminate import benchmarks
from pipeline.release import build_on
from pipeline.store.shard import shards_of

if TYPE_CHECKING:
    from flows.engine import Engine
    from flows.progress import Progress
    from flows.run import Outcome, Run
    from pipeline.admit.admit import Admitted


def curate(run: Run, engine: Engine, progress: Progress) -> Outcome:
    """Run every stage that is not fresh and return the release; raise RunError if no source could be fetched."""
    work = Work(run, engine, progress)
    chosen = benchmarks.choose(run.recipe, run.collection.files["recipe"], run.mirror)
    carried = (
        build_on.take_over(run.collection, run.workspace, run.on, run.mirror, run.frozen.as_of) if run.on else None
    )
    if carried:
        progress.say(f"building on {carried.release.name}: {len(carried.sources)} sources are taken over")
    admitted = preparing.admit(work, carried)
    _tell_failures(admitted, progress)
    reading = {one.source: one for one in admitted if one.state == "admitted"}
    sources = [source for source in run.collection.sources if source.id in reading]
    preparing.read(work, sources, reading, carried)
    shards = {source.id: shards_of(run.workspace, source.id) for source in sources}
    cleaned = preparing.clean(work, sources, shards)
    keys = preparing.annotate(work, cleaned)
    contaminated = comparing.contaminate(work, chosen, shards, keys)
    comparing.cut(work, sources, shards, keys, contaminated)
    comparing.find_edges(work, shards, keys)
    passed = comparing.find_passages(work, shards, cleaned)
    measured = [*keys.values(), *contaminated.values(), *passed]
    decided_with = releasing.decide(work, shards, reading, measured)
    return releasing.release(work, admitted, shards, decided_with, carried)


def _tell_failures(admitted: list[Admitted], progress: Progress) -> None:
    failed = [one for one in admitted if one.state == "failed"]
    for one in failed:
        progress.warn(f"{one.source}: {one.detail}")
    if failed and not any(one.state == "admitted" for one in admitted):
        raise RunError(f"none of the {len(failed)} sources could be fetched; see the warnings above")
