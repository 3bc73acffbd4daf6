"""A release made for these tests: two sources, one of them under a licence whose text must travel, and one refused."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.e2e import folders, running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MIT = (
    (running.ROOT / "licenses/texts/MIT.txt")
    .read_text("utf-8")
    .replace("<year> <copyright holders>", "2019 Werkstatt am Wehr")
)
GRANT = "Permission is hereby granted, free of charge, to any person obtaining a copy"
MANUAL = """Das Mühlrad wird im Herbst vom Bach getrennt, damit das Eis die Schaufeln nicht sprengt. Dazu schließt man zuerst
das Schütz, wartet, bis das Wasser im Gerinne abgelaufen ist, und legt dann den Balken vor. Wer das versäumt, muss im
Frühling die Lager neu gießen, was eine Woche dauert und den Müller viel Geld kostet. Danach wird die Welle mit Talg
eingerieben und mit Säcken abgedeckt. Zum Schluss schreibt man den Tag und den Wasserstand in das Buch, das neben der Tür
hängt, denn daran sieht der Nachfolger, wie lange das Rad gestanden hat."""
ANSWERS = {
    "funding": {"de": "Aus Spenden.\n\nOhne <Auflagen> & Gegenleistung.", "en": "From donations."},
    "unsuitable": "Nicht zur Beurteilung von Personen.",
    "purpose": {"en": "To test."},
}


@pytest.fixture(scope="session")
def described(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Return a release with its descriptions; nobody may change it."""
    return once("described", _make) / "workspace" / "releases" / "klein" / "2.0.0"


@pytest.fixture
def release(described: Path, tmp_path: Path) -> Path:
    """Return a copy of the release that a test may change."""
    return shutil.copytree(described, tmp_path / "release")


def _make(folder: Path) -> None:
    records = folders.notes(
        mower={"author": "Anna Beispiel", "date": "2003-05"},
        ferry={"date": "2008", "text": folders.FERRY + " Fragen an faehrmann@wasserweg.de beantwortet er gern."},
    )
    same = {"id": "again", "text": folders.BEES.replace("\n", " "), "license": folders.LICENSE}
    short = {"id": "short", "text": "Zu kurz.", "license": folders.LICENSE}
    empty = {"id": "empty", "text": "", "license": folders.LICENSE}
    collection = folders.own_folder(folder, [*records, same, short, empty])
    folders.changed(
        folder / "source.yaml",
        format={**folders.source()["format"], "authors": "author", "date": "date"},
        title="Notizen | aus <dem> Ort",
        personal_data={
            "kinds": ["email"],
            "legal_basis": "Art. 89 DSGVO",
            "notice": "Art. 14",
            "impact_assessment": "DSFA 3",
            "note": "Leserbriefe",
        },
    )
    _manual(folder)
    folders.written(folder / "answers.yaml", ANSWERS)
    folders.changed(
        collection,
        name="klein",
        title="Kleine Sammlung & mehr",
        description="Vier Texte <zum Prüfen>.",
        version="2.0.0",
        as_of="2026-03-01",
        sources=["./source.yaml", "./manual.yaml", "./closed.yaml"],
        contact={"name": "Stelle für Auskunft", "email": "auskunft@example.org"},
        publisher={"name": "Archiv & Werkstatt", "uri": "https://example.org/archiv"},
        answers="answers.yaml",
    )
    assert (
        running.run(collection, folder / "workspace").release == folder / "workspace" / "releases" / "klein" / "2.0.0"
    )


def _manual(folder: Path) -> None:
    with zipfile.ZipFile(folder / "manual.zip", "w") as archive:
        archive.writestr("text/muehlrad.txt", MANUAL)
        archive.writestr("LICENSE.txt", MIT)
        archive.writestr("NOTICE", "Werkstatt am Wehr\n")
        archive.writestr("text/LICENSE-CODE", "Nur für die Skripte.\n")
        archive.writestr("tief/unten/LICENSE", "Gehört zu etwas anderem.\n")
    said = {
        "id": "manual",
        "title": "Handbuch der Werkstatt",
        "domain": "technical",
        "license": {
            "id": "MIT",
            "evidence": [
                {"kind": "member", "member": "LICENSE.txt", "quote": GRANT},
                {"kind": "member", "member": "text/LICENSE-CODE", "quote": "Nur für die Skripte", "object": "software"},
            ],
        },
        "fetch": [{"path": "manual.zip"}],
        "members": {"include": ["text/*.txt"]},
        "format": {"name": "text", "id": "stem"},
    }
    folders.written(folder / "manual.yaml", said)
    closed = folders.source() | {"id": "closed", "title": "Gesperrt", "license": {"id": "CC-BY-NC-4.0"}}
    folders.written(folder / "closed.yaml", closed)
