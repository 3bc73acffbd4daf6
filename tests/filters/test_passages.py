import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.language import identify
from filters.passages import _column, _passages

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


def found(text):
    row = identify(pa.array([text], pa.large_string())).to_pylist()[0]
    return row["foreign_ratio"], row["foreign_language"]


def test_the_share_of_passages_in_another_language():
    ratio, language = found(GERMAN * 6 + ENGLISH * 2)
    assert language == "eng"
    assert 0.2 < ratio < 0.3


def test_an_english_text_with_german_passages():
    ratio, language = found(ENGLISH * 2 + GERMAN * 2 + ENGLISH * 6)
    assert language == "deu"
    assert 0.15 < ratio < 0.25


@pytest.mark.parametrize("text", [GERMAN * 5, ENGLISH * 5, GERMAN * 5 + LOW * 2, GERMAN * 5 + "1 | 2 | 3 | 4 |\n" * 60])
def test_what_is_in_one_language_is_not_mixed(text):
    assert found(text) == (0.0, None)


@pytest.mark.parametrize("text", [None, "", "Kurz.", "12 34 56 " * 100])
def test_where_no_passage_says_anything_there_is_no_share(text):
    assert found(text) == (None, None)


def test_a_long_foreign_part_is_judged_by_few_passages():
    ratio, language = found(GERMAN * 100 + ENGLISH * 100)
    assert language == "eng"
    assert ratio == pytest.approx(0.5, abs=0.02)


@given(st.lists(st.text(alphabet="aä \n🙂e", max_size=1200), max_size=4))
def test_passages_are_the_texts_without_gap_and_whole_characters(texts):
    column = pa.array(texts, pa.large_string())
    passages = _passages(column)
    pieces = _column(column, passages["start"].to_numpy()).to_pylist()
    joined = pl.DataFrame({"text": passages["text"], "piece": pl.Series(pieces, dtype=pl.String)})
    again = joined.group_by("text", maintain_order=True).agg(pl.col("piece").str.join(""))
    assert dict(again.rows()) == {row: text for row, text in enumerate(texts) if text}
    assert all(len(one.encode()) <= 500 for one in pieces)
