import re
from itertools import pairwise

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.language import identify
from filters.language_spans import DIFFERENT, ENGLISH_WORDS, FUNCTION_WORDS, column, cut

GERMAN = (
    "Die Gemeinde hat das Rathaus im vergangenen Jahr neu gebaut, und es ist nun für alle Bürger offen. "
    "Der Ausschuss wird im Herbst darüber beraten, wie die alte Schule genutzt werden kann, und lädt dazu ein. "
    "Auch die Straße zum Bahnhof wurde erneuert, damit die Wege am Abend nicht mehr im Dunkeln liegen.\n\n"
)
ENGLISH = (
    "The town rebuilt its city hall last year, and it is now open to everyone who lives there. The committee "
    "will discuss in autumn how the old school might be used, and everybody is invited to take part in it. "
    "The street towards the station was renewed as well, so that people can see where they walk at night.\n\n"
)
LOW = (
    "De Gemeen hett dat Raathuus in't verleden Johr nee boot, un dat is nu för all Lüüd apen. De Utschuss warrt in'n "
    "Harvst doröver snacken, wat mit de ole School warrn schall, un all Lüüd köönt dor bi wesen, de dat wüllt.\n\n"
)


def foreign(text):
    row = identify(pa.array([text], pa.large_string())).to_pylist()[0]
    return row["foreign_ratio"], row["foreign_language"]


def test_the_share_of_spans_in_another_language():
    ratio, language = foreign(GERMAN * 6 + ENGLISH * 2)
    assert language == "eng"
    assert 0.2 < ratio < 0.3


def test_an_english_text_with_german_spans():
    ratio, language = foreign(ENGLISH * 2 + GERMAN * 2 + ENGLISH * 6)
    assert language == "deu"
    assert 0.15 < ratio < 0.25


@pytest.mark.parametrize("text", [GERMAN * 5, ENGLISH * 5, GERMAN * 5 + LOW * 2, GERMAN * 5 + "1 | 2 | 3 | 4 |\n" * 60])
def test_what_is_in_one_language_is_not_mixed(text):
    assert foreign(text) == (0.0, None)


@pytest.mark.parametrize("text", [None, "", "Kurz.", "12 34 56 " * 100])
def test_where_no_span_says_anything_there_is_no_share(text):
    assert foreign(text) == (None, None)


def test_a_long_foreign_part_is_judged_by_few_spans():
    ratio, language = foreign(GERMAN * 100 + ENGLISH * 100)
    assert language == "eng"
    assert ratio == pytest.approx(0.5, abs=0.02)


@given(st.lists(st.text(alphabet="aä \n🙂e", max_size=1200), max_size=4))
def test_spans_are_the_texts_without_gap_and_whole_characters(texts):
    whole = pa.array(texts, pa.large_string())
    starts, rows, _ = cut(whole)
    pieces = column(whole, starts).to_pylist()
    joined = pl.DataFrame({"text": rows, "piece": pl.Series(pieces, dtype=pl.String)})
    again = joined.group_by("text", maintain_order=True).agg(pl.col("piece").str.join(""))
    assert dict(again.rows()) == {row: text for row, text in enumerate(texts) if text}
    assert all(len(piece.encode()) <= 500 for piece in pieces)


WORD = re.compile(rb"[A-Za-z\x80-\xff]+")


@given(
    st.lists(
        st.sampled_from(
            [*FUNCTION_WORDS.split(), *ENGLISH_WORDS.split(), "Ämter", "Donaudampfschiff", "zwischenzeitlich", "x"]
        )
    ),
    st.sampled_from([" ", ", ", "  (", ".\n"]),
)
def test_letters_words_and_function_words_are_counted(words, between):
    text = between.join(word.upper() if place % 3 == 0 and word.isascii() else word for place, word in enumerate(words))
    starts, _, counts = cut(pa.array([text], pa.large_string()))
    data = text.encode()
    known, of_english = ({word.encode() for word in listed.split()} for listed in (FUNCTION_WORDS, ENGLISH_WORDS))
    expected = []
    for start, end in pairwise([*starts.tolist(), len(data)]):
        inside = [word[0].lower() for word in WORD.finditer(data[start:end])]
        whole = inside[:-1] if data[start:end][-1:].isalpha() or data[end - 1] >= 0x80 else inside
        hits = [word for word in whole if word in known]
        english = sum(word in of_english for word in whole)
        expected.append([sum(map(len, inside)), len(inside), len(hits), len(set(hits)), english])
    assert counts.T.tolist() == expected


def test_the_lists_have_no_word_in_common_and_none_too_long_to_be_known():
    german, english = FUNCTION_WORDS.split(), ENGLISH_WORDS.split()
    assert len({*german, *english}) == len(german) + len(english)
    assert all(len(word.encode()) <= 8 for word in german + english)


def test_every_function_word_counts_as_one_of_its_own():
    _, _, (_, words, hits, different, _) = cut(
        pa.array([FUNCTION_WORDS[:450].rsplit(" ", 1)[0] + "."], pa.large_string())
    )
    assert different.tolist() == hits.tolist() == words.tolist()
    assert different[0] > DIFFERENT
