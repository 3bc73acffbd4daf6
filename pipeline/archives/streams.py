"""Compressed streams: their unpacked bytes up to the first damage, and what the damage was."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final, cast

import pyarrow as pa

from filters.error_codes import code_of

if TYPE_CHECKING:
    import io
    from pathlib import Path

DAMAGE: Final = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    pa.ArrowException,
)
BLOCK: Final = 512  # of a tar file
_CHUNK: Final = 1 << 20


def unpacked(path: Path, kind: str) -> IO[bytes]:
    """Return a stream of the unpacked bytes of a file."""
    if kind == "gzip":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if kind == "bz2":
        return cast("IO[bytes]", bz2.open(path, "rb"))
    if kind == "xz":
        return cast("IO[bytes]", lzma.open(path, "rb"))
    if kind == "zstd":
        return cast("IO[bytes]", pa.CompressedInputStream(pa.OSFile(str(path)), "zstd"))
    return path.open("rb")


def drain(stream: IO[bytes], limit: int) -> tuple[bytes, str | None]:
    """Return the bytes of a stream, up to `limit` + 1, and the damage that ended it early, if any."""
    parts: list[bytes] = []
    size = 0
    try:
        while size <= limit and (chunk := cast("io.BufferedReader", stream).read1(_CHUNK)):
            parts.append(chunk)
            size += len(chunk)
    except DAMAGE as error:
        return b"".join(parts), message_of(error)
    return b"".join(parts), None


def message_of(error: BaseException) -> str:
    """Return the message of an error, or its code if it has none."""
    return str(error) or code_of(error)
