"""Recovering the entries of a zip file without its directory from their own headers.

APPNOTE.TXT 6.3.10, sections 4.3.7 (local file header) and 4.4: the directory stands at the end of the file, so a
download that broke off has none, while every entry before the break is whole.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER: Final = struct.Struct("<4sHHHHHIIIHH")
_SIGNATURE: Final = b"PK\x03\x04"
_DESCRIPTOR: Final = b"PK\x07\x08"
_CHUNK: Final = 1 << 16
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800


def recover(data: bytes, limit_bytes: int) -> list[tuple[str, bytes]]:
    """Return names and bytes of the entries that are whole: right checksum, at most `limit_bytes` unpacked.

    Encrypted entries, methods other than stored and deflated, and stored entries whose size the header does not state
    are left out.
    """
    return list(_entries(data, limit_bytes))


def _entries(data: bytes, limit_bytes: int) -> Iterator[tuple[str, bytes]]:
    at = data.find(_SIGNATURE)
    while 0 <= at <= len(data) - _HEADER.size:
        _, _, flags, method, _, _, checksum, packed, _, name_length, extra_length = _HEADER.unpack_from(data, at)
        start = at + _HEADER.size + name_length
        name = data[at + _HEADER.size : start].decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        start += extra_length
        if method == _STORED and not flags & _SIZES_FOLLOW:
            end = start + packed
            content = data[start:end] if packed <= limit_bytes else None
        else:
            content, end = _inflated(data, start, limit_bytes) if method == _DEFLATED else (None, start)
        if flags & _SIZES_FOLLOW:
            checksum = _following_checksum(data, end)
        is_file = not name.endswith("/") and not flags & _ENCRYPTED
        if is_file and content is not None and zlib.crc32(content) == checksum:
            yield name, content
        at = data.find(_SIGNATURE, end)


def _inflated(data: bytes, start: int, limit_bytes: int) -> tuple[bytes | None, int]:
    """Return the deflated bytes that begin at `start`, or None where they break off or are too many, and their end."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    parts: list[bytes] = []
    size, at = 0, start
    try:
        while at < len(data) and not inflater.eof and size <= limit_bytes:
            parts.append(inflater.decompress(data[at : at + _CHUNK]))
            size += len(parts[-1])
            at += _CHUNK
    except zlib.error:
        return None, start
    if not inflater.eof or size > limit_bytes:
        return None, start
    return b"".join(parts), min(at, len(data)) - len(inflater.unused_data)


def _following_checksum(data: bytes, end: int) -> int | None:
    """Return the CRC of the data descriptor that stands behind an entry (APPNOTE 4.3.9), with or without signature."""
    if data[end : end + 4] == _DESCRIPTOR:
        end += 4
    field = data[end : end + 4]
    return int.from_bytes(field, "little") if len(field) == 4 else None
