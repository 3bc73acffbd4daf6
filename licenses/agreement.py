"""Whether licences named together can be the same one, and which: a name and its address, a family and its version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemeingut.errors import GemeingutError
from licenses.catalogue import catalogue
from licenses.creative_commons import NOT_PORTED, Member, Named
from licenses.wording import Note, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FAMILIES: Final[Mapping[str, str]] = {
    "LicenseRef-GPL": "GPL-",
    "LicenseRef-LGPL": "LGPL-",
    "LicenseRef-AGPL": "AGPL-",
    "LicenseRef-GFDL": "GFDL-",
    "LicenseRef-EUPL": "EUPL-",
}
"""Names without a version, and the prefix of the identifiers that make them precise."""

PRECISER_CLASSES: Final[Mapping[str, frozenset[str]]] = {
    "LicenseRef-public-domain": frozenset({"free", "public_domain_claim", "official_work", "public_domain_term"}),
    "LicenseRef-noncommercial": frozenset({"noncommercial"}),
    "LicenseRef-no-derivatives": frozenset({"no_derivatives"}),
    "LicenseRef-DE-UrhG-5": frozenset({"official_work", "official_work_restricted"}),
    "LicenseRef-all-rights-reserved": frozenset({"reserved"}),
}
"""Statements in general words, and the classes of licence that make them precise."""


class ContradictionError(GemeingutError, ValueError):
    """Licences named together cannot be the same one, or the named one does not exist; `note` says which."""

    def __init__(self, note: Note) -> None:
        super().__init__(sentence(note))
        self.note = note


def agreed(items: Sequence[str | Named]) -> str:
    """Return the identifier that all items mean; raise ContradictionError if they differ or there is no such licence."""
    common, *others = sorted(items, key=lambda item: item == "LicenseRef-public-domain")  # the most general last
    for item in others:
        unified_pair = unified(common, item)
        if unified_pair is None:
            raise ContradictionError(Note("contradict", (spelled(common), spelled(item))))
        common = unified_pair
    if isinstance(common, str):
        return common
    id_ = identifier(common)
    if id_ is None:
        raise ContradictionError(Note("no_such_license", (spelled(common),)))
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


def unified(first: str | Named, second: str | Named) -> str | Named | None:
    """Return the more precise of two items if they can mean the same licence, else None."""
    if isinstance(first, Named):
        return _unified_names(first, second) if isinstance(second, Named) else _unified_mixed(second, first)
    if isinstance(second, Named):
        return _unified_mixed(first, second)
    return first if first == second else _preciser(first, second) or _preciser(second, first)


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


def _unified_names(first: Named, second: Named) -> Named | None:
    if first.elements and second.elements and first.elements != second.elements:
        return None
    for name, address in ((first, second), (second, first)):
        if name.port == NOT_PORTED and address.port is None and address.version == name.version:
            return address
    versions = {named.version for named in (first, second)} - {None}
    ports = {named.port for named in (first, second)} - {None}
    unported = first.unported or second.unported
    if len(versions) > 1 or len(ports) > 1 or (ports and unported):
        return None
    elements = first.elements or second.elements
    return Named(elements, first.version or second.version, first.port or second.port, unported)
