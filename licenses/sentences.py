"""The sentences of a file's parts, as they stand there, and the words of one sentence around a quote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from licenses import cues
from licenses.mentions import places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licenses.layout import Block

_END: Final = re.compile(r"[.!?][\"”“’»)\]*_]*(?=\s+[\"„“‚«»(\[*_]*[A-ZÄÖÜ0-9©])|(?<=\s)[·•|](?=\s)")
_BETWEEN: Final = frozenset("·•|")
"""Signs between the parts of a footer, the first of which ends where it has named a licence."""
_SHORTENED: Final = re.compile(
    r"(?:^|[\s(])(?:[A-Za-zÄÖÜ]|nr|abs|art|bzw|ca|vgl|ggf|inkl|dr|prof|st|vol|no|cf|resp|hrsg|hg|evtl|bd|jg|sog|gem|ges|str|vs|al|"
    r"ed|eds|fig|abb|tab|kap|anm|geb|gest|verst|jh|(?<![\d.])\d{1,2})\.$",
    re.IGNORECASE,
)
_CUT: Final = re.compile(
    r"[;,()–—]| - |\bsondern\b|(?<!not )\bbut\b|(?<!nicht )\baber\b|\bwhile\b|\bwährend\b|\bwohingegen\b|\bwhereas\b|\bhingegen\b|\bdagegen\b"
)
_SPACES: Final = re.compile(r"\s+")
MARKS: Final = ("⸨", "⸩")
"""Signs around the quote in a passage."""
LONGEST_PASSAGE: Final = 600


class Sentence(NamedTuple):
    """A sentence around a quote, in three parts, each as `cues.plain` has it."""

    before: str
    quote: str
    after: str

    @property
    def whole(self) -> str:
        """The sentence."""
        return " ".join(part for part in self if part)

    @property
    def start(self) -> int:
        """Where the quote begins in `whole`."""
        return len(self.before) + 1 if self.before else 0

    @property
    def end(self) -> int:
        """Where the quote ends in `whole`."""
        return self.start + len(self.quote)


def spans_in(shown: str, block: Block) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of a block; a row of a table is one sentence per cell."""
    if block.cells:
        return list(block.cells)
    spans, at = [], block.start
    for match in _END.finditer(shown, block.start, block.end):
        if match.group()[0] == "." and _SHORTENED.search(shown[max(at, match.start() - 12) : match.start() + 1]):
            continue
        if match.group() in _BETWEEN and not places(shown[at : match.start()].lower()):
            continue
        spans.append((at, match.end()))
        at = match.end()
    return [*spans, (at, block.end)] if shown[at : block.end].strip() else spans


def around(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Return the offsets of the sentences that a quote touches, from the first to the last."""
    touched = [span for span in spans if span[0] < end and span[1] > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def parted(shown: str, span: tuple[int, int], start: int, end: int) -> Sentence:
    """Return the sentence at `span` parted by the quote from `start` to `end`."""
    return Sentence(
        cues.plain(shown[span[0] : max(start, span[0])]),
        cues.plain(shown[start:end]),
        cues.plain(shown[end : max(end, span[1])]),
    )


def clause_at(whole: str, place: int) -> tuple[int, int]:
    """Return where the part of a plain sentence begins and ends that has this place in it; it is parted at commas and `sondern`."""
    cuts = [0, *(match.start() for match in _CUT.finditer(whole)), len(whole)]
    return max(cut for cut in cuts if cut <= place), min((cut for cut in cuts if cut > place), default=len(whole))


def clauses(plain: str) -> list[str]:
    """Return the parts of a plain sentence, parted at commas and `sondern`; the signs between are left out."""
    return [clause.strip() for clause in _CUT.split(plain) if clause.strip()]


def passage(shown: str, span: tuple[int, int], start: int, end: int) -> str:
    """Return the sentences at `span` on one line with the quote between MARKS, cut at LONGEST_PASSAGE on either side."""
    before, quote, after = (
        _SPACES.sub(" ", part.replace("\u00ad", ""))
        for part in (shown[span[0] : start], shown[start:end], shown[end : span[1]])
    )
    if len(before) > LONGEST_PASSAGE:
        before = "…" + before[-LONGEST_PASSAGE:]
    if len(after) > LONGEST_PASSAGE:
        after = after[:LONGEST_PASSAGE] + "…"
    if len(quote) > 2 * LONGEST_PASSAGE:
        quote = f"{quote[:LONGEST_PASSAGE]} … {quote[-LONGEST_PASSAGE:]}"
    return f"{before.lstrip()}{MARKS[0]}{quote.strip()}{MARKS[1]}{after.rstrip()}"
