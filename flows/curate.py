"""Curating a collection: the order of the stages, what is skipped because it is fresh, and what each step is given.

The same function runs under every engine; nothing here depends on the order in which steps finish.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.engine import Step
from flows.progress import peak_memory_mib
from pipeline import (
    admit,
    annotate,
    assemble,
    benchmarks,
    build,
    carry,
    contamination,
    history,
    repeated,
    stages,
)
from pipeline import workspace as ws
from pipeline.decide import cuts, decide, passages
from pipeline.decide.key import decide_key
from pipeline.fetch.erased import erased, is_whole
from pipeline.tombstones import tombstones

if TYPE_CHECKING:
    from pathlib import Path

    from flows.engine import Engine
    from flows.progress import Progress
    from pipeline.admit import Access, Admitted
    from pipeline.benchmarks import Chosen
    from pipeline.carry import Carried
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
    on: Path | None = None


@dataclass
class Outcome:
    """What a run came to: the release's path, the sources that failed, and whether anything was made anew."""

    release: Path
    failed: list[Admitted] = field(default_factory=list)
    is_new: bool = True


def curate(run: Run, engine: Engine, progress: Progress) -> Outcome:
    """Run every stage that is not fresh and return the release; raise RunError if no source could be fetched."""
    chosen = benchmarks.choose(run.collection.recipe, run.collection.files["recipe"], run.mirror)
    carried = carry.take_over(run.collection, run.workspace, run.on, run.mirror, run.frozen.as_of) if run.on else None
    if carried:
        progress.say(f"building on {carried.release.name}: {len(carried.sources)} sources are taken over")
    gone = [source.id for source in run.collection.sources if erased(run.workspace, source.id)]
    admitted = _bring_erased(run, engine, _admit(run, engine, carried), carried)
    for name in [name for name in gone if not erased(run.workspace, name)]:
        progress.warn(f"{name}: its erased snapshot was fetched again, for it is checked and read anew; erase it again")
    failed = [one for one in admitted if one.state == "failed"]
    for one in failed:
        progress.warn(f"{one.source}: {one.detail}")
    if failed and not any(one.state == "admitted" for one in admitted):
        raise RunError(f"none of the {len(failed)} sources could be fetched; see the warnings above")
    reading = {one.source: one for one in admitted if one.state == "admitted"}
    sources = [source for source in run.collection.sources if source.id in reading]
    _read(run, engine, progress, sources, reading, carried)
    shards = {source.id: stages.shards_of(run.workspace, source.id) for source in sources}
    cleaned = _clean(run, engine, progress, sources, shards)
    keys = _annotate(run, engine, progress, cleaned)
    contaminated = _contaminate(run, engine, progress, chosen, shards, keys)
    _cut(run, engine, progress, sources, shards, keys, contaminated)
    _edges(run, engine, progress, shards, keys)
    passed = _passages(run, engine, progress, shards, cleaned)
    decided_with = _decide(run, engine, progress, shards, reading, [*keys.values(), *contaminated.values(), *passed])
    return _assemble(run, engine, progress, admitted, shards, decided_with, carried)


def _name(run: Run) -> str:
    return run.collection.manifest.name


def _admit(run: Run, engine: Engine, carried: Carried | None) -> list[Admitted]:
    known = dict(carried.sources) if carried else {}
    steps = [
        Step(source.id, source, run.workspace, run.collection.policy, run.mirror, run.access, run.frozen.as_of)
        for source in run.collection.sources
        if source.id not in known
    ]
    known |= {one.source: one for one in engine.map("fetch", admit.admit, steps)}
    return [known[source.id] for source in run.collection.sources]


def _bring_erased(run: Run, engine: Engine, admitted: list[Admitted], carried: Carried | None) -> list[Admitted]:
    """Fetch again what was erased from the snapshots of sources that must be read anew; the others need no file."""
    known = set(carried.sources) if carried else set[str]()
    steps = []
    for source, one in zip(run.collection.sources, admitted, strict=True):
        if one.lock and source.id not in known and not is_whole(run.workspace, one.lock):
            key = stages.read_key(source.manifest, one.lock, run.collection.recipe)
            if not stages.is_read(run.workspace, source.id, key):
                asked = (run.collection.policy, run.mirror, run.access, run.frozen.as_of)
                steps.append(Step(source.id, source, run.workspace, *asked))
    again = {one.source: one for one in engine.map("fetch", admit.admit_anew, steps)} if steps else {}
    return [again.get(one.source, one) for one in admitted]


def _demand_texts(run: Run, stage: str, shards: list[Shard]) -> None:
    """Refuse to work on documents that are there without their texts; only a run on a release puts such there."""
    if run.on:
        carry.demand_texts(stage, run.workspace, shards)


def _resumed(progress: Progress, stage: str, there: int, total: int) -> None:
    if there:
        progress.say(f"{stage:<10} {there:>6} of {total} are there already")


