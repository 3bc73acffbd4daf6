"""Paragraphs on works without protection in the spelling of the catalogue: German § 5 UrhG, Austrian § 7 UrhG, Swiss Art. 5 URG.

The paragraph, its subsection and the name of the statute are written in many ways; what they mean is one of few names.
"""

from __future__ import annotations

import re
from typing import Final

_ONE: Final = r"(?:\s{0,4}(?:Abs(?:atz|\.)?\s{0,4}1|\(1\)|I\b)(?:\s{0,4},?\s{0,4}(?:S(?:atz|\.)\s{0,4}1|(?:Bst|lit|Buchst)\.\s{0,4}[a-e]))?)"
_TWO: Final = r"(?:\s{0,4}(?:Abs(?:atz|\.)?\s{0,4}2|\(2\)|II\b))"
_GERMAN: Final = (
    r"\s{0,4},?\s{0,4}(?:(?:des|vom)\s{1,4})?(?:deutschen\s{1,4})?(?:UrhG|Urheber(?:rechts)?gesetz(?:es)?)\b"
)
_AUSTRIAN: Final = (
    r"\s{0,4},?\s{0,4}(?:des\s{1,4})?(?:(?:öster(?:r(?:eichischen)?)?\.?|öst\.|ö\.?)\s{0,4}-?(?:UrhG|Urheberrechtsgesetz(?:es)?)|"
    r"UrhG\s{0,4}\((?:Österreich|AT|A)\))"
)
_SWISS: Final = r"\s{0,4},?\s{0,4}(?:des\s{1,4})?(?:schweizer(?:ischen)?\s{1,4})?(?:URG|Urheberrechtsgesetz(?:es)?)\b"
_SIGN: Final = r"(?:§|Paragra(?:ph|f)(?:en)?)\s{0,4}"
_CITED: Final = (
    (re.compile(rf"{_SIGN}7{_ONE}?{_AUSTRIAN}"), "§ 7 öUrhG"),
    (re.compile(rf"{_SIGN}5{_ONE}{_GERMAN}"), "§ 5 Abs. 1 UrhG"),
    (re.compile(rf"{_SIGN}5{_TWO}{_GERMAN}"), "§ 5 Abs. 2 UrhG"),
    (re.compile(rf"{_SIGN}5{_GERMAN}"), "§ 5 UrhG"),
    (re.compile(rf"Art(?:ikel|\.)?\s{{0,4}}5{_ONE}?{_SWISS}"), "Art. 5 URG"),
)


_SIGNS: Final = ("§", "Paragra", "Art")


def with_names(text: str) -> str:
    """Return a statement with each such paragraph spelled as the catalogue names it."""
    if not any(sign in text for sign in _SIGNS):
        return text
    for pattern, name in _CITED:
        text = pattern.sub(name, text)
    return text
