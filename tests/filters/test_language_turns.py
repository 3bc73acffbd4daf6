"""Texts in German and English by turns are told from German with English titles, quotations, terms and code."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.language import identify
from pipeline.manifest import LanguageRecipe
from scripts.growth import MOST_GROWTH, growth
from tests.filters.mixed import LOOKALIKE, MIXED

LIMIT = LanguageRecipe().mixed_at_most
GERMAN = "Die Gemeinde hat das Rathaus neu gebaut, und es ist nun für alle offen. "
ENGLISH = "The town has rebuilt its hall, and now it is open to all of us. "


def ratios(*texts):
    return identify(pa.array(texts, pa.large_string())).column("mixed_ratio").to_pylist()


def test_texts_half_in_english_are_above_the_limit_sentence_by_sentence_too():
    assert [text for text, ratio in zip(MIXED, ratios(*MIXED), strict=True) if ratio <= LIMIT] == []


def test_german_with_english_in_it_is_below_the_limit():
    assert [text for text, ratio in zip(LOOKALIKE, ratios(*LOOKALIKE), strict=True) if ratio > LIMIT] == []


@pytest.mark.parametrize(
    ("text", "share"),
    [(GERMAN * 3 + ENGLISH, 14 / 56), ((GERMAN + ENGLISH) * 20, 0.5), (GERMAN * 9, 0), (ENGLISH * 9, 0)],
)
def test_the_share_is_that_of_words_in_the_other_language(text, share):
    assert ratios(text) == [pytest.approx(share, abs=0.02)]


def test_of_an_english_text_the_german_words_count():
    ratio = ratios(ENGLISH * 12 + GERMAN * 2)[0]
    assert ratio == pytest.approx(2 / 14, abs=0.03)


@pytest.mark.parametrize(
    "aside",
    [
        f"„{ENGLISH}“ ",
        f"“{ENGLISH}” ",
        f"»{ENGLISH}« ",
        f"\n\n> {ENGLISH}\n\n",
        f"\n\n    {ENGLISH}\n\n",
        "\n\nfor (a of all) { if (a.is(not)) this.that(with, from); }\n\n",
    ],
)
def test_what_is_quoted_or_code_does_not_count(aside):
    assert ratios((GERMAN + aside) * 4) == [0.0]


@pytest.mark.parametrize("text", [None, "", "12 34", "Dit is een tekst in het Nederlands, en geen ander woord."])
def test_texts_in_neither_language_have_no_share(text):
    assert ratios(text) == [None]


@given(st.lists(st.text(alphabet='aI \n"„“»«>’-(.ähe🙂', max_size=300), max_size=4))
def test_any_text_has_a_share_between_0_and_1_or_none(texts):
    assert all(
        ratio is None or 0 <= ratio <= 1 for ratio in ratios(*texts, *[text + GERMAN + ENGLISH for text in texts])
    )


@pytest.mark.parametrize("sign", ["„", '"x', "> x\n", "    x\n", "x\n\n", "a(b.c)", "«", "don't-"])
def test_growth_is_linear(sign):
    def work(size):
        identify(pa.array([(GERMAN + ENGLISH) * 4 + sign * (size // len(sign))], pa.large_string()))

    assert growth(work, 50_000, largest=400_000) < MOST_GROWTH
