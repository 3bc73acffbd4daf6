"""What a document is, from its file and its manifest."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.decide.nature import READ, with_nature
from pipeline.manifest import Source

SCHEMA = dict.fromkeys(READ, pl.String) | {
    "part": pl.Int32,
    "identifiers": pl.List(pl.Struct({"scheme": pl.String, "value": pl.String})),
}


def source(**keys):
    return Source.model_validate(
        {"id": "quelle", "title": "Quelle", "fetch": ["x.txt"], "format": "text", "license": {"id": "CC0-1.0"}} | keys
    )


def nature(rows, **keys):
    full = [{"id": "quelle/a", "member": "a.txt"} | row for row in rows]
    frame = pl.DataFrame([dict.fromkeys(READ) | row for row in full], schema=SCHEMA)
    return with_nature(frame, source(**keys)).to_dicts()


def one(row=None, **keys):
    return nature([row or {}], **keys)[0]


MT = {"origin": "machine_translated", "origin_evidence": "ms.translationtype: MT"}
HT = {"origin": "human_translated", "origin_evidence": "ms.translationtype: HT"}
OCR = {"origin": "ocr", "origin_evidence": "softwareName: ABBYY FineReader"}
CORRECTED = {"origin": "human", "evidence": "README: corrected by hand"}
NOTE = "by a language model"


@pytest.mark.parametrize(
    ("row", "keys", "origin", "evidence"),
    [
        ({}, {}, "unknown", None),
        (HT, {}, "human_translated", HT["origin_evidence"]),
        (OCR, {"texts": CORRECTED}, "human", CORRECTED["evidence"]),  # who has looked knows more than the header
        (MT, {"texts": CORRECTED}, "machine_translated", MT["origin_evidence"]),  # a machine's word is believed
        ({}, {"machine_generated": NOTE}, "machine_generated", f"machine_generated: {NOTE}"),
        (HT, {"machine_generated": NOTE}, "human_translated", HT["origin_evidence"]),
        (
            {},
            {"machine_generated": NOTE, "texts": {"origin": "machine_translated", "evidence": "PROMPT.md"}},
            "machine_translated",
            "PROMPT.md",
        ),
    ],
)
def test_origin_comes_from_the_machine_the_manifest_the_file_in_this_order(row, keys, origin, evidence):
    found = one(row, **keys)
    assert (found["origin"], found["origin_evidence"]) == (origin, evidence)


def test_of_several_entries_the_first_that_chooses_the_document_and_states_the_key_counts():
    texts = [
        {"members": "gt/**", "kind": "book", **CORRECTED},
        {"documents": "b*", "unit": "page"},
        {"kind": "newspaper_page", "origin": "ocr", "evidence": "raw"},
    ]
    corrected, page, rest = nature(
        [{"member": "gt/1.txt"}, {"id": "quelle/b1"}, {"id": "quelle/c", "unit": "entry"}], texts=texts
    )
    assert [(row["kind"], row["unit"], row["origin"]) for row in (corrected, page, rest)] == [
        ("book", "document", "human"),
        ("newspaper_page", "page", "ocr"),
        ("newspaper_page", "entry", "ocr"),
    ]


def test_a_source_of_sentences_is_one_of_sentences_where_its_files_say_nothing_else():
    plain, whole = nature([{}, {"unit": "document"}], profile="sentences")
    assert (plain["unit"], whole["unit"]) == ("sentence", "document")
    assert one(profile="prose")["unit"] == "document"


def test_a_split_text_is_a_part_of_the_text_that_was_split():
    piece = one({"id": "quelle/buch#0003", "work_id": "quelle/reihe", "part": 7})
    assert (piece["unit"], piece["work_id"], piece["part"]) == ("part", "quelle/buch", 3)
    chapter = one({"id": "quelle/buch/2", "work_id": "quelle/buch", "part": 2, "unit": "part"})
    assert (chapter["unit"], chapter["work_id"], chapter["part"]) == ("part", "quelle/buch", 2)


@pytest.mark.parametrize(
    ("native", "work", "part"),
    [("faust/0012", "quelle/faust", 12), ("faust/vorwort", None, None), ("a/b/7", "quelle/a/b", 7)],
)
def test_the_manifest_names_work_and_part_by_a_pattern_over_the_id(native, work, part):
    found = one({"id": f"quelle/{native}"}, texts={"work": r"^(.+)/(\d+)$"})
    assert (found["work_id"], found["part"]) == (work, part)


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("1841", 1841),
        ("1841-03-05", 1841),
        ("1841~", 1841),
        ("1841/1843", 1841),
        ("1841/..", 1841),
        ("../1843", 1843),
        ("184X", None),
        (None, None),
    ],
)
def test_the_year_is_the_first_of_the_date(date, year):
    assert one({"date": date})["year"] == year


def test_the_manifest_dates_what_has_no_date_of_its_own():
    texts = {"date": "2017/2018", "dated_by": "README: decisions of 2017 and 2018"}
    undated, dated = nature([{}, {"date": "2018-04-01"}], texts=texts)
    assert [(row["date"], row["year"]) for row in (undated, dated)] == [("2017/2018", 2017), ("2018-04-01", 2018)]


@pytest.mark.parametrize(
    ("pattern", "native", "date"),
    [
        (r"/(\d{4})_\d+_", "GT-PAGE/1871_59_0469", "1871"),
        (r"_(\d{4})(\d\d)(\d\d)_", "F_SBB_18800101_009", "1880-01-01"),
        (r"(\d{4})-(\d+)", "2024-6-nachdruck", "2024-06"),
        (r"_(\d{4})(\d\d)(\d\d)_", "F_SBB_18801399_009", None),  # no day of the calendar
        (r"/(\d{4})_", "vorwort", None),
    ],
)
def test_the_date_may_stand_in_the_id(pattern, native, date):
    assert one({"id": f"quelle/{native}"}, texts={"date_from_id": pattern})["date"] == date
    assert one({"id": f"quelle/{native}", "date": "1700"}, texts={"date_from_id": pattern})["date"] == "1700"


def test_identifiers_of_the_source_stand_behind_those_of_the_file():
    own = [{"scheme": "doi", "value": "10.1/a"}]
    found = one({"identifiers": own}, texts={"identifiers": {"zdb": "2012345-6"}})
    assert found["identifiers"] == [*own, {"scheme": "zdb", "value": "2012345-6"}]


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"origin": "human"}, "'origin' and 'evidence' stand together"),
        ({"date": "1900"}, "'date' and 'dated_by' stand together"),
        ({"origin": "robot", "evidence": "x"}, "human_translated"),
        ({"kind": "tweet"}, "forum_post"),
        ({"work": "no group"}, "expected one group"),
        ({"work": "(["}, "no pattern"),
        ({"work": r"(a)(?=b)"}, "no pattern"),  # cannot be searched for in linear time
        ({"date": "5. Mai 1900", "dated_by": "x"}, "pattern"),
    ],
)
def test_what_is_stated_is_checked(texts, says):
    with pytest.raises(ValueError, match=says):
        source(texts=texts)
