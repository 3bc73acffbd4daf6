"""Overlap with benchmark items, against counting by hand."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters import contamination
from filters.contamination import ContaminationError, overlap, refer
from filters.fingerprint import fingerprint
from filters.kernels.tokens import tokenise
from tests.filters.real_texts import law_sections

ITEM = (
    "Wie viele Regalmeter Akten lagern im Keller des Rathauses, bevor der Praktikant jedes Bündel wiegt, beschreibt und "
    "in säurefreie Mappen legt?"
)


def compared(texts, items, **sizes):
    column = pa.array(texts, pa.large_string())
    reference = refer(pa.array(items, pa.large_string()), **sizes)
    return overlap(column, fingerprint(column)["shingles"], reference).to_pylist()


def runs_of(text, size, shortest):
    """Return the runs of tokens that are sought of an item."""
    words = [word.casefold() for word in tokenise(text)]
    size = min(size, len(words))
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)} if size >= shortest else set()


def by_hand(text, items, size, shortest):
    words = [word.casefold() for word in tokenise(text)]
    sought = {run for item in items for run in runs_of(item, size, shortest)}
    lengths = {len(run) for run in sought}
    return sum(tuple(words[i : i + n]) in sought for n in lengths for i in range(len(words) - n + 1))


def test_an_item_is_found_whatever_its_case_and_punctuation():
    (row,) = compared([f"Vorab. {ITEM.upper().replace(',', ' –')} Danach."], [ITEM])
    assert row["ngrams"] == len(tokenise(ITEM)) - 12
    assert row["containment"] == 1.0
    assert row["spans"] == [{"start": 7, "end": 7 + len(ITEM) + 1, "item": 0}]


def test_spans_are_code_points():
    text = f"🙂 „Äh“ – e\u0301 {ITEM} 🙂"
    (row,) = compared([text], [ITEM])
    (span,) = row["spans"]
    assert text[span["start"] : span["end"]] == ITEM[:-1]
    assert row["share"] == pytest.approx((len(ITEM) - 1) / len(text))


def test_a_short_item_counts_whole_and_a_very_short_one_not():
    short = "Wer putzt die Scheiben auf dem alten Leuchtturm?"
    rows = compared(
        [f"Frage: {short}", "Frage: Wer putzt die Scheiben auf dem", "Was ist das?"], [short, "Was ist das?"]
    )
    assert [row["ngrams"] for row in rows] == [1, 0, 0]
    assert [row["near_item"] for row in rows] == [0, 0, -1]


def test_an_edited_item_is_found_by_containment():
    words = ITEM.split()
    words[8], words[16] = "Hauses", "prüft"
    (row,) = compared([" ".join(words)], [ITEM, law_sections(1)[0]])
    assert row["ngrams"] == 0
    assert 0.2 < row["jaccard"] <= row["containment"] < 0.8
    assert row["near_item"] == 0


def test_null_and_empty_texts_share_nothing():
    for row in compared([None, "", "…"], [ITEM]):
        assert (row["ngrams"], row["share"], row["containment"], row["spans"]) == (0, 0.0, 0.0, [])


def test_without_items_nothing_is_found():
    assert [row["ngrams"] for row in compared([ITEM], [])] == [0]


def test_sizes_that_cannot_be_are_refused():
    with pytest.raises(ContaminationError, match="shortest 14"):
        refer(pa.array([ITEM]), ngram_tokens=13, shortest=14)


WORDS = st.sampled_from(["a", "B", "ß", "ss", "E-Mail", "Ä", "1.000", "ſo", "so"])
TEXTS = st.lists(st.lists(WORDS, max_size=14).map(" ".join), max_size=5)


@settings(deadline=None, max_examples=150)
@given(TEXTS, TEXTS)
def test_runs_are_those_counted_by_hand(texts, items):
    plain = [item.replace("ſ", "s").replace("ß", "ss") for item in items]
    rows = compared(texts, items, ngram_tokens=4, shortest=2)
    for text, row in zip(texts, rows, strict=True):
        assert row["ngrams"] == by_hand(text.replace("ſ", "s").replace("ß", "ss"), plain, 4, 2)


@settings(deadline=None, max_examples=60)
@given(TEXTS, TEXTS)
def test_the_item_held_most_is_that_counted_by_hand(texts, items):
    sets = [
        [set(row) for row in fingerprint(pa.array(column, pa.large_string()))["shingles"].to_pylist()]
        for column in (texts, items)
    ]
    long = [number for number, item in enumerate(items) if len(tokenise(item)) >= 2]
    for own, row in zip(sets[0], compared(texts, items, ngram_tokens=4, shortest=2), strict=True):
        shares = [len(own & sets[1][number]) / max(len(sets[1][number]), 1) for number in long]
        best = max(shares, default=0)
        assert row["containment"] == pytest.approx(best)
        assert row["near_item"] == (long[shares.index(best)] if best else -1)
        if best:
            item = sets[1][row["near_item"]]
            assert row["jaccard"] == pytest.approx(len(own & item) / len(own | item))


def test_a_collision_of_hashes_is_no_hit():
    """All keys of the reference are given the hash of one run of the text: only equal tokens count."""
    reference = refer(pa.array([ITEM], pa.large_string()))
    other = "Ganz andere Wörter stehen hier, dreizehn an der Zahl, damit eine Folge entsteht und keine fehlt."
    keys = refer(pa.array([other], pa.large_string())).keys
    reference.keys[:] = keys[0]
    reference.screen[:] = 2**64 - 1
    column = pa.array([other], pa.large_string())
    assert contamination.overlap(column, fingerprint(column)["shingles"], reference).to_pylist()[0]["ngrams"] == 0


def test_real_laws_against_counting_by_hand():
    sections = law_sections(400)
    items, texts = sections[:60], sections[40:]
    rows = compared(texts, items)
    expected = [by_hand(text, items, 13, 8) for text in texts]
    assert [row["ngrams"] for row in rows] == expected
    assert all(row["containment"] == 1.0 for row in rows[:20])
    assert 20 < sum(value > 0 for value in expected) < len(texts)
