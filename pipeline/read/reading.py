"""What has been read of a source so far: documents on their way into shards, quarantined ones, members without any."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import xxhash

from pipeline.read import batches, origins
from pipeline.read.document import Document, Fault, storable
from pipeline.store.ids import written
from pipeline.store.schemas import READ

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.read.batches import Mask, Measured, Numbers

NOT_A_PAGE: Final = "not_a_page"  # part of a member that no reader has failed at: it holds no text
SHARD_BYTES: Final = 8 << 20  # text of a shard: a few seconds of annotation, small enough for two workers to share
SHARD_ROWS: Final = 20_000
GROWS_FROM_BYTES: Final = 64 << 20
"""From a snapshot of this size on a source's shards are twice as large, and again with every doubling, up to `LARGEST_TIMES`."""
LARGEST_TIMES: Final = 16
DAMAGES: Final = frozenset({"corrupt", "unreadable", "too_large"})
"""Reasons of quarantine that say that something is wrong with the data, or with the manifest."""
MOST_BESIDE: Final = 1 << 24
"""Characters of all fields beside the text, as often as a long text has parts; what holds more is no record of a text."""
CHARACTERS_OF_A_PART: Final = 500_000
USUAL_BESIDE: Final = 1 << 16
"""Fields of more characters than this fill a shard as text does."""
_HASHES: Final = 1 << 64


