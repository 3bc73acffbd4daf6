"""Format `subtitles`: WebVTT (W3C) and SubRip (srt), one film or recording a member.

What is shown one after the other becomes running text: sentences go on over several cues, a pause begins a paragraph.  Times, numbers,
settings, styles and notes stay out.  Native id: the member's path.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Options, Reader, ReadError
from pipeline.read.reader_options import Encoding, IdFrom, native_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part

_TIMES: Final = re.compile(
    r"\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})(?:\s.*)?"
)
_MARK: Final = re.compile(r"</?(?:[bicuv]|lang|ruby|rt|font|\d{1,2}:)[^<>]{0,200}>|\{\\[^{}]{0,100}\}")
_LANGUAGE: Final = re.compile(r"[._-]([a-z]{2,3})(?:[-_][A-Za-z]{2,4})?\.(?:vtt|srt)$", re.IGNORECASE)
_ENDED: Final = re.compile(r"[.!?…:][\"”“’»«)\]]*$")


class SubtitlesOptions(Options):
    """Options: after how many seconds without a cue a paragraph begins; the encoding; what names the document."""

    pause_seconds: float = 2.0
    encoding: Encoding | None = None
    id: IdFrom = "path"


def read(part: Part, options: SubtitlesOptions) -> Iterator[Document | Fault]:
    """Yield the text of all cues, a Fault `empty` where none shows any; ReadError where no line holds times."""
    member = part.member
    lines = decode(member.data, options.encoding)[0].split("\n")
    if not any(_TIMES.fullmatch(line) for line in lines) and not lines[0].startswith("WEBVTT"):
        raise ReadError(f"{member.path}: no subtitles: no line such as 00:00:02.200 --> 00:00:05.200")
    text = _text(list(_cues(lines)), options.pause_seconds)
    name = native_id(member.path, options.id)
    if not text:
        yield Fault("empty", "no cue shows text", name)
        return
    language = _LANGUAGE.search(member.path)
    yield Document(
        name, text, language_declared=language[1].lower() if language else None, kind="transcript", unit="document"
    )


def _cues(lines: list[str]) -> Iterator[tuple[float, float, list[str]]]:
    """Yield beginning and end in seconds and the lines of each cue; a cue ends with a blank line or the next times."""
    times: tuple[float, float] | None = None
    shown: list[str] = []
    for at, line in enumerate([*lines, ""]):
        match = _TIMES.fullmatch(line)
        if match or not line.strip():
            if times is not None:
                yield *times, shown
            times, shown = (_seconds(match, 1), _seconds(match, 5)) if match else None, []
        elif times is not None and not (
            line.strip().isdecimal() and at + 1 < len(lines) and _TIMES.fullmatch(lines[at + 1])
        ):
            shown.append(unescape(_MARK.sub("", line)).strip())


def _seconds(match: re.Match[str], first: int) -> float:
    hours, minutes, seconds, part = (match[first + at] or "0" for at in range(4))
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(part.ljust(3, "0")) / 1000


def _text(cues: list[tuple[float, float, list[str]]], pause: float) -> str:
    """Return the cues as running text; a line that rolls up and is shown again is written once."""
    paragraphs: list[list[str]] = [[]]
    before: set[str] = set()
    ended = 0.0
    for start, end, lines in cues:
        new = [line for line in lines if line and line not in before]
        if new and paragraphs[-1] and start - ended >= pause and _ENDED.search(paragraphs[-1][-1]):
            paragraphs.append([])
        for line in new:
            is_turn = line.startswith(("- ", "– ", "-", "–")) and paragraphs[-1] and _ENDED.search(paragraphs[-1][-1])
            paragraphs[-1].append(f"\n{line}" if is_turn else line)
        before, ended = {line for line in lines if line} or before, end
    return "\n\n".join(" ".join(words).replace(" \n", "\n") for words in paragraphs if words)


READER: Final = Reader(SubtitlesOptions, read)
