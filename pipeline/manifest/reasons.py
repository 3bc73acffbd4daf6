"""Every reason for which a document or a source is not in a release, with a sentence in German and in English."""

from __future__ import annotations

from typing import Final, NamedTuple

from filters import reasons as filter_reasons


class Sentence(NamedTuple):
    """The meaning of a reason, for readers of the release."""

    german: str
    english: str


LICENSE: Final = {
    "license_unknown": Sentence(
        "Es fehlt eine Lizenzangabe, oder die Angabe nennt keine Lizenz.",
        "There is no licence statement, or the statement names no licence.",
    ),
    "license_unproven": Sentence(
        "Die behauptete Lizenz ist nicht belegt: Das Zitat steht nicht in der genannten Quelle oder trägt die Angabe nicht.",
        "The licence claimed is not proven: the quote is not in the place named, or does not support the claim.",
    ),
    "license_rejected": Sentence(
        "Die Lizenz ist nach der Regel der Sammlung nicht frei genug.",
        "The licence is not free enough under the collection's policy.",
    ),
    "license_conflict": Sentence(
        "Zwei Angaben zum Text widersprechen einander, oder derselbe Text steht anderswo unter einer abgelehnten oder strengeren Lizenz.",
        "Two statements about the text contradict each other, or the same text stands elsewhere under a refused or stricter one.",
    ),
    "license_review": Sentence(
        "Über die Lizenz muss ein Mensch entscheiden.",
        "A person must decide about the licence.",
    ),
    "rights_reserved": Sentence(
        "Die Rechte sind ausdrücklich vorbehalten.",
        "Rights are expressly reserved.",
    ),
    "takedown": Sentence(
        "Die Löschung wurde verlangt.",
        "Its deletion was demanded.",
    ),
    "machine_generated": Sentence(
        "Der Text ist von einer Maschine verfasst.",
        "The text was written by a machine.",
    ),
    "benchmark": Sentence(
        "Die Quelle ist ein Bewertungsdatensatz und gehört nicht in Trainingsdaten.",
        "The source is an evaluation set and does not belong in training data.",
    ),
}

OTHER: Final = {
    "wrong_language": Sentence(
        "Der Text ist nicht in einer der gewünschten Sprachen, oder die Erkennung ist zu unsicher.",
        "The text is not in one of the languages wanted, or its identification is too uncertain.",
    ),
    "contaminated": Sentence(
        "Der Text enthält Aufgaben oder Texte eines Bewertungsdatensatzes.",
        "The text holds items of an evaluation set.",
    ),
    "mixed_language": Sentence(
        "Ein zu großer Teil des Textes steht in einer anderen Sprache.",
        "Too much of the text is in another language.",
    ),
    "emptied_by_cuts": Sentence(
        "Nach dem Entfernen personenbezogener Angaben, mehrfach veröffentlichter Passagen oder von Bewertungsaufgaben "
        "erfüllt der Rest die Regeln nicht mehr.",
        "After personal data, repeated passages or items of evaluation sets were cut, what remains no longer meets the rules.",
    ),
    "exact_duplicate": Sentence(
        "Derselbe Text steht schon in der Veröffentlichung.",
        "The same text is in the release already.",
    ),
    "near_duplicate": Sentence(
        "Ein nachweislich fast gleicher Text steht schon in der Veröffentlichung.",
        "A text verified to be nearly the same is in the release already.",
    ),
    "other_rendition": Sentence(
        "Derselbe Text steht in einer besseren Fassung schon in der Veröffentlichung; dass es derselbe ist, sagt das "
        "Manifest der Quelle.",
        "A better reading of the same text is in the release already; that it is the same, the source's manifest says.",
    ),
}

QUARANTINE: Final = {
    "empty": Sentence("Das Dokument hat keinen Text.", "The document has no text."),
    "unreadable": Sentence("Das Dokument ließ sich nicht lesen.", "The document could not be read."),
    "corrupt": Sentence("Die Daten sind beschädigt.", "The data are damaged."),
    "too_large": Sentence("Das Dokument ist größer als erlaubt.", "The document is larger than allowed."),
    "duplicate_id": Sentence(
        "Die Kennung kommt in der Quelle mehrfach vor.", "The id occurs more than once in the source."
    ),
    "detector_failed": Sentence(
        "Die Suche nach personenbezogenen Daten ist an diesem Dokument gescheitert.",
        "The search for personal data failed on this document.",
    ),
    "filter_failed": Sentence(
        "Ein Filter, den das Rezept nennt, ist an diesem Dokument gescheitert.",
        "A filter that the recipe names failed on this document.",
    ),
    "redirect": Sentence("Die Seite ist eine Weiterleitung.", "The page is a redirect."),
    "not_an_article": Sentence("Die Seite ist kein Artikel.", "The page is not an article."),
    "no_text_layer": Sentence(
        "Die PDF-Datei hat keine Textebene: Ihre Seiten sind Bilder, oder ihre Schriften nennen keine Zeichen.",
        "The PDF has no layer of text: its pages are pictures, or its fonts name no characters.",
    ),
    "deleted_at_source": Sentence("Das Dokument ist in der Quelle gelöscht.", "The document is deleted at its source."),
}

MEMBERS: Final = {
    "not_fetched": Sentence("Die Quelle war nicht abrufbar.", "The source could not be fetched."),
    "wrong_hash": Sentence(
        "Die Datei hat eine andere Prüfsumme als im Manifest.", "The file's checksum is not the one in the manifest."
    ),
    "not_a_page": Sentence(
        "Die aufgezeichnete Antwort ist keine Seite mit Text: ein Bild, eine Weiterleitung, eine Fehlermeldung.",
        "The recorded answer is no page of text: an image, a redirect, an error.",
    ),
    "not_a_file": Sentence(
        "Verknüpfung, Gerät oder benannte Pipe: darin ist nichts zu lesen.",
        "A link, device or named pipe: there is nothing in it to read.",
    ),
    "of_system": Sentence(
        "Die Datei gehört dem Betriebssystem: Vorschaubilder, Einstellungen eines Ordners, Papierkorb.",
        "The file is the operating system's own: thumbnails, settings of a folder, a bin.",
    ),
    "not_included": Sentence("Das Manifest lässt diese Datei aus.", "The manifest leaves this file out."),
}


def sentences() -> dict[str, Sentence]:
    """Return every reason with its sentences, by name."""
    filters = {name: Sentence(reason.german, reason.english) for name, reason in filter_reasons.reasons().items()}
    return {**LICENSE, **filters, **OTHER, **QUARANTINE, **MEMBERS}
