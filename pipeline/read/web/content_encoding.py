"""Bodies of recorded answers as they were before their server packed them (RFC 9110, 8.4).

Crawlers record bodies as they came, or unpacked and with the header still there: a body that is text already is taken as it is.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import IO, TYPE_CHECKING, Any, ClassVar, Final, cast

import pyarrow as pa
from warcio.bufferedreaders import ChunkedDataReader

from pipeline.archives.archive import Limits
from pipeline.archives.streams import DAMAGE, drain, message_of, unpacked
from pipeline.read.reader import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LIMITS: Final = Limits(member_bytes=1 << 25)
"""A page that unpacks to more is not one."""
_TEXT: Final = re.compile(rb"[^\x00-\x08\x0e-\x1a\x1c-\x1f]*\Z|\xff\xfe|\xfe\xff")
_HEAD_BYTES: Final = 1024
_NONE: Final = frozenset({"", "identity", "none", "utf-8", "binary"})


class ContentEncodingError(ReadError):
    """A body cannot be unpacked: of an encoding that is not known, damaged, or too large; `reason` says which."""

    error_code: ClassVar[str] = "content_encoding"

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


def _inflated(body: bytes) -> IO[bytes]:
    """Return a stream of deflated bytes, which some servers send without zlib's header."""
    bits = zlib.MAX_WBITS if len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0 else -15
    inflater = zlib.decompressobj(bits)
    content = inflater.decompress(body, LIMITS.allowed(len(body)) + 1)
    if not inflater.eof and not inflater.unconsumed_tail:
        raise EOFError("it ends before its end mark")
    return io.BytesIO(content)


def _brotli(body: bytes) -> IO[bytes]:
    return cast("IO[bytes]", pa.CompressedInputStream(pa.BufferReader(body), "brotli"))


_DECODERS: Final[Mapping[str, Callable[[bytes], IO[bytes]]]] = {
    "br": _brotli,
    "deflate": _inflated,
    "gzip": lambda body: unpacked(io.BytesIO(body), "gzip"),
    "zstd": lambda body: unpacked(io.BytesIO(body), "zstd"),
}


def content_of(record: Any) -> bytes:
    """Return the body of a record without chunks and unpacked; raise ContentEncodingError where it cannot be.

    Of a record that its crawler cut off (`WARC-Truncated`) it is as much as there is.
    """
    if record.http_headers is None:
        return cast("bytes", record.raw_stream.read())
    headers = {name.lower(): value.lower().strip() for name, value in record.http_headers.headers}
    is_chunked = headers.get("transfer-encoding") == "chunked"
    body: bytes = (ChunkedDataReader(record.raw_stream) if is_chunked else record.raw_stream).read()
    is_cut_off = record.rec_headers.get_header("WARC-Truncated") is not None
    for encoding in reversed(headers.get("content-encoding", "").split(",")):
        body = _decoded(body, encoding.strip().removeprefix("x-"), is_cut_off=is_cut_off)
    return body


def _decoded(body: bytes, encoding: str, *, is_cut_off: bool) -> bytes:
    if encoding in _NONE or not body:
        return body
    if encoding not in _DECODERS:
        known = ", ".join(sorted(_DECODERS))
        raise ContentEncodingError("unreadable", f"Content-Encoding {encoding!r} is not known; known are {known}")
    try:
        with _DECODERS[encoding](body) as stream:
            content, damage = drain(stream, LIMITS.allowed(len(body)))
    except DAMAGE as error:
        content, damage = b"", message_of(error)
    if damage and not content and _TEXT.match(body[:_HEAD_BYTES]):
        return body
    if objection := LIMITS.objection(len(content), len(body)):
        raise ContentEncodingError("too_large", f"Content-Encoding {encoding!r}: {objection}")
    if damage and not (is_cut_off and content):
        raise ContentEncodingError("corrupt", f"Content-Encoding {encoding!r}: {damage} after {len(content)} bytes")
    return content
