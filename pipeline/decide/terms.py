"""What is known of a document's copyright term: from the manifest's years of death, and from those its own header gives.

A year of death of the manifest needs a source: the person's record in the GND or in Wikidata, or a quote of the evidence that
names it.  A year without one frees nothing; it still counts where it protects.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from licenses.basis import deaths_at
from licenses.person_ids import is_person_id, person_id
from licenses.policy import Presumption
from licenses.term import UNKNOWN_TERM, YEARS_AFTER_DEATH, TermError, TermStatus, status
from licenses.wording import Note, sentence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pipeline.manifest import Death, License, Work

UNSIGNED: Final = frozenset({"anonymous", "periodical"})
"""Kinds of work of which the policy presumes earlier that the term has run out."""
NAMED_BY_YEAR: Final = "historical"
"""The domain in whose ids a year is looked for where a document has no date."""
NO_DATES: Final = frozenset(
    {
        "0001-01-01", "1000-01-01", "1582-10-15", "1601-01-01", "1700-01-01", "1753-01-01", "1800-01-01", "1858-11-17",
        "1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "1970-01-01", "1980-01-01",
    }
)  # fmt: skip
"""What clocks, databases, calendars and spreadsheets write where they know no date: their first day."""
NEAR_CHARACTERS: Final = 80
"""Longest way in a quote from an author's surname to the year of death."""
_OLD_ID: Final = re.compile(r"(?<!\d)1[5-9]\d\d(?=[_-]|[01]\d[0-3]\d(?!\d))")
_YEAR: Final = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_COMPACT: Final = re.compile(r"(?<!\d)([12]\d{3})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_FIRST_OF_YEAR: Final = re.compile(r"0?1([./])0?1\1(\d{4})")
_WORD: Final = re.compile(r"[^\W\d_][\w'’-]+")
_GIVEN_BEFORE: Final = re.compile(
    r"(?P<article>(?<!\w)(?i:der|die|das|des|dem|den|ein|eine|eines|unser|the|a|herrn?|frau|dr\.|prof\.|hrsg\.|von|und|and)\s)?"
    r"(?P<given>(?!(?i:der|die|das|des|herrn?|frau|dr\.|prof\.|autor|verfasser)\s)[A-ZÄÖÜ][\w-]*\.?)"
    r"\s(?:(?:von|vom|van|de|zu|zum|zur)\s){0,2}\Z"
)
"""The word before a surname, and an article or title before that: `Der Lehrer Lind`, `Karl von Lind`."""
_GIVEN_AFTER: Final = re.compile(r",\s([A-ZÄÖÜ][\w-]*\.?)(?=[\s,;(])")
_BRACKETS: Final = re.compile(r"\([^()]{0,80}\)")


@dataclass(frozen=True)
class Statements:
    """Where a document's years of death and of publication can stand beside its own header.

    `quotes` are those of the manifest's evidence that were found; `presumption` is the policy's.
    """

    declared: License
    work: Work | None = None
    quotes: tuple[str, ...] = ()
    presumption: Presumption = field(default_factory=Presumption)

    @cached_property
    def deaths(self) -> Mapping[str, Death]:
        """Return the manifest's years of death by name or identifier, those of the work first."""
        of_work = self.work.deaths if self.work else {}
        return {_key(name): death for name, death in {**self.declared.deaths, **of_work}.items()}


def needs_terms(declared: License, work: Work | None = None) -> bool:
    """Return whether the manifest asks for the term of every document: by a check, or by what it claims or licenses."""
    if work is not None and work.basis not in {None, "public_domain_term"}:
        return False
    asks_for_all = declared.term == "check" or declared.layer in {"edition", "annotation"} or work is not None
    return asks_for_all or declared.basis == "public_domain_term"


def knows_deaths(declared: License, work: Work | None, authors: Sequence[str], extra: str | None) -> bool:
    """Return whether the manifest gives the year of death of one of these authors."""
    listed = Statements(declared, work).deaths
    known = json.loads(extra) if extra and listed else {}
    return any(_listed(author, listed, known) is not None for author in authors)


def year_of(date: str | None) -> int | None:
    """Return the latest year in a date (EDTF, `19300313` or as a source writes it), None without one or for one of NO_DATES."""
    if not date:
        return None
    written = _COMPACT.sub(r"\1-\2-\3", date.strip())
    day = re.split(r"[T ]", written, maxsplit=1)[0]
    if _FIRST_OF_YEAR.sub(r"\2-01-01", day) in NO_DATES:
        return None
    return max((int(year) for year in _YEAR.findall(written)), default=None)


def year_in_id(document_id: str) -> int | None:
    """Return the year with which the files of a print are named: `1871_59_0469`, `F_SBB_00007_19300313_075`; else None.

    It raises a doubt and proves no date: a shelf mark can look like a year.
    """
    hit = _OLD_ID.search(document_id.rsplit("/", 1)[-1])
    return int(hit[0]) if hit else None


def year_known(document_id: str, date: str | None, domain: str) -> int | None:
    """Return the year of a document from its date; of a historical one without a date that says anything, from its id."""
    return year_of(date) or (year_in_id(document_id) if domain == NAMED_BY_YEAR else None)


def term_of(
    statements: Statements, as_of: dt.date, authors: Sequence[str], date: str | None, extra: str | None
) -> TermStatus:
    """Return the status of a work by these authors on a date.

    An author's death year is the manifest's, by name, GND or Wikidata id, or the one that the document's header or the
    register of persons in it gives (`extra`: JSON with `author_refs` and `author_deaths`).  Where the two differ the later
    one counts, so that neither frees what the other protects.  A year that cannot be true counts as unknown.
    """
    authors = authors or (statements.work.authors if statements.work else ())
    year = year_of(date) or _published(statements)
    if not authors and year is None:
        return UNKNOWN_TERM
    known = json.loads(extra) if extra else {}
    deaths = [_counted(_years(author, statements, known), as_of) for author in authors]
    presumed = _presumed_after(statements)
    try:
        return status(as_of, deaths, year, presume_after_years=presumed)
    except TermError:
        return status(as_of, [None], year, presume_after_years=presumed)


def _published(statements: Statements) -> int | None:
    """Return the manifest's year of publication if a quote of its evidence names it."""
    year = statements.work.published if statements.work else None
    if year is None:
        return None
    named = re.compile(rf"(?<!\d){year}(?!\d)")
    return year if any(named.search(quote) for quote in statements.quotes) else None


def _presumed_after(statements: Statements) -> int | None:
    is_unsigned = statements.work is not None and statements.work.kind in UNSIGNED
    years = statements.presumption.anonymous if is_unsigned else statements.presumption.unknown
    asked = statements.declared.presume_after_years
    return years if years is None or asked is None else max(years, asked)


def deaths_of(statements: Statements, authors: Sequence[str], extra: str | None) -> str:
    """Return when these authors died and who states it: the basis of the term's status."""
    known = json.loads(extra) if extra else {}
    authors = authors or (statements.work.authors if statements.work else ())
    if not authors:
        return sentence(Note("no_author"))
    named = (sentence(_named(author, _years(author, statements, known))) for author in authors)
    return sentence(Note("authors_died", ("; ".join(named),)))


def _named(author: str, years: _Years) -> Note:
    if years.listed is not None and years.stated is not None and years.listed != years.stated:
        return Note("died_differs", (author, years.listed, years.stated))
    if years.listed is not None and years.source is not None:
        by = Note("died_by", (author, years.listed, years.source))
        return by if years.source else Note("died_quoted", (author, years.listed))
    if years.stated is not None:
        return Note("died", (author, years.stated))
    return Note("died_unknown", (author,)) if years.listed is None else Note("died_unsourced", (author, years.listed))


class _Years(NamedTuple):
    """The years an author died in as the manifest lists and as the document states them, None where one does not.

    `source` is who says so of the listed one: an identifier, the empty string for a quote, None for nobody.
    """

    listed: int | None
    stated: int | None
    source: str | None


def _counted(years: _Years, as_of: dt.date) -> int | None:
    """Return the later of the years; one without a source only where it protects."""
    is_protecting = years.listed is not None and as_of.year - years.listed <= YEARS_AFTER_DEATH
    listed = years.listed if years.source is not None or is_protecting else None
    return max((year for year in (listed, years.stated) if year is not None), default=None)


def _years(author: str, statements: Statements, known: Mapping[str, Any]) -> _Years:
    hit = _listed(author, statements.deaths, known)
    stated = (known.get("author_deaths") or {}).get(author)
    if hit is None:
        return _Years(None, stated, None)
    name, death = hit
    source = death.source or (name if is_person_id(name) else None)
    if source is None and any(_says(quote, author, death.year) for quote in statements.quotes):
        source = ""
    return _Years(death.year, stated, source)


def _listed(author: str, deaths: Mapping[str, Death], known: Mapping[str, Any]) -> tuple[str, Death] | None:
    ids = (known.get("author_refs") or {}).get(author) or {}
    named = [author, *(_key(str(value)) for _, value in sorted(ids.items()))]
    return next(((name, deaths[name]) for name in named if name in deaths), None)


def _key(name: str) -> str:
    """Return an identifier in its one spelling, and a name as it is."""
    return person_id(name) if is_person_id(name) else name


def _says(quote: str, author: str, year: int) -> bool:
    """Return whether a quote gives a year of death behind the author's surname, with nobody else's name between the two.

    Another given name before or behind the surname (`Heinrich Mann`, `Mann, Heinrich`) makes it another person's.
    """
    surname = _surname(author)
    if not surname:
        return False
    named = re.compile(rf"(?<!\w){re.escape(surname)}(?!\w)", re.IGNORECASE)
    ends = [hit.end() for hit in named.finditer(quote) if not _is_namesake(quote, hit.span(), author)]
    starts = [at for at, died in deaths_at(quote) if died == year]
    return any(
        0 <= at - end <= NEAR_CHARACTERS and not _names_another(quote[end:at], author) for at in starts for end in ends
    )


def _is_namesake(quote: str, surname: tuple[int, int], author: str) -> bool:
    """Return whether the given name beside a surname is none of the author's; a title or a noun with its article is none."""
    own = [word.casefold() for word in _WORD.findall(author)]
    before, after = _GIVEN_BEFORE.search(quote[: surname[0]]), _GIVEN_AFTER.match(quote[surname[1] :])
    given = after[1] if after else before["given"] if before and not before["article"] else ""
    if not given or given.casefold() in own:
        return False
    return not (given.endswith(".") and any(word.startswith(given[:-1].casefold()) for word in own))


def _surname(author: str) -> str:
    """Return what stands before a comma (`Moor, Ida`), else the last word (`Ida Moor`)."""
    before, comma, _ = _BRACKETS.sub("", author).partition(",")
    return before.strip() if comma else next(reversed(_WORD.findall(before)), "")


def _names_another(between: str, author: str) -> bool:
    """Return whether a capital word that is not the author's stands here, outside brackets: `(* 1860 in Ulm; † 1931)`."""
    own = {word.casefold() for word in _WORD.findall(author)}
    outside = _BRACKETS.sub("", between).split("(", 1)[0]
    return any(word[0].isupper() and word.casefold() not in own for word in _WORD.findall(outside))
