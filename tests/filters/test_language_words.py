from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters import language_eights as eights
from filters.language import identify
from filters.language_lines import words_of
from tests.filters.real_texts import law_sections


def again(words):
    """Return the lines put together from their words."""
    different = words.different.to_pylist()
    ends = words.places.tolist()
    numbers = words.numbers.tolist()
    return [" ".join(different[number] for number in numbers[start:end]) for start, end in pairwise(ends)]


@given(st.lists(st.text(alphabet="aäb ’", max_size=60), max_size=8))
def test_words_make_the_lines_and_each_is_there_once(lines):
    words = words_of(pa.array(lines, pa.large_string()))
    assert again(words) == lines
    assert words.different.to_pylist() == list(dict.fromkeys(word for line in lines for word in line.split(" ")))


def test_words_that_begin_or_end_alike_are_told_apart():
    sizes = (1, 7, 8, 9, 15, 16, 17, 23, 24, 25, 40)
    lines = [" ".join("a" * size + end for size in sizes for end in ("", "b", "c"))] * 2
    words = words_of(pa.array(lines, pa.large_string()))
    assert again(words) == lines
    assert len(words.different) == len(set(lines[0].split(" ")))


def test_more_words_than_the_book_first_has_room_for():
    lines = [" ".join(f"w{number}x{line}" for number in range(100)) for line in range(600)]
    words = words_of(pa.array(lines, pa.large_string()))
    assert len(words.different) == 60_000
    assert again(words) == lines


def test_a_slice_has_the_words_of_its_lines():
    lines = pa.array(["eins zwei", "drei eins", "vier"], pa.large_string()).slice(1)
    assert words_of(lines).different.to_pylist() == ["drei", "eins", "vier"]


@given(st.binary(min_size=8, max_size=8), st.integers(0, 9))
def test_eight_bytes_at_once_say_what_each_says(data, size):
    numbers = np.frombuffer(data, np.uint8)
    numbers.flags.writeable = False
    eight = np.uint64(eights.eight_at(numbers, 0))
    letters = np.uint64(eights.letters(eight))
    is_letter = [0x61 <= byte | 0x20 <= 0x7A for byte in data]
    assert int(eight) == int.from_bytes(data, "little")
    assert eights.bits(letters) == sum(1 << place for place, is_set in enumerate(is_letter) if is_set)
    assert eights.count(letters) == eights.count_bits(letters) == sum(is_letter)
    assert eights.count(np.uint64(eights.capitals(eight, letters))) == sum(0x41 <= byte <= 0x5A for byte in data)
    assert int(eights.lowered(eight, letters)).to_bytes(8, "little") == data.lower()
    assert eights.first_without(letters) == next((place for place, is_set in enumerate(is_letter) if not is_set), 8)
    assert eights.first(np.uint64(eights.equal(eight, 0x20))) == (data.find(b" ") if b" " in data else 8)
    assert int(eights.head(eight, size)).to_bytes(8, "little") == data[:size].ljust(8, b"\0")


@given(st.integers(1, 2**64 - 1))
def test_bits_are_counted_and_found(number):
    assert eights.count_bits(np.uint64(number)) == number.bit_count()
    assert eights.lowest_bit(np.uint64(number)) == (number & -number).bit_length() - 1


@pytest.mark.parametrize("size", range(9))
def test_nothing_is_read_behind_the_end(size):
    data = np.full(size + 3, 0xFF, np.uint8)
    data.flags.writeable = False
    assert int(eights.eight_at(data[:size], 0)) == int.from_bytes(b"\xff" * size, "little")


def test_a_text_is_judged_alike_alone_and_among_others_in_any_order():
    texts = [
        *law_sections(300),
        "The quick brown fox jumps over the lazy dog.",
        "Mia san gestan midanand auf d Wiesn ganga",
    ]
    together = identify(pa.array(texts)).to_pylist()
    backwards = identify(pa.array(texts[::-1])).to_pylist()[::-1]
    alone = [identify(pa.array([text])).to_pylist()[0] for text in texts[::7]]
    assert together == backwards
    assert together[::7] == alone
