"""Running heads and page numbers: lines at the edges of pages that come again, misread or not, on pages near by."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAR: Final = 8
"""Pages before and behind a page on which its running head comes again."""

LEAST: Final = 2
"""Pages near by that have a line like it at the same edge."""

LONGEST: Final = 140
"""Characters of a running head; a longer line is text."""

_ALIKE: Final = 0.72
"""Share of letters in common (Ratcliff and Obershelp) of two readings of one head."""

_LETTERS: Final = re.compile(r"[^\W\d_]")
_NUMBER: Final = re.compile(r"[\W_]*(?:\d[\d ]{0,6}|[ivxlcIVXLC]{1,7})[\W_]*")


def heads(edges: Sequence[str]) -> list[bool]:
    """Return for the lines at one edge (the top or the bottom) of successive pages whether each is page furniture.

    A line is that if lines like it, figures and case aside, stand at the edge of two other pages near by; a number alone
    if pages near by have numbers there too.  `""` is a page without text.  Linear in the number of pages.
    """
    keys = ["".join(_LETTERS.findall(line)).casefold() if len(line) <= LONGEST else "" for line in edges]
    numbers = [len(line) <= LONGEST and _NUMBER.fullmatch(line) is not None for line in edges]
    return [_comes_again(keys, at) or _is_numbered(numbers, at) for at in range(len(edges))]


def furniture(pages: Sequence[Sequence[str]]) -> list[set[int]]:
    """Return for each page, given as its lines from top to bottom, the numbers of the lines that are furniture.

    From either edge inwards, up to three times: a head, a line below it, a number; a number that stands before a head goes
    with it.
    """
    taken: list[set[int]] = [set() for _ in pages]
    for is_top in (True, False):
        lines = [page if is_top else page[::-1] for page in pages]
        depths = [0] * len(pages)
        for _ in range(3):
            places = [_first_words(page, depth) for page, depth in zip(lines, depths, strict=True)]
            for at_words in (places, depths):
                edges = [page[at].strip() if at < len(page) else "" for page, at in zip(lines, at_words, strict=True)]
                for number, is_head in enumerate(heads(edges)):
                    if is_head and depths[number] <= at_words[number]:
                        depths[number] = at_words[number] + 1
        for number, (page, depth) in enumerate(zip(pages, depths, strict=True)):
            taken[number].update(range(depth) if is_top else range(len(page) - depth, len(page)))
    return taken


def _first_words(page: Sequence[str], depth: int) -> int:
    """Return the place of the line at the edge, or of the next one where that is a number."""
    return depth + 1 if depth + 1 < len(page) and _NUMBER.fullmatch(page[depth].strip()) else depth


def _near(at: int, count: int) -> list[int]:
    return [other for other in range(max(0, at - NEAR), min(count, at + NEAR + 1)) if other != at]


def _comes_again(keys: Sequence[str], at: int) -> bool:
    key = keys[at]
    if len(key) < 3:
        return False
    return sum(_is_like(key, keys[other]) for other in _near(at, len(keys))) >= LEAST


def _is_like(key: str, other: str) -> bool:
    if not other or 2 * min(len(key), len(other)) < _ALIKE * (len(key) + len(other)):
        return False
    if key == other:
        return True
    matcher = SequenceMatcher(None, key, other, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _is_numbered(numbers: Sequence[bool], at: int) -> bool:
    return numbers[at] and sum(numbers[other] for other in _near(at, len(numbers))) >= LEAST
