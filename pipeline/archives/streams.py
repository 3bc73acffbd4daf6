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
from typing import IO, TYPE_CHECKING, Any, ClassVar, Final, cast

import pyarrow as pa

from filters.error_codes import code_of
from gemeingut.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

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


class BlownUpError(DataError, OSError):
    """A stream unpacks to more bytes than its size allows."""

    error_code: ClassVar[str] = "too_large"


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
        return cast("IO[bytes]", io.BufferedReader(_Zstd(packed), _CHUNK))
    return packed.open("rb") if isinstance(packed, Path) else packed


class _Zstd(io.RawIOBase):
    """The unpacked bytes of a zstd stream; going back begins anew, as `gzip` does."""

    def __init__(self, packed: Path | IO[bytes]) -> None:
        self._packed = packed
        self._place = 0
        self._stream = self._opened()

    def _opened(self) -> Any:
        if isinstance(self._packed, Path):
            return pa.CompressedInputStream(pa.OSFile(str(self._packed)), "zstd")
        self._packed.seek(0)
        return pa.CompressedInputStream(pa.PythonFile(self._packed, mode="r"), "zstd")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            while self.read(_CHUNK):
                pass
        target = offset + (0 if whence == io.SEEK_SET else self._place)
        if target < self._place:
            self._stream, self._place = self._opened(), 0
        while self._place < target and self.read(min(_CHUNK, target - self._place)):
            pass
        return self._place

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Counted(io.RawIOBase):
    """A stream that ends with an error at the first byte beyond what is allowed."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left, self._most = stream, most, most
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)  # what stands before damage, too

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left and self._stream.read(1):
            raise BlownUpError(f"more than {self._most} bytes unpacked, which is more than a file of this size may")
        data = self._read(min(len(buffer), self._left))
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def counted(stream: IO[bytes], most: int) -> IO[bytes]:
    """Return a stream of which at most so many bytes can be read; BlownUpError beyond them."""
    return cast("IO[bytes]", io.BufferedReader(_Counted(stream, most), _CHUNK))


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
