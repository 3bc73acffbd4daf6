import pyarrow as pa
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.counts import COUNTS, count, merge
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
