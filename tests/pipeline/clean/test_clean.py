import unicodedata

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.clean import clean
from pipeline.clean.options import CleanError, CleanOptions
from pipeline.count.counts import COUNTS, Counts, count, merge
from pipeline.count.repair import NOT_NORMAL
from pipeline.store.schemas import DOCUMENTS, QUARANTINE
from tests.pipeline.clean.corpus import as_read, read_table

NOTHING = Counts(COUNTS.empty_table())


def cleaned(text, counts=NOTHING, **options):
    documents, _ = clean(read_table([text]), counts, CleanOptions(**options))
    return documents.to_pylist()[0]


@pytest.mark.parametrize(
    ("raw", "expected", "change"),
    [
        ("SchÃ¶ne GrÃ¼ÃŸe aus KÃ¶ln", "Schöne Grüße aus Köln", "repaired_encoding"),
        ("Er sagte â€žJaâ€œ.", "Er sagte „Ja“.", "repaired_encoding"),
        ("\x84Ja\x93, sagte sie.", "„Ja“, sagte sie.", "repaired_encoding"),
        ("u\u0308ber a\u0308hnliches", "über ähnliches", "normalised_unicode"),
        ("§\u00a05 Abs.\u202f1", "§ 5 Abs. 1", "normalised_unicode"),
        ("\ufeffAnfang", "Anfang", "removed_control_characters"),
        ("Donau\u00addampf\u00adschiff", "Donaudampfschiff", "removed_control_characters"),
        ("GKV\x1eWettbewerb", "GKV-Wettbewerb", "removed_control_characters"),
        ("eins\r\nzwei\rdrei", "eins\nzwei\ndrei", "removed_control_characters"),
        ("Wort\u202egedreht\u202c", "Wortgedreht", "removed_control_characters"),
        ("Ein  Satz   im Blocksatz.", "Ein Satz im Blocksatz.", "collapsed_blanks"),
        ("eins  \nzwei\n\n\n\ndrei\n", "eins\nzwei\n\ndrei", "normalised_whitespace"),
        ("Das Doku-\nment liegt bei.", "Das Dokument liegt bei.", "joined_hyphenation"),
    ],
)
def test_a_step_does_its_work_and_signs_it(raw, expected, change):
    row = cleaned(raw)
    assert row["text"] == expected
    assert row["changes"] == [change]
    assert row["characters_read"] - sum(cut["characters"] for cut in row["cuts"]) == len(expected)
    assert {cut["reason"] for cut in row["cuts"]} <= {change}


@pytest.mark.parametrize(
    "text",
    [
        "Ein gewöhnlicher Absatz mit Ä, Ö, Ü und ß.\n\nUnd noch einer – mit „Anführung“ und 3 × 4.",
        "FAUST.\n  Habe nun, ach! Philosophie,\n  Juristerei und Medizin\n\nMEPHISTOPHELES.\n  Wozu der Lärm?",
        "Die Ein- und Ausfuhr von Waren",
        "Größe: 3 m²\tBreite: 2 m\n\tBemerkung",
        "Âme und Ãlmhult und São Paulo",
        "ſo ward vnſer HErꝛ \ue5b1 geheyſſen; uͤber oͤffnen",
        "👩‍👩‍👧 und می‌خواهم",
        "Zeichen \ufffd bleibt ſtehen",
    ],
)
def test_a_clean_document_is_not_touched(text):
    row = cleaned(text)
    assert (row["text"], row["changes"], row["cuts"]) == (text, [], [])
    assert row["characters_read"] == len(text)


def test_nothing_left_goes_to_quarantine():
    documents, quarantine = clean(read_table(["Text", " \u200b\n\x00 ", ""]), NOTHING, CleanOptions())
    assert documents.column("id").to_pylist() == ["probe/0"]
    assert quarantine.select(["id", "reason", "characters"]).to_pylist() == [
        {"id": "probe/1", "reason": "empty", "characters": 5},
        {"id": "probe/2", "reason": "empty", "characters": 0},
    ]


def test_schemas_hold_for_an_empty_shard():
    documents, quarantine = clean(read_table([]), NOTHING, CleanOptions())
    assert documents.schema == DOCUMENTS
    assert quarantine.schema == QUARANTINE
    assert len(documents) == len(quarantine) == 0


def test_damage_is_measured_before_repair():
    row = cleaned("SchÃ¶ne GrÃ¼ÃŸe aus KÃ¶ln, mÃ¶glichst fÃ¼r alle.")
    assert row["damage"] > 0
    assert cleaned("Schöne Grüße aus Köln, möglichst für alle.")["damage"] == 0


