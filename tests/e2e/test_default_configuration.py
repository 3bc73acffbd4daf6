"""A release of every kind: what its default configuration holds, what stands apart, and what is a witness and never data."""

from __future__ import annotations

import json
import shutil

import polars as pl
import pytest
from datasets import load_dataset

from tests.e2e import running
from tests.e2e.folders import BEES, FERRY, MOWER, notes, own_folder, source, written

HELP = {"bees.md": (BEES, "MT"), "ferry.md": (FERRY, "HT")}
WITNESSED = " ".join(MOWER.split()).split(". ")[2]
SENTENCE = "Die Küsterin ölte am Morgen die Achse des alten Mähers und schob ihn danach langsam über die feuchte Wiese."
HEAD = (
    "<Description><OCRProcessing><ocrProcessingStep><processingDateTime>2016</processingDateTime><processingSoftware>"
)
ENGINE = "<softwareName>ABBYY FineReader</softwareName></processingSoftware></ocrProcessingStep></OCRProcessing></Description>"
PRINT = """Im Jahre 1871 wurde die neue Brücke über den Fluß gebaut und am Sonntage nach Ostern mit Musik dem Verkehre
übergeben. Viele Leute kamen aus den umliegenden Dörfern, denn seit Menschengedenken hatte man nur die Fähre gehabt, welche bei
Hochwasser tagelang still lag. Der Bürgermeister sprach von der Mühe der Zimmerleute und dankte allen, die Holz, Steine und Geld
gegeben hatten; danach gab es Brot und Bier für alle, und die Kinder liefen bis zum Abend hinüber und herüber."""


def conllu(*sentences):
    return "\n\n".join(f"# sent_id = {at}\n# text = {text}\n1\tX" for at, text in enumerate(sentences)) + "\n"


def alto(text):
    lines = "".join(
        "<TextLine>" + "<SP/>".join(f'<String CONTENT="{word}"/>' for word in line.split()) + "</TextLine>"
        for line in text.split("\n")
    )
    body = f"<Layout><Page><PrintSpace><TextBlock>{lines}</TextBlock></PrintSpace></Page></Layout>"
    return f"<alto>{HEAD}{ENGINE}{body}</alto>"


def add(folder, name, files, **keys):
    """Write a source beside the collection with these files."""
    for path, text in files.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / path).write_text(text, "utf-8")
    fetch = [{"path": f"{name}/{path}"} for path in files]
    written(folder / f"{name}.yaml", source() | {"id": name, "title": name, "fetch": fetch} | keys)
    return f"./{name}.yaml"


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kinds")
    collection = own_folder(folder, notes(bees=None, ferry=None))
    pages = {name: f"---\nms.translationtype: {how}\n---\n\n{text}\n" for name, (text, how) in HELP.items()}
    license_ = source()["license"] | {"scope": "source"}
    named = [
        add(folder, "help", pages, format="markdown", domain="technical", license=license_),
        add(
            folder,
            "bank",
            {"a_b-ud-train.conllu": conllu(SENTENCE), "a_b-ud-test.conllu": conllu(WITNESSED)},
            format="conllu",
            profile="sentences",
            license=license_,
        ),
        add(
            folder,
            "print",
            {"2019-04.xml": alto(PRINT)},
            format="alto",
            domain="historical",
            license=license_,
            texts={"kind": "report", "date_from_id": r"(\d{4})-(\d\d)"},
        ),
    ]
    content = {"name": "mine", "title": "Mine", "sources": ["./source.yaml", *named]}
    written(collection, content | {"as_of": "2026-01-01"})
    return running.run(collection, folder / "w").release


def ids(release, name=None):
    return sorted(load_dataset(str(release), name, split="train", cache_dir=str(release.parent / "cache"))["id"])


