"""What the rest of a file, and a LICENSE or README beside it, says of the text that a quote licenses.

Looked for are restrictions of use, other licences of the same object, other holders of the rights, and sentences that take the
licence back.  What speaks plainly of something else is noted; what speaks of the text, or of nothing in particular, is for a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from licenses import cues, qualified, restrictions, sentences, spoken_of
from licenses.headings import of_headings
from licenses.layout import Layout
from licenses.mentions import agrees, is_software, mentions
from licenses.whole_text import license_of_text
from licenses.wording import Note

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from licenses.mentions import Mention


SKIPPED_HEADINGS: Final = ("heading_mentioned", "heading_ended", "heading_planned")
_HINT: Final = re.compile(
    r"kommerz|gewerb|geschäft|commerc|privat|persönlich|personal|wissenschaft|forschung|research|academic|veränd|bearbeit|modif|"
    r"deriv|vorbehalten|reserved|urheberrecht|copyright|genehmigung|zustimmung|erlaubnis|einwilligung|permission|consent|"
    r"untersagt|verboten|dürfen|darf |may not|must not|prohibited|forbidden|gehör|belong|verlag|autor|erben|rechte|rights|"
    r"proprietary|vertraulich|confidential|lizenz|licen|\bcc\b|cc[- ]?by|cc0|creative|gemeinfrei|public domain|unveränd|redistribut|remain|property|\bheld\b|owned|eigentum|liegen|besitz|ownership|unternehmen|firmen|companies|terms|nutzung|verwendung|vervielf|weitergabe|verbreit|nachdruck|nur\b|only|fair use|fair dealing|implied|"
    r"shared?\b|distribut|copied|muster|vorlage|platzhalter|template|placeholder|freigabe|zur verfügung|schul|universit|training|\bgrant",
    re.IGNORECASE,
)
_LEGAL: Final = re.compile(
    r"licensed material|licensor|hereby grants|grant of (?:copyright )?license|derivative works?|adapted material|"
    r"statement of purpose|affirmer|lizenzgeber|abwandlung|invariant sections|permission is hereby granted|redistributions of source",
    re.IGNORECASE,
)
_WARNING: Final = re.compile(r"terms and conditions|without warranty|disclaimer", re.IGNORECASE)
"""What licences say, and what any file on a collection may say."""
_DESCRIBING: Final = re.compile(
    r"keywords?|tags?\b|subjects?|schlagw|stichw|abstract|description|beschreibung|titel|title", re.IGNORECASE
)
"""Keys of lines that describe what a file is of."""
_SAMPLES: Final = re.compile(r"beispiel|muster|example|sample")
"""Headings of texts that are examples, not of examples of statements."""
_LEGAL_LENGTH: Final = 900
HEAD_CHARACTERS: Final = 400
"""Where a licence text says its name."""
_PUBLIC: Final = re.compile(r"public domain|gemeinfrei", re.IGNORECASE)
_CHANGED: Final = re.compile(r"\b(?:von|from) [^,;]{0,60}? (?:zu|auf|to) ")
"""What names a licence that was, and the one that is: `von CC BY-NC 4.0 zu CC BY 4.0`."""
_OPTION: Final = re.compile(r"\b(?:oder|or|wahlweise|alternativ\w*|dual)\b")


@dataclass(frozen=True, slots=True)
class Remark:
    """What was found: the rule, the note on it, the sentence, and whether a person must decide."""

    rule: str
    note: Note
    sentence: str
    is_open: bool


def legal_text(text: str) -> bool:
    """Return whether a file is the text of a licence rather than a statement on one."""
    own, any_ = ({match.group().casefold() for match in words.finditer(text[:40_000])} for words in (_LEGAL, _WARNING))
    return len(text) > _LEGAL_LENGTH and len(own) >= 2 and len(own | any_) >= 3


def is_text_of(text: str, wanted: Collection[str]) -> bool:
    """Return whether a file is the text of a wanted licence, whose name stands at its head."""
    head = " ".join(text[:HEAD_CHARACTERS].split())
    named = mentions(head)[:1]
    return bool(named) and agrees(named[0].license, wanted) and legal_text(text)


def of_file(layout: Layout, quoted: Sequence[tuple[int, int]], wanted: Collection[str]) -> tuple[Remark, ...]:
    """Return what the sentences of a file without the quote say, in order."""
    near, bodies = qualified.near(layout, quoted), qualified.bodies(layout.text, quoted)
    remarks = []
    for at, span in _others(layout, quoted):
        remark = _remark(layout, at, span, wanted) if _HINT.search(layout.shown, *span) else None
        is_told = any(start <= span[0] < end for start, end in bodies)
        if not is_told and (remark is None or not remark.is_open):
            limit = _limit(layout, at, span, wanted, is_near=at in near)
            remark = limit if limit is not None and (remark is None or limit.is_open) else remark
        if remark is not None:
            remarks.append(remark)
    return tuple(remarks)


def _is_over(sentence: str) -> bool:
    """Return whether a plain sentence says only what was restricted once."""
    is_limit = cues.hit("limiting", sentence) or cues.hit("forbidding", sentence)
    return bool(is_limit and cues.hit("past", sentence)) and not cues.hit("now", sentence)


def _limit(layout: Layout, at: int, span: tuple[int, int], wanted: Collection[str], *, is_near: bool) -> Remark | None:
    """Return what a sentence limits by the class of its words: any near the quote, only what plainly forbids elsewhere."""
    text = layout.shown[slice(*span)]
    sentence = cues.plain(text)
    is_no_statement = layout.blocks[at].kind == "heading" or text.rstrip().endswith("?")
    if is_no_statement or not (qualified.limit(sentence) if is_near else qualified.ban(sentence)):
        return None
    if (
        _is_over(sentence)
        or mentions(text)
        or qualified.is_of_deed(text, wanted)
        or _is_under(layout, at, SKIPPED_HEADINGS)
    ):
        return None
    shown = " ".join(text.replace("\u00ad", "").split())
    is_ours = not qualified.is_elsewhere(sentence) and spoken_of.is_of_text(_over(layout, at))
    note = Note("quote_restricted" if is_ours else "quote_restricts_other", (shown,))
    return Remark("quote_restricted", note, shown, is_open=is_ours)


def of_beside(name: str, text: str, wanted: Collection[str]) -> tuple[Remark, ...]:
    """Return what a file beside the one with the quote says: the licence whose text it is, or its sentences that count."""
    whole = license_of_text(text)
    if whole is not None:
        return () if agrees(whole, wanted) else (_beside(name, whole, is_open=not is_software(whole)),)
    if legal_text(text):
        others = mentions(" ".join(text[:HEAD_CHARACTERS].split()))[:1]
        return tuple(
            _beside(name, other.words, is_open=not is_software(other.license))
            for other in others
            if not agrees(other.license, wanted)
        )
    remarks = of_file(Layout.of(text), (), wanted)
    against = (remark for remark in remarks if remark.is_open and not _is_freer(remark))
    return tuple(_beside(name, remark.sentence, is_open=True) for remark in against)


def _is_freer(remark: Remark) -> bool:
    """Return whether what was found only calls the texts public domain, which no licence of theirs contradicts."""
    return remark.rule == "quote_two_licenses" and _PUBLIC.search(str(remark.note.values[0])) is not None


def _beside(name: str, sentence: str, *, is_open: bool) -> Remark:
    return Remark("quote_beside", Note("quote_beside", (name, sentence)), sentence, is_open=is_open)


def _others(layout: Layout, quoted: Sequence[tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield block and offsets of every sentence without the quote; code and keywords are left out."""
    first, last = _header(layout, quoted)
    for at, block in enumerate(layout.blocks):
        label = layout.shown_of(block).partition(":")[0] if block.kind == "keyed" else ""
        if block.kind == "code" or block.end <= first or block.start >= last or _DESCRIBING.search(label):
            continue
        for span in sentences.spans_in(layout.shown, block):
            if not any(span[0] < end and span[1] > start for start, end in quoted):
                yield at, span