@dataclass
class Reading:
    """What has been read of a source so far.

    `works` and `characters` count everything that was read; `rows` and `bytes` what waits for `take`.
    """

    source: str
    max_bytes: int
    times: int = 1
    """How many times the usual size a shard has (`shard_times`)."""
    works: int = 0
    characters: int = 0
    ids: set[str] = field(default_factory=set)
    rows: int = 0
    bytes: int = 0
    is_full: bool = False
    """Whether the shard has reached its end."""
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)
    _damaged: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    _documents: list[dict[str, Any]] = field(default_factory=list)
    _tables: list[pa.Table] = field(default_factory=list)

    def add(self, item: Document | Fault, member: str) -> None:
        """Count a document or a fault, and put it where it belongs."""
        if isinstance(item, Fault) and item.id is None:
            fate = "excluded" if item.reason == NOT_A_PAGE else "unreadable"
            self.leave_out(member, fate, item.reason, item.detail)
            return
        self.works += 1
        native = _native(str(item.id))
        if isinstance(item, Fault):
            self.characters += item.characters
            self._set_aside(native, member, item.reason, storable(item.detail), item.characters)
            return
        self.characters += len(item.text)
        size = len(item.text.encode("utf-8", "surrogatepass"))
        row = self._row(native, item, member)
        beside = _beside(row) * (1 + len(item.text) // CHARACTERS_OF_A_PART)
        refusal = self._refusal(native, item.id, size, is_blank=not item.text.strip(), beside=beside)
        if refusal:
            self._set_aside(native, member, *refusal, len(item.text))
        else:
            self._documents.append(row)
            self._count(native, size + max(0, beside - USUAL_BESIDE))

    def add_batch(self, documents: Measured, member: str) -> None:
        """Count the documents of a piece of a batch (see `fitting`) as `add` does each, and keep them as columns."""
        natives, beside = documents.natives.to_pylist(), self._beside(documents)
        repeated = self._repeated(natives)
        kept = ~(documents.is_blank | (documents.sizes > self.max_bytes) | (beside > MOST_BESIDE))
        kept[list(repeated)] = False
        for row in np.flatnonzero(~kept).tolist():
            name, length = documents.batch.column("id")[row].as_py(), int(documents.lengths[row])
            is_blank, size = bool(documents.is_blank[row]), int(documents.sizes[row])
            refusal = (
                _twice(name) if row in repeated else self._objection(size, is_blank=is_blank, beside=int(beside[row]))
            )
            self._set_aside(natives[row], member, *(refusal or ("", "")), length)
        self.works += len(documents)
        self.characters += int(documents.lengths.sum())
        self._count_rows(natives, _filling(documents.sizes, beside), kept)
        self._to_table()
        self._tables.append(batches.rows(documents, kept, self.source, member))

    def _beside(self, documents: Measured) -> Numbers:
        """Return the characters beside each text, as often as it has parts."""
        prefixed = documents.beside + len(self.source) + 1
        times: Numbers = prefixed * (1 + documents.lengths // CHARACTERS_OF_A_PART)
        return times

    def _repeated(self, natives: list[str]) -> set[int]:
        """Return the rows whose id is used already; all count as used from now on."""
        if len(set(natives)) == len(natives) and self.ids.isdisjoint(natives):
            self.ids.update(natives)
            return set()
        rows = set()
        for row, native in enumerate(natives):
            if native in self.ids:
                rows.add(row)
            self.ids.add(native)
        return rows

    def _count_rows(self, natives: list[str], filling: Numbers, kept: Mask) -> None:
        """Count the kept documents of a piece, of which none but the last can end the shard."""
        if kept.any():
            last = int(np.flatnonzero(kept)[-1])
            self.rows += int(kept.sum()) - 1
            self.bytes += int(filling[kept].sum() - filling[last])
            self._count(natives[last], int(filling[last]))

    def fitting(self, batch: pa.RecordBatch) -> Iterator[Measured]:
        """Yield a checked batch in pieces, each up to the document that ends the shard; `add_batch` each, then `take`.

        So shards end where they would if the documents came one by one.
        """
        batches.check(batch)
        documents, start = batches.measured(batch), 0
        filling = _filling(documents.sizes, self._beside(documents))
        while start < len(batch):
            count = self._to_the_end(documents.natives[start:], filling[start:])
            yield documents.slice(start, count)
            start += count

    def _to_the_end(self, natives: pa.Array, filling: Numbers) -> int:
        """Return how many documents of a batch belong to this shard, were all of them fit to be kept."""
        filled, rows = self.bytes + np.cumsum(filling), self.rows + np.arange(1, len(natives) + 1)
        may_end = np.flatnonzero((2 * filled >= self.times * SHARD_BYTES) | (2 * rows >= self.times * SHARD_ROWS))
        for row in may_end.tolist():
            if ends_shard(natives[row].as_py(), int(filling[row]), int(filled[row]), int(rows[row]), self.times):
                return row + 1
        return len(natives)

    def leave_out(self, member: str, fate: str, reason: str, detail: str) -> None:
        """Note a member that has no documents."""
        row = {"source": self.source, "member": member, "fate": fate, "reason": reason, "detail": storable(detail)}
        self.members.append(row)

    def damaged_members(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each member and reason for which documents of it could not be used: how many, and the first of them."""
        for (member, reason), (number, native, detail) in self._damaged.items():
            counted = "1 document" if number == 1 else f"{number} documents, the first"
            row = {"source": self.source, "member": member, "fate": "quarantined", "reason": reason}
            yield row | {"detail": f"{counted} {native!r}: {detail}"}

    def damage(self) -> list[list[Any]]:
        """Return what `damaged_members` counts, as plain data: member, reason, number, and the first document with what is wrong."""
        return [[member, reason, *counted] for (member, reason), counted in self._damaged.items()]

    def add_damage(self, counted: list[list[Any]]) -> None:
        """Add what another reading of the same source, of members behind these, has counted."""
        for member, reason, number, native, detail in counted:
            self._damaged.setdefault((member, reason), [0, native, detail])[0] += number

    def _refusal(self, native: str, name: str, size: int, *, is_blank: bool, beside: int) -> tuple[str, str] | None:
        """Return reason and detail of why a document cannot be used, None where it can; its id counts as used from now on."""
        is_known = native in self.ids
        self.ids.add(native)
        return _twice(name) if is_known else self._objection(size, is_blank=is_blank, beside=beside)

    def _objection(self, size: int, *, is_blank: bool, beside: int) -> tuple[str, str] | None:
        if is_blank:
            return "empty", "no text"
        if size > self.max_bytes:
            return "too_large", f"{size} bytes, at most {self.max_bytes}"
        if beside > MOST_BESIDE:
            return "too_large", f"{beside} characters in its fields beside the text, at most {MOST_BESIDE}"
        return None

    def _set_aside(self, native: str, member: str, reason: str, detail: str, characters: int) -> None:
        row = {"id": f"{self.source}/{native}", "source": self.source, "member": member, "reason": reason}
        self.quarantine.append(row | {"detail": detail, "characters": characters})
        if reason in DAMAGES:
            damaged = self._damaged.setdefault((member, reason), [0, native, detail])
            damaged[0] += 1

    def _row(self, native: str, document: Document, member: str) -> dict[str, Any]:
        extra = document.extra
        return {
            "id": f"{self.source}/{native}",
            "text": storable(document.text),
            "source": self.source,
            "title": _stored(document.title),
            "authors": [storable(author) for author in document.authors],
            "date": _stored(document.date),
            "url": _stored(document.url),
            "language_declared": _stored(document.language_declared),
            "license_statements": [
                {
                    "statement": storable(statement.statement),
                    "where": storable(statement.where),
                    "level": statement.level,
                    "object": statement.object,
                }
                for statement in document.license_statements
            ],
            "member": member,
            "offset": document.offset,
            "extra": _stored(json.dumps(extra, ensure_ascii=False, sort_keys=True, default=str) if extra else None),
            **self._nature(document),
        }

    def _nature(self, document: Document) -> dict[str, Any]:
        """Return the columns on what the document is."""
        origin, ocr = document.origin or origins.of_text(document.text), document.ocr
        return {
            "kind": document.kind,
            "unit": document.unit,
            "work_id": None if document.work is None else f"{self.source}/{_native(document.work)}",
            "part": document.part,
            "origin": origin.name if origin else None,
            "origin_evidence": storable(origin.evidence) if origin else None,
            "identifiers": [
                {"scheme": identifier.scheme, "value": storable(identifier.value)}
                for identifier in document.identifiers
            ]
            or None,
            "ocr": {"engine": _stored(ocr.engine), "year": ocr.year} if ocr else None,
        }

    def _to_table(self) -> None:
        """Turn the documents that came one by one into a table, behind those that came before them."""
        if self._documents:
            self._tables.append(pa.Table.from_pylist(self._documents, schema=READ))
            self._documents = []

    def take(self) -> pa.Table:
        """Return the documents gathered so far as a table, and start a new shard."""
        self._to_table()
        tables = self._tables or [READ.empty_table()]
        self._tables, self.rows, self.bytes, self.is_full = [], 0, 0, False
        return tables[0] if len(tables) == 1 else pa.concat_tables(tables).combine_chunks()

    def _count(self, native: str, size: int) -> None:
        self.rows += 1
        self.bytes += size
        self.is_full = ends_shard(native, size, self.bytes, self.rows, self.times)


def shard_times(snapshot_bytes: int) -> int:
    """Return how many times the usual size the shards of a snapshot of so many bytes have: 1 to 16, a power of two.

    So a large source has tens to hundreds of shards and not tens of thousands, and a small one enough for all workers.
    """
    return min(LARGEST_TIMES, 1 << (snapshot_bytes // GROWS_FROM_BYTES).bit_length())


def ends_shard(native: str, size: int, filled_bytes: int, filled_rows: int, times: int = 1) -> bool:
    """Return whether a shard of `times` the usual size ends with this document of `size` bytes, which fills it so far.

    From half its size on a shard ends where the hash of an id says so, on average after a quarter more, and at its full size in any
    case: so a document that is added or taken away moves the ends of the shards around it, and not those of all that follow.
    """
    most_bytes, most_rows = times * SHARD_BYTES, times * SHARD_ROWS
    if filled_bytes >= most_bytes or filled_rows >= most_rows:
        return True
    chance = 4 * size / most_bytes if 2 * filled_bytes >= most_bytes else 0.0
    chance += 4 / most_rows if 2 * filled_rows >= most_rows else 0.0
    return chance > 0 and xxhash.xxh3_64_intdigest(native.encode()) < chance * _HASHES


def _twice(name: str) -> tuple[str, str]:
    return "duplicate_id", f"the id {name!r} stands twice"


def _filling(sizes: Numbers, beside: Numbers) -> Numbers:
    """Return the bytes by which documents fill a shard."""
    filling: Numbers = sizes + np.maximum(0, beside - USUAL_BESIDE)
    return filling


def _beside(row: Mapping[str, Any]) -> int:
    """Return the characters of a row's fields beside its text."""
    plain = sum(len(row[name] or "") for name in ("id", "title", "date", "url", "language_declared", "extra"))
    stated = sum(len(entry["statement"]) + len(entry["where"]) for entry in row["license_statements"])
    return plain + stated + sum(map(len, row["authors"]))


def _stored(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _native(name: str) -> str:
    """Return a native id as it stands in a document's id, in which `#` is kept for the parts of a work."""
    return written(storable(name))
