"""What a licence demands, and what a subset or a release owes as a whole, as sentences in German and English.

`notice_text` is the notice of a single licence for the folder `licenses/` of a release: name, address, duties, and the text where
it must be passed on.  A release is a collection: every text stays under its own licence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from gemeingut.yaml_text import load_yaml
from licenses.catalogue import catalogue
from licenses.combine import Combination, CombinationError, adaptation, collection
from licenses.translation import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DATA_FILES: Final = (
    "licenses/texts/BSD-2-Clause.txt",
    "licenses/texts/BSD-3-Clause.txt",
    "licenses/texts/MIT.txt",
    "licenses/texts/duties.yaml",
)
LANGUAGES: Final = ("de", "en")
NO_DUTIES: Final = {"de": "Die Nutzung ist an keine Bedingung geknüpft.", "en": "Use is subject to no condition."}
FULL_TEXT: Final = {"de": "Lizenztext: {url}", "en": "Licence text: {url}"}
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


@cache
def _duties() -> Mapping[str, Mapping[str, str]]:
    data: dict[str, dict[str, str]] = load_yaml(_file("duties.yaml") or "")
    return data


def _file(name: str) -> str | None:
    path = files("licenses").joinpath("texts", name)
    return path.read_text(encoding="utf-8") if path.is_file() else None


def duty(obligation: str, lang: str = "de") -> str:
    """Return what an obligation demands, as a sentence; KeyError for an obligation that the catalogue does not have."""
    return _duties()[obligation][lang]


def notice_text(license_id: str) -> str:
    """Return the notice of a licence of the catalogue in German and English, with its whole text where that must be passed on."""
    license_ = catalogue().get(license_id)
    parts = []
    for lang in LANGUAGES:
        duties = "\n".join(f"- {duty(obligation, lang)}" for obligation in license_.obligations)
        parts += [
            f"{license_.title(lang)} ({license_.id})",
            FULL_TEXT[lang].format(url=license_.url),
            duties or NO_DUTIES[lang],
        ]
    text = _file(f"{license_.id}.txt")
    return "\n\n".join([*parts, text.rstrip()] if text else parts) + "\n"


@dataclass(frozen=True, slots=True)
class Whole:
    """What a set of licences owes together: class, duties, the licence of an adaptation of all (None if there is none), a note."""

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
    """Return what these licences owe as a whole; raise CombinationError, naming them, if they cannot be combined."""
    combination = collection(expressions)
    try:
        target, why = adaptation(combination.licenses), ""
    except CombinationError as error:
        target, why = None, str(error)
    return Whole(
        combination, target, {lang: _note(combination, target, translated(why, lang), lang) for lang in LANGUAGES}
    )


def _note(combination: Combination, target: str | None, why: str, lang: str) -> str:
    duties = [duty(name, lang) for name in combination.obligations] or [NO_DUTIES[lang]]
    last = ONE_TEXT[lang].format(license=target) if target else NO_TEXT[lang].format(why=why)
    parts = [OWN[lang], TOGETHER[lang], *duties, last]
    if any(name.startswith("CC-BY-SA-4") for name in combination.licenses):
        parts.append(DATABASE[lang])
    return " ".join(parts)
