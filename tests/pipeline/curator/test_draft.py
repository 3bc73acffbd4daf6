"""Drafts of manifests for what curators have: the formats, columns, licences and archives that are found, and what is left open."""

from __future__ import annotations

import gzip
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gemeingut.yaml_text import load_yaml
from pipeline.curator.draft import DraftError, Given, draft
from pipeline.curator.sniffed_formats import format_of
from pipeline.curator.survey import SurveyError
from pipeline.manifest.load import load_collection
from tests.e2e.folders import ARCHIVE, BEES, FERRY, MOWER, TEXTS

TERMS = "Alle Texte in diesem Ordner stehen unter CC BY 4.0.\n"


def drafted(folder, **given):
    """Return the source manifest that is drafted for a folder, which must load with its collection."""
    made = draft(Given(str(folder), **given))
    load_collection(made.collection)
    return load_yaml(made.source.read_text("utf-8")), made


def test_a_folder_of_texts_with_its_terms(tmp_path):
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    (tmp_path / "LIZENZ.txt").write_text(TERMS, "utf-8")
    manifest, made = drafted(tmp_path, title="Chronik", attribution="Verein")
    assert manifest["format"] == {"name": "text"}
    assert manifest["license"]["id"] == "CC-BY-4.0"
    assert manifest["license"]["evidence"] == [{"kind": "file", "file": "LIZENZ.txt", "quote": TERMS.strip()}]
    assert manifest["members"]["exclude"] == ["LIZENZ.txt"]
    assert (manifest["title"], manifest["attribution"], made.left_open) == ("Chronik", "Verein", ())


def test_a_table_that_excel_wrote(tmp_path):
    rows = [
        "Nr;Überschrift;Inhalt;Datum;Lizenz",
        *(f'{n};T{n};"{text}";3.4.2019;CC BY 4.0' for n, text in enumerate(TEXTS.values())),
    ]
    (tmp_path / "Export.csv").write_bytes("\r\n".join(rows).replace("\n", " ").replace("\r ", "\r\n").encode("cp1252"))
    manifest, _ = drafted(tmp_path)
    format_ = manifest["format"]
    assert (format_["name"], format_["delimiter"], format_["id"], format_["text"]) == ("csv", ";", "Nr", "Inhalt")
    assert (format_["title"], format_["date"], format_["license"]) == ("Überschrift", "Datum", "Lizenz")
    assert manifest["license"] == {"scope": "document"}


def test_a_table_without_a_header_has_names_for_its_columns(tmp_path):
    (tmp_path / "a.tsv").write_text(
        "\n".join(f"{n}\t{text}" for n, text in enumerate(t.replace("\n", " ") for t in TEXTS.values())), "utf-8"
    )
    format_ = drafted(tmp_path)[0]["format"]
    assert format_["header"] == ["column_1", "column_2"]
    assert format_["text"] == "column_2"


def test_json_lines_with_nested_fields_and_no_key(tmp_path):
    records = [{"id": 1, "data": {"content": text, "author": "A. Lindt"}} for text in TEXTS.values()]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    format_ = drafted(tmp_path)[0]["format"]
    assert (format_["text"], format_["authors"]) == ("data.content", "data.author")
    assert "id" not in format_


def test_a_list_in_a_json_file_whose_text_no_name_says(tmp_path):
    (tmp_path / "a.json").write_text(
        json.dumps({"eintraege": [{"x": "k1", "y": MOWER}, {"x": "k2", "y": FERRY}]}), "utf-8"
    )
    format_ = drafted(tmp_path)[0]["format"]
    assert (format_["name"], format_["records"], format_["text"]) == ("json", "eintraege[]", "y")


def test_parquet_packed_json_lines_and_a_zip(tmp_path):
    pq.write_table(pa.table({"doc_id": ["a", "b"], "raw_content": [MOWER, FERRY]}), tmp_path / "a.parquet")
    assert drafted(tmp_path)[0]["format"] == {"name": "parquet", "text": "raw_content", "id": "doc_id"}
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "a.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": BEES}).encode() + b"\n"))
    manifest = drafted(packed)[0]
    assert (manifest["format"]["name"], manifest["fetch"]) == ("jsonl", [{"path": "a.jsonl.gz"}])
    zipped = tmp_path / "zipped"
    zipped.mkdir()
    with zipfile.ZipFile(zipped / "chronik.zip", "w") as archive:
        archive.writestr("x/archiv.md", f"# Archiv\n\n{ARCHIVE}")
        archive.writestr("x/README.md", "## Lizenz\n\nAlle Texte: CC0 1.0.\n")
    manifest = drafted(zipped)[0]
    assert manifest["license"]["evidence"] == [
        {"kind": "member", "member": "x/README.md", "quote": "Alle Texte: CC0 1.0."}
    ]
    assert manifest["format"] == {"name": "markdown"}


