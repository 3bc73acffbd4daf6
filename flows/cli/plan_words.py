"""The words and sentences of `gemeingut plan`, in German and English."""

from __future__ import annotations

from typing import Final

HEADER: Final = {
    "de": ("Quelle", "Lizenz", "Urteil", "Beleg", "MB", "woher", "Grund"),
    "en": ("source", "licence", "verdict", "proof", "MB", "from", "reason"),
}
GERMAN: Final = {
    "accept": "annehmen",
    "review": "entscheiden",
    "reject": "ablehnen",
    "per document": "je Dokument",
    "proven": "trägt",
    "unproven": "trägt nicht",
    "unchecked": "ungeprüft",
    "none needed": "nicht nötig",
    "workspace": "Arbeitsordner",
    "mirror": "Spiegel",
    "path": "Ordner",
    "network": "Netz",
    "missing": "fehlt",
}
"""The words of the table in German; in English the values are shown as they are."""
WITNESS: Final = {
    "de": "eine Zeugin: wird verglichen, nie veröffentlicht",
    "en": "a witness: compared, never published",
}
TITLE: Final = {
    "de": "{name}: Richtlinie {policy}, Rezept {recipe}",
    "en": "{name}: policy {policy}, recipe {recipe}",
}
NEEDS: Final = {
    "de": "braucht etwa {disk} MB Platz, {memory} GB Arbeitsspeicher und {hours} Stunden auf zwei Prozessoren; "
    "{fetch} MB sind, soweit bekannt, zu holen",
    "en": "needs about {disk} MB of disk, {memory} GB of memory, {hours} hours on two processors; "
    "{fetch} MB known to be fetched",
}
UNDESCRIBED: Final = {
    "de": "in der Sammlung nicht gesagt: {name} ({instead})",
    "en": "not said by the collection: {name} ({instead})",
}
TARGET: Final = {"de": "zu veröffentlichen nach {target}: {lacking}", "en": "to publish to {target}: {lacking}"}
LACKING: Final = {"de": "es fehlt {}", "en": "missing {}"}
NOTHING: Final = {"de": "es fehlt nichts", "en": "nothing is missing"}
TO_DO: Final = {"de": "Was zu tun ist:", "en": "What there is to do:"}
STEPS: Final = {
    "missing": {
        "de": "die Datei fehlt, die das Manifest unter fetch nennt; hinlegen oder den Eintrag richtigstellen",
        "en": "the file that the manifest names under fetch is not there; put it there or mend the entry",
    },
    "license_unproven": {
        "de": "{why}; Zitat oder Fundstelle im Manifest richtigstellen oder beim Herausgeber nachfragen, dann neu ausführen",
        "en": "{why}; mend the quote or its place in the manifest, or ask the publisher, then run again",
    },
    "review": {
        "de": "{why} Nach dem Lauf entscheiden: gemeingut review {collection} --export DATEI.csv --lang de",
        "en": "{why} Decide after the run: gemeingut review {collection} --export FILE.csv",
    },
    "left_out": {
        "de": "{why} Bleibt außen vor, wie das Manifest es sagt; nichts ist zu tun",
        "en": "{why} It stays outside, as the manifest says; nothing is to be done",
    },
    "reject": {
        "de": "{why} Wird nicht gelesen; anders nur mit einer anderen Erlaubnis des Rechteinhabers",
        "en": "{why} It will not be read, unless the holder of rights permits otherwise",
    },
}
"""What a curator has to do about a source, by the obstacle."""
