"""What kind of container some bytes are, by their first bytes and never by a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.archives.streams import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN: Final = "plain"
COMPRESSIONS: Final = ("gzip", "bz2", "xz", "zstd")

_MAGIC: Final = (
    (re.compile(rb"\x1f\x8b"), "gzip"),
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), "bz2"),
    (re.compile(rb"\xfd7zXZ\x00"), "xz"),
    (re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), "zstd"),  # also one that begins with a skippable frame
    (re.compile(rb"PK\x03\x04|PK\x05\x06"), "zip"),
)
_PACKED_SUFFIX: Final = re.compile(r"\.(?:gz|gzip|bz2|xz|zst|zstd)$", re.IGNORECASE)
_ARCHIVE_SUFFIX: Final = re.compile(
    r"\.(?:zip|tar|tgz|tbz2?|txz|tzst)(?:\.(?:gz|gzip|bz2|xz|zst|zstd))?$", re.IGNORECASE
)
_WARC: Final = re.compile(r"\.warc(?:\.gz)?$", re.IGNORECASE)
_OF_DOCUMENTS: Final = re.compile(
    r"\[Content_Types\]\.xml|mimetype|META-INF/(?:MANIFEST\.MF|container\.xml)|AndroidManifest\.xml"
)


def kind_of(head: bytes) -> str:
    """Return `gzip`, `bz2`, `xz`, `zstd`, `zip`, `tar` or `plain` for the first bytes of a file (512 are enough)."""
    kind = next((kind for magic, kind in _MAGIC if magic.match(head)), PLAIN)
    return "tar" if kind == PLAIN and is_tar(head) else kind


def is_tar(block: bytes) -> bool:
    """Return whether a block is the header of a tar file's entry."""
    return len(block) >= BLOCK and block[257:262] == b"ustar"


def is_of_documents(names: Iterable[str]) -> bool:
    """Return whether the names in a zip are those of one document or program: docx, odt, epub, jar."""
    return any(_OF_DOCUMENTS.fullmatch(name) for name in names)


def is_warc(name: str) -> bool:
    """Return whether a name is that of a crawl, whose reader needs its records as they are packed."""
    return _WARC.search(name) is not None


def promises_archive(name: str) -> bool:
    """Return whether a name is that of an archive, or of one that was compressed."""
    return _ARCHIVE_SUFFIX.search(name) is not None


def without_compression(name: str) -> str:
    """Return a name without the suffix of its compression; the name itself where it has none, or is a crawl's."""
    return name if is_warc(name) else _PACKED_SUFFIX.sub("", name)
