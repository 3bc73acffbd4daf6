"""Words broken at the end of a line, joined on the evidence of the source's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from pipeline.count.counts import LINE_END_HYPHEN
from pipeline.count.repair import replace_rows

if TYPE_CHECKING:
    from pipeline.clean.lookups import Lookups
    from pipeline.count.counts import Evidence

_BROKEN: Final = re.compile(
    r"(?P<mark>[-⸗‐=])[ \t]*\n[ \t]*(?P<right>[^\W\d_]+(?:-[^\W\d_]+)*)(?P<rest>[^\s\w]*)(?P<blank>[ \t]*)"
)
_LEFT: Final = re.compile(r"(?:^|[^\w./@:#-])(?:[^\W\d_]+-)*([^\W\d_]+)$")
_LEFT_CHARACTERS: Final = 80
_SUSPENDED: Final = frozenset(
    {"und", "oder", "bzw", "sowie", "als", "bis", "noch", "wie", "u", "beziehungsweise", "vnd"}
)
"""Words after which a hyphen at the line's end stands for the second half of a pair: `Ein-` / `und Ausfuhr`."""


@dataclass(frozen=True, slots=True)
class Hyphenation:
    """Joins broken words; `words` counts the documents of the source with each word unbroken, `lookups` records the queries."""

    words: Evidence
    lookups: Lookups

    def join(self, texts: pl.Series) -> pl.Series:
        """Return the texts with broken words joined; the second half moves up, the line break stays after it.

        A word is joined if the source has it unbroken; without such evidence, if it continues in lower case.  A
        compound that the source writes with a hyphen (`Baden-Württemberg`) keeps it.  `Ein-` / `und Ausfuhr` is left as
        it is.
        """
        broken = texts.str.contains(LINE_END_HYPHEN).arg_true()
        if not len(broken):
            return texts
        affected = texts.gather(broken)
        known = self._known(affected)
        return replace_rows(texts, broken, [_BROKEN.sub(lambda match: _whole(match, known), text) for text in affected])

    def _known(self, texts: pl.Series) -> dict[str, int]:
        """Return the documents per candidate: each broken word as one word and with its hyphen, in lower case."""
        pairs = [(_left(match), match["right"]) for text in texts for match in _BROKEN.finditer(text)]
        words = sorted({(f"{left}{right}".lower(), f"{left}-{right}".lower()) for left, right in pairs if left})
        joined, hyphened = (pl.Series([pair[place] for pair in words], dtype=pl.String) for place in (0, 1))
        of_joined, of_hyphened = self.words.of(joined).tolist(), self.words.of(hyphened).tolist()
        self.lookups.add(joined, hyphened, of_joined, of_hyphened)
        return dict(zip([*joined, *hyphened], [*of_joined, *of_hyphened], strict=True))


def _left(match: re.Match[str]) -> str:
    """Return the letters before the hyphen, "" where it ends no word (a number, an address, an option)."""
    before = match.string[max(0, match.start() - _LEFT_CHARACTERS) : match.start()]
    left = _LEFT.search(before)
    return left[1] if left else ""


def _whole(match: re.Match[str], known: dict[str, int]) -> str:
    left, mark, right = _left(match), *match.group("mark", "right")
    hyphen = _hyphen(left, mark, right, known) if left else None
    if hyphen is None:
        return match.group()
    return f"{hyphen}{right}{match['rest']}" + ("\n" if match["blank"] else "")


def _hyphen(left: str, mark: str, right: str, known: dict[str, int]) -> str | None:
    """Return what joins the halves (an empty string or a hyphen), None if they stay apart."""
    if right.lower() in _SUSPENDED:
        return None
    joined, hyphened = (known[f"{left}{between}{right}".lower()] for between in ("", "-"))
    if hyphened > joined:
        return "-"
    is_one_case = right[0].islower() or (left + right).isupper()
    if joined and is_one_case:
        return ""
    return "" if right[0].islower() and len(left) >= 2 and mark != "=" else None
