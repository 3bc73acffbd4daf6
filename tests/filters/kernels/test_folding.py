"""The vectors, the fused passes and the sort of fingerprints do what the plain ways do."""

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.fingerprint import fingerprint
from filters.kernels import vectors
from filters.kernels.buffers import buffers
from filters.kernels.coded import LANES, word_space, words_into
from filters.kernels.compile import lean
from filters.kernels.folding import fold, most_points
from filters.kernels.shingles import fold_into
from filters.kernels.sorting import sort_space, sort_unique
from filters.kernels.tokens import token_space, tokenise_into
from tests.filters.test_fingerprint import murmur3_x64_128, normalised

MASK = 2**64 - 1
FACTOR = 0x9E3779B97F4A7C15
NASTY = [
    *"aEzZ19.,:-'_ \n\t\x00\x1c\x7f äÖüßẞſéÉæøŒÿ×§„“–’‐‑⸗²½٣ﬁŉΐᾳÅKЯ中가क्ष≮;",
    *"\u00ad\u200d\u200b\ufeff\u0308\u0364\u0345\u0344\u0488\ua75b\x85\xa0\u2003\u2028\ufffd\ue000😀𝔄\U0001d15e",
    *[
        "  ",
        " \n\n ",
        "Häuser",
        "straßen",
        "e\u0308",
        "a\u00ad-b",
        "1\u00ad.5",
        "geht’s",
        "Donaudampfschifffahrtsgesellschaft",
    ],
]
nasty_texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(NASTY), max_size=300).map("".join),
    st.text(st.sampled_from("ab ä-1.'\u00ad"), max_size=300),
)


@lean
def count_bits(data, place, low, size):
    bits = vectors.bits_within(data, place, low, size)
    return bits, vectors.first_bit(bits), vectors.bit_count(bits)


@lean
def eight_and_umlauts(data, place):
    return vectors.eight_from(data, place), vectors.umlaut_bits(data, place)


@lean
def copy_and_squeeze(data, place, keep, codes, points):
    vectors.copy_folded(data, place, codes, points, 1)
    vectors.squeeze_folded(data, place, keep, codes, points, 65)


@lean
def places_of(bits, base, places):
    vectors.write_places(bits, base, places, 1)


def readable(content):
    data = np.frombuffer(content, np.uint8)
    data.flags.writeable = False
    return data


@given(st.binary(min_size=80, max_size=80), st.integers(0, 15), st.integers(0, 255), st.integers(0, 255))
@settings(deadline=None)
def test_bits_are_those_of_plain_python(content, place, low, size):
    data, size = readable(content), min(size, 256 - low)
    bits = vectors.bits_within(data, place, low, size)
    assert count_bits(data, place, low, size) == (bits, vectors.first_bit(bits), vectors.bit_count(bits))
    assert eight_and_umlauts(data, place) == (vectors.eight_from(data, place), vectors.umlaut_bits(data, place))


@given(st.integers(0, MASK), st.integers(0, 2**40))
@settings(deadline=None)
def test_places_are_those_of_plain_python(bits, base):
    fast, plain = np.zeros(65, np.int64), np.zeros(65, np.int64)
    places_of(np.uint64(bits), base, fast)
    vectors.write_places(np.uint64(bits), base, plain, 1)
    assert fast[: 1 + bits.bit_count()].tolist() == plain[: 1 + bits.bit_count()].tolist()


@given(
    st.text(st.sampled_from("aZ@[_\t\x1c\x1b \n0äöüÄÖÜß"), min_size=70, max_size=70),
    st.integers(0, 4),
    st.integers(0, MASK),
)
@settings(deadline=None)
def test_what_is_copied_is_that_of_plain_python(text, place, keep):
    data = readable(("-" * place + text).encode())
    fast, plain = ((np.zeros(200, np.uint8), np.zeros(200, np.uint32)) for _ in range(2))
    copy_and_squeeze(data, place, np.uint64(keep), *fast)
    vectors.copy_folded(data, place, *plain, 1)
    vectors.squeeze_folded(data, place, np.uint64(keep), *plain, 65)
    written = slice(1, 65 + keep.bit_count())
    assert all(np.array_equal(left[written], right[written]) for left, right in zip(fast, plain, strict=True))