def _header(layout: Layout, quoted: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the part of an XML document that speaks of the document: its header, without the description of its source."""
    match = re.search(r"</(?:teiHeader|header|front|metadata|osisText:header)\s*>", layout.text)
    if match and quoted and all(end <= match.start() for _, end in quoted) and layout.text.lstrip()[:1] == "<":
        source = re.search(r"<sourceDesc\b", layout.text)
        is_before = source is not None and all(end <= source.start() for _, end in quoted)
        return 0, source.start() if source and is_before else match.start()
    return 0, len(layout.shown)


def _remark(layout: Layout, at: int, span: tuple[int, int], wanted: Collection[str]) -> Remark | None:
    """Return what a sentence says of the text, or of something else, that bears on the licence wanted; None for most."""
    text = layout.shown[slice(*span)]
    sentence, shown = cues.plain(text), " ".join(text.replace("\u00ad", "").split())
    named = mentions(text)
    if not named and cues.hit("not_of_texts", sentence):
        return None
    kind = "" if not named and _is_over(sentence) else _restriction(sentence, wanted, is_licence=bool(named))
    is_void = not named and bool(cues.hit("license_void", sentence))
    if not (kind or named or is_void) or _is_under(layout, at, SKIPPED_HEADINGS):
        return None
    is_ours = spoken_of.is_of_text(spoken_of.objects_in(sentence) or _over(layout, at))
    if kind:
        rule = "quote_other_holder" if kind == "other_holder" else "quote_restricted"
        note = Note("quote_restricted" if is_ours else "quote_restricts_other", (shown,))
        return Remark(rule, note, shown, is_open=is_ours)
    if is_void:
        return Remark("quote_contradicted", Note("quote_contradicted", (shown,)), shown, is_open=is_ours)
    return _of_licences(sentence, shown, named, wanted, is_ours=is_ours)


def _of_licences(
    sentence: str, shown: str, named: Sequence[Mention], wanted: Collection[str], *, is_ours: bool
) -> Remark | None:
    """Return what a sentence that names licences says: it takes the wanted one back, or names another one as holding."""
    others = [mention for mention in named if not agrees(mention.license, wanted)]
    is_void = bool(cues.hit("denied", sentence) or cues.hit("ended", sentence))
    if not others:
        note = Note("quote_contradicted", (shown,))
        return Remark("quote_contradicted", note, shown, is_open=True) if is_void and is_ours else None
    is_choice = len(others) < len(named) and _OPTION.search(sentence) is not None
    is_former = _CHANGED.search(sentence) is not None and agrees(named[-1].license, wanted)
    if is_void or is_choice or is_former or cues.hit("mentioned", sentence) or cues.hit("planned", sentence):
        return None
    is_open = is_ours and not all(is_software(mention.license) for mention in others)
    return Remark("quote_two_licenses", Note("quote_two_licenses", (others[0].words,)), shown, is_open=is_open)


def _restriction(sentence: str, wanted: Collection[str], *, is_licence: bool) -> str:
    """Return the kind of restriction that a sentence makes and the licence claimed does not; empty if it makes none."""
    for kind in restrictions.kinds(sentence, wanted):
        if not (is_licence and kind == "reserved"):
            return kind
    return "other_holder" if cues.hit("other_holder", sentence) else ""


def _is_under(layout: Layout, at: int, groups: Sequence[str]) -> bool:
    for head in layout.over[at]:
        text = cues.plain(layout.shown_of(head)).strip(" :.#=0123456789")
        if _SAMPLES.match(text) and "text" in spoken_of.objects_in(text):
            continue
        if head is not layout.title and any(cues.is_wholly(group, text) for group in groups):
            return True
    return False


def _over(layout: Layout, at: int) -> frozenset[str]:
    """Return what the key, or the heading over a part, says it is of."""
    block = layout.blocks[at]
    if block.cells:
        first = layout.shown[slice(*block.cells[0])]
        objects = spoken_of.objects_in(cues.plain(first))
        if objects:
            return objects
    return of_headings(layout, at)
