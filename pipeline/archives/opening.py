"""Which archive a file is, told by its first bytes and never by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.archives.single_file import WARC, SingleFile
from pipeline.archives.streams import BLOCK, DAMAGE, unpacked
from pipeline.archives.tar import TarArchive
from pipeline.archives.zip import ZipArchive

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.archives.archive import Archive, Limits

_MAGIC: Final = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}


def open_archive(path: Path, name: str, limits: Limits) -> Archive:
    """Return the archive of a file, told by its first bytes; a WARC stays packed, since its reader needs the records."""
    with path.open("rb") as stream:
        head = stream.read(BLOCK)
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "plain")
    if kind == "zip":
        return ZipArchive(path, name, limits)
    if kind == "plain":
        return TarArchive(path, name, limits, "plain") if _is_tar(head) else SingleFile(path, name, limits, kind)
    if not name.lower().endswith(WARC) and _is_tar(_first_block(path, kind)):
        return TarArchive(path, name, limits, kind)
    return SingleFile(path, name, limits, kind)


def _is_tar(block: bytes) -> bool:
    return len(block) == BLOCK and block[257:262] == b"ustar"


def _first_block(path: Path, kind: str) -> bytes:
    try:
        with unpacked(path, kind) as stream:
            return stream.read(BLOCK)
    except DAMAGE:
        return b""
