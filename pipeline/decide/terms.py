"""What is known of a document's copyright term: from the manifest's death years, and from those its own header gives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from licenses.term import TermError, TermStatus, status
from licenses.wording import Note, sentence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pipeline.manifest import License

UNKNOWN = TermStatus("not_proven", None, "§ 64 UrhG", sentence(Note("no_author")))


def needs_terms(declared: License) -> bool:
    """Return whether the manifest gives death years, or asks for a check of the terms."""
    return bool(declared.deaths) or declared.term == "check"


def term_of(
    declared: License, as_of: dt.date, authors: Sequence[str], date: str | None, extra: str | None
) -> TermStatus | None:
    """Return the status of a work by these authors on a date, or None where nothing is asked or known.

    An author's death year is the manifest's, by name, GND or Wikidata id, or the one that the document's header or the
    register of persons in it gives (`extra`: JSON with `author_refs` and `author_deaths`).  Where the two differ the later
    one counts, so that neither frees what the other protects.  A year that cannot be true counts as unknown.
    """
    if not needs_terms(declared):
        return None
    if not authors:
        return UNKNOWN if declared.term == "check" else None
    known = json.loads(extra) if extra else {}
    deaths = [_latest(_years(author, declared.deaths, known)) for author in authors]
    year = int(date[:4]) if date and date[:4].isdigit() else None
    try:
        return status(as_of, deaths, year, presume_after_years=declared.presume_after_years)
    except TermError:
        return status(as_of, [None], year, presume_after_years=declared.presume_after_years)


def deaths_of(declared: License, authors: Sequence[str], extra: str | None) -> str:
    """Return when these authors died and who states it: the basis of the term's status."""
    known = json.loads(extra) if extra else {}
    if not authors:
        return sentence(Note("no_author"))
    return sentence(Note("authors_died", ("; ".join(sentence(_named(author, declared, known)) for author in authors),)))


def _named(author: str, declared: License, known: Mapping[str, Any]) -> Note:
    years = _years(author, declared.deaths, known)
    if years.listed is not None and years.stated is not None and years.listed != years.stated:
        return Note("died_differs", (author, years.listed, years.stated))
    if years.listed is not None:
        return Note("died_listed", (author, years.listed))
    return Note("died_unknown", (author,)) if years.stated is None else Note("died", (author, years.stated))


class _Years(NamedTuple):
    """The years an author died in as the manifest lists and as the document states them, None where one does not."""

    listed: int | None
    stated: int | None


def _latest(years: _Years) -> int | None:
    return max((year for year in years if year is not None), default=None)


def _years(author: str, manifest: Mapping[str, int], known: Mapping[str, Any]) -> _Years:
    ids = (known.get("author_refs") or {}).get(author) or {}
    named = [author, *(str(value) for _, value in sorted(ids.items()))]
    listed = next((manifest[name] for name in named if name in manifest), None)
    return _Years(listed, (known.get("author_deaths") or {}).get(author))
