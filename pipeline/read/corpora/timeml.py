"""Format `timeml`: TimeML that is no XML: TIMEX3 tags in running text with bare `<` and `&` (German LER, by court).

A sentence or heading stands on each line; decisions follow one another without a mark.  They are told apart by what
ends one (the judges' names, the ruling on costs or value) and what opens the next (keywords, the parties, the ruling).
Native id: the member's path without suffix, `/` and the decision's number from 1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XmlOptions, native_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part

_TAG: Final = re.compile(r"</?(?:TIMEX3|TimeML|EVENT|SIGNAL|MAKEINSTANCE|[TSA]LINK)(?:\s[^<>]*)?/?>")
_PROLOGUE: Final = re.compile(r"\A\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^>]*>\s*)?<TimeML\b[^>]*>")
_NAME: Final = re.compile(
    r"(?:(?:Prof|Dr|[A-ZÄÖÜ])\s?\.\s?)*(?:(?:von|van|de|zu|der)\s)*[A-ZÄÖÜ][\wäöüßé.'-]*(?:[ -](?:von|van|de|zu|-|[A-ZÄÖÜ][\w.'-]*)){0,3}"
)
_ENUMERATED: Final = re.compile(r"(?:\d+|[a-zA-Z]{1,2}|[IVX]+)\s?[.)]|[\"„“\-–…\d]")
_SENTENCE_END: Final = re.compile(r"[.:;,?!]$")
_COSTS: Final = re.compile(
    r"(?:Kosten\w*|Auslagen\w*|Streitwert\w*|Gegenstandswert\w*|Wert(?:e?s|festsetzung)?)\b.*"
    r"\b(?:beruh|folg|ergib|stütz|gründe|richte|vorbehalten|zu (?:entscheiden|befinden))\w*.*\.$|unanfechtbar \.$"
)
_STILL_COSTS: Final = re.compile(
    r"[Kk]osten|[Ss]treitwert|[Gg]egenstandswert|\bWert|Auslagen|beruht auf|Rechtsmittel|unanfechtbar|GKG|RVG"
)
_PARTIES: Final = re.compile(
    r"In (?:der|dem|den) [\w-]*(?:[Bb]eschwerde|[Nn]ichtigkeits|[Ll]öschungs|[Ee]inspruchs|[Vv]erwaltungsstreit)(?:sache|verfahren)n?\b"
)
_RULING: Final = re.compile(
    r"(?:Auf die|Die|Der|Das|Dem|Den|\d\.|I\.) .*\b(?:zurückgewiesen|verworfen|abgelehnt|angenommen|aufgehoben|"
    r"zurückverwiesen|geändert|festgesetzt|eingestellt|zugelassen|bewilligt|abgewiesen|unzulässig|unbegründet|nichtig|"
    r"gewährt|angeordnet|verlängert|vorgelegt|fortzudauern)\b"
)


class TimemlOptions(XmlOptions):
    """Options: split into decisions, or one document a member."""

    unit: Literal["decision", "file"] = "decision"


def read(part: Part, options: TimemlOptions) -> Iterator[Document | Fault]:
    """Yield the decisions in order, a line each sentence; ReadError if the member does not begin as TimeML."""
    member = part.member
    raw, _encoding = decode(member.data, None)
    start = _PROLOGUE.match(raw)
    if not start:
        raise ReadError(f"{member.path}: no <TimeML> at the beginning, found {raw[:40]!r}")
    lines = [line for row in _TAG.sub("", raw[start.end() :]).split("\n") if (line := row.strip())]
    work_id = native_id(member, options)
    if not lines:
        yield Fault("empty", "<TimeML> holds no text", work_id)
        return
    starts = decision_starts(lines) if options.unit == "decision" else [0]
    for number, (begin, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), start=1):
        name = work_id if len(starts) == 1 else f"{work_id}/{number}"
        title = lines[begin] if _is_heading(lines[begin]) else None
        yield Document(name, "\n".join(lines[begin:end]), title=title, offset=begin)


def decision_starts(lines: list[str]) -> list[int]:
    """Return the indices of the lines that open a decision; the first is always 0."""
    signed = _after_signatures(lines)
    starts = [0]
    for at in range(1, len(lines)):
        ended = at in signed or (_COSTS.search(lines[at - 1]) and _opens(lines[at]))
        headed = at - starts[-1] == 1 and _is_heading(lines[at - 1])
        if (ended or _stands_alone(lines, at)) and not headed:
            starts.append(at)
    return starts


def _after_signatures(lines: list[str]) -> set[int]:
    """Return the indices behind at least two lines that are names of judges; initials count only behind a name."""
    behind: set[int] = set()
    run = 0
    for at, line in enumerate(lines):
        if _is_name(line, following=run > 0):
            run += 1
            continue
        if run >= 2:
            behind.add(at)
        run = 0
    return behind


def _is_name(line: str, *, following: bool) -> bool:
    if following and "Unterschrift" in line:
        return True
    return len(line) < 40 and bool(_NAME.fullmatch(line)) and (following or not _ENUMERATED.match(line))


def _is_heading(line: str) -> bool:
    """Return whether the line is a phrase, not a sentence: keywords or the subject of the decision."""
    return (
        len(line.split()) >= 3
        and (line[0].isupper() or line[0] == "(")
        and not _SENTENCE_END.search(line)
        and not _ENUMERATED.match(line)
    )


def _opens(line: str) -> bool:
    """Return whether a line behind the ruling on costs is no longer about costs."""
    return _is_heading(line) or bool(_PARTIES.match(line)) or not _STILL_COSTS.search(line)


def _stands_alone(lines: list[str], at: int) -> bool:
    """Return whether the line opens a decision whatever came before: the parties, or keywords with a ruling soon after."""
    line = lines[at]
    if _PARTIES.match(line):
        return True
    keywords = line.count(" - ") >= 2 or (" : " in line and lines[at - 1].endswith("."))
    return keywords and _is_heading(line) and any(_RULING.match(following) for following in lines[at + 1 : at + 4])


READER: Final = Reader(TimemlOptions, read)
