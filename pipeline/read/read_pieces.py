"""Reads a large source in pieces, side by side, and brings together what counts for the source as a whole.

A piece is read as a small source is; what is said twice is settled afterwards, in the order of the snapshot.  Ids are compared as
64-bit hashes in arrays, 12 bytes a document, and those of equal hash by their letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from pipeline.count.counts import Tally, count
from pipeline.read.pieces import plan
from pipeline.read.read_source import finish, read_shards, snapshot
from pipeline.read.reading import Reading, shard_times
from pipeline.read.span import Piece
from pipeline.store.id_hashes import among, hashes_of, without
from pipeline.store.ids import as_in_source
from pipeline.store.schemas import MEMBERS, QUARANTINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.fetch.lock import Lock
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.id_hashes import Hashes
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

IDS: Final = pa.schema([pa.field("hash", pa.uint64(), nullable=False), pa.field("shard", pa.int32(), nullable=False)])
"""The ids that a piece has used: the hash of each, and the number of its shard in the piece, -1 for a document that was set aside."""

_TABLES: Final = ("ids.parquet", "counts.parquet", "quarantine.parquet", "members.parquet", "piece.json")


def plan_name(workspace: Workspace, source: str) -> Name:
    """Return the name of the list of a source's pieces."""
    return workspace.read(source) / "pieces" / "plan.json"


def pieces_of(workspace: Workspace, source: str) -> list[Piece]:
    """Return the pieces of a source as they were planned; none for one that is read as a whole."""
    return [Piece.from_json(stored) for stored in workspace.store.read_json(plan_name(workspace, source))]


def tables_of(workspace: Workspace, source: str, label: str) -> list[Name]:
    """Return the names of what is kept of a piece beside its shards."""
    return [workspace.read(source) / "pieces" / label / table for table in _TABLES]


def plan_pieces(source: LoadedSource, workspace: Workspace, lock: Lock, piece_bytes: int) -> None:
    """Write the list of a source's pieces."""
    with workspace.store.scratch() as aside, snapshot(source.id, workspace, lock, aside) as tree:
        pieces = plan(source.manifest, tree, piece_bytes)
    workspace.store.write_json(plan_name(workspace, source.id), [piece.as_json() for piece in pieces])


def read_piece(
    source: LoadedSource, workspace: Workspace, lock: Lock, max_bytes: int, piece: Piece, label: str
) -> None:
    """Read a piece into shards `<label>-00000`, and write what `gather` brings together."""
    times = shard_times(sum(file.bytes for file in lock.files))
    store, reading, tally = workspace.store, Reading(source.id, max_bytes, times), Tally(None)
    shards: list[str] = []
    used: list[Hashes] = []
    with store.scratch() as aside, snapshot(source.id, workspace, lock, aside) as tree:
        for table in read_shards(source.manifest, tree, reading, piece):
            shards.append(f"{label}-{len(shards):05d}")
            store.write_table(workspace.read(source.id) / f"{shards[-1]}.parquet", table)
            tally.add(count(table))
            used.append(hashes_of(table.column("id").to_pylist()))
    kept = np.concatenate([np.empty(0, np.uint64), *used])
    others = np.setdiff1d(hashes_of(f"{source.id}/{native}" for native in reading.ids), kept)
    numbers = np.repeat(np.arange(len(used), dtype=np.int32), [len(hashes) for hashes in used])
    shard = np.concatenate([numbers, np.full(len(others), -1, np.int32)])
    ids = pa.table({"hash": np.concatenate([kept, others]), "shard": shard}, schema=IDS)
    summary = {"shards": shards, "works": reading.works, "characters": reading.characters, "damage": reading.damage()}
    quarantine, members = _rows(reading.quarantine, QUARANTINE), _rows(reading.members, MEMBERS)
    names = tables_of(workspace, source.id, label)
    for name, written in zip(names, (ids, tally.subtotal(), quarantine, members), strict=False):
        store.write_table(name, written)
    store.write_json(names[-1], summary)


