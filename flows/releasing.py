"""From measured documents to a release: the steps of deciding, dealing out, writing and describing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows.progress import peak_memory_mib
from flows.run import Outcome
from pipeline.decide import demands
from pipeline.manifest import reviews
from pipeline.manifest.tombstones import remember, tombstones
from pipeline.release import buckets, build, build_on, deal, history
from pipeline.release_files.data_files import data_files
from pipeline.stages.collection_steps import Decide
from pipeline.stages.release_steps import Deal, Describe, GatherTexts, Keep, Write
from pipeline.store.shard import in_order

if TYPE_CHECKING:
    from pathlib import Path

    from flows.run import Work
    from pipeline.admit.admitted import Admitted
    from pipeline.release.build_on import Carried
    from pipeline.release_files.facts import WrittenFile
    from pipeline.store.shard import Shard


def decide(work: Work, shards: dict[str, list[Shard]], reading: dict[str, Admitted]) -> None:
    """Decide on all documents."""
    run = work.run
    proofs = {name: admitted.proof for name, admitted in reading.items() if admitted.proof}
    left = tombstones(run.workspace, run.name, run.frozen.version, run.on)
    work.carry_out(Decide, [Decide(run.collection, dict(shards), proofs, run.frozen.as_of, left)])
    outcomes = run.workspace.store.read_json(demands.path_of(run.workspace, run.name)) or []
    remember(run.workspace, demands.authors_of(outcomes))


def release(work: Work, admitted: list[Admitted], shards: dict[str, list[Shard]], carried: Carried | None) -> Outcome:
    """Write the release of what was decided, unless it is fresh, and return the outcome of the run."""
    run = work.run
    failed = [source for source in admitted if source.state == "failed"]
    path = run.workspace.release(run.name, run.frozen.version)
    before = history.digest_of(history.previous(run.workspace, run.name, run.frozen.version))
    refused = [source.row() for source in admitted if source.reason]
    locks = {source.source: source.lock for source in admitted if source.lock}
    last = Describe(run.collection, run.frozen, dict(shards), locks, tuple(refused), before)
    if work.is_fresh(last):
        work.progress.say(f"release    {run.frozen.version} is up to date")
        return Outcome(path, failed, is_new=False)
    written = _write(work, shards, carried, {source: lock.sha256() for source, lock in locks.items()})
    # Before the release is complete: a run that is killed between the two would leave one that cannot be built on.
    _keep(work, shards)
    facts = build.Facts(written, refused, work.progress.seconds, peak_memory_mib(), work.progress.workers)
    work.carry_out(Describe, [replace(last, facts=facts, built_with=work.key(last), carried=carried)])
    _ask(work, refused)
    return Outcome(path, failed)


def _ask(work: Work, refused: list[dict[str, str]]) -> None:
    """Write the table of what a person must decide; it is the curator's from then on, and belongs to no step."""
    store, name = work.run.workspace.store, work.run.name
    groups = store.read_json(work.run.workspace.decisions(name) / "review.json") or []
    store.write_bytes(work.run.workspace.review(name), reviews.with_unread(groups, refused).encode())


def _keep(work: Work, shards: dict[str, list[Shard]]) -> None:
    run = work.run
    steps = [
        Keep(run.name, source, tuple(listed), build_on.made_of(work.records, run.name, source))
        for source, listed in sorted(shards.items())
    ]
    work.carry_out(Keep, steps)


def _write(
    work: Work, shards: dict[str, list[Shard]], carried: Carried | None, snapshots: dict[str, str]
) -> list[WrittenFile]:
    """Write the data files into a draft of the release; return the facts of each."""
    run, tokenizer = work.run, work.run.collection.files.get("tokenizer")
    draft = run.workspace.store.draft(run.workspace.releases(run.name) / run.frozen.version)
    planned = buckets.planned(run.workspace, run.collection.manifest, run.frozen.version)
    manifests = {source.id: source.manifest for source in run.collection.sources}
    gathered = draft / build.PIECES
    everything = in_order(shards)
    if carried:
        _gather_texts(work, carried, everything, gathered)
    dealing = deal.Dealing(gathered, planned, tokenizer)
    steps = [Deal(run.name, shard, manifests[shard.source], snapshots[shard.source], dealing) for shard in everything]
    work.results(Deal, steps)
    all_files = buckets.all_buckets(planned, has_tokens=tokenizer is not None)
    return work.results(Write, [Write(bucket, gathered, draft) for bucket in all_files])


def _gather_texts(work: Work, carried: Carried, shards: list[Shard], gathered: Path) -> None:
    """Deal the texts of the release that is built on to the shards that are stored without any."""
    without = tuple(build_on.has_outlines(work.run.workspace, shards))
    if without:
        build_on.demand_whole_texts(carried.release)
        out = gathered / deal.TEXTS
        steps = [GatherTexts(work.run.name, path, without, out) for path in data_files(carried.release)]
        work.results(GatherTexts, steps)
