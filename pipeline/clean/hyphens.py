"""Words broken at the end of a line, joined on the evidence of the source's own words and of the forms of German."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from filters.lexicon import function_words, word_costs
from pipeline.count.repair import replace_rows

if TYPE_CHECKING:
    from pipeline.clean.lookups import Lookups
    from pipeline.count.counts import Evidence

_LETTERS: Final = r"(?:[^\W\d_][\u0300-\u036f]*)+"
_BROKEN: Final = re.compile(
    rf"(?P<mark>[-⸗‐=])[ \t]*\n[ \t]*(?P<right>{_LETTERS}(?:[-⸗‐]{_LETTERS})*)(?P<rest>[^\s\w]*)(?P<blank>[ \t]*)"
)
_LEFT: Final = re.compile(
    rf"(?:^|[^\w.:@#\u0300-\u036f-])(?:[\d,']+-)*(?P<chain>(?:{_LETTERS}[-⸗‐])*)\d*(?P<left>[A-Z]+\d+|{_LETTERS}|(?<!\d)\d+)$"
)
_LEFT_CHARACTERS: Final = 80
_ADDRESS: Final = re.compile(r"://|www\.|@|\.\w|[#\\~]|/.*/")
_CANDIDATE: Final = r"[\p{L}\p{M}\p{N}][-⸗‐=][ \t]*\n[ \t]*\p{L}"
_REPEATED: Final = re.compile(rf"(?<![\w-])(?P<left>{_LETTERS})[-⸗‐][ \t]*\n[ \t]*(?P<word>(?P=left){_LETTERS})")
"""A half that stands before its whole word: a catchword at the foot of a page."""
_BREAK: Final = re.compile(r"[-⸗‐][ \t]*\n")

_PARAGRAPH: Final = re.compile(r"(\n[ \t]*\n)")
_SUSPENDED: Final = frozenset(
    {"und", "oder", "bzw", "sowie", "als", "bis", "noch", "wie", "u", "od", "beziehungsweise", "respektive", "resp", "vnd",
     "vnnd", "vnndt", "aber", "sondern", "nebst"}
)  # fmt: skip
"""Words after which a hyphen at the line's end stands for the second half of a pair: `Ein-` / `und Ausfuhr`."""

_LINKS: Final = frozenset(
    {"am", "an", "auf", "aus", "bei", "das", "de", "dem", "den", "der", "die", "für", "im", "in", "mit", "nach", "oder", "ohne",
     "pro", "to", "über", "um", "und", "unter", "van", "vom", "von", "vor", "zu", "zum", "zur"}
)  # fmt: skip
"""Words inside a chain: `Anna-` / `von-Freyberg-Schule`."""

_ADJECTIVE_LEFT: Final = re.compile(r"(?:.{3}(?:lich|isch|iv|ell|är|ös)|deutsch|schweizerisch)$", re.IGNORECASE)
_ADJECTIVE: Final = re.compile(
    r".{2,}(?:lich|isch|iv|ell|al|är|ös|(?<!sprach)(?<!stämm)(?<!art)(?<!farb)ig)(?:e[mnrs]?)?$"
)
"""Two adjectives, the first without an ending, are one with a hyphen: `deutsch-` / `französische`."""

_ABBREVIATION: Final = re.compile(r"[A-ZÄÖÜ]{2,}|[A-Z]+\d+|[B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{2,3}")
"""What is no word but letters: `EU`, `CO2`, `Kfz`."""

_NUMBERED: Final = re.compile(
    r"(?:jähr|täg|stünd|minüt|monat|wöch|proz|köpf|fach|mal(?:ig)?|teilig|seitig|bändig|zeilig|stöckig|pfünd|zöll|stellig|stufig|er)"
)
"""How a word goes on that begins with a number: `18-` / `jährig`."""


@functools.cache
def _common() -> frozenset[str]:
    """Return the most frequent words of clean German, in lower case."""
    return frozenset(word_costs())


@dataclass(frozen=True, slots=True)
class Hyphenation:
    """Joins broken words; `words` counts the documents of the source with each word unbroken, `lookups` records the queries."""

    words: Evidence
    lookups: Lookups

    def join(self, texts: pl.Series) -> pl.Series:
        """Return the texts with broken words joined; the second half moves up.

        The line break moves behind the second half; where a paragraph has no other line breaks it becomes a blank.  A word
        is joined if the source has it unbroken; without such evidence, if it continues in lower case.  A compound that the
        source, its form or its capitals show to be written with a hyphen keeps it (`Baden-Württemberg`, `US-amerikanisch`,
        `deutsch-französisch`, `18-jährig`).  `Ein-` / `und Ausfuhr` keeps hyphen and blank.
        """
        broken = texts.str.contains(_CANDIDATE).arg_true()
        if not len(broken):
            return texts
        affected = pl.Series([_without_catchwords(text) for text in texts.gather(broken)], dtype=pl.String)
        known = self._known(affected)
        return replace_rows(texts, broken, [_joined(text, known) for text in affected])

    def _known(self, texts: pl.Series) -> dict[str, int]:
        """Return the documents per candidate: each broken word as one word and with its hyphen, in lower case."""
        pairs = [(_halves(match)[0], match["right"]) for text in texts for match in _BROKEN.finditer(text)]
        words = sorted({(f"{left}{right}".lower(), f"{left}-{right}".lower()) for left, right in pairs if left})
        joined, hyphened = (pl.Series([pair[place] for pair in words], dtype=pl.String) for place in (0, 1))
        of_joined, of_hyphened = self.words.of(joined).tolist(), self.words.of(hyphened).tolist()
        self.lookups.add(joined, hyphened, of_joined, of_hyphened)
        return dict(zip([*joined, *hyphened], [*of_joined, *of_hyphened], strict=True))


