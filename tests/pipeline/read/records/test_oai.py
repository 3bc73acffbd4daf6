"""Answers of OAI-PMH: records in Dublin Core and MODS, deleted ones, errors, answers without records."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.reader import Part, ReadError
from pipeline.read.records import oai

DC = """<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Am Fluss</dc:title><dc:creator>Lindt, Anna</dc:creator>
<dc:description xml:lang="deu">Ein Bericht vom Fluss.</dc:description><dc:description xml:lang="eng">A report.</dc:description>verirrt<dc:date>2010</dc:date><dc:language>ger</dc:language>
<dc:identifier>https://bib.example/7</dc:identifier><dc:identifier>https://doi.org/10.1234/x.7</dc:identifier><dc:rights>CC BY 4.0</dc:rights></oai_dc:dc>"""
MODS = '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>Am See</title></titleInfo><abstract>Ein Bericht vom See.</abstract><accessCondition>CC0</accessCondition></mods>'


def record(number, data):
    return f"<record><header><identifier>oai:bib.example:{number}</identifier><datestamp>2011-01-02</datestamp></header><metadata>{data}</metadata></record>"


def answer(*records, verb="ListRecords"):
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-01</responseDate><{verb}>{"".join(records)}</{verb}></OAI-PMH>'


def read(xml, **options):
    return list(oai.read(Part(Member("oai/1.xml", xml.encode())), oai.OaiOptions(**options)))


def test_a_record_in_dublin_core():
    (document,) = read(answer(record(7, DC)))
    assert document.text == "Ein Bericht vom Fluss.\n\nA report."
    assert (document.id, document.title, document.authors, document.date) == (
        "oai:bib.example:7",
        "Am Fluss",
        ("Lindt, Anna",),
        "2010",
    )
    assert [(one.statement, one.where) for one in document.license_statements] == [("CC BY 4.0", "metadata/rights")]
    assert [(one.scheme, one.value) for one in document.identifiers] == [("doi", "10.1234/x.7")]
    assert document.extra["datestamp"] == "2011-01-02"
    assert read(answer(record(7, DC)), languages=["de"])[0].text == "Ein Bericht vom Fluss."


def test_a_record_in_mods():
    (document,) = read(answer(record(8, MODS)))
    assert (document.title, document.text) == ("Am See", "Ein Bericht vom See.")
    assert [one.statement for one in document.license_statements] == ["CC0"]


def test_deleted_records_and_records_without_text_are_faults():
    gone = '<record><header status="deleted"><identifier>oai:bib.example:9</identifier></header></record>'
    deleted, empty = read(answer(gone, record(7, DC)), text=["coverage"])
    assert (deleted.reason, deleted.id) == ("deleted_at_source", "oai:bib.example:9")
    assert isinstance(empty, Fault)
    assert (empty.reason, "Am Fluss" in empty.detail) == ("empty", True)


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        ('<OAI-PMH><error code="noRecordsMatch">none</error></OAI-PMH>', "'noRecordsMatch' none"),
        (
            answer("<repositoryName>Bücherei</repositoryName>", verb="Identify"),
            r"an answer to Identify, not records \('Bücherei'\)",
        ),
        ("<rss/>", "root element"),
        ("<OAI-PMH", "not well-formed"),
    ],
)
def test_errors_and_answers_without_records_are_named(xml, says):
    with pytest.raises(ReadError, match=says):
        read(xml)
