"""Furniture: lines and paragraphs that a source repeats across its documents, cut on the evidence of all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from pipeline.clean.column import replace_rows
from pipeline.clean.lines import split_lines, split_paragraphs, with_keys

if TYPE_CHECKING:
    from pipeline.clean.counts import Counts, Evidence

ANYWHERE_CHARACTERS: Final = 60
"""A repeated line of this length is cut wherever it stands; a shorter one only at the head or the tail of a document."""

COPY_SHARE: Final = 0.8
"""A document of which more would go is left alone: it is a copy of others, which is for deduplication to say."""

_MEANT: Final = (
    r"(?i)tritt\b.*\bin\skraft|außer\skraft|bundesrat(es)?\s(hat|zu)|im\snamen\sdes\svolkes|verordnet\b|"
    r"gesetz\sbeschlossen|wird\shiermit\sverkündet|revision\swird|kosten\sdes\sverfahrens|weggefallen"
)
"""Formulas of law carry meaning however often they are repeated."""

_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Furniture:
    """The repeated lines and paragraphs of one source, ready to be looked up."""

    lines: Evidence
    paragraphs: Evidence

    @classmethod
    def of(cls, counts: Counts) -> Furniture:
        """Return the furniture that the counts prove."""
        return cls(counts.furniture("line"), counts.furniture("paragraph"))

    def cut(self, texts: pl.Series) -> pl.Series:
        """Return the texts without furniture: long parts anywhere, short ones in an unbroken run at head or tail."""
        return _cut_lines(_cut_paragraphs(texts, self.paragraphs), self.lines)


def _flagged(parts: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Return row, place and is_long of those parts that are furniture, one row of lists per text."""
    keyed = with_keys(parts)
    keys = keyed["key"].unique(maintain_order=True)
    known = keys.filter(pl.Series(evidence.of(keys) > 0))
    cuttable = known.filter(~known.str.contains(_MEANT)).to_frame("key")
    furniture = keyed.join(cuttable, on="key", how="semi", maintain_order="left")
    is_long = (pl.col("key").str.len_chars() >= ANYWHERE_CHARACTERS).alias("is_long")
    return furniture.with_columns(is_long).group_by("row", maintain_order=True).agg("place", "is_long")


def _cut_lines(texts: pl.Series, evidence: Evidence) -> pl.Series:
    if not len(evidence.hashes):
        return texts
    return _cut(texts, _flagged(split_lines(texts), evidence), re.compile("\n"), "\n")


def _cut_paragraphs(texts: pl.Series, evidence: Evidence) -> pl.Series:
    if not len(evidence.hashes):
        return texts
    paragraphs = split_paragraphs(texts)
    several = paragraphs.filter(pl.col("line").str.contains("\n", literal=True))
    return _cut(texts, _flagged(several, evidence), _PARAGRAPH, "\n\n")


def _cut(texts: pl.Series, flagged: pl.DataFrame, end: re.Pattern[str], mark: str) -> pl.Series:
    """Return the texts without the flagged parts; parts are divided by `end` and joined again by `mark`."""
    if flagged.is_empty():
        return texts
    rows = flagged["row"]
    cut = [
        _without(text, end.split(text), dict(zip(places, longs, strict=True)), mark)
        for text, places, longs in zip(texts.gather(rows), flagged["place"], flagged["is_long"], strict=True)
    ]
    return replace_rows(texts, rows, cut)


def _without(text: str, parts: list[str], flagged: dict[int, bool], mark: str) -> str:
    cut = {place for place, is_long in flagged.items() if is_long}
    cut |= _run(parts, flagged, range(len(parts))) | _run(parts, flagged, range(len(parts) - 1, -1, -1))
    if not cut:
        return text
    rest = mark.join(part for place, part in enumerate(parts) if place not in cut)
    return text if len(rest.strip()) < (1 - COPY_SHARE) * len(text) else rest


def _run(parts: list[str], flagged: dict[int, bool], places: range) -> set[int]:
    """Return the flagged places up to the first part that is neither flagged nor blank."""
    run: set[int] = set()
    for place in places:
        if place in flagged:
            run.add(place)
        elif parts[place].strip():
            break
    return run
