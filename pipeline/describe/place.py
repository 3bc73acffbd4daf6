"""The addresses of a release, as far as its collection states them; no network is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.portals import registry
from pipeline.portals.target_kind import TargetError

if TYPE_CHECKING:
    from pipeline.manifest import Collection


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses of a release: `folder` (ends with `/`) holds its files, `page` is for people; None if not stated.

    Without a folder, addresses of files are relative, so that they hold wherever the files are copied to.  A target that
    gives files its own addresses (`is_flat`) has none that can be stated in advance.
    """

    version: str
    folder: str | None = None
    page: str | None = None
    is_flat: bool = False

    def file(self, path: str) -> str | None:
        """Return the address of a file of the release, or None if it is not known."""
        return None if self.is_flat else f"{self.folder or ''}{path}"

    def node(self, name: str) -> str:
        """Return the address of a thing that is described and is no file; the same in every serialisation."""
        return f"{self.folder or self.page or './'}#{name}"

    def node_of(self, version: str, name: str) -> str:
        """Return the address of the same thing in another version of the collection."""
        here = self.folder or self.page
        if here is None:
            return f"../{version}/#{name}"
        head, separator, tail = here.rpartition(f"/{self.version}")
        return f"{head}/{version}{tail}#{name}" if separator else f"{here}#{name}"

    def series(self, name: str) -> str:
        """Return the address of the series to which all versions of a collection belong."""
        here = self.page or self.folder
        if here is None:
            return f"../#{name}"
        head, separator, _ = here.rpartition(f"/{self.version}")
        return f"{head}/#{name}" if separator else f"{here}#{name}"


def place_of(collection: Collection, version: str) -> Place:
    """Return the place that homepage and publishing targets of a collection name; the first with addresses of files is used.

    Targets that this program does not know (a release may come from a later one) are skipped.
    """
    places = [_published(target, collection.name, version) for target in collection.publish]
    known = [place for place in places if place.folder or place.page]
    best = next((place for place in known if not place.is_flat), known[0] if known else Place(version))
    page = collection.homepage or next((place.page for place in known if place.page), None)
    return Place(version, best.folder, page, best.is_flat)


def _published(target: str, name: str, version: str) -> Place:
    """Return where a target will have a release; the place has no addresses if the target gives none or is unknown."""
    try:
        kind, address = registry.taken_apart(target)
    except TargetError:
        return Place(version)
    at = kind.addresses(address, name, version)
    return Place(version, at.folder, at.page, at.is_flat)
