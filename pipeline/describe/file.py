"""The file of one document as text or as a page, in German or English."""

from __future__ import annotations

from typing import Any, Final, Literal

from pipeline.describe.render import render
from pipeline.describe.wording import word

Language = Literal["de", "en"]

WORDS: Final[dict[str, dict[Language, str]]] = {
    "document": {"de": "Dokument", "en": "Document"},
    "release": {"de": "Veröffentlichung", "en": "Release"},
    "as_of": {"de": "Stichtag", "en": "judged as of"},
    "source": {"de": "Quelle", "en": "Source"},
    "publisher": {"de": "Herausgeber", "en": "Publisher"},
    "snapshot": {"de": "Abzug", "en": "Snapshot"},
    "member": {"de": "Datei darin", "en": "File in it"},
    "fate": {"de": "Verbleib", "en": "Fate"},
    "kept": {"de": "behalten", "en": "kept"},
    "removed": {"de": "entfernt", "en": "removed"},
    "quarantined": {"de": "in Quarantäne", "en": "quarantined"},
    "reason": {"de": "Grund", "en": "Reason"},
    "measured": {"de": "Messwert", "en": "Measured"},
    "limit": {"de": "Grenze", "en": "limit"},
    "related": {"de": "Bezug", "en": "Related"},
    "license": {"de": "Lizenz", "en": "Licence"},
    "basis": {"de": "Rechtsgrundlage", "en": "Basis"},
    "obligations": {"de": "Pflichten", "en": "Obligations"},
    "attribution": {"de": "Namensnennung", "en": "Attribution"},
    "proof": {"de": "Beleg", "en": "Proof"},
    "statement": {"de": "Geprüfte Angabe", "en": "Statement examined"},
    "place": {"de": "angegebener Ort:", "en": "place given:"},
    "of_snapshot": {"de": "des Abzugs", "en": "of the snapshot"},
    "stands_in": {"de": "steht in", "en": "stands in"},
    "not_proven": {"de": "trägt nicht, denn dort steht es so nicht", "en": "proves nothing: it does not stand there"},
    "rule": {"de": "Regel", "en": "Rule"},
    "decided_by": {"de": "entschieden durch", "en": "decided by"},
    "retrieved": {"de": "abgerufen", "en": "retrieved"},
    "changes": {"de": "Änderungen am Text", "en": "Changes to the text"},
    "none": {"de": "keine", "en": "none"},
    "duplicates": {"de": "Dubletten", "en": "Duplicates"},
    "stands_for": {"de": "steht auch für", "en": "also stands for"},
    "twin": {"de": "Derselbe Text steht anderswo", "en": "The same text stands elsewhere"},
    "survivor": {"de": "geblieben ist", "en": "what stays is"},
    "measures": {"de": "Messwerte", "en": "Measures"},
    "text": {"de": "Text", "en": "Text"},
    "words": {"de": "Wörter", "en": "words"},
    "characters": {"de": "Zeichen", "en": "characters"},
    "claim": {"de": "Angabe der Quelle", "en": "Claim of the source"},
}
"""Every label of the page in both languages."""


def as_text(found: dict[str, Any], language: Language) -> str:
    """Return the file as plain text."""
    return render("document.txt.j2", **_values(found, language))


def as_html(found: dict[str, Any], language: Language) -> str:
    """Return the file as one self-contained page."""
    return render("document.html.j2", **_values(found, language))


def _values(found: dict[str, Any], language: Language) -> dict[str, Any]:
    reason = found["reason"]
    sentence = (reason["german"] if language == "de" else reason["english"]) if reason else None
    labels = {name: both[language] for name, both in WORDS.items()}
    said = found["license"]
    basis = word("bases", said["license_basis"], language) if said else ""
    duties = [word("obligations", one, language) for one in said["obligations"]] if said else []
    return {"file": found, "w": labels, "language": language, "sentence": sentence, "basis": basis, "duties": duties}
