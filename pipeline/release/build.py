"""Building a release: ledger, proofs, inputs, facts and descriptions around the data, checked, then moved into place."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from pipeline.decontaminate import contamination
from pipeline.describe import describe, fairness, notices
from pipeline.release import build_on, history, inputs, rehydration
from pipeline.release.accounts import not_searched, write_ledger, write_members, write_record
from pipeline.release.buckets import subsets_apart
from pipeline.release.gather_facts import buckets_of, reasons_facts, release_facts
from pipeline.release.put_together import write_sample
from pipeline.release.release_index import write_release_index
from pipeline.release_files.facts import write_facts
from pipeline.release_files.published_evidence import EVIDENCE
from pipeline.release_files.published_evidence import FILE as EVIDENCE_FILE
from pipeline.release_files.published_reasons import write_reasons
from pipeline.release_files.timings import FILE as TIMINGS
from pipeline.release_files.timings import Machine, timings, write_timings
from pipeline.store import files
from pipeline.store.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.manifest.frozen import Frozen
    from pipeline.manifest.load import LoadedCollection
    from pipeline.release.build_on import Carried
    from pipeline.release_files.facts import ReleaseFacts, WrittenFile
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

PIECES: Final = ".pieces"


@dataclass(frozen=True)
class Facts:
    """What a run knows and the workspace does not hold: files written, sources not read, times, memory and processes."""

    written: list[WrittenFile]
    not_read: list[dict[str, str]]
    seconds: dict[str, float]
    memory_mib: int
    workers: int = 1


def finish(
    collection: LoadedCollection,
    workspace: Workspace,
    frozen: Frozen,
    shards: Mapping[str, Sequence[Shard]],
    facts: Facts,
    built_with: str,
    carried: Carried | None = None,
) -> None:
    """Write everything around the data, check the balance, describe, write checksums, and move the release into place.

    Raises LedgerError before anything is moved if a source's counts do not add up.
    """
    name, store = collection.manifest.name, workspace.store
    folder = store.drafted(workspace.releases(name) / frozen.version)
    decided = store.read_table(workspace.decisions(name) / "decisions.parquet")
    counted = {source.id: shards[source.id] for source in collection.sources if source.id in shards}
    accounts = write_ledger(folder, workspace, counted, decided, facts.written, folder / PIECES)
    write_members(folder, workspace, shards, facts.not_read)
    proofs = store.read_json(workspace.decisions(name) / "evidence.json")
    write_record(folder / EVIDENCE_FILE, pa.Table.from_pylist(proofs, schema=EVIDENCE))
    write_sample(folder / PIECES, folder)
    inputs.write_inputs(folder, collection, workspace, frozen, buckets_of(facts.written))
    write_reasons(folder, reasons_facts(collection, decided, accounts))
    failed = [document_id for source in shards for document_id in not_searched(workspace, source)]
    fairness.write(folder, fairness.report(workspace, shards, decided, failed))
    lists = contamination.report(folder, workspace, name, shards, collection.decontamination)
    lists |= rehydration.report(folder, collection.recipe.duplicates.rehydrate)
    apart = subsets_apart(workspace, name)
    everything = release_facts(
        collection,
        frozen,
        accounts,
        facts.written,
        facts.not_read,
        apart,
        **lists,
        built_with=built_with,
        previous=None,
    )
    _write_facts(folder, everything, history.previous(workspace, name, frozen.version))
    write_timings(folder, timings(facts.seconds, facts.memory_mib, facts.workers, Machine.here()))
    shutil.rmtree(folder / PIECES, ignore_errors=True)
    if collection.manifest.release.index:
        write_release_index(folder, workspace, name, shards)
    _collect_notices(folder, collection, workspace, carried)
    describe(folder)
    write_sums(folder)
    store.finish(workspace.releases(name) / frozen.version)


def _write_facts(folder: Path, facts: ReleaseFacts, before: Path | None) -> None:
    """Write release.json, then again with the changes since the release before: comparing the two needs the first writing."""
    write_facts(folder, facts)
    if before:
        write_facts(folder, facts.model_copy(update={"previous": history.since(before, folder)}))


def _collect_notices(folder: Path, collection: LoadedCollection, workspace: Workspace, carried: Carried | None) -> None:
    """Gather the notices that licences demand, from the snapshots or from the release that this one is built on."""
    taken_over = set(carried.sources) if carried else set()
    notices.collect(workspace, [source for source in collection.sources if source.id not in taken_over], folder)
    if carried:
        build_on.notices(carried, folder, notices.owing(folder))


def write_sums(folder: Path) -> None:
    """Write SHA256SUMS over every file of the release but timings.json, in the format of sha256sum, ordered by path."""
    unlisted = {folder / "SHA256SUMS", folder / TIMINGS}
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path not in unlisted)
    lines = [f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    files.write_text(folder / "SHA256SUMS", "".join(lines))
