"""Sentences by which files say under which licence the texts beside them stand, to be quoted as evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from licenses.context import judge_quote
from licenses.recognise import recognise
from licenses.whole_text import license_of_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_CHARACTERS: Final = 300
_MOST_PIECES: Final = 2_000
_NAMED: Final = re.compile(
    r"(?:^|/)[^/]*(?:licen[cs]e|lizenz|copying|copyright|readme|terms|nutzungsbedingungen|nutzungsrechte|rechte|rights|"
    r"impressum|notice|legal|hinweise|liesmich|datapackage|metadata|citation|dataset_?card|about|ueber)[^/]*$",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ])")


@dataclass(frozen=True)
class Quote:
    """A quote with the licence recognised in it, the file in which it stands, and whether it proves the licence there."""

    license: str
    quote: str
    file: str
    is_proof: bool


def is_of_terms(name: str) -> bool:
    """Return whether a file is called as files that state terms are."""
    return _NAMED.search(name) is not None


def best_quote(files: Iterable[tuple[str, str]]) -> Quote | None:
    """Return the quote that proves a licence best: where it stands, in a file of its own before others, in their order.

    `files` are names and texts.  Whole texts of licences count before sentences, and what proves nothing where it stands last.
    """
    quotes = [quote for name, text in files for quote in _quotes(name, text)]
    return min(quotes, key=lambda quote: not quote.is_proof, default=None)


def _quotes(name: str, text: str) -> Iterator[Quote]:
    whole = license_of_text(text)
    if whole is not None:
        first = next((line.strip() for line in text.splitlines() if len(line.strip()) > 10), "")
        yield Quote(whole, first[:LONGEST_CHARACTERS], name, is_proof=True)
        return
    for piece in _pieces(text):
        license_ = recognise(piece).license
        if license_ is not None:
            judged = judge_quote(text, piece, {license_})
            yield Quote(license_, piece, name, is_proof=judged.verdict == "accept")


def _pieces(text: str) -> Iterator[str]:
    """Yield the sentences of a text, then its lines, that are short enough to be quoted and may speak of a licence."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text)]
    sentences = [sentence for paragraph in paragraphs for sentence in _SENTENCE_END.split(paragraph)]
    lines = [line.strip() for line in text.splitlines()]
    for piece in dict.fromkeys([*sentences[:_MOST_PIECES], *lines[:_MOST_PIECES]]):
        if 0 < len(piece) <= LONGEST_CHARACTERS:
            yield piece
