"""JSON as it is really written: keys that stand twice keep all their values, NaN is null, nothing nests deeper than text does.

How deep a value nests is counted before it is parsed: what a parser bears depends on how deep in calls it is itself, and so
on whether a run goes through an engine.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from pipeline.read.reader import ReadError, TooDeepError
from pipeline.read.repeated import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST: Final = 100
"""Lists and objects nested deeper than this are not records but an attack on the stack."""

MOST_VALUES: Final = 5_000_000
"""Values of a text that is parsed as a whole; each takes some 100 bytes of memory."""

_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]|,', re.DOTALL)
_BLANK: Final = re.compile(r"[ \t\n\r]*")


class JsonError(ReadError):
    """A text is no JSON; the message says where."""


def _null(_name: str) -> None:
    """Read NaN and Infinity, which are no JSON, as null."""


_DECODER: Final = json.JSONDecoder(parse_constant=_null, object_pairs_hook=gathered)
_LENIENT: Final = json.JSONDecoder(parse_constant=_null, object_pairs_hook=gathered, strict=False)


def parse(text: str, *, strict: bool = True) -> Any:
    """Return the value that a text holds; raise JsonError for no JSON, TooDeepError for what nests deeper than `DEEPEST`.

    Unless `strict`, line breaks may stand inside strings.
    """
    _bound(text)
    try:
        return (_DECODER if strict else _LENIENT).decode(text)
    except ValueError as error:  # also a number of more digits than Python reads
        raise JsonError(str(error)) from None


def elements(text: str) -> Iterator[Any]:
    """Yield the values of a list that is a whole text, one at a time, so that only one of them is held.

    Raises as `parse` does; what stands before the place of an error has been given then.
    """
    _bound(text, inside=1)
    place = _behind(text, 0, "[", "a list")
    if text.startswith("]", place):
        _end(text, place + 1)
        return
    while True:
        try:
            value, place = _DECODER.raw_decode(text, place)
        except ValueError as error:
            raise JsonError(str(error)) from None
        yield value
        place = _skipped(text, place)
        if text.startswith("]", place):
            _end(text, place + 1)
            return
        place = _behind(text, place, ",", "a comma or the list's end")


def is_list(text: str) -> bool:
    """Return whether the value that a text holds begins as a list does."""
    return text.startswith("[", _skipped(text, 0))


def _skipped(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place


def _behind(text: str, place: int, mark: str, what: str) -> int:
    place = _skipped(text, place)
    if not text.startswith(mark, place):
        raise JsonError(f"Expecting {what}: char {place}")
    return _skipped(text, place + 1)


def _end(text: str, place: int) -> None:
    if _skipped(text, place) < len(text):
        raise JsonError(f"Extra data: char {place}")


def _bound(text: str, inside: int = 0) -> None:
    """Raise TooDeepError or JsonError for a text that nests too deep or holds too many values, whether or not it is JSON.

    Values are counted anew behind each comma that stands so many levels `inside`.
    """
    lists = text.count("[") + text.count("{")
    if lists <= DEEPEST and text.count(",") + lists <= MOST_VALUES:
        return
    depth = count = 0
    for match in _TOKEN.finditer(text):
        mark = match[0][0]
        if mark in "[{":
            depth += 1
            if depth > DEEPEST:
                raise TooDeepError(f"nested deeper than {DEEPEST} levels")
        elif mark in "]}":
            depth -= 1
        elif mark == "," and inside and depth == inside:
            count = 0
        count += mark in ",[{"
        if count > MOST_VALUES:
            raise JsonError(f"more than {MOST_VALUES} values to be read at once; JSON Lines are read one by one")
