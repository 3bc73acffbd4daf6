"""The compiled pass that tells German and English sentences of a text apart and counts the words of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

SLOT_BITS: Final = 12
_SEED: Final = np.uint64(0xCBF29CE484222325)
_PRIME: Final = np.uint64(0x100000001B3)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(64 - SLOT_BITS)
_MASK: Final = np.uint64((1 << SLOT_BITS) - 1)

# Evidence in tenths: positive for English, negative for German.
UMLAUT: Final = -15
ENDING: Final = 8
NOUN: Final = -10  # a capital inside a sentence: German nouns, and the titles and names in any language
AT_END: Final = 12  # what a change of the language costs after a sentence or line
AT_COMMA: Final = 24  # after a comma, dash or bracket
INSIDE: Final = 32  # between two words

CODE_SIGNS: Final = 3  # a paragraph with at least so many signs of code
CODE_LETTERS: Final = 15  # and more than one for so many letters is code
QUOTED_MOST: Final = 800  # bytes after which a quotation that was never closed is none


@lean
def hash_step(value: np.uint64, byte: int) -> np.uint64:
    """Return the hash of a word that goes on with `byte`, the small letter for an ASCII capital."""
    small = byte | 0x20 if 0x41 <= byte <= 0x5A else byte
    return (value ^ np.uint64(small)) * _PRIME


@lean
def slot_of(value: np.uint64, keys: npt.NDArray[np.uint64]) -> np.uint64:
    """Return the slot that holds the hash, else the empty one where it belongs."""
    slot = (value * _SPREAD) >> _SHIFT
    while keys[slot] not in (np.uint64(0), value):
        slot = (slot + np.uint64(1)) & _MASK
    return slot


@lean
def fill_table(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    weights: npt.NDArray[np.int8],
    keys: npt.NDArray[np.uint64],
    values: npt.NDArray[np.int8],
) -> None:
    """Fill `keys` and `values`, 1 << SLOT_BITS slots that are zeros, with the words and their weights."""
    for word in range(len(weights)):
        value = _SEED
        for place in range(offsets[word], offsets[word + 1]):
            value = hash_step(value, data[place])
        slot = slot_of(value, keys)
        keys[slot], values[slot] = value, weights[word]


@lean
def is_letter(data: npt.NDArray[np.uint8], place: int, end: int) -> bool:
    """Return whether the byte is part of a word: an ASCII letter, or of a letter of several bytes."""
    byte = data[place]
    if byte >= 0x80:
        return _sign_bytes(data, place, end) == 0
    return bool(0x61 <= byte | 0x20 <= 0x7A)


@lean
def _sign_bytes(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the bytes of the punctuation mark of several bytes at `place`, 0 where there is none."""
    byte = data[place]
    if byte == 0xC2:
        return 2
    return 3 if byte == 0xE2 and place + 2 < end and data[place + 1] in (0x80, 0x81) else 0


