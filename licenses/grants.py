"""Sentences in which a licence is given as its own text prescribes, with room for names and titles.

Three have such room: the GNU FDL's notice with invariant sections or cover texts (addendum of each version), the waiver that
Creative Commons' chooser writes for CC0, and the source note of the Data licence Germany (no. 2 of its text).  The whole
statement must be that sentence; what fills the room must be a name, except in a notice that is refused whatever it says.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

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
    rf"neighbou?ring rights to (?P<work>this [a-z]+|[A-ZÄÖÜ][^.,;:!?()]{{0,120}}?)\."
    rf"?(?: This work is published from:? {_NAMES}\.?)?(?: https?://creativecommons\.org/publicdomain/zero/1\.0/)?"
)
_SOURCE_NOTE: Final = re.compile(
    rf"(?:Quelle|Datenquelle|Quellenvermerk|Datenbasis):? ?(?P<holder>©? ?{_NAMES}(?: \(?\d{{4}}\)?)?)[,;:] ?(?P<license>.+?)"
    r"(?:[,;.] ?\(?Daten (?:wurden )?(?:geändert|verändert|bearbeitet)\)?)?\.?"
)
_LIMITING: Final = frozenset({"except", "excluding", "not", "only", "but", "without", "nicht", "nur", "ohne", "außer"})
DATA_LICENSES: Final = frozenset({"DL-DE-BY-2.0", "DL-DE-ZERO-2.0", "LicenseRef-DL-DE-BY-1.0"})
"""Licences whose text asks for a source note of this form."""


def of_grant(statement: str) -> str | None:
    """Return the licence of a sentence that a licence prescribes and that has room for names; None for any other."""
    text = " ".join(unicodedata.normalize("NFKC", unwrap(statement)).translate(_QUOTES).split())
    found = _INVARIANT.fullmatch(text)
    if found:
        return f"GFDL-{found['version']}-invariants-{'or-later' if found['later'] else 'only'}"
    waiver = _WAIVER.fullmatch(text)
    return "CC0-1.0" if waiver and _is_a_text(waiver["work"]) else None


def _is_a_text(work: str) -> bool:
    """Return whether a title or `this work` speaks of nothing but texts, and of all of it."""
    words = tokenise(work).words
    objects = [known for word in words if (known := vocabulary().plain.get(word)) and known[0] == "object"]
    is_named = bool(objects) or words[0] != "this"
    return is_named and _LIMITING.isdisjoint(words) and all(meaning == "text" for _, meaning in objects)


def source_note(statement: str) -> str | None:
    """Return a source note as a notice of rights (`© HOLDER, LICENCE`), which recognition reads; None for no such note."""
    plain = " ".join(unicodedata.normalize("NFKC", statement).translate(_QUOTES).split())
    found = _SOURCE_NOTE.fullmatch(plain)
    return f"© {found['holder'].lstrip('© ')}, {found['license']}" if found else None