def test_the_default_configuration_holds_exactly_what_does_not_stand_apart(release):
    ledger = pl.concat(pl.read_parquet(path) for path in sorted((release / "ledger").glob("[!_]*.parquet")))
    kept = sorted(ledger.filter(pl.col("fate") == "kept")["id"])
    apart = {"bank/bank/a_b-ud-train.conllu:0", "help/help/bees.md"}
    assert apart <= set(kept)
    assert ids(release) == sorted(set(kept) - apart)
    assert ids(release, "everything") == kept
    assert ids(release, "technical-attribution-machine-translated") == ["help/help/bees.md"]
    assert ids(release, "web-attribution-sentences") == ["bank/bank/a_b-ud-train.conllu:0"]


def test_each_column_says_what_its_file_or_manifest_says(release):
    rows = {row["id"]: row for row in pl.read_parquet(release / "data/*/*.parquet").to_dicts()}
    translated, page, sentence = (
        rows["help/help/bees.md"],
        rows["print/print/2019-04"],
        rows["bank/bank/a_b-ud-train.conllu:0"],
    )
    assert (translated["origin"], translated["origin_evidence"]) == ("machine_translated", "ms.translationtype: MT")
    assert (page["origin"], page["unit"], page["kind"], page["year"]) == ("ocr", "page", "report", 2019)
    assert page["ocr"] == {"engine": "ABBYY FineReader", "year": 2016}
    assert page["date"] == "2019-04"
    assert (sentence["unit"], sentence["origin"], sentence["origin_evidence"]) == ("sentence", "unknown", None)
    assert all(row["quality_class"] in range(1, 11) for row in rows.values())


def test_a_test_part_is_never_data_and_what_it_shares_with_others_is_contaminated(release):
    bank = {row["id"]: row for row in pl.read_parquet(release / "ledger/bank.parquet").to_dicts()}
    witness = bank["bank/bank/a_b-ud-test.conllu:0"]
    assert (witness["fate"], witness["stage"], witness["reason"]) == ("removed", "witness", "benchmark")
    mower = pl.read_parquet(release / "ledger/notes.parquet").filter(pl.col("id") == "notes/mower").to_dicts()[0]
    assert (mower["reason"], mower["related"]) == ("contaminated", "bank/bank/a_b-ud-test.conllu:0")
    compared = running.facts_of(release)["decontamination"]["benchmarks"]
    assert compared == [{"name": "bank", "witnesses": True, "items": 1}]


def test_the_release_verifies_and_every_description_says_what_stands_apart(release):
    assert running.here("verify", release).status == 0
    facts = running.facts_of(release)
    apart = {name: subset["apart"] for name, subset in facts["subsets"].items() if subset["apart"]}
    assert apart == {
        "technical-attribution-machine-translated": ["machine"],
        "web-attribution-sentences": ["sentences"],
    }
    card = (release / "README.md").read_text("utf-8")
    assert "| `web-attribution-sentences` | no (sentences without their context) |" in card
    sheet = (release / "datasheet.md").read_text("utf-8")
    assert "nein (Sätze ohne Zusammenhang)" in sheet
    assert "`help` | maschinell übersetzt: 1" in sheet
    sets = {entry["@id"]: entry for entry in json.loads((release / "croissant.json").read_text("utf-8"))["recordSet"]}
    assert "Outside the default configuration" in sets["web-attribution-sentences"]["description"]
    assert {"default", "everything"} <= set(sets)
    fields = json.loads((release / "datapackage.json").read_text("utf-8"))["resources"][0]["schema"]["fields"]
    assert {"origin", "kind", "unit", "work_id", "part", "year", "quality_class", "identifiers", "ocr"} <= {
        field["name"] for field in fields
    }
    assert "nicht in der Vorgabe: Sätze ohne Zusammenhang" in (release / "catalog.ttl").read_text("utf-8")
    assert "außerhalb der Vorgabe" in (release / "index.html").read_text("utf-8")


def test_a_default_configuration_that_holds_what_stands_apart_does_not_verify(release, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(release, broken)
    path = broken / "release.json"
    facts = json.loads(path.read_text("utf-8"))
    facts["subsets"]["web-attribution-sentences"]["apart"] = []
    path.write_text(json.dumps(facts), "utf-8")
    done = running.here("verify", broken)
    assert done.status == 1
    assert "web-attribution-sentences: in the default configuration, with 1 rows of unit sentence" in done.out
