"""Dates of birth: a date beside a word or sign that says somebody was born then."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from filters.pii import marks
from filters.pii.detector import Detector, matches

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST: Final = 1905
"""Nobody born before this year is alive: data protection does not cover the dead, and history needs their dates."""
LAST_DEATH: Final = 2015
"""Who died in this year or before has been dead for more than ten years."""

_MONTHS: Final = (
    r"(?:Jan(?:uar|ner|\.)?|Jänner|Feb(?:ruar|er|\.)?|Märze?|Mär\.|Apr(?:il|\.)?|Mai|Juni?\.?|Juli?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Okt(?:ober|\.)?|Nov(?:ember|\.)?|Dez(?:ember|\.)?)"
)
_DATE: Final = re.compile(
    r"(?<![\w/])(?<![0-9][.,-])(?:"
    r"[0-3]?[0-9]\s{0,2}\.\s{0,2}(?:[01]?[0-9]|[IVX]{1,4})\s{0,2}\.\s{0,2}(?P<dotted>[0-9]{4}|[0-9]{2})"
    rf"|[0-3]?[0-9]\s?\.?\s{{0,2}}(?i:{_MONTHS})\s{{0,2}}(?P<named>[0-9]{{4}})"
    r"|(?P<iso>[0-9]{4})-[01][0-9]-[0-3][0-9]"
    r"|[0-3]?[0-9](?P<sign>[/-])[01]?[0-9](?P=sign)(?P<signed>[0-9]{4}|[0-9]{2})"
    r")(?!\w|[/-][0-9]|\.[0-9])"
)
_SPELLED: Final = re.compile(rf"te[nrs]?\s{{1,2}}(?i:{_MONTHS})\s{{1,2}}(?P<year>[0-9]{{4}})(?![\w/-]|\.[0-9])")
"""The end of a day that is spelled in words, with month and year: `am dritten Mai 1988`."""
_ORDINAL: Final = re.compile(
    r"(?<![^\W\d_])(?i:(?:(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und)?(?:zwanzig|drei(?:ß|ss)ig)s|ers|zwei|drit|vier|fünf|sechs"
    r"|sieb(?:en)?|ach|neun|zehn|elf|zwölf|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn)\Z"
)
_LONGEST_ORDINAL: Final = 24
_DATE_BEGINS: Final = re.compile("[0-9]")
_PLACE: Final = r"(?:(?:in|zu|bei|im)\s[^\d.;:!?()]{2,40}(?:\([^\d()]{2,20}\))?,?\s{1,2})?"
_BEFORE: Final = re.compile(
    r"(?:(?<![^\W\d_])(?i:"
    r"geb(?:\.|oren(?:e[nrms]?)?)?(?:\s{1,2}(?:ist|wurde|war|bin|sind)(?:\s{1,2}\w{2,20}){0,2})?"
    rf"(?:\s{{0,2}}[,:=–-])?\s{{0,2}}{_PLACE}(?:am|den)?"
    r"|(?<![0-9]\. )(?<![0-9]\.)geburts(?:datum|tag|dat\b\.?)(?:\s\([^()\d]{2,14}\))?[^\d.;!?]{0,36}"
    r"|geb\.?\s?-?\s?dat(?:um|\.)?[^\d;!?]{0,12}"
    rf"|zur\s{{1,2}}welt(?:\s{{1,2}}(?:kam|gekommen))?\s{{1,2}}{_PLACE}am"
    r"|dob)"
    r"|(?:[(\[,;:|/]|(?:[A-ZÄÖÜ][\w.’'-]{0,24} ){2}) ?\*\s{0,2}"
    rf"{_PLACE}(?:am)?)"
    r"\s{0,2}:?\s{0,2}[*_]{0,2}\s{0,2}\Z"
)
_AFTER: Final = re.compile(
    rf"\s{{0,2}},?\s{{0,2}}{_PLACE}(?:als\s[^\d.;:!?]{{2,40}}\s)?(?i:geboren)"
    r"|[^\d.;:!?]{0,60}(?:zur\s{1,2}Welt\b|Licht\s{1,2}der\s{1,2}Welt\b)"
)
_COHORT: Final = re.compile(r"(?<!\w)(?:(?i:nach|vor|bis|ab|seit|zwischen)\s{1,2}(?:dem|zum)?|und\s(?:dem)?)\s{0,2}\Z")
"""Statutes speak of all who were born before or after a day."""
_RELATIVE: Final = re.compile(r"\b(?:[Vv]ater|[Mm]utter|Eltern|Mann|Frau|Bruder|Schwester|Sohn|Tochter|dessen|deren)\b")
_WHERE: Final = r"(?:in|zu|bei|im|am|an|auf|als|ob|von|vom|durch|nach|der|den|dem|die)"
_VIA: Final = rf"(?:\s{{1,2}}{_WHERE}(?:\s{{1,2}}(?:{_WHERE}|[A-ZÄÖÜ][\w.’'-]{{0,30}})|\s?\([^()\d]{{2,30}}\)){{0,6}})?"
"""Where or as what: words of place and names behind them, and no subject of a clause."""
_SAME: Final = (
    rf"{_VIA}(?:\s{{1,2}}(?:geboren|zur\s{{1,2}}Welt|das\s{{1,2}}Licht\s{{1,2}}der\s{{1,2}}Welt))?[\s,;.):/–—-]{{0,4}}"
    r"(?:(?:und|sowie|wo|er|sie|Er|Sie|der|die|welche[rs]?|ist|wurde|war)\s{1,2}){0,4}"
)
"""What may stand between birth and death of the same person: no verb of another kind and no other subject."""
_DIED: Final = r"(?:hingerichtet|ermordet|gestorben|verstorben|ver?starb|starb)"
_DEATH: Final = re.compile(
    rf"{_SAME}(?:†|gest\.|verst\.|{_DIED}\b|Tod(?:es)?\b)"
    r"[^;\d]{0,40}(?:[0-3]?[0-9]\.\s?(?:[01]?[0-9]\.|\w{3,9})\s?)?(?P<year>1[0-9]{3}|20[0-9]{2})(?!\d)"
    r"(?!\s{1,2}(?:eine?|seine?|ihre?|der|die|das|Frau|Herr)\b)"
    rf"|{_SAME}(?:am\s{{1,2}})?(?:[0-3]?[0-9]\.\s?(?:[01]?[0-9]\.|\w{{3,9}})\s?)?(?P<before>1[0-9]{{3}}|20[0-9]{{2}}){_VIA}\s{{1,2}}{_DIED}\b"
)
_CONTEXT: Final = 80  # code points before a date that may announce it
_LIFE: Final = 160  # code points after it in which a death may be told


def _find(text: str) -> Iterator[tuple[int, int]]:
    for match in matches(_DATE, _DATE_BEGINS, text):
        start, end = match.span()
        year = match["dotted"] or match["named"] or match["iso"] or match["signed"]
        if _is_birth(text, start, end) and _is_of_our_day(text, end, year):
            yield start, end
    for match in _SPELLED.finditer(text):
        ordinal = _ORDINAL.search(text[max(0, match.start() - _LONGEST_ORDINAL) : match.start()])
        if ordinal is None:
            continue
        start = match.start() - len(ordinal.group())
        if _is_birth(text, start, match.end()) and _is_of_our_day(text, match.end(), match["year"]):
            yield start, match.end()


def _is_birth(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _CONTEXT) : start]
    if _BEFORE.search(before):
        return True
    return bool(_AFTER.match(text, end, end + 2 * _CONTEXT)) and not _COHORT.search(before)


def _is_of_our_day(text: str, end: int, year: str) -> bool:
    """Return whether who was born in that year, on a day that ends at `end`, may be alive, or dead for less than ten years.

    A death counts that stands beside the birth, in its bracket or clause: another one may be anybody's.
    """
    if len(year) == 4 and int(year) < OLDEST:
        return False
    life = text[end : end + _LIFE]
    death = _DEATH.match(life)
    if not death or _RELATIVE.search(life, 0, death.end()):
        return True
    died = int(death["year"] or death["before"])
    return not (int(year) if len(year) == 4 else 1900) < died <= LAST_DEATH


BIRTH_DATE: Final = Detector("birth_date", marks.BIRTH_DATE, _find)
"""Of people who may be alive: not who was born before 1905, nor who is said to have died by 2015."""