def _read(
    run: Run,
    engine: Engine,
    progress: Progress,
    sources: list[LoadedSource],
    reading: dict[str, Admitted],
    carried: Carried | None,
) -> None:
    recipe = run.collection.recipe
    locks = {one: admitted.lock for one, admitted in reading.items() if admitted.lock}
    wanted = {source.id: stages.read_key(source.manifest, locks[source.id], recipe) for source in sources}
    known = carry.read_before(run.workspace, carried, wanted) if carried else set[str]()
    todo = [
        source
        for source in sources
        if source.id not in known and not stages.is_read(run.workspace, source.id, wanted[source.id])
    ]
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
        (source, shard)
        for source, shard in everything
        if not (run.on and carry.is_there(shard.documents(run.workspace), keys[source.id]))
        and not stages.is_cleaned(run.workspace, shard, keys[source.id])
    ]
    _demand_texts(run, "clean", [shard for _, shard in todo])
    _resumed(progress, "clean", len(everything) - len(todo), len(everything))
    steps = [
        Step(f"{shard.source}-{shard.name}", source, run.workspace, shard, recipe, keys[source.id])
        for source, shard in todo
    ]
    engine.map("clean", stages.clean_shard, steps)
    return {shard: keys[shard.source] for _, shard in everything}


def _annotate(run: Run, engine: Engine, progress: Progress, cleaned: dict[Shard, str]) -> dict[tuple[str, Shard], str]:
    names = annotate.wanted(run.collection.recipe)
    parameters = {name: annotate.parameters_of(name, run.collection.recipe, run.collection.own) for name in names}
    keys = {
        (name, shard): annotate.key_of(name, documents, parameters[name])
        for shard, documents in cleaned.items()
        for name in names
    }
    todo = [
        (name, shard)
        for (name, shard), key in keys.items()
        if not ws.is_fresh(shard.annotation(run.workspace, name), key)
    ]
    _demand_texts(run, "annotate", [shard for _, shard in todo])
    _resumed(progress, "annotate", len(keys) - len(todo), len(keys))
    steps = [
        Step(f"{name}-{shard.source}-{shard.name}", name, run.workspace, shard, parameters[name], keys[name, shard])
        for name, shard in todo
    ]
    engine.map("annotate", stages.annotate_shard, steps)
    return keys


def _contaminate(
    run: Run,
    engine: Engine,
    progress: Progress,
    chosen: list[Chosen],
    shards: dict[str, list[Shard]],
    keys: dict[tuple[str, Shard], str],
) -> dict[Shard, str]:
    """Measure what the documents share with the recipe's benchmarks; return the keys, none without decontamination."""
    recipe = run.collection.recipe.decontamination
    if recipe is None:
        return {}
    items = contamination.items_key(chosen)
    if not ws.is_fresh(contamination.items_path(run.workspace, _name(run)), items):
        engine.map("benchmarks", contamination.gather, [Step(_name(run), run.workspace, _name(run), chosen, items)])
    everything = [shard for _, listed in sorted(shards.items()) for shard in listed]
    wanted = {shard: contamination.key_of(recipe, items, keys["fingerprint", shard]) for shard in everything}
    paths = {shard: contamination.path_of(run.workspace, _name(run), shard) for shard in everything}
    todo = [shard for shard in everything if not ws.is_fresh(paths[shard], wanted[shard])]
    _demand_texts(run, "compare", todo)
    _resumed(progress, "compare", len(everything) - len(todo), len(everything))
    sizes = (recipe.ngram_tokens, recipe.shortest_tokens)
    steps = [
        Step(f"{one.source}-{one.name}", run.workspace, one, _name(run), sizes, items, wanted[one]) for one in todo
    ]
    engine.map("compare", contamination.measure, steps)
    return wanted


def _cut(
    run: Run,
    engine: Engine,
    progress: Progress,
    sources: list[LoadedSource],
    shards: dict[str, list[Shard]],
    keys: dict[tuple[str, Shard], str],
    contaminated: dict[Shard, str],
) -> None:
    decontamination = run.collection.recipe.decontamination
    steps, total = [], 0
    for source in sources:
        chosen, default = cuts.actions(run.collection.recipe.pii, source.manifest)
        for shard in shards[source.id]:
            total += 1
            compared = [contaminated[shard], decontamination] if shard in contaminated else []
            key = cuts.key_of(keys["pii", shard], chosen, default, compared)
            if not ws.is_fresh(cuts.path_of(run.workspace, _name(run), shard), key):
                _demand_texts(run, "cut", [shard])
                name = f"{shard.source}-{shard.name}"
                steps.append(Step(name, run.workspace, shard, _name(run), chosen, default, decontamination, key))
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
    recipe = run.collection.recipe.duplicates
    key = stages.edges_key([keys["fingerprint", shard] for shard in everything], recipe)
    if ws.is_fresh(run.workspace.index(_name(run)) / "edges.parquet", key):
        _resumed(progress, "edges", 1, 1)
        return
    engine.map("edges", stages.edges, [Step(_name(run), run.workspace, everything, _name(run), recipe, key)])


