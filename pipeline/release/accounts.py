"""The ledger of a release, counted in the workspace: an account and a table per source, and what was not read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from pipeline.decide.decide import detector_failures
from pipeline.release import ledger
from pipeline.release.deal import LOST
from pipeline.release_files.data_files import MEMBERS_FILE
from pipeline.store.files import read_table
from pipeline.store.rows import first_reasons
from pipeline.store.schemas import LEDGER, MEMBERS, QUARANTINE, check, frame_of
from pipeline.store.shard import cleaned_quarantine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.release.ledger import Account
    from pipeline.release_files.facts import WrittenFile
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace


def write_ledger(
    folder: Path,
    workspace: Workspace,
    shards: Mapping[str, Sequence[Shard]],
    decided: pa.Table,
    written: Sequence[WrittenFile],
    pieces: Path,
) -> list[Account]:
    """Write the ledger of every source that was read and return the accounts, in the order of `shards`.

    `pieces` is the folder with the pieces of all shards.  Raises LedgerError if the counts of a source do not add up.
    """
    reasons, lost = first_reasons(decided), _lost(pieces / "lost")
    return [_account(source, workspace, listed, reasons, written, lost, folder) for source, listed in shards.items()]


def _account(
    source: str,
    workspace: Workspace,
    shards: Sequence[Shard],
    reasons: pl.DataFrame,
    written: Sequence[WrittenFile],
    lost: pl.DataFrame,
    folder: Path,
) -> Account:
    documents = _documents(workspace, shards)
    quarantine = _quarantine(workspace, source, shards)
    reader = workspace.store.read_json(workspace.read(source) / "read.json")
    cut = Counter[str]()
    for reason, characters in lost.filter(pl.col("source") == source).select("reason", "characters").iter_rows():
        cut[reason] += characters
    # A document of the same id may be twice in quarantine and once in the shards; only a detector takes one out of these.
    failed = not_searched(workspace, source)
    standing = documents.filter(~pl.col("id").is_in(failed.implode()))
    account = ledger.account(source, reader, documents, quarantine, reasons, written, cut)
    account.check()
    rows = ledger.rows(standing, quarantine, reasons)
    write_record(folder / "ledger" / f"{source}.parquet", check(rows, LEDGER, f"ledger of {source}"))
    return account


def _documents(workspace: Workspace, shards: Sequence[Shard]) -> pl.DataFrame:
    schema = {"id": pl.String, "member": pl.String, "characters_read": pl.Int64}
    tables = [workspace.store.read_table(shard.documents(workspace), list(schema)) for shard in shards]
    frames = [frame_of(table) for table in tables]
    return pl.concat([pl.DataFrame(schema=schema), *frames])


def _quarantine(workspace: Workspace, source: str, shards: Sequence[Shard]) -> pl.DataFrame:
    names = [workspace.read(source) / "quarantine.parquet", detector_failures(workspace, source)]
    names += [cleaned_quarantine(workspace, shard) for shard in shards]
    return _frame(workspace, names)


def _frame(workspace: Workspace, names: Sequence[Name]) -> pl.DataFrame:
    store = workspace.store
    tables = [store.read_table(name).cast(QUARANTINE) for name in names if store.exists(name)]
    return frame_of(pa.concat_tables([QUARANTINE.empty_table(), *tables]))


def _lost(folder: Path) -> pl.DataFrame:
    tables = [read_table(path) for path in sorted(folder.glob("*.parquet"))]
    frame = frame_of(pa.concat_tables([LOST.empty_table(), *tables]))
    return frame.with_columns(pl.col("id").str.split("/").list.first().alias("source"))


def write_members(
    folder: Path, workspace: Workspace, shards: Mapping[str, Sequence[Shard]], not_read: list[dict[str, str]]
) -> None:
    """Write what was not read: members that no reader could open, and the sources that were refused as a whole."""
    tables = [workspace.store.read_table(workspace.read(source) / "members.parquet") for source in sorted(shards)]
    refused = pa.Table.from_pylist(not_read, schema=MEMBERS)
    table = pa.concat_tables([MEMBERS.empty_table(), *[members.cast(MEMBERS) for members in tables], refused])
    ordered = table.sort_by([("source", "ascending"), ("member", "ascending"), ("reason", "ascending")])
    write_record(folder / MEMBERS_FILE, ordered)


def not_searched(workspace: Workspace, source: str) -> pl.Series:
    """Return the ids of a source's documents on which a detector failed."""
    return _frame(workspace, [detector_failures(workspace, source)])["id"]


def write_record(path: Path, table: pa.Table) -> None:
    """Write a table of the release's record, without metadata of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pa.parquet.write_table(table.replace_schema_metadata(None), path, compression="zstd", compression_level=3)
