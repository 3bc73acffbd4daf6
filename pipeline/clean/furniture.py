"""Furniture: lines and paragraphs that a source repeats across its documents, cut on the evidence of all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from filters.kernels.buffers import buffers
from pipeline.clean.furniture_kernel import known_parts_into, sieve_of
from pipeline.count.counts import with_keys
from pipeline.count.repair import replace_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from pipeline.count.counts import Counts, Evidence

ANYWHERE_CHARACTERS: Final = 60
"""A repeated line of this length is cut anywhere; a shorter one only at the beginning or end of a document."""

COPY_SHARE: Final = 0.8
"""A document that would lose a larger share is left as it is: it is a copy of others, on which deduplication decides."""

_MEANT: Final = (
    r"(?i)tritt\b.*\bin\skraft|außer\skraft|bundesrat(es)?\s(hat|zu)|im\snamen\sdes\svolkes|verordnet\b|"
    r"gesetz\sbeschlossen|wird\shiermit\sverkündet|revision\swird|kosten\sdes\sverfahrens|weggefallen"
)
"""Legal formulas, which have a meaning however often they are repeated, and are never cut."""

_ROOM: Final = 1024  # rows for known parts beyond one per text; if there are more, the pass is repeated
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
        """Return the texts without furniture: long parts anywhere, short ones in an unbroken run at the beginning or end."""
        return _cut_lines(_cut_paragraphs(texts, self.paragraphs), self.lines)


def _cut_lines(texts: pl.Series, evidence: Evidence) -> pl.Series:
    return _cut(texts, _flagged(texts, evidence, of_paragraphs=False), re.compile("\n"), "\n")


def _cut_paragraphs(texts: pl.Series, evidence: Evidence) -> pl.Series:
    return _cut(texts, _flagged(texts, evidence, of_paragraphs=True), _PARAGRAPH, "\n\n")


def _flagged(texts: pl.Series, evidence: Evidence, *, of_paragraphs: bool) -> dict[int, dict[int, bool]]:
    """Return by row which of a text's lines (or paragraphs of several lines) are furniture, by place, and whether long."""
    if not len(evidence.hashes) or not len(texts):
        return {}
    offsets, data = buffers(texts.to_arrow())
    known = np.array(evidence.hashes)
    arguments = offsets, data, np.empty(int(np.diff(offsets).max()) + 1, np.uint8), known, sieve_of(known)
    known_parts = np.empty((len(texts) + _ROOM, 6), np.int64)
    count = known_parts_into(*arguments, known_parts, of_paragraphs)
    if count > len(known_parts):
        known_parts = np.empty((count, 6), np.int64)
        known_parts_into(*arguments, known_parts, of_paragraphs)
    known_parts = known_parts[:count]
    flagged: dict[int, dict[int, bool]] = {}
    for row, place, characters in known_parts[_cuttable(data, known_parts)][:, [0, 1, 5]].tolist():
        flagged.setdefault(row, {})[place] = characters >= ANYWHERE_CHARACTERS
    return flagged


def _cuttable(data: npt.NDArray[np.uint8], known_parts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which of the known parts are no legal formulas; each key is tested once."""
    _, first, same = np.unique(known_parts[:, 4], return_index=True, return_inverse=True)
    parts = [data[start:stop].tobytes().decode() for start, stop in known_parts[first][:, 2:4].tolist()]
    keys = with_keys(pl.DataFrame({"line": pl.Series(parts, dtype=pl.String)}))["key"]
    cuttable: npt.NDArray[np.bool_] = (~keys.str.contains(_MEANT)).to_numpy()[same]
    return cuttable


def _cut(texts: pl.Series, flagged: dict[int, dict[int, bool]], end: re.Pattern[str], mark: str) -> pl.Series:
    """Return the texts without the flagged parts; parts are divided by `end` and joined again by `mark`."""
    if not flagged:
        return texts
    rows = pl.Series(list(flagged), dtype=pl.UInt32)
    cut = [
        _without(text, end.split(text), of_text, mark)
        for text, of_text in zip(texts.gather(rows), flagged.values(), strict=True)
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
