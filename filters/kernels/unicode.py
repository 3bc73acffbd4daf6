"""Class and folded form of every code point according to Unicode, as tables that kernels can read.

The tables are committed (`filters/data/unicode.npz`, Unicode 14.0), so that results do not depend on the Python in use;
`build` makes them from `unicodedata`, and a test compares the two.
"""

from __future__ import annotations

import unicodedata
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

DATA_FILES: Final = ("filters/data/unicode.npz",)
LETTER: Final = 1
MARK: Final = 2
NUMBER: Final = 4
UPPER: Final = 8  # Lu and Lt
SPACE: Final = 16  # as str.isspace
IGNORABLE: Final = 32  # Cf: soft hyphen, zero-width joiners, byte order mark
PUNCTUATION: Final = 64  # P* and S*
DAMAGE: Final = 128  # U+FFFD, private use, unassigned, control characters except tab and line ends
WORD: Final = LETTER | MARK | NUMBER

_CODE_POINTS: Final = 0x110000
_PAGE: Final = 256
_CLASS_OF_CATEGORY: Final = {
    "L": LETTER, "M": MARK, "N": NUMBER, "P": PUNCTUATION, "S": PUNCTUATION, "Z": SPACE, "C": DAMAGE,
}  # fmt: skip
_HISTORICAL: Final = {0x364: "\u0308", 0xA75B: "r"}
"""Small e above a vowel is the older umlaut; r rotunda is a letter form of r, as the long s (casefold) is of s."""


def _class_of(point: int) -> int:
    character = chr(point)
    category = unicodedata.category(character)
    flags = IGNORABLE if category == "Cf" else _CLASS_OF_CATEGORY[category[0]]
    if category in {"Lu", "Lt"}:
        flags |= UPPER
    if character in "\t\n\r\x85":
        flags = SPACE
    if point == 0xFFFD:
        flags = DAMAGE
    return flags | SPACE if character.isspace() else flags


def _fold_of(point: int) -> tuple[int, ...]:
    if point in _HISTORICAL:
        return (ord(_HISTORICAL[point]),)
    if 0xAC00 <= point <= 0xD7A3:
        return (point,)  # Hangul syllables remain composed: 11,172 entries that German texts do not need
    if 0xD800 <= point <= 0xDFFF:
        return (point,)
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", chr(point)).casefold())
    return tuple(ord(character) for character in folded)


def _paged(values: npt.NDArray[np.generic]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.generic]]:
    blocks, pages = np.unique(values.reshape(-1, _PAGE), axis=0, return_inverse=True)
    return pages.reshape(-1).astype(np.uint8), blocks.reshape(-1)


def build() -> dict[str, npt.NDArray[np.generic]]:
    """Return the tables, made from this Python's `unicodedata`.

    `class_pages`, `classes`: flags by code point, in pages of 256.  `fold_pages`, `folds`: the distance to the folded
    code point, or, below -2**24, the place in `expansions` of a folded form of several code points: its length, then the points.
    """
    folds = np.zeros(_CODE_POINTS, np.int32)
    expansions: list[int] = []
    for point in range(_CODE_POINTS):
        folded = _fold_of(point)
        if len(folded) == 1:
            folds[point] = folded[0] - point
        else:
            folds[point] = -(2**24) - 1 - len(expansions)
            expansions += [len(folded), *folded]
    class_pages, classes = _paged(np.array([_class_of(point) for point in range(_CODE_POINTS)], np.uint8))
    fold_pages, fold_blocks = _paged(folds)
    return {
        "class_pages": class_pages,
        "classes": classes,
        "fold_pages": fold_pages,
        "folds": fold_blocks,
        "expansions": np.array(expansions, np.int32),
    }


def load() -> dict[str, npt.NDArray[np.generic]]:
    """Return the committed tables."""
    with as_file(files("filters") / "data" / "unicode.npz") as path, np.load(path) as stored:
        return {name: stored[name] for name in stored.files}


_TABLES: Final = load()
_CLASS_PAGES: Final = _TABLES["class_pages"]
_CLASSES: Final = _TABLES["classes"]
_FOLD_PAGES: Final = _TABLES["fold_pages"]
_FOLDS: Final = _TABLES["folds"]
_EXPANSIONS: Final = _TABLES["expansions"]
SEED: Final = np.uint64(0xCBF29CE484222325)
_PRIME: Final = np.uint64(0x100000001B3)
_MIX_1: Final = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2: Final = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT: Final = np.uint64(33)


@lean
def decode(data: npt.NDArray[np.uint8], place: int, end: int) -> tuple[int, int]:
    """Return (code point, bytes) of the UTF-8 sequence at `place`; a broken sequence is U+FFFD of one byte."""
    first = int(data[place])
    if first < 0x80:
        return first, 1
    if first < 0xE0:
        if place + 1 < end and first >= 0xC2:
            return (first & 0x1F) << 6 | int(data[place + 1] & 0x3F), 2
    elif first < 0xF0:
        if place + 2 < end:
            return (first & 0x0F) << 12 | int(data[place + 1] & 0x3F) << 6 | int(data[place + 2] & 0x3F), 3
    elif first < 0xF5 and place + 3 < end:
        high = (first & 0x07) << 18 | int(data[place + 1] & 0x3F) << 12
        return min(high | int(data[place + 2] & 0x3F) << 6 | int(data[place + 3] & 0x3F), 0x10FFFF), 4
    return 0xFFFD, 1


@lean
def class_of(point: int) -> int:
    """Return the class flags of a code point."""
    return int(_CLASSES[int(_CLASS_PAGES[point >> 8]) << 8 | (point & 0xFF)])


@lean
def absorb(state: np.uint64, point: int) -> np.uint64:
    """Return the hash state after one code point (FNV-1a over code points, 64 bits)."""
    return (state ^ np.uint64(point)) * _PRIME


@lean
def absorb_folded(state: np.uint64, point: int) -> np.uint64:
    """Return the hash state after the folded form of a code point: case, composition and letter form are ignored."""
    if point < 0x80:
        return absorb(state, point + 32 if 65 <= point <= 90 else point)
    step = int(_FOLDS[int(_FOLD_PAGES[point >> 8]) << 8 | (point & 0xFF)])
    if step >= -(2**24):
        return absorb(state, point + step)
    place = -(step + 2**24) - 1
    for offset in range(1, _EXPANSIONS[place] + 1):
        state = absorb(state, int(_EXPANSIONS[place + offset]))
    return state


@lean
def eight_bytes(data: npt.NDArray[np.uint8], place: int) -> np.uint64:
    """Return data[place:place + 8] as a number, the first byte lowest; unsigned indices avoid numba's check for negative ones."""
    base = np.uint64(place)
    number = np.uint64(data[base])
    for step in range(1, 8):
        number |= np.uint64(data[base + np.uint64(step)]) << np.uint64(8 * step)
    return number


@lean
def finish(state: np.uint64) -> np.uint64:
    """Return the state with its bits spread evenly (the 64-bit finaliser of MurmurHash3)."""
    state = (state ^ (state >> _SHIFT)) * _MIX_1
    state = (state ^ (state >> _SHIFT)) * _MIX_2
    return state ^ (state >> _SHIFT)
