"""Sentences that grant a licence as its own text prescribes, with placeholders for names and titles.

Such sentences are: the notice of the GNU FDL with invariant sections or cover texts (addendum of each version), what Creative
Commons' chooser writes (`TITLE © YEAR by NAME is licensed under …`, and the waiver of CC0), and the source note of the Data
licence Germany (no. 2 of its text).  The whole statement must be that sentence; a placeholder must be filled with a name, and a
title must mean a whole text, except in a notice that is refused anyway.
"""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import islice
from typing import Final

from licenses.grammar import read
from licenses.tokens import tokenise, unwrap
from licenses.vocabulary import vocabulary

_QUOTES: Final = str.maketrans(dict.fromkeys("\"'„“”«»‚‘’‹›", ""))
_INVARIANT: Final = re.compile(
    r"""(?:(?:copyright|©|\(c\)).{1,200}?\s)?
    permission\ is\ granted\ to\ copy,\ distribute,?\ and/or\ modify\ this\ (?:document|work|manual)
    \ under\ the\ terms\ of\ the\ gnu\ free\ documentation\ license,?\ version\ (?P<version>1\.[123])
    (?P<later>\ or\ any\ later\ version)?(?:\ published\ by\ the\ free\ software\ foundation)?[;,]?
    \ with\ (?:the\ invariant\ sections?\ being\ [^.;]+|no\ invariant\ sections,?
    \ (?:and\ )?(?:with\ )?(?:the\ front-cover\ texts?\ (?:being|as\ in)\ [^.;]+
    |no\ front-cover\ texts,?\ (?:and\ )?(?:with\ )?the\ back-cover\ texts?\ (?:being|as\ in)\ [^.;]+))\.?
    (?:\ a\ copy\ of\ the\ license\ is\ included\ in\ the\ section\ entitled\ gnu\ free\ documentation\ license\.?)?""",
    re.VERBOSE | re.IGNORECASE,
)
_NAME: Final = r"(?:[A-ZÄÖÜ][\w.'-]*|von|van|de|der|und|and|the|für|e\.|V\.)"
_NAMES: Final = rf"{_NAME}(?: {_NAME}){{0,11}}"
_WAIVER: Final = re.compile(
    rf"(?:https?://creativecommons\.org/publicdomain/zero/1\.0/ )?To the extent possible under law, "
    rf"(?:the authors?|the person who associated CC0 with this work|{_NAMES}),? (?:has|have) waived all copyright and related or "
    rf"neighbou?ring rights to (?P<work>this [a-z]+(?: of [a-z ]{{1,80}})?|(?:the |das |die |der )?[A-ZÄÖÜ][^.,;:!?()]{{0,120}}?)\."
    rf"?(?: This work is published from:? {_NAMES}\.?)?(?: https?://creativecommons\.org/publicdomain/zero/1\.0/)?"
)
_CHOSEN: Final = re.compile(
    rf"(?P<work>[A-ZÄÖÜ0-9][^.;:!?()©]{{0,160}}?),? (?:©|\(c\)) (?:\d{{4}}(?:-\d{{4}})? )?(?:by|von) {_NAMES} "
    rf"(?P<grant>(?:is licensed under|ist lizenziert unter|is marked with|is marked) .+)"
    rf"|(?P<given>[A-ZÄÖÜ0-9][^.;:!?()©]{{0,160}}?) (?:by|von) {_NAMES} (?P<marked>is marked (?:with )?CC0 .+)"
)
_SOURCE_NOTE: Final = re.compile(
    r"(?:(?:Quelle|Datenquelle|Quellenvermerk|Datenbasis|Namensnennung):? ?|(?=© ?[^(]{1,200}\(\d{4}\)))"
    rf"(?P<holder>©? ?{_NAMES}(?: \(?\d{{4}}\)?)?)[,;:] ?(?P<license>.+?)"
    r"(?:[,;.] ?\(?Daten (?:wurden )?(?:geändert|verändert|bearbeitet)\)?)?\.?"
)
_SENTENCE_END: Final = re.compile(r"\.\s")
_MOST_SENTENCES: Final = 4
_TITLED: Final = re.compile(
    r"(?:(?P<kind>\b(?:Text|Beitrag|Artikel|Aufsatz|Werk|Buch|Band|Gedicht|Roman|Korpus|Datensatz|article|work|book|corpus|dataset|text) )"
    r"|(?<![\w]))[„“”\"«»‚‘](?P<work>[^„“”\"«»‚‘’<>]{2,120})[“”\"«»‘’](?(kind)|(?=,? (?:von|by) [A-ZÄÖÜ]))"
)
"""A title in quotation marks behind a noun, or before its author."""
_TITLE_PROPERTY: Final = re.compile(
    r"<(?P<mark>\w+)\b[^<>]{0,300}\bproperty\s*=\s*[\"'](?:dct|dcterms|dc):title[\"'][^<>]{0,300}>(?P<work>[^<>]{1,200})</(?P=mark)>"
)
_NAME_PROPERTY: Final = re.compile(
    r"\b(?:von|by)\s{1,9}<(?P<mark>\w+)\b[^<>]{0,300}\bproperty\s*=\s*[\"']cc:attributionName[\"'][^<>]{0,300}>[^<>]{1,200}</(?P=mark)>"
)
_HOLDER_PROPERTY: Final = re.compile(
    r"<(?P<mark>\w+)\b[^<>]{0,300}\bitemprop\s*=\s*[\"'](?:copyrightHolder|creator|author|publisher)[\"'][^<>]{0,300}>[^<>]{1,200}</(?P=mark)>"
)
"""What microdata marks as a name."""
"""What Creative Commons' chooser marks in HTML as title and as author (RDFa)."""
_LONGEST_TITLED: Final = 1_000
_LIMITING: Final = frozenset(
    {
        *(
            "except",
            "excluding",
            "not",
            "no",
            "only",
            "but",
            "without",
            "some",
            "all",
            "can",
            "may",
            "if",
            "unless",
            "formerly",
        ),
        *(
            "nicht",
            "kein",
            "keine",
            "nur",
            "ohne",
            "außer",
            "manche",
            "einige",
            "alle",
            "kann",
            "soll",
            "wenn",
            "falls",
            "früher",
            "aber",
        ),
        *(
            "cover",
            "preface",
            "foreword",
            "appendix",
            "half",
            "page",
            "pages",
            "excerpt",
            "excerpts",
            "template",
            "personal",
        ),
        *(
            "umschlag",
            "einband",
            "vorwort",
            "nachwort",
            "anhang",
            "hälfte",
            "seite",
            "seiten",
            "auszug",
            "auszüge",
            "privat",
        ),
        *("never", "false", "untrue", "wrong", "allegedly", "supposedly", "claimed", "believe"),
        *("nie", "niemals", "falsch", "unwahr", "angeblich", "vermeintlich", "behauptet", "glaubt"),
        *(
            "chapter",
            "chapters",
            "part",
            "parts",
            "section",
            "sections",
            "volume",
            "kapitel",
            "teil",
            "teile",
            "abschnitt",
            "band",
        ),
    }
)
"""Words of a title that may restrict the grant to a part of the text or deny it."""
_POINTING: Final = frozenset({"this", "these", "dies", "diese", "dieser", "dieses"})
"""Words that begin no title unless it names a kind of text."""
_SAYING: Final = frozenset({"mention", "unclear", "holder", "deed"})
"""Kinds of event about rights, which cannot be part of a title."""
DATA_LICENSES: Final = frozenset({"DL-DE-BY-2.0", "DL-DE-ZERO-2.0", "LicenseRef-DL-DE-BY-1.0"})
"""Licences whose text asks for a source note of this form."""


