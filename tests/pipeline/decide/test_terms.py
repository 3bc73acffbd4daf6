from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest
import yaml

from licenses.translation import translated
from pipeline.decide.terms import deaths_of, needs_terms, term_of
from pipeline.manifest import License
from tests.e2e import running
from tests.e2e.folders import TEXTS

AS_OF = dt.date(2026, 1, 1)
HEADER = json.dumps(
    {"author_refs": {"Moor, Ida": {"gnd": "118"}}, "author_deaths": {"Moor, Ida": 1958, "Lind, Karl": 1931}}
)


def state(license_, *authors, date=None, extra=None):
    status = term_of(license_, AS_OF, authors, date, extra)
    return status.state if status else None


@pytest.mark.parametrize(
    ("deaths", "authors", "extra", "expected"),
    [
        ({"Lind, Karl": 1955}, ["Lind, Karl"], None, "free"),
        ({"Lind, Karl": 1956}, ["Lind, Karl"], None, "protected"),
        ({}, ["Lind, Karl"], HEADER, "free"),
        ({}, ["Moor, Ida"], HEADER, "protected"),
        ({"118": 1959}, ["Lind, Karl", "Moor, Ida"], None, "not_proven"),
        ({"118": 1940}, ["Moor, Ida"], HEADER, "protected"),  # the document says 1958
        ({"Lind, Karl": 1958}, ["Lind, Karl"], HEADER, "protected"),  # the document says 1931
        ({"Lind, Karl": 1940}, ["Lind, Karl"], HEADER, "free"),  # free by both
        ({"118": 1958}, ["Moor, Ida"], HEADER, "protected"),
        ({}, ["Lind, Karl", "Moor, Ida"], HEADER, "protected"),
        ({}, ["Lind, Karl", "Unbekannt"], HEADER, "not_proven"),
        ({}, [], None, "not_proven"),
        ({"Lind, Karl": 2050}, ["Lind, Karl"], None, "not_proven"),
    ],
)
def test_death_years_come_from_the_manifest_by_name_or_id_and_from_the_document(deaths, authors, extra, expected):
    assert state(License(term="check", deaths=deaths), *authors, extra=extra) == expected


def test_a_manifest_that_asks_for_nothing_gets_nothing():
    assert not needs_terms(License())
    assert state(License(), "Moor, Ida", extra=HEADER) is None
    assert state(License(deaths={"x": 1900})) is None


def test_every_author_is_named_with_the_year_of_death_and_by_whose_word():
    said = License(term="check", deaths={"118": 1940})
    assert deaths_of(said, ["Moor, Ida", "Lind, Karl", "Unbekannt"], HEADER) == (
        "authors: Moor, Ida (died 1940 as the source's manifest says and 1958 as the document says: the later year counts); "
        "Lind, Karl (died 1931, as the document says); "
        "Unbekannt (year of death not known)"
    )
    assert deaths_of(said, [], None) == "no author is named"
    assert deaths_of(said, ["Moor, Ida"], json.dumps({"author_refs": {"Moor, Ida": {"gnd": "118"}}})) == (
        "authors: Moor, Ida (died 1940, as the source's manifest says)"
    )
    assert translated(deaths_of(said, ["Moor, Ida", "Lind, Karl"], HEADER), "de") == (
        "Urheber: Moor, Ida (gestorben 1940 laut Manifest der Quelle und 1958 laut Dokument: das spätere Jahr zählt); "
        "Lind, Karl (gestorben 1931, so das Dokument)"
    )


def test_the_presumption_from_the_publication_is_the_manifests_choice():
    asked = License(term="check")
    assert state(asked, "Unbekannt", date="1870-05") == "not_proven"
    assert state(asked.model_copy(update={"presume_after_years": 140}), "Unbekannt", date="1870-05") == "free"


@pytest.mark.parametrize(
    ("term", "reasons"),
    [
        ("check", {"alt": None, "jung": "license_review", "fremd": "license_review"}),
        ("record", dict.fromkeys(["alt", "jung", "fremd"])),
    ],
)
def test_letters_of_protected_writers_go_to_review_only_where_the_manifest_asks(tmp_path, term, reasons):
    lines = [
        {"id": "alt", "text": TEXTS["mower"], "by": "Lind, Karl"},
        {"id": "jung", "text": TEXTS["bees"], "by": "Moor, Ida"},
        {"id": "fremd", "text": TEXTS["ferry"], "by": "Wer, Weiß"},
    ]
    (tmp_path / "briefe.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
    (tmp_path / "t.txt").write_text("Alle Texte stehen unter CC BY 4.0.\n", "utf-8")
    said = {"id": "CC-BY-4.0", "evidence": [{"kind": "file", "file": "t.txt", "quote": "CC BY 4.0"}]}
    said |= {"term": term, "deaths": {"Lind, Karl": 1931, "Moor, Ida": 1958}}
    manifest = {"id": "briefe", "title": "Briefe", "license": said, "attribution": "Edition", "fetch": ["briefe.jsonl"]}
    manifest |= {"format": {"name": "jsonl", "id": "id", "text": "text", "authors": "by"}}
    (tmp_path / "s.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    content = {"name": "c", "title": "C", "sources": ["./s.yaml"], "as_of": "2026-01-01"}
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(content), "utf-8")
    release = running.run(tmp_path / "c.yaml", tmp_path / "w").release
    rows = pl.read_parquet(release / "ledger" / "briefe.parquet").to_dicts()
    assert {row["id"].removeprefix("briefe/"): row["reason"] for row in rows} == reasons
    rules = {row["measure"] for row in rows} - {None}
    assert rules == ({"term_protected", "term_not_proven"} if term == "check" else set())


def test_a_letter_whose_header_says_a_later_year_than_the_manifest_goes_to_review_with_both_years(tmp_path):
    header = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Brief</title>'
        '<author ref="#moor">Moor, Ida</author></titleStmt><publicationStmt><p>frei</p>'
        "</publicationStmt><sourceDesc><p>Brief</p></sourceDesc></fileDesc><profileDesc><particDesc>"
        '<listPerson><person xml:id="moor"><persName>Moor, Ida</persName><death when="1958"/></person></listPerson>'
        "</particDesc></profileDesc></teiHeader>"
    )
    (tmp_path / "b.xml").write_text(f"{header}<text><body><p>{TEXTS['mower']}</p></body></text></TEI>", "utf-8")
    (tmp_path / "t.txt").write_text("Alle Texte stehen unter CC BY 4.0.\n", "utf-8")
    said = {"id": "CC-BY-4.0", "evidence": [{"kind": "file", "file": "t.txt", "quote": "CC BY 4.0"}]}
    said |= {"term": "check", "deaths": {"Moor, Ida": 1931}}
    manifest = {"id": "briefe", "title": "Briefe", "license": said, "attribution": "Edition", "fetch": ["b.xml"]}
    (tmp_path / "s.yaml").write_text(yaml.safe_dump(manifest | {"format": "tei"}), "utf-8")
    content = {"name": "c", "title": "C", "sources": ["./s.yaml"], "as_of": "2026-01-01"}
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(content), "utf-8")
    release = running.run(tmp_path / "c.yaml", tmp_path / "w").release
    (row,) = pl.read_parquet(release / "ledger" / "briefe.parquet").to_dicts()
    assert (row["reason"], row["measure"]) == ("license_review", "term_protected")
    shown = running.here("explain", release, row["id"]).out
    assert "gestorben 1931 laut Manifest der Quelle und 1958 laut Dokument" in shown
