import re
import unicodedata

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.count import keys_kernel, repair
from pipeline.count.counts import COUNTS, Tally, count, merge
from pipeline.count.keys_kernel import xxhash64
from pipeline.count.plain_kernel import matching
from tests.pipeline.clean.corpus import read_table

LINE = "Stadt Musterhausen, Amt für Statistik, Seite 12"


def rows(table, kind):
    return [row for row in table.to_pylist() if row["kind"] == kind]


def test_a_line_counts_once_a_document_and_numbers_do_not_tell_lines_apart():
    table = count(read_table([f"{LINE}\n{LINE}", LINE.replace("12", "7"), "etwas anderes"]))
    key = LINE.replace("12", "0")
    assert table.schema == COUNTS
    assert rows(table, "line") == [
        {"hash": xxhash.xxh64_intdigest(key.encode()), "kind": "line", "documents": 2, "characters": len(key)}
    ]
    assert rows(table, "source")[0]["documents"] == 3


def test_short_lines_and_table_rows_are_never_counted():
    assert rows(count(read_table(["FAUST.\n(weggefallen)\n12 13 14 15 16 17 18 19 20 a"])), "line") == []


def test_damaged_and_whole_lines_are_the_same_line():
    table = count(read_table(["Für Grüße an alle Bürger der Gemeinde", "FÃ¼r GrÃ¼ÃŸe an alle BÃ¼rger der Gemeinde"]))
    assert [row["documents"] for row in rows(table, "line")] == [2]


def test_words_are_evidence_only_where_words_are_broken():
    assert rows(count(read_table(["keine Trennung hier"])), "word") == []
    words = rows(count(read_table(["Tren-\nnung der Trennung", "Trennung"])), "word")
    assert {(row["hash"], row["documents"]) for row in words} >= {(xxhash.xxh64_intdigest(b"trennung"), 2)}


PIECES = [
    "Wort",
    "wort",
    "Ähre",
    "ÄHRE",
    "Ein-",
    "-",
    "ſein",
    "ΟΔΟΣ",
    "İstanbul",
    "K",
    "12",
    "3",
    " ",
    "\t",
    "  ",
    "\n",
    "\n\n",
    "\n \n",
]
PIECES += ["STRAẞE", "straße", "Dies ist eine Zeile von mehr als dreißig Zeichen", "🙂", "a\u0301", ".,;:!", "x"]


def plainly(texts):
    """Count as the definitions say, by regular expressions."""
    found = {}
    for text in texts:
        lines = {normal(line) for line in text.split("\n")}
        paragraphs = {normal(one) for one in re.split(r"\n[ \t]*\n", text) if "\n" in one}
        words = {one.lower() for one in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)}
        kinds = {"line": filter(counts_as_line, lines), "paragraph": filter(counts_as_line, paragraphs), "word": words}
        for kind, keys in kinds.items():
            for key in keys:
                row = found.setdefault((kind, xxhash.xxh64_intdigest(key.encode())), [0, len(key)])
                row[0] += 1
    return {(*key, *row) for key, row in found.items()}


def test_a_word_in_capital_sharp_s_is_the_word():
    words = rows(count(read_table(["die STRAẞE und die straße, Tren-\nnung"])), "word")
    assert [row["documents"] for row in words if row["hash"] == xxhash.xxh64_intdigest("straße".encode())] == [1]


def test_every_letter_with_a_simple_lower_case_is_in_the_table():
    letters = (chr(point) for point in range(len(keys_kernel._LOWER), 0x110000))
    assert not [letter for letter in letters if len(letter.lower()) == 1 and ord(letter.lower()) < keys_kernel.SIMPLE]


def normal(part):
    return re.sub("[0-9]+", "0", re.sub("[ \t\n]+", " ", part).strip(" "))


def counts_as_line(key):
    signs = len(re.findall(r"[\x00-@\[-`{-\x7f]", key))
    return (len(key) >= 30 or key.count(" ") >= 3) and signs * 2 <= len(key)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), min_size=1, max_size=4))
@pytest.mark.slow  # takes seconds
def test_compiled_counts_are_those_of_the_definitions(texts):
    texts = [unicodedata.normalize("NFC", text) for text in [*texts, "Tren-\nnung"]]
    found = count(read_table(texts)).to_pylist()
    counted = {(one["kind"], one["hash"], one["documents"], one["characters"]) for one in found}
    assert {one for one in counted if one[0] != "source"} == plainly(texts)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100))
def test_keys_are_those_of_the_package_xxhash(data):
    assert xxhash64(np.frombuffer(data + bytes(8), np.uint8), len(data)) == xxhash.xxh64_intdigest(data)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.text(
            st.sampled_from("aÄß–„\u00a0\u00ad¬ÃÂâï»¿€¤¼\u0080\u2019\u2028\u0301\t\n\r\u001e\u007fé\uf900🙂"),
            max_size=12,
        )
    )
)
def test_repairs_are_looked_for_wherever_their_patterns_are_found(texts):
    column = pl.Series("text", [f"vorweg acht {text} danach acht" for text in texts], dtype=pl.String)
    for pattern in (repair._DAMAGE, repair._CONTROL, repair.NOT_NORMAL, repair._BLANKS):
        assert matching(column, pattern).to_list() == column.str.contains(pattern).arg_true().to_list()


def test_nothing_counted_is_a_source_without_documents():
    counts = merge([])
    assert counts.documents == 0
    assert len(counts.furniture("line").hashes) == 0


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([LINE, "Ein anderer Satz mit vielen Worten", "kurz", "ver-\nein"]), max_size=4))
)
def test_merging_shards_in_any_order_equals_counting_all_at_once(documents):
    texts = ["\n".join(lines) + "\nver-\nein" for lines in documents]
    whole = merge([count(read_table(texts))])
    shards = [count(read_table(texts[start : start + 2])) for start in range(0, len(texts), 2)]
    assert merge(shards).table == merge(shards[::-1]).table
    assert merge(shards).documents == len(texts)
    if texts:
        assert merge(shards).table == whole.table
        assert merge([whole.table]).table == whole.table
        assert isinstance(whole.table, pa.Table)


def test_what_is_too_much_for_memory_is_put_aside_and_counted_all_the_same(tmp_path):
    texts = [
        f"Zeile Nummer eins, die in vielen Texten steht\nZeile nur von Text {name} und keinem anderen\nTren-\\nnung"
        for name in ("alpha", "beta", "gamma", "delta")
        for _ in range(6)
    ]
    shards = [count(read_table(texts[start : start + 4])) for start in range(0, len(texts), 4)]
    tally = Tally(tmp_path / "aside", rows=5)
    for shard in shards:
        tally.add(shard)
    assert len(list((tmp_path / "aside").iterdir())) > len(shards)
    assert tally.total().table == merge(shards).table
    assert [row["documents"] for row in rows(merge(shards).table, "line")] == [24]
    assert not (tmp_path / "aside").exists()
