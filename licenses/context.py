"""Whether a quote proves a licence where it stands: unproven, accepted (with a note), or for a person to decide.

A quote that stands verbatim in a file may be taken from a sentence that denies it, from the row of another part, or from a file
that takes it back further down.  Decided in this order: the whole text of the licence proves it; every occurrence that is denied,
ended, announced, or of something else proves nothing; then restrictions, other licences and other holders of the same text ask for a
person; what speaks plainly of something else is noted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from licenses import occurrence, quote, surroundings
from licenses import quoted as quoted_names
from licenses.layout import Layout
from licenses.whole_text import license_of_text
from licenses.wording import Note

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from licenses.judged import Judged

_UNLESS: Final = re.compile(
    r"\b(?:soweit|sofern|wenn|falls|wo) nicht anders\b|\b(?:unless|except where) otherwise\b", re.IGNORECASE
)
_NOTICE: Final = re.compile(r"©|\(c\)\s|\bcopyright\b", re.IGNORECASE)
TAKEN_BACK: Final = frozenset({"quote_denied", "quote_ended", "quote_planned", "quote_mentioned", "quote_contradicted"})
"""Rules by which a quote proves nothing even in a licence's own text."""
NOTES_SHOWN: Final = 3
LARGEST_CHARACTERS: Final = 200_000
"""Longer files are looked at around the quote."""
WINDOW_CHARACTERS: Final = 20_000
MOST_WINDOWS: Final = 8


@dataclass(frozen=True, slots=True)
class Context:
    """The verdict on a quote where it stands: its rule (empty if accepted), what was noticed, and the passage with the quote marked."""

    verdict: str
    rule: str = ""
    notes: tuple[Note, ...] = ()
    passage: str = ""


def judge_quote(
    text: str,
    quoted: str,
    wanted: Collection[str],
    beside: Sequence[tuple[str, str]] = (),
    names: Collection[str] = (),
) -> Context:
    """Return the verdict on a quote in a file's text; `wanted` are the identifiers of the licences it is to prove.

    Without `wanted`, as for a claim by law, only sentences that deny the quote count.  `beside` are names and texts of files of the
    same folder that speak of rights, `names` what the source is called.  A quote that does not stand in the text is unproven.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    spans: Sequence[tuple[int, int]] = quote.spans(quoted, text)
    if not spans:
        return Context("unproven", "quote_absent", (), quoted)
    if license_of_text(text) in wanted:
        return _with_beside(Context("accept", passage=_head(text, spans[0])), beside, wanted)
    if wanted:
        spans = quoted_names.narrowed(quoted, text, spans)
    windows = _windows(text, spans)
    judged = [occurrence.judge(layout, *span, wanted, names) for layout, within in windows for span in within]
    chosen, passage = _chosen(judged)
    if surroundings.is_text_of(text, wanted) and chosen.rule not in TAKEN_BACK:
        return _with_beside(Context("accept", passage=passage), beside, wanted)
    if chosen.verdict != "accept" or not wanted:
        return Context(chosen.verdict, chosen.rule, (chosen.note,) if chosen.note else (), passage)
    remarks = [remark for layout, within in windows for remark in surroundings.of_file(layout, within, wanted)]
    return _with_remarks(Context("accept", passage=passage), remarks, beside, wanted, text)


def _windows(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[Layout, list[tuple[int, int]]]]:
    """Return the layout of the file with the offsets of the quote; of a long file, of what surrounds each of the first few."""
    if len(text) <= LARGEST_CHARACTERS:
        return [(Layout.of(text), list(spans))]
    windows = []
    for start, end in spans[:MOST_WINDOWS]:
        low = text.rfind("\n", 0, max(0, start - WINDOW_CHARACTERS)) + 1
        layout = Layout.of(text[low : end + WINDOW_CHARACTERS])
        windows.append((layout, [(start - low, end - low)]))
    return windows


def _head(text: str, span: tuple[int, int]) -> str:
    start, end = span
    return f"⸨{' '.join(text[start:end].split())}⸩ {' '.join(text[end : end + 200].split())} …"


def _chosen(judged: Sequence[tuple[Judged, str]]) -> tuple[Judged, str]:
    """Return the occurrence that decides: a good one, unless another takes it back; then one to review; then the first."""
    accepted = [pair for pair in judged if pair[0].verdict == "accept"]
    if accepted:
        for other, passage in judged:
            if other.rule in {"quote_denied", "quote_ended"}:
                return other._replace(verdict="review", rule="quote_contradicted"), passage
        return next((pair for pair in accepted if "text" in pair[0].objects), accepted[0])
    return next((pair for pair in judged if pair[0].verdict == "review"), judged[0])


def _with_remarks(
    context: Context,
    remarks: Sequence[surroundings.Remark],
    beside: Sequence[tuple[str, str]],
    wanted: Collection[str],
    text: str,
) -> Context:
    open_ = next((remark for remark in remarks if remark.is_open), None)
    if open_ is not None:
        return Context("review", open_.rule, (open_.note,), f"{context.passage} … {open_.sentence}")
    notes = [remark.note for remark in remarks]
    if _UNLESS.search(context.passage):
        notes.append(Note("quote_unless"))
    if _NOTICE.search(text):
        notes.append(Note("quote_notice"))
    kept = tuple(dict.fromkeys(notes))[:NOTES_SHOWN]
    return _with_beside(Context("accept", "", kept, context.passage), beside, wanted)


def _with_beside(context: Context, beside: Sequence[tuple[str, str]], wanted: Collection[str]) -> Context:
    """Return the context with what files beside say; one that contradicts the quote asks for a person."""
    notes = list(context.notes)
    for name, text in beside:
        for remark in surroundings.of_beside(name, text, wanted):
            if remark.is_open:
                return Context("review", remark.rule, (remark.note,), context.passage)
            notes.append(remark.note)
    return Context(context.verdict, context.rule, tuple(dict.fromkeys(notes))[:NOTES_SHOWN], context.passage)
