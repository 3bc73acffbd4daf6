"""Curating a collection: the order of the stages, what is skipped because it is fresh, and what each step is given.

The same function runs under every engine; nothing here depends on the order in which steps finish.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.engine import Step
from flows.progress import peak_memory_mib
from pipeline import admit, annotate, assemble, build, stages
from pipeline import workspace as ws
from pipeline.decide import cuts, decide
from pipeline.decide.key import decide_key

if TYPE_CHECKING:
    from pathlib import Path

    from flows.engine import Engine
    from flows.progress import Progress
    from pipeline.admit import Access, Admitted
    from pipeline.decide.shards import Shard
    from pipeline.load import LoadedCollection, LoadedSource
    from pipeline.state import Frozen
    from pipeline.workspace import Workspace


class RunError(RuntimeError):
    """A run that cannot end in a release."""


@dataclass(frozen=True)
class Run:
    """What a run was asked to do."""

    collection: LoadedCollection
    workspace: Workspace
    frozen: Frozen
    mirror: Path | None = None
    access: Access = "network"


@dataclass
class Outcome:
    """What a run came to: the release's path, the sources that failed, and whether anything was made anew."""

    release: Path
    failed: list[Admitted] = field(default_factory=list)
    is_new: bool = True


def curate(run: Run, engine: Engine, progress: Progress) -> Outcome:
    """Run every stage that is not fresh and return the release; raise RunError if no source could be fetched."""
    admitted = _admit(run, engine)
    failed = [one for one in admitted if one.state == "failed"]
    for one in failed:
        progress.warn(f"{one.source}: {one.detail}")
    if failed and not any(one.state == "admitted" for one in admitted):
        raise RunError(f"none of the {len(failed)} sources could be fetched; see the warnings above")
    reading = {one.source: one for one in admitted if one.state == "admitted"}
    sources = [source for source in run.collection.sources if source.id in reading]
    _read(run, engine, progress, sources, reading)
    shards = {source.id: stages.shards_of(run.workspace, source.id) for source in sources}
    cleaned = _clean(run, engine, progress, sources, shards)
    keys = _annotate(run, engine, progress, cleaned)
    _cut(run, engine, progress, sources, shards, keys)
    _edges(run, engine, progress, shards, keys)
    decided_with = _decide(run, engine, progress, shards, reading, keys)
    return _assemble(run, engine, progress, admitted, shards, decided_with)


def _name(run: Run) -> str:
    return run.collection.manifest.name


def _admit(run: Run, engine: Engine) -> list[Admitted]:
    steps = [
        Step(source.id, source, run.workspace, run.collection.policy, run.mirror, run.access)
        for source in run.collection.sources
    ]
    return engine.map("fetch", admit.admit, steps)


def _resumed(progress: Progress, stage: str, there: int, total: int) -> None:
    if there:
        progress.say(f"{stage:<10} {there:>6} of {total} are there already")


def _read(
    run: Run, engine: Engine, progress: Progress, sources: list[LoadedSource], reading: dict[str, Admitted]
) -> None:
    recipe = run.collection.recipe
    locks = {one: admitted.lock for one, admitted in reading.items() if admitted.lock}
    wanted = {source.id: stages.read_key(source.manifest, locks[source.id], recipe) for source in sources}
    todo = [source for source in sources if not stages.is_read(run.workspace, source.id, wanted[source.id])]
    _resumed(progress, "read", len(sources) - len(todo), len(sources))
    # The largest snapshot first, so that no worker ends alone with it.
    todo.sort(key=lambda source: (-sum(file.bytes for file in locks[source.id].files), source.id))
    engine.map(
        "read", stages.read, [Step(source.id, source, run.workspace, locks[source.id], recipe) for source in todo]
    )


def _clean(
    run: Run, engine: Engine, progress: Progress, sources: list[LoadedSource], shards: dict[str, list[Shard]]
) -> dict[Shard, str]:
    recipe = run.collection.recipe
    keys = {source.id: stages.clean_key(source.manifest, run.workspace, recipe) for source in sources}
    everything = [(source, shard) for source in sources for shard in shards[source.id]]
    todo = [
        (source, shard) for source, shard in everything if not stages.is_cleaned(run.workspace, shard, keys[source.id])
    ]
    _resumed(progress, "clean", len(everything) - len(todo), len(everything))
    steps = [
        Step(f"{shard.source}-{shard.name}", source, run.workspace, shard, recipe, keys[source.id])
        for source, shard in todo
    ]
    engine.map("clean", stages.clean_shard, steps)
    return {shard: keys[shard.source] for _, shard in everything}


