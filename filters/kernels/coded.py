"""The words of a folded text and their hashes, from its codes: the same tokens that `tokens` finds in the bytes of the text.

Sixty-four codes are classified at once; which of them begin or end a token is computed on 64 bits.  All tokens of a text are
then hashed in parallel lanes, eight codes of each at a time; only those with rarer letters are hashed one by one, from their
code points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import lean
from filters.kernels.folding import APOSTROPHE, HYPHEN, LETTER, NUMBER, is_letter, is_number
from filters.kernels.llvm import MARK_STEP, MARKS, WIDTH
from filters.kernels.vectors import bit_count, bits_within, eight_from, write_places

if TYPE_CHECKING:
    import numpy.typing as npt

_ONE: Final = np.uint64(1)
_LAST: Final = np.uint64(WIDTH - 1)
_EIGHT: Final = 8
LANES: Final = 512
_LOWEST: Final = np.uint64(0xFF)
_MARK: Final = np.uint64(MARKS)
_TO_POINT: Final = np.uint64(MARKS ^ MARKS + MARK_STEP)


class Words(NamedTuple):
    """Room for the tokens of one folded text."""

    edges: npt.NDArray[np.int64]  # start and end (exclusive) of each token, alternating, in codes
    hashes: npt.NDArray[np.uint64]  # as `tokens` has them
    states: npt.NDArray[np.uint64]  # scratch, one number per token
    heads: npt.NDArray[np.uint64]  # the next eight codes of each lane; from here on shape (LANES,)
    sizes: npt.NDArray[np.int64]  # the codes left in each lane
    owners: npt.NDArray[np.int64]  # the token of each lane


def word_space(most_bytes: int) -> Words:
    """Return room for the tokens of any text of up to `most_bytes` bytes (two neighbours are at least one byte apart)."""
    count = most_bytes // 2 + 1
    return Words(
        np.empty(2 * count + WIDTH, np.int64),
        np.empty(count, np.uint64),
        np.empty(count, np.uint64),
        np.empty(LANES, np.uint64),
        np.empty(LANES, np.int64),
        np.empty(LANES, np.int64),
    )


@lean
def token_bits(
    codes: npt.NDArray[np.uint8], base: int, letter_before: np.uint64, number_before: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64]:
    """Return three masks of 64 bits for the codes from `base` on: which belong to tokens, are letters, are numbers.

    `letter_before` and `number_before` are 1 if the code before is one.
    """
    after = int(codes[base + WIDTH])
    letters = bits_within(codes, base, 0x61, 26) | bits_within(codes, base, MARKS, LETTER + 1 - MARKS)
    numbers = bits_within(codes, base, 0x30, 10) | bits_within(codes, base, NUMBER, 1)
    before_letters = letters << _ONE | letter_before
    before_numbers = numbers << _ONE | number_before
    after_letters = letters >> _ONE | np.uint64(is_letter(after)) << _LAST
    after_numbers = numbers >> _ONE | np.uint64(is_number(after)) << _LAST
    apostrophes = bits_within(codes, base, 0x27, 1) | bits_within(codes, base, APOSTROPHE, 1)
    hyphens = bits_within(codes, base, 0x2D, 1) | bits_within(codes, base, HYPHEN, 1)
    points = bits_within(codes, base, 0x2E, 1) | bits_within(codes, base, 0x2C, 1) | bits_within(codes, base, 0x3A, 1)
    joined = apostrophes & before_letters & after_letters
    joined |= hyphens & (before_letters & (after_letters | after_numbers) | before_numbers & after_letters)
    joined |= points & before_numbers & after_numbers
    return letters | numbers | joined, letters, numbers


@lean
def find_words(codes: npt.NDArray[np.uint8], count: int, edges: npt.NDArray[np.int64]) -> tuple[int, bool]:
    """Write where the tokens of `count` codes begin and end; return their number and whether any has a code from LETTER on."""
    number = 0
    letter = digit = token = rare = np.uint64(0)
    for base in range(0, count, WIDTH):
        tokens, letters, numbers = token_bits(codes, base, letter, digit)
        rare |= tokens & bits_within(codes, base, LETTER, 256 - LETTER)
        bits = tokens ^ (tokens << _ONE | token)
        letter, digit, token = letters >> _LAST, numbers >> _LAST, tokens >> _LAST
        write_places(bits, base, edges, number)
        number += bit_count(bits)
    if token != 0:
        edges[number] = count
        number += 1
    return number >> 1, rare != 0


@lean
def absorb_eight(
    heads: npt.NDArray[np.uint64], sizes: npt.NDArray[np.int64], states: npt.NDArray[np.uint64], count: int
) -> None:
    """Let the states of `count` lanes absorb their next eight codes, or as many as are left."""
    for lane in range(np.uint64(count)):
        head = heads[lane]
        size = sizes[lane]
        state = states[lane]
        for step in range(_EIGHT):
            code = head >> np.uint64(8 * step) & _LOWEST
            point = code ^ _TO_POINT if code & _MARK != 0 else code
            further = uni.absorb(state, point)
            state = further if step < size else state
        states[lane] = state


@lean
def hash_words(codes: npt.NDArray[np.uint8], first: int, end: int, words: Words) -> None:
    """Write the hashes of the tokens first to end - 1, at most LANES of them, none with a code from LETTER on."""
    left = 0
    for token in range(first, end):
        lane = token - first
        start = words.edges[2 * token]
        size = words.edges[2 * token + 1] - start
        words.heads[lane] = eight_from(codes, start)
        words.sizes[lane] = size
        words.states[lane] = uni.SEED
        words.owners[left] = token
        left += size > _EIGHT
    absorb_eight(words.heads, words.sizes, words.states, end - first)
    for token in range(np.uint64(first), np.uint64(end)):
        words.hashes[token] = words.states[token - np.uint64(first)]
    done = _EIGHT
    while left:
        for lane in range(left):
            token = words.owners[lane]
            start = words.edges[2 * token] + done
            words.heads[lane] = eight_from(codes, start)
            words.sizes[lane] = words.edges[2 * token + 1] - start
            words.states[lane] = words.hashes[token]
        absorb_eight(words.heads, words.sizes, words.states, left)
        longer = 0
        for lane in range(left):
            token = words.owners[lane]
            words.hashes[token] = words.states[lane]
            words.owners[longer] = token
            longer += words.sizes[lane] > _EIGHT
        left = longer
        done += _EIGHT


@lean
def words_into(codes: npt.NDArray[np.uint8], points: npt.NDArray[np.uint32], count: int, words: Words) -> int:
    """Write the tokens of a folded text and their hashes; return their number."""
    number, has_rare = find_words(codes, count, words.edges)
    for first in range(0, number, LANES):
        hash_words(codes, first, min(first + LANES, number), words)
    if has_rare:
        for token in range(number):
            start, end = words.edges[2 * token], words.edges[2 * token + 1]
            if is_rare(codes, start, end):
                state = uni.SEED
                for place in range(start, end):
                    state = uni.absorb(state, points[place])
                words.hashes[token] = state
    for token in range(np.uint64(number)):
        words.hashes[token] = uni.finish(words.hashes[token])
    return number


@lean
def is_rare(codes: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether any of codes[start:end] stands for more than one code point."""
    rare = 0
    for place in range(start, end):
        rare |= codes[place] >= LETTER
    return rare != 0