def _joined(text: str, known: dict[str, int]) -> str:
    parts = _PARAGRAPH.split(text)
    for place in range(0, len(parts), 2):
        paragraph = parts[place]
        ends = len(_BROKEN.findall(paragraph)) if "\n" in paragraph else 0
        if ends:
            after = "\n" if paragraph.strip("\n").count("\n") > ends else " "
            parts[place] = _BROKEN.sub(lambda match, after=after: _whole(match, known, after), paragraph)
    return "".join(parts)


def _without_catchwords(text: str) -> str:
    """Return the text without catchwords, sought only where a line ends with a hyphen: most words do not."""
    parts, done = [], 0
    for stop in _BREAK.finditer(text):
        begin = 1 + max(text.rfind(sign, 0, stop.start()) for sign in "\n ")
        end = text.find("\n", stop.end())
        match = _REPEATED.search(text, max(done, begin), end if end >= 0 else len(text))
        if match is not None:
            parts += [text[done : match.start()], _without_catchword(match)]
            done = match.end()
    return "".join([*parts, text[done:]])


def _without_catchword(match: re.Match[str]) -> str:
    """Return the whole word alone, if it is one and the two halves are none."""
    left, word = match.group("left", "word")
    is_catchword = len(left) > 1 and _is_common(word) and not _is_common(left + word)
    return word if is_catchword else match.group()


def _halves(match: re.Match[str]) -> tuple[str, bool]:
    """Return the letters before the hyphen, and whether other parts of a compound are hyphened to them.

    "" where they end no word (a range, an address, an option).
    """
    before = match.string[max(0, match.start() - _LEFT_CHARACTERS) : match.start()]
    # no word holds a blank; one line end may follow it
    left = _LEFT.search(before, max(0, before.rfind(" ", 0, -1), before.rfind("\n", 0, -1)))
    if left is None or _ADDRESS.search(before.split()[-1]):
        return "", False
    return left["left"], bool(left["chain"])


def _whole(match: re.Match[str], known: dict[str, int], after: str) -> str:
    """Return the break and what follows it, the halves joined; `after` stands where the second half is followed by more."""
    left, is_chain = _halves(match)
    between = _between(left, match["mark"], match["right"], known, is_chain=is_chain) if left else None
    if between is None:
        return match.group()
    return f"{between}{match['right']}{match['rest']}" + (after if match["blank"] else "")


def _between(left: str, mark: str, right: str, known: dict[str, int], *, is_chain: bool) -> str | None:
    """Return what joins the halves (nothing, a hyphen, a hyphen and a blank), None if they stay apart."""
    joined, hyphened = (known[f"{left}{between}{right}".lower()] for between in ("", "-"))
    is_common = _is_common(left + right)
    is_one_case = right[0].islower() or (left + right).isupper()
    if _is_suspended(left, right) and is_one_case:
        return "" if is_common else None if mark == "=" else f"{mark} "
    if hyphened > joined:
        return "-"
    if joined and is_one_case:
        return ""
    if mark == "=":
        return None
    if right[0].islower():
        return _by_form(left, mark, right, is_common=is_common)
    return _by_capitals(left, mark, right, is_chain=is_chain)


def _is_suspended(left: str, right: str) -> bool:
    """Return whether the hyphen stands for a second half; `irgend-` / `wie` is one word."""
    return right.lower() in _SUSPENDED and not (right in {"noch", "wie"} and left[0].islower())


def _by_form(left: str, mark: str, right: str, *, is_common: bool) -> str | None:
    """Return what joins halves of which the second is in lower case: nothing, unless the form shows a hyphen."""
    if left.isdigit():
        return mark if _NUMBERED.match(right) else None
    first, chain, _ = _plain(right).partition("-")
    rest = right[len(first) + 1 :]
    is_hyphened = (
        _ABBREVIATION.fullmatch(left)
        or (chain and (first in _LINKS or _is_adjective_chain(left, first, rest)))
        or (_ADJECTIVE_LEFT.search(_plain(left)) and _ADJECTIVE.match(first))
    )
    if is_hyphened and not is_common:
        return mark
    return "" if len(left) > 1 or is_common else None


def _is_adjective_chain(left: str, first: str, rest: str) -> bool:
    """Return whether all parts are words of their own, and the last has an ending: `schwarz-rot-goldene`."""
    is_ended = len(rest) > 3 and rest[0].islower()
    return is_ended and len(left) > 3 and len(first) > 2 and _is_common(left) and _is_common(first)


def _by_capitals(left: str, mark: str, right: str, *, is_chain: bool) -> str | None:
    """Return the hyphen where a noun or an abbreviation is followed by a noun or a name, else None."""
    if len(right) < 2 or _is_function_word(right) or (left + right).isupper():
        return None
    if is_chain or left.isupper() or _ABBREVIATION.fullmatch(left):
        return mark
    if left.isdigit():
        return mark if "-" in right else None
    is_noun = left[0].isupper() and not _is_function_word(left) and (len(left) > 4 or _is_common(left))
    return mark if is_noun and len(left) > 2 and len(right) > 3 and right[1:2].islower() else None


def _plain(word: str) -> str:
    return word.lower().replace("ſ", "s").replace("⸗", "-").replace("‐", "-")


def _is_common(word: str) -> bool:
    return _plain(word) in _common()


def _is_function_word(word: str) -> bool:
    return _plain(word) in function_words()