def _passages(
    run: Run, engine: Engine, progress: Progress, shards: dict[str, list[Shard]], cleaned: dict[Shard, str]
) -> list[str]:
    """Find the passages that stand in several documents; return their key, nothing if the recipe does not ask."""
    recipe = run.collection.recipe.repeated_passages
    if recipe is None:
        return []
    where, everything = (run.workspace, _name(run)), passages.numbered(shards)
    _demand_texts(run, "find repeated passages", everything)
    key = repeated.key_of([cleaned[shard] for shard in everything], recipe.tokens)
    if repeated.is_found(*where, key):
        _resumed(progress, "passages", 1, 1)
        return [key]
    repeated.begin(*where)
    named = [(f"{shard.source}-{shard.name}", shard) for shard in everything]
    engine.map("anchors", repeated.anchor, [Step(name, *where, shard, recipe.tokens) for name, shard in named])
    (anchors,) = engine.map("screen", repeated.screen, [Step(_name(run), *where, everything)])
    firsts = itertools.accumulate((ws.rows(shard.documents(run.workspace)) for shard in everything), initial=0)
    steps = [
        Step(name, *where, shard, first, recipe.tokens) for (name, shard), first in zip(named, firsts, strict=False)
    ]
    engine.map("runs", repeated.run, steps)
    engine.map("passages", repeated.find, [Step(_name(run), *where, everything, anchors, key)])
    return [key]


def _decide(
    run: Run,
    engine: Engine,
    progress: Progress,
    shards: dict[str, list[Shard]],
    reading: dict[str, Admitted],
    keys: list[str],
) -> str:
    proofs = {one: admitted.proof for one, admitted in reading.items() if admitted.proof}
    left = tombstones(run.workspace, _name(run), run.frozen.version, run.on)
    key = decide_key(run.collection, run.frozen.as_of, proofs, sorted(keys), left)
    folder = run.workspace.decisions(_name(run))
    if build.is_decided(folder, run.workspace, [one for one, listed in shards.items() if listed], key):
        _resumed(progress, "decide", 1, 1)
        return key
    step = Step(_name(run), run.collection, run.workspace, shards, proofs, run.frozen.as_of, left, key)
    engine.map("decide", decide.decide_collection, [step])
    return key


def _assemble(
    run: Run,
    engine: Engine,
    progress: Progress,
    admitted: list[Admitted],
    shards: dict[str, list[Shard]],
    decided_with: str,
    carried: Carried | None,
) -> Outcome:
    name = _name(run)
    failed = [one for one in admitted if one.state == "failed"]
    release = run.workspace.releases(name) / run.frozen.version
    before = history.digest_of(history.previous(run.workspace, name, run.frozen.version))
    refused = [one.row() for one in admitted if one.reason]
    key = build.release_key(run.collection, run.frozen, decided_with, refused, before)
    if build.is_built(release, key):
        progress.say(f"release    {run.frozen.version} is up to date")
        return Outcome(release, failed, is_new=False)
    draft = build.draft(run.workspace, name, run.frozen.version)
    planned = build.plan(run.workspace, run.collection.manifest, run.frozen.version)
    manifests = {source.id: source.manifest for source in run.collection.sources}
    gathered = draft / build.PIECES
    tokenizer = run.collection.files.get("tokenizer")
    everything = [shard for _, listed in sorted(shards.items()) for shard in listed]
    if carried:
        _gather_texts(run, engine, carried, everything, gathered)
    deal = [
        Step(
            f"{shard.source}-{shard.name}",
            shard,
            run.workspace,
            name,
            manifests[shard.source],
            gathered,
            planned,
            tokenizer,
        )
        for shard in everything
    ]
    engine.map("deal", assemble.deal, deal)
    buckets = assemble.all_buckets(planned, has_tokens=tokenizer is not None)
    put = [Step(bucket.file(), bucket, gathered, draft) for bucket in buckets]
    written: list[dict[str, Any]] = engine.map("write", assemble.put_together, put)
    # Before the release is there: a run that was killed between the two would leave one that cannot be built on.
    keep = [Step(source, run.workspace, name, source, listed) for source, listed in sorted(shards.items())]
    engine.map("keep", carry.store, keep)
    facts = build.Facts(written, refused, progress.seconds, peak_memory_mib(), progress.workers)
    finish = Step(name, run.collection, run.workspace, run.frozen, shards, facts, key, carried)
    engine.map("describe", build.finish, [finish])
    return Outcome(release, failed)


def _gather_texts(run: Run, engine: Engine, carried: Carried, shards: list[Shard], gathered: Path) -> None:
    """Deal the texts of the release that is built on to the shards that are there without theirs."""
    without = carry.has_outlines(run.workspace, shards)
    if without:
        carry.demand_whole_texts(carried.release)
        kept = run.workspace.decisions(_name(run)) / "kept.parquet"
        out = gathered / assemble.TEXTS
        files = carry.data_files(carried.release)
        engine.map("texts", carry.scatter, [Step(path.name, path, kept, without, out) for path in files])
