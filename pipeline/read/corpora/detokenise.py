"""Running text from separate tokens: German rules for the blanks around signs, and for the lines between sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOSING: Final = frozenset(",.;:!?)]}’”") | {"'s", "’s", "...)", "?!", "!?"}
_OPENING: Final = frozenset("([{„‚")
_BRACKETS: Final = {"(": ")", "[": "]", "<": ">"}
_PAIRED: Final = frozenset("\"»«'“‘›‹")
"""Quotation marks that may open or close: the first opens, the next of its kind closes."""

_CLOSES: Final = {"»": "«", "«": "»", "›": "‹", "‹": "›"}
_OPENED_BELOW: Final = {"“": "„", "‘": "‚"}
_ENDINGS: Final = frozenset({"e", "en", "er", "es", "in", "innen", "n", "r", "s"})
"""Endings put into brackets behind a word: `Tat(en)`, `Kläger(in)`."""

_PAGE: Final = re.compile(r"\d+|f{1,2}\.?|Rn\.?|[,.–-]|\w+")
_FARTHEST: Final = 12
_ENDED: Final = re.compile(r"[.!?…][\"“”«»’')\]]*$")
_ITEM: Final = re.compile(r"(?:\(\s?)?(?:\d{1,2}|[a-z]{1,2}|[IVX]{1,4}|[A-H])\s?[.)]\s|[-–•*]\s")


def detokenized(tokens: Iterable[str]) -> str:
    """Return the tokens as a line of text, closing signs joined to the left and opening ones to the right.

    A slash joins the words beside it; a hyphen or dash keeps its blanks: the tokens do not show whether it joined two
    words.  A colon between numbers keeps them too.
    """
    words = [token for token in tokens if token]
    opened: set[str] = set()
    parts: list[str] = []
    is_joined = True
    for place, word in enumerate(words):
        before, after = _blanks(words, place, opened)
        if not is_joined and before:
            parts.append(" ")
        parts.append(word)
        is_joined = not after
    return "".join(parts)


def _blanks(words: list[str], place: int, opened: set[str]) -> tuple[bool, bool]:
    """Return whether a blank stands before and after the word, and keep account of what is open."""
    word = words[place]
    if word in _PAIRED:
        return _quotation(words, place, opened)
    if word in _BRACKETS:
        return _bracket(words, place, opened)
    if word in opened and word in {")", ">"}:
        opened.discard(word)
        return False, word == ">"
    if word in _OPENING:
        opened.add(word)
        return True, False
    return _blanks_of_sign(words, place)


def _blanks_of_sign(words: list[str], place: int) -> tuple[bool, bool]:
    """Return the blanks around a word, or around a sign that is the same wherever it stands."""
    word = words[place]
    if word == "§":
        return words[place - 1 : place] != ["§"], True
    if word == "/":
        return place == 0, place + 1 == len(words)
    if word == ":" and 0 < place < len(words) - 1:
        return words[place - 1][-1].isdigit() and words[place + 1][0].isdigit(), True
    return word not in _CLOSING, True


def _quotation(words: list[str], place: int, opened: set[str]) -> tuple[bool, bool]:
    """Return the blanks around a mark that may open or close; a last one that nothing opened closes."""
    word = words[place]
    opener = _OPENED_BELOW.get(word, word)
    partner = _CLOSES.get(word, opener)
    if partner in opened:
        opened.discard(partner)
        return False, True
    following = words[place + 1 :]
    is_last = not following or following[0] in _CLOSING or following[0] in _PAIRED
    if is_last or _is_apostrophe(words, place) or (word in _OPENED_BELOW and not {"”", "’"} & set(following)):
        return False, True
    opened.add(word)
    return True, False


def _is_apostrophe(words: list[str], place: int) -> bool:
    """Return whether the mark stands for letters: behind one, or without a second that closes."""
    word, before = words[place], words[place - 1] if place else ""
    return word in "'‘" and (before[-1:].isalpha() or word not in words[place + 1 :])


def _bracket(words: list[str], place: int, opened: set[str]) -> tuple[bool, bool]:
    """Return the blanks around an opening bracket: `Tat(en)` has none, `(Pausch-)Gebühr` none behind."""
    word, closing = words[place], _BRACKETS[words[place]]
    within = words[place + 1 : place + 1 + _FARTHEST]
    if word == "<":
        until = within.index(closing) if closing in within else 0
        if not until or not all(_PAGE.fullmatch(part) for part in within[:until]):
            return True, True
        opened.add(closing)
        return True, False
    before = words[place - 1] if place else ""
    if word == "(" and within[1:2] == [closing] and _is_part(within[0]):
        is_compound = within[0].endswith("-")
        if is_compound:
            opened.add(closing)
        is_glued = len(before) > 2 and before.isalpha() and (not is_compound or "".join(within[2:3])[:1].islower())
        return not is_glued, False
    return True, False


def _is_part(within: str) -> bool:
    """Return whether a bracket around this word stands inside a word: `Tat(en)`, `(Pausch-)Gebühr`."""
    return within in _ENDINGS or (within.endswith("-") and within[:-1].isalpha())


def set_as_prose(sentences: Iterable[str]) -> str:
    """Return sentences as running text: each follows the one before on its line, a heading or a numbered item on its own.

    What does not end with a mark of its own (a heading, a name, a cell) ends its line; so does an introduction with a
    colon.
    """
    parts: list[str] = []
    for sentence in filter(None, sentences):
        if parts and sentence[0] not in _CLOSING:  # else the sentence before ends with an abbreviation
            parts.append(" " if _ENDED.search(parts[-1][-4:]) and not _ITEM.match(sentence) else "\n")
        parts.append(sentence)
    return "".join(parts)
