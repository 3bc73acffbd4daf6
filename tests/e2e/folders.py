"""A user's own folder: a collection, a source, its terms and a few texts, written for these tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from pathlib import Path

TERMS = "Alle Beiträge dieser Seite stehen unter CC BY 4.0.\n"
LICENSE = "CC BY 4.0"

MOWER = """Der alte Handmäher im Schuppen des Pfarrgartens hatte seit Jahren niemandem mehr gedient, bis die neue Küsterin
ihn im Frühling hervorholte. Sie schärfte die Messer mit einem Stein, tropfte Öl auf die Achse und schob ihn probeweise
über das feuchte Gras. Anfangs blockierte die Walze bei jedem zweiten Schritt, doch nach einer Stunde lief sie so ruhig,
dass man nur noch das leise Schnarren der Zähne hörte. Die Nachbarn blieben am Zaun stehen und erzählten von ihren
Großeltern, die jeden Samstag auf diese Weise gemäht hatten. Inzwischen leiht der halbe Ort das Gerät aus, und im
Gemeindebrief steht ein Plan, wer an welchem Tag an der Reihe ist."""

FERRY = """Wer am Abend mit der Fähre übersetzt, merkt rasch, dass der Fährmann mehr weiß als jeder Wetterbericht. Er deutet
auf die Schwalben, die tief über dem Wasser jagen, auf den Geruch des Schilfs und auf das matte Licht hinter den Pappeln.
Meistens behält er recht, und wenn es regnet, spannt er wortlos eine Plane über die Bänke. Sein Großvater begann mit einem
Kahn, den er an einem Seil hinüberzog; heute treibt die Strömung selbst das Boot, das schräg an einer Kette hängt. Im
vergangenen Jahr beförderte er vierzehntausend Menschen, unzählige Fahrräder, zwei Esel und eine Hochzeitsgesellschaft, die
sich in der Zeit geirrt hatte."""

ARCHIVE = """Im Keller des Rathauses lagern neununddreißig Regalmeter Akten, die bis vor kurzem niemand gezählt hatte. Ein
Praktikant hat nun jedes Bündel gewogen, beschrieben und in säurefreie Mappen gelegt. Dabei fand er Rechnungen über
Laternenöl, einen Streit um die Breite eines Misthaufens und das Gesuch einer Witwe, die eine Bäckerei eröffnen wollte. Der
Rat lehnte zunächst ab, weil die Gasse zu eng für Mehlwagen sei, gab aber nach, als sie anbot, das Mehl auf dem Rücken zu
tragen. Solche Vorgänge zeigen besser als jede Chronik, wie mühsam der Alltag war und mit welcher Beharrlichkeit sich
manche durchsetzten."""

BEES = """Bienen finden eine blühende Linde auch dann, wenn sie mitten im Häusermeer steht. Unsere Arbeitsgruppe hat in drei
Sommern die Tänze auf den Waben gefilmt und daraus berechnet, wohin die Sammlerinnen geflogen sind. Erstaunlich oft führte
der Weg nicht zum nächsten Baum, sondern zu einem, der weiter entfernt war, jedoch später am Tag noch Nektar gab. Die Tiere
vergleichen offenbar Aufwand und Ertrag, bevor sie ihre Schwestern anwerben. Für die Stadtplanung folgt daraus, dass es
nicht genügt, irgendwo Blüten zu pflanzen; entscheidend ist, dass vom März bis in den Oktober hinein immer etwas offen
steht."""

LIGHTHOUSE = """Auf dem Leuchtturm wohnt niemand mehr, seit die Lampe von der Küste aus geschaltet wird. Trotzdem steigt
Herr Petersen jede Woche die hundertzwölf Stufen hinauf, putzt die Scheiben und trägt in ein Heft ein, welche Vögel er auf
dem Geländer gesehen hat. Die Behörde bezahlt ihn dafür nicht, duldet ihn aber, weil er schon zweimal einen Riss im
Mauerwerk gemeldet hat, den die Fachleute übersehen hatten. Im Winter nimmt er eine Thermoskanne mit und wartet auf die
Dämmerung; dann springt über ihm das Licht an, wandert über die Dünen und streift für einen Augenblick das Fenster seiner
eigenen Küche, in der er das Radio hat laufen lassen."""

TEXTS = {"mower": MOWER, "ferry": FERRY, "archive": ARCHIVE, "bees": BEES}


def notes(**changed: Any) -> list[dict[str, Any]]:
    """Return four records under CC BY 4.0; `name={…}` changes fields of one of them, `name=None` leaves it out."""
    records = []
    for name, text in TEXTS.items():
        change = changed.get(name, {})
        if change is not None:
            records.append({"id": name, "text": text.replace("\n", " "), "license": LICENSE} | change)
    return records


def lines(records: list[Any]) -> bytes:
    """Return JSON Lines: an object as JSON, text and bytes as they are."""
    return b"".join(_line(one) + b"\n" for one in records)


def _line(one: Any) -> bytes:
    return one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode()


def own_folder(folder: Path, records: list[Any] | None = None, **keys: Any) -> Path:
    """Write the smallest thing that works and return its collection manifest; `keys` change the source manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "notes.jsonl").write_bytes(lines(notes() if records is None else records))
    (folder / "TERMS.txt").write_text(TERMS, "utf-8")
    said = source() | keys
    written(folder / "source.yaml", {key: value for key, value in said.items() if value is not None})
    return written(folder / "collection.yaml", {"name": "mine", "title": "Mine", "sources": ["./source.yaml"]})


def source() -> dict[str, Any]:
    """Return the source manifest of the contract's smallest example."""
    return {
        "id": "notes",
        "title": "My notes",
        "license": {
            "id": "CC-BY-4.0",
            "scope": "document",
            "evidence": [{"kind": "file", "file": "TERMS.txt", "quote": "CC BY 4.0"}],
        },
        "attribution": "Example Archive",
        "domain": "web",
        "fetch": [{"path": "notes.jsonl"}],
        "format": {"name": "jsonl", "id": "id", "text": "text", "license": "license"},
    }


def written(path: Path, content: Any) -> Path:
    """Write YAML and return the path."""
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
    return path


def changed(path: Path, **keys: Any) -> Path:
    """Change keys of a YAML file; None takes a key away."""
    said = load_yaml(path.read_text("utf-8")) | keys
    return written(path, {key: value for key, value in said.items() if value is not None})


def beside_a_healthy_one(collection: Path, **keys: object) -> Path:
    """Add a second, healthy source to the collection, change keys of the first, and return the collection's manifest."""
    written(collection.parent / "healthy.yaml", source() | {"id": "healthy"})
    changed(collection.parent / "source.yaml", **keys)
    return changed(collection, sources=["./source.yaml", "./healthy.yaml"])
