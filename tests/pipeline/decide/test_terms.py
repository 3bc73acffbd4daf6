from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest
import yaml

from licenses.policy import Presumption
from licenses.translation import translated
from pipeline.decide.terms import Statements, deaths_of, needs_terms, term_of, year_known, year_of
from pipeline.manifest import License, Work
from tests.e2e import running
from tests.e2e.folders import TEXTS

AS_OF = dt.date(2026, 1, 1)
HEADER = json.dumps(
    {"author_refs": {"Moor, Ida": {"gnd": "118540238"}}, "author_deaths": {"Moor, Ida": 1958, "Lind, Karl": 1931}}
)
LIND = "wikidata:Q42"


def by(year, source=LIND):
    return {"Lind, Karl": {"year": year, "source": source}}


def state(license_, *authors, date=None, extra=None, **more):
    return term_of(Statements(license_, **more), AS_OF, authors, date, extra).state


@pytest.mark.parametrize(
    ("deaths", "authors", "extra", "expected"),
    [
        (by(1955), ["Lind, Karl"], None, "free"),
        (by(1956), ["Lind, Karl"], None, "protected"),
        ({"Lind, Karl": 1931}, ["Lind, Karl"], None, "not_proven"),  # nobody can look it up
        ({"Lind, Karl": 1956}, ["Lind, Karl"], None, "protected"),  # and still it protects
        ({}, ["Lind, Karl"], HEADER, "free"),
        ({}, ["Moor, Ida"], HEADER, "protected"),
        ({"118540238": 1959}, ["Lind, Karl", "Moor, Ida"], None, "not_proven"),
        ({"gnd:118540238": 1940}, ["Moor, Ida"], HEADER, "protected"),  # the document says 1958
        ({"Lind, Karl": 1958}, ["Lind, Karl"], HEADER, "protected"),  # the document says 1931
        ({"Lind, Karl": 1940}, ["Lind, Karl"], HEADER, "free"),  # free by both
        ({"https://d-nb.info/gnd/118540238": 1958}, ["Moor, Ida"], HEADER, "protected"),
        ({}, ["Lind, Karl", "Moor, Ida"], HEADER, "protected"),
        ({}, ["Lind, Karl", "Unbekannt"], HEADER, "not_proven"),
        ({}, [], None, "not_proven"),
        (by(2050), ["Lind, Karl"], None, "not_proven"),
    ],
)
def test_death_years_come_from_the_manifest_by_name_or_id_and_from_the_document(deaths, authors, extra, expected):
    assert state(License(term="check", deaths=deaths), *authors, extra=extra) == expected


def test_a_manifest_that_asks_for_nothing_gets_nothing():
    assert not needs_terms(License())
    assert not needs_terms(License(deaths={"x": 1900}))
    assert not needs_terms(License(layer="edition"), Work(basis="official_work"))


@pytest.mark.parametrize(
    "license_", [License(term="check"), License(layer="edition"), License(basis="public_domain_term", id="CC0-1.0")]
)
def test_a_check_an_edition_and_an_expired_term_ask_for_the_term_of_every_document(license_):
    assert needs_terms(license_)


def test_a_quote_of_the_evidence_is_a_source_if_it_names_author_and_year():
    license_ = License(deaths={"Lind, Karl": 1931})
    assert state(license_, "Lind, Karl", quotes=("Karl Lind (1860-1931), Lehrer",)) == "free"
    assert state(license_, "Lind, Karl", quotes=("Karl Lind (1860-1932), Lehrer",)) == "not_proven"
    assert state(license_, "Lind, Karl", quotes=("Ida Moor (1860-1931), Lehrerin",)) == "not_proven"
    assert state(license_, "Lind, Karl", quotes=("Karl Lind zog 1931 um.",)) == "not_proven"