def _annotate(run: Run, engine: Engine, progress: Progress, cleaned: dict[Shard, str]) -> dict[tuple[str, Shard], str]:
    parameters = {name: annotate.parameters_of(name, run.collection.recipe) for name in annotate.ANNOTATORS}
    keys = {
        (name, shard): annotate.key_of(name, documents, parameters[name])
        for shard, documents in cleaned.items()
        for name in annotate.ANNOTATORS
    }
    todo = [
        (name, shard)
        for (name, shard), key in keys.items()
        if not ws.is_fresh(shard.annotation(run.workspace, name), key)
    ]
    _resumed(progress, "annotate", len(keys) - len(todo), len(keys))
    steps = [
        Step(f"{name}-{shard.source}-{shard.name}", name, run.workspace, shard, parameters[name], keys[name, shard])
        for name, shard in todo
    ]
    engine.map("annotate", stages.annotate_shard, steps)
    return keys


def _cut(
    run: Run,
    engine: Engine,
    progress: Progress,
    sources: list[LoadedSource],
    shards: dict[str, list[Shard]],
    keys: dict[tuple[str, Shard], str],
) -> None:
    steps, total = [], 0
    for source in sources:
        chosen, default = cuts.actions(run.collection.recipe.pii, source.manifest)
        for shard in shards[source.id]:
            total += 1
            key = cuts.key_of(keys["pii", shard], chosen, default)
            if not ws.is_fresh(cuts.path_of(run.workspace, _name(run), shard), key):
                name = f"{shard.source}-{shard.name}"
                steps.append(Step(name, run.workspace, shard, _name(run), chosen, default, key))
    _resumed(progress, "cut", total - len(steps), total)
    engine.map("cut", stages.cut_shard, steps)


def _edges(
    run: Run,
    engine: Engine,
    progress: Progress,
    shards: dict[str, list[Shard]],
    keys: dict[tuple[str, Shard], str],
) -> None:
    everything = [shard for _, listed in sorted(shards.items()) for shard in listed]
    key = stages.edges_key([keys["fingerprint", shard] for shard in everything])
    if ws.is_fresh(run.workspace.index(_name(run)) / "edges.parquet", key):
        _resumed(progress, "edges", 1, 1)
        return
    engine.map("edges", stages.edges, [Step(_name(run), run.workspace, everything, _name(run), key)])


def _decide(
    run: Run,
    engine: Engine,
    progress: Progress,
    shards: dict[str, list[Shard]],
    reading: dict[str, Admitted],
    keys: dict[tuple[str, Shard], str],
) -> str:
    proofs = {one: admitted.proof for one, admitted in reading.items() if admitted.proof}
    key = decide_key(run.collection, run.frozen.as_of, proofs, sorted(keys.values()))
    folder = run.workspace.decisions(_name(run))
    if build.is_decided(folder, run.workspace, [one for one, listed in shards.items() if listed], key):
        _resumed(progress, "decide", 1, 1)
        return key
    step = Step(_name(run), run.collection, run.workspace, shards, proofs, run.frozen.as_of, key)
    engine.map("decide", decide.decide_collection, [step])
    return key


def _assemble(
    run: Run,
    engine: Engine,
    progress: Progress,
    admitted: list[Admitted],
    shards: dict[str, list[Shard]],
    decided_with: str,
) -> Outcome:
    name = _name(run)
    failed = [one for one in admitted if one.state == "failed"]
    release = run.workspace.releases(name) / run.frozen.version
    key = build.release_key(run.collection, run.frozen, decided_with, [one.row() for one in admitted if one.reason])
    if build.is_built(release, key):
        progress.say(f"release    {run.frozen.version} is up to date")
        return Outcome(release, failed, is_new=False)
    draft = build.draft(run.workspace, name, run.frozen.version)
    planned = build.plan(run.workspace, run.collection.manifest, run.frozen.version)
    manifests = {source.id: source.manifest for source in run.collection.sources}
    gathered = draft / build.PIECES
    deal = [
        Step(f"{shard.source}-{shard.name}", shard, run.workspace, name, manifests[source], gathered, planned)
        for source, listed in sorted(shards.items())
        for shard in listed
    ]
    engine.map("deal", assemble.deal, deal)
    put = [Step(bucket.file(), bucket, gathered, draft) for bucket in assemble.all_buckets(planned)]
    written: list[dict[str, Any]] = engine.map("write", assemble.put_together, put)
    facts = build.Facts(written, [one.row() for one in admitted if one.reason], progress.seconds, peak_memory_mib())
    engine.map("describe", build.finish, [Step(name, run.collection, run.workspace, run.frozen, shards, facts, key)])
    return Outcome(release, failed)
