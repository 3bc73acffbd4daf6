"""Of what a sentence says a licence: the head of the noun phrase that governs it."""

from __future__ import annotations

import pytest

from licenses import cues
from licenses.spoken_of import governing, object_of, objects_in

SENTENCES = [
    ("Die Metadaten der Texte stehen unter @CC0@.", {"metadata"}),
    ("Alle Bilder stehen unter @CC BY-SA 4.0@, die Gedichte sind mit Genehmigung der Erben abgedruckt.", {"images"}),
    ("Die Bilder sind geschützt, die Texte stehen unter @CC BY@.", {"text"}),
    ("Texte, Bilder und Videos stehen unter @CC BY@", {"text", "images"}),
    ("The code in this repository is licensed under @Apache-2.0@.", {"software"}),
    ("Metadaten: @CC0 1.0@; Digitalisate und Volltexte: Urheberrechtsschutz", {"metadata"}),
    ("Die Sammlung enthält einige tausend Briefe und steht unter @CC BY@", {"text"}),
    ("Die Sammlung, die Bilder enthält, steht unter @CC BY@", {"text"}),
    ("Unsere Website zeigt Briefe, deren Metadaten unter @CC0@ stehen", {"metadata"}),
    ("Das Portal veröffentlicht die Metadaten unter @CC0@", {"metadata"}),
    ("Die Bibliothek stellt zu ihren Texten Metadaten unter @CC0@ bereit", {"metadata"}),
    ("@CC BY 4.0@ gilt für alle Bilder", {"images"}),
    ("Lizenz der Datensätze: @CC0@ (nur Metadaten)", {"metadata"}),
    ("Bilder (@CC BY-SA 4.0@) und Texte (auf Anfrage)", {"images"}),
    ("Foto: Ida Moor, @CC BY-SA 4.0@", {"images"}),
    ("Code: MIT. Data: @CC0@", {"text"}),
    ("In diesem Repository stehen die Metadaten unter @CC0@", {"metadata"}),
    ("Wir lizenzieren unsere Transkriptionen der Bilder unter @CC BY@", {"text"}),
    ("Die in der Datenbank enthaltenen Fotografien stehen unter @CC BY@", {"images"}),
    ("This website's theme is licensed under the @MIT License@.", {"software"}),
    ("Die Einrichtung besteht seit 1912 und arbeitet mit @CC BY@", set()),
]


@pytest.mark.parametrize(("marked", "objects"), SENTENCES)
def test_the_noun_that_governs_says_what_a_licence_is_of(marked, objects):
    before, licence, after = (cues.plain(part) for part in marked.split("@"))
    sentence = " ".join(part for part in (before, licence, after) if part)
    start = len(before) + 1 if before else 0
    assert governing(sentence, start, start + len(licence)) == objects


@pytest.mark.parametrize(
    ("word", "object_"),
    [
        ("volltexte", "text"),
        ("zeitungstexte", "text"),
        ("titelbilder", "images"),
        ("bildmetadaten", "metadata"),
        ("annotationsdaten", "metadata"),
        ("kartenmaterial", "images"),
        ("bildungsmaterialien", "text"),
        ("kontext", ""),
        ("netzwerk", ""),
        ("garten", ""),
    ],
)
def test_a_compound_is_what_its_end_says_unless_it_only_says_data(word, object_):
    assert object_of(word) == object_


def test_what_is_of_others_is_of_nobody_else():
    assert objects_in("die inhalte dritter unterliegen deren rechten") == {"others"}
