"""Wikitext cut at its marks: what is set apart before anything is read, and which opening mark belongs to which closing one.

Both are one pass over the text.  A mark without a partner is text, as in MediaWiki.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE: Final = "\x00"  # no XML document can contain these
LINE: Final = "\x01"
SET: Final = "\x03"  # around the number of a text that is kept as it is
HOLE: Final = "\x04"  # around what a template shows, if that is known
HOLE_END: Final = "\x05"
_KEPT: Final = frozenset({"nowiki", "pre", "syntaxhighlight", "source"})
_FORMULAS: Final = frozenset({"math", "chem", "ce", "hiero"})
_DROPPED: Final = (
    *(
        "ref",
        "references",
        "gallery",
        "timeline",
        "imagemap",
        "score",
        "graph",
        "templatestyles",
        "templatedata",
        "section",
    ),
    *("indicator", "mapframe", "maplink", "categorytree", "inputbox", "style", "script", "includeonly"),
)
_APART: Final = re.compile(
    rf"<!--|<(?P<name>{'|'.join([*_KEPT, *_FORMULAS, *_DROPPED])})(?![\w-])(?P<attributes>[^<>]{{0,2000}})>",
    re.IGNORECASE,
)
_MARK: Final = re.compile(
    r"\{{2,}|\}{2,}|\[\[|\[(?=https?:|ftp:|mailto:|//)|\]+|\n[ \t:*#;]*\{\|(?!\})|\n[ \t]*\|\}(?!\})|\n"
    r"|<(?P<end>/?)(?P<tag>table|poem|span|div)\b(?P<attributes>[^<>]{0,1000})>",
    re.IGNORECASE,
)
_NEAR: Final = 50  # marks within which the partner of a tag is sought
_HIDDEN: Final = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)


class Pair(NamedTuple):
    """What stands between two marks: `text[start:stop]`; behind the closing mark `text[end]` follows."""

    kind: str
    start: int
    stop: int
    end: int


def set_apart(source: str) -> tuple[str, list[str]]:
    """Return the text without comments and extension tags, and the texts that are kept as they are, by their number."""
    parts: list[str] = []
    kept: list[str] = []
    missing: set[str] = set()
    at = 0
    while match := _APART.search(source, at):
        parts.append(source[at : match.start()])
        at = match.end()
        if match["name"] is None:
            end = source.find("-->", at)
            at = len(source) if end < 0 else end + 3
            own_line = (not parts[-1] or parts[-1].endswith("\n")) and source.startswith("\n", at)
            at += own_line
            continue
        name = match["name"].lower()
        content, at = _content(source, at, name, match["attributes"], missing)
        if content is not None:
            parts.append(_stand_in(name, content, kept))
    return "".join([*parts, source[at:]]), kept


def _content(source: str, at: int, name: str, attributes: str, missing: set[str]) -> tuple[str | None, int]:
    """Return what a tag holds and the place behind it; None where it is never closed."""
    if attributes.rstrip().endswith("/"):
        return "", at
    closing = None if name in missing else re.compile(rf"</{name}\s{{0,50}}>", re.IGNORECASE).search(source, at)
    if closing is None:
        missing.add(name)
        return None, at
    return source[at : closing.start()], closing.end()


def _stand_in(name: str, content: str, kept: list[str]) -> str:
    if name in _FORMULAS:
        return HOLE + HOLE_END
    if name not in _KEPT:
        return GONE
    kept.append(content)
    mark = f"{SET}{len(kept) - 1}{SET}"
    return mark if name == "nowiki" else f"\n\n{LINE}{mark}\n\n"


@dataclass(slots=True)
class Pairs:
    """The pairs of a text by the place where they open."""

    text: str
    by_place: dict[int, Pair] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    _open: list[list[int | str]] = field(default_factory=list)  # kind, place of its mark, number of braces
    _counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Pairs:
        """Return the pairs of a text."""
        pairs = cls(text)
        for match in _MARK.finditer(text):
            pairs._take(match)
        pairs.places = sorted(pairs.by_place)
        return pairs

    def within(self, start: int, stop: int) -> Iterator[tuple[int, Pair]]:
        """Yield the outermost pairs in `text[start:stop]`, with the place where each opens."""
        at = bisect_left(self.places, start)
        while at < len(self.places) and self.places[at] < stop:
            place = self.places[at]
            pair = self.by_place[place]
            yield place, pair
            at = bisect_left(self.places, pair.end, lo=at + 1)

    def split(self, start: int, stop: int, mark: str = "|") -> list[tuple[int, int]]:
        """Return the pieces of `text[start:stop]` between marks that stand in no pair."""
        pieces: list[tuple[int, int]] = []
        begin = at = start
        for place, pair in [*self.within(start, stop), (stop, Pair("", stop, stop, stop))]:
            while (bar := self.text.find(mark, at, place)) >= 0:
                pieces.append((begin, bar))
                begin = at = bar + 1
            at = pair.end
        return [*pieces, (begin, stop)]

    def _take(self, match: re.Match[str]) -> None:
        mark = match.group()
        first = mark.lstrip("\n \t:*#;")[:1]
        if match["tag"]:
            self._tag(match)
        elif not first:
            self._end_line(match.end())
        elif mark.startswith("\n"):
            if first == "{":
                self._push("table", match.start() + 1, match.end())
            else:
                self._close("table", match.end() - 2, match.end())
        elif first == "{":
            self._push("brace", match.start(), match.end())
        elif first == "}":
            self._close_braces(match.start(), len(mark))
        elif first == "[":
            self._push("link" if mark == "[[" else "address", match.start(), match.end())
        else:
            self._close_brackets(match.start(), len(mark))

    def _push(self, kind: str, start: int, stop: int) -> None:
        self._open.append([kind, start, stop])
        self._counts[kind] = self._counts.get(kind, 0) + 1

    def _pop(self) -> list[int | str]:
        frame = self._open.pop()
        self._counts[str(frame[0])] -= 1
        return frame

    def _close(self, kind: str, stop: int, end: int) -> None:
        """Close the innermost mark of a kind, unless a brace stands open in between."""
        if not self._counts.get(kind):
            return
        while self._open[-1][0] not in (kind, "brace"):
            self._pop()
        if self._open[-1][0] == kind:
            _, start, content = self._pop()
            self.by_place[int(start)] = Pair(kind, int(content), stop, end)

    def _tag(self, match: re.Match[str]) -> None:
        """Take a tag: tables, poems, and what is hidden, inside which its own kind counts too."""
        tag = match["tag"].lower()
        if match["end"]:
            near = (str(frame[0]) for frame in reversed(self._open[-_NEAR:]))
            kind = next((kind for kind in near if kind.partition(" ")[0] == f"<{tag}>"), None)
            if kind is not None:
                self._close(kind, match.start(), match.end())
        elif not match["attributes"].endswith("/"):
            hidden = f"<{tag}> hidden"
            if _HIDDEN.search(match["attributes"]):
                self._push(hidden, match.start(), match.end())
            elif tag in ("table", "poem") or self._counts.get(hidden):
                self._push(f"<{tag}>", match.start(), match.end())

    def _end_line(self, at: int) -> None:
        """Give up addresses that the line does not close, and links that a paragraph does not."""
        given_up = ("address", "link") if self.text.startswith("\n", at) else ("address",)
        while self._open and self._open[-1][0] in given_up:
            self._pop()

    def _close_braces(self, place: int, count: int) -> None:
        while count > 1 and self._counts.get("brace"):
            while self._open[-1][0] != "brace":
                self._pop()
            _, start, stop = self._open[-1]
            opened = int(stop) - int(start)
            taken = 3 if min(opened, count) > 2 else 2
            self.by_place[int(stop) - taken] = Pair("{{{" if taken > 2 else "{{", int(stop), place, place + taken)
            self._open[-1][2] = int(stop) - taken
            if opened - taken < 2:
                self._pop()
            place, count = place + taken, count - taken

    def _close_brackets(self, place: int, count: int) -> None:
        while count and self._open:
            if self._open[-1][0] == "address":
                self._close("address", place, place + 1)
                place, count = place + 1, count - 1
            elif count > 1 and self._counts.get("link"):
                before = len(self.by_place)
                self._close("link", place, place + 2)
                if len(self.by_place) == before:
                    return
                place, count = place + 2, count - 2
            else:
                return
