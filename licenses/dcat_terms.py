"""Which licence IRI of dcat-ap.de stands for texts under given licences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from licenses.catalogue import DCAT_BASE, License, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OPEN: Final = f"{DCAT_BASE}other-open"
CLOSED: Final = f"{DCAT_BASE}other-closed"


def iri_of(expressions: Iterable[str]) -> str:
    """Return the licence IRI of dcat-ap.de for texts under these licences (SPDX expressions).

    One licence, or several that the vocabulary knows under one name, give that name.  Several of different names give
    `other-open` (`other-closed` if one of them is not open): each text stays under its own licence, and naming one of them
    would claim the others' texts for it, even where all of them could be merged under it.
    """
    licenses = licenses_in(expressions)
    iris = {license_.dcat_uri for license_ in licenses}
    return iris.pop() if len(iris) == 1 else _mixed(licenses)


def licenses_in(expressions: Iterable[str]) -> list[License]:
    """Return the catalogue's licences that SPDX expressions name, each once, sorted by id."""
    by_id = {license_.id: license_ for text in expressions for license_ in catalogue().of(text)}
    return [by_id[id_] for id_ in sorted(by_id)]


def _mixed(licenses: Sequence[License]) -> str:
    # Nobody has decided on some public-domain statements; they withhold nothing either.
    return CLOSED if any(license_.open_definition is False for license_ in licenses) else OPEN
