"""What a person must decide on the sentence or row of a quote.

A grant of a part, another licence for the same object (also behind a word as its address), a restriction in the same sentence, a
sentence that names the licence and grants nothing, and a row of a table among rows with other rights.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from licenses import cues, qualified, sentences, spoken_of
from licenses.judged import Judged
from licenses.mentions import agrees, differing, is_software, located
from licenses.restrictions import RESTRICTIONS, restricting
from licenses.wording import Note

if TYPE_CHECKING:
    from collections.abc import Collection

    from licenses.layout import Block, Layout
    from licenses.sentences import Sentence

_OURS: Final = re.compile(
    r"\b(?:dies\w*|this|these|our|unser\w*|hier|vorliegend\w*|(?:alle[rsn]?|all) (?!recht|right)|gesamt\w*|whole)\b"
)
_CHOICE: Final = re.compile(r"\b(?:oder|or|wahlweise|alternativ\w*|either|dual)\b")
_REFERENCE: Final = re.compile(r"\]\[([^\[\]\n]{1,40})\]")
_ALL_OF_IT: Final = re.compile(
    r"(?:nur|only|just|lediglich|allein) (?:die|der|the|für die)? ?(?:texte?|texts?|inhalte?|contents?|volltexte?)\b"
)
_PARTS: Final = re.compile(r".*(?:\d|(?:first|second|third|last|latest|erste|zweite|dritte|vierte|letzte)[nrs]? )")
_NUMBERED: Final = r"(?:ausgabe|band|jahrgang|heft|nummer|nr\.|folge|lieferung|volume|issue|number|no\.)"
_BEGINS: Final = re.compile(
    rf"\b(?:ab (?:{_NUMBERED} )?|(?:seit|since|from|beginning with|starting with|as of) {_NUMBERED} )(?P<number>\d{{1,4}})\b(?!\.)"
)
_HOLDS: Final = re.compile(
    r"\b(?:enthält|enthalten|umfasst|beinhaltet|liegen|finden sich|befinden sich|contains?|includes?|covers?|comprises|holds)"
    r" [^.]{0,80}?\b(?P<first>\d{1,4}) ?(?:bis|to|–|-|und|and) ?\d{1,4}\b"
)
_WORDS: Final = re.compile(r"\S*\w\S*")
FEW_WORDS: Final = 7
"""Words up to which a line is a label and need not say that it grants."""


def to_review(
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
    partial = _beginning(layout, whole) if _BEGINS.search(whole) else _partial(whole, anchor)
    if partial:
        return Judged("review", "quote_partial", Note("quote_partial", (partial,)))
    if len(_WORDS.findall(whole)) > FEW_WORDS and not cues.hit("granting", whole):
        return Judged("review", "quote_mentioned", Note("quote_grants_nothing"))
    return _row(layout, at, wanted, names)


def _beginning(layout: Layout, whole: str) -> str:
    """Return the words that grant from a number on (`ab Band 3`), unless the file says that it holds no earlier one."""
    begins = _BEGINS.search(whole)
    if begins is None:
        return ""
    holds = _HOLDS.search(cues.plain(layout.shown))
    return "" if holds is not None and int(holds["first"]) >= int(begins["number"]) else begins.group()


def _partial(whole: str, anchor: tuple[int, int]) -> str:
    """Return the words that grant a part only: an adverb in the sentence, or a few words before the noun that is licensed."""
    heads = [noun for noun in spoken_of.nouns(whole) if noun.start < anchor[0]]
    near = [*(noun.start for noun in heads[-2:]), anchor[0]]
    for start, end in cues.hits("partial", whole):
        is_before = any(end <= place and len(whole[end:place].split()) <= 1 for place in near)
        is_named = any(start <= noun.start < end for noun in heads) or _PARTS.match(whole[start:end]) is not None
        if start < anchor[0] and (is_before or is_named) and not _ALL_OF_IT.match(whole, start):
            return whole[start:end]
    return cues.hit("partly", whole)


def _restricts_here(sentence: Sentence, wanted: Collection[str]) -> Judged | None:
    """Return a review if the sentence restricts what it grants, in a part that speaks of the text or of nothing else."""
    whole = sentence.whole
    for start, end in restricting(whole, wanted):
        if start >= sentence.start and end <= sentence.end:
            continue
        objects = spoken_of.objects_in(whole[slice(*sentences.clause_at(whole, start))]) | spoken_of.objects_in(
            whole[start:end]
        )
        if spoken_of.is_of_text(objects):
            return Judged("review", "quote_restricted", Note("quote_restricted", (whole[start:end],)))
    limit = _limit_here(sentence)
    return Judged("review", "quote_restricted", Note("quote_restricted", (limit,))) if limit else None


def _limit_here(sentence: Sentence) -> str:
    """Return the words beside the quote in its own sentence that limit by their class; those of another object do not count."""
    addressed = cues.hits("addressed", sentence.whole)
    if addressed and addressed[0][0] == 0 and sentence.start > 0:
        return sentence.whole[slice(*addressed[0])]
    for part in (sentence.before, sentence.after):
        for clause in sentences.clauses(part):
            is_label = len(sentence.whole.split()) <= FEW_WORDS
            limit = qualified.limit(clause) or (is_label and cues.hit("limiting", qualified.bare(clause)))
            if limit and not qualified.is_elsewhere(clause) and not located(clause):
                return limit
    return ""


def _differs_here(layout: Layout, at: int, sentence: Sentence, wanted: Collection[str]) -> Judged | None:
    """Return a review if the sentence, or the target of a reference in it, names another licence for the same object."""
    whole, text = sentence.whole, layout.shown_of(layout.blocks[at])
    is_choice = _CHOICE.search(whole) is not None
    named = located(whole)
    quoted = [place for place, _ in named if sentence.start <= place < sentence.end]
    for place, other in named:
        if [place] == quoted:  # what the quote alone names is recognised from the whole of it, options included
            continue
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
    return any(
        cues.hit(group, whole[slice(*sentences.clause_at(whole, place))]) for group in ("denied", "ended", "mentioned")
    )


def _row(layout: Layout, at: int, wanted: Collection[str], names: Collection[str]) -> Judged | None:
    """Return a review if other rows of the table have other rights, and nothing says that this row is the one claimed."""
    block = layout.blocks[at]
    called = [cues.plain(name) for name in names if name]
    if block.kind != "row" or _is_ours(cues.plain(layout.shown_of(block)), called):
        return None
    others = [cues.plain(layout.shown_of(row)) for row in _rows_around(layout, at)]
    ours = next((row for row in others if _is_ours(row, called)), None)
    if ours:
        return Judged("unproven", "quote_other_object", Note("quote_row", (ours,)))
    first = spoken_of.objects_in(cues.plain(layout.shown[slice(*block.cells[0])])) if block.cells else frozenset()
    same = [row for row in others if spoken_of.objects_in(row) & (first or {"text"})]
    differs = next((row for row in same if differing(row, wanted) or _says_rights(row)), None)
    return Judged("review", "quote_row", Note("quote_row", (differs,))) if differs else None


def _is_ours(row: str, called: Collection[str]) -> bool:
    """Return whether a row says that it is of what the manifest describes."""
    return _OURS.search(row) is not None or any(name in row for name in called)


def _says_rights(row: str) -> bool:
    return any(cues.hit(group, row) for group in (*RESTRICTIONS, "planned", "denied", "other_holder"))


def _rows_around(layout: Layout, at: int) -> list[Block]:
    rows = []
    for step in (-1, 1):
        place = at + step
        while 0 <= place < len(layout.blocks) and layout.blocks[place].kind == "row":
            rows.append(layout.blocks[place])
            place += step
    return rows
