"""A statement without what stands behind its grant and is not of the text: terms of pictures and marks, the labels of a footer.

A sentence is set aside only behind one that names a licence, if it names none itself, speaks of nothing but images or programs, and
says that they are excepted or have terms of their own.
"""

from __future__ import annotations

import re
from typing import Final

from licenses import cues, qualified, spoken_of
from licenses.mentions import mentions

LONGEST: Final = 2_000
_SENTENCE: Final = re.compile(r"(?<=[.;!])\s+(?=\S)")
_OTHERS: Final = frozenset({"images", "software"})
_OWN_TERMS: Final = re.compile(
    r"\b(?:gelten|gilt|unterlieg\w+|ausgenommen|ausgeschlossen|geschützt\w*|eigene\w*|gesondert\w*|separat\w*|angaben?|bildunterschrift\w*|"
    r"bildnachweis\w*|credits?|captions?|excluded|excepted|exempt|not (?:covered|included)|separate\w*|own|respective|reserved|protected)\b"
)
_RESTRICTING: Final = re.compile(
    r"(?:nur|only|solely|ausschließlich|lediglich|allein|just|gilt|dies|das|this|it|applies)\b"
)
DANGLING: Final = re.compile(
    r"\b(?:nicht|nur|not|only|außer|except|aber|but|ohne|without|früher|formerly|vermutlich|presumably|soll|should|einige|some)\W*$"
)
"""A word that limits something that is not there."""
_LISTED: Final = re.compile(
    r"(?:([A-ZÄÖÜ][\w-]+),? )?\b(?:und|oder|sowie|and|or) (?:(?:die|der|das|den|alle|the|our|all|unsere?) )?([\w-]+)|, (?:die |der |das )?([A-ZÄÖÜ][\w-]+)"
)
"""What is joined to another noun, which must be of the same kind."""
_VERB: Final = re.compile(
    r"(?:is|are|may|must|can|have|has|remain|be|sind|ist|darf|dürfen|werden|wird|haben|hat|bleiben|unterliegen|gelten|nicht|not|soweit)",
    re.IGNORECASE,
)
_LABEL: Final = (
    r"(?:Datenschutz(?:erklärung|hinweise?)?|Impressum|Kontakt|Haftungsausschluss|Nutzungsbedingungen|Barrierefreiheit|"
    r"Cookie-?(?:Einstellungen|Richtlinie|Hinweis)|Entwickler|Statistiken?|Mobile Ansicht|Privacy [Pp]olicy|Terms of [Uu]se|Disclaimers?|"
    r"Contact|Imprint|Developers|Statistics|Cookie statement|Mobile view|Nach oben|Sitemap|(?:Über|About) [A-ZÄÖÜ][\w-]*)"
)
_FOOTER: Final = re.compile(rf"(?<=[.·|•])\s*(?:{_LABEL}\s*[·|•–-]\s*)*{_LABEL}\s*\.?$")


def without_asides(statement: str) -> str | None:
    """Return the statement without asides; None if it has none, or nothing else."""
    if len(statement) > LONGEST:
        return None
    spaced = " ".join(statement.split())
    bare = _FOOTER.sub("", spaced).rstrip(" ·|•")
    kept: list[str] = []
    for sentence in _SENTENCE.split(bare):
        if not (kept and mentions(" ".join(kept)) and _is_of_others(sentence)):
            kept.append(sentence)
    rest = " ".join(kept).rstrip(" ;")
    return rest if rest and rest != spaced.rstrip(" ;") else None


def _is_of_others(sentence: str) -> bool:
    plain = cues.plain(sentence)
    objects = {noun.object for noun in spoken_of.nouns(plain)}
    listed = (word for match in _LISTED.finditer(sentence) for word in match.groups() if word)
    return (
        bool(objects)
        and all(spoken_of.object_of(word.lower()) in _OTHERS or _VERB.fullmatch(word) for word in listed)
        and objects <= _OTHERS
        and not mentions(sentence)
        and _RESTRICTING.match(plain) is None
        and DANGLING.search(plain) is None
        and (_OWN_TERMS.search(plain) is not None or bool(qualified.limit(plain)))
    )
