"""What readers say of the nature of a text: its kind, unit, origin, identifiers and recognition, each from the file's own words."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read import kinds
from pipeline.read.document import Document, Identifier, Recognition, TextOrigin
from pipeline.read.reader import Part
from pipeline.read.registry import reader as reader_of

SOFTWARE = """<Description><OCRProcessing><ocrProcessingStep><processingDateTime>2016-05-04</processingDateTime>
<processingSoftware><softwareCreator>ABBYY</softwareCreator><softwareName>FineReader Engine</softwareName>
<softwareVersion>11</softwareVersion></processingSoftware></ocrProcessingStep></OCRProcessing></Description>"""
ALTO = '<alto>{head}<Layout><Page><PrintSpace><TextBlock><TextLine><String CONTENT="Text"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>'
PAGE = """<PcGts><Metadata>{head}</Metadata><Page imageFilename="1.jpg"><TextRegion><TextLine><TextEquiv><Unicode>Text</Unicode>
</TextEquiv></TextLine></TextRegion></Page></PcGts>"""
HOCR = """<html xmlns="http://www.w3.org/1999/xhtml"><head><meta name="ocr-system" content="tesseract 4.1.1"/></head><body>
<div class="ocr_page"><p class="ocr_par"><span class="ocr_line">Text</span></p></div></body></html>"""
ABBYY = """<document producer="ABBYY FineReader Engine 9"><page><block blockType="Text"><text><par><line>
<formatting>Text</formatting></line></par></text></block></page></document>"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Stücke</title>
<author><persName ref="https://d-nb.info/gnd/118540238">Ada Kiesel</persName></author>{translator}</titleStmt>
<publicationStmt><idno type="URN">urn:nbn:de:kobv:b4-1-2</idno><idno type="DTADirName">kiesel_stuecke</idno></publicationStmt>
<sourceDesc><bibl>Stücke. 1803.</bibl></sourceDesc></fileDesc><profileDesc><textClass><classCode>{genre}</classCode>
</textClass></profileDesc></teiHeader><text><body>{body}</body></text></TEI>"""


def read(name, content, path="ordner/a", **options):
    reader = reader_of(name)
    member = Member(path, content.encode())
    return list(reader.read(Part(member), reader.options(**options)))


def one(name, content, path="ordner/a", **options):
    (found,) = read(name, content, path, **options)
    assert isinstance(found, Document)
    return found


def test_alto_names_the_engine_and_the_year():
    found = one("alto", ALTO.format(head=SOFTWARE))
    assert found.ocr == Recognition("FineReader Engine 11", 2016)
    assert (found.unit, found.origin) == ("page", TextOrigin("ocr", "softwareName: FineReader Engine 11"))


def test_alto_without_a_program_says_nothing_of_its_origin():
    found = one("alto", ALTO.format(head=""))
    assert (found.ocr, found.origin) == (None, None)


@pytest.mark.parametrize(
    ("head", "origin", "engine"),
    [
        ("<Creator>escriptorium</Creator>", None, None),  # an editor, in which people transcribe too
        ("<Creator>PyLaia 0.7</Creator><Created>2021-12-14T11:43:01</Created>", "ocr", Recognition("PyLaia 0.7", 2021)),
        (
            '<Creator>PyLaia 0.7</Creator><TranskribusMetadata status="GT"/>',  # recognised, then corrected
            "human",
            Recognition("PyLaia 0.7", None),
        ),
        (
            '<Creator>OCR</Creator><MetadataItem type="processingStep" value="ocrd-tesserocr-recognize"/>',
            "ocr",
            Recognition("ocrd-tesserocr-recognize", None),
        ),
    ],
)
def test_page_tells_engine_editor_and_ground_truth_apart(head, origin, engine):
    found = one("page", PAGE.format(head=head))
    assert (found.origin.name if found.origin else None, found.ocr, found.unit) == (origin, engine, "page")


@pytest.mark.parametrize(
    ("name", "content", "engine"), [("hocr", HOCR, "tesseract 4.1.1"), ("abbyy", ABBYY, "ABBYY FineReader Engine 9")]
)
def test_what_only_engines_write_is_recognised_text(name, content, engine):
    found = one(name, content)
    assert (found.ocr, found.origin.name, found.unit) == (Recognition(engine), "ocr", "page")
    assert engine in found.origin.evidence


@pytest.mark.parametrize(
    ("translator", "origin"),
    [
        ("", None),
        ('<editor role="translator">Ole Kiesel</editor>', TextOrigin("human_translated", "translator: Ole Kiesel")),
        (
            "<respStmt><resp>maschinelle Übersetzung</resp><name>DeepL</name></respStmt>",
            TextOrigin("machine_translated", "maschinelle Übersetzung: DeepL"),
        ),
        ("<respStmt><resp>Übersetzung der Anmerkungen</resp><name>Ole Kiesel</name></respStmt>", None),
    ],
)
def test_tei_names_a_translator_of_the_text_and_not_of_its_notes(translator, origin):
    assert one("tei", TEI.format(translator=translator, genre="Roman", body="<p>Text.</p>")).origin == origin


@pytest.mark.parametrize(
    ("genre", "kind"), [("Trauerspiel", "play"), ("Roman", "novel"), ("Korrespondenz", "letter"), ("Kochbuch", None)]
)
def test_tei_gives_genre_and_identifiers(genre, kind):
    found = one("tei", TEI.format(translator="", genre=genre, body="<p>Text.</p>"))
    assert found.kind == kind
    assert found.identifiers == (Identifier("urn", "urn:nbn:de:kobv:b4-1-2"), Identifier("gnd", "118540238"))


def test_a_part_of_a_tei_file_knows_its_work_and_its_place():
    body = '<div type="letter" n="1"><p>Eins.</p></div><div type="letter" n="2"><p>Zwei.</p></div>'
    content = TEI.format(translator="", genre="Korrespondenz", body=body)
    found = read("tei", content, "ordner/a.xml", unit="div", unit_types=["letter"])
    assert [(part.unit, part.work, part.part) for part in found] == [("part", "ordner/a", 1), ("part", "ordner/a", 2)]


LAW = """---
Title: Verordnung über Stege
---

