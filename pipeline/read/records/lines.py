"""Lines of a member, one at a time, each with the byte at which it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.read.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member

LINE_BYTES: Final = 1 << 27
"""A longer line is not a document."""

_PROBE_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end, and the byte of the member at which it begins; `text` is None where it is too long to hold."""

    text: str | None
    start: int


def lines(member: Member, encoding: str | None) -> Iterator[Line]:
    """Yield the lines of a member.

    Each line is decoded by itself, so that one in another encoding does not spoil the others.  UTF-16 and UTF-32,
    in which a line's end is no byte, are decoded as a whole, and bytes are those of the text in UTF-8.
    """
    if probed(member, encoding).startswith(("utf-16", "utf-32")):
        yield from _wide(member, encoding)
        return
    start = 0
    with member.open() as stream:
        while raw := stream.readline(LINE_BYTES):
            if not raw.endswith(b"\n") and len(raw) >= LINE_BYTES:
                yield Line(None, start)
                start += len(raw)
                while raw and not raw.endswith(b"\n"):
                    raw = stream.readline(_PROBE_BYTES)
                    start += len(raw)
                continue
            yield Line(decode(raw.removesuffix(b"\n").removesuffix(b"\r"), encoding)[0], start)
            start += len(raw)


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
        head = stream.read(_PROBE_BYTES)
    wide = decode(head[: len(head) // 2 * 2], encoding)[1]
    is_cut = len(head) == _PROBE_BYTES and not wide.startswith(("utf-16", "utf-32"))
    return decode(head[: head.rfind(b"\n") + 1] or head, encoding)[1] if is_cut else wide
