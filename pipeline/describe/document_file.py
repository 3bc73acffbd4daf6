"""The file of one document as text or as a page, in German or English."""

from __future__ import annotations

from typing import Any, Final, Literal

from licenses.translation import translated
from pipeline.describe.render import render, style
from pipeline.describe.wording import ISO_639_1, change, number, word

Language = Literal["de", "en"]

WORDS: Final[dict[str, dict[Language, str]]] = {
    "document": {"de": "Dokument", "en": "Document"},
    "release": {"de": "Veröffentlichung", "en": "Release"},
    "as_of": {"de": "Stichtag", "en": "judged as of"},
    "source": {"de": "Quelle", "en": "Source"},
    "publisher": {"de": "Herausgeber", "en": "Publisher"},
    "snapshot": {"de": "Abzug", "en": "Snapshot"},
    "files": {"de": "Dateien", "en": "files"},
    "member": {"de": "Datei darin", "en": "File in it"},
    "fate": {"de": "Verbleib", "en": "Fate"},
    "kept": {"de": "behalten", "en": "kept"},
    "removed": {"de": "entfernt", "en": "removed"},
    "quarantined": {"de": "in Quarantäne", "en": "quarantined"},
    "reason": {"de": "Grund", "en": "Reason"},
    "damage": {"de": "In dieser Datei", "en": "In this file"},
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
    "not_proven": {"de": "trägt nicht:", "en": "proves nothing:"},
    "finding": {"de": "Befund", "en": "Finding"},
    "passage": {"de": "Stelle", "en": "Passage"},
    "remark": {"de": "Daneben", "en": "Beside it"},
    "rule": {"de": "Regel", "en": "Rule"},
    "decided_by": {"de": "entschieden durch", "en": "decided by"},
    "retrieved": {"de": "abgerufen", "en": "retrieved"},
    "changes": {"de": "Änderungen am Text", "en": "Changes to the text"},
    "none": {"de": "keine", "en": "none"},
    "duplicates": {"de": "Dubletten", "en": "Duplicates"},
    "stands_for": {"de": "steht auch für", "en": "also stands for"},
    "twin": {"de": "Derselbe Text steht anderswo", "en": "The same text stands elsewhere"},
    "similarity": {"de": "Ähnlichkeit", "en": "Similarity"},
    "survivor": {"de": "geblieben ist", "en": "what stays is"},
    "measures": {"de": "Messwerte", "en": "Measures"},
    "text": {"de": "Text", "en": "Text"},
    "words": {"de": "Wörter", "en": "words"},
    "characters": {"de": "Zeichen", "en": "characters"},
    "claim": {"de": "Angabe der Quelle", "en": "Claim of the source"},
}
"""Every label of the page in both languages."""
DECIDERS: Final[dict[str, dict[Language, str]]] = {
    "policy": {"de": "die Richtlinie", "en": "the policy"},
    "manifest": {"de": "das Manifest der Quelle", "en": "the source's manifest"},
    "similarity": {"de": "die gemessene Ähnlichkeit", "en": "the similarity measured:"},
    "review": {"de": "einen Menschen:", "en": "a person:"},
}
"""Who or what can decide, by the word before the colon in `decided_by`."""
OWN_STATEMENTS: Final = frozenset(
    {"difference", "twin_refused", "twin_stricter", "term_free", "term_protected", "term_not_proven"}
)
"""Rules whose proof is a sentence of this program, not one of the source's."""


def as_text(file: dict[str, Any], language: Language) -> str:
    """Return the file as plain text."""
    return render("document.txt.j2", **_values(file, language))


def as_html(file: dict[str, Any], language: Language) -> str:
    """Return the file as one self-contained page."""
    document = file["document"]
    spoken = (document or {}).get("language") or ""
    tag = ISO_639_1.get(spoken, spoken)
    return render("document.html.j2", styles=style("page.css"), tag=tag, **_values(file, language))


def in_language(file: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return the file with the program's own sentences in a language; names, ids and quotations stay as they are.

    Added are `language`, `sentence` (what the reason means) and, to every proof, `why` (its rule) and `decider` (who decided).
    """
    reason = file["reason"]
    sentence = (reason["german"] if language == "de" else reason["english"]) if reason else None
    localised = file | {"language": language, "sentence": sentence}
    localised["evidence"] = [_proof_in_language(proof, file, language) for proof in file["evidence"]]
    if file["twin"]:
        localised["twin"] = file["twin"] | {
            "evidence": [_proof_in_language(proof, file, language) for proof in file["twin"]["evidence"]]
        }
    return localised


def _values(file: dict[str, Any], language: Language) -> dict[str, Any]:
    labels = {name: both[language] for name, both in WORDS.items()}
    license_ = file["license"]
    basis = word("bases", license_["license_basis"], language) if license_ else ""
    duties = [word("obligations", duty, language) for duty in license_["obligations"]] if license_ else []
    done = [change(step, language) for step in file["document"]["changes"]] if file["document"] else []
    localised = in_language(file, language)
    values = {"file": localised, "w": labels, "language": language, "sentence": localised["sentence"]}
    values |= {"basis": basis, "duties": duties}
    return values | {"changes": done, "why": _meaning(file, file["fate"]["measure"], language)}


def _proof_in_language(proof: dict[str, Any], file: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return a proof in the language of the page: the program's own sentences are translated, quotations stay verbatim."""
    own = {"statement"} if proof["rule"] in OWN_STATEMENTS else set()
    translations = {
        name: translated(proof[name], language) for name in {"where", "finding", "remark", *own} if proof.get(name)
    }
    return (
        proof
        | translations
        | {"why": _meaning(file, proof["rule"], language), "decider": _decider(proof["decided_by"], language)}
    )


def _meaning(file: dict[str, Any], name: str | None, language: Language) -> str:
    both = file.get("rules", {}).get(name)
    return (both["german"] if language == "de" else both["english"]) if both else ""


def _decider(decided_by: str, language: Language) -> str:
    """Return who or what decided: `policy:open-definition` → the policy open-definition."""
    kind, _, name = decided_by.partition(":")
    if kind not in DECIDERS:
        return decided_by
    if kind == "similarity":
        name = number(float(name), language)
    if kind == "review":
        name = ", ".join(name.split(":"))
    return f"{DECIDERS[kind][language]} {name}".rstrip()