@lean
def _word_end(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the end of the word at `place`; apostrophes and hyphens between letters are part of it."""
    while place < end:
        if is_letter(data, place, end):
            place += 1
        elif data[place] in (0x27, 0x2D) and place + 1 < end and is_letter(data, place + 1, end):
            place += 2
        elif (
            place + 3 < end
            and data[place] == 0xE2
            and data[place + 1] == 0x80
            and data[place + 2] == 0x99
            and is_letter(data, place + 3, end)
        ):
            place += 4
        else:
            break
    return place


@lean
def _ends(data: npt.NDArray[np.uint8], start: int, end: int, letters: bytes) -> bool:
    if end - start < len(letters) + 2:
        return False
    for step in range(len(letters)):  # noqa: SIM110  a compiled pass knows no generators
        if data[end - len(letters) + step] != letters[step]:
            return False
    return True


@lean
def _by_letters(data: npt.NDArray[np.uint8], start: int, end: int, words: int) -> int:
    """Return the evidence of a word in no list, with `words` words of its sentence before it: by umlauts, capital and ending."""
    shouted = end - start > 1 and data[start + 1] < 0x5B
    for place in range(start, end):
        if data[place] == 0xC3:
            return UMLAUT
        if place + 2 < end and data[place] == 0x73 and data[place + 1] == 0x63 and data[place + 2] == 0x68:  # sch
            return -ENDING
    if data[start] < 0x5B and not shouted:
        return NOUN if words > 0 else 0
    return ENDING * _by_ending(data, start, end)


@lean
def _by_ending(data: npt.NDArray[np.uint8], start: int, end: int) -> int:
    """Return 1 for a word with an English ending, -1 for one with a German ending, else 0."""
    if _ends(data, start, end, b"ing"):
        return int(data[end - 4] not in (0x66, 0x67, 0x68, 0x72))  # fing, ging, hing, gering
    if _ends(data, start, end, b"ly") or _ends(data, start, end, b"ed") or _ends(data, start, end, b"tion"):
        return 1
    return -int(_ends(data, start, end, b"en") or _ends(data, start, end, b"lich") or _ends(data, start, end, b"cht"))


@lean
def _evidence(
    data: npt.NDArray[np.uint8],
    start: int,
    end: int,
    keys: npt.NDArray[np.uint64],
    values: npt.NDArray[np.int8],
    words: int,
) -> int:
    """Return how much the word speaks for English, in tenths; a typographic apostrophe counts as a plain one."""
    if end - start == 1:
        return 0  # `I` and `a` are words of dialects, too
    value = _SEED
    place = start
    while place < end:
        if data[place] == 0xE2 and place + 2 < end and data[place + 1] == 0x80 and data[place + 2] == 0x99:
            value = hash_step(value, 0x27)
            place += 3
        else:
            value = hash_step(value, data[place])
            place += 1
    slot = slot_of(value, keys)
    if keys[slot] == value:
        return int(values[slot])
    return _by_letters(data, start, end, words)


@lean
def _is_quoted(data: npt.NDArray[np.uint8], place: int, end: int) -> bool:
    """Return whether the line at `place` is a quoted line of a letter (`> …`) or indented as code is."""
    if data[place] in (0x3E, 0x09):
        return True
    return place + 3 < end and data[place] == data[place + 1] == data[place + 2] == data[place + 3] == 0x20


@lean
def _is_code_sign(data: npt.NDArray[np.uint8], place: int, start: int, end: int) -> bool:
    """Return whether the sign at `place` is one of program code: a bracket, an operator, a call or a stop inside a name."""
    byte = data[place]
    if byte in (0x7B, 0x7D, 0x5B, 0x5D, 0x3D, 0x3B, 0x5F, 0x3C, 0x3E, 0x7C, 0x5C, 0x24):
        return True
    if place == start or place + 1 >= end or data[place - 1] <= 0x20:
        return False
    return (
        byte == 0x28 or (byte == 0x2E and data[place + 1] > 0x40) or (byte in (0x26, 0x2F) and data[place - 1] == byte)
    )


@lean
def _after_code(data: npt.NDArray[np.uint8], start: int, end: int) -> int:
    """Return the end of the lines up to the next blank one if they are code, else `start`."""
    letters, signs = 0, 0
    place = start
    while place < end:
        byte = data[place]
        if byte == 0x0A and place + 1 < end and data[place + 1] == 0x0A:
            break
        if 0x61 <= byte | 0x20 <= 0x7A or byte >= 0x80:
            letters += 1
        elif byte > 0x20:
            signs += _is_code_sign(data, place, start, end)
        place += 1
    return place if signs >= CODE_SIGNS and signs * CODE_LETTERS > letters else start


@lean
def _after_aside(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> int:
    """Return the place after the paragraph of code or the quoted line that begins at `place`, else `place`."""
    if place > start and data[place - 1] != 0x0A:
        return place
    if place <= start + 1 or data[place - 2] == 0x0A:
        after = _after_code(data, place, end)
        if after > place:
            return after
    if _is_quoted(data, place, end):
        while place < end and data[place] != 0x0A:
            place += 1
    return place


@lean
def _after_quotation(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the place after the quotation or inline code that the mark at `place` opens; `place` where none is closed."""
    byte = data[place]
    size = _sign_bytes(data, place, end) if byte >= 0x80 else 1
    last = data[place + size - 1]
    at = place + size
    while at < end and at - place < QUOTED_MOST:
        here = data[at]
        if here == 0x0A and at + 1 < end and data[at + 1] == 0x0A:
            break
        if byte < 0x80:
            if here == byte:
                return at + 1
        elif _sign_bytes(data, at, end) == size and _closes(size, last, data[at + size - 1]):
            return at + size
        at += 1
    return place


@lean
def _closes(size: int, opening: int, closing: int) -> bool:
    """Return whether the mark, by the last of its bytes, closes what the other opens: „ “, “ ”, » «, « »."""
    if size == 2:
        return (opening == 0xBB and closing == 0xAB) or (opening == 0xAB and closing == 0xBB)
    return (opening == 0x9E and closing in (0x9C, 0x9D)) or (opening == 0x9C and closing == 0x9D)


@lean
def _opens(data: npt.NDArray[np.uint8], place: int, end: int) -> bool:
    """Return whether the mark at `place` may open a quotation or inline code."""
    byte = data[place]
    if byte in (0x22, 0x60):
        return True
    size = _sign_bytes(data, place, end) if byte >= 0x80 else 0
    if size == 2:
        return data[place + 1] in (0xAB, 0xBB)
    return size == 3 and data[place + 1] == 0x80 and data[place + 2] in (0x9C, 0x9E)


@lean
def _cost_after(data: npt.NDArray[np.uint8], place: int, cost: int) -> int:
    """Return what a change of the language costs behind the sign at `place`, at most `cost`."""
    byte = data[place]
    if byte in (0x0A, 0x21, 0x2E, 0x3A, 0x3B, 0x3F):
        return AT_END
    return min(cost, AT_COMMA) if byte in (0x28, 0x29, 0x2C, 0x2D, 0xE2) else cost


@lean
def _step(counts: npt.NDArray[np.int64], evidence: int, cost: int) -> None:
    """Go on by one word: `counts` has score, words and English words of the best way that ends in German, then in English."""
    to_english = counts[0] - cost > counts[3]
    to_german = counts[3] - cost > counts[0]
    german, words, english = counts[0], counts[1], counts[2]
    if to_german:
        counts[0], counts[1], counts[2] = counts[3] - cost, counts[4], counts[5]
    if to_english:
        counts[3], counts[4], counts[5] = german - cost, words, english
    counts[0] -= evidence
    counts[3] += evidence
    counts[1] += 1
    counts[4] += 1
    counts[5] += 1


@lean
def count_turns(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.int64],
    keys: npt.NDArray[np.uint64],
    values: npt.NDArray[np.int8],
    counts: npt.NDArray[np.int64],
    turns: npt.NDArray[np.int64],
) -> None:
    """Fill `turns`, shape (rows, 2), with the words of each text and how many of them are in English sentences.

    The languages of the words are those of the likeliest sequence, in which each change has a cost (Viterbi 1967).  Words in
    quotation marks, in quoted lines and in code are not counted.  `counts` has room for six numbers.
    """
    for number in range(len(rows)):
        place, end = offsets[rows[number]], offsets[rows[number] + 1]
        counts[:] = 0
        cost, words = AT_END, 0
        while place < end:
            after = _after_aside(data, offsets[rows[number]], place, end)
            if after > place:
                place, cost, words = after, AT_END, 0
                continue
            if is_letter(data, place, end):
                stop = _word_end(data, place, end)
                _step(counts, _evidence(data, place, stop, keys, values, words), cost)
                place, cost, words = stop, INSIDE, words + 1
                continue
            if _opens(data, place, end):
                after = _after_quotation(data, place, end)
                if after > place:
                    place, cost, words = after, min(cost, AT_COMMA), words + 1
                    continue
            cost = _cost_after(data, place, cost)
            words = 0 if cost == AT_END else words
            place += max(_sign_bytes(data, place, end), 1)
        best = 0 if counts[0] >= counts[3] else 3
        turns[number, 0], turns[number, 1] = counts[best + 1], counts[best + 2]
