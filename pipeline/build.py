"""Building a release: ledger, proofs, inputs, facts and descriptions around the data, checked, then moved into place."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyarrow as pa

from pipeline import assemble, carry, contamination, fairness, history, inputs, ledger, rehydration, review
from pipeline import workspace as ws
from pipeline.code import code_hash
from pipeline.decide.key import COMPUTED_WITH
from pipeline.decide.rows import first_reasons
from pipeline.describe import describe, notices
from pipeline.documents import LEDGER, MEMBERS, QUARANTINE, check
from pipeline.facts import buckets_of, release_facts, write_reasons
from pipeline.frames import frame_of
from pipeline.release_index import write_release_index
from pipeline.versions import order_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.carry import Carried
    from pipeline.decide.shards import Shard
    from pipeline.ledger import Account
    from pipeline.load import LoadedCollection
    from pipeline.manifest import Collection
    from pipeline.state import Frozen
    from pipeline.workspace import Workspace

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
    answers = inputs.answers_of(collection)
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


def plan(workspace: Workspace, collection: Collection, version: str) -> dict[str, int]:
    """Return the number of files per subset and held-out split; a release of the same major version fixes the numbers it had."""
    kept = pl.read_parquet(
        workspace.decisions(collection.name) / "kept.parquet", columns=["subset", "split", "characters"]
    )
    pinned: dict[str, int] = {}
    for release in history.earlier(workspace, collection.name, version):
        if order_of(release.name)[0] == order_of(version)[0]:
            pinned |= ws.read_json(release / "release.json")["buckets"]
    return assemble.plan(kept, collection.release, pinned)


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
    reasons = first_reasons(decided)
    lost = _lost(folder / PIECES / "lost")
    accounts = [
        _account(source.id, workspace, shards[source.id], reasons, facts, lost, folder)
        for source in collection.sources
        if source.id in shards
    ]
    _members(folder, workspace, shards, facts.not_read)
    proofs = ws.read_json(workspace.decisions(name) / "evidence.json")
    _write(folder / "evidence.parquet", pa.Table.from_pylist(proofs, schema=EVIDENCE))
    buckets = buckets_of(facts.written)
    assemble.write_sample(folder / PIECES, folder)
    inputs.write_inputs(folder, collection, workspace, frozen, buckets)
    write_reasons(folder / "reasons.json", collection, decided, accounts)
    failed = [one for source in shards for one in _frame([workspace.quarantine(source) / "detector.parquet"])["id"]]
    ws.write_json(folder / fairness.FILE, fairness.report(workspace, shards, decided, failed))
    everything = release_facts(collection, frozen, accounts, facts.written, facts.not_read)
    everything |= contamination.report(folder, workspace, name, shards, collection.recipe.decontamination)
    everything |= rehydration.report(folder, collection.recipe.duplicates.rehydrate)
    timings = {"seconds": facts.seconds, "memory_mib": facts.memory_mib, "workers": facts.workers}
    everything |= {"timings": timings, "built_with": key, "previous": None}
    ws.write_json(folder / "release.json", everything)
    before = history.previous(workspace, name, frozen.version)
    if before:
        ws.write_json(folder / "release.json", everything | {"previous": history.since(before, folder)})
    shutil.rmtree(folder / PIECES, ignore_errors=True)
    if collection.manifest.release.index:
        write_release_index(folder, workspace, name, shards)
    taken_over = set(carried.sources) if carried else set()
    notices.collect(workspace, [one for one in collection.sources if one.id not in taken_over], folder)
    if carried:
        carry.notices(carried, folder, notices.owing(folder))
    describe(folder)
    write_sums(folder)
    review.write(workspace.review(name), ws.read_json(workspace.decisions(name) / "review.json"), facts.not_read)
    _move(folder, workspace.releases(name) / frozen.version)


def _account(
    source: str,
    workspace: Workspace,
    shards: Sequence[Shard],
    reasons: pl.DataFrame,
    facts: Facts,
    lost: pl.DataFrame,
    folder: Path,
) -> Account:
    documents = _documents(workspace, shards)
    quarantine = _quarantine(workspace, source, shards)
    reader = ws.read_json(workspace.read(source) / "read.json")
    cut = Counter[str]()
    for reason, characters in lost.filter(pl.col("source") == source).select("reason", "characters").iter_rows():
        cut[reason] += characters
    # A document of the same id may stand twice in quarantine and once in the shards; only a detector takes one out of them.
    failed = _frame([workspace.quarantine(source) / "detector.parquet"])["id"]
    standing = documents.filter(~pl.col("id").is_in(failed.implode()))
    found = ledger.account(source, reader, documents, quarantine, reasons, facts.written, cut)
    found.check()
    rows = ledger.rows(standing, quarantine, reasons)
    _write(folder / "ledger" / f"{source}.parquet", check(rows, LEDGER, f"ledger of {source}"))
    return found


def _documents(workspace: Workspace, shards: Sequence[Shard]) -> pl.DataFrame:
    schema = {"id": pl.String, "member": pl.String, "characters_read": pl.Int64}
    frames = [pl.read_parquet(shard.documents(workspace), columns=list(schema)) for shard in shards]
    return pl.concat([pl.DataFrame(schema=schema), *frames])


def _quarantine(workspace: Workspace, source: str, shards: Sequence[Shard]) -> pl.DataFrame:
    folder = workspace.quarantine(source)
    paths = [workspace.read(source) / "quarantine.parquet", folder / "detector.parquet"]
    paths += [folder / f"clean-{shard.name}.parquet" for shard in shards]
    return _frame(paths)


def _frame(paths: Sequence[Path]) -> pl.DataFrame:
    tables = [ws.read_table(path).cast(QUARANTINE) for path in paths if path.is_file()]
    return frame_of(pa.concat_tables([QUARANTINE.empty_table(), *tables]))


def _lost(folder: Path) -> pl.DataFrame:
    tables = [ws.read_table(path) for path in sorted(folder.glob("*.parquet"))]
    frame = frame_of(pa.concat_tables([assemble.LOST.empty_table(), *tables]))
    return frame.with_columns(pl.col("id").str.split("/").list.first().alias("source"))


def _members(
    folder: Path, workspace: Workspace, shards: Mapping[str, Sequence[Shard]], not_read: list[dict[str, str]]
) -> None:
    tables = [ws.read_table(workspace.read(source) / "members.parquet") for source in sorted(shards)]
    refused = pa.Table.from_pylist(not_read, schema=MEMBERS)
    table = pa.concat_tables([MEMBERS.empty_table(), *[one.cast(MEMBERS) for one in tables], refused])
    ordered = table.sort_by([("source", "ascending"), ("member", "ascending"), ("reason", "ascending")])
    _write(folder / "ledger" / "_members.parquet", ordered)


def _write(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pa.parquet.write_table(table.replace_schema_metadata(None), path, compression="zstd", compression_level=3)


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
