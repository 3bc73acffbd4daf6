"""Whether licences named side by side can be one and the same, and which: a name and its address, a family and its version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemeingut.errors import GemeingutError
from licenses.catalogue import catalogue
from licenses.creative_commons import Member, Named
from licenses.wording import Note, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FAMILIES: Final[Mapping[str, str]] = {
    "LicenseRef-GPL": "GPL-",
    "LicenseRef-LGPL": "LGPL-",
    "LicenseRef-AGPL": "AGPL-",
    "LicenseRef-GFDL": "GFDL-",
    "LicenseRef-EUPL": "EUPL-",
}
"""Names without a version, and how the identifiers begin that make them precise."""

PRECISER_CLASSES: Final[Mapping[str, frozenset[str]]] = {
    "LicenseRef-public-domain": frozenset({"free", "public_domain_claim", "official_work", "public_domain_term"}),
    "LicenseRef-noncommercial": frozenset({"noncommercial"}),
    "LicenseRef-no-derivatives": frozenset({"no_derivatives"}),
    "LicenseRef-DE-UrhG-5": frozenset({"official_work", "official_work_restricted"}),
    "LicenseRef-all-rights-reserved": frozenset({"reserved"}),
}
"""Statements in general words, and the classes of licence that make them precise."""


class ContradictionError(GemeingutError, ValueError):
    """Licences named side by side cannot be the same one, or the one named does not exist; `note` says which."""

    def __init__(self, note: Note) -> None:
        super().__init__(told(note))
        self.note = note


def agreed(items: Sequence[str | Named]) -> str:
    """Return the identifier that all items stand for; raise ContradictionError if they differ or there is no such licence."""
    found = items[0]
    for item in items[1:]:
        both = unified(found, item)
        if both is None:
            raise ContradictionError(Note("contradict", (spelled(found), spelled(item))))
        found = both
    if isinstance(found, str):
        return found
    id_ = identifier(found)
    if id_ is None:
        raise ContradictionError(Note("no_such_license", (spelled(found),)))
    return id_


def identifier(named: Named) -> str | None:
    """Return the catalogue's identifier for the parts of a Creative Commons name, None if there is no such licence."""
    kind = named.kind()
    if kind is None or (named.version is None and named.port):
        return None
    alias = Member(kind, named.version, named.port).spdx()
    return catalogue().get(alias).id if alias in catalogue() else None


def spelled(item: str | Named) -> str:
    """Return an item as a reader would write it."""
    if isinstance(item, str):
        return item
    kind = "-".join(sorted(item.elements)).upper() or "(kind not said)"
    return " ".join(part for part in ("CC", kind, item.version or "", (item.port or "").upper()) if part)


def unified(one: str | Named, other: str | Named) -> str | Named | None:
    """Return the preciser of two items if they can mean the same licence, else None."""
    if isinstance(one, Named):
        return _unified_names(one, other) if isinstance(other, Named) else _unified_mixed(other, one)
    if isinstance(other, Named):
        return _unified_mixed(one, other)
    return one if one == other else _preciser(one, other) or _preciser(other, one)


def _unified_mixed(text: str, named: Named) -> str | Named | None:
    if not named.elements and text in {"CC0-1.0", "CC-PDM-1.0"} and named.version in {None, "1.0"}:
        return text
    id_ = identifier(named)
    return named if id_ is not None and _preciser(text, id_) else None


def _preciser(general: str, precise: str) -> str | None:
    if general in FAMILIES and precise.startswith(FAMILIES[general]):
        return precise
    wanted = PRECISER_CLASSES.get(general, frozenset())
    return None if wanted.isdisjoint(catalogue().get(precise).classes) else precise


def _unified_names(one: Named, other: Named) -> Named | None:
    if one.elements and other.elements and one.elements != other.elements:
        return None
    versions = {named.version for named in (one, other)} - {None}
    ports = {named.port for named in (one, other)} - {None}
    unported = one.unported or other.unported
    if len(versions) > 1 or len(ports) > 1 or (ports and unported):
        return None
    elements = one.elements or other.elements
    return Named(elements, one.version or other.version, one.port or other.port, unported)
