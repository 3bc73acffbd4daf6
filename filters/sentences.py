"""Sentence boundaries in German text, found so cautiously that a cut at one of them never splits a sentence.

A missed boundary only makes a piece larger; a wrong one would split a sentence.  So a full stop after an abbreviation, a
number or one or two letters that are not a word is no boundary, nor is any mark before a lower-case letter; a blank line
always is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Final

_END: Final = re.compile(r"(?P<mark>[.!?…]+)[\"'»«“”„’‘)\]]*\s+|\n[^\S\n]*\n\s*")
_NEXT: Final = re.compile(r"[\"'»«“”„’‘(\[–—-]*\s*(?P<point>\w)")
_LAST_WORD: Final = re.compile(r"([^\W_]+(?:[.-][^\W_]+)*)$")
_ABBREVIATIONS: Final = """
abb abs abschn abt anh anl anm art aufl ausg bd bde bearb beisp bes betr bez bspw bzgl bzw ca cap chr dergl
desgl dgl dipl dir doz dr einschl erg etc ev evt evtl exkl ff fig fn forts frh frl fußn geb gem gesch gest ggf
hist hl hrn hrsg hrsgg inkl insb insbes jahrg jg jh jhd jhs kap kath komm lfd lfg lit mag max min mio mitgl mrd
nachf nr nrn obb op orig phil pol preuß priv prof prot publ red ref reg resp rev rez röm sog sp st std str stud
svw tab tbl teilw tel tit tsd undat urspr usf usw verb verf verg verh verl vers vgl vol vorm vorw wiss ziff zit
zus zzgl übers
"""
_ABBREVIATED: Final = frozenset(_ABBREVIATIONS.split())
_SHORT: Final = 2
_SHORT_WORDS: Final = frozenset(["ab", "an", "da", "du", "er", "es", "im", "in", "ja", "ob", "so", "um", "wo", "zu"])


def starts(text: str) -> list[int]:
    """Return where the sentences of a text begin, in code points, ascending, including 0 and the length of the text.

    White space between two sentences belongs to the first.
    """
    begins = {0, len(text)}
    begins.update(end.end() for end in _END.finditer(text) if _is_boundary(text, end))
    return sorted(begins)


def _is_boundary(text: str, end: re.Match[str]) -> bool:
    if end["mark"] is None:
        return True
    following = _NEXT.match(text, end.end())
    if following is not None and following["point"].islower():
        return False
    if end["mark"] != "." or "\n\n" in end[0]:
        return True
    word = _LAST_WORD.search(text, max(0, end.start() - 40), end.start())
    return word is None or not _is_cut_short(word[1])


def _is_cut_short(word: str) -> bool:
    last = word.rpartition(".")[2]
    if word in _SHORT_WORDS:
        return False
    return len(last) <= _SHORT or last.isdigit() or last.lower() in _ABBREVIATED


def within(starting: list[int], start: int, end: int) -> tuple[int, int]:
    """Return the span of the whole sentences inside start:end; empty (start == end) if there are none."""
    first = starting[min(bisect_left(starting, start), len(starting) - 1)]
    last = starting[max(bisect_right(starting, end) - 1, 0)]
    return (first, last) if first < last else (start, start)


def around(starting: list[int], start: int, end: int) -> tuple[int, int]:
    """Return the span of the whole sentences that overlap start:end."""
    return starting[max(bisect_right(starting, start) - 1, 0)], starting[
        min(bisect_left(starting, end), len(starting) - 1)
    ]