@pytest.mark.parametrize(
    ("author", "quote", "expected"),
    [
        ("Alexander Roth", "Alexander von Humboldt († 1859)", "not_proven"),
        ("Roth, Alexander", "Alexander Roth und Alexander von Humboldt († 1859)", "not_proven"),
        ("Alexander Roth", "Alexander Rothmann († 1859)", "not_proven"),
        ("Alexander Roth", "Roth (1900-1980), Humboldt († 1859)", "not_proven"),
        ("Alexander Roth", "Alexander Roth († 1859)", "free"),
        ("Roth, Alexander", "Roth, Alexander (* 1800 in Ulm; † 1859 in Bonn)", "free"),
        ("von Roth, Alexander", "Alexander von Roth, gest. am 3. Mai 1859", "free"),
        ("Alexander Roth", "Ida Moor (1900-1980); Alexander Roth (1800-1859)", "free"),
        ("Alexander Roth", "Heinrich Roth († 1859)", "not_proven"),
        ("Roth, Alexander", "Roth, Heinrich (* 1800 in Ulm; † 1859 in Bonn)", "not_proven"),
        ("Roth, Alexander", "H. Roth, gest. 1859", "not_proven"),
        ("Alexander Roth", "A. Roth, gest. 1859", "free"),
        ("Alexander Roth", "Der Lehrer Roth († 1859) schrieb viel.", "free"),
        ("Alexander Roth", "Prof. Dr. Roth († 1859)", "free"),
        ("Alexander Roth", "Roth, Ulm († 1859)", "not_proven"),
    ],
)
def test_a_quote_gives_the_year_of_death_of_the_person_whose_surname_stands_before_it(author, quote, expected):
    assert state(License(deaths={author: 1859}), author, quotes=(quote,)) == expected


def test_the_work_names_authors_and_a_year_where_documents_do_not():
    work = Work(authors=["Lind, Karl"], deaths=by(1931), published=1905)
    assert state(License(), work=work) == "free"
    assert state(License(), "Moor, Ida", work=work) == "not_proven"  # the document's own author counts
    old = Work(published=1764)
    assert state(License(), work=old) == "not_proven"
    assert state(License(), work=old, quotes=("Signatur 8176412",)) == "not_proven"
    assert state(License(), work=old, quotes=("Gedruckt zu Quellenhagen 1764",)) == "free"
    assert state(License(), date="1901", work=old, quotes=("Gedruckt zu Quellenhagen 1764",)) == "not_proven"


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("1841", 1841),
        ("1841-03~", 1841),
        ("1870/1880", 1880),
        ("14.03.1976", 1976),
        ("..1923", 1923),
        (None, None),
        ("../1", None),
        ("o. J.", None),
        ("19760314", 1976),
        ("19761314", None),  # no month
        ("19000101", None),
        ("1900-01-01T00:00:00Z", None),
        ("01.01.1900", None),
        ("1601-01-01", None),
        ("1753-01-01", None),
        ("1582-10-15", None),
        ("1800-01-01", None),
        ("1800-01-02", 1800),
        ("1900-01-01/1905", 1905),
        ("1970-01-01", None),
        ("1970-01-02", 1970),
    ],
)
def test_the_year_of_a_date_is_the_latest_in_it_and_none_of_a_clock_that_knew_none(date, year):
    assert year_of(date) == year


@pytest.mark.parametrize(
    ("id_", "date", "domain", "year"),
    [
        ("s/F_00007_19000102_001", "1900-01-01", "historical", 1900),
        ("s/F_00007_19300313_001", "19700101", "historical", 1930),
        ("s/F_00007_19300313_001", None, "historical", 1930),
        ("s/F_00007_19300313_001", "1931", "historical", 1931),
        ("s/F_00007_19300313_001", "1970-01-01", "web", None),
    ],
)
def test_a_date_that_says_nothing_leaves_the_year_to_the_id_of_a_historical_document(id_, date, domain, year):
    assert year_known(id_, date, domain) == year


