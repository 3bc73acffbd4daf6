"""Letters that were read in the wrong encoding, or left as HTML entities: what ftfy does not undo in German text.

Two kinds.  UTF-8 read as MacRoman, CP850 or CP437 turns each letter into a pair that no language writes (`√§`, `├ñ`): it is
undone wherever it stands.  A single-byte encoding read as another one turns each letter into one that may well be meant (`š`,
`§`): it is undone only in a text that has several such letters inside words and none of the letters they stand for.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.count.plain_kernel import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import polars as pl

_SMALL: Final = "äöüß"
_LARGE: Final = "ÄÖÜ"
_SIGNS: Final = "éèêàâçñ„“”‚‘’–—…»«§°€"
_WRONG_UTF8: Final = ("mac_roman", "cp850", "cp437")
_SINGLE: Final = (("mac_roman", "cp1252"), ("cp850", "cp1252"), ("cp1252", "mac_roman"), ("cp1252", "cp850"))
_FEWEST: Final = 3
_FEWEST_KINDS: Final = 2
_MEANT: Final = frozenset({"¬ß"})  # a hyphenation mark before ß
_LETTERS: Final = (
    *(f"{letter}uml" for letter in "aouAOU"),
    *("szlig", "eacute", "egrave", "agrave", "ccedil"),
    *(f"#{ord(letter)}" for letter in _SMALL + _LARGE),
)
_OTHERS: Final = (
    *("nbsp", "amp", "quot", "apos", "ndash", "mdash", "bdquo", "ldquo", "rdquo", "sbquo", "lsquo", "rsquo", "hellip"),
    *("laquo", "raquo", "sect", "euro", "deg", "shy"),
)
_LETTER: Final = re.compile(rf"(?<=\w)&(?:{'|'.join(_LETTERS)});|&(?:{'|'.join(_LETTERS)});(?=\w)")
_ENTITY: Final = re.compile(rf"&(?:{'|'.join([*_LETTERS, *_OTHERS])});")
_SHIFT: Final = 29  # the number of a glyph is that of its character less 29, where a font holds the usual order
_UNSHIFTED: Final = {code - _SHIFT: chr(code) for code in [*range(0x20, 0x7F), *map(ord, _SMALL + _LARGE)]} | {
    0x20: " "
}
_SHIFTED: Final = tuple("".join(chr(ord(letter) - _SHIFT) for letter in word) for word in ("der", "und", "die", "en"))
_FEWEST_SHIFTED: Final = 12
_GERMAN: Final = re.compile(f"[{_SMALL}{_LARGE}]")


def _pairs() -> Iterator[tuple[str, str]]:
    for encoding in _WRONG_UTF8:
        for letter in _SMALL + _LARGE + _SIGNS:
            read = letter.encode().decode(encoding)
            if read not in _MEANT:
                yield read, letter


_PAIRS: Final = dict(_pairs())
_PAIR: Final = re.compile("|".join(sorted(map(re.escape, _PAIRS), key=len, reverse=True)))


class _Reading(NamedTuple):
    """A single-byte encoding read as another: the letters as read, by what they stand for."""

    inside: re.Pattern[str]
    anywhere: re.Pattern[str]
    letters: dict[str, str]


def _readings() -> Iterator[_Reading]:
    for meant, read_as in _SINGLE:
        letters: dict[str, str] = {}
        for letter in _SMALL + _LARGE:
            read = letter.encode(meant).decode(read_as, "ignore") or letter.encode(meant).decode("latin-1")
            letters[read] = letter
        small = "".join(re.escape(read) for read, letter in letters.items() if letter in _SMALL)
        large = "".join(re.escape(read) for read, letter in letters.items() if letter in _LARGE)
        sharp = re.escape(next(read for read, letter in letters.items() if letter == "ß"))
        word = rf"[^\W\d_]|[{small}]"
        inside = f"(?<={word})[{small}](?={word})|(?<={word}){sharp}(?!{word})"
        start = f"(?<![^\\s(„»\"'-])[{large}](?=[a-z])|(?<![^\\s(„»\"'-])[{small}](?=[a-z]{{2}})"
        yield _Reading(re.compile(inside), re.compile(f"{inside}|{start}"), letters)


_READINGS: Final = tuple(_readings())
LEADS: Final = "|".join(sorted({pair[:2] for pair in _PAIRS}))
"""How pairs begin; none without a character that is not plain."""
_HINTS: Final = tuple(f"&{name};" for name in _LETTERS)
_SUSPECTS: Final = sorted({read for reading in _READINGS for read in reading.letters})


def undo_mojibake(texts: pl.Series) -> pl.Series:
    """Return the texts with pairs, entities, shifted glyphs and single bytes undone; texts that cannot have any are not looked at."""
    texts = _changed(texts, matching(texts, LEADS), _undo_pairs)
    entities = _holding(texts, texts.str.contains("&", literal=True), _HINTS)
    texts = _changed(texts, entities, _undo_entities)
    for shifted in _SHIFTED:
        texts = _changed(texts, texts.str.contains(shifted, literal=True).arg_true(), _undo_shift)
    single = _holding(texts, ~texts.str.contains(_GERMAN.pattern), _SUSPECTS)
    return _changed(texts, single, _undo_single_bytes)


def _holding(texts: pl.Series, may_be: pl.Series, parts: Sequence[str]) -> pl.Series:
    """Return which of the rows that may hold one of the parts do."""
    rows = may_be.arg_true()
    return rows.filter(texts.gather(rows).str.contains_any(list(parts))) if len(rows) else rows


def _changed(texts: pl.Series, rows: pl.Series, change: Callable[[str], str]) -> pl.Series:
    return texts.clone().scatter(rows, [change(text) for text in texts.gather(rows)]) if len(rows) else texts


def _undo_pairs(text: str) -> str:
    return _PAIR.sub(lambda match: _PAIRS[match.group()], text)


def _undo_entities(text: str) -> str:
    """Return the text with its entities resolved, if those of letters inside words stand for most of its umlauts.

    A text about entities names one beside the letter (`&uuml;` for `ü`) and stays as it is.
    """
    entities = len(_LETTER.findall(text))
    if entities < _FEWEST_KINDS or entities < len(_GERMAN.findall(text)):
        return text
    return _ENTITY.sub(lambda match: unescape(match.group()), text)


def _undo_shift(text: str) -> str:
    """Return the text with lines of glyph numbers, as some PDF files give them instead of letters, as they were meant."""
    return "\n".join(line.translate(_UNSHIFTED) if _is_shifted(line) else line for line in text.split("\n"))


def _is_shifted(line: str) -> bool:
    """Return whether a line has no small letters and is full of those that stand for `e` and `n` (H and Q)."""
    letters = sum(map(str.isalpha, line))
    small = sum(map(str.islower, line))
    return (
        letters >= _FEWEST_SHIFTED
        and small <= letters * 0.05
        and line.count("H") >= letters * 0.08
        and line.count("Q") >= letters * 0.04
    )


def _undo_single_bytes(text: str) -> str:
    """Return a text without German letters in the encoding that was meant, where its letters leave no doubt; else as it is."""
    best = max(_READINGS, key=lambda reading: len(reading.inside.findall(text)))
    letters = best.inside.findall(text)
    if len(letters) < _FEWEST or len(set(letters)) < _FEWEST_KINDS:
        return text
    return best.anywhere.sub(lambda match: best.letters[match.group()], text)
