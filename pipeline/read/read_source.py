"""Reads a source: every member through its format's reader, into shards of raw documents, with the reader's own count.

A member is planned into parts, and each part is read: documents, faults and record batches.  Nothing is lost on the way:
a document that cannot be used is quarantined, a member that cannot be opened stands in the members table, and so do the
members that the manifest leaves out.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from filters.error_codes import code_of
from pipeline.archives.archive import NOT_A_FILE, OF_SYSTEM, Broken
from pipeline.archives.snapshot import Snapshot
from pipeline.archives.streams import ODD
from pipeline.count.counts import Tally, count
from pipeline.fetch.lock import placed, snapshot_path
from pipeline.manifest.globs import matches
from pipeline.read import batches, binary, opt_outs, registry
from pipeline.read.opt_outs import Declared
from pipeline.read.reader import Part, ReadError
from pipeline.read.reading import Reading, shard_times
from pipeline.store.addresses import address_id
from pipeline.store.schemas import MEMBERS, QUARANTINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.archives.member import Member
    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Source
    from pipeline.manifest.load import LoadedSource
    from pipeline.read.reader import Item, Options, Reader
    from pipeline.read.span import Piece
    from pipeline.store.workspace import Workspace

# What a reader may raise on bad data, and what it reads from.  Anything else is a fault of the program and stops the run.
FAILURES: Final = (ReadError, *ODD)


def read_source(source: LoadedSource, workspace: Workspace, lock: Lock, max_bytes: int) -> None:
    """Read a source into `read/<source>/`: its raw shards, counts, quarantine, members, and a summary (`read.json`)."""
    store = workspace.store
    reading = Reading(source.id, max_bytes, shard_times(sum(file.bytes for file in lock.files)))
    shards: list[str] = []
    with store.scratch() as aside, snapshot(source.id, workspace, lock, aside) as tree:
        tally = Tally(aside)
        for table in read_shards(source.manifest, tree, reading):
            shards.append(f"{len(shards):05d}")
            store.write_table(workspace.read(source.id) / f"{shards[-1]}.parquet", table)
            tally.add(count(table))
        finish(workspace, reading, shards, tally)


def finish(
    workspace: Workspace,
    reading: Reading,
    shards: list[str],
    tally: Tally,
    dropped: Mapping[str, Sequence[int]] | None = None,
) -> None:
    """Write what goes with the shards; `dropped` are the hashes of ids of documents that do not count, by shard."""
    store, folder = workspace.store, workspace.read(reading.source)
    store.write_table(folder / "counts.parquet", tally.total().table)
    store.write_table(folder / "quarantine.parquet", pa.Table.from_pylist(reading.quarantine, schema=QUARANTINE))
    members = [*reading.members, *reading.damaged_members()]
    store.write_table(folder / "members.parquet", pa.Table.from_pylist(members, schema=MEMBERS))
    summary = {"shards": shards, "works": reading.works, "characters": reading.characters}
    store.write_json(folder / "read.json", summary | ({"dropped": dropped} if dropped else {}))


def snapshot(source: str, workspace: Workspace, lock: Lock, aside: Path | None = None) -> Snapshot:
    """Return the snapshot of a source as one tree of members; archives inside archives are opened in the folder `aside`.

    Of several files of one name and folder each is named by its address.
    """
    named = Counter(placed(file) for file in lock.files)
    files = [
        (
            workspace.store.local(snapshot_path(workspace, source, file)),
            file.name if named[placed(file)] == 1 else address_id(file.address),
        )
        for file in lock.files
    ]
    return Snapshot(files, folders=[file.folder for file in lock.files], aside=aside)


def read_shards(source: Source, tree: Snapshot, reading: Reading, piece: Piece | None = None) -> Iterator[pa.Table]:
    """Yield the documents of a source in tables of the schema READ, one a shard; `reading` counts and notes the rest.

    With `piece`, of that piece alone.
    """
    for item, member in read_members(source, tree, reading, piece):
        if isinstance(item, pa.RecordBatch):
            for documents in reading.fitting(item):
                reading.add_batch(documents, member)
                if reading.is_full:
                    yield reading.take()
            continue
        reading.add(item, member)
        if reading.is_full:
            yield reading.take()
    if reading.rows:
        yield reading.take()


def read_members(
    source: Source, tree: Snapshot, reading: Reading, piece: Piece | None = None
) -> Iterator[tuple[Item, str]]:
    """Yield what the readers find, with the path of its member; members without any are noted in `reading`."""
    formats = formats_of(source)
    declared = opt_outs.Snapshots(tree.names(), tree.read)
    for path in tree.names() if piece is None or piece.is_first else ():
        if not is_wanted(source, path):
            reading.leave_out(tree.path_of(path), "excluded", "not_included", "left out by the manifest")
    sites = _sites(source, tree, formats) if piece is None else None
    for member, parts in _members(source, tree, formats, piece):
        if isinstance(member, Broken):
            fate = "excluded" if member.reason in (NOT_A_FILE, OF_SYSTEM) else "unreadable"
            reading.leave_out(member.path, fate, member.reason, member.detail)
            continue
        reader, options = formats.of(member.name)
        statements = declared.statements(member.name)
        try:
            if reader.is_of_text:
                binary.refuse(member, options)
            for item in _read(reader, member, options, sites, parts):
                if isinstance(item, pa.RecordBatch):
                    yield batches.with_statements(item, statements), member.path
                else:
                    yield opt_outs.with_statements(item, statements), member.path
        except FAILURES as error:
            reading.leave_out(member.path, "unreadable", "unreadable", f"{code_of(error)}: {error}"[:500])


def _members(
    source: Source, tree: Snapshot, formats: Formats, piece: Piece | None
) -> Iterator[tuple[Member | Broken, Sequence[Mapping[str, Any]]]]:
    """Yield the members to be read, each with those of its parts that belong to the piece; none where it is read whole."""
    wanted, streams = partial(is_wanted, source), lambda path: formats.of(path)[0].streams
    if piece is None:
        yield from ((member, ()) for member in tree.members(wanted, streams))
        return
    for span in piece.spans:
        for member in tree.members(wanted, streams, (span.file, span.first, span.stop)):
            yield member, span.parts


def _read(
    reader: Reader[Any],
    member: Member,
    options: Options,
    sites: Declared | None,
    parts: Sequence[Mapping[str, Any]],
) -> Iterator[Item]:
    """Yield what a reader finds in the parts of a member; a reader of crawls gets what the sites declare in all of them."""
    for part in [Part(member, **fields) for fields in parts] or reader.parts(member, options):
        yield from reader.read(replace(part, declared=sites) if reader.declare else part, options)


def _sites(source: Source, tree: Snapshot, formats: Formats) -> Declared | None:
    """Return what sites declare in all crawls of the snapshot: crawlers keep robots.txt in files of their own.

    Crawls that the manifest leaves out count too.  None where no reader of the source reads crawls.
    """
    crawls = {path for path in tree.names() if is_wanted(source, path) and formats.of(path)[0].declare}
    declare = formats.of(min(crawls))[0].declare if crawls else None
    if declare is None:
        return None
    crawls |= {path for path in tree.names() if path.endswith((".warc", ".warc.gz"))}
    declared = Declared()
    for member in tree.members(crawls.__contains__):
        if not isinstance(member, Broken):
            with contextlib.suppress(*FAILURES):  # its pages are read later, and are told then
                declare(member, declared)
    return declared


def is_wanted(source: Source, path: str) -> bool:
    """Return whether the manifest has a member of that name read."""
    return matches(path, source.members.include) and not matches(path, source.members.exclude)


@dataclass(frozen=True, slots=True)
class Formats:
    """The readers of a source with their options, each for the members that its patterns match; the first match counts."""

    by_patterns: tuple[tuple[tuple[str, ...], tuple[Reader[Any], Options]], ...]

    def of(self, path: str) -> tuple[Reader[Any], Options]:
        """Return the reader of a member and its options."""
        return next(reader for patterns, reader in self.by_patterns if matches(path, patterns))


def formats_of(source: Source) -> Formats:
    """Return the readers of a source; raise FormatError for options that are none."""
    named = [(entry.members, entry.format) for entry in source.formats] + [(("**",), source.format)]
    readers = []
    for patterns, format_ in named:
        options = registry.parse_options(format_.name, format_.options(), source.id)
        readers.append((tuple(patterns), (registry.reader(format_.name), options)))
    return Formats(tuple(readers))
