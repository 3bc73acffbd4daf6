"""The sentences of a drafted manifest, in German and English."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "head": "# A draft for {place}: read it, and correct what is marked with CHECK. All keys: docs of the manifests, `gemeingut formats`.",
        "check": "CHECK: from the name of the folder or file",
        "description": "what the texts are, who wrote them, how they came to be here",
        "profiles": "Of a sample of {documents} documents the rules of these profiles keep: {shares}.",
        "domain": "CHECK; the domain decides which rules of quality count (profile)",
        "column": "Each document states its licence itself, in the field {column!r}.",
        "stating": "The documents state their rights themselves; what they state is judged one by one.",
        "license_missing": "CHECK: no file here says under which licence the texts stand. Name licence and proof, or nothing will be kept:",
        "license_doubtful": "CHECK: where the quote stands, it does not prove the licence (gemeingut plan says why).",
        "attribution": "CHECK: who is to be named",
        "read": "{members} members are read as {name}.",
        "columns": "Fields that there are: {columns}",
        "no_text": "CHECK: which field holds the text? There are: {columns}",
        "refused": "Not read:",
        "more": "and {number} more that are not read",
        "personal_data": (
            "# Personal data are masked; what is in the texts, and on which legal basis, must be said before publishing:\n"
            "# personal_data: {kinds: [email, phone], legal_basis: …, notice: …, impact_assessment: …}"
        ),
        "collection_head": "# A draft: which sources, and how they are released.",
        "collection_foot": (
            "# Who publishes, and whom others can ask; needed before publishing:\n"
            "# publisher: {name: …, uri: https://…}\n"
            "# contact: {name: …, email: …}"
        ),
        "no_license": "under which licence the texts stand, and where that can be read (license)",
        "doubtful": "whether {quote!r} is the licence of these texts (license)",
        "no_attribution": "who is to be named (attribution)",
    },
    "de": {
        "head": "# Ein Entwurf für {place}: lesen und berichtigen, was mit PRÜFEN bezeichnet ist. Alle Schlüssel: Dokumentation, `gemeingut formats`.",
        "check": "PRÜFEN: nach dem Namen des Ordners oder der Datei",
        "description": "was die Texte sind, wer sie geschrieben hat, wie sie hierher kamen",
        "profiles": "Von {documents} Dokumenten einer Stichprobe behalten die Regeln dieser Profile: {shares}.",
        "domain": "PRÜFEN; die Domäne entscheidet, welche Regeln der Qualität gelten (Profil)",
        "column": "Jedes Dokument nennt seine Lizenz selbst, im Feld {column!r}.",
        "stating": "Die Dokumente nennen ihre Rechte selbst; jedes wird nach seiner Angabe beurteilt.",
        "license_missing": "PRÜFEN: Keine Datei sagt, unter welcher Lizenz die Texte stehen. Lizenz und Beleg nennen, sonst bleibt nichts übrig:",
        "license_doubtful": "PRÜFEN: Wo das Zitat steht, belegt es die Lizenz nicht (gemeingut plan sagt, warum).",
        "attribution": "PRÜFEN: wer zu nennen ist",
        "read": "{members} Dateien werden als {name} gelesen.",
        "columns": "Vorhandene Felder: {columns}",
        "no_text": "PRÜFEN: Welches Feld enthält den Text? Es gibt: {columns}",
        "refused": "Nicht gelesen:",
        "more": "und {number} weitere, die nicht gelesen werden",
        "personal_data": (
            "# Personenbezogene Daten werden maskiert; was in den Texten steht und auf welcher Rechtsgrundlage, ist vor der\n"
            "# Veröffentlichung anzugeben:\n"
            "# personal_data: {kinds: [email, phone], legal_basis: …, notice: …, impact_assessment: …}"
        ),
        "collection_head": "# Ein Entwurf: welche Quellen, und wie sie veröffentlicht werden.",
        "collection_foot": (
            "# Wer veröffentlicht, und wen andere fragen können; vor der Veröffentlichung nötig:\n"
            "# publisher: {name: …, uri: https://…}\n"
            "# contact: {name: …, email: …}"
        ),
        "no_license": "unter welcher Lizenz die Texte stehen, und wo das zu lesen ist (license)",
        "doubtful": "ob {quote!r} die Lizenz dieser Texte ist (license)",
        "no_attribution": "wer zu nennen ist (attribution)",
    },
}
