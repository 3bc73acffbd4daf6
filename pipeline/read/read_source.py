"""Reads a source: every member through its format's reader, into shards of raw documents, with the reader's own count.

Nothing is lost on the way: a document that cannot be used is quarantined, a member that cannot be opened stands in the
members table, and so do the members that the manifest leaves out.
"""

from __future__ import annotations

import lzma
import shutil
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from pipeline.archives.archive import Broken
from pipeline.archives.snapshot import Snapshot
from pipeline.count.counts import Tally, count
from pipeline.fetch.lock import snapshot_path
from pipeline.manifest.globs import matches
from pipeline.read import opt_outs, registry
from pipeline.read.opt_outs import Declared
from pipeline.read.reader import Document, Fault, ReadError
from pipeline.read.reading import Reading
from pipeline.store import workspace as ws
from pipeline.store.schemas import MEMBERS, QUARANTINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.archives.member import Member
    from pipeline.fetch.lock import Lock
    from pipeline.manifest import Source
    from pipeline.manifest.load import LoadedSource
    from pipeline.read.reader import Options, Reader
    from pipeline.store.workspace import Workspace

# What a reader may meet in bad data.  Anything else is a fault of ours and stops the run.
FAILURES: Final = (
    ReadError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
)


def read_source(source: LoadedSource, workspace: Workspace, lock: Lock, max_bytes: int, key: str) -> dict[str, Any]:
    """Read a source into `read/<source>/` and return its summary: shards, works, characters, by reason.

    The summary is written last, so that a folder without it, or with another key, is read again.
    """
    folder = workspace.read(source.id)
    reading = Reading(source.id, lock.sha256(), max_bytes)
    shards: list[str] = []
    aside = folder / f"{ws.TEMPORARY}counts"
    shutil.rmtree(aside, ignore_errors=True)
    tally = Tally(aside)

    def flush() -> None:
        table = reading.take()
        name = f"{len(shards):05d}"
        ws.write_table(folder / f"{name}.parquet", table, key)
        tally.add(count(table))
        shards.append(name)

    with snapshot(source.id, workspace, lock) as tree:
        for one, member in _everything(source.manifest, tree, reading):
            reading.add(one, member)
            if reading.is_full:
                flush()
    if reading.documents:
        flush()
    return _finish(folder, reading, shards, tally, key)


def _finish(folder: Path, reading: Reading, shards: list[str], tally: Tally, key: str) -> dict[str, Any]:
    ws.write_table(folder / "counts.parquet", tally.total().table, key)
    ws.write_table(folder / "quarantine.parquet", pa.Table.from_pylist(reading.quarantine, schema=QUARANTINE), key)
    ws.write_table(folder / "members.parquet", pa.Table.from_pylist(reading.members, schema=MEMBERS), key)
    summary = {"key": key, "shards": shards, "works": reading.works, "characters": reading.characters}
    ws.write_json(folder / "read.json", summary)
    return summary


def snapshot(source: str, workspace: Workspace, lock: Lock) -> Snapshot:
    """Return the snapshot of a source as one tree of members."""
    files = [(snapshot_path(workspace, source, file), file.name) for file in lock.files]
    return Snapshot(files, folders=[file.folder for file in lock.files])


def _everything(source: Source, tree: Snapshot, reading: Reading) -> Iterator[tuple[Document | Fault, str]]:
    readers = _readers(source)
    declared = opt_outs.Snapshots(tree.names(), tree.read)
    for path in tree.names():
        if not _is_wanted(source, path):
            reading.leave_out(path, "excluded", "not_included", "left out by the manifest")

    def reader_of(path: str) -> tuple[Reader, Options]:
        return next(reader for patterns, reader in readers if matches(path, patterns))

    sites = _sites(source, tree, reader_of)
    for found in tree.members(partial(_is_wanted, source), lambda path: getattr(reader_of(path)[0], "STREAMS", None)):
        if isinstance(found, Broken):
            reading.leave_out(found.path, "unreadable", found.reason, found.detail)
            continue
        module, options = reader_of(found.path)
        said = declared.statements(found.path)
        try:
            for one in _read(module, found, options, sites):
                yield opt_outs.with_statements(one, said), found.path
        except FAILURES as error:
            reading.leave_out(found.path, "unreadable", "unreadable", f"{type(error).__name__}: {error}"[:500])


def _read(module: Any, member: Member, options: Options, sites: Declared | None) -> Iterator[Document | Fault]:
    """Yield what a reader finds in a member; a reader of crawls is told what the sites declare in all of them."""
    found: Iterator[Document | Fault] = (
        module.read(member, options, sites) if hasattr(module, "declare") else module.read(member, options)
    )
    return found


def _sites(source: Source, tree: Snapshot, reader_of: Callable[[str], tuple[Reader, Options]]) -> Declared | None:
    """Return what sites declare in all crawls of the snapshot: crawlers keep robots.txt in files of their own.

    Crawls that the manifest leaves out count too.  None where no reader of the source reads crawls.
    """
    crawls = {path for path in tree.names() if _is_wanted(source, path) and hasattr(reader_of(path)[0], "declare")}
    if not crawls:
        return None
    reader: Any = reader_of(min(crawls))[0]
    crawls |= {path for path in tree.names() if path.endswith((".warc", ".warc.gz"))}
    declared = Declared()
    for found in tree.members(crawls.__contains__):
        if not isinstance(found, Broken):
            reader.declare(found, declared)
    return declared


def _is_wanted(source: Source, path: str) -> bool:
    return matches(path, source.members.include) and not matches(path, source.members.exclude)


def _readers(source: Source) -> list[tuple[tuple[str, ...], tuple[Reader, Options]]]:
    named = [(one.members, one.format) for one in source.formats] + [(("**",), source.format)]
    readers = []
    for patterns, one in named:
        options = registry.parse_options(one.name, one.options(), source.id)
        readers.append((tuple(patterns), (registry.reader(one.name), options)))
    return readers
