"""Whether one occurrence of a quote grants what it names: its sentence, its row or item, the headings over it, what follows.

In this order: a question; a sentence that denies, ends, announces or only mentions the licence; a heading that does any of these;
another object; what a person must read (`licenses.open_questions`); a sentence after it that takes it back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from licenses import cues, sentences, spoken_of
from licenses.headings import of_headings
from licenses.judged import Judged
from licenses.layout import Layout
from licenses.mentions import differing, mentions, places
from licenses.open_questions import FEW_WORDS, to_review
from licenses.restrictions import RESTRICTIONS
from licenses.wording import Note

if TYPE_CHECKING:
    from collections.abc import Collection

    from licenses.hidden import Hidden
    from licenses.layout import Block
    from licenses.sentences import Sentence

_OF_LICENCES: Final = re.compile(r"licen[cs]|lizenz")
_THANKS: Final = re.compile(r"acknowledg|danksagung|credits")
_LICENSE_KEY: Final = re.compile(r"\"(?:license|licence|rights)\"\s{0,9}:[^,}]{0,200}$", re.IGNORECASE)
WORD_GROUPS: Final = ("ended", "denied", "planned", "mentioned")
HEADING_GROUPS: Final = {
    "heading_denied": "quote_denied",
    "heading_ended": "quote_ended",
    "heading_planned": "quote_planned",
    "heading_mentioned": "quote_mentioned",
}
_LISTED: Final = re.compile(r"\s*(?:[&+/,]|und\b|and\b)")
_THEIRS: Final = re.compile(r"\b(?:seine[nrms]?|ihre[nrms]?|dessen|deren|its|their)\b")
_OURS: Final = re.compile(r"\b(?:wir|uns|unser\w*|we|our|ours|dies\w*|hier|this|these)\b")
_REASON: Final = re.compile(r"[,;–— -]*(?:weil|denn|da|damit|sodass|so dass|so that|because|since|so|in order)\b")


def judge(layout: Layout, start: int, end: int, wanted: Collection[str], names: Collection[str]) -> tuple[Judged, str]:
    """Return the verdict on the quote at these offsets, and its passage; without `wanted` only a denial is looked for."""
    unseen = _unseen(layout, start, end, wanted, names)
    if unseen is not None:
        return unseen
    at = layout.at(start, end)
    if at is None:
        return Judged("accept"), layout.text[start:end]
    block = layout.blocks[at]
    spans = sentences.spans_in(layout.shown, block)
    span = sentences.around(spans, start, end)
    sentence = sentences.parted(layout.shown, span, start, end)
    judged = _judged(layout, at, sentence, wanted, names, (start, end))
    following = _next(layout, at, spans, span)
    passage = sentences.passage(layout.shown, (span[0], span[1]), start, end)
    if judged.verdict != "unproven" and following:
        judged = _contrasted(sentence, following, judged) or _after(following, wanted, judged)
        if judged.rule and following:
            passage = f"{passage} {following}"
    return judged, _titled(layout, at, passage)


def _unseen(
    layout: Layout, start: int, end: int, wanted: Collection[str], names: Collection[str]
) -> tuple[Judged, str] | None:
    """Return the verdict on a quote that is struck out, or that no reader of the page sees; None for any other."""
    over = [stretch for stretch in layout.unseen if stretch.start < end and stretch.end > start]
    if not over:
        return None
    stretch = next((stretch for stretch in over if stretch.kind == "struck"), over[0])
    passage = sentences.passage(layout.text, (max(0, start - 200), end + 200), start, end)
    if stretch.kind == "struck":
        return Judged("unproven", "quote_denied", Note("quote_struck")), passage
    if not wanted:
        return Judged("accept"), passage
    first = stretch.start + 4 if stretch.kind == "comment" else layout.text.find(">", stretch.start) + 1
    last = layout.text.rfind("<" if stretch.kind != "comment" else "-->", first, stretch.end)
    inner = Layout.of(_unmarked(layout.text[first:last]))
    judged, inside = judge(inner, max(start - first, 0), min(end, last) - first, wanted, names)
    if judged.verdict != "accept" or _grants_unseen(layout.text, stretch, start, end):
        return judged, inside
    return Judged("review", "quote_mentioned", Note("quote_hidden")), passage


def _unmarked(text: str) -> str:
    """Return the text, of the same length, with its angle brackets as blanks."""
    return text.translate({ord("<"): " ", ord(">"): " "})


def _grants_unseen(text: str, stretch: Hidden, start: int, end: int) -> bool:
    """Return whether what is not shown grants plainly: the value of `license` in JSON-LD, or a sentence of a comment."""
    if stretch.kind == "script":
        opening = text[stretch.start : text.find(">", stretch.start) + 1]
        before = text[max(stretch.start, start - 120) : start] + text[start:end]
        return "ld+json" in opening and _LICENSE_KEY.search(before) is not None
    return stretch.kind == "comment" and bool(
        cues.hit("granting", cues.plain(text[max(stretch.start, start - 120) : end]))
    )


def _titled(layout: Layout, at: int, passage: str) -> str:
    """Return the passage with the nearest heading, or the other cells of its row, before it."""
    block = layout.blocks[at]
    if block.cells:
        row = " | ".join(" ".join(layout.shown[start:end].split()) for start, end in block.cells)
        bare = passage.replace(sentences.MARKS[0], "").replace(sentences.MARKS[1], "").strip()
        return row.replace(bare, passage.strip(), 1)
    over = layout.over[at][:1]
    heads = [" ".join(layout.shown_of(head).split()).strip("#=* ") for head in over]
    return " — ".join([*(head[:120] for head in heads if head), passage])


def _judged(
    layout: Layout, at: int, sentence: Sentence, wanted: Collection[str], names: Collection[str], quote: tuple[int, int]
) -> Judged:
    anchor = _anchor(sentence)
    if sentence.after.split(" ")[-1:] and sentence.after.endswith("?"):
        return Judged("unproven", "quote_question", Note("quote_question"))
    objects = spoken_of.governing(sentence.whole, *anchor) if wanted else frozenset()
    words = _words(sentence, anchor, objects, is_claim=bool(wanted))
    if words is not None:
        return words
    over = [head for head in layout.over[at] if not _is_answered(layout, head, sentence)]
    if cues.hit("now", sentence.whole):  # under `Changes` stands what holds today, too
        over = [head for head in over if not cues.is_wholly("heading_ended", cues.plain(layout.shown_of(head)))]
    if not objects and wanted:
        objects = _of_label(layout, layout.blocks[at], quote) or _of_caption(layout, at) or of_headings(layout, at)
    heads = _heads(layout, over, names, is_open="?" in layout.shown_of(layout.blocks[at]))
    if heads is not None:
        return heads
    if wanted and not spoken_of.is_of_text(objects):
        return Judged("unproven", "quote_other_object", Note("quote_of", (tuple(sorted(objects)),)), objects)
    return (to_review(layout, at, sentence, anchor, wanted, names) if wanted else None) or Judged(
        "accept", objects=objects
    )


def _anchor(sentence: Sentence) -> tuple[int, int]:
    """Return where the licence is named in the whole sentence: its first name or address in the quote, else the quote."""
    first = places(sentence.quote)
    return (sentence.start + first[0], sentence.end) if first else (sentence.start, sentence.end)


def _words(sentence: Sentence, anchor: tuple[int, int], objects: frozenset[str], *, is_claim: bool) -> Judged | None:
    """Return the verdict that words outside the quote ask for, or None."""
    whole = _without_restrictions(sentence)
    for group in WORD_GROUPS if is_claim else ("denied",):
        for start, end in cues.hits(group, whole):
            is_quoted = start >= sentence.start and end <= sentence.end
            if not is_quoted and not _is_elsewhere(sentence.whole, start, anchor):
                return Judged("unproven", f"quote_{group}", Note(f"quote_{group}", (whole[start:end],)), objects)
    return None


def _without_restrictions(sentence: Sentence) -> str:
    """Return the whole sentence with restrictions of use blanked out: they are looked at by themselves."""
    whole = sentence.whole
    for group in RESTRICTIONS:
        for start, end in cues.hits(group, whole):
            if start >= sentence.end or end <= sentence.start:
                whole = whole[:start] + "\x01" * (end - start) + whole[end:]
    return whole


def _is_elsewhere(whole: str, hit: int, anchor: tuple[int, int]) -> bool:
    """Return whether a word belongs to a part of the sentence that speaks of another licence or object, or gives a reason."""
    own, other = sentences.clause_at(whole, anchor[0]), sentences.clause_at(whole, hit)
    if own == other:
        return False
    clause = whole[slice(*other)]
    if other > own and _REASON.match(clause):
        return True
    return bool(places(clause)) or not spoken_of.is_of_text(spoken_of.objects_in(clause))


def _of_label(layout: Layout, block: Block, quote: tuple[int, int]) -> frozenset[str]:
    """Return what the key of a line or the other cells and the head of a row say it is of."""
    if not block.cells:
        label = layout.shown_of(block).partition(":")[0]
        return spoken_of.objects_in(cues.plain(label)) if block.kind == "keyed" else frozenset()
    first = block.cells[0]
    if first[0] < quote[1] and first[1] > quote[0]:
        return frozenset()
    return spoken_of.objects_in(cues.plain(layout.shown[first[0] : first[1]]))


def _of_caption(layout: Layout, at: int) -> frozenset[str]:
    """Return images for the caption of a figure of a web page."""
    is_caption = layout.text.startswith("<figcaption", layout.blocks[at].start)
    return frozenset({"images"}) if is_caption else frozenset()


def _is_answered(layout: Layout, head: Block, sentence: Sentence) -> bool:
    """Return whether a heading asks, and the sentence answers with yes."""
    answers = cues.hits("answering", sentence.whole)
    return bool(answers) and answers[0][0] == 0 and cues.is_wholly("questions", cues.plain(layout.shown_of(head)))


def _heads(layout: Layout, over: list[Block], names: Collection[str], *, is_open: bool) -> Judged | None:
    """Return the verdict that a heading or lead asks for, or None; `is_open` says that the block with the quote asks something."""
    called, is_of_licences = {cues.plain(name) for name in names}, False
    for head in over:
        text = cues.plain(layout.shown_of(head)).strip(" :.#=0123456789")
        if text in called or (is_of_licences and _THANKS.search(text)):
            continue
        is_of_licences = is_of_licences or _OF_LICENCES.search(text) is not None
        if head.kind == "lead":
            for group in WORD_GROUPS:
                word = cues.hit(group, text)
                if word:
                    return Judged(
                        "unproven", f"quote_{group}", Note("quote_under", (" ".join(layout.shown_of(head).split()),))
                    )
        else:
            is_whole = head is layout.title
            if is_whole and cues.is_wholly("work_titles", text):
                continue
            is_short = len(text.split()) <= FEW_WORDS and not is_whole
            for group, rule in HEADING_GROUPS.items():
                if cues.is_wholly(group, text) or (is_short and _leads_with(group, text, is_open=is_open)):
                    return Judged("unproven", rule, Note("quote_under", (" ".join(layout.shown_of(head).split()),)))
    return None


def _leads_with(group: str, text: str, *, is_open: bool) -> bool:
    """Return whether a heading begins with a word of the group, and is no list.

    `Fragen & Aufgaben` announces nothing, unless what stands below it is a question itself: `Lizenz der Inhalte? CC BY-SA`.
    """
    return any(start == 0 and (is_open or _LISTED.match(text, end) is None) for start, end in cues.hits(group, text))


def _next(layout: Layout, at: int, spans: list[tuple[int, int]], span: tuple[int, int]) -> str:
    """Return the sentence after the one with the quote, also where it begins the next paragraph."""
    block = layout.blocks[at]
    after = [other for other in spans if other[0] >= span[1]] if not block.cells else []
    if after:
        return " ".join(layout.shown[slice(*after[0])].split())
    if at + 1 < len(layout.blocks) and layout.blocks[at + 1].kind in {"paragraph", "lead"} and not block.cells:
        first = sentences.spans_in(layout.shown, layout.blocks[at + 1])
        return " ".join(layout.shown[slice(*first[0])].split()) if first else ""
    return ""


def _contrasted(sentence: Sentence, following: str, judged: Judged) -> Judged | None:
    """Return the verdict on a statement on others, behind which `we do otherwise` stands; None for any other."""
    text = cues.plain(following)
    is_of_others = _THEIRS.search(sentence.whole) is not None and _OURS.search(sentence.whole) is None
    if is_of_others and cues.hit("contrast", text) and spoken_of.is_of_text(spoken_of.objects_in(text)):
        return Judged("unproven", "quote_mentioned", Note("quote_followed", (following,)), judged.objects)
    return None


def _after(following: str, wanted: Collection[str], judged: Judged) -> Judged:
    """Return the verdict with a next sentence that takes the statement up and denies or ends it."""
    text = cues.without("allowing", cues.plain(following))
    start = cues.hits("anaphora", text)
    if not start or start[0][0] > 0:
        return judged
    objects = spoken_of.objects_in(text)
    for group in ("ended", "denied"):
        word = cues.hit(group, text)
        if word and not any(cues.hit(kind, text) for kind in RESTRICTIONS):
            if objects and not spoken_of.is_of_text(objects):
                return judged
            if mentions(text) and group == "denied" and differing(text, wanted):
                return judged
            return Judged("unproven", f"quote_{group}", Note("quote_followed", (following,)))
    return judged