def test_several_formats_each_have_their_members(tmp_path):
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\n{text}", "utf-8")
    (tmp_path / "page.html").write_text(f"<html><body><p>{MOWER}</p></body></html>", "utf-8")
    manifest = drafted(tmp_path)[0]
    assert manifest["format"] == {"name": "markdown"}
    assert manifest["formats"] == [{"members": ["**/*.html"], "format": {"name": "html"}}]


def test_tables_of_different_columns_with_one_ending_are_told_by_their_names(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"id,text\n1,{MOWER!r}\n".replace("\n", "\n").replace("'", '"'), "utf-8")
    (tmp_path / "c.csv").write_text("id;text\n1;Ein kurzer Satz über Bienen im Garten.\n", "utf-8")
    manifest = drafted(tmp_path)[0]
    assert manifest["formats"] == [{"members": ["c.csv"], "format": {"name": "csv", "text": "text", "delimiter": ";"}}]


def test_what_no_reader_reads_is_told_and_is_no_source_by_itself(tmp_path):
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(SurveyError, match=r"scan\.png: a picture"):
        drafted(tmp_path)
    (tmp_path / "a.txt").write_text(MOWER, "utf-8")
    made = drafted(tmp_path)[1]
    assert made.survey.refused == (("scan.png", "a picture"),)


@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [
        ("a.pdf", b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n", "pdf"),
        ("a.xml", b"<article><front><article-meta/></front><body><p>Ein Satz.</p></body></article>", "jats"),
        ("a.xml", b"<?xml version='1.0'?><!-- x --><TEI xmlns='http://www.tei-c.org/ns/1.0'><text/></TEI>", "tei"),
        ("a.txt", b"Der O\nSteg B-LOC\n. O\n", "iob"),
        ("LIESMICH", "Ein Satz über den Steg.".encode(), "text"),
        ("a.html", b"<html><body><div class='ocr_page'></div></body></html>", "hocr"),
    ],
)
def test_a_format_is_told_by_what_a_file_begins_with(name, data, format_):
    assert format_of(name, data)["name"] == format_


def test_where_all_files_are_called_as_terms_they_are_the_texts(tmp_path):
    for name in TEXTS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "README.md").write_text(f"# {name}\n\n{TEXTS[name]}", "utf-8")
    manifest = drafted(tmp_path)[0]
    assert (manifest["format"]["name"], manifest["members"]) == ("markdown", {"include": ["**/*.md"]})


def test_nothing_is_overwritten_and_what_is_not_there_is_told(tmp_path):
    (tmp_path / "a.txt").write_text(MOWER, "utf-8")
    drafted(tmp_path)
    before = (tmp_path / "source.yaml").read_bytes()
    with pytest.raises(DraftError, match=r"collection\.yaml is there already; nothing was written"):
        drafted(tmp_path)
    assert (tmp_path / "source.yaml").read_bytes() == before
    with pytest.raises(DraftError, match="no such file or folder"):
        drafted(tmp_path / "nowhere")


def test_a_denied_licence_is_no_licence_and_an_unknown_one_is_left_open(tmp_path):
    (tmp_path / "a.txt").write_text(MOWER, "utf-8")
    (tmp_path / "README.md").write_text("Diese Texte stehen nicht unter CC BY 4.0.\n", "utf-8")
    manifest, made = drafted(tmp_path)
    assert manifest["license"] == {"scope": "source"}
    assert any("under which licence" in what for what in made.left_open)


def test_a_domain_is_the_formats_own_until_enough_documents_speak_against_it(tmp_path):
    (tmp_path / "a.txt").write_text("Ein kurzer Satz.", "utf-8")
    assert drafted(tmp_path)[0]["domain"] == "web"


def test_manifests_elsewhere_lead_to_the_files(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.txt").write_text(MOWER, "utf-8")
    manifest = drafted(tmp_path / "data" / "a.txt", out=tmp_path / "mine")[0]
    assert manifest["fetch"] == [{"path": "../data/a.txt"}]


@pytest.mark.parametrize("name", ["über Öfen & Co", "2024", "___", "日本"])
def test_any_name_of_a_folder_gives_an_id(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "a.txt").write_text(MOWER, "utf-8")
    assert drafted(folder)[0]["id"]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_comments_are_in_the_language_asked_for(tmp_path, lang):
    (tmp_path / "a.txt").write_text(MOWER, "utf-8")
    made = drafted(tmp_path, lang=lang)[1]
    assert ("PRÜFEN" if lang == "de" else "CHECK") in made.source.read_text("utf-8")
