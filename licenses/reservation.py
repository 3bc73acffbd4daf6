"""Reservations against text and data mining (§ 44b (3) UrhG, Art. 4 (3) DSM directive) in the text of a page.

A reservation is not a statement on a licence: an open licence has permitted what it reserves, so beside one it is only
recorded; without a licence it excludes the text.  A sentence is a reservation if it names mining, reserves it, and consists
otherwise of words that are usual in such sentences; with any other word it is a statement that must be understood.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Final

_ROBOTS: Final = frozenset(
    {
        *("all", "none", "index", "noindex", "follow", "nofollow", "noarchive", "nosnippet", "noimageindex"),
        *(
            "notranslate",
            "nocache",
            "indexifembedded",
            "max-snippet:-1",
            "max-image-preview:large",
            "max-video-preview:-1",
        ),
    }
)
_OPT_OUTS: Final = frozenset({"noai", "noimageai", "noml"})
_TDM: Final = re.compile(r"tdm-reservation\s*[:=]\s*1", re.IGNORECASE)
_FILE_LINE: Final = re.compile(r"\s*(?:user-agent|allow|disallow|content-signal|content-usage)\s*:.*", re.IGNORECASE)
_SUBJECT: Final = re.compile(
    r"text\W{0,3}(?:und|and|&|u\.)\W{0,2}data\W?mining|text\W?data\W?mining|data\W?mining|\btdm\b|§\s*44\s?b\b(?:\s+urhg)?"
    r"|\b(?:ki|ai)\W?training\b|\b(?:training|trainieren)\s+(?:von|of)\s+(?:ki|ai|large language|sprach)\W?(?:modellen|modelle|"
    r"systemen|systems?|models?)|\bmachine learning\b|\bmaschinelle[sn]? lernen"
)
_RESERVED: Final = re.compile(
    r"\b(?:vorbehalten|vorbehält|vorbehalt|behält|behalten|untersagt|verboten|widersprochen|widersprechen|widerspricht"
    r"|nicht (?:gestattet|erlaubt|zulässig)|reserved|reserves?|prohibited|forbidden|not (?:permitted|allowed)|opts? out|opted out)\b"
)
_DENIED: Final = re.compile(
    r"\b(?:nicht (?:vorbehalten|untersagt|verboten|widersprochen)|not (?:reserved|prohibited|forbidden)|no reservation|kein\w*|alle[rn]? rechten?|all rights)\b"
)
_WORDS: Final = frozenset(
    (
        "die der das den dem des ein eine einer eines und oder sowie auch insbesondere hiermit ausdrücklich ist sind bleibt bleiben wird "
        "werden wir uns sich vor nach gemäß im in am an auf aus zu zum zur für von vom mit sinne sinn abs absatz art artikel nr satz s "
        "nutzung nutzungen verwendung vervielfältigung vervielfältigungen auswertung zwecke zwecken zweck inhalt inhalte inhalten "
        "website webseite webseiten websites seite seiten internetseite internetseiten internetauftritts dieser diese dieses unserer "
        "unsere unseres texte texten text werke werken werk angebot angebots angebote richtlinie eu dsm urhg urheberrechtsgesetz "
        "automatisierte automatisierten analyse künstlicher künstliche intelligenz ki ai training rechte nutzungsvorbehalt "
        "herausgeber verlag anbieter betreiber rechteinhaber rechtsinhaber machine learning einen alle allen aller jede jeder jegliche "
        "jeglicher the a an of for to in on within under and or any all is are we our us this these its by with as purposes purpose "
        "meaning article art directive eu dsm use using reproduction reproductions content contents website websites site pages page "
        "texts works hereby expressly right rights from section generative systems models data mining training publisher owner "
        "rightholder rightsholder rightholders automated analysis artificial intelligence 44b § 3 4 2 1 eu 2019 790 2019/790 not no "
        "including especially such out"
    )
    .casefold()
    .split()
)
_SENTENCE: Final = re.compile(r"(?<=[^.\s]{3}[.!])\s+(?=[A-ZÄÖÜ])")
_LONGEST: Final = 600
_MARKS: Final = (
    *("noai", "noimageai", "noml", "tdm", "mining", "44b", "44 b", "training", "trainieren", "learning", "lernen"),
    "user-agent",
)
"""Every reservation contains one of these; most statements contain none and are ruled out quickly."""


def is_reservation(statement: str) -> bool:
    """Return whether the whole statement is a reservation: directives, TDMRep, lines of robots.txt, or sentences."""
    lowered = statement.casefold()
    for mark in _MARKS:
        if mark in lowered:
            return _is_reservation(statement, lowered)
    return False


@lru_cache(maxsize=65_536)
def _is_reservation(statement: str, lowered: str) -> bool:
    stripped = statement.strip()
    plain = " ".join(lowered.split()).rstrip(".")
    return bool(
        _TDM.fullmatch(plain)
        or _directives(plain)
        or _lines(stripped)
        or _entry(stripped)
        or (len(plain) <= _LONGEST and all(map(_sentence, _SENTENCE.split(stripped))))
    )


def is_machine_readable(statement: str) -> bool:
    """Return whether a reservation is stated in a form for machines (TDMRep, directives, robots.txt), as § 44b (3) asks for online works."""
    stripped = statement.strip()
    plain = " ".join(stripped.casefold().split()).rstrip(".")
    return bool(_TDM.fullmatch(plain) or _directives(plain) or _lines(stripped) or _entry(stripped))


def reserving_sentences(text: str) -> tuple[str, ...]:
    """Return the distinct sentences of a text (an imprint, terms of use) that are reservations, verbatim except for white space.

    A sentence ends at the latest with its paragraph, at an empty line.
    """
    lowered = text.casefold()
    if "mining" not in lowered and "44b" not in lowered and "44 b" not in lowered and "training" not in lowered:
        return ()
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text))
    parts = [part.strip() for paragraph in paragraphs for part in _SENTENCE.split(paragraph)]
    return tuple(dict.fromkeys(part for part in parts if 0 < len(part) <= _LONGEST and _sentence(part)))


def _directives(plain: str) -> bool:
    directives = {part.strip() for part in re.sub(r"^[\w-]*bot\s*:", "", plain).split(",")}
    return bool(directives & _OPT_OUTS) and directives <= _OPT_OUTS | _ROBOTS


def _lines(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    rules = [line for line in lines if not line.lstrip().lower().startswith("user-agent")]
    return len(lines) > len(rules) > 0 and all(_FILE_LINE.fullmatch(line) for line in lines)


def _entry(text: str) -> bool:
    if not text.startswith("{"):
        return False
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return reserves(entry) and set(entry) <= {"location", "tdm-reservation", "tdm-policy"}


def reserves(entry: Any) -> bool:
    """Return whether an entry of a tdmrep.json says that mining is reserved."""
    return isinstance(entry, dict) and str(entry.get("tdm-reservation")) == "1"


def _sentence(sentence: str) -> bool:
    plain = " ".join(sentence.split()).casefold()
    if not _SUBJECT.search(plain) or not _RESERVED.search(plain) or _DENIED.search(plain):
        return False
    rest = _RESERVED.sub(" ", _SUBJECT.sub(" ", plain))
    return all(word in _WORDS for word in re.findall(r"[\w§/]+", rest))