def test_a_switch_turns_a_step_off_and_an_unknown_one_is_refused():
    assert cleaned("a  b", switches={"collapsed_blanks": False})["text"] == "a  b"
    assert cleaned("a  b", profile="technical")["text"] == "a  b"
    assert cleaned("a  b", profile="technical", switches={"collapsed_blanks": True})["text"] == "a b"
    with pytest.raises(CleanError, match="collapse_everything"):
        CleanOptions(switches={"collapse_everything": True})
    with pytest.raises(CleanError, match="max_characters"):
        CleanOptions(max_characters=0)


def test_wrapped_lines_are_joined_only_on_demand():
    text = "\n".join(["Dieser Absatz wurde beim Satz nach einer festen Breite"] * 3 + ["umbrochen."])
    assert cleaned(text)["text"] == text
    joined = cleaned(text, switches={"joined_lines": True})
    assert joined["text"] == text.replace("\n", " ")
    assert joined["changes"] == ["joined_lines"]
    verse = "Wer reitet so spät durch Nacht und Wind?\nEs ist der Vater mit seinem Kind;\nEr hat den Knaben wohl\nin dem Arm"
    assert cleaned(verse, switches={"joined_lines": True})["text"] == verse


PIECES = "Haus|Doku-|ment|und|Ã¤rgerlich|-|¬|=|z.\u202fB.|E-|mail|ΑΩ|👩\u200d👧|Ver\u00ad|Ã\u00ad¤|u\u0308ber"
BLANKS = "\u00ad|  |\t|\n|\n\n|\r\n|\x1e|\u00a0|\ufeff|\x85|\u2028"
WORDS = st.sampled_from(f"{PIECES}|{BLANKS}".split("|"))
MESSY = st.one_of(st.lists(WORDS, max_size=30).map("".join), st.lists(WORDS, max_size=30).map(" ".join), st.text())
SWITCHES = st.dictionaries(st.sampled_from(["joined_lines", "collapsed_blanks", "joined_hyphenation"]), st.booleans())
FOOTER = "Dieser Hinweis steht auf jeder Seite dieser Sammlung, Seite 7 von 9 Seiten"


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(MESSY, min_size=1, max_size=12), SWITCHES, st.booleans())
def test_characters_balance_and_a_second_cleaning_changes_nothing(texts, switches, with_footer):
    texts = [f"{text}\n{FOOTER}" for text in texts] if with_footer else texts
    read = read_table(texts)
    counts = merge([count(read)])
    options = CleanOptions(switches=switches)
    documents, quarantine = clean(read, counts, options)
    for row in documents.to_pylist():
        assert row["characters_read"] - sum(cut["characters"] for cut in row["cuts"]) == len(row["text"])
        assert bool(row["changes"]) or row["text"] == texts[int(row["id"].removeprefix("probe/"))]
    assert sum(documents.column("characters_read").to_pylist() + quarantine.column("characters").to_pylist()) == sum(
        map(len, texts)
    )
    again, nothing = clean(as_read(documents), counts, options)
    assert again.column("text").to_pylist() == documents.column("text").to_pylist()
    assert all(changes == [] for changes in again.column("changes").to_pylist())
    assert len(nothing) == 0


@settings(max_examples=100, deadline=None)
@given(MESSY, st.integers(min_value=1, max_value=60))
def test_parts_are_named_in_order_and_their_characters_sum_up_to_the_work(text, limit):
    documents, quarantine = clean(read_table([text], ["probe/work"]), NOTHING, CleanOptions(max_characters=limit))
    rows = [
        *((row["id"], row["characters_read"]) for row in documents.to_pylist()),
        *((row["id"], row["characters"]) for row in quarantine.to_pylist()),
    ]
    assert sum(characters for _, characters in rows) == len(text)
    assert all(characters <= limit for _, characters in rows)
    numbered = [f"probe/work#{number:04d}" for number in range(1, len(rows) + 1)]
    assert sorted(one for one, _ in rows) == (numbered if len(text) > limit else ["probe/work"])


def test_works_are_split_between_paragraphs():
    paragraphs = [f"Absatz {number} " + "Wort " * 20 for number in range(10)]
    documents, _ = clean(read_table(["\n\n".join(paragraphs)]), NOTHING, CleanOptions(max_characters=400))
    texts = documents.column("text").to_pylist()
    assert [one for text in texts for one in text.split("\n\n")] == [paragraph.strip() for paragraph in paragraphs]
    assert all(changes[0] == "split" for changes in documents.column("changes").to_pylist())
    assert isinstance(documents, pa.Table)


def test_every_character_that_normal_form_c_changes_is_looked_for():
    unstable = [one for one in map(chr, range(0x110000)) if not unicodedata.is_normalized("NFC", one)]
    assert len(unstable) > 1000
    assert pl.Series(unstable).str.contains(NOT_NORMAL).all()
    marks = [chr(one) for one in range(0x110000) if unicodedata.combining(chr(one))]
    assert pl.Series(marks).str.contains(NOT_NORMAL).all()
