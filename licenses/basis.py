"""Whether a quote says why a text is free by law: as an official work (§ 5 UrhG), or because its term has expired (§§ 64 ff.).

Any sentence could be quoted for such a claim; only one that gives the reason proves it.  The phrases are in `bases.yaml`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from gemeingut.yaml_text import load_yaml
from licenses.catalogue import catalogue
from licenses.term import YEARS_AFTER_DEATH
from licenses.tokens import tokenise
from licenses.wording import Note, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA_FILES: Final = ("licenses/bases.yaml",)
CLASSES: Final[Mapping[str, frozenset[str]]] = {
    "official_work": frozenset({"official_work", "official_work_restricted"}),
    "public_domain_term": frozenset({"public_domain_term", "public_domain_claim"}),
}
"""Classes of licence whose name is itself a reason of the basis."""
UNREASONED: Final = frozenset({None, "LicenseRef-public-domain", "LicenseRef-DE-UrhG-5"})
"""What is recognised in a quote that calls a text free or official without the reason; it may stand there all the same."""
WANTED: Final = {
    "official_work": sentence(Note("no_official_work")),
    "public_domain_term": sentence(Note("no_expired_term")),
}
LONGEST_GAP: Final = 4
"""Largest number of words in the gap of a phrase."""
_GAP: Final = "…"
_DAY: Final = r"(?:\d{1,2}\.\s*(?:\d{1,2}\.|[A-Za-zÄÖÜäöü]{3,9}\.?)\s*)?"
_DEATH: Final = re.compile(
    rf"(?:†|(?<![\w+])\+|\bgest(?:\.|orben)|\bverst(?:\.|orben)|\bTodesjahr:?|\bdied|\bd\.)\s*(?:(?:am|im Jahre?|in|on)\s+)?"
    rf"{_DAY}(?P<year>\d{{3,4}})\b",
    re.IGNORECASE,
)
_LIFE: Final = re.compile(r"\(\s*\*?\s*(?:um |ca\. )?\d{3,4}\s*[-–]\s*(?:†|\+)?\s*(?P<year>\d{3,4})\s*\)")


def supports(basis: str, quote: str, license_: str | None, year: int | None = None) -> bool:
    """Return whether a quote gives the reason of a basis; `license_` is the licence recognised in it.

    A year of death is a reason if the term that counts from it had expired before `year`, and none if `year` is unknown.
    KeyError for a basis that no prose can prove.
    """
    if license_ is not None and any(CLASSES[basis] & set(named.classes) for named in catalogue().of(license_)):
        return True
    if license_ not in UNREASONED or _holds("doubts", quote):
        return False
    deaths = deaths_in(quote) if basis == "public_domain_term" else ()
    if deaths:
        return year is not None and max(deaths) + YEARS_AFTER_DEATH < year
    return _holds(basis, quote)


def deaths_in(quote: str) -> tuple[int, ...]:
    """Return the years of death that a quote gives: `† 1752`, `gest. 2. November 1752`, `(1687–1752)`."""
    return tuple(sorted({year for _, year in deaths_at(quote)}))


def deaths_at(quote: str) -> tuple[tuple[int, int], ...]:
    """Return where a quote gives years of death, and the years: offsets of the sign, the word or the bracket before them."""
    matches = [*_DEATH.finditer(quote), *_LIFE.finditer(quote)]
    return tuple((match.start(), int(match["year"])) for match in matches)


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], ...], ...]]:
    """Return the phrases of each list as the runs of words between their gaps."""
    data = load_yaml(files("licenses").joinpath("bases.yaml").read_text(encoding="utf-8"))
    return {
        name: tuple(tuple(tokenise(run).words for run in text.split(_GAP)) for text in texts)
        for name, texts in data.items()
    }


def _holds(name: str, quote: str) -> bool:
    words = tokenise(quote).words
    return any(_stands(runs, words, at) for runs in _phrases()[name] for at in range(len(words)))


def _stands(runs: tuple[tuple[str, ...], ...], words: tuple[str, ...], at: int) -> bool:
    """Return whether the first run is at word `at`, and each next one at most LONGEST_GAP words of the same sentence later."""
    first, *others = runs
    end = at + len(first)
    if words[at:end] != first:
        return False
    if not others:
        return True
    gaps = takewhile(lambda gap: "." not in words[end : end + gap], range(LONGEST_GAP + 1))
    return any(_stands(tuple(others), words, end + gap) for gap in gaps)
