"""What a subset or a release owes as a whole, in German and English: a collection of texts, each under its own licence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from licenses.combine import Combination, CombinationError, adaptation, collection
from licenses.notices import NO_DUTIES, duty
from licenses.translation import translated

if TYPE_CHECKING:
    from collections.abc import Iterable

LANGUAGES: Final = ("de", "en")
OWN: Final = {
    "de": "Eine Zusammenstellung: Jeder Text steht weiter unter seiner eigenen Lizenz (Spalte license), und wer ihn "
    "weitergibt, schuldet, was diese Lizenz verlangt.",
    "en": "A collection: every text stays under its own licence (column license), and whoever passes it on owes what "
    "that licence asks.",
}
TOGETHER: Final = {"de": "Zusammengenommen gilt:", "en": "Taken together:"}
ONE_TEXT: Final = {
    "de": "Ein Werk, das aus allen diesen Texten zusammen entsteht, kann stehen unter: {license}.",
    "en": "A work made from all of these texts together can stand under: {license}.",
}
NO_TEXT: Final = {
    "de": "Für ein Werk, das aus allen diesen Texten zusammen entsteht, gibt es keine gemeinsame Lizenz ({why}).",
    "en": "There is no common licence for a work made from all of these texts together ({why}).",
}
DATABASE: Final = {
    "de": "Für das Datenbankrecht (§§ 87a ff. UrhG) an der Zusammenstellung selbst gilt: CC BY-SA 4.0 § 4 b) erfasst die "
    "Datenbank, in die ein wesentlicher Teil einer geschützten Datenbank übernommen wird, nicht aber die einzelnen Texte "
    "anderer darin.",
    "en": "For the sui generis database right (§§ 87a ff. UrhG) in the collection itself: CC BY-SA 4.0 § 4(b) reaches a "
    "database that takes over a substantial part of a protected one, and not the single texts of others in it.",
}


@dataclass(frozen=True, slots=True)
class Whole:
    """What a set of licences owes together: class, duties, the licence of an adaptation of all (None: none), and a note."""

    combination: Combination
    adaptation: str | None
    note: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return the statement as release.json holds it."""
        return {
            "obligation": self.combination.obligation,
            "obligations": list(self.combination.obligations),
            "one_license": self.combination.one_license,
            "adaptation": self.adaptation,
            "notes": list(self.combination.notes),
            "collection_note": dict(self.note),
        }


def whole(expressions: Iterable[str]) -> Whole:
    """Return what these licences owe as a whole; raise CombinationError, naming them, where they may not stand together."""
    combination = collection(expressions)
    try:
        target, why = adaptation(combination.licenses), ""
    except CombinationError as error:
        target, why = None, str(error)
    return Whole(
        combination, target, {lang: _note(combination, target, translated(why, lang), lang) for lang in LANGUAGES}
    )


def _note(combination: Combination, target: str | None, why: str, lang: str) -> str:
    duties = [duty(one, lang) for one in combination.obligations] or [NO_DUTIES[lang]]
    last = ONE_TEXT[lang].format(license=target) if target else NO_TEXT[lang].format(why=why)
    parts = [OWN[lang], TOGETHER[lang], *duties, last]
    if any(one.startswith("CC-BY-SA-4") for one in combination.licenses):
        parts.append(DATABASE[lang])
    return " ".join(parts)
