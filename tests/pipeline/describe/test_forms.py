"""The AI Act's summary and the transparency index: filled from the run, the rest marked, and nothing made up."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from dataclasses import replace

import docx
import pytest

from pipeline.describe import ai_act, describe, fmti
from pipeline.describe.composition import Count
from pipeline.describe.datasheet import filled
from pipeline.describe.questions import form
from pipeline.describe.read_model import read_model
from pipeline.describe.wording import number
from tests.e2e import folders, running

SECTIONS = ["1.1", "1.2", "1.3", "2.1", "2.2.1", "2.2.2", "2.3", "2.4", "2.5", "2.6", "3.1", "3.2", "3.3"]
INDICATORS_OF_2023 = 19  # 10 on data, 7 on labor, 2 on access


def text_of(path):
    """Return the paragraphs and cells of a document, as an office program shows them."""
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_the_sections_are_those_of_the_template():
    summary = form("ai-act")
    assert [one.id for one in summary.sections] == ["head", *SECTIONS]
    assert "C(2025) 5235" in summary.template
    assert all(one.title["de"].startswith(one.id) for one in summary.sections[1:])


def test_every_field_is_filled_or_marked(described):
    model = read_model(described)
    for language in ("de", "en"):
        for _, answers in filled(form("ai-act"), model, language):
            for one in answers:
                words = ai_act.PAGE[language]
                assert one.paragraphs or one.tables or one.by_person or ai_act.mark(one, words), one.question.id


def test_what_the_provider_must_say_is_left_to_the_provider(described):
    text = (described / "ai-act-summary.md").read_text("utf-8")
    german, english = text.split("\n---\n")
    fields = sum(one.needs_provider for section in form("ai-act").sections for one in section.questions)
    assert fields >= 10
    assert german.count("[vom Modellanbieter auszufüllen]") == fields
    assert english.count("[to be filled in by the model's provider]") == fields
    for name in ("Name und Kontakt des Modellanbieters", "Namen und Fassungen der Modelle"):
        assert re.search(rf"### {name}\n\n\*\[vom Modellanbieter auszufüllen\]\*", german)


def test_the_document_says_what_the_text_says_and_can_be_edited(described):
    text, shown = (described / "ai-act-summary.md").read_text("utf-8"), text_of(described / "ai-act-summary.docx")
    counts = running.facts_of(described)["counts"]
    for language in ("de", "en"):
        for value in (counts["words"], counts["characters"]["kept"], counts["kept"]):
            assert number(value, language) in shown
            assert number(value, language) in text
    for one in (question for section in form("ai-act").sections for question in section.questions):
        assert one.text["de"] in shown
        assert one.text["en"] in shown
    document = docx.Document(str(described / "ai-act-summary.docx"))
    headings = {one.style.name for one in document.paragraphs if one.style.name.startswith("Heading")}
    assert headings == {"Heading 1", "Heading 2", "Heading 3"}
    assert "Kleine Sammlung & mehr" in document.core_properties.title


def test_a_tables_columns_are_as_wide_as_their_words_need(described):
    document = docx.Document(str(described / "ai-act-summary.docx"))
    page = document.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    assert abs(page.page_height / page.page_width - 297 / 210) < 0.001
    for table in document.tables:
        widths = [cell.width for cell in table.rows[0].cells]
        assert abs(sum(widths) - room) < 0.01 * room
        assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)
    counted = next(
        one for one in document.tables if len(one.columns) == 7
    )  # what became of each source: names, then counts
    assert counted.rows[0].cells[0].width > counted.rows[0].cells[2].width


def test_the_document_holds_no_time_of_writing(described):
    with zipfile.ZipFile(described / "ai-act-summary.docx") as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
    properties = docx.Document(str(described / "ai-act-summary.docx")).core_properties
    assert str(properties.created.date()) == read_model(described).released


def test_the_answers_file_speaks_in_forms_too(release):
    folders.written(
        release / "inputs" / "answers.yaml", {"ai-act-illegal": "Meldestelle.", "fmti-wages": {"en": "None paid."}}
    )
    describe(release)
    assert "Angabe der Herausgeber der Sammlung: Meldestelle." in (release / "ai-act-summary.md").read_text("utf-8")
    assert "Meldestelle." in text_of(release / "ai-act-summary.docx")
    rows = {one["id"]: one for one in json.loads((release / "fmti.json").read_text("utf-8"))["indicators"]}
    assert rows["fmti-wages"]["is_disclosed"]
    assert rows["fmti-wages"]["en"] == "None paid."


def test_a_providers_field_is_not_for_the_answers_file(release):
    folders.written(release / "inputs" / "answers.yaml", {"ai-act-provider": "Wir."})
    done = running.here("describe", release)
    assert done.status == 2
    assert "ai-act-provider: no such question" in done.err


def test_internal_access_and_local_sources_are_told(release):
    folders.changed(release / "inputs" / "collection.yaml", access="internal")
    facts = running.facts_of(release) | {"access": "internal"}
    (release / "release.json").write_text(json.dumps(facts), "utf-8")
    describe(release)
    german = (release / "ai-act-summary.md").read_text("utf-8").split("\n---\n")[0]
    assert "Sie ist als intern gekennzeichnet und nicht öffentlich" in german
    assert "Ohne öffentliche Adresse im Manifest und daher hier zu prüfen: manual, notes." in german
    assert "Nein: Die Veröffentlichung ist intern." in (release / "fmti.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("counts", "begins"),
    [
        ({"words": 10, "text_bytes": 10**9 - 1}, "Size range: [x] less than 1 billion"),
        ({"words": 10, "text_bytes": 10**9}, "Size range in tokens: not counted"),
        ({"words": 10**9, "text_bytes": 10**10}, "Size range: [ ] less than 1 billion tokens, [x] 1 billion"),
        ({"words": 10, "text_bytes": 10**12, "tokens": 10**9}, "Size range: [ ] less than 1 billion tokens, [x] 1 b"),
        ({"words": 10, "text_bytes": 10**12, "tokens": 10**9 - 1}, "Size range: [x] less than 1 billion"),
    ],
)
def test_the_size_class_is_told_only_where_it_follows(described, counts, begins):
    model = read_model(described)
    changed = model.facts.counts.model_copy(update=counts)
    model = replace(model, facts=model.facts.model_copy(update={"counts": changed}))
    assert model.token_range("en").startswith(begins)


def test_the_top_tenth_of_domains_is_listed_and_the_share_of_an_sme_marked(demo_release):
    model = read_model(demo_release)
    hosts = [Count(f"host{place}.example.org", 1, 1000 - place) for place in range(100)]
    object.__setattr__(model.composition, "hosts", [("demo-forum", one.name, 1, one.words) for one in hosts])
    rows = list(csv.DictReader(ai_act.domains(model).splitlines()))
    assert [one["domain"] for one in rows] == [one.name for one in hosts[:10]]
    assert [one["in_top_5_percent_or_1000"] for one in rows] == ["true"] * 5 + ["false"] * 5


def test_domains_are_counted_from_the_addresses_of_the_documents(demo_release):
    model = read_model(demo_release)
    assert sum(one.documents for one in model.hosts) == model.facts.counts.kept  # every source has a homepage
    assert sum(one.words for one in model.hosts) == model.facts.counts.words
    assert model.hosts[0].name.endswith(".quellenhagen.example")


def test_a_document_without_an_address_counts_for_its_source_or_for_nobody(demo_release):
    model = read_model(demo_release)
    rows = [("demo-forum", None, 2, 20), ("demo-forum", "a.example", 1, 5), ("demo-chronik", None, 1, 7)]
    object.__setattr__(model.composition, "hosts", rows)
    model.sources["demo-chronik"]["homepage"] = None
    assert model.hosts == [Count("forum.quellenhagen.example", 2, 20), Count("a.example", 1, 5)]


def test_every_indicator_of_the_index_has_an_answer_or_says_that_it_has_none(described):
    rows = json.loads((described / "fmti.json").read_text("utf-8"))["indicators"]
    parts = {"fmti-data": 10, "fmti-labor": 7, "fmti-access": 2}
    counted = {name: sum(one["section"] == name for one in rows) for name in parts}
    assert counted == parts
    for one in rows:
        assert one["is_disclosed"] != (one["en"] == fmti.PAGE["en"]["nothing"]), one["id"]
        assert one["en"] or one["tables"]
    text = (described / "fmti.md").read_text("utf-8")
    silent = [one for one in rows if not one["is_disclosed"]]
    assert len(silent) >= 5
    assert text.count("*nicht offengelegt*") == text.count("*not disclosed*") == len(silent)
