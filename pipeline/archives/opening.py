"""Which archive a file is: by its first bytes, and by what a zip has inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.archives.containers import COMPRESSIONS, PLAIN, is_of_documents, is_warc, kind_of
from pipeline.archives.single_file import SingleFile
from pipeline.archives.streams import BLOCK, DAMAGE, unpacked
from pipeline.archives.tar import TarArchive
from pipeline.archives.zip import ZipArchive

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.archives.archive import Archive, Limits


def open_archive(path: Path, name: str, limits: Limits) -> Archive:
    """Return the archive of a file, chosen by its first bytes; a WARC stays packed, since its reader needs the records."""
    with path.open("rb") as stream:
        kind = kind_of(stream.read(BLOCK))
    if kind == "zip":
        archive = ZipArchive(path, name, limits)
        if not is_of_documents(entry.name for entry in archive.entries):
            return archive
        archive.close()
    if kind == "tar":
        return TarArchive(path, name, limits, PLAIN)
    if kind in COMPRESSIONS and not is_warc(name) and kind_of(_first_block(path, kind)) == "tar":
        return TarArchive(path, name, limits, kind)
    return SingleFile(path, name, limits, kind)


def _first_block(path: Path, kind: str) -> bytes:
    try:
        with unpacked(path, kind) as stream:
            return stream.read(BLOCK)
    except DAMAGE:
        return b""
