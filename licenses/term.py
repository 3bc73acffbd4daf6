"""Whether the term of copyright has expired, by §§ 64–67 and 69–71 UrhG.

All terms end with a calendar year (§ 69): a work whose last author died in 1955 is free from 1 January 2026.  A work that was
published so long ago that nobody who wrote it can have lived into the last 70 years is free whoever wrote it; a shorter time
since publication is a presumption, which is not a proof and has a state of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from gemeingut.errors import GemeingutError
from licenses.wording import Note, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["work", "anonymous", "posthumous_edition", "scholarly_edition", "photograph"]
State = Literal["free", "presumed", "protected", "not_proven"]
YEARS_AFTER_DEATH: Final = 70
YEARS_ANONYMOUS: Final = 70
YEARS_EDITION: Final = 25
YEARS_PHOTOGRAPH: Final = 50
LONGEST_LIFE: Final = 122
"""Years of the longest human life that is documented (Jeanne Calment, 1875-1997)."""
YOUNGEST_AUTHOR: Final = 10
"""Age in years below which nobody is taken to have published."""
YEARS_OF_ANY_AUTHOR: Final = LONGEST_LIFE - YOUNGEST_AUTHOR + YEARS_AFTER_DEATH
"""Years after publication with whose end the term of every possible author has expired."""


class TermError(GemeingutError, ValueError):
    """The given years are impossible."""


@dataclass(frozen=True, slots=True)
class TermStatus:
    """Whether a work is free on a date: `state` is free, presumed (to be free), protected or not_proven.

    `free_from` is the first 1 January on which it is free, None if that is not proven; `rule` is the section of the law.
    """

    state: State
    free_from: dt.date | None
    rule: str
    why: str

    @property
    def counts_from_death(self) -> bool:
        """Whether the term counts from a known year of death, and not from a publication."""
        return self.rule in {"§ 64 UrhG", "§ 65 (1) UrhG"}

    @property
    def is_free(self) -> bool:
        """Whether the term is proven to have expired."""
        return self.state == "free"


UNKNOWN_TERM: Final = TermStatus("not_proven", None, "§ 64 UrhG", sentence(Note("no_author")))
"""The status of a work of which neither an author nor a year is known."""


def status(
    as_of: dt.date,
    deaths: Sequence[int | None],
    published: int | None = None,
    *,
    kind: Kind = "work",
    created: int | None = None,
    presume_after_years: int | None = None,
) -> TermStatus:
    """Return the status on a date, from the years of death of all authors of the work; None means unknown.

    The term of a joint work counts from the death of the last author (§ 65 (1)).  With an unknown year of death nothing is
    proven, unless the work was published more than YEARS_OF_ANY_AUTHOR years ago.  If `presume_after_years` is set and it was
    published longer ago than that, the term is presumed to have expired (a policy, not a rule of law).  `created` is used
    for anonymous works and unpublished scholarly editions.
    """
    _check(as_of, deaths)
    published, created = _plausible(as_of, published), _plausible(as_of, created)
    if kind == "anonymous":
        return _from_year(as_of, published or created, YEARS_ANONYMOUS, "§ 66 (1) UrhG", "anonymous")
    if kind in {"posthumous_edition", "scholarly_edition"}:
        rule = "§ 71 (3) UrhG" if kind == "posthumous_edition" else "§ 70 (3) UrhG"
        edition = _from_year(as_of, published or created, YEARS_EDITION, rule, "edition")
        return _later(edition, _work(as_of, deaths, published, presume_after_years)) if deaths else edition
    if kind == "photograph":
        return _from_year(as_of, published or created, YEARS_PHOTOGRAPH, "§ 72 (3) UrhG", "photograph")
    return _work(as_of, deaths, published, presume_after_years)


def _check(as_of: dt.date, deaths: Sequence[int | None]) -> None:
    for year in deaths:
        if year is not None and not -3000 <= year <= as_of.year:
            raise TermError(f"death year {year!r} lies outside -3000 and {as_of.year} (the year of as_of)")


def _plausible(as_of: dt.date, year: int | None) -> int | None:
    """Return the year of publication or creation, None for one in the future: dates in sources are often wrong."""
    return year if year is not None and year <= as_of.year else None


def _work(as_of: dt.date, deaths: Sequence[int | None], published: int | None, presume: int | None) -> TermStatus:
    known = [year for year in deaths if year is not None]
    if known and len(known) == len(deaths):
        rule = "§ 65 (1) UrhG" if len(known) > 1 else "§ 64 UrhG"
        return _from_year(as_of, max(known), YEARS_AFTER_DEATH, rule, "death_of_last")
    living = [year for year in known if as_of.year - year <= YEARS_AFTER_DEATH]
    if living:
        return _from_year(as_of, max(living), YEARS_AFTER_DEATH, "§ 65 (1) UrhG", "death_of_one")
    return _from_publication(as_of, published, presume)


def _from_publication(as_of: dt.date, published: int | None, presume: int | None) -> TermStatus:
    """Return what the year of publication alone says of a work whose authors' years of death are not all known."""
    if published is not None:
        free_from = dt.date(max(published + YEARS_OF_ANY_AUTHOR + 1, 1), 1, 1)
        if as_of >= free_from:
            return TermStatus(
                "free", free_from, "§§ 64, 65 UrhG", sentence(Note("outlived", (published, free_from.year - 1)))
            )
        if presume is not None and as_of.year - published > presume:
            why = sentence(Note("term_presumed", (published, presume)))
            return TermStatus("presumed", dt.date(published + presume + 1, 1, 1), "presumption", why)
    return TermStatus("not_proven", None, "§ 64 UrhG", sentence(Note("death_unknown")))


def _from_year(as_of: dt.date, year: int | None, years: int, rule: str, event: str) -> TermStatus:
    if year is None:
        return TermStatus("not_proven", None, rule, sentence(Note("year_unknown", (Note(event),))))
    first = max(year + years + 1, 1)
    free_from = dt.date(first, 1, 1)
    state: State = "free" if as_of >= free_from else "protected"
    why = sentence(Note("term_ends", (years, Note(event), year, first - 1)))
    return TermStatus(state, free_from, rule, why)


def _later(first: TermStatus, second: TermStatus) -> TermStatus:
    """Return the status of a work for which both terms must have expired."""
    for state in ("protected", "not_proven", "presumed"):
        for status_ in (first, second):
            if status_.state == state:
                return status_
    return max(first, second, key=lambda status_: status_.free_from or dt.date.min)
