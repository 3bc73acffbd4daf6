"""A collection opened for work: manifests are read, formats checked by their readers, targets by the registered kinds.

A module of its own: no stage depends on the registries that it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.manifest.load import load_collection
from pipeline.manifest.yaml_file import ManifestError
from pipeline.portals.registry import kind_of
from pipeline.portals.target_kind import TargetError
from pipeline.read import registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.manifest.load import LoadedCollection, LoadedSource


def open_collection(name: str, only: Sequence[str] = ()) -> LoadedCollection:
    """Return the collection of that path or name; raise ManifestError with a line per fault of a manifest, option or target."""
    collection = load_collection(name, only)
    faults = [fault for source in collection.sources for fault in _faults(source)]
    faults += _target_faults(collection)
    if faults:
        raise ManifestError("\n".join(faults))
    return collection


def _faults(source: LoadedSource) -> Iterator[str]:
    formats = [("format", source.manifest.format)]
    formats += [(f"formats.{place}.format", entry.format) for place, entry in enumerate(source.manifest.formats)]
    for key, format_ in formats:
        try:
            registry.reader(format_.name)
        except registry.FormatError as error:
            yield f"{source.path}: {key}.name: {error}"
            continue
        try:
            registry.parse_options(format_.name, format_.options(), f"{source.path}: {key}")
        except registry.FormatError as error:
            yield str(error)


def _target_faults(collection: LoadedCollection) -> Iterator[str]:
    """Yield what is wrong with the kinds of targets; whether an address is one, `plan` and `publish` say."""
    for place, target in enumerate(collection.manifest.publish):
        try:
            kind_of(target)
        except TargetError as error:
            yield f"{collection.path}: publish.{place}: {error}"
