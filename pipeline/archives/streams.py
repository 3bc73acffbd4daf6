"""Compressed streams: their unpacked bytes up to the first damage, and what the damage was."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import IO, Final, cast

import pyarrow as pa

from filters.error_codes import code_of

DAMAGE: Final = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    pa.ArrowException,
)
ODD: Final = (
    *DAMAGE,
    struct.error,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    MemoryError,  # a header that speaks of more bytes than there are anywhere
)
"""What the standard library's readers of tar and zip raise besides, on headers that hold what no packer writes."""
BLOCK: Final = 512  # of a tar file
_CHUNK: Final = 1 << 20


def unpacked(packed: Path | IO[bytes], kind: str) -> IO[bytes]:
    """Return a stream of the unpacked bytes of a file or of another stream."""
    if kind == "gzip":
        return cast("IO[bytes]", gzip.open(packed, "rb"))
    if kind == "bz2":
        return cast("IO[bytes]", bz2.open(packed, "rb"))
    if kind == "xz":
        return cast("IO[bytes]", lzma.open(packed, "rb"))
    if kind == "zstd":
        file = pa.OSFile(str(packed)) if isinstance(packed, Path) else pa.PythonFile(packed, mode="r")
        return cast("IO[bytes]", pa.CompressedInputStream(file, "zstd"))
    return packed.open("rb") if isinstance(packed, Path) else packed


def drain(stream: IO[bytes], limit: int) -> tuple[bytes, str | None]:
    """Return the bytes of a stream, up to `limit` + 1, and the damage that ended it early, if any."""
    collected = io.BytesIO()
    try:
        while collected.tell() <= limit and (chunk := cast("io.BufferedReader", stream).read1(_CHUNK)):
            collected.write(chunk)
    except DAMAGE as error:
        return collected.getvalue(), message_of(error)
    return collected.getvalue(), None


def message_of(error: BaseException) -> str:
    """Return the message of an error, or its code if it has none."""
    return str(error) or code_of(error)
