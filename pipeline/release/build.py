"""Building a release: ledger, proofs, inputs, facts and descriptions around the data, checked, then moved into place."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from pipeline.decide.key import COMPUTED_WITH
from pipeline.decontaminate import contamination
from pipeline.describe import describe, fairness, notices
from pipeline.manifest import reviews
from pipeline.manifest.load import answers_of
from pipeline.release import build_on, history, inputs, rehydration
from pipeline.release.accounts import not_searched, write_ledger, write_members, write_record
from pipeline.release.facts import buckets_of, release_facts, write_reasons
from pipeline.release.put_together import write_sample
from pipeline.release.release_index import write_release_index
from pipeline.store import workspace as ws
from pipeline.store.code import code_hash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.manifest.frozen import Frozen
    from pipeline.manifest.load import LoadedCollection
    from pipeline.release.build_on import Carried
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

PIECES: Final = ".pieces"
EVIDENCE: Final = pa.schema(
    [
        pa.field("evidence_id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("statement", pa.string(), nullable=False),
        pa.field("where", pa.string(), nullable=False),
        pa.field("url", pa.string()),
        pa.field("retrieved", pa.string()),
        pa.field("sha256", pa.string()),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("decided_by", pa.string(), nullable=False),
        pa.field("finding", pa.string()),  # why it proves nothing, such as a quote that is not there; else null
    ]
)
"""Every licence proof that a kept document stands on, and all that was said of one refused for its licence."""


@dataclass(frozen=True)
class Facts:
    """What a run knows beside the workspace: the files written, the sources not read, times, memory and processes."""

    written: list[dict[str, Any]]
    not_read: list[dict[str, str]]
    seconds: dict[str, float]
    memory_mib: int
    workers: int = 1


def is_decided(folder: Path, workspace: Workspace, sources: Sequence[str], key: str) -> bool:
    """Return whether a collection's decisions, and the sources' documents on which a detector failed, are fresh."""
    tables = [folder / f"{name}.parquet" for name in ("kept", "decisions")]
    tables += [workspace.quarantine(source) / "detector.parquet" for source in sources]
    return all(ws.is_fresh(path, key) for path in tables)


def release_key(
    collection: LoadedCollection, frozen: Frozen, decided_with: str, not_read: list[dict[str, str]], before: str = ""
) -> str:
    """Return the key of a release: decisions, manifests, version, and the code that writes files and descriptions.

    `before` is the content digest of the release that this one is compared with.
    """
    code = code_hash("pipeline", "licenses", "filters", libraries=COMPUTED_WITH)
    answers = answers_of(collection)
    answered = ws.sha256_of(answers) if answers else ""
    return ws.key("release", decided_with, collection.manifest, frozen, not_read, code, answered, before)


def is_built(release: Path, key: str) -> bool:
    """Return whether the release is there, whole, and built with this key."""
    facts = ws.read_json(release / "release.json")
    return bool(facts and facts.get("built_with") == key and (release / "SHA256SUMS").is_file())


def draft(workspace: Workspace, collection: str, version: str) -> Path:
    """Return an empty folder in which the release is built, beside the place it will be moved to."""
    folder = workspace.releases(collection) / f"{ws.TEMPORARY}{version}"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def finish(
    collection: LoadedCollection,
    workspace: Workspace,
    frozen: Frozen,
    shards: Mapping[str, Sequence[Shard]],
    facts: Facts,
    key: str,
    carried: Carried | None = None,
) -> None:
    """Write everything around the data, check the balance, describe, sum up, and move the release into place.

    Raises LedgerError before anything is moved if a source's counts do not add up.
    """
    name = collection.manifest.name
    folder = workspace.releases(name) / f"{ws.TEMPORARY}{frozen.version}"
    decided = ws.read_table(workspace.decisions(name) / "decisions.parquet")
    counted = {source.id: shards[source.id] for source in collection.sources if source.id in shards}
    accounts = write_ledger(folder, workspace, counted, decided, facts.written, folder / PIECES)
    write_members(folder, workspace, shards, facts.not_read)
    proofs = ws.read_json(workspace.decisions(name) / "evidence.json")
    write_record(folder / "evidence.parquet", pa.Table.from_pylist(proofs, schema=EVIDENCE))
    write_sample(folder / PIECES, folder)
    inputs.write_inputs(folder, collection, workspace, frozen, buckets_of(facts.written))
    write_reasons(folder / "reasons.json", collection, decided, accounts)
    failed = [one for source in shards for one in not_searched(workspace, source)]
    ws.write_json(folder / fairness.FILE, fairness.report(workspace, shards, decided, failed))
    everything = release_facts(collection, frozen, accounts, facts.written, facts.not_read)
    everything |= contamination.report(folder, workspace, name, shards, collection.recipe.decontamination)
    everything |= rehydration.report(folder, collection.recipe.duplicates.rehydrate)
    timings = {"seconds": facts.seconds, "memory_mib": facts.memory_mib, "workers": facts.workers}
    everything |= {"timings": timings, "built_with": key}
    _write_facts(folder, everything, history.previous(workspace, name, frozen.version))
    shutil.rmtree(folder / PIECES, ignore_errors=True)
    if collection.manifest.release.index:
        write_release_index(folder, workspace, name, shards)
    _collect_notices(folder, collection, workspace, carried)
    describe(folder)
    write_sums(folder)
    reviews.write(workspace.review(name), ws.read_json(workspace.decisions(name) / "review.json"), facts.not_read)
    _move(folder, workspace.releases(name) / frozen.version)


def _write_facts(folder: Path, facts: dict[str, Any], before: Path | None) -> None:
    """Write release.json, and again with what changed since the release before, which is found by reading the first."""
    ws.write_json(folder / "release.json", facts | {"previous": None})
    if before:
        ws.write_json(folder / "release.json", facts | {"previous": history.since(before, folder)})


def _collect_notices(folder: Path, collection: LoadedCollection, workspace: Workspace, carried: Carried | None) -> None:
    """Gather the notices that licences demand, from the snapshots or from the release that this one is built on."""
    taken_over = set(carried.sources) if carried else set()
    notices.collect(workspace, [one for one in collection.sources if one.id not in taken_over], folder)
    if carried:
        build_on.notices(carried, folder, notices.owing(folder))


def write_sums(folder: Path) -> None:
    """Write SHA256SUMS over every file of the release, in the format of sha256sum, ordered by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    lines = [f"{ws.sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    ws.write_text(folder / "SHA256SUMS", "".join(lines))


def _move(folder: Path, target: Path) -> None:
    old = folder.with_name(f"{ws.TEMPORARY}old-{target.name}")
    if target.exists():
        target.rename(old)
    folder.rename(target)
    shutil.rmtree(old, ignore_errors=True)