# Verordnung über Stege (StegV)

Ausfertigungsdatum
:   1998-02-03

Fundstelle
:   BGBl I: 1998, 201

## § 1

Die Verordnung vom

Ausfertigungsdatum
:   1871-01-01

gilt fort."""


def test_a_law_is_dated_by_the_head_and_not_by_a_law_that_it_quotes():
    found = one("markdown", LAW, dialect="law")
    assert (found.date, found.kind) == ("1998-02-03", "decree")
    undated = one("markdown", LAW.replace("Ausfertigungsdatum\n:   1998-02-03\n\n", ""), dialect="law")
    assert undated.date is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Bundeswaldgesetz", "law"),
        ("Gesetz über die Verordnung von Hilfsmitteln", "law"),
        ("Verordnung zur Durchführung des Waldgesetzes", "decree"),
        ("Anordnung über Amtsbezeichnungen", "decree"),
        ("Strafprozeßordnung", "law"),
        ("Abgabenordnung", "law"),
        (None, "law"),
    ],
)
def test_the_first_word_of_a_title_tells_statute_and_decree_apart(title, kind):
    assert kinds.of_law(title) == kind


def test_front_matter_says_who_translated():
    assert one("markdown", "---\nms.translationtype: MT\n---\n\nText.").origin == TextOrigin(
        "machine_translated", "ms.translationtype: MT"
    )
    assert one("html", "---\ntranslator: Ole Kiesel\n---\n<p>Text.</p>", dialect="jekyll", extraction="all").origin == (
        TextOrigin("human_translated", "translator: Ole Kiesel")
    )


def test_a_record_says_it_in_its_fields():
    record = '{"id": "1", "text": "Text.", "machine_translated": true, "doi": "10.5281/zenodo.7", "url": "https://example.org"}'
    found = one("jsonl", record)
    assert found.origin == TextOrigin("machine_translated", "machine_translated: True")
    assert found.identifiers == (Identifier("doi", "10.5281/zenodo.7"),)


SENTENCES = "{first}# sent_id = 1\n# text = Eins.\n1\tEins\n\n# sent_id = 2\n# text = Zwei.\n1\tZwei\n"


def test_sentences_are_joined_only_where_the_file_says_that_they_follow_one_another():
    joined = read("conllu", SENTENCES.format(first="# newdoc id = a\n"), unit="document")
    assert [(found.text, found.unit) for found in joined] == [("Eins. Zwei.", "document")]
    for unit in ("document", "paragraph", "sentence"):
        apart = read("conllu", SENTENCES.format(first=""), unit=unit)
        assert [(found.text, found.unit) for found in apart] == [("Eins.", "sentence"), ("Zwei.", "sentence")]
    whole = read("conllu", SENTENCES.format(first=""), unit="file")
    assert [(found.text, found.unit) for found in whole] == [("Eins. Zwei.", "document")]


@pytest.mark.parametrize(
    ("comment", "date"),
    [
        ("# file: F_SBB_00001_18800105_009", "1880-01-05"),
        ("# sbb url: https://example.org/date/1914-01-18/27646518/", "1914-01-18"),
        ("# file: seite_00012345_7", None),
        ("# file: F_SBB_00001_18801399_009", None),
    ],
)
def test_a_newspaper_page_is_dated_by_its_file_or_address(comment, date):
    assert one("iob", f"{comment}\nHeute O\n. O\n").date == date
