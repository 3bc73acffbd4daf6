"""Recovering the entries of a zip file without its directory from their own headers.

APPNOTE.TXT 6.3.10, sections 4.3.7 (local file header) and 4.4: the directory stands at the end of the file, so a
download that broke off has none, while every entry before the break is whole.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.archives.archive import Limits

_HEADER: Final = struct.Struct("<4sHHHHHIIIHH")
_SIGNATURE: Final = b"PK\x03\x04"
_DESCRIPTOR: Final = b"PK\x07\x08"
_CHUNK: Final = 1 << 16
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8
UTF8: Final = 0x800
"""General purpose bit 11 of an entry: its name is UTF-8 (APPNOTE 4.4.4)."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that is whole: its name, where its packed bytes stand in the file, and its size unpacked."""

    name: str
    start: int
    end: int
    size: int
    is_deflated: bool


def readable(name: bytes) -> str:
    """Return a name as UTF-8, which most packers write without saying so, else as CP437, in which every byte is a sign of its own."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp437")


def recover(path: Path, limits: Limits) -> list[Found]:
    """Return the entries of a file that are whole: right checksum, no more unpacked than the limits allow.

    Encrypted entries, methods other than stored and deflated, and stored entries whose size the header does not state
    are left out.
    """
    with path.open("rb") as file:
        return list(_entries(file, limits))


def load_found(path: Path, entry: Found) -> bytes:
    """Return the bytes of an entry that was found whole."""
    with path.open("rb") as file:
        file.seek(entry.start)
        packed = file.read(entry.end - entry.start)
    return zlib.decompress(packed, -zlib.MAX_WBITS, entry.size or 1) if entry.is_deflated else packed


def _entries(file: IO[bytes], limits: Limits) -> Iterator[Found]:
    at = _find(file, 0)
    while at is not None and len(header := _piece(file, at, _HEADER.size)) == _HEADER.size:
        _, _, flags, method, _, _, checksum, packed, _, name_length, extra_length = _HEADER.unpack(header)
        name = readable(_piece(file, at + _HEADER.size, name_length))
        start = at + _HEADER.size + name_length + extra_length
        end, size, actual = start, 0, None
        if method == _STORED and not flags & _SIZES_FOLLOW and packed <= limits.member_bytes:
            content = _piece(file, start, packed)
            end, size, actual = start + packed, len(content), zlib.crc32(content)
        elif method == _DEFLATED:
            end, size, actual = _inflated(file, start, limits)
        if flags & _SIZES_FOLLOW:
            checksum = _following_checksum(_piece(file, end, 8))
        if actual is not None and actual == checksum and not name.endswith("/") and not flags & _ENCRYPTED:
            yield Found(name, start, end, size, method == _DEFLATED)
        at = _find(file, end)


def _piece(file: IO[bytes], start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)


def _find(file: IO[bytes], at: int) -> int | None:
    """Return where the next entry's signature stands, at `at` or behind it."""
    while len(window := _piece(file, at, _CHUNK)) >= len(_SIGNATURE):
        if (place := window.find(_SIGNATURE)) >= 0:
            return at + place
        at += len(window) - len(_SIGNATURE) + 1
    return None


def _inflated(file: IO[bytes], start: int, limits: Limits) -> tuple[int, int, int | None]:
    """Return end, unpacked size and CRC of the deflated bytes at `start`; no CRC where they break off or are too many."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    checksum, size, at = 0, 0, start
    rest = b""
    try:
        while not inflater.eof and (rest or (rest := _piece(file, at, _CHUNK))):
            at += 0 if inflater.unconsumed_tail else len(rest)
            content = inflater.decompress(rest, _CHUNK * 4)
            rest = inflater.unconsumed_tail
            size += len(content)
            checksum = zlib.crc32(content, checksum)
            if size > limits.allowed(at - start):
                return start, size, None
    except zlib.error:
        return start, size, None
    return (at - len(inflater.unused_data), size, checksum) if inflater.eof else (start, size, None)


def _following_checksum(field: bytes) -> int | None:
    """Return the CRC of the data descriptor that stands behind an entry (APPNOTE 4.3.9), with or without signature."""
    field = field.removeprefix(_DESCRIPTOR)[:4]
    return int.from_bytes(field, "little") if len(field) == 4 else None
