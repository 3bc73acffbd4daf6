import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.kernels import unicode as uni
from filters.kernels.tokens import INNER_CAPITAL, MIXED, NUMERAL, VOWEL, WORD, token_space, tokenise, tokenise_into


def tokens_of(text):
    data = np.frombuffer(text.encode(), np.uint8)
    data.flags.writeable = False
    space = token_space(len(data))
    count = tokenise_into(data, 0, len(data), space)
    return [array[:count] for array in space]


def hash_of(word):
    hashes = tokens_of(word)[4]
    assert len(hashes) == 1, tokenise(word)
    return hashes[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n—…!", []),
        ("Der Hund.", ["Der", "Hund"]),
        ("E-Mail, Covid-19 und 10-jährige", ["E-Mail", "Covid-19", "und", "10-jährige"]),
        ("1914-1918", ["1914", "1918"]),
        ("1.000,50 am 22.11.1841 um 12:30.", ["1.000,50", "am", "22.11.1841", "um", "12:30"]),
        ("Ein-\nund Ausfuhr", ["Ein", "und", "Ausfuhr"]),
        ("geht's Goethe’sche ’s", ["geht's", "Goethe’sche", "s"]),
        ("„So“", ["So"]),
        ("a_b", ["a", "b"]),
        ("Wach\u00adſtube", ["Wach\u00adſtube"]),
        ("Ende\u00ad der", ["Ende", "der"]),
        ("Ma\u0308dchen", ["Ma\u0308dchen"]),
        ("\u0308a", ["a"]),
        ("\U0001d504\U0001d51f", ["\U0001d504\U0001d51f"]),
        ("क्\u200dष", ["क्\u200dष"]),
        ("Wald⸗weg", ["Wald⸗weg"]),
        ("x² ½", ["x²", "½"]),
        ("😀 ok", ["ok"]),
    ],
)
def test_what_a_token_is(text, expected):
    assert tokenise(text) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Haus", "HAUS"),
        ("Wachſtube", "Wachstube"),
        ("Wach\u00adstube", "Wachstube"),
        ("Straße", "STRASSE"),
        ("M\u00e4dchen", "Ma\u0308dchen"),
        ("Mädchen", "ma\u0364dchen"),
        ("ﬁnden", "finden"),
    ],
)
def test_folded_hashes_are_equal(first, second):
    assert hash_of(first) == hash_of(second)


@pytest.mark.parametrize(
    ("first", "second"), [("Mädchen", "Madchen"), ("schon", "schön"), ("Masse", "Maßen"), ("ab", "ba")]
)
def test_other_words_have_other_hashes(first, second):
    assert hash_of(first) != hash_of(second)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_tokens_are_spans_of_the_text_in_order(text):
    starts, ends, kinds, lengths, _, _ = tokens_of(text)
    raw = text.encode()
    previous = 0
    for start, end, kind, length in zip(starts, ends, kinds, lengths, strict=True):
        assert previous <= start < end
        previous = end + 1
        token = raw[start:end].decode()
        assert len(token) == length
        has_letter = any(unicodedata.category(character)[0] == "L" for character in token)
        if token.isascii():
            assert bool(kind & WORD) == has_letter
        assert bool(kind & WORD) != bool(kind & NUMERAL)
    ascii_letters = sum(character.isascii() and character.isalnum() for character in text)
    inside = sum(
        character.isascii() and character.isalnum()
        for s, e in zip(starts, ends, strict=True)
        for character in raw[s:e].decode()
    )
    assert inside == ascii_letters


@given(st.text("abcABCäöüÄÖÜßſ", min_size=1, max_size=12), st.text("abcABCäöüÄÖÜßſ", min_size=1, max_size=12))
def test_exact_hashes_tell_spellings_apart(first, second):
    assert (tokens_of(first)[5][0] == tokens_of(second)[5][0]) == (first == second)
    same = unicodedata.normalize("NFD", first.casefold()) == unicodedata.normalize("NFD", second.casefold())
    assert (hash_of(first) == hash_of(second)) == same


@pytest.mark.parametrize(
    ("word", "flags"),
    [
        ("Haus", WORD | VOWEL),
        ("GmbH", WORD | INNER_CAPITAL),
        ("1841", NUMERAL),
        ("B2B", WORD | MIXED | INNER_CAPITAL),
        ("xyz", WORD | VOWEL),
        ("Äpfl", WORD | VOWEL),
    ],
)
def test_flags(word, flags):
    assert tokens_of(word)[2].tolist() == [flags]


def test_a_sequence_cut_at_the_end_is_no_letter():
    data = np.frombuffer(b"b" + "ä".encode()[:1], np.uint8)
    data.flags.writeable = False
    space = token_space(2)
    assert tokenise_into(data, 0, 2, space) == 1
    assert (space.starts[0], space.ends[0]) == (0, 1)


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="the committed tables are those of Unicode 14.0")
def test_committed_tables_are_those_of_unicode():
    built = uni.build()
    stored = uni.load()
    assert built.keys() == stored.keys()
    for name, table in built.items():
        np.testing.assert_array_equal(table, stored[name])


@pytest.mark.parametrize("text", ["a", "ä", "€", "😀", "\U0010ffff"])
def test_decode(text):
    data = np.frombuffer(text.encode(), np.uint8)
    data.flags.writeable = False
    assert uni.decode(data, 0, len(data)) == (ord(text), len(data))
