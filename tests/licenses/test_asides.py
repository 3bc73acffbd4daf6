from __future__ import annotations

import pytest

from licenses.asides import without_asides
from licenses.recognise import recognise


@pytest.mark.parametrize(
    "text",
    [
        "Texte dieses Heftes: CC BY 4.0. Die Fotos sind davon ausgenommen.",
        "Unsere Beiträge stehen unter CC BY 4.0; für Bilder gelten die jeweils angegebenen Lizenzen.",
        "All texts are licensed under CC BY 4.0. Images are excluded from this licence.",
        "Inhalte stehen unter CC BY 4.0, sofern nicht anders angegeben. Impressum · Datenschutzerklärung · Über MoorWiki",
    ],
)
def test_terms_of_pictures_and_labels_of_a_footer_are_set_aside(text):
    assert recognise(text).license == "CC-BY-4.0"


@pytest.mark.parametrize(
    "text",
    [
        "Texte: CC BY 4.0. Dies gilt nur für die Bilder.",
        "Titelbild: Jana Roth; CC BY 4.0",
        "Die Bilder stehen unter CC BY 4.0. Für Texte gelten die Angaben des Verlags.",
        "Texte: CC BY 4.0. Ausgenommen sind Bilder und Erzählungen.",
        "CC BY 4.0. Nur die Fotos.",
    ],
)
def test_what_may_be_of_the_text_is_not_set_aside(text):
    assert recognise(text).license is None


def test_a_statement_without_asides_is_none():
    assert without_asides("Texte: CC BY 4.0") is None