def folded(text, behind=""):
    """Return the folded points of a text, and the hashes of its words; `behind` is text behind it in the same buffer."""
    offsets, data = buffers(pa.array([text, behind], pa.large_string()))
    end = int(offsets[1])
    codes, points = np.zeros(most_points(end), np.uint8), np.zeros(most_points(end), np.uint32)
    count = fold(data, 0, end, codes, points)
    words = word_space(end)
    number = words_into(codes, points, count, words)
    return points[:count].tolist(), words.hashes[:number].tolist()


def plainly(text):
    """Return the same, character by character."""
    data = readable(text.encode())
    points = np.zeros(2 * len(data) + 1, np.uint32)
    count = fold_into(data, 0, len(data), points)
    tokens = token_space(len(data))
    number = tokenise_into(data, 0, len(data), tokens)
    return points[:count].tolist(), tokens.hashes[:number].tolist()


@pytest.mark.parametrize("behind", ["", "-9 Ende " * 20, "\u0308ä" * 50])
@given(text=nasty_texts)
@settings(deadline=None, max_examples=200)
def test_folding_and_words_in_one_pass_are_those_found_one_by_one(text, behind):
    assert folded(text, behind) == plainly(text)


@pytest.mark.slow
def test_every_character_folds_alike_alone_in_words_and_between_numbers():
    points = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    for first in range(0, len(points), 4096):
        some = map(chr, points[first : first + 4096])
        text = " ".join(f"x{sign}y {sign}-a 1{sign}.5 {sign}" for sign in some)
        assert folded(text, "z" * 70) == plainly(text)


def test_more_words_than_are_hashed_side_by_side_and_words_of_any_length():
    chance = random.Random(4)  # noqa: S311  seeded, for the same documents on every run
    words = ["".join(chance.choices("abäßœ", k=chance.choice([1, 7, 8, 9, 16, 17, 70]))) for _ in range(3 * LANES)]
    for count in (LANES - 1, LANES, LANES + 1, len(words)):
        assert folded(" ".join(words[:count])) == plainly(" ".join(words[:count]))


@given(
    st.one_of(
        st.lists(st.integers(0, 2**32 - 1), max_size=400),
        st.lists(st.integers(0, 3), max_size=400),
        st.lists(st.sampled_from([0, 1, 2, 2**31, 2**32 - 2, 2**32 - 1]), max_size=200),
    )
)
@settings(deadline=None)
def test_sorting_keeps_each_value_once(values):
    assert_sorted(np.array(values, np.uint32))


@pytest.mark.parametrize("size", [0, 1, 2, 3, 16, 17, 8192, 8193, 70_000])
@pytest.mark.parametrize("high", [2, 500, 2**32])
def test_many_values_are_sorted_whatever_their_spread(size, high):
    chance = np.random.default_rng(size)
    assert_sorted(chance.integers(0, high, size, np.uint32))
    assert_sorted(np.arange(size, 0, -1, np.uint32) * np.uint32(7))


def assert_sorted(values):
    expected = np.unique(values)
    count = sort_unique(values, len(values), sort_space(len(values)))
    assert values[:count].tolist() == expected.tolist()


def shingles_in_python(hashes, size):
    """Return the distinct shingles of word hashes, as `shingles` says it, in numbers without limit."""
    shingles = set()
    for place in range(max(1, len(hashes) - size + 1) if hashes else 0):
        state = FACTOR
        for word_hash in hashes[place : place + size]:
            state = (state + word_hash) * FACTOR & MASK
        for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
            state = (state ^ state >> 33) * factor & MASK
        shingles.add((state ^ state >> 33) >> 32)
    return sorted(shingles)


@pytest.mark.parametrize("size", [1, 5, 7])
@given(texts=st.lists(nasty_texts, max_size=6))
@settings(deadline=None, max_examples=50)
def test_fingerprints_are_those_of_each_text_by_itself(size, texts):
    prints = fingerprint(pa.array(texts, pa.large_string()), shingle_words=size)
    for text, exact, shingles in zip(texts, prints["exact"].to_pylist(), prints["shingles"].to_pylist(), strict=True):
        assert shingles == shingles_in_python(plainly(text)[1], size)
        assert exact == murmur3_x64_128(np.array(plainly(text)[0], "<u4").tobytes())


def test_a_long_text_has_all_its_shingles():
    text = " ".join(f"Wort{number:x} der Größe" for number in range(25_000))
    prints = fingerprint(pa.array([text]))
    assert prints["shingles"][0].as_py() == shingles_in_python(plainly(text)[1], 5)
    assert prints["exact"][0].as_py() == murmur3_x64_128(normalised(text).encode("utf-32-le"))
    assert len(prints["shingles"][0]) > 65_536
