"""What has been read of a source so far: documents on their way into shards, what is quarantined, what has no documents."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from pipeline.read.reader import Document, Fault
from pipeline.store.ids import written
from pipeline.store.schemas import READ

NOT_A_PAGE: Final = "not_a_page"  # part of a member that no reader has failed at: it holds no text
SHARD_BYTES: Final = 8 << 20  # text of a shard: a few seconds of annotation, small enough for two workers to share
SHARD_ROWS: Final = 20_000


@dataclass
class Reading:
    """What has been read of a source so far."""

    source: str
    snapshot_sha256: str
    max_bytes: int
    works: int = 0
    characters: int = 0
    ids: set[str] = field(default_factory=set)
    documents: list[dict[str, Any]] = field(default_factory=list)
    bytes: int = 0
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)

    def add(self, one: Document | Fault, member: str) -> None:
        """Count a document or a fault, and put it where it belongs."""
        if isinstance(one, Fault) and one.id is None:
            self.leave_out(member, "excluded" if one.reason == NOT_A_PAGE else "unreadable", one.reason, one.detail)
            return
        self.works += 1
        name = _native(str(one.id))
        if isinstance(one, Fault):
            self.characters += one.characters
            self._quarantine(name, member, one.reason, _storable(one.detail), one.characters)
            return
        self.characters += len(one.text)
        size = len(one.text.encode("utf-8", "surrogatepass"))
        if name in self.ids:
            self._quarantine(name, member, "duplicate_id", f"the id {one.id!r} stands twice", len(one.text))
        elif not one.text.strip():
            self._quarantine(name, member, "empty", "no text", len(one.text))
        elif size > self.max_bytes:
            self._quarantine(name, member, "too_large", f"{size} bytes, at most {self.max_bytes}", len(one.text))
        else:
            self.documents.append(self._row(name, one, member))
            self.bytes += size
        self.ids.add(name)

    def leave_out(self, member: str, fate: str, reason: str, detail: str) -> None:
        """Note a member that has no documents."""
        row = {"source": self.source, "member": member, "fate": fate, "reason": reason, "detail": detail}
        self.members.append(row)

    def _quarantine(self, one: str, member: str, reason: str, detail: str, characters: int) -> None:
        row = {"id": f"{self.source}/{one}", "source": self.source, "member": member, "reason": reason}
        self.quarantine.append(row | {"detail": detail, "characters": characters})

    def _row(self, name: str, one: Document, member: str) -> dict[str, Any]:
        extra = json.dumps(one.extra, ensure_ascii=False, sort_keys=True, default=str) if one.extra else None
        return {
            "id": f"{self.source}/{name}",
            "text": _storable(one.text),
            "source": self.source,
            "title": _stored(one.title),
            "authors": [_storable(author) for author in one.authors],
            "date": _stored(one.date),
            "url": _stored(one.url),
            "language_declared": _stored(one.language_declared),
            "license_statements": [
                {
                    "statement": _storable(said.statement),
                    "where": _storable(said.where),
                    "level": said.level,
                    "object": said.object,
                }
                for said in one.license_statements
            ],
            "snapshot_sha256": self.snapshot_sha256,
            "member": member,
            "offset": one.offset,
            "extra": _stored(extra),
        }

    def take(self) -> pa.Table:
        """Return the documents gathered so far as a table, and start a new shard."""
        table = pa.Table.from_pylist(self.documents, schema=READ)
        self.documents, self.bytes = [], 0
        return table

    @property
    def is_full(self) -> bool:
        """Whether the shard has reached its size."""
        return self.bytes >= SHARD_BYTES or len(self.documents) >= SHARD_ROWS


def _storable(text: str) -> str:
    """Return the text with every lone surrogate replaced by U+FFFD, one for one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)
    return text


def _stored(text: str | None) -> str | None:
    return None if text is None else _storable(text)


def _native(one: str) -> str:
    """Return a native id as it stands in a document's id: `#` is kept for the parts of a work, so it is written `%23`."""
    return written(_storable(one))
