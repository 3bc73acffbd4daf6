"""The attribution line that licences demand: author, title, source, licence, changes.

CC BY 4.0 § 3(a) asks for the creator, a copyright notice, the licence with its address and whether the material was changed;
DL-DE BY 2.0 for provider, licence and address of the data set; § 63 UrhG for the source.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from gemeingut.errors import GemeingutError
from licenses.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

CHANGED: Final = {"de": "Änderungen: {what}", "en": "Changes: {what}"}
LONGEST_AUTHORS: Final = 4


class AttributionError(GemeingutError, ValueError):
    """There is nobody to name although a licence demands attribution."""


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
    """Return the line of a document: author, title, source, address, licence with its address, changes.

    Without authors the source's own attribution is used.  Raises AttributionError if neither authors, attribution nor source
    title are given.
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


@cache
def license_words(license_expression: str) -> str:
    """Return the names of the licences of an expression with the addresses of their legal codes."""
    named = [f"{license_.name} ({license_.url})" for license_ in catalogue().of(license_expression)]
    if len(named) == 1:
        return named[0]
    return f"{license_expression}: {'; '.join(named)}"


@cache
def _must_mark_changes(license_expression: str) -> bool:
    return any(
        {"mark_changes", "no_changes"} & set(license_.obligations) for license_ in catalogue().of(license_expression)
    )
