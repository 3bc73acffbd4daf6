"""Whether a sentence beside a grant qualifies it, by the class of its words: what forbids, charges, limits or asks for consent.

Restrictions are not listed: a sentence near the grant must be free of such words, plainly be about another object, or say what a free
licence says itself (name the author, same licence, no warranty).  Whatever else it says is for a person to read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from licenses import cues, sentences, spoken_of
from licenses.catalogue import catalogue
from licenses.grammar import read
from licenses.layout import PSEUDO_LEVEL
from licenses.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from licenses.layout import Layout

_OF_RIGHTS: Final = re.compile(
    r"lizenz|licen[cs]|recht|rights|copyright|nutz|verwend|usage|\buse\b|reuse|terms|bedingung|condition|permission|hinweis|notice|legal|"
    r"impressum|imprint|regel|einschränk|restrict|zugang|access|availab|verfügbar|weitergabe|kontakt|contact|disclaimer"
)
_ELSEWHERE: Final = re.compile(
    r"datenschutz|privacy|betroffen|gdpr|ds-?gvo|install|barriere|cookie|streit|dependenc|requirements|changelog"
)
_ADDRESS: Final = re.compile(r"(?:https?:)?//\S+|\bwww\.\S+")
_BODY: Final = re.compile(r"<(article|main)\b")
LONGEST_SECTION: Final = 60
"""Parts of a section around the quote that are looked at."""


@lru_cache(maxsize=4096)
def limit(sentence: str) -> str:
    """Return the words by which a plain sentence beside a grant qualifies it, or an empty string."""
    rest = bare(sentence)
    if not rest:
        return ""
    strong = cues.hit("forbidding", rest)
    if strong:
        return strong
    weak = cues.hit("limiting", rest)
    if weak:
        return weak if any(cues.hit(group, rest) for group in ("of_use", "uses", "taking_up")) else ""
    return "" if cues.hit("permissive", sentence) else cues.hit("uses", rest)


def ban(sentence: str) -> str:
    """Return the words by which a plain sentence forbids or charges for a use, wherever in a file it stands; empty if it does not."""
    rest = bare(sentence)
    word = cues.hit("forbidding", rest)
    return word if word and cues.hit("of_use", rest.replace(word, " ")) else ""


def bare(sentence: str) -> str:
    """Return a plain sentence without what allows or asks for nothing new; empty if it is not about texts at all."""
    if cues.hit("not_of_texts", sentence):
        return ""
    return cues.without("allowing", _ADDRESS.sub(" ", sentence))


def is_of_deed(text: str, wanted: Collection[str]) -> bool:
    """Return whether a sentence is one of the summary of a wanted licence, or of what licences themselves ask to be written."""
    duties = {duty for id_ in wanted for duty in catalogue().get(id_).obligations} | {"any"}
    events = read(tokenise(text))
    is_deed = any(event.kind == "deed" for event in events)
    return is_deed and all(event.note is None and (event.kind != "deed" or event.value in duties) for event in events)


def is_elsewhere(sentence: str) -> bool:
    """Return whether every part of a plain sentence that limits is about another object: images, software, metadata, quotations."""
    objects: frozenset[str] = frozenset()
    limited: list[frozenset[str]] = []
    for clause in sentences.clauses(sentence):
        objects = spoken_of.subject_of(clause) or objects
        if any(cues.hit(group, bare(clause)) for group in ("forbidding", "limiting", "uses")):
            limited.append(objects)
    return bool(limited) and not any(map(spoken_of.is_of_text, limited))


def near(layout: Layout, quoted: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the positions of the parts beside the quotes: their sections, and the sections that are about rights."""
    places = [at for span in quoted if (at := layout.at(*span)) is not None]
    others = bodies(layout.text, quoted)
    ours = {other for at in places for other in _section(layout, at)}
    beside = (ours | _sections(layout, _OF_RIGHTS)) - _sections(layout, _ELSEWHERE)
    return frozenset(at for at in beside if not any(start <= layout.blocks[at].start < end for start, end in others))


def bodies(text: str, quoted: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where articles and the main part of a web page stand that hold no quote: what they tell is not said of its rights."""
    articles: list[tuple[int, int]] = []
    at = 0
    while (opening := _BODY.search(text, at)) is not None:
        at = text.find(f"</{opening[1]}", opening.end())
        if at < 0:
            break
        if not any(opening.start() <= start < at for start, _ in quoted):
            articles.append((opening.start(), at))
    return articles


def _section(layout: Layout, at: int) -> range:
    """Return the positions of the section that a part stands in; a file without sections is one."""
    blocks = layout.blocks
    start = next((place for place in range(at, -1, -1) if blocks[place].kind == "heading"), -1)
    level = blocks[start].level if start >= 0 else PSEUDO_LEVEL
    after = (place for place in range(max(at, start + 1), len(blocks)))
    end = next(
        (place for place in after if blocks[place].kind == "heading" and blocks[place].level <= level), len(blocks)
    )
    return range(max(start, at - LONGEST_SECTION, 0), min(end, at + LONGEST_SECTION))


def _sections(layout: Layout, headings: re.Pattern[str]) -> set[int]:
    """Return the positions of parts under a heading of a kind, those under its lower headings included."""
    inside, level = set(), 0
    for at, block in enumerate(layout.blocks):
        if block.kind == "heading":
            if level and block.level <= level:
                level = 0
            if not level and headings.search(cues.plain(layout.shown_of(block))) and block is not layout.title:
                level = block.level
        elif level:
            inside.add(at)
    return inside