def test_every_author_is_named_with_the_year_of_death_and_by_whose_word():
    said = Statements(License(term="check", deaths={"118540238": 1940}))
    assert deaths_of(said, ["Moor, Ida", "Lind, Karl", "Unbekannt"], HEADER) == (
        "authors: Moor, Ida (died 1940 as the source's manifest says and 1958 as the document says: the later year counts); "
        "Lind, Karl (died 1931, as the document says); "
        "Unbekannt (year of death not known)"
    )
    assert deaths_of(said, [], None) == "no author is named"
    assert deaths_of(said, ["Moor, Ida"], json.dumps({"author_refs": {"Moor, Ida": {"gnd": "118540238"}}})) == (
        "authors: Moor, Ida (died 1940, by gnd:118540238)"
    )
    unsourced = Statements(License(deaths={"Lind, Karl": 1931}))
    assert deaths_of(unsourced, ["Lind, Karl"], None) == (
        "authors: Lind, Karl (died 1931, as the source's manifest says without a source)"
    )
    assert translated(deaths_of(unsourced, ["Lind, Karl"], None), "de") == (
        "Urheber: Lind, Karl (gestorben 1931, so das Manifest der Quelle, ohne eine Fundstelle)"
    )
    assert translated(deaths_of(said, ["Moor, Ida", "Lind, Karl"], HEADER), "de") == (
        "Urheber: Moor, Ida (gestorben 1940 laut Manifest der Quelle und 1958 laut Dokument: das spätere Jahr zählt); "
        "Lind, Karl (gestorben 1931, so das Dokument)"
    )


def test_the_presumption_from_the_publication_is_the_policys_choice_and_the_manifest_can_only_ask_for_longer():
    asked, longer = License(term="check"), License(term="check", presume_after_years=160)
    presumption = Presumption(anonymous=100, unknown=140)
    assert state(asked, "Unbekannt", date="1870-05") == "not_proven"
    assert state(longer, "Unbekannt", date="1860-05") == "not_proven"  # the policy presumes nothing
    assert state(asked, "Unbekannt", date="1870-05", presumption=presumption) == "presumed"
    assert state(longer, "Unbekannt", date="1870-05", presumption=presumption) == "not_proven"
    assert state(longer, "Unbekannt", date="1860-05", presumption=presumption) == "presumed"


def test_issues_of_periodicals_and_unsigned_works_are_presumed_by_a_limit_of_their_own():
    presumption = Presumption(anonymous=100)
    issue = Work(kind="periodical")
    assert state(License(), date="1907-04-01", work=issue, presumption=presumption) == "presumed"
    assert state(License(), date="1926-04-01", work=issue, presumption=presumption) == "not_proven"
    assert state(License(), date="1907-04-01", work=Work(kind="authored"), presumption=presumption) == "not_proven"
    assert state(License(), date="1907-04-01", work=issue) == "not_proven"


@pytest.mark.parametrize(
    ("term", "reasons"),
    [
        ("check", {"alt": None, "jung": "license_review", "fremd": "license_review"}),
        ("record", {"alt": None, "jung": "license_review", "fremd": None}),
    ],
)
def test_letters_of_protected_writers_go_to_review_and_those_of_unknown_ones_where_the_manifest_asks(
    tmp_path, term, reasons
):
    lines = [
        {"id": "alt", "text": TEXTS["mower"], "by": "Lind, Karl"},
        {"id": "jung", "text": TEXTS["bees"], "by": "Moor, Ida"},
        {"id": "fremd", "text": TEXTS["ferry"], "by": "Wer, Weiß"},
    ]
    (tmp_path / "briefe.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
    (tmp_path / "t.txt").write_text("Alle Texte stehen unter CC BY 4.0.\n", "utf-8")
    said = {"id": "CC-BY-4.0", "evidence": [{"kind": "file", "file": "t.txt", "quote": "CC BY 4.0"}]}
    said |= {"term": term, "deaths": {**by(1931), "Moor, Ida": 1958}}
    manifest = {"id": "briefe", "title": "Briefe", "license": said, "attribution": "Edition", "fetch": ["briefe.jsonl"]}
    manifest |= {"format": {"name": "jsonl", "id": "id", "text": "text", "authors": "by"}}
    (tmp_path / "s.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    content = {"name": "c", "title": "C", "sources": ["./s.yaml"], "as_of": "2026-01-01"}
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(content), "utf-8")
    release = running.run(tmp_path / "c.yaml", tmp_path / "w").release
    rows = pl.read_parquet(release / "ledger" / "briefe.parquet").to_dicts()
    assert {row["id"].removeprefix("briefe/"): row["reason"] for row in rows} == reasons
    rules = {row["measure"] for row in rows} - {None}
    assert rules == ({"term_protected", "term_not_proven"} if term == "check" else {"term_protected"})


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
