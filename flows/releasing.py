"""From measured documents to a release: deciding, dealing out, writing and describing, and the steps of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.engine import Step
from flows.progress import peak_memory_mib
from flows.run import Outcome
from pipeline.decide import decide as deciding
from pipeline.decide.key import decide_key
from pipeline.manifest.tombstones import tombstones
from pipeline.release import buckets, build, build_on, deal, history, put_together
from pipeline.release_files.data_files import data_files
from pipeline.store.shard import in_order

if TYPE_CHECKING:
    from pathlib import Path

    from flows.run import Work
    from pipeline.admit.admit import Admitted
    from pipeline.release.build_on import Carried
    from pipeline.store.shard import Shard


def decide(work: Work, shards: dict[str, list[Shard]], reading: dict[str, Admitted], measured_with: list[str]) -> str:
    """Decide on all documents, unless that is fresh; return the key of the decisions."""
    run = work.run
    proofs = {one: admitted.proof for one, admitted in reading.items() if admitted.proof}
    left = tombstones(run.workspace, run.name, run.frozen.version, run.on)
    key = decide_key(run.collection, run.frozen.as_of, proofs, sorted(measured_with), left)
    folder = run.workspace.decisions(run.name)
    if build.is_decided(folder, run.workspace, [one for one, listed in shards.items() if listed], key):
        work.resumed("decide", 0, 1)
        return key
    step = Step(run.name, run.collection, run.workspace, shards, proofs, run.frozen.as_of, left, key)
    work.engine.map("decide", deciding.decide_collection, [step])
    return key


def release(
    work: Work,
    admitted: list[Admitted],
    shards: dict[str, list[Shard]],
    decided_with: str,
    carried: Carried | None,
) -> Outcome:
    """Write the release of what was decided, unless it is there, and return what the run came to."""
    run = work.run
    failed = [one for one in admitted if one.state == "failed"]
    path = run.workspace.releases(run.name) / run.frozen.version
    before = history.digest_of(history.previous(run.workspace, run.name, run.frozen.version))
    refused = [one.row() for one in admitted if one.reason]
    key = build.release_key(run.collection, run.frozen, decided_with, refused, before)
    if build.is_built(path, key):
        work.progress.say(f"release    {run.frozen.version} is up to date")
        return Outcome(path, failed, is_new=False)
    written = _write(work, shards, carried)
    # Before the release is there: a run that was killed between the two would leave one that cannot be built on.
    keep = [Step(source, run.workspace, run.name, source, listed) for source, listed in sorted(shards.items())]
    work.engine.map("keep", build_on.store, keep)
    facts = build.Facts(written, refused, work.progress.seconds, peak_memory_mib(), work.progress.workers)
    finish = Step(run.name, run.collection, run.workspace, run.frozen, shards, facts, key, carried)
    work.engine.map("describe", build.finish, [finish])
    return Outcome(path, failed)


def _write(work: Work, shards: dict[str, list[Shard]], carried: Carried | None) -> list[dict[str, Any]]:
    """Write the data files into a draft of the release; return the facts of each."""
    run, tokenizer = work.run, work.run.collection.files.get("tokenizer")
    draft = build.draft(run.workspace, run.name, run.frozen.version)
    planned = buckets.planned(run.workspace, run.collection.manifest, run.frozen.version)
    manifests = {source.id: source.manifest for source in run.collection.sources}
    gathered = draft / build.PIECES
    everything = in_order(shards)
    if carried:
        _gather_texts(work, carried, everything, gathered)
    dealing = [
        Step(one.label, one, run.workspace, run.name, manifests[one.source], gathered, planned, tokenizer)
        for one in everything
    ]
    work.engine.map("deal", deal.deal, dealing)
    all_files = buckets.all_buckets(planned, has_tokens=tokenizer is not None)
    put = [Step(bucket.file(), bucket, gathered, draft) for bucket in all_files]
    return work.engine.map("write", put_together.put_together, put)


def _gather_texts(work: Work, carried: Carried, shards: list[Shard], gathered: Path) -> None:
    """Deal the texts of the release that is built on to the shards that are there without theirs."""
    run = work.run
    without = build_on.has_outlines(run.workspace, shards)
    if without:
        build_on.demand_whole_texts(carried.release)
        kept = run.workspace.decisions(run.name) / "kept.parquet"
        out = gathered / deal.TEXTS
        files = data_files(carried.release)
        work.engine.map("texts", build_on.scatter, [Step(path.name, path, kept, without, out) for path in files])
