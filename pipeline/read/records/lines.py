"""Lines of a member, one at a time, each with the byte at which it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
    if probed(member, encoding).startswith(("utf-16", "utf-32")):
        return _wide(member, encoding)
    return _Lines(member, encoding)


class _Lines:
    """The lines of a member whose line ends are bytes: an iterator and no generator, which would hold each line."""

    def __init__(self, member: Member, encoding: str | None) -> None:
        self._path, self._encoding = member.path, encoding
        self._stream = member.open()
        self._start = 0

    def __iter__(self) -> Iterator[Line]:
        return self

    def __next__(self) -> Line:
        raw, start = self._read(LINE_BYTES), self._start
        if not raw:
            self._stream.close()
            raise StopIteration
        self._start += len(raw)
        if raw.endswith(b"\n") or len(raw) < LINE_BYTES:
            return Line(decode(raw.removesuffix(b"\n").removesuffix(b"\r"), self._encoding)[0], start)
        while raw and not raw.endswith(b"\n"):
            raw = self._read(_PROBE_BYTES)
            self._start += len(raw)
        return Line(None, start)

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
