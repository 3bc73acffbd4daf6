"""E-mail addresses, also as people write them so that machines do not read them: with words, blanks, entities, over a line end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from filters.pii import marks
from filters.pii.detector import Detector, matches, stands_before, words
from filters.pii.emails_kernel import LAST_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL: Final = r"[^\W_](?:[\w-]*\w)?"
_OPEN: Final = r"\s?(?:[\[({<]|&lt;)\s?"
_CLOSE: Final = r"\s?(?:[\])}>]|&gt;)\s?"
_AT: Final = rf"(?:@|{_OPEN}(?:at|ät|@|AT|At|ÄT|bei|Bei){_CLOSE}|&(?:#0{{0,2}}64|#[xX]0{{0,2}}40|commat);|%40)"
_DOT: Final = rf"(?:\.|{_OPEN}(?:dot|punkt|\.|DOT|Dot|Punkt|PUNKT){_CLOSE}|&(?:#0{{0,2}}46|#[xX]0{{0,2}}2[eE]|period);)"
_EMAIL: Final = re.compile(
    rf"(?<![\w.+-])\w[\w.+-]{{0,63}}{_AT}(?P<domain>{_LABEL}(?:-\n[^\W_][\w-]*)?(?:{_DOT}{_LABEL})*{_DOT})(?P<last>[^\W\d_]{{2,24}})(?![\w@])"
)
_LAST: Final = f"(?:{'|'.join((*LAST_PARTS, *(part.upper() for part in LAST_PARTS)))})"
_NAME: Final = r"\w[\w.+-]{0,63}(?:\s(?:dot|DOT|punkt|Punkt)\s\w[\w.+-]{0,63})?"
_SPACED: Final = re.compile(
    rf"(?<![\w.+-])(?P<name>{_NAME})(?P<at>\s@\s|@\s|\s(?:at|AT|ät|ÄT|Ät)\s|_(?:at|AT)_)"
    rf"(?P<domain>{_LABEL}(?:(?P<dot>\.|\s\.\s|\s(?:dot|DOT|Dot|punkt|Punkt|PUNKT)\s){_LABEL}){{0,3}}?(?P<end>\.|\s\.\s|\s(?:dot|DOT|Dot|punkt|Punkt|PUNKT)\s))"
    rf"(?P<last>{_LAST})(?![\w@-]|\.\w)"
)
_SPACED_BEGINS: Final = re.compile(rf"(?<![\w.+-]){_NAME}(?=\s?@\s|\s(?:at|AT|ät|ÄT|Ät)\s|_(?:at|AT)_)")
_SPACED_HINT: Final = re.compile(r"[\s_](?:at|AT|ät|ÄT|Ät)[\s_]|[\s]@|@\s")
_CALLED: Final = words("e-?mail", "mail", "schreib", "kontakt", "erreich", "adresse", "anmeld", "an\\b")
_FILES: Final = frozenset(
    [
        "css",
        "gif",
        "htm",
        "html",
        "jpeg",
        "jpg",
        "js",
        "json",
        "md",
        "pdf",
        "php",
        "png",
        "py",
        "svg",
        "txt",
        "webp",
        "xml",
    ]
)
_MACHINE_USERS: Final = ("git@",)
_RESERVED: Final = re.compile(
    r"(?:^|[\W_])example\W+(?:com|net|org)$|\W(?:example|test|invalid|localhost)$", re.IGNORECASE
)
"""Names that belong to nobody (RFC 2606)."""


def _find(text: str) -> Iterator[tuple[int, int]]:
    for match in _EMAIL.finditer(text):
        if (
            match["last"].lower() not in _FILES
            and not match.group().startswith(_MACHINE_USERS)
            and not _is_reserved(match)
        ):
            yield match.span()
    for match in matches(_SPACED, _SPACED_BEGINS, text) if _SPACED_HINT.search(text) else ():
        if _is_spaced(text, match) and not _is_reserved(match):
            yield match.span()


def _is_reserved(match: re.Match[str]) -> bool:
    return _RESERVED.search(match["domain"] + match["last"]) is not None


def _is_spaced(text: str, match: re.Match[str]) -> bool:
    """Return whether words and blanks make an address: by a sign or a word for both, else by the name or the words before."""
    if "@" in match["at"]:
        return True
    if re.search(r"\s\.\s", match["domain"]):
        return False
    if match["end"] != "." or match["at"].strip(" _\t\n").lower() == "ät":
        return True
    return re.search(r"[\d._-]", match["name"]) is not None or stands_before(text, match.start(), _CALLED, 30)


EMAIL: Final = Detector("email", marks.EMAIL, _find)
"""Also written `name (at) domain (punkt) de`; not files such as `bild@2x.png`, not the reserved names of examples."""
