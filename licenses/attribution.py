"""The attribution line and the notice that licences demand: title, author, source, licence, changes made.

CC BY 4.0 § 3(a) asks for the creator, a copyright notice, the licence with its address and whether the material was changed;
DL-DE BY 2.0 for provider, licence and address of the data set; § 63 UrhG for the source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from licenses.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

UNKNOWN_AUTHOR: Final = {"de": "ohne Verfasserangabe", "en": "author not stated"}
CHANGED: Final = {"de": "Änderungen: {what}", "en": "Changes: {what}"}
DOCUMENTS: Final = {"de": ("1 Dokument", "{n} Dokumente"), "en": ("1 document", "{n} documents")}
LONGEST_AUTHORS: Final = 4


class AttributionError(ValueError):
    """What a licence demands to be named is missing."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What is to be named for some documents of one source: authors, licence, how many, and what was changed in them."""

    source_title: str
    attribution: str | None
    authors: tuple[str, ...]
    license: str
    documents: int = 1
    changes: tuple[str, ...] = ()


def attribution_line(  # noqa: PLR0913  a licence asks for each of them by name
    title: str | None,
    authors: Sequence[str],
    source_title: str,
    attribution: str | None,
    license_id: str,
    url: str | None,
    changes: Sequence[str] = (),
    *,
    lang: str = "de",
) -> str:
    """Return one document's line: author, title, source, address, licence with its address, changes.

    Without authors the source's own attribution stands in their place.  Refused if the licence demands attribution and
    neither authors, attribution nor source title are given.
    """
    named = _authors(authors) or attribution or source_title
    if not named:
        raise AttributionError(f"{license_id} demands attribution, but no author, attribution or source is given")
    source = ", ".join(dict.fromkeys(part for part in (source_title, attribution, url) if part and part != named))
    parts = [f"{named}: {title}" if title else named, source, license_words(license_id)]
    if changes and _must_mark_changes(license_id):
        parts.append(CHANGED[lang].format(what=", ".join(changes)))
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _authors(authors: Sequence[str]) -> str:
    if len(authors) > LONGEST_AUTHORS:
        return f"{'; '.join(authors[:LONGEST_AUTHORS])} u. a."
    return "; ".join(authors)


def license_words(license_expression: str) -> str:
    """Return the names of the licences of an expression with the addresses of their legal codes."""
    named = [f"{one.name} ({one.url})" for one in catalogue().of(license_expression)]
    if len(named) == 1:
        return named[0]
    return f"{license_expression}: {'; '.join(named)}"


def _must_mark_changes(license_expression: str) -> bool:
    return any({"mark_changes", "no_changes"} & set(one.obligations) for one in catalogue().of(license_expression))


def notice(credits_: Iterable[Credit], *, lang: str = "de") -> str:
    """Return a notice file in Markdown: per source its attribution, licences, authors with their number of documents.

    Documents are added up by source, licence and authors, so that the length depends on the number of authors and not of
    documents; everything is sorted, so that the same credits in any order give the same bytes.
    """
    sources: dict[str, list[Credit]] = {}
    for credit in credits_:
        sources.setdefault(credit.source_title, []).append(credit)
    blocks = ["\n".join(_source_block(title, sources[title], lang)) for title in sorted(sources)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _source_block(title: str, credits_: Sequence[Credit], lang: str) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    for attribution in sorted({credit.attribution for credit in credits_ if credit.attribution}):
        yield f"{attribution}"
        yield ""
    for license_ in sorted({credit.license for credit in credits_}):
        yield f"### {license_words(license_)}"
        yield ""
        same = [credit for credit in credits_ if credit.license == license_]
        changes = sorted({change for credit in same for change in credit.changes})
        if changes and _must_mark_changes(license_):
            yield CHANGED[lang].format(what=", ".join(changes))
            yield ""
        for authors, count in sorted(_counted(same).items()):
            yield f"- {_authors(authors) or UNKNOWN_AUTHOR[lang]} ({_documents(count, lang)})"


def _counted(credits_: Sequence[Credit]) -> dict[tuple[str, ...], int]:
    counts: dict[tuple[str, ...], int] = {}
    for credit in credits_:
        counts[credit.authors] = counts.get(credit.authors, 0) + credit.documents
    return counts


def _documents(count: int, lang: str) -> str:
    one, many = DOCUMENTS[lang]
    return one if count == 1 else many.format(n=count)