def gather(source: str, workspace: Workspace, labels: Sequence[str], max_bytes: int) -> None:
    """Write what `read_source` writes beside the shards, from what its pieces left.

    Of documents with the same id the first stays; the others are in quarantine, and `read.json` names them for each shard by the hash
    of their ids (`dropped`).
    """
    store, reading = workspace.store, Reading(source, max_bytes)
    shards: list[list[str]] = []
    ids: list[pa.Table] = []
    known_members: dict[tuple[str, ...], dict[str, str]] = {}
    with store.scratch() as aside:
        tally = Tally(aside)
        for label in labels:
            names = tables_of(workspace, source, label)
            tables, summary = [store.read_table(name) for name in names[:-1]], store.read_json(names[-1])
            ids.append(tables[0])
            tally.add(tables[1])
            reading.quarantine += tables[2].to_pylist()
            for row in tables[3].to_pylist():
                known_members.setdefault(tuple(row.values()), row)
            reading.works, reading.characters = (
                reading.works + summary["works"],
                reading.characters + summary["characters"],
            )
            reading.add_damage(summary["damage"])
            shards.append(summary["shards"])
        reading.members = list(known_members.values())  # what a reader refuses in each part of a member stands once
        dropped = _dropped(workspace, reading, tally, shards, ids)
        finish(workspace, reading, [shard for listed in shards for shard in listed], tally, dropped)


def _dropped(
    workspace: Workspace, reading: Reading, tally: Tally, shards: Sequence[Sequence[str]], ids: Sequence[pa.Table]
) -> dict[str, list[int]]:
    """Set the documents aside whose ids stand in an earlier piece; return the hashes of their ids by shard."""
    hashes = np.concatenate([np.empty(0, np.uint64), *(table.column("hash").to_numpy() for table in ids)])
    pieces = np.repeat(np.arange(len(ids), dtype=np.int32), [len(table) for table in ids])
    numbers = np.concatenate([np.empty(0, np.int32), *(table.column("shard").to_numpy() for table in ids)])
    order = np.argsort(hashes, kind="stable")  # of equal hashes the earlier piece first
    is_new = np.ones(len(order), np.bool_)
    is_new[1:] = hashes[order[1:]] != hashes[order[:-1]]
    firsts = order[np.flatnonzero(is_new)[np.cumsum(is_new) - 1]]
    pairs = sorted(zip(order[~is_new].tolist(), firsts[~is_new].tolist(), strict=True))
    names = _Names(workspace, reading)

    def name(place: int) -> str | None:
        shard = shards[pieces[place]][numbers[place]] if numbers[place] >= 0 else None
        return names.of(shard, int(hashes[place]))

    wanted: dict[str, set[int]] = {}
    for place, first in pairs:
        if numbers[place] >= 0 and name(place) == name(first):
            wanted.setdefault(shards[pieces[place]][numbers[place]], set()).add(int(hashes[place]))
    return {shard: _set_aside(workspace, reading, tally, shard, known) for shard, known in wanted.items()}


class _Names:
    """The ids of documents by their hashes: of a shard, or of those in quarantine; equal hashes alone prove nothing."""

    def __init__(self, workspace: Workspace, reading: Reading) -> None:
        self._workspace, self._reading = workspace, reading
        self._known: dict[str | None, dict[int, str]] = {}

    def of(self, shard: str | None, hash_: int) -> str | None:
        """Return the id with this hash in a shard, in quarantine where there is none."""
        if shard not in self._known:
            self._known[shard] = dict(zip(hashes_of(ids := self._ids(shard)).tolist(), ids, strict=True))
        return self._known[shard].get(hash_)

    def _ids(self, shard: str | None) -> list[str]:
        if shard is None:
            return [row["id"] for row in self._reading.quarantine]
        name = self._workspace.read(self._reading.source) / f"{shard}.parquet"
        ids: list[str] = self._workspace.store.read_table(name, ["id"]).column("id").to_pylist()
        return ids


def _set_aside(workspace: Workspace, reading: Reading, tally: Tally, shard: str, known: set[int]) -> list[int]:
    """Put the documents of a shard with these hashes into quarantine, and take them out of the counts; return the hashes."""
    table = workspace.store.read_table(workspace.read(reading.source) / f"{shard}.parquet")
    again = table.filter(among(table, sorted(known)))
    for row in again.select(["id", "member", "text"]).to_pylist():
        reading.quarantine.append(
            {
                "id": row["id"],
                "source": reading.source,
                "member": row["member"],
                "reason": "duplicate_id",
                "detail": f"the id {as_in_source(row['id'].partition('/')[2])!r} stands twice",
                "characters": len(row["text"]),
            }
        )
    # Words are counted where any text of the shard has some broken at line ends: what is left is counted as a shard of its own.
    tally.take_away(count(table))
    tally.add(count(without(table, sorted(known))))
    return sorted(known)


def _rows(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema)
