"""Lines of a member, one at a time, each with the byte at which it begins."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from functools import partial
from io import SEEK_END
from typing import IO, TYPE_CHECKING, Final

from filters.error_codes import code_of
from pipeline.archives.streams import DAMAGE, drain, message_of
from pipeline.read.decode import decode
from pipeline.read.reader import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member

LINE_BYTES: Final = 1 << 26
"""A longer line is not a document."""

_PROBE_BYTES: Final = 1 << 20
PART_BYTES: Final = 1 << 26
"""Bytes of a part of a member that is read in parts."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end, and the byte of the member at which it begins; `text` is None where it is too long to hold."""

    text: str | None
    start: int


def lines(member: Member, encoding: str | None) -> Iterator[Line]:
    """Return the lines of a member; of each nothing is held once the next one is asked for, nor while it is looked at.

    Each line is decoded by itself, so that one in another encoding does not spoil the others.  UTF-16 and UTF-32,
    in which a line's end is no byte, are decoded as a whole, and bytes are those of the text in UTF-8.  A stream that
    breaks off is a ReadError with the byte at which it does.
    """
    if is_wide(member, encoding):
        return _wide(member, encoding)
    return map(partial(decoded, encoding=encoding), raw_lines(member))


def is_wide(member: Member, encoding: str | None) -> bool:
    """Return whether a member is in UTF-16 or UTF-32, in which a line's end is no byte."""
    return probed(member, encoding).startswith(("utf-16", "utf-32"))


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line as it is stored, without its end, and the byte of the member at which it begins; `data` is None if it is too long."""

    data: bytes | None
    start: int


def decoded(line: RawLine, encoding: str | None) -> Line:
    """Return a line as text."""
    return Line(None if line.data is None else decode(line.data, encoding)[0], line.start)


def raw_lines(member: Member, start: int = 0, stop: int | None = None) -> Iterator[RawLine]:
    """Return the lines that begin at a byte of a member or behind it, and before another; a line begins at the first.

    Line ends are bytes.  A stream that breaks off is a ReadError with the byte at which it does.
    """
    return _Lines(member, start, stop)


def starts(member: Member) -> list[tuple[int, int]]:
    """Return where parts of a member begin: the byte of a line, and how many lines are before it.

    A part ends with the first line behind `PART_BYTES`; what is packed, or breaks off, is a single one.
    """
    with contextlib.suppress(*DAMAGE), member.open() as stream:
        size = stream.seek(0, SEEK_END) if stream.seekable() else 0
        if size > PART_BYTES:
            stream.seek(0)
            return [(0, 0), *_cuts(stream, size)]
    return [(0, 0)]


def _cuts(stream: IO[bytes], size: int) -> Iterator[tuple[int, int]]:
    """Yield the first byte of each part but the first, and the lines before it."""
    place = count = 0
    due = PART_BYTES
    while chunk := stream.read(min(_PROBE_BYTES, PART_BYTES)):
        behind = chunk.find(b"\n", max(0, due - place)) + 1
        if behind and place + behind < size:
            yield place + behind, count + chunk.count(b"\n", 0, behind)
            due = place + behind + PART_BYTES
        place, count = place + len(chunk), count + chunk.count(b"\n")


class _Lines:
    """The lines of a member whose line ends are bytes: an iterator and no generator, which would hold each line."""

    def __init__(self, member: Member, start: int, stop: int | None) -> None:
        self._path, self._stop = member.path, sys.maxsize if stop is None else stop
        self._stream = member.open()
        self._start = self._stream.seek(start) if start else 0

    def __iter__(self) -> Iterator[RawLine]:
        return self

    def __next__(self) -> RawLine:
        raw, start = self._read(LINE_BYTES) if self._start < self._stop else b"", self._start
        if not raw:
            self._stream.close()
            raise StopIteration
        self._start += len(raw)
        if raw.endswith(b"\n") or len(raw) < LINE_BYTES:
            return RawLine(raw.removesuffix(b"\n").removesuffix(b"\r"), start)
        while raw and not raw.endswith(b"\n"):
            raw = self._read(_PROBE_BYTES)
            self._start += len(raw)
        return RawLine(None, start)

    def _read(self, most: int) -> bytes:
        try:
            return self._stream.readline(most)
        except DAMAGE as error:
            why = f"{code_of(error)}: {message_of(error)}"
            raise ReadError(f"the rest of {self._path} from byte {self._start}: {why}") from None


def _wide(member: Member, encoding: str | None) -> Iterator[Line]:
    with member.open() as stream:
        first = stream.read(LINE_BYTES)
        if stream.read(1):
            yield Line(None, 0)
            return
    start = 0
    for text in decode(first, encoding)[0].split("\n"):
        yield Line(text, start)
        start += len(text.encode("utf-8", "replace")) + 1


def probed(member: Member, encoding: str | None) -> str:
    """Return the encoding of a member, by its first megabyte: a single line may have too few letters to tell."""
    with member.open() as stream:
        head, _damage = drain(stream, _PROBE_BYTES)
    wide = decode(head[: len(head) // 2 * 2], encoding)[1]
    is_cut = len(head) > _PROBE_BYTES and not wide.startswith(("utf-16", "utf-32"))
    return decode(head[: head.rfind(b"\n") + 1] or head, encoding)[1] if is_cut else wide
