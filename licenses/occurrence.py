"""Whether one occurrence of a quote grants what it names: its sentence, its row or item, the headings over it, what follows.

In this order: a question; a sentence that denies, ends, announces or only mentions the licence; another object; a heading that does
any of these; a sentence before or after that does.  Then what a person must read: a grant of a part, a row among others, an
address that names another licence than the words beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from licenses import cues, sentences, spoken_of
from licenses.headings import headings_over, is_title, of_headings
from licenses.mentions import agrees, differing, is_software, located, mentions, places
from licenses.restrictions import RESTRICTIONS, restricting
from licenses.wording import Note

if TYPE_CHECKING:
    from collections.abc import Collection

    from licenses.layout import Block, Layout
    from licenses.sentences import Sentence

Verdict = Literal["unproven", "review", "accept"]
WORD_GROUPS: Final = ("ended", "denied", "planned", "mentioned")
HEADING_GROUPS: Final = {
    "heading_denied": "quote_denied",
    "heading_ended": "quote_ended",
    "heading_planned": "quote_planned",
    "heading_mentioned": "quote_mentioned",
}
_CUT: Final = re.compile(
    r"[;,()–—]| - |\bsondern\b|(?<!not )\bbut\b|(?<!nicht )\baber\b|\bwhile\b|\bwährend\b|\bwohingegen\b|\bwhereas\b|\bhingegen\b|\bdagegen\b"
)
_OURS: Final = re.compile(
    r"\b(?:dies\w*|this|these|our|unser\w*|hier|vorliegend\w*|(?:alle[rsn]?|all) (?!recht|right)|gesamt\w*|whole)\b"
)
_CHOICE: Final = re.compile(r"\b(?:oder|or|wahlweise|alternativ\w*|either|dual)\b")
_REFERENCE: Final = re.compile(r"\]\[([^\[\]\n]{1,40})\]")
_ALL_OF_IT: Final = re.compile(
    r"(?:nur|only|just|lediglich|allein) (?:die|der|the|für die)? ?(?:texte?|texts?|inhalte?|contents?|volltexte?)\b"
)
_PARTS: Final = re.compile(r".*(?:\d|(?:first|second|third|last|latest|erste|zweite|dritte|vierte|letzte)[nrs]? )")
_FEW_WORDS: Final = 7


class Judged(NamedTuple):
    """The verdict on an occurrence, its rule (empty if accepted) and what was noticed."""

    verdict: Verdict
    rule: str = ""
    note: Note | None = None
    objects: frozenset[str] = frozenset()


def judge(layout: Layout, start: int, end: int, wanted: Collection[str], names: Collection[str]) -> tuple[Judged, str]:
    """Return the verdict on the quote at these offsets, and its passage; without `wanted` only a denial is looked for."""
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
        judged = _after(following, wanted, judged)
        if judged.rule and following:
            passage = f"{passage} {following}"
    return judged, _titled(layout, at, passage)


def _titled(layout: Layout, at: int, passage: str) -> str:
    """Return the passage with the nearest heading, or the other cells of its row, before it."""
    block = layout.blocks[at]
    if block.cells:
        row = " | ".join(" ".join(layout.shown[start:end].split()) for start, end in block.cells)
        bare = passage.replace(sentences.MARKS[0], "").replace(sentences.MARKS[1], "").strip()
        return row.replace(bare, passage.strip(), 1)
    over = headings_over(layout.blocks, at)[:1]
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
    over = list(headings_over(layout.blocks, at))
    if not objects and wanted:
        objects = _of_label(layout, layout.blocks[at], quote) or of_headings(layout, at)
    heads = _heads(layout, over)
    if heads is not None:
        return heads
    if wanted and not spoken_of.is_of_text(objects):
        return Judged("unproven", "quote_other_object", Note("quote_of", (tuple(sorted(objects)),)), objects)
    return (_to_review(layout, at, sentence, anchor, wanted, names) if wanted else None) or Judged(
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
    """Return whether a word belongs to a part of the sentence that speaks of another licence or of another object."""
    cuts = [0, *(match.start() for match in _CUT.finditer(whole)), len(whole)]
    own = max(cut for cut in cuts if cut <= anchor[0])
    start = max(cut for cut in cuts if cut <= hit)
    if start == own:
        return False
    end = min((cut for cut in cuts if cut > hit), default=len(whole))
    clause = whole[start:end]
    objects = spoken_of.objects_in(clause)
    if start < own and not objects and spoken_of.governing(whole, *anchor) and not places(clause):
        return False
    return bool(places(clause)) or not spoken_of.is_of_text(objects)


def _of_label(layout: Layout, block: Block, quote: tuple[int, int]) -> frozenset[str]:
    """Return what the key of a line or the other cells and the head of a row say it is of."""
    if not block.cells:
        label = layout.shown_of(block).partition(":")[0]
        return spoken_of.objects_in(cues.plain(label)) if block.kind == "keyed" else frozenset()
    first = block.cells[0]
    if first[0] < quote[1] and first[1] > quote[0]:
        return frozenset()
    return spoken_of.objects_in(cues.plain(layout.shown[first[0] : first[1]]))


def _heads(layout: Layout, over: list[Block]) -> Judged | None:
    """Return the verdict that a heading or lead asks for, or None."""
    for head in over:
        text = cues.plain(layout.shown_of(head)).strip(" :.#=0123456789")
        if head.kind == "lead":
            for group in WORD_GROUPS:
                word = cues.hit(group, text)
                if word:
                    return Judged(
                        "unproven", f"quote_{group}", Note("quote_under", (" ".join(layout.shown_of(head).split()),))
                    )
        elif not is_title(layout, head):
            for group, rule in HEADING_GROUPS.items():
                if cues.is_wholly(group, text) or (len(text.split()) <= _FEW_WORDS and _leads_with(group, text)):
                    return Judged("unproven", rule, Note("quote_under", (" ".join(layout.shown_of(head).split()),)))
    return None


def _leads_with(group: str, text: str) -> bool:
    return any(start == 0 for start, _ in cues.hits(group, text))


def _to_review(
    layout: Layout,
    at: int,
    sentence: Sentence,
    anchor: tuple[int, int],
    wanted: Collection[str],
    names: Collection[str],
) -> Judged | None:
    """Return what a person must decide on the sentence itself, or None."""
    whole = sentence.whole
    other = _differs_here(layout, at, sentence, wanted) or _restricts_here(sentence, wanted)
    if other is not None:
        return other
    partial = _partial(whole, anchor)
    if partial:
        return Judged("review", "quote_partial", Note("quote_partial", (partial,)))
    if len(whole.split()) > _FEW_WORDS and not cues.hit("granting", whole):
        return Judged("review", "quote_mentioned", Note("quote_grants_nothing"))
    return _row(layout, at, wanted, names)


def _partial(whole: str, anchor: tuple[int, int]) -> str:
    """Return the words that grant a part only: an adverb in the sentence, or a few words before the noun that is licensed."""
    adverb = cues.hit("partly", whole)
    if adverb:
        return adverb
    heads = [noun for noun in spoken_of.nouns(whole) if noun.start < anchor[0]]
    near = [*(noun.start for noun in heads[-2:]), anchor[0]]
    for start, end in cues.hits("partial", whole):
        if _ALL_OF_IT.match(whole, start):
            continue
        if start < anchor[1] and any(
            0 <= place - end <= 1 or (end <= place and len(whole[end:place].split()) <= 1) for place in near
        ):
            return whole[start:end]
        is_named = any(start <= noun.start < end for noun in heads) or _PARTS.match(whole[start:end])
        if start < anchor[0] and is_named:
            return whole[start:end]
    return ""


def _restricts_here(sentence: Sentence, wanted: Collection[str]) -> Judged | None:
    """Return a review if the sentence restricts what it grants, in a part that speaks of the text or of nothing else."""
    whole = sentence.whole
    for start, end in restricting(whole, wanted):
        if start >= sentence.start and end <= sentence.end:
            continue
        objects = spoken_of.objects_in(_clause(whole, start)) | spoken_of.objects_in(whole[start:end])
        if spoken_of.is_of_text(objects):
            return Judged("review", "quote_restricted", Note("quote_restricted", (whole[start:end],)))
    return None


def _clause(whole: str, place: int) -> str:
    cuts = [0, *(match.start() for match in _CUT.finditer(whole)), len(whole)]
    start = max(cut for cut in cuts if cut <= place)
    return whole[start : min((cut for cut in cuts if cut > place), default=len(whole))]


def _differs_here(layout: Layout, at: int, sentence: Sentence, wanted: Collection[str]) -> Judged | None:
    """Return a review if the sentence, or the target of a reference in it, names another licence for the same object."""
    whole, text = sentence.whole, layout.shown_of(layout.blocks[at])
    is_choice = _CHOICE.search(whole) is not None
    for place, other in located(whole):
        if agrees(other.license, wanted) or is_software(other.license) or is_choice:
            continue
        objects = spoken_of.governing(whole, place, place + len(other.words))
        if spoken_of.is_of_text(objects) and not _is_void(whole, place):
            rule = "quote_link" if other.is_address else "quote_two_licenses"
            return Judged("review", rule, Note(rule, (other.words,)))
    for label in _REFERENCE.findall(text):
        target = re.search(rf"^[ \t]{{0,3}}\[{re.escape(label)}\]:[ \t]*(\S+)", layout.text, re.MULTILINE)
        for other in differing(target[1], wanted) if target else ():
            return Judged("review", "quote_link", Note("quote_link", (other.words,)))
    return None


def _is_void(whole: str, place: int) -> bool:
    """Return whether another licence is named only to say that it does not hold."""
    return any(cues.hit(group, _clause(whole, place)) for group in ("denied", "ended", "mentioned"))


def _row(layout: Layout, at: int, wanted: Collection[str], names: Collection[str]) -> Judged | None:
    """Return a review if other rows of the table have other rights, and nothing says that this row is the one claimed."""
    block = layout.blocks[at]
    if block.kind != "row":
        return None
    whole = cues.plain(layout.shown_of(block))
    if _OURS.search(whole) or any(cues.plain(name) in whole for name in names if name):
        return None
    rows = _rows_around(layout, at)
    others = [cues.plain(layout.shown_of(row)) for row in rows]
    ours = [row for row in others if _OURS.search(row) or any(cues.plain(name) in row for name in names if name)]
    if ours:
        return Judged("unproven", "quote_other_object", Note("quote_row", (ours[0],)))
    first = spoken_of.objects_in(cues.plain(layout.shown[slice(*block.cells[0])])) if block.cells else frozenset()
    same = [row for row in others if spoken_of.objects_in(row) & (first or {"text"})]
    differs = next((row for row in same if differing(row, wanted) or _says_rights(row)), None)
    return Judged("review", "quote_row", Note("quote_row", (differs,))) if differs else None


def _says_rights(row: str) -> bool:
    return any(cues.hit(group, row) for group in (*RESTRICTIONS, "planned", "denied", "other_holder"))


def _rows_around(layout: Layout, at: int) -> list[Block]:
    found = []
    for step in (-1, 1):
        place = at + step
        while 0 <= place < len(layout.blocks) and layout.blocks[place].kind == "row":
            found.append(layout.blocks[place])
            place += step
    return found


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


def _after(following: str, wanted: Collection[str], judged: Judged) -> Judged:
    """Return the verdict with a next sentence that takes the statement up and denies or ends it."""
    text = cues.plain(following)
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
