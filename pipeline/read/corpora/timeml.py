"""Format `timeml`: TimeML that is no XML: TIMEX3 tags in running text with bare `<` and `&` (German LER, by court).

A sentence or heading in separate tokens stands on each line; decisions follow one another without a mark.  They are told
apart by what ends one and what opens the next (`court_decisions`), and set as prose.
Native id: the member's path without suffix, `/` and the decision's number from 1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from pipeline.read.corpora.court_decisions import decision_starts, is_heading
from pipeline.read.corpora.detokenise import detokenized, set_as_prose
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XmlOptions, native_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part

_TAG: Final = re.compile(r"</?(?:TIMEX3|TimeML|EVENT|SIGNAL|MAKEINSTANCE|[TSA]LINK)(?:\s[^<>]*)?/?>")
_PROLOGUE: Final = re.compile(r"\A\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^>]*>\s*)?<TimeML\b[^>]*>")


class TimemlOptions(XmlOptions):
    """Options: split into decisions, or one document a member."""

    unit: Literal["decision", "file"] = "decision"


def read(part: Part, options: TimemlOptions) -> Iterator[Document | Fault]:
    """Yield the decisions in order, `offset` being the line among those with text (from 0); ReadError if it is no TimeML."""
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
        sentences = [detokenized(line.split()) for line in lines[begin:end]]
        title = sentences[0] if is_heading(lines[begin]) else None
        yield Document(name, set_as_prose(sentences), title=title, offset=begin)


READER: Final = Reader(TimemlOptions, read)
