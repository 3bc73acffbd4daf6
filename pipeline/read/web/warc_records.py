"""The records of a WARC file (ISO 28500), whole or damaged: behind one that cannot be read, reading goes on at the next.

warcio stops at the first damage, and takes a record whose Content-Length is wrong for what it is not.
"""

from __future__ import annotations

import logging
import re
import zlib
from dataclasses import dataclass
from io import SEEK_SET
from typing import IO, TYPE_CHECKING, Any, Final, Generic, TypeVar

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from pipeline.archives.streams import ODD, message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

T = TypeVar("T")

logging.getLogger("warcio.recordloader").setLevel(
    logging.ERROR
)  # a line for every address with a blank, naming no file

_DAMAGE: Final = (ArchiveLoadFailed, *ODD)
_GZIP: Final = b"\x1f\x8b"
_MEMBER: Final = re.compile(rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04][\x00-\x0d\xff]", re.DOTALL)
"""The head of a gzip member (RFC 1952)."""

_VERSION: Final = re.compile(rb"\nWARC/\d+\.\d+\r?\n")
_OVERLAP: Final = 16
_LEAST_BLOCK: Final = 1 << 13
_MOST_BLOCK: Final = 1 << 20
_MESSAGE_CHARACTERS: Final = 120
_PROBE_BYTES: Final = 1 << 12


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A record that was read: the byte at which it begins, what was taken from it, and what damage there is.

    `record` is None where not even its head could be read; `is_last` says that no other record stands behind the damage.
    """

    record: Any
    start: int
    taken: T | None = None
    damage: str | None = None
    is_last: bool = False


class _Warning:
    """Stands in for warcio's sentence on a record that no blank line follows, which it writes to the error output."""

    def __init__(self) -> None:
        self.line, self.offset = b"", 0
        self.is_given = False

    def format(self, offset: int, line: bytes) -> str:
        """Remember the line that follows the record, and where it stands."""
        self.line, self.offset, self.is_given = line, offset, True
        return ""


class _Loader(ArcWarcRecordLoader):  # type: ignore[misc]  # warcio has no types
    """Reads the HTTP headers of a record whatever letters its address has: schemes have no case (RFC 3986, 3.1)."""

    def load_http_headers(self, rec_type: str, uri: str | None, stream: Any, length: int | None) -> Any:
        """Return the headers of an answer or a request, None for a record of another kind, which may have no address."""
        return super().load_http_headers(rec_type, uri and uri.lower(), stream, length)


class _Records(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    """The records as warcio reads them, with a loader and a remark of ours."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(stream)
        self.loader = _Loader(verify_http=False, arc2warc=False)
        self.INC_RECORD = _Warning()

    def _raise_invalid_gzip_err(self) -> None:
        raise ArchiveLoadFailed(
            "several records packed as one; unpack the file, or pack each by itself (warcio recompress)"
        )


def walk(stream: IO[bytes], take: Callable[[Any], T]) -> Iterator[Read[T]]:
    """Yield what `take` returns of each record, in order; it may read the record's content."""
    is_packed = stream.read(2) == _GZIP
    start: int | None = 0
    while start is not None:
        stream.seek(start, SEEK_SET)
        start = yield from _until_damage(_Records(stream), stream, take, is_packed=is_packed)


def _until_damage(
    records: _Records, stream: IO[bytes], take: Callable[[Any], T], *, is_packed: bool
) -> Generator[Read[T], None, int | None]:
    """Yield records up to the first that is damaged; return the byte at which to go on, None at the end."""
    warning = records.INC_RECORD
    while True:
        start, record = max(int(records.offset), 0), None
        try:
            record = next(records, None)
            if record is None:
                return None
            taken = take(record)
            _drain(record)
            records.read_to_end()
            if warning.is_given and not warning.line.startswith(b"WARC/"):
                raise ArchiveLoadFailed("something else than a record follows: its Content-Length is not its length")
        except _DAMAGE as error:
            following = _next_start(stream, start + 1, is_packed=is_packed)
            why = _plain(message_of(error).strip().split("\n", 1)[0])
            yield Read(record, start, damage=why, is_last=following is None)
            return following
        yield Read(record, start, taken)
        if warning.is_given:  # only the blank lines between two records are missing
            return _next_start(stream, start + 1, is_packed=True) if is_packed else int(warning.offset)


def _plain(message: str) -> str:
    """Return a message that may quote binary data, on one line and without control characters."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in message[:_MESSAGE_CHARACTERS])


def _drain(record: Any) -> None:
    """Read a record to its end; raise EOFError where it breaks off, ValueError where its head does not say what and how long it is."""
    rest = record.raw_stream
    if not hasattr(rest, "limit"):
        raise ValueError("no Content-Length")
    if not record.rec_type:
        raise ValueError("no WARC-Type")
    while rest.read(_MOST_BLOCK):
        pass
    if rest.limit > 0:
        raise EOFError(f"{rest.limit} bytes missing at the end of {record.rec_headers.get_header('WARC-Record-ID')}")


def _next_start(stream: IO[bytes], place: int, *, is_packed: bool) -> int | None:
    """Return the byte from `place` on at which a record begins, None if none does."""
    head, size, tail = (_MEMBER if is_packed else _VERSION), _LEAST_BLOCK, b""
    place -= not is_packed  # the line's end before the version
    while True:
        stream.seek(place, SEEK_SET)
        block = stream.read(size)
        if not block:
            return None
        for match in head.finditer(tail + block):
            start = place - len(tail) + match.start() + (0 if is_packed else 1)
            if not is_packed or _is_record(stream, start):
                return start
        tail = (tail + block)[-_OVERLAP:]
        place, size = place + len(block), min(2 * size, _MOST_BLOCK)


def _is_record(stream: IO[bytes], start: int) -> bool:
    """Return whether a gzip member holds a record."""
    stream.seek(start, SEEK_SET)
    try:
        return zlib.decompressobj(31).decompress(stream.read(_PROBE_BYTES), 5) == b"WARC/"
    except zlib.error:
        return False
