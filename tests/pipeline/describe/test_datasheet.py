"""The datasheet: every question answered or shown as unanswered, numbers as counted, pages anybody can read."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import polars as pl
import pytest
from lxml import etree

from pipeline.describe import datasheet, describe
from pipeline.describe.questions import questionnaires
from pipeline.describe.read_model import read_model
from tests.e2e import running
from tests.pipeline.describe.conftest import ANSWERS

QUESTIONS = [one for part in questionnaires() for section in part.sections for one in section.questions]
IDS = [one.id for one in QUESTIONS]
UNANSWERED = {"de": "nicht beantwortet", "en": "not answered"}
EXTERNAL = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source"}


@pytest.fixture(scope="module")
def page(described):
    return etree.fromstring((described / "datasheet.html").read_bytes())


@pytest.fixture(scope="module")
def markdown(described):
    return (described / "datasheet.md").read_text("utf-8")


@pytest.fixture(scope="module")
def model(described):
    return read_model(described)


def _answer(page, language, question):
    (heading,) = page.xpath(f"//h4[@id='{language}-{question}']")
    found = []
    for one in heading.itersiblings():
        if one.tag in {"h2", "h3", "h4"}:
            break
        found.append(one)
    return heading, found


def _text(elements):
    return " ".join(" ".join(one.itertext()) for one in elements)


def _table(page, language, caption):
    tables = page.xpath(f"//article[@lang='{language}']//table[caption=$name]", name=caption)
    assert tables, f"no table {caption!r}"
    return [[" ".join(cell.itertext()) for cell in row] for row in tables[0].xpath("tbody/tr")]


def _number(text, language="en"):
    return int(text.replace("," if language == "en" else ".", ""))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_every_question_has_an_answer_or_is_shown_as_unanswered(page, markdown, question, language):
    heading, answer = _answer(page, language, question.id)
    assert " ".join(heading.itertext()) == question.text[language]
    assert f"\n#### {question.text[language]}\n" in markdown
    text = _text(answer)
    assert text.strip()
    is_lacking = question.needs_person and question.id not in ANSWERS
    assert (UNANSWERED[language] in text) == is_lacking


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_tally_counts_what_the_page_shows(page, language):
    (article,) = page.xpath(f"//article[@lang='{language}']")
    numbers = [int(one) for one in re.findall(r"\d+", " ".join(article[1].itertext()).split(". ", 1)[1])]
    open_ = [one for one in article.xpath(".//p[@class='open']") if one.text == UNANSWERED[language]]
    partly = [one for one in article.xpath(".//p[@class='open']") if one.text != UNANSWERED[language]]
    shown = {"answered": len(QUESTIONS) - len(open_), "all": len(QUESTIONS), "partly": len(partly), "open": len(open_)}
    assert sorted(numbers) == sorted(shown.values())


def test_a_person_answers_in_the_language_of_the_page_or_in_the_other_one_marked_as_such(page):
    _, german = _answer(page, "de", "funding")
    _, english = _answer(page, "en", "funding")
    assert "Ohne <Auflagen> & Gegenleistung." in _text(german)
    assert "From donations." in _text(english)
    assert "Spenden" not in _text(english)
    _, other = _answer(page, "en", "unsuitable")
    (said,) = [one for one in other if one.get("class") == "said"]
    assert said.get("lang") == "de"
    _, back = _answer(page, "de", "purpose")
    assert [one.get("lang") for one in back if one.get("class") == "said"] == ["en"]


def test_what_only_a_person_knows_is_never_made_up(page):
    for question in ("workers", "ethics", "consent", "notified", "impact", "export", "language-users"):
        for language in ("de", "en"):
            _, answer = _answer(page, language, question)
            assert _text(answer).strip() == UNANSWERED[language]


@pytest.mark.parametrize(
    ("language", "caption"), [("de", "Was aus jeder Quelle wurde"), ("en", "What became of each source")]
)
def test_the_funnel_is_what_the_ledger_says(page, described, language, caption):
    rows = {row[0]: [_number(one, language) for one in row[2:]] for row in _table(page, language, caption)}
    words = (
        pl.read_parquet(described / "data/*/*.parquet").group_by(pl.col("source").cast(pl.String)).agg(pl.sum("words"))
    )
    kept_words = dict(words.iter_rows())
    total = Counter()
    for path in sorted((described / "ledger").glob("[!_]*.parquet")):
        fates = Counter(pl.read_parquet(path)["fate"].to_list())
        counted = [fates.total(), fates["kept"], fates["removed"], fates["quarantined"], kept_words.get(path.stem, 0)]
        assert rows.pop(path.stem) == counted
        total.update(dict(enumerate(counted)))
    assert [*rows.values()] == [[total[place] for place in range(5)]]


def test_the_reasons_are_what_the_ledger_says_with_the_sentence_of_the_page(page, described, model):
    rows = pl.concat([pl.read_parquet(path) for path in sorted((described / "ledger").glob("[!_]*.parquet"))])
    counted = Counter(rows.drop_nulls("reason").select("reason", "fate").iter_rows())
    for language, caption, sentence in (
        ("de", "Gründe für Entfernung und Quarantäne", "german"),
        ("en", "Reasons for removal and quarantine", "english"),
    ):
        shown = Counter()
        for name, why, removed, lost in _table(page, language, caption):
            assert why == getattr(model.reasons[name], sentence)
            shown.update(
                {(name, "removed"): _number(removed, language), (name, "quarantined"): _number(lost, language)}
            )
        assert +shown == counted


@pytest.mark.parametrize(
    ("caption", "column"),
    [("Documents kept by licence", "license"), ("Documents kept by language", "language")],
)
def test_the_composition_is_what_the_shards_hold(page, described, caption, column):
    rows = pl.read_parquet(described / "data/*/*.parquet")
    grouped = rows.group_by(column).agg(pl.len(), pl.sum("words")).sort(column)
    shown = [(row[0], _number(row[1]), _number(row[2])) for row in _table(page, "en", caption)]
    assert shown == [tuple(row) for row in grouped.iter_rows()]


def test_missing_values_and_decades_are_counted(page, described):
    rows = pl.read_parquet(described / "data/*/*.parquet")
    missing = {row[0]: _number(row[1]) for row in _table(page, "en", "Missing values")}
    assert missing["date"] == rows["date"].null_count() == 3
    assert missing["authors"] == rows.filter(pl.col("authors").list.len() == 0).height == 4
    decades = [(row[0], _number(row[1])) for row in _table(page, "en", "Documents kept by decade")]
    assert decades == [("2000s", 2)]
    assert [row[0] for row in _table(page, "de", "Behaltene Dokumente nach Jahrzehnt")] == ["2000er"]


def test_masked_personal_data_are_counted_by_kind(page, described):
    shown = {row[0]: row[1:4] for row in _table(page, "en", "Handling of personal data")}
    facts = running.facts_of(described)
    cut = facts["counts"]["characters"]["cut_by_reason"]["pii_email"]
    assert shown["e-mail address"] == ["replaced by a placeholder", "1", str(cut)]
    assert shown["bank account (IBAN)"] == ["replaced by a placeholder", "0", "0"]


def test_what_a_source_says_on_personal_data_is_shown(page):
    assert _table(page, "en", "What the sources say on personal data") == [
        ["notes", "e-mail address", "Art. 89 DSGVO", "Art. 14", "DSFA 3", "Leserbriefe"]
    ]


def test_a_refused_source_is_named_with_its_reason(page):
    ((source, reason, why, note),) = _table(page, "en", "Sources that were not read")
    assert (source, reason) == ("closed", "license_rejected")
    assert why == "The licence is not free enough under the collection's policy."
    assert note


def test_files_that_were_not_read_are_counted(page, described):
    members = pl.read_parquet(described / "ledger" / "_members.parquet").filter(pl.col("member") != "")
    assert members.height
    shown = _table(page, "en", "Files that were not read")
    assert shown == [["left out", "not_included", "The manifest leaves this file out.", str(members.height)]]


def test_both_formats_hold_the_same_numbers(page, markdown):
    for table in page.iter("table"):
        for row in table.iterfind("tbody/tr"):
            cells = ["".join(one.itertext()) for one in row]
            plain = [re.sub(r"[`\\]", "", line) for line in markdown.splitlines() if line.startswith("| ")]
            assert f"| {' | '.join(cells)} |" in plain


def test_the_page_is_accessible_without_scripts_or_requests(page):
    assert page.get("lang") == "de"
    assert [one.get("lang") for one in page.iter("article")] == ["de", "en"]
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for link in page.iter("a"):
        assert link.get("href")[1:] in ids
    assert not [one.tag for one in page.iter() if one.tag in EXTERNAL]
    assert "@import" not in page.findtext("head/style")
    assert "url(" not in page.findtext("head/style")
    for table in page.iter("table"):
        assert table.findtext("caption")
        assert all(one.get("scope") == "col" for one in table.iterfind("thead/tr/th"))
        assert all(row[0].get("scope") == "row" for row in table.iterfind("tbody/tr"))
    for one in page.iter("section"):
        assert one.get("aria-labelledby") in ids


def test_headings_descend_by_one_level(page):
    for article in page.iter("article"):
        levels = [int(one.tag[1]) for one in article.iter("h1", "h2", "h3", "h4")]
        assert levels[0] == 1
        assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_text_of_the_manifests_is_escaped(described):
    html = (described / "datasheet.html").read_text("utf-8")
    assert "Vier Texte &lt;zum Prüfen&gt;." in html
    assert "<zum" not in html
    markdown = (described / "datasheet.md").read_text("utf-8")
    assert r"Notizen \| aus \<dem\> Ort" in markdown


def test_describing_again_gives_the_same_bytes(release):
    before = running.digests(release, everything=True)
    describe(release)
    assert running.digests(release, everything=True) == before


def test_an_empty_answers_file_leaves_every_question_to_the_run(model):
    alone = datasheet.edition(read_without_answers(model), "en")
    lacking = [one for _, parts in alone.parts for _, answers in parts for one in answers if one.is_lacking]
    assert [one.question.id for one in lacking] == [one.id for one in QUESTIONS if one.needs_person]


def read_without_answers(model):
    return type(model)(**{name: getattr(model, name) for name in model.__dataclass_fields__ if name != "answers"})