def of_grant(statement: str) -> tuple[str | None, str]:
    """Return the licence of a sentence that its text prescribes, with names in it, and what stands behind a waiver; else None."""
    text = " ".join(unicodedata.normalize("NFKC", unwrap(statement)).translate(_QUOTES).split())
    notice = _INVARIANT.fullmatch(text)
    if notice:
        return f"GFDL-{notice['version']}-invariants-{'or-later' if notice['later'] else 'only'}", ""
    ends = [len(text), *(match.end() for match in islice(_SENTENCE_END.finditer(text), _MOST_SENTENCES))]
    for end in ends:
        waiver = _WAIVER.fullmatch(text[:end].rstrip())
        if waiver is not None and _is_a_text(waiver["work"]):
            return "CC0-1.0", text[end:].strip(" .")
    return None, ""


def _is_a_text(work: str) -> bool:
    """Return whether a title or `this work` means nothing but a text, and the whole of it."""
    words = tokenise(work).words
    objects = [known for word in words if (known := vocabulary().plain.get(word)) and known[0] == "object"]
    is_named = bool(objects) or words[0] not in _POINTING
    is_whole = _LIMITING.isdisjoint(words) and all(meaning == "text" for _, meaning in objects)
    return is_named and is_whole and not any(event.kind in _SAYING for event in read(tokenise(work)))


def without_title(statement: str) -> str | None:
    """Return a statement with `This work` in place of a title in quotation marks before its author; None if there is none."""
    plain = " ".join(unicodedata.normalize("NFKC", unwrap(statement)).split())
    match = _TITLED.search(plain) if len(plain) <= _LONGEST_TITLED else None
    if match is None or not _is_a_text(match["work"]):
        return None
    return f"{plain[: match.start()]}{match['kind'] or 'This work'}{plain[match.end() :]}"


def without_properties(statement: str) -> str | None:
    """Return a statement in HTML with `This work` in place of its title and without its author, as RDFa marks them; None without either."""
    title = _TITLE_PROPERTY.search(statement)
    if title is None and _HOLDER_PROPERTY.search(statement):
        return _HOLDER_PROPERTY.sub(" ", statement)
    if title is None or not _is_a_text(html.unescape(title["work"])):
        return None
    rest = f"{statement[: title.start()]} This work {statement[title.end() :]}"
    return _NAME_PROPERTY.sub(" ", rest, count=1)


def source_note(statement: str) -> str | None:
    """Return a source note as a copyright notice (`© HOLDER, LICENCE`), which recognition reads; None for any other statement."""
    plain = " ".join(unicodedata.normalize("NFKC", statement).translate(_QUOTES).split())
    note = _SOURCE_NOTE.fullmatch(plain)
    if note is None:
        return None
    holder = note["holder"].lstrip("© ").replace("(", "").replace(")", "")
    return f"© {holder}, {note['license']}"


def chosen(statement: str) -> str | None:
    """Return a grant by Creative Commons' chooser with `This work` in place of title and author; None for any other statement."""
    match = _CHOSEN.fullmatch(" ".join(unicodedata.normalize("NFKC", unwrap(statement)).translate(_QUOTES).split()))
    if match is None or not _is_a_text(match["work"] or match["given"]):
        return None
    grant = match["grant"] or match["marked"]
    return f"This work {grant.replace('ist lizenziert unter', 'is licensed under').replace('is marked CC0', 'is marked with CC0')}"
