"""A snapshot divided into pieces that are read side by side: runs of members, or runs of a large member's parts.

Pieces depend on the snapshot and on constants, never on workers.  A snapshot that is small, or whose members cannot be reached but by
reading what stands before them, is one piece.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from pipeline.archives.archive import Broken
from pipeline.read.read_source import FAILURES, formats_of, is_wanted
from pipeline.read.reader import Part, whole
from pipeline.read.span import Piece, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.archives.placed import Placed
    from pipeline.archives.snapshot import Snapshot
    from pipeline.manifest import Source

PIECE_BYTES: Final = 1 << 24
"""Bytes of the members of a piece, as they lie in their files: Parquet and packed JSON Lines hold four to six times as much text."""

_OF_MEMBER: Final = {"member", "declared"}


def plan(source: Source, tree: Snapshot, piece_bytes: int) -> list[Piece]:
    """Return the pieces of a snapshot, in order; none where it is to be read as a whole.

    A source is read as a whole if it is small, if it has archives inside archives, or if its formats are crawls, whose
    declarations hold for all files.
    """
    formats = formats_of(source)
    rows = tree.rows()
    if rows is None or any(formats.of(row.name)[0].declare for listed in rows for row in _placed(listed)):
        return []
    if sum(_size(row) for listed in rows for row in _placed(listed)) < 2 * piece_bytes:
        return []
    spans = [span for number, listed in enumerate(rows) for span in _spans(source, tree, number, listed, piece_bytes)]
    return _pieces(spans, piece_bytes)


def _placed(rows: Sequence[Placed | Broken]) -> Iterator[Placed]:
    return (row for row in rows if not isinstance(row, Broken))


def _size(row: Placed) -> int:
    return row.entry.size


def _spans(
    source: Source, tree: Snapshot, number: int, rows: Sequence[Placed | Broken], piece_bytes: int
) -> Iterator[tuple[Span, int]]:
    """Yield the spans of a file with the bytes of each: as many members as make a piece, or the parts of a large one."""
    first = size = 0
    for place, row in enumerate(rows):
        is_last = place + 1 == len(rows)
        own = 0 if isinstance(row, Broken) else _size(row)
        parts = [] if isinstance(row, Broken) or own < 2 * piece_bytes else list(_parts(source, tree, row))
        if len(parts) > 1:
            if place > first:
                yield Span(number, first, place), size
            many = max(1, piece_bytes * len(parts) // own)
            for at in range(0, len(parts), many):
                group = tuple(parts[at : at + many])
                yield Span(number, place, place + 1, group), own * len(group) // len(parts)
            first, size = place + 1, 0
            continue
        size += own
        if size >= piece_bytes or is_last:
            yield Span(number, first, place + 1), size
            first, size = place + 1, 0
    if not rows:
        yield Span(number, 0, 0), 0


def _parts(source: Source, tree: Snapshot, row: Placed) -> Iterator[dict[str, Any]]:
    """Yield the parts of a large member whose reader offers several, as plain data."""
    reader, options = formats_of(source).of(row.name)
    if reader.parts is whole or not is_wanted(source, row.name):
        return
    member = tree.member(row, reader.streams)
    try:
        parts = list(reader.parts(member, options)) if member is not None else []
    except FAILURES:  # told when the member is read
        return
    names = [field.name for field in fields(Part) if field.name not in _OF_MEMBER]
    yield from ({name: getattr(part, name) for name in names} for part in parts)


def _pieces(spans: Sequence[tuple[Span, int]], piece_bytes: int) -> list[Piece]:
    """Return the spans in pieces: small files are read together."""
    groups: list[list[Span]] = []
    held = 0
    for span, size in spans:
        if not groups or held >= piece_bytes:
            groups.append([])
            held = 0
        last = groups[-1][-1] if groups[-1] else None
        if last is not None and span.parts and (last.file, last.first) == (span.file, span.first):
            groups[-1][-1] = replace(last, parts=last.parts + span.parts)  # a member is opened once for its parts
        else:
            groups[-1].append(span)
        held += size
    return [Piece(tuple(group), is_first=place == 0) for place, group in enumerate(groups)]
